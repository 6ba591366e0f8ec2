import { describe, expect, it } from 'vitest';
import type { RelayLimits } from '../../../src/host/relay/limits.js';
import { encodeAgentMessage } from '../../../src/wire/codec.js';
import { errorCode } from '../../../src/wire/error-codes.js';
import { RelayBench } from '../../support/relay-bench.js';

/** A session that has mapped pages 0x100.. of space 1 to its frames, in order, writable. */
function mapped(pages: number, limits: Partial<RelayLimits> = {}) {
	const bench = new RelayBench(limits);
	const made = bench.ready({ frames: Math.max(pages, 8) });
	const page = Array.from({ length: pages }, (_, i) => 0x100 + i);
	const frame = page.map((_, i) => i);
	made.agent.send({ map: [{ request: 1, space: 1, page, frame, flags: page.map(() => 3) }] });
	expect(made.agent.take()).toEqual([]);
	const write = (index: number, byte: number) =>
		bench.deviceWrite(made.vfio, made.memory, 0x100 + index, byte);
	return { bench, page, write, ...made };
}

describe('an UnmapBatch', () => {
	it('is answered once the invalidation is complete, with the dirty pages', () => {
		const { bench, page, write, agent, guest } = mapped(4);
		write(1, 0x55);
		write(3, 0x77);
		bench.iommu.hold = true;
		agent.send({ unmap: [{ request: 9, space: 1, page, returnDirty: true }] });
		expect(agent.take()).toEqual([]);
		bench.iommu.completeAll();
		bench.clock.settle();
		const { unmapped, results } = agent.only();
		expect(results).toEqual([]);
		expect(unmapped).toHaveLength(1);
		expect(unmapped[0]).toMatchObject({ request: 9, complete: true });
		expect(Array.from(unmapped[0]?.dirtyRow ?? [])).toEqual([1, 3]);
		const contents = unmapped[0]?.contents ?? new Uint8Array();
		expect(contents.length).toBe(2 * 4096);
		expect(contents.subarray(0, 4096).every((byte) => byte === 0x55)).toBe(true);
		expect(contents.subarray(4096).every((byte) => byte === 0x77)).toBe(true);
		expect(guest.counters).toMatchObject({ unmaps: 1, evictions: 4, writebacks: 2 });
	});

	it('names dirty rows without contents when they were not asked for', () => {
		const { page, write, agent, guest } = mapped(2);
		write(0, 1);
		agent.send({ unmap: [{ request: 9, space: 1, page, returnDirty: false }] });
		expect(agent.only().unmapped).toMatchObject([{ rows: 1, complete: true }]);
		expect(agent.heard.at(-1)?.unmapped[0]?.contents.length).toBe(0);
		expect(guest.counters).toMatchObject({ writebacks: 0, bytesOut: 0 });
	});

	it('is answered in parts of 64 dirty pages, in messages of bounded size', () => {
		const { bench, page, write, agent } = mapped(300);
		for (let i = 0; i < 300; i++) write(i, i % 251);
		agent.send({ unmap: [{ request: 9, space: 1, page, returnDirty: true }] });
		bench.clock.settle();
		const messages = agent.take();
		const parts = messages.flatMap((message) => message.unmapped);
		expect(parts.map((part) => part.rows)).toEqual([64, 64, 64, 63, 45]);
		expect(parts.map((part) => part.complete)).toEqual([false, false, false, false, true]);
		expect(parts.flatMap((part) => Array.from(part.dirtyRow))).toEqual(page.map((_, i) => i));
		for (const part of parts)
			for (const [i, row] of part.dirtyRow.entries())
				expect(part.contents[i * 4096 + 99]).toBe(row % 251);
		for (const message of messages) {
			const bytes = message.unmapped.reduce((sum, part) => sum + part.contents.length, 0);
			expect(bytes).toBeLessThan(1024 * 1024);
		}
		expect(messages).toHaveLength(2);
	});

	it('leaves room for faults: parts wait for the next message', () => {
		const { bench, page, write, agent, vfio } = mapped(20, { messageBytes: 64 * 1024 });
		for (let i = 0; i < 20; i++) write(i, i);
		agent.grant(vfio, 8);
		const unmap = [{ request: 9, space: 1, page, returnDirty: true }];
		agent.end.send(encodeAgentMessage({ unmap }));
		for (const grpid of [1, 2, 3]) bench.fault(vfio.device, grpid);
		bench.clock.settle();
		const messages = agent.take();
		expect(messages.map((message) => message.faults?.rows)).toEqual([3, undefined]);
		expect(messages.map((message) => message.unmapped[0]?.rows)).toEqual([15, 5]);
	});

	it('tells refused rows before its completion; the other rows are unmapped', () => {
		const { page, agent } = mapped(2);
		const rows = [page[0]!, 0x999, page[0]!, 2 ** 51, page[1]!];
		agent.send({ unmap: [{ request: 9, space: 1, page: rows, returnDirty: true }] });
		const { results, unmapped } = agent.only();
		expect(results[0]).toMatchObject({
			request: 9,
			row: [1, 2, 3],
			message: '3 of 5 rows refused; the first is row 1: page 0x999, PAGE_NOT_MAPPED',
		});
		expect(results[0]?.rowCode.map(errorCode)).toEqual([
			'PAGE_NOT_MAPPED',
			'PAGE_NOT_MAPPED',
			'BAD_PAGE',
		]);
		expect(unmapped).toMatchObject([{ request: 9, rows: 0, complete: true }]);
		expect(agent.session.refusals.toJSON()).toEqual({ PAGE_NOT_MAPPED: 2, BAD_PAGE: 1 });
	});

	it('frees its frames for the mappings that follow', () => {
		const { page, agent } = mapped(1);
		agent.send({ unmap: [{ request: 9, space: 1, page, returnDirty: false }] });
		agent.take();
		agent.send({ map: [{ request: 10, space: 1, page, frame: [0], flags: [1 | 32] }] });
		expect(agent.take()).toEqual([]);
	});

	it('of a space that is not there is refused whole, and still completed', () => {
		const { agent } = mapped(1);
		agent.send({ unmap: [{ request: 9, space: 5, page: [1, 2], returnDirty: true }] });
		const { results, unmapped } = agent.only();
		expect(results[0]?.rowCode.map(errorCode)).toEqual(['UNKNOWN_SPACE', 'UNKNOWN_SPACE']);
		expect(unmapped).toMatchObject([{ request: 9, rows: 0, complete: true }]);
	});
});

