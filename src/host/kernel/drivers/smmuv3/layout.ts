/**
 * Registers, structures, commands and records of the Arm SMMUv3, as this driver uses them (Arm IHI 0070, chapters 3 to
 * 8; names as there and in drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.h). 64-bit words are given as a low and a
 * high 32-bit word, so a bit of the high word is counted from 0 here. Nothing of this is shared with any model of the
 * hardware.
 */

/** Register offsets (6.1). 64-bit registers occupy the offset and the next word. */
export const Reg = {
	IDR0: 0x00,
	IDR1: 0x04,
	IDR3: 0x0c,
	IDR5: 0x14,
	CR0: 0x20,
	CR0ACK: 0x24,
	CR1: 0x28,
	CR2: 0x2c,
	IRQ_CTRL: 0x50,
	IRQ_CTRLACK: 0x54,
	GERROR: 0x60,
	GERRORN: 0x64,
	GERROR_IRQ: 0x68,
	STRTAB_BASE: 0x80,
	STRTAB_BASE_CFG: 0x88,
	CMDQ_BASE: 0x90,
	CMDQ_PROD: 0x98,
	CMDQ_CONS: 0x9c,
	EVENTQ_BASE: 0xa0,
	EVENTQ_IRQ: 0xb0,
	PRIQ_BASE: 0xc0,
	PRIQ_IRQ: 0xd0,
	EVENTQ_PROD: 0x1_00a8,
	EVENTQ_CONS: 0x1_00ac,
	PRIQ_PROD: 0x1_00c8,
	PRIQ_CONS: 0x1_00cc,
} as const;

/** IDR0.STALL_MODEL. */
export const StallModel = { BOTH: 0, TERMINATE: 1, STALL: 2 } as const;

/** CR0, and the same bits in CR0ACK. */
export const Cr0 = { SMMUEN: 0x1, PRIQEN: 0x2, EVENTQEN: 0x4, CMDQEN: 0x8, ATSCHK: 0x10 } as const;
/** CR1: tables and queues are in inner shareable, write-back memory. */
export const CR1_CACHED = 0xd75;
/** CR2: bad stream ids are recorded; no broadcast maintenance; configuration errors of ATS are recorded. */
export const Cr2 = { RECINVSID: 0x2, PTM: 0x4, REC_CFG_ATS: 0x8 } as const;
/** IRQ_CTRL, and IRQ_CTRLACK. */
export const Irq = { GERROR: 0x1, PRIQ: 0x2, EVENTQ: 0x4 } as const;
/** GERROR and GERRORN: an error is active while its bit differs. */
export const Gerror = {
	CMDQ: 0x01,
	EVENTQ_ABORT: 0x04,
	PRIQ_ABORT: 0x08,
	MSI_CMDQ: 0x10,
	MSI_EVENTQ: 0x20,
	MSI_PRIQ: 0x40,
	MSI_GERROR: 0x80,
	SERVICE: 0x100,
} as const;

/** STRTAB_BASE_CFG: two levels, and the split at 8 bits. */
export const STREAMS_TWO_LEVELS = 1 << 16;
export const STREAMS_SPLIT_SHIFT = 6;
/** RA, WA: bit 62 of a base register. */
export const BASE_ALLOCATE = 0x4000_0000;
/** OVFLG of PROD, OVACKFLG of CONS. */
export const OVERFLOW_FLAG = 0x8000_0000;
/** CMDQ_CONS.ERR. */
export const COMMAND_ERROR_SHIFT = 24;
export const CommandError = { ILLEGAL: 1, ABORT: 2, ATC_INV_SYNC: 3 } as const;

/** Message data of the four sources of interrupts, which tells them apart in the one handler. */
export const MessageData = { ERROR: 0x51, EVENT: 0x52, REQUEST: 0x53, SYNC: 0x54 } as const;
/** Offset of the register of the doorbell frame that messages are written to (GITS_TRANSLATER). */
export const DOORBELL_OFFSET = 0x40;
/** Attributes of message writes: Device-nGnRE. */
export const MESSAGE_ATTRIBUTES = 0x1;

/** Stream table entry, 16 words (5.2); the number says in which word a field stands. */
export const Ste = {
	WORDS: 16,
	/** 0. */
	VALID: 0x1,
	NESTED: 7 << 1,
	CONTEXTS_TWO_LEVELS: 1 << 4,
	/** 1. */
	CONTEXT_BITS_SHIFT: 27,
	/** 2: requests without substream use descriptor 0; descriptors are in inner shareable, write-back memory. */
	DEFAULT_CD_0: 2,
	CONTEXTS_CACHED: 0xd4,
	PASID_IN_RESPONSES: 1 << 18,
	STALL_DISABLED: 1 << 27,
	ATS: 1 << 28,
	/** 3. */
	SHARE_INCOMING: 1 << 12,
	/** 5: granule 4 KiB, from level 0, walks in inner shareable, write-back memory, VMSAv8-64, tables not in devices. */
	SECOND_LEVEL_0: 2 << 6,
	SECOND_CACHED: 0x3500,
	SECOND_SIZE_SHIFT: 16,
	SECOND_AARCH64: 1 << 19,
	SECOND_PROTECT: 1 << 22,
	SECOND_STALL: 1 << 25,
	SECOND_RECORD: 1 << 26,
} as const;

