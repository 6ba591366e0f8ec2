import { describe, expect, it } from 'vitest';
import { FirstLevelEditor } from '../../../../src/host/kernel/table/first-level.js';
import {
	EditResult,
	type FirstLevelFormat,
	MapPermission,
} from '../../../../src/host/kernel/table/formats.js';
import { TableFrames } from '../../../../src/host/kernel/table/table-frames.js';
import { ArrayGuestMemory } from '../../../support/vfio-bench.js';

const { READ, WRITE, EXEC } = MapPermission;
const FIRST_TABLE = 4;

function setUp(format: FirstLevelFormat, tableFrames = 8) {
	const memory = new ArrayGuestMemory(FIRST_TABLE + tableFrames);
	const tables = new TableFrames(memory, FIRST_TABLE, tableFrames);
	const editor = FirstLevelEditor.create(tables, format);
	if (editor === undefined) throw new Error('no top table');
	const entry = (frame: number, index: number) => [
		memory.readWord(frame, index * 8),
		memory.readWord(frame, index * 8 + 4),
	];
	const leaf = () => entry(7, 4);
	/** Writes the leaf's lower word, as hardware does for its accessed and dirty bits. */
	const mark = (low: number) => memory.writeWord(7, 4 * 8, low);
	return { memory, tables, editor, entry, leaf, mark };
}

// Indices 1, 2, 3, 4 from the top level down; tables are frames 4 to 7.
const PAGE = ((1 * 512 + 2) * 512 + 3) * 512 + 4;

describe('VMSAv8-64 stage 1, bit for bit', () => {
	it('links tables with type 3 and nothing else', () => {
		const { editor, entry } = setUp('aarch64');
		expect(editor.map(PAGE, 0x42, READ)).toBe(EditResult.MAPPED);
		expect(entry(4, 1)).toEqual([0x0000_5003, 0]);
		expect(entry(5, 2)).toEqual([0x0000_6003, 0]);
		expect(entry(6, 3)).toEqual([0x0000_7003, 0]);
	});

	// Page, AttrIndx 0, AP[1], AP[2], inner shareable, nG; AF clear. PXN; UXN, and DBM for what may be written.
	it.each([
		[READ, 0x0004_2bc3, 0x0060_0000],
		[READ | WRITE, 0x0004_2bc3, 0x0068_0000],
		[READ | EXEC, 0x0004_2bc3, 0x0020_0000],
		[READ | WRITE | EXEC, 0x0004_2bc3, 0x0028_0000],
	])('permission %d', (permission, low, high) => {
		const { editor, leaf } = setUp('aarch64');
		editor.map(PAGE, 0x42, permission);
		expect(leaf()).toEqual([low, high]);
	});

	it('splits a frame number over both words', () => {
		const { editor, leaf } = setUp('aarch64');
		editor.map(PAGE, 0x0abc_def1, READ);
		expect(leaf()).toEqual([0xcdef_1bc3, 0x0060_00ab]);
		expect([editor.clear(PAGE), editor.frame]).toEqual([true, 0x0abc_def1]);
	});

	it.each([
		['untouched', 0x0004_2bc3, false, false],
		['read', 0x0004_2fc3, false, true],
		['written', 0x0004_2f43, true, true],
	])('knows a page that is %s by AF and AP[2]', (_what, low, dirty, accessed) => {
		const { editor, leaf, mark } = setUp('aarch64');
		editor.map(PAGE, 0x42, READ | WRITE);
		mark(low);
		expect(editor.clear(PAGE)).toBe(true);
		expect([editor.frame, editor.dirty, editor.accessed]).toEqual([0x42, dirty, accessed]);
		expect(leaf()).toEqual([0x200, 0]);
		editor.release(PAGE);
		expect(leaf()).toEqual([0, 0]);
	});

	it('gains permissions without losing the dirty state, and asks for an invalidation', () => {
		const { editor, leaf, mark } = setUp('aarch64');
		editor.map(PAGE, 0x42, READ);
		mark(0x0004_2fc3);
		expect(editor.map(PAGE, 0x42, READ | WRITE)).toBe(EditResult.GAINED);
		expect(leaf()).toEqual([0x0004_2fc3, 0x0068_0000]);
		mark(0x0004_2f43);
		expect(editor.map(PAGE, 0x42, READ | WRITE)).toBe(EditResult.UPDATED);
		expect(editor.map(PAGE, 0x42, READ | WRITE | EXEC)).toBe(EditResult.GAINED);
		expect(leaf()).toEqual([0x0004_2f43, 0x0028_0000]);
	});
});

