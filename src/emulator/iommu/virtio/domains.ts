/**
 * The domains of the device and which endpoints are attached to them. A domain exists while an endpoint is attached to
 * it: the first attach makes it, the last detach destroys it with its mappings (VIRTIO 5.13.6.3, 5.13.6.4).
 *
 * Owns the bound on mappings of all domains together, and keeps the cache of pages true to them.
 */

import type { EndpointState } from './endpoints.js';
import { Status } from './layout.js';
import { MappingTable } from './mapping-table.js';
import type { PageCache } from './page-cache.js';

/** Up to this many pages are dropped from the cache one by one; more by giving the domain a new tag. */
const DROP_PAGES = 64;

export class Domain {
	readonly id: number;
	/** Made with ATTACH_F_BYPASS: it has no mappings, and its endpoints are let through. */
	readonly bypass: boolean;
	readonly mappings = new MappingTable();
	readonly endpoints: EndpointState[] = [];
	/** Tag of its entries in the cache of pages. */
	tag: number;

	constructor(id: number, bypass: boolean, tag: number) {
		this.id = id;
		this.bypass = bypass;
		this.tag = tag;
	}
}

export class Domains {
	readonly #domains = new Map<number, Domain>();
	readonly #cache: PageCache;
	readonly #maxMappings: number;
	#mappings = 0;

	constructor(cache: PageCache, maxMappings: number) {
		this.#cache = cache;
		this.#maxMappings = maxMappings;
	}

	get count(): number {
		return this.#domains.size;
	}

	/** Mappings of all domains. */
	get mappings(): number {
		return this.#mappings;
	}

	get(id: number): Domain | undefined {
		return this.#domains.get(id);
	}

	/**
	 * Attaches an endpoint. One that is attached elsewhere is detached first, and stays so when the domain cannot
	 * take it: the request behaves as a DETACH followed by an ATTACH. Attaching again to the same domain changes nothing.
	 */
	attach(endpoint: EndpointState, id: number, bypass: boolean): Status {
		if (endpoint.domain !== undefined && endpoint.domain.id !== id) this.detach(endpoint);
		let domain = this.#domains.get(id);
		if (domain !== undefined && domain.bypass !== bypass) return Status.INVAL;
		if (endpoint.domain !== undefined) return Status.OK;
		if (domain !== undefined && reaches(endpoint, domain)) return Status.UNSUPP;
		if (domain === undefined) {
			domain = new Domain(id, bypass, this.#cache.newTag());
			this.#domains.set(id, domain);
		}
		domain.endpoints.push(endpoint);
		endpoint.domain = domain;
		return Status.OK;
	}

	/** Does nothing for an endpoint that is not attached. */
	detach(endpoint: EndpointState): void {
		const { domain } = endpoint;
		if (domain === undefined) return;
		endpoint.domain = undefined;
		domain.endpoints.splice(domain.endpoints.indexOf(endpoint), 1);
		if (domain.endpoints.length > 0) return;
		this.#mappings -= domain.mappings.size;
		this.#domains.delete(domain.id);
	}

	detachAll(): void {
		for (const { endpoints } of this.#domains.values())
			for (const endpoint of endpoints) endpoint.domain = undefined;
		this.#domains.clear();
		this.#mappings = 0;
	}

	/** Pages and frame are checked by the caller; INVAL for what is mapped or reserved already. */
	map(domain: Domain, first: number, last: number, frame: number, flags: number): Status {
		for (const endpoint of domain.endpoints)
			if (endpoint.reserved.overlap(first, last)) return Status.INVAL;
		if (domain.mappings.overlaps(first, last)) return Status.INVAL;
		if (this.#mappings >= this.#maxMappings) return Status.NOMEM;
		domain.mappings.insert(first, last, frame, flags);
		this.#mappings++;
		return Status.OK;
	}

	/** All or nothing; see `MappingTable.isWhole` for the range. */
	unmap(
		domain: Domain,
		touchFirst: number,
		touchLast: number,
		coverFirst: number,
		coverLast: number,
	): Status {
		const { mappings } = domain;
		if (!mappings.isWhole(touchFirst, touchLast, coverFirst, coverLast)) return Status.RANGE;
		this.#mappings -= mappings.remove(coverFirst, coverLast);
		if (mappings.removedPages === 0) return Status.OK;
		if (coverLast - coverFirst < DROP_PAGES)
			for (let page = coverFirst; page <= coverLast; page++) this.#cache.drop(domain.tag, page);
		else domain.tag = this.#cache.newTag();
		return Status.OK;
	}
}

/** Whether a mapping of the domain lies where the endpoint has a reserved region. */
function reaches(endpoint: EndpointState, domain: Domain): boolean {
	const { reserved } = endpoint;
	for (let i = 0; i < reserved.count; i++)
		if (domain.mappings.overlaps(reserved.firstOf(i), reserved.lastOf(i))) return true;
	return false;
}
