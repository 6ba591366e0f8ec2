import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { AddressSpace } from '../../../src/guest/address-space.js';
import type { AgentOptions } from '../../../src/guest/agent.js';
import { Agent } from '../../../src/guest/agent.js';
import type { AgentEvent } from '../../../src/guest/events.js';
import { zeroPager } from '../../../src/guest/pager.js';
import { errorNumber } from '../../../src/wire/error-codes.js';
import type { FakeHostOptions } from '../../support/fake-host.js';
import { device, FakeHost } from '../../support/fake-host.js';
import { pattern } from '../../support/fake-machine.js';
import { MemoryPager } from '../../support/fake-port.js';

const PAGE = 4096;
const SUCCESS = 1;
const INVALID = 2;

function setUp(hostOptions: FakeHostOptions = {}, agentOptions: Partial<AgentOptions> = {}) {
	const clock = new VirtualClock();
	const host = new FakeHost(clock, hostOptions);
	const space = new AddressSpace({ name: 'memory' });
	const pager = new MemoryPager(50);
	space.map({ address: 0, length: 50 * PAGE, permissions: 'rw', pager, sharing: 'shared' });
	const events: AgentEvent[] = [];
	const agent = new Agent({
		...{ clock, connect: host.connect, guest: 'g', name: 'test 1.0' },
		spaces: [{ device: '*', pasid: 1, space }],
		on: (event) => events.push(event),
		...agentOptions,
	});
	return { agent, clock, host, space, pager, events };
}

async function serving(
	hostOptions: FakeHostOptions = {},
	agentOptions: Partial<AgentOptions> = {},
) {
	const all = setUp(hostOptions, agentOptions);
	const started = all.agent.start();
	all.host.settle();
	await started;
	all.events.length = 0;
	return all;
}

