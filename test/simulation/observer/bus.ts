import type { Endpoint } from '../../../src/emulator/endpoint/endpoint.js';
import {
	type EndpointPort,
	type IommuModel,
	type IommuPort,
	StallEnd,
	Translation,
} from '../../../src/emulator/iommu/contract.js';
import type { BusTap } from '../../../src/host/machine.js';

/** What passes between devices and their IOMMU. A device is named as its IOMMU names it, and by its IOMMU. */
export interface BusListener {
	connected(device: string): void;
	disconnected(device: string): void;
	/** A translation request (`ats`) or an untranslated access ended so; `frame` and `granted` where it is OK. */
	translated(
		device: string,
		pasid: number,
		page: number,
		access: number,
		result: Translation,
		frame: number,
		granted: number,
		ats: boolean,
	): void;
	/** Called before the IOMMU has it. */
	pageRequest(
		device: string,
		pasid: number,
		page: number,
		access: number,
		index: number,
		last: boolean,
	): void;
	/** `own`: the IOMMU answered by itself while the request was being sent. Called before the device has it. */
	response(device: string, pasid: number, index: number, code: number, own: boolean): void;
	/** The IOMMU holds an access under this name, or let go of it. */
	stalled(device: string, pasid: number, page: number, access: number, stall: number): void;
	stallEnded(device: string, stall: number, end: StallEnd): void;
	/** The device has dropped these translations. */
	invalidated(device: string, pasid: number, page: number, pages: number, global: boolean): void;
}

/** Which device of the run stands behind an IOMMU under a source id. */
export type DeviceName = (iommu: string, sourceId: number) => string;

/** A tap that tells a listener of everything, and changes nothing. */
export function busTap(listener: BusListener, nameOf: DeviceName): BusTap {
	return (iommu, model) => new TappedIommu(model, listener, (id) => nameOf(iommu, id));
}

class TappedIommu implements IommuModel {
	readonly #inner: IommuModel;
	readonly #listener: BusListener;
	readonly #nameOf: (sourceId: number) => string;

	constructor(inner: IommuModel, listener: BusListener, nameOf: (sourceId: number) => string) {
		this.#inner = inner;
		this.#listener = listener;
		this.#nameOf = nameOf;
	}

	connect(sourceId: number, endpoint: EndpointPort): IommuPort {
		const name = this.#nameOf(sourceId);
		const port = new TappedPort(this.#listener, name);
		port.inner = this.#inner.connect(
			sourceId,
			tappedEndpoint(endpoint, this.#listener, name, port),
		);
		this.#listener.connected(name);
		return port;
	}

	disconnect(sourceId: number): void {
		this.#inner.disconnect(sourceId);
		this.#listener.disconnected(this.#nameOf(sourceId));
	}

	readRegister(offset: number): number {
		return this.#inner.readRegister(offset);
	}

	writeRegister(offset: number, value: number): void {
		this.#inner.writeRegister(offset, value);
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#inner.onInterrupt(handler);
	}

	onDeviceInterrupt(handler: (destination: number, data: number) => void): void {
		this.#inner.onDeviceInterrupt(handler);
	}
}

class TappedPort implements IommuPort {
	inner!: IommuPort;
	/** Index of the group whose request is being sent; -1: none. */
	sending = -1;
	/** Stalls that ended within the access that made them. */
	readonly early: [number, StallEnd][] = [];
	accessing = false;
	readonly #listener: BusListener;
	readonly #name: string;

	constructor(listener: BusListener, name: string) {
		this.#listener = listener;
		this.#name = name;
	}

	get frame(): number {
		return this.inner.frame;
	}

	get granted(): number {
		return this.inner.granted;
	}

	get stall(): number {
		return this.inner.stall;
	}

	translate(pasid: number, page: number, access: number): Translation {
		const result = this.inner.translate(pasid, page, access);
		this.#tell(pasid, page, access, result, true);
		return result;
	}

	access(pasid: number, page: number, access: number): Translation {
		this.accessing = true;
		const result = this.inner.access(pasid, page, access);
		this.accessing = false;
		this.#tell(pasid, page, access, result, false);
		if (result === Translation.STALLED)
			this.#listener.stalled(this.#name, pasid, page, access, this.inner.stall);
		for (const [stall, end] of this.early.splice(0))
			this.#listener.stallEnded(this.#name, stall, end);
		return result;
	}

	message(address: number, data: number): Translation {
		return this.inner.message(address, data);
	}

	pageRequest(pasid: number, page: number, access: number, index: number, last: boolean): void {
		this.#listener.pageRequest(this.#name, pasid, page, access, index, last);
		const outer = this.sending;
		this.sending = index;
		this.inner.pageRequest(pasid, page, access, index, last);
		this.sending = outer;
	}

	stopMarker(pasid: number): void {
		this.inner.stopMarker(pasid);
	}

	#tell(pasid: number, page: number, access: number, result: Translation, ats: boolean): void {
		const ok = result === Translation.OK;
		const { frame, granted } = this.inner;
		this.#listener.translated(
			...([this.#name, pasid, page, access, result] as const),
			...([ok ? frame : -1, ok ? granted : 0, ats] as const),
		);
	}
}

/** What the IOMMU sees of the endpoint: the same, and only what the endpoint has. */
function tappedEndpoint(
	inner: EndpointPort,
	listener: BusListener,
	name: string,
	port: TappedPort,
): EndpointPort {
	const tapped: { -readonly [Key in keyof EndpointPort]: EndpointPort[Key] } = {
		invalidate: (pasid, page, pages, global, done) =>
			inner.invalidate(pasid, page, pages, global, () => {
				listener.invalidated(name, pasid, page, pages, global);
				done();
			}),
		pageResponse: (pasid, index, code) => {
			listener.response(name, pasid, index, code, port.sending === index);
			inner.pageResponse(pasid, index, code);
		},
	};
	if (inner.expectResponse !== undefined)
		tapped.expectResponse = (index) => inner.expectResponse?.(index);
	if (inner.stallEnded !== undefined)
		tapped.stallEnded = (stall, end) => {
			if (port.accessing) port.early.push([stall, end]);
			else listener.stallEnded(name, stall, end);
			inner.stallEnded?.(stall, end);
		};
	return tapped;
}

/** Has `reset` told before the device is reset by software. */
export function tapReset(endpoint: Endpoint, reset: () => void): void {
	const original = endpoint.reset.bind(endpoint);
	endpoint.reset = () => {
		reset();
		original();
	};
}

export { StallEnd, Translation };
