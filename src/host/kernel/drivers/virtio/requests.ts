import {
	LONGEST_REQUEST,
	PROPERTY_HEAD,
	RESV_MEM,
	RESV_MEM_BYTES,
	RESV_MEM_MSI,
	RequestType,
} from './layout.js';

/** Pages from the end of an address: 2^20 pages are 2^32 bytes. */
const PAGES_HIGH = 2 ** 20;

/** One request, as numbers; which of them count, its type says. Pages and frames are of 4 KiB. */
export interface RequestFields {
	type: RequestType;
	domain: number;
	endpoint: number;
	/** Pages of a MAP or UNMAP, both included. */
	first: number;
	last: number;
	/** Host frame of the first page. */
	frame: number;
	/** `MapFlag` bits. */
	flags: number;
}

/** Writes what the device reads of requests (VIRTIO 5.13.6.3 to 5.13.6.8). The bytes are used again for the next one. */
export class RequestEncoder {
	readonly bytes = new Uint8Array(LONGEST_REQUEST);
	readonly #words = new DataView(this.bytes.buffer);

	/** Fills `bytes`; `REQUEST_BYTES` says how many of them count. */
	encode(request: RequestFields): void {
		this.bytes.fill(0);
		const words = this.#words;
		words.setUint8(0, request.type);
		switch (request.type) {
			case RequestType.ATTACH:
			case RequestType.DETACH:
				words.setUint32(4, request.domain, true);
				words.setUint32(8, request.endpoint, true);
				return;
			case RequestType.MAP:
			case RequestType.UNMAP:
				words.setUint32(4, request.domain, true);
				this.#address(8, request.first, 0);
				this.#address(16, request.last, 0xfff);
				if (request.type === RequestType.UNMAP) return;
				this.#address(24, request.frame, 0);
				words.setUint32(32, request.flags, true);
				return;
			case RequestType.PROBE:
				words.setUint32(4, request.endpoint, true);
		}
	}

	#address(at: number, page: number, within: number): void {
		this.#words.setUint32(at, (page % PAGES_HIGH) * 4096 + within, true);
		this.#words.setUint32(at + 4, Math.floor(page / PAGES_HIGH), true);
	}
}

/** Pages of one endpoint that may not be mapped, both ends included. */
export interface ReservedRegion {
	readonly first: number;
	readonly last: number;
	/** Writes there are interrupts, and need no mapping. */
	readonly msi: boolean;
}

/** What a PROBE answered. */
export interface Properties {
	readonly reserved: readonly ReservedRegion[];
	/** What was wrong with the list, for people; empty: nothing. */
	readonly problem: string;
}

/**
 * Reads the properties of a PROBE (5.13.6.8): a list of types with lengths, which ends with type 0 or with the buffer. What
 * the driver does not know it passes by, as the specification wants. A property that does not fit ends the list; a
 * region of the wrong size or that ends before it begins is none; both are a `problem`.
 */
export function readProperties(bytes: Uint8Array): Properties {
	const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const reserved: ReservedRegion[] = [];
	let problem = '';
	for (let at = 0; at + PROPERTY_HEAD <= bytes.length; ) {
		const type = words.getUint16(at, true);
		const length = words.getUint16(at + 2, true);
		if (type === 0) break;
		const value = at + PROPERTY_HEAD;
		at = value + length;
		if (at > bytes.length) {
			problem = `a property of ${length} bytes at ${value} does not fit in ${bytes.length}`;
			break;
		}
		// Also where one of the four bits above the type is set.
		if (type !== RESV_MEM) continue;
		const region = length === RESV_MEM_BYTES ? readRegion(words, value) : undefined;
		if (region === undefined) problem = `the reserved region at ${value} is none`;
		else reserved.push(region);
	}
	return { reserved, problem };
}

function readRegion(words: DataView, at: number): ReservedRegion | undefined {
	const page = (of: number) =>
		words.getUint32(of + 4, true) * PAGES_HIGH + (words.getUint32(of, true) >>> 12);
	const first = page(at + 4);
	const last = page(at + 12);
	if (last < first) return undefined;
	return { first, last, msi: words.getUint8(at) === RESV_MEM_MSI };
}
