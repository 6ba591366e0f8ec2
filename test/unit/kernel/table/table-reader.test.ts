import { describe, expect, it } from 'vitest';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { Domain } from '../../../../src/host/kernel/domain.js';
import { EmulatedGuestMemory } from '../../../../src/host/kernel/emulated-guest-memory.js';
import { FrameAllocator } from '../../../../src/host/kernel/frames.js';
import { FirstLevelEditor } from '../../../../src/host/kernel/table/first-level.js';
import {
	EditResult,
	type FirstLevelFormat,
	type SecondLevelFormat,
} from '../../../../src/host/kernel/table/formats.js';
import { TableFrames } from '../../../../src/host/kernel/table/table-frames.js';
import { TableReader } from '../../../../src/host/kernel/table/table-reader.js';
import { domainRef } from '../../../support/domain-ref.js';
import { random } from '../../../support/random.js';

const AGENT = 1024;
const TABLES = 200;
const TOP = 2 ** 35 - 1;

function setUp(
	first: FirstLevelFormat = 'x86-64',
	second: SecondLevelFormat = 'vtd',
	largePages = true,
) {
	const memory = new PhysicalMemory(8192);
	const frames = new FrameAllocator(1, 8191);
	const base = frames.allocateRange(AGENT + TABLES, 512);
	const domain = Domain.create(1, memory, frames, base, AGENT + TABLES, largePages, [second]);
	if (typeof domain === 'number') throw new Error(`domain: ${domain}`);
	const own = new EmulatedGuestMemory(memory, base, AGENT + TABLES);
	const table = FirstLevelEditor.create(new TableFrames(own, AGENT, TABLES), first)!;
	const ref = domainRef(domain, second);
	const read = () => new TableReader(memory, [first, second], ref.secondLevelRoot, table.root);
	return { memory, base, table, ref, read, reader: read() };
}

const formats: [FirstLevelFormat, SecondLevelFormat, boolean][] = [
	['x86-64', 'vtd', true],
	['x86-64', 'vtd', false],
	['x86-64', 'amd-v1', true],
	['aarch64', 'aarch64', true],
	['riscv-sv48', 'riscv-sv48x4', true],
];

describe.each(formats)('reading %s over %s, large leaves %s', (first, second, large) => {
	it('finds the pages that are mapped, with their host frames and rights, and no others', () => {
		const { table, base, reader } = setUp(first, second, large);
		const next = random(7);
		const below = (limit: number) => Math.floor((next() / 2 ** 31) * limit);
		const expected = new Map<number, [number, boolean]>();
		const page = () => (below(2) === 0 ? below(4096) : below(2 ** 35));
		for (let i = 0; i < 40; i++) {
			const at = i === 0 ? TOP : page();
			if (expected.has(at)) continue;
			const permission = below(8) | 1;
			expect(table.map(at, i, permission)).toBe(EditResult.MAPPED);
			expected.set(at, [base + i, (permission & 2) !== 0]);
		}
		for (const [at, [frame, writable]] of expected) {
			expect([at, reader.read(at)]).toEqual([at, true]);
			expect([reader.frame, reader.writable]).toEqual([frame, writable]);
			if (!expected.has(at - 1)) expect(reader.read(at - 1)).toBe(false);
		}
		const seen: number[] = [];
		reader.visit(0, TOP + 1, (at) => {
			seen.push(at);
			expect([reader.frame, reader.writable]).toEqual(expected.get(at));
		});
		expect(seen).toEqual([...expected.keys()].sort((a, b) => a - b));
		const part: number[] = [];
		reader.visit(seen[3]!, seen[9]!, (at) => part.push(at));
		expect(part).toEqual(seen.slice(3, 9));
	});

	it('notes what it finds as used, and what may be written as written', () => {
		const { table, reader } = setUp(first, second, large);
		for (const [page, permission] of [
			[5, 1],
			[6, 3],
			[7, 3],
		] as const)
			table.map(page, page, permission);
		reader.read(5);
		reader.read(6);
		const found = [5, 6, 7].map((page) => {
			table.clear(page);
			return [table.accessed, table.dirty];
		});
		expect(found).toEqual([
			[true, false],
			[true, true],
			[false, false],
		]);
	});

	it('does not find a driver’s page, which devices may not use, nor one that the guest has not', () => {
		const { table, ref, reader } = setUp(first, second, large);
		const window = ref.tablePages.map(3000, 1);
		expect(window).toBeGreaterThan(0);
		table.map(5, window, 3);
		table.map(6, AGENT + TABLES, 3);
		expect([reader.read(5), reader.read(6)]).toEqual([false, false]);
	});

	it('does not find what is being unmapped', () => {
		const { table, reader } = setUp(first, second, large);
		table.map(5, 5, 3);
		table.clear(5);
		expect(reader.read(5)).toBe(false);
		table.release(5);
		expect(reader.read(5)).toBe(false);
	});
});

describe('tables that make no sense', () => {
	it('a top table beyond the guest is empty', () => {
		const { memory, ref } = setUp();
		for (const root of [AGENT + TABLES, 2 ** 36, -1, Number.NaN]) {
			const reader = new TableReader(memory, ['x86-64', 'vtd'], ref.secondLevelRoot, root);
			expect(reader.read(5)).toBe(false);
			reader.visit(0, TOP, () => expect.unreachable());
		}
	});

	it('a second level beyond the memory translates nothing', () => {
		const { memory, table, ref } = setUp();
		table.map(5, 9, 3);
		const formats = ['x86-64', 'vtd'] as const;
		expect(new TableReader(memory, formats, 8192, table.root).read(5)).toBe(false);
		// The top table leads there.
		memory.writeWord(ref.secondLevelRoot, 0, ((8192 << 12) | 3) >>> 0);
		const reader = new TableReader(memory, formats, ref.secondLevelRoot, table.root);
		expect(reader.read(5)).toBe(false);
	});

	it.each([
		['a leaf', 1],
		['a table', 2],
		['the top table', 4],
	])(
		'an entry of %s that leads out of the memory, or to a driver’s page, is absent',
		(_what, up) => {
			const { memory, base, table, ref, reader } = setUp();
			table.map(5, 9, 3);
			const window = ref.tablePages.map(3000, 1);
			const at = tableAt(memory, base, table.root, up);
			for (const page of [2 ** 30, window]) {
				const index = up === 1 ? 10 : 0;
				memory.writeWord(at, index + 1, Math.floor(page / 2 ** 20));
				memory.writeWord(at, index, ((page << 12) | 7) >>> 0);
				expect(reader.read(5)).toBe(false);
				reader.visit(0, 100, () => expect.unreachable());
			}
		},
	);
});

/** Host frame of the table at a level on the way to page 0. */
function tableAt(memory: PhysicalMemory, base: number, root: number, level: number): number {
	let host = base + root;
	for (let at = 4; at > level; at--) host = base + (memory.readWord(host, 0) >>> 12);
	return host;
}
