/**
 * Checks descriptors and carries them out on the caches and on the devices; the wait descriptor, which is
 * about the queue itself, is the queue's. Owns no state.
 */

import { NO_PASID, type PrivateData } from '../contract.js';
import type { VtdCounters } from './counters.js';
import {
	bringsPrivateData,
	DescriptorType,
	hasReservedBits,
	PRIVATE_DATA_PRESENT,
	pageOf,
	spanOf,
} from './descriptors.js';
import type { DeviceTlb } from './device-tlb.js';
import type { Endpoints } from './endpoints.js';
import type { InterruptRemapping } from './interrupt-remapping.js';
import { MAX_ADDRESS_MASK, MAX_HANDLE_MASK, QueueError, TableMode } from './layout.js';
import type { TranslationTables } from './tables.js';
import type { TranslationCaches } from './translation-caches.js';

const PASID_MASK = 0xf_ffff;
/** IH, in word 2 of both IOTLB invalidations: only leaf entries were changed. */
const INVALIDATION_HINT = 0x40;
/** G of an interrupt entry cache invalidation. */
const INDEX_SELECTIVE = 0x10;
/** Word 2 of a page group response: LPIG. */
const LAST_IN_GROUP = 0x4;

export class DescriptorExecutor {
	readonly #tables: TranslationTables;
	readonly #caches: TranslationCaches;
	readonly #endpoints: Endpoints;
	readonly #deviceTlb: DeviceTlb;
	readonly #interrupts: InterruptRemapping;
	readonly #counters: VtdCounters;
	readonly #privateData: boolean;

	constructor(
		tables: TranslationTables,
		caches: TranslationCaches,
		endpoints: Endpoints,
		deviceTlb: DeviceTlb,
		interrupts: InterruptRemapping,
		counters: VtdCounters,
		privateData: boolean,
	) {
		this.#tables = tables;
		this.#caches = caches;
		this.#endpoints = endpoints;
		this.#deviceTlb = deviceTlb;
		this.#interrupts = interrupts;
		this.#counters = counters;
		this.#privateData = privateData;
	}

