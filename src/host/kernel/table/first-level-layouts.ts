import type { FirstLevelFormat } from './formats.js';

/**
 * The bits of the first-level formats. All have four levels of 512 entries of 64 bits, in which bit 0
 * says "present" and a frame number stands at one place; the rest is here, as 32-bit words.
 *
 * Invariants that the editor rests on: an entry of zero is not present; where bit 0 is clear hardware ignores
 * all other bits (so bit 9 can be software's mark there, although it means something in a present entry);
 * no leaf is made above the lowest level.
 */
export interface FirstLevelLayout {
	readonly format: FirstLevelFormat;
	/** The frame number begins at this bit: what goes into the lower word is `frame << shift`, */
	readonly shift: number;
	/** and into the upper word `frame * highScale`, rounded down. */
	readonly highScale: number;
	/** Back again: the bits of the upper word that belong to it, and what each unit of them counts. */
	readonly highMask: number;
	readonly frameScale: number;
	/** Lower word of an entry that leads to a table, without the frame. */
	readonly table: number;
	/** Words of a leaf by `MapPermission` bits (0 to 7), without the frame. */
	readonly leafLow: readonly number[];
	readonly leafHigh: readonly number[];
	/** A leaf may be written where one of these bits is set, */
	readonly writeLow: number;
	readonly writeHigh: number;
	/** and executed where these bits, both words joined by or, are anything but `execOff`. */
	readonly execLow: number;
	readonly execHigh: number;
	readonly execOff: number;
	/** A device wrote where the lower word's `dirtyMask` bits are `dirtyValue`; it used the leaf where `accessed` is set. */
	readonly dirtyMask: number;
	readonly dirtyValue: number;
	readonly accessed: number;
	/**
	 * Hardware walks again before it refuses what a cached translation forbids, so that more permission needs
	 * no invalidation.
	 */
	readonly walksAgain: boolean;
}

/** One word of a leaf for each combination of permissions; READ (bit 0) is in `base`. */
function byPermission(base: number, write: number, noExecute: number, execute: number): number[] {
	return Array.from(
		{ length: 8 },
		(_, bits) => base | ((bits & 2) !== 0 ? write : 0) | ((bits & 4) !== 0 ? execute : noExecute),
	);
}

/**
 * VT-d specification, "First-Stage Paging Entries"; the long mode of AMD64 has the same bits: P 0, R/W 1,
 * U/S 2, A 5, D 6, address [51:12], XD 63. VT-d walks again before it refuses an access that a cached
 * translation forbids.
 */
const X86_64: FirstLevelLayout = {
	format: 'x86-64',
	shift: 12,
	highScale: 2 ** -20,
	highMask: 0x000f_ffff,
	frameScale: 2 ** 20,
	table: 0x007,
	leafLow: byPermission(0x005, 0x002, 0, 0),
	leafHigh: byPermission(0, 0, 0x8000_0000 | 0, 0),
	writeLow: 0x002,
	writeHigh: 0,
	execLow: 0,
	execHigh: 0x8000_0000 | 0,
	execOff: 0x8000_0000 | 0,
	dirtyMask: 0x040,
	dirtyValue: 0x040,
	accessed: 0x020,
	walksAgain: true,
};

/**
 * Arm DDI 0487 chapter D8, IHI 0070 3.13 and 5.4, stage 1: type [1:0] (3: table, page), AttrIndx [4:2] (0), AP[1] 6
 * (unprivileged access), AP[2] 7 (read only), SH [9:8] (3: inner), AF 10, nG 11, address [47:12], DBM 51,
 * PXN 53, UXN 54. Privileged code never executes (PXN), as nothing of the guest's is privileged here.
 *
 * The dirty state is the hardware's to keep (CD.HA and CD.HD, IDR0.HTTU 2): a leaf that may be written begins as
 * "writable clean", DBM with AP[2], and a write clears AP[2]. So DBM is what software gives, and AP[2]
 * clear means dirty. AF begins clear; hardware sets it.
 *
 * A TLB may go on using a leaf that forbids something until it is invalidated.
 */
const AARCH64: FirstLevelLayout = {
	format: 'aarch64',
	shift: 12,
	highScale: 2 ** -20,
	highMask: 0x0000_ffff,
	frameScale: 2 ** 20,
	table: 0x003,
	leafLow: byPermission(0xbc3, 0, 0, 0),
	leafHigh: byPermission(1 << 21, 1 << 19, 1 << 22, 0),
	writeLow: 0,
	writeHigh: 1 << 19,
	execLow: 0,
	execHigh: 1 << 22,
	execOff: 1 << 22,
	dirtyMask: 0x080,
	dirtyValue: 0,
	accessed: 0x400,
	walksAgain: false,
};

/**
 * RISC-V privileged specification, "Sv48": V 0, R 1, W 2, X 3, U 4, G 5, A 6, D 7, PPN [53:10]. An entry that
 * leads to a table has V alone: A, D and U are reserved there. A and D are the hardware's to set
 * (DC.tc.SADE; capabilities.AMO_HWAD). What is cached of an entry may stay in use until IOTINVAL.VMA.
 */
const RISCV_SV48: FirstLevelLayout = {
	format: 'riscv-sv48',
	shift: 10,
	highScale: 2 ** -22,
	highMask: 0x003f_ffff,
	frameScale: 2 ** 22,
	table: 0x001,
	leafLow: byPermission(0x013, 0x004, 0, 0x008),
	leafHigh: byPermission(0, 0, 0, 0),
	writeLow: 0x004,
	writeHigh: 0,
	execLow: 0x008,
	execHigh: 0,
	execOff: 0,
	dirtyMask: 0x080,
	dirtyValue: 0x080,
	accessed: 0x040,
	walksAgain: false,
};

export const firstLevelLayouts: Readonly<Record<FirstLevelFormat, FirstLevelLayout>> = {
	'x86-64': X86_64,
	aarch64: AARCH64,
	'riscv-sv48': RISCV_SV48,
};
