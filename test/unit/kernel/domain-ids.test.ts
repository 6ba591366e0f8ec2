import { describe, expect, it } from 'vitest';
import { DomainIds } from '../../../src/host/kernel/domain-ids.js';

describe('DomainIds', () => {
	it('gives out 1 to 65535, each once, and then none', () => {
		const ids = new DomainIds(70_000);
		expect(ids.available).toBe(65_535);
		const given = new Set<number>();
		for (let i = 0; i < 65_535; i++) given.add(ids.allocate());
		expect([given.size, Math.min(...given), Math.max(...given)]).toEqual([65_535, 1, 65_535]);
		expect([ids.allocate(), ids.available]).toEqual([-1, 0]);
	});

	it('gives out again what was given back, and nothing else', () => {
		const ids = new DomainIds(3);
		expect([ids.allocate(), ids.allocate(), ids.allocate(), ids.allocate()]).toEqual([1, 2, 3, -1]);
		ids.free(2);
		expect(ids.available).toBe(1);
		expect([ids.allocate(), ids.allocate()]).toEqual([2, -1]);
	});
});
