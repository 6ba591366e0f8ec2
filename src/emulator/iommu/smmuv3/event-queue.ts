/**
 * The event queue (Arm IHI 0070, 7.2 and 7.4). Owns its ring, its enable bit and the overflow flags; what an event
 * says is its callers' business.
 *
 * An event that finds the queue not writable is lost; if it is so because the queue is full, that is an
 * overflow. Recording goes on as soon as there is space, acknowledged or not. Events of stalled transactions are
 * not lost: who has one asks `writable` first.
 */

import type { PhysicalMemory } from '../../memory.js';
import { NO_PASID } from '../contract.js';
import type { SmmuV3Counters } from './counters.js';
import type { GlobalErrors } from './global-errors.js';
import type { InterruptLine } from './interrupts.js';
import { GlobalError } from './layout.js';
import { Ring } from './ring.js';

const RECORD_SHIFT = 5;
/** OVFLG of PROD, OVACKFLG of CONS. */
const FLAG = 0x8000_0000;
const SUBSTREAM_VALID = 0x800;

export class EventQueue {
	enabled = false;
	readonly ring: Ring;
	readonly #memory: PhysicalMemory;
	readonly #errors: GlobalErrors;
	readonly #line: InterruptLine;
	readonly #counters: SmmuV3Counters;
	#overflow = false;
	#acknowledged = false;

	constructor(
		memory: PhysicalMemory,
		addressBits: number,
		errors: GlobalErrors,
		line: InterruptLine,
		counters: SmmuV3Counters,
	) {
		this.#memory = memory;
		this.ring = new Ring(memory, RECORD_SHIFT, addressBits);
		this.#errors = errors;
		this.#line = line;
		this.#counters = counters;
	}

	get writable(): boolean {
		return this.enabled && !this.ring.full && !this.#errors.isActive(GlobalError.EVENTQ_ABORT);
	}

	get producer(): number {
		return (this.ring.producer | (this.#overflow ? FLAG : 0)) >>> 0;
	}

	get consumer(): number {
		return (this.ring.consumer | (this.#acknowledged ? FLAG : 0)) >>> 0;
	}

	/** PROD: written by software only while the queue is disabled. */
	writeProducer(value: number): void {
		if (this.enabled) return;
		this.ring.writeProducer(value);
		this.#overflow = (value & FLAG) !== 0;
	}

	writeConsumer(value: number): void {
		this.ring.writeConsumer(value);
		this.#acknowledged = (value & FLAG) !== 0;
	}

	/**
	 * Records an event: number, stream, substream (or NO_PASID), second word in two halves, page of the input
	 * address, last word in two halves. False when it is lost.
	 */
	record(
		event: number,
		stream: number,
		pasid: number,
		detailLow: number,
		detailHigh: number,
		page: number,
		lastLow: number,
		lastHigh: number,
	): boolean {
		const ring = this.ring;
		if (!this.writable) return this.#drop();
		const frame = ring.frameAt(ring.producer);
		if (frame < 0) {
			this.#counters.eventsDropped++;
			this.#errors.activate(GlobalError.EVENTQ_ABORT);
			return false;
		}
		const memory = this.#memory;
		const word = ring.wordAt(ring.producer);
		const pageHigh = Math.floor(page / 0x10_0000);
		memory.writeWord(
			frame,
			word,
			pasid === NO_PASID ? event : event | SUBSTREAM_VALID | (pasid << 12),
		);
		memory.writeWord(frame, word + 1, stream);
		memory.writeWord(frame, word + 2, detailLow);
		memory.writeWord(frame, word + 3, detailHigh);
		memory.writeWord(frame, word + 4, (page - pageHigh * 0x10_0000) << 12);
		memory.writeWord(frame, word + 5, pageHigh);
		memory.writeWord(frame, word + 6, lastLow);
		memory.writeWord(frame, word + 7, lastHigh);
		const first = ring.empty;
		ring.produce();
		this.#counters.eventsRecorded++;
		if (first) this.#line.raise();
		return true;
	}

	#drop(): boolean {
		this.#counters.eventsDropped++;
		if (this.enabled && this.ring.full && this.#overflow === this.#acknowledged)
			this.#overflow = !this.#overflow;
		return false;
	}
}
