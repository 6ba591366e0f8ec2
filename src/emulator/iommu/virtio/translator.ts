/**
 * Translates accesses of endpoints (VIRTIO 5.13.6), and reports those that are refused. Owns no state of the device
 * but what unattached endpoints may do; domains own the mappings.
 *
 * Order, for what the specification leaves open as QEMU's device has it: reserved regions first, whatever mode the
 * endpoint is in, as an access to them is to affect nobody else (5.13.6.8.1); then whether it is attached; then bypass; then
 * the mapping. An instruction fetch is a read: the standard knows no execute permission.
 */

import { Access, NO_PASID, Translation } from '../contract.js';
import type { VirtioIommuCounters } from './counters.js';
import type { EndpointState } from './endpoints.js';
import type { FaultReports } from './fault-reports.js';
import { FaultFlag, FaultReason, MapFlag } from './layout.js';
import type { PageCache } from './page-cache.js';
import { NOT_RESERVED } from './reserved-regions.js';

const FETCHES = Access.READ | Access.EXEC;

export class Translator {
	/** Frame and `Access` bits of the last translation that ended OK. */
	frame = 0;
	granted = 0;
	/** Unattached endpoints are in bypass mode. */
	unattachedPass = false;
	readonly #frames: number;
	readonly #doorbellFrame: number;
	readonly #cache: PageCache;
	readonly #reports: FaultReports;
	readonly #counters: VirtioIommuCounters;

	/** `frames` is the size of the memory. */
	constructor(
		frames: number,
		doorbellFrame: number,
		cache: PageCache,
		reports: FaultReports,
		counters: VirtioIommuCounters,
	) {
		this.#frames = frames;
		this.#doorbellFrame = doorbellFrame;
		this.#cache = cache;
		this.#reports = reports;
		this.#counters = counters;
	}

	/** `doorbell`: the access is a message, which alone may end at the doorbell; `byte` is its place in the page. */
	translate(
		endpoint: EndpointState,
		pasid: number,
		page: number,
		access: number,
		byte: number,
		doorbell: boolean,
	): Translation {
		this.#counters.translations++;
		// No request of the standard names a PASID, so none can have been set up, in bypass mode either.
		if (pasid !== NO_PASID) return this.#refuse(FaultReason.UNKNOWN, endpoint, page, access, byte);
		if (endpoint.reserved.count > 0 && endpoint.reserved.find(page) !== NOT_RESERVED)
			return this.#refuse(FaultReason.MAPPING, endpoint, page, access, byte);
		const { domain } = endpoint;
		if (domain === undefined) {
			if (!this.unattachedPass)
				return this.#refuse(FaultReason.DOMAIN, endpoint, page, access, byte);
			return this.#reach(
				endpoint,
				page,
				MapFlag.READ | MapFlag.WRITE,
				page,
				access,
				byte,
				doorbell,
			);
		}
		if (domain.bypass)
			return this.#reach(
				endpoint,
				page,
				MapFlag.READ | MapFlag.WRITE,
				page,
				access,
				byte,
				doorbell,
			);
		const cache = this.#cache;
		if (cache.lookup(domain.tag, page)) {
			this.#counters.cacheHits++;
			return this.#reach(endpoint, cache.frame, cache.flags, page, access, byte, doorbell);
		}
		const { mappings } = domain;
		if (!mappings.find(page))
			return this.#refuse(FaultReason.MAPPING, endpoint, page, access, byte);
		const { frame, flags } = mappings;
		if (frame < this.#frames) cache.insert(domain.tag, page, frame, flags);
		return this.#reach(endpoint, frame, flags, page, access, byte, doorbell);
	}

	/** Checks the permission, and that something is at the frame. */
	#reach(
		endpoint: EndpointState,
		frame: number,
		flags: number,
		page: number,
		access: number,
		byte: number,
		doorbell: boolean,
	): Translation {
		const readable = (flags & MapFlag.READ) !== 0;
		const writable = (flags & MapFlag.WRITE) !== 0;
		if (
			((access & FETCHES) !== 0 && !readable) ||
			((access & Access.WRITE) !== 0 && !writable) ||
			(!readable && !writable)
		)
			return this.#refuse(FaultReason.MAPPING, endpoint, page, access, byte);
		if (frame >= this.#frames && !(doorbell && frame === this.#doorbellFrame))
			return this.#refuse(FaultReason.UNKNOWN, endpoint, page, access, byte);
		this.frame = frame;
		this.granted =
			(readable ? FETCHES : 0) | (writable ? Access.WRITE : 0) | (access & Access.PRIV);
		return Translation.OK;
	}

	#refuse(
		reason: number,
		endpoint: EndpointState,
		page: number,
		access: number,
		byte: number,
	): Translation {
		const flags =
			((access & FETCHES) !== 0 ? FaultFlag.READ : 0) |
			((access & Access.WRITE) !== 0 ? FaultFlag.WRITE : 0);
		this.#reports.report(reason, flags, endpoint.id, page, byte);
		return Translation.ABORTED;
	}
}
