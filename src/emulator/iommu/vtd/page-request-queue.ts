/**
 * The page request queue: PQH, PQT, PQA, PRS and their event. Owns the ring's pointers, and the groups
 * that the unit has yet to answer itself.
 *
 * A record is 32 bytes (VT-d specification 7.4.1.1); a request that finds the queue full sets PRO, and
 * while PRO is set every request is dropped. Who completes a group that software never sees:
 *
 * - Overflow, last request of its group: the unit answers SUCCESS, so that the device asks again.
 *   The answer leaves when software clears PRO, or drains page requests: sooner, the device would only
 *   ask into the same full queue. Requests that are not the last are dropped silently.
 * - No way to the queue (translation off, root or context at fault, queue outside the memory): the unit
 *   answers FAILURE at once.
 * - Page requests or PASIDs not enabled in the context entry: the unit answers INVALID at once.
 *
 * The specification as quoted by the sources at hand leaves these answers open; they are those that the
 * RISC-V IOMMU specification gives for the same cases. The message carries the PASID of the request. Stop
 * markers are queued like requests and never answered.
 */

import type { PhysicalMemory } from '../../memory.js';
import { Access, NO_PASID, PrgResponse } from '../contract.js';
import type { VtdCounters } from './counters.js';
import type { Endpoints } from './endpoints.js';
import type { EventLine } from './event-line.js';

const RECORD_BYTES = 32;
const RECORD_TYPE = 0x01;
const PASID_PRESENT = 0x100;
const PTR_MASK = 0x7_ffe0;
/** PRS bits. */
const PPR = 1;
const PRO = 2;

export class PageRequestQueue {
	readonly #memory: PhysicalMemory;
	readonly #endpoints: Endpoints;
	readonly #line: EventLine;
	readonly #counters: VtdCounters;
	#addressLow = 0;
	#addressHigh = 0;
	#head = 0;
	#tail = 0;
	#status = 0;
	/** First frame of the queue, -1 while it does not lie in the memory. */
	#frame = 0;
	/** Bytes in the ring. */
	#size = 4096;
	// Dropped groups to be answered SUCCESS, in order: requester, PASID, PRG index.
	#owed = new Int32Array(3 * 64);
	#owedLength = 0;

	constructor(
		memory: PhysicalMemory,
		endpoints: Endpoints,
		line: EventLine,
		counters: VtdCounters,
	) {
		this.#memory = memory;
		this.#endpoints = endpoints;
		this.#line = line;
		this.#counters = counters;
	}

