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
 *
 * A request with private data (revisions 3.x of the specification) has it in the upper half of its record, with PDP set,
 * and is owed a response even when it is not the last of its group.
 */

import type { PhysicalMemory } from '../../memory.js';
import { Access, NO_PASID, PrgResponse, type PrivateData } from '../contract.js';
import type { VtdCounters } from './counters.js';
import type { Endpoints } from './endpoints.js';
import type { EventLine } from './event-line.js';

const RECORD_BYTES = 32;
const RECORD_TYPE = 0x01;
const PASID_PRESENT = 0x100;
const PRIVATE_DATA_PRESENT = 0x200;
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
	/** Private data of those that have some, by their place in `#owed`. */
	#owedData = new Map<number, PrivateData>();

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
		data: PrivateData | undefined,
	): void {
		if (this.#frame < 0) {
			this.answer(source, pasid, access, prgIndex, last, PrgResponse.FAILURE, data);
			return;
		}
		const next = (this.#tail + RECORD_BYTES) & (this.#size - 1);
		if ((this.#status & PRO) !== 0 || next === this.#head) {
			this.#drop(source, pasid, access, prgIndex, last, data);
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
		if (data === undefined) {
			words[at + 4] = 0;
			words[at + 5] = 0;
			words[at + 6] = 0;
			words[at + 7] = 0;
		} else {
			words[at]! |= PRIVATE_DATA_PRESENT;
			words.set(data, at + 4);
		}
		this.#tail = next;
		this.#counters.pageRequests++;
		const before = this.#status;
		this.#status = before | PPR;
		if (before === 0) this.#line.raise();
	}

	/**
	 * Completes, at once, the group of a request that will not be queued; nothing to do for one that is not
	 * the last and has no private data, nor for a stop marker.
	 */
	answer(
		source: number,
		pasid: number,
		access: number,
		prgIndex: number,
		last: boolean,
		code: number,
		data: PrivateData | undefined,
	): void {
		if (!isAnswered(pasid, access, last || data !== undefined)) return;
		this.#counters.autoResponses++;
		this.#send(source, pasid, prgIndex, code, data);
	}

	/** Answers every group owed so far; what a device asks meanwhile is for the next time. */
	answerOwed(): void {
		if (this.#owedLength === 0) return;
		const owed = this.#owed;
		const data = this.#owedData;
		const length = this.#owedLength;
		this.#owed = new Int32Array(owed.length);
		this.#owedData = new Map();
		this.#owedLength = 0;
		for (let i = 0; i < length; i += 3) {
			this.#counters.autoResponses++;
			this.#send(owed[i]!, owed[i + 1]!, owed[i + 2]!, PrgResponse.SUCCESS, data.get(i));
		}
	}

	/** The endpoint is gone: it is owed nothing. */
	forget(source: number): void {
		const owed = this.#owed;
		const keptData = new Map<number, PrivateData>();
		let kept = 0;
		for (let i = 0; i < this.#owedLength; i += 3) {
			if (owed[i] === source) continue;
			owed.copyWithin(kept, i, i + 3);
			const data = this.#owedData.get(i);
			if (data !== undefined) keptData.set(kept, data);
			kept += 3;
		}
		this.#owedLength = kept;
		this.#owedData = keptData;
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

	#send(
		source: number,
		pasid: number,
		prgIndex: number,
		code: number,
		data: PrivateData | undefined,
	): void {
		const endpoint = this.#endpoints.get(source);
		if (data === undefined) endpoint?.pageResponse(pasid, prgIndex, code);
		else endpoint?.privateResponse?.(pasid, prgIndex, code, data);
	}

	#drop(
		source: number,
		pasid: number,
		access: number,
		prgIndex: number,
		last: boolean,
		data: PrivateData | undefined,
	): void {
		this.#counters.pageRequestsDropped++;
		if (isAnswered(pasid, access, last || data !== undefined)) {
			if (this.#owedLength + 3 > this.#owed.length) {
				const wider = new Int32Array(this.#owed.length * 2);
				wider.set(this.#owed);
				this.#owed = wider;
			}
			if (data !== undefined) this.#owedData.set(this.#owedLength, data);
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

/** Whether a request is owed a response, being the last of a group or as such; a stop marker never is. */
function isAnswered(pasid: number, access: number, owed: boolean): boolean {
	return owed && (pasid === NO_PASID || (access & (Access.READ | Access.WRITE)) !== 0);
}
