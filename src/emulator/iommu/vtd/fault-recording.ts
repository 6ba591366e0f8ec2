/**
 * Primary fault logging: FSTS with its event, and the fault recording registers. Owns the status bits
 * of the invalidation queue too (IQE, ICE, ITE), because they share FSTS and its one event.
 *
 * A record is dropped when PFO is set, and when the next register is still pending, which sets PFO
 * (VT-d specification 7.2.1). Records of one function are not collapsed into one, which the
 * specification permits but does not require, so no fault is lost without PFO. The event is raised only
 * when no status bit was set before.
 */

import { Access, NO_PASID } from '../contract.js';
import type { VtdCounters } from './counters.js';
import type { EventLine } from './event-line.js';
import { FaultStatus } from './layout.js';

const WORDS = 4;
/** F of a record, in its fourth word. */
const FAULT = 0x8000_0000;
/** Bits that software clears by writing 1. PPF follows the records. */
const CLEARABLE = FaultStatus.PFO | FaultStatus.IQE | FaultStatus.ICE | FaultStatus.ITE;

/** What was refused, as the T1 and T2 bits of a record tell it. */
export const FaultKind = { WRITE: 0, PAGE_REQUEST: 1, READ: 2 } as const;

export class FaultRecording {
	readonly #line: EventLine;
	readonly #counters: VtdCounters;
	/** The registers as software reads them, four words a record. */
	readonly #words: Uint32Array;
	readonly #records: number;
	/** PFO, IQE, ICE, ITE; PPF is `#pending > 0`. */
	#status = 0;
	#first = 0;
	#next = 0;
	#pending = 0;

	constructor(records: number, line: EventLine, counters: VtdCounters) {
		this.#records = records;
		this.#words = new Uint32Array(records * WORDS);
		this.#line = line;
		this.#counters = counters;
	}

	/** FSTS without FRI. */
	get status(): number {
		return this.#status | (this.#pending > 0 ? FaultStatus.PPF : 0);
	}

	/**
	 * Logs one fault. `page` is the request's page; `access` gives EXE and PRIV of a request with PASID;
	 * `addressType` is the AT field, 0 untranslated, 1 translation request.
	 */
	record(
		source: number,
		pasid: number,
		page: number,
		reason: number,
		kind: number,
		access: number,
		addressType: number,
	): void {
		if (!this.#hasRoom()) return;
		const at = this.#next * WORDS;
		const words = this.#words;
		const pageHigh = Math.floor(page / 0x10_0000);
		words[at] = (page - pageHigh * 0x10_0000) << 12;
		words[at + 1] = pageHigh;
		words[at + 2] = source | ((kind & FaultKind.PAGE_REQUEST) << 28);
		words[at + 3] =
			FAULT | ((kind & FaultKind.READ) << 29) | ((addressType & 3) << 28) | (reason & 0xff);
		if (pasid !== NO_PASID) {
			words[at + 2]! |=
				0x8000_0000 |
				((access & Access.EXEC) !== 0 ? 0x4000_0000 : 0) |
				((access & Access.PRIV) !== 0 ? 0x2000_0000 : 0);
			words[at + 3]! |= (pasid & 0xf_ffff) << 8;
		}
		this.#store();
	}

	/**
	 * Logs one fault of interrupt remapping: `index`, of which 16 bits are kept, stands in bits 63:48. There is
	 * nothing else to tell: the kind of request is no interrupt's, nor is the PASID.
	 */
	recordInterrupt(source: number, index: number, reason: number): void {
		if (!this.#hasRoom()) return;
		const at = this.#next * WORDS;
		const words = this.#words;
		words[at] = 0;
		words[at + 1] = index << 16;
		words[at + 2] = source;
		words[at + 3] = FAULT | reason;
		this.#store();
	}

	/** Whether the next register is free; if not, the fault is dropped, which PFO tells. */
	#hasRoom(): boolean {
		if ((this.#status & FaultStatus.PFO) === 0) {
			if ((this.#words[this.#next * WORDS + 3]! & FAULT) === 0) return true;
			this.raise(FaultStatus.PFO);
		}
		this.#counters.faultsDropped++;
		return false;
	}

	/** The next register has been filled. */
	#store(): void {
		const before = this.status;
		this.#counters.faultsRecorded++;
		if (this.#pending++ === 0) this.#first = this.#next;
		this.#next = (this.#next + 1) % this.#records;
		if (before === 0) this.#line.raise();
	}

	/** Sets PFO, IQE, ICE or ITE. */
	raise(bit: number): void {
		const before = this.status;
		this.#status |= bit;
		if (before === 0) this.#line.raise();
	}

	readStatus(): number {
		return this.status | (this.#first << 8);
	}

	/** Write-1-clear; returns the bits that this cleared. */
	writeStatus(value: number): number {
		const cleared = this.#status & value & CLEARABLE;
		this.#status &= ~cleared;
		if (this.status === 0) this.#line.withdraw();
		return cleared;
	}

	/** The word at a byte offset into the recording registers. */
	readRecord(offset: number): number {
		return this.#words[offset >> 2] ?? 0;
	}

	/** Only F can be written, and only cleared. */
	writeRecord(offset: number, value: number): void {
		const word = offset >> 2;
		if (word % WORDS !== 3 || (value & FAULT) === 0) return;
		if ((this.readRecord(offset) & FAULT) === 0) return;
		this.#words[word]! &= ~FAULT;
		this.#pending--;
		if (this.status === 0) this.#line.withdraw();
	}

	/** Bytes that the recording registers occupy. */
	get size(): number {
		return this.#words.length * 4;
	}

	/** Translation was switched off: the next record goes to the first register again. */
	resetIndex(): void {
		this.#next = 0;
	}
}
