import type { PageRuns } from '../../fault-source.js';

/**
 * Blocks of one request beyond which the whole address space is invalidated instead. A command costs about as
 * much as a handful of translations that have to be made again.
 */
export const MOST_BLOCKS = 64;

/** Whether the runs come to at most `MOST_BLOCKS` blocks. */
export function fewBlocks(runs: PageRuns, mostOrder: number): boolean {
	if (runs.pages.length > MOST_BLOCKS) return false;
	let blocks = 0;
	for (let run = 0; run < runs.pages.length; run++) {
		let page = runs.pages[run]!;
		let left = runs.counts[run]!;
		while (left > 0) {
			blocks++;
			if (blocks > MOST_BLOCKS) return false;
			const order = blockOrder(page, left, mostOrder);
			page += 2 ** order;
			left -= 2 ** order;
		}
	}
	return true;
}

/** Order of the largest aligned block that starts at `page` and has at most `left` pages. */
export function blockOrder(page: number, left: number, mostOrder: number): number {
	let order = 0;
	let size = 1;
	while (order < mostOrder && size * 2 <= left && page % (size * 2) === 0) {
		order++;
		size *= 2;
	}
	return order;
}
