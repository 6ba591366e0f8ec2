import { Errno } from '../../errno.js';
import type { DomainRef, FirstLevelTable } from '../../fault-source.js';
import type { DriverLog } from '../shared/log.js';
import { type AttachedDevice, type Binding, entryPasid } from './attached-devices.js';
import type { InvalidationQueue } from './invalidation-queue.js';
import type { PageRequestQueue } from './page-requests.js';
import type { ContextTables } from './pasid-tables.js';
import type { Capabilities } from './registers.js';

/** Drains of one unbinding, each because the page-request queue overflowed in the one before. */
const MOST_DRAINS = 16;

/**
 * The life of a PASID of one device:
 *
 *      free --bind--> bound --unbind--> cleared --> invalidated --> drained, maybe again --> free
 *
 * Invariants: a PASID that is not free holds a reference to the device; when it is free again no cache
 * holds anything of it, and every page request that was sent with it has been reported.
 */
export class PasidBindings {
	readonly #capabilities: Capabilities;
	readonly #invalidations: InvalidationQueue;
	readonly #requests: PageRequestQueue;
	readonly #log: DriverLog;

	constructor(
		capabilities: Capabilities,
		invalidations: InvalidationQueue,
		requests: PageRequestQueue,
		log: DriverLog,
	) {
		this.#capabilities = capabilities;
		this.#invalidations = invalidations;
		this.#requests = requests;
		this.#log = log;
	}

	/**
	 * Makes a PASID translate. Requests without one (NO_PASID) and those with PASID 0 share an entry, so that
	 * only one of the two is bound at a time. Nothing has to be invalidated:
	 * what is not present is not cached. EINVAL: PASID or domain out of the unit's range, or of the
	 * function's. EBUSY: bound, or its unbinding is not complete. ENOMEM: no frames for tables. On an error
	 * nothing has changed that anyone could see.
	 */
	bind(
		context: ContextTables,
		attached: AttachedDevice,
		domain: DomainRef,
		asked: number,
		table: FirstLevelTable,
	): Errno {
		const pasid = entryPasid(asked);
		if (!Number.isInteger(pasid) || pasid < 0 || pasid >= attached.pasids) return Errno.EINVAL;
		if (!this.#usable(domain)) return Errno.EINVAL;
		if (attached.bindings.has(pasid)) return Errno.EBUSY;
		const { tables } = attached;
		if (!tables.covers(pasid) && !this.#grow(context, attached)) return Errno.ENOMEM;
		const { executeRequests } = this.#capabilities;
		const errno = tables.set(pasid, domain, table.rootPage, executeRequests);
		if (errno !== Errno.OK) return errno;
		attached.bindings.set(pasid, { pasid: asked, domain, unbinding: false });
		attached.device.get();
		return Errno.OK;
	}

	/**
	 * Ends the translation of a PASID, in three steps: the entry is cleared and the PASID cache
	 * invalidated; when that is complete, IOTLB and ATC are, with a wait that drains page requests and
	 * responses (drivers/iommu/intel/prq.c, where a fence stands for the first wait; but a fence would hold up everybody);
	 * then the page-request queue is emptied into the core, again if it overflowed meanwhile. Then `done`
	 * is called. The device must not send requests with the PASID any more; groups of it that are pending
	 * stay so. EINVAL: not bound. EBUSY: this runs already.
	 */
	unbind(attached: AttachedDevice, asked: number, done: () => void): Errno {
		const pasid = entryPasid(asked);
		const binding = attached.bindings.get(pasid);
		if (binding === undefined || binding.pasid !== asked) return Errno.EINVAL;
		if (binding.unbinding) return Errno.EBUSY;
		binding.unbinding = true;
		attached.tables.clear(pasid);
		const request = this.#invalidations.begin();
		request.addPasidCache(binding.domain.id, pasid);
		this.#invalidations.submit(request, false, () =>
			this.#drain(attached, pasid, binding, 1, done),
		);
		return Errno.OK;
	}

	#drain(
		attached: AttachedDevice,
		pasid: number,
		binding: Binding,
		attempt: number,
		done: () => void,
	): void {
		const domain = binding.domain.id;
		const request = this.#invalidations.begin();
		request.addPasidIotlbWhole(domain, pasid);
		// What is cached of the second level carries no PASID; after this the domain may be destroyed.
		request.addIotlbDomain(domain);
		if (attached.ats) request.addDeviceTlbWhole(attached, pasid);
		this.#invalidations.submit(request, this.#capabilities.pageRequestDrain, () => {
			const { overflowed } = this.#requests;
			this.#requests.drain();
			if (overflowed && attempt < MOST_DRAINS) {
				this.#drain(attached, pasid, binding, attempt + 1, done);
				return;
			}
			if (overflowed)
				this.#log.say(`page requests overflowed in all ${MOST_DRAINS} drains of PASID ${pasid}`);
			attached.bindings.delete(pasid);
			attached.device.put();
			done();
		});
	}

	/** Gives the device a directory for all its PASIDs; false: no frames. */
	#grow(context: ContextTables, attached: AttachedDevice): boolean {
		const { tables } = attached;
		const old = tables.grow();
		if (old === undefined) return false;
		context.set(attached.sourceId, attached.contextBits, tables);
		// The new directory leads to the same tables: only what is cached of the context entry is wrong.
		const request = this.#invalidations.begin();
		request.addContextDevice(attached.sourceId);
		this.#invalidations.submit(request, false, () => tables.freeDirectory(old));
		return true;
	}

	#usable(domain: DomainRef): boolean {
		const { domainIds, addressWidths } = this.#capabilities;
		const levels = (domain.addressWidth - 12) / 9;
		if (domain.id < 0 || domain.id >= domainIds) return false;
		return levels >= 3 && levels <= 5 && ((addressWidths >>> (levels - 2)) & 1) === 1;
	}
}
