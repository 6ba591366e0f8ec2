import type { Clock } from '../../../../base/clock.js';

const BURST = 10;
const WINDOW_MS = 5000;

/**
 * What a driver has to tell people: faults that nobody owns, errors of its queues. A device
 * can cause these at will, so at most 10 messages pass in 5 seconds; the next one says how many were
 * held back.
 */
export class DriverLog {
	readonly #prefix: string;
	readonly #clock: Clock;
	readonly #sink: ((message: string) => void) | undefined;
	#windowStart = Number.NEGATIVE_INFINITY;
	#used = 0;
	#held = 0;
	#lastRare = Number.NEGATIVE_INFINITY;

	/** `kind` and `name` are the driver's. */
	constructor(
		kind: string,
		name: string,
		clock: Clock,
		sink: ((message: string) => void) | undefined,
	) {
		this.#prefix = `${kind} ${name}`;
		this.#clock = clock;
		this.#sink = sink;
	}

	/** Whether a message would pass now; when not, it is counted as held back: do not make it. */
	passes(): boolean {
		if (this.#sink === undefined) return false;
		const now = this.#clock.now();
		if (now - this.#windowStart >= WINDOW_MS) {
			this.#windowStart = now;
			this.#used = 0;
		}
		if (this.#used < BURST) return true;
		this.#held++;
		return false;
	}

	/** Passes on one message for which `passes` was just true. */
	write(message: string): void {
		this.#used++;
		const held = this.#held === 0 ? '' : ` (${this.#held} messages held back before this one)`;
		this.#held = 0;
		this.#sink?.(`${this.#prefix}: ${message}${held}`);
	}

	/** `passes` and `write` for a message that costs little to make. */
	say(message: string): void {
		if (this.passes()) this.write(message);
	}

	/**
	 * `say` for what comes in bursts, as the overflow of a queue that is drained again and again: one of these
	 * in 5 seconds, so that they leave room for what there is to say besides. The others are counted elsewhere.
	 */
	sayRarely(message: string): void {
		const now = this.#clock.now();
		if (now - this.#lastRare < WINDOW_MS) return;
		this.#lastRare = now;
		this.say(message);
	}
}

/** A requester id as people write it: bus:device.function. */
export function requesterName(rid: number): string {
	const hex = (value: number) => value.toString(16).padStart(2, '0');
	return `${hex(rid >>> 8)}:${hex((rid >>> 3) & 0x1f)}.${rid & 7}`;
}
