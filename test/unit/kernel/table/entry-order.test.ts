import { describe, expect, it } from 'vitest';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { Domain } from '../../../../src/host/kernel/domain.js';
import {
	ContextTables,
	PasidTables,
} from '../../../../src/host/kernel/drivers/vtd/pasid-tables.js';
import { EmulatedGuestMemory } from '../../../../src/host/kernel/emulated-guest-memory.js';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { FrameAllocator } from '../../../../src/host/kernel/frames.js';
import { FirstLevelEditor } from '../../../../src/host/kernel/table/first-level.js';
import { EditResult, MapPermission } from '../../../../src/host/kernel/table/formats.js';
import { TableFrames } from '../../../../src/host/kernel/table/table-frames.js';
import { NO_TABLE_PAGES } from '../../../support/domain-ref.js';

/** Frames from here on need the upper word of an entry. */
const HIGH = 2 ** 20;

/** Memory as hardware sees it: keeps what each entry held after each write that left it present. */
class WatchedMemory extends PhysicalMemory {
	readonly #entryWords: number;
	readonly #seen: { frame: number; at: number; words: number[] }[] = [];

	/** Entries have `entryWords` words, and bit 0 of the first is Present. */
	constructor(entryWords: number) {
		super(2 * HIGH);
		this.#entryWords = entryWords;
	}

	override writeWord(frame: number, index: number, value: number): void {
		super.writeWord(frame, index, value);
		const at = index - (index % this.#entryWords);
		const words = this.#entry(frame, at);
		if ((words[0]! & 1) !== 0) this.#seen.push({ frame, at, words });
	}

	#entry(frame: number, at: number): number[] {
		return Array.from({ length: this.#entryWords }, (_, i) => this.readWord(frame, at + i));
	}

	/** Entries that were seen present, with what was found and what they hold now. */
	get seen(): { found: number[]; final: number[] }[] {
		return this.#seen.map(({ frame, at, words }) => ({
			found: words,
			final: this.#entry(frame, at),
		}));
	}
}

/** Nothing was ever seen of an entry but what it was to be in the end. */
function expectWhole(memory: WatchedMemory, entries: number): void {
	expect(memory.seen).toHaveLength(entries);
	for (const { found, final } of memory.seen) expect(found).toEqual(final);
}

describe('an entry that hardware finds present is complete:', () => {
	it.each([
		['x86-64', 0x0432_1005, 0x8000_0001],
		['aarch64', 0x0432_1bc3, 0x0060_0001],
		['riscv-sv48', 0x410c_8413, 0],
	] as const)(
		'first level, each of the four levels, and no half is left of what is cleared: %s',
		(format, low, high) => {
			const memory = new WatchedMemory(2);
			const tables = new TableFrames(new EmulatedGuestMemory(memory, 0, 2 * HIGH), HIGH + 16, 8);
			const editor = FirstLevelEditor.create(tables, format);
			expect(editor?.map(0x1234_5678, HIGH + 0x4321, MapPermission.READ)).toBe(EditResult.MAPPED);
			expectWhole(memory, 4);
			expect(memory.seen.at(-1)?.final).toEqual([low, high]);
			expect(editor?.clear(0x1234_5678)).toBe(true);
			expect(memory.seen).toHaveLength(4);
		},
	);

	it.each(['vtd', 'aarch64', 'amd-v1', 'riscv-sv48x4'] as const)(
		'second level, small and large leaves: %s',
		(format) => {
			const memory = new WatchedMemory(2);
			const frames = new FrameAllocator(HIGH + 16, 64);
			expect(Domain.create(1, memory, frames, HIGH + 1024, 514, true, [format])).toBeInstanceOf(
				Domain,
			);
			// Entries that lead to two tables, a leaf of 2 MiB, one that leads to a table, and two leaves in it.
			expectWhole(memory, 2 + 1 + 1 + 2);
		},
	);

	it('root, context, PASID directory and PASID table', () => {
		const memory = new WatchedMemory(8);
		const frames = new FrameAllocator(HIGH + 16, 64);
		const tables = PasidTables.create(memory, frames, 20);
		const contexts = ContextTables.create(memory, frames);
		if (tables === undefined || contexts === undefined) throw new Error('no frames');
		const domain = {
			id: 0x1234,
			secondLevelRoot: HIGH + 3,
			addressWidth: 48,
			tablePages: NO_TABLE_PAGES,
		};
		expect(tables.set(0, domain, HIGH + 5, true)).toBe(Errno.OK);
		expect(contexts.set(0, 0, tables)).toBe(Errno.OK);
		expectWhole(memory, 4);
	});
});
