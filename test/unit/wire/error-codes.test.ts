import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '../../../src/base/errors.js';
import { errorCode, errorNumber, LAST_ERROR_NUMBER } from '../../../src/wire/error-codes.js';
import { faultline } from '../../../src/wire/generated/faultline.js';

describe('error codes on the wire', () => {
	const wire = new Map<string, number>(
		Object.entries(faultline.v1.ErrorCode).filter(
			(entry): entry is [string, number] => typeof entry[1] === 'number',
		),
	);

	it('are exactly the names of the proto enum, and zero for none', () => {
		expect([...wire.keys()]).toEqual(['ERROR_CODE_UNSPECIFIED', ...ERROR_CODES]);
		expect(wire.get('ERROR_CODE_UNSPECIFIED')).toBe(0);
	});

	it('have the numbers of the proto enum in both directions', () => {
		for (const code of ERROR_CODES) {
			expect(errorNumber(code)).toBe(wire.get(code));
			expect(errorCode(errorNumber(code))).toBe(code);
		}
	});

	it('are undefined for zero and for numbers of other versions', () => {
		expect(errorNumber(undefined)).toBe(0);
		for (const number of [0, -1, 0.5, LAST_ERROR_NUMBER + 1, 2 ** 31])
			expect(errorCode(number)).toBeUndefined();
	});
});
