import type { SecondLevelFormat } from './formats.js';

/**
 * The bits of the second-level formats. All have four levels of 64-bit entries, 512 to a frame, and
 * leaves of 4 KiB at level 1 and 2 MiB at level 2; an entry of zero translates nothing. Leaves let devices read
 * and write, and leave it to the first level who may execute, where the format has a say in that.
 */
export interface SecondLevelLayout {
	readonly format: SecondLevelFormat;
	/** Bits of address that it translates. */
	readonly addressWidth: number;
	/** Frames of the top table, which is aligned to its size. */
	readonly rootFrames: number;
	/** The frame number begins at this bit. */
	readonly shift: number;
	/** Bits of the upper word that belong to it. */
	readonly highMask: number;
	/** Upper word of every entry, without the frame. */
	readonly high: number;
	/** Lower words without the frame: of an entry that leads to a table, by the level that it stands at (2 to 4), */
	readonly table: readonly number[];
	/** and of a leaf at level 1 and level 2. */
	readonly leaf: number;
	readonly largeLeaf: number;
	/** A leaf at level 1 that only lets hardware read its own tables: lower word, and upper word. */
	readonly tableLeaf: number;
	readonly tableHigh: number;
	/** An entry at level 2 is a leaf where the lower word's `leafMask` bits are `leafValue`. */
	readonly leafMask: number;
	readonly leafValue: number;
	/** Every unit has 2 MiB leaves; otherwise it must say so. */
	readonly largeAlways: boolean;
}

/**
 * VT-d specification, "Second-Stage Paging Entries": R 0, W 1, PS 7, address [51:12]. No reserved or
 * optional bit is ever set. 2 MiB leaves: CAP.SLLPS.
 */
const VTD: SecondLevelLayout = {
	format: 'vtd',
	addressWidth: 48,
	rootFrames: 1,
	shift: 12,
	highMask: 0x000f_ffff,
	high: 0,
	table: [0, 0, 0x003, 0x003, 0x003],
	leaf: 0x003,
	largeLeaf: 0x083,
	tableLeaf: 0x001,
	tableHigh: 0,
	leafMask: 0x080,
	leafValue: 0x080,
	largeAlways: false,
};

/**
 * Arm DDI 0487 chapter D8, stage 2: type [1:0] (3: table, page; 1: block), MemAttr [5:2] (15: normal memory,
 * write-back, without S2FWB), S2AP [7:6] (3: read and write), SH [9:8] (3: inner), AF 10, address [47:12], XN
 * [54:53] (0: execution is the first stage's to forbid). No dirty state is kept here (no DBM).
 */
const AARCH64: SecondLevelLayout = {
	format: 'aarch64',
	addressWidth: 48,
	rootFrames: 1,
	shift: 12,
	highMask: 0x0000_ffff,
	high: 0,
	table: [0, 0, 0x003, 0x003, 0x003],
	leaf: 0x7ff,
	largeLeaf: 0x7fd,
	tableLeaf: 0x77f,
	tableHigh: 0,
	leafMask: 0x003,
	leafValue: 0x001,
	largeAlways: true,
};

/**
 * AMD 48882, "I/O page tables" (host tables): PR 0, next level [11:9], address [51:12], IR 61, IW 62.
 * Next level 0 is a leaf of the size of its level. IR and IW are joined by and on the way down.
 */
const AMD_V1: SecondLevelLayout = {
	format: 'amd-v1',
	addressWidth: 48,
	rootFrames: 1,
	shift: 12,
	highMask: 0x000f_ffff,
	high: 0x6000_0000,
	table: [0, 0, 0x201, 0x401, 0x601],
	leaf: 0x001,
	largeLeaf: 0x001,
	tableLeaf: 0x001,
	tableHigh: 0x2000_0000,
	leafMask: 0xe00,
	leafValue: 0,
	largeAlways: true,
};

/**
 * RISC-V privileged specification, "Sv48x4": V 0, R 1, W 2, X 3, U 4, A 6, D 7, PPN [53:10]; U is required, as
 * every access counts as a user's. A and D are set from the beginning: nobody asks for them, and
 * the unit needs no GADE. The top table has two more bits of index.
 */
const RISCV_SV48X4: SecondLevelLayout = {
	format: 'riscv-sv48x4',
	addressWidth: 50,
	rootFrames: 4,
	shift: 10,
	highMask: 0x003f_ffff,
	high: 0,
	table: [0, 0, 0x001, 0x001, 0x001],
	leaf: 0x0df,
	largeLeaf: 0x0df,
	tableLeaf: 0x053,
	tableHigh: 0,
	leafMask: 0x00e,
	leafValue: 0x00e,
	largeAlways: true,
};

export const secondLevelLayouts: Readonly<Record<SecondLevelFormat, SecondLevelLayout>> = {
	vtd: VTD,
	aarch64: AARCH64,
	'amd-v1': AMD_V1,
	'riscv-sv48x4': RISCV_SV48X4,
};
