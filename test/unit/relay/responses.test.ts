import { describe, expect, it } from 'vitest';
import { RelayBench } from '../../support/relay-bench.js';

/** A session with credit and `count` groups delivered to it. */
function delivered(count: number, options: { deadlineMs?: number } = {}) {
	const bench = new RelayBench();
	const made = bench.ready(options);
	made.agent.grant(made.vfio, 1000);
	for (let grpid = 1; grpid <= count; grpid++) bench.fault(made.vfio.device, grpid);
	bench.clock.settle();
	const ids = made.agent.faults();
	bench.iommu.takeLog();
	return { bench, ...made, ids };
}

const SUCCESS = 1;
const INVALID = 2;

describe('responses', () => {
	it('reach the IOMMU driver in order, flushed once, and get no answer', () => {
		const { bench, agent, ids } = delivered(3);
		agent.send({
			responses: { group: [ids[1]!, ids[0]!, ids[2]!], code: [SUCCESS, INVALID, SUCCESS] },
		});
		expect(bench.responses()).toEqual([
			'respond nic 2 SUCCESS',
			'respond nic 1 INVALID',
			'respond nic 3 SUCCESS',
		]);
		expect(bench.iommu.unflushed).toBe(0);
		expect(agent.take()).toEqual([]);
		expect(agent.session.serving.responses).toBe(3);
		expect(agent.session.refusals.total).toBe(0);
	});

	it('take effect after the mappings of the same message', () => {
		const { bench, guest, agent, ids } = delivered(1);
		const mapped: number[] = [];
		const flush = bench.iommu.flush.bind(bench.iommu);
		bench.iommu.flush = () => {
			mapped.push(...[...guest.spaces].map((space) => space.mapped));
			flush();
		};
		agent.send({
			responses: { group: ids, code: [SUCCESS] },
			map: [{ request: 1, space: 1, page: [0x1001], frame: [3], flags: [3] }],
		});
		expect(mapped).toEqual([1]);
		expect(bench.responses()).toEqual(['respond nic 1 SUCCESS']);
	});

	it('let the next groups be delivered within the same credit', () => {
		const { bench, vfio, agent, ids } = delivered(8);
		agent.send({ responses: { group: ids, code: ids.map(() => SUCCESS) } });
		bench.fault(vfio.device, 9);
		bench.clock.settle();
		expect(agent.faults()).toHaveLength(1);
	});
});

describe('a response is refused, without effect, with', () => {
	it('BAD_RESPONSE_CODE for any code but SUCCESS and INVALID; the group stays answerable', () => {
		const { bench, agent, ids } = delivered(1);
		const group = ids[0]!;
		agent.send({ responses: { group: [group, group, group], code: [0, 3, 2 ** 31 - 1] } });
		expect(agent.refused()).toEqual([
			[group, 'BAD_RESPONSE_CODE'],
			[group, 'BAD_RESPONSE_CODE'],
			[group, 'BAD_RESPONSE_CODE'],
		]);
		expect(bench.responses()).toEqual([]);
		agent.send({ responses: { group: [group], code: [SUCCESS] } });
		expect(bench.responses()).toEqual(['respond nic 1 SUCCESS']);
		expect(bench.relay.refusalsOf('a').of('BAD_RESPONSE_CODE')).toBe(3);
	});

	it('UNKNOWN_GROUP for an id that never was, and for a group that waits for credit', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		bench.fault(vfio.device, 1);
		const waiting = bench.core.groups.id(vfio.peek());
		agent.send({ responses: { group: [0, 2 ** 53 - 1, waiting], code: [1, 1, 1] } });
		expect(agent.refused()).toEqual([
			[0, 'UNKNOWN_GROUP'],
			[2 ** 53 - 1, 'UNKNOWN_GROUP'],
			[waiting, 'UNKNOWN_GROUP'],
		]);
		expect(bench.responses()).toEqual([]);
		expect(vfio.outboxLength).toBe(1);
	});

	it('DUPLICATE_RESPONSE for a second answer, in the same batch or later', () => {
		const { bench, agent, ids } = delivered(1);
		const group = ids[0]!;
		agent.send({ responses: { group: [group, group], code: [SUCCESS, INVALID] } });
		agent.send({ responses: { group: [group], code: [SUCCESS] } });
		expect(agent.refused()).toEqual([
			[group, 'DUPLICATE_RESPONSE'],
			[group, 'DUPLICATE_RESPONSE'],
		]);
		expect(bench.responses()).toEqual(['respond nic 1 SUCCESS']);
	});

	it('LATE_RESPONSE after the deadline, of which the agent was told', () => {
		const { bench, vfio, agent, ids } = delivered(2, { deadlineMs: 40 });
		agent.send({ responses: { group: [ids[0]!], code: [SUCCESS] } });
		bench.clock.advance(40);
		const { expired } = agent.only();
		expect([expired?.group, expired?.device]).toEqual([[ids[1]], [vfio.handle]]);
		agent.send({ responses: { group: [ids[1]!], code: [SUCCESS] } });
		expect(agent.refused()).toEqual([[ids[1], 'LATE_RESPONSE']]);
		expect(bench.responses()).toEqual(['respond nic 1 SUCCESS', 'respond nic 2 INVALID']);
	});

	it('FOREIGN_GROUP for groups of another guest, pending or answered', () => {
		const { bench, agent, ids } = delivered(2);
		agent.send({ responses: { group: [ids[0]!], code: [SUCCESS] } });
		bench.guest('b');
		const other = bench.connect();
		other.hello({ guest: 'b' });
		other.send({ responses: { group: ids, code: [INVALID, INVALID] } });
		expect(other.refused()).toEqual([
			[ids[0], 'FOREIGN_GROUP'],
			[ids[1], 'FOREIGN_GROUP'],
		]);
		expect(bench.responses()).toEqual(['respond nic 1 SUCCESS']);
		expect(bench.relay.refusalsOf('b').of('FOREIGN_GROUP')).toBe(2);
		expect(bench.relay.refusalsOf('a').total).toBe(0);
	});

	it('FOREIGN_GROUP for groups of another session of the same guest', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		const nic = bench.assigned('nic', guest);
		bench.assigned('gpu', guest);
		const one = bench.connect();
		one.hello({ devices: ['nic'], frames: 4 });
		one.bind(nic);
		one.grant(nic, 5);
		const two = bench.connect();
		two.hello({ devices: ['gpu'], frames: 4 });
		bench.fault(nic.device, 1);
		bench.clock.settle();
		const ids = one.faults();
		two.send({ responses: { group: ids, code: [SUCCESS] } });
		expect(two.refused()).toEqual([[ids[0], 'FOREIGN_GROUP']]);
		expect(bench.core.pendingCount(nic.device)).toBe(1);
	});

	it('REVOKED_GROUP after the device was taken away', () => {
		const { bench, vfio, agent, ids } = delivered(1);
		bench.binding.unbind(vfio.device);
		bench.clock.settle();
		agent.send({ responses: { group: ids, code: [SUCCESS] } });
		expect(agent.refused()).toEqual([[ids[0], 'REVOKED_GROUP']]);
		expect(bench.responses()).toEqual(['respond nic 1 INVALID']);
	});

	it('FOREIGN_GROUP when the next session of the guest answers for the last one', () => {
		const { bench, agent, ids } = delivered(1);
		agent.end.link.cut();
		bench.clock.settle();
		const next = bench.connect();
		next.hello();
		next.send({ responses: { group: ids, code: [SUCCESS] } });
		expect(next.refused()).toEqual([[ids[0], 'FOREIGN_GROUP']]);
	});
});
