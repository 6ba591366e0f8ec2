import { expect, test } from 'vitest';
import { errorNumber } from '../../../src/wire/error-codes.js';
import { faultline } from '../../../src/wire/generated/faultline.js';
import { servingAgent } from '../../support/agent-on-fake-host.js';
import { device } from '../../support/fake-host.js';

const { CONSUMER_SLOW, CONSUMER_PAUSED, CONSUMER_RECOVERED } = faultline.v1.ConsumerState;

const notice = (state: number, credit = 0) => ({
	...{ device: 1, state, waiting: 7, oldestMs: 1200, idleMs: 800, credit },
	...{ warnMs: 1000, pauseMs: 5000, revokeMs: 30_000 },
});

test('an agent that the host finds slow says so, counts it, and says its grant again', async () => {
	const { agent, events, host } = await servingAgent({ devices: [device(1, 'd1', 4)] });
	const grants = () => host.messages.filter(({ credits }) => credits !== undefined).length;
	const before = grants();
	host.send({ slow: [notice(CONSUMER_SLOW)] });
	host.settle();
	expect(grants()).toBe(before + 1);
	expect(host.credit.get(1)).toBe(4);
	host.send({ slow: [notice(CONSUMER_PAUSED)] });
	host.send({ slow: [notice(CONSUMER_RECOVERED, 4)] });
	// Of a device that is gone, and of a state that a later host may know.
	host.send({ slow: [{ ...notice(CONSUMER_SLOW), device: 9 }, notice(17)] });
	host.settle();
	expect(events).toEqual(
		(['slow', 'paused', 'recovered'] as const).map((state) => ({
			...{ type: 'slow-consumer', device: 'd1', state, waiting: 7, oldestMs: 1200, idleMs: 800 },
			...{ credit: state === 'recovered' ? 4 : 0, warnMs: 1000, pauseMs: 5000, revokeMs: 30_000 },
		})),
	);
	expect(agent.counters.slowNotices).toBe(2);
	expect(grants()).toBe(before + 2);
	expect(agent.state.name).toBe('serving');
});

test('an agent whose last device was taken for slowness writes back, and has it back in a new session', async () => {
	const { agent, clock, events, host } = await servingAgent({
		devices: [device(1, 'd1', 4), device(2, 'd2', 4)],
	});
	const revoked = (handle: number) => ({
		revoked: [{ device: handle, code: errorNumber('SLOW_CONSUMER'), message: 'too slow' }],
	});
	host.send(revoked(1));
	host.settle();
	expect(agent.state.name).toBe('serving');
	expect(host.sessions).toBe(1);
	host.send(revoked(2));
	host.settle();
	expect(host.messages.some(({ leave }) => leave !== undefined)).toBe(true);
	clock.advance(200);
	expect(host.sessions).toBe(2);
	expect(agent.state.name).toBe('serving');
	expect(events.find(({ type }) => type === 'disconnected')).toMatchObject({
		error: { code: 'SLOW_CONSUMER' },
	});
});
