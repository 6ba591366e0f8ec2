/**
 * What each command means (Arm IHI 0070, 4.2 to 4.7): whether it is legal, and what it does. Owns nothing but the
 * way from a command's words to those who do it.
 *
 * Reserved fields are ignored, as the architecture leaves open (4.1.5); SSec must be clear.
 */

import { NO_PASID, PrgResponse, StallEnd } from '../contract.js';
import type { AtcInvalidations } from './atc-invalidations.js';
import type { SmmuV3Counters } from './counters.js';
import type { Endpoints } from './endpoints.js';
import { type Features, StallModel } from './features.js';
import type { GlobalErrors } from './global-errors.js';
import type { MessageBus } from './interrupts.js';
import { GlobalError, Opcode } from './layout.js';
import type { Stalls } from './stalls.js';
import type { Translator } from './translate.js';

const SSEC = 0x400;
const SUBSTREAM_VALID = 0x800;
const GLOBAL = 0x200;
const LEAF = 0x1;
/** RESUME: Ac and Ab. */
const RETRY = 0x1000;
const ABORT = 0x2000;
/** CS of SYNC. */
const SIGNAL_IRQ = 1;
const SIGNAL_RESERVED = 3;
/** Size of ATC_INV that is the whole address space, in log2 of pages. */
const WHOLE_SPACE = 52;
/** PRG response code by Resp. */
const RESPONSES = [PrgResponse.FAILURE, PrgResponse.INVALID, PrgResponse.SUCCESS] as const;

export class CommandExecutor {
	readonly #features: Features;
	readonly #translator: Translator;
	readonly #endpoints: Endpoints;
	readonly #stalls: Stalls;
	readonly #atc: AtcInvalidations;
	readonly #bus: MessageBus;
	readonly #errors: GlobalErrors;
	readonly #counters: SmmuV3Counters;

	constructor(
		features: Features,
		translator: Translator,
		endpoints: Endpoints,
		stalls: Stalls,
		atc: AtcInvalidations,
		bus: MessageBus,
		errors: GlobalErrors,
		counters: SmmuV3Counters,
	) {
		this.#features = features;
		this.#translator = translator;
		this.#endpoints = endpoints;
		this.#stalls = stalls;
		this.#atc = atc;
		this.#bus = bus;
		this.#errors = errors;
		this.#counters = counters;
	}

	/** Whether a command of four 32-bit words is one of this SMMU's; otherwise it is CERROR_ILL. */
	isLegal(words: Uint32Array): boolean {
		const w0 = words[0]!;
		switch (w0 & 0xff) {
			case Opcode.PREFETCH_CONFIG:
			case Opcode.PREFETCH_ADDR:
			case Opcode.CFGI_STE:
			case Opcode.CFGI_STE_RANGE:
			case Opcode.CFGI_CD:
			case Opcode.CFGI_CD_ALL:
				return (w0 & SSEC) === 0;
			case Opcode.RESUME:
			case Opcode.STALL_TERM:
				return (w0 & SSEC) === 0 && this.#features.stallModel !== StallModel.TERMINATE;
			case Opcode.TLBI_NH_VA:
			case Opcode.TLBI_NH_VAA:
			case Opcode.TLBI_S2_IPA:
				return isLegalRange(words);
			case Opcode.TLBI_NH_ALL:
			case Opcode.TLBI_NH_ASID:
			case Opcode.TLBI_S12_VMALL:
			case Opcode.TLBI_NSNH_ALL:
				return true;
			case Opcode.ATC_INV:
				return (words[2]! & 0x3f) <= WHOLE_SPACE;
			case Opcode.PRI_RESP:
				return ((words[2]! >>> 12) & 3) < RESPONSES.length;
			case Opcode.SYNC:
				return ((w0 >>> 12) & 3) !== SIGNAL_RESERVED;
			default:
				return false;
		}
	}

	/** Carries a legal command out. */
	carryOut(words: Uint32Array): void {
		const w0 = words[0]!;
		const stream = words[1]!;
		switch (w0 & 0xff) {
			case Opcode.PRI_RESP:
				this.#respond(w0, stream, words[2]!);
				break;
			case Opcode.RESUME:
				this.#stalls.resume(stream, words[2]! & 0xffff, this.#endOf(w0));
				break;
			case Opcode.STALL_TERM:
				this.#stalls.terminate(stream);
				break;
			case Opcode.ATC_INV:
				this.#invalidateAtc(words);
				break;
			case Opcode.SYNC:
				this.#sync(words);
				break;
			case Opcode.PREFETCH_CONFIG:
			case Opcode.PREFETCH_ADDR:
				this.#translator.prefetch(stream, (w0 & SUBSTREAM_VALID) !== 0 ? w0 >>> 12 : 0);
				break;
			default:
				this.#counters.invalidations++;
				this.#invalidate(w0 & 0xff, words);
		}
	}

