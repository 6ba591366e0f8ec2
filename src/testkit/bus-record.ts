import type { Clock } from '../base/clock.js';
import {
	Access,
	type EndpointPort,
	type IommuModel,
	type IommuPort,
	NO_PASID,
	PrgResponse,
	StallEnd,
	Translation,
} from '../emulator/iommu/contract.js';
import { ForwardingPort } from '../emulator/iommu/forwarding-port.js';
import { PAGE_SIZE } from '../emulator/memory.js';
import type { BusTap } from '../host/machine.js';
import type { Seen } from './narrative.js';
import type { AccessResult } from './test-device.js';

/** A page request that a device sent, or an access of it that its IOMMU holds. */
export interface SeenRequest {
	/** When, in milliseconds of the host's clock. */
	readonly at: number;
	/** Which group of requests, or which stall: the device's and the IOMMU's own numbers, used again once answered. */
	readonly group: number;
	readonly pasid: number | 'none';
	/** First byte of the page. */
	readonly address: number;
	readonly write: boolean;
	/** Whether the group is complete with it; always for a stall. */
	readonly last: boolean;
}

/** How a group of page requests was answered (SUCCESS, INVALID, FAILURE), or a stall ended: the access is tried again is success. */
export type AnswerCode = 'success' | 'invalid' | 'failure' | 'aborted' | 'discarded';

/** An answer that a device got. */
export interface SeenResponse {
	readonly at: number;
	readonly group: number;
	readonly code: AnswerCode;
	/** Whether the group was waiting for it. False: there was no such group, or it had been answered. */
	readonly expected: boolean;
}

/** What one device and its IOMMU said to each other about faults, in order; and how its accesses ended, in the same order. */
export class DeviceRecord {
	readonly requests: SeenRequest[] = [];
	readonly responses: SeenResponse[] = [];
	readonly accesses: AccessResult[] = [];
	/** All of them. */
	readonly all: Seen[] = [];
	/** Groups that went with the device when it was unplugged. */
	dropped = 0;
	/** The last request that was sent of each group without an answer, by what names the group. */
	readonly #open = new Map<string, SeenRequest>();

	requested(kind: 'pri' | 'stall', request: SeenRequest): void {
		this.requests.push(request);
		this.all.push({ what: 'request', request });
		this.#open.set(`${kind} ${request.group}`, request);
	}

	answered(kind: 'pri' | 'stall', answer: Omit<SeenResponse, 'expected'>): void {
		const expected = this.#open.delete(`${kind} ${answer.group}`);
		const response = { ...answer, expected };
		this.responses.push(response);
		this.all.push({ what: 'response', response });
	}

	accessed(access: AccessResult): void {
		this.accesses.push(access);
		this.all.push({ what: 'access', access });
	}

	unplugged(): void {
		this.dropped += this.#open.size;
		this.#open.clear();
	}

	/** The last requests of the complete groups, and stalls, that wait for their answer, in the order of asking. */
	get waiting(): SeenRequest[] {
		return [...this.#open.values()].filter(({ last }) => last);
	}
}

/** Keeps for each device what passes between it and its IOMMU; changes nothing of it. */
export class BusRecord {
	readonly #clock: Clock;
	readonly #nameOf: (iommu: string, sourceId: number) => string;
	readonly #devices = new Map<string, DeviceRecord>();

	/** `nameOf`: which device stands behind an IOMMU under a source id. */
	constructor(clock: Clock, nameOf: (iommu: string, sourceId: number) => string) {
		this.#clock = clock;
		this.#nameOf = nameOf;
	}

	device(name: string): DeviceRecord {
		let record = this.#devices.get(name);
		if (record === undefined) {
			record = new DeviceRecord();
			this.#devices.set(name, record);
		}
		return record;
	}

