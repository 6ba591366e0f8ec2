import { FaultReason } from '../../fault.js';

const { UNKNOWN, PASID_FETCH, BAD_PASID_ENTRY, PASID_INVALID } = FaultReason;
const { WALK_EABT, PTE_FETCH, PERMISSION, ACCESS, OOR_ADDRESS } = FaultReason;

/** A message in compatibility format was blocked: it has no index, whatever the record says. */
export const COMPATIBILITY_BLOCKED = 0x25;

/**
 * The fault reasons of VT-d (appendix "Fault Reason Encodings"): what each becomes as a generic reason,
 * and its name for people. Where the generic reasons have nothing to offer, as for root and context
 * entries, it is UNKNOWN; the hardware's own code travels along. docs/vtd-fault-reasons.md has the same for people.
 */
export const FAULT_REASONS: readonly (readonly [
	code: number,
	generic: FaultReason,
	name: string,
])[] = [
	[0x01, UNKNOWN, 'root entry not present'],
	[0x02, UNKNOWN, 'context entry not present'],
	[0x03, UNKNOWN, 'invalid context entry'],
	[0x04, OOR_ADDRESS, 'address beyond the address width'],
	[0x05, PERMISSION, 'write not permitted'],
	[0x06, PERMISSION, 'read not permitted'],
	[0x07, WALK_EABT, 'second-level table not accessible'],
	[0x08, UNKNOWN, 'root table not accessible'],
	[0x09, UNKNOWN, 'context table not accessible'],
	[0x0a, UNKNOWN, 'reserved bits in the root entry'],
	[0x0b, UNKNOWN, 'reserved bits in the context entry'],
	[0x0c, PTE_FETCH, 'reserved bits in a second-level entry'],
	[0x0d, UNKNOWN, 'kind of request blocked by the context entry'],
	[0x0e, UNKNOWN, 'interrupt address range reached'],
	[0x20, UNKNOWN, 'reserved bits in an interrupt request'],
	[0x21, OOR_ADDRESS, 'interrupt index too large'],
	[0x22, PTE_FETCH, 'interrupt entry not present'],
	[0x23, WALK_EABT, 'interrupt table not accessible'],
	[0x24, PTE_FETCH, 'reserved bits in the interrupt entry'],
	[COMPATIBILITY_BLOCKED, PERMISSION, 'compatibility format interrupt blocked'],
	[0x26, PERMISSION, 'interrupt source not allowed'],
	[0x27, WALK_EABT, 'posted-interrupt descriptor not accessible'],
	[0x28, PTE_FETCH, 'reserved bits in the posted-interrupt descriptor'],
	[0x29, UNKNOWN, 'interrupt request with a PASID'],
	[0x30, UNKNOWN, 'translation table mode not usable'],
	[0x31, UNKNOWN, 'PASID not possible in this translation table mode'],
	[0x32, UNKNOWN, 'page request not possible in this translation table mode'],
	[0x33, UNKNOWN, 'translation table mode error'],
	[0x38, UNKNOWN, 'root table not accessible'],
	[0x39, UNKNOWN, 'root entry not present'],
	[0x3a, UNKNOWN, 'reserved bits in the root entry'],
	[0x40, UNKNOWN, 'context table not accessible'],
	[0x41, UNKNOWN, 'context entry not present'],
	[0x42, UNKNOWN, 'reserved bits in the context entry'],
	[0x43, UNKNOWN, 'invalid context entry'],
	[0x44, UNKNOWN, 'translation requests not enabled'],
	[0x45, PASID_INVALID, 'PASIDs not enabled'],
	[0x46, PASID_INVALID, 'PASID beyond the directory'],
	[0x47, UNKNOWN, 'page requests not enabled'],
	[0x48, PASID_INVALID, 'RID_PASID beyond the directory'],
	[0x50, PASID_FETCH, 'PASID directory not accessible'],
	[0x51, PASID_INVALID, 'PASID directory entry not present'],
	[0x52, BAD_PASID_ENTRY, 'reserved bits in the PASID directory entry'],
	[0x58, PASID_FETCH, 'PASID table not accessible'],
	[0x59, BAD_PASID_ENTRY, 'PASID entry not present'],
	[0x5a, BAD_PASID_ENTRY, 'reserved bits in the PASID entry'],
	[0x5b, BAD_PASID_ENTRY, 'invalid PASID entry'],
	[0x5c, PERMISSION, 'execute requests not enabled'],
	[0x5d, PERMISSION, 'supervisor requests not enabled'],
	[0x70, WALK_EABT, 'first-level table not accessible'],
	[0x71, PTE_FETCH, 'first-level entry not present'],
	[0x72, PTE_FETCH, 'reserved bits in a first-level entry'],
	[0x73, WALK_EABT, 'first-level top table not accessible'],
	[0x74, OOR_ADDRESS, 'first-level table beyond the second level'],
	[0x75, PTE_FETCH, 'first-level top table not readable through the second level'],
	[0x76, PTE_FETCH, 'first-level table not readable through the second level'],
	[0x77, PTE_FETCH, 'first-level table not writable through the second level'],
	[0x78, WALK_EABT, 'second-level table not accessible'],
	[0x79, PERMISSION, 'second-level entry permits nothing'],
	[0x7a, PTE_FETCH, 'reserved bits in a second-level entry'],
	[0x7b, WALK_EABT, 'second-level top table not accessible'],
	[0x7c, ACCESS, 'second-level accessed or dirty bit not snooped'],
	[0x7d, ACCESS, 'second-level accessed or dirty bit not written'],
	[0x80, OOR_ADDRESS, 'address not canonical'],
	[0x81, PERMISSION, 'user access to a supervisor page'],
	[0x82, PERMISSION, 'page not executable'],
	[0x83, OOR_ADDRESS, 'address beyond the hardware'],
	[0x84, OOR_ADDRESS, 'address beyond the second level'],
	[0x85, PERMISSION, 'write not permitted'],
	[0x86, PERMISSION, 'read not permitted'],
	[0x87, UNKNOWN, 'interrupt address range reached'],
	[0x90, ACCESS, 'first-level accessed or dirty bit not snooped'],
	[0x91, ACCESS, 'first-level accessed or dirty bit not written'],
];

const GENERIC = new Uint8Array(256);
const NAMES = new Map<number, string>();
for (const [code, generic, name] of FAULT_REASONS) {
	GENERIC[code] = generic;
	NAMES.set(code, name);
}

/** The generic reason (`FaultReason`) of a hardware reason, 8 bits. */
export function genericReason(code: number): number {
	return GENERIC[code] ?? UNKNOWN;
}

/** A hardware reason for people. */
export function reasonName(code: number): string {
	return NAMES.get(code) ?? 'unknown reason';
}

/** Whether the fault is one of interrupt remapping: then its address is an index. */
export function isInterruptReason(code: number): boolean {
	return code >= 0x20 && code <= 0x2f;
}
