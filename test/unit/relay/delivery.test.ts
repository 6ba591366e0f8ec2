import { describe, expect, it } from 'vitest';
import { FaultPerm } from '../../../src/host/kernel/fault.js';
import { DELIVERY_QUANTUM } from '../../../src/host/relay/delivery.js';
import { RelayBench } from '../../support/relay-bench.js';
import { PASID } from '../../support/vfio-bench.js';

describe('credit', () => {
	it('is what delivery waits for, and is spent by the group', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		for (const grpid of [1, 2, 3]) bench.fault(vfio.device, grpid);
		bench.clock.settle();
		expect(agent.take()).toEqual([]);
		expect(vfio.outboxLength).toBe(3);
		agent.grant(vfio, 2);
		expect(agent.faults()).toHaveLength(2);
		expect(vfio.outboxLength).toBe(1);
		agent.grant(vfio, 3);
		expect(agent.faults()).toHaveLength(1);
		expect(agent.session.serving.served(vfio)).toMatchObject({
			granted: 3,
			delivered: 3,
			credit: 0,
		});
	});

	it('is cumulative: repeating or lowering it changes nothing', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		agent.grant(vfio, 1);
		agent.grant(vfio, 1);
		agent.grant(vfio, 0);
		for (const grpid of [1, 2]) bench.fault(vfio.device, grpid);
		bench.clock.settle();
		expect(agent.faults()).toHaveLength(1);
		expect(agent.session.serving.served(vfio)?.granted).toBe(1);
	});

	it('of one device is not spent for another', () => {
		const bench = new RelayBench();
		const { guest, vfio, agent } = bench.ready();
		const gpu = bench.assigned('gpu', guest);
		bench.relay.deviceAssigned(gpu);
		bench.clock.settle();
		agent.take();
		agent.bind(gpu);
		agent.grant(gpu, 10);
		bench.fault(vfio.device, 1);
		bench.fault(gpu.device, 2);
		bench.clock.settle();
		const { faults } = agent.only();
		expect(Array.from(faults?.device ?? [])).toEqual([gpu.handle]);
		expect(vfio.outboxLength).toBe(1);
	});

	it('for a device that the session does not have is counted and ignored', () => {
		const bench = new RelayBench();
		const { agent } = bench.ready();
		agent.send({ credits: { device: [4711], granted: [5] } });
		expect(agent.session.state).toBe('streaming');
		expect(agent.session.refusals.toJSON()).toEqual({ UNKNOWN_DEVICE: 1 });
		expect(bench.relay.refusalsOf('a').toJSON()).toEqual({ UNKNOWN_DEVICE: 1 });
	});
});

describe('a batch', () => {
	it('holds all groups of one turn, row by row as the device sent them', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready();
		agent.grant(vfio, 100);
		bench.group(vfio, 1, [0x10, 0x11], FaultPerm.READ | FaultPerm.WRITE);
		bench.group(vfio, 2, [2 ** 52 - 1], FaultPerm.EXEC | FaultPerm.PRIV);
		expect(agent.heard.at(-1)?.faults).toBeUndefined();
		bench.clock.settle();
		const { faults } = agent.only();
		const [first, , second] = Array.from(faults?.group ?? []);
		expect(second).toBeGreaterThan(first ?? 0);
		expect(faults).toEqual({
			rows: 3,
			group: Float64Array.of(first!, first!, second!),
			page: Float64Array.of(0x10, 0x11, 2 ** 52 - 1),
			device: Uint32Array.of(vfio.handle, vfio.handle, vfio.handle),
			pasid: Uint32Array.of(PASID, PASID, PASID),
			flags: Uint32Array.of(3 | 32, 3 | 16 | 32, 12 | 16 | 32),
		});
		expect(agent.session.serving.delivery).toMatchObject({ groups: 2, rows: 3 });
	});

	it('never splits a group, and a group larger than a batch goes alone', () => {
		const bench = new RelayBench({ batchRows: 4 });
		const { vfio, agent } = bench.ready({ outstanding: 32 });
		bench.group(vfio, 1, [1, 2, 3]);
		bench.group(vfio, 2, [4, 5]);
		bench.group(vfio, 3, [6, 7, 8, 9, 10, 11]);
		bench.group(vfio, 4, [12]);
		agent.grant(vfio, 100);
		const pages = agent.take().map((message) => Array.from(message.faults?.page ?? []));
		expect(pages).toEqual([[1, 2, 3], [4, 5], [6, 7, 8, 9, 10, 11], [12]]);
	});

	it('takes turns between devices when one alone could fill it', () => {
		const bench = new RelayBench({ batchRows: 4 * DELIVERY_QUANTUM });
		const { guest, vfio, agent } = bench.ready({ outstanding: 256 });
		const others = ['b', 'c'].map((name) => bench.assigned(name, guest, 256));
		for (const each of others) bench.relay.deviceAssigned(each);
		bench.clock.settle();
		agent.take();
		agent.bind(...others);
		const all = [vfio, ...others];
		agent.send({ credits: { device: all.map((v) => v.handle), granted: [500, 500, 500] } });
		for (let i = 0; i < 200; i++) bench.fault(vfio.device, i);
		for (const each of others) for (let i = 0; i < 20; i++) bench.fault(each.device, i);
		bench.clock.settle();
		const batches = agent.take().map((message) => Array.from(message.faults?.device ?? []));
		const count = (batch: number[] | undefined, handle: number) =>
			batch?.filter((each) => each === handle).length;
		expect(all.map(({ handle }) => count(batches[0], handle))).toEqual([32, 16, 16]);
		expect(all.map(({ handle }) => count(batches.flat(), handle))).toEqual([200, 20, 20]);
		// The others are done in the second batch, whatever the first device still has.
		expect(count(batches.slice(2).flat(), vfio.handle)).toBe(batches.slice(2).flat().length);
	});

	it('is at most half of the largest message', () => {
		const bench = new RelayBench({ messageBytes: 64 * 1024, batchRows: 16_384 });
		const { vfio, agent } = bench.ready({ outstanding: 2000 });
		for (let i = 0; i < 2000; i++) bench.fault(vfio.device, i);
		agent.grant(vfio, 2000);
		expect(agent.take().map((message) => message.faults?.rows)).toEqual([1024, 976]);
	});
});

