/**
 * Every condition on the way of a translation that the unit reports, with the event that the reference gives it: the
 * whole first word and address, laid down by hand.
 */

import { NO_PASID } from '../../src/emulator/iommu/contract.js';
import type { AmdBench } from './amdvi-bench.js';
import {
	EXEC,
	GUEST_RWU,
	HOST_RW,
	OUTSIDE,
	PRIV,
	q,
	READ,
	WRITE,
	write64,
} from './amdvi-tables.js';

export interface WalkCase {
	name: string;
	/** Bits 63:16 of the event's first word, above the device id: PASID and domain, flags, code. */
	event: bigint;
	/** The event's second word; the request's address if absent. */
	address?: bigint;
	set: (bench: AmdBench) => void;
	pasid: number;
	page: bigint;
	access: number;
	/** Outcome of the same request by ATS (0: granted in part), and its event: 'same' with TR, or none. */
	ats: [0 | 1 | 2 | 3, 'same' | 'none' | bigint];
}

const PAGE = 0x1234n;
/** A page whose four host indices differ and are not 0. */
const DEEP = 0x4_0604_0302n;

type Row = [
	name: string,
	event: bigint,
	ats: WalkCase['ats'],
	set: (bench: AmdBench) => void,
	request?: { pasid?: number; page?: bigint; access?: number; address?: bigint },
];

const INVALID_TR = 0x8100_0000_0000n;

const rows: Row[] = [
	// Device table.
	[
		'device beyond the table',
		0x2000_0000_0000n,
		[2, INVALID_TR],
		(b) => b.write64(0, q(1)),
		{ pasid: NO_PASID },
	],
	[
		'device table outside the memory',
		0x3200_0000_0000n,
		[3, 'same'],
		(b) => b.write64(0, q(OUTSIDE)),
		{ pasid: NO_PASID, address: q(OUTSIDE) + 0x200n },
	],
	[
		'reserved bits in the device entry',
		0x1080_0007_0000n,
		[3, 'same'],
		(b) => b.device({ set: [4n] }),
		{ pasid: NO_PASID },
	],
	[
		'7 host levels',
		0x1000_0007_0000n,
		[3, 'same'],
		(b) => b.device({ mode: 7 }),
		{ pasid: NO_PASID },
	],
	[
		'4 GCR3 levels, and a PASID',
		0x1005_0001_0000n,
		[3, 'same'],
		(b) => b.device({ gcr3: 20, glx: 3 }),
	],
	[
		'5 guest levels',
		0x1005_0001_0000n,
		[3, 'same'],
		(b) => b.device({ gcr3: 20, set: [0n, 0n, 1n << 54n] }),
	],
	[
		'TV 0',
		0x2000_0007_0000n,
		[2, 0x8100_0007_0000n],
		(b) => b.device({ clear: [2n] }),
		{ pasid: NO_PASID },
	],
	[
		'IR 0, a read',
		0x2050_0007_0000n,
		[1, 'none'],
		(b) => b.host(PAGE, q(100) | HOST_RW, 4, { clear: [3n << 61n] }),
		{ pasid: NO_PASID },
	],
	[
		'IW 0, a write',
		0x2070_0007_0000n,
		[1, 'none'],
		(b) => b.host(PAGE, q(100) | HOST_RW, 4, { clear: [3n << 61n] }),
		{ pasid: NO_PASID, access: WRITE },
	],
	// Special addresses of requests without PASID.
	[
		'read of the interrupt range',
		0x8000_0007_0000n,
		[3, 0x8300_0007_0000n],
		(b) => b.device({}),
		{ pasid: NO_PASID, page: 0xf_ee12n },
	],
	[
		'write of a page in the interrupt range',
		0x8c20_0007_0000n,
		[3, 0x8320_0007_0000n],
		(b) => b.device({}),
		{ pasid: NO_PASID, page: 0xfdf_8000n, access: WRITE },
	],
	[
		'port I/O, IoCtl 0',
		0x8400_0007_0000n,
		[3, 0x8300_0007_0000n],
		(b) => b.device({}),
		{ pasid: NO_PASID, page: 0xfdf_c000n },
	],
	[
		'port I/O, IoCtl 3',
		0x1000_0007_0000n,
		[3, 0x8300_0007_0000n],
		(b) => b.device({ set: [0n, 3n << 35n] }),
		{ pasid: NO_PASID, page: 0xfdf_dfffn },
	],
	[
		'port I/O, IoCtl 2 and TV 0',
		0x8e00_0007_0000n,
		[2, 0x8100_0007_0000n],
		(b) => b.device({ set: [0n, 2n << 35n], clear: [2n] }),
		{ pasid: NO_PASID, page: 0xfdf_c000n },
	],
	[
		'write of system management, SysMgt 0',
		0x8620_0007_0000n,
		[3, 0x8320_0007_0000n],
		(b) => b.device({}),
		{ pasid: NO_PASID, page: 0xfdf_9100n, access: WRITE },
	],
	[
		'read of system management, SysMgt 1',
		0x8800_0007_0000n,
		[3, 0x8300_0007_0000n],
		(b) => b.device({ set: [0n, 1n << 40n] }),
		{ pasid: NO_PASID, page: 0xfdf_91ffn },
	],
	[
		'system management, SysMgt 3 and TV 0',
		0x8e00_0007_0000n,
		[2, 0x8100_0007_0000n],
		(b) => b.device({ set: [0n, 3n << 40n], clear: [2n] }),
		{ pasid: NO_PASID, page: 0xfdf_9100n },
	],
	// Host table.
	...hostRows(),
	// Guest table.
	...guestRows(),
];