describe('an agent', () => {
	it('says Hello, binds its spaces and grants credit only then', async () => {
		const { agent, events, host } = setUp({
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
			},
		]);
	});

	it('asks for the devices it wants and for as many frames as its spaces hold', () => {
		const [first, second] = [10, 20].map((residentLimit) => new AddressSpace({ residentLimit }));
		if (first === undefined || second === undefined) throw new Error('two spaces');
		const { agent, host } = setUp(
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
		const { agent, host, space } = await serving();
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
		const { agent, host } = await serving();
		host.fault(1, { 1: [{ page: 3, pasid: 2 }], 2: [{ page: 3 }, { page: 4, pasid: 2 }] });
		host.fault(77, { 3: [{ page: 3 }] });
		host.fault(1, { 4: [{ page: 3, pasid: 0 }] });
		host.settle();
		expect(host.owed).toEqual([]);
		expect([...host.answers.values()]).toEqual([INVALID, INVALID, INVALID, INVALID]);
		expect(agent.counters.unknownSpace).toBe(4);
	});

	it('raises the credit as groups are answered, and never starves a device', async () => {
		const { host } = await serving({ devices: [device(1, 'd1', 8)] });
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

	it('takes devices that come later, and lets go of devices that are taken away', async () => {
		const { events, host, pager } = await serving();
		host.send({ assigned: [device(5, 'late', 4)] });
		host.settle();
		expect(host.bound.get('5/1')).toBe(0);
		expect(host.credit.get(5)).toBe(4);
		pager.manual = true;
		host.fault(5, { 1: [{ page: 1 }] });
		host.settle();
		host.send({
			revoked: [{ device: 5, code: errorNumber('NOT_ASSIGNED'), message: 'gone' }, { device: 9 }],
		});
		host.settle();
		await pager.pending[0]?.end();
		host.settle();
		// The host has answered the group itself.
		expect(host.owed).toEqual([1]);
		expect(events).toEqual([
			{ type: 'assigned', device: 'late' },
			{ type: 'revoked', device: 'late', code: 'NOT_ASSIGNED', message: 'gone' },
		]);
	});

	it('does not answer groups that expired', async () => {
		const { agent, events, host, pager, space } = await serving({ devices: [device(1, 'd1', 2)] });
		pager.manual = true;
		host.fault(1, { 1: [{ page: 1 }], 2: [{ page: 2 }] });
		host.settle();
		host.send({ expired: { group: [1], device: [1] } });
		host.settle();
		for (const call of [...pager.pending]) await call.end();
		host.settle();
		expect(host.owed).toEqual([1]);
		expect(host.answers).toEqual(new Map([[2, SUCCESS]]));
		expect(host.credit.get(1)).toBe(4);
		expect(events).toEqual([{ type: 'expired', groups: [1] }]);
		expect(agent.counters.expired).toBe(1);
		expect(space.counters.silenced).toBe(1);
	});

	it('tells of refused responses, by reason', async () => {
		const { agent, events, host } = await serving();
		const [late, twice] = [errorNumber('LATE_RESPONSE'), errorNumber('DUPLICATE_RESPONSE')];
		host.send({ refused: { group: [1, 2, 3], code: [late, twice, late] } });
		host.settle();
		expect(events).toMatchObject([
			{ type: 'refused', what: 'responses', code: 'LATE_RESPONSE', groups: [1, 3] },
			{ type: 'refused', what: 'responses', code: 'DUPLICATE_RESPONSE', groups: [2] },
		]);
		expect(agent.counters.refusedResponses).toBe(3);
	});

	it('tells of a refused bind and answers the groups of that PASID INVALID', async () => {
		const { agent, events, host } = setUp({ binds: false });
		const started = agent.start();
		host.settle();
		const request = host.messages[1]?.bind[0]?.request ?? 0;
		host.send({ results: [{ request, code: errorNumber('PASID_UNAVAILABLE'), message: 'no' }] });
		host.settle();
		await started;
		expect(events[0]).toEqual({
			type: 'refused',
			what: 'bind',
			code: 'PASID_UNAVAILABLE',
			message: 'no',
			device: 'd1',
		});
		host.fault(1, { 1: [{ page: 1 }] });
		host.settle();
		expect(host.answers.get(1)).toBe(INVALID);
	});

	it('frees what the host refused to map', async () => {
		const { events, host, space } = await serving();
		host.fault(1, { 1: [{ page: 1 }, { page: 2 }, { page: 3 }] });
		host.settle();
		const request = host.messages.at(-1)?.map[0]?.request ?? 0;
		host.machine.refuse(0, 2);
		const code = errorNumber('BAD_FRAME');
		host.send({ results: [{ request, code, message: 'row 1', row: [1], rowCode: [code] }] });
		host.settle();
		expect(events).toEqual([
			{ type: 'refused', what: 'mappings', code: 'BAD_FRAME', message: 'row 1', pages: 1 },
		]);
		expect(space.residentPages).toBe(2);
		host.fault(1, { 2: [{ page: 2 }] });
		host.settle();
		expect(host.answers.get(2)).toBe(SUCCESS);
	});

	it('tells of unrecoverable faults', async () => {
		const { agent, events, host } = await serving();
		host.send({
			events: {
				...{
					device: [1, 1],
					sequence: [4, 5],
					lost: [3, 0],
					reason: [2, 3],
					hardwareReason: [0x71, 0],
				},
				...{ flags: [2 | 8 | 16 | 32, 1], pasid: [9, 0], page: [0x10, 0], offset: [0x123, 0] },
			},
		});
		host.settle();
		expect(events).toEqual([
			{
				...{
					type: 'device-event',
					device: 'd1',
					sequence: 4,
					lost: 3,
					reason: 2,
					hardwareReason: 0x71,
				},
				...{ access: 10, pasid: 9, address: 0x10123 },
			},
			{
				...{
					type: 'device-event',
					device: 'd1',
					sequence: 5,
					lost: 0,
					reason: 3,
					hardwareReason: 0,
				},
				...{ access: 1, pasid: undefined, address: undefined },
			},
		]);
		expect(agent.counters.deviceEvents).toBe(2);
	});

	it('writes everything back when the host asks, and says how much', async () => {
		const { host, pager } = await serving();
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

	it('passes what its pagers say on, and does not fall over a listener that throws', async () => {
		const { agent, clock, events, host, pager } = await serving();
		const remove = agent.on(() => {
			throw new Error('listener');
		});
		pager.bad.set(1, new Error('EIO'));
		host.fault(1, { 1: [{ page: 1 }] });
		expect(() => host.settle()).toThrow('listener');
		remove();
		host.settle();
		clock.settle();
		expect(events).toMatchObject([
			{ type: 'pager-error', space: 'memory', operation: 'read', address: PAGE },
		]);
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
