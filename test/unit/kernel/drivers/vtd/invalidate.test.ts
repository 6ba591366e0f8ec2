import { describe, expect, it } from 'vitest';
import {
	DOMAIN,
	type FunctionOptions,
	VtdDriverBench,
} from '../../../../support/vtd-registers-bench.js';

/** What one `invalidate` for the users puts into the queue, without its wait. */
function descriptors(
	users: readonly (readonly [sourceId: number, pasid: number, options?: FunctionOptions])[],
	pages: readonly number[],
	counts: readonly number[],
	leafOnly = true,
	capabilities: Partial<Record<number, number>> = {},
): string[] {
	const bench = new VtdDriverBench({ invalidationOrder: 2, capabilities });
	const bound = users.map(([sourceId, pasid, options]) => ({
		device: bench.bound(sourceId, pasid, options),
		pasid,
	}));
	bench.unit.takeExecuted();
	let done = 0;
	bench.driver.invalidate(DOMAIN, bound, { pages, counts }, leafOnly, () => done++);
	expect(done).toBe(0);
	bench.clock.settle();
	expect(done).toBe(1);
	expect(bench.driver.counters.invalidations).toBe(2);
	const executed = bench.unit.takeExecuted();
	expect(executed.pop()).toMatch(/^[0-9a-f]+35 11008$/);
	return executed;
}

const ONE = [[0x10, 3]] as const;

