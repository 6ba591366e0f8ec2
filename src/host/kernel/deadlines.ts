import type { Clock, Timer } from '../../base/clock.js';
import type { GroupTable } from './group-table.js';

/** Groups that expire in one turn of the event loop at most; a burst goes on in the next turn. */
export const EXPIRED_PER_TURN = 4096;

/** The longest deadline a device may have, in milliseconds: what a timer can wait. */
export const LONGEST_DEADLINE_MS = 2 ** 31 - 1;

/**
 * The response deadlines. All groups of a device have the same time to be answered, so they expire in
 * the order of its list, and one timer for a device is enough: for its oldest group at the time of
 * arming. Answers leave the timer alone; it then fires early, finds nothing due, and is armed for the
 * group that is oldest now. So a device costs one timer for each deadline's length, not one a group.
 *
 * Owns the timers. Answering what expired is left to `expire`, which must take the group off the table.
 */
export class Deadlines {
	readonly #clock: Clock;
	readonly #groups: GroupTable;
	readonly #expire: (slot: number) => void;
	readonly #expired: () => void;
	/** By device index; undefined while no timer is armed. */
	readonly #timers: (Timer | undefined)[] = [];
	/** What the timer of each device calls, made once. */
	readonly #fire: (() => void)[] = [];
	/** The device whose groups are expiring right now; its timer is armed when that is done. */
	#firing = -1;
	#turn = 0;
	#turnKnown = false;
	readonly #turnOver = () => {
		this.#turnKnown = false;
	};

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
	 * has lasted, at most.
	 */
	start(device: number, slot: number, ms: number): void {
		if (!this.#turnKnown) {
			this.#turn = this.#clock.now();
			this.#turnKnown = true;
			this.#clock.soon(this.#turnOver);
		}
		this.#groups.setDue(slot, this.#turn + ms);
		this.#arm(device);
	}

	/** Sets the timer for the device's oldest group, unless it is set; not while its groups are expiring. */
	#arm(device: number): void {
		if (this.#firing === device || this.#timers[device] !== undefined) return;
		const oldest = this.#groups.oldest(device);
		if (oldest === -1) return;
		const wait = Math.max(0, this.#groups.due(oldest) - this.#clock.now());
		if (wait === Number.POSITIVE_INFINITY) return;
		this.#fire[device] ??= () => this.#run(device);
		this.#timers[device] = this.#clock.after(wait, this.#fire[device]);
	}

	/** Stops the device's timer. */
	cancel(device: number): void {
		this.#timers[device]?.cancel();
		this.#timers[device] = undefined;
	}

	#run(device: number): void {
		this.#timers[device] = undefined;
		this.#firing = device;
		const groups = this.#groups;
		const now = this.#clock.now();
		// The oldest group is looked up anew each time: what `expire` calls may answer others.
		for (let n = 0; n < EXPIRED_PER_TURN; n++) {
			const slot = groups.oldest(device);
			if (slot === -1 || groups.due(slot) > now) break;
			this.#expire(slot);
		}
		this.#firing = -1;
		this.#expired();
		// Unless a group that was reported meanwhile has set the timer: one that is lost could not be stopped.
		this.#arm(device);
	}
}
