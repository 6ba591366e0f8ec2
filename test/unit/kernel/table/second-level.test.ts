import { describe, expect, it } from 'vitest';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { Domain } from '../../../../src/host/kernel/domain.js';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { FrameAllocator } from '../../../../src/host/kernel/frames.js';
import type { SecondLevelFormat } from '../../../../src/host/kernel/table/formats.js';
import { SecondLevelTable } from '../../../../src/host/kernel/table/second-level.js';
import { TableWindow } from '../../../../src/host/kernel/table/table-window.js';
import { domainRef } from '../../../support/domain-ref.js';

const FORMATS = ['vtd', 'aarch64', 'amd-v1', 'riscv-sv48x4'] as const;

/** Table frames come from 17 on; Sv48x4 finds its four aligned ones at the upper end, at 76. */
function setUp(format: SecondLevelFormat, largePages = true) {
	const memory = new PhysicalMemory(2 ** 21);
	const frames = new FrameAllocator(17, 64);
	const table = SecondLevelTable.create(memory, frames, format, largePages);
	if (table === undefined) throw new Error('no top table');
	const entry = (frame: number, index: number) => [
		memory.read32(frame * 4096 + index * 8),
		memory.read32(frame * 4096 + index * 8 + 4),
	];
	return { memory, frames, table, entry };
}

// Indices 1, 2, 3, 4 from the top level down.
const PAGE = ((1 * 512 + 2) * 512 + 3) * 512 + 4;

describe('entries of a second-level table, bit for bit', () => {
	it.each([
		// R, W.
		['vtd', 17, [0x0001_2003, 0], [0x0001_3003, 0], [0x0001_4003, 0], [0x0004_2003, 0]],
		// Tables: type 3. Page: MemAttr 15, S2AP 3, SH 3, AF.
		['aarch64', 17, [0x0001_2003, 0], [0x0001_3003, 0], [0x0001_4003, 0], [0x0004_27ff, 0]],
		// PR, next level 3, 2, 1, 0; IR and IW.
		[
			'amd-v1',
			17,
			[0x0001_2601, 0x6000_0000],
			[0x0001_3401, 0x6000_0000],
			[0x0001_4201, 0x6000_0000],
			[0x0004_2001, 0x6000_0000],
		],
		// V; V R W X U A D.
		['riscv-sv48x4', 76, [0x0000_4401, 0], [0x0000_4801, 0], [0x0000_4c01, 0], [0x0001_08df, 0]],
	] as const)('%s: a page of 4 KiB', (format, root, top, third, second, leaf) => {
		const { table, entry } = setUp(format);
		expect(table.root).toBe(root);
		expect(table.map(PAGE, 0x42, 1)).toBe(Errno.OK);
		const below = root === 17 ? 18 : 17;
		expect(entry(root, 1)).toEqual(top);
		expect(entry(below, 2)).toEqual(third);
		expect(entry(below + 1, 3)).toEqual(second);
		expect(entry(below + 2, 4)).toEqual(leaf);
		expect(table.tableFrames).toBe(root === 17 ? 4 : 7);
	});

	it.each([
		['vtd', [0x0020_0083, 0x1]],
		['aarch64', [0x0020_07fd, 0x1]],
		['amd-v1', [0x0020_0001, 0x6000_0001]],
		['riscv-sv48x4', [0x4008_00df, 0]],
	] as const)('%s: a leaf of 2 MiB above 4 GiB', (format, leaf) => {
		const { table, entry } = setUp(format);
		expect(table.map(3 * 512, 2 ** 20 + 512, 512)).toBe(Errno.OK);
		const below = table.root === 17 ? 18 : 17;
		expect(entry(below + 1, 3)).toEqual(leaf);
		expect(table.tableFrames).toBe(table.root === 17 ? 3 : 6);
	});

	it('Sv48x4: two more bits of input reach the other frames of the top table', () => {
		const { table, entry } = setUp('riscv-sv48x4');
		expect(table.addressWidth).toBe(50);
		expect(table.map(2 ** 38 - 1, 5, 1)).toBe(Errno.OK);
		expect(entry(79, 511)).toEqual([0x4401, 0]);
		expect(entry(17, 511)).toEqual([0x4801, 0]);
		expect(table.map(2 ** 38 - 1, 5, 2)).toBe(Errno.EINVAL);
	});
});

describe.each(FORMATS)('a second-level table of format %s', (format) => {
	it('has large leaves where the format always has them, or when allowed', () => {
		const { table } = setUp(format, false);
		expect(table.map(0, 1024, 512)).toBe(Errno.OK);
		const roots = format === 'riscv-sv48x4' ? 4 : 1;
		expect(table.tableFrames).toBe(roots + (format === 'vtd' ? 3 : 2));
	});

	it('translates no page twice, also below a large leaf', () => {
		const { table } = setUp(format);
		expect(table.map(0, 1024, 512)).toBe(Errno.OK);
		expect(table.map(5, 4000, 1)).toBe(Errno.EEXIST);
		expect(table.map(512, 4000, 1)).toBe(Errno.OK);
		expect(table.map(512, 4000, 1)).toBe(Errno.EEXIST);
		expect(table.map(513, 4001, 1)).toBe(Errno.OK);
	});

	it('gives every frame back, without its storage, once', () => {
		const { memory, frames, table } = setUp(format);
		table.map(5, 600, 2000);
		expect(frames.available).toBe(64 - table.tableFrames);
		table.destroy();
		table.destroy();
		expect([frames.available, table.tableFrames, memory.residentFrames]).toEqual([64, 0, 0]);
	});
});

describe('a domain of several formats', () => {
	it('makes a table for each when it is asked for, and gives all of them back', () => {
		const memory = new PhysicalMemory(8192);
		const frames = new FrameAllocator(16, 64);
		const domain = Domain.create(7, memory, frames, 4096, 1024, false, ['vtd']);
		if (typeof domain === 'number') throw new Error(`domain: ${domain}`);
		const first = domain.tableFrames;
		const roots = FORMATS.map((format) => domainRef(domain, format).secondLevelRoot);
		expect(new Set(roots).size).toBe(4);
		expect(domain.tableFrames).toBeGreaterThan(first);
		expect(frames.available).toBe(64 - domain.tableFrames);
		expect(domainRef(domain, 'riscv-sv48x4', 9)).toEqual({
			id: 9,
			secondLevelRoot: roots[3],
			addressWidth: 50,
			tablePages: expect.any(TableWindow),
		});
		expect(domainRef(domain, 'vtd')).toEqual({
			id: 7,
			secondLevelRoot: roots[0],
			addressWidth: 48,
			tablePages: expect.any(TableWindow),
		});
		domain.destroy();
		expect(frames.available).toBe(64);
	});

	it('says ENOMEM for a table that does not fit and keeps the others', () => {
		const memory = new PhysicalMemory(8192);
		const frames = new FrameAllocator(16, 8);
		const domain = Domain.create(7, memory, frames, 4096, 700, false, ['vtd']);
		if (typeof domain === 'number') throw new Error(`domain: ${domain}`);
		const before = [frames.available, domain.tableFrames];
		expect(domain.ref('aarch64')).toBe(Errno.ENOMEM);
		expect(domain.ref('riscv-sv48x4')).toBe(Errno.ENOMEM);
		expect([frames.available, domain.tableFrames]).toEqual(before);
	});
});
