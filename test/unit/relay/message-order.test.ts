import { describe, expect, it } from 'vitest';
import { RelayBench } from '../../support/relay-bench.js';
import { PASID } from '../../support/vfio-bench.js';

const SUCCESS = 1;

describe('the parts of one message take effect in the order of their fields:', () => {
	it('the Bind that makes a space, then the mappings in it', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		const nic = bench.assigned('nic', guest);
		const agent = bench.connect();
		agent.hello();
		agent.send({
			bind: [{ request: 1, device: nic.handle, pasid: PASID, space: 9 }],
			map: [{ request: 2, space: 9, page: [7], frame: [3], flags: [1] }],
		});
		expect(agent.only().results).toMatchObject([{ request: 1, code: 0 }]);
		const [space] = guest.spaces;
		expect(space?.mapped).toBe(1);
		expect(guest.counters).toMatchObject({ maps: 1, refused: 0 });
	});

	it('the Unbind, which answers the groups of its PASID, then a response to one of them', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		agent.grant(vfio, 1);
		bench.fault(vfio.device, 1);
		bench.clock.settle();
		const group = agent.faults();
		agent.send({
			unbind: [{ request: 1, device: vfio.handle, pasid: PASID }],
			responses: { group, code: [SUCCESS] },
		});
		expect(bench.responses()).toEqual(['respond nic 1 INVALID']);
		expect(agent.refused()).toEqual([[group[0], 'REVOKED_GROUP']]);
	});

	it('responses, then the unmapping of the page that they were about', () => {
		const bench = new RelayBench();
		const { guest, vfio, agent } = bench.ready();
		agent.grant(vfio, 1);
		bench.fault(vfio.device, 1);
		bench.clock.settle();
		const group = agent.faults();
		bench.iommu.takeLog();
		agent.send({
			map: [{ request: 1, space: 1, page: [0x1001], frame: [3], flags: [1] }],
			responses: { group, code: [SUCCESS] },
			unmap: [{ request: 2, space: 1, page: [0x1001], returnDirty: true }],
		});
		const log = bench.iommu.takeLog();
		expect(log[0]).toBe('respond nic 1 SUCCESS');
		expect(log.slice(1).some((line) => line.startsWith('respond'))).toBe(false);
		expect(log.length).toBeGreaterThan(1);
		expect(agent.only().unmapped).toMatchObject([{ request: 2, complete: true }]);
		const [space] = guest.spaces;
		expect(space?.mapped).toBe(0);
		expect(guest.counters).toMatchObject({ maps: 1, evictions: 1, refused: 0 });
	});
});
