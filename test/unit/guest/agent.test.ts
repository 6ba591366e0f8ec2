import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { AddressSpace } from '../../../src/guest/address-space.js';
import { Agent } from '../../../src/guest/agent.js';
import type { AgentOptions } from '../../../src/guest/agent-options.js';
import { zeroPager } from '../../../src/guest/pager.js';
import { errorNumber } from '../../../src/wire/error-codes.js';
import { agentOnFakeHost, servingAgent } from '../../support/agent-on-fake-host.js';
import { device, FakeHost } from '../../support/fake-host.js';
import { pattern } from '../../support/fake-machine.js';

const SUCCESS = 1;
const INVALID = 2;

describe('an agent', () => {
	it('says Hello, binds its spaces and grants credit only then', async () => {
		const { agent, events, host } = agentOnFakeHost({
			devices: [device(1, 'd1'), device(2, 'd2', 16)],
			binds: false,
		});
		expect(agent.state).toEqual({ name: 'idle' });
		const started = agent.start();
		expect(agent.state).toEqual({ name: 'negotiating' });
		host.settle();
		expect(host.messages[0]?.hello).toMatchObject({
			...{ protocolVersion: 1, guest: 'g', agent: 'test 1.0', devices: [], frames: 0 },
		});
		expect(host.bound).toEqual(
			new Map([
				['1/1', 0],
				['2/1', 0],
			]),
		);
		expect(host.credit.size).toBe(0);
		expect(events).toEqual([]);
		const requests = host.messages[1]?.bind.map(({ request }) => request) ?? [];
		host.send({ results: [{ request: requests[1] ?? 0 }] });
		host.settle();
		expect(host.credit).toEqual(new Map([[2, 16]]));
		expect(agent.state.name).toBe('negotiating');
		host.send({ results: [{ request: requests[0] ?? 0 }] });
		host.settle();
		await started;
		expect(host.credit).toEqual(
			new Map([
				[2, 16],
				[1, 512],
			]),
		);
		expect(agent.state).toEqual({ name: 'serving' });
		expect(events).toEqual([
			{
				type: 'connected',
				session: 'session-1',
				peer: 'fake-host',
				devices: ['d1', 'd2'],
				frames: 64,
				resumed: false,
			},
		]);
	});

	it('asks for the devices it wants and for as many frames as its spaces hold', () => {
		const [first, second] = [10, 20].map((residentLimit) => new AddressSpace({ residentLimit }));
		if (first === undefined || second === undefined) throw new Error('two spaces');
		const { agent, host } = agentOnFakeHost(
			{ devices: [device(1, 'd1'), device(2, 'd2')] },
			{
				devices: ['d1', 'd2'],
				credit: 3,
				spaces: [
					{ device: 'd1', pasid: 1, space: first },
					{ device: '*', pasid: 1, space: second },
					{ device: '*', pasid: 2, space: first },
				],
			},
		);
		void agent.start();
		host.settle();
		expect(host.messages[0]?.hello).toMatchObject({ devices: ['d1', 'd2'], frames: 30 });
		expect(host.bound).toEqual(
			new Map([
				['1/1', 0],
				['1/2', 0],
				['2/1', 1],
				['2/2', 0],
			]),
		);
		expect(host.credit).toEqual(
			new Map([
				[1, 3],
				[2, 3],
			]),
		);
	});

	it('answers groups in the message that maps their pages', async () => {
		const { agent, host, space } = await servingAgent();
		host.messages.length = 0;
		host.fault(1, {
			100: [{ page: 3 }, { page: 4, access: 2 }],
			101: [{ page: 90 }],
			102: [{ page: 9 }],
		});
		host.settle();
		expect(host.messages).toHaveLength(1);
		expect(host.messages[0]?.map.map(({ page }) => [...page])).toEqual([[3, 4], [9]]);
		expect(host.answers).toEqual(
			new Map([
				[101, INVALID],
				[100, SUCCESS],
				[102, SUCCESS],
			]),
		);
		expect(host.machine.read(0, 4)).toEqual(pattern(4));
		expect(agent.counters).toMatchObject({ sessions: 1, groups: 3, unknownSpace: 0 });
		expect(space.counters).toMatchObject({ faults: 4, groups: 3, success: 2, invalid: 1 });
		expect(space.residentPages).toBe(3);
	});

	it('answers groups INVALID whose device, PASID or mix of PASIDs is bound to nothing', async () => {
		const { agent, host } = await servingAgent();
		host.fault(1, { 1: [{ page: 3, pasid: 2 }], 2: [{ page: 3 }, { page: 4, pasid: 2 }] });
		host.fault(77, { 3: [{ page: 3 }] });
		host.fault(1, { 4: [{ page: 3, pasid: 0 }] });
		host.settle();
		expect(host.owed).toEqual([]);
		expect([...host.answers.values()]).toEqual([INVALID, INVALID, INVALID, INVALID]);
		expect(agent.counters.unknownSpace).toBe(4);
	});

	it('serves accesses without a PASID from their own space, and devices that have no other', async () => {
		const space = new AddressSpace({ name: 'without', residentLimit: 0 });
		space.map({ address: 0, length: 50 * 4096, permissions: 'rw', pager: zeroPager() });
		const other = new AddressSpace({ name: 'with', residentLimit: 0 });
		other.map({ address: 0, length: 4096, permissions: 'r', pager: zeroPager() });
		const spaces = [
			{ device: '*', pasid: 1, space: other },
			{ device: '*', pasid: 'none' as const, space },
		];
		const devices = [device(1, 'd1'), { ...device(2, 'plain'), maxPasid: 0 }];
		const { agent, host, events } = await servingAgent({ devices }, { spaces });
		expect(host.bound).toEqual(
			new Map([
				['1/1', 0],
				['1/none', 1],
				['2/none', 1],
			]),
		);
		host.fault(2, { 1: [{ page: 3, pasid: 0 }] });
		host.fault(1, { 2: [{ page: 4, pasid: 0 }], 3: [{ page: 9 }] });
		host.settle();
		expect(host.answers).toEqual(
			new Map([
				[1, SUCCESS],
				[2, SUCCESS],
				[3, INVALID],
			]),
		);
		expect([space.residentPages, other.residentPages]).toEqual([2, 0]);
		// Requests with and without in one group agree with neither.
		host.fault(1, {
			4: [{ page: 5, pasid: 0 }, { page: 0 }],
			5: [{ page: 0 }, { page: 5, pasid: 0 }],
		});
		host.settle();
		expect([host.answers.get(4), host.answers.get(5)]).toEqual([INVALID, INVALID]);
		expect(agent.counters.unknownSpace).toBe(2);
		expect(events).toEqual([]);
	});

	it('a PASID that a named device cannot use is refused by the host, and told', async () => {
		const space = new AddressSpace({ name: 's', residentLimit: 0 });
		const { host } = await servingAgent({}, { spaces: [{ device: 'd1', pasid: 1001, space }] });
		expect(host.bound).toEqual(new Map([['1/1001', 0]]));
		for (const pasid of [0, -1, 1.5, 2 ** 20])
			expect(() => agentOnFakeHost({}, { spaces: [{ device: '*', pasid, space }] })).toThrow(
				expect.objectContaining({ code: 'CONFIG' }),
			);
	});

	it('raises the credit as groups are answered, and never starves a device', async () => {
		const { host } = await servingAgent({ devices: [device(1, 'd1', 8)] });
		let group = 0;
		for (let round = 0; round < 20; round++) {
			const free = (host.credit.get(1) ?? 0) - group;
			expect(free).toBeGreaterThan(0);
			expect(free).toBeLessThanOrEqual(8);
			for (let i = 0; i < free; i++) host.fault(1, { [++group]: [{ page: group % 50 }] });
			host.settle();
		}
		expect(host.answers.size).toBe(group);
	});

	it('writes everything back when the host asks, and says how much', async () => {
		const { host, pager } = await servingAgent();
		host.fault(1, { 1: [{ page: 1, access: 2 }], 2: [{ page: 2, access: 2 }] });
		host.settle();
		host.machine.write(0, 1, pattern(1, 1));
		host.send({ sync: [{ request: 5 }, { request: 6 }] });
		host.settle();
		const results = host.messages.flatMap(({ synced }) =>
			synced.map((s) => [s.request, s.pages, s.code]),
		);
		expect(results).toEqual([
			[5, 1, 0],
			[6, 0, 0],
		]);
		expect(pager.page(1)).toEqual(pattern(1, 1));
		host.fault(1, { 3: [{ page: 2, access: 2 }] });
		host.settle();
		host.machine.write(0, 2, pattern(2, 1));
		pager.bad.set(2, new Error('ENOSPC'));
		host.send({ sync: [{ request: 7 }] });
		host.settle();
		const last = host.messages.flatMap(({ synced }) => synced).at(-1);
		expect(last).toMatchObject({
			request: 7,
			pages: 0,
			code: errorNumber('PAGER_WRITE'),
			message: 'ENOSPC',
		});
	});

	it('refuses options that make no sense', () => {
		const space = new AddressSpace();
		const make = (options: Partial<AgentOptions>) => () => {
			new Agent({
				connect: () => new FakeHost(new VirtualClock()).connect(),
				guest: 'g',
				spaces: [],
				...options,
			});
		};
		const config = expect.objectContaining({ code: 'CONFIG' });
		expect(make({ guest: '' })).toThrow(config);
		expect(make({ credit: 0 })).toThrow(config);
		expect(make({ spaces: [{ device: '*', pasid: 0, space }] })).toThrow(config);
		expect(make({ spaces: [{ device: '*', pasid: 2 ** 20, space }] })).toThrow(config);
		expect(
			make({
				spaces: [
					{ device: 'a', pasid: 1, space },
					{ device: 'a', pasid: 1, space },
				],
			}),
		).toThrow(config);
		expect(make({ spaces: [{ device: 'a', pasid: 1, space: {} as never }] })).toThrow(config);
		const pager = zeroPager();
		expect(pager.size).toBe(Number.POSITIVE_INFINITY);
	});
});
