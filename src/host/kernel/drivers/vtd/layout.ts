/**
 * Registers, table entries, descriptors and records of Intel VT-d in scalable mode, as this driver uses
 * them (Intel Virtualization Technology for Directed I/O, chapters 6, 7, 9 and 11; names as in
 * drivers/iommu/intel/iommu.h). 64-bit words are given as a low and a high 32-bit word, so a bit of the
 * high word is counted from 0 here. Nothing of this is shared with any model of the hardware.
 */

/** Register offsets (chapter 11). 64-bit registers occupy the offset and the next word. */
export const Reg = {
	CAP: 0x08,
	ECAP: 0x10,
	GCMD: 0x18,
	GSTS: 0x1c,
	RTADDR: 0x20,
	FSTS: 0x34,
	FECTL: 0x38,
	FEDATA: 0x3c,
	FEADDR: 0x40,
	FEUADDR: 0x44,
	IQH: 0x80,
	IQT: 0x88,
	IQA: 0x90,
	ICS: 0x9c,
	IECTL: 0xa0,
	IEDATA: 0xa4,
	IEADDR: 0xa8,
	IEUADDR: 0xac,
	IQERCD: 0xb0,
	IRTA: 0xb8,
	PQH: 0xc0,
	PQT: 0xc8,
	PQA: 0xd0,
	PRS: 0xdc,
	PECTL: 0xe0,
	PEDATA: 0xe4,
	PEADDR: 0xe8,
	PEUADDR: 0xec,
} as const;

/** Global command and status: the same bit in both. */
export const Gcmd = {
	TE: 0x8000_0000,
	SRTP: 0x4000_0000,
	QIE: 0x0400_0000,
	IRE: 0x0200_0000,
	SIRTP: 0x0100_0000,
	CFI: 0x0080_0000,
	/** The bits that keep their state from one command to the next: TE, EAFL, QIE, IRE, CFI. */
	LEVELS: 0x9680_0000,
} as const;

/** Fault status; all but PPF and the index are cleared by writing 1. */
export const Fsts = {
	PFO: 0x01,
	PPF: 0x02,
	IQE: 0x10,
	ICE: 0x20,
	ITE: 0x40,
	INDEX_SHIFT: 8,
	INDEX_MASK: 0xff,
} as const;

/** Interrupt mask, bit 31 of FECTL, IECTL and PECTL. */
export const EVENT_MASKED = 0x8000_0000;
/** Invalidation wait complete, in ICS; cleared by writing 1. */
export const ICS_IWC = 0x1;
/** Page request status; cleared by writing 1. */
export const Prs = { PPR: 0x1, PRO: 0x2 } as const;

/** Message data of the three events, which tells them apart in the one interrupt handler. */
export const EventData = { FAULT: 0x31, INVALIDATION: 0x32, PAGE_REQUEST: 0x33 } as const;
/** Message address: the interrupt range, physical destination 0. */
export const EVENT_ADDRESS = 0xfee0_0000;

/** RTADDR.TTM: scalable mode. */
export const RTADDR_SCALABLE = 1 << 10;
/** IRTA.EIME: extended interrupt mode, destinations of 32 bits. */
export const IRTA_EXTENDED = 1 << 11;
/** IQA.DW: descriptors of 256 bits. */
export const IQA_WIDE = 1 << 11;

/** Root, context, PASID directory and PASID-table entries (chapter 9). */
export const ENTRY_PRESENT = 0x1;
/** Scalable context entry, low word: DTE, PASIDE, PRE, PDTS. */
export const Context = { DTE: 0x4, PASIDE: 0x8, PRE: 0x10, PDTS_SHIFT: 9 } as const;

/** Scalable-mode PASID-table entry. */
export const PasidEntry = {
	/** Word 0. */
	AW_SHIFT: 2,
	PGTT_NESTED: 3 << 6,
	/** Word 4: execute requests allowed, write protection and XD honoured; SRE stays clear. */
	ERE: 0x02,
	WPE: 0x10,
	NXE: 0x20,
} as const;

/** Interrupt remapping table entry (chapter 9), by word. */
export const Irte = {
	/** Word 0; the rest stays 0: faults recorded, physical destination, edge, fixed delivery, remapped. */
	PRESENT: 0x01,
	VECTOR_SHIFT: 16,
	/** Word 1, without EIME. */
	NARROW_DESTINATION_SHIFT: 8,
	/** Word 2, above the source id: SVT 1, SQ 0: this requester and no other. */
	VERIFY_REQUESTER: 1 << 18,
} as const;

