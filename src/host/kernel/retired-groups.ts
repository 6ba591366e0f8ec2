import { GroupOutcome } from './fault-handler.js';
import type { GroupTable } from './group-table.js';

/** How many retired ids are remembered; a power of two. */
export const RETIRED_REMEMBERED = 65536;

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
	readonly #id = new Float64Array(RETIRED_REMEMBERED);
	readonly #device = new Int32Array(RETIRED_REMEMBERED);
	readonly #outcome = new Uint8Array(RETIRED_REMEMBERED);
	/** Next older entry of the same bucket, plus one; 0 ends. */
	readonly #older = new Int32Array(RETIRED_REMEMBERED);
	/** Newest entry of each bucket, plus one; 0: empty. */
	readonly #buckets = new Int32Array(RETIRED_REMEMBERED);
	#at = 0;

	/** Bytes of all columns; constant. */
	get byteLength(): number {
		return (
			this.#id.byteLength +
			this.#device.byteLength +
			this.#outcome.byteLength +
			this.#older.byteLength +
			this.#buckets.byteLength
		);
	}

	/** Remembers the group in a slot, which is about to leave the table, and forgets the one retired longest ago when the memory is full. */
	remember(groups: GroupTable, slot: number, outcome: GroupOutcome): void {
		const id = groups.id[slot]!;
		const entry = this.#at;
		this.#at = (entry + 1) & (RETIRED_REMEMBERED - 1);
		if (this.#id[entry] !== 0) this.#forget(entry);
		const bucket = id & (RETIRED_REMEMBERED - 1);
		this.#id[entry] = id;
		this.#device[entry] = groups.device[slot]!;
		this.#outcome[entry] = outcome;
		this.#older[entry] = this.#buckets[bucket]!;
		this.#buckets[bucket] = entry + 1;
	}

	/** `UNKNOWN` for an id that was never retired or is forgotten. */
	outcome(id: number): GroupOutcome {
		const entry = this.#find(id);
		// Only `remember` writes the column, from a GroupOutcome.
		return entry === -1 ? GroupOutcome.UNKNOWN : (this.#outcome[entry]! as GroupOutcome);
	}

	/** Index of the device the group belonged to; -1 when that is not known, or the device is gone. */
	device(id: number): number {
		const entry = this.#find(id);
		return entry === -1 ? -1 : this.#device[entry]!;
	}

	/** Another device takes this index: what is remembered under it belongs to nobody now. O(memory). */
	disown(device: number): void {
		for (let entry = 0; entry < RETIRED_REMEMBERED; entry++)
			if (this.#device[entry] === device) this.#device[entry] = -1;
	}

	#find(id: number): number {
		let entry = this.#buckets[id & (RETIRED_REMEMBERED - 1)]! - 1;
		while (entry !== -1 && this.#id[entry] !== id) entry = this.#older[entry]! - 1;
		return entry;
	}

	#forget(entry: number): void {
		const bucket = this.#id[entry]! & (RETIRED_REMEMBERED - 1);
		let newer = this.#buckets[bucket]! - 1;
		if (newer === entry) {
			this.#buckets[bucket] = 0;
			return;
		}
		while (this.#older[newer] !== entry + 1) newer = this.#older[newer]! - 1;
		this.#older[newer] = 0;
	}
}
