import { describe, expect, it } from 'vitest';
import { Device } from '../../../src/host/kernel/device.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { FakeSource, FaultBench, pageRequest } from '../../support/fake-source.js';

const partial = (grpid: number, page: number, pasid = 5) =>
	pageRequest(grpid, page, { last: false, pasid });

describe('a group', () => {
	it('is its partials in the order of their arrival, then the last page', () => {
		const bench = new FaultBench();
		const device = bench.served();
		for (const page of [30, 10, 20]) bench.core.reportDeviceFault(device, partial(1, page));
		expect(bench.handler.groups).toEqual([]);
		bench.core.reportDeviceFault(device, pageRequest(1, 5));
		expect(bench.handler.groups[0]).toMatchObject({ grpid: 1, pages: [30, 10, 20, 5] });
		const { groups, requestsHeld } = bench.core;
		expect(groups.count(groups.find(bench.handler.lastId))).toBe(4);
		expect(requestsHeld).toBe(4);
	});

	it('gets one response, and only then are its requests free', () => {
		const bench = new FaultBench();
		const device = bench.served();
		for (const page of [1, 2, 3]) bench.core.reportDeviceFault(device, partial(1, page));
		bench.core.reportDeviceFault(device, pageRequest(1, 4));
		bench.core.pageResponse(device, bench.handler.lastId, ResponseCode.SUCCESS);
		expect(bench.source.responses).toHaveLength(1);
		expect(bench.core.requestsHeld).toBe(0);
	});

	it('is not disturbed by others that arrive interleaved', () => {
		const bench = new FaultBench();
		const device = bench.served();
		const arrivals = [
			partial(1, 11),
			partial(2, 21),
			partial(3, 31),
			partial(1, 12),
			pageRequest(2, 22),
			partial(1, 13),
			pageRequest(1, 14),
			pageRequest(3, 32),
		];
		for (const fault of arrivals) bench.core.reportDeviceFault(device, fault);
		expect(bench.handler.groups.map((g) => g.pages)).toEqual([
			[21, 22],
			[11, 12, 13, 14],
			[31, 32],
		]);
		expect(bench.core.partialCount(device)).toBe(0);
	});

	it('is collected by group index alone, and answered with the PASID of its last page', () => {
		const bench = new FaultBench();
		const device = bench.served();
		bench.core.reportDeviceFault(device, partial(1, 11, 6));
		bench.core.reportDeviceFault(device, partial(1, 12, -1));
		bench.core.reportDeviceFault(device, pageRequest(1, 13, { pasid: 7, needsPasid: true }));
		expect(bench.handler.groups[0]).toMatchObject({
			pasid: 7,
			pages: [11, 12, 13],
			pasids: [6, -1, 7],
		});
		bench.core.pageResponse(device, bench.handler.lastId, ResponseCode.SUCCESS);
		expect(bench.source.responses[0]).toMatchObject({ grpid: 1, pasid: 7 });
	});

	it('does not take partials of another device with the same group index', () => {
		const bench = new FaultBench();
		const [first, second] = [bench.served(), bench.served()];
		bench.core.reportDeviceFault(first, partial(1, 11));
		bench.core.reportDeviceFault(second, partial(1, 21));
		bench.core.reportDeviceFault(second, pageRequest(1, 22));
		expect(bench.handler.groups.map((g) => [g.device, g.pages])).toEqual([['dev1', [21, 22]]]);
		expect(bench.core.partialCount(first)).toBe(1);
	});

	it('may be pending twice under one group index; each answer goes to its own', () => {
		const bench = new FaultBench();
		const device = bench.served();
		bench.core.reportDeviceFault(device, pageRequest(1, 10, { pasid: 6, needsPasid: true }));
		bench.core.reportDeviceFault(device, partial(1, 20));
		bench.core.reportDeviceFault(device, pageRequest(1, 21, { pasid: 7, needsPasid: true }));
		const [older, newer] = bench.handler.groups;
		expect(newer!.id).not.toBe(older!.id);
		expect(newer!.pages).toEqual([20, 21]);
		bench.core.pageResponse(device, newer!.id, ResponseCode.INVALID);
		expect(bench.core.pendingCount(device)).toBe(1);
		bench.core.pageResponse(device, older!.id, ResponseCode.SUCCESS);
		expect(bench.source.responses.map((r) => [r.grpid, r.pasid, r.code])).toEqual([
			[1, 7, ResponseCode.INVALID],
			[1, 6, ResponseCode.SUCCESS],
		]);
	});

	it('is never made of partials whose last page was refused', () => {
		const bench = new FaultBench();
		const device = bench.served();
		bench.core.reportDeviceFault(device, partial(1, 10));
		bench.handler.decide = () => Errno.ENOSPC;
		bench.core.reportDeviceFault(device, pageRequest(1, 11));
		bench.handler.decide = () => Errno.OK;
		bench.core.reportDeviceFault(device, pageRequest(1, 12));
		expect(bench.handler.groups.map((g) => g.pages)).toEqual([[10, 11], [12]]);
	});

	it('may be as large as the device has requests outstanding', () => {
		const bench = new FaultBench({ requests: 100_000 });
		const device = bench.served({ outstanding: 65_536 });
		const pages = Array.from({ length: 65_536 }, (_, i) => i * 3);
		for (const page of pages.slice(0, -1))
			expect(bench.core.reportDeviceFault(device, partial(9, page))).toBe(Errno.OK);
		bench.core.reportDeviceFault(device, pageRequest(9, pages.at(-1)!));
		expect(bench.handler.groups[0]!.pages).toEqual(pages);
		bench.core.pageResponse(device, bench.handler.lastId, ResponseCode.SUCCESS);
		expect(bench.core.requestsHeld).toBe(0);
	});

	it('finds its partials among thousands of others', () => {
		const bench = new FaultBench({ groups: 20_000, requests: 40_000 });
		const devices = Array.from({ length: 20 }, () => bench.served());
		for (let grpid = 0; grpid < 512; grpid++)
			for (const device of devices)
				bench.core.reportDeviceFault(device, partial(grpid, device.index * 1000 + grpid));
		for (let grpid = 511; grpid >= 0; grpid--)
			for (const device of devices) bench.core.reportDeviceFault(device, pageRequest(grpid, 7));
		expect(bench.handler.groups).toHaveLength(20 * 512);
		for (const group of bench.handler.groups)
			expect(group.pages).toEqual([Number(group.device.slice(3)) * 1000 + group.grpid, 7]);
		expect(bench.core.requestsHeld).toBe(2 * 20 * 512);
	});
});

