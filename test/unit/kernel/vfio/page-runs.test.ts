import { describe, expect, it } from 'vitest';
import { toPageRuns } from '../../../../src/host/kernel/vfio/page-runs.js';

describe('toPageRuns', () => {
	it.each([
		[[], []],
		[[7], [[7, 1]]],
		[[1, 2, 3], [[1, 3]]],
		[
			[3, 1, 2, 9, 8],
			[
				[1, 3],
				[8, 2],
			],
		],
		[[5, 5, 6, 5], [[5, 2]]],
		[
			[2 ** 35 - 1, 0, 2 ** 33, 2 ** 33 + 1],
			[
				[0, 1],
				[2 ** 33, 2],
				[2 ** 35 - 1, 1],
			],
		],
	])('%j', (pages, runs) => {
		const result = toPageRuns([...pages]);
		expect(result.pages.map((page, i) => [page, result.counts[i]])).toEqual(runs);
		expect(result.counts.length).toBe(result.pages.length);
	});
});
