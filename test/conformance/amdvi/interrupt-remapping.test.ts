import { describe, expect, it } from 'vitest';
import { Translation } from '../../../src/emulator/iommu/contract.js';
import { AmdBench, CONTROL, DEVICE, Frame } from '../../support/amdvi-bench.js';
import { OUTSIDE, q, write64 } from '../../support/amdvi-tables.js';

const TABLE = Frame.INTERRUPTS * 4096;
/** IV, 2^4 entries, table at its frame, IntCtl 2. */
const REMAP = (2n << 60n) | q(Frame.INTERRUPTS) | (4n << 1n) | 1n;

function bench(q2 = REMAP, control = CONTROL): AmdBench {
	const made = new AmdBench({ idle: true });
	made.device({ set: [0n, 0n, q2] });
	made.write(0x0018, control);
	return made;
}

const address = (destination: number, flags = 0) => 0xfee0_0000 + destination * 4096 + flags;

describe('a message', () => {
	it.each([
		['the unit is off', REMAP, 0],
		['IV is 0', REMAP - 1n, CONTROL],
		['IntCtl is 1', REMAP - (1n << 60n), CONTROL],
	])('passes as it is when %s', (_name, q2, control) => {
		const made = bench(q2, control);
		expect(made.port.message(address(0x12), 0x0000_4134)).toBe(Translation.OK);
		expect(made.interrupts).toEqual([[0x12, 0x4134]]);
		expect(made.events()).toEqual([]);
	});

	it('outside of the interrupt range is refused without an event', () => {
		const made = bench();
		for (const at of [0, 0xfedf_fffc, 0xfef0_0000, 0x1_fee0_0000])
			expect(made.port.message(at, 1)).toBe(Translation.ABORTED);
		expect(made.interrupts).toEqual([]);
		expect(made.events()).toEqual([]);
	});
});

describe('an entry of 32 bits', () => {
	it.each([
		['fixed', 0x00ab_1201, [0x12, 0xab]],
		['arbitrated, logical, with EOI and suppressed faults', 0x00ff_ff67, [0xff, 0xff]],
		['all zero but enabled', 0x0000_0001, [0, 0]],
	])('%s', (_name, entry, expected) => {
		const made = bench();
		made.memory.write32(TABLE + 5 * 4, entry);
		expect(made.port.message(address(0x77), 5)).toBe(Translation.OK);
		expect(made.interrupts).toEqual([expected]);
		expect(made.events()).toEqual([]);
	});

	it('of lowest-priority messages stands 256 further', () => {
		const made = bench((2n << 60n) | q(Frame.INTERRUPTS) | (9n << 1n) | 1n);
		made.memory.write32(TABLE + 0x105 * 4, 0x0044_3301);
		expect(made.port.message(address(0), 0x105)).toBe(Translation.OK);
		expect(made.interrupts).toEqual([[0x33, 0x44]]);
	});
});

describe('an entry of 128 bits', () => {
	it.each([
		['8 bits of destination without XTEn', 0, 0x12],
		['32 bits of destination with XTEn', 0x4_0000, 0x8934_5612],
	])('%s', (_name, high, destination) => {
		const made = bench(REMAP, CONTROL | 0x2_0000);
		made.write(0x001c, high);
		write64(made.memory, TABLE + 5 * 16, 0x0000_0000_3456_1265n);
		write64(made.memory, TABLE + 5 * 16 + 8, 0x8900_0000_0000_00abn);
		expect(made.port.message(address(0x77), 5)).toBe(Translation.OK);
		expect(made.interrupts).toEqual([[destination, 0xab]]);
	});
});

describe('a message that is not delivered', () => {
	const EVENT = 0xffff_fffd_f800_0000n;
	const at5 = EVENT | 0x0005_7700n;
	const page = (flags: bigint) => [0x2000_0007_0000_0010n | (flags << 48n), at5];
	type Set = (b: AmdBench) => void;
	const entry =
		(value: number): Set =>
		(b) =>
			b.memory.write32(TABLE + 5 * 4, value);
	const wide =
		(low: bigint, high: bigint): Set =>
		(b) => {
			b.write(0x0018, CONTROL | 0x2_0000);
			write64(b.memory, TABLE + 5 * 16, low);
			write64(b.memory, TABLE + 5 * 16 + 8, high);
		};
	const device =
		(q2: bigint, q1 = 0n): Set =>
		(b) =>
			b.device({ set: [0n, q1, q2] });
	it.each<[string, Set, bigint[] | undefined]>([
		[
			'index beyond the table',
			device((2n << 60n) | q(Frame.INTERRUPTS) | (2n << 1n) | 1n),
			page(8n),
		],
		['RemapEn 0', entry(0x00ab_1200), page(8n)],
		['IntType 2', entry(0x00ab_1209), page(0x98n)],
		['GuestMode', entry(0x00ab_1281), page(0x98n)],
		['reserved bits', entry(0x01ab_1201), page(0x98n)],
		['128 bits: RemapEn 0', wide(0n, 0xabn), page(8n)],
		['128 bits: GATag', wide((1n << 32n) | 1n, 0xabn), page(0x98n)],
		['128 bits: above the vector', wide(1n, 0x1abn), page(0x98n)],
		['128 bits: GARoot', wide(1n, (1n << 51n) | 0xabn), page(0x98n)],
		['128 bits: GuestMode', wide(0x81n, 0xabn), page(0x98n)],
		['SupIOPF', entry(0x00ab_120b), undefined],
		['IG', device(REMAP | 0x20n), undefined],
		['IntCtl 0', device(REMAP & ~(3n << 60n)), [0x8a00_0007_0000_0010n, at5]],
		['IntCtl 3', device(REMAP | (3n << 60n)), [0x1008_0007_0000_0010n, at5]],
		['a table of 2^12 entries', device(REMAP | (12n << 1n)), [0x1008_0007_0000_0010n, at5]],
		[
			'reserved bits of the interrupt fields',
			device(REMAP | (1n << 52n)),
			[0x1088_0007_0000_0010n, at5],
		],
		[
			'table outside the memory',
			device((2n << 60n) | q(OUTSIDE) | (4n << 1n) | 1n),
			[0x4208_0007_0000_0010n, q(OUTSIDE) + 20n],
		],
		[
			'device table outside the memory',
			(b) => b.write64(0, q(OUTSIDE)),
			[0x3208_0000_0000_0010n, q(OUTSIDE) + 0x200n],
		],
	])('%s', (_name, set, event) => {
		const made = bench();
		set(made);
		expect(made.port.message(address(0x77), 5)).toBe(Translation.ABORTED);
		expect(made.events()).toEqual(event === undefined ? [] : [event]);
		expect(made.interrupts).toEqual([]);
	});

	it("the event's address tells index, destination and mode", () => {
		const made = bench();
		made.port.message(address(0xff, 4), 0x1fe);
		expect(made.events()).toEqual([[0x2008_0007_0000_0010n, EVENT | 0x00fe_ff44n]]);
	});

	it('of a device beyond the table', () => {
		const made = bench();
		const port = made.unit.connect(0x80, made.endpoint);
		expect(port.message(address(0x77), 5)).toBe(Translation.ABORTED);
		expect(made.events()).toEqual([[0x2008_0000_0000_0080n, at5]]);
	});
});