function hostRows(): Row[] {
	const set =
		(entry: bigint, at = 1, levels = 4) =>
		(b: AmdBench) => {
			b.host(DEEP, entry, levels, {}, at);
		};
	const without = { pasid: NO_PASID, page: DEEP };
	const level: [string, bigint, number, number?][] = [
		['a table of the same level', q(50) | HOST_RW | (3n << 9n), 3],
		['a table of a higher level', q(50) | HOST_RW | (4n << 9n), 3],
		['a skipped level whose index is not 0', q(50) | HOST_RW | (1n << 9n), 3],
		["a coded size that is the level's own: 2 MiB at level 2", q(0xff) | HOST_RW | (7n << 9n), 2],
		['a coded size of the next level: 2 MiB at level 1', q(0xff) | HOST_RW | (7n << 9n), 1],
		['a coded size with every address bit set', 0x600f_ffff_ffff_fe01n, 4],
		['a leaf at level 6', HOST_RW, 6, 6],
	];
	return [
		[
			'host: no entry',
			0x2000_0007_0000n,
			[1, 'none'],
			(b) => set(q(100) | (HOST_RW - 1n))(b),
			without,
		],
		['host: no table', 0x2000_0007_0000n, [1, 'none'], set(0n, 3), without],
		[
			'host: reserved bit in a leaf',
			0x2090_0007_0000n,
			[1, 'none'],
			set(HOST_RW | (1n << 52n)),
			without,
		],
		[
			'host: reserved bit of a table entry (FC)',
			0x2090_0007_0000n,
			[1, 'none'],
			set(q(50) | HOST_RW | (2n << 9n) | (1n << 60n), 3),
			without,
		],
		...level.map(
			([name, entry, at, levels]): Row => [
				`host: ${name}`,
				0x2010_0007_0000n,
				[1, 'none'],
				set(entry, at, levels),
				without,
			],
		),
		[
			'host: read of a page that may be written only',
			0x2050_0007_0000n,
			[1, 'none'],
			set(q(100) | 0x4000_0000_0000_0001n),
			without,
		],
		[
			'host: write of a page that may be read only',
			0x2070_0007_0000n,
			[0, 'none'],
			set(q(100) | 0x2000_0000_0000_0001n),
			{ ...without, access: WRITE },
		],
		[
			'host: neither read nor write',
			0x2050_0007_0000n,
			[1, 'none'],
			set(q(50) | (2n << 9n) | 1n, 3),
			without,
		],
		[
			'host: address beyond 3 levels',
			0x2000_0007_0000n,
			[1, 'none'],
			set(q(100) | HOST_RW, 1, 3),
			{ pasid: NO_PASID, page: 1n << 27n },
		],
		[
			'host: top table outside the memory',
			0x4200_0007_0000n,
			[3, 'same'],
			(b) => b.device({ mode: 4, root: OUTSIDE }),
			{ ...without, address: q(OUTSIDE) + (DEEP >> 27n) * 8n },
		],
		[
			'host: lower table outside the memory',
			0x4200_0007_0000n,
			[3, 'same'],
			set(q(0xff_ffff_ffffn) | HOST_RW | (2n << 9n), 3),
			{ ...without, address: q(0xff_ffff_ffffn) + ((DEEP >> 9n) & 511n) * 8n },
		],
	];
}

