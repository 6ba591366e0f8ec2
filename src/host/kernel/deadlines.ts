import type { Clock, Timer } from '../../base/clock.js';
import { DueHeap } from './due-heap.js';
import type { GroupTable } from './group-table.js';

/** Groups, of all devices together, that expire in one turn of the event loop at most; a burst goes on in the next. */
export const EXPIRED_PER_TURN = 1024;

/** The longest deadline a device may have, in milliseconds: what a timer can wait. */
export const LONGEST_DEADLINE_MS = 2 ** 31 - 1;

/**
 * A turn that lasted longer than this, in milliseconds, and than this share of the shortest deadline that there was has
 * its deadlines counted from its end.
 */
const LONG_TURN_MS = 5;
const LONG_TURN_SHARE = 0.1;

/**
 * The response deadlines. All groups of a device have the same time to be answered, so they expire in the
 * order of its list, and only its oldest counts. The devices stand in a heap by the deadline that was their
 * oldest group's when they were last looked at, and one timer waits for the first of them:
 *
 *      timer -> heap of devices, earliest first -> a device's list in the group table, oldest first
 *
 * Answers leave both alone; the timer then fires early, finds the device's oldest group due later, and
 * puts the device off. So a device costs a step in the heap for each deadline's length, and a fault nothing
 * but its time in the table.
 *
 * Groups expire in the order of their deadlines, over all devices, and at most `EXPIRED_PER_TURN` in a
 * turn: between two turns what has arrived is handled, and so before the first (decision 0017). An
 * answer that arrived while the process could not run is therefore taken, although its deadline passed.
 *
 * Owns the timer. Answering what expired is left to `expire`, which must take the group off the table.
 */
export class Deadlines {
	/** Turns in which groups expired. */
	turns = 0;
	/** How far behind its deadline a group expired at most, in milliseconds. */
	latest = 0;
	readonly #clock: Clock;
	readonly #groups: GroupTable;
	readonly #expire: (slot: number) => void;
	readonly #expired: () => void;
	readonly #heap = new DueHeap();
	#timer: Timer | undefined;
	/** What the timer waits for. */
	#armedFor = Number.POSITIVE_INFINITY;
	/** Groups are expiring, or will as soon as input was handled: the timer is armed when that is done. */
	#running = false;
	/** When the running turn began to report faults, and the first id that it gave. */
	#turn = 0;
	#turnKnown = false;
	#turnFirst = 0;
	/** The shortest deadline that was ever started. */
	#shortest = Number.POSITIVE_INFINITY;
	readonly #turnOver = () => this.#endTurn();
	readonly #fire = () => {
		this.#timer = undefined;
		this.#running = true;
		this.#clock.afterInput(this.#slice);
	};
	readonly #slice = () => this.#run();

	/**
	 * @param expire answers one group and removes it from the table
	 * @param expired is called after each run of `expire` calls
	 */
	constructor(
		clock: Clock,
		groups: GroupTable,
		expire: (slot: number) => void,
		expired: () => void,
	) {
		this.#clock = clock;
		this.#groups = groups;
		this.#expire = expire;
		this.#expired = expired;
	}

	/**
	 * Starts the deadline of a group that was just added to the device's list: `ms` milliseconds after this
	 * turn of the event loop began to report faults. One reading of the clock does for all faults of a
	 * turn, because a reading costs as much as the rest of a report; a deadline is early by what the turn
	 * has lasted, and never by more than 5 ms or a tenth: a turn that lasted longer, because the process was suspended
	 * in it, has all of its deadlines put off by as much.
	 */
	start(device: number, slot: number, ms: number): void {
		if (!this.#turnKnown) {
			this.#turn = this.#clock.now();
			this.#turnKnown = true;
			this.#turnFirst = this.#groups.id(slot);
			this.#clock.soon(this.#turnOver);
		}
		if (ms < this.#shortest) this.#shortest = ms;
		const due = this.#turn + ms;
		this.#groups.setDue(slot, due);
		if (this.#heap.has(device)) return;
		// Usually this group is the oldest; but the device may have been looked at before it was added.
		this.#heap.add(device, Math.min(due, this.#groups.due(this.#groups.oldest(device))));
		this.#arm();
	}

	/** Forgets the device: none of its groups expires any more. */
	cancel(device: number): void {
		this.#heap.remove(device);
		if (this.#heap.first === -1) this.#disarm();
	}

	/** Sets the timer for the earliest device, unless it is set for that or earlier; not while groups are expiring. */
	#arm(): void {
		const { earliest } = this.#heap;
		if (this.#running || earliest === Number.POSITIVE_INFINITY) return;
		if (this.#timer !== undefined) {
			if (this.#armedFor <= earliest) return;
			this.#timer.cancel();
		}
		this.#armedFor = earliest;
		this.#timer = this.#clock.after(Math.max(0, earliest - this.#clock.now()), this.#fire);
	}

	#disarm(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	#run(): void {
		const groups = this.#groups;
		const heap = this.#heap;
		const now = this.#clock.now();
		let left = EXPIRED_PER_TURN;
		// The oldest group is looked up anew each time: what `expire` calls may answer others.
		while (left > 0 && heap.earliest <= now) {
			const device = heap.first;
			const oldest = groups.oldest(device);
			const due = oldest === -1 ? Number.POSITIVE_INFINITY : groups.due(oldest);
			if (due === Number.POSITIVE_INFINITY) heap.remove(device);
			else if (due > heap.earliest) heap.postpone(due);
			else {
				left--;
				if (now - due > this.latest) this.latest = now - due;
				this.#expire(oldest);
			}
		}
		if (left < EXPIRED_PER_TURN) {
			this.turns++;
			this.#expired();
		}
		this.#running = left === 0;
		if (this.#running) this.#clock.afterInput(this.#slice);
		else this.#arm();
	}

	/** The turn that reported faults is over. */
	#endTurn(): void {
		this.#turnKnown = false;
		const lasted = this.#clock.now() - this.#turn;
		if (lasted <= Math.max(LONG_TURN_MS, this.#shortest * LONG_TURN_SHARE)) return;
		const groups = this.#groups;
		// Those that are due later than the heap knows are put off when their time comes.
		for (let id = this.#turnFirst; id < groups.nextId; id++) {
			const slot = groups.find(id);
			if (slot !== -1) groups.setDue(slot, groups.due(slot) + lasted);
		}
	}
}