describe('delivery modes that are not remapped', () => {
	const pass = { init: 1n << 56n, ext: 1n << 57n, nmi: 1n << 58n };
	it.each([
		['SMI', 0x200, 0n, 0],
		['NMI without NMIPass', 0x400, pass.init | pass.ext, 3],
		['NMI', 0x400, pass.nmi, 0],
		['INIT without InitPass', 0x500, pass.nmi | pass.ext, 3],
		['INIT', 0x500, pass.init, 0],
		['ExtInt without EIntPass', 0x700, pass.nmi | pass.init, 3],
		['ExtInt', 0x700, pass.ext, 0],
		['a reserved mode', 0x300, pass.nmi | pass.init | pass.ext, 3],
	])('%s', (_name, data, bits, end) => {
		const made = bench(REMAP | bits);
		expect(made.port.message(address(1), data)).toBe(end);
		expect(made.interrupts).toEqual(end === 0 ? [[1, data]] : []);
		expect(made.events()).toEqual([]);
		if (data !== 0x200) expect(made.port.message(address(1, 4), data)).toBe(Translation.ABORTED);
	});
});

describe('the cache of entries', () => {
	const served = (made: AmdBench) => made.port.message(address(1), 5) === Translation.OK;

	it.each([
		['INVALIDATE_INTERRUPT_TABLE', [DEVICE, 0x5000_0000], true],
		['INVALIDATE_INTERRUPT_TABLE of another device', [DEVICE + 1, 0x5000_0000], false],
		['INVALIDATE_DEVTAB_ENTRY', [DEVICE, 0x2000_0000], false],
		['INVALIDATE_IOMMU_PAGES', [0, 0x3000_0007, 0xffff_f003, 0x7fff_ffff], false],
		['INVALIDATE_IOMMU_ALL', [0, 0x8000_0000], true],
	])('holds an entry that was cleared: %s drops it: %s', (_name, words, dropped) => {
		const made = bench();
		made.memory.write32(TABLE + 20, 0x00ab_1201);
		expect(served(made)).toBe(true);
		made.memory.write32(TABLE + 20, 0);
		expect(served(made)).toBe(true);
		made.submit(...(words as number[]));
		expect(served(made)).toBe(!dropped);
	});

	it('does not hold a faulty one', () => {
		const made = bench();
		expect(served(made)).toBe(false);
		made.memory.write32(TABLE + 20, 0x00ab_1201);
		expect(served(made)).toBe(true);
	});

	it('is dropped when the format of entries changes, and with the unit', () => {
		const made = bench();
		made.memory.write32(TABLE + 20, 0x00ab_1201);
		expect(served(made)).toBe(true);
		made.write(0x0018, CONTROL | 0x2_0000);
		expect(served(made)).toBe(false);
		made.write(0x0018, CONTROL);
		expect(served(made)).toBe(true);
		made.memory.write32(TABLE + 20, 0);
		made.write(0x0018, CONTROL & ~1);
		made.write(0x0018, CONTROL);
		expect(served(made)).toBe(false);
	});

	it('does not exist with IRTCacheDis', () => {
		const made = bench();
		made.write(0x001c, 0x0800_0000);
		made.memory.write32(TABLE + 20, 0x00ab_1201);
		expect(served(made)).toBe(true);
		made.memory.write32(TABLE + 20, 0);
		expect(served(made)).toBe(false);
	});

	it('works with the smallest size', () => {
		const made = new AmdBench({ interruptCacheEntries: 16 });
		made.device({ set: [0n, 0n, (2n << 60n) | q(Frame.INTERRUPTS) | (8n << 1n) | 1n] });
		for (let i = 0; i < 256; i++) made.memory.write32(TABLE + i * 4, (i << 16) | 1);
		for (let round = 0; round < 2; round++)
			for (let i = 0; i < 256; i++) made.port.message(address(1), i);
		expect(made.interrupts.map(([, vector]) => vector)).toEqual(
			Array.from({ length: 512 }, (_, i) => i & 255),
		);
	});
});