/** Context descriptor, 16 words (5.4). */
export const Cd = {
	WORDS: 16,
	/** 0: T0SZ 16, granule 4 KiB, walks in inner shareable, write-back memory; no upper half. */
	LOWER_48: 0x3510,
	NO_UPPER: 0x4000_0000,
	VALID: 0x8000_0000,
	/** 1. */
	AARCH64: 1 << 9,
	DIRTY: 1 << 10,
	ACCESSED: 1 << 11,
	STALL: 1 << 12,
	RECORD: 1 << 13,
	ABORT: 1 << 14,
	ASID_PRIVATE: 1 << 15,
	ASID_SHIFT: 16,
	/** 6: MAIR0, attribute 0 is normal, write-back memory. */
	MAIR: 0xff,
} as const;

/** Command opcodes (4.1). */
export const Command = {
	CFGI_STE: 0x03,
	CFGI_STE_RANGE: 0x04,
	CFGI_CD: 0x05,
	TLBI_NH_ASID: 0x11,
	TLBI_NH_VA: 0x12,
	TLBI_S12_VMALL: 0x28,
	TLBI_S2_IPA: 0x2a,
	TLBI_NSNH_ALL: 0x30,
	ATC_INV: 0x40,
	PRI_RESP: 0x41,
	RESUME: 0x44,
	STALL_TERM: 0x45,
	SYNC: 0x46,
} as const;

/** SSV, and where the substream begins, in word 0. */
export const SUBSTREAM_VALID = 0x800;
export const SUBSTREAM_SHIFT = 12;
/** Leaf, in word 2 of CFGI and TLBI. */
export const LEAF_ONLY = 0x1;
/** CFGI_STE_RANGE of all streams. */
export const ALL_STREAMS = 31;
/** Ranges of TLBI: NUM and SCALE in word 0, TG in word 2. */
export const RANGE_NUMBER_SHIFT = 12;
export const RANGE_SCALE_SHIFT = 20;
export const RANGE_GRANULE_4K = 1 << 10;
export const RANGE_MOST = 32;
/** Size of an ATC_INV of everything, in log2 of pages. */
export const ATC_ALL = 52;
/** RESUME: Ac, Ab. */
export const Resume = { RETRY: 1 << 12, ABORT: 1 << 13 } as const;
/** PRI_RESP.Resp, in word 2. */
export const RESPONSE_SHIFT = 12;
export const PriResponse = { FAILURE: 0, INVALID: 1, SUCCESS: 2 } as const;
/** SYNC.CS: an interrupt, as a write of MSIData to MSIAddress; its attributes and shareability stay 0. */
export const SYNC_INTERRUPT = 1 << 12;

/** Event record (7.3). */
export const EventBit = {
	/** Word 0. */
	SUBSTREAM_VALID: 0x800,
	/** Word 2. */
	STALL: 0x8000_0000,
	TAG_MASK: 0xffff,
	/** Word 3. */
	PRIVILEGED: 0x02,
	INSTRUCTION: 0x04,
	READ: 0x08,
	SECOND_STAGE: 0x80,
	CLASS_SHIFT: 8,
	/** Word 3 of F_BAD_ATS_TREQ; places as drivers and models have them, since the figure of 7.3.6 was not at hand. */
	ASKED_PRIVILEGED: 0x01,
	ASKED_EXECUTE: 0x02,
	ASKED_WRITE: 0x04,
	ASKED_READ: 0x08,
} as const;

/** PRI queue record (8.1), word 1. */
export const Request = {
	PRIVILEGED: 0x0400_0000,
	EXECUTE: 0x0800_0000,
	READ: 0x1000_0000,
	WRITE: 0x2000_0000,
	LAST: 0x4000_0000,
	SUBSTREAM_VALID: 0x8000_0000,
	/** Word 2. */
	INDEX_MASK: 0x1ff,
} as const;

export const PASID_MASK = 0xf_ffff;
/** log2 of the bytes of a command, a page request record, an event record. */
export const COMMAND_SHIFT = 4;
export const REQUEST_SHIFT = 4;
export const EVENT_SHIFT = 5;
