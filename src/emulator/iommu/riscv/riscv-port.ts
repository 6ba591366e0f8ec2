/**
 * What one endpoint holds of the IOMMU: its device id is added to every request here, and cannot be
 * chosen by the endpoint. After `close` nothing of the IOMMU is reached any more.
 */

import { Access, type IommuPort, NO_PASID, Translation } from '../contract.js';
import type { RiscvIommuCounters } from './counters.js';
import type { HostWrites } from './host-writes.js';
import type { PageRequests } from './page-requests.js';
import { RequestKind, type Translator } from './translate.js';

export class RiscvPort implements IommuPort {
	frame = 0;
	granted = 0;
	/** A RISC-V IOMMU never stalls. */
	readonly stall = -1;
	readonly #source: number;
	readonly #translator: Translator;
	readonly #requests: PageRequests;
	readonly #writes: HostWrites;
	readonly #counters: RiscvIommuCounters;
	#open = true;

	constructor(
		source: number,
		translator: Translator,
		requests: PageRequests,
		writes: HostWrites,
		counters: RiscvIommuCounters,
	) {
		this.#source = source;
		this.#translator = translator;
		this.#requests = requests;
		this.#writes = writes;
		this.#counters = counters;
	}

	translate(pasid: number, page: number, access: number): Translation {
		if (!this.#open) return Translation.UNSUPPORTED;
		return this.#ask(pasid, page, 0, access, RequestKind.ATS);
	}

	access(pasid: number, page: number, access: number): Translation {
		if (!this.#open) return Translation.ABORTED;
		return this.#ask(pasid, page, 0, access, RequestKind.ACCESS);
	}

	/**
	 * An untranslated write without PASID, which may end at an interrupt file or in memory. The two low address
	 * bits do not exist in a PCIe write. Where nobody takes the write it is aborted without a record.
	 */
	message(address: number, data: number): Translation {
		if (!this.#open) return Translation.ABORTED;
		const page = Math.floor(address / 4096);
		const offset = (address % 4096) & 0xffc;
		const outcome = this.#ask(NO_PASID, page, offset, Access.WRITE, RequestKind.MESSAGE);
		if (outcome !== Translation.OK) return outcome;
		if (!this.#writes.deliver(this.frame, offset, data >>> 0)) return Translation.ABORTED;
		if (this.#writes.isInterruptFile(this.frame)) this.#counters.deviceInterrupts++;
		return Translation.OK;
	}

	/**
	 * A group that cannot be queued is answered by the IOMMU: FAILURE and INVALID from within this call,
	 * SUCCESS after an overflow later.
	 */
	pageRequest(pasid: number, page: number, access: number, prgIndex: number, last: boolean): void {
		if (this.#open) this.#requests.submit(this.#source, pasid, page, access, prgIndex, last);
	}

	stopMarker(pasid: number): void {
		if (this.#open) this.#requests.submit(this.#source, pasid, 0, 0, 0, true);
	}

	/** The endpoint was taken away. */
	close(): void {
		this.#open = false;
	}

	#ask(pasid: number, page: number, offset: number, access: number, kind: number): Translation {
		const translator = this.#translator;
		const outcome = translator.translate(this.#source, pasid, page, offset, access, kind);
		if (outcome === Translation.OK) {
			this.frame = translator.frame;
			this.granted = translator.granted;
		}
		return outcome;
	}
}
