/**
 * Every condition on the way of a translation that the unit reports, with the reason that the specification
 * gives it. Each case is laid down by hand in the structures of a `VtdBench`.
 */

import { NO_PASID } from '../../src/emulator/iommu/contract.js';
import type { VtdBench } from './vtd-bench.js';
import {
	EXEC,
	first,
	nested,
	OUTSIDE,
	PAGE,
	PRIV,
	READ,
	second,
	WIDE,
	WRITE,
} from './vtd-mappings.js';
import { Frame, q } from './vtd-tables.js';

export interface WalkCase {
	reason: number;
	name: string;
	/** Outcome of the same request by ATS: 1 no access, without a record; 2 unsupported, 3 aborted. */
	ats: 1 | 2 | 3;
	set: (bench: VtdBench) => void;
	pasid: number;
	page: bigint;
	access: number;
	/** Whether FPD in the context entry suppresses the record. */
	qualified: boolean;
}

type Row = [
	reason: number,
	name: string,
	ats: 1 | 2 | 3,
	set: (bench: VtdBench) => void,
	request?: { pasid?: number; page?: bigint; access?: number },
];

/** Reasons that are recorded although FPD is set: met before it is read, or tables that cannot be read. */
const UNQUALIFIED = [0x30, 0x31, 0x38, 0x39, 0x3a, 0x40, 0x50, 0x58];

const CONTEXT = q(Frame.DIRECTORY) | 0x1dn;

const tableRows: Row[] = [
	[0x30, 'reserved table mode', 2, (b) => latch(b, q(Frame.ROOT) | 0x800n)],
	[
		0x30,
		'legacy mode, which the unit lacks',
		2,
		(b) => latch(b, q(Frame.ROOT)),
		{ pasid: NO_PASID },
	],
	[0x31, 'legacy mode and a PASID', 2, (b) => latch(b, q(Frame.ROOT))],
	[0x38, 'root table outside the memory', 2, (b) => latch(b, q(OUTSIDE) | 0x400n)],
	[0x39, 'root entry not present', 2, (b) => b.root(q(Frame.CONTEXT))],
	[0x3a, 'root entry reserved bit', 2, (b) => b.root(q(Frame.CONTEXT) | 3n)],
	[0x40, 'context table outside the memory', 2, (b) => b.root(q(OUTSIDE) | 1n)],
	[0x41, 'context entry not present', 2, (b) => b.context(CONTEXT - 1n)],
	[0x42, 'context entry reserved bit', 2, (b) => b.context(CONTEXT | 0x20n)],
	[0x45, 'request with PASID, PASIDE clear', 2, (b) => b.context(CONTEXT & ~8n)],
	[0x46, 'PASID beyond the directory', 2, () => undefined, { pasid: 128 * 64 }],
	[
		0x48,
		'RID_PASID beyond the directory',
		2,
		(b) => b.context(CONTEXT, 0x2000n),
		{ pasid: NO_PASID },
	],
	[0x50, 'PASID directory outside the memory', 3, (b) => b.context(q(OUTSIDE) | 0x1dn)],
	[0x51, 'directory entry not present', 3, (b) => b.directory(q(Frame.PASID_TABLE))],
	[0x52, 'directory entry reserved bit', 3, (b) => b.directory(q(Frame.PASID_TABLE) | 0x801n)],
	[0x58, 'PASID table outside the memory', 3, (b) => b.directory(q(OUTSIDE) | 1n)],
	[0x59, 'PASID entry not present', 3, (b) => b.pasid(1, { pgtt: 1, present: false })],
	[0x5a, 'PASID entry reserved bit', 3, (b) => b.pasid(1, { pgtt: 4, extra: [0x400n] })],
	[0x5b, 'unknown PGTT', 3, (b) => b.pasid(1, { pgtt: 5 })],
	[
		0x5c,
		'execute request, ERE clear',
		3,
		(b) => first(b, q(100) | 7n, { ere: false }),
		{ access: READ | EXEC },
	],
	[
		0x5d,
		'supervisor request, SRE clear',
		3,
		(b) => first(b, q(100) | 7n, { sre: false }),
		{ access: READ | PRIV },
	],
	[
		0x5d,
		'request without PASID under RID_PRIV, SRE clear',
		3,
		(b) => {
			b.context(CONTEXT, 0x10_0001n);
			first(b, q(100) | 7n, { sre: false });
		},
		{ pasid: NO_PASID },
	],
	[
		0x73,
		'top first-level table outside the memory',
		3,
		(b) => b.pasid(1, { pgtt: 1, first: OUTSIDE }),
	],
	[
		0x70,
		'lower first-level table outside the memory',
		3,
		(b) => first(b, q(OUTSIDE) | 7n, {}, 7n, 2),
	],
	[0x71, 'first-level page not present', 1, (b) => first(b, q(100) | 6n)],
	[0x71, 'first-level upper entry not present', 1, (b) => first(b, q(100) | 7n, {}, 6n)],
	[0x72, 'first-level reserved bit', 3, (b) => first(b, q(100) | WIDE | 7n)],
	[0x80, 'address not canonical', 1, (b) => first(b, q(100) | 7n), { page: 1n << 35n }],
	[0x81, 'user request for a supervisor page', 1, (b) => first(b, q(100) | 3n)],
	[0x85, 'write to a read-only page', 1, (b) => first(b, q(100) | 4n | 1n), { access: WRITE }],
	[
		0x82,
		'execution of a page with XD',
		1,
		(b) => first(b, q(100) | 7n | (1n << 63n)),
		{ access: READ | EXEC },
	],
	[
		0x82,
		'supervisor execution of a user page under SMEP',
		1,
		(b) => first(b, q(100) | 7n, { smep: true }),
		{ access: READ | EXEC | PRIV },
	],
	[
		0x84,
		'second-level address beyond the width of 39 bits',
		1,
		(b) => second(b, q(100) | 3n, { width: 1 }),
		{ page: 1n << 27n },
	],
	[
		0x84,
		'second-level address beyond the width of 48 bits',
		1,
		(b) => second(b, q(100) | 3n),
		{ page: 1n << 36n },
	],
	[
		0x7b,
		'top second-level table outside the memory',
		3,
		(b) => b.pasid(1, { pgtt: 2, second: OUTSIDE }),
	],
	[
		0x78,
		'lower second-level table outside the memory',
		3,
		(b) => second(b, q(OUTSIDE) | 3n, {}, 3n, 2),
	],
	[0x79, 'second-level page neither readable nor writable', 1, (b) => second(b, q(100))],
	[0x7a, 'second-level reserved bit', 3, (b) => second(b, q(100) | WIDE | 3n)],
	[0x85, 'second-level write denied', 1, (b) => second(b, q(100) | 1n), { access: WRITE }],
	[0x86, 'second-level read denied', 1, (b) => second(b, q(100) | 2n)],
	[0x87, 'first-level result in the interrupt range', 3, (b) => first(b, q(0xfee00) | 7n)],
	[0x87, 'second-level result in the interrupt range', 3, (b) => second(b, q(0xfeeff) | 3n)],
	[
		0x87,
		'pass-through into the interrupt range with PASID',
		3,
		(b) => b.pasid(1, { pgtt: 4 }),
		{ page: 0xfee01n },
	],
	[
		0x83,
		'pass-through beyond the host address width',
		1,
		(b) => b.pasid(1, { pgtt: 4 }),
		{ page: 1n << 34n },
	],
];

