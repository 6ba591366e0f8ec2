import { describe, expect, it } from 'vitest';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { FrameAllocator } from '../../../../src/host/kernel/frames.js';
import type { SecondLevelFormat } from '../../../../src/host/kernel/table/formats.js';
import { SecondLevelTable } from '../../../../src/host/kernel/table/second-level.js';
import { TableWindow } from '../../../../src/host/kernel/table/table-window.js';

/** Where a window above a guest of 100 frames begins. */
const FIRST = 2 ** 18;

function setUp(format: SecondLevelFormat, tableFrames = 64) {
	const memory = new PhysicalMemory(8192);
	const frames = new FrameAllocator(16, tableFrames + 1);
	// One frame to be given back later; Sv48x4 finds its four aligned ones all the same.
	const spare = frames.allocate();
	const level = SecondLevelTable.create(memory, frames, format, true);
	if (level === undefined) throw new Error('no top table');
	level.map(0, 4096, 100);
	const shift = format === 'riscv-sv48x4' ? 10 : 12;
	/** The leaf of a page as its two words; undefined where no table leads to it. */
	const leaf = (page: number) => {
		let table = level.root;
		for (const span of [2 ** 27, 2 ** 18, 2 ** 9]) {
			const at = table * 4096 + (Math.floor(page / span) % 512) * 8;
			const low = memory.read32(at);
			if (low === 0) return undefined;
			table = low >>> shift;
		}
		const at = table * 4096 + (page % 512) * 8;
		return [memory.read32(at), memory.read32(at + 4)];
	};
	return { frames, spare, leaf, window: new TableWindow(level, 100) };
}

describe('a window of tables', () => {
	it.each([
		// R.
		['vtd', [0x0012_3001, 0]],
		// A page with S2AP 1: reading.
		['aarch64', [0x0012_377f, 0]],
		// PR, next level 0; IR.
		['amd-v1', [0x0012_3001, 0x2000_0000]],
		// V R U A.
		['riscv-sv48x4', [0x0004_8c53, 0]],
	] as const)('%s: lies above the guest, and lets hardware read only', (format, entry) => {
		const { window, leaf } = setUp(format);
		expect(window.map(0x123, 1)).toBe(FIRST);
		expect(leaf(FIRST)).toEqual(entry);
		expect(leaf(FIRST + 1)).toEqual([0, 0]);
		expect(leaf(100)).toEqual([0, 0]);
	});

	it('gives adjacent pages, aligned to their number, and takes them back', () => {
		const { window, leaf } = setUp('aarch64');
		const first = window.map(0x200, 3);
		expect(first % 4).toBe(0);
		expect([0, 1, 2].map((i) => leaf(first + i)?.[0])).toEqual([0x20_077f, 0x20_177f, 0x20_277f]);
		const other = window.map(0x300, 16);
		expect(other % 16).toBe(0);
		window.unmap(first, 3);
		expect([0, 1, 2].map((i) => leaf(first + i))).toEqual([
			[0, 0],
			[0, 0],
			[0, 0],
		]);
		expect(leaf(other)?.[0]).toBe(0x30_077f);
		expect(window.map(0x400, 3)).toBe(first);
	});

	it('maps nothing when there is no frame for a table, and does once there is', () => {
		const { window, leaf, frames, spare } = setUp('vtd', 5);
		// Four of the five are taken: the directory gets the last, the leaf table none.
		expect(frames.available).toBe(1);
		expect(window.map(0x123, 2)).toBe(-1);
		expect(leaf(FIRST)).toBeUndefined();
		frames.free(spare);
		expect(window.map(0x123, 1)).toBe(FIRST);
	});

	it('has 2^18 pages and no more', () => {
		const { window } = setUp('aarch64', 1024);
		expect(window.map(0x100, 2 ** 18)).toBe(FIRST);
		expect(window.map(0x100, 1)).toBe(-1);
		window.unmap(FIRST, 2 ** 18);
		expect(window.map(0x100, 1)).toBe(FIRST);
	});
});
