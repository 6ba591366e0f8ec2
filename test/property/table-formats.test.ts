import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import {
	EditResult,
	type FirstLevelFormat,
	type SecondLevelFormat,
} from '../../src/host/kernel/table/formats.js';
import { SecondLevelTable } from '../../src/host/kernel/table/second-level.js';
import { TableFrames } from '../../src/host/kernel/table/table-frames.js';
import { SpaceTables } from '../../src/host/kernel/vfio/space-tables.js';
import { usedLeaf, walkFirstLevel, walkSecondLevel } from '../support/table-walkers.js';
import { ArrayGuestMemory } from '../support/vfio-bench.js';

const FORMATS: readonly FirstLevelFormat[] = ['x86-64', 'aarch64', 'riscv-sv48'];
const FIRST_TABLE = 3;
const TABLE_FRAMES = 24;
const PAGES = [0, 1, 511, 512, 2 ** 18, 2 ** 27 + 5, 2 ** 27 + 512, 2 ** 35 - 1];

const format = fc.constantFrom(...FORMATS);
const page = fc.constantFrom(...PAGES);
const step = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('map' as const),
			page,
			frame: fc.constantFrom(1, 2, 0xf_ffff, 0x123_4567, 2 ** 28 - 1),
			permission: fc.constantFrom(1, 3, 5, 7),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({ do: fc.constant('use' as const), page, format, write: fc.boolean() }),
	},
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('clear' as const), page }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('release' as const), page }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('unlink' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('add' as const), format }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The tables of a space against what they should hold; each is read back by the walker of its format. */
class Model {
	readonly memory = new ArrayGuestMemory(FIRST_TABLE + TABLE_FRAMES);
	readonly frames = new TableFrames(this.memory, FIRST_TABLE, TABLE_FRAMES);
	readonly tables: SpaceTables;
	readonly formats: FirstLevelFormat[];
	readonly pages = new Map<number, { frame: number; permission: number; dirty: boolean }>();
	readonly clearing = new Set<number>();
	readonly #data = new DataView(this.memory.bytes.buffer);
	readonly #read = (at: number) => this.#data.getBigUint64(at, true);

	constructor(first: FirstLevelFormat) {
		const tables = SpaceTables.create(this.frames, first);
		if (tables === undefined) throw new Error('no table');
		this.tables = tables;
		this.formats = [first];
	}

	walk(format: FirstLevelFormat, at: number) {
		return walkFirstLevel(format, this.#read, this.tables.root(format), at);
	}

	run(step: Step): void {
		const { tables, frames, formats, pages, clearing } = this;
		if (step.do === 'map') {
			const { page: at, frame, permission } = step;
			const missing = formats.reduce((sum, each) => sum + this.walk(each, at).missing, 0);
			const known = pages.get(at);
			const before = frames.available;
			const result = tables.map(at, frame, permission);
			if (clearing.has(at)) expect(result).toBe(EditResult.CONFLICT);
			else if (known === undefined) {
				expect(result).toBe(missing > before ? EditResult.NO_TABLE : EditResult.MAPPED);
				if (result === EditResult.MAPPED) pages.set(at, { frame, permission, dirty: false });
			} else if (known.frame !== frame || (known.permission & ~permission) !== 0) {
				expect(result).toBe(EditResult.CONFLICT);
			} else {
				const gained = known.permission !== permission && formats.some((each) => each !== 'x86-64');
				expect(result).toBe(gained ? EditResult.GAINED : EditResult.UPDATED);
				known.permission = permission;
			}
			const made = result === EditResult.MAPPED ? missing : 0;
			expect(frames.available).toBe(before - made);
		} else if (step.do === 'use') {
			const known = pages.get(step.page);
			if (known === undefined || !formats.includes(step.format)) return;
			const write = step.write && (known.permission & 2) !== 0;
			const { at } = this.walk(step.format, step.page);
			if (at === undefined) throw new Error('no leaf');
			this.#data.setBigUint64(at, usedLeaf(step.format, this.#read(at), write), true);
			known.dirty ||= write;
		} else if (step.do === 'clear') {
			const known = pages.get(step.page);
			expect(tables.clear(step.page)).toBe(known !== undefined);
			if (known === undefined) return;
			expect([tables.frame, tables.dirty]).toEqual([known.frame, known.dirty]);
			pages.delete(step.page);
			clearing.add(step.page);
		} else if (step.do === 'release') {
			if (clearing.delete(step.page)) tables.release(step.page);
		} else if (step.do === 'unlink') {
			const gone: number[] = [];
			tables.unlinkEmpty(gone, []);
			tables.freeTables(gone);
			expect(new Set(gone).size).toBe(gone.length);
		} else if (step.do === 'add') {
			if (formats.includes(step.format)) return;
			const before = frames.available;
			if (tables.add(step.format)) formats.push(step.format);
			else expect(frames.available).toBe(before);
		} else if (formats.length > 1) {
			// What the hardware noted there has to be told by another: it is taken back only while it is new.
			const last = formats.at(-1)!;
			if ([...pages.keys()].some((at) => this.walk(last, at).leaf?.dirty)) return;
			formats.pop();
			tables.remove(last);
			expect(tables.root(last)).toBe(-1);
		}
	}

	check(): void {
		for (const each of this.formats)
			for (const at of PAGES) {
				const known = this.pages.get(at);
				const { leaf } = this.walk(each, at);
				expect(leaf?.frame).toBe(known?.frame);
				if (leaf === undefined || known === undefined) continue;
				expect(leaf.writable).toBe((known.permission & 2) !== 0);
				expect(leaf.executable).toBe((known.permission & 4) !== 0);
			}
		for (const [at, { dirty }] of this.pages)
			expect(this.formats.some((each) => this.walk(each, at).leaf?.dirty)).toBe(dirty);
	}

	end(): void {
		const seen: number[] = [];
		this.tables.destroy((frame) => seen.push(frame));
		const held = [...this.pages.values()].map(({ frame }) => frame);
		expect(seen.sort()).toEqual(held.sort());
		expect(this.frames.available).toBe(TABLE_FRAMES);
		expect(this.memory.bytes.every((byte) => byte === 0)).toBe(true);
	}
}

describe('the first-level tables of a space', () => {
	it.each(FORMATS)('hold what was asked for in every format, begun with %s', (first) => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const model = new Model(first);
				for (const each of steps) {
					model.run(each);
					model.check();
				}
				model.end();
			}),
			{ numRuns: 300 },
		);
	});
});

