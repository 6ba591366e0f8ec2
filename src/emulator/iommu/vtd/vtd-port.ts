/**
 * What one endpoint holds of the unit: its requester id is added to every request here, and cannot be
 * chosen by the endpoint. After `close` nothing of the unit is reached any more.
 */

import { type IommuPort, Translation } from '../contract.js';
import type { PageRequests } from './page-requests.js';
import type { Requester } from './requester.js';
import type { Translator } from './translate.js';

export class VtdPort implements IommuPort {
	frame = 0;
	granted = 0;
	readonly #requester: Requester;
	readonly #translator: Translator;
	readonly #requests: PageRequests;
	#open = true;

	constructor(requester: Requester, translator: Translator, requests: PageRequests) {
		this.#requester = requester;
		this.#translator = translator;
		this.#requests = requests;
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
		if (this.#open) this.#requests.submit(this.#requester, pasid, page, access, prgIndex, last);
	}

	stopMarker(pasid: number): void {
		if (this.#open) this.#requests.submit(this.#requester, pasid, 0, 0, 0, true);
	}

	/** The endpoint was taken away. */
	close(): void {
		this.#open = false;
	}

	#ask(pasid: number, page: number, access: number, ats: boolean): Translation {
		const translator = this.#translator;
		const outcome = translator.translate(this.#requester, pasid, page, access, ats);
		if (outcome === Translation.OK) {
			this.frame = translator.frame;
			this.granted = translator.granted;
		}
		return outcome;
	}
}
