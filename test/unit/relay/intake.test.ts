import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { NO_IDENTITY_LIMITS } from '../../../src/host/relay/access.js';
import { Intake } from '../../../src/host/relay/intake.js';
import { RelayBench } from '../../support/relay-bench.js';

describe('what an identity sends', () => {
	const take = (intake: Intake, times: number, bytes: number) => {
		let wait = 0;
		for (let i = 0; i < times; i++) wait = intake.take(bytes);
		return wait;
	};

	it('may come as a burst of a quarter of a second, and then as it is paid for', () => {
		const clock = new VirtualClock();
		const intake = new Intake(clock, 1000, 0, 65_536);
		expect(take(intake, 250, 1e9)).toBe(0);
		expect(take(intake, 1, 0)).toBe(1);
		expect(take(intake, 9, 0)).toBe(10);
		clock.advance(10);
		expect(take(intake, 1, 0)).toBe(1);
		// Quiet is saved up to the size of a burst.
		clock.advance(10_000);
		expect(take(intake, 250, 0)).toBe(0);
		expect(take(intake, 1, 0)).toBe(1);
	});

	it('is counted in bytes too, and the largest message passes at once', () => {
		const clock = new VirtualClock();
		const intake = new Intake(clock, 0, 100_000, 65_536);
		expect(take(intake, 1, 65_536)).toBe(0);
		expect(take(intake, 1, 50_000)).toBeCloseTo(500, 6);
		clock.advance(500);
		expect(take(intake, 1, 0)).toBeCloseTo(0, 6);
	});

	it('waits for the slower of the two', () => {
		const intake = new Intake(new VirtualClock(), 100, 1000, 0);
		expect(take(intake, 26, 250 / 26)).toBeCloseTo(10, 6);
		expect(take(intake, 1, 100)).toBeCloseTo(100, 6);
	});
});

describe('an agent that sends faster than its identity may', () => {
	const setUp = (heartbeatTimeoutMs = 0, messagesPerSecond = 100) => {
		const limits = { ...NO_IDENTITY_LIMITS, messagesPerSecond };
		const bench = new RelayBench(
			{ heartbeatTimeoutMs },
			{
				mayAttach: () => true,
				mayServe: () => true,
				limits: (identity) => (identity === 'x' ? limits : NO_IDENTITY_LIMITS),
			},
		);
		const { guest } = bench.guest('a', { frames: 64 });
		bench.assigned('nic', guest);
		const connect = (identity: string) => {
			const agent = bench.connectAs(identity);
			agent.hello({ frames: 8 });
			return agent;
		};
		/** Sends heartbeats; how many of them the host has read by now. */
		const flood = (agent: ReturnType<typeof connect>, count: number) => {
			const before = agent.session.messagesIn;
			for (let i = 1; i <= count; i++) agent.send({ heartbeat: { sequence: i } });
			return agent.session.messagesIn - before;
		};
		return { bench, connect, flood };
	};

	it('is read more slowly, and nothing is lost or refused', () => {
		const { bench, connect, flood } = setUp();
		const agent = connect('x');
		// 25 at once, the Hello among them, and one on credit.
		expect(flood(agent, 100)).toBe(25);
		for (let ms = 0; ms < 400; ms++) bench.clock.advance(1);
		expect(agent.session.messagesIn).toBe(66);
		for (let ms = 0; ms < 400; ms++) bench.clock.advance(1);
		expect(agent.session.messagesIn).toBe(101);
		expect(agent.closed).toBeUndefined();
		expect(bench.relay.refusals.total).toBe(0);
		// Once for each message beyond what there was.
		const held = bench.relay.load.heldTurns;
		expect(held).toBeGreaterThan(70);
		agent.session.close('UNAVAILABLE', 'as planned');
		bench.clock.settle();
		expect(bench.relay.load.heldTurns).toBe(held);
	});

	it('cannot help itself with more sessions, or a new one', () => {
		const { bench, connect, flood } = setUp();
		const agents = [connect('x'), connect('x')];
		const read = agents.map((agent) => flood(agent, 100));
		expect(read[0]! + read[1]!).toBeLessThanOrEqual(26);
		for (const { session } of agents) session.close('UNAVAILABLE', 'as planned');
		bench.clock.settle();
		expect(flood(connect('x'), 100)).toBe(0);
	});

	it('slows nobody else', () => {
		const { connect, flood } = setUp();
		flood(connect('x'), 100);
		expect(flood(connect('y'), 1000)).toBe(1000);
	});

	it('is not taken for dead while it is not read', () => {
		// One message a second after 16 at once, and 300 ms of silence are too long.
		const { bench, connect, flood } = setUp(300, 1);
		const agent = connect('x');
		expect(flood(agent, 17)).toBe(16);
		for (let ms = 0; ms < 1900; ms++) bench.clock.advance(1);
		expect(agent.session.messagesIn).toBe(18);
		expect(agent.closed).toBeUndefined();
		// When it is read again and says nothing, it is.
		for (let ms = 0; ms < 600; ms++) bench.clock.advance(1);
		expect(agent.closed).toBe('HEARTBEAT_LOST');
	});

	it('that goes while it is held leaves nothing behind', () => {
		const { bench, connect, flood } = setUp();
		const agent = connect('x');
		flood(agent, 100);
		agent.end.link.cut();
		bench.clock.settle();
		expect(bench.ended).toEqual(['UNAVAILABLE']);
		bench.clock.advance(10_000);
		expect(bench.relay.sessions()).toEqual([]);
	});
});
