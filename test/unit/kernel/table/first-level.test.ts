import { describe, expect, it } from 'vitest';
import { FirstLevelEditor } from '../../../../src/host/kernel/table/first-level.js';
import {
	EditResult,
	FIRST_LEVEL_PAGES,
	MapPermission,
} from '../../../../src/host/kernel/table/formats.js';
import { MappedPages } from '../../../../src/host/kernel/table/mapped-pages.js';
import { TableFrames } from '../../../../src/host/kernel/table/table-frames.js';
import { ArrayGuestMemory } from '../../../support/vfio-bench.js';

const { READ, WRITE, EXEC } = MapPermission;
const FIRST_TABLE = 4;

function setUp(tableFrames = 8) {
	const memory = new ArrayGuestMemory(FIRST_TABLE + tableFrames);
	const tables = new TableFrames(memory, FIRST_TABLE, tableFrames);
	const editor = FirstLevelEditor.create(tables, 'x86-64');
	if (editor === undefined) throw new Error('no top table');
	/** The entry of table frame `frame` at `index`, as [low, high]. */
	const entry = (frame: number, index: number) => [
		memory.readWord(frame, index * 8),
		memory.readWord(frame, index * 8 + 4),
	];
	return { memory, tables, editor, entry };
}

// Indices 1, 2, 3, 4 from the top level down.
const PAGE = ((1 * 512 + 2) * 512 + 3) * 512 + 4;

describe('the pages of a first-level table', () => {
	it('are listed from any page on, without what a driver keeps in the upper half', () => {
		const { editor, memory } = setUp();
		editor.map(PAGE, 0x42, READ);
		editor.map(PAGE + 1, 0x43, READ | WRITE);
		// A leaf of the top level, as RISC-V has it for devices' messages.
		memory.writeWord(editor.root, 511 * 8, 0xd7);
		memory.writeWord(editor.root, 511 * 8 + 4, 0x8000);
		const pages = new MappedPages(8);
		expect(editor.list(0, pages)).toBe(-1);
		expect([...pages.page.subarray(0, pages.count)]).toEqual([PAGE, PAGE + 1]);
		expect([...pages.frame.subarray(0, pages.count)]).toEqual([0x42, 0x43]);
		pages.count = 0;
		expect(editor.list(PAGE + 1, pages)).toBe(-1);
		expect([...pages.page.subarray(0, pages.count)]).toEqual([PAGE + 1]);
	});
});

describe('entries of a first-level table, bit for bit', () => {
	it('links four levels, lowest frames first, and makes a leaf for reading', () => {
		const { editor, entry } = setUp();
		expect(editor.root).toBe(4);
		expect(editor.map(PAGE, 0x42, READ)).toBe(EditResult.MAPPED);
		// P, R/W, U/S and the next table's frame.
		expect(entry(4, 1)).toEqual([0x0000_5007, 0]);
		expect(entry(5, 2)).toEqual([0x0000_6007, 0]);
		expect(entry(6, 3)).toEqual([0x0000_7007, 0]);
		// P, U/S, XD.
		expect(entry(7, 4)).toEqual([0x0004_2005, 0x8000_0000]);
	});

	it.each([
		[READ, 0x0004_2005, 0x8000_0000],
		[READ | WRITE, 0x0004_2007, 0x8000_0000],
		[READ | EXEC, 0x0004_2005, 0],
		[READ | WRITE | EXEC, 0x0004_2007, 0],
	])('permission %d', (permission, low, high) => {
		const { editor, entry } = setUp();
		editor.map(PAGE, 0x42, permission);
		expect(entry(7, 4)).toEqual([low, high]);
	});

	it('splits a frame number over both words', () => {
		const { editor, entry } = setUp();
		editor.map(PAGE, 0x0abc_def1, READ);
		expect(entry(7, 4)).toEqual([0xcdef_1005, 0x8000_00ab]);
		expect(editor.clear(PAGE)).toBe(true);
		expect(editor.frame).toBe(0x0abc_def1);
	});

	it('reaches the first and the last page', () => {
		const { editor, entry } = setUp();
		expect(editor.map(0, 1, READ)).toBe(EditResult.MAPPED);
		expect(editor.map(FIRST_LEVEL_PAGES - 1, 2, READ)).toBe(EditResult.MAPPED);
		expect(entry(7, 0)).toEqual([0x1005, 0x8000_0000]);
		// The upper half of the top table stays empty: only lower canonical addresses are mapped.
		expect(entry(4, 255)[0]! & 1).toBe(1);
		expect(entry(10, 511)).toEqual([0x2005, 0x8000_0000]);
	});

	it('uses one leaf table for neighbours', () => {
		const { editor, tables } = setUp();
		for (let i = 0; i < 512; i++)
			expect(editor.map(0x200 * 7 + i, i % 4, READ)).toBe(EditResult.MAPPED);
		expect(tables.available).toBe(4);
		editor.map(0x200 * 8, 0, READ);
		expect(tables.available).toBe(3);
	});
});

