import {
	type EndpointPort,
	type IommuModel,
	type IommuPort,
	NO_PASID,
	PrgResponse,
	type PrivateData,
	StallEnd,
	Translation,
} from '../../src/emulator/iommu/contract.js';
import { ForwardingPort } from '../../src/emulator/iommu/forwarding-port.js';

/** How hardware ends what a device waits for: by a PRG Response, or by the end of a stall. */
export type Answer = 'success' | 'invalid' | 'failure' | 'retry' | 'abort' | 'discard';

/** What a device asked for: a group of page requests, or one stalled access. */
export interface Asked {
	readonly pasid: number;
	readonly pages: readonly number[];
}

export interface Answered extends Asked {
	readonly answer: Answer;
	/** Whether the answer carried the PASID. */
	readonly withPasid: boolean;
}

const PRG_ANSWERS = new Map<number, Answer>([
	[PrgResponse.SUCCESS, 'success'],
	[PrgResponse.INVALID, 'invalid'],
	[PrgResponse.FAILURE, 'failure'],
]);
const STALL_ANSWERS = new Map<number, Answer>([
	[StallEnd.RETRY, 'retry'],
	[StallEnd.ABORT, 'abort'],
	[StallEnd.DISCARD, 'discard'],
]);

/**
 * All that passes between one source id and its IOMMU about missing pages, as somebody on the wire between them
 * would see it. Knows nothing of the device's own bookkeeping, nor of the IOMMU's: so it can tell where either is wrong.
 */
export class HardwareView {
	/** Answers in the order in which they came. */
	readonly answers: Answered[] = [];
	/** What must never be seen (law 1): an answer to nothing, a second one, one with another's PASID. */
	readonly problems: string[] = [];
	/** Groups and stalls that were sent, and those of them that were answered. */
	sent = 0;
	answered = 0;
	/** Those of them that were outstanding when the device was pulled out: nobody can answer them. */
	forgotten = 0;
	readonly #name: string;
	/** By PRG index, with its private data where it has some; or by the stall's name. */
	readonly #open = new Map<number | string, Asked>();
	readonly #forming = new Map<number, number[]>();
	/** Stalls that ended inside the access that made them, whose name is not known yet. */
	readonly #early = new Map<number, Answer>();
	#accessing = 0;

	constructor(name: string) {
		this.#name = name;
	}

	/** Groups and stalls without an answer. */
	get outstanding(): number {
		return this.#open.size;
	}

	/** Whether a group of this PRG index waits for its answer. */
	waits(index: number): boolean {
		return this.#open.has(index);
	}

	/** Answers so far, by what was asked: "5 success", "3,4 invalid". */
	get summary(): string[] {
		return this.answers.map(({ pages, answer }) => `${pages.join(',')} ${answer}`);
	}

	/** The answers since this was last asked, as `summary`. */
	take(): string[] {
		const taken = this.summary;
		this.answers.length = 0;
		return taken;
	}

