/**
 * Registers, table entries, commands and records of AMD-Vi as this driver uses them (AMD I/O Virtualization Technology
 * specification, publication 48882; names as in drivers/iommu/amd/amd_iommu_types.h). 64-bit words are given as a
 * low and a high 32-bit word, so a bit of the high word is counted from 0 here. Nothing of this is shared with
 * any model of the hardware.
 */

/** Register offsets. 64-bit registers occupy the offset and the next word. */
export const Reg = {
	DEVICE_TABLE: 0x0000,
	COMMAND_BASE: 0x0008,
	EVENT_BASE: 0x0010,
	CONTROL: 0x0018,
	EXCLUSION_BASE: 0x0020,
	FEATURES: 0x0030,
	PPR_BASE: 0x0038,
	/** MSI capability: header, address, upper address, data. */
	MSI_HEADER: 0x0158,
	MSI_ADDRESS: 0x015c,
	MSI_UPPER_ADDRESS: 0x0160,
	MSI_DATA: 0x0164,
	COMMAND_HEAD: 0x2000,
	COMMAND_TAIL: 0x2008,
	EVENT_HEAD: 0x2010,
	EVENT_TAIL: 0x2018,
	STATUS: 0x2020,
	PPR_HEAD: 0x2030,
	PPR_TAIL: 0x2038,
	PPR_AUTO_RESPONSE: 0x2080,
} as const;

/** Control register, low word. */
export const Control = {
	IOMMU: 0x1,
	EVENT_LOG: 0x4,
	EVENT_INTERRUPT: 0x8,
	COMPLETION_INTERRUPT: 0x10,
	/** InvTimeOut 6: 100 s, the only one beyond the 60 to 90 s that PCIe allows a function (ATS). */
	INVALIDATION_TIMEOUT: 6 << 5,
	/** Table walks snoop the processors' caches. */
	COHERENT: 0x400,
	COMMANDS: 0x1000,
	PPR_LOG: 0x2000,
	PPR_INTERRUPT: 0x4000,
	PPR: 0x8000,
	GUEST_TRANSLATION: 0x1_0000,
	/** GAEn: interrupt table entries of 128 bits. */
	WIDE_INTERRUPTS: 0x2_0000,
} as const;
/** Control register, high word: PprAutoRspEn, EPHEn, XTEn. */
export const ControlHigh = { AUTO_RESPONSE: 0x80, ENHANCED_PPR: 0x2000, X2APIC: 0x4_0000 } as const;

/** Status register; the bits that are no "run" bits are cleared by writing 1. */
export const Status = {
	EVENT_OVERFLOW: 0x01,
	EVENT_INTERRUPT: 0x02,
	COMPLETION_INTERRUPT: 0x04,
	EVENT_RUN: 0x08,
	COMMAND_RUN: 0x10,
	PPR_OVERFLOW: 0x20,
	PPR_INTERRUPT: 0x40,
	PPR_RUN: 0x80,
} as const;

/** MSI: enable, and multiple message enable for two messages. */
export const MSI_ENABLE = 0x1_0000;
export const MSI_TWO_MESSAGES = 0x10_0000;
export const MSI_GRANTED = 0x70_0000;
/** Message address: physical destination 0 (the local APIC's range). */
export const MESSAGE_ADDRESS = 0xfee0_0000;
/** Data of message 0: event log and COMPLETION_WAIT; message 1, the PPR log, has one more. */
export const MessageData = { GENERAL: 0x40, PPR: 0x41 } as const;

/** Base registers of the three rings: log2 of the entries (8 to 15) in bits 59:56. */
export const LENGTH_SHIFT = 24;
/** Entries of the rings are 16 bytes: 4 words, 256 to a frame. */
export const ENTRY_SHIFT = 4;
export const ENTRIES_PER_FRAME_SHIFT = 8;

