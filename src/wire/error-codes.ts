import type { ErrorCode } from '../base/errors.js';
import { ERROR_CODES } from '../base/errors.js';
import { faultline } from './generated/faultline.js';

/** Error codes as they travel: the number of each name in `ErrorCode` of proto/faultline/v1/types.proto. */

/** The wire number of "no error" (ERROR_CODE_UNSPECIFIED). */
export const NO_ERROR = 0;

const numbers = new Map<ErrorCode, number>(
	ERROR_CODES.map((code) => [code, faultline.v1.ErrorCode[code]]),
);
const codes: (ErrorCode | undefined)[] = [];
for (const [code, number] of numbers) codes[number] = code;

/** The highest number that a code has. */
export const LAST_ERROR_NUMBER = codes.length - 1;

/** The wire number of a code; 0 for undefined. */
export function errorNumber(code: ErrorCode | undefined): number {
	return code === undefined ? NO_ERROR : (numbers.get(code) ?? NO_ERROR);
}

/** The code of a wire number: undefined for 0 and for numbers that this version does not know. */
export function errorCode(number: number): ErrorCode | undefined {
	return codes[number];
}
