import { FaultReason } from '../../fault.js';

/**
 * The causes of a RISC-V IOMMU's fault records (specification, "Fault record CAUSE field encodings"): what each becomes as
 * a generic reason, and its name for people. Where the generic reasons have nothing to offer, as for the device
 * directory, it is UNKNOWN; the cause itself travels along.
 *
 * Two causes say less than the record: a guest page fault of an implicit access (iotval2 bit 0) met a table of the first
 * stage or a process directory; a disallowed type of a request with a process id names a process that may not be used.
 */
const { UNKNOWN, PASID_FETCH, BAD_PASID_ENTRY, PASID_INVALID } = FaultReason;
const { WALK_EABT, PTE_FETCH, PERMISSION } = FaultReason;

export interface FaultCause {
	readonly code: number;
	/** `FaultReason`. */
	readonly reason: number;
	/** For an implicit access of the second stage; as `reason` where it is not given. */
	readonly implicitReason?: number;
	/** For a request with a process id; as `reason` where it is not given. */
	readonly processReason?: number;
	/** It is about an interrupt: the fault is of type INTERRUPT. */
	readonly interrupt?: true;
	readonly name: string;
}

export const FAULT_CAUSES: readonly FaultCause[] = [
	{ code: 1, reason: WALK_EABT, name: 'table not accessible on the way of a fetch' },
	{ code: 4, reason: UNKNOWN, name: 'read not aligned' },
	{ code: 5, reason: WALK_EABT, name: 'table not accessible on the way of a read' },
	{ code: 6, reason: UNKNOWN, name: 'write not aligned' },
	{ code: 7, reason: WALK_EABT, name: 'table not accessible on the way of a write' },
	{ code: 12, reason: PTE_FETCH, name: 'page not mapped for a fetch' },
	{ code: 13, reason: PTE_FETCH, name: 'page not mapped for a read' },
	{ code: 15, reason: PTE_FETCH, name: 'page not mapped for a write' },
	guest(20, 'fetch'),
	guest(21, 'read'),
	guest(23, 'write'),
	{ code: 256, reason: UNKNOWN, name: 'all requests disallowed' },
	{ code: 257, reason: UNKNOWN, name: 'device directory not accessible' },
	{ code: 258, reason: UNKNOWN, name: 'device context not valid' },
	{ code: 259, reason: UNKNOWN, name: 'device context misconfigured' },
	{
		code: 260,
		reason: UNKNOWN,
		processReason: PASID_INVALID,
		name: 'kind of request, or its process id, not allowed',
	},
	{ code: 261, reason: UNKNOWN, interrupt: true, name: 'MSI table not accessible' },
	{ code: 262, reason: UNKNOWN, interrupt: true, name: 'MSI entry not valid' },
	{ code: 263, reason: UNKNOWN, interrupt: true, name: 'MSI entry misconfigured' },
	{ code: 264, reason: UNKNOWN, interrupt: true, name: 'interrupt file in memory not accessible' },
	{ code: 265, reason: PASID_FETCH, name: 'process directory not accessible' },
	{ code: 266, reason: BAD_PASID_ENTRY, name: 'process context not valid' },
	{ code: 267, reason: BAD_PASID_ENTRY, name: 'process context misconfigured' },
	{ code: 268, reason: UNKNOWN, name: 'device directory corrupted' },
	{ code: 269, reason: PASID_FETCH, name: 'process directory corrupted' },
	{ code: 270, reason: UNKNOWN, interrupt: true, name: 'MSI table corrupted' },
	{ code: 271, reason: UNKNOWN, interrupt: true, name: 'interrupt file in memory corrupted' },
	{ code: 272, reason: UNKNOWN, name: 'internal error of the IOMMU' },
	{ code: 273, reason: UNKNOWN, name: 'message not taken' },
	{ code: 274, reason: WALK_EABT, name: 'page table corrupted' },
];

function guest(code: number, access: string): FaultCause {
	return {
		code,
		reason: PERMISSION,
		implicitReason: PTE_FETCH,
		name: `guest page not mapped for a ${access}`,
	};
}

const BY_CODE = new Map(FAULT_CAUSES.map((cause) => [cause.code, cause]));

/** The generic reason (`FaultReason`) of a cause, 12 bits, whose record has a process id, or was of an implicit access. */
export function genericReason(code: number, implicit: boolean, process: boolean): number {
	const cause = BY_CODE.get(code);
	if (cause === undefined) return UNKNOWN;
	if (implicit) return cause.implicitReason ?? cause.reason;
	return process ? (cause.processReason ?? cause.reason) : cause.reason;
}

/** Whether a cause is about an interrupt. */
export function isInterruptCause(code: number): boolean {
	return BY_CODE.get(code)?.interrupt === true;
}

/** Whether a cause is a page fault of the second stage: then iotval2 is a guest address. */
export function isGuestPageFault(code: number): boolean {
	return code === 20 || code === 21 || code === 23;
}

/** A message of the IOMMU itself was not taken (MSI write access fault). */
export const MESSAGE_NOT_TAKEN = 273;

/** A cause for people. */
export function describeCause(code: number): string {
	return `${BY_CODE.get(code)?.name ?? 'unknown cause'} (cause ${code})`;
}
