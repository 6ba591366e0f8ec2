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

const { SUCCESS, INVALID } = ResponseCode;

describe.each(RECOVERABLE)('$name: a device of a guest', (row) => {
	it('loses its consumer: groups are answered INVALID, and what comes without one is too', () => {
		const all = ownedDevice(row);
		const { machine, device, seen, check } = all;
		const service = bindOwner(all, 'vfio')!;
		machine.read(device, PASID, BASE);
		machine.clock.settle();
		const ids = takeAll(machine, service);
		service.vfio.detachConsumer();
		machine.read(device, PASID, BASE + 4096);
		machine.clock.settle();
		expect(seen.answers.map(({ answer }) => answer)).toEqual([refusalOf(row), refusalOf(row)]);
		expectRefused(machine, device, service, ids, 'REVOKED_GROUP');
		check();
	});

	it('law 7: refusals of a consumer have their names', () => {
		const all = ownedDevice(row);
		const { machine, device, seen, check } = all;
		const service = bindOwner(all, 'vfio')!;
		const { vfio, consumer } = service;
		const foreign = machine.plug('other', 0x0101);
		expect(machine.assign(foreign, machine.guest('b'))).toBe(Errno.OK);
		const theirs = machine.serve(foreign, [PASID]);
		machine.read(device, PASID, BASE);
		machine.read(foreign, PASID, BASE);
		machine.clock.settle();
		const [mine] = takeAll(machine, service);
		const [other] = takeAll(machine, theirs);
		machine.read(device, PASID, BASE + 4096);
		machine.clock.settle();
		const untaken = machine.core.groups.id(vfio.peek());
		const before = machine.core.counters(device);
		const answer = (id: number, code: number) => vfio.respond(consumer, id, code as ResponseCode);
		expect([
			answer(mine!, ResponseCode.FAILURE),
			answer(other!, SUCCESS),
			answer(untaken, SUCCESS),
			answer(12_345, SUCCESS),
			answer(-1, SUCCESS),
		]).toEqual([
			'BAD_RESPONSE_CODE',
			'FOREIGN_GROUP',
			'UNKNOWN_GROUP',
			'UNKNOWN_GROUP',
			'UNKNOWN_GROUP',
		]);
		expect(answer(mine!, INVALID)).toBe(0);
		expect(answer(mine!, SUCCESS)).toBe('DUPLICATE_RESPONSE');
		machine.core.flush();
		machine.clock.settle();
		expect(machine.core.counters(device)).toEqual({ ...before, invalid: before.invalid + 1 });
		expect(seen.summary).toEqual([`${PAGE} ${refusalOf(row)}`]);
		expect(machine.seen(foreign).answers).toEqual([]);
		check();
	});
});

describe.each(RECOVERABLE)('$name: a PASID with faults in flight', (row) => {
	it('is unbound: it is drained, its groups are answered INVALID, those of others stay', () => {
		const all = ownedDevice(row);
		const { machine, device, seen, check } = all;
		expect(machine.assign(device, all.guest)).toBe(Errno.OK);
		const service = machine.serve(device, [PASID, 2]);
		const { space, vfio } = service;
		machine.read(device, PASID, BASE);
		machine.read(device, 2, BASE + 4096);
		machine.clock.settle();
		const ids = takeAll(machine, service);
		machine.read(device, PASID, BASE + 2 * 4096);
		const told = service.consumer.told.length;
		let done = 0;
		expect(space.unbind(vfio, PASID, () => done++)).toBe(Errno.OK);
		machine.clock.settle();
		expect(done).toBe(1);
		// What the drain brought was not delivered.
		expect(service.consumer.told).toHaveLength(told);
		expect(vfio.counters).toMatchObject({ delivered: 2, rejectedUnowned: 1 });
		expect([...seen.summary].sort()).toEqual(
			[PAGE, PAGE + 2].map((page) => `${page} ${refusalOf(row)}`),
		);
		expectRefused(machine, device, service, [ids[0]!], 'REVOKED_GROUP');
		expect(vfio.respond(service.consumer, ids[1]!, SUCCESS)).toBe(0);
		machine.core.flush();
		machine.clock.settle();
		expect(seen.summary.at(-1)).toBe(`${PAGE + 1} ${successOf(row)}`);
		check();
	});

	it('moves to another space: the old one’s groups are answered INVALID before it translates through the new', () => {
		const all = ownedDevice(row);
		const { machine, device, seen, check } = all;
		const service = bindOwner(all, 'vfio')!;
		const { space, vfio, lease, guest, consumer } = service;
		const to = guest.createSpace(lease, machine.driver.firstLevelFormat);
		if (typeof to === 'number') throw new Error('no space');
		const contents = (byte: number) => new Uint8Array(4096).fill(byte);
		for (const [n, each] of [space, to].entries()) {
			expect(each.fill(lease.first + n, contents(n + 1), 0)).toBe(0);
			expect(each.map(PAGE, lease.first + n, 1)).toBe(0);
		}
		const see = () => {
			const read = machine.read(device, PASID, BASE);
			machine.clock.settle();
			return [read.error, read.bytes[0]];
		};
		expect(see()).toEqual([undefined, 1]);
		const flying = machine.read(device, PASID, BASE + 4096);
		machine.clock.settle();
		const ids = takeAll(machine, service);
		const queued = machine.read(device, PASID, BASE + 2 * 4096);
		const order: string[] = [];
		expect(
			space.move(vfio, PASID, to, (errno) => {
				order.push(`moved ${errno}, ${seen.answers.length} answered`);
			}),
		).toBe(Errno.OK);
		machine.clock.settle();
		expect([flying.ended, queued.ended]).toEqual([true, true]);
		expect(seen.answers.map(({ answer }) => answer)).toEqual([refusalOf(row), refusalOf(row)]);
		expect(order).toHaveLength(1);
		expectRefused(machine, device, service, ids, 'REVOKED_GROUP');
		// Nothing of the old space is cached: what is read is the new one's.
		expect(see()).toEqual([undefined, 2]);
		const after = machine.read(device, PASID, BASE + 4096);
		machine.clock.settle();
		const [id] = takeAll(machine, service);
		expect(to.map(PAGE + 1, lease.first + 2, 1)).toBe(0);
		expect(vfio.respond(consumer, id!, SUCCESS)).toBe(0);
		machine.core.flush();
		machine.clock.settle();
		expect(after).toMatchObject({ ended: true, error: undefined });
		check();
	});
});
