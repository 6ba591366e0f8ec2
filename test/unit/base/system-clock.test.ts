import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.js';

/** A turn of the event loop. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('systemClock.soon', () => {
	it('calls in the order of asking, what is asked for meanwhile last, before any timer or input', async () => {
		const order: string[] = [];
		setImmediate(() => order.push('turn'));
		systemClock.soon(() => {
			order.push('first');
			systemClock.soon(() => {
				order.push('third');
				systemClock.soon(() => order.push('fourth'));
			});
		});
		systemClock.soon(() => order.push('second'));
		expect(order).toEqual([]);
		await turn();
		expect(order).toEqual(['first', 'second', 'third', 'fourth', 'turn']);
	});

	it('calls each once, however long the chain is', async () => {
		let left = 5000;
		const called: number[] = [];
		const next = () => {
			called.push(left);
			if (--left > 0) systemClock.soon(next);
		};
		systemClock.soon(next);
		await turn();
		expect(called).toEqual(Array.from({ length: 5000 }, (_, i) => 5000 - i));
		systemClock.soon(() => called.push(-1));
		await turn();
		expect(called).toHaveLength(5001);
	});

	it('calls the others although one throws, whose error nobody hides', async () => {
		const handlers = process.listeners('uncaughtException');
		process.removeAllListeners('uncaughtException');
		const thrown: unknown[] = [];
		process.once('uncaughtException', (error) => thrown.push(error));
		const order: number[] = [];
		systemClock.soon(() => order.push(1));
		systemClock.soon(() => {
			throw new Error('a callback failed');
		});
		systemClock.soon(() => order.push(3));
		await turn();
		process.removeAllListeners('uncaughtException');
		for (const handler of handlers) process.on('uncaughtException', handler);
		expect(order).toEqual([1, 3]);
		expect(thrown).toEqual([new Error('a callback failed')]);
	});
});
