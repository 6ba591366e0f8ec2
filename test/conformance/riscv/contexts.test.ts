import { describe, expect, it } from 'vitest';
import { Access, NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { type Context, FakeEndpoint, RiscvBench, TC } from '../../support/riscv-bench.js';
import { Frame, ppn, RW, read64, write64 } from '../../support/riscv-tables.js';

const { READ, WRITE, EXEC, PRIV } = Access;
const mode = (value: number) => BigInt(value) << 60n;
const GUEST = mode(8) | 16n;

describe('a device context is misconfigured', () => {
	const wrong: [string, Context][] = [
		...[12, 15, 23, 32, 63].map((bit): [string, Context] => [
			`tc bit ${bit}`,
			{ tc: TC.V | (1n << BigInt(bit)) },
		]),
		['SBE', { tc: TC.V | TC.SBE }],
		['SXL', { tc: TC.V | TC.SXL }],
		['EN_PRI without EN_ATS', { tc: TC.V | TC.EN_PRI }],
		['PRPR without EN_PRI', { tc: TC.V | TC.EN_ATS | TC.PRPR }],
		['T2GPA', { tc: TC.V | TC.EN_ATS | TC.T2GPA, iohgatp: GUEST }],
		['DPE without PDTV', { tc: TC.V | TC.DPE }],
		...[1, 7, 11, 15].map((m): [string, Context] => [
			`iohgatp mode ${m}`,
			{ iohgatp: mode(m) | 16n },
		]),
		['iohgatp misaligned', { iohgatp: mode(8) | 17n }],
		['iohgatp misaligned', { iohgatp: mode(9) | 18n }],
		...[0, 11, 32, 39].map((bit): [string, Context] => [
			`ta bit ${bit}`,
			{ ta: 1n << BigInt(bit) },
		]),
		['RCID', { ta: 1n << 40n }],
		['MCID', { ta: 1n << 63n }],
		...[1, 7, 11, 14].map((m): [string, Context] => [`iosatp mode ${m}`, { fsc: mode(m) }]),
		['iosatp bit 44', { fsc: 1n << 44n }],
		['iosatp bit 59', { fsc: 1n << 59n }],
		...[4, 13, 15].map((m): [string, Context] => [
			`pdtp mode ${m}`,
			{ tc: TC.V | TC.PDTV, fsc: mode(m) },
		]),
		...[2, 14, 15].map((m): [string, Context] => [
			`msiptp mode ${m}`,
			{ iohgatp: GUEST, msiptp: mode(m) },
		]),
		['msiptp bit 44', { iohgatp: GUEST, msiptp: 1n << 44n }],
		['msiptp bit 59', { iohgatp: GUEST, msiptp: 1n << 59n }],
		['msiptp without second stage', { msiptp: mode(1) }],
		['mask bit 47', { iohgatp: GUEST, mask: 1n << 47n }],
		['mask bit 63', { iohgatp: GUEST, mask: 1n << 63n }],
		['pattern bit 52', { iohgatp: GUEST, pattern: 1n << 52n }],
		['the last word', { reserved: 1n }],
		['the last word', { reserved: 1n << 63n }],
	];

	it.each(wrong)('%s', (_name, context) => {
		const bench = new RiscvBench();
		bench.context(context);
		expect(bench.port.access(NO_PASID, 5, READ)).toBe(Translation.ABORTED);
		expect(bench.causes()).toEqual([259]);
		// Nothing of it was cached.
		bench.context({ tc: TC.V });
		expect(bench.port.access(NO_PASID, 5, READ)).toBe(Translation.OK);
	});

	it('not by custom bits, nor by anything while it is not valid', () => {
		const bench = new RiscvBench();
		bench.context({ tc: TC.V | 0xff00_0000n });
		expect(bench.port.access(NO_PASID, 5, READ)).toBe(Translation.OK);
		const other = new RiscvBench();
		other.context({ tc: ~0n << 1n, iohgatp: ~0n, ta: ~0n, fsc: ~0n });
		other.port.access(NO_PASID, 5, READ);
		expect(other.causes()).toEqual([258]);
	});

	it('not in the base format by what only the extended one has', () => {
		const bench = new RiscvBench({ msiFlat: false });
		bench.context({ tc: TC.V });
		bench.contextAt(Frame.DDT * 4096 + 6 * 32, { tc: ~0n });
		expect(bench.port.access(NO_PASID, 5, READ)).toBe(Translation.OK);
	});
});

describe('the device directory', () => {
	it.each([
		// The id cut into 6 bits, or 7 in the base format, and 9 for each level above: indices from the top.
		['extended', 2, 0x2a, [0x2a]],
		['extended', 3, 0x7fd5, [0x1ff, 0x15]],
		['extended', 4, 0xab_cdef, [0x157, 0x137, 0x2f]],
		['base', 2, 0x55, [0x55]],
		['base', 3, 0xabcd, [0x157, 0x4d]],
		['base', 4, 0xab_cdef, [0xab, 0x19b, 0x6f]],
	] as const)('in the %s format with mode %d finds device %d', (format, ddtp, id, indices) => {
		const bench = new RiscvBench({ msiFlat: format === 'extended', mode: ddtp });
		let table: number = Frame.DDT;
		for (const index of indices.slice(0, -1)) {
			const next = bench.tables.frame();
			write64(bench.memory, table * 4096 + index * 8, ppn(next) | 1n);
			table = next;
		}
		const size = format === 'extended' ? 64 : 32;
		bench.contextAt(table * 4096 + indices.at(-1)! * size, { tc: TC.V });
		const end = (device: number) =>
			bench.unit.connect(device, new FakeEndpoint()).access(NO_PASID, 77, READ);
		expect([end(id), bench.causes()]).toEqual([Translation.OK, []]);
		// The lowest bit of each index counts.
		const lowest = format === 'extended' ? [0, 6, 15] : [0, 7, 16];
		for (const bit of lowest.slice(0, indices.length))
			expect([bit, end(id ^ (1 << bit)), bench.causes()]).toEqual([
				...[bit, Translation.ABORTED],
				[258],
			]);
	});
});

describe('both stages Bare', () => {
	it('pass what the memory has, and refuse the rest without a record', () => {
		const bench = new RiscvBench();
		bench.context({ tc: TC.V | TC.EN_ATS });
		expect(bench.port.translate(NO_PASID, 77, READ | WRITE)).toBe(Translation.OK);
		expect([bench.port.frame, bench.port.granted]).toEqual([77, READ | WRITE]);
		expect(bench.port.translate(NO_PASID, 4096, READ)).toBe(Translation.ABORTED);
		expect(bench.causes()).toEqual([]);
	});
});

describe('the process directory', () => {
	it.each([
		[1, 0xff],
		[2, 0x1_ffff],
		[3, 0xf_ffff],
	])('with mode %d finds process 0x%x', (pdtp, pid) => {
		const bench = new RiscvBench();
		const root = bench.tables.frame();
		bench.tables.map(root, 3, 5n, 0x100, RW);
		bench.context({ tc: TC.V | TC.EN_ATS | TC.PDTV, fsc: mode(pdtp) | BigInt(Frame.PDT) });
		let table: number = Frame.PDT;
		for (let level = pdtp - 1; level > 0; level--) {
			const next = bench.tables.frame();
			const index = level === 2 ? pid >> 17 : (pid >> 8) & 511;
			write64(bench.memory, table * 4096 + index * 8, ppn(next) | 1n);
			table = next;
		}
		bench.process(pid & 255, 0x1_2001n, mode(8) | BigInt(root), table);
		expect(bench.port.translate(pid, 5, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(0x100);
	});

	it('serves requests without PASID as process 0 with DPE, and bare without', () => {
		const bench = new RiscvBench();
		const root = bench.tables.frame();
		bench.tables.map(root, 3, 5n, 0x100, RW);
		const fsc = mode(1) | BigInt(Frame.PDT);
		bench.process(0, 0x1_2003n, mode(8) | BigInt(root));
		bench.context({ tc: TC.V | TC.PDTV, fsc });
		expect(bench.port.access(NO_PASID, 5, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(5);
		bench.context({ tc: TC.V | TC.PDTV | TC.DPE, fsc });
		bench.submit(0x3n);
		expect(bench.port.access(NO_PASID, 5, READ | PRIV)).toBe(Translation.OK);
		expect([bench.port.frame, bench.port.granted]).toEqual([0x100, READ]);
		// The record of a fault shows that the request had no process.
		bench.port.access(NO_PASID, 6, READ);
		expect(bench.faults().map((fault) => [fault.cause, fault.pid])).toEqual([[13, undefined]]);
	});

	it('in guest memory is read through the second stage, which marks it accessed and not dirty', () => {
		const bench = new RiscvBench();
		const guest = bench.tables.root4();
		bench.tables.mapSecond(guest, 3, 0x77n, Frame.PDT, RW & ~0xc0n);
		bench.tables.mapSecond(guest, 3, 5n, 0x100, RW);
		bench.context({
			tc: TC.V | TC.EN_ATS | TC.PDTV | TC.GADE,
			iohgatp: mode(8) | BigInt(guest),
			fsc: mode(1) | 0x77n,
		});
		bench.process(9, 1n, 0n);
		expect(bench.port.translate(9, 5, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(0x100);
		const entry = read64(bench.memory, bench.tables.entry(guest, 3, 0x77n, 0, true));
		expect(entry).toBe(ppn(Frame.PDT) | (RW & ~0x80n));
	});

	it('is not read where its mode is Bare', () => {
		const bench = new RiscvBench();
		bench.context({ tc: TC.V | TC.PDTV });
		expect(bench.port.access(0xf_ffff, 5, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(5);
	});
});

describe('supervisor requests', () => {
	/** Process 1 of mode PD8 with ENS, and SUM as asked; page 5 for users, page 6 for supervisors. */
	function bench(sum: bigint): RiscvBench {
		const made = new RiscvBench();
		const root = made.tables.frame();
		made.tables.map(root, 3, 5n, 0x100, RW | 8n);
		made.tables.map(root, 3, 6n, 0x101, (RW | 8n) & ~0x10n);
		made.context({ tc: TC.V | TC.EN_ATS | TC.PDTV, fsc: mode(1) | BigInt(Frame.PDT) });
		made.process(1, 0x1_2003n | sum, mode(8) | BigInt(root));
		return made;
	}

	it('of a process with SUM do not open the page to those of one without, in the same space', () => {
		const made = bench(4n);
		const fsc = read64(made.memory, Frame.PDT * 4096 + 24);
		made.process(2, 0x1_2003n, fsc);
		expect(made.port.translate(1, 5, READ | PRIV)).toBe(Translation.OK);
		expect(made.port.translate(2, 5, READ | PRIV)).toBe(Translation.NO_ACCESS);
		expect(made.port.translate(1, 5, READ | PRIV)).toBe(Translation.OK);
	});

	it.each([
		['user page, SUM 0', 0n, 5, READ | PRIV, Translation.NO_ACCESS, 0],
		['user page, SUM 1', 4n, 5, READ | WRITE | PRIV, Translation.OK, READ | WRITE | PRIV],
		['user page, SUM 1, execution', 4n, 5, READ | EXEC | PRIV, Translation.NO_ACCESS, 0],
		['supervisor page', 0n, 6, READ | EXEC | PRIV, Translation.OK, READ | EXEC | PRIV],
		['supervisor page, user', 4n, 6, READ, Translation.NO_ACCESS, 0],
		['user page, user', 0n, 5, READ | EXEC, Translation.OK, READ | EXEC],
	] as const)('%s', (_name, sum, page, access, end, granted) => {
		const made = bench(sum);
		expect(made.port.translate(1, page, access)).toBe(end);
		if (end === Translation.OK) expect(made.port.granted).toBe(granted);
		// The other privilege is not served from the same cached translation.
		const other = access ^ PRIV;
		const fresh = bench(sum);
		expect(made.port.translate(1, page, other)).toBe(fresh.port.translate(1, page, other));
	});
});
