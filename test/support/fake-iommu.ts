import {
	type EndpointPort,
	type IommuModel,
	type IommuPort,
	NO_PASID,
	PrgResponse,
	Translation,
} from '../../src/emulator/iommu/contract.js';

/** A Page Request message as it arrived. */
export interface SeenRequest {
	readonly requesterId: number;
	readonly pasid: number;
	readonly page: number;
	readonly access: number;
	readonly prgIndex: number;
	readonly last: boolean;
}

interface Mapping {
	readonly frame: number;
	readonly granted: number;
}

/**
 * An IOMMU without registers for testing endpoints alone: a map of translations that the test edits, a list of
 * the messages that came, and answers that the test gives. Order of `events` is the order of arrival.
 */
export class FakeIommu implements IommuModel {
	readonly endpoints = new Map<number, EndpointPort>();
	readonly requests: SeenRequest[] = [];
	/** PASIDs of stop markers, each with how many requests had come before. */
	readonly stopMarkers: { readonly pasid: number; readonly after: number }[] = [];
	/** Untranslated accesses, also those that were refused. */
	readonly untranslated: { readonly pasid: number; readonly page: number; access: number }[] = [];
	translations = 0;
	disconnected: number[] = [];
	/** Forces the result of every translation request. */
	verdict: Translation | undefined;
	/** Called during each Page Request message; may answer at once. */
	onRequest: ((request: SeenRequest) => void) | undefined;
	/** Called during each translation request. */
	onTranslate: ((pasid: number, page: number) => void) | undefined;
	readonly #mappings = new Map<string, Mapping>();

	map(pasid: number, page: number, frame: number, granted: number): void {
		this.#mappings.set(`${pasid}:${page}`, { frame, granted });
	}

	unmap(pasid: number, page: number): void {
		this.#mappings.delete(`${pasid}:${page}`);
	}

	/** Where a page is mapped, or undefined. */
	mapping(pasid: number, page: number): Mapping | undefined {
		return this.#mappings.get(`${pasid}:${page}`);
	}

	/** Answers a group with the PASID of its requests. */
	respond(request: SeenRequest, code: number): void {
		this.endpoints.get(request.requesterId)?.pageResponse(request.pasid, request.prgIndex, code);
	}

	/** Takes the oldest seen request off the list; throws when there is none. */
	take(): SeenRequest {
		const request = this.requests.shift();
		if (request === undefined) throw new Error('no page request came');
		return request;
	}

	/** Maps each requested page to a frame by `frameOf` and answers SUCCESS, at once and from now on. */
	answerAtOnce(frameOf: (pasid: number, page: number) => number): void {
		this.onRequest = (request) => {
			this.map(request.pasid, request.page, frameOf(request.pasid, request.page), request.access);
			if (request.last) this.respond(request, PrgResponse.SUCCESS);
		};
	}

	connect(requesterId: number, endpoint: EndpointPort): IommuPort {
		if (this.endpoints.has(requesterId)) throw new Error(`requester id ${requesterId} is taken`);
		this.endpoints.set(requesterId, endpoint);
		const iommu = this;
		let frame = -1;
		let granted = 0;
		const lookup = (pasid: number, page: number): Mapping | undefined => {
			const mapping = iommu.mapping(pasid, page);
			frame = mapping?.frame ?? -1;
			granted = mapping?.granted ?? 0;
			return mapping;
		};
		return {
			get frame() {
				return frame;
			},
			get granted() {
				return granted;
			},
			translate(pasid, page) {
				iommu.translations++;
				iommu.onTranslate?.(pasid, page);
				if (iommu.verdict !== undefined) return iommu.verdict;
				return lookup(pasid, page) === undefined ? Translation.NO_ACCESS : Translation.OK;
			},
			access(pasid, page, access) {
				iommu.untranslated.push({ pasid, page, access });
				const mapping = lookup(pasid, page);
				const refused = mapping === undefined || (access & 7 & ~mapping.granted) !== 0;
				return refused ? Translation.ABORTED : Translation.OK;
			},
			pageRequest(pasid, page, access, prgIndex, last) {
				const request = { requesterId, pasid, page, access, prgIndex, last };
				iommu.requests.push(request);
				iommu.onRequest?.(request);
			},
			stopMarker(pasid) {
				if (pasid === NO_PASID) throw new Error('a stop marker needs a PASID');
				iommu.stopMarkers.push({ pasid, after: iommu.requests.length });
			},
		};
	}

	disconnect(requesterId: number): void {
		this.disconnected.push(requesterId);
		this.endpoints.delete(requesterId);
	}

	readRegister(): number {
		return 0;
	}

	writeRegister(): void {}

	onInterrupt(): void {}
}