	/**
	 * Puts a request into the ring. When it cannot be queued the queue completes it, as above: the caller
	 * owes nothing afterwards.
	 */
	push(
		source: number,
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
	): void {
		if (this.#frame < 0) {
			this.answer(source, pasid, access, prgIndex, last, PrgResponse.FAILURE);
			return;
		}
		const next = (this.#tail + RECORD_BYTES) & (this.#size - 1);
		if ((this.#status & PRO) !== 0 || next === this.#head) {
			this.#drop(source, pasid, access, prgIndex, last);
			return;
		}
		const at = this.#memory.locateForWrite(
			this.#frame + (this.#tail >> 12),
			(this.#tail & 4095) >> 2,
		);
		const words = this.#memory.slab;
		if (pasid === NO_PASID) {
			words[at] = RECORD_TYPE | (source << 16);
			words[at + 1] = 0;
		} else {
			words[at] = RECORD_TYPE | PASID_PRESENT | (source << 16);
			words[at + 1] =
				(pasid & 0xf_ffff) |
				((access & Access.EXEC) !== 0 ? 0x10_0000 : 0) |
				((access & Access.PRIV) !== 0 ? 0x20_0000 : 0);
		}
		words[at + 2] =
			(page << 12) |
			((prgIndex & 0x1ff) << 3) |
			(last ? 4 : 0) |
			(access & (Access.READ | Access.WRITE));
		words[at + 3] = page / 0x10_0000;
		words[at + 4] = 0;
		words[at + 5] = 0;
		words[at + 6] = 0;
		words[at + 7] = 0;
		this.#tail = next;
		this.#counters.pageRequests++;
		const before = this.#status;
		this.#status = before | PPR;
		if (before === 0) this.#line.raise();
	}

	/**
	 * Completes, at once, the group of a request that will not be queued; nothing to do for one that is not
	 * the last, nor for a stop marker.
	 */
	answer(
		source: number,
		pasid: number,
		access: number,
		prgIndex: number,
		last: boolean,
		code: number,
	): void {
		if (!isAnswered(pasid, access, last)) return;
		this.#counters.autoResponses++;
		this.#endpoints.get(source)?.pageResponse(pasid, prgIndex, code);
	}

	/** Answers every group owed so far; what a device asks meanwhile is for the next time. */
	answerOwed(): void {
		if (this.#owedLength === 0) return;
		const owed = this.#owed;
		const length = this.#owedLength;
		this.#owed = new Int32Array(owed.length);
		this.#owedLength = 0;
		for (let i = 0; i < length; i += 3) {
			this.#counters.autoResponses++;
			this.#endpoints.get(owed[i]!)?.pageResponse(owed[i + 1]!, owed[i + 2]!, PrgResponse.SUCCESS);
		}
	}

	/** The endpoint is gone: it is owed nothing. */
	forget(source: number): void {
		const owed = this.#owed;
		let kept = 0;
		for (let i = 0; i < this.#owedLength; i += 3) {
			if (owed[i] === source) continue;
			owed.copyWithin(kept, i, i + 3);
			kept += 3;
		}
		this.#owedLength = kept;
	}

	get head(): number {
		return this.#head;
	}

	get tail(): number {
		return this.#tail;
	}

	get status(): number {
		return this.#status;
	}

	get addressLow(): number {
		return this.#addressLow;
	}

	get addressHigh(): number {
		return this.#addressHigh;
	}

	/** PQH: records before it are read. */
	writeHead(value: number): void {
		this.#head = value & PTR_MASK & (this.#size - 1);
	}

	/** PQT: written by software only to set the queue up. */
	writeTail(value: number): void {
		this.#tail = value & PTR_MASK & (this.#size - 1);
	}

	/** PQA, either half: base and PQS, 2^(PQS+7) records. */
	writeAddress(low: number, high: number): void {
		this.#addressLow = (low & 0xffff_f007) >>> 0;
		this.#addressHigh = high >>> 0;
		const frames = 1 << (low & 7);
		const frame = high * 0x10_0000 + (low >>> 12);
		this.#size = frames * 4096;
		this.#frame = frame + frames <= this.#memory.frames ? frame : -1;
		this.#head &= this.#size - 1;
		this.#tail &= this.#size - 1;
	}

	/** PRS, write-1-clear. Clearing PRO opens the queue again. */
	writeStatus(value: number): void {
		const cleared = this.#status & value & (PPR | PRO);
		this.#status &= ~cleared;
		if (this.#status === 0) this.#line.withdraw();
		if ((cleared & PRO) !== 0) this.answerOwed();
	}

	#drop(source: number, pasid: number, access: number, prgIndex: number, last: boolean): void {
		this.#counters.pageRequestsDropped++;
		if (isAnswered(pasid, access, last)) {
			if (this.#owedLength + 3 > this.#owed.length) {
				const wider = new Int32Array(this.#owed.length * 2);
				wider.set(this.#owed);
				this.#owed = wider;
			}
			this.#owed[this.#owedLength] = source;
			this.#owed[this.#owedLength + 1] = pasid;
			this.#owed[this.#owedLength + 2] = prgIndex;
			this.#owedLength += 3;
		}
		const before = this.#status;
		this.#status = before | PRO;
		if (before === 0) this.#line.raise();
	}
}

/** Whether a request ends a group that a response must complete; a stop marker ends none. */
function isAnswered(pasid: number, access: number, last: boolean): boolean {
	return last && (pasid === NO_PASID || (access & (Access.READ | Access.WRITE)) !== 0);
}
