import type { Clock, Timer } from '../../base/clock.js';
import type { Liveness } from './liveness.js';
import type { ReadGate } from './read-gate.js';

/** What may come at once after a pause: as much as in this time. */
const BURST_MS = 250;
/** And at least so many messages. */
const LEAST_BURST = 16;

/**
 * How fast messages of one identity are taken in: two token buckets, of messages and of bytes, that all its sessions
 * share. A message that came is always taken (a refusal would lose answers); what it takes beyond what is there is a
 * debt, and `take` says how long its sender is not to be read until it is paid.
 *
 * Costs a few numbers a message; keeps no timer.
 */
export class Intake {
	readonly #clock: Clock;
	readonly #messages: Bucket;
	readonly #bytes: Bucket;

	/** Rates are a second; 0: no bound. `messageBytes` is the largest message that is taken. */
	constructor(
		clock: Clock,
		messagesPerSecond: number,
		bytesPerSecond: number,
		messageBytes: number,
	) {
		this.#clock = clock;
		const now = clock.now();
		this.#messages = bucket(messagesPerSecond, LEAST_BURST, now);
		this.#bytes = bucket(bytesPerSecond, messageBytes, now);
	}

	/** One message came. Milliseconds for which no more of its sender should be read; 0: go on. */
	take(bytes: number): number {
		const now = this.#clock.now();
		return Math.max(take(this.#messages, 1, now), take(this.#bytes, bytes, now));
	}
}

/** Stops reading a session's agent for a while. What the agent sends meanwhile stays in the connection, up to its window. */
export class ReadBrake {
	readonly #clock: Clock;
	readonly #gate: ReadGate;
	readonly #liveness: Liveness;
	/** While nothing is read. */
	#timer: Timer | undefined;

	constructor(clock: Clock, gate: ReadGate, liveness: Liveness) {
		this.#clock = clock;
		this.#gate = gate;
		this.#liveness = liveness;
	}

	/** Reads nothing for `ms` milliseconds. Whether it was read until now. */
	hold(ms: number): boolean {
		const begins = this.#timer === undefined;
		if (begins) {
			this.#gate.close();
			this.#liveness.suspend();
		}
		this.#timer?.cancel();
		this.#timer = this.#clock.after(ms, () => {
			this.#timer = undefined;
			this.#liveness.resume();
			this.#gate.open();
		});
		return begins;
	}

	/** The session is over. */
	stop(): void {
		this.#timer?.cancel();
	}
}

interface Bucket {
	/** Tokens a millisecond; 0: no bound. */
	readonly rate: number;
	readonly size: number;
	/** Tokens at the time `at`; below 0: a debt. */
	level: number;
	at: number;
}

function bucket(perSecond: number, least: number, now: number): Bucket {
	const size = Math.max(least, (perSecond * BURST_MS) / 1000);
	return { rate: perSecond / 1000, size, level: size, at: now };
}

function take(bucket: Bucket, tokens: number, now: number): number {
	if (bucket.rate === 0) return 0;
	const filled = bucket.level + (now - bucket.at) * bucket.rate;
	bucket.level = Math.min(bucket.size, filled) - tokens;
	bucket.at = now;
	return bucket.level < 0 ? -bucket.level / bucket.rate : 0;
}