	/** IQEI of the descriptor of 4 or 8 words at `words[at]`, or 0. */
	check(type: number, words: Uint32Array, at: number, length: number): number {
		if (type < DescriptorType.CONTEXT || type > DescriptorType.PAGE_RESPONSE)
			return QueueError.BAD_TYPE;
		if (
			length === 4 &&
			(type === DescriptorType.PASID_IOTLB || type === DescriptorType.PASID_DEVICE_TLB)
		)
			return QueueError.BAD_TYPE;
		if (type >= DescriptorType.PASID_IOTLB && this.#tables.mode === TableMode.LEGACY)
			return QueueError.TYPE_NOT_ALLOWED;
		if (hasReservedBits(type, words, at, length)) {
			const isLegal =
				this.#privateData &&
				type === DescriptorType.PAGE_RESPONSE &&
				bringsPrivateData(words, at, length);
			return isLegal ? 0 : QueueError.RESERVED_FIELD;
		}
		if (type === DescriptorType.PAGE_RESPONSE) return 0;
		return isGranularityLegal(type, words[at]!, words[at + 2]!) ? 0 : QueueError.RESERVED_FIELD;
	}

	/**
	 * Carries out any descriptor but a wait, after `check` found nothing. Its words are read before anything is
	 * done: what an endpoint does meanwhile may reach memory.
	 */
	carryOut(type: number, words: Uint32Array, at: number): void {
		if (type === DescriptorType.PAGE_RESPONSE) this.#respond(words, at);
		else this.#invalidate(type, words, at);
	}

	#invalidate(type: number, words: Uint32Array, at: number): void {
		const word0 = words[at]!;
		const word1 = words[at + 1]!;
		const word2 = words[at + 2]!;
		const word3 = words[at + 3]!;
		this.#counters.invalidations++;
		const granularity = (word0 >>> 4) & 3;
		const domain = word0 >>> 16;
		const pasid = word1 & PASID_MASK;
		const pages = 2 ** (word2 & 0x3f);
		const leafOnly = (word2 & INVALIDATION_HINT) !== 0;
		const { contexts, pasids } = this.#tables;
		switch (type) {
			case DescriptorType.CONTEXT:
				if (granularity === 3) contexts.invalidateDevice(word1 & 0xffff, word1 >>> 16);
				else contexts.invalidateAll();
				break;
			case DescriptorType.IOTLB:
				if (granularity === 1) this.#caches.invalidateAll();
				else if (granularity === 2) this.#caches.invalidateDomain(domain);
				else
					this.#caches.invalidateDomainPages(
						domain,
						alignedPage(word2, word3, pages),
						pages,
						leafOnly,
					);
				break;
			case DescriptorType.PASID_IOTLB:
				if (granularity === 2) this.#caches.invalidatePasid(domain, pasid);
				else
					this.#caches.invalidatePages(
						domain,
						pasid,
						alignedPage(word2, word3, pages),
						pages,
						leafOnly,
					);
				break;
			case DescriptorType.PASID_CACHE:
				if (granularity === 3) pasids.invalidateAll();
				else if (granularity === 1) pasids.invalidatePasid(domain, pasid);
				else pasids.invalidateDomain(domain);
				break;
			case DescriptorType.INTERRUPT:
				if ((word0 & INDEX_SELECTIVE) === 0) this.#interrupts.invalidateAll();
				else this.#interrupts.invalidate(word1 & 0xffff, word0 >>> 27);
				break;
			case DescriptorType.DEVICE_TLB:
				this.#invalidateDevice(word1 & 0xffff, NO_PASID, word2, word3, (word2 & 1) !== 0, false);
				break;
			case DescriptorType.PASID_DEVICE_TLB:
				this.#invalidateDevice(
					word0 >>> 16,
					pasid,
					word2,
					word3,
					(word2 & 0x800) !== 0,
					(word2 & 1) !== 0,
				);
				break;
		}
	}

	/** Only the response to the last request of a group is a message, and one with private data; others end here. */
	#respond(words: Uint32Array, at: number): void {
		const word0 = words[at]! | 0;
		const word1 = words[at + 1]! | 0;
		const word2 = words[at + 2]! | 0;
		this.#counters.pageResponses++;
		const isPrivate = (word0 & PRIVATE_DATA_PRESENT) !== 0;
		if ((word2 & LAST_IN_GROUP) === 0 && !isPrivate) return;
		const endpoint = this.#endpoints.get(word0 >>> 16);
		const pasid = (word0 & 0x10) !== 0 ? word1 & PASID_MASK : NO_PASID;
		const prgIndex = (word2 >>> 3) & 0x1ff;
		const code = (word0 >>> 12) & 0xf;
		if (isPrivate) endpoint?.privateResponse?.(pasid, prgIndex, code, privateDataOf(words, at));
		else endpoint?.pageResponse(pasid, prgIndex, code);
	}

	/** Tells the endpoint that the page group response at `words[at]` will be carried out soon. */
	announce(words: Uint32Array, at: number): void {
		const word2 = words[at + 2]!;
		if ((word2 & LAST_IN_GROUP) === 0) return;
		this.#endpoints.get(words[at]! >>> 16)?.expectResponse?.((word2 >>> 3) & 0x1ff);
	}

	#invalidateDevice(
		source: number,
		pasid: number,
		word2: number,
		word3: number,
		sized: boolean,
		global: boolean,
	): void {
		const pages = sized ? spanOf(word2, word3) : 1;
		const page = pages === Number.POSITIVE_INFINITY ? 0 : alignedPage(word2, word3, pages);
		this.#deviceTlb.send(source, this.#endpoints.get(source), pasid, page, pages, global);
	}
}

/** Whether G, and AM or IM where G makes it count, have values that the type knows. */
function isGranularityLegal(type: number, word0: number, word2: number): boolean {
	const granularity = (word0 >>> 4) & 3;
	const maskLegal = (word2 & 0x3f) <= MAX_ADDRESS_MASK;
	switch (type) {
		case DescriptorType.CONTEXT:
			return granularity !== 0;
		case DescriptorType.IOTLB:
			return granularity !== 0 && (granularity !== 3 || maskLegal);
		case DescriptorType.PASID_IOTLB:
			return granularity === 2 || (granularity === 3 && maskLegal);
		case DescriptorType.PASID_CACHE:
			return granularity !== 2;
		case DescriptorType.INTERRUPT:
			return (word0 & INDEX_SELECTIVE) === 0 || word0 >>> 27 <= MAX_HANDLE_MASK;
		default:
			return true;
	}
}

function privateDataOf(words: Uint32Array, at: number): PrivateData {
	return [words[at + 4]!, words[at + 5]!, words[at + 6]!, words[at + 7]!];
}

/** First page of the aligned block of `pages` that holds the descriptor's address. */
function alignedPage(word2: number, word3: number, pages: number): number {
	const page = pageOf(word2, word3);
	return page - (page % pages);
}
