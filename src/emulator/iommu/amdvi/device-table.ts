/**
 * The device table: its base register, and a cache of entries as they were when last read. Owns the slots only; an entry is
 * served, however old, until INVALIDATE_DEVTAB_ENTRY, INVALIDATE_IOMMU_ALL, a conflict or a change of
 * IommuEn drops it. Entries that are faulty, and those with V and IV both 0, are never cached.
 *
 * An entry is 32 bytes (AMD IOMMU specification 48882, section 2.2.2):
 *
 *     q0: V 0, TV 1, HAD 8:7, Mode 11:9, host root 51:12, PPR 52, GPRP 53, GIoV 54, GV 55, GLX 57:56,
 *         GCR3[14:12] 60:58, IR 61, IW 62
 *     q1: domain 15:0, GCR3[30:15] 31:16, I 32, SE 33, SA 34, IoCtl 36:35, Cache 37, SD 38, EX 39, SysMgt 41:40,
 *         GCR3[51:31] 63:43
 *     q2: IV 0, IntTabLen 4:1, IG 5, interrupt table 51:6, GuestPagingMode 55:54, InitPass 56, EIntPass 57,
 *         NMIPass 58, IntCtl 61:60, Lint0Pass 62, Lint1Pass 63
 *     q3: attributes 63:54
 *
 * What counts as reserved follows from the features: no secure ATS, no 5-level guest tables, no vIOMMU, no SNP.
 */

import type { PhysicalMemory } from '../../memory.js';

/** Bits of the column `flags`. */
export const DteFlag = {
	V: 0x1,
	TV: 0x2,
	/** HAD, as `HostUpdates` shifted by 2. */
	ACCESSED: 0x4,
	DIRTY: 0x8,
	PPR: 0x10,
	GPRP: 0x20,
	GIOV: 0x40,
	GV: 0x80,
	/** READ and WRITE of the contract, shifted by 8. */
	IR: 0x100,
	IW: 0x200,
	I: 0x400,
	SE: 0x800,
	SA: 0x1000,
	EX: 0x2000,
	IV: 0x4000,
	IG: 0x8000,
	INIT_PASS: 0x1_0000,
	EXT_PASS: 0x2_0000,
	NMI_PASS: 0x4_0000,
} as const;

/** Why an entry cannot be used; columns `translationFault` and `interruptFault`. */
export const DteFault = {
	NONE: 0,
	RESERVED: 1,
	/** An encoding of levels, of the interrupt control or of the table length that does not exist. */
	LEVEL: 2,
} as const;

/** What `find` returns when there is no entry. */
export const OUTSIDE_TABLE = -1;
export const ENTRY_UNREADABLE = -2;

const NO_DEVICE = -1;
const BASE_LOW_MASK = 0xffff_f1ff;
const BASE_HIGH_MASK = 0x000f_ffff;
const ENTRIES_PER_PAGE = 128;
const RESERVED_Q0_LOW = 0x7c;
const RESERVED_Q0_HIGH = 0x8000_0000;
const RESERVED_Q1_HIGH = 0x400;
/** [53:52], and HPTMode, which is of SNP. */
const RESERVED_Q2_HIGH = 0x0830_0000;
const GUEST_PAGING_MODE = 0x00c0_0000;
const RESERVED_Q3_HIGH = 0x003f_ffff;
const MAX_LEVELS = 6;
const MAX_GLX = 2;
const MAX_INTERRUPT_LENGTH = 11;

export class DeviceTable {
	baseLow = 0;
	baseHigh = 0;
	readonly flags: Int32Array;
	readonly translationFault: Uint8Array;
	readonly interruptFault: Uint8Array;
	readonly domain: Uint16Array;
	/** Levels of the host table, 0: none. */
	readonly mode: Uint8Array;
	/** Page of the host table's top. */
	readonly hostRoot: Float64Array;
	/** Levels of the GCR3 table, less 1. */
	readonly glx: Uint8Array;
	/** Page of the GCR3 table: bits 17:0, and the 22 bits above. */
	readonly gcr3Low: Int32Array;
	readonly gcr3High: Int32Array;
	readonly ioControl: Uint8Array;
	readonly systemManagement: Uint8Array;
	readonly interruptControl: Uint8Array;
	/** Byte address of the interrupt table, and log2 of its entries. */
	readonly interruptTable: Float64Array;
	readonly interruptLength: Uint8Array;
	/** A page fault was logged since the entry was read (for SE). */
	readonly logged: Uint8Array;
	readonly #device: Int32Array;
	readonly #mask: number;
	readonly #memory: PhysicalMemory;

	/** `slots` is a power of two. */
	constructor(memory: PhysicalMemory, slots: number) {
		this.#memory = memory;
		this.flags = new Int32Array(slots);
		this.translationFault = new Uint8Array(slots);
		this.interruptFault = new Uint8Array(slots);
		this.domain = new Uint16Array(slots);
		this.mode = new Uint8Array(slots);
		this.hostRoot = new Float64Array(slots);
		this.glx = new Uint8Array(slots);
		this.gcr3Low = new Int32Array(slots);
		this.gcr3High = new Int32Array(slots);
		this.ioControl = new Uint8Array(slots);
		this.systemManagement = new Uint8Array(slots);
		this.interruptControl = new Uint8Array(slots);
		this.interruptTable = new Float64Array(slots);
		this.interruptLength = new Uint8Array(slots);
		this.logged = new Uint8Array(slots);
		this.#device = new Int32Array(slots).fill(NO_DEVICE);
		this.#mask = slots - 1;
	}

