import { describe, expect, it } from 'vitest';
import { encodeAgentMessage } from '../../../src/wire/codec.js';
import type { AgentMessage } from '../../../src/wire/messages.js';
import type { Transport, TransportEvents } from '../../../src/wire/transport.js';
import { RelayBench } from '../../support/relay-bench.js';
import { PASID } from '../../support/vfio-bench.js';

/** A connection that hands on what arrives even when the host has closed its side. */
class OpenEnd implements Transport {
	readonly peer = 'late';
	readonly writable = true;
	events: TransportEvents | undefined;
	sent = 0;

	send(): boolean {
		this.sent++;
		return true;
	}

	close(): void {}

	pause(): void {}

	resume(): void {}

	open(events: TransportEvents): void {
		this.events = events;
	}
}

describe('what an agent says after the end of its session', () => {
	it('has no effect, is not answered, and is not counted', () => {
		const bench = new RelayBench();
		const { guest } = bench.guest();
		const nic = bench.assigned('nic', guest);
		const end = new OpenEnd();
		const session = bench.relay.accept(end);
		const say = (message: AgentMessage) => {
			end.events?.onMessage(encodeAgentMessage(message));
			bench.clock.settle();
		};
		const bind = [{ request: 1, device: nic.handle, pasid: PASID, space: 1 }];
		say({ hello: { protocolVersion: 1, guest: 'a' } });
		say({ bind, credits: { device: [nic.handle], granted: [8] } });
		bench.fault(nic.device, 1);
		bench.clock.settle();
		const group = bench.core.groups.id(bench.core.groups.oldest(nic.device.index));
		session.close('UNAVAILABLE', 'as planned');
		bench.clock.settle();
		expect(session.state).toBe('closed');
		expect(bench.responses()).toEqual(['respond nic 1 INVALID']);
		const before = [session.messagesIn, session.serving.messagesOut, end.sent];

		say({ bind, map: [{ request: 2, space: 1, page: [1], frame: [1], flags: [1] }] });
		say({ responses: { group: [group], code: [1] } });
		say({ hello: { protocolVersion: 1, guest: 'a' } });
		end.events?.onDrain();
		end.events?.onClose(undefined);
		bench.clock.settle();
		expect([session.messagesIn, session.serving.messagesOut, end.sent]).toEqual(before);
		expect(bench.responses()).toEqual([]);
		expect(bench.iommu.bound.size).toBe(0);
		expect([guest.spaces.size, guest.frameTable.inUse]).toEqual([0, 0]);
		expect(bench.relay.refusals.total).toBe(0);
		expect(bench.ended).toEqual(['UNAVAILABLE']);
		expect(nic.consumer).toBeUndefined();
	});
});