	readonly tap: BusTap = (iommu, model) => ({
		connect: (sourceId, endpoint) => {
			const record = this.device(this.#nameOf(iommu, sourceId));
			return tapped(model, sourceId, endpoint, record, () => this.#clock.now());
		},
		disconnect: (sourceId) => {
			model.disconnect(sourceId);
			this.device(this.#nameOf(iommu, sourceId)).unplugged();
		},
		readRegister: (offset) => model.readRegister(offset),
		writeRegister: (offset, value) => model.writeRegister(offset, value),
		onInterrupt: (handler) => model.onInterrupt(handler),
		onDeviceInterrupt: (handler) => model.onDeviceInterrupt(handler),
	});
}

/** What an endpoint says to its IOMMU, recorded, and passed on. */
class RecordedPort extends ForwardingPort {
	declare readonly privateRequest?: NonNullable<IommuPort['privateRequest']>;
	readonly #record: DeviceRecord;
	readonly #now: () => number;
	/** Stalls that ended within the access that made them: they are told after it. */
	readonly #early: (readonly [number, StallEnd])[] = [];
	#accessing = false;

	constructor(inner: IommuPort, record: DeviceRecord, now: () => number) {
		super(inner);
		this.#record = record;
		this.#now = now;
		if (inner.privateRequest === undefined) return;
		this.privateRequest = (pasid, page, access, index, last, data) => {
			this.#requested(pasid, page, access, index, last);
			inner.privateRequest?.(pasid, page, access, index, last, data);
		};
	}

	override access(pasid: number, page: number, access: number): Translation {
		this.#accessing = true;
		const result = super.access(pasid, page, access);
		this.#accessing = false;
		if (result === Translation.STALLED)
			this.#record.requested('stall', {
				...this.#request(pasid, page, access),
				...{ group: this.stall, last: true },
			});
		for (const [stall, end] of this.#early.splice(0)) this.#ended(stall, end);
		return result;
	}

	override pageRequest(
		pasid: number,
		page: number,
		access: number,
		index: number,
		last: boolean,
	): void {
		this.#requested(pasid, page, access, index, last);
		super.pageRequest(pasid, page, access, index, last);
	}

	stallEnded(stall: number, end: StallEnd): void {
		if (this.#accessing) this.#early.push([stall, end]);
		else this.#ended(stall, end);
	}

	/** To be called before the IOMMU has the request, which may answer by itself at once. */
	#requested(pasid: number, page: number, access: number, group: number, last: boolean): void {
		this.#record.requested('pri', { ...this.#request(pasid, page, access), group, last });
	}

	#request(pasid: number, page: number, access: number) {
		return {
			...{ at: this.#now(), pasid: pasid === NO_PASID ? ('none' as const) : pasid },
			...{ address: page * PAGE_SIZE, write: (access & Access.WRITE) !== 0 },
		};
	}

	#ended(stall: number, end: StallEnd): void {
		this.#record.answered('stall', { at: this.#now(), group: stall, code: stallCode(end) });
	}
}

function tapped(
	model: IommuModel,
	sourceId: number,
	endpoint: EndpointPort,
	record: DeviceRecord,
	now: () => number,
): IommuPort {
	const answered = (index: number, code: number) =>
		record.answered('pri', { at: now(), group: index, code: prgCode(code) });
	// Only what the endpoint has: an IOMMU looks at it.
	const seen: { -readonly [Key in keyof EndpointPort]: EndpointPort[Key] } = {
		invalidate: (pasid, page, pages, global, done) =>
			endpoint.invalidate(pasid, page, pages, global, done),
		pageResponse: (pasid, index, code) => {
			answered(index, code);
			endpoint.pageResponse(pasid, index, code);
		},
	};
	if (endpoint.privateResponse !== undefined)
		seen.privateResponse = (pasid, index, code, data) => {
			answered(index, code);
			endpoint.privateResponse?.(pasid, index, code, data);
		};
	if (endpoint.expectResponse !== undefined)
		seen.expectResponse = (index) => endpoint.expectResponse?.(index);
	if (endpoint.stallEnded !== undefined)
		seen.stallEnded = (stall, end) => {
			port.stallEnded(stall, end);
			endpoint.stallEnded?.(stall, end);
		};
	const port = new RecordedPort(model.connect(sourceId, seen), record, now);
	return port;
}

/** Codes 2 to F count as failure (PCIe 10.4.2.1). */
function prgCode(code: number): AnswerCode {
	if (code === PrgResponse.SUCCESS) return 'success';
	return code === PrgResponse.INVALID ? 'invalid' : 'failure';
}

function stallCode(end: StallEnd): AnswerCode {
	if (end === StallEnd.RETRY) return 'success';
	return end === StallEnd.ABORT ? 'aborted' : 'discarded';
}
