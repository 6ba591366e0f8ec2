/**
 * Invalidation descriptors as VT-d specification 6.5.2 lays them out: types, reserved bits and the
 * fields that need computing. Pure functions over the words of one descriptor, where it stands in memory.
 */

export const DescriptorType = {
	CONTEXT: 1,
	IOTLB: 2,
	DEVICE_TLB: 3,
	INTERRUPT: 4,
	WAIT: 5,
	PASID_IOTLB: 6,
	PASID_CACHE: 7,
	PASID_DEVICE_TLB: 8,
	PAGE_RESPONSE: 9,
} as const;

const ALL = 0xffff_ffff;

/** PDP of a page group response: words 4 to 7 are the private data of the request (revisions 3.x). */
export const PRIVATE_DATA_PRESENT = 0x20;

/**
 * Bits that must be 0, four words a type. Types that carry PFSID have it reserved, as ECAP.DIT is 0.
 * Words 4 to 7 of a 256-bit descriptor must be 0, but for private data.
 */
const RESERVED = new Uint32Array([
	...[0, 0, 0, 0],
	...[0x0000_f1c0, 0xfffc_0000, ALL, ALL],
	...[0x0000_f100, ALL, 0x0000_0f80, 0],
	...[0xffe0_f1f0, 0xffff_0000, 0x0000_0ffe, 0],
	...[0x07ff_f1e0, 0xffff_0000, ALL, ALL],
	...[0xffff_f100, 0, 0x0000_0003, 0],
	...[0x0000_f1c0, 0xfff0_0000, 0x0000_0f80, 0],
	...[0x0000_f1c0, 0xfff0_0000, ALL, ALL],
	...[0x0000_f000, 0xfff0_0000, 0x0000_07fe, 0],
	...[0x0000_01e0, 0xfff0_0000, 0xffff_f003, ALL],
]);

/** The type, which stands in bits 11:9 and 3:0. Types 1 to 9 have a mask; type 8 uses no bit 11:9. */
export function typeOf(word0: number): number {
	return (word0 & 0xf) | ((word0 >>> 5) & 0x70);
}

/** Whether the descriptor of a known type at `words[at]` has a reserved bit set; `length` is 4 or 8 words. */
export function hasReservedBits(
	type: number,
	words: Uint32Array,
	at: number,
	length: number,
): boolean {
	const row = type * 4;
	// Written out: V8 does not unroll loops, and this is asked for each response.
	let set =
		(words[at]! & RESERVED[row]!) |
		(words[at + 1]! & RESERVED[row + 1]!) |
		(words[at + 2]! & RESERVED[row + 2]!) |
		(words[at + 3]! & RESERVED[row + 3]!);
	if (length === 8) set |= words[at + 4]! | words[at + 5]! | words[at + 6]! | words[at + 7]!;
	return set !== 0;
}

/**
 * Whether the page group response of 4 or 8 words at `words[at]` brings private data back, and has no other
 * reserved bit set. Only where the unit knows private data.
 */
export function bringsPrivateData(words: Uint32Array, at: number, length: number): boolean {
	const row = DescriptorType.PAGE_RESPONSE * 4;
	const word0 = words[at]!;
	return (
		length === 8 &&
		(word0 & PRIVATE_DATA_PRESENT) !== 0 &&
		(word0 & RESERVED[row]! & ~PRIVATE_DATA_PRESENT) === 0 &&
		(words[at + 1]! & RESERVED[row + 1]!) === 0 &&
		(words[at + 2]! & RESERVED[row + 2]!) === 0 &&
		words[at + 3] === 0
	);
}

/** The page number in an address field, whose bits 11:0 hold other things. */
export function pageOf(low: number, high: number): number {
	return high * 0x10_0000 + (low >>> 12);
}

/**
 * Pages that a device-TLB invalidation with S=1 covers: 2 to the power of one more than the count of
 * consecutive ones of the address from bit 12 up; Infinity from bit 63 on.
 */
export function spanOf(low: number, high: number): number {
	let ones = 0;
	while (ones < 20 && ((low >>> (12 + ones)) & 1) !== 0) ones++;
	if (ones === 20) while (ones < 52 && ((high >>> (ones - 20)) & 1) !== 0) ones++;
	return ones >= 51 ? Number.POSITIVE_INFINITY : 2 ** (ones + 1);
}
