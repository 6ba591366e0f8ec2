/** The laws of docs/architecture.md by number; 0: something threw, or a fleet that was left alone did not serve again. */
export type Law = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface Violation {
	readonly law: Law;
	readonly what: string;
	/** Virtual milliseconds, and how many steps had been done. */
	readonly at: number;
	readonly step: number;
}

/** Violations after the first that are kept. */
const MOST = 16;
/** Lines of a trace that are kept, the latest. */
const MOST_LINES = 400;

/** What an observer found out about a run, and the trace of what it saw, as a hash: equal for equal runs. */
export class Verdict {
	readonly violations: Violation[] = [];
	/** Set by who runs the steps. */
	step = 0;
	/** What was seen lately, in words; only where it was asked for. */
	readonly lines: string[] | undefined;
	readonly #now: () => number;
	#low = 0x811c_9dc5;
	#high = 0x1234_5678;

	constructor(now: () => number, lines = false) {
		this.#now = now;
		this.lines = lines ? [] : undefined;
	}

	/** What was seen so far. */
	get hash(): string {
		return this.#high.toString(16).padStart(8, '0') + this.#low.toString(16).padStart(8, '0');
	}

	violation(law: Law, what: string): void {
		if (this.violations.length < MOST)
			this.violations.push({ law, what, at: this.#now(), step: this.step });
		this.lines?.push(`        LAW ${law}: ${what}`);
	}

	/** Notes something that was seen: numbers, and in words for people. */
	saw(words: () => string, ...numbers: number[]): void {
		for (const n of numbers) {
			this.#low = Math.imul(this.#low ^ (n | 0), 0x0100_0193) >>> 0;
			this.#high = (Math.imul(this.#high ^ Math.floor(n / 2 ** 16), 0x85eb_ca6b) + this.#low) >>> 0;
		}
		const { lines } = this;
		if (lines === undefined) return;
		lines.push(`${this.#now().toFixed(2).padStart(9)} ${words()}`);
		if (lines.length > MOST_LINES * 2) lines.splice(0, MOST_LINES);
	}
}
