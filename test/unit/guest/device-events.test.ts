import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { AddressSpace } from '../../../src/guest/address-space.js';
import { Agent } from '../../../src/guest/agent.js';
import type { AgentEvent } from '../../../src/guest/events.js';
import { FakeHost } from '../../support/fake-host.js';

describe('unrecoverable faults of a device that the session has no more', () => {
	it('are told without its name, and so are those of the others; the session goes on', async () => {
		const clock = new VirtualClock();
		const host = new FakeHost(clock);
		const events: AgentEvent[] = [];
		const agent = new Agent({
			...{ clock, connect: host.connect, guest: 'g' },
			spaces: [{ device: '*', pasid: 1, space: new AddressSpace() }],
			on: (event) => events.push(event),
		});
		const started = agent.start();
		host.settle();
		await started;
		events.length = 0;

		const none = [0, 0, 0];
		host.send({
			events: {
				...{ device: [1, 99, 1], sequence: [1, 7, 2], lost: [0, 6, 0], reason: none },
				...{ hardwareReason: none, flags: none, pasid: none, page: none, offset: none },
			},
		});
		host.settle();
		expect(events).toMatchObject([
			{ type: 'device-event', device: 'd1', sequence: 1, lost: 0 },
			{ type: 'device-event', device: '', sequence: 7, lost: 6 },
			{ type: 'device-event', device: 'd1', sequence: 2, lost: 0 },
		]);
		expect(agent.state).toEqual({ name: 'serving' });
		expect(agent.counters.deviceEvents).toBe(3);
	});
});
