import { FaultReason } from '../../fault.js';

/**
 * The reasons of fault reports (VIRTIO 5.13.6.9): what each becomes as a generic reason, and its name for people. A device
 * says MAPPING both where there is no mapping and where the mapping does not allow the access: which it was it does
 * not tell. A reason that the specification does not know counts as UNKNOWN, and travels along as it is.
 */
export const FAULT_REASONS: readonly (readonly [code: number, generic: number, name: string])[] = [
	[0, FaultReason.UNKNOWN, 'unknown reason'],
	[1, FaultReason.UNKNOWN, 'endpoint not attached to a domain'],
	[2, FaultReason.PTE_FETCH, 'no mapping, or one that does not allow it'],
];

/** The generic reason (`FaultReason`) of a report's, 8 bits. */
export function genericReason(code: number): number {
	return FAULT_REASONS[code]?.[1] ?? FaultReason.UNKNOWN;
}

/** A report's reason for people. */
export function reasonName(code: number): string {
	return FAULT_REASONS[code]?.[2] ?? 'unknown reason';
}
