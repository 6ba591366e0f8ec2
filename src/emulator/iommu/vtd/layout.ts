/**
 * Offsets, bits and codes of the VT-d unit that the model shows to software: VT-d specification,
 * chapters 9 (structures) and 11 (registers). Constants only. The kernel's driver has its own.
 */

/** Register offsets; the upper half of a 64-bit register is 4 further. */
export const Reg = {
	VER: 0x000,
	CAP: 0x008,
	ECAP: 0x010,
	GCMD: 0x018,
	GSTS: 0x01c,
	RTADDR: 0x020,
	FSTS: 0x034,
	FECTL: 0x038,
	FEDATA: 0x03c,
	FEADDR: 0x040,
	FEUADDR: 0x044,
	IQH: 0x080,
	IQT: 0x088,
	IQA: 0x090,
	ICS: 0x09c,
	IECTL: 0x0a0,
	IEDATA: 0x0a4,
	IEADDR: 0x0a8,
	IEUADDR: 0x0ac,
	IQERCD: 0x0b0,
	IRTA: 0x0b8,
	PQH: 0x0c0,
	PQT: 0x0c8,
	PQA: 0x0d0,
	PRS: 0x0dc,
	PECTL: 0x0e0,
	PEDATA: 0x0e4,
	PEADDR: 0x0e8,
	PEUADDR: 0x0ec,
	/** First fault recording register; 16 bytes each. Published as CAP.FRO. */
	FRCD: 0x220,
} as const;

/** GCMD and GSTS have the same bits; those of parts that the unit lacks are left out. */
export const Command = {
	TE: 0x8000_0000,
	SRTP: 0x4000_0000,
	QIE: 0x0400_0000,
	IRE: 0x0200_0000,
	SIRTP: 0x0100_0000,
	CFI: 0x0080_0000,
} as const;

/** FSTS bits; bits 15:8 are FRI. */
export const FaultStatus = { PFO: 0x01, PPF: 0x02, IQE: 0x10, ICE: 0x20, ITE: 0x40 } as const;

/** IQERCD.IQEI: why the invalidation queue stopped. */
export const QueueError = {
	TAIL_OUTSIDE: 1,
	FETCH_FAILED: 2,
	BAD_TYPE: 3,
	RESERVED_FIELD: 4,
	TAIL_MISALIGNED: 6,
	TYPE_NOT_ALLOWED: 7,
} as const;

/** RTADDR.TTM: what the root table is. */
export const TableMode = { LEGACY: 0, SCALABLE: 1, RESERVED: 2, ABORT: 3 } as const;

/** PGTT of a PASID-table entry. */
export const Pgtt = { FIRST: 1, SECOND: 2, NESTED: 3, PASS_THROUGH: 4 } as const;

/** Fault reasons (FRCD.FR) of accesses, translation requests and page requests that the model produces. */
export const Reason = {
	ROOT_MODE: 0x30,
	LEGACY_WITH_PASID: 0x31,
	LEGACY_PAGE_REQUEST: 0x32,
	ROOT_UNREADABLE: 0x38,
	ROOT_NOT_PRESENT: 0x39,
	ROOT_RESERVED: 0x3a,
	CONTEXT_UNREADABLE: 0x40,
	CONTEXT_NOT_PRESENT: 0x41,
	CONTEXT_RESERVED: 0x42,
	DEVICE_TLB_DISABLED: 0x44,
	PASID_DISABLED: 0x45,
	PASID_TOO_LARGE: 0x46,
	PAGE_REQUEST_DISABLED: 0x47,
	RID_PASID_TOO_LARGE: 0x48,
	DIRECTORY_UNREADABLE: 0x50,
	DIRECTORY_NOT_PRESENT: 0x51,
	DIRECTORY_RESERVED: 0x52,
	PASID_UNREADABLE: 0x58,
	PASID_NOT_PRESENT: 0x59,
	PASID_RESERVED: 0x5a,
	PASID_INVALID: 0x5b,
	EXECUTE_DISABLED: 0x5c,
	SUPERVISOR_DISABLED: 0x5d,
	FIRST_UNREADABLE: 0x70,
	FIRST_NOT_PRESENT: 0x71,
	FIRST_RESERVED: 0x72,
	FIRST_TOP_UNREADABLE: 0x73,
	NESTED_TABLE_WIDTH: 0x74,
	NESTED_TOP_DENIED: 0x75,
	NESTED_TABLE_DENIED: 0x76,
	NESTED_UPDATE_DENIED: 0x77,
	SECOND_UNREADABLE: 0x78,
	SECOND_NOT_PRESENT: 0x79,
	SECOND_RESERVED: 0x7a,
	SECOND_TOP_UNREADABLE: 0x7b,
	NOT_CANONICAL: 0x80,
	USER_DENIED: 0x81,
	EXECUTE_DENIED: 0x82,
	BEYOND_HOST_WIDTH: 0x83,
	BEYOND_WIDTH: 0x84,
	WRITE_DENIED: 0x85,
	READ_DENIED: 0x86,
	INTERRUPT_RANGE: 0x87,
} as const;

