import { describe, expect, it } from 'vitest';
import { FaultPerm } from '../../../src/host/kernel/fault.js';
import { errorCode } from '../../../src/wire/error-codes.js';
import { again, inventoryOf, KEPT, kept, rowsOf } from '../../support/kept-session.js';
import { RelayBench } from '../../support/relay-bench.js';

const MAP_READ = 1;
const MAP_WRITE = 2;
const DIRTY = 64;
const LAST = 16;
const PASID_VALID = 32;
const REDELIVERED = 64;
const FIRST = FaultPerm.READ | LAST | PASID_VALID;

describe('a session whose connection broke', () => {
	it('keeps devices, frames, mappings, bindings and groups for its agent', () => {
		const bench = new RelayBench({ resumeMs: 1000 });
		const { agent, guest, id, memory, vfio, welcome } = kept(bench);
		expect(welcome).toMatchObject({ resumed: false, resumeMs: 1000 });
		agent.send({
			map: [{ request: 1, space: 1, page: [7, 8], frame: [3, 4], flags: [MAP_READ, 3] }],
		});
		bench.deviceWrite(vfio, memory, 8, 0x55);
		agent.grant(vfio, 8);
		bench.group(vfio, 1, [20]);
		bench.group(vfio, 2, [21, 22]);
		bench.clock.settle();
		const [first, second] = new Set(agent.faults());
		agent.end.link.cut();
		bench.clock.settle();
		expect(agent.session.state).toBe('suspended');
		expect(bench.responses()).toEqual([]);
		expect(vfio.consumer).toBe(agent.session);

		bench.group(vfio, 3, [23]);
		bench.clock.advance(999);
		const back = again(bench, { resumeSession: id });
		expect(back.heard[0]?.welcome).toMatchObject({
			...{ session: id, resumed: true, firstFrame: welcome.firstFrame, frames: welcome.frames },
			devices: [{ device: vfio.handle }],
		});
		expect(inventoryOf(back)).toMatchObject({
			complete: [false, true],
			bound: [[vfio.handle, 5, 1]],
			pages: [
				[1, 7, 3, MAP_READ],
				[1, 8, 4, MAP_READ | MAP_WRITE | DIRTY],
			],
			unmaps: [],
		});
		// Credit begins anew.
		expect(rowsOf(back)).toEqual([]);
		back.grant(vfio, 3);
		expect(rowsOf(back)).toEqual([
			[first, FIRST | REDELIVERED],
			[second, FaultPerm.READ | PASID_VALID | REDELIVERED],
			[second, FIRST | REDELIVERED],
			[expect.any(Number), FIRST],
		]);
		const groups = [...new Set(rowsOf(back).map(([group]) => group))];
		back.send({ responses: { group: groups, code: [1, 1, 1] } });
		expect(bench.responses()).toHaveLength(3);
		expect(guest.frameTable.inUse).toBe(2);
		expect(bench.ended).toEqual([]);
	});

	it('ends when nobody came in time: groups INVALID, frames free', () => {
		const bench = new RelayBench({ resumeMs: 1000 });
		const { agent, guest, id, vfio } = kept(bench);
		agent.grant(vfio, 8);
		bench.group(vfio, 1, [20]);
		bench.clock.settle();
		agent.end.link.cut();
		bench.clock.advance(999);
		expect(bench.responses()).toEqual([]);
		bench.clock.advance(1);
		expect(bench.responses()).toHaveLength(1);
		expect(bench.ended).toEqual(['UNAVAILABLE']);
		expect(agent.session.endReason?.message).toMatch(/no agent came in 1000 ms/);
		expect(guest.leaseFrames(64)).toBeDefined();
		expect(again(bench, { resumeSession: id }).fatal()[0]).toBe('SESSION_UNKNOWN');
	});

	it.each([
		['the host keeps none', { resumeMs: 0 }, KEPT],
		['the agent does not ask for it', { resumeMs: 1000 }, { features: ['drain'] }],
	])('ends at once when %s', (_, limits, hello) => {
		const bench = new RelayBench(limits);
		bench.guest('a');
		const agent = bench.connect();
		expect(agent.hello(hello).resumeMs).toBe(0);
		agent.end.link.cut();
		bench.clock.settle();
		expect(bench.ended).toEqual(['UNAVAILABLE']);
	});

	it('is found by its agent also when the host has not noticed yet', () => {
		const bench = new RelayBench();
		const { agent, id, vfio } = kept(bench);
		agent.grant(vfio, 8);
		bench.group(vfio, 1, [20]);
		bench.clock.settle();
		const back = again(bench, { resumeSession: id });
		expect(agent.fatal()[0]).toBe('UNAVAILABLE');
		expect(agent.closed).toBeDefined();
		agent.send({ responses: { group: [1], code: [1] } });
		expect(bench.responses()).toEqual([]);
		back.grant(vfio, 1);
		expect(rowsOf(back)).toEqual([[expect.any(Number), FIRST | REDELIVERED]]);
		expect(bench.relay.sessions()).toHaveLength(1);
	});

	it('lets deadlines run: what expired is answered, not delivered again, and told to nobody', () => {
		const bench = new RelayBench();
		const { agent, id, vfio } = kept(bench, { deadlineMs: 500 });
		agent.grant(vfio, 8);
		bench.group(vfio, 1, [20]);
		bench.clock.settle();
		const [late] = agent.faults();
		agent.end.link.cut();
		bench.clock.advance(500);
		expect(bench.responses()).toHaveLength(1);
		const back = again(bench, { resumeSession: id });
		back.grant(vfio, 8);
		expect(rowsOf(back)).toEqual([]);
		expect(back.heard.flatMap(({ expired }) => expired?.group ?? [])).toEqual([]);
		back.take();
		back.send({ responses: { group: [late!], code: [1] } });
		expect(back.refused()).toEqual([[late, 'LATE_RESPONSE']]);
	});

	it('takes the answer to a group that it is about to deliver again, and does not deliver it', () => {
		const bench = new RelayBench();
		const { agent, id, vfio } = kept(bench);
		agent.grant(vfio, 8);
		for (const grpid of [1, 2, 3]) bench.group(vfio, grpid, [20 + grpid]);
		bench.clock.settle();
		const [one, two, three] = agent.faults();
		agent.end.link.cut();
		bench.clock.settle();
		const back = again(bench, { resumeSession: id });
		back.send({ responses: { group: [one!, three!], code: [1, 2] } });
		expect(bench.responses()).toHaveLength(2);
		back.grant(vfio, 8);
		expect(rowsOf(back).map(([group]) => group)).toEqual([two]);
		bench.group(vfio, 4, [30]);
		bench.clock.settle();
		expect(rowsOf(back).map(([group]) => group)).toEqual([two, three! + 1]);
		back.take();
		back.send({ responses: { group: [one!], code: [1] } });
		expect(back.refused()).toEqual([[one, 'DUPLICATE_RESPONSE']]);
	});

	it('is lost at a heartbeat that does not come, and kept', () => {
		const bench = new RelayBench({ heartbeatTimeoutMs: 300 });
		const { agent, id } = kept(bench);
		agent.end.link.silence();
		bench.clock.advance(299);
		expect(agent.session.state).toBe('streaming');
		bench.clock.advance(1);
		expect(agent.session.state).toBe('suspended');
		const back = again(bench, { resumeSession: id });
		expect(back.heard[0]?.welcome?.resumed).toBe(true);
		expect(bench.relay.refusals.toJSON()).toEqual({ HEARTBEAT_LOST: 1 });
	});

	it('is not resumed by another guest’s agent, nor by another identity', () => {
		const bench = new RelayBench();
		const { agent, id } = kept(bench);
		bench.guest('b', { frames: 8 });
		agent.end.link.cut();
		bench.clock.settle();
		expect(again(bench, { guest: 'b', resumeSession: id }).fatal()[0]).toBe('SESSION_UNKNOWN');
		const other = bench.connect({ identities: ['spiffe://one', undefined] });
		other.send({ hello: { protocolVersion: 1, guest: 'a', resumeSession: id, ...KEPT } });
		expect(other.fatal()[0]).toBe('SESSION_UNKNOWN');
		expect(agent.session.state).toBe('suspended');
	});

	it('loses devices that are taken away meanwhile, and has those that come', () => {
		const bench = new RelayBench();
		const { agent, guest, id, vfio } = kept(bench);
		agent.end.link.cut();
		bench.clock.settle();
		bench.binding.unbind(vfio.device);
		const other = bench.assigned('gpu', guest);
		bench.relay.deviceAssigned(other);
		const back = again(bench, { resumeSession: id });
		expect(back.heard[0]?.welcome?.devices).toMatchObject([{ name: 'gpu' }]);
		expect(back.heard.flatMap(({ assigned, revoked }) => [...assigned, ...revoked])).toEqual([]);
		expect(inventoryOf(back).bound).toEqual([]);
	});

	it('tells of what is bound also while the function is being reset', () => {
		const bench = new RelayBench();
		const { agent, id, vfio } = kept(bench);
		agent.end.link.cut();
		bench.clock.settle();
		const binding = vfio.bindings.get(5)!;
		binding.suspend(() => {});
		const back = again(bench, { resumeSession: id });
		expect(inventoryOf(back).bound).toEqual([[vfio.handle, 5, 1]]);
		binding.unbind(() => {});
		const later = again(bench, { resumeSession: id });
		expect(inventoryOf(later).bound).toEqual([]);
	});

	it('is asked again for what it was asked to write back', () => {
		const bench = new RelayBench();
		const { agent, id } = kept(bench);
		const done: unknown[] = [];
		bench.relay.sync('a', 1000, (error, pages) => done.push(error?.code ?? pages), true);
		bench.clock.settle();
		agent.end.link.cut();
		bench.clock.settle();
		const back = again(bench, { resumeSession: id });
		const [sync] = back.heard.flatMap((message) => message.sync);
		expect(sync).toMatchObject({ evict: true });
		back.send({ synced: [{ request: sync!.request, pages: 9 }] });
		expect(done).toEqual([9]);
	});
});

