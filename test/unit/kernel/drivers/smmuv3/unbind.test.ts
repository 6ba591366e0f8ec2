import { describe, expect, it } from 'vitest';
import { Access, PrgResponse, Translation } from '../../../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
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
