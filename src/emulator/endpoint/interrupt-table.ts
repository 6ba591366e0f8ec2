import { type IommuPort, Translation } from '../iommu/contract.js';
import type { FunctionCounters } from './counters.js';

/** How the raising of an interrupt ended. */
export const InterruptOutcome = {
	/** The message was taken, by whatever it was addressed to. */
	SENT: 0,
	/** The vector is masked: the message goes out when it is unmasked. */
	PENDING: 1,
	/** The message did not get through; where the IOMMU records faults, there is one. */
	FAILED: 2,
	/** There is no IOMMU to send it through. */
	DETACHED: 3,
} as const;
export type InterruptOutcome = (typeof InterruptOutcome)[keyof typeof InterruptOutcome];

interface Vector {
	address: number;
	data: number;
	masked: boolean;
	pending: boolean;
}

/** Addresses are below this. */
const END_OF_ADDRESSES = 2 ** 64;

/**
 * The message-signalled interrupts of a device: a vector table as MSI-X has it (PCIe 6.1.4), with a pending bit
 * for each vector. Software programs the vectors; the device's own logic raises them by index. After a
 * reset every vector is masked, its address and data are 0 and nothing is pending.
 */
export class InterruptTable {
	/** The way to the IOMMU; undefined while the device is not attached. */
	port: IommuPort | undefined;
	readonly vectors: number;
	readonly #counters: FunctionCounters;
	/** Those that are not as after a reset. */
	readonly #used = new Map<number, Vector>();

	/** `vectors` is at most 2048, as in MSI-X; 0 for a device without interrupts. */
	constructor(vectors: number, counters: FunctionCounters) {
		if (!Number.isInteger(vectors) || vectors < 0 || vectors > 2048)
			throw new RangeError(`${vectors} interrupt vectors: must be 0 to 2048`);
		this.vectors = vectors;
		this.#counters = counters;
	}

	masked(index: number): boolean {
		return this.#vector(index).masked;
	}

	pending(index: number): boolean {
		return this.#vector(index).pending;
	}

	/**
	 * Programs a vector: a byte address that is a multiple of 4 (below 2^64; above 2^53 not every one is a number, but pages' are) and 32 bits of data. What is
	 * pending goes out when it is unmasked. Throws RangeError for what the table cannot hold.
	 */
	setVector(index: number, address: number, data: number, masked: boolean): void {
		const vector = this.#vector(index);
		if (
			!Number.isInteger(address) ||
			address < 0 ||
			address >= END_OF_ADDRESSES ||
			address % 4 !== 0
		)
			throw new RangeError(`message address ${address} is no multiple of 4 from 0 below 2^64`);
		if (!Number.isInteger(data) || data < 0 || data > 0xffff_ffff)
			throw new RangeError(`message data ${data} is outside 32 bits`);
		vector.address = address;
		vector.data = data;
		vector.masked = masked;
		if (masked || !vector.pending) return;
		vector.pending = false;
		this.send(vector.address, vector.data);
	}

	/** The device raises the vector. Throws RangeError when it has none of this index. */
	raise(index: number): InterruptOutcome {
		const vector = this.#vector(index);
		if (!vector.masked) return this.send(vector.address, vector.data);
		vector.pending = true;
		this.#counters.interruptsHeld++;
		return InterruptOutcome.PENDING;
	}

	/** Fault injection: one message of 32 bits to a byte address, whatever the vectors are. */
	send(address: number, data: number): InterruptOutcome {
		const { port } = this;
		if (port === undefined) return InterruptOutcome.DETACHED;
		const result = port.message(address, data);
		// A message that was discarded ended as a write does: the device has no way to know.
		if (result === Translation.OK || result === Translation.DISCARDED) {
			if (result === Translation.DISCARDED) this.#counters.discarded++;
			this.#counters.interrupts++;
			return InterruptOutcome.SENT;
		}
		this.#counters.interruptsFailed++;
		return InterruptOutcome.FAILED;
	}

	reset(): void {
		this.#used.clear();
	}

	#vector(index: number): Vector {
		if (!Number.isInteger(index) || index < 0 || index >= this.vectors)
			throw new RangeError(`the device has ${this.vectors} interrupt vectors, and no ${index}`);
		let vector = this.#used.get(index);
		if (vector === undefined) {
			vector = { address: 0, data: 0, masked: true, pending: false };
			this.#used.set(index, vector);
		}
		return vector;
	}
}
