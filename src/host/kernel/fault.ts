/**
 * The generic fault: what an IOMMU driver makes of a hardware record, whatever the IOMMU
 * (include/linux/iommu.h and, for unrecoverable faults, include/uapi/linux/iommu.h of 5.3 to 6.8).
 */

/**
 * INTERRUPT is of our own: `enum iommu_fault_type` leaves a place for faults of interrupt remapping, and no kernel
 * fills it. Nobody answers one, so it never becomes a pending group.
 */
export const FaultType = { DMA_UNRECOVERABLE: 1, PAGE_REQUEST: 2, INTERRUPT: 3 } as const;

/** Flags of a page request (`IOMMU_FAULT_PAGE_REQUEST_*`). */
export const PageRequestFlag = {
	PASID_VALID: 1,
	LAST_PAGE: 2,
	/** The response must carry the PASID (PRG Response PASID Required). */
	RESPONSE_NEEDS_PASID: 8,
} as const;

/**
 * Flags of a fault that cannot be recovered from, of DMA (`IOMMU_FAULT_UNRECOV_*`) or of an interrupt.
 * INDEX_VALID is of our own, for interrupts.
 */
export const UnrecoverableFlag = {
	PASID_VALID: 1,
	ADDR_VALID: 2,
	FETCH_ADDR_VALID: 4,
	INDEX_VALID: 8,
} as const;

/** Permission bits of both kinds (`IOMMU_FAULT_PERM_*`). */
export const FaultPerm = { READ: 1, WRITE: 2, EXEC: 4, PRIV: 8 } as const;

/** Reasons of an unrecoverable fault (`enum iommu_fault_reason`). */
export const FaultReason = {
	UNKNOWN: 0,
	PASID_FETCH: 1,
	BAD_PASID_ENTRY: 2,
	PASID_INVALID: 3,
	WALK_EABT: 4,
	PTE_FETCH: 5,
	PERMISSION: 6,
	ACCESS: 7,
	OOR_ADDRESS: 8,
} as const;
export type FaultReason = (typeof FaultReason)[keyof typeof FaultReason];

/**
 * Page-response codes of the kernel (`enum iommu_page_response_code`). They are not the values on
 * the wire of any bus: each driver maps them.
 */
export const ResponseCode = { SUCCESS: 0, INVALID: 1, FAILURE: 2 } as const;
export type ResponseCode = (typeof ResponseCode)[keyof typeof ResponseCode];

/**
 * One fault on its way into the core. A driver keeps one of these, fills it for each record and
 * hands it to `reportDeviceFault`, which copies what it keeps: no allocation for a fault.
 */
export class IommuFault {
	/** `FaultType`. */
	type = 0;
	/** `PageRequestFlag` bits of a page request, else `UnrecoverableFlag` bits. */
	flags = 0;
	/** PASID, 20 bits; meaningful with PASID_VALID. */
	pasid = 0;
	/**
	 * Page-request group: PRG index (9 bits) or stall tag (16 bits); up to 26 bits where a driver has to tell requests
	 * of one index apart. Page requests only.
	 */
	grpid = 0;
	/** `FaultPerm` bits. */
	perm = 0;
	/** Page number (IOVA >> 12), 52 bits. */
	page = 0;
	/** Offset in the page, where the record has one; unrecoverable faults only. */
	offset = 0;
	/** `FaultReason`; unrecoverable faults only. */
	reason = 0;
	/** The hardware's own reason code, for people; unrecoverable faults only. */
	hardwareReason = 0;
	/** Page number of the structure whose fetch failed, with FETCH_ADDR_VALID. */
	fetchPage = 0;
	/**
	 * Which interrupt, with INDEX_VALID: its entry in the remapping table (VT-d, AMD-Vi) or the number of its interrupt
	 * file (RISC-V), 32 bits. Interrupts only.
	 */
	index = 0;
}
