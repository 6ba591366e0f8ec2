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
		// A host without faults of interrupts sends no types.
		for (const event of events) expect(event).toMatchObject({ fault: 'dma', interrupt: undefined });
		events.length = 0;

		// With EVENT_INDEX_VALID and EVENT_READ | EVENT_ADDRESS_VALID.
		host.send({
			events: {
				...{ device: [1, 1, 1], sequence: [3, 4, 5], lost: [0, 1, 0], reason: none },
				...{ hardwareReason: [0x22, 0x71, 0x25], flags: [64, 17, 0], pasid: none },
				...{ page: [0, 9, 0], offset: [0, 8, 0], type: [1, 0, 1], index: [0x1fe, 0, 7] },
			},
		});
		host.settle();
		expect(events).toMatchObject([
			{ fault: 'interrupt', sequence: 3, interrupt: 0x1fe, address: undefined, access: 0 },
			{ fault: 'dma', sequence: 4, lost: 1, interrupt: undefined, address: 0x9008, access: 1 },
			{ fault: 'interrupt', sequence: 5, interrupt: undefined, hardwareReason: 0x25 },
		]);
	});

	it('types for some of the rows only break the protocol', async () => {
		const clock = new VirtualClock();
		const host = new FakeHost(clock);
		const agent = new Agent({
			...{ clock, connect: host.connect, guest: 'g' },
			spaces: [{ device: '*', pasid: 1, space: new AddressSpace() }],
		});
		const started = agent.start();
		host.settle();
		await started;
		const two = [0, 0];
		host.send({
			events: {
				...{ device: [1, 1], sequence: [1, 2], lost: two, reason: two, hardwareReason: two },
				...{ flags: two, pasid: two, page: two, offset: two, type: [1], index: [3] },
			},
		});
		host.settle();
		expect(agent.state.name).not.toBe('serving');
	});
});
