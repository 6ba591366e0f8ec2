import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../../src/guest/address-space.js';
import { errorNumber } from '../../../src/wire/error-codes.js';
import type { DecodedAgentMessage } from '../../../src/wire/messages.js';
import { agentOnFakeHost, servingAgent } from '../../support/agent-on-fake-host.js';
import { device } from '../../support/fake-host.js';
import { MemoryPager } from '../../support/fake-port.js';

/** Another space of 50 pages. */
function other(manual = false) {
	const space = new AddressSpace({ name: 'other' });
	const pager = new MemoryPager(50, manual);
	space.map({ address: 0, length: 50 * 4096, permissions: 'rw', pager, sharing: 'shared' });
	return { space, pager };
}

/** What became of a promise, once `settle` has run. */
function watch(promise: Promise<void>) {
	const seen: string[] = [];
	promise.then(
		() => seen.push('done'),
		(error: { code: string }) => seen.push(error.code),
	);
	return seen;
}
/** Lets promises be settled. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

const binds = (messages: readonly DecodedAgentMessage[]) =>
	messages.flatMap(({ bind }) => bind.map(({ pasid, space }) => [pasid, space]));

describe('an agent that binds another space', () => {
	it('asks the host, and serves what comes after the answer from that space', async () => {
		const { agent, host, pager } = await servingAgent({
			devices: [device(1, 'd1'), device(2, 'd2')],
		});
		host.fault(1, { 1: [{ page: 1 }] });
		host.settle();
		const next = other();
		Object.assign(host.options, { binds: false });
		host.messages.length = 0;
		const seen = watch(agent.bind({ device: 'd1', pasid: 1, space: next.space }));
		host.settle();
		await turn();
		expect([binds(host.messages), seen]).toEqual([[[1, 1]], []]);
		// Until it is done what comes is of the space before.
		host.fault(1, { 2: [{ page: 2 }] });
		host.settle();
		host.send({ results: [{ request: host.messages[0]!.bind[0]!.request }] });
		host.fault(1, { 3: [{ page: 3 }] });
		host.fault(2, { 4: [{ page: 4 }] });
		host.settle();
		await turn();
		expect(seen).toEqual(['done']);
		expect(pager.calls).toEqual([1, 2, 4].map((page) => ['read', page, 1]));
		expect(next.pager.calls).toEqual([['read', 3, 1]]);
		expect([...host.answers]).toEqual([1, 2, 3, 4].map((group) => [group, 1]));
		expect(host.bound).toEqual(
			new Map([
				['1/1', 1],
				['2/1', 0],
			]),
		);
	});

	it('answers no group of the space before that waits still: the host has', async () => {
		const { agent, host, pager, space } = await servingAgent({
			devices: [device(1, 'd1', 4), device(2, 'd2', 4)],
		});
		void agent.bind({ device: 'd1', pasid: 2, space });
		host.settle();
		pager.manual = true;
		host.fault(1, { 1: [{ page: 1 }], 2: [{ page: 2 }], 3: [{ page: 2, pasid: 2 }] });
		host.fault(2, { 4: [{ page: 1 }] });
		host.settle();
		const seen = watch(agent.bind({ device: 'd1', pasid: 1, space: other().space }));
		host.answerInvalid(1, 2);
		host.settle();
		// They have ended, though their pages have not come: credit goes on.
		expect([host.credit.get(1), space.counters.silenced]).toEqual([6, 2]);
		for (const call of pager.pending.splice(0)) await call.end();
		host.settle();
		await turn();
		// Those of another PASID and another device are nobody's to answer but the agent's.
		const left = [4, 3].map((group) => [group, 1]);
		expect([seen, [...host.answers]]).toEqual([['done'], left]);
		expect(space.counters).toMatchObject({ silenced: 2, success: 2 });
	});

	it('keeps what it has when the host refuses, and says so to who asked', async () => {
		const { agent, events, host, pager } = await servingAgent();
		Object.assign(host.options, { bindCode: errorNumber('PASID_UNAVAILABLE') });
		const { space, pager: unused } = other();
		const seen = watch(agent.bind({ device: 'd1', pasid: 1, space }));
		host.settle();
		await turn();
		expect(seen).toEqual(['PASID_UNAVAILABLE']);
		host.fault(1, { 1: [{ page: 1 }] });
		host.settle();
		expect([host.answers.get(1), pager.calls.length, unused.calls.length]).toEqual([1, 1, 0]);
		expect(events).toEqual([]);
		// A later session is as before too.
		Object.assign(host.options, { bindCode: 0 });
		host.transport?.link.cut();
		host.clock.advance(200);
		expect(host.bound).toEqual(new Map([['1/1', 0]]));
	});

	it('asks one after the other when it is changed again, and ends with the last', async () => {
		const { agent, host } = await servingAgent();
		host.messages.length = 0;
		const [a, b] = [other(), other()];
		const first = watch(agent.bind({ device: 'd1', pasid: 1, space: a.space }));
		const second = watch(agent.bind({ device: 'd1', pasid: 1, space: b.space }));
		host.settle();
		await turn();
		expect(binds(host.messages)).toEqual([
			[1, 1],
			[1, 2],
		]);
		expect([first, second]).toEqual([['done'], ['done']]);
		expect(host.bound.get('1/1')).toBe(2);
	});

	it('of all devices leaves those with a binding of their own', async () => {
		const own = other();
		const common = other();
		const all = agentOnFakeHost(
			{ devices: [device(1, 'd1'), device(2, 'd2'), device(3, 'd3')] },
			{
				spaces: [
					{ device: '*', pasid: 1, space: common.space },
					{ device: 'd2', pasid: 1, space: own.space },
				],
			},
		);
		void all.agent.start();
		all.host.settle();
		const next = other();
		const seen = watch(all.agent.bind({ device: '*', pasid: 1, space: next.space }));
		all.host.settle();
		await turn();
		expect([seen, [...all.host.bound.values()]]).toEqual([['done'], [2, 1, 2]]);
	});

	it('of all devices: one that is refused it keeps what it has until the next change for all', async () => {
		const { agent, host, space } = await servingAgent({
			devices: [device(1, 'd1'), device(2, 'd2'), { ...device(3, 'd3'), maxPasid: 0 }],
		});
		expect([...host.bound]).toEqual([
			['1/1', 0],
			['2/1', 0],
		]);
		Object.assign(host.options, { binds: false });
		host.messages.length = 0;
		const [a, b] = [other(), other()];
		const first = watch(agent.bind({ device: '*', pasid: 1, space: a.space }));
		host.settle();
		const [one, two] = host.messages[0]!.bind.map(({ request }) => request);
		host.send({ results: [{ request: one, code: errorNumber('PASID_UNAVAILABLE') }] });
		host.send({ results: [{ request: two }] });
		host.settle();
		await turn();
		expect(first).toEqual(['PASID_UNAVAILABLE']);
		host.fault(1, { 1: [{ page: 1 }] });
		host.fault(2, { 2: [{ page: 2 }] });
		host.settle();
		expect([space.counters.groups, a.space.counters.groups]).toEqual([1, 1]);
		// Also over a later session.
		Object.assign(host.options, { binds: true });
		host.transport?.link.cut();
		host.clock.advance(200);
		expect([...host.bound.values()]).toEqual([0, 1]);
		const second = watch(agent.bind({ device: '*', pasid: 1, space: b.space }));
		host.settle();
		await turn();
		expect([second, [...host.bound.values()]]).toEqual([['done'], [2, 2]]);
	});

	it('a device’s own that is refused does not take it out of what all have', async () => {
		const { agent, host } = await servingAgent();
		Object.assign(host.options, { bindCode: errorNumber('PASID_UNAVAILABLE') });
		const own = watch(agent.bind({ device: 'd1', pasid: 1, space: other().space }));
		host.settle();
		await turn();
		Object.assign(host.options, { bindCode: 0 });
		const all = watch(agent.bind({ device: '*', pasid: 1, space: other().space }));
		host.settle();
		await turn();
		expect([own, all, host.bound.get('1/1')]).toEqual([['PASID_UNAVAILABLE'], ['done'], 2]);
	});

	it('a device’s own that was done stays its own, also when a further change is refused', async () => {
		const { agent, host } = await servingAgent();
		const change = async (name: string, code: number) => {
			Object.assign(host.options, { bindCode: code });
			const seen = watch(agent.bind({ device: name, pasid: 1, space: other().space }));
			host.settle();
			await turn();
			return seen;
		};
		expect(await change('d1', 0)).toEqual(['done']);
		expect(await change('d1', errorNumber('RESOURCE_EXHAUSTED'))).toEqual(['RESOURCE_EXHAUSTED']);
		expect(await change('*', 0)).toEqual(['done']);
		expect(host.bound.get('1/1')).toBe(1);
	});

	it('of a device that is taken away meanwhile has nothing to wait for', async () => {
		const { agent, events, host } = await servingAgent({
			devices: [device(1, 'd1'), device(2, 'd2')],
		});
		Object.assign(host.options, { binds: false });
		const seen = watch(agent.bind({ device: '*', pasid: 1, space: other().space }));
		host.settle();
		const [one, two] = host.messages.flatMap(({ bind }) => bind).slice(2);
		host.send({ results: [{ request: two!.request }] });
		host.settle();
		await turn();
		expect(seen).toEqual([]);
		host.send({ revoked: [{ device: 1, code: errorNumber('NOT_ASSIGNED'), message: 'gone' }] });
		host.settle();
		await turn();
		expect(seen).toEqual(['done']);
		// What becomes of the request is of no interest.
		host.send({ results: [{ request: one!.request, code: errorNumber('UNKNOWN_DEVICE') }] });
		host.settle();
		expect(events.map(({ type }) => type)).toEqual(['revoked']);
	});

	it('a further PASID, or requests without one, is asked for as at the beginning', async () => {
		const { agent, host } = await servingAgent();
		const { space } = other();
		for (const pasid of [7, 'none'] as const)
			expect(watch(agent.bind({ device: 'd1', pasid, space }))).toEqual([]);
		host.settle();
		expect([...host.bound]).toEqual([
			['1/1', 0],
			['1/7', 1],
			['1/none', 1],
		]);
		host.fault(1, { 1: [{ page: 1, pasid: 7 }], 2: [{ page: 1, pasid: 0 }] });
		host.settle();
		expect([...host.answers.values()]).toEqual([1, 1]);
	});

	it('without a session is done at once, and begins so', async () => {
		const { agent, host } = agentOnFakeHost();
		const { space } = other();
		await agent.bind({ device: 'd1', pasid: 1, space });
		void agent.start();
		host.settle();
		expect(host.bound).toEqual(new Map([['1/1', 1]]));
	});

	it('is refused for a PASID that cannot be, another agent’s space, and after its end', async () => {
		const { agent, host, space } = await servingAgent();
		const second = agentOnFakeHost();
		void second.agent.start();
		second.host.settle();
		host.messages.length = 0;
		const refusals = [
			agent.bind({ device: 'd1', pasid: 0, space }),
			agent.bind({ device: 'd1', pasid: 1, space: second.space }),
		];
		for (const refusal of refusals) await expect(refusal).rejects.toMatchObject({ code: 'CONFIG' });
		host.settle();
		expect(host.messages).toEqual([]);
		void agent.stop();
		host.settle();
		await expect(agent.unbind('d1', 1)).rejects.toMatchObject({ code: 'OUT_OF_ORDER' });
	});
});

describe('an agent that unbinds', () => {
	it('has the PASID free, answers what still comes INVALID, and does not bind it again', async () => {
		const { agent, host, pager } = await servingAgent();
		host.messages.length = 0;
		const seen = watch(agent.unbind('d1', 1));
		host.settle();
		await turn();
		expect([seen, host.bound.size]).toEqual([['done'], 0]);
		host.fault(1, { 1: [{ page: 1 }] });
		host.settle();
		expect([host.answers.get(1), pager.calls]).toEqual([2, []]);
		host.transport?.link.cut();
		host.clock.advance(200);
		expect([agent.state.name, host.bound.size]).toEqual(['serving', 0]);
		// And again.
		const { space } = other();
		void agent.bind({ device: 'd1', pasid: 1, space });
		host.settle();
		expect(host.bound.get('1/1')).toBe(1);
	});

	it('what is not bound has nothing to ask', async () => {
		const { agent, host } = await servingAgent();
		host.messages.length = 0;
		await agent.unbind('d1', 9);
		await agent.unbind('nobody', 1);
		host.settle();
		expect(host.messages).toEqual([]);
	});
});
