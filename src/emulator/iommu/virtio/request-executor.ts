/**
 * Executes requests (VIRTIO 5.13.6). Owns no state: it checks what a request says, in the order below, and has
 * `Domains` do it. A request that fails changes nothing, but for an ATTACH that had to detach first.
 *
 * Where the specification gives no status: a domain outside domain_range and a mapping outside input_range end RANGE;
 * a mapping of a reserved region INVAL; one that ends before it begins INVAL; physical addresses where there
 * is nothing FAULT (the name of that status is "bad address"); what is too short for its type but has room for a status
 * INVAL, as QEMU's device answers. Where it lets the device choose (MAY): DETACH of what is not attached ends INVAL,
 * UNMAP with reserved bytes that are not zero ends INVAL and does nothing, write-only mappings cannot be read.
 */

import type { DescriptorChain } from './descriptor-chain.js';
import type { Domains } from './domains.js';
import type { Endpoints } from './endpoints.js';
import type { Features, Negotiated } from './features.js';
import {
	ATTACH_BYPASS,
	Feature,
	HEAD_SIZE,
	MapFlag,
	Request,
	RequestSize,
	Status,
	TAIL_SIZE,
} from './layout.js';

export class RequestExecutor {
	readonly #frames: number;
	readonly #features: Features;
	readonly #negotiated: Negotiated;
	readonly #endpoints: Endpoints;
	readonly #domains: Domains;
	readonly #request = new Uint8Array(RequestSize.PROBE);
	readonly #words = new DataView(this.#request.buffer);
	/** The device-writable part: properties, then the tail. */
	readonly #answer: Uint8Array;
	readonly #properties: DataView;
	/** Status of the last request that was answered. */
	status: Status = Status.OK;

	/** `frames` is the size of the memory. */
	constructor(
		frames: number,
		features: Features,
		negotiated: Negotiated,
		endpoints: Endpoints,
		domains: Domains,
	) {
		this.#frames = frames;
		this.#features = features;
		this.#negotiated = negotiated;
		this.#endpoints = endpoints;
		this.#domains = domains;
		this.#answer = new Uint8Array(features.probeSize + TAIL_SIZE);
		this.#properties = new DataView(this.#answer.buffer);
	}

	/**
	 * Executes the request in a buffer and writes its answer. Returns the used length: 0, nothing being written, for a
	 * type that is not known (or not available) and for a buffer without room for head or tail.
	 */
	execute(chain: DescriptorChain): number {
		if (chain.readable < HEAD_SIZE || chain.writable < TAIL_SIZE) return 0;
		const length = Math.min(chain.readable, RequestSize.PROBE);
		chain.read(this.#request, length);
		const mapUnmap = this.#negotiated.has(Feature.MAP_UNMAP);
		switch (this.#request[0]) {
			case Request.ATTACH:
				return this.#end(chain, length < RequestSize.ATTACH ? Status.INVAL : this.#attach());
			case Request.DETACH:
				return this.#end(chain, length < RequestSize.DETACH ? Status.INVAL : this.#detach());
			case Request.MAP:
				if (!mapUnmap) return 0;
				return this.#end(chain, length < RequestSize.MAP ? Status.INVAL : this.#map());
			case Request.UNMAP:
				if (!mapUnmap) return 0;
				return this.#end(chain, length < RequestSize.UNMAP ? Status.INVAL : this.#unmap());
			case Request.PROBE:
				return this.#features.probeSize === 0 ? 0 : this.#probe(chain, length);
			default:
				return 0;
		}
	}

	#end(chain: DescriptorChain, status: Status): number {
		this.#answer.fill(0, 0, TAIL_SIZE);
		return this.#finish(chain, status, 0);
	}

	/** The tail behind `before` bytes, which are written with it. */
	#finish(chain: DescriptorChain, status: Status, before: number): number {
		this.status = status;
		this.#answer[before] = status;
		chain.write(this.#answer, before + TAIL_SIZE);
		return before + TAIL_SIZE;
	}