/** Device table entry, 32 bytes: 8 words, 128 to a frame. */
export const Dte = {
	WORDS: 8,
	PER_FRAME_SHIFT: 7,
	/** Word 0. */
	V: 0x1,
	TV: 0x2,
	MODE_SHIFT: 9,
	/** Word 1: PPR, GPRP (responses carry the PASID), GIoV, GV, GLX, GCR3[14:12], IR, IW. */
	PPR: 0x10_0000,
	GPRP: 0x20_0000,
	GIOV: 0x40_0000,
	GV: 0x80_0000,
	GLX_SHIFT: 24,
	GCR3_LOW_SHIFT: 26,
	IR: 0x2000_0000,
	IW: 0x4000_0000,
	/** Word 2: domain id below, GCR3[30:15] above. */
	GCR3_MIDDLE_SHIFT: 16,
	/** Word 3: I (ATS), GCR3[51:31]. */
	I: 0x1,
	GCR3_HIGH_SHIFT: 11,
	/** Word 4: IV, log2 of the entries. */
	IV: 0x1,
	INTERRUPT_LENGTH_SHIFT: 1,
	/** Word 5: IntCtl 2, remapped; 0 blocks. */
	INTERRUPTS_REMAPPED: 0x2000_0000,
} as const;

/** GCR3 table entry: valid. */
export const GCR3_VALID = 0x1;

/** Interrupt table entries: low word. Fixed delivery, physical destination. */
export const Irte = {
	REMAPPED: 0x1,
	DESTINATION_SHIFT: 8,
	/** 32-bit entries. */
	VECTOR_SHIFT: 16,
} as const;

/** Opcodes, in bits 31:28 of a command's second word. */
export const Opcode = {
	COMPLETION_WAIT: 0x1000_0000,
	INVALIDATE_DEVICE_ENTRY: 0x2000_0000,
	INVALIDATE_PAGES: 0x3000_0000,
	INVALIDATE_IOTLB: 0x4000_0000,
	INVALIDATE_INTERRUPTS: 0x5000_0000,
	COMPLETE_PPR: 0x7000_0000,
	INVALIDATE_ALL: 0x8000_0000,
} as const;

/** COMPLETION_WAIT, first word: store, interrupt. */
export const Wait = { STORE: 0x1, INTERRUPT: 0x2 } as const;
/** Third word of commands that name pages: the address codes a span; upper levels too (PDE); it is a guest's (GN). */
export const Pages = { SPAN: 0x1, UPPER_LEVELS: 0x2, GUEST: 0x4 } as const;
/** Address of all pages, with SPAN. */
export const ALL_PAGES_LOW = 0xffff_f000;
export const ALL_PAGES_HIGH = 0x7fff_ffff;

/** COMPLETE_PPR_REQUEST: GN in the third word, tag and code in the fourth. */
export const Response = {
	GUEST: 0x4,
	TAG_MASK: 0x1ff,
	CODE_SHIFT: 12,
	/** Codes of the PRG Response message (PCIe, Page Request Services). */
	SUCCESS: 0x0,
	INVALID: 0x1,
	FAILURE: 0xf,
} as const;

/** PPR log record, second word: tag, flags and type; PASID[15:0] is the first word's upper half. */
export const Ppr = {
	TAG_MASK: 0x1ff,
	LAST: 0x200,
	PASID_HIGH_SHIFT: 10,
	EXECUTE: 0x2_0000,
	READ: 0x4_0000,
	WRITE: 0x20_0000,
	USER: 0x40_0000,
	RESERVED: 0x80_0000,
	/** GN: the request has a PASID. */
	GUEST: 0x100_0000,
	TYPE_SHIFT: 28,
	TYPE_REQUEST: 1,
} as const;

/** Event codes, bits 31:28 of a record's second word. */
export const EventCode = {
	ILLEGAL_DEV_TABLE_ENTRY: 0x1,
	IO_PAGE_FAULT: 0x2,
	DEV_TAB_HARDWARE_ERROR: 0x3,
	PAGE_TAB_HARDWARE_ERROR: 0x4,
	ILLEGAL_COMMAND_ERROR: 0x5,
	COMMAND_HARDWARE_ERROR: 0x6,
	IOTLB_INV_TIMEOUT: 0x7,
	INVALID_DEVICE_REQUEST: 0x8,
	INVALID_PPR_REQUEST: 0x9,
} as const;

/** Event flags, bits 27:16 of the second word. */
export const EventFlag = {
	GUEST: 0x001,
	EXECUTE: 0x002,
	USER: 0x004,
	INTERRUPT: 0x008,
	PRESENT: 0x010,
	WRITE: 0x020,
	PERMISSION: 0x040,
	RESERVED: 0x080,
	TRANSLATION: 0x100,
	/** Type of INVALID_DEVICE_REQUEST. */
	TYPE_SHIFT: 9,
} as const;

export const PASID_MASK = 0xf_ffff;
/** Requests without a PASID use the entry of this one (GIoV). */
export const RID_PASID = 0;
