import type { GroupTable } from '../group-table.js';

/**
 * The marks of a group in the group table. It waits, is taken, and where its consumer lost what it took it waits
 * again, and so on:  0 -> TAKEN -> AGAIN -> AGAIN | TAKEN -> AGAIN ...
 */
export const TAKEN = 1;
export const AGAIN = 2;

/**
 * The groups of one device that wait to be delivered. Bounded.
 *
 *      the device's list in the group table     taken  taken | waiting  waiting  waiting
 *                                                              ^ first
 *
 * They are the young end of the list that the group table has anyway, because they are taken in the order in
 * which they came: so only where it begins and how many there are is kept here, and a group costs no memory of
 * its own. Everything is O(1) but the first `peek` after the oldest one was withdrawn: O(those taken).
 */
export class Outbox {
	/** Most groups that wait at a time. */
	readonly limit: number;
	readonly #groups: GroupTable;
	readonly #device: number;
	/** Id of the oldest that waits; or, when that was withdrawn, a number between those taken and those that wait. */
	#first = 0;
	#waiting = 0;

	/** @param device index of the device in the group table */
	constructor(groups: GroupTable, device: number, limit: number) {
		this.#groups = groups;
		this.#device = device;
		this.limit = limit;
	}

	/** Groups that wait. */
	get length(): number {
		return this.#waiting;
	}

	/**
	 * The device's youngest group waits now; all between it and the youngest that waited before are gone.
	 * False, changing nothing, when `limit` groups wait.
	 */
	push(id: number): boolean {
		if (this.#waiting >= this.limit) return false;
		if (this.#waiting === 0) this.#first = id;
		this.#waiting++;
		return true;
	}

	/** Slot of the oldest group that waits, left in place; -1 when none does. */
	peek(): number {
		if (this.#waiting === 0) return -1;
		const slot = this.#groups.find(this.#first);
		return slot === -1 ? this.#seek() : slot;
	}

	/** Takes the oldest group that waits, and marks it TAKEN as well. Its slot; -1 when none waits. */
	take(): number {
		const slot = this.peek();
		if (slot === -1) return -1;
		const groups = this.#groups;
		groups.setMark(slot, groups.mark(slot) | TAKEN);
		this.#waiting--;
		const next = groups.next(slot);
		if (this.#waiting > 0) this.#first = next === -1 ? groups.id(slot) + 0.5 : groups.id(next);
		return slot;
	}

	/** A group of the device that the table does not have any more: false when it did not wait. */
	withdraw(id: number): boolean {
		if (this.#waiting === 0 || id < this.#first) return false;
		this.#waiting--;
		return true;
	}

	clear(): void {
		this.#waiting = 0;
	}

	/** All groups of the device wait, also those that were taken: these are marked AGAIN. O(groups of the device). */
	rewind(): void {
		const groups = this.#groups;
		const oldest = groups.oldest(this.#device);
		for (let slot = oldest; slot !== -1; slot = groups.next(slot))
			if (groups.mark(slot) !== 0) groups.setMark(slot, AGAIN);
		this.#waiting = groups.pendingOf(this.#device);
		if (oldest !== -1) this.#first = groups.id(oldest);
	}

	/** The oldest one was withdrawn: finds the first that was not taken. */
	#seek(): number {
		const groups = this.#groups;
		let slot = groups.oldest(this.#device);
		while (slot !== -1 && (groups.mark(slot) & TAKEN) !== 0) slot = groups.next(slot);
		if (slot !== -1) this.#first = groups.id(slot);
		return slot;
	}
}
