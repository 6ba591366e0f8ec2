import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../../../src/base/errors.js';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { Agent } from '../../../src/guest/agent.js';
import type { AgentOptions } from '../../../src/guest/agent-options.js';
import type { AgentEvent } from '../../../src/guest/events.js';
import { errorNumber } from '../../../src/wire/error-codes.js';
import { agentOnFakeHost } from '../../support/agent-on-fake-host.js';
import type { FakeHostOptions } from '../../support/fake-host.js';
import { device, FakeHost } from '../../support/fake-host.js';
import { pattern } from '../../support/fake-machine.js';

function setUp(hostOptions: FakeHostOptions = {}, agentOptions: Partial<AgentOptions> = {}) {
	const all = agentOnFakeHost(hostOptions, agentOptions, 8);
	const started = all.agent.start();
	started.catch(() => {});
	all.host.settle();
	return { ...all, started };
}

/** The times of the attempts that followed one loss after the other. */
function retries(events: readonly AgentEvent[]): (number | undefined)[] {
	return events.flatMap((event) => (event.type === 'disconnected' ? [event.retryInMs] : []));
}

describe('a lost connection', () => {
	it('begins a new session with nothing resident, and tells what may be lost', () => {
		const { agent, clock, events, host, space } = setUp();
		host.fault(1, { 1: [{ page: 1, access: 2 }, { page: 2 }] });
		host.settle();
		host.machine.write(0, 1, pattern(1, 1));
		host.transport?.link.cut();
		host.settle();
		expect(agent.state).toEqual({ name: 'connecting', attempt: 1, waiting: true });
		expect(space.residentPages).toBe(0);
		expect(events.slice(1)).toMatchObject([
			{ type: 'lost-dirty', space: 'memory', pages: 2 },
			{ type: 'disconnected', error: { code: 'UNAVAILABLE' }, retryInMs: 100 },
		]);
		clock.advance(99);
		expect(host.sessions).toBe(1);
		clock.advance(1);
		expect(agent.state).toEqual({ name: 'serving' });
		expect(events.at(-1)).toMatchObject({ type: 'connected', session: 'session-2' });
		host.fault(1, { 9: [{ page: 1 }] });
		host.settle();
		expect(host.answers).toEqual(new Map([[9, 1]]));
		expect(host.machine.read(0, 1)).toEqual(pattern(1));
		expect(agent.counters.sessions).toBe(2);
	});

	it('is made again after longer and longer times, with what chance takes off', () => {
		let random = 0;
		const { clock, events } = setUp(
			{},
			{
				connect: () => {
					throw new FaultlineError('UNAVAILABLE', 'refused');
				},
				reconnect: { initialMs: 100, maxMs: 1000, jitter: 0.5, random: () => random },
			},
		);
		for (const ms of [100, 200, 400, 800, 1000]) clock.advance(ms);
		expect(retries(events)).toEqual([100, 200, 400, 800, 1000, 1000]);
		random = 0.5;
		clock.advance(1000);
		expect(retries(events).at(-1)).toBe(750);
	});

	it('counts from the beginning once a session has lasted', () => {
		const { clock, events, host } = setUp({}, { reconnect: { initialMs: 100, maxMs: 5000 } });
		for (const ms of [100, 200]) {
			host.transport?.link.cut();
			clock.advance(ms);
		}
		expect(retries(events)).toEqual([100, 200]);
		for (let i = 0; i < 10; i++) clock.advance(500);
		host.transport?.link.cut();
		host.settle();
		expect(retries(events)).toEqual([100, 200, 100]);
	});

	it('is not made again when that is not wanted', async () => {
		const { agent, events, host, started } = setUp({}, { reconnect: false });
		await started;
		host.transport?.link.cut();
		host.settle();
		expect(await agent.closed).toMatchObject({ code: 'UNAVAILABLE' });
		expect(events.map(({ type }) => type)).toEqual(['connected', 'disconnected', 'closed']);
		expect(agent.state.name).toBe('closed');
	});

	it('is made again when connecting fails by a promise', async () => {
		let fail = true;
		const clock = new VirtualClock();
		const host = new FakeHost(clock);
		const agent = new Agent({
			...{ clock, guest: 'g', spaces: [] },
			connect: () =>
				fail ? Promise.reject(new Error('not yet')) : Promise.resolve(host.connect()),
		});
		const started = agent.start();
		await Promise.resolve();
		await Promise.resolve();
		expect(agent.state).toEqual({ name: 'connecting', attempt: 2, waiting: true });
		fail = false;
		clock.advance(100);
		await Promise.resolve();
		await Promise.resolve();
		host.settle();
		await started;
		expect(agent.state.name).toBe('serving');
	});
});

