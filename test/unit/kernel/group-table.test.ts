import { describe, expect, it } from 'vitest';
import { GroupTable } from '../../../src/host/kernel/group-table.js';
import { RequestTable } from '../../../src/host/kernel/request-table.js';
import { FaultBench, pageRequest } from '../../support/fake-source.js';

function table(limit: number, firstId?: number): GroupTable {
	const groups = new GroupTable(limit, firstId);
	groups.addDevice(0);
	groups.addDevice(1);
	return groups;
}

/** The ids of a device's groups, oldest first. */
function list(groups: GroupTable, device: number): number[] {
	const ids: number[] = [];
	for (let slot = groups.oldest(device); slot !== -1; slot = groups.next(slot))
		ids.push(groups.id(slot));
	return ids;
}

describe('ids', () => {
	it('are never given twice, however often slots are used again', () => {
		const groups = table(4);
		const seen = new Set<number>();
		for (let i = 0; i < 10_000; i++) {
			const slot = groups.add(0, 0, -1, 0, 0, 0, 1, -1);
			const id = groups.id(slot);
			expect(seen.has(id)).toBe(false);
			seen.add(id);
			expect(groups.find(id)).toBe(slot);
			groups.remove(slot);
			expect(groups.find(id)).toBe(-1);
		}
		expect(groups.used).toBe(0);
	});

	it('pass over those that are long pending, which keep theirs', () => {
		const groups = table(8);
		const kept: [number, number][] = [];
		const seen = new Set<number>();
		// All but one of the slots are held for ever; the last is used over and over.
		for (let i = 0; i < 7; i++) {
			const slot = groups.add(0, i, -1, 0, 0, 0, 1, -1);
			kept.push([groups.id(slot), slot]);
			seen.add(groups.id(slot));
		}
		let highest = 0;
		for (let i = 0; i < 1000; i++) {
			const slot = groups.add(1, 0, -1, 0, 0, 0, 1, -1);
			const id = groups.id(slot);
			expect(seen.has(id)).toBe(false);
			expect(id).toBeGreaterThan(highest);
			highest = id;
			seen.add(id);
			groups.remove(slot);
		}
		for (const [id, slot] of kept) expect(groups.find(id)).toBe(slot);
		// Half of the ids are given at worst: the window is twice as long as the table.
		expect(highest).toBeLessThan(1000 * 2 + 16);
	});

	it('stay with their groups while the table grows, long outstanding ones among them', () => {
		const groups = table(5000);
		const alive = new Map<number, number>();
		const gone: number[] = [];
		let step = 0;
		while (groups.used < 5000) {
			const slot = groups.add(step % 2, step, -1, 0, 0, 0, 1, -1);
			expect(slot).not.toBe(-1);
			alive.set(groups.id(slot), step);
			step++;
			if (step % 3 === 0) {
				// Not the newest, not the oldest: one from the middle.
				const id = [...alive.keys()][alive.size >> 1]!;
				groups.remove(groups.find(id));
				alive.delete(id);
				gone.push(id);
				if (gone.length > 3000) break;
			}
		}
		for (const [id, grpid] of alive) expect(groups.grpid(groups.find(id))).toBe(grpid);
		for (const id of gone) expect(groups.find(id)).toBe(-1);
		expect([...list(groups, 0), ...list(groups, 1)].sort((a, b) => a - b)).toEqual([
			...alive.keys(),
		]);
	});

	it('are exact beyond 32 bits and up to 2^53', () => {
		for (const first of [2 ** 31 - 5, 2 ** 32 - 5, 2 ** 53 - 3000]) {
			const groups = table(2000, first);
			const slots = new Map<number, number>();
			for (let i = 0; i < 1500; i++) {
				const slot = groups.add(0, i, -1, 0, 0, 0, 1, -1);
				slots.set(groups.id(slot), slot);
			}
			expect(slots.size).toBe(1500);
			expect(Math.min(...slots.keys())).toBe(first);
			for (const [id, slot] of slots) {
				expect(groups.find(id)).toBe(slot);
				expect(groups.find(id - 2 ** 32)).toBe(-1);
				groups.remove(slot);
				expect(groups.find(id)).toBe(-1);
			}
		}
	});
});

