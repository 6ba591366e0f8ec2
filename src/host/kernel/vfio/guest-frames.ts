import { Errno } from '../errno.js';
import type { GuestMemory } from '../guest-memory.js';

/** A range of guest frames that one session has and no other. */
export interface FrameLease {
	readonly first: number;
	readonly count: number;
}

/**
 * The frames of a guest that agents may use: 0 to `count` - 1. Owns who has which (leases), and for
 * each frame how many pages of how many spaces stand for it.
 *
 * Invariants: leases are disjoint. `mapped` counts a mapping from `map` until its unmapping is complete
 * (law 4: translations may be cached until then), `unmapping` the latter part of that time. A leased
 * frame reads 0 until its new holder writes it.
 */
export class GuestFrames {
	readonly count: number;
	readonly #memory: GuestMemory;
	/** Ascending. */
	readonly #leases: FrameLease[] = [];
	readonly #mapped: Int32Array;
	readonly #unmapping: Int32Array;
	#inUse = 0;

	constructor(memory: GuestMemory, count: number) {
		this.#memory = memory;
		this.count = count;
		this.#mapped = new Int32Array(count);
		this.#unmapping = new Int32Array(count);
	}

	/** Frames that at least one page stands for. */
	get inUse(): number {
		return this.#inUse;
	}

	/**
	 * Leases the first gap of `wanted` frames; 0: all of the largest gap, `most` of it at most. Undefined: none is
	 * there.
	 */
	lease(wanted: number, most = this.count): FrameLease | undefined {
		let first = -1;
		let count = wanted;
		let at = 0;
		let before = 0;
		for (let i = 0; i <= this.#leases.length; i++) {
			const next = this.#leases[i];
			const gap = (next?.first ?? this.count) - at;
			if (wanted === 0 ? gap > count : gap >= wanted && first === -1) {
				first = at;
				before = i;
				if (wanted === 0) count = gap;
			}
			if (next !== undefined) at = next.first + next.count;
		}
		if (first === -1) return undefined;
		const lease: FrameLease = { first, count: wanted === 0 ? Math.min(count, most) : count };
		this.#leases.splice(before, 0, lease);
		return lease;
	}

	/** Whether it is one of the leases held now. */
	holds(lease: FrameLease): boolean {
		return this.#leases.includes(lease);
	}

	/**
	 * Ends a lease and zeroes its frames, so that the next holder reads nothing of this one's. EINVAL:
	 * no such lease. EBUSY: a frame of it is mapped or its unmapping is not complete; nothing changed.
	 */
	release(lease: FrameLease): Errno {
		const index = this.#leases.indexOf(lease);
		if (index === -1) return Errno.EINVAL;
		const end = lease.first + lease.count;
		for (let frame = lease.first; frame < end; frame++)
			if (this.#mapped[frame] !== 0) return Errno.EBUSY;
		this.#leases.splice(index, 1);
		for (let frame = lease.first; frame < end; frame++) this.#memory.zero(frame);
		return Errno.OK;
	}

	/** Whether a page stands for the frame, or did and its unmapping is not complete. */
	isMapped(frame: number): boolean {
		return this.#mapped[frame] !== 0;
	}

	/** Whether an unmapping of the frame is not complete. */
	isUnmapping(frame: number): boolean {
		return this.#unmapping[frame] !== 0;
	}

	/** One more page stands for the frame. */
	map(frame: number): void {
		if (this.#mapped[frame]!++ === 0) this.#inUse++;
	}

	/** An unmapping of one of its pages begins. */
	beginUnmap(frame: number): void {
		this.#unmapping[frame]!++;
	}

	/** An unmapping of one of its pages is complete. */
	endUnmap(frame: number): void {
		this.#unmapping[frame]!--;
		this.unmap(frame);
	}

	/** One page less stands for the frame, where no translation of it can be cached. */
	unmap(frame: number): void {
		if (--this.#mapped[frame]! === 0) this.#inUse--;
	}
}
