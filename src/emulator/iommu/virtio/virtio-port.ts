/**
 * What one endpoint holds of the device: its endpoint id is added to every access here, and cannot be chosen by the
 * endpoint. After `close` nothing of the device is reached any more.
 *
 * The standard has no Address Translation Service, no page requests and no stalls. So an endpoint that uses them is
 * answered as by an IOMMU that has the capability switched off: a translation request ends Unsupported Request, and
 * the group of a page request is answered Response Failure, without PASID, which makes the function stop asking
 * (PCIe 10.4.2; SMMUv3 with its PRI queue disabled, IHI 0070 8.1, and the RISC-V IOMMU in mode Off answer so).
 */

import type { PhysicalMemory } from '../../memory.js';
import { Access, type IommuPort, NO_PASID, PrgResponse, Translation } from '../contract.js';
import type { VirtioIommuCounters } from './counters.js';
import type { EndpointState } from './endpoints.js';
import { ResvMem } from './layout.js';
import type { Translator } from './translator.js';

/** What ports share of their device. */
export interface PortBackend {
	readonly memory: PhysicalMemory;
	readonly translator: Translator;
	readonly counters: VirtioIommuCounters;
	readonly doorbellFrame: number;
	/** Takes interrupts of endpoints. */
	deliver(destination: number, data: number): void;
}

export class VirtioPort implements IommuPort {
	frame = 0;
	granted = 0;
	/** A virtio-iommu never stalls. */
	readonly stall = -1;
	readonly #state: EndpointState;
	readonly #backend: PortBackend;
	readonly #translator: Translator;
	#open = true;

	constructor(state: EndpointState, backend: PortBackend) {
		this.#state = state;
		this.#backend = backend;
		this.#translator = backend.translator;
	}

	/** Always UNSUPPORTED, and nothing is reported. */
	translate(_pasid: number, _page: number, _access: number): Translation {
		return Translation.UNSUPPORTED;
	}

	access(pasid: number, page: number, access: number): Translation {
		if (!this.#open) return Translation.ABORTED;
		const translator = this.#translator;
		const outcome = translator.translate(this.#state, pasid, page, access, 0, false);
		if (outcome === Translation.OK) {
			this.frame = translator.frame;
			this.granted = translator.granted;
		}
		return outcome;
	}

	/**
	 * In the endpoint's MSI region it is an interrupt as it is, attached or not; its destination is the page. Elsewhere
	 * it is a 32-bit write that is translated like any other: to the doorbell's frame it is an interrupt of that
	 * destination, to another one it writes the memory.
	 */
	message(address: number, data: number): Translation {
		if (!this.#open) return Translation.ABORTED;
		const { doorbellFrame, memory } = this.#backend;
		const page = Math.floor(address / 4096);
		if (this.#state.reserved.find(page) === ResvMem.MSI) {
			this.#backend.deliver(page, data >>> 0);
			return Translation.OK;
		}
		const byte = address % 4096;
		const translator = this.#translator;
		const outcome = translator.translate(this.#state, NO_PASID, page, Access.WRITE, byte, true);
		if (outcome !== Translation.OK) return outcome;
		const { frame } = translator;
		if (frame === doorbellFrame) this.#backend.deliver(frame, data >>> 0);
		else memory.writeWord(frame, Math.floor(byte / 4), data);
		return Translation.OK;
	}

	/** The last request of a group is answered from within this call; the others are dropped. */
	pageRequest(
		_pasid: number,
		_page: number,
		_access: number,
		prgIndex: number,
		last: boolean,
	): void {
		if (!this.#open || !last) return;
		this.#backend.counters.autoResponses++;
		this.#state.endpoint.pageResponse(NO_PASID, prgIndex, PrgResponse.FAILURE);
	}

	/** Dropped: it asks for no answer, and nothing of a PASID is kept. */
	stopMarker(_pasid: number): void {}

	/** The endpoint was taken away. */
	close(): void {
		this.#open = false;
	}
}
