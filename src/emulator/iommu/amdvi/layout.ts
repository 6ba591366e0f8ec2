/** Register offsets and bits of an AMD IOMMU (AMD IOMMU specification 48882, section 3.4), and what this unit claims to have. */

export const Reg = {
	DEVICE_TABLE: 0x0000,
	COMMAND_BASE: 0x0008,
	EVENT_BASE: 0x0010,
	CONTROL: 0x0018,
	EXCLUSION_BASE: 0x0020,
	EXCLUSION_LIMIT: 0x0028,
	FEATURES: 0x0030,
	PPR_BASE: 0x0038,
	/** Message numbers and address sizes, as in the PCI capability's miscellaneous information. */
	MISC: 0x0150,
	/** MSI capability: header, address, upper address, data. */
	MSI: 0x0158,
	/** x2APIC interrupt control: general, and of the PPR log. */
	XT_GENERAL: 0x0170,
	XT_PPR: 0x0178,
	COMMAND_HEAD: 0x2000,
	COMMAND_TAIL: 0x2008,
	EVENT_HEAD: 0x2010,
	EVENT_TAIL: 0x2018,
	STATUS: 0x2020,
	PPR_HEAD: 0x2030,
	PPR_TAIL: 0x2038,
	PPR_AUTO_RESPONSE: 0x2080,
	PPR_EARLY: 0x2088,
} as const;

/** Control register, lower word. */
export const Control = {
	ENABLE: 0x1,
	EVENT_LOG: 0x4,
	EVENT_INTERRUPT: 0x8,
	COMPLETION_INTERRUPT: 0x10,
	INVALIDATION_TIMEOUT: 0xe0,
	COMMANDS: 0x1000,
	PPR_LOG: 0x2000,
	PPR_INTERRUPT: 0x4000,
	PPR: 0x8000,
	GUEST_TRANSLATION: 0x1_0000,
	/** Interrupt remapping entries have 128 bits. */
	WIDE_INTERRUPTS: 0x2_0000,
} as const;
/** Bits that exist; those of features that this unit lacks read 0. */
export const CONTROL_MASK = 0x003f_ffff;

/** Control register, upper word. */
export const ControlHigh = {
	AUTO_RESPONSE: 0x80,
	BLOCK_STOP_MARKERS: 0x200,
	AUTO_RESPONSE_ALWAYS: 0x400,
	X2APIC: 0x4_0000,
	X2APIC_OWN_INTERRUPTS: 0x8_0000,
	NO_INTERRUPT_CACHE: 0x800_0000,
} as const;
/** The above, and EPHEn and HADUpdate, which are stored and change nothing. */
export const CONTROL_HIGH_MASK = 0x080c_e680;

export const Status = {
	EVENT_OVERFLOW: 0x1,
	EVENT_INTERRUPT: 0x2,
	COMPLETION: 0x4,
	EVENT_RUN: 0x8,
	COMMAND_RUN: 0x10,
	PPR_OVERFLOW: 0x20,
	PPR_INTERRUPT: 0x40,
	PPR_RUN: 0x80,
	PPR_EARLY: 0x4_0000,
} as const;
/** Bits that software clears by writing 1. */
export const STATUS_CLEARABLE = 0x4_0067;

/**
 * Extended features: prefetch, PPR, x2APIC, NX, guest translation, InvalidateAll, 128-bit interrupt entries, 6 host
 * levels, 4 guest levels, 3 GCR3 levels.
 */
export const FEATURES_LOW = 0x0000_88df;
/**
 * 20-bit PASIDs, user/supervisor, early PPR warning, PPR auto response, stop-marker block, MSI in MMIO, guest I/O
 * (GIoV), host accessed bit, enhanced PPR (DTE.PPR counts), host dirty bit.
 */
export const FEATURES_HIGH = 0x0017_5333;

export const EventCode = {
	ILLEGAL_DEVICE_ENTRY: 1,
	PAGE_FAULT: 2,
	DEVICE_TABLE_ERROR: 3,
	PAGE_TABLE_ERROR: 4,
	ILLEGAL_COMMAND: 5,
	COMMAND_ERROR: 6,
	INVALIDATION_TIMEOUT: 7,
	INVALID_REQUEST: 8,
	INVALID_PPR: 9,
} as const;

/** Flags of an event, bits 27:16 of its second word. */
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
	/** Type field of hardware errors, [26:25]: master abort, which is what an address without memory gives. */
	MASTER_ABORT: 0x200,
} as const;
/** Where the type of INVALID_DEVICE_REQUEST stands in the flags. */
export const INVALID_REQUEST_TYPE_SHIFT = 9;
