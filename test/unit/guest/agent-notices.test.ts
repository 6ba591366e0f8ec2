import { describe, expect, it } from 'vitest';
import { errorNumber } from '../../../src/wire/error-codes.js';
import { agentOnFakeHost, servingAgent } from '../../support/agent-on-fake-host.js';
import { device } from '../../support/fake-host.js';

const PAGE = 4096;
const SUCCESS = 1;
const INVALID = 2;

describe('an agent that is told by its host or pagers', () => {
	it('takes devices that come later, and lets go of devices that are taken away', async () => {
		const { events, host, pager } = await servingAgent();
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
		const { agent, events, host, pager, space } = await servingAgent({
			devices: [device(1, 'd1', 2)],
		});
		pager.manual = true;
		host.fault(1, { 1: [{ page: 1 }], 2: [{ page: 2 }] });
		host.settle();
		host.send({ expired: { group: [1], device: [1] } });
		host.settle();
		// It has ended, though its page may never come.
		expect([space.counters.silenced, host.credit.get(1)]).toEqual([1, 3]);
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
		const { agent, events, host } = await servingAgent();
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
		const { agent, events, host } = agentOnFakeHost({ binds: false });
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
		const { events, host, space } = await servingAgent();
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
		const { agent, events, host } = await servingAgent();
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
				fault: 'dma',
				...{ access: 10, pasid: 9, address: 0x10123, interrupt: undefined },
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
				fault: 'dma',
				...{ access: 1, pasid: undefined, address: undefined, interrupt: undefined },
			},
		]);
		expect(agent.counters.deviceEvents).toBe(2);
	});

	it('passes what its pagers say on, and does not fall over a listener that throws', async () => {
		const { agent, clock, events, host, pager } = await servingAgent();
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
});
