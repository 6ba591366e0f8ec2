import { expect, test } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { VirtualProcess } from '../../../src/testkit/virtual-process.js';
import { memoryTransportPair } from '../../../src/wire/memory-transport.js';

const bytes = (n: number) => Uint8Array.of(n);

test('what falls due while a process is stopped runs when it goes on, late and in order', () => {
	const clock = new VirtualClock();
	const process = new VirtualProcess(clock);
	const seen: string[] = [];
	process.clock.after(10, () => seen.push(`first at ${process.clock.now()}`));
	process.clock.after(20, () => seen.push(`second at ${process.clock.now()}`));
	const cancelled = process.clock.after(15, () => seen.push('cancelled'));
	process.stop();
	clock.advance(100);
	expect(seen).toEqual([]);
	cancelled.cancel();
	process.continue();
	clock.settle();
	expect(seen).toEqual(['first at 100', 'second at 100']);
});

test('messages wait in the connection of a process that is stopped, and its sender is held back', () => {
	const clock = new VirtualClock();
	const process = new VirtualProcess(clock);
	const [ours, theirs] = memoryTransportPair(clock, { inFlight: 2 });
	const seen: number[] = [];
	const events = {
		onMessage: (m: Uint8Array) => void seen.push(m[0]!),
		onDrain: () => {},
		onClose: () => {},
	};
	process.own(ours).open(events);
	theirs.open({ onMessage: () => {}, onDrain: () => {}, onClose: () => {} });
	process.stop();
	theirs.send(bytes(1));
	expect(theirs.send(bytes(2))).toBe(false);
	clock.advance(50);
	expect(seen).toEqual([]);
	process.continue();
	clock.advance(0);
	expect(seen).toEqual([1, 2]);
	expect(theirs.writable).toBe(true);
});

test('a dead process runs nothing and says nothing', () => {
	const clock = new VirtualClock();
	const process = new VirtualProcess(clock);
	const [ours, theirs] = memoryTransportPair(clock);
	const owned = process.own(ours);
	const heard: number[] = [];
	owned.open({ onMessage: () => expect.unreachable(), onDrain: () => {}, onClose: () => {} });
	theirs.open({ onMessage: (m) => void heard.push(m[0]!), onDrain: () => {}, onClose: () => {} });
	process.clock.after(1, () => expect.unreachable());
	process.kill();
	owned.send(bytes(1));
	theirs.send(bytes(2));
	clock.advance(10);
	expect(heard).toEqual([]);
	expect(process.dead).toBe(true);
});
