import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { DOMAIN, VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

const { SUCCESS, INVALID, FAILURE } = ResponseCode;
const LAST = 2;

describe('pageResponse', () => {
	it.each([
		['SUCCESS', SUCCESS, '0'],
		['INVALID', INVALID, '1'],
		['FAILURE', FAILURE, 'f'],
	] as const)('writes a page group response %s', (_name, code, wire) => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x1234);
		expect(bench.driver.pageResponse(device, 0x1ff, 0xa_bcde, LAST, code)).toBe(Errno.OK);
		expect(bench.unit.takeWrites()).toEqual([]);
		bench.driver.flush();
		// Type 9, PASID present, code at 15:12, RID, PASID; LPIG and index 0x1ff.
		expect(bench.unit.takeExecuted()).toEqual([`abcde1234${wire}019 ffc`]);
	});

	it('leaves the PASID out when it is told so, and LPIG when the request was not the last', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x8000);
		bench.driver.pageResponse(device, 0, -1, LAST, SUCCESS);
		bench.driver.pageResponse(device, 1, 0, 0, SUCCESS);
		bench.driver.flush();
		expect(bench.unit.takeExecuted()).toEqual(['80000009 4', '80000019 8']);
	});

	it('tells the hardware once for a batch, and not again for nothing', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x10);
		for (let n = 0; n < 20; n++) bench.driver.pageResponse(device, n, -1, LAST, SUCCESS);
		bench.driver.flush();
		bench.driver.flush();
		// Four descriptors of the start and twenty responses, 32 bytes each.
		expect(bench.unit.takeWrites()).toEqual(['88=300']);
		expect(bench.driver.counters.responses).toBe(20);
	});

	it('knows when the device is gone', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x10);
		bench.driver.releaseDevice(device);
		bench.clock.settle();
		const other = bench.probed(0x10);
		expect(bench.driver.pageResponse(device, 1, -1, LAST, SUCCESS)).toBe(Errno.ENODEV);
		bench.driver.flush();
		expect(bench.driver.counters.responses).toBe(0);
		expect(bench.driver.pageResponse(other, 1, -1, LAST, SUCCESS)).toBe(Errno.OK);
	});
});

describe('a full queue', () => {
	/** Group indices of the responses taken off, in order. */
	const answered = (bench: VtdDriverBench) =>
		bench.unit.executed.filter(([w0]) => (w0 & 0xf) === 9).map(([, , w2]) => (w2 >> 3) & 0x1ff);

	it('is rung and used on when the hardware is done with it at once', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x10);
		for (let n = 0; n < 500; n++) bench.driver.pageResponse(device, n, -1, LAST, SUCCESS);
		bench.driver.flush();
		expect(answered(bench)).toEqual(Array.from({ length: 500 }, (_, n) => n));
		expect(bench.driver.counters.responsesDelayed).toBe(0);
		// 128 entries: three times in between, and the flush.
		expect(bench.unit.writes.filter(([offset]) => offset === 0x88)).toHaveLength(4);
	});

	it('holds responses back, in order, until the hardware got on, and loses none', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x10);
		bench.unit.hold = true;
		for (let n = 0; n < 500; n++) bench.driver.pageResponse(device, n, -1, LAST, SUCCESS);
		bench.driver.flush();
		// 127 fit, one of them is kept for the marker.
		expect(bench.driver.counters).toMatchObject({ responses: 126, responsesDelayed: 374 });
		let rounds = 0;
		while (bench.unit.step(30) > 0) {
			bench.clock.settle();
			rounds++;
		}
		expect(rounds).toBeLessThan(25);
		expect(answered(bench)).toEqual(Array.from({ length: 500 }, (_, n) => n));
		expect(bench.driver.counters).toMatchObject({ responses: 500, responsesDelayed: 374 });
	});

	it('lets responses that wait go before invalidations that wait', () => {
		const bench = new VtdDriverBench();
		const device = bench.bound(0x10, 3);
		bench.unit.hold = true;
		for (let n = 0; n < 126; n++) bench.driver.pageResponse(device, n, -1, LAST, SUCCESS);
		const order: string[] = [];
		const runs = { pages: [1], counts: [1] };
		bench.driver.invalidate(DOMAIN, [{ device, pasid: 3 }], runs, true, () => order.push('done'));
		for (let n = 126; n < 130; n++) bench.driver.pageResponse(device, n, -1, LAST, SUCCESS);
		bench.unit.takeExecuted();
		while (bench.unit.step(200) > 0) bench.clock.settle();
		const types = bench.unit.executed.map(([w0]) => w0 & 0xf);
		expect(types.slice(0, 126)).toEqual(new Array(126).fill(9));
		// The marker, the four that waited, then the invalidation and its wait.
		expect(types.slice(126)).toEqual([5, 9, 9, 9, 9, 6, 8, 5]);
		expect(order).toEqual(['done']);
	});

	it('takes what is queued from inside the hardware’s own work', () => {
		const bench = new VtdDriverBench();
		const device = bench.probed(0x10);
		let more = 300;
		bench.unit.check = (words) => {
			// An endpoint that is answered causes the next answer at once.
			if ((words[0] & 0xf) === 9 && more > 0) {
				bench.driver.pageResponse(device, more-- & 0x1ff, -1, LAST, SUCCESS);
				bench.driver.flush();
			}
			return 0;
		};
		bench.driver.pageResponse(device, 0, -1, LAST, SUCCESS);
		bench.driver.flush();
		expect(answered(bench)).toEqual([0, ...Array.from({ length: 300 }, (_, n) => 300 - n)]);
	});
});
