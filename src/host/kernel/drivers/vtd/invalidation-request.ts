import { QueuedCommands } from '../shared/queued-commands.js';
import { addressHigh, addressLow } from '../shared/registers.js';
import {
	DEVICE_TLB_SPAN,
	Descriptor,
	Granularity,
	INTERRUPT_MASK_SHIFT,
	IOTLB_LEAF_ONLY,
	PASID_DEVICE_TLB_SPAN,
	PASID_MASK,
	RID_PASID,
} from './layout.js';

const TYPE_MASK = 0xf;
const SOURCE_MASK = 0xffff;

/**
 * Address words of a device-TLB invalidation of everything, without the S bit: bit 63 is the lowest that
 * is 0 from bit 12 on.
 */
const WHOLE_SPAN_LOW = 0xffff_f000;
const WHOLE_SPAN_HIGH = 0x7fff_ffff;

/** What a device-TLB invalidation has to know of its target. */
export interface DeviceTlb {
	readonly sourceId: number;
	/** Invalidations that the function accepts at a time, 1 to 32. */
	readonly queueDepth: number;
	/** Requester id of the function that throttles; 0 where the unit does not ask (ECAP.DIT clear). */
	readonly throttleId: number;
}

/**
 * A list of invalidation descriptors that complete together: built by the `add` functions, then given
 * to `InvalidationQueue.submit`, which puts a wait descriptor behind it. Kept as words, the four lower ones of each
 * descriptor, as the two upper 64-bit words are always 0; so that it can be sent in parts and sent again. Objects are
 * reused.
 */
export class InvalidationRequest extends QueuedCommands {
	// The queue's own part; `fenceAt` is where the wait stands.
	/** What the wait writes. */
	tag = 0;
	/** Whether the wait also drains page requests. */
	drain = false;

	override reset(): void {
		super.reset();
		this.drain = false;
	}

	/** Context cache: everything. */
	addContextGlobal(): void {
		this.add(Descriptor.CONTEXT | Granularity.CONTEXT_GLOBAL, 0, 0, 0);
	}

	/** Context cache: the entry of one source id. Scalable context entries have no domain: DID is 0. */
	addContextDevice(sourceId: number): void {
		this.add(Descriptor.CONTEXT | Granularity.CONTEXT_DEVICE, sourceId, 0, 0);
	}

	/** PASID cache: everything. */
	addPasidCacheGlobal(): void {
		this.add(Descriptor.PASID_CACHE | Granularity.PASID_CACHE_GLOBAL, 0, 0, 0);
	}

	/** PASID cache: the entries of one PASID in one domain. */
	addPasidCache(domain: number, pasid: number): void {
		const w0 = Descriptor.PASID_CACHE | Granularity.PASID_CACHE_PASID | (domain << 16);
		this.add(w0, pasid & PASID_MASK, 0, 0);
	}

	/** IOTLB: everything. */
	addIotlbGlobal(): void {
		this.add(Descriptor.IOTLB | Granularity.IOTLB_GLOBAL, 0, 0, 0);
	}

	/** IOTLB: everything of one domain, what is cached of its second level included. */
	addIotlbDomain(domain: number): void {
		this.add(Descriptor.IOTLB | Granularity.IOTLB_DOMAIN | (domain << 16), 0, 0, 0);
	}

	/** IOTLB: everything of one PASID in one domain. */
	addPasidIotlbWhole(domain: number, pasid: number): void {
		const w0 = Descriptor.PASID_IOTLB | Granularity.PASID_IOTLB_WHOLE | (domain << 16);
		this.add(w0, pasid & PASID_MASK, 0, 0);
	}

	/** IOTLB: 2^`order` pages from `page` on, which is aligned to that. */
	addPasidIotlb(
		domain: number,
		pasid: number,
		page: number,
		order: number,
		leafOnly: boolean,
	): void {
		const w0 = Descriptor.PASID_IOTLB | Granularity.PASID_IOTLB_PAGES | (domain << 16);
		const w2 = addressLow(page) | order | (leafOnly ? IOTLB_LEAF_ONLY : 0);
		this.add(w0, pasid & PASID_MASK, w2, addressHigh(page));
	}

	/** Interrupt entry cache: everything. */
	addInterruptsGlobal(): void {
		this.add(Descriptor.INTERRUPT, 0, 0, 0);
	}

	/** Interrupt entry cache: 2^`order` entries from `index` on, which is aligned to that. */
	addInterrupts(index: number, order: number): void {
		const w0 = Descriptor.INTERRUPT | Granularity.INTERRUPT_INDEX | (order << INTERRUPT_MASK_SHIFT);
		this.add(w0, index, 0, 0);
	}

	/** Device TLB: 2^`order` pages from `page` on, which is aligned to that, of one PASID. */
	addDeviceTlb(target: DeviceTlb, pasid: number, page: number, order: number): void {
		// S set: the lowest 0 from bit 12 on is the upper bit of the span, and all below it are ones.
		const coded = order === 0 ? page : page + 2 ** (order - 1) - 1;
		this.#addDeviceTlb(target, pasid, addressLow(coded), addressHigh(coded), order > 0);
	}

	/** Device TLB: everything of one PASID. */
	addDeviceTlbWhole(target: DeviceTlb, pasid: number): void {
		this.#addDeviceTlb(target, pasid, WHOLE_SPAN_LOW, WHOLE_SPAN_HIGH, true);
	}

	/** Requests under the RID's PASID carry none, and neither do the translations cached for them. */
	#addDeviceTlb(target: DeviceTlb, pasid: number, low: number, high: number, span: boolean): void {
		const depth = target.queueDepth & 0x1f;
		const throttleLow = (target.throttleId & 0xf) << 12;
		const throttleHigh = (target.throttleId >>> 4) << 20;
		if (pasid === RID_PASID) {
			const w0 = Descriptor.DEVICE_TLB | throttleLow | (depth << 16);
			this.add(w0, throttleHigh | target.sourceId, low | (span ? DEVICE_TLB_SPAN : 0), high);
		} else {
			const w0 = Descriptor.PASID_DEVICE_TLB | (depth << 4) | throttleLow | (target.sourceId << 16);
			const w1 = throttleHigh | (pasid & PASID_MASK);
			this.add(w0, w1, low | (span ? PASID_DEVICE_TLB_SPAN : 0), high);
		}
	}
}

/** The function whose device TLB a descriptor is about, by its first two words; -1: it is about none. */
export function deviceTlbOf(w0: number, w1: number): number {
	const type = w0 & TYPE_MASK;
	if (type === Descriptor.DEVICE_TLB) return w1 & SOURCE_MASK;
	return type === Descriptor.PASID_DEVICE_TLB ? w0 >>> 16 : -1;
}
