/**
 * The PRI queue (Arm IHI 0070, chapter 8). Owns its ring, its enable bit, the overflow flags, and the groups that the
 * SMMU has yet to answer itself.
 *
 * Who completes a group that software never sees:
 *
 * - Overflow (the queue is full, or was and that is not acknowledged), last request of its group: the SMMU, with
 *   Success, so that the device asks again; requests that are not the last are dropped silently. Whether
 *   the answer carries the PASID says IDR3.PPS or STE.PPAR, and where the latter cannot be read it is a
 *   Response Failure without. The code is settled at once, but a Success leaves only when software acknowledges
 *   the overflow or disables the queue: sooner, the device would only ask into the same closed queue.
 * - The queue is not enabled, or a write to it was aborted: the SMMU, with Response Failure at once, whether it is the
 *   last request or not, and without PASID.
 *
 * Stop markers are queued like requests, and never answered.
 */

import type { PhysicalMemory } from '../../memory.js';
import { Access, NO_PASID, PrgResponse } from '../contract.js';
import type { SmmuV3Counters } from './counters.js';
import type { Endpoints } from './endpoints.js';
import type { GlobalErrors } from './global-errors.js';
import type { InterruptLine } from './interrupts.js';
import { GlobalError } from './layout.js';
import { Ring } from './ring.js';

const RECORD_SHIFT = 4;
const FLAG = 0x8000_0000;
/** PRIQ_IRQ_CFG2.LO: an interrupt for each last request, instead of one when the queue fills from empty. */
export const LAST_ONLY = 0x8000_0000;
/** Bits of a record's second 32-bit word. */
const PRIVILEGED = 0x400_0000;
const EXECUTE = 0x800_0000;
const READ = 0x1000_0000;
const WRITE = 0x2000_0000;
const LAST = 0x4000_0000;
const SUBSTREAM_VALID = 0x8000_0000;

/** How an overflow answer to a request with PASID goes out. */
export const OverflowAnswer = { WITH_PASID: 0, WITHOUT_PASID: 1, FAILURE: 2 } as const;

export class PageRequestQueue {
	readonly ring: Ring;
	readonly #memory: PhysicalMemory;
	readonly #endpoints: Endpoints;
	readonly #errors: GlobalErrors;
	readonly #line: InterruptLine;
	readonly #counters: SmmuV3Counters;
	readonly #answerFor: (stream: number) => number;
	#enabled = false;
	#overflow = false;
	#acknowledged = false;
	// Groups to be answered with Success, in order: stream, PASID, PRG index.
	#owed = new Float64Array(3 * 64);
	#owedLength = 0;

	/** `answerFor` says how requests with PASID of a stream are answered on overflow. */
	constructor(
		memory: PhysicalMemory,
		addressBits: number,
		endpoints: Endpoints,
		errors: GlobalErrors,
		line: InterruptLine,
		counters: SmmuV3Counters,
		answerFor: (stream: number) => number,
	) {
		this.ring = new Ring(memory, RECORD_SHIFT, addressBits);
		this.#memory = memory;
		this.#endpoints = endpoints;
		this.#errors = errors;
		this.#line = line;
		this.#counters = counters;
		this.#answerFor = answerFor;
	}

	/** The effective PRIQEN. */
	set enabled(value: boolean) {
		this.#enabled = value;
		if (!value) this.#answerOwed();
	}