describe('before the end of the Inventory', () => {
	it('a request is refused, and the session ends', () => {
		const bench = new RelayBench();
		const { agent, id } = kept(bench);
		agent.end.link.cut();
		bench.clock.settle();
		const back = bench.connect({ inFlight: 1 });
		back.end.hold();
		back.send({ hello: { protocolVersion: 1, guest: 'a', resumeSession: id, ...KEPT } });
		back.send({ map: [{ request: 1, space: 1, page: [1], frame: [1], flags: [1] }] });
		back.end.release();
		bench.clock.settle();
		expect(errorCode(back.heard.at(-1)?.fatal?.code ?? 0)).toBe('OUT_OF_ORDER');
		expect(bench.ended).toEqual(['OUT_OF_ORDER']);
	});

	it('nothing is delivered, whatever the credit', () => {
		const bench = new RelayBench();
		const { agent, id, vfio } = kept(bench);
		agent.grant(vfio, 8);
		bench.group(vfio, 1, [20]);
		bench.clock.settle();
		agent.end.link.cut();
		bench.clock.settle();
		const back = bench.connect({ inFlight: 1 });
		back.end.hold();
		back.send({ hello: { protocolVersion: 1, guest: 'a', resumeSession: id, ...KEPT } });
		back.grant(vfio, 8);
		back.end.release();
		bench.clock.settle();
		const kinds = back.heard.map(({ faults, inventory, welcome }) =>
			welcome !== undefined ? 'welcome' : inventory !== undefined ? 'inventory' : faults!.rows,
		);
		expect(kinds).toEqual(['welcome', 'inventory', 'inventory', 1]);
	});
});