/** Address of a message in remappable format (chapter 5). */
export const MessageAddress = {
	HANDLE_HIGH: 0x04,
	SUBHANDLE_VALID: 0x08,
	REMAPPABLE: 0x10,
	/** Bits 14:0 of the handle, at 19:5. */
	HANDLE_LOW: 0x7fff,
	HANDLE_LOW_UNIT: 0x20,
} as const;

/** Descriptor types of the invalidation queue (6.5.2), in bits 3:0. */
export const Descriptor = {
	CONTEXT: 0x1,
	IOTLB: 0x2,
	DEVICE_TLB: 0x3,
	INTERRUPT: 0x4,
	WAIT: 0x5,
	PASID_IOTLB: 0x6,
	PASID_CACHE: 0x7,
	PASID_DEVICE_TLB: 0x8,
	PAGE_GROUP_RESPONSE: 0x9,
} as const;

/** Granularity, bits 5:4 of each invalidation; the numbers differ by type. */
export const Granularity = {
	CONTEXT_GLOBAL: 1 << 4,
	CONTEXT_DEVICE: 3 << 4,
	IOTLB_GLOBAL: 1 << 4,
	IOTLB_DOMAIN: 2 << 4,
	PASID_IOTLB_WHOLE: 2 << 4,
	PASID_IOTLB_PAGES: 3 << 4,
	PASID_CACHE_PASID: 1 << 4,
	PASID_CACHE_GLOBAL: 3 << 4,
	INTERRUPT_INDEX: 1 << 4,
} as const;

/** Interrupt entry cache invalidation by index: log2 of the entries, in bits 31:27. */
export const INTERRUPT_MASK_SHIFT = 27;

/** Invalidation wait: interrupt flag, status write, page-request drain. */
export const Wait = { IF: 0x10, SW: 0x20, PD: 0x80 } as const;

/** IOTLB invalidation, low address word: invalidation hint, only leaf entries changed. */
export const IOTLB_LEAF_ONLY = 0x40;
/** S of the two device-TLB invalidations, low address word: the address codes a span. */
export const DEVICE_TLB_SPAN = 0x1;
export const PASID_DEVICE_TLB_SPAN = 0x800;

/** Page group response (chapter 7). */
export const Response = {
	PASID_PRESENT: 0x10,
	/** Words 4 to 7 are the request's private data (revisions 3.x). */
	PRIVATE_DATA: 0x20,
	CODE_SHIFT: 12,
	LAST: 0x4,
	INDEX_SHIFT: 3,
	/** Codes of the PRG Response message (PCIe, Page Request Services). */
	SUCCESS: 0x0,
	INVALID: 0x1,
	FAILURE: 0xf,
} as const;

/** Page request descriptor (chapter 7). */
export const Request = {
	TYPE: 0x01,
	TYPE_MASK: 0xff,
	/** Word 0; words 4 to 7 are private data (revisions 3.x), which goes back with the response. */
	PASID_PRESENT: 0x100,
	PRIVATE_DATA: 0x200,
	/** Word 1, above the PASID. */
	EXECUTE: 0x10_0000,
	PRIVILEGED: 0x20_0000,
	/** Word 2. */
	READ: 0x1,
	WRITE: 0x2,
	LAST: 0x4,
	INDEX_SHIFT: 3,
	INDEX_MASK: 0x1ff,
} as const;

/** Fault recording register, bits of its third and fourth word. */
export const Frcd = {
	SIZE: 16,
	/** Third word. */
	T2: 0x1000_0000,
	PRIV: 0x2000_0000,
	EXE: 0x4000_0000,
	PASID_PRESENT: 0x8000_0000,
	/** Second word of a fault of interrupt remapping: the index, above. */
	INDEX_SHIFT: 16,
	/** Fourth word: reason [7:0], PASID [27:8]. */
	T1: 0x4000_0000,
	F: 0x8000_0000,
} as const;

export const PASID_MASK = 0xf_ffff;
/** Descriptors and page-request records are 32 bytes: 8 words, 128 to a frame. */
export const ENTRY_SHIFT = 5;
export const ENTRIES_PER_FRAME_SHIFT = 7;

/** Requests without a PASID use this one (RID_PASID of the context entry; the kernel's IOMMU_NO_PASID). */
export const RID_PASID = 0;