const nestedRows: Row[] = [
	[
		0x74,
		'nested: top table beyond the second-level width',
		3,
		(b) => nested(b, {}, { first: 1n << 27n, width: 1 }),
	],
	[0x75, 'nested: top table not readable', 3, (b) => nested(b, { 1: q(1001) | 2n })],
	[0x76, 'nested: lower table not readable', 3, (b) => nested(b, { 3: q(1003) | 2n })],
	[
		0x77,
		'nested: accessed bit of an upper entry cannot be written',
		3,
		(b) => nested(b, { 2: q(1002) | 1n }),
	],
	[
		0x77,
		'nested: accessed bit of the leaf cannot be written',
		3,
		(b) => nested(b, { 4: q(1004) | 1n }),
	],
	[
		0x78,
		'nested: second level of a table outside the memory',
		3,
		(b) => {
			const root = b.tables.frame();
			b.tables.mapSecond(root, 1n, q(OUTSIDE) | 3n, 3n, 2);
			b.pasid(1, { pgtt: 3, first: 1, second: root });
		},
	],
	[0x79, 'nested: a table is not present in the second level', 3, (b) => nested(b, { 3: 0n })],
	[
		0x7a,
		'nested: reserved bit on the way to a table',
		3,
		(b) => nested(b, { 4: q(1004) | 0x803n }),
	],
	[
		0x7b,
		'nested: top second-level table outside the memory',
		3,
		(b) => nested(b, {}, { second: OUTSIDE }),
	],
	[
		0x73,
		'nested: top table in a host frame that does not exist',
		3,
		(b) => nested(b, { 1: q(OUTSIDE) | 3n }),
	],
	[
		0x70,
		'nested: lower table in a host frame that does not exist',
		3,
		(b) => nested(b, { 2: q(OUTSIDE) | 3n }),
	],
	[0x71, 'nested: first-level page not present', 1, (b) => nested(b, {}, {}, 0n)],
	[0x79, 'nested: final page not present in the second level', 1, (b) => nested(b, { 9: 0n })],
	[
		0x85,
		'nested: final page not writable in the second level',
		1,
		(b) => nested(b, { 9: q(1009) | 1n }),
		{ access: WRITE },
	],
	[
		0x86,
		'nested: final page not readable in the second level',
		1,
		(b) => nested(b, { 9: q(1009) | 2n }),
	],
	[
		0x84,
		'nested: final page beyond the second-level width',
		3,
		(b) => nested(b, {}, { width: 1 }, q(1n << 27n) | 7n),
	],
	[0x87, 'nested: result in the interrupt range', 3, (b) => nested(b, { 9: q(0xfee10) | 3n })],
];

export const walkCases: readonly WalkCase[] = [...tableRows, ...nestedRows].map(
	([reason, name, ats, set, request]) => ({
		reason,
		name,
		ats,
		set,
		pasid: 1,
		page: PAGE,
		access: READ,
		qualified: !UNQUALIFIED.includes(reason),
		...request,
	}),
);

/** Sets another root pointer. */
function latch(bench: VtdBench, value: bigint): void {
	bench.write64(0x020, value);
	bench.write(0x018, 0xc400_0000);
}
