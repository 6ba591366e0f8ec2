import { describe, expect, it } from 'vitest';
import { statusErrno } from '../../../../../src/host/kernel/drivers/virtio/request-status.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { attach, detach, map, probe, unmap } from '../../../../support/virtio-bench.js';
import {
	NO_PASID,
	READ,
	type SeenRequest,
	VirtioDriverBench,
	WRITE,
} from '../../../../support/virtio-driver-bench.js';

/** Literal bytes of what the driver asks of the unit, and what it makes of each answer. */

const ENDPOINT = 0x1234_5678;
const bytesOf = (seen: readonly SeenRequest[]) => seen.map(({ bytes }) => bytes);
const address = (frame: number) => BigInt(frame) * 4096n;

function bound(pages: readonly (readonly [page: number, frame: number, permission: number])[]) {
	const bench = new VirtioDriverBench({ domains: { first: 0x41, last: 0x50 } });
	const device = bench.probed(ENDPOINT);
	bench.unit.takeSeen();
	const space = bench.space();
	for (const [page, frame, permission] of pages) space.map(page, frame, permission);
	expect(bench.bind(device, space)).toBe(Errno.OK);
	return { bench, device, space };
}

describe('the requests of a virtio-iommu driver', () => {
	it('asks for an endpoint’s properties once it is probed', () => {
		const bench = new VirtioDriverBench({ probeSize: 96 });
		bench.probed(ENDPOINT);
		const seen = bench.unit.takeSeen();
		expect(bytesOf(seen)).toEqual([probe(ENDPOINT)]);
		expect(seen[0]?.room).toBe(96 + 4);
	});

	it('does not where the unit has no PROBE', () => {
		const bench = new VirtioDriverBench({ probeSize: 0 });
		bench.probed(ENDPOINT);
		expect(bench.unit.takeSeen()).toEqual([]);
	});

	it('attaches, and maps each page with its frame and rights, in one go', () => {
		const top = 2 ** 35 - 1;
		const { bench, space } = bound([
			[0x100, 7, READ | WRITE],
			[0x101, 8, READ],
			[top, 9, READ | WRITE | 4],
		]);
		const at = (frame: number) => address(space.host(frame));
		const seen = bench.unit.takeSeen();
		expect(bytesOf(seen)).toEqual([
			attach(0x41, ENDPOINT),
			map(0x41, 0x10_0000n, 0x10_0fffn, at(7), 3),
			map(0x41, 0x10_1000n, 0x10_1fffn, at(8), 1),
			map(0x41, 0x7fff_ffff_f000n, 0x7fff_ffff_ffffn, at(9), 3),
		]);
		expect(seen.every(({ room }) => room === 4)).toBe(true);
		expect(bench.driver.counters).toMatchObject({ requests: 5, requestsFailed: 0, maps: 3 });
	});

	it('unmaps pages that went side by side with one request, others with their own', () => {
		const pages = [0x10, 0x11, 0x12, 0x14, 0x20].map((page, i) => [page, i, READ] as const);
		const { bench, device, space } = bound(pages);
		bench.unit.takeSeen();
		for (const page of [0x10, 0x11, 0x12, 0x14]) space.table.clear(page);
		const state = bench.invalidate(device, space, 0x10, 0x10);
		expect(state.done).toBe(false);
		bench.clock.settle();
		expect(state.done).toBe(true);
		expect(bytesOf(bench.unit.takeSeen())).toEqual([
			unmap(0x41, 0x1_0000n, 0x1_2fffn),
			unmap(0x41, 0x1_4000n, 0x1_4fffn),
		]);
	});

	it('maps a page that became present, and changes one that gained a permission', () => {
		const { bench, device, space } = bound([[0x10, 1, READ]]);
		bench.unit.takeSeen();
		space.map(0x10, 1, READ | WRITE);
		space.map(0x11, 2, READ);
		bench.invalidate(device, space, 0x10);
		bench.invalidate(device, space, 0x11);
		bench.clock.settle();
		expect(bytesOf(bench.unit.takeSeen())).toEqual([
			unmap(0x41, 0x1_0000n, 0x1_0fffn),
			map(0x41, 0x1_0000n, 0x1_0fffn, address(space.host(1)), 3),
			map(0x41, 0x1_1000n, 0x1_1fffn, address(space.host(2)), 1),
		]);
		// What is right already is left alone.
		bench.invalidate(device, space, 0, 2 ** 35);
		bench.clock.settle();
		expect(bench.unit.takeSeen()).toEqual([]);
	});

	it('detaches, and says so once that is answered', () => {
		const { bench, device } = bound([[0x10, 1, READ]]);
		bench.unit.takeSeen();
		let done = false;
		bench.driver.unbindPasid(device, NO_PASID, () => {
			done = true;
		});
		expect(done).toBe(false);
		bench.clock.settle();
		expect(done).toBe(true);
		expect(bytesOf(bench.unit.takeSeen())).toEqual([detach(0x41, ENDPOINT)]);
	});

	it('never has requests of two kinds in the unit at a time', () => {
		const { bench, device, space } = bound([[0x10, 1, READ]]);
		bench.unit.takeSeen();
		bench.unit.deaf.add(0);
		space.table.clear(0x10);
		const gone = bench.invalidate(device, space, 0x10);
		space.map(0x11, 2, READ);
		const came = bench.invalidate(device, space, 0x11);
		bench.clock.settle();
		const [first, ...more] = bench.unit.takeSeen();
		expect(first?.bytes[0]).toBe(4);
		expect(more).toEqual([]);
		bench.unit.answer(first!, 0);
		bench.clock.settle();
		expect([gone.done, came.done]).toEqual([true, false]);
		const [second] = bench.unit.takeSeen();
		expect(second?.bytes[0]).toBe(3);
		bench.unit.answer(second!, 0);
		bench.clock.settle();
		expect(came.done).toBe(true);
	});

	it('ends operations in order, though the unit answers in another', () => {
		const pages = [0x10, 0x20, 0x30].map((page, i) => [page, i, READ] as const);
		const { bench, device, space } = bound(pages);
		bench.unit.takeSeen();
		bench.unit.deaf.add(0);
		const states = pages.map(([page]) => {
			space.table.clear(page);
			return bench.invalidate(device, space, page);
		});
		bench.clock.settle();
		const seen = bench.unit.takeSeen();
		expect(seen).toHaveLength(3);
		const ended = () => states.map(({ done }) => done);
		bench.unit.answer(seen[2]!, 0);
		bench.clock.settle();
		expect(ended()).toEqual([false, false, false]);
		bench.unit.answer(seen[0]!, 0);
		bench.clock.settle();
		expect(ended()).toEqual([true, false, false]);
		bench.unit.answer(seen[1]!, 0);
		bench.clock.settle();
		expect(ended()).toEqual([true, true, true]);
		expect(bench.clock.pending).toBe(0);
	});

	it('keeps more requests than the queue has room for, in order', () => {
		const bench = new VirtioDriverBench({ queueSize: 8 });
		const device = bench.probed(ENDPOINT);
		const space = bench.space();
		for (let page = 0; page < 100; page++) space.map(0x1000 + page * 2, page, READ);
		expect(bench.bind(device, space)).toBe(Errno.OK);
		const maps = bench.unit.takeSeen().filter(({ bytes }) => bytes[0] === 3);
		expect(bytesOf(maps)).toEqual(
			Array.from({ length: 100 }, (_, i) => {
				const first = address(0x1000 + i * 2);
				return map(0, first, first + 0xfffn, address(space.host(i)), 1);
			}),
		);
	});
});