describe('a page that is mapped', () => {
	it('gains permissions and keeps what the hardware noted', () => {
		const { editor, entry, memory } = setUp();
		editor.map(PAGE, 3, READ);
		memory.writeWord(7, 4 * 8, 0x3025); // A
		expect(editor.map(PAGE, 3, READ | WRITE)).toBe(EditResult.UPDATED);
		expect(entry(7, 4)).toEqual([0x3027, 0x8000_0000]);
		memory.writeWord(7, 4 * 8, 0x3067); // A and D
		expect(editor.map(PAGE, 3, READ | WRITE | EXEC)).toBe(EditResult.UPDATED);
		expect(entry(7, 4)).toEqual([0x3067, 0]);
		expect(editor.map(PAGE, 3, READ | WRITE | EXEC)).toBe(EditResult.UPDATED);
		expect(entry(7, 4)).toEqual([0x3067, 0]);
	});

	it.each([
		['another frame', 2, READ | WRITE | EXEC],
		['no longer writable', 3, READ | EXEC],
		['no longer executable', 3, READ | WRITE],
	])('refuses %s and changes nothing', (_what, frame, permission) => {
		const { editor, memory } = setUp();
		editor.map(PAGE, 3, READ | WRITE | EXEC);
		const before = memory.bytes.slice();
		expect(editor.map(PAGE, frame, permission)).toBe(EditResult.CONFLICT);
		expect(memory.bytes).toEqual(before);
	});
});

describe('taking a page away', () => {
	it('tells frame, A and D as they were, and holds the entry until release', () => {
		const { editor, entry, memory } = setUp();
		editor.map(PAGE, 3, READ | WRITE);
		memory.writeWord(7, 4 * 8, 0x3067);
		expect(editor.clear(PAGE)).toBe(true);
		expect([editor.frame, editor.dirty, editor.accessed]).toEqual([3, true, true]);
		// Not present, bit 9: software's.
		expect(entry(7, 4)).toEqual([0x200, 0]);
		expect(editor.clear(PAGE)).toBe(false);
		expect(editor.map(PAGE, 3, READ | WRITE)).toBe(EditResult.CONFLICT);
		expect(entry(7, 4)).toEqual([0x200, 0]);
		editor.release(PAGE);
		expect(entry(7, 4)).toEqual([0, 0]);
		expect(editor.map(PAGE, 1, READ)).toBe(EditResult.MAPPED);
	});

	it('knows an untouched page from one that was read', () => {
		const { editor, memory } = setUp();
		editor.map(PAGE, 3, READ | WRITE);
		editor.map(PAGE + 1, 2, READ | WRITE);
		memory.writeWord(7, 5 * 8, 0x2027);
		editor.clear(PAGE);
		expect([editor.dirty, editor.accessed]).toEqual([false, false]);
		editor.clear(PAGE + 1);
		expect([editor.dirty, editor.accessed]).toEqual([false, true]);
	});

	it('refuses a page without an entry or without tables', () => {
		const { editor, memory } = setUp();
		editor.map(PAGE, 3, READ);
		const before = memory.bytes.slice();
		expect(editor.clear(PAGE + 1)).toBe(false);
		expect(editor.clear(0)).toBe(false);
		expect(memory.bytes).toEqual(before);
	});
});

