import { describe, expect, it } from 'vitest';
import { SeededWords } from '../../../src/emulator/workload/shuffle.js';
import { EXPIRED_PER_TURN } from '../../../src/host/kernel/deadlines.js';
import type { Device } from '../../../src/host/kernel/device.js';
import { DueHeap } from '../../../src/host/kernel/due-heap.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { GroupOutcome } from '../../../src/host/kernel/fault-core.js';
import { FaultBench, pageRequest } from '../../support/fake-source.js';

const { SUCCESS } = ResponseCode;
const PAUSE_MS = 5 * 60_000;

/** Devices with some groups each, one every millisecond, in turn. */
function busy(devices: number, each: number, deadlineMs: (index: number) => number) {
	const bench = new FaultBench({ groups: devices * each, requests: devices * each });
	const served: Device[] = [];
	for (let i = 0; i < devices; i++) served.push(bench.served({ deadlineMs: deadlineMs(i) }));
	/** Ids in the order of their deadlines. */
	const due: { at: number; id: number }[] = [];
	for (let n = 0; n < each; n++)
		for (const [i, device] of served.entries()) {
			bench.core.reportDeviceFault(device, pageRequest(n, n));
			due.push({ at: bench.clock.now() + deadlineMs(i), id: bench.handler.lastId });
			bench.clock.advance(0.01);
		}
	due.sort((a, b) => a.at - b.at || a.id - b.id);
	return { bench, served, due };
}

describe('the deadlines of many devices', () => {
	it('are met in one order, each at its time, whoever is asked first', () => {
		const { bench, due } = busy(40, 25, (i) => 100 + (i % 7) * 13);
		const met: { at: number; id: number }[] = [];
		bench.handler.onRetired = (_device, id) => met.push({ at: bench.clock.now(), id });
		bench.clock.advance(1000);
		expect(met.map(({ id }) => id)).toEqual(due.map(({ id }) => id));
		for (const [n, { at }] of met.entries()) expect(at).toBeCloseTo(due[n]!.at, 6);
		expect(bench.clock.pending).toBe(0);
	});

	it('after the process was suspended: in order, and bounded in each turn over all devices', () => {
		const { bench, due } = busy(100, 30, (i) => 5000 + i);
		bench.clock.jump(bench.clock.now() + PAUSE_MS);
		const turns: number[] = [];
		const order: number[] = [];
		bench.handler.onRetired = (_device, id) => order.push(id);
		bench.source.onFlush = () => turns.push(order.length);
		bench.clock.advance(0);
		expect(order).toEqual(due.map(({ id }) => id));
		expect(turns).toEqual([EXPIRED_PER_TURN, EXPIRED_PER_TURN * 2, 3000]);
	});

	it('let what has arrived come first, before the first turn and between any two', () => {
		const { bench, served, due } = busy(2, EXPIRED_PER_TURN, () => 5000);
		const last = due.at(-1)!.id;
		const middle = due[EXPIRED_PER_TURN * 2 - 2]!.id;
		const outcomes: number[] = [];
		// Input that came meanwhile: one answer when the process runs again, one after the first turn of the burst.
		const input = [
			() => outcomes.push(bench.core.pageResponse(served[1]!, last, SUCCESS)),
			() => outcomes.push(bench.core.pageResponse(served[0]!, middle, SUCCESS)),
		];
		const afterInput = bench.clock.afterInput.bind(bench.clock);
		bench.clock.afterInput = (fn) => {
			afterInput(() => input.shift()?.());
			afterInput(fn);
		};
		bench.clock.jump(bench.clock.now() + PAUSE_MS);
		bench.clock.advance(0);
		expect(outcomes).toEqual([0, 0]);
		expect(bench.core.outcome(last)).toBe(GroupOutcome.ANSWERED);
		expect(bench.core.outcome(middle)).toBe(GroupOutcome.ANSWERED);
		expect(bench.handler.gone).toHaveLength(EXPIRED_PER_TURN * 2 - 2);
	});

	it('that are reported in a turn in which the process was suspended count from its end', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		bench.core.reportDeviceFault(device, pageRequest(1, 1));
		bench.clock.jump(bench.clock.now() + PAUSE_MS);
		bench.core.reportDeviceFault(device, pageRequest(2, 2));
		bench.clock.advance(99);
		expect(bench.handler.gone).toEqual([]);
		bench.clock.advance(1);
		expect(bench.handler.gone).toHaveLength(2);
	});

	it('go on after a device in the middle of the burst was disabled', () => {
		const { bench, served } = busy(3, EXPIRED_PER_TURN, () => 5000);
		bench.clock.jump(bench.clock.now() + PAUSE_MS);
		bench.source.onFlush = () => {
			bench.source.onFlush = () => {};
			bench.core.disableDevice(served[1]!);
		};
		bench.clock.advance(0);
		for (const device of served) expect(bench.core.pendingCount(device)).toBe(0);
		expect(bench.core.counters(served[1]!).revoked).toBeGreaterThan(0);
		expect(bench.clock.pending).toBe(0);
	});
});

describe('the heap of devices', () => {
	it('finds the earliest, whatever is added, put off and taken out', () => {
		const words = new SeededWords(7);
		const heap = new DueHeap();
		const model = new Map<number, number>();
		const earliest = () => Math.min(Number.POSITIVE_INFINITY, ...model.values());
		for (let n = 0; n < 5000; n++) {
			const device = words.next() % 200;
			const due = words.next() % 1000;
			if (model.has(device)) {
				if (words.next() % 2 === 0) {
					heap.remove(device);
					model.delete(device);
				} else {
					const { first } = heap;
					model.set(first, earliest() + due);
					heap.postpone(heap.earliest + due);
				}
			} else {
				heap.add(device, due);
				model.set(device, due);
			}
			expect(heap.earliest).toBe(earliest());
			expect(heap.has(device)).toBe(model.has(device));
			if (model.size > 0) expect(model.get(heap.first)).toBe(earliest());
			else expect(heap.first).toBe(-1);
		}
	});
});