	/** A request with private data is answered by itself, the last of its group together with those before it. */
	requested(pasid: number, page: number, index: number, last: boolean, data?: PrivateData): void {
		const name = nameOf(index, data);
		const pages = data !== undefined && !last ? [] : (this.#forming.get(index) ?? []);
		pages.push(page);
		if (last) this.#forming.delete(index);
		else if (data === undefined) this.#forming.set(index, pages);
		if (!last && data === undefined) return;
		if (this.#open.has(name)) this.#problem(`index ${name} sent while it was outstanding`);
		this.#open.set(name, { pasid, pages });
		this.sent++;
	}

	responded(pasid: number, index: number, code: number, data?: PrivateData): void {
		const name = nameOf(index, data);
		const asked = this.#open.get(name);
		if (asked !== undefined && pasid !== NO_PASID && pasid !== asked.pasid)
			this.#problem(`group ${name} of PASID ${asked.pasid} answered with PASID ${pasid}`);
		this.#answered(name, PRG_ANSWERS.get(code), pasid !== NO_PASID);
	}

	/** Makes an access; what it ends with. */
	access(port: IommuPort, pasid: number, page: number, access: number): Translation {
		this.#accessing++;
		const ended = port.access(pasid, page, access);
		this.#accessing--;
		if (ended === Translation.STALLED) {
			const name = port.stall;
			if (this.#open.has(name)) this.#problem(`stall ${name} named while it was outstanding`);
			this.#open.set(name, { pasid, pages: [page] });
			this.sent++;
			const early = this.#early.get(name);
			if (early !== undefined) {
				this.#early.delete(name);
				this.#answered(name, early);
			}
		}
		if (this.#accessing === 0 && this.#early.size > 0) this.#problem('a stall ended that was none');
		return ended;
	}

	stallEnded(name: number, end: number): void {
		const answer = STALL_ANSWERS.get(end);
		if (this.#accessing > 0 && !this.#open.has(name) && answer !== undefined)
			this.#early.set(name, answer);
		else this.#answered(name, answer);
	}

	/** The device is pulled out. */
	gone(): void {
		this.forgotten += this.#open.size;
		this.#open.clear();
		this.#forming.clear();
	}

	#answered(name: number | string, answer: Answer | undefined, withPasid = false): void {
		const asked = this.#open.get(name);
		if (answer === undefined) this.#problem(`${name} answered with no known code`);
		else if (asked === undefined) this.#problem(`${name} answered ${answer} without being asked`);
		else {
			this.answered++;
			this.answers.push({ ...asked, answer, withPasid });
		}
		this.#open.delete(name);
	}

	#problem(what: string): void {
		this.problems.push(`${this.#name}: ${what}`);
	}
}

function nameOf(index: number, data: PrivateData | undefined): number | string {
	return data === undefined ? index : `${index} with ${data.join()}`;
}

/** An IOMMU's model with a view of each source id. Everything passes as it is. */
export class TappedIommu implements IommuModel {
	readonly #unit: IommuModel;
	readonly #views = new Map<number, HardwareView>();

	constructor(unit: IommuModel) {
		this.#unit = unit;
	}

	/** What was seen of a source id, whatever devices were connected under it. */
	view(sourceId: number): HardwareView {
		const known = this.#views.get(sourceId);
		if (known !== undefined) return known;
		const view = new HardwareView(`0x${sourceId.toString(16)}`);
		this.#views.set(sourceId, view);
		return view;
	}

	get views(): HardwareView[] {
		return [...this.#views.values()];
	}

	connect(sourceId: number, endpoint: EndpointPort): IommuPort {
		const view = this.view(sourceId);
		return new TappedPort(this.#unit.connect(sourceId, tapped(endpoint, view)), view);
	}

	disconnect(sourceId: number): void {
		this.view(sourceId).gone();
		this.#unit.disconnect(sourceId);
	}

	readRegister(offset: number): number {
		return this.#unit.readRegister(offset);
	}

	writeRegister(offset: number, value: number): void {
		this.#unit.writeRegister(offset, value);
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#unit.onInterrupt(handler);
	}

	onDeviceInterrupt(handler: (destination: number, data: number) => void): void {
		this.#unit.onDeviceInterrupt(handler);
	}
}

/** The endpoint as the IOMMU sees it: what it has not, the tapped one has not either. */
function tapped(endpoint: EndpointPort, view: HardwareView): EndpointPort {
	return {
		invalidate: (...request) => endpoint.invalidate(...request),
		pageResponse: (pasid, index, code) => {
			view.responded(pasid, index, code);
			endpoint.pageResponse(pasid, index, code);
		},
		...(endpoint.privateResponse === undefined
			? {}
			: {
					privateResponse: (pasid: number, index: number, code: number, data: PrivateData) => {
						view.responded(pasid, index, code, data);
						endpoint.privateResponse?.(pasid, index, code, data);
					},
				}),
		...(endpoint.expectResponse === undefined
			? {}
			: { expectResponse: (index: number) => endpoint.expectResponse?.(index) }),
		...(endpoint.stallEnded === undefined
			? {}
			: {
					stallEnded: (name: number, end: StallEnd) => {
						view.stallEnded(name, end);
						endpoint.stallEnded?.(name, end);
					},
				}),
	};
}

class TappedPort extends ForwardingPort {
	declare readonly privateRequest?: NonNullable<IommuPort['privateRequest']>;
	readonly #view: HardwareView;

	constructor(port: IommuPort, view: HardwareView) {
		super(port);
		this.#view = view;
		if (port.privateRequest === undefined) return;
		this.privateRequest = (pasid, page, access, index, last, data) => {
			view.requested(pasid, page, index, last, data);
			port.privateRequest?.(pasid, page, access, index, last, data);
		};
	}

	override access(pasid: number, page: number, access: number): Translation {
		return this.#view.access(this.inner, pasid, page, access);
	}

	override pageRequest(
		pasid: number,
		page: number,
		access: number,
		index: number,
		last: boolean,
	): void {
		this.#view.requested(pasid, page, index, last);
		super.pageRequest(pasid, page, access, index, last);
	}
}
