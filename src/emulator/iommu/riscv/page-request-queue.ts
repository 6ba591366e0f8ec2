/**
 * The page-request queue: writes records of 16 bytes (specification "Page-Request-Queue"), and the groups that
 * the IOMMU has yet to answer itself. Who completes a group that software never sees ("PCIe ATS Page Request
 * handling"), when its last request comes here:
 *
 * - queue off, or with a memory fault: the IOMMU answers FAILURE at once.
 * - queue full, or overflown: the IOMMU answers SUCCESS, so that the device asks again. The answer leaves
 *   when software ends the overflow or turns the queue off: sooner, the device would only ask into the same full
 *   queue. The specification gives no time for it.
 *
 * Requests that are not the last of a group, and stop markers, are dropped silently. The answer carries the
 * request's PASID where it is FAILURE, or DC.tc.PRPR asks for it.
 */

import type { PhysicalMemory } from '../../memory.js';
import { Access, NO_PASID, PrgResponse } from '../contract.js';
import type { RiscvIommuCounters } from './counters.js';
import type { Endpoints } from './endpoints.js';
import { Interrupt, type Interrupts } from './interrupts.js';
import { Place, QueueStatus, RecordQueue } from './record-queue.js';

const PV = 1;
const PRIV = 2;
const EXEC = 4;
const LAST = 4;

export class PageRequestQueue {
	readonly queue: RecordQueue;
	readonly #memory: PhysicalMemory;
	readonly #endpoints: Endpoints;
	readonly #interrupts: Interrupts;
	readonly #counters: RiscvIommuCounters;
	// Dropped groups to be answered SUCCESS, in order: device, PASID of the answer, PRG index.
	#owed = new Int32Array(3 * 64);
	#owedLength = 0;

	constructor(
		memory: PhysicalMemory,
		pageHighMask: number,
		endpoints: Endpoints,
		interrupts: Interrupts,
		counters: RiscvIommuCounters,
	) {
		this.queue = new RecordQueue(memory, 4, pageHighMask);
		this.#memory = memory;
		this.#endpoints = endpoints;
		this.#interrupts = interrupts;
		this.#counters = counters;
	}

	/**
	 * Puts a request into the queue. When it cannot be queued the queue completes its group, as above: the caller
	 * owes nothing afterwards. `prpr`: an answer carries the PASID.
	 */
	push(
		source: number,
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
		prpr: boolean,
	): void {
		const queue = this.queue;
		const place = queue.place();
		if (place !== Place.OK) {
			this.#counters.pageRequestsDropped++;
			if (place !== Place.FULL)
				this.answer(source, pasid, pasid, access, prgIndex, last, PrgResponse.FAILURE);
			else if (isAnswered(pasid, access, last))
				this.#owe(source, prpr ? pasid : NO_PASID, prgIndex);
			this.checkInterrupt();
			return;
		}
		const memory = this.#memory;
		const { frame, word } = queue;
		const pageHigh = Math.floor(page / 0x10_0000);
		const withPasid = pasid !== NO_PASID;
		memory.writeWord(frame, word, withPasid ? pasid << 12 : 0);
		memory.writeWord(
			frame,
			word + 1,
			(withPasid
				? PV | ((access & Access.PRIV) !== 0 ? PRIV : 0) | ((access & Access.EXEC) !== 0 ? EXEC : 0)
				: 0) |
				(source << 8),
		);
		memory.writeWord(
			frame,
			word + 2,
			(page << 12) |
				((prgIndex & 0x1ff) << 3) |
				(last ? LAST : 0) |
				(access & (Access.READ | Access.WRITE)),
		);
		memory.writeWord(frame, word + 3, pageHigh);
		queue.advance();
		this.#counters.pageRequests++;
		if (queue.interruptEnabled) this.#interrupts.raise(Interrupt.PAGE_REQUEST);
	}

	/**
	 * Completes, at once, the group of a request that will not be queued; nothing to do for one that is not
	 * the last, nor for a stop marker. `pasid` is the request's, `answerPasid` the answer's.
	 */
	answer(
		source: number,
		pasid: number,
		answerPasid: number,
		access: number,
		prgIndex: number,
		last: boolean,
		code: number,
	): void {
		if (!isAnswered(pasid, access, last)) return;
		this.#counters.autoResponses++;
		this.#endpoints.get(source)?.pageResponse(answerPasid, prgIndex, code);
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

	/** pqcsr. Ending the overflow, or the queue, answers the groups that it dropped. */
	writeStatus(value: number): void {
		const before = this.queue.status;
		this.queue.writeStatus(value);
		this.checkInterrupt();
		const after = this.queue.status;
		if (
			(before & ~after & QueueStatus.OVERFLOW) !== 0 ||
			(before & ~after & QueueStatus.ENABLE) !== 0
		)
			this.#answerOwed();
	}

	/** Raises the interrupt while an error holds. */
	checkInterrupt(): void {
		if (this.queue.errorHolds) this.#interrupts.raise(Interrupt.PAGE_REQUEST);
	}

	/** Answers every group owed so far; what a device asks meanwhile is for the next time. */
	#answerOwed(): void {
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

	#owe(source: number, pasid: number, prgIndex: number): void {
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
}

/** Whether a request ends a group that a response must complete; a stop marker ends none. */
function isAnswered(pasid: number, access: number, last: boolean): boolean {
	return last && (pasid === NO_PASID || (access & (Access.READ | Access.WRITE)) !== 0);
}
