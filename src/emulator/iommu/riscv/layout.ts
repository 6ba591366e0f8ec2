/**
 * Names for the numbers of the RISC-V IOMMU specification, version 1.0: register offsets (chapter "Memory-mapped
 * register interface"), fault causes and transaction types (chapter "In-memory queue interface"). Words
 * are 32 bits, low word first.
 */

/** Offsets of registers; those of 64 bits have their upper half 4 bytes on. */
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
	MSI_CFG_TBL: 0x300,
	/** The first offset behind the MSI configuration table. */
	END: 0x400,
} as const;

/**
 * capabilities, lower half: version 1.0; Sv39, Sv48, Sv57 and their second-stage forms; AMO_HWAD, ATS; IGS 2
 * (messages or wires). Not: Sv32, Svpbmt, Svrsw60t59b, MRIF, T2GPA, END, HPM, DBG.
 */
export const CAPABILITIES_LOW = 0x230e_0e10;
/** MSI_FLAT: device contexts have the extended format. */
export const MSI_FLAT = 0x40_0000;
/** capabilities, upper half without PAS: PD8, PD17, PD20, NL, S. */
export const CAPABILITIES_HIGH = 0xdc0;

/** ddtp.iommu_mode. */
export const Mode = { OFF: 0, BARE: 1, LEVELS_1: 2, LEVELS_2: 3, LEVELS_3: 4 } as const;

/** Fault record CAUSE. */
export const Cause = {
	INSTRUCTION_ACCESS: 1,
	READ_ACCESS: 5,
	WRITE_ACCESS: 7,
	INSTRUCTION_PAGE: 12,
	READ_PAGE: 13,
	WRITE_PAGE: 15,
	INSTRUCTION_GUEST_PAGE: 20,
	READ_GUEST_PAGE: 21,
	WRITE_GUEST_PAGE: 23,
	ALL_DISALLOWED: 256,
	DDT_LOAD: 257,
	DDT_INVALID: 258,
	DDT_MISCONFIGURED: 259,
	TYPE_DISALLOWED: 260,
	MSI_PTE_LOAD: 261,
	MSI_PTE_INVALID: 262,
	MSI_PTE_MISCONFIGURED: 263,
	PDT_LOAD: 265,
	PDT_INVALID: 266,
	PDT_MISCONFIGURED: 267,
	MSI_WRITE_ACCESS: 273,
} as const;

/** Fault record TTYP. */
export const TransactionType = {
	NONE: 0,
	UNTRANSLATED_EXEC: 1,
	UNTRANSLATED_READ: 2,
	UNTRANSLATED_WRITE: 3,
	ATS_TRANSLATION: 8,
	MESSAGE: 9,
} as const;

/** PCIe message code of a Page Request: what a record of a refused one has for an address. */
export const PAGE_REQUEST_MESSAGE = 4;

/** No process context takes part: the first stage is Bare. */
export const NO_PSCID = -1;
