import { describe, expect, it } from 'vitest';
import type { VfioDevice } from '../../../src/host/kernel/vfio/vfio-device.js';
import type { RelayLimits } from '../../../src/host/relay/limits.js';
import { errorCode } from '../../../src/wire/error-codes.js';
import { faultline } from '../../../src/wire/generated/faultline.js';
import { again, kept } from '../../support/kept-session.js';
import { type BenchAgent, RelayBench } from '../../support/relay-bench.js';

const { CONSUMER_SLOW, CONSUMER_PAUSED, CONSUMER_RECOVERED } = faultline.v1.ConsumerState;

const LIMITS = { slowWarnMs: 1000, slowPauseMs: 5000, slowRevokeMs: 30_000 };

function ready(limits: Partial<RelayLimits> = {}, deadlineMs = 0, transport = {}) {
	const bench = new RelayBench({ ...LIMITS, heartbeatTimeoutMs: 0, ...limits });
	const { guest } = bench.guest('a');
	const vfio = bench.assigned('nic', guest, 8, deadlineMs);
	const agent = bench.connect(transport);
	agent.hello();
	agent.bind(vfio);
	bench.iommu.takeLog();
	return { bench, guest, vfio, agent };
}

/** Notices heard since `take` was last asked. */
const notices = (agent: BenchAgent) => agent.take().flatMap(({ slow }) => slow);
const states = (agent: BenchAgent) => notices(agent).map(({ state }) => state);

describe('an agent that grants no credit', () => {
	it('is told so with numbers, then its device is paused, then revoked', () => {
		const { bench, vfio, agent } = ready();
		agent.grant(vfio, 1);
		for (const grpid of [1, 2, 3]) bench.fault(vfio.device, grpid);
		bench.clock.advance(900);
		expect(notices(agent)).toEqual([]);
		bench.clock.advance(600);
		const [slow] = notices(agent);
		expect(slow).toMatchObject({
			device: vfio.handle,
			state: CONSUMER_SLOW,
			waiting: 2,
			credit: 0,
		});
		expect(slow).toMatchObject({ warnMs: 1000, pauseMs: 5000, revokeMs: 30_000 });
		expect(slow!.oldestMs).toBeGreaterThanOrEqual(1000);
		expect(slow!.oldestMs).toBeLessThanOrEqual(1500);
		expect(vfio.overdue).toBe(false);

		bench.clock.advance(4000);
		const [paused] = notices(agent);
		expect(paused).toMatchObject({ state: CONSUMER_PAUSED, waiting: 2, credit: 0 });
		expect(paused!.idleMs).toBeGreaterThanOrEqual(5000);
		expect(vfio.overdue).toBe(true);
		// What waits is held; what comes now is answered at once.
		expect(bench.responses()).toEqual([]);
		bench.fault(vfio.device, 4);
		bench.clock.settle();
		expect(bench.responses()).toEqual(['respond nic 4 INVALID']);
		expect(vfio.counters).toMatchObject({ rejectedOverdue: 1, rejectedUnowned: 0 });
		expect(vfio.outboxLength).toBe(2);

		bench.clock.advance(25_000);
		const [message] = agent.take();
		expect(message?.revoked).toMatchObject([{ device: vfio.handle }]);
		expect(errorCode(message!.revoked[0]!.code)).toBe('SLOW_CONSUMER');
		expect(message?.revoked[0]?.message).toContain('grants no credit');
		expect(bench.responses().sort()).toEqual([1, 2, 3].map((n) => `respond nic ${n} INVALID`));
		expect(vfio.consumer).toBeUndefined();
		expect(vfio.bindings.size).toBe(0);
		expect(vfio.counters).toMatchObject({ slowWarnings: 1, slowPauses: 1, slowRevocations: 1 });
		expect(agent.session.state).toBe('streaming');
	});

	it('has its device back for another session, or for itself when it is assigned anew', () => {
		const { bench, guest, vfio, agent } = ready();
		bench.fault(vfio.device, 1);
		bench.clock.advance(31_000);
		expect(vfio.consumer).toBeUndefined();
		agent.send({ leave: {} });
		agent.end.close();
		bench.clock.settle();
		const next = bench.connect();
		next.hello();
		next.bind(vfio);
		next.grant(vfio, 10);
		bench.fault(vfio.device, 2);
		bench.clock.settle();
		expect(next.faults()).toHaveLength(1);
		expect(guest.devices.has(vfio)).toBe(true);
	});

	it('that grants again goes on at once, with what was held', () => {
		const { bench, vfio, agent } = ready();
		for (const grpid of [1, 2]) bench.fault(vfio.device, grpid);
		bench.clock.advance(5500);
		expect(states(agent)).toEqual([CONSUMER_SLOW, CONSUMER_PAUSED]);
		agent.grant(vfio, 10);
		const news = agent.take();
		expect(news.flatMap(({ faults }) => Array.from(faults?.group ?? []))).toHaveLength(2);
		expect(news.flatMap(({ slow }) => slow.map(({ state }) => state))).toEqual([
			CONSUMER_RECOVERED,
		]);
		expect(vfio.overdue).toBe(false);
		bench.fault(vfio.device, 3);
		bench.clock.settle();
		expect(agent.faults()).toHaveLength(1);
		bench.clock.advance(60_000);
		expect(states(agent)).toEqual([]);
	});

	it('that takes all that waits with its last credit has its device as before', () => {
		const { bench, vfio, agent } = ready();
		bench.fault(vfio.device, 1);
		bench.clock.advance(5500);
		expect(vfio.overdue).toBe(true);
		agent.grant(vfio, 1);
		expect(agent.faults()).toHaveLength(1);
		expect(vfio.overdue).toBe(false);
		bench.fault(vfio.device, 2);
		bench.clock.settle();
		expect(vfio.outboxLength).toBe(1);
	});

	it('stays paused although all that waited expired, until it grants', () => {
		const { bench, vfio, agent } = ready({}, 2000);
		for (const grpid of [1, 2]) bench.fault(vfio.device, grpid);
		const again = () => {
			if (!vfio.overdue && vfio.outboxLength === 0) bench.fault(vfio.device, 3);
		};
		for (let n = 0; n < 40; n++) {
			bench.clock.advance(250);
			again();
		}
		expect(vfio.overdue).toBe(true);
		expect(vfio.outboxLength).toBe(0);
		expect(states(agent).at(-1)).toBe(CONSUMER_PAUSED);
		agent.grant(vfio, 5);
		expect(vfio.overdue).toBe(false);
		expect(states(agent)).toEqual([CONSUMER_RECOVERED]);
	});
});

