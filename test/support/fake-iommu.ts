import type { PciFunctionConfig } from '../../src/emulator/endpoint/function-config.js';
import { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import {
	type EndpointPort,
	type IommuModel,
	type IommuPort,
	NO_PASID,
	PrgResponse,
	type StallEnd,
	Translation,
} from '../../src/emulator/iommu/contract.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';

/** Where the extended capabilities of a function that has all three stand. */
export const Cap = { ATS: 0x100, PRI: 0x110, PASID: 0x120 } as const;

/** A Page Request message as it arrived. */
export interface SeenRequest {
	readonly requesterId: number;
	readonly pasid: number;
	readonly page: number;
	readonly access: number;
	readonly prgIndex: number;
	readonly last: boolean;
}

/** An access that is stalled. */
export interface SeenStall {
	readonly sourceId: number;
	readonly name: number;
	readonly pasid: number;
	readonly page: number;
	readonly access: number;
}

interface Mapping {
	readonly frame: number;
	readonly granted: number;
}

/**
 * An IOMMU without registers for testing endpoints alone: a map of translations that the test edits, a list of
 * the messages that came, and answers that the test gives.
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
	/** Interrupt messages that came. */
	readonly messages: { readonly address: number; readonly data: number }[] = [];
	/** How interrupt messages end. */
	messageVerdict: Translation = Translation.OK;
	/** How untranslated accesses end that are not mapped; STALLED where the endpoint can be stalled. */
	missing: Translation = Translation.ABORTED;
	/** Accesses that are stalled, oldest first. */
	readonly stalled: SeenStall[] = [];
	/** Called during each access that stalls, once it has its name; may end it at once. */
	onStall: ((stall: SeenStall) => void) | undefined;
	/** Called during each untranslated access. */
	onAccess: ((page: number) => void) | undefined;
	/** Names of stalls: the lowest free number, times this. */
	nameStep = 1;
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

	/** Ends a stall, the oldest unless told otherwise; throws when there is none. */
	end(end: StallEnd, stall = this.stalled[0]): void {
		const at = stall === undefined ? -1 : this.stalled.indexOf(stall);
		if (stall === undefined || at < 0) throw new Error('no such access is stalled');
		this.stalled.splice(at, 1);
		this.endpoints.get(stall.sourceId)?.stallEnded?.(stall.name, end);
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
		let stall = -1;
		const hold = (pasid: number, page: number, access: number): void => {
			const own = iommu.stalled.filter((each) => each.sourceId === requesterId);
			let name = 0;
			while (own.some((each) => each.name === name)) name += iommu.nameStep;
			const seen = { sourceId: requesterId, name, pasid, page, access };
			stall = name;
			iommu.stalled.push(seen);
			iommu.onStall?.(seen);
		};
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
			get stall() {
				return stall;
			},
			translate(pasid, page) {
				iommu.translations++;
				iommu.onTranslate?.(pasid, page);
				if (iommu.verdict !== undefined) return iommu.verdict;
				return lookup(pasid, page) === undefined ? Translation.NO_ACCESS : Translation.OK;
			},
			access(pasid, page, access) {
				iommu.untranslated.push({ pasid, page, access });
				iommu.onAccess?.(page);
				const mapping = lookup(pasid, page);
				const refused = mapping === undefined || (access & 7 & ~mapping.granted) !== 0;
				if (!refused) return Translation.OK;
				if (iommu.missing !== Translation.STALLED) return iommu.missing;
				if (endpoint.stallEnded === undefined) return Translation.ABORTED;
				hold(pasid, page, access);
				return Translation.STALLED;
			},
			message(address, data) {
				iommu.messages.push({ address, data });
				return iommu.messageVerdict;
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
		for (let i = this.stalled.length - 1; i >= 0; i--)
			if (this.stalled[i]!.sourceId === requesterId) this.stalled.splice(i, 1);
	}

	readRegister(): number {
		return 0;
	}

	writeRegister(): void {}

	onInterrupt(): void {}

	onDeviceInterrupt(): void {}
}

/** What a test starts from: a function behind a FakeIommu, and 1024 frames of memory. */
export interface Bench {
	readonly iommu: FakeIommu;
	readonly memory: PhysicalMemory;
	readonly fn: PciFunction;
	/** Milliseconds that the function is told. */
	time: number;
}

export const DEFAULT_CONFIG: PciFunctionConfig = {
	requesterId: 0x0100,
	ats: true,
	pri: true,
	pasidWidth: 20,
	priCapacity: 512,
	responsePasidRequired: true,
};

/** Makes a function with all capabilities and attaches it; nothing is enabled. */
export function makeBench(
	config: Partial<PciFunctionConfig> = {},
	later?: (fn: () => void) => void,
	shared?: { iommu: FakeIommu; memory: PhysicalMemory },
): Bench {
	const iommu = shared?.iommu ?? new FakeIommu();
	const memory = shared?.memory ?? new PhysicalMemory(1024);
	const clock = { time: 0 };
	const fn = new PciFunction({ ...DEFAULT_CONFIG, ...config }, memory, () => clock.time, later);
	fn.attach(iommu);
	return {
		iommu,
		memory,
		fn,
		get time() {
			return clock.time;
		},
		set time(ms) {
			clock.time = ms;
		},
	};
}

/** Enables PASID with all permissions, ATS and PRI with this allocation, in the order that the rules want. */
export function enableAll(fn: PciFunction, allocation: number): void {
	fn.configWrite(Cap.PASID + 6, 2, 7);
	fn.configWrite(Cap.ATS + 6, 2, 0x8000);
	enablePri(fn, allocation);
}

export function enablePri(fn: PciFunction, allocation: number): void {
	fn.configWrite(Cap.PRI + 0xc, 4, allocation);
	fn.configWrite(Cap.PRI + 4, 2, 1);
}

export const priStatus = (fn: PciFunction): number => fn.configRead(Cap.PRI + 6, 2);
export const priControl = (fn: PciFunction): number => fn.configRead(Cap.PRI + 4, 2);

/** The ends of jobs in their order: `name` or `name:kind of error`. */
export class Ends {
	readonly list: string[] = [];

	done(name: string): (error: { kind: string } | undefined) => void {
		return (error) => this.list.push(error === undefined ? name : `${name}:${error.kind}`);
	}
}
