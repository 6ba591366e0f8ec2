import { FaultlineError } from '../base/errors.js';

/**
 * What tests pass in, checked at the door: a name that is not known is most often one that was misspelt, and a test in plain
 * JavaScript has no compiler to tell. All throw CONFIG with the value that was seen and what would be right.
 */

/** The options have no name besides `known`. */
export function checkNames(what: string, options: object, known: readonly string[]): void {
	if (typeof options !== 'object' || options === null)
		throw new FaultlineError(
			'CONFIG',
			`${what}: ${String(options)} is no options; an object with ${known.join(', ')} would be right`,
		);
	const strange = Object.keys(options).filter((name) => !known.includes(name));
	if (strange.length > 0)
		throw new FaultlineError(
			'CONFIG',
			`${what}: there is no option ${strange.map((name) => `"${name}"`).join(', ')}; there is ${known.join(', ')}`,
		);
}

/** The value is a whole number from `low` to `high`. */
export function checkWhole(what: string, value: unknown, low: number, high: number): void {
	if (!Number.isSafeInteger(value) || (value as number) < low || (value as number) > high)
		throw new FaultlineError(
			'CONFIG',
			`${what}: ${String(value)} is no whole number from ${low} to ${high === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : high}`,
		);
}

/** The value is a time in milliseconds, 0 or more and not endless. */
export function checkMs(what: string, ms: unknown): void {
	if (typeof ms !== 'number' || !(ms >= 0) || ms === Number.POSITIVE_INFINITY)
		throw new FaultlineError(
			'CONFIG',
			`${what}: ${String(ms)} ms; it takes a number of milliseconds, 0 or more`,
		);
}
