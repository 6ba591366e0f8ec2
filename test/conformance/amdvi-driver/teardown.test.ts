import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import type { Attached } from '../../support/amdvi-machine.js';
import { AmdViMachine } from '../../support/amdvi-machine.js';
import { domainRef } from '../../support/domain-ref.js';

const PASID = 7;

/** A machine with one guest, two functions in it, and page 5 mapped and in both ATCs. */
function two(options: ConstructorParameters<typeof AmdViMachine>[0] = {}) {
	const machine = new AmdViMachine(options);
	const guest = machine.guest(1);
	const devs = [machine.attach(0x0100), machine.attach(0x0108)] as const;
	machine.leaf(guest, 5, 50);
	for (const dev of devs) {
		machine.bind(dev, guest, PASID);
		machine.read(dev, PASID, 0x5000, new Uint8Array(1));
	}
	const users = devs.map(({ device }) => ({ device, pasid: PASID }));
	const done: string[] = [];
	/** Takes a page away in law 4's order. */
	const unmap = (page: number, count = 1) => {
		for (let p = page; p < page + count; p++) machine.leaf(guest, p, 0, 0);
		const runs = { pages: [page], counts: [count] };
		machine.driver.invalidate(domainRef(guest, 'amd-v1'), users, runs, true, () =>
			done.push(`page ${page}`),
		);
	};
	return { machine, guest, devs, done, unmap };
}

const touch = (machine: AmdViMachine, dev: Attached, page: number) =>
	machine.read(dev, PASID, page * 4096, new Uint8Array(1)).ended;