describe('a refusal', () => {
	it.each(['PROTOCOL_VERSION', 'UNKNOWN_GUEST', 'UNKNOWN_DEVICE', 'NOT_ASSIGNED'] as const)(
		'with %s closes the agent',
		async (code) => {
			const { agent, events, host, started } = setUp({ welcomes: false });
			host.send({ fatal: { code: errorNumber(code), message: 'because' } });
			host.settle();
			await expect(started).rejects.toMatchObject({ code, message: 'because' });
			expect(await agent.closed).toMatchObject({ code });
			expect(events.map(({ type }) => type)).toEqual(['disconnected', 'closed']);
			expect(host.ends).toEqual([{ code, message: 'because' }]);
		},
	);

	it.each(['DEVICE_TAKEN', 'UNAVAILABLE', 'RESOURCE_EXHAUSTED'] as const)(
		'with %s is tried again',
		(code) => {
			const { agent, clock, events, host } = setUp({ welcomes: false });
			host.send({ fatal: { code: errorNumber(code), message: 'later' } });
			host.settle();
			expect(events).toMatchObject([{ type: 'disconnected', error: { code }, retryInMs: 100 }]);
			clock.advance(100);
			expect(agent.state.name).toBe('negotiating');
		},
	);

	it('that the host says is permanent closes the agent, whatever its code', async () => {
		const { agent, events, host, started } = setUp({ welcomes: false });
		const code = errorNumber('RESOURCE_EXHAUSTED');
		host.send({ fatal: { code, message: 'never so many', permanent: true } });
		host.settle();
		const error = { code: 'RESOURCE_EXHAUSTED', message: 'never so many', permanent: true };
		await expect(started).rejects.toMatchObject(error);
		expect(await agent.closed).toMatchObject(error);
		expect(events.map(({ type }) => type)).toEqual(['disconnected', 'closed']);
	});

	it.each([
		['another protocol version', { protocolVersion: 2 }, 'PROTOCOL_VERSION'],
		['pages of another size', { pageSize: 16_384 }, 'MALFORMED_MESSAGE'],
		['messages too small for a page', { limits: { messageBytes: 4096 } }, 'MESSAGE_TOO_LARGE'],
		['frames beyond what can be', { frames: 2 ** 40 }, 'BAD_FRAME'],
	])('by the agent of a host with %s', (_, welcome, code) => {
		const { events } = setUp({ welcome });
		expect(events[0]).toMatchObject({ type: 'disconnected', error: { code } });
	});

	it('by the agent of a space that another agent has', () => {
		const { space } = setUp();
		const clock = new VirtualClock();
		const host = new FakeHost(clock);
		const other = new Agent({
			...{ clock, connect: host.connect, guest: 'g' },
			spaces: [{ device: '*', pasid: 1, space }],
		});
		other.start().catch(() => {});
		host.settle();
		expect(other.state).toMatchObject({ name: 'closed', error: { code: 'CONFIG' } });
		expect(() => other.start()).toThrow(expect.objectContaining({ code: 'OUT_OF_ORDER' }));
	});
});

describe('a host that breaks the protocol', () => {
	const broken: [string, string, (host: FakeHost) => void][] = [
		['sends a second Welcome', 'OUT_OF_ORDER', (host) => host.welcome()],
		[
			'sends nonsense',
			'MALFORMED_MESSAGE',
			(host) => host.transport?.send(Buffer.of(255, 255, 255)),
		],
		[
			'sends columns of different length',
			'COLUMN_LENGTH',
			(host) => host.transport?.send(Buffer.from('220a0a080100000000000000', 'hex')),
		],
		[
			'splits a group',
			'MALFORMED_MESSAGE',
			(host) =>
				host.send({ faults: { group: [1], page: [1], device: [1], pasid: [1], flags: [1] } }),
		],
		[
			'mixes groups',
			'MALFORMED_MESSAGE',
			(host) =>
				host.send({
					faults: {
						...{ group: [1, 2], page: [1, 1], device: [1, 1] },
						pasid: [1, 1],
						flags: [1, 17],
					},
				}),
		],
		[
			'answers what was not asked',
			'MALFORMED_MESSAGE',
			(host) => host.send({ unmapped: [{ request: 999, dirtyRow: [], complete: true }] }),
		],
	];
	it.each(broken)('and %s loses the session', (_, code, act) => {
		const { agent, clock, events, host } = setUp();
		act(host);
		host.settle();
		expect(events.at(-1)).toMatchObject({ type: 'disconnected', error: { code }, retryInMs: 100 });
		expect(host.ends).toMatchObject([{ code }]);
		clock.advance(100);
		expect(agent.state.name).toBe('serving');
	});

	it('and speaks before its Welcome loses the session', () => {
		const { events, host } = setUp({ welcomes: false });
		host.send({ left: {} });
		host.settle();
		expect(events).toMatchObject([{ type: 'disconnected', error: { code: 'OUT_OF_ORDER' } }]);
	});

	it('and never welcomes the agent runs into its time limit', () => {
		const { clock, events, host } = setUp({ welcomes: false }, { handshakeTimeoutMs: 3000 });
		clock.advance(2999);
		expect(events).toEqual([]);
		clock.advance(1);
		expect(events).toMatchObject([{ type: 'disconnected', error: { code: 'TIMEOUT' } }]);
		expect(host.ends).toMatchObject([{ code: 'TIMEOUT' }]);
	});

	it('and ends the stream before its Welcome is tried again', () => {
		const { events, host } = setUp({ welcomes: false });
		host.transport?.close();
		host.settle();
		expect(events).toMatchObject([{ type: 'disconnected', error: { code: 'UNAVAILABLE' } }]);
	});
});

describe('heartbeats', () => {
	it('go out three times in the host’s time limit, and keep a quiet session', () => {
		const { clock, events, host } = setUp({ limits: { heartbeatTimeoutMs: 3000 } });
		host.messages.length = 0;
		for (let i = 0; i < 100; i++) clock.advance(100);
		const beats = host.messages.flatMap(({ heartbeat }) => heartbeat?.sequence ?? []);
		expect(beats).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
		expect(events.map(({ type }) => type)).toEqual(['connected']);
	});

	it('that nobody answers end the session', () => {
		const { clock, events, host } = setUp({
			limits: { heartbeatTimeoutMs: 0 },
			devices: [device(1, 'd1')],
		});
		host.transport?.link.silence();
		clock.advance(14_999);
		expect(events.map(({ type }) => type)).toEqual(['connected']);
		clock.advance(1);
		expect(events.at(-1)).toMatchObject({
			type: 'disconnected',
			error: { code: 'HEARTBEAT_LOST', message: 'nothing came from fake-host for 15000 ms' },
		});
	});
});
