/** Layout of commands (AMD IOMMU specification 48882, section 2.4): four words, opcode in word 1, bits 31:28. */

export const Opcode = {
	COMPLETION_WAIT: 1,
	INVALIDATE_DEVICE_ENTRY: 2,
	INVALIDATE_PAGES: 3,
	INVALIDATE_IOTLB: 4,
	INVALIDATE_INTERRUPTS: 5,
	PREFETCH: 6,
	COMPLETE_PPR: 7,
	INVALIDATE_ALL: 8,
} as const;

const ALL = 0xffff_ffff;
const NO_OPERAND = 0x0fff_ffff;
/**
 * Reserved bits of each opcode's four words. IOTLB invalidation has no types (InvIotlbTypeSup is 0). The fields of
 * PREFETCH_IOMMU_PAGES (device, PASID, count, S, GN, Invalidate in bit 4, address) lack a second source.
 */
const RESERVED: readonly (readonly number[])[] = [
	[],
	[0, 0x0ff0_0000, 0, 0],
	[0xffff_0000, NO_OPERAND, ALL, ALL],
	[0xfff0_0000, 0x0fff_0000, 0xff8, 0],
	[0, 0, 0xffa, 0],
	[0xffff_0000, NO_OPERAND, ALL, ALL],
	[0, 0, 0xfea, 0],
	[0xffff_0000, 0x0ff0_0000, 0xffff_fffb, 0xffff_0e00],
	[ALL, NO_OPERAND, ALL, ALL],
];

/** Bits of word 2 of the commands that name addresses. */
export const AddressFlag = { SIZE: 1, UPPER_LEVELS: 2, GUEST: 4, INVALIDATE: 0x10 } as const;

/** Whether the unit knows the command and none of its reserved bits is set. */
export function isLegal(words: Uint32Array): boolean {
	const opcode = words[1]! >>> 28;
	if (opcode < Opcode.COMPLETION_WAIT || opcode > Opcode.INVALIDATE_ALL) return false;
	const reserved = RESERVED[opcode]!;
	for (let i = 0; i < 4; i++) if ((words[i]! & reserved[i]!) !== 0) return false;
	return true;
}

/** Pages of everything, in this unit and in a device. */
export const EVERYTHING = 2 ** 52;

/**
 * Pages that an address names: with S, 2^(n+1) bytes, n being the lowest 0 bit from bit 12 on; all of them when there is
 * none below bit 63.
 */
export function pagesOf(words: Uint32Array): number {
	const low = words[2]!;
	if ((low & AddressFlag.SIZE) === 0) return 1;
	const zeros = ~(low >>> 12) & 0xf_ffff;
	if (zeros !== 0) return 2 ** (32 - Math.clz32(zeros & -zeros));
	const more = ~words[3]! & 0x7fff_ffff;
	return more === 0 ? EVERYTHING : 2 ** (52 - Math.clz32(more & -more));
}

/** First of `pages` pages that an address names. */
export function firstPageOf(words: Uint32Array, pages: number): number {
	const page = words[3]! * 0x10_0000 + (words[2]! >>> 12);
	return page - (page % pages);
}

/** PASID of INVALIDATE_IOTLB_PAGES and PREFETCH_IOMMU_PAGES, which scatter it. */
export function scatteredPasid(words: Uint32Array): number {
	return (
		((words[1]! >>> 16) & 0xff) |
		(((words[0]! >>> 16) & 0xff) << 8) |
		(((words[1]! >>> 24) & 0xf) << 16)
	);
}
