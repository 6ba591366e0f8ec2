import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { RECOVERABLE } from '../../support/iommu-rows.js';
import {
	BASE,
	bindOwner,
	expectRefused,
	ownedDevice,
	PAGE,
	PASID,
	refusalOf,
	takeAll,
} from '../../support/owned-device.js';

const { SUCCESS, INVALID } = ResponseCode;

describe.each(RECOVERABLE)('$name: a device with faults in flight', (row) => {
	it('is reset: all is answered before the function forgets it, and its space is as before', () => {
		const all = ownedDevice(row);
		const { machine, device, seen, atReset, check } = all;
		const service = bindOwner(all, 'vfio')!;
		const { space, lease, vfio, consumer } = service;
		expect(space.map(PAGE + 9, lease.first, 1)).toBe(0);
		const reads = [0, 1].map((n) => machine.read(device, PASID, BASE + n * 4096));
		machine.clock.settle();
		const ids = takeAll(machine, service);
		reads.push(machine.read(device, PASID, BASE + 2 * 4096));
		const ended: Errno[] = [];
		expect(machine.binding.reset(device, (errno) => ended.push(errno))).toBe(Errno.OK);
		expect(machine.binding.reset(device, () => {})).toBe(Errno.EBUSY);
		machine.clock.settle();
		expect([ended, atReset]).toEqual([[Errno.OK], [0]]);
		expect(seen.answers.map(({ answer }) => answer)).toEqual(Array(3).fill(refusalOf(row)));
		expect(reads.map(({ ended: end }) => end)).toEqual([true, true, true]);
		expectRefused(machine, device, service, ids, 'REVOKED_GROUP');
		check();
		// The same owner, the same space; the mapping is there, and faults come again.
		const there = machine.read(device, PASID, BASE + 9 * 4096);
		const missing = machine.read(device, PASID, BASE);
		machine.clock.settle();
		expect([there.error, missing.ended]).toEqual([undefined, false]);
		const [id] = takeAll(machine, service);
		expect(vfio.respond(consumer, id!, INVALID)).toBe(0);
		machine.core.flush();
		machine.clock.settle();
		expect(missing.ended).toBe(true);
		check();
	});

	it('is pulled out: its groups are over without an answer, and everything is given back', () => {
		const all = ownedDevice(row);
		const { machine, device, endpoint, seen, heard, check } = all;
		const service = bindOwner(all, 'vfio')!;
		const reads = [0, 1].map((n) => machine.read(device, PASID, BASE + n * 4096));
		machine.clock.settle();
		const ids = takeAll(machine, service);
		machine.pauseInvalidations(device, true);
		service.space.unbind(service.vfio, PASID, () => {});
		machine.clock.settle();
		reads.push(machine.read(device, PASID, BASE + 2 * 4096));
		endpoint.detach();
		machine.registry.withdraw(device);
		let gone = 0;
		expect(machine.binding.unplug(device, () => gone++)).toBe(Errno.OK);
		const calls = heard.length;
		machine.clock.settle();
		expect(heard.slice(calls)).toEqual([]);
		expect(reads.map(({ ended }) => ended)).toEqual([true, true, true]);
		expect([gone, machine.binding.stateOf(device), device.references]).toEqual([1, 'gone', 0]);
		expect(machine.core.pendingCount(device)).toBe(0);
		expect(seen.outstanding).toBe(0);
		check();
		for (const id of ids) expect(machine.core.pageResponse(device, id, SUCCESS)).toBe(Errno.EINVAL);
		// Another one takes its place, under its ids.
		const again = machine.plug('nic', 0x0100);
		expect(machine.binding.bind(again, machine.sva)).toBe(Errno.OK);
		const read = machine.read(again, PASID, BASE);
		machine.clock.settle();
		expect(read).toMatchObject({ ended: true, error: undefined });
		check();
	});
});
