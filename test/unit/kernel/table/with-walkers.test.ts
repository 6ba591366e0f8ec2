import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Access } from '../../../../src/emulator/iommu/contract.js';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { Stage1Flag, Stage1Walker } from '../../../../src/emulator/table/aarch64-stage1.js';
import { Stage2Walker } from '../../../../src/emulator/table/aarch64-stage2.js';
import { AmdV1Walker } from '../../../../src/emulator/table/amd-v1.js';
import { AmdV2Walker, GuestWalk } from '../../../../src/emulator/table/amd-v2.js';
import { LeafTableCache } from '../../../../src/emulator/table/leaf-table-cache.js';
import { RiscvFirstStage, RiscvWalk } from '../../../../src/emulator/table/riscv-first-stage.js';
import { RiscvSecondStage } from '../../../../src/emulator/table/riscv-second-stage.js';
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
import { domainRef } from '../../../support/domain-ref.js';

/**
 * The kernel's tables as the walkers of the emulated IOMMUs find them: nested, with accessed and dirty bits
 * kept by hardware. (VT-d's are walked in `drivers/vtd/with-model.test.ts`.)
 */

/** Host frame of a page for a user's access, which is noted in the table; undefined: it is refused. */
type Walk = (page: number, access: number) => number | undefined;
type MakeWalk = (memory: PhysicalMemory, hostRoot: number, guestRoot: number) => Walk;

const ROWS = 64;
const high = (page: number) => Math.floor(page / 2 ** 18);
const low = (page: number) => page % 2 ** 18;

const aarch64: MakeWalk = (memory, hostRoot, guestRoot) => {
	const cache = new LeafTableCache(ROWS);
	const second = new Stage2Walker(memory, cache);
	const first = new Stage1Walker(memory, second, cache);
	second.use(1, hostRoot, 0, 12, 0, 48, 48, 0);
	const { ACCESS_UPDATE, DIRTY_UPDATE, NESTED } = Stage1Flag;
	first.use(1, 1, guestRoot, 0, 12, 0, 48, 48, ACCESS_UPDATE | DIRTY_UPDATE | NESTED);
	return (page, access) => {
		if (!first.walk(high(page), low(page), access, access, false)) return undefined;
		const { frame } = first;
		return first.commit((access & Access.WRITE) !== 0) ? frame : undefined;
	};
};

const riscv: MakeWalk = (memory, hostRoot, guestRoot) => {
	const second = new RiscvSecondStage(memory, new LeafTableCache(ROWS, 18));
	const first = new RiscvFirstStage(memory, second, new LeafTableCache(ROWS));
	second.use(1, hostRoot, 4, false);
	first.use(1, 1, high(guestRoot), low(guestRoot), 4, RiscvWalk.NESTED | RiscvWalk.UPDATES);
	return (page, access) => {
		const write = (access & Access.WRITE) !== 0;
		if (!first.walk(page, access, access)) return undefined;
		if (!second.walk(first.high, first.low, access, write)) return undefined;
		const { frame } = second;
		first.commit(write);
		return frame;
	};
};

const amd: MakeWalk = (memory, hostRoot, guestRoot) => {
	const cache = new LeafTableCache(ROWS);
	const host = new AmdV1Walker(memory, cache);
	const guest = new AmdV2Walker(memory, host, new LeafTableCache(ROWS));
	host.use(1, hostRoot, 4, 0);
	guest.use(1, 1, high(guestRoot), low(guestRoot), GuestWalk.NESTED);
	return (page, access) => {
		if (!guest.walk(high(page), low(page), access, access)) return undefined;
		const { frame } = guest;
		return guest.commit((access & Access.WRITE) !== 0) ? frame : undefined;
	};
};

const GUEST_FRAMES = 700;
const FIRST_TABLE = 100;
const mapping = fc.record({
	page: fc.oneof(
		fc.constantFrom(0, 511, 512, 2 ** 18, 2 ** 27 - 1, 2 ** 35 - 1),
		fc.integer({ min: 0, max: 2 ** 35 - 1 }),
	),
	frame: fc.nat(FIRST_TABLE - 1),
	permission: fc.constantFrom(1, 3, 5, 7),
});

it.each<[FirstLevelFormat, SecondLevelFormat, MakeWalk]>([
	['aarch64', 'aarch64', aarch64],
	['riscv-sv48', 'riscv-sv48x4', riscv],
	['x86-64', 'amd-v1', amd],
])('%s over %s grants hardware what was mapped, and notes what it did', (format, over, make) => {
	fc.assert(
		fc.property(
			fc.uniqueArray(mapping, { maxLength: 30, selector: ({ page }) => page }),
			fc.constantFrom(1, 512),
			(mappings, alignment) => {
				const memory = new PhysicalMemory(2 ** 14);
				const frames = new FrameAllocator(1, memory.frames - 1);
				const base = frames.allocateRange(GUEST_FRAMES, alignment);
				const domain = Domain.create(1, memory, frames, base, GUEST_FRAMES, true, [over]);
				if (typeof domain === 'number') throw new Error(`no domain: ${domain}`);
				const guest = new EmulatedGuestMemory(memory, base, GUEST_FRAMES);
				const tables = new TableFrames(guest, FIRST_TABLE, GUEST_FRAMES - FIRST_TABLE);
				const editor = FirstLevelEditor.create(tables, format);
				if (editor === undefined) throw new Error('no table');
				const walk = make(memory, domainRef(domain, over).secondLevelRoot, editor.root);
				for (const { page, frame, permission } of mappings)
					expect(editor.map(page, frame, permission)).toBe(EditResult.MAPPED);
				for (const [i, { page, frame, permission }] of mappings.entries()) {
					const found = base + frame;
					const writes = i % 3 !== 0;
					if (i % 2 === 0) expect(walk(page, Access.READ)).toBe(found);
					const executed = walk(page, Access.READ | Access.EXEC);
					expect(executed).toBe((permission & 4) !== 0 ? found : undefined);
					const written = writes ? walk(page, Access.WRITE) : undefined;
					expect(written).toBe(writes && (permission & 2) !== 0 ? found : undefined);
					expect(editor.clear(page)).toBe(true);
					expect([editor.frame, editor.dirty]).toEqual([frame, written !== undefined]);
					expect(editor.accessed).toBe(
						i % 2 === 0 || executed !== undefined || written !== undefined,
					);
					expect(walk(page, Access.READ)).toBeUndefined();
				}
			},
		),
		{ numRuns: 60 },
	);
});