describe('an agent that takes few', () => {
	it('is told, once, and is neither paused nor revoked as long as it takes some', () => {
		const { bench, vfio, agent } = ready();
		let granted = 0;
		let group = 0;
		for (let n = 0; n < 60; n++) {
			for (let i = vfio.outboxLength; i < 6; i++) bench.fault(vfio.device, group++ % 512);
			bench.clock.advance(2000);
			agent.grant(vfio, ++granted);
			const [pending] = [bench.core.groups.oldest(vfio.device.index)];
			agent.send({ responses: { group: [bench.core.groups.id(pending!)], code: [1] } });
		}
		expect(states(agent)).toEqual([CONSUMER_SLOW]);
		expect(vfio.counters).toMatchObject({ slowWarnings: 1, slowPauses: 0 });
	});
});

describe('an agent that does not read', () => {
	it('is paused and revoked as one without credit, and hears the last word only', () => {
		const { bench, vfio, agent } = ready({ batchRows: 1 }, 0, { inFlight: 2 });
		agent.grant(vfio, 100);
		agent.end.hold();
		for (let grpid = 0; grpid < 8; grpid++) bench.fault(vfio.device, grpid);
		bench.clock.advance(6000);
		expect(vfio.overdue).toBe(true);
		agent.end.release();
		bench.clock.settle();
		expect(vfio.overdue).toBe(false);
		const news = agent.take();
		// That it was slow waited with that it is paused, and only the latter is said; then it is slow and no worse.
		expect(news.flatMap(({ slow }) => slow.map(({ state }) => state))).toEqual([
			CONSUMER_PAUSED,
			CONSUMER_SLOW,
		]);
		expect(news.flatMap(({ faults }) => Array.from(faults?.group ?? []))).toHaveLength(8);
		bench.clock.advance(250);
		expect(states(agent)).toEqual([CONSUMER_RECOVERED]);

		agent.end.hold();
		for (let grpid = 100; grpid < 104; grpid++) bench.fault(vfio.device, grpid);
		bench.clock.advance(31_000);
		expect(vfio.consumer).toBeUndefined();
		agent.end.release();
		bench.clock.settle();
		const revoked = agent.take().flatMap((message) => message.revoked);
		expect(revoked[0]?.message).toContain('reads nothing');
	});
});

