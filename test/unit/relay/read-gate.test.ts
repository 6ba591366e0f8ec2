import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { ReadBrake } from '../../../src/host/relay/intake.js';
import { Liveness } from '../../../src/host/relay/liveness.js';
import { ReadGate } from '../../../src/host/relay/read-gate.js';
import { TURN_ROWS, TurnShare } from '../../../src/host/relay/turn-share.js';
import { decodeAgentMessage, encodeAgentMessage } from '../../../src/wire/codec.js';
import { memoryTransportPair } from '../../../src/wire/memory-transport.js';

test('an agent is read again once no reason against it is left, whichever ends first', () => {
	const clock = new VirtualClock();
	const [host, agent] = memoryTransportPair(clock);
	const got: number[] = [];
	host.open({ onMessage: (bytes) => got.push(bytes[0]!), onDrain: () => {}, onClose: () => {} });
	agent.open({ onMessage: () => {}, onDrain: () => {}, onClose: () => {} });
	const gate = new ReadGate(host);
	const brake = new ReadBrake(clock, gate, new Liveness(clock));
	const share = new TurnShare(clock, gate, () => {});
	const rows = Array.from({ length: TURN_ROWS }, (_, i) => i);
	const flood = decodeAgentMessage(
		encodeAgentMessage({ unmap: [{ request: 1, space: 1, page: rows, returnDirty: false }] }),
	);

	// A turn's worth is spent, and the identity's rate too; the turn is over long before.
	share.take(flood);
	brake.hold(100);
	brake.hold(200);
	agent.send(Uint8Array.of(1));
	clock.advance(199);
	expect(got).toEqual([]);
	clock.advance(1);
	expect(got).toEqual([1]);

	// The other way round.
	brake.hold(10);
	clock.after(10, () => share.take(flood));
	agent.send(Uint8Array.of(2));
	clock.advance(9);
	expect(got).toEqual([1]);
	clock.advance(10);
	expect(got).toEqual([1, 2]);
});