describe('the bound of unmap requests', () => {
	it('counts what is not answered, and refuses what is beyond', () => {
		const { bench, page, agent } = mapped(3, { unmapsOutstanding: 2 });
		bench.iommu.hold = true;
		const unmap = (request: number, index: number) =>
			agent.send({ unmap: [{ request, space: 1, page: [page[index]!], returnDirty: false }] });
		unmap(1, 0);
		unmap(2, 1);
		unmap(3, 2);
		const { results, unmapped } = agent.only();
		expect(results[0]).toMatchObject({ request: 3, row: [0] });
		expect(errorCode(results[0]?.code ?? 0)).toBe('RESOURCE_EXHAUSTED');
		expect(unmapped).toMatchObject([{ request: 3, complete: true }]);
		bench.iommu.completeAll();
		bench.clock.settle();
		agent.take();
		bench.iommu.hold = false;
		unmap(4, 2);
		expect(agent.only().results).toEqual([]);
	});

	it('counts answers that the agent does not take', () => {
		const bench = new RelayBench({ unmapsOutstanding: 2 });
		const { guest } = bench.guest();
		const vfio = bench.assigned('nic', guest);
		const agent = bench.connect({ inFlight: 1 });
		agent.hello();
		agent.bind(vfio);
		agent.end.hold();
		for (const request of [1, 2, 3, 4, 5])
			agent.send({ unmap: [{ request, space: 1, page: [request], returnDirty: false }] });
		agent.end.release();
		bench.clock.settle();
		const refused = agent
			.take()
			.flatMap((message) => message.results)
			.filter((result) => errorCode(result.code) === 'RESOURCE_EXHAUSTED');
		// The first is on the wire, the second and third are the two that may wait.
		expect(refused.map((result) => result.request)).toEqual([4, 5]);
	});

	it('covers the pages whose contents wait in memory', () => {
		const { bench, page, agent } = mapped(8, { batchRows: 8 });
		bench.iommu.hold = true;
		const unmap = (request: number, pages: number[]) =>
			agent.send({ unmap: [{ request, space: 1, page: pages, returnDirty: true }] });
		const absent = [1, 2, 3, 4, 5, 6, 7];
		unmap(1, [page[0]!, ...absent]);
		unmap(2, [page[1]!, ...absent]);
		unmap(3, [page[2]!]);
		const { results } = agent.take().at(-1)!;
		expect(results[0]?.message).toBe(
			'1 of 1 rows refused; the first is row 0: the contents of 16 pages are asked for and not sent; 16 is the bound, RESOURCE_EXHAUSTED',
		);
	});
});
