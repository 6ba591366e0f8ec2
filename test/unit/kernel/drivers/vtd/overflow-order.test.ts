import { describe, expect, it } from 'vitest';
import { VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

const REQUEST = [0x0010_0101, 5, 0x100d, 0] as const;

describe('an overflow that comes while the page-request queue is drained', () => {
	it('has the incomplete groups dropped once every record that made it is reported', () => {
		const bench = new VtdDriverBench();
		bench.probed(0x10);
		let burst = true;
		bench.core.onReport = () => {
			if (!burst) return;
			burst = false;
			for (let n = 0; n < 200; n++) bench.unit.pageRequest(REQUEST);
		};
		const reported: number[] = [];
		bench.core.discardPartials = () => {
			reported.push(bench.core.reports.length);
			// The unit takes nothing in until the partials are gone.
			expect(bench.unit.get(0xdc) & 2).toBe(2);
			return 0;
		};
		bench.unit.pageRequest(REQUEST);
		bench.clock.settle();
		expect(reported).toEqual([127]);
		expect(bench.unit.get(0xdc)).toBe(0);
		expect(bench.unit.get(0xc0)).toBe(bench.unit.get(0xc8));
	});
});
