import type { PageRuns } from '../fault-source.js';

/** A run of all pages below `pageLimit`. */
export function allPages(pageLimit: number): PageRuns {
	return { pages: [0], counts: [pageLimit] };
}

/** Pages, in any order and with repetitions, as ascending disjoint runs. Sorts `pages` in place. */
export function toPageRuns(pages: number[]): PageRuns {
	if (!isAscending(pages)) pages.sort((a, b) => a - b);
	const starts: number[] = [];
	const counts: number[] = [];
	let start = -1;
	let end = -1;
	for (const page of pages) {
		if (page < end) continue;
		if (page === end) {
			end++;
			continue;
		}
		if (start !== -1) {
			starts.push(start);
			counts.push(end - start);
		}
		start = page;
		end = page + 1;
	}
	if (start !== -1) {
		starts.push(start);
		counts.push(end - start);
	}
	return { pages: starts, counts };
}

function isAscending(pages: readonly number[]): boolean {
	for (let i = 1; i < pages.length; i++) if (pages[i]! < pages[i - 1]!) return false;
	return true;
}
