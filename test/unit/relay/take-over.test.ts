import { describe, expect, it } from 'vitest';
import { FaultPerm } from '../../../src/host/kernel/fault.js';
import { faultline } from '../../../src/wire/generated/faultline.js';
import { again, inventoryOf, KEPT, kept, rowsOf } from '../../support/kept-session.js';
import { RelayBench } from '../../support/relay-bench.js';

const { TAKE_OVER_LIVE, TAKE_OVER_SUSPENDED } = faultline.v1.TakeOver;
const { DRAIN_HAND_OVER } = faultline.v1.DrainReason;
const REDELIVERED = 64;

/** A kept session with a dirty page and a group that is delivered and not answered. */
function busy() {
	const bench = new RelayBench({ resumeMs: 1000 });
	const all = kept(bench);
	const { agent, memory, vfio } = all;
	agent.send({ map: [{ request: 1, space: 1, page: [7], frame: [3], flags: [3] }] });
	bench.deviceWrite(vfio, memory, 7, 0x55);
	agent.grant(vfio, 8);
	bench.group(vfio, 1, [20]);
	bench.clock.settle();
	return { bench, ...all };
}

describe('a take-over', () => {
	it('of a session whose agent is gone: everything, under another id', () => {
		const { agent, bench, id, vfio } = busy();
		agent.end.link.cut();
		bench.clock.settle();
		const next = again(bench, { takeOver: TAKE_OVER_SUSPENDED });
		const { welcome } = next.heard[0]!;
		expect(welcome).toMatchObject({ resumed: true, devices: [{ name: 'nic' }] });
		expect(welcome?.session).not.toBe(id);
		expect(inventoryOf(next).pages).toEqual([[1, 7, 3, 3 | 64]]);
		next.grant(vfio, 8);
		expect(rowsOf(next)).toEqual([[expect.any(Number), FaultPerm.READ | 48 | REDELIVERED]]);
		next.send({ unmap: [{ request: 1, space: 1, page: [7], returnDirty: true }] });
		expect(next.heard.at(-1)?.unmapped[0]?.contents[0]).toBe(0x55);
		expect(bench.relay.sessions()).toHaveLength(1);
	});

	it('from an agent that serves it: its stream ends with SESSION_TAKEN, and it cannot come again', () => {
		const { agent, bench, id, vfio } = busy();
		const [group] = agent.faults();
		const next = again(bench, { agent: 'second', takeOver: TAKE_OVER_LIVE });
		expect(agent.fatal()).toEqual(['SESSION_TAKEN', 'agent "second" took the session over']);
		expect(agent.heard.at(-1)?.fatal?.permanent).toBe(true);
		expect(bench.responses()).toEqual([]);
		const first = again(bench, { resumeSession: id });
		expect(first.fatal()[0]).toBe('SESSION_TAKEN');
		expect(first.heard.at(-1)?.fatal?.permanent).toBe(true);
		next.grant(vfio, 1);
		expect(rowsOf(next).map(([id]) => id)).toEqual([group]);
		next.send({ responses: { group: [group!], code: [1] } });
		expect(bench.responses()).toHaveLength(1);
	});

	it('leaves an agent alone that serves, when only a session without one was asked for', () => {
		const { agent, bench, id } = busy();
		const named = again(bench, { resumeSession: id, takeOver: TAKE_OVER_SUSPENDED });
		expect(named.fatal()[0]).toBe('DEVICE_TAKEN');
		// None to take over by its devices: a new session, for which no frames are left.
		const any = again(bench, { takeOver: TAKE_OVER_SUSPENDED });
		expect(any.fatal()[0]).toBe('RESOURCE_EXHAUSTED');
		expect(agent.session.state).toBe('streaming');
		expect(agent.closed).toBeUndefined();
	});

	it('begins a new session where there is none', () => {
		const bench = new RelayBench();
		bench.guest('a');
		const agent = again(bench, { takeOver: TAKE_OVER_LIVE });
		expect(agent.heard[0]?.welcome).toMatchObject({ resumed: false, session: 'session-1' });
	});

	it('is of one that serves devices, though one without is suspended longer', () => {
		const bench = new RelayBench({ resumeMs: 1000 });
		const { guest } = bench.guest('a', { frames: 40 });
		bench.assigned('nic', guest);
		const agent = bench.connect();
		agent.hello({ ...KEPT, frames: 10 });
		// The first one is dead, which nobody knows yet; the second one gives up and leaves its session behind.
		const vain = again(bench, { frames: 10, takeOver: TAKE_OVER_SUSPENDED });
		expect(vain.heard[0]?.welcome).toMatchObject({ devices: [] });
		vain.end.link.cut();
		bench.clock.advance(10);
		agent.end.link.cut();
		bench.clock.advance(10);
		const next = again(bench, { frames: 10, takeOver: TAKE_OVER_SUSPENDED });
		expect(next.heard[0]?.welcome).toMatchObject({ resumed: true, devices: [{ name: 'nic' }] });
	});

	describe('by an agent that was there before the loss was noticed', () => {
		/** A session that serves the guest's device, and another agent that got none. */
		function standby(hello: object) {
			const bench = new RelayBench({ resumeMs: 1000 });
			const { guest } = bench.guest('a', { frames: 40 });
			const vfio = bench.assigned('nic', guest);
			const agent = bench.connect();
			agent.hello({ ...KEPT, frames: 10 });
			agent.bind(vfio);
			const other = again(bench, { frames: 10, ...hello });
			expect(other.heard[0]?.welcome).toMatchObject({ resumed: false, devices: [] });
			return { agent, bench, guest, other, vfio };
		}

		it('is sent to come again, and has the session then', () => {
			const { agent, bench, other, vfio } = standby({ takeOver: TAKE_OVER_SUSPENDED });
			agent.grant(vfio, 8);
			bench.group(vfio, 1, [20]);
			agent.end.link.cut();
			bench.clock.settle();
			expect(other.fatal()[0]).toBe('SESSION_UNKNOWN');
			expect(other.heard.at(-1)?.fatal?.permanent).toBe(false);
			const next = again(bench, { frames: 10, takeOver: TAKE_OVER_SUSPENDED });
			const welcome = { resumed: true, devices: [{ name: 'nic' }] };
			expect(next.heard[0]?.welcome).toMatchObject(welcome);
			next.grant(vfio, 8);
			expect(rowsOf(next)).toHaveLength(1);
			expect(bench.relay.sessions()).toHaveLength(1);
			expect(bench.responses()).toEqual([]);
		});

		it('is left alone when it does not take over', () => {
			const { agent, bench, other } = standby({});
			agent.end.link.cut();
			bench.clock.settle();
			expect(other.closed).toBeUndefined();
			expect(agent.session.state).toBe('suspended');
		});

		it('is left alone when it serves a device', () => {
			const { agent, bench, guest, other } = standby({ takeOver: TAKE_OVER_SUSPENDED });
			agent.session.all = false;
			bench.relay.deviceAssigned(bench.assigned('disk', guest));
			bench.clock.settle();
			expect(other.session.serving.devices()).toHaveLength(1);
			agent.end.link.cut();
			bench.clock.settle();
			expect(other.closed).toBeUndefined();
		});
	});

	it('chooses by the devices that are named; else what is suspended, longest first', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest('a', { frames: 40 });
		const names = ['x', 'y', 'z'];
		for (const name of names) bench.assigned(name, guest);
		const agents = names.map((name) => {
			const agent = bench.connect();
			agent.hello({ ...KEPT, devices: [name], frames: 10 });
			return agent;
		});
		const taken = (hello: object) =>
			again(bench, { takeOver: TAKE_OVER_LIVE, ...hello }).heard[0]?.welcome?.devices.map(
				({ name }) => name,
			);
		expect(taken({ devices: ['y'] })).toEqual(['y']);
		expect(agents[1]?.fatal()[0]).toBe('SESSION_TAKEN');
		agents[2]!.end.link.cut();
		bench.clock.advance(10);
		agents[0]!.end.link.cut();
		bench.clock.advance(10);
		expect(taken({})).toEqual(['z']);
		expect(taken({})).toEqual(['x']);
	});
});