	#invalidate(opcode: number, words: Uint32Array): void {
		const { streams, contexts, caches } = this.#translator;
		const stream = words[1]!;
		const vmid = words[1]! & 0xffff;
		const asid = words[1]! >>> 16;
		const leafOnly = (words[2]! & LEAF) !== 0;
		switch (opcode) {
			case Opcode.CFGI_STE:
				streams.invalidate(stream, -1, leafOnly);
				contexts.invalidateStreams(stream, -1);
				break;
			case Opcode.CFGI_STE_RANGE: {
				// 2^(Range+1) streams; of 32 bits none is left to compare.
				const range = words[2]! & 0x1f;
				const mask = range === 31 ? 0 : -2 << range;
				streams.invalidate(stream, mask, false);
				contexts.invalidateStreams(stream, mask);
				break;
			}
			case Opcode.CFGI_CD:
				contexts.invalidate(stream, words[0]! >>> 12, leafOnly);
				break;
			case Opcode.CFGI_CD_ALL:
				contexts.invalidateStreams(stream, -1);
				break;
			case Opcode.TLBI_NH_ALL:
				caches.first(vmid);
				break;
			case Opcode.TLBI_NH_ASID:
				caches.asid(vmid, asid);
				break;
			case Opcode.TLBI_NH_VA:
				caches.pages(vmid, asid, pageOf(words), rangeOf(words), leafOnly);
				break;
			case Opcode.TLBI_NH_VAA:
				caches.pagesOfAll(vmid, pageOf(words), rangeOf(words), leafOnly);
				break;
			case Opcode.TLBI_S12_VMALL:
				caches.vm(vmid);
				break;
			case Opcode.TLBI_S2_IPA:
				// An intermediate address ends at bit 55.
				caches.second(vmid, pageOf(words) % 2 ** 44, rangeOf(words), leafOnly);
				break;
			default:
				caches.all();
		}
	}

	/** Ignored while translation is off, as the ATS port is. */
	#respond(w0: number, stream: number, w2: number): void {
		if (!this.#translator.enabled) return;
		const endpoint = this.#endpoints.get(stream);
		if (endpoint === undefined) return;
		this.#counters.pageResponses++;
		endpoint.pageResponse(
			(w0 & SUBSTREAM_VALID) !== 0 ? w0 >>> 12 : NO_PASID,
			w2 & 0x1ff,
			RESPONSES[(w2 >>> 12) & 3]!,
		);
	}

	#endOf(w0: number): StallEnd {
		if ((w0 & RETRY) !== 0) return StallEnd.RETRY;
		return (w0 & ABORT) !== 0 || this.#features.abortOnly ? StallEnd.ABORT : StallEnd.DISCARD;
	}

	/** The span is aligned to its size, by ignoring bits of the address. */
	#invalidateAtc(words: Uint32Array): void {
		if (!this.#translator.enabled) return;
		this.#counters.invalidations++;
		const stream = words[1]!;
		const size = words[2]! & 0x3f;
		const pages = size === WHOLE_SPACE ? Infinity : 2 ** size;
		const page = size === WHOLE_SPACE ? 0 : pageOf(words) - (pageOf(words) % pages);
		const substream = (words[0]! & SUBSTREAM_VALID) !== 0;
		this.#atc.send(
			stream,
			this.#endpoints.get(stream),
			substream ? words[0]! >>> 12 : NO_PASID,
			page,
			pages,
			substream && (words[0]! & GLOBAL) !== 0,
		);
	}

	/** Everything before it is complete already; what is left is to signal. SEV=0: an event is nothing. */
	#sync(words: Uint32Array): void {
		if (((words[0]! >>> 12) & 3) !== SIGNAL_IRQ) return;
		const low = words[2]! & 0xffff_fffc;
		const high = words[3]! & 0x00ff_ffff;
		if (low === 0 && high === 0) return;
		if (!this.#bus.write(low, high, words[1]!)) this.#errors.activate(GlobalError.MSI_CMDQ);
	}
}

/** Page of the operand address. */
function pageOf(words: Uint32Array): number {
	return words[3]! * 0x10_0000 + (words[2]! >>> 12);
}

/** log2 of the pages of a granule, by TG. */
const GRANULE_PAGES = [0, 0, 2, 4] as const;

/** Pages that an address-based TLBI names (4.4.1.1); the level hint narrows nothing here. */
function rangeOf(words: Uint32Array): number {
	const granule = (words[2]! >>> 10) & 3;
	if (granule === 0) return 1;
	const number = ((words[0]! >>> 12) & 0x1f) + 1;
	return number * 2 ** (((words[0]! >>> 20) & 0x1f) + GRANULE_PAGES[granule]!);
}

/** A granule without a range and without a level says nothing, which is reserved; 16 KiB has no level 1. */
function isLegalRange(words: Uint32Array): boolean {
	const granule = (words[2]! >>> 10) & 3;
	const level = (words[2]! >>> 8) & 3;
	const range = words[0]! & 0x1f1_f000;
	return granule === 0 || range !== 0 || (level !== 0 && !(granule === 2 && level === 1));
}