describe('an invalidation', () => {
	it('makes IOTLB and ATCs forget the page, and only that', () => {
		const { machine, guest, devs, done, unmap } = two();
		machine.leaf(guest, 6, 51);
		for (const dev of devs) touch(machine, dev, 6);
		// Without it the old translation is still used: this is what it is for.
		machine.leaf(guest, 5, 0, 0);
		expect(devs.map((dev) => touch(machine, dev, 5))).toEqual([true, true]);
		unmap(5);
		machine.clock.settle();
		expect(done).toEqual(['page 5']);
		expect(devs.map((dev) => touch(machine, dev, 6))).toEqual([true, true]);
		expect(devs.map((dev) => touch(machine, dev, 5))).toEqual([false, false]);
		expect(devs.map(({ endpoint }) => endpoint.counters.invalidations)).toEqual([1, 1]);
	});

	it('of many pages takes the whole PASID, and a mapping made after it works', () => {
		const { machine, guest, devs, done } = two();
		for (let page = 100; page < 240; page += 2) machine.leaf(guest, page, 60);
		const pages = Array.from({ length: 70 }, (_, n) => 100 + 2 * n);
		for (const page of pages) touch(machine, devs[0], page);
		for (const page of pages) machine.leaf(guest, page, 0, 0);
		const users = devs.map(({ device }) => ({ device, pasid: PASID }));
		const runs = { pages, counts: pages.map(() => 1) };
		machine.driver.invalidate(domainRef(guest, 'amd-v1'), users, runs, true, () =>
			done.push('all'),
		);
		machine.clock.settle();
		expect(done).toEqual(['all']);
		expect(devs[0].endpoint.cachedTranslations).toBe(0);
		expect(touch(machine, devs[0], 100)).toBe(false);
		expect(touch(machine, devs[0], 5)).toBe(true);
	});

	it('is complete only when a slow device has completed it, in order with those behind', () => {
		const { machine, devs, done, unmap } = two();
		devs[1].endpoint.pauseInvalidations();
		unmap(5);
		unmap(6);
		machine.clock.settle();
		expect(done).toEqual([]);
		devs[1].endpoint.resumeInvalidations();
		expect(done).toEqual([]);
		machine.clock.settle();
		expect(done).toEqual(['page 5', 'page 6']);
	});

	it('that a slow device holds up does not hold up responses, its own or those of others', () => {
		const { machine, guest, devs, unmap, done } = two();
		const outcomes = devs.map((dev) =>
			machine.read(dev, PASID, 64 * 4096, new Uint8Array(256 * 4096)),
		);
		machine.clock.settle();
		expect(machine.handler.groups).toHaveLength(512);
		devs[1].endpoint.pauseInvalidations();
		for (let n = 0; n < 200; n++) unmap(400, 3);
		machine.clock.settle();
		for (let page = 64; page < 320; page++) machine.leaf(guest, page, 60);
		for (const { id, device } of machine.handler.groups) {
			const dev = devs.find((each) => each.device.name === device)!;
			expect(machine.core.pageResponse(dev.device, id, ResponseCode.SUCCESS)).toBe(Errno.OK);
		}
		machine.core.flush();
		machine.clock.settle();
		expect(outcomes).toEqual(devs.map(() => ({ ended: true, error: undefined })));
		expect(done).toEqual([]);
		devs[1].endpoint.resumeInvalidations();
		machine.clock.settle();
		expect(done).toHaveLength(200);
		expect(machine.driver.counters).toMatchObject({ responses: 512, responsesLost: 0 });
	});

	it('that a device never completes is tried again, then given up with the device named', () => {
		const unresponsive: string[] = [];
		const { machine, devs, done, unmap } = two({
			onUnresponsive: (device) => unresponsive.push(device.name),
		});
		devs[1].endpoint.pauseInvalidations();
		unmap(5);
		for (let n = 0; n < 4; n++) {
			machine.clock.settle();
			expect([done, unresponsive]).toEqual([[], []]);
			expect(machine.unit.expireInvalidations(0x0108)).toBe(1);
		}
		machine.clock.settle();
		expect([done, unresponsive]).toEqual([['page 5'], ['dev264']]);
		expect(machine.driver.counters).toMatchObject({
			commandErrors: 4,
			invalidationRetries: 3,
			invalidationsGivenUp: 1,
		});
		unmap(6);
		devs[1].endpoint.reset();
		machine.clock.settle();
		expect(done).toEqual(['page 5', 'page 6']);
	});

	it('completes when the device is pulled out meanwhile', () => {
		const { machine, devs, done, unmap } = two();
		devs[1].endpoint.pauseInvalidations();
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

describe('unbinding with requests in flight', () => {
	it('reports them before it is done; retired then, the device gets INVALID and nothing is left', () => {
		const { machine, devs } = two();
		const [dev] = devs;
		const outcomes = [70, 71, 72].map((page) =>
			machine.read(dev, PASID, page * 4096, new Uint8Array(4096)),
		);
		const seen: number[] = [];
		const errno = machine.driver.unbindPasid(dev.device, PASID, () => {
			seen.push(machine.handler.groups.length);
			machine.core.retireGroups(dev.device, PASID);
		});
		expect(errno).toBe(Errno.OK);
		machine.clock.settle();
		expect(seen).toEqual([3]);
		expect(outcomes).toEqual(outcomes.map(() => ({ ended: true, error: 'invalid' })));
		expect(machine.core.pendingCount(dev.device)).toBe(0);
		expect(dev.endpoint.outstandingGroups).toBe(0);
		expect(dev.endpoint.cachedTranslations).toBe(0);
		// The other device of the guest still translates.
		expect(touch(machine, devs[1], 5)).toBe(true);
		// What it sends now finds nobody: it has to ask.
		expect(touch(machine, dev, 5)).toBe(false);
	});

	it('lets one of several PASIDs lead to another table of the guest', () => {
		const { machine, guest, devs } = two();
		const [dev] = devs;
		const { device } = dev;
		machine.bind(dev, guest, 8);
		machine.fill(guest, 50, 1);
		machine.fill(guest, 60, 2);
		// The other table: guest frames 20 to 23.
		const write = (frame: number, index: number, low: number) =>
			machine.memory.write32((guest.firstFrame + frame) * 4096 + index * 8, low);
		for (const frame of [20, 21, 22]) write(frame, 0, (frame + 1) * 4096 + 7);
		write(23, 5, 60 * 4096 + 7);
		const see = (pasid: number) => {
			const bytes = new Uint8Array(1);
			expect(machine.read(dev, pasid, 0x5000, bytes).ended).toBe(true);
			return bytes[0];
		};
		expect([see(PASID), see(8)]).toEqual([1, 1]);
		const ref = domainRef(guest, 'amd-v1');
		machine.driver.unbindPasid(device, 8, () =>
			machine.driver.bindPasid(device, ref, 8, { rootPage: 20 }),
		);
		machine.clock.settle();
		expect([see(PASID), see(8)]).toEqual([1, 2]);
	});

	it('waits for a slow device', () => {
		const { machine, devs } = two();
		devs[0].endpoint.pauseInvalidations();
		let done = 0;
		machine.driver.unbindPasid(devs[0].device, PASID, () => done++);
		machine.clock.settle();
		expect(done).toBe(0);
		expect(machine.driver.releaseDevice(devs[0].device)).toBe(Errno.EBUSY);
		devs[0].endpoint.resumeInvalidations();
		machine.clock.settle();
		expect(done).toBe(1);
	});

	it('lets the PASID be bound to another guest, whose memory the device then sees', () => {
		const { machine, guest, devs } = two();
		const other = machine.guest(2);
		machine.fill(guest, 50, 1);
		machine.leaf(other, 5, 90);
		machine.fill(other, 90, 2);
		machine.driver.unbindPasid(devs[0].device, PASID, () => machine.bind(devs[0], other, PASID));
		machine.clock.settle();
		const bytes = new Uint8Array(1);
		expect(machine.read(devs[0], PASID, 0x5000, bytes).ended).toBe(true);
		expect(bytes[0]).toBe(2);
	});

	it('and release and stop give every frame back', () => {
		const machine = new AmdViMachine();
		const idle = new AmdViMachine();
		idle.driver.stop();
		const all = idle.frames.available;
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100);
		machine.bind(dev, guest, PASID);
		machine.bind(dev, guest, 100_000);
		machine.read(dev, PASID, 0x5000, new Uint8Array(1));
		machine.clock.settle();
		for (const pasid of [PASID, 100_000]) machine.driver.unbindPasid(dev.device, pasid, () => {});
		machine.clock.settle();
		machine.core.disableDevice(dev.device);
		machine.clock.settle();
		expect(machine.driver.releaseDevice(dev.device)).toBe(Errno.OK);
		expect(dev.device.references).toBe(1);
		machine.clock.settle();
		machine.driver.stop();
		guest.destroy();
		machine.frames.freeRange(guest.firstFrame, guest.guestFrames);
		expect(all).toBe(16_383);
		expect(machine.frames.available).toBe(all);
		expect(machine.logged).toEqual([]);
	});
});
