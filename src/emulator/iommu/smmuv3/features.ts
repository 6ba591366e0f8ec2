/**
 * What an SMMU implements: the options that it is made with, and the identification registers that tell
 * software (Arm IHI 0070, 6.3.1 to 6.3.8).
 */

export interface SmmuV3Options {
	/** Bits of a stream id (IDR1.SIDSIZE), 1 to 32. Default 20: PCI requester ids, and platform devices above. */
	readonly streamIdBits?: number;
	/** Bits of a substream id (IDR1.SSIDSIZE), 0 to 20. Default 20. */
	readonly substreamIdBits?: number;
	/** Bits of a physical address (IDR5.OAS): 32, 36, 40, 42, 44 or 48. Default 48. */
	readonly outputAddressBits?: number;
	/** Fault models of IDR0.STALL_MODEL; default both. */
	readonly stallModel?: 'both' | 'terminate' | 'stall';
	/** Terminated transactions are always aborted (IDR0.TERM_MODEL); otherwise software may choose. Default false. */
	readonly abortOnly?: boolean;
	/** Stalls that can be recorded and not yet resumed (IDR5.STALL_MAX), 1 to 65535. Default 1024. */
	readonly stallMax?: number;
	/** Automatic PRG responses carry the PASID of the request (IDR3.PPS); otherwise STE.PPAR says. Default false. */
	readonly pasidInResponses?: boolean;
	/**
	 * Frame of the interrupt controller's doorbell, within the physical address size: a 32-bit write there is an
	 * interrupt. Default 2^28, the first frame that no memory can have (address 2^40), or the last there is.
	 */
	readonly doorbellFrame?: number;
	/** Entries of the TLB, a power of two from 16 on. Default 4096. */
	readonly tlbEntries?: number;
	/** Entries of the cache of stream table entries, and of that of context descriptors. Default 1024. */
	readonly configEntries?: number;
}

/** Sizes by IDR5.OAS; a CD's IPS and an STE's S2PS are encoded likewise, 52 bits and above being capped. */
export const ADDRESS_BITS: readonly number[] = [32, 36, 40, 42, 44, 48, 48, 48];

/** Largest log2 of the entries of each queue. */
export const QUEUE_BITS = 19;

export const StallModel = { BOTH: 0, TERMINATE: 1, STALL: 2 } as const;

/** S1P, S2P, TTF AArch64, COHACC, HTTU 2, ATS, NS1ATS, ASID16, MSI, PRI, VMID16, CD2L, TTENDIAN little, ATSRECERR, two-level stream tables. */
const IDR0 =
	0x3 |
	(2 << 2) |
	0x10 |
	(2 << 6) |
	0xc00 |
	0x3000 |
	0x1_0000 |
	0xc_0000 |
	(2 << 21) |
	0x80_0000 |
	(1 << 27);
/** ATTR_PERMS_OVR. */
const IDR1 = (1 << 26) | (QUEUE_BITS << 11) | (QUEUE_BITS << 16) | (QUEUE_BITS << 21);
/** HAD, XNX, RIL, BBML 2. */
const IDR3 = 0x04 | 0x10 | 0x400 | (2 << 11);
const IDR3_PPS = 0x20;
/** 4, 16 and 64 KiB granules; addresses of 48 bits. */
const IDR5 = 0x70;
/** Version 3.2. */
export const ARCHITECTURE = 0x02;

export class Features {
	readonly streamIdBits: number;
	readonly substreamIdBits: number;
	readonly addressBits: number;
	/** Pages of the physical, and so of the intermediate, address space. */
	readonly addressPages: number;
	readonly stallModel: number;
	readonly abortOnly: boolean;
	readonly stallMax: number;
	readonly pasidInResponses: boolean;
	readonly doorbellFrame: number;
	readonly tlbEntries: number;
	readonly configEntries: number;
	readonly idr0: number;
	readonly idr1: number;
	readonly idr3: number;
	readonly idr5: number;

	/** Throws RangeError for options outside their range. */
	constructor(options: SmmuV3Options) {
		this.streamIdBits = inRange('streamIdBits', options.streamIdBits ?? 20, 1, 32);
		this.substreamIdBits = inRange('substreamIdBits', options.substreamIdBits ?? 20, 0, 20);
		this.addressBits = options.outputAddressBits ?? 48;
		const size = ADDRESS_BITS.indexOf(this.addressBits);
		if (size < 0)
			throw new RangeError(
				`outputAddressBits is 32, 36, 40, 42, 44 or 48, not ${this.addressBits}`,
			);
		this.addressPages = 2 ** (this.addressBits - 12);
		const model = options.stallModel ?? 'both';
		this.stallModel =
			model === 'both'
				? StallModel.BOTH
				: model === 'terminate'
					? StallModel.TERMINATE
					: StallModel.STALL;
		this.abortOnly = options.abortOnly ?? false;
		this.stallMax = inRange('stallMax', options.stallMax ?? 1024, 1, 0xffff);
		this.pasidInResponses = options.pasidInResponses ?? false;
		this.doorbellFrame = inRange(
			'doorbellFrame',
			options.doorbellFrame ?? Math.min(2 ** 28, this.addressPages - 1),
			0,
			this.addressPages - 1,
		);
		this.tlbEntries = powerOfTwo('tlbEntries', options.tlbEntries ?? 4096);
		this.configEntries = powerOfTwo('configEntries', options.configEntries ?? 1024);
		this.idr0 = (IDR0 | (this.stallModel << 24) | (this.abortOnly ? 1 << 26 : 0)) >>> 0;
		this.idr1 = (IDR1 | this.streamIdBits | (this.substreamIdBits << 6)) >>> 0;
		this.idr3 = IDR3 | (this.pasidInResponses ? IDR3_PPS : 0);
		this.idr5 =
			(IDR5 | size | (this.stallModel === StallModel.TERMINATE ? 0 : this.stallMax << 16)) >>> 0;
	}
}

function inRange(name: string, value: number, least: number, most: number): number {
	if (!Number.isInteger(value) || value < least || value > most)
		throw new RangeError(`${name} is a whole number from ${least} to ${most}, not ${value}`);
	return value;
}

function powerOfTwo(name: string, value: number): number {
	if (value < 16 || value > 2 ** 24 || !Number.isInteger(Math.log2(value)))
		throw new RangeError(`${name} is a power of two from 16 to 2^24, not ${value}`);
	return value;
}
