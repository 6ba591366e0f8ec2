/**
 * Frames of the machine's physical memory that are free: who needs some takes them here and brings the
 * same ones back. Frame numbers are addresses >> 12. Knows which frames are free, nothing of their
 * contents: whoever takes a frame sets it to zero if that matters.
 *
 * The free frames are runs, ascending and never adjacent:
 *
 *      starts  [ 16,   40,  4096 ]
 *      counts  [  2,    1, 28672 ]     frames 16, 17, 40, 4096..32767 are free
 *
 * Single frames, which tables are made of, come from the low end; ranges, which guests are made of,
 * from the high end, so that tables do not cut ranges in pieces. Cost: O(log runs) to find a run, and a
 * move of the runs behind it when one appears or goes.
 */
export class FrameAllocator {
	readonly #first: number;
	readonly #end: number;
	readonly #starts: number[];
	readonly #counts: number[];
	#available: number;

	/** Owns `count` frames from `firstFrame` on, all free. Throws RangeError unless both are whole numbers. */
	constructor(firstFrame: number, count: number) {
		if (!Number.isSafeInteger(firstFrame) || firstFrame < 0)
			throw new RangeError(`frame allocator: first frame ${firstFrame}; 0 or more is needed`);
		if (!Number.isSafeInteger(count) || count < 0)
			throw new RangeError(`frame allocator: ${count} frames; 0 or more are needed`);
		this.#first = firstFrame;
		this.#end = firstFrame + count;
		this.#starts = count === 0 ? [] : [firstFrame];
		this.#counts = count === 0 ? [] : [count];
		this.#available = count;
	}

	/** Free frames. */
	get available(): number {
		return this.#available;
	}

	/** Takes one frame; -1 when none is free. */
	allocate(): number {
		if (this.#available === 0) return -1;
		const frame = this.#starts[0]!;
		this.#cut(0, frame, 1);
		return frame;
	}

	/**
	 * Takes `count` adjacent frames, the first a multiple of `align` (a power of two); returns the first, or
	 * -1 when no run of free frames holds them. RangeError: count or align is not a whole number above 0.
	 */
	allocateRange(count: number, align = 1): number {
		if (!Number.isSafeInteger(count) || count < 1 || !Number.isSafeInteger(align) || align < 1)
			throw new RangeError(`frame allocator: a range of ${count} frames aligned to ${align}`);
		for (let run = this.#starts.length - 1; run >= 0; run--) {
			const start = this.#starts[run]!;
			const last = start + this.#counts[run]! - count;
			const first = last - (((last % align) + align) % align);
			if (first < start) continue;
			this.#cut(run, first, count);
			return first;
		}
		return -1;
	}

	/**
	 * Takes what is free of the frames `first` to `first + count - 1` out for good: a hole in the machine's
	 * memory, or one that must not be used. They are never given back.
	 */
	keepOut(first: number, count: number): void {
		for (let run = this.#starts.length - 1; run >= 0; run--) {
			const start = Math.max(first, this.#starts[run]!);
			const end = Math.min(first + count, this.#starts[run]! + this.#counts[run]!);
			if (start < end) this.#cut(run, start, end - start);
		}
	}

	/** Gives one frame back. RangeError: it is free already, or not one of these. */
	free(frame: number): void {
		this.freeRange(frame, 1);
	}

	/** Gives frames back, not necessarily all of those taken together. RangeError as for `free`. */
	freeRange(first: number, count: number): void {
		const end = first + count;
		const after = this.#runFrom(first);
		const before = after - 1;
		const freeBefore = before >= 0 ? this.#starts[before]! + this.#counts[before]! : -1;
		const inside = Number.isSafeInteger(first) && Number.isSafeInteger(count) && count >= 1;
		if (!inside || first < this.#first || end > this.#end)
			throw new RangeError(
				`frame allocator: frames ${first} to ${end - 1} are not among ${this.#first} to ${this.#end - 1}`,
			);
		if (freeBefore > first || (after < this.#starts.length && this.#starts[after]! < end))
			throw new RangeError(`frame allocator: frames ${first} to ${end - 1} are free already`);

		const joinsBefore = freeBefore === first;
		const joinsAfter = after < this.#starts.length && this.#starts[after] === end;
		if (joinsBefore && joinsAfter) {
			this.#counts[before]! += count + this.#counts[after]!;
			this.#starts.splice(after, 1);
			this.#counts.splice(after, 1);
		} else if (joinsBefore) {
			this.#counts[before]! += count;
		} else if (joinsAfter) {
			this.#starts[after] = first;
			this.#counts[after]! += count;
		} else {
			this.#starts.splice(after, 0, first);
			this.#counts.splice(after, 0, count);
		}
		this.#available += count;
	}

	/** The first run that starts at `frame` or later. */
	#runFrom(frame: number): number {
		let low = 0;
		let high = this.#starts.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (this.#starts[middle]! < frame) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Takes `count` frames from `first` on out of a run that holds them. */
	#cut(run: number, first: number, count: number): void {
		const start = this.#starts[run]!;
		const before = first - start;
		const behind = start + this.#counts[run]! - first - count;
		this.#available -= count;
		if (before > 0) {
			this.#counts[run] = before;
			if (behind === 0) return;
			this.#starts.splice(run + 1, 0, first + count);
			this.#counts.splice(run + 1, 0, behind);
		} else if (behind > 0) {
			this.#starts[run] = first + count;
			this.#counts[run] = behind;
		} else {
			this.#starts.splice(run, 1);
			this.#counts.splice(run, 1);
		}
	}
}