function guestRows(): Row[] {
	const set =
		(entry: bigint, at = 1) =>
		(b: AmdBench) => {
			b.guest(DEEP, entry, {}, at);
		};
	const with1 = { page: DEEP };
	return [
		['PASID, but GV 0', 0x2005_0001_0000n, [3, 'none'], (b) => b.device({})],
		[
			'PASID beyond one GCR3 level',
			0x2005_0200_0000n,
			[1, 'none'],
			(b) => b.device({ gcr3: 20 }),
			{ pasid: 512 },
		],
		['GCR3 entry not valid', 0x2005_0001_0000n, [1, 'none'], (b) => b.device({ gcr3: 20 })],
		[
			'GCR3 table outside the memory',
			0x4205_0001_0000n,
			[3, 'same'],
			(b) => b.device({ gcr3: 0xff_ffff_ffffn }),
			{ address: q(0xff_ffff_ffffn) + 8n },
		],
		['guest: no entry', 0x2005_0001_0000n, [1, 'none'], set(q(100)), with1],
		['guest: no table', 0x2005_0001_0000n, [1, 'none'], set(0n, 3), with1],
		[
			'guest: reserved bit at level 4',
			0x2095_0001_0000n,
			[1, 'none'],
			set(q(50) | GUEST_RWU | 0x80n, 4),
			with1,
		],
		[
			'guest: misaligned 2 MiB page',
			0x2095_0001_0000n,
			[1, 'none'],
			set(q(2) | GUEST_RWU | 0x80n, 2),
			with1,
		],
		[
			'guest: misaligned 1 GiB page',
			0x2095_0001_0000n,
			[1, 'none'],
			set(q(512) | GUEST_RWU | 0x80n, 3),
			with1,
		],
		['guest: user and a supervisor page', 0x2055_0001_0000n, [1, 'none'], set(q(100) | 3n), with1],
		[
			'guest: write of a read-only page',
			0x2075_0001_0000n,
			[0, 'none'],
			set(q(100) | 5n),
			{ ...with1, access: WRITE },
		],
		[
			'guest: supervisor write of a read-only page',
			0x2071_0001_0000n,
			[0, 'none'],
			set(q(100) | 1n),
			{ ...with1, access: WRITE | PRIV },
		],
		[
			'guest: execution of a page that must not be',
			0x2057_0001_0000n,
			[0, 'none'],
			set(q(100) | GUEST_RWU | (1n << 63n)),
			{ ...with1, access: READ | EXEC },
		],
		[
			'guest: address not canonical',
			0x2005_0001_0000n,
			[1, 'none'],
			set(q(100) | GUEST_RWU),
			{ page: 1n << 35n },
		],
		[
			'guest: a table outside the memory',
			0x4205_0001_0000n,
			[3, 'same'],
			set(q(OUTSIDE) | GUEST_RWU, 3),
			{ ...with1, address: q(OUTSIDE) + ((DEEP >> 9n) & 511n) * 8n },
		],
		[
			"nested: the host table lacks the guest's top table",
			0x2005_0001_0000n,
			[1, 'none'],
			(b) => nested(b, 0n, 1),
			{ page: PAGE },
		],
		[
			'nested: the host table denies setting the accessed bit',
			0x2055_0001_0000n,
			[1, 'none'],
			(b) => nested(b, 0x2000_0000_0000_0001n, 1),
			{ page: PAGE },
		],
		[
			'nested: the host table lacks the page',
			0x2005_0001_0000n,
			[1, 'none'],
			(b) => nested(b, 0n, 6),
			{ page: PAGE },
		],
		[
			'nested: the host table has a reserved bit at the page',
			0x2095_0001_0000n,
			[1, 'none'],
			(b) => nested(b, HOST_RW | (1n << 58n), 6),
			{ page: PAGE },
		],
		[
			'nested: the host table makes the page read-only',
			0x2075_0001_0000n,
			[0, 'none'],
			(b) => nested(b, 0x2000_0000_0000_0001n, 6),
			{ page: PAGE, access: WRITE },
		],
	];
}

/**
 * PASID 1 of a nested device: guest frames 0 to 6 lie in host frames 0x200 to 0x206; 0 is the GCR3 table, 1 the top
 * table, 2 to 4 those below it, 6 the page. `entry` replaces the host entry of guest frame `which`.
 */
export function nested(bench: AmdBench, entry?: bigint, which = -1, page = PAGE): void {
	const root = bench.tables.frame();
	for (let frame = 0; frame < 7; frame++)
		bench.tables.host(
			root,
			4,
			BigInt(frame),
			frame === which ? entry! | q(0x200 + frame) : q(0x200 + frame) | HOST_RW,
		);
	write64(bench.memory, 0x20_0008, q(1) | 1n);
	for (let level = 4; level > 0; level--) {
		const frame = 5 - level;
		const at = Number((page >> BigInt((level - 1) * 9)) & 511n) * 8;
		write64(bench.memory, (0x200 + frame) * 4096 + at, q(level === 1 ? 6 : frame + 1) | GUEST_RWU);
	}
	bench.device({ mode: 4, root, gcr3: 0 });
}

export const walkCases: WalkCase[] = rows.map(([name, event, ats, set, request = {}]) => ({
	name,
	event: event << 16n,
	ats: typeof ats[1] === 'bigint' ? [ats[0], ats[1] << 16n] : ats,
	set,
	pasid: request.pasid ?? 1,
	page: request.page ?? PAGE,
	access: request.access ?? READ,
	...(request.address === undefined ? {} : { address: request.address }),
}));