describe('answers', () => {
	/** Binds a device while the unit is deaf and answers in its place what `answer` does. */
	function bindWith(answer: (bench: VirtioDriverBench, seen: SeenRequest) => void): Errno {
		const bench = new VirtioDriverBench();
		const device = bench.probed(ENDPOINT);
		bench.unit.takeSeen();
		bench.unit.deaf.add(0);
		bench.unit.afterNotify = (queue) => {
			if (queue === 0) for (const seen of bench.unit.takeSeen()) answer(bench, seen);
		};
		return bench.bind(device, bench.space());
	}

	it.each([
		[1, Errno.EIO],
		[2, Errno.EINVAL],
		[3, Errno.EIO],
		[4, Errno.EINVAL],
		[5, Errno.EINVAL],
		[6, Errno.ENODEV],
		[7, Errno.EINVAL],
		[8, Errno.ENOMEM],
		[9, Errno.EIO],
		[254, Errno.EIO],
	])('status %i of an ATTACH is errno %i', (status, errno) => {
		expect(bindWith((bench, seen) => bench.unit.answer(seen, status))).toBe(errno);
		expect(statusErrno(status)).toBe(errno);
	});

	it('a request that comes back without a status has failed', () => {
		expect(bindWith((bench, seen) => bench.unit.answer(seen, undefined, 0))).toBe(Errno.EIO);
	});

	it('a device whose pages do not fit is detached again', () => {
		const bench = new VirtioDriverBench({ maxMappings: 2 });
		const device = bench.probed(ENDPOINT);
		const space = bench.space();
		for (const page of [1, 2, 3]) space.map(page, page);
		expect(bench.bind(device, space)).toBe(Errno.ENOMEM);
		const types = bench.unit.takeSeen().map(({ bytes }) => bytes[0]);
		expect(types).toEqual([5, 1, 3, 3, 3, 2]);
		expect(bench.access(device, 1)).toBeUndefined();
		bench.clock.settle();
		// 1: attached to nothing.
		expect(bench.core.reports.map((each) => each.hardwareReason)).toEqual([1]);
		expect(bench.driver.releaseDevice(device)).toBe(Errno.OK);
		expect(device.references).toBe(1);
	});

	it('a page that the unit will not map later is logged, and the others work', () => {
		const bench = new VirtioDriverBench({ maxMappings: 1 });
		const device = bench.probed(ENDPOINT);
		const space = bench.space();
		space.map(1, 1);
		expect(bench.bind(device, space)).toBe(Errno.OK);
		space.map(2, 2);
		const state = bench.invalidate(device, space, 2);
		bench.clock.settle();
		expect(state.done).toBe(true);
		expect(bench.driver.counters).toMatchObject({ maps: 2, mapsFailed: 1, resets: 0 });
		expect(bench.logged).toEqual([
			'virtio v0: page 0x2 of endpoint 0x12345678 could not be mapped: no memory in the device',
		]);
		expect(bench.access(device, 1)).toBe(space.host(1));
		expect(bench.access(device, 2)).toBeUndefined();
	});
});

