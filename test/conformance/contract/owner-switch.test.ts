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
	successOf,
	takeAll,
} from '../../support/owned-device.js';

const { SUCCESS } = ResponseCode;

describe.each(RECOVERABLE)('$name: a device with faults in flight', (row) => {
	it.each([
		['vfio', 'sva'],
		['sva', 'vfio'],
		['vfio', 'quarantine'],
		['quarantine', 'vfio'],
		['vfio', 'vfio'],
	] as const)(
		'goes from %s to %s: the old owner’s are answered INVALID once, and no later one is its',
		(from, to) => {
			const all = ownedDevice(row);
			const { machine, device, heard, seen, check, checkFree } = all;
			const { binding, core, clock } = machine;
			const service = bindOwner(all, from);
			const old = core.handlerOf(device);
			const early = [0, 1, 2].map((n) => machine.read(device, PASID, BASE + n * 4096));
			// Some are with the owner, the others with the hardware, or on the way.
			if (service !== undefined) clock.settle();
			const ids = service === undefined ? [] : takeAll(machine, service);
			const late = [3, 4].map((n) => machine.read(device, PASID, BASE + n * 4096));
			expect(seen.outstanding).toBe(5);

			expect(binding.unbind(device)).toBe(Errno.OK);
			const calls = heard.length;
			expect(core.handlerOf(device)).toBeUndefined();
			clock.settle();
			expect(heard.slice(calls)).toEqual([]);
			expect([...early, ...late].map(({ ended }) => ended)).toEqual(Array(5).fill(true));
			// Nobody served any of it: an owner with a turn of its own had none.
			expect(seen.answers.map(({ answer }) => answer)).toEqual(Array(5).fill(refusalOf(row)));
			expect([binding.stateOf(device), device.references]).toEqual(['none', 1]);
			expect(core.pendingCount(device)).toBe(0);
			if (service !== undefined) {
				expectRefused(machine, device, service, ids, 'REVOKED_GROUP');
				service.space.destroy(() => service.guest.releaseFrames(service.lease));
			}
			check();

			// Not busy for the next one, which has its own, and nothing of the old.
			seen.take();
			const next = bindOwner(all, to);
			expect(core.handlerOf(device)).not.toBe(old);
			const read = machine.read(device, PASID, BASE);
			clock.settle();
			if (next !== undefined) {
				const [id] = takeAll(machine, next);
				if (service !== undefined)
					expect(service.vfio.respond(service.consumer, id!, SUCCESS)).toBe('FOREIGN_GROUP');
				expect(next.space.map(PAGE, next.lease.first, 1)).toBe(0);
				expect(next.vfio.respond(next.consumer, id!, SUCCESS)).toBe(0);
				core.flush();
				clock.settle();
			}
			expect(read).toMatchObject({ ended: true, error: undefined });
			expect(seen.summary).toEqual([`${PAGE} ${successOf(row)}`]);
			expect(heard.slice(calls).every((handler) => handler !== old || from === to)).toBe(true);
			check();

			expect(binding.unbind(device)).toBe(Errno.OK);
			clock.settle();
			next?.space.destroy(() => next.guest.releaseFrames(next.lease));
			clock.settle();
			checkFree();
			check();
		},
	);
});
