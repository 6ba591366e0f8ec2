import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { AddressSpace } from '../../../src/guest/address-space.js';
import { Agent } from '../../../src/guest/agent.js';
import type { AgentOptions } from '../../../src/guest/agent-options.js';
import { errorNumber } from '../../../src/wire/error-codes.js';
import { faultline } from '../../../src/wire/generated/faultline.js';
import { servingAgent } from '../../support/agent-on-fake-host.js';
import type { FakeHostOptions } from '../../support/fake-host.js';
import { FakeHost } from '../../support/fake-host.js';
import { pattern } from '../../support/fake-machine.js';
import { MemoryPager } from '../../support/fake-port.js';

const { DRAIN_HAND_OVER, DRAIN_HOST } = faultline.v1.DrainReason;

/** An agent that serves page 1, on a host that keeps sessions. */
async function resident(hostOptions: FakeHostOptions = {}, options: Partial<AgentOptions> = {}) {
	const welcome = { resumeMs: 5000, ...hostOptions.welcome };
	const all = await servingAgent({ ...hostOptions, welcome }, options);
	const { host } = all;
	host.fault(1, { 1: [{ page: 1, access: 2 }] });
	host.settle();
	return all;
}

function sharedSpace() {
	const space = new AddressSpace();
	const pager = new MemoryPager(50);
	space.map({ address: 0, length: 50 * 4096, permissions: 'rw', pager, sharing: 'shared' });
	return { pager, space };
}

const hello = (messages: readonly { hello: faultline.v1.Hello | undefined }[]) =>
	messages.flatMap((message) => message.hello ?? []).at(-1);

describe('an agent whose connection was lost', () => {
	it('asks for its session, and begins a new one at once when that is refused', async () => {
		const { agent, clock, events, host, space } = await resident();
		host.transport?.link.cut();
		host.settle();
		expect(events).toMatchObject([{ type: 'disconnected', kept: true, retryInMs: 100 }]);
		expect(space.residentPages).toBe(1);
		Object.assign(host.options, { welcomes: false });
		clock.advance(100);
		expect(hello(host.messages)).toMatchObject({ resumeSession: 'session-1', takeOver: 0 });
		Object.assign(host.options, { welcomes: true });
		host.send({ fatal: { code: errorNumber('SESSION_UNKNOWN'), message: 'too late' } });
		clock.advance(1);
		expect(events.slice(1).map(({ type }) => type)).toEqual([
			'lost-dirty',
			'disconnected',
			'connected',
		]);
		expect(hello(host.messages)).toMatchObject({ resumeSession: '', takeOver: 1 });
		expect([agent.state.name, space.residentPages]).toEqual(['serving', 0]);
	});

	it('closes when another agent has its session', async () => {
		const { agent, events, host } = await resident();
		host.send({ fatal: { code: errorNumber('SESSION_TAKEN'), message: 'taken', permanent: true } });
		host.settle();
		expect(await agent.closed).toMatchObject({ code: 'SESSION_TAKEN' });
		expect(events.map(({ type }) => type)).toEqual(['lost-dirty', 'disconnected', 'closed']);
	});

	it('gives its session up when the host cannot have it any more', async () => {
		const { clock, events, host, space } = await resident({}, { reconnect: { maxMs: 1000 } });
		Object.assign(host.options, { welcomes: false });
		host.transport?.link.silence();
		for (let i = 0; i < 60; i++) clock.advance(1000);
		expect(events.filter(({ type }) => type === 'lost-dirty')).toHaveLength(1);
		expect(space.residentPages).toBe(0);
		expect(hello(host.messages)?.resumeSession).toBe('');
	});

	it('detaches when it is stopped meanwhile, and says that something may be lost', async () => {
		const { agent, events, host } = await resident();
		host.transport?.link.cut();
		host.settle();
		expect(await agent.stop()).toMatchObject({ error: { code: 'UNAVAILABLE' } });
		expect(events.map(({ type }) => type)).toEqual(['disconnected', 'lost-dirty', 'closed']);
	});

	it('notices a line that is dead without a word, in the time that it was given', async () => {
		const { clock, events, host } = await resident({}, { heartbeatTimeoutMs: 700 });
		host.transport?.link.silence();
		clock.advance(699);
		expect(events).toEqual([]);
		clock.advance(1);
		expect(events).toMatchObject([{ type: 'disconnected', error: { code: 'HEARTBEAT_LOST' } }]);
	});
});

describe('an agent whose host drains', () => {
	it('writes back, leaves, and goes where it is told, five times in a row at most', async () => {
		const asked: (string | undefined)[] = [];
		const clock = new VirtualClock();
		const host = new FakeHost(clock, { welcome: { resumeMs: 5000 } });
		const { pager, space } = sharedSpace();
		const agent = new Agent({
			...{ clock, guest: 'g', spaces: [{ device: '*', pasid: 1, space }] },
			connect: (redirect) => {
				asked.push(redirect);
				return host.connect();
			},
		});
		void agent.start();
		host.settle();
		for (let i = 1; i <= 6; i++) {
			host.fault(1, { [i]: [{ page: i, access: 2 }] });
			host.settle();
			host.machine.write(0, i, pattern(i, 9));
			host.send({ drain: { deadlineMs: 500, reconnectTo: `host-${i}`, reason: DRAIN_HOST } });
			host.settle();
			expect(pager.page(i)).toEqual(pattern(i, 9));
			clock.advance(i <= 5 ? 0 : 20_000);
		}
		const followed = [1, 2, 3, 4, 5].map((i) => `host-${i}`);
		expect(asked).toEqual([undefined, ...followed, undefined]);
		expect(agent.counters.sessions).toBe(7);
	});

	it('leaves as it is for another agent, and closes in order', async () => {
		const { agent, events, host, space } = await resident();
		host.messages.length = 0;
		host.send({ drain: { deadlineMs: 500, reason: DRAIN_HAND_OVER } });
		host.settle();
		expect(await agent.closed).toBeUndefined();
		expect(host.messages.flatMap(({ leave }) => leave ?? [])).toMatchObject([{ handOver: true }]);
		expect(host.messages.flatMap(({ unmap }) => unmap)).toEqual([]);
		expect(events.map(({ type }) => type)).toEqual(['draining', 'disconnected', 'closed']);
		expect(space.residentPages).toBe(0);
	});

	it('takes a host that does not let it go for lost', async () => {
		const { clock, events, host } = await resident({ leaves: false });
		host.send({ drain: { deadlineMs: 500, reason: DRAIN_HOST } });
		host.settle();
		clock.advance(500);
		expect(events).toMatchObject([
			{ type: 'draining', handOver: false },
			{ type: 'disconnected', error: { code: 'TIMEOUT' }, kept: true },
		]);
	});
});
