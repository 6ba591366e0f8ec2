/**
 * The fault queue: writes records of 32 bytes (specification "Fault/Event-Queue") and raises their interrupt.
 * Whether a fault is reported at all (DTF, responses of ATS) is decided before.
 */

import type { PhysicalMemory } from '../../memory.js';
import { Access, NO_PASID } from '../contract.js';
import type { RiscvIommuCounters } from './counters.js';
import { Interrupt, type Interrupts } from './interrupts.js';
import { Cause, TransactionType } from './layout.js';
import { Place, RecordQueue } from './record-queue.js';

const PV = 1;
const PRIV = 2;

export class FaultQueue {
	readonly queue: RecordQueue;
	readonly #memory: PhysicalMemory;
	readonly #interrupts: Interrupts;
	readonly #counters: RiscvIommuCounters;

	constructor(
		memory: PhysicalMemory,
		pageHighMask: number,
		interrupts: Interrupts,
		counters: RiscvIommuCounters,
	) {
		this.queue = new RecordQueue(memory, 8, pageHighMask);
		this.#memory = memory;
		this.#interrupts = interrupts;
		this.#counters = counters;
		interrupts.onWriteFault = (low, high) => {
			this.record(Cause.MSI_WRITE_ACCESS, TransactionType.NONE, 0, NO_PASID, 0, low, high, 0, 0);
		};
	}

	/** fqcsr was written. */
	checkInterrupt(): void {
		if (this.queue.errorHolds) this.#interrupts.raise(Interrupt.FAULT);
	}

	/**
	 * Records a fault. `access` matters for its PRIV bit only, and only with a PASID. The values iotval and
	 * iotval2 come as words.
	 */
	record(
		cause: number,
		type: number,
		source: number,
		pasid: number,
		access: number,
		valueLow: number,
		valueHigh: number,
		value2Low: number,
		value2High: number,
	): void {
		const queue = this.queue;
		const place = queue.place();
		if (place === Place.OK) {
			const memory = this.#memory;
			const { frame, word } = queue;
			const withPasid = pasid !== NO_PASID;
			memory.writeWord(frame, word, cause | (withPasid ? pasid << 12 : 0));
			memory.writeWord(
				frame,
				word + 1,
				(withPasid ? PV | ((access & Access.PRIV) !== 0 ? PRIV : 0) : 0) |
					(type << 2) |
					(source << 8),
			);
			memory.writeWord(frame, word + 2, 0);
			memory.writeWord(frame, word + 3, 0);
			memory.writeWord(frame, word + 4, valueLow);
			memory.writeWord(frame, word + 5, valueHigh);
			memory.writeWord(frame, word + 6, value2Low);
			memory.writeWord(frame, word + 7, value2High);
			queue.advance();
			this.#counters.faultsRecorded++;
		} else {
			this.#counters.faultsDropped++;
			if (!queue.errorHolds) return;
		}
		if (queue.interruptEnabled) this.#interrupts.raise(Interrupt.FAULT);
	}
}
