import { GroupOutcome } from './fault-handler.js';
import type { GroupTable } from './group-table.js';

/** How many retired ids are remembered; a power of two. */
export const RETIRED_REMEMBERED = 65536;

/** A row: the id, then three words and a bucket's. Together, because an entry is written and overwritten whole. */
const DOUBLES = 3;
const ID = 0;
const WORDS = 6;
const DEVICE = 2;
const OUTCOME = 3;
/** Next older entry of the same bucket, plus one; 0 ends. */
const OLDER = 4;
/** Newest entry of the bucket with the row's number, plus one; 0: empty. Not the entry's. */
const BUCKET = 5;

/**
 * What became of the groups that left the pending table, for the last `RETIRED_REMEMBERED` of them:
 * the memory by which a late, duplicate or foreign answer is told from one that never made sense.
 *
 *      ring      [ newest-2 | newest-1 | newest | oldest | ... ]     entry #at is overwritten next
 *      buckets   id & (size - 1) -> newest entry of that bucket -> older -> ... -> -1
 *
 * Ids are nearly consecutive, so a bucket holds one entry on average. Entries of one bucket are chained
 * from newest to oldest; the entry about to be overwritten is therefore the end of its chain.
 */
export class RetiredGroups {
	readonly #doubles: Float64Array;
	readonly #words: Int32Array;
	#at = 0;

	constructor() {
		this.#doubles = new Float64Array(RETIRED_REMEMBERED * DOUBLES);
		this.#words = new Int32Array(this.#doubles.buffer);
	}

	/** Bytes of all rows; constant. */
	get byteLength(): number {
		return this.#doubles.byteLength;
	}

	/** Remembers the group in a slot, which is about to leave the table, and forgets the one retired longest ago when the memory is full. */
	remember(groups: GroupTable, slot: number, outcome: GroupOutcome): void {
		const words = this.#words;
		const id = groups.id(slot);
		const entry = this.#at;
		this.#at = (entry + 1) & (RETIRED_REMEMBERED - 1);
		if (this.#doubles[entry * DOUBLES + ID] !== 0) this.#forget(entry);
		const bucket = (id & (RETIRED_REMEMBERED - 1)) * WORDS + BUCKET;
		const at = entry * WORDS;
		this.#doubles[entry * DOUBLES + ID] = id;
		words[at + DEVICE] = groups.device(slot);
		words[at + OUTCOME] = outcome;
		words[at + OLDER] = words[bucket]!;
		words[bucket] = entry + 1;
	}

	/** `UNKNOWN` for an id that was never retired or is forgotten. */
	outcome(id: number): GroupOutcome {
		const entry = this.#find(id);
		if (entry === -1) return GroupOutcome.UNKNOWN;
		// Only `remember` writes it, from a GroupOutcome.
		return this.#words[entry * WORDS + OUTCOME]! as GroupOutcome;
	}

	/** Index of the device the group belonged to; -1 when that is not known, or the device is gone. */
	device(id: number): number {
		const entry = this.#find(id);
		return entry === -1 ? -1 : this.#words[entry * WORDS + DEVICE]!;
	}

	/** Another device takes this index: what is remembered under it belongs to nobody now. O(memory). */
	disown(device: number): void {
		const words = this.#words;
		for (let at = DEVICE; at < words.length; at += WORDS) if (words[at] === device) words[at] = -1;
	}

	#find(id: number): number {
		let entry = this.#newest(id);
		while (entry !== -1 && this.#doubles[entry * DOUBLES + ID] !== id) entry = this.#older(entry);
		return entry;
	}

	#newest(id: number): number {
		return this.#words[(id & (RETIRED_REMEMBERED - 1)) * WORDS + BUCKET]! - 1;
	}

	#older(entry: number): number {
		return this.#words[entry * WORDS + OLDER]! - 1;
	}

	#forget(entry: number): void {
		const id = this.#doubles[entry * DOUBLES + ID]!;
		let newer = this.#newest(id);
		if (newer === entry) {
			this.#words[(id & (RETIRED_REMEMBERED - 1)) * WORDS + BUCKET] = 0;
			return;
		}
		for (let older = this.#older(newer); older !== entry; older = this.#older(newer)) newer = older;
		this.#words[newer * WORDS + OLDER] = 0;
	}
}
