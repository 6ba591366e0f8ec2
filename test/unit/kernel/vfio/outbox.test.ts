import { describe, expect, it } from 'vitest';
import { WaitingGroups } from '../../../support/waiting-groups.js';

describe('Outbox', () => {
	it('hands out groups in order and refuses beyond its limit', () => {
		const waiting = new WaitingGroups(3);
		expect([1, 2, 3, 4].map(() => waiting.push())).toEqual([1, 2, 3, 0]);
		expect(waiting.outbox.length).toBe(3);
		expect(waiting.peek()).toBe(1);
		expect(waiting.drain()).toEqual([1, 2, 3]);
		expect([waiting.outbox.length, waiting.take(), waiting.peek()]).toEqual([0, 0, 0]);
	});

	it('marks what it hands out and nothing else', () => {
		const waiting = new WaitingGroups(3);
		const ids = [waiting.push(), waiting.push(), waiting.push()];
		waiting.take();
		waiting.peek();
		const { groups } = waiting;
		expect(ids.map((id) => groups.mark(groups.find(id)))).toEqual([1, 0, 0]);
	});

	it('skips what was withdrawn, and its place is free at once', () => {
		const waiting = new WaitingGroups(3);
		for (const id of [10, 20, 30]) waiting.pushAs(id);
		expect(waiting.withdraw(20)).toBe(true);
		expect(waiting.outbox.length).toBe(2);
		expect(waiting.pushAs(40)).toBe(40);
		expect(waiting.pushAs(50)).toBe(0);
		expect(waiting.drain()).toEqual([10, 30, 40]);
	});

	it('does not count what was taken when that is withdrawn', () => {
		const waiting = new WaitingGroups(3);
		waiting.push();
		waiting.push();
		waiting.take();
		expect(waiting.withdraw(1)).toBe(false);
		expect(waiting.outbox.length).toBe(1);
		expect(waiting.drain()).toEqual([2]);
	});

	it('stays in order when everything but the oldest is withdrawn again and again', () => {
		const waiting = new WaitingGroups(512);
		waiting.push();
		for (let n = 0; n < 20_000; n++) {
			const id = waiting.push();
			expect(id).not.toBe(0);
			expect(waiting.withdraw(id)).toBe(true);
		}
		const last = waiting.push();
		expect(waiting.drain()).toEqual([1, last]);
	});

	it('is empty after clear', () => {
		const waiting = new WaitingGroups(2);
		const cleared = [waiting.push(), waiting.push()];
		waiting.outbox.clear();
		expect([waiting.outbox.length, waiting.take()]).toEqual([0, 0]);
		for (const id of cleared) expect(waiting.withdraw(id)).toBe(false);
		expect(waiting.push()).toBe(3);
		expect(waiting.take()).toBe(3);
	});

	it('holds ids beyond 2^32', () => {
		const first = 2 ** 53 - 100;
		const waiting = new WaitingGroups(4, first);
		for (const id of [first + 1, first + 40, first + 90]) waiting.pushAs(id);
		expect(waiting.withdraw(first + 40)).toBe(true);
		expect(waiting.drain()).toEqual([first + 1, first + 90]);
	});
});