describe('the list of a device', () => {
	it('keeps the order of arrival when any group leaves it', () => {
		const groups = table(16);
		const slots = [0, 1, 2, 3, 4].map((grpid) => groups.add(0, grpid, -1, 0, 0, 0, 1, -1));
		groups.add(1, 9, -1, 0, 0, 0, 1, -1);
		const grpids = () => list(groups, 0).map((id) => groups.grpid(groups.find(id)));
		for (const [leaves, left] of [
			[2, [0, 1, 3, 4]],
			[0, [1, 3, 4]],
			[4, [1, 3]],
			[3, [1]],
			[1, []],
		] as const) {
			groups.remove(slots[leaves]!);
			expect(grpids()).toEqual(left);
			expect(groups.pendingOf(0)).toBe(left.length);
		}
		expect(groups.pendingOf(1)).toBe(1);
		groups.add(0, 7, -1, 0, 0, 0, 1, -1);
		expect(grpids()).toEqual([7]);
	});

	it('is empty for a device that was never added', () => {
		const groups = table(1);
		expect(groups.oldest(70)).toBe(-1);
		expect(groups.pendingOf(70)).toBe(0);
	});

	it('holds the marks of its own groups only: a slot used again starts at 0', () => {
		const groups = table(1);
		const slot = groups.add(0, 1, -1, 0, 0, 0, 1, -1);
		groups.setMark(slot, 3);
		groups.remove(slot);
		expect(groups.mark(groups.add(0, 2, -1, 0, 0, 0, 1, -1))).toBe(0);
	});
});

describe('bounds', () => {
	it.each([1, 3, 1024, 1500])('%d groups fit and not one more', (limit) => {
		const groups = table(limit);
		for (let i = 0; i < limit; i++) expect(groups.add(0, i, -1, 0, 0, 0, 1, -1)).not.toBe(-1);
		expect(groups.full).toBe(true);
		expect(groups.add(0, 0, -1, 0, 0, 0, 1, -1)).toBe(-1);
		groups.remove(groups.oldest(0));
		expect(groups.add(0, 0, -1, 0, 0, 0, 1, -1)).not.toBe(-1);
		expect(groups.used).toBe(limit);
	});

	it.each([1, 3, 1500])('%d requests fit and not one more', (limit) => {
		const requests = new RequestTable(limit);
		const rows = Array.from({ length: limit }, (_, i) => requests.add(pageRequest(i, i)));
		expect(new Set(rows).size).toBe(limit);
		expect(requests.add(pageRequest(0, 0))).toBe(-1);
		expect(rows.map((row) => requests.page[row])).toEqual(rows.map((_, i) => i));
		requests.free(rows[0]!);
		expect(requests.add(pageRequest(0, 7))).toBe(rows[0]);
		expect(requests.used).toBe(limit);
	});
});

describe('memory', () => {
	it('is at most 128 bytes for a pending one-page group, with a million pending', () => {
		const million = 1_000_000;
		const bench = new FaultBench({ groups: million, requests: million });
		const { core } = bench;
		const devices = Array.from({ length: 2000 }, () => bench.served({ deadlineMs: 1000 }));
		bench.handler.pageRequest = () => 0;
		const fault = pageRequest(0, 0);
		for (let i = 0; i < million; i++) {
			fault.grpid = i % 500;
			fault.page = i;
			core.reportDeviceFault(devices[i % devices.length]!, fault);
		}
		expect(core.groups.used).toBe(million);
		expect(core.byteLength / million).toBeLessThanOrEqual(128);
		expect(core.retireGroups(devices[0]!, -1)).toBe(500);
	});
});
