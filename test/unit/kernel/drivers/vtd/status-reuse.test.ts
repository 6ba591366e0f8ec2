import { describe, expect, it } from 'vitest';
import { DOMAIN, VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

/** Descriptors of the invalidation of one page: IOTLB, ATC, wait. */
const DESCRIPTORS = 3;

describe('the status dword of a wait that was used before', () => {
	it('does not complete the wait that uses it next', () => {
		const b = new VtdDriverBench();
		const device = b.bound(0x10, 3);
		const order: number[] = [];
		const invalidate = (n: number) =>
			b.driver.invalidate(DOMAIN, [{ device, pasid: 3 }], { pages: [n], counts: [1] }, true, () =>
				order.push(n),
			);
		// More waits than there are dwords: each of them holds some tag.
		for (let n = 0; n < 600; n++) {
			invalidate(n);
			b.clock.settle();
		}
		expect(order).toHaveLength(600);
		order.length = 0;

		b.unit.hold = true;
		for (const n of [1, 2, 3]) invalidate(n);
		b.clock.settle();
		expect(order).toEqual([]);
		for (const n of [1, 2, 3]) {
			b.unit.step(DESCRIPTORS - 1);
			b.clock.settle();
			expect(order).toHaveLength(n - 1);
			b.unit.step(1);
			b.clock.settle();
			expect(order).toEqual([1, 2, 3].slice(0, n));
		}
	});
});