describe('back-pressure of the transport', () => {
	it('leaves groups at their devices until there is room again', () => {
		const bench = new RelayBench({ batchRows: 1 });
		const { guest } = bench.guest();
		const vfio = bench.assigned('nic', guest, 4);
		const agent = bench.connect({ inFlight: 2 });
		agent.hello();
		agent.bind(vfio);
		agent.grant(vfio, 100);
		agent.end.hold();
		for (const grpid of [1, 2, 3, 4]) bench.fault(vfio.device, grpid);
		bench.clock.settle();
		expect(vfio.outboxLength).toBe(2);
		// And from there to the device itself: what it may have outstanding is all that waits.
		bench.fault(vfio.device, 5);
		bench.fault(vfio.device, 6);
		bench.fault(vfio.device, 7);
		expect(vfio.outboxLength).toBe(4);
		expect(vfio.counters.rejectedFull).toBe(1);
		expect(agent.session.serving.served(vfio)?.delivered).toBe(2);
		agent.end.release();
		bench.clock.settle();
		expect(agent.faults()).toHaveLength(6);
		expect(vfio.outboxLength).toBe(0);
	});

	it('does not deliver what expired while it waited', () => {
		const bench = new RelayBench();
		const { vfio, agent } = bench.ready({ deadlineMs: 50 });
		bench.fault(vfio.device, 1);
		bench.clock.advance(50);
		agent.grant(vfio, 10);
		expect(agent.take()).toEqual([]);
		expect(bench.responses()).toEqual(['respond nic 1 INVALID']);
		bench.fault(vfio.device, 2);
		bench.clock.settle();
		expect(agent.faults()).toHaveLength(1);
	});
});

describe('unrecoverable faults', () => {
	it('come as events with their sequence, and what was lost is told in its place', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		const vfio = bench.assigned('nic', guest);
		// The bench keeps four: the first two of six are lost before the session comes.
		for (let page = 1; page <= 6; page++) bench.event(vfio.device, page);
		const agent = bench.connect();
		agent.send({ hello: { protocolVersion: 1, guest: 'a' } });
		const { events } = agent.only();
		expect(events?.sequence).toEqual([3, 4, 5, 6]);
		expect(events?.lost).toEqual([2, 0, 0, 0]);
		expect(events?.page).toEqual([3, 4, 5, 6]);
		expect(events?.device).toEqual(new Array(4).fill(vfio.handle));
		bench.event(vfio.device, 7);
		bench.clock.settle();
		expect(agent.only().events).toMatchObject({
			device: [vfio.handle],
			sequence: [7],
			lost: [0],
			reason: [6],
			hardwareReason: [0x85],
			flags: [2 | 16 | 32],
			pasid: [PASID],
			page: [7],
			offset: [0xabc],
		});
	});

	it('of many devices come in several messages, none lost', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		const all = Array.from({ length: 70 }, (_, i) => bench.assigned(`vf${i}`, guest));
		const agent = bench.connect();
		agent.hello();
		for (const vfio of all) for (const page of [1, 2, 3, 4]) bench.event(vfio.device, page);
		bench.clock.settle();
		const batches = agent.take().map((message) => message.events);
		expect(batches.map((events) => events?.device.length)).toEqual([256, 24]);
		expect(batches.flatMap((events) => events?.device ?? [])).toEqual(
			all.flatMap(({ handle }) => [handle, handle, handle, handle]),
		);
	});

	it('need no credit and wait at the device while the transport is full', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		const vfio = bench.assigned('nic', guest);
		const agent = bench.connect({ inFlight: 1 });
		agent.hello();
		agent.end.hold();
		bench.event(vfio.device, 1);
		bench.clock.settle();
		for (let page = 2; page <= 6; page++) bench.event(vfio.device, page);
		bench.clock.settle();
		expect(vfio.eventsWaiting).toBe(4);
		agent.end.release();
		bench.clock.settle();
		const told = agent.take().flatMap((message) => message.events?.sequence ?? []);
		expect(told).toEqual([1, 3, 4, 5, 6]);
	});
});
