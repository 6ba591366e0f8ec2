/**
 * Offsets, bits and codes that the SMMUv3 shows to software: Arm IHI 0070, chapters 4 (commands), 6 (registers)
 * and 7 (events). Constants only. The kernel's driver has its own.
 */

/** Register offsets; the upper half of a 64-bit register is 4 further. */
export const Reg = {
	IDR0: 0x00,
	IDR1: 0x04,
	IDR3: 0x0c,
	IDR5: 0x14,
	AIDR: 0x1c,
	CR0: 0x20,
	CR0ACK: 0x24,
	CR1: 0x28,
	CR2: 0x2c,
	GBPA: 0x44,
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
	EVENTQ_PROD: 0x100a8,
	EVENTQ_CONS: 0x100ac,
	PRIQ_PROD: 0x100c8,
	PRIQ_CONS: 0x100cc,
} as const;

/** CR0 and CR0ACK. */
export const Control = {
	SMMUEN: 0x01,
	PRIQEN: 0x02,
	EVENTQEN: 0x04,
	CMDQEN: 0x08,
	ATSCHK: 0x10,
} as const;

/** CR2; E2H is left out, as there is no EL2 stream world. */
export const Control2 = { RECINVSID: 0x02, PTM: 0x04, REC_CFG_ATS: 0x08 } as const;

/** GBPA. */
export const Bypass = { ABORT: 0x10_0000, UPDATE: 0x8000_0000, STORED: 0x001f_3f1f } as const;

/** IRQ_CTRL. */
export const Irq = { GERROR: 0x1, PRIQ: 0x2, EVENTQ: 0x4 } as const;

/** GERROR and GERRORN; an error is active while they differ in its bit. */
export const GlobalError = {
	CMDQ: 0x01,
	EVENTQ_ABORT: 0x04,
	PRIQ_ABORT: 0x08,
	MSI_CMDQ: 0x10,
	MSI_EVENTQ: 0x20,
	MSI_PRIQ: 0x40,
	MSI_GERROR: 0x80,
} as const;

/** CMDQ_CONS.ERR. */
export const CommandError = { NONE: 0, ILLEGAL: 1, ABORT: 2, ATC_INV_SYNC: 3 } as const;

/** Event numbers that the model produces. */
export const Event = {
	BAD_STREAMID: 0x02,
	STE_FETCH: 0x03,
	BAD_STE: 0x04,
	BAD_ATS_TREQ: 0x05,
	STREAM_DISABLED: 0x06,
	TRANSL_FORBIDDEN: 0x07,
	BAD_SUBSTREAMID: 0x08,
	CD_FETCH: 0x09,
	BAD_CD: 0x0a,
	WALK_EABT: 0x0b,
	TRANSLATION: 0x10,
	ADDR_SIZE: 0x11,
	ACCESS: 0x12,
	PERMISSION: 0x13,
} as const;

/** Bits of an event's second word: of its lower half, then of its upper. */
export const EventBit = {
	STALL: 0x8000_0000,
	PNU: 0x02,
	IND: 0x04,
	RNW: 0x08,
	S2: 0x80,
	CLASS_SHIFT: 8,
	TT_READ: 0x1000,
	/** F_BAD_ATS_TREQ; no second source confirms the places of these four and of the span. */
	TREQ_PRIV: 0x01,
	TREQ_X: 0x02,
	TREQ_W: 0x04,
	TREQ_R: 0x08,
	SPAN_SHIFT: 12,
} as const;

export const Opcode = {
	PREFETCH_CONFIG: 0x01,
	PREFETCH_ADDR: 0x02,
	CFGI_STE: 0x03,
	CFGI_STE_RANGE: 0x04,
	CFGI_CD: 0x05,
	CFGI_CD_ALL: 0x06,
	TLBI_NH_ALL: 0x10,
	TLBI_NH_ASID: 0x11,
	TLBI_NH_VA: 0x12,
	TLBI_NH_VAA: 0x13,
	TLBI_S12_VMALL: 0x28,
	TLBI_S2_IPA: 0x2a,
	TLBI_NSNH_ALL: 0x30,
	ATC_INV: 0x40,
	PRI_RESP: 0x41,
	RESUME: 0x44,
	STALL_TERM: 0x45,
	SYNC: 0x46,
} as const;

/** STE.Config. */
export const Config = { BYPASS: 4, STAGE_1: 5, STAGE_2: 6, NESTED: 7 } as const;

/** STE.S1DSS: what a transaction without substream does while there are substreams. */
export const DefaultSubstream = { TERMINATE: 0, BYPASS: 1, CD_0: 2 } as const;

/** STE.PRIVCFG and INSTCFG. */
export const Override = { OFF: 2, ON: 3 } as const;
