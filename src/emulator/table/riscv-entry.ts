/**
 * What page-table entries of both RISC-V stages have in common (Privileged specification, "Sv39" and the
 * sections after it; two-stage translation). An entry is 64 bits, here two words: V 0, R 1, W 2, X 3,
 * U 4, G 5, A 6, D 7, for software 9:8, PPN 53:10, reserved 60:54, PBMT 62:61, N 63.
 *
 * Svpbmt and Svrsw60t59b are not offered, so bits 62:54 are reserved. N (naturally aligned 64 KiB) is: it has no
 * bit in an IOMMU's capabilities. The encoding W without R stays reserved for I/O.
 */

import { Access } from '../iommu/contract.js';

export const Pte = {
	VALID: 0x01,
	READ: 0x02,
	WRITE: 0x04,
	EXEC: 0x08,
	USER: 0x10,
	GLOBAL: 0x20,
	ACCESSED: 0x40,
	DIRTY: 0x80,
} as const;

/** Why a walk ended without a translation. */
export const RiscvFault = {
	NONE: 0,
	/** First stage: page fault. */
	PAGE: 1,
	/** A table lies outside the memory: access fault of the request. */
	ACCESS: 2,
	/** Second stage: guest page fault. */
	GUEST: 3,
	/** First stage: the second stage ended the read of a table with a guest page fault. */
	GUEST_READ: 4,
	/** First stage: the second stage denies writing accessed or dirty bits. */
	GUEST_WRITE: 5,
} as const;

/** What an entry that points to a table must not have set. */
const NOT_IN_TABLE_POINTERS = Pte.USER | Pte.ACCESSED | Pte.DIRTY;
/** Of the upper word: reserved bits and PBMT, and N. */
const RESERVED_UPPER = 0x7fc0_0000;
export const NAPOT_UPPER = 0x8000_0000 | 0;

/** READ, WRITE and EXEC of a leaf. */
export function permissionOf(entry: number): number {
	return (entry >> 1) & (Access.READ | Access.WRITE | Access.EXEC);
}

/** Whether an entry points to a table: neither readable nor executable. */
export function isPointer(entry: number): boolean {
	return (entry & (Pte.READ | Pte.EXEC)) === 0;
}

/** Entries that are faulty whoever asks; `level` is 0 for 4 KiB leaves. */
export function isMalformed(entry: number, upper: number, level: number): boolean {
	if ((entry & Pte.VALID) === 0 || (upper & RESERVED_UPPER) !== 0) return true;
	if (isPointer(entry))
		// Also those with W alone, which is a reserved encoding.
		return level === 0 || upper < 0 || (entry & (NOT_IN_TABLE_POINTERS | Pte.WRITE)) !== 0;
	if ((entry & (Pte.READ | Pte.WRITE)) === Pte.WRITE) return true;
	const low = entry >>> 10;
	if (upper < 0) return level !== 0 || (low & 15) !== 8;
	switch (level) {
		case 0:
			return false;
		case 1:
			return (low & 0x1ff) !== 0;
		case 2:
			return (low & 0x3_ffff) !== 0;
		case 3:
			return (low & 0x3f_ffff) !== 0 || (upper & 0x1f) !== 0;
		default:
			return (low & 0x3f_ffff) !== 0 || (upper & 0x3fff) !== 0;
	}
}

/** Frame in an entry; -1 from 2^28 on, where no memory reaches. */
export function frameOf(entry: number, upper: number): number {
	const top = upper & 0x3f_ffff;
	return top > 0x3f ? -1 : (top << 22) | (entry >>> 10);
}

/** log2 of a leaf's size in pages. */
export function leafOrder(upper: number, level: number): number {
	return upper < 0 ? 4 : level * 9;
}