describe('table frames', () => {
	it('makes all missing tables of a page or none', () => {
		// The top table, three for the first page, two that are left.
		const { editor, memory, tables } = setUp(6);
		editor.map(PAGE, 3, READ);
		const before = memory.bytes.slice();
		expect(editor.map(2 * 512 ** 3, 3, READ)).toBe(EditResult.NO_TABLE);
		expect(memory.bytes).toEqual(before);
		expect(tables.available).toBe(2);
		// Two are enough where the second level from the top is there.
		expect(editor.map(PAGE + 512 ** 2, 3, READ)).toBe(EditResult.MAPPED);
		expect(tables.available).toBe(0);
	});

	it('gives no editor without a frame for the top table', () => {
		const tables = new TableFrames(new ArrayGuestMemory(1), 1, 0);
		expect(FirstLevelEditor.create(tables, 'x86-64')).toBeUndefined();
	});

	it('unlinks empty tables upwards, once, and names a page of each lowest one', () => {
		const { editor, entry, tables } = setUp();
		editor.map(PAGE, 3, READ);
		editor.map(0, 3, READ);
		for (const page of [PAGE, 0]) {
			editor.clear(page);
			editor.release(page);
		}
		const frames: number[] = [];
		const pages: number[] = [];
		editor.unlinkEmpty(frames, pages);
		expect(frames).toEqual([7, 6, 5, 10, 9, 8]);
		expect(pages).toEqual([PAGE - 4, 0]);
		expect(entry(4, 0)).toEqual([0, 0]);
		expect(entry(4, 1)).toEqual([0, 0]);
		expect(tables.available).toBe(1);
		editor.unlinkEmpty(frames, pages);
		expect(frames.length).toBe(6);
		editor.freeTables(frames);
		expect(tables.available).toBe(7);
	});

	it('leads to the new table where the one used last was unlinked', () => {
		const { editor, entry } = setUp();
		editor.map(PAGE, 3, READ);
		editor.clear(PAGE);
		editor.release(PAGE);
		const frames: number[] = [];
		editor.unlinkEmpty(frames, []);
		expect(editor.clear(PAGE)).toBe(false);
		expect(editor.map(PAGE + 1, 2, READ)).toBe(EditResult.MAPPED);
		expect(frames).toEqual([7, 6, 5]);
		expect(entry(4, 1)[0]).toBe(0x8007);
		expect(entry(10, 5)[0]).toBe(0x2005);
		editor.freeTables(frames);
		expect(entry(10, 5)[0]).toBe(0x2005);
	});

	it('leads to the new table where one used before others was unlinked', () => {
		const { editor, tables } = setUp(16);
		editor.map(PAGE, 3, READ);
		editor.clear(PAGE);
		editor.release(PAGE);
		// Another region is used after it, and stays.
		editor.map(PAGE + 512, 2, READ);
		const frames: number[] = [];
		editor.unlinkEmpty(frames, []);
		expect(frames).toEqual([7]);
		expect(editor.clear(PAGE)).toBe(false);
		editor.freeTables(frames);
		// Somebody else's table now.
		expect(tables.allocate()).toBe(7);
		expect(editor.map(PAGE, 5, READ)).toBe(EditResult.MAPPED);
		expect(tables.entries(7)).toBe(0);
		expect([editor.clear(PAGE), editor.frame]).toEqual([true, 5]);
	});

	it('keeps the pages of many regions apart, also where they share a place in its memory of tables', () => {
		const { editor } = setUp(300);
		const pages = Array.from({ length: 256 }, (_, i) => PAGE + i * 512 + (i % 512));
		pages.forEach((page, i) => {
			expect(editor.map(page, 1000 + i, READ)).toBe(EditResult.MAPPED);
		});
		pages.forEach((page, i) => {
			expect(editor.map(page, 1000 + i, READ)).toBe(EditResult.UPDATED);
			expect(editor.clear(page ^ 1)).toBe(false);
			expect([editor.clear(page), editor.frame]).toEqual([true, 1000 + i]);
		});
	});

	it('keeps a table that is in use again, or whose page is still being taken away', () => {
		const { editor, tables } = setUp();
		editor.map(PAGE, 3, READ);
		editor.clear(PAGE);
		const frames: number[] = [];
		editor.unlinkEmpty(frames, []);
		expect(frames).toEqual([]);
		editor.release(PAGE);
		editor.map(PAGE + 1, 2, READ);
		editor.unlinkEmpty(frames, []);
		expect(frames).toEqual([]);
		expect(tables.available).toBe(4);
	});

	it('destroy gives every table back, zeroed, and names the frames of present pages', () => {
		const { editor, memory, tables } = setUp();
		editor.map(PAGE, 3, READ);
		editor.map(PAGE + 1, 2, READ);
		editor.map(0, 1, READ);
		const seen: number[] = [];
		editor.destroy((frame) => seen.push(frame));
		expect(seen).toEqual([1, 3, 2]);
		expect(tables.available).toBe(8);
		expect(memory.bytes.every((byte) => byte === 0)).toBe(true);
	});

	it('hands out zeroed frames only', () => {
		const { memory, tables } = setUp();
		memory.bytes.fill(0xff);
		const frame = tables.allocate();
		expect(memory.bytes.subarray(frame * 4096, frame * 4096 + 4096).every((b) => b === 0)).toBe(
			true,
		);
	});
});