describe('an agent whose connection is lost', () => {
	it('is not judged by what waits meanwhile, nor by what it did before', () => {
		const bench = new RelayBench({ ...LIMITS, resumeMs: 120_000, heartbeatTimeoutMs: 0 });
		const { agent, id, vfio } = kept(bench);
		bench.fault(vfio.device, 1);
		bench.clock.advance(6000);
		expect(vfio.overdue).toBe(true);
		agent.end.link.cut();
		bench.clock.settle();
		expect(agent.session.state).toBe('suspended');
		expect(vfio.overdue).toBe(false);
		bench.fault(vfio.device, 2);
		bench.clock.advance(60_000);
		expect(vfio.consumer).toBe(agent.session);
		expect(vfio.outboxLength).toBe(2);
		const back = again(bench, { resumeSession: id });
		bench.clock.advance(900);
		expect(vfio.overdue).toBe(false);
		expect(states(back)).toEqual([CONSUMER_SLOW]);
		back.grant(vfio, 8);
		expect(back.faults()).toHaveLength(2);
	});
});

describe('the limits', () => {
	it.each([
		['warn', { slowWarnMs: 0 }, [CONSUMER_PAUSED], true],
		['pause', { slowPauseMs: 0 }, [CONSUMER_SLOW], true],
		['revoke', { slowRevokeMs: 0 }, [CONSUMER_SLOW, CONSUMER_PAUSED], false],
	] as const)('without %s the others hold', (_name, limits, told, revoked) => {
		const { bench, vfio, agent } = ready(limits);
		bench.fault(vfio.device, 1);
		bench.clock.advance(120_000);
		expect(states(agent)).toEqual([...told]);
		expect(vfio.consumer === undefined).toBe(revoked);
	});

	it('that are all off cost no timer', () => {
		const { bench, vfio, agent } = ready({ slowWarnMs: 0, slowPauseMs: 0, slowRevokeMs: 0 });
		bench.fault(vfio.device, 1);
		expect(bench.clock.pending).toBe(0);
		bench.clock.advance(1e6);
		expect(agent.take()).toEqual([]);
		expect(vfio.outboxLength).toBe(1);
	});

	it('are looked after while there are sessions, and no longer', () => {
		const { bench, agent } = ready();
		expect(bench.clock.pending).toBe(1);
		agent.send({ leave: {} });
		agent.end.close();
		bench.clock.advance(1000);
		expect(bench.clock.pending).toBe(0);
	});

	it('of many devices are met with bounded work in a turn', () => {
		const bench = new RelayBench({ ...LIMITS, heartbeatTimeoutMs: 0 });
		const { guest } = bench.guest('a', { tables: 64 });
		const all: VfioDevice[] = [];
		for (let i = 0; i < 50; i++) all.push(bench.assigned(`d${i}`, guest));
		const agent = bench.connect();
		agent.hello();
		agent.bind(...all);
		for (const { device } of all) bench.fault(device, 1);
		const served = () => all.filter(({ consumer }) => consumer !== undefined).length;
		let most = 0;
		const afterInput = bench.clock.afterInput.bind(bench.clock);
		bench.clock.afterInput = (fn) =>
			afterInput(() => {
				const there = served();
				fn();
				most = Math.max(most, there - served());
			});
		bench.clock.advance(40_000);
		expect(served()).toBe(0);
		expect(most).toBeLessThanOrEqual(8);
		expect(most).toBeGreaterThan(0);
	});
});
