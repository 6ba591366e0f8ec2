import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import type { MappedRows, UnmapRows } from '../../../src/guest/inventory.js';
import { pattern } from '../../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;
const READ_WRITE = 3;
const DIRTY = 64;

function setUp(frames = 10) {
	const port = new FakePort(new VirtualClock(5000), frames);
	const space = makeSpace();
	const pager = new MemoryPager(50);
	port.attach(space);
	const area = { address: 0, length: 40 * PAGE, permissions: 'rw' as const, pager };
	space.state.areas.add({ ...area, sharing: 'shared' });
	const resume = (mapped: readonly (readonly number[])[], unmaps: readonly UnmapRows[] = []) => {
		const rows: MappedRows = {
			page: mapped.map(([page]) => page!),
			frame: mapped.map(([, frame]) => frame!),
			flags: mapped.map(([, , flags]) => flags!),
		};
		const used: number[] = [];
		space.resume(0, rows, unmaps, (frame) => used.push(frame));
		port.frames.restart(used);
		port.live = true;
		space.pump();
		return used.sort();
	};
	const suspend = () => {
		port.live = false;
		space.suspend();
	};
	const states = () => [...space.state.pages.count.slice(1)];
	return { port, space, pager, resume, suspend, states };
}

/** The contents of an answer to an unmapping. */
const answer = (page: number, version: number) => ({
	...{ dirtyRow: [0], contents: pattern(page, version), complete: true },
});

describe('an address space whose session goes on', () => {
	it('keeps the pages that the host has, and gives the frames of the others free', () => {
		const { port, resume, space, suspend } = setUp();
		fault(space, 1, [1, 2, 3]);
		const frame = space.state.pages.frame[space.state.pages.find(2)]!;
		suspend();
		expect(resume([[2, frame, READ_WRITE]])).toEqual([frame]);
		expect(port.frames.available).toBe(9);
		expect([1, 2, 3].map((page) => space.state.pages.find(page) >= 0)).toEqual([
			false,
			true,
			false,
		]);
		fault(space, 2, [2]);
		expect(port.answers.get(2)).toBe(true);
		expect(space.state.counters.hits).toBe(1);
	});

	it('forgets its groups, and answers them when they come again', async () => {
		const { pager, port, resume, space, suspend, states } = setUp();
		pager.manual = true;
		fault(space, 1, [1]);
		suspend();
		expect([space.unanswered, ...states()]).toEqual([0, 0, 0, 0, 0]);
		await pager.pending[0]?.end();
		resume([]);
		expect(port.answers.size).toBe(0);
		fault(space, 1, [1]);
		await pager.pending[0]?.end();
		expect([...port.answers]).toEqual([[1, true]]);
	});

	it('has a page back whose unmapping did not reach the host, and unmaps it anew', () => {
		const { port, resume, space, suspend } = setUp();
		fault(space, 1, [1]);
		port.send();
		const frame = space.state.pages.frame[space.state.pages.find(1)]!;
		const results: unknown[] = [];
		space.sync((result) => results.push(result));
		expect(port.machine.unmappings).toHaveLength(1);
		suspend();
		port.machine.unmappings.length = 0;
		resume([[1, frame, READ_WRITE | DIRTY]]);
		expect(port.machine.unmappings).toHaveLength(1);
		port.settle();
		expect(results).toMatchObject([{ error: undefined }]);
		expect(space.state.pages.framed).toBe(0);
	});

	it('writes the answer to an unmapping that comes again, once', () => {
		const { pager, port, resume, space, suspend, states } = setUp();
		fault(space, 1, [1]);
		port.send();
		space.reclaim(1);
		const { request } = port.machine.unmappings[0]!;
		suspend();
		resume([], [{ request, space: 0, page: [1] }]);
		expect(states()).toEqual([0, 0, 1, 0]);
		space.unmapped(request, answer(1, 7));
		expect(pager.page(1)).toEqual(pattern(1, 7));
		expect(states()).toEqual([0, 0, 0, 0]);
	});

	it('takes over pages, dirty ones too, and answers to unmappings of an agent before it', () => {
		const { pager, port, resume, space } = setUp();
		resume(
			[
				[4, 103, READ_WRITE],
				[5, 104, READ_WRITE | DIRTY],
			],
			[{ request: 9, space: 0, page: [6] }],
		);
		expect(port.frames.available).toBe(8);
		space.unmapped(9, answer(6, 3));
		expect(pager.page(6)).toEqual(pattern(6, 3));
		expect(space.reclaim(5)).toBe(2);
	});

	it('believes the later one of two answers that have the same page, in any order of their parts', () => {
		const { pager, resume, space } = setUp();
		resume(
			[],
			[
				{ request: 3, space: 0, page: [6] },
				{ request: 4, space: 0, page: [6] },
			],
		);
		space.unmapped(4, answer(6, 2));
		space.unmapped(3, answer(6, 1));
		expect(pager.page(6)).toEqual(pattern(6, 2));
	});

	it('unmaps what fits none of its areas, or one with other permissions, before it uses it', () => {
		const { port, resume, space } = setUp();
		resume([
			[5, 103, 1],
			[45, 104, READ_WRITE | DIRTY],
			[6, 105, READ_WRITE],
		]);
		expect(port.machine.unmappings).toMatchObject([{ pages: [5, 45] }]);
		expect(space.state.counters.lostDirty).toBe(1);
		// A fault on it waits until it is gone, and maps it as the area has it.
		fault(space, 1, [5], 2);
		expect(port.answers.size).toBe(0);
	});

	it('refuses an inventory that has a page elsewhere', () => {
		const { resume, space, suspend } = setUp();
		fault(space, 1, [1]);
		suspend();
		expect(() => resume([[1, 9, READ_WRITE]])).toThrow(
			expect.objectContaining({ code: 'MALFORMED_MESSAGE' }),
		);
	});
});