describe('a second-level table', () => {
	const run = fc.record({
		page: fc.oneof(
			fc.constantFrom(
				0,
				1,
				511,
				512,
				1024,
				2 ** 18 - 512,
				2 ** 27 - 3,
				2 ** 36 - 2048,
				2 ** 38 - 2048,
			),
			fc.nat(2 ** 20),
		),
		host: fc.oneof(
			fc.constantFrom(0, 512, 2 ** 20 - 700, 2 ** 22, 2 ** 28 - 2048),
			fc.nat(2 ** 21),
		),
		count: fc.oneof(
			fc.constantFrom(1, 511, 512, 513, 1024, 1500),
			fc.integer({ min: 1, max: 2048 }),
		),
	});
	const pages = { vtd: 2 ** 36, aarch64: 2 ** 36, 'amd-v1': 2 ** 36, 'riscv-sv48x4': 2 ** 38 };

	it.each(Object.keys(pages) as SecondLevelFormat[])(
		'of format %s translates each run, and nothing else',
		(each) => {
			fc.assert(
				fc.property(fc.array(run, { maxLength: 4 }), fc.boolean(), (runs, large) => {
					const memory = new PhysicalMemory(2 ** 17);
					const frames = new FrameAllocator(2 ** 16, 256);
					const table = SecondLevelTable.create(memory, frames, each, large);
					if (table === undefined) throw new Error('no table');
					const read = (at: number) =>
						(BigInt(memory.read32(at + 4)) << 32n) | BigInt(memory.read32(at));
					const walk = (at: number) => walkSecondLevel(each, read, table.root, at);
					const expected = new Map<number, number>();
					for (const { page: first, host, count } of runs) {
						const fits = first + count <= pages[each];
						let free = 0;
						while (free < count && !expected.has(first + free)) free++;
						const result = table.map(first, host, count);
						if (!fits) {
							expect(result).toBe(Errno.EINVAL);
							continue;
						}
						expect(result).toBe(free === count ? Errno.OK : Errno.EEXIST);
						// On an error what comes before the page is translated, up to the leaf that is taken.
						for (let i = 0; i < count; i++) {
							const at = first + i;
							if (expected.has(at)) break;
							if (result === Errno.EEXIST && walk(at) === undefined) break;
							expected.set(at, host + i);
						}
					}
					// Each walk expects much of each entry: a part of the pages, and all on an edge.
					for (const [at, host] of expected) {
						const edge = !expected.has(at - 1) || !expected.has(at + 1) || at % 512 < 2;
						if (edge || at % 61 === 0) expect(walk(at)?.frame).toBe(host);
					}
					for (const { page: first, count } of runs)
						for (const at of [first - 1, first + count])
							if (at >= 0 && at < pages[each] && !expected.has(at))
								expect(walk(at)).toBeUndefined();
					table.destroy();
					expect([frames.available, memory.residentFrames]).toEqual([256, 0]);
				}),
				{ numRuns: 60 },
			);
		},
	);
});
