import { describe, expect, it } from 'vitest';
import { Access, NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { type Context, DEVICE, RiscvBench, TC } from '../../support/riscv-bench.js';
import { Frame, ppn, RWX, write64 } from '../../support/riscv-tables.js';

const { READ, WRITE, EXEC } = Access;
const { OK, ABORTED, NO_ACCESS } = Translation;
const FLAT = 1n << 60n;
const MASK = 0x105n;
const PATTERN = 0x28000n;
/** The interrupt file that the tests use: bits 0, 2 and 8 of the page are its number, 1, 0, 1 here. */
const GUEST_PAGE = 0x28101;
const NUMBER = 5;
const FILE = 0xfee42;

function bench(fields: Context = {}): RiscvBench {
	const made = new RiscvBench();
	const root = made.second({
		tc: TC.V | TC.EN_ATS,
		msiptp: FLAT | BigInt(Frame.MSI),
		mask: MASK,
		pattern: PATTERN,
	});
	made.context({
		tc: TC.V | TC.EN_ATS,
		iohgatp: BigInt(root) | (9n << 44n) | (8n << 60n),
		msiptp: FLAT | BigInt(Frame.MSI),
		mask: MASK,
		pattern: PATTERN,
		...fields,
	});
	// The second stage maps the page of one interrupt file too, which must not matter.
	made.tables.mapSecond(root, 3, BigInt(GUEST_PAGE), 0x200, RWX);
	made.tables.mapSecond(root, 3, 0x300n, 0x201, RWX);
	return made;
}

function entry(made: RiscvBench, number: number, first: bigint, second = 0n): void {
	write64(made.memory, Frame.MSI * 4096 + number * 16, first);
	write64(made.memory, Frame.MSI * 4096 + number * 16 + 8, second);
}

const send = (made: RiscvBench, page = GUEST_PAGE, offset = 0) =>
	made.port.message(page * 4096 + offset, 0x1234_5678);

describe("a device's message", () => {
	it('to a virtual interrupt file goes to the page that its entry names', () => {
		const made = bench();
		// Bits 8, 2 and 0 of 0x28101 are 1, 0, 1.
		entry(made, NUMBER, ppn(FILE) | 7n);
		expect(send(made)).toBe(OK);
		expect(send(made, GUEST_PAGE, 4)).toBe(OK);
		expect(made.deviceInterrupts).toEqual([
			[FILE, 0x1234_5678],
			[FILE, 0x1234_5678],
		]);
		expect([made.causes(), made.messages]).toEqual([[], []]);
		expect([made.memory.read32(0x200000), made.unit.counters.deviceInterrupts]).toEqual([0, 2]);
	});

	it.each([
		[0x28000, 0],
		[0x28001, 1],
		[0x28004, 2],
		[0x28005, 3],
		[0x28100, 4],
		[0x28101, 5],
		[0x28104, 6],
		[0x28105, 7],
	])('to page 0x%x is for file %d', (page, number) => {
		const made = bench();
		entry(made, number, ppn(0xfee00 + number) | 7n);
		send(made, page);
		expect(made.deviceInterrupts).toEqual([[0xfee00 + number, 0x1234_5678]]);
	});

	it.each([0x28002, 0x28008, 0x28010, 0x28201, 0x08101, 0x68101])(
		'to page 0x%x is none for an interrupt file',
		(page) => {
			const made = bench();
			for (let i = 0; i < 8; i++) entry(made, i, ppn(FILE) | 7n);
			expect(send(made, page)).toBe(ABORTED);
			expect(made.causes()).toEqual([23]);
			expect(made.deviceInterrupts).toEqual([]);
		},
	);

	it('to another page that is mapped is a write like others', () => {
		const made = bench();
		expect(send(made, 0x300, 0x124)).toBe(OK);
		expect(made.memory.read32(0x201124)).toBe(0x1234_5678);
		expect(made.deviceInterrupts).toEqual([]);
	});

	it('without MSI translation goes through the second stage', () => {
		const made = bench({ msiptp: 0n });
		entry(made, NUMBER, ppn(FILE) | 7n);
		expect(send(made)).toBe(OK);
		expect([made.memory.read32(0x200000), made.deviceInterrupts]).toEqual([0x1234_5678, []]);
	});

	it('that is not translated at all reaches a real interrupt file, memory, or nobody', () => {
		const made = new RiscvBench({ mode: 1 });
		expect(made.port.message(0xfee4_2040, 9)).toBe(OK);
		expect(made.deviceInterrupts).toEqual([[0xfee42, 9]]);
		expect(made.port.message(0x5004, 9)).toBe(OK);
		expect(made.memory.read32(0x5004)).toBe(9);
		expect(made.port.message(0x1_0000_0000, 9)).toBe(ABORTED);
		expect(made.port.message(2 ** 64 - 4096, 9)).toBe(ABORTED);
		expect(made.causes()).toEqual([]);
	});

	it('to an entry that names memory, or nothing, is stored, or lost', () => {
		const made = bench();
		entry(made, NUMBER, ppn(0x205) | 7n);
		expect(send(made)).toBe(OK);
		expect(made.memory.read32(0x205000)).toBe(0x1234_5678);
		made.submit(0x81n);
		entry(made, NUMBER, ppn(0xfff_ffff_ffffn) | 7n);
		expect(send(made)).toBe(ABORTED);
		expect([made.deviceInterrupts, made.causes()]).toEqual([[], []]);
	});

	it('keeps device interrupts apart from those of the IOMMU', () => {
		const made = bench();
		entry(made, NUMBER, ppn(0xfee00) | 7n);
		send(made);
		expect([made.deviceInterrupts.length, made.messages]).toEqual([1, []]);
	});
});

describe('an MSI entry', () => {
	it.each([
		['not valid', 6n, 0n, 262, NO_ACCESS],
		['M 0', ppn(FILE) | 1n, 0n, 263, ABORTED],
		['M 1, MRIF', ppn(FILE) | 3n, 0n, 263, ABORTED],
		['M 2', ppn(FILE) | 5n, 0n, 263, ABORTED],
		['reserved bit 3', ppn(FILE) | 0xfn, 0n, 263, ABORTED],
		['reserved bit 9', ppn(FILE) | 0x207n, 0n, 263, ABORTED],
		['reserved bit 54', ppn(FILE) | 7n | (1n << 54n), 0n, 263, ABORTED],
		['custom bit', ppn(FILE) | 7n | (1n << 63n), 0n, 263, ABORTED],
		['second half', ppn(FILE) | 7n, 1n, 263, ABORTED],
		['second half', ppn(FILE) | 7n, 1n << 63n, 263, ABORTED],
	])('%s', (_name, first, second, cause, ats) => {
		const made = bench();
		entry(made, NUMBER, first, second);
		expect(send(made, GUEST_PAGE, 0x10)).toBe(ABORTED);
		expect(made.faults()).toEqual([
			{
				cause,
				type: 3,
				source: DEVICE,
				pid: undefined,
				priv: false,
				iotval: BigInt(GUEST_PAGE) * 4096n + 0x10n,
				iotval2: 0n,
			},
		]);
		expect(made.port.translate(NO_PASID, GUEST_PAGE, READ | WRITE)).toBe(ats);
		expect(made.faults().map((fault) => [fault.cause, fault.type])).toEqual(
			ats === NO_ACCESS ? [] : [[cause, 8]],
		);
		expect(made.deviceInterrupts).toEqual([]);
		// Repaired, it is read again: nothing of it was cached.
		entry(made, NUMBER, ppn(FILE) | 7n);
		expect(send(made)).toBe(OK);
	});

	it('whose table lies outside the memory is cause 261', () => {
		const made = bench({ msiptp: FLAT | 0x10_0000n });
		expect(send(made)).toBe(ABORTED);
		expect(made.port.translate(NO_PASID, GUEST_PAGE, READ)).toBe(ABORTED);
		expect(made.causes()).toEqual([261, 261]);
	});

	it('whose number leads outside the memory is cause 261', () => {
		const made = bench({ mask: 0x7fff_ffff_ffffn, pattern: 0n });
		expect(made.port.message(2 ** 41 - 4096, 1)).toBe(ABORTED);
		expect(made.port.message(2 ** 59 - 4096, 1)).toBe(ABORTED);
		expect(made.causes()).toEqual([261, 261]);
	});

	it('stands where its number is or-ed into the address of the table', () => {
		const made = bench({ msiptp: FLAT | 0x31n, mask: 0x1ffn });
		// Number 0x101 is the second entry of page 1 of the table, whose page is 0x31 for 0x31 has that bit.
		write64(made.memory, 0x31 * 4096 + 16, ppn(FILE) | 7n);
		expect(send(made)).toBe(OK);
		expect(made.deviceInterrupts).toEqual([[FILE, 0x1234_5678]]);
	});

	it('grants reading and writing, not execution', () => {
		const made = bench();
		entry(made, NUMBER, ppn(0x205) | 7n);
		expect(made.port.translate(NO_PASID, GUEST_PAGE, READ | WRITE)).toBe(OK);
		expect([made.port.frame, made.port.granted]).toEqual([0x205, READ | WRITE]);
		expect(made.port.access(NO_PASID, GUEST_PAGE, EXEC)).toBe(ABORTED);
		expect(made.causes()).toEqual([1]);
	});

	it('of an interrupt file gives devices no memory to read or write', () => {
		const made = bench();
		entry(made, NUMBER, ppn(FILE) | 7n);
		expect(send(made)).toBe(OK);
		expect(made.port.access(NO_PASID, GUEST_PAGE, WRITE)).toBe(ABORTED);
		expect(made.port.translate(NO_PASID, GUEST_PAGE, WRITE)).toBe(ABORTED);
		expect(made.causes()).toEqual([]);
	});
});