describe('discardPartials', () => {
	it('drops those of every device behind the source, answers none, spares complete groups', () => {
		const bench = new FaultBench();
		const [first, second] = [bench.served(), bench.served()];
		const elsewhere = new Device(
			{ name: 'elsewhere', bus: 'pci', sourceId: 1, outstanding: 8 },
			2,
			new FakeSource(),
		);
		const options = { responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID };
		bench.core.enableDevice(elsewhere, options);
		bench.core.registerDeviceFaultHandler(elsewhere, bench.handler);
		bench.core.reportDeviceFault(first, pageRequest(9, 90));
		for (const device of [first, second, elsewhere])
			for (const grpid of [1, 2]) bench.core.reportDeviceFault(device, partial(grpid, grpid));
		expect(bench.core.discardPartials(bench.source)).toBe(4);
		expect(bench.core.discardPartials(bench.source)).toBe(0);
		const partials = [first, second, elsewhere].map((d) => bench.core.partialCount(d));
		expect(partials).toEqual([0, 0, 2]);
		expect(bench.core.counters(first).partialsDropped).toBe(2);
		expect(bench.core.pendingCount(first)).toBe(1);
		expect(bench.source.responses).toEqual([]);
		bench.core.reportDeviceFault(first, pageRequest(1, 11));
		expect(bench.handler.groups.at(-1)!.pages).toEqual([11]);
		bench.core.reportDeviceFault(elsewhere, pageRequest(1, 11));
		expect(bench.handler.groups.at(-1)!.pages).toEqual([1, 11]);
	});
});