	get producer(): number {
		return (this.ring.producer | (this.#overflow ? FLAG : 0)) >>> 0;
	}

	get consumer(): number {
		return (this.ring.consumer | (this.#acknowledged ? FLAG : 0)) >>> 0;
	}

	/** PROD; the caller holds that software writes it only while the queue is disabled. */
	writeProducer(value: number): void {
		this.ring.writeProducer(value);
		this.#overflow = (value & FLAG) !== 0;
		if (this.#overflow === this.#acknowledged) this.#answerOwed();
	}

	writeConsumer(value: number): void {
		this.ring.writeConsumer(value);
		this.#acknowledged = (value & FLAG) !== 0;
		if (this.#overflow === this.#acknowledged) this.#answerOwed();
	}

	/** A Page Request message. What is not queued is completed here: the caller owes nothing afterwards. */
	push(
		stream: number,
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
	): void {
		const ring = this.ring;
		if (!this.#enabled || this.#errors.isActive(GlobalError.PRIQ_ABORT)) {
			this.#refuse(stream, pasid, access, prgIndex);
			return;
		}
		if (this.#overflow !== this.#acknowledged || ring.full) {
			this.#drop(stream, pasid, access, prgIndex, last);
			return;
		}
		const frame = ring.frameAt(ring.producer);
		if (frame < 0) {
			this.#errors.activate(GlobalError.PRIQ_ABORT);
			this.#refuse(stream, pasid, access, prgIndex);
			return;
		}
		const memory = this.#memory;
		const word = ring.wordAt(ring.producer);
		const pageHigh = Math.floor(page / 0x10_0000);
		let upper =
			((access & Access.READ) !== 0 ? READ : 0) |
			((access & Access.WRITE) !== 0 ? WRITE : 0) |
			(last ? LAST : 0);
		if (pasid !== NO_PASID)
			upper |=
				SUBSTREAM_VALID |
				(pasid & 0xf_ffff) |
				((access & Access.EXEC) !== 0 ? EXECUTE : 0) |
				((access & Access.PRIV) !== 0 ? PRIVILEGED : 0);
		memory.writeWord(frame, word, stream);
		memory.writeWord(frame, word + 1, upper);
		memory.writeWord(frame, word + 2, ((page - pageHigh * 0x10_0000) << 12) | (prgIndex & 0x1ff));
		memory.writeWord(frame, word + 3, pageHigh);
		const first = ring.empty;
		ring.produce();
		this.#counters.pageRequests++;
		if ((this.#line.attributes & LAST_ONLY) !== 0 ? last : first) this.#line.raise();
	}

	/** The endpoint is gone: it is owed nothing. */
	forget(stream: number): void {
		const owed = this.#owed;
		let kept = 0;
		for (let i = 0; i < this.#owedLength; i += 3) {
			if (owed[i] === stream) continue;
			owed.copyWithin(kept, i, i + 3);
			kept += 3;
		}
		this.#owedLength = kept;
	}

	#refuse(stream: number, pasid: number, access: number, prgIndex: number): void {
		this.#counters.pageRequestsDropped++;
		if (isStopMarker(pasid, access)) return;
		this.#counters.autoResponses++;
		this.#endpoints.get(stream)?.pageResponse(NO_PASID, prgIndex, PrgResponse.FAILURE);
	}

	#drop(stream: number, pasid: number, access: number, prgIndex: number, last: boolean): void {
		this.#counters.pageRequestsDropped++;
		if (this.#overflow === this.#acknowledged) this.#overflow = !this.#overflow;
		if (last && !isStopMarker(pasid, access)) {
			const answer = pasid === NO_PASID ? OverflowAnswer.WITHOUT_PASID : this.#answerFor(stream);
			if (answer === OverflowAnswer.FAILURE) {
				this.#counters.autoResponses++;
				this.#endpoints.get(stream)?.pageResponse(NO_PASID, prgIndex, PrgResponse.FAILURE);
			} else this.#owe(stream, answer === OverflowAnswer.WITH_PASID ? pasid : NO_PASID, prgIndex);
		}
		if (last && (this.#line.attributes & LAST_ONLY) !== 0) this.#line.raise();
	}

	#owe(stream: number, pasid: number, prgIndex: number): void {
		if (this.#owedLength + 3 > this.#owed.length) {
			const wider = new Float64Array(this.#owed.length * 2);
			wider.set(this.#owed);
			this.#owed = wider;
		}
		this.#owed[this.#owedLength] = stream;
		this.#owed[this.#owedLength + 1] = pasid;
		this.#owed[this.#owedLength + 2] = prgIndex;
		this.#owedLength += 3;
	}

	/** Answers every group owed so far; what a device asks meanwhile is for the next time. */
	#answerOwed(): void {
		if (this.#owedLength === 0) return;
		const owed = this.#owed;
		const length = this.#owedLength;
		this.#owed = new Float64Array(owed.length);
		this.#owedLength = 0;
		for (let i = 0; i < length; i += 3) {
			this.#counters.autoResponses++;
			this.#endpoints.get(owed[i]!)?.pageResponse(owed[i + 1]!, owed[i + 2]!, PrgResponse.SUCCESS);
		}
	}
}

/** Neither read nor write, with PASID; without one it is a request like others (chapter 8). */
function isStopMarker(pasid: number, access: number): boolean {
	return pasid !== NO_PASID && (access & (Access.READ | Access.WRITE)) === 0;
}
