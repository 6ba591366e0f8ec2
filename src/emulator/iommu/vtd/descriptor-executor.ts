/**
 * Checks descriptors and carries them out on the caches and on the devices; the wait descriptor, which is
 * about the queue itself, is the queue's. Owns no state.
 */

import { NO_PASID } from '../contract.js';
import type { VtdCounters } from './counters.js';
import { DescriptorType, hasReservedBits, pageOf, spanOf } from './descriptors.js';
import type { DeviceTlb } from './device-tlb.js';
import type { Endpoints } from './endpoints.js';
import type { Iotlb } from './iotlb.js';
import { MAX_ADDRESS_MASK, QueueError, TableMode } from './layout.js';
import type { TranslationTables } from './tables.js';

const PASID_MASK = 0xf_ffff;
/** Word 2 of a page group response: LPIG. */
const LAST_IN_GROUP = 0x4;

export class DescriptorExecutor {
	readonly #tables: TranslationTables;
	readonly #iotlb: Iotlb;
	readonly #endpoints: Endpoints;
	readonly #deviceTlb: DeviceTlb;
	readonly #counters: VtdCounters;

	constructor(
		tables: TranslationTables,
		iotlb: Iotlb,
		endpoints: Endpoints,
		deviceTlb: DeviceTlb,
		counters: VtdCounters,
	) {
		this.#tables = tables;
		this.#iotlb = iotlb;
		this.#endpoints = endpoints;
		this.#deviceTlb = deviceTlb;
		this.#counters = counters;
	}

	/** IQEI of a descriptor of 4 or 8 words, or 0. */
	check(type: number, words: Uint32Array, length: number): number {
		if (type < DescriptorType.CONTEXT || type > DescriptorType.PAGE_RESPONSE)
			return QueueError.BAD_TYPE;
		if (
			length === 4 &&
			(type === DescriptorType.PASID_IOTLB || type === DescriptorType.PASID_DEVICE_TLB)
		)
			return QueueError.BAD_TYPE;
		if (type >= DescriptorType.PASID_IOTLB && this.#tables.mode === TableMode.LEGACY)
			return QueueError.TYPE_NOT_ALLOWED;
		if (hasReservedBits(type, words, length) || !isGranularityLegal(type, words))
			return QueueError.RESERVED_FIELD;
		return 0;
	}

	/** Carries out any descriptor but a wait, after `check` found nothing. */
	carryOut(type: number, words: Uint32Array): void {
		if (type === DescriptorType.PAGE_RESPONSE) {
			this.#respond(words);
			return;
		}
		this.#counters.invalidations++;
		const word0 = words[0]!;
		const word1 = words[1]!;
		const word2 = words[2]!;
		const granularity = (word0 >>> 4) & 3;
		const domain = word0 >>> 16;
		const pasid = word1 & PASID_MASK;
		const pages = 2 ** (word2 & 0x3f);
		const { contexts, pasids } = this.#tables;
		switch (type) {
			case DescriptorType.CONTEXT:
				if (granularity === 3) contexts.invalidateDevice(word1 & 0xffff, word1 >>> 16);
				else contexts.invalidateAll();
				break;
			case DescriptorType.IOTLB:
				if (granularity === 1) this.#iotlb.invalidateAll();
				else if (granularity === 2) this.#iotlb.invalidateDomain(domain);
				else this.#iotlb.invalidateDomainPages(domain, alignedPage(words, pages), pages);
				break;
			case DescriptorType.PASID_IOTLB:
				if (granularity === 2) this.#iotlb.invalidatePasid(domain, pasid);
				else this.#iotlb.invalidatePages(domain, pasid, alignedPage(words, pages), pages);
				break;
			case DescriptorType.PASID_CACHE:
				if (granularity === 3) pasids.invalidateAll();
				else if (granularity === 1) pasids.invalidatePasid(domain, pasid);
				else pasids.invalidateDomain(domain);
				break;
			case DescriptorType.DEVICE_TLB:
				this.#invalidateDevice(words, word1 & 0xffff, NO_PASID, (word2 & 1) !== 0, false);
				break;
			case DescriptorType.PASID_DEVICE_TLB:
				this.#invalidateDevice(
					words,
					word0 >>> 16,
					pasid,
					(word2 & 0x800) !== 0,
					(word2 & 1) !== 0,
				);
				break;
		}
	}

	/** Only the response to the last request of a group is a message; others end here. */
	#respond(words: Uint32Array): void {
		const word0 = words[0]!;
		const word2 = words[2]!;
		this.#counters.pageResponses++;
		if ((word2 & LAST_IN_GROUP) === 0) return;
		this.#endpoints
			.get(word0 >>> 16)
			?.pageResponse(
				(word0 & 0x10) !== 0 ? words[1]! & PASID_MASK : NO_PASID,
				(word2 >>> 3) & 0x1ff,
				(word0 >>> 12) & 0xf,
			);
	}

	#invalidateDevice(
		words: Uint32Array,
		source: number,
		pasid: number,
		sized: boolean,
		global: boolean,
	): void {
		const pages = sized ? spanOf(words[2]!, words[3]!) : 1;
		const page = pages === Number.POSITIVE_INFINITY ? 0 : alignedPage(words, pages);
		this.#deviceTlb.send(source, this.#endpoints.get(source), pasid, page, pages, global);
	}
}

/** Whether G, and AM where G makes it count, have values that the type knows. */
function isGranularityLegal(type: number, words: Uint32Array): boolean {
	const granularity = (words[0]! >>> 4) & 3;
	const maskLegal = (words[2]! & 0x3f) <= MAX_ADDRESS_MASK;
	switch (type) {
		case DescriptorType.CONTEXT:
			return granularity !== 0;
		case DescriptorType.IOTLB:
			return granularity !== 0 && (granularity !== 3 || maskLegal);
		case DescriptorType.PASID_IOTLB:
			return granularity === 2 || (granularity === 3 && maskLegal);
		case DescriptorType.PASID_CACHE:
			return granularity !== 2;
		default:
			return true;
	}
}

/** First page of the aligned block of `pages` that holds the descriptor's address. */
function alignedPage(words: Uint32Array, pages: number): number {
	const page = pageOf(words[2]!, words[3]!);
	return page - (page % pages);
}
