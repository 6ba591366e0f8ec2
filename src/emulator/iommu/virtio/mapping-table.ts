/**
 * The mappings of one domain: intervals of virtual pages that do not overlap, each with its first physical frame and its
 * flags. A mapping is what one MAP request made; it is found, and removed, as a whole.
 *
 * Two levels: sorted blocks of at most 128 sorted mappings each, so that inserting or removing moves one block
 * and, now and then, the list of blocks. No block is empty. A look-up is two binary searches and allocates nothing.
 */

const BLOCK = 128;

class Block {
	count = 0;
	readonly first = new Float64Array(BLOCK);
	readonly last = new Float64Array(BLOCK);
	readonly frame = new Float64Array(BLOCK);
	readonly flags = new Uint8Array(BLOCK);

	/** Opens a gap at `at`; there is room. */
	shiftUp(at: number): void {
		const end = this.count++;
		this.first.copyWithin(at + 1, at, end);
		this.last.copyWithin(at + 1, at, end);
		this.frame.copyWithin(at + 1, at, end);
		this.flags.copyWithin(at + 1, at, end);
	}

	/** Removes the mappings from `from` up to but not including `to`. */
	remove(from: number, to: number): void {
		this.first.copyWithin(from, to, this.count);
		this.last.copyWithin(from, to, this.count);
		this.frame.copyWithin(from, to, this.count);
		this.flags.copyWithin(from, to, this.count);
		this.count -= to - from;
	}

	/** Moves the upper half to a new block. */
	split(): Block {
		const upper = new Block();
		const half = this.count >> 1;
		upper.first.set(this.first.subarray(half, this.count));
		upper.last.set(this.last.subarray(half, this.count));
		upper.frame.set(this.frame.subarray(half, this.count));
		upper.flags.set(this.flags.subarray(half, this.count));
		upper.count = this.count - half;
		this.count = half;
		return upper;
	}

	/** How many mappings begin at or before a page. */
	rank(page: number): number {
		let low = 0;
		let high = this.count;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.first[middle]! <= page) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}

export class MappingTable {
	/** Frame of the page, and `MapFlag` bits of its mapping, after a `find` that found one. */
	frame = 0;
	flags = 0;
	/** Pages that the last `remove` took away. */
	removedPages = 0;
	readonly #blocks: Block[] = [];
	#size = 0;

	get size(): number {
		return this.#size;
	}

	find(page: number): boolean {
		const block = this.#blocks[this.#blockOf(page)];
		if (block === undefined) return false;
		const at = block.rank(page) - 1;
		if (at < 0 || page > block.last[at]!) return false;
		this.frame = block.frame[at]! + (page - block.first[at]!);
		this.flags = block.flags[at]!;
		return true;
	}

	/** Whether a mapping shares a page with a range (both ends inclusive). */
	overlaps(first: number, last: number): boolean {
		// The last mapping that begins within or before the range: the one that reaches furthest.
		const block = this.#blocks[this.#blockOf(last)];
		if (block === undefined) return false;
		const at = block.rank(last) - 1;
		return at >= 0 && block.last[at]! >= first;
	}

	/** Adds a mapping; none overlaps it. */
	insert(first: number, last: number, frame: number, flags: number): void {
		let index = this.#blockOf(first);
		let block = this.#blocks[index];
		if (block === undefined) {
			block = new Block();
			this.#blocks.push(block);
		} else if (block.count === BLOCK) {
			const upper = block.split();
			this.#blocks.splice(index + 1, 0, upper);
			if (first >= upper.first[0]!) {
				block = upper;
				index++;
			}
		}
		const at = block.rank(first);
		block.shiftUp(at);
		block.first[at] = first;
		block.last[at] = last;
		block.frame[at] = frame;
		block.flags[at] = flags;
		this.#size++;
	}

	/**
	 * Whether the range takes no part of a mapping without the rest. It reaches into the pages `touchFirst` to
	 * `touchLast` and holds whole `coverFirst` to `coverLast`; these differ where its ends are no page boundaries.
	 */
	isWhole(touchFirst: number, touchLast: number, coverFirst: number, coverLast: number): boolean {
		return (
			!this.#cutAt(touchFirst, touchLast, coverFirst, coverLast, touchFirst) &&
			!this.#cutAt(touchFirst, touchLast, coverFirst, coverLast, touchLast)
		);
	}

	/** Removes all mappings that lie in a range, which cuts none; how many these were. */
	remove(first: number, last: number): number {
		let removed = 0;
		let emptied = 0;
		this.removedPages = 0;
		const from = Math.max(this.#blockOf(first), 0);
		let index = from;
		for (; index < this.#blocks.length; index++) {
			const block = this.#blocks[index]!;
			if (block.first[0]! > last) break;
			let low = block.rank(first);
			if (low > 0 && block.first[low - 1] === first) low--;
			const high = block.rank(last);
			if (high <= low) continue;
			for (let at = low; at < high; at++)
				this.removedPages += block.last[at]! - block.first[at]! + 1;
			block.remove(low, high);
			removed += high - low;
			if (block.count === 0) emptied++;
		}
		if (emptied > 0) this.#dropEmpty(from, index);
		this.#size -= removed;
		return removed;
	}

	/** Whether the mapping at `page`, one end of the range, leaves it. */
	#cutAt(
		touchFirst: number,
		touchLast: number,
		coverFirst: number,
		coverLast: number,
		page: number,
	): boolean {
		const block = this.#blocks[this.#blockOf(page)];
		if (block === undefined) return false;
		const at = block.rank(page) - 1;
		if (at < 0) return false;
		const first = block.first[at]!;
		const last = block.last[at]!;
		if (last < touchFirst || first > touchLast) return false;
		return first < coverFirst || last > coverLast;
	}

	/** Closes up blocks `from` to `to` (exclusive), which are the only ones that may be empty. */
	#dropEmpty(from: number, to: number): void {
		const blocks = this.#blocks;
		let kept = from;
		for (let i = from; i < to; i++) if (blocks[i]!.count > 0) blocks[kept++] = blocks[i]!;
		blocks.splice(kept, to - kept);
	}

	/** The last block that begins at or before a page, else the first; -1 where there is none. */
	#blockOf(page: number): number {
		let low = 0;
		let high = this.#blocks.length;
		if (high === 0) return -1;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#blocks[middle]!.first[0]! <= page) low = middle + 1;
			else high = middle;
		}
		return low > 0 ? low - 1 : 0;
	}
}