	/** The slot of a device's entry, good until the next `find`; or OUTSIDE_TABLE or ENTRY_UNREADABLE. */
	find(device: number): number {
		const slot = device & this.#mask;
		return this.#device[slot] === device ? slot : this.#read(device, slot);
	}

	/** Byte address of a device's entry; -1 beyond the table. */
	entryAddress(device: number): number {
		return device >>> 7 > (this.baseLow & 0x1ff) ? -1 : this.#address(device);
	}

	/** Byte address of a device's entry: upper and lower word. */
	entryHigh(device: number): number {
		return Math.floor(this.#address(device) / 2 ** 32);
	}

	entryLow(device: number): number {
		return this.#address(device) % 2 ** 32;
	}

	writeBaseLow(value: number): void {
		this.baseLow = (value & BASE_LOW_MASK) >>> 0;
	}

	writeBaseHigh(value: number): void {
		this.baseHigh = (value & BASE_HIGH_MASK) >>> 0;
	}

	invalidate(device: number): void {
		const slot = device & this.#mask;
		if (this.#device[slot] === device) this.#device[slot] = NO_DEVICE;
	}

	invalidateAll(): void {
		this.#device.fill(NO_DEVICE);
	}

	#address(device: number): number {
		return this.baseHigh * 2 ** 32 + ((this.baseLow & 0xffff_f000) >>> 0) + device * 32;
	}

	#read(device: number, slot: number): number {
		if (device >>> 7 > (this.baseLow & 0x1ff)) return OUTSIDE_TABLE;
		const frame = this.baseHigh * 0x10_0000 + (this.baseLow >>> 12) + (device >>> 7);
		const memory = this.#memory;
		if (frame >= memory.frames) return ENTRY_UNREADABLE;
		const word = (device % ENTRIES_PER_PAGE) * 8;
		const q0Low = memory.readWord(frame, word);
		const q0High = memory.readWord(frame, word + 1);
		const q1Low = memory.readWord(frame, word + 2);
		const q1High = memory.readWord(frame, word + 3);
		const q2Low = memory.readWord(frame, word + 4);
		const q2High = memory.readWord(frame, word + 5);
		const q3Low = memory.readWord(frame, word + 6);
		const q3High = memory.readWord(frame, word + 7);
		this.flags[slot] = flagsOf(q0Low, q0High, q1High, q2Low, q2High);
		this.domain[slot] = q1Low & 0xffff;
		this.mode[slot] = (q0Low >>> 9) & 7;
		this.hostRoot[slot] = (q0High & 0xf_ffff) * 0x10_0000 + (q0Low >>> 12);
		this.glx[slot] = (q0High >>> 24) & 3;
		const low = ((q0High >>> 26) & 7) | ((q1Low >>> 16) << 3);
		this.gcr3Low[slot] = low & 0x3_ffff;
		this.gcr3High[slot] = (low >>> 18) | ((q1High >>> 11) << 1);
		this.ioControl[slot] = (q1High >>> 3) & 3;
		this.systemManagement[slot] = (q1High >>> 8) & 3;
		this.interruptControl[slot] = (q2High >>> 28) & 3;
		this.interruptLength[slot] = (q2Low >>> 1) & 0xf;
		this.interruptTable[slot] = (q2High & 0xf_ffff) * 2 ** 32 + ((q2Low & 0xffff_ff80) >>> 0);
		this.logged[slot] = 0;
		const reserved =
			(q0Low & RESERVED_Q0_LOW) !== 0 ||
			(q0High & RESERVED_Q0_HIGH) !== 0 ||
			(q1High & RESERVED_Q1_HIGH) !== 0 ||
			q3Low !== 0 ||
			(q3High & RESERVED_Q3_HIGH) !== 0;
		this.translationFault[slot] = reserved
			? DteFault.RESERVED
			: this.#hasIllegalLevels(slot, q2High)
				? DteFault.LEVEL
				: DteFault.NONE;
		this.interruptFault[slot] =
			(q2High & RESERVED_Q2_HIGH) !== 0
				? DteFault.RESERVED
				: this.interruptControl[slot] === 3 ||
						(this.interruptControl[slot] === 2 &&
							this.interruptLength[slot]! > MAX_INTERRUPT_LENGTH)
					? DteFault.LEVEL
					: DteFault.NONE;
		this.#device[slot] = this.#isCacheable(slot) ? device : NO_DEVICE;
		return slot;
	}

	#hasIllegalLevels(slot: number, q2High: number): boolean {
		const flags = this.flags[slot]!;
		if ((flags & DteFlag.TV) === 0) return false;
		if (this.mode[slot]! > MAX_LEVELS) return true;
		return (
			(flags & DteFlag.GV) !== 0 &&
			(this.glx[slot]! > MAX_GLX || (q2High & GUEST_PAGING_MODE) !== 0)
		);
	}

	#isCacheable(slot: number): boolean {
		const flags = this.flags[slot]!;
		if ((flags & (DteFlag.V | DteFlag.IV)) === 0) return false;
		if ((flags & DteFlag.V) !== 0 && this.translationFault[slot] !== DteFault.NONE) return false;
		return (flags & DteFlag.IV) === 0 || this.interruptFault[slot] === DteFault.NONE;
	}
}

function flagsOf(
	q0Low: number,
	q0High: number,
	q1High: number,
	q2Low: number,
	q2High: number,
): number {
	return (
		(q0Low & 3) |
		((q0Low >>> 5) & 0xc) |
		((q0High >>> 16) & 0xf0) |
		((q0High >>> 21) & 0x300) |
		((q1High & 7) << 10) |
		((q1High & 0x80) << 6) |
		((q2Low & 1) << 14) |
		((q2Low & 0x20) << 10) |
		((q2High >>> 8) & 0x7_0000)
	);
}