/** Fault reasons of interrupt remapping that the model produces: posted entries and their descriptors are left out. */
export const InterruptReason = {
	REQUEST_RESERVED: 0x20,
	INDEX_TOO_LARGE: 0x21,
	ENTRY_NOT_PRESENT: 0x22,
	TABLE_UNREADABLE: 0x23,
	ENTRY_RESERVED: 0x24,
	COMPATIBILITY_BLOCKED: 0x25,
	SOURCE_NOT_ALLOWED: 0x26,
} as const;

/**
 * Whether FPD (fault processing disable), read on the way, suppresses the record of a reason. What is
 * met before an FPD bit was read, and tables that cannot be read, are always recorded.
 */
export function isQualified(reason: number): boolean {
	switch (reason) {
		case Reason.ROOT_MODE:
		case Reason.LEGACY_WITH_PASID:
		case Reason.LEGACY_PAGE_REQUEST:
		case Reason.ROOT_UNREADABLE:
		case Reason.ROOT_NOT_PRESENT:
		case Reason.ROOT_RESERVED:
		case Reason.CONTEXT_UNREADABLE:
		case Reason.DIRECTORY_UNREADABLE:
		case Reason.PASID_UNREADABLE:
			return false;
		default:
			return true;
	}
}

/** Version 6.0: no register-based invalidation, so CCMD, IVA and IOTLB read 0 and ignore writes. */
export const VERSION = 0x60;

/** Largest AM that a page-selective invalidation may carry: 1 GiB. */
export const MAX_ADDRESS_MASK = 18;

/** Largest IM that an interrupt entry cache invalidation may carry: 2^15 entries (ECAP.MHMV). */
export const MAX_HANDLE_MASK = 15;

/** Guest address width (MGAW); the second level has 3 or 4 levels. */
export const MAX_GUEST_WIDTH = 48;

/** First and last page of the range that belongs to interrupts, FEE0_0000 to FEEF_FFFF. */
export const INTERRUPT_FIRST = 0xfee00;
export const INTERRUPT_LAST = 0xfeeff;

/** ND 6 (16-bit domain ids), SAGAW 39 and 48 bits, MGAW 48, FRO 0x22. */
export const CAP_LOW = 0x222f_0606;
/** SLLPS 2M and 1G, PSI, MAMV 18, DWD, DRD, FL1GP, ESIRTPS, ESRTPS; NFR comes on top. No PI. */
const CAP_HIGH = 0xc1d2_008c;
/** C, QI, DT, IR, EIM, PT, IRO 0x50, MHMV 15, NEST, PRS, ERS, SRS. No SC. */
export const ECAP_LOW = 0xe4f0_505f;
/** NWFS, EAFS, PSS 20 bits, PASID, PDS, SMTS, SLADS, SLTS, FLTS, SMPWCS, RPS, ADMS, RPRIVS. */
export const ECAP_HIGH = 0x0033_ed9e;

/** Upper half of CAP for a number of fault recording registers. */
export function capHigh(records: number): number {
	return (CAP_HIGH | ((records - 1) << 8)) >>> 0;
}
