/**
 * What a virtio-iommu offers: the options that it is made with, and the feature bits and configuration fields that
 * tell the driver (VIRTIO 5.13.3, 5.13.4, chapter 6).
 */

import { Feature, HighFeature } from './layout.js';
import type { ReservedRegion } from './reserved-regions.js';

/** Both ends inclusive. */
export interface Range {
	readonly first: number;
	readonly last: number;
}

export interface VirtioIommuOptions {
	/** log2 of the page granularity in bytes, 12 to 30: the lowest bit of page_size_mask. All larger sizes are offered too. Default 12. */
	readonly granuleBits?: number;
	/** Virtual pages (4 KiB) that can be mapped, whole granules; null: not limited, INPUT_RANGE is not offered. Default 48 bits of address. */
	readonly inputPages?: Range | null;
	/** Domain ids, 32 bits; null: not limited, DOMAIN_RANGE is not offered. Default 0 to 65535. */
	readonly domains?: Range | null;
	/** MAP and UNMAP are offered. Default true. */
	readonly mapUnmap?: boolean;
	/** The MMIO flag of mappings is offered. Default true. */
	readonly mmio?: boolean;
	/** Bytes of the properties of a PROBE, 24 to 65532; 0: PROBE is not offered. Default 512. */
	readonly probeSize?: number;
	/**
	 * How unattached endpoints may be let through: by the configuration field (BYPASS_CONFIG), by negotiation alone
	 * (the deprecated BYPASS), or never. Default 'config'.
	 */
	readonly bypass?: 'config' | 'deprecated' | 'none';
	/** Value of the configuration field `bypass` after a system reset. Default false. */
	readonly bypassInitially?: boolean;
	/** Reserved regions of endpoints that are connected without their own. Default none. */
	readonly reserved?: readonly ReservedRegion[];
	/** Largest size of each virtqueue, a power of two to 32768. Default 256. */
	readonly queueSize?: number;
	/** VIRTIO_F_INDIRECT_DESC is offered. Default true. */
	readonly indirect?: boolean;
	/** VIRTIO_F_EVENT_IDX is offered. Default true. */
	readonly eventIndex?: boolean;
	/** Fault reports that wait when the driver has no buffer posted; later ones are dropped. 0 to 65536. Default 64. */
	readonly heldEvents?: number;
	/** Mappings of all domains together, 1 to 2^24; more end with NOMEM. Default 2^20. */
	readonly maxMappings?: number;
	/** Entries of the cache of translated pages, a power of two from 16 to 2^24. Default 4096. */
	readonly cacheEntries?: number;
	/**
	 * Frame of the interrupt controller's doorbell for endpoints without an MSI region: a 32-bit write that is
	 * translated there is an interrupt. Default 2^28, the first frame that no memory can have.
	 */
	readonly doorbellFrame?: number;
	/** What the interrupt handler is called with: the transport has one wire and no message. Default 0. */
	readonly interruptData?: number;
}

/** Pages of a 64-bit address space. */
export const ALL_PAGES = 2 ** 52;

export class Features {
	readonly granuleBits: number;
	/** Pages of a granule. */
	readonly granulePages: number;
	/** Whether `inputPages` was given; otherwise every page can be mapped. */
	readonly inputLimited: boolean;
	readonly inputFirst: number;
	readonly inputLast: number;
	readonly domainLimited: boolean;
	readonly domainFirst: number;
	readonly domainLast: number;
	readonly probeSize: number;
	readonly bypassInitially: boolean;
	readonly queueSize: number;
	readonly heldEvents: number;
	readonly maxMappings: number;
	readonly cacheEntries: number;
	readonly doorbellFrame: number;
	readonly interruptData: number;
	/** Offered feature bits 31:0 and 63:32. */
	readonly offeredLow: number;
	readonly offeredHigh: number;

	/** Throws RangeError for an option outside its range. */
	constructor(options: VirtioIommuOptions) {
		const bits = inRange('granuleBits', options.granuleBits ?? 12, 12, 30);
		const granule = 2 ** (bits - 12);
		const input =
			options.inputPages === undefined ? { first: 0, last: 2 ** 36 - 1 } : options.inputPages;
		const domains = options.domains === undefined ? { first: 0, last: 0xffff } : options.domains;
		this.granuleBits = bits;
		this.granulePages = granule;
		this.inputLimited = input !== null;
		this.inputLast = inRange('inputPages.last', input?.last ?? ALL_PAGES - 1, 0, ALL_PAGES - 1);
		this.inputFirst = inRange('inputPages.first', input?.first ?? 0, 0, this.inputLast);
		if (this.inputFirst % granule !== 0 || (this.inputLast + 1) % granule !== 0)
			throw new RangeError(`inputPages are whole granules of ${granule} pages`);
		this.domainLimited = domains !== null;
		this.domainLast = inRange('domains.last', domains?.last ?? 0xffff_ffff, 0, 0xffff_ffff);
		this.domainFirst = inRange('domains.first', domains?.first ?? 0, 0, this.domainLast);
		const probe = options.probeSize ?? 512;
		this.probeSize = probe === 0 ? 0 : inRange('probeSize', probe, 24, 65532);
		const bypass = options.bypass ?? 'config';
		this.bypassInitially = bypass === 'config' && (options.bypassInitially ?? false);
		this.queueSize = powerOfTwo('queueSize', options.queueSize ?? 256, 1, 32768);
		this.heldEvents = inRange('heldEvents', options.heldEvents ?? 64, 0, 65536);
		this.maxMappings = inRange('maxMappings', options.maxMappings ?? 2 ** 20, 1, 2 ** 24);
		this.cacheEntries = powerOfTwo('cacheEntries', options.cacheEntries ?? 4096, 16, 2 ** 24);
		this.doorbellFrame = inRange(
			'doorbellFrame',
			options.doorbellFrame ?? 2 ** 28,
			0,
			ALL_PAGES - 1,
		);
		this.interruptData = inRange('interruptData', options.interruptData ?? 0, 0, 0xffff_ffff);
		this.offeredLow =
			(input === null ? 0 : Feature.INPUT_RANGE) |
			(domains === null ? 0 : Feature.DOMAIN_RANGE) |
			((options.mapUnmap ?? true) ? Feature.MAP_UNMAP : 0) |
			(probe === 0 ? 0 : Feature.PROBE) |
			((options.mmio ?? true) ? Feature.MMIO : 0) |
			(bypass === 'config' ? Feature.BYPASS_CONFIG : 0) |
			(bypass === 'deprecated' ? Feature.BYPASS : 0) |
			((options.indirect ?? true) ? Feature.INDIRECT_DESC : 0) |
			((options.eventIndex ?? true) ? Feature.EVENT_IDX : 0);
		this.offeredHigh = HighFeature.VERSION_1 | HighFeature.RING_RESET;
	}
}

/** The driver's choice of features. Owned by the transport; read by who acts on them. */
export class Negotiated {
	/** Feature bits 31:0 and 63:32; 0 until FEATURES_OK. */
	low = 0;
	high = 0;

	has(bit: number): boolean {
		return (this.low & bit) !== 0;
	}
}

function inRange(name: string, value: number, least: number, most: number): number {
	if (!Number.isInteger(value) || value < least || value > most)
		throw new RangeError(`${name} is a whole number from ${least} to ${most}, not ${value}`);
	return value;
}

function powerOfTwo(name: string, value: number, least: number, most: number): number {
	if (!(value >= least && value <= most) || !Number.isInteger(Math.log2(value)))
		throw new RangeError(`${name} is a power of two from ${least} to ${most}, not ${value}`);
	return value;
}
