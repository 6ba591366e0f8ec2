import { describe, expect, it } from 'vitest';
import { Outbox } from '../../../../src/host/kernel/vfio/outbox.js';

function drain(outbox: Outbox): number[] {
	const ids: number[] = [];
	for (let id = outbox.take(); id !== 0; id = outbox.take()) ids.push(id);
	return ids;
}

describe('Outbox', () => {
	it('hands out ids in order and refuses beyond its limit', () => {
		const outbox = new Outbox(3);
		expect([1, 2, 3, 4].map((id) => outbox.push(id))).toEqual([true, true, true, false]);
		expect(outbox.length).toBe(3);
		expect(outbox.peek()).toBe(1);
		expect(drain(outbox)).toEqual([1, 2, 3]);
		expect([outbox.length, outbox.take(), outbox.peek()]).toEqual([0, 0, 0]);
	});

	it('skips what was withdrawn, and its place is free at once', () => {
		const outbox = new Outbox(3);
		for (const id of [10, 20, 30]) outbox.push(id);
		expect(outbox.withdraw(20)).toBe(true);
		expect(outbox.withdraw(20)).toBe(false);
		expect(outbox.withdraw(15)).toBe(false);
		expect(outbox.withdraw(40)).toBe(false);
		expect(outbox.length).toBe(2);
		expect(outbox.push(40)).toBe(true);
		expect(outbox.push(50)).toBe(false);
		expect(drain(outbox)).toEqual([10, 30, 40]);
	});

	it('does not find what was taken', () => {
		const outbox = new Outbox(3);
		outbox.push(1);
		outbox.push(2);
		outbox.take();
		expect(outbox.withdraw(1)).toBe(false);
		expect(outbox.length).toBe(1);
	});

	it('stays bounded when everything but the oldest is withdrawn again and again', () => {
		const outbox = new Outbox(512);
		outbox.push(1);
		for (let id = 2; id < 20_000; id++) {
			expect(outbox.push(id)).toBe(true);
			expect(outbox.withdraw(id)).toBe(true);
		}
		outbox.push(20_000);
		expect(drain(outbox)).toEqual([1, 20_000]);
	});

	it('is empty after clear', () => {
		const outbox = new Outbox(2);
		outbox.push(1);
		outbox.push(2);
		outbox.clear();
		expect([outbox.length, outbox.take()]).toEqual([0, 0]);
		expect(outbox.push(3)).toBe(true);
		expect(outbox.take()).toBe(3);
	});

	it('holds ids beyond 2^32', () => {
		const outbox = new Outbox(4);
		const ids = [2 ** 32 + 1, 2 ** 40, 2 ** 53 - 1];
		for (const id of ids) outbox.push(id);
		expect(outbox.withdraw(2 ** 40)).toBe(true);
		expect(drain(outbox)).toEqual([ids[0], ids[2]]);
	});
});
