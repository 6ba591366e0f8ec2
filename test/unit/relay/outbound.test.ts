import { describe, expect, it } from 'vitest';
import { Outbound, type UnmapAnswer } from '../../../src/host/relay/outbound.js';

const result = (request: number, rows: number) => {
	const row = Array.from({ length: rows }, (_, i) => i);
	return { request, code: 1, message: '', row, rowCode: row.map(() => 1) };
};

describe('what waits to be said', () => {
	it('is taken in messages of about the room given, in order, until nothing is left', () => {
		const outbound = new Outbound(() => {});
		for (const request of [1, 2, 3]) outbound.results.push(result(request, 20));
		for (let group = 0; group < 50; group++) outbound.refused.push(group, 11);
		const first = outbound.take(300, true);
		expect(first?.refused?.group).toHaveLength(26);
		expect(first?.results).toBeUndefined();
		const second = outbound.take(600, true);
		expect(second?.refused?.group).toEqual(Array.from({ length: 24 }, (_, i) => 26 + i));
		expect(second?.results?.map((each) => each.request)).toEqual([1]);
		expect(outbound.take(600, true)?.results?.map((each) => each.request)).toEqual([2, 3]);
		expect(outbound.take(600, true)).toBeUndefined();
		expect(outbound.backlog).toBe(0);
	});

	it('is counted until it is taken, of whatever kind', () => {
		const outbound = new Outbound(() => {});
		const kinds: (() => void)[] = [
			() => outbound.results.push(result(1, 2)),
			() => outbound.refused.push(7, 11),
			() => outbound.expired.push(7, 1),
			() => outbound.assigned.push({ device: 1, name: 'nic' }),
			() => outbound.revoked.push({ device: 1, code: 8, message: 'gone' }),
			() => outbound.sync.push({ request: 1 }),
		];
		for (const push of kinds) {
			const before = outbound.backlog;
			push();
			expect(outbound.backlog).toBeGreaterThan(before);
		}
		outbound.take(100_000, true);
		expect(outbound.backlog).toBe(0);
	});

	it('is taken though it does not fit, when the message would be empty otherwise', () => {
		const outbound = new Outbound(() => {});
		outbound.results.push(result(1, 1000));
		expect(outbound.take(100, false)).toBeUndefined();
		expect(outbound.take(100, true)?.results).toHaveLength(1);
	});

	it('completes an unmap only after all refused rows are told', () => {
		const sent: UnmapAnswer[] = [];
		const outbound = new Outbound((answer) => sent.push(answer));
		outbound.results.push(result(1, 10));
		outbound.results.push(result(2, 1000));
		outbound.unmapped({ request: 2, dirtyRows: [], contents: undefined });
		const first = outbound.take(400, true);
		expect([first?.results?.length, first?.unmapped]).toEqual([1, undefined]);
		const second = outbound.take(20_000, true);
		expect([second?.results?.length, second?.unmapped?.length]).toEqual([1, 1]);
		expect(sent).toHaveLength(1);
	});

	it('says a page of contents at least, however small the room', () => {
		const outbound = new Outbound(() => {});
		outbound.unmapped({ request: 1, dirtyRows: [4, 6], contents: new Uint8Array(8192) });
		expect(outbound.take(1000, false)).toBeUndefined();
		const parts = [outbound.take(1000, true), outbound.take(1000, true)];
		expect(parts.map((message) => message?.unmapped?.[0])).toMatchObject([
			{ request: 1, dirtyRow: [4], complete: false },
			{ request: 1, dirtyRow: [6], complete: true },
		]);
	});
});
