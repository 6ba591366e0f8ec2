/**
 * Every condition on the way of a translation that the IOMMU reports, with the cause that the specification gives it. Each
 * case is laid down by hand in the structures of a `RiscvBench`. What is wrong about a device's id, a directory above its last
 * level, an interrupt's table, or where ATS is not enabled, is tested with these.
 */

import { Access, Translation } from '../../src/emulator/iommu/contract.js';
import { type RiscvBench, TC } from './riscv-bench.js';
import { Frame, P, ppn, RW, RWX, write64 } from './riscv-tables.js';

const { READ, WRITE, EXEC, PRIV } = Access;
const { OK, NO_ACCESS, UNSUPPORTED, ABORTED } = Translation;
const ON = TC.V | TC.EN_ATS | TC.EN_PRI;
export const PAGE = 0x12345;
const SV39 = 8n << 60n;
const PD8 = 1n << 60n;
const PD17 = 2n << 60n;
const PD20 = 3n << 60n;
/** A page that the memory does not have. */
export const OUTSIDE = 0x10_0000n;

export interface WalkCase {
	name: string;
	set: (bench: RiscvBench) => void;
	pasid?: number;
	access?: number;
	/** Causes of the untranslated access, and of the translation request. */
	cause: number;
	/** How the translation request ends; OK where something else than what was asked for is granted. */
	ats: Translation;
	/** Where the cause of a translation request is another, or no cause is recorded. */
	atsCause?: number | 'none';
	iotval2?: bigint;
}

/** Maps PAGE in a first stage of the device, with a leaf of these bits. */
const leaf =
	(bits: bigint, frame: bigint = 0x100n, level = 0) =>
	(bench: RiscvBench) =>
		bench.tables.map(bench.first(), 3, BigInt(PAGE), Number(frame), bits, level);
const secondLeaf =
	(bits: bigint, frame = 0x100, level = 0) =>
	(bench: RiscvBench) =>
		bench.tables.mapSecond(bench.second(), 3, BigInt(PAGE), frame, bits, level);
/** A device with processes, and the entries of process 0x21 of one level. */
const process =
	(ta: bigint, fsc: bigint, tc = 0n) =>
	(bench: RiscvBench) => {
		bench.context({ tc: ON | TC.PDTV | tc, fsc: PD8 | BigInt(Frame.PDT) });
		bench.process(0x21, ta, fsc);
	};
/** A nested device: a second stage that maps guest frames to themselves, as far as `mapped` says. */
const nested = (tc: bigint, fsc: bigint, mapped: [number, bigint][]) => (bench: RiscvBench) => {
	const root = bench.second({});
	for (const [frame, bits] of mapped) bench.tables.mapSecond(root, 3, BigInt(frame), frame, bits);
	bench.second({ tc: ON | tc, fsc });
	bench.context({
		tc: ON | tc,
		iohgatp: BigInt(root) | (9n << 44n) | SV39,
		ta: 7n << 12n,
		fsc,
	});
};

