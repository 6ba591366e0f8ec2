import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import type { MemoryTransportOptions } from '../../../src/wire/memory-transport.js';
import { memoryTransportPair } from '../../../src/wire/memory-transport.js';

/** A pair on a virtual clock whose ends write down what happens to them. */
function pair(options: MemoryTransportOptions = {}) {
	const clock = new VirtualClock();
	const [host, agent] = memoryTransportPair(clock, options);
	const log: string[] = [];
	for (const [name, end] of [
		['host', host],
		['agent', agent],
	] as const)
		end.open({
			onMessage: (message) => log.push(`${name} got ${message[0]} at ${clock.now()}`),
			onDrain: () => log.push(`${name} drained`),
			onClose: (reason) => log.push(`${name} closed ${reason?.code ?? 'in order'}`),
		});
	const take = () => log.splice(0);
	return { clock, host, agent, take };
}

const message = (n: number) => Uint8Array.of(n);

describe('a pair of memory transports', () => {
	it('delivers in order, and never before the sender has returned', () => {
		const { clock, host, agent, take } = pair();
		host.send(message(1));
		host.send(message(2));
		agent.send(message(3));
		expect(take()).toEqual([]);
		clock.settle();
		expect(take()).toEqual(['agent got 1 at 0', 'agent got 2 at 0', 'host got 3 at 0']);
	});

	it('keeps the order when a later message has the shorter delay', () => {
		const delays = [30, 10, 5];
		const { clock, host, take } = pair({ delayMs: () => delays.shift() ?? 0 });
		for (const n of [1, 2, 3]) host.send(message(n));
		clock.advance(29);
		expect(take()).toEqual([]);
		clock.advance(10);
		expect(take()).toEqual(['agent got 1 at 30', 'agent got 2 at 30', 'agent got 3 at 30']);
	});

	it('asks the sender to wait when enough is in flight, and tells it when there is room', () => {
		const { clock, host, take } = pair({ inFlight: 2, delayMs: 5 });
		expect(host.send(message(1))).toBe(true);
		expect(host.send(message(2))).toBe(false);
		expect(host.writable).toBe(false);
		clock.advance(5);
		expect(take()).toEqual(['agent got 1 at 5', 'agent got 2 at 5', 'host drained']);
		expect(host.writable).toBe(true);
	});

	it('holds messages back while the receiver does not take any', () => {
		const { clock, host, agent, take } = pair({ inFlight: 2 });
		agent.hold();
		for (const n of [1, 2, 3]) host.send(message(n));
		clock.advance(1000);
		expect(take()).toEqual([]);
		expect(host.inFlight).toBe(3);
		agent.release();
		clock.settle();
		expect(take().at(-1)).toBe('host drained');
		expect(host.inFlight).toBe(0);
	});

	it('buffers until the other end is opened', () => {
		const clock = new VirtualClock();
		const [host, agent] = memoryTransportPair(clock);
		host.open({ onMessage: () => {}, onDrain: () => {}, onClose: () => {} });
		host.send(message(7));
		clock.settle();
		const got: number[] = [];
		agent.open({ onMessage: (m) => got.push(m[0]!), onDrain: () => {}, onClose: () => {} });
		clock.settle();
		expect(got).toEqual([7]);
		expect(() =>
			agent.open({ onMessage: () => {}, onDrain: () => {}, onClose: () => {} }),
		).toThrow();
	});

	it('closes in order once what was sent is out, and drops what is sent after', () => {
		const { clock, host, agent, take } = pair({ delayMs: 5 });
		host.send(message(1));
		host.close({ code: 'HEARTBEAT_LOST', message: 'silence' });
		expect(host.send(message(2))).toBe(true);
		agent.send(message(3));
		clock.advance(20);
		expect(take()).toEqual([
			'agent got 1 at 5',
			'agent closed HEARTBEAT_LOST',
			'host closed in order',
		]);
		expect(agent.send(message(4))).toBe(true);
		host.close();
		clock.advance(20);
		expect(take()).toEqual([]);
	});

	it('loses what is in flight when it is cut, and tells both ends once', () => {
		const { clock, host, agent, take } = pair({ delayMs: 5 });
		host.send(message(1));
		agent.send(message(2));
		host.link.cut();
		host.link.cut();
		clock.advance(20);
		expect(take()).toEqual(['host closed UNAVAILABLE', 'agent closed UNAVAILABLE']);
	});

	it('can be lost for one end only: the other sends into the void', () => {
		const { clock, host, agent, take } = pair({ inFlight: 2 });
		host.link.cut(agent);
		host.send(message(1));
		expect(host.send(message(2))).toBe(false);
		clock.advance(1000);
		expect(take()).toEqual(['agent closed UNAVAILABLE']);
		host.close();
		clock.settle();
		expect(take()).toEqual(['host closed in order']);
	});

	it('can go silent for both ends', () => {
		const { clock, host, agent, take } = pair();
		host.send(message(1));
		host.link.silence();
		agent.send(message(2));
		clock.advance(1000);
		expect(take()).toEqual([]);
		expect([host.closed, agent.closed]).toEqual([false, false]);
	});

	it('can be cut by a receiver while it receives', () => {
		const clock = new VirtualClock();
		const [host, agent] = memoryTransportPair(clock);
		const log: string[] = [];
		host.open({ onMessage: () => {}, onDrain: () => {}, onClose: () => log.push('host closed') });
		agent.open({
			onMessage: (m) => {
				log.push(`got ${m[0]}`);
				agent.link.cut();
			},
			onDrain: () => {},
			onClose: () => log.push('agent closed'),
		});
		host.send(message(1));
		host.send(message(2));
		clock.settle();
		expect(log).toEqual(['got 1', 'host closed', 'agent closed']);
	});
});
