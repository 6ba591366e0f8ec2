/**
 * What one endpoint holds of the unit: its requester id is added to every request here, and cannot be
 * chosen by the endpoint. After `close` nothing of the unit is reached any more. What the tables remember of
 * the requester is part of it: two objects of each device would be two waits for memory.
 */

import { type IommuPort, Translation } from '../contract.js';
import type { PageRequests } from './page-requests.js';
import { Requester } from './requester.js';
import type { Translator } from './translate.js';

/** Address bits [63:20] of a message-signalled interrupt: 0xFEEx_xxxx (VT-d 5.1.2, compatibility format). */
const INTERRUPT_RANGE = 0xfee;

export class VtdPort extends Requester implements IommuPort {
	frame = 0;
	granted = 0;
	/** A VT-d unit never stalls. */
	readonly stall = -1;
	readonly #translator: Translator;
	readonly #requests: PageRequests;
	readonly #deliver: (destination: number, data: number) => void;
	#open = true;

	/** `deliver` takes interrupts as they are: the unit has no interrupt remapping. */
	constructor(
		source: number,
		translator: Translator,
		requests: PageRequests,
		deliver: (destination: number, data: number) => void,
	) {
		super(source);
		this.#translator = translator;
		this.#requests = requests;
		this.#deliver = deliver;
	}

	translate(pasid: number, page: number, access: number): Translation {
		return this.#open ? this.#ask(pasid, page, access, true) : Translation.UNSUPPORTED;
	}

	access(pasid: number, page: number, access: number): Translation {
		return this.#open ? this.#ask(pasid, page, access, false) : Translation.ABORTED;
	}

	/**
	 * A group that cannot be queued is answered by the unit: FAILURE and INVALID from within this call,
	 * SUCCESS after an overflow later.
	 */
	pageRequest(pasid: number, page: number, access: number, prgIndex: number, last: boolean): void {
		if (this.#open) this.#requests.submit(this, pasid, page, access, prgIndex, last);
	}

	stopMarker(pasid: number): void {
		if (this.#open) this.#requests.submit(this, pasid, 0, 0, 0, true);
	}

	message(address: number, data: number): Translation {
		if (!this.#open || Math.floor(address / 2 ** 20) !== INTERRUPT_RANGE)
			return Translation.ABORTED;
		this.#deliver(Math.floor(address / 2 ** 12) & 0xff, data);
		return Translation.OK;
	}

	/** The endpoint was taken away. */
	close(): void {
		this.#open = false;
	}

	#ask(pasid: number, page: number, access: number, ats: boolean): Translation {
		const translator = this.#translator;
		const outcome = translator.translate(this, pasid, page, access, ats);
		if (outcome === Translation.OK) {
			this.frame = translator.frame;
			this.granted = translator.granted;
		}
		return outcome;
	}
}