	#attach(): Status {
		const { domainFirst, domainLast } = this.#features;
		const domain = this.#word(4);
		const flags = this.#word(12);
		const known = this.#negotiated.has(Feature.BYPASS_CONFIG) ? ATTACH_BYPASS : 0;
		if (this.#word(16) !== 0 || (flags & ~known) !== 0) return Status.INVAL;
		const endpoint = this.#endpoints.get(this.#word(8));
		if (endpoint === undefined) return Status.NOENT;
		if (domain < domainFirst || domain > domainLast) return Status.RANGE;
		return this.#domains.attach(endpoint, domain, (flags & ATTACH_BYPASS) !== 0);
	}

	#detach(): Status {
		const endpoint = this.#endpoints.get(this.#word(8));
		if (endpoint === undefined) return Status.NOENT;
		if (endpoint.domain === undefined || endpoint.domain.id !== this.#word(4)) return Status.INVAL;
		this.#domains.detach(endpoint);
		return Status.OK;
	}

	#map(): Status {
		const features = this.#features;
		const flags = this.#word(32);
		const known =
			MapFlag.READ | MapFlag.WRITE | (this.#negotiated.has(Feature.MMIO) ? MapFlag.MMIO : 0);
		if ((flags & ~known) !== 0) return Status.INVAL;
		const domain = this.#domains.get(this.#word(4));
		if (domain === undefined) return Status.NOENT;
		if (domain.bypass) return Status.INVAL;
		const within = 2 ** features.granuleBits - 1;
		if (
			(this.#word(8) & within) !== 0 ||
			(this.#word(16) & within) !== within ||
			(this.#word(24) & within) !== 0
		)
			return Status.RANGE;
		const first = this.#page(8);
		const last = this.#page(16);
		const frame = this.#page(24);
		if (last < first) return Status.INVAL;
		if (first < features.inputFirst || last > features.inputLast) return Status.RANGE;
		if (!this.#exists(frame, last - first + 1)) return Status.FAULT;
		return this.#domains.map(domain, first, last, frame, flags);
	}

	#unmap(): Status {
		if (this.#word(24) !== 0) return Status.INVAL;
		const domain = this.#domains.get(this.#word(4));
		if (domain === undefined) return Status.NOENT;
		if (domain.bypass) return Status.INVAL;
		// The ends need no alignment: a page of which the range holds a part is touched, and not covered.
		const touchFirst = this.#page(8);
		const touchLast = this.#page(16);
		const coverFirst = (this.#word(8) & 0xfff) === 0 ? touchFirst : touchFirst + 1;
		const coverLast = (this.#word(16) & 0xfff) === 0xfff ? touchLast : touchLast - 1;
		// Ends before it begins: there is nothing in it.
		if (
			touchLast < touchFirst ||
			(touchLast === touchFirst && (this.#word(16) & 0xfff) < (this.#word(8) & 0xfff))
		)
			return Status.OK;
		return this.#domains.unmap(domain, touchFirst, touchLast, coverFirst, coverLast);
	}

	/**
	 * Properties are written, zeros behind them, only for an endpoint that exists and a buffer that has room for
	 * probe_size bytes of them. A smaller one gets zeros, so that its status is at its end and its length is true.
	 */
	#probe(chain: DescriptorChain, length: number): number {
		const { probeSize } = this.#features;
		const room = Math.min(chain.writable - TAIL_SIZE, probeSize);
		this.#answer.fill(0);
		let status: Status = Status.OK;
		if (length < RequestSize.PROBE || room < probeSize) status = Status.INVAL;
		const endpoint = length < 8 ? undefined : this.#endpoints.get(this.#word(4));
		if (status === Status.OK && endpoint === undefined) status = Status.NOENT;
		if (status === Status.OK) endpoint?.reserved.writeProperties(this.#properties);
		return this.#finish(chain, status, room);
	}

	/** Whether a range of frames is memory, or within the granule of the doorbell. */
	#exists(frame: number, count: number): boolean {
		const { granulePages, doorbellFrame } = this.#features;
		if (frame + count <= this.#frames) return true;
		const doorbell = Math.floor(doorbellFrame / granulePages) * granulePages;
		return frame >= doorbell && frame + count <= doorbell + granulePages;
	}

	/** 32-bit word at an offset of the request. */
	#word(offset: number): number {
		return this.#words.getUint32(offset, true);
	}

	/** Page of the 64-bit address at an offset of the request. */
	#page(offset: number): number {
		return this.#word(offset + 4) * 0x10_0000 + (this.#word(offset) >>> 12);
	}
}
