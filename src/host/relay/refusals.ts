import type { ErrorCode } from '../../base/errors.js';
import { errorCode, errorNumber, LAST_ERROR_NUMBER } from '../../wire/error-codes.js';

/** How often each thing was refused, by error code. One for each session, one for each guest. */
export class RefusalCounts {
	/** By wire number of the code; 0 is not used. */
	readonly #counts = new Float64Array(LAST_ERROR_NUMBER + 1);

	/** Counts `times` refusals. `code` is the code's wire number. */
	add(code: number, times = 1): void {
		if (code > 0 && code < this.#counts.length) this.#counts[code]! += times;
	}

	of(code: ErrorCode): number {
		return this.#counts[errorNumber(code)]!;
	}

	get total(): number {
		let total = 0;
		for (const count of this.#counts) total += count;
		return total;
	}

	/** The codes that occurred and how often. */
	entries(): [ErrorCode, number][] {
		const result: [ErrorCode, number][] = [];
		for (const [number, count] of this.#counts.entries()) {
			const code = errorCode(number);
			if (count > 0 && code !== undefined) result.push([code, count]);
		}
		return result;
	}

	toJSON(): Partial<Record<ErrorCode, number>> {
		return Object.fromEntries(this.entries());
	}
}