describe('VtdDriver.invalidate', () => {
	it('invalidates one page in the IOTLB, then in the ATC, then waits', () => {
		// Type 6: G 3, DID 5, PASID 3, AM 0, IH. Type 8: MIP 8, SID 0x10, PASID 3, S 0.
		expect(descriptors(ONE, [0x1_2345_6789], [1])).toEqual([
			'300050036 123456789040',
			'300100088 123456789000',
		]);
	});

	it('sets the leaf hint only when no table was unlinked', () => {
		expect(descriptors(ONE, [7], [1], false)[0]).toBe('300050036 7000');
	});

	it('cuts a run exactly into aligned blocks, coded as AM and as a span', () => {
		// Pages 3, 4-7, 8-9: orders 0, 2, 1. A span of 4 pages: bits 12 one, 13 zero; of 2: bit 12 zero.
		expect(descriptors(ONE, [3], [7])).toEqual([
			...['300050036 3040', '300050036 4042', '300050036 8041'],
			...['300100088 3000', '300100088 5800', '300100088 8800'],
		]);
	});

	it('codes large spans across the word boundary', () => {
		// 2^18 pages, 1 GiB: ones in bits 12 to 28, 0 in bit 29.
		expect(descriptors(ONE, [0x4_0000], [0x4_0000])).toEqual([
			'300050036 40000052',
			'300100088 5ffff800',
		]);
		const high = 2 ** 35 - 2 ** 18;
		expect(descriptors(ONE, [high], [2 ** 18])).toEqual([
			'300050036 7fffc0000052',
			'300100088 7fffdffff800',
		]);
	});

	it('does not go beyond the largest mask that the unit takes', () => {
		// MAMV 9.
		const executed = descriptors(ONE, [0], [1024], true, { 12: 0x0009_0704 });
		expect(executed).toEqual([
			...['300050036 49', '300050036 200049'],
			...['300100088 ff800', '300100088 2ff800'],
		]);
	});

	it('takes every run, in order', () => {
		expect(descriptors(ONE, [1, 5, 9], [1, 1, 1])).toEqual([
			...['300050036 1040', '300050036 5040', '300050036 9040'],
			...['300100088 1000', '300100088 5000', '300100088 9000'],
		]);
	});

	it('invalidates the whole PASID when more than 64 blocks would be needed', () => {
		const runs = (n: number) => Array.from({ length: n }, (_, i) => i * 2);
		const ones = (n: number) => new Array<number>(n).fill(1);
		expect(descriptors(ONE, runs(64), ones(64))).toHaveLength(128);
		// Type 6 with G 2; type 8 with S and the lowest 0 at bit 63.
		const whole = ['300050026 0', '300100088 7ffffffffffff800'];
		expect(descriptors(ONE, runs(65), ones(65))).toEqual(whole);
		// One run of 2^30 pages: 4096 blocks of the largest size.
		expect(descriptors(ONE, [0], [2 ** 30])).toEqual(whole);
		// Few runs with many blocks: 30 blocks and more each.
		expect(
			descriptors(ONE, [1, 2 ** 20 + 1, 2 ** 21 + 1], [2 ** 17, 2 ** 17, 2 ** 17]),
		).toHaveLength(2 * 3 * 18);
	});

	it('invalidates the whole domain once instead of the whole of several PASIDs', () => {
		const users = [
			[0x10, 3],
			[0x18, 3],
			[0x20, 4],
		] as const;
		const wholeOf = (pasid: string, sourceId: string) =>
			`${pasid}00${sourceId}0088 7ffffffffffff800`;
		const devices = [wholeOf('3', '10'), wholeOf('3', '18'), wholeOf('4', '20')];
		// Type 2: G 2, DID 5.
		expect(descriptors(users, [0], [2 ** 35])).toEqual(['50022 0', ...devices]);
		// One PASID, of several devices.
		const same = users.slice(0, 2);
		expect(descriptors(same, [0], [2 ** 35])).toEqual(['300050026 0', ...devices.slice(0, 2)]);
	});

	it('does each PASID once in the IOTLB, and each device that has ATS', () => {
		const executed = descriptors(
			[
				[0x10, 3],
				[0x18, 3, { queueDepth: 0 }],
				[0x20, 4, { ats: false, pri: false }],
			],
			[1],
			[1],
		);
		// Queue depth 32 is coded as MIP 0.
		expect(executed).toEqual([
			...['300050036 1040', '400050036 1040'],
			...['300100088 1000', '300180008 1000'],
		]);
	});

	it('uses the invalidation without PASID for requests that carry none, with its own S bit', () => {
		// Type 3: MIP 8 at bit 16, SID at bit 32; S is bit 0.
		expect(descriptors([[0x10, 0]], [3], [1])).toEqual(['50036 3040', '1000080003 3000']);
		expect(descriptors([[0x10, 0]], [4], [4])[1]).toBe('1000080003 5001');
		expect(descriptors([[0x10, 0]], [0], [2 ** 30])[1]).toBe('1000080003 7ffffffffffff001');
	});

	it('names the throttling function where the unit asks for it (ECAP.DIT)', () => {
		const dit = { 20: 0x0000_cf98 };
		expect(descriptors([[0x1234, 3]], [1], [1], true, dit)[1]).toBe('1230000312344088 1000');
		expect(descriptors([[0x1234, 0]], [1], [1], true, dit)[1]).toBe('1230123400084003 1000');
	});

	it('waits even when nobody uses the space, or nothing changed', () => {
		expect(descriptors([], [1], [1])).toEqual([]);
		expect(descriptors(ONE, [], [])).toEqual([]);
	});

	it('leaves out a device that was released', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x10);
		bench.driver.releaseDevice(device);
		bench.clock.settle();
		bench.unit.takeExecuted();
		const runs = { pages: [1], counts: [1] };
		bench.driver.invalidate(DOMAIN, [{ device, pasid: 3 }], runs, true, () => {});
		expect(bench.unit.takeExecuted()).toEqual(['300000035 1100c']);
	});
});

