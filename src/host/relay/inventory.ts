import type { faultline } from '../../wire/generated/faultline.js';
import { NO_PASID } from '../kernel/fault-source.js';
import { MappedPages } from '../kernel/table/mapped-pages.js';
import type { GuestSpace } from '../kernel/vfio/guest-space.js';
import type { SessionRequests } from './requests.js';

/** Encoded bytes of a row of each set of columns, and more. */
const ROW_BYTES = 20;
/** What a part takes beside its rows. */
const PART_BYTES = 256;
/** Rows of one part at most: so long may one part keep the host from other work. */
const MOST_ROWS = 16_384;

type Part = faultline.v1.Inventory.$Properties;

/**
 * What a session has, read in parts for an agent that resumes it or takes it over: bindings, unmap requests whose answer
 * it may not have, pages. Between two parts nothing of it may change but by the devices: the session takes no request
 * until the last part is out.
 */
export class Inventory {
	readonly #pages: MappedPages;
	readonly #rows: number;
	readonly #spaces: [number, GuestSpace][];
	readonly #unmaps: { request: number; space: number; page: ArrayLike<number> }[];
	/** Bindings that are not out. */
	readonly #bindings: { device: number; pasid: number; space: number }[] = [];
	/** The first space is read from this page on. */
	#from = 0;
	/** Rows of the first unmap request that are out. */
	#unmapRow = 0;

	/** @param messageBytes bound of a message */
	constructor(requests: SessionRequests, messageBytes: number) {
		this.#rows = Math.min(MOST_ROWS, Math.floor((messageBytes - PART_BYTES) / ROW_BYTES));
		this.#pages = new MappedPages(this.#rows);
		this.#spaces = requests.spacesByNumber();
		for (const [space, { users }] of this.#spaces)
			for (const { stays, pasid, vfio } of users)
				if (stays) this.#bindings.push({ device: vfio.handle, pasid, space });
		this.#unmaps = requests.unmapsUnderWay();
	}

	/** The next part. It was the last when it is `complete`. */
	next(): Part {
		const part: Part = {};
		if (this.#bindings.length > 0) this.#readBindings(part);
		else if (this.#unmaps.length > 0) this.#readUnmaps(part);
		else if (this.#spaces.length > 0) this.#readPages(part);
		part.complete =
			this.#bindings.length === 0 && this.#unmaps.length === 0 && this.#spaces.length === 0;
		return part;
	}

	#readBindings(part: Part): void {
		const rows = this.#bindings.splice(0, this.#rows);
		part.boundDevice = rows.map(({ device }) => device);
		part.boundPasid = rows.map(({ pasid }) => (pasid === NO_PASID ? 0 : pasid));
		part.boundSpace = rows.map(({ space }) => space);
		part.boundNoPasid = rows.map(({ pasid }) => (pasid === NO_PASID ? 1 : 0));
	}

	#readUnmaps(part: Part): void {
		const requests: number[] = [];
		const spaces: number[] = [];
		const pages: number[] = [];
		for (let first = this.#unmaps[0]; first !== undefined; first = this.#unmaps[0]) {
			const { request, space, page } = first;
			while (this.#unmapRow < page.length && pages.length < this.#rows) {
				requests.push(request);
				spaces.push(space);
				pages.push(page[this.#unmapRow++]!);
			}
			if (this.#unmapRow < page.length) break;
			this.#unmaps.shift();
			this.#unmapRow = 0;
		}
		part.unmapRequest = requests;
		part.unmapSpace = spaces;
		part.unmapPage = pages;
	}

	#readPages(part: Part): void {
		const [number, space] = this.#spaces[0]!;
		const { page, frame, flags } = this.#pages;
		const next = space.list(this.#from, this.#pages);
		const { count } = this.#pages;
		part.space = new Array<number>(count).fill(number);
		part.page = Array.from(page.subarray(0, count));
		part.frame = Array.from(frame.subarray(0, count));
		part.flags = Array.from(flags.subarray(0, count));
		if (next === -1) {
			this.#spaces.shift();
			this.#from = 0;
		} else this.#from = next;
	}
}
