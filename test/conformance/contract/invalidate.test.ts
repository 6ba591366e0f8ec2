import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { ContractMachine, PASID, touch, type Watched } from '../../support/contract-machine.js';
import { RECOVERABLE, type RecoverableRow, WITH_PRI } from '../../support/iommu-rows.js';

const { SUCCESS } = ResponseCode;
const R = 1;

/** One guest with two devices bound to it, and page 5 mapped and used by both. */
function two(row: RecoverableRow) {
	const machine = new ContractMachine(row);
	const { dev, guest } = machine.served();
	const devs = [dev, machine.device()] as const;
	machine.bind(devs[1].device, guest, PASID);
	guest.table.map(5, 50, R);
	for (const each of devs) expect(touch(each.endpoint, 5)).toBe(true);
	const users = devs.map(({ device }) => ({ device, pasid: PASID }));
	const done: string[] = [];
	const invalidate = (pages: number[], counts: number[], name: string, leafOnly = true) =>
		machine.driver.invalidate(guest.ref, users, { pages, counts }, leafOnly, () => done.push(name));
	/** Takes pages away in law 4's order. */
	const unmap = (page: number, count = 1) => {
		for (let p = page; p < page + count; p++) guest.table.clear(p);
		invalidate([page], [count], `page ${page}`);
	};
	const both = (page: number) => devs.map(({ endpoint }) => touch(endpoint, page));
	return { machine, guest, devs, users, done, invalidate, unmap, both };
}

describe.each(RECOVERABLE)('$name: an invalidation', (row) => {
	it('makes every cache forget the page, and only that; it is complete after the call', () => {
		const { machine, guest, devs, done, unmap, both } = two(row);
		guest.table.map(6, 51, R);
		expect(both(6)).toEqual([true, true]);
		// Without it the old translation is still used: this is what it is for.
		guest.table.clear(5);
		expect(both(5)).toEqual([true, true]);
		unmap(5);
		expect(done).toEqual([]);
		machine.clock.settle();
		expect(done).toEqual(['page 5']);
		guest.table.release(5);
		expect([both(6), both(5)]).toEqual([
			[true, true],
			[false, false],
		]);
		machine.clock.settle();
		expect(machine.handler.groups.map(({ pages }) => pages)).toEqual([[5], [5]]);
		machine.checkAnswers(...devs);
	});

	it('law 4: the page’s next frame is seen, never the one that it had', () => {
		const { machine, guest, devs, unmap } = two(row);
		for (const frame of [50, 51, 52]) machine.fill(guest, frame, frame);
		for (const frame of [51, 52]) {
			unmap(5);
			machine.clock.settle();
			guest.table.release(5);
			guest.table.map(5, frame, R);
			for (const dev of devs) {
				const bytes = new Uint8Array(1);
				expect(machine.read(dev, PASID, 0x5000, bytes)).toEqual({ ended: true, error: undefined });
				expect(bytes[0]).toBe(frame);
			}
		}
	});

	it('of runs, large and small, with tables: nothing of them is used afterwards, all else still is', () => {
		const { machine, guest, done, invalidate, both } = two(row);
		const pages = [0, 1, 2, 40, 41, 511, 512, 513, 600];
		for (const page of pages) guest.table.map(page, 60, R);
		for (const page of pages) expect(both(page)).toEqual([true, true]);
		for (const page of [1, 2, 511, 512, 513]) guest.table.clear(page);
		invalidate([1, 511], [2, 3], 'runs', false);
		expect(done).toEqual([]);
		machine.clock.settle();
		expect(done).toEqual(['runs']);
		const left = [true, false, false, true, true, false, false, false, true];
		expect(pages.map((page) => both(page)[0])).toEqual(left);
		expect(pages.map((page) => both(page)[1])).toEqual(left);
	});

	it('of a thousand single pages costs few commands; a mapping made after it works', () => {
		const { machine, guest, done, invalidate, both } = two(row);
		for (const page of [0, 2000]) guest.table.map(page, 60, R);
		expect([both(0), both(2000)]).toEqual([
			[true, true],
			[true, true],
		]);
		guest.table.clear(2000);
		const many = Array.from({ length: 1000 }, (_, i) => i * 2 + 2);
		invalidate(
			many,
			many.map(() => 1),
			'many',
		);
		machine.clock.settle();
		expect(done).toEqual(['many']);
		expect([both(0), both(2000)]).toEqual([
			[true, true],
			[false, false],
		]);
		guest.table.release(2000);
		guest.table.map(2000, 61, R);
		expect(touch(machine.served().dev.endpoint, 1)).toBe(false);
		expect(both(5)).toEqual([true, true]);
		expect(machine.driver.counters.invalidations).toBeLessThan(10);
	});

	it('for a space that nobody uses completes too, and all in the order of the calls', () => {
		const { machine, users, guest } = two(row);
		const nobody = machine.guest(9);
		const order: number[] = [];
		const runs = { pages: [1], counts: [1] };
		const { driver } = machine;
		driver.invalidate(guest.ref, users, runs, true, () => order.push(1));
		driver.invalidate(nobody.ref, [], runs, true, () => order.push(2));
		driver.invalidate(guest.ref, users, runs, true, () => order.push(3));
		driver.settle(() => order.push(4));
		expect(order).toEqual([]);
		machine.clock.settle();
		expect(order).toEqual([1, 2, 3, 4]);
	});

	it('of one PASID leaves the page in another’s space, of one guest and of another', () => {
		const { machine, guest, devs, unmap } = two(row);
		const second = machine.secondSpace(guest, 99);
		const { dev: foreign, guest: other } = machine.served();
		machine.bind(devs[0].device, second, 8);
		second.table.map(5, 60, R);
		other.table.map(5, 61, R);
		const left = () => [touch(devs[0].endpoint, 5, 8), touch(foreign.endpoint, 5)];
		expect(left()).toEqual([true, true]);
		unmap(5);
		machine.clock.settle();
		expect(left()).toEqual([true, true]);
		expect(touch(devs[0].endpoint, 5)).toBe(false);
	});
});