describe('a hand-over', () => {
	it('by the agent that leaves for another one: nothing is answered, all is kept', () => {
		const { agent, bench, vfio } = busy();
		agent.send({ leave: { handOver: true } });
		expect(agent.heard.at(-1)?.left).toBeDefined();
		bench.group(vfio, 2, [21]);
		bench.clock.settle();
		agent.end.close();
		bench.clock.settle();
		expect(agent.session.state).toBe('suspended');
		expect(bench.responses()).toEqual([]);
		const next = again(bench, { takeOver: TAKE_OVER_SUSPENDED });
		next.grant(vfio, 8);
		expect(rowsOf(next).map(([, flags]) => flags & REDELIVERED)).toEqual([REDELIVERED, 0]);
	});

	it('that the operator asks for: agents are told, and others have the time that he gives', () => {
		const { agent, bench } = busy();
		const done: unknown[] = [];
		bench.relay.handOver('a', 5000, (error, sessions) => done.push(error?.code ?? sessions));
		bench.clock.settle();
		expect(agent.heard.at(-1)?.drain).toMatchObject({ reason: DRAIN_HAND_OVER, deadlineMs: 5000 });
		agent.send({ leave: { handOver: true } });
		expect(done).toEqual([]);
		agent.end.close();
		bench.clock.settle();
		expect(done).toEqual([1]);
		bench.clock.advance(4000);
		expect(agent.session.state).toBe('suspended');
		bench.clock.advance(1001);
		expect(agent.session.state).toBe('closed');
	});

	it('is given up when an agent does not leave: it goes on', () => {
		const { agent, bench, vfio } = busy();
		agent.take();
		const done: unknown[] = [];
		bench.relay.handOver('a', 500, (error, sessions) => done.push(error?.code ?? sessions));
		bench.group(vfio, 2, [21]);
		bench.clock.advance(499);
		expect(agent.faults()).toEqual([]);
		bench.clock.advance(1);
		expect(done).toEqual(['TIMEOUT']);
		expect(agent.faults()).toHaveLength(1);
	});

	it('is refused where nobody serves, and where the session could not be kept', () => {
		const bench = new RelayBench();
		bench.ready();
		const done: unknown[] = [];
		for (const guest of ['zoe', 'a'])
			bench.relay.handOver(guest, 500, (error, sessions) => done.push(error?.code ?? sessions));
		expect(done).toEqual(['NO_AGENT', 'OUT_OF_ORDER']);
	});

	it('that one session refuses is asked of no other: those that come after it go on', () => {
		const bench = new RelayBench({ resumeMs: 1000 });
		const { guest } = bench.guest('a', { frames: 40 });
		const older = bench.connect();
		older.hello({ frames: 10 });
		const vfio = bench.assigned('nic', guest);
		const agent = bench.connect();
		agent.hello({ ...KEPT, frames: 10, devices: ['nic'] });
		agent.bind(vfio);
		agent.grant(vfio, 8);
		const done: unknown[] = [];
		bench.relay.handOver('a', 500, (error, sessions) => done.push(error?.code ?? sessions));
		bench.group(vfio, 1, [20]);
		bench.clock.advance(600);
		expect(done).toEqual(['OUT_OF_ORDER']);
		expect(agent.heard.flatMap(({ drain }) => drain ?? [])).toEqual([]);
		expect(agent.faults()).toHaveLength(1);
	});
});
