import { describe, expect, it } from 'vitest';
import { Access, PrgResponse, Translation } from '../../../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { FakeEndpoint } from '../../../../support/smmuv3-bench.js';
import { SmmuV3FakeBench } from '../../../../support/smmuv3-fake.js';
import { SmmuV3Machine, type TestFunction } from '../../../../support/smmuv3-machine.js';

const PASID = 7;
const R = 1;
const { READ } = Access;

function one(options: ConstructorParameters<typeof SmmuV3Machine>[0] = {}) {
	const machine = new SmmuV3Machine(options);
	const guest = machine.guest(1);
	const dev = machine.attach(0x0100);
	machine.bind(dev.device, guest, PASID);
	return { machine, guest, dev };
}

/** Puts an endpoint of the test's in the place of the function. */
function replace(machine: SmmuV3Machine, dev: TestFunction) {
	dev.endpoint.detach();
	const endpoint = new FakeEndpoint();
	return { endpoint, port: machine.unit.connect(0x0100, endpoint) };
}

describe('unbinding a PASID', () => {
	it('ends its translation, also that of the ATC, and leaves other PASIDs theirs', () => {
		const { machine, guest, dev } = one();
		machine.bind(dev.device, guest, 8);
		guest.table.map(5, 50, R);
		const read = (pasid: number) => machine.read(dev, pasid, 0x5000, new Uint8Array(1)).error;
		expect([read(PASID), read(8)]).toEqual([undefined, undefined]);
		expect(machine.unbind(dev.device, PASID)).toBe(true);
		expect([read(PASID), read(8)]).toEqual(['aborted', undefined]);
		machine.bind(dev.device, guest, PASID);
		expect([read(PASID), read(8)]).toEqual([undefined, undefined]);
	});

	it('leaves nothing under the space’s id, which may be another’s next', () => {
		const { machine, guest, dev } = one();
		const stays = { ...guest, ref: { ...guest.ref, id: 9 } };
		machine.bind(dev.device, stays, 8);
		guest.table.map(5, 50, R);
		machine.fill(guest, 50, 1);
		machine.fill(guest, 51, 2);
		const bytes = new Uint8Array(1);
		machine.read(dev, PASID, 0x5000, bytes);
		expect(machine.unbind(dev.device, PASID)).toBe(true);
		const next = { ...guest, table: machine.space(guest.memory, 128, 64) };
		next.table.map(5, 51, R);
		machine.bind(dev.device, next, PASID);
		machine.read(dev, PASID, 0x5000, bytes);
		expect(bytes[0]).toBe(2);
	});

	it('reports stalls that no interrupt has told of', () => {
		const bench = new SmmuV3FakeBench();
		const device = bench.bound(0x20, PASID, 'platform');
		bench.unit.muted = true;
		bench.record('event', [0x7810, 0x20, 0x8000_0001, 0x208, 0x5000, 0, 0, 0]);
		bench.unit.muted = false;
		let seen = -1;
		bench.driver.unbindPasid(device, PASID, () => {
			seen = bench.core.faults.length;
		});
		bench.clock.settle();
		expect(seen).toBe(1);
		expect(bench.core.requests).toMatchObject([{ pasid: PASID, grpid: 1, page: 5 }]);
	});

	it('reports what is queued before it is done, and leaves pending groups to be retired', () => {
		const { machine, dev } = one();
		const reads = [1, 2].map((page) => machine.read(dev, PASID, page * 4096, new Uint8Array(1)));
		let seen = -1;
		machine.driver.unbindPasid(dev.device, PASID, () => {
			seen = machine.handler.groups.length;
		});
		machine.clock.settle();
		expect(seen).toBe(2);
		expect(reads.map(({ ended }) => ended)).toEqual([false, false]);
		expect(machine.core.retireGroups(dev.device, PASID)).toBe(2);
		expect(reads.map(({ error }) => error)).toEqual(['invalid', 'invalid']);
	});

	it('waits for a slow ATC, and for the pages of one before', () => {
		const { machine, guest, dev } = one();
		const { endpoint, port } = replace(machine, dev);
		guest.table.map(5, 50, R);
		expect(port.translate(PASID, 5, READ)).toBe(Translation.OK);
		endpoint.delayed = true;
		let done = 0;
		machine.driver.unbindPasid(dev.device, PASID, () => {
			done++;
		});
		machine.clock.settle();
		expect(endpoint.invalidations).toEqual([[PASID, 0, Infinity, false]]);
		// Gone from the TLB before the ATC is asked, and the stream still valid for what is on its way.
		expect(port.translate(PASID, 5, READ)).toBe(Translation.ABORTED);
		expect(done).toBe(0);
		expect(machine.driver.releaseDevice(dev.device)).toBe(Errno.EBUSY);
		expect(machine.driver.unbindPasid(dev.device, PASID, () => {})).toBe(Errno.EBUSY);
		expect(machine.driver.bindPasid(dev.device, guest.ref, PASID, { rootPage: 1 })).toBe(
			Errno.EBUSY,
		);
		port.pageRequest(PASID, 6, READ, 3, true);
		endpoint.waiting.shift()!();
		machine.clock.settle();
		expect(done).toBe(1);
		expect(machine.handler.groups).toMatchObject([{ pages: [6] }]);
		expect(machine.driver.unbindPasid(dev.device, PASID, () => {})).toBe(Errno.EINVAL);
	});

	it('the TLB is invalidated before the ATC: what the ATC fetches meanwhile is fetched from tables', () => {
		const { machine, guest, dev } = one();
		const { endpoint, port } = replace(machine, dev);
		guest.table.map(5, 50, R);
		port.translate(PASID, 5, READ);
		guest.table.clear(5);
		const again: number[] = [];
		endpoint.invalidate = (_pasid, _page, _pages, _global, done) => {
			again.push(port.translate(PASID, 5, READ));
			done();
		};
		const users = [{ device: dev.device, pasid: PASID }];
		machine.driver.invalidate(guest.ref, users, { pages: [5], counts: [1] }, true, () => {});
		expect(again).toEqual([Translation.NO_ACCESS]);
	});

	it('again after an overflow, until the queue did not overflow meanwhile', () => {
		const { machine, guest, dev } = one({ requestBits: 2 });
		machine.bind(dev.device, guest, 8);
		const { endpoint, port } = replace(machine, dev);
		let floods = 2;
		endpoint.invalidate = (_pasid, _page, _pages, _global, done) => {
			if (floods-- > 0) for (let i = 0; i < 6; i++) port.pageRequest(PASID, i, READ, i, true);
			done();
		};
		expect(machine.unbind(dev.device, PASID)).toBe(true);
		expect(floods).toBe(-1);
		expect(machine.driver.counters.overflows).toBe(2);
		// Those that found no room were answered by the SMMU, with the PASID as STE.PPAR says.
		expect(endpoint.responses).toEqual(
			[4, 5, 4, 5].map((index) => [PASID, index, PrgResponse.SUCCESS]),
		);
		expect(machine.handler.groups).toHaveLength(8);
	});
});

describe('a function that does not complete an invalidation', () => {
	it('is given up and named, and the unbinding ends', () => {
		const named: string[] = [];
		const { machine, dev } = one({ onUnresponsive: ({ name }) => named.push(name) });
		const { endpoint } = replace(machine, dev);
		endpoint.delayed = true;
		let done = 0;
		machine.driver.unbindPasid(dev.device, PASID, () => {
			done++;
		});
		machine.clock.settle();
		for (let tries = 0; tries < 4; tries++) {
			expect(done).toBe(0);
			expect(machine.unit.expireInvalidations(0x0100)).toBe(1);
			machine.clock.settle();
		}
		expect([done, named]).toEqual([1, ['dev256']]);
		expect(machine.core.pageResponse(dev.device, 1, ResponseCode.SUCCESS)).toBe(Errno.EINVAL);
	});
});