describe.each(WITH_PRI)('$name: an invalidation', (row) => {
	it('asks each function once', () => {
		const { machine, devs, unmap } = two(row);
		unmap(5);
		machine.clock.settle();
		expect(devs.map(({ endpoint }) => endpoint.counters.invalidations)).toEqual([1, 1]);
	});

	it('is complete only when a slow function has completed it, in order with those behind', () => {
		const { machine, devs, done, unmap } = two(row);
		const slow = pausable(devs[1]);
		slow.pauseInvalidations();
		unmap(5);
		unmap(6);
		machine.clock.settle();
		expect(done).toEqual([]);
		slow.resumeInvalidations();
		expect(done).toEqual([]);
		machine.clock.settle();
		expect(done).toEqual(['page 5', 'page 6']);
	});

	it('that a slow function holds up loses no response of its own or of others', () => {
		const { machine, guest, devs, unmap, done } = two(row);
		const outcomes = devs.map((dev) =>
			machine.read(dev, PASID, 64 * 4096, new Uint8Array(256 * 4096)),
		);
		machine.clock.settle();
		expect(machine.handler.groups).toHaveLength(512);
		const slow = pausable(devs[1]);
		slow.pauseInvalidations();
		for (let n = 0; n < 200; n++) unmap(400, 3);
		machine.clock.settle();
		for (let page = 64; page < 320; page++) guest.table.map(page, 60, R);
		for (const { id, device } of machine.handler.groups) {
			const dev = devs.find((each) => each.device.name === device)!;
			expect(machine.core.pageResponse(dev.device, id, SUCCESS)).toBe(Errno.OK);
		}
		machine.core.flush();
		machine.clock.settle();
		expect(done).toEqual([]);
		// Whether they pass what waits is up to the queue.
		const through = { ended: true, error: undefined };
		if (row.responsesPass) expect(outcomes).toEqual([through, through]);
		else expect(outcomes.map(({ ended }) => ended)).toEqual([false, false]);
		slow.resumeInvalidations();
		machine.clock.settle();
		expect(outcomes).toEqual([through, through]);
		expect(done).toHaveLength(200);
		expect(machine.driver.counters).toMatchObject({ responses: 512, responsesLost: 0 });
		machine.checkAnswers(...devs);
	});

	it('that a function never completes is tried again, then given up with the function named', () => {
		const { machine, devs, done, unmap } = two(row);
		const { sourceId, name } = devs[1].device;
		pausable(devs[1]).pauseInvalidations();
		unmap(5);
		for (let n = 0; n < 4; n++) {
			machine.clock.settle();
			expect([done, machine.unresponsive]).toEqual([[], []]);
			expect(machine.unit.expireInvalidations!(sourceId)).toBe(1);
		}
		machine.clock.settle();
		expect([done, machine.unresponsive]).toEqual([['page 5'], [name]]);
		expect(machine.driver.counters).toMatchObject({
			invalidationRetries: 3,
			invalidationsGivenUp: 1,
		});
		// A reset ends what it owes.
		unmap(6);
		devs[1].endpoint.reset();
		machine.clock.settle();
		expect(done).toEqual(['page 5', 'page 6']);
	});

	it('that several functions never complete gives up each of them, and no other', () => {
		const { machine, guest, devs, users, done } = two(row);
		const third = machine.device();
		machine.bind(third.device, guest, PASID);
		expect(touch(third.endpoint, 5)).toBe(true);
		guest.table.clear(5);
		for (const dev of devs) pausable(dev).pauseInvalidations();
		const all = [...users, { device: third.device, pasid: PASID }];
		const runs = { pages: [5], counts: [1] };
		machine.driver.invalidate(guest.ref, all, runs, true, () => done.push('all'));
		// Whatever the order of the time-outs: none of those that may use the page still goes unnamed.
		for (let n = 0; n < 40 && done.length === 0; n++) {
			machine.clock.settle();
			for (const { device } of devs) machine.unit.expireInvalidations!(device.sourceId);
		}
		const names = devs.map(({ device }) => device.name);
		expect([done, [...machine.unresponsive].sort()]).toEqual([['all'], names]);
		expect(touch(third.endpoint, 5)).toBe(false);
	});

	it('completes when the function is pulled out meanwhile', () => {
		const { machine, devs, done, unmap } = two(row);
		pausable(devs[1]).pauseInvalidations();
		unmap(5);
		machine.clock.settle();
		devs[1].endpoint.detach();
		machine.clock.settle();
		expect(done).toEqual(['page 5']);
		// The driver does not know yet: there is nobody to complete these, and they are given up.
		unmap(6);
		machine.clock.settle();
		expect(done).toEqual(['page 5', 'page 6']);
		expect(machine.driver.counters.invalidationsGivenUp).toBe(1);
	});
});

/** The function's own switch for slow invalidations. */
function pausable({ endpoint }: Watched): {
	pauseInvalidations(): void;
	resumeInvalidations(): void;
} {
	if (!('pauseInvalidations' in endpoint)) throw new Error('no function with an ATC');
	return endpoint as never;
}
