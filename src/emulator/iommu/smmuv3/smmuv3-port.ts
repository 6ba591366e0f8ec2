/**
 * What one endpoint holds of the SMMU: its stream id is added to every transaction here, and cannot be chosen by the
 * endpoint. After `close` nothing of the SMMU is reached any more.
 */

import type { PhysicalMemory } from '../../memory.js';
import { Access, type IommuPort, NO_PASID, Translation } from '../contract.js';
import type { PageRequestQueue } from './page-request-queue.js';
import type { Transaction } from './transaction.js';
import type { Translator } from './translate.js';

/** What ports share of their SMMU. */
export interface PortBackend {
	readonly memory: PhysicalMemory;
	readonly translator: Translator;
	readonly transaction: Transaction;
	readonly requests: PageRequestQueue;
	readonly doorbellFrame: number;
	/** Takes interrupts of devices. */
	deliver(destination: number, data: number): void;
}

export class SmmuV3Port implements IommuPort {
	frame = 0;
	granted = 0;
	stall = -1;
	readonly #stream: number;
	readonly #canStall: boolean;
	readonly #backend: PortBackend;
	readonly #translator: Translator;
	#open = true;

	constructor(stream: number, canStall: boolean, backend: PortBackend) {
		this.#stream = stream;
		this.#canStall = canStall;
		this.#backend = backend;
		this.#translator = backend.translator;
	}

	translate(pasid: number, page: number, access: number): Translation {
		return this.#open ? this.#ask(pasid, page, access, true, false) : Translation.UNSUPPORTED;
	}

	access(pasid: number, page: number, access: number): Translation {
		if (!this.#open) return Translation.ABORTED;
		const outcome = this.#ask(pasid, page, access, false, this.#canStall);
		if (outcome === Translation.STALLED) this.stall = this.#backend.transaction.stall;
		return outcome;
	}

	/**
	 * An ATS translated transaction (AT=10) to a frame. An endpoint that uses what `translate` granted goes to
	 * the memory by itself; this is for one that does not keep to it.
	 */
	translated(frame: number, access: number): Translation {
		if (!this.#open) return Translation.ABORTED;
		const outcome = this.#translator.translated(this.#stream, frame, access);
		if (outcome === Translation.OK) {
			this.frame = this.#translator.frame;
			this.granted = this.#translator.granted;
		}
		return outcome;
	}

	/**
	 * The SMMU has no interrupt remapping: a message is a 32-bit write that is translated like any other. To
	 * the doorbell's frame it is an interrupt of that destination, to another it writes the memory. It
	 * never stalls. DISCARDED where the context descriptor lets faults end so.
	 */
	message(address: number, data: number): Translation {
		if (!this.#open) return Translation.ABORTED;
		const { doorbellFrame, memory } = this.#backend;
		const translator = this.#translator;
		translator.target = doorbellFrame;
		const outcome = translator.translate(
			this.#stream,
			NO_PASID,
			Math.floor(address / 4096),
			Access.WRITE,
			false,
			false,
		);
		translator.target = -1;
		if (outcome !== Translation.OK) return outcome;
		const frame = translator.frame;
		if (frame === doorbellFrame) this.#backend.deliver(frame, data >>> 0);
		else memory.writeWord(frame, Math.floor((address % 4096) / 4), data);
		return Translation.OK;
	}

	/** A request that is not queued is answered by the SMMU: with FAILURE from within this call, with SUCCESS later. */
	pageRequest(pasid: number, page: number, access: number, prgIndex: number, last: boolean): void {
		if (this.#open) this.#backend.requests.push(this.#stream, pasid, page, access, prgIndex, last);
	}

	stopMarker(pasid: number): void {
		if (this.#open) this.#backend.requests.push(this.#stream, pasid, 0, 0, 0, true);
	}

	/** The endpoint was taken away. */
	close(): void {
		this.#open = false;
	}

	#ask(pasid: number, page: number, access: number, ats: boolean, canStall: boolean): Translation {
		const translator = this.#translator;
		const outcome = translator.translate(this.#stream, pasid, page, access, ats, canStall);
		if (outcome === Translation.OK) {
			this.frame = translator.frame;
			this.granted = translator.granted;
		}
		return outcome;
	}
}
