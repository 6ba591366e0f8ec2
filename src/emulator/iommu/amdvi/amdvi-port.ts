/**
 * What one endpoint holds of the unit: its device id is added to every request here, and cannot be chosen by the
 * endpoint. After `close` nothing of the unit is reached any more.
 */

import { type IommuPort, Translation } from '../contract.js';
import type { InterruptRemapping } from './interrupt-remapping.js';
import type { PageRequests } from './page-requests.js';
import type { Translator } from './translate.js';

export class AmdViPort implements IommuPort {
	frame = 0;
	granted = 0;
	/** An AMD unit never stalls. */
	readonly stall = -1;
	readonly #device: number;
	readonly #translator: Translator;
	readonly #requests: PageRequests;
	readonly #interrupts: InterruptRemapping;
	#open = true;

	constructor(
		device: number,
		translator: Translator,
		requests: PageRequests,
		interrupts: InterruptRemapping,
	) {
		this.#device = device;
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

	message(address: number, data: number): Translation {
		return this.#open ? this.#interrupts.message(this.#device, address, data) : Translation.ABORTED;
	}

	/** A group that is refused, or answered by the unit because it cannot be logged, is so within this call. */
	pageRequest(pasid: number, page: number, access: number, prgIndex: number, last: boolean): void {
		if (this.#open) this.#requests.submit(this.#device, pasid, page, access, prgIndex, last);
	}

	stopMarker(pasid: number): void {
		if (this.#open) this.#requests.submit(this.#device, pasid, 0, 0, 0, true);
	}

	/** The endpoint was taken away. */
	close(): void {
		this.#open = false;
	}

	#ask(pasid: number, page: number, access: number, ats: boolean): Translation {
		const translator = this.#translator;
		const outcome = translator.translate(this.#device, pasid, page, access, ats);
		if (outcome === Translation.OK) {
			this.frame = translator.frame;
			this.granted = translator.granted;
		}
		return outcome;
	}
}
