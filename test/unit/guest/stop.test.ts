import { describe, expect, it } from 'vitest';
import { agentOnFakeHost } from '../../support/agent-on-fake-host.js';
import type { FakeHostOptions } from '../../support/fake-host.js';
import { pattern } from '../../support/fake-machine.js';

const SUCCESS = 1;
const INVALID = 2;

function setUp(options: FakeHostOptions = {}) {
	const all = agentOnFakeHost(options, {}, 8);
	const start = async () => {
		const started = all.agent.start();
		all.host.settle();
		await started;
		all.events.length = 0;
	};
	return { ...all, start };
}

describe('stopping an agent', () => {
	it('answers what was delivered, writes back, and ends the stream in good order', async () => {
		const { agent, events, host, pager, start } = setUp();
		await start();
		host.fault(1, { 1: [{ page: 1, access: 2 }] });
		host.settle();
		host.machine.write(0, 1, pattern(1, 1));
		pager.manual = true;
		host.fault(1, { 2: [{ page: 2 }] });
		host.settle();
		const stopped = agent.stop();
		expect(agent.state).toEqual({ name: 'leaving' });
		host.settle();
		expect(host.messages.at(-1)?.leave).toBeDefined();
		expect(host.ends).toEqual([]);
		await pager.pending[0]?.end();
		host.settle();
		expect(host.answers.get(2)).toBe(SUCCESS);
		await pager.pending[0]?.end();
		host.settle();
		expect(await stopped).toEqual({ pages: 1, failed: 0, error: undefined, timedOut: false });
		expect(await agent.closed).toBeUndefined();
		expect(pager.page(1)).toEqual(pattern(1, 1));
		expect(host.owed).toEqual([]);
		expect(host.machine.mapped(0)).toEqual([]);
		expect(host.ends).toEqual([undefined]);
		expect(events).toEqual([
			{ type: 'disconnected', error: undefined, retryInMs: undefined, kept: false },
			{ type: 'closed', error: undefined },
		]);
		expect(agent.state).toEqual({ name: 'closed', error: undefined });
	});

	it('answers groups that come before the host has heard of it', async () => {
		const { agent, host, start } = setUp();
		await start();
		const stopped = agent.stop();
		host.fault(1, { 1: [{ page: 1 }], 2: [{ page: 2 }] });
		host.settle();
		expect((await stopped).timedOut).toBe(false);
		expect(host.answers).toEqual(
			new Map([
				[1, SUCCESS],
				[2, SUCCESS],
			]),
		);
	});

	it('answers INVALID what is not there when the time is over', async () => {
		const { agent, clock, host, pager, space, start } = setUp();
		await start();
		pager.manual = true;
		host.fault(1, { 1: [{ page: 1 }] });
		host.settle();
		const stopped = agent.stop(2000);
		clock.advance(1999);
		expect(host.owed).toEqual([1]);
		clock.advance(1);
		host.settle();
		expect(host.answers).toEqual(new Map([[1, INVALID]]));
		expect(await stopped).toMatchObject({ timedOut: true });
		expect(space.counters.stopped).toBe(1);
		expect(host.ends).toEqual([undefined]);
	});

	it('ends in its time though the host does not answer, or the pager hangs', async () => {
		for (const options of [{ leaves: false }, { unmaps: false }]) {
			const { agent, clock, host, start } = setUp(options);
			await start();
			host.fault(1, { 1: [{ page: 1, access: 2 }] });
			host.settle();
			const stopped = agent.stop(1000);
			clock.advance(1000);
			clock.advance(1000);
			expect(await stopped).toMatchObject({ timedOut: true });
			expect(agent.state.name).toBe('closed');
		}
	});

	it('ends though the other side of the connection is gone without a word', async () => {
		const { agent, clock, events, host, start } = setUp();
		await start();
		host.fault(1, { 1: [{ page: 1, access: 2 }] });
		host.settle();
		host.transport?.link.silence();
		const stopped = agent.stop(1000);
		clock.advance(2000);
		expect(await stopped).toMatchObject({ timedOut: true });
		expect(events.map(({ type }) => type)).toEqual(['lost-dirty', 'disconnected', 'closed']);
	});

	it('tells what could not be written back', async () => {
		const { agent, host, pager, start } = setUp();
		await start();
		host.fault(1, { 1: [{ page: 1, access: 2 }], 2: [{ page: 2, access: 2 }] });
		host.settle();
		for (const page of [1, 2]) host.machine.write(0, page, pattern(page, 1));
		pager.bad.set(1, new Error('ENOSPC'));
		const stopped = agent.stop();
		host.settle();
		expect(await stopped).toMatchObject({
			...{ pages: 1, failed: 1, timedOut: false },
			error: { code: 'PAGER_WRITE', message: 'ENOSPC' },
		});
		expect(pager.page(2)).toEqual(pattern(2, 1));
	});

	it('ends when the connection is lost meanwhile', async () => {
		const { agent, host, pager, start } = setUp();
		await start();
		pager.manual = true;
		host.fault(1, { 1: [{ page: 1 }] });
		host.settle();
		const stopped = agent.stop();
		host.settle();
		host.transport?.link.cut();
		host.settle();
		expect(await stopped).toMatchObject({ error: { code: 'UNAVAILABLE' }, timedOut: false });
		expect(agent.state.name).toBe('closed');
	});

	it('may be asked for at any time, and twice', async () => {
		const idle = setUp();
		const done = { pages: 0, failed: 0, error: undefined, timedOut: false };
		expect(await idle.agent.stop()).toEqual(done);
		expect(idle.agent.state.name).toBe('closed');

		const negotiating = setUp({ welcomes: false });
		const started = negotiating.agent.start();
		const stopped = negotiating.agent.stop();
		negotiating.host.settle();
		expect(await stopped).toEqual(done);
		expect(negotiating.agent.stop()).toBe(stopped);
		await expect(started).rejects.toMatchObject({ code: 'UNAVAILABLE' });

		const waiting = setUp();
		await waiting.start();
		waiting.host.transport?.link.cut();
		waiting.host.settle();
		expect(waiting.agent.state.name).toBe('connecting');
		expect(await waiting.agent.stop()).toEqual(done);
		waiting.clock.advance(60_000);
		expect(waiting.host.sessions).toBe(1);
	});

	it('leaves no timer behind', async () => {
		const { agent, clock, host, start } = setUp();
		await start();
		const stopped = agent.stop();
		host.settle();
		await stopped;
		expect(clock.pending).toBe(0);
	});
});

describe('an agent under memory pressure', () => {
	it('moves every byte through few frames, over a slow and narrow connection', async () => {
		const { agent, clock, host, pager, start } = setUp({ transport: { delayMs: 1, inFlight: 2 } });
		const started = start();
		clock.advance(10);
		await started;
		const wanted = new Map<number, number>();
		let group = 0;
		for (let round = 0; round < 40; round++) {
			for (let i = 0; i < 12; i++) {
				const page = (round * 7 + i * 11) % 50;
				host.fault(1, { [++group]: [{ page, access: 2 }] });
			}
			clock.advance(50);
			for (const page of host.machine.mapped(0)) {
				host.machine.write(0, page, pattern(page, round));
				wanted.set(page, round);
			}
		}
		expect(host.owed).toEqual([]);
		const stopped = agent.stop();
		clock.advance(100);
		expect(await stopped).toMatchObject({ failed: 0, timedOut: false });
		expect(wanted.size).toBeGreaterThan(40);
		for (const [page, version] of wanted)
			expect(Buffer.compare(pager.page(page), pattern(page, version))).toBe(0);
	});
});
