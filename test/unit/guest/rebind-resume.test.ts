import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../../src/guest/address-space.js';
import { errorNumber } from '../../../src/wire/error-codes.js';
import type { faultline } from '../../../src/wire/generated/faultline.js';
import { servingAgent } from '../../support/agent-on-fake-host.js';
import { device, type FakeHost } from '../../support/fake-host.js';
import { MemoryPager } from '../../support/fake-port.js';

/** A change of a binding, and the connection breaks. The space that d1 has at PASID 1 is the host's number 0. */

/** Lets promises be settled. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function other() {
	const space = new AddressSpace({ name: 'other' });
	const pager = new MemoryPager(50);
	space.map({ address: 0, length: 50 * 4096, permissions: 'rw', pager, sharing: 'shared' });
	return { space, pager };
}

/** Binds, and the line breaks before the host has said anything to it. */
async function cutWhileBinding() {
	const all = await servingAgent({
		welcome: { resumeMs: 5000 },
		devices: [device(1, 'd1')],
	});
	const { agent, host } = all;
	Object.assign(host.options, { binds: false });
	const next = other();
	const seen: string[] = [];
	agent.bind({ device: 'd1', pasid: 1, space: next.space }).then(
		() => seen.push('done'),
		(error: { code: string }) => seen.push(error.code),
	);
	host.settle();
	host.transport?.link.cut();
	host.settle();
	host.messages.length = 0;
	return { ...all, next, seen };
}

/** The connection after; the session goes on, with this bound. */
function goOn(host: FakeHost, bound: readonly [device: number, pasid: number, space: number][]) {
	const welcome = { resumeMs: 5000, resumed: true, session: 'session-1' };
	Object.assign(host.options, { binds: true, welcome });
	host.clock.advance(200);
	const inventory: faultline.v1.Inventory.$Properties = {
		boundDevice: bound.map(([device]) => device),
		boundPasid: bound.map(([, pasid]) => pasid),
		boundNoPasid: bound.map(() => 0),
		boundSpace: bound.map(([, , space]) => space),
		complete: true,
	};
	host.send({ inventory });
	host.settle();
}

const asked = (host: FakeHost) =>
	host.messages.flatMap(({ bind, unbind }) => [
		...bind.map(({ pasid, space }) => ['bind', pasid, space]),
		...unbind.map(({ pasid }) => ['unbind', pasid]),
	]);

describe('a change of a binding during which the connection breaks', () => {
	it('that the host has made is done when the session goes on', async () => {
		const { host, next, seen } = await cutWhileBinding();
		expect(seen).toEqual([]);
		goOn(host, [[1, 1, 1]]);
		await turn();
		expect([seen, asked(host)]).toEqual([['done'], []]);
		host.fault(1, { 1: [{ page: 3 }] });
		host.settle();
		expect([[...host.answers], next.pager.calls]).toEqual([[[1, 1]], [['read', 3, 1]]]);
	});

	it('that the host has not made is asked for again', async () => {
		const { host, pager, next, seen } = await cutWhileBinding();
		goOn(host, [[1, 1, 0]]);
		await turn();
		expect([seen, asked(host)]).toEqual([['done'], [['bind', 1, 1]]]);
		host.fault(1, { 1: [{ page: 3 }] });
		host.settle();
		expect([pager.calls, next.pager.calls]).toEqual([[], [['read', 3, 1]]]);
	});

	it('is refused only when the host says so over the next connection', async () => {
		const { host, pager, seen } = await cutWhileBinding();
		Object.assign(host.options, { bindCode: errorNumber('PASID_UNAVAILABLE') });
		goOn(host, [[1, 1, 0]]);
		await turn();
		expect(seen).toEqual(['PASID_UNAVAILABLE']);
		host.fault(1, { 1: [{ page: 3 }] });
		host.settle();
		expect([[...host.answers], pager.calls]).toEqual([[[1, 1]], [['read', 3, 1]]]);
	});

	it('of a device that was taken away meanwhile has nothing to wait for', async () => {
		const { events, host, seen } = await cutWhileBinding();
		host.options.devices?.splice(0);
		goOn(host, []);
		await turn();
		expect([seen, asked(host)]).toEqual([['done'], []]);
		expect(events.map(({ type }) => type)).toContain('revoked');
	});

	it('is over, and how the next session begins, when the host has the session no more', async () => {
		const { host, seen } = await cutWhileBinding();
		Object.assign(host.options, { welcomes: false });
		host.clock.advance(200);
		Object.assign(host.options, { welcomes: true, binds: true });
		host.send({ fatal: { code: errorNumber('SESSION_UNKNOWN'), message: 'too late' } });
		host.clock.advance(1);
		await turn();
		expect(seen).toEqual(['done']);
		expect([...host.bound.keys()]).toEqual(['1/1']);
		expect(asked(host)).toEqual([['bind', 1, 1]]);
	});
});

describe('a change of a binding while there is no connection', () => {
	it('is made when the session goes on, to a number that the host does not know', async () => {
		const { agent, host, pager } = await servingAgent({ welcome: { resumeMs: 5000 } });
		host.transport?.link.cut();
		host.settle();
		host.messages.length = 0;
		const next = other();
		const seen: string[] = [];
		agent.bind({ device: 'd1', pasid: 1, space: next.space }).then(
			() => seen.push('done'),
			(error: { code: string }) => seen.push(error.code),
		);
		await turn();
		expect(seen).toEqual([]);
		// PASID 9 is another agent's that had the session; its spaces keep their numbers.
		goOn(host, [
			[1, 1, 0],
			[1, 9, 1],
		]);
		await turn();
		expect([seen, asked(host)]).toEqual([['done'], [['bind', 1, 2]]]);
		host.fault(1, { 1: [{ page: 3 }] });
		host.settle();
		expect([[...host.answers], pager.calls, next.pager.calls]).toEqual([
			[[1, 1]],
			[],
			[['read', 3, 1]],
		]);
	});

	it('is an Unbind of what is bound to a space that is none of the agent’s', async () => {
		const { agent, host } = await servingAgent({ welcome: { resumeMs: 5000 } });
		host.transport?.link.cut();
		host.settle();
		host.messages.length = 0;
		void agent.unbind('d1', 9);
		goOn(host, [
			[1, 1, 0],
			[1, 9, 5],
		]);
		expect(asked(host)).toEqual([['unbind', 9]]);
		// A space that comes later has a number that none of the session has.
		void agent.bind({ device: 'd1', pasid: 1, space: other().space });
		host.settle();
		expect(asked(host).slice(1)).toEqual([['bind', 1, 6]]);
	});
});