describe('who may be bound', () => {
	it('refuses PASIDs, devices that it does not know, and what is bound', () => {
		const { bench, device, space } = bound([]);
		const table = { rootPage: space.table.root };
		const { driver } = bench;
		for (const pasid of [0, 1, 5]) {
			expect(driver.bindPasid(device, space.domain, pasid, table)).toBe(Errno.EINVAL);
			expect(driver.unbindPasid(device, pasid, () => {})).toBe(Errno.EINVAL);
		}
		expect(driver.maxPasids).toBe(1);
		expect(driver.bindPasid(device, space.domain, NO_PASID, table)).toBe(Errno.EBUSY);
		expect(driver.releaseDevice(device)).toBe(Errno.EBUSY);
		expect(driver.probeDevice(device)).toBe(Errno.EEXIST);
		const stranger = bench.device(0x99);
		expect(driver.bindPasid(stranger, space.domain, NO_PASID, table)).toBe(Errno.ENODEV);
		expect(driver.unbindPasid(stranger, NO_PASID, () => {})).toBe(Errno.ENODEV);
		expect(driver.releaseDevice(stranger)).toBe(Errno.ENODEV);
		expect(driver.pageResponse(device, 1, NO_PASID, 0, 0)).toBe(Errno.ENODEV);
		driver.unbindPasid(device, NO_PASID, () => {});
		expect(driver.unbindPasid(device, NO_PASID, () => {})).toBe(Errno.EBUSY);
		expect(driver.bindPasid(device, space.domain, NO_PASID, table)).toBe(Errno.EBUSY);
		bench.clock.settle();
		expect(driver.unbindPasid(device, NO_PASID, () => {})).toBe(Errno.EINVAL);
		expect(bench.bind(device, space)).toBe(Errno.OK);
		expect(device.references).toBe(3);
	});

	it('has a domain for each device, and none beyond the unit’s', () => {
		const bench = new VirtioDriverBench({ domains: { first: 7, last: 8 } });
		const space = bench.space();
		const [one, two, three] = [1, 2, 3].map((id) => bench.probed(id));
		bench.unit.takeSeen();
		expect(bench.bind(one!, space)).toBe(Errno.OK);
		expect(bench.bind(two!, space)).toBe(Errno.OK);
		expect(bench.bind(three!, space)).toBe(Errno.ENOMEM);
		expect(bytesOf(bench.unit.takeSeen())).toEqual([attach(7, 1), attach(8, 2)]);
		bench.driver.unbindPasid(one!, NO_PASID, () => {});
		bench.clock.settle();
		bench.unit.takeSeen();
		expect(bench.bind(three!, space)).toBe(Errno.OK);
		expect(bytesOf(bench.unit.takeSeen())).toEqual([attach(7, 3)]);
	});

	it('does not probe an endpoint that the unit has not', () => {
		const bench = new VirtioDriverBench();
		const device = bench.device(5);
		bench.model.disconnect(5);
		expect(bench.driver.probeDevice(device)).toBe(Errno.ENODEV);
		expect(device.references).toBe(1);
	});
});