describe('completion', () => {
	const runs = { pages: [1], counts: [1] };

	it('comes after the running code, once, and in the order of the calls', () => {
		const bench = new VtdDriverBench();
		const users = [{ device: bench.bound(0x10, 3), pasid: 3 }];
		bench.unit.holdWaits = true;
		const order: number[] = [];
		for (let n = 0; n < 5; n++)
			bench.driver.invalidate(DOMAIN, users, runs, true, () => order.push(n));
		bench.clock.settle();
		expect(order).toEqual([]);
		const before = bench.unit.messages.length;
		bench.unit.completeWaits();
		expect(order).toEqual([]);
		// Five waits while the status bit is set: one event.
		expect(bench.unit.messages.slice(before)).toEqual([0x32]);
		bench.clock.settle();
		expect(order).toEqual([0, 1, 2, 3, 4]);
		bench.clock.settle();
		expect(order).toHaveLength(5);
	});

	it('is not lost when a wait completes while the event is being served', () => {
		const bench = new VtdDriverBench();
		const users = [{ device: bench.bound(0x10, 3), pasid: 3 }];
		const order: string[] = [];
		bench.driver.invalidate(DOMAIN, users, runs, true, () => {
			order.push('first');
			bench.driver.invalidate(DOMAIN, users, runs, true, () => order.push('second'));
			order.push('submitted');
		});
		bench.clock.settle();
		expect(order).toEqual(['first', 'submitted', 'second']);
	});

	it('works for more invalidations than the ring has entries and the status frame slots', () => {
		const bench = new VtdDriverBench();
		const users = [{ device: bench.bound(0x10, 3), pasid: 3 }];
		bench.unit.hold = true;
		const order: number[] = [];
		for (let n = 0; n < 1500; n++)
			bench.driver.invalidate(DOMAIN, users, runs, true, () => order.push(n));
		bench.clock.settle();
		expect(order).toEqual([]);
		let taken = 0;
		for (let step = bench.unit.step(7); step > 0; step = bench.unit.step(7)) {
			taken += step;
			bench.clock.settle();
		}
		expect(order).toEqual(Array.from({ length: 1500 }, (_, n) => n));
		// Three descriptors each, and some markers.
		expect(taken).toBeGreaterThanOrEqual(4500);
		expect(bench.driver.counters.invalidations).toBe(1501);
	});

	it('works for more waits in flight than tags can be told apart', () => {
		const bench = new VtdDriverBench({ invalidationOrder: 4 });
		const users = [{ device: bench.bound(0x10, 3), pasid: 3 }];
		bench.unit.holdWaits = true;
		const order: number[] = [];
		for (let n = 0; n < 600; n++)
			bench.driver.invalidate(DOMAIN, users, runs, true, () => order.push(n));
		const waits = bench.unit.takeExecuted().filter((text) => /35 11[0-9a-f]{3}$/.test(text));
		expect(waits).toHaveLength(512);
		bench.unit.completeWaits();
		bench.clock.settle();
		bench.unit.completeWaits();
		bench.clock.settle();
		expect(order).toEqual(Array.from({ length: 600 }, (_, n) => n));
	});

	it('sends one with more descriptors than the ring has entries in parts', () => {
		const bench = new VtdDriverBench();
		const users = Array.from({ length: 100 }, (_, n) => ({
			device: bench.bound(0x1000 + n, 3),
			pasid: 3,
		}));
		bench.unit.takeExecuted();
		bench.unit.hold = true;
		const pages = Array.from({ length: 60 }, (_, n) => n * 2);
		let done = 0;
		const wanted = { pages, counts: pages.map(() => 1) };
		bench.driver.invalidate(DOMAIN, users, wanted, true, () => done++);
		while (bench.unit.step(50) > 0) bench.clock.settle();
		expect(done).toBe(1);
		const executed = bench.unit.takeExecuted();
		const iotlb = executed.filter((text) => text.startsWith('300050036 '));
		const atc = executed.filter((text) => /^31[0-9a-f]{3}0088 /.test(text));
		expect(iotlb).toEqual(pages.map((page) => `300050036 ${(page * 4096 + 0x40).toString(16)}`));
		expect(atc).toHaveLength(6000);
		expect(new Set(atc).size).toBe(6000);
		// The last wait is behind everything.
		expect(executed.at(-1)).toMatch(/35 11[0-9a-f]{3}$/);
		expect(executed.lastIndexOf(atc.at(-1)!)).toBe(executed.length - 2);
	});
});