export const walkCases: readonly WalkCase[] = [
	{ name: 'mode Off', set: (b) => b.write(0x010, 0), cause: 256, ats: UNSUPPORTED },
	{
		name: 'a directory outside the memory',
		set: (b) => {
			b.write(0x010, 0);
			b.write64(0x010, ppn(OUTSIDE) | 2n);
		},
		cause: 257,
		ats: UNSUPPORTED,
	},
	{ name: 'a context that is not valid', set: () => {}, cause: 258, ats: UNSUPPORTED },
	{
		name: 'a context that is misconfigured',
		set: (b) => b.context({ tc: ON | (1n << 63n) }),
		cause: 259,
		ats: UNSUPPORTED,
	},
	{
		name: 'a PASID without process directory',
		set: leaf(RW),
		pasid: 1,
		cause: 260,
		ats: UNSUPPORTED,
	},
	{
		name: 'a PASID beyond PD8',
		set: process(0x1_7001n, 0n),
		pasid: 0x100,
		cause: 260,
		ats: UNSUPPORTED,
	},
	{
		name: 'a PASID beyond PD17',
		set: (b) => b.context({ tc: ON | TC.PDTV, fsc: PD17 | BigInt(Frame.PDT) }),
		pasid: 0x2_0000,
		cause: 260,
		ats: UNSUPPORTED,
	},
	{
		name: 'a supervisor where ENS is 0',
		set: process(0x1_7001n, 0n),
		pasid: 0x21,
		access: READ | PRIV,
		cause: 260,
		ats: UNSUPPORTED,
	},
	{
		name: 'a process directory outside the memory',
		set: (b) => b.context({ tc: ON | TC.PDTV, fsc: PD8 | OUTSIDE }),
		pasid: 0x21,
		cause: 265,
		ats: ABORTED,
	},
	{
		name: 'a process directory whose next level is outside the memory',
		set: (b) => {
			b.context({ tc: ON | TC.PDTV, fsc: PD20 | BigInt(Frame.PDT) });
			write64(b.memory, Frame.PDT * 4096, ppn(OUTSIDE) | 1n);
		},
		pasid: 0x21,
		cause: 265,
		ats: ABORTED,
	},
	{
		name: 'a process context that is not valid',
		set: process(0n, SV39),
		pasid: 0x21,
		cause: 266,
		ats: NO_ACCESS,
		atsCause: 'none',
	},
	{
		name: 'a process-directory entry that is not valid',
		set: (b) => b.context({ tc: ON | TC.PDTV, fsc: PD17 | BigInt(Frame.PDT) }),
		pasid: 0x21,
		cause: 266,
		ats: NO_ACCESS,
		atsCause: 'none',
	},
	{
		name: 'a process-directory entry with reserved bits',
		set: (b) => {
			b.context({ tc: ON | TC.PDTV, fsc: PD17 | BigInt(Frame.PDT) });
			write64(b.memory, Frame.PDT * 4096, ppn(0x50) | 3n);
		},
		pasid: 0x21,
		cause: 267,
		ats: ABORTED,
	},
	{
		name: 'a process context with reserved bits',
		set: process(0x9n, 0n),
		pasid: 0x21,
		cause: 267,
		ats: ABORTED,
	},
	{
		name: 'a process context with a reserved mode',
		set: process(1n, 7n << 60n),
		pasid: 0x21,
		cause: 267,
		ats: ABORTED,
	},
	{
		name: 'a process directory in a guest page that is not mapped: original access',
		set: nested(TC.PDTV, PD8 | 0x77n, []),
		pasid: 0x21,
		access: WRITE,
		cause: 23,
		ats: NO_ACCESS,
		atsCause: 'none',
		iotval2: 0x77n * 4096n + 0x210n + 1n,
	},
	{
		name: 'a process directory in a guest page beyond the memory',
		set: nested(TC.PDTV, PD8 | 0x8000n, [[0x8000, RWX]]),
		pasid: 0x21,
		cause: 265,
		ats: ABORTED,
	},
	{
		name: 'a first stage outside the memory, read',
		set: (b) => b.first({ fsc: OUTSIDE | SV39 }),
		cause: 5,
		ats: ABORTED,
	},
	{
		name: 'a first stage outside the memory, write',
		set: (b) => b.first({ fsc: OUTSIDE | SV39 }),
		access: READ | WRITE,
		cause: 7,
		ats: ABORTED,
	},
	{
		name: 'a first stage outside the memory, execution',
		set: process(0x1_7001n, OUTSIDE | SV39),
		pasid: 0x21,
		access: EXEC,
		cause: 1,
		ats: ABORTED,
	},
	{
		name: 'a second stage outside the memory',
		set: (b) => b.second({ iohgatp: OUTSIDE | SV39 }),
		access: WRITE,
		cause: 7,
		ats: ABORTED,
	},
	...(
		[
			['no entry', 0n],
			['not valid', RW & ~P.V],
			['W without R', P.V | P.W | P.U | P.A | P.D],
			['W and X without R', P.V | P.W | P.X | P.U | P.A | P.D],
			['a pointer at the last level', P.V],
			['reserved bit 54', RW | (1n << 54n)],
			['reserved bit 60', RW | (1n << 60n)],
			['a memory type', RW | (1n << 61n)],
			['no user page', RW & ~P.U],
			['not accessed', RW & ~P.A],
			['N with another size', RW | P.N],
		] as const
	).flatMap(([name, bits]): WalkCase[] => [
		{ name: `first stage: ${name}`, set: leaf(bits), cause: 13, ats: NO_ACCESS, atsCause: 'none' },
		{
			name: `second stage: ${name}`,
			set: secondLeaf(bits),
			access: WRITE,
			cause: 23,
			ats: NO_ACCESS,
			atsCause: 'none',
			iotval2: BigInt(PAGE) * 4096n,
		},
	]),
	{
		name: 'first stage: a write to what is read only',
		set: leaf(RW & ~P.W & ~P.R),
		access: WRITE,
		cause: 15,
		ats: NO_ACCESS,
		atsCause: 'none',
	},
	{
		name: 'first stage: a write to what is clean',
		set: leaf(RW & ~P.D),
		access: WRITE,
		cause: 15,
		ats: NO_ACCESS,
		atsCause: 'none',
	},
	{
		name: 'second stage: a write to what is clean',
		set: secondLeaf(RW & ~P.D),
		access: WRITE,
		cause: 23,
		ats: NO_ACCESS,
		atsCause: 'none',
		iotval2: BigInt(PAGE) * 4096n,
	},
	...(
		[
			['a read of what may be executed only', P.V | P.U | P.A | P.X, READ, 13, NO_ACCESS],
			['execution of what is data', RW, EXEC, 12, OK],
		] as const
	).map(
		([name, bits, access, cause, ats]): WalkCase => ({
			name: `first stage: ${name}`,
			set: (b) => {
				const root = b.tables.frame();
				process(0x1_7001n, BigInt(root) | SV39)(b);
				b.tables.map(root, 3, BigInt(PAGE), 0x100, bits);
			},
			pasid: 0x21,
			access,
			cause,
			ats,
			atsCause: 'none',
		}),
	),
	{
		name: 'second stage: execution of what is not mapped',
		set: (b) => {
			nested(TC.PDTV, PD8 | BigInt(Frame.PDT), [[Frame.PDT, RWX]])(b);
			b.process(0x21, 0x1_7001n, 0n);
		},
		pasid: 0x21,
		access: EXEC,
		cause: 20,
		ats: NO_ACCESS,
		atsCause: 'none',
		iotval2: BigInt(PAGE) * 4096n,
	},
	{
		name: 'first stage: a misaligned page of 2 MiB',
		set: leaf(RW, 0x101n, 1),
		cause: 13,
		ats: NO_ACCESS,
		atsCause: 'none',
	},
	{
		name: 'first stage: a misaligned page of 1 GiB',
		set: leaf(RW, 0x200n, 2),
		cause: 13,
		ats: NO_ACCESS,
		atsCause: 'none',
	},
	{
		name: 'first stage: a pointer that is accessed',
		set: leaf(P.V | P.A, 0x100n, 1),
		cause: 13,
		ats: NO_ACCESS,
		atsCause: 'none',
	},
	{
		name: 'first stage: a table outside the memory',
		set: leaf(P.V, OUTSIDE, 1),
		cause: 5,
		ats: ABORTED,
	},
	{
		name: 'second stage: a misaligned page of 2 MiB',
		set: secondLeaf(RW, 0x101, 1),
		cause: 21,
		ats: NO_ACCESS,
		atsCause: 'none',
		iotval2: BigInt(PAGE) * 4096n,
	},
	{
		name: 'second stage: a table outside the memory',
		set: secondLeaf(P.V, Number(OUTSIDE), 1),
		cause: 5,
		ats: ABORTED,
	},
	{
		name: 'nested: the first table in a guest page that is not mapped',
		set: nested(0n, SV39 | 0x77n, []),
		cause: 21,
		ats: NO_ACCESS,
		atsCause: 'none',
		iotval2: 0x77n * 4096n + 1n,
	},
	{
		name: 'nested: the first table in a guest page that may not be read',
		set: nested(0n, SV39 | 0x77n, [[0x77, P.V | P.X | P.U | P.A]]),
		access: WRITE,
		cause: 23,
		ats: NO_ACCESS,
		atsCause: 'none',
		iotval2: 0x77n * 4096n + 1n,
	},
];