describe('Sv48, bit for bit', () => {
	it('links tables with V and nothing else', () => {
		const { editor, entry } = setUp('riscv-sv48');
		expect(editor.map(PAGE, 0x42, READ)).toBe(EditResult.MAPPED);
		expect(entry(4, 1)).toEqual([0x0000_1401, 0]);
		expect(entry(5, 2)).toEqual([0x0000_1801, 0]);
		expect(entry(6, 3)).toEqual([0x0000_1c01, 0]);
	});

	// V, R, U; W; X.
	it.each([
		[READ, 0x0001_0813],
		[READ | WRITE, 0x0001_0817],
		[READ | EXEC, 0x0001_081b],
		[READ | WRITE | EXEC, 0x0001_081f],
	])('permission %d', (permission, low) => {
		const { editor, leaf } = setUp('riscv-sv48');
		editor.map(PAGE, 0x42, permission);
		expect(leaf()).toEqual([low, 0]);
	});

	it('splits a frame number over both words, ten bits up', () => {
		const { editor, leaf } = setUp('riscv-sv48');
		editor.map(PAGE, 0x0abc_def1, READ);
		expect(leaf()).toEqual([0xf37b_c413, 0x0000_002a]);
		expect([editor.clear(PAGE), editor.frame]).toEqual([true, 0x0abc_def1]);
	});

	it.each([
		['untouched', 0x0001_0817, false, false],
		['read', 0x0001_0857, false, true],
		['written', 0x0001_08d7, true, true],
	])('knows a page that is %s by A and D', (_what, low, dirty, accessed) => {
		const { editor, leaf, mark } = setUp('riscv-sv48');
		editor.map(PAGE, 0x42, READ | WRITE);
		mark(low);
		expect(editor.clear(PAGE)).toBe(true);
		expect([editor.frame, editor.dirty, editor.accessed]).toEqual([0x42, dirty, accessed]);
		expect(leaf()).toEqual([0x200, 0]);
	});

	it('gains permissions without losing A and D, and asks for an invalidation', () => {
		const { editor, leaf, mark } = setUp('riscv-sv48');
		editor.map(PAGE, 0x42, READ);
		mark(0x0001_0853);
		expect(editor.map(PAGE, 0x42, READ | WRITE)).toBe(EditResult.GAINED);
		expect(leaf()).toEqual([0x0001_0857, 0]);
		mark(0x0001_08d7);
		expect(editor.map(PAGE, 0x42, READ | WRITE | EXEC)).toBe(EditResult.GAINED);
		expect(leaf()).toEqual([0x0001_08df, 0]);
	});
});

describe.each(['x86-64', 'aarch64', 'riscv-sv48'] as const)('a table of format %s', (format) => {
	it('refuses another frame and fewer permissions, and changes nothing', () => {
		const { editor, memory } = setUp(format);
		editor.map(PAGE, 3, READ | WRITE | EXEC);
		const before = memory.bytes.slice();
		expect(editor.map(PAGE, 2, READ | WRITE | EXEC)).toBe(EditResult.CONFLICT);
		expect(editor.map(PAGE, 3, READ | EXEC)).toBe(EditResult.CONFLICT);
		expect(editor.map(PAGE, 3, READ | WRITE)).toBe(EditResult.CONFLICT);
		expect(memory.bytes).toEqual(before);
	});

	it('holds the largest frame number of its format', () => {
		const largest = { 'x86-64': 2 ** 40 - 1, aarch64: 2 ** 36 - 1, 'riscv-sv48': 2 ** 44 - 1 };
		const { editor } = setUp(format);
		editor.map(PAGE, largest[format], READ | WRITE | EXEC);
		expect(editor.map(PAGE, largest[format], READ | WRITE | EXEC)).toBe(EditResult.UPDATED);
		expect([editor.clear(PAGE), editor.frame]).toEqual([true, largest[format]]);
	});

	it('says how many tables a page still needs', () => {
		const { editor, tables } = setUp(format);
		expect(editor.tablesMissing(PAGE)).toBe(3);
		editor.map(PAGE, 3, READ);
		const others = [PAGE + 1, PAGE + 512, PAGE + 512 ** 2, PAGE + 512 ** 3];
		expect(others.map((page) => editor.tablesMissing(page))).toEqual([0, 1, 2, 3]);
		expect(tables.available).toBe(4);
	});

	it.each(['x86-64', 'aarch64', 'riscv-sv48'] as const)('is copied into one of %s', (to) => {
		const { memory, tables, editor } = setUp(format, 16);
		editor.map(PAGE, 3, READ | WRITE);
		editor.map(0, 2, READ | EXEC);
		editor.map(PAGE + 512, 1, READ);
		editor.clear(PAGE + 512);
		const copy = FirstLevelEditor.create(tables, to);
		expect(copy?.copyFrom(editor)).toBe(true);
		expect(copy?.map(PAGE, 3, READ | WRITE)).toBe(EditResult.UPDATED);
		expect(copy?.map(0, 2, READ | EXEC)).toBe(EditResult.UPDATED);
		// What is being cleared is not free in the copy either, until it is released.
		expect(copy?.map(PAGE + 512, 1, READ)).toBe(EditResult.CONFLICT);
		copy?.release(PAGE + 512);
		expect(copy?.map(PAGE + 512, 1, READ)).toBe(EditResult.MAPPED);
		expect([copy?.clear(PAGE), copy?.frame, copy?.dirty]).toEqual([true, 3, false]);
		copy?.destroy(() => {});
		editor.destroy(() => {});
		expect(tables.available).toBe(16);
		expect(memory.bytes.every((byte) => byte === 0)).toBe(true);
	});

	it('is not copied where frames are short, which gives back what it took', () => {
		const { tables, editor } = setUp(format, 7);
		editor.map(PAGE, 3, READ);
		const copy = FirstLevelEditor.create(tables, 'x86-64');
		expect(copy?.copyFrom(editor)).toBe(false);
		copy?.destroy(() => {});
		expect(tables.available).toBe(3);
	});
});
