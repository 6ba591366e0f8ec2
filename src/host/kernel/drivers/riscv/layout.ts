/**
 * Registers, contexts, commands and records of the RISC-V IOMMU, as this driver uses them (RISC-V IOMMU Architecture
 * Specification 1.0, with the extensions for non-leaf and for range invalidation; names as there). 64-bit words are
 * given as a low and a high 32-bit word, so a bit of the high word is counted from 0 here. Nothing of this is
 * shared with any model of the hardware.
 */

/** Register offsets. 64-bit registers occupy the offset and the next word. */
export const Reg = {
	CAPABILITIES: 0x000,
	FCTL: 0x008,
	DDTP: 0x010,
	CQB: 0x018,
	CQH: 0x020,
	CQT: 0x024,
	FQB: 0x028,
	FQH: 0x030,
	FQT: 0x034,
	PQB: 0x038,
	PQH: 0x040,
	PQT: 0x044,
	CQCSR: 0x048,
	FQCSR: 0x04c,
	PQCSR: 0x050,
	IPSR: 0x054,
	ICVEC: 0x2f8,
	/** Vector 0 of the table: address, data, control. */
	MSI_ADDRESS: 0x300,
	MSI_DATA: 0x308,
	MSI_CONTROL: 0x30c,
} as const;

/** fctl: big-endian structures, wires in place of messages. */
export const FCTL_UNWANTED = 0x3;

/** ddtp: mode and busy; a mode is 2 for one level and one more for each other. */
export const Ddtp = { MODE_MASK: 0xf, OFF: 0, ONE_LEVEL: 2, BUSY: 0x10 } as const;

/** cqcsr, fqcsr, pqcsr; errors are cleared by writing 1. */
export const Csr = {
	ENABLE: 0x1,
	INTERRUPT: 0x2,
	MEMORY_FAULT: 0x100,
	/** fqcsr and pqcsr only. */
	OVERFLOW: 0x200,
	/** cqcsr only. */
	TIME_OUT: 0x200,
	ILLEGAL: 0x400,
	ON: 0x1_0000,
	BUSY: 0x2_0000,
} as const;

/** ipsr: command queue, fault queue, page-request queue. */
export const Ipsr = { COMMAND: 0x1, FAULT: 0x2, REQUEST: 0x8 } as const;

/** log2 of the bytes of a command, a fault record and a page request. */
export const COMMAND_SHIFT = 4;
export const FAULT_SHIFT = 5;
export const REQUEST_SHIFT = 4;

/** Data of the IOMMU's own messages: something is pending in ipsr; a fence has completed. */
export const MessageData = { PENDING: 1, FENCE: 2 } as const;

/** Device context, extended format: 16 words, 64 contexts in a frame. */
export const Dc = {
	WORDS: 16,
	INDEX_BITS: 6,
	TC: 0,
	IOHGATP: 2,
	TA: 4,
	FSC: 6,
	MSIPTP: 8,
	MSI_MASK: 10,
	MSI_PATTERN: 12,
} as const;

/** DC.tc. */
export const Tc = {
	V: 0x001,
	EN_ATS: 0x002,
	EN_PRI: 0x004,
	PDTV: 0x020,
	PRPR: 0x040,
	SADE: 0x100,
	DPE: 0x200,
} as const;

/** High words of iohgatp, fsc and msiptp: modes, and where GSCID is. */
export const MODE_SHIFT = 28;
export const GSCID_SHIFT = 12;
export const SV48 = 9;
export const SV48X4 = 9;
export const MSI_FLAT = 1;

/** Entries of the directories that lead to another table: 512 in a frame. */
export const ENTRY_VALID = 0x1;
export const DIRECTORY_BITS = 9;

/** Process context: 4 words, 256 in a frame. */
export const Pc = { WORDS: 4, INDEX_BITS: 8, V: 0x1, PSCID_SHIFT: 12 } as const;

/** Entry of an MSI page table: 4 words, 256 in a frame; it translates to a page (M = 3). */
export const MsiPte = { WORDS: 4, INDEX_BITS: 8, BASIC: 0x7 } as const;

/** Leaf of a first-stage table: V, R, W, U, A, D. */
export const LEAF_READ_WRITE = 0xd7;

/** First words of commands: opcode and function; AV, PR and PW. */
export const Command = {
	IOTINVAL_VMA: 0x001,
	IOTINVAL_GVMA: 0x081,
	IOFENCE_C: 0x002,
	IODIR_INVAL_DDT: 0x003,
	IODIR_INVAL_PDT: 0x083,
	ATS_INVAL: 0x004,
	ATS_PRGR: 0x084,
	OPCODE_MASK: 0x3ff,
} as const;
export const ADDRESS_VALID = 0x400;
export const FENCE_READS_WRITES = 0x3000;
/** PSCID and process id in the first word. */
export const ID_SHIFT = 12;

/** Second words: of IOTINVAL, */
export const Inval = { PSCID_VALID: 0x1, GSCID_VALID: 0x2, NON_LEAF: 0x4 } as const;
/** of IODIR, */
export const DEVICE_VALID = 0x2;
/** and of the ATS commands: a PASID; bits 23:16 of the device id. */
export const Ats = { PASID_VALID: 0x1, SEGMENT_VALID: 0x2 } as const;
export const DEVICE_SHIFT = 8;

/** IOTINVAL's third word: a range, coded in the low bits of the page. */
export const INVAL_RANGE = 0x200;
/** The same in the payload of ATS.INVAL. */
export const ATS_RANGE = 0x800;
/** All addresses: ones in bits 62:12. */
export const ATS_WHOLE_LOW = 0xffff_f800;
export const ATS_WHOLE_HIGH = 0x7fff_ffff;

/** Response codes as they travel on PCIe, and where ATS.PRGR has them in its last word. */
export const Response = { SUCCESS: 0x0, INVALID: 0x1, FAILURE: 0xf, SHIFT: 12 } as const;

/** Page-request record: its second word, and its third. */
export const Request = {
	PASID_VALID: 0x1,
	PRIVILEGED: 0x2,
	EXECUTE: 0x4,
	READ: 0x1,
	WRITE: 0x2,
	LAST: 0x4,
	INDEX_SHIFT: 3,
	INDEX_MASK: 0x1ff,
} as const;

/** Fault record: its first and second word, and the low bits of iotval2. */
export const Fault = {
	CAUSE_MASK: 0xfff,
	PASID_VALID: 0x1,
	PRIVILEGED: 0x2,
	TYPE_SHIFT: 2,
	TYPE_MASK: 0x3f,
	IMPLICIT: 0x1,
} as const;

/** Fault record TTYP. */
export const Ttyp = {
	NONE: 0,
	FETCH: 1,
	READ: 2,
	WRITE: 3,
	TRANSLATED_FETCH: 5,
	TRANSLATED_READ: 6,
	TRANSLATED_WRITE: 7,
	ATS: 8,
	MESSAGE: 9,
} as const;
