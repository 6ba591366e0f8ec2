import { describe, expect, it } from 'vitest';
import { RelayBench } from '../../support/relay-bench.js';

const PAGES = [0x100, 0x101, 0x102];

/** A session with three pages mapped to frames in another order. */
function mapped() {
	const bench = new RelayBench();
	const made = bench.ready();
	const { agent } = made;
	agent.send({
		map: [{ request: 1, space: 1, page: PAGES, frame: [6, 2, 4], flags: [3, 3, 3] }],
	});
	expect(agent.take()).toEqual([]);
	const write = (page: number, byte: number) =>
		bench.deviceWrite(made.vfio, made.memory, page, byte);
	/** Unmaps the pages; the answer as [row, first byte, last byte] for each dirty one. */
	const unmap = (...page: number[]) => {
		agent.send({ unmap: [{ request: 2, space: 1, page, returnDirty: true }] });
		const [result] = agent.only().unmapped;
		expect(result?.complete).toBe(true);
		const { contents = new Uint8Array(), dirtyRow = [] } = result ?? {};
		expect(contents.length).toBe(dirtyRow.length * 4096);
		return Array.from(dirtyRow, (row, i) => [row, contents[i * 4096], contents[i * 4096 + 4095]]);
	};
	return { bench, write, unmap, ...made };
}

describe('the contents of unmapped pages', () => {
	it.each([0, 1, 2])('are there when row %d alone is dirty', (row) => {
		const { write, unmap, guest } = mapped();
		write(PAGES[row]!, 0x40 + row);
		expect(unmap(...PAGES)).toEqual([[row, 0x40 + row, 0x40 + row]]);
		expect(guest.counters).toMatchObject({ writebacks: 1, bytesOut: 4096 });
	});

	it('stand in the order of the rows, whatever the order of pages and frames', () => {
		const { write, unmap, guest } = mapped();
		for (const page of PAGES) write(page, page & 0xff);
		expect(unmap(0x102, 0x100, 0x101)).toEqual([
			[0, 2, 2],
			[1, 0, 0],
			[2, 1, 1],
		]);
		expect(guest.counters).toMatchObject({ writebacks: 3, bytesOut: 3 * 4096 });
	});

	it('are none when no page is dirty', () => {
		const { unmap, guest } = mapped();
		expect(unmap(...PAGES)).toEqual([]);
		expect(guest.counters).toMatchObject({ writebacks: 0, bytesOut: 0, evictions: 3 });
	});

	it('of one request say nothing about the next', () => {
		const { write, unmap, guest } = mapped();
		write(0x100, 0x11);
		write(0x101, 0x22);
		write(0x102, 0x33);
		expect(unmap(0x100, 0x101)).toEqual([
			[0, 0x11, 0x11],
			[1, 0x22, 0x22],
		]);
		expect(unmap(0x102)).toEqual([[0, 0x33, 0x33]]);
		expect(guest.counters).toMatchObject({ unmaps: 2, writebacks: 3 });
	});
});
