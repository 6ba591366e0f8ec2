/**
 * What one endpoint holds of the unit: its requester id is added to every request here, and cannot be
 * chosen by the endpoint. After `close` nothing of the unit is reached any more. What the tables remember of
 * the requester is part of it: two objects of each device would be two waits for memory.
 */

import { type IommuPort, type PrivateData, Translation } from '../contract.js';
import type { InterruptRemapping } from './interrupt-remapping.js';
import type { PageRequests } from './page-requests.js';
import { Requester } from './requester.js';
import type { Translator } from './translate.js';

export class VtdPort extends Requester implements IommuPort {
	frame = 0;
	granted = 0;
	/** A VT-d unit never stalls. */
	readonly stall = -1;
	readonly #translator: Translator;
	readonly #requests: PageRequests;
	readonly #interrupts: InterruptRemapping;
	#open = true;

	constructor(
		source: number,
		translator: Translator,
		requests: PageRequests,
		interrupts: InterruptRemapping,
	) {
		super(source);
		this.#translator = translator;
		this.#requests = requests;
		this.#interrupts = interrupts;
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
		if (this.#open) this.#requests.submit(this, pasid, page, access, prgIndex, last, undefined);
	}

	privateRequest(
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
		data: PrivateData,
	): void {
		if (this.#open) this.#requests.submit(this, pasid, page, access, prgIndex, last, data);
	}

	stopMarker(pasid: number): void {
		if (this.#open) this.#requests.submit(this, pasid, 0, 0, 0, true, undefined);
	}

	message(address: number, data: number): Translation {
		return this.#open
			? this.#interrupts.message(this.source, address, data >>> 0)
			: Translation.ABORTED;
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
