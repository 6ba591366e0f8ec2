import { Errno } from '../errno.js';
import type { DomainRef, IommuDriver } from '../fault-source.js';
import {
	EditResult,
	FIRST_LEVEL_PAGES,
	type FirstLevelFormat,
	MapPermission,
} from '../table/formats.js';
import type { MappedPages } from '../table/mapped-pages.js';
import type { Guest } from './guest.js';
import type { FrameLease } from './guest-frames.js';
import { MapOutcome, type UnmapOutcome } from './outcome.js';
import { toPageRuns } from './page-runs.js';
import { PasidBinding } from './pasid-binding.js';
import type { SpaceTables } from './space-tables.js';
import { SpaceUsers } from './space-users.js';
import type { VfioDevice } from './vfio-device.js';

const FRAME_BYTES = 4096;
const PERMISSIONS = MapPermission.READ | MapPermission.WRITE | MapPermission.EXEC;
/** MAP_CONTENTS and MAP_ZERO of relay.proto: said with a row, done by `fill` and `zero`. */
const FILL_FLAGS = 16 | 32;

/** One unmap request from the clearing of its entries to the end of its invalidation. */
interface Unmapping {
	/** Pages cleared and their frames. */
	readonly pages: number[];
	readonly frames: number[];
	/** Table frames unlinked with them. */
	readonly tables: number[];
	readonly outcome: UnmapOutcome;
	readonly done: (outcome: UnmapOutcome) => void;
}

/**
 * An address space of a guest: what any number of the guest's (device, PASID)s translate through, in one
 * first-level table for each format that their IOMMUs walk. Maps pages only to the frames of one lease.
 *
 *      open --destroy--> closing --all PASIDs unbound, all unmaps complete--> closed
 *
 * Law 4 is kept here: a page of an unmap cannot be mapped, and its frame neither filled nor mapped,
 * until the entries are cleared, IOTLB and ATCs invalidated, that is complete, and the caller has read
 * what devices wrote.
 *
 * Laws 5 and 6: an IOTLB knows a translation by domain id, PASID and page, not by device, and two spaces may
 * be bound at one PASID of two devices. So each has a domain id of its own over the guest's second level (as
 * drivers/iommu/intel/nested.c gives one to each nested domain), and gives it back when it is closed: by then
 * every unbinding has invalidated what was cached under the id. Whoever answers a group maps first: the entry is in memory when `map` returns.
 */
export class GuestSpace {
	readonly guest: Guest;
	readonly lease: FrameLease;
	/** The space's own domain id, over the guest's second level. */
	readonly domainId: number;
	/** Unmap requests that may be incomplete. */
	readonly unmapLimit: number;
	readonly #tables: SpaceTables;
	readonly #leaseEnd: number;
	readonly #users = new SpaceUsers();
	#unmapsUnderWay = 0;
	#mapped = 0;
	#state: 'open' | 'closing' | 'closed' = 'open';
	#closers: (() => void)[] = [];

	/** Made by `Guest.createSpace`; takes over the tables and the domain's id. */
	constructor(
		guest: Guest,
		lease: FrameLease,
		domainId: number,
		tables: SpaceTables,
		unmapLimit: number,
	) {
		this.guest = guest;
		this.lease = lease;
		this.domainId = domainId;
		this.unmapLimit = unmapLimit;
		this.#tables = tables;
		this.#leaseEnd = lease.first + lease.count;
	}

	/** Guest page number of the top table of a format; -1: no device has needed one. */
	rootPage(format: FirstLevelFormat): number {
		return this.#tables.root(format);
	}

	/** Page numbers below this can be mapped, in every format. */
	get pageLimit(): number {
		return FIRST_LEVEL_PAGES;
	}

	/** Pages that are mapped. */
	get mapped(): number {
		return this.#mapped;
	}

	/** Unmap requests that are not complete. */
	get unmapsUnderWay(): number {
		return this.#unmapsUnderWay;
	}

	/** The (device, PASID)s that translate through it, those being unbound included. */
	get users(): PasidBinding[] {
		return this.#users.list();
	}

	/**
	 * Makes a PASID of the device, or its requests without one (NO_PASID), translate through the space;
	 * `ended` is called once when that is over, whoever ended it. ENOENT: the space is being destroyed. ENOMEM:
	 * no memory for a table of a format that the space did not need so far. Else as `PasidBinding.bind`:
	 * ENODEV, EINVAL, EBUSY, ENOMEM. Then nothing changed.
	 */
	bind(device: VfioDevice, pasid: number, ended?: () => void): Errno {
		if (this.#state !== 'open') return Errno.ENOENT;
		const { iommu } = device.device;
		const domain = this.#domainFor(iommu);
		if (typeof domain === 'number') return domain;
		const format = iommu.firstLevelFormat;
		const added = this.#tables.root(format) === -1;
		if (added && !this.#tables.add(format)) return Errno.ENOMEM;
		const binding = PasidBinding.bind(device, pasid, this, domain, (gone) => {
			this.#users.delete(gone);
			gone.ended?.();
		});
		if (typeof binding === 'number') {
			if (added) this.#tables.remove(format);
			return binding;
		}
		binding.ended = ended;
		this.#users.add(binding);
		return Errno.OK;
	}

	/**
	 * Moves a PASID of the device that is bound to this space to another of the guest's (as
	 * `iommu_replace_group_handle`): the groups of this space are answered INVALID before the PASID translates
	 * through the other, and none that comes meanwhile is delivered. `done` is called once that is complete, maybe
	 * before this returns: OK; or why the PASID is bound here as before, or, where that does not work any more
	 * either or the other space went meanwhile, why it is not bound at all (then `ended` of its binding was called, as
	 * it otherwise will be when the PASID leaves the other space).
	 *
	 * EINVAL, without `done` and with nothing changed: not bound to this space, or being unbound, or the other is
	 * this one or another guest's. ENOENT: the other is being destroyed. ENOMEM: it has no memory for a
	 * table of the format that the device needs.
	 */
	move(device: VfioDevice, pasid: number, to: GuestSpace, done: (errno: Errno) => void): Errno {
		const binding = device.bindings.get(pasid);
		if (binding === undefined || binding.space !== this || !binding.accepts) return Errno.EINVAL;
		if (to === this || to.guest !== this.guest) return Errno.EINVAL;
		const errno = to.#prepare(device.device.iommu);
		if (errno !== Errno.OK) return errno;
		const { ended } = binding;
		binding.ended = undefined;
		binding.unbind(() => {
			const moved = to.bind(device, pasid, ended);
			if (moved !== Errno.OK && this.bind(device, pasid, ended) !== Errno.OK) ended?.();
			done(moved);
		});
		return Errno.OK;
	}

	/**
	 * Ends the translation of a PASID. `done` is called once its caches are invalidated, its page requests
	 * drained and its pending groups answered INVALID, which may be before this returns; while that is
	 * under way another call waits for the same end. EINVAL, without `done`: not bound to this space.
	 */
	unbind(device: VfioDevice, pasid: number, done: () => void): Errno {
		const binding = device.bindings.get(pasid);
		if (binding === undefined || binding.space !== this) return Errno.EINVAL;
		binding.unbind(done);
		return Errno.OK;
	}

	/**
	 * Fills a frame with `contents[at..at + 4095]` before it is mapped. BAD_FRAME; FRAME_IN_USE while a
	 * page stands for it or an unmapping of it is not complete.
	 */
	fill(frame: number, contents: Uint8Array, at: number): MapOutcome {
		const refusal = this.#checkFill(frame);
		if (refusal !== MapOutcome.OK) return this.#refuse(refusal);
		this.guest.memory.write(frame, contents, at);
		this.guest.counters.bytesIn += FRAME_BYTES;
		return MapOutcome.OK;
	}

	/** Fills a frame with zeros; refusals as `fill`. */
	zero(frame: number): MapOutcome {
		const refusal = this.#checkFill(frame);
		if (refusal !== MapOutcome.OK) return this.#refuse(refusal);
		this.guest.memory.zero(frame);
		return MapOutcome.OK;
	}

	/**
	 * Maps a page to a frame with the `MapFlag` bits READ (required), WRITE and EXEC; the bits that ask
	 * for filling are ignored. A page that has the frame already may gain permissions, never lose any.
	 * A refusal changes nothing: UNKNOWN_SPACE, BAD_PAGE, BAD_FRAME, BAD_PERMISSION, FRAME_IN_USE,
	 * PAGE_MAPPED, or RESOURCE_EXHAUSTED when no frame is left for a table (an unmap frees empty ones).
	 */
	map(page: number, frame: number, flags: number): MapOutcome {
		if (this.#state !== 'open') return this.#refuse(MapOutcome.UNKNOWN_SPACE);
		if (!(page >= 0 && page < FIRST_LEVEL_PAGES)) return this.#refuse(MapOutcome.BAD_PAGE);
		if (!this.#leased(frame)) return this.#refuse(MapOutcome.BAD_FRAME);
		if ((flags & MapPermission.READ) === 0 || (flags & ~(PERMISSIONS | FILL_FLAGS)) !== 0)
			return this.#refuse(MapOutcome.BAD_PERMISSION);
		const { frameTable, counters } = this.guest;
		if (frameTable.isUnmapping(frame)) return this.#refuse(MapOutcome.FRAME_IN_USE);
		const result = this.#tables.map(page, frame, flags & PERMISSIONS);
		if (result === EditResult.CONFLICT) return this.#refuse(MapOutcome.PAGE_MAPPED);
		if (result === EditResult.NO_TABLE) return this.#refuse(MapOutcome.RESOURCE_EXHAUSTED);
		if (result === EditResult.MAPPED) {
			frameTable.map(frame);
			this.#mapped++;
		} else if (result === EditResult.GAINED) {
			this.#invalidateNew(page);
		}
		if (this.#users.cacheAbsent && result !== EditResult.GAINED) this.#invalidateNew(page);
		counters.maps++;
		return MapOutcome.OK;
	}

	/**
	 * Takes pages away in law 4's order: clears the entries, invalidates IOTLB and ATC of every user, and
	 * once that is complete calls `done`, which may be before this returns. Inside `done` the dirty frames
	 * hold what devices wrote (`copyOut`); when it returns, the pages and their frames are free.
	 *
	 * Returns OK, or why there will be no `done` and nothing changed: UNKNOWN_SPACE, or
	 * RESOURCE_EXHAUSTED while `unmapLimit` requests are not complete. Rows are refused one by one, in
	 * the outcome; a page named twice is not mapped the second time.
	 */
	unmap(pages: ArrayLike<number>, done: (outcome: UnmapOutcome) => void): MapOutcome {
		if (this.#state !== 'open') return this.#refuse(MapOutcome.UNKNOWN_SPACE);
		if (this.#unmapsUnderWay >= this.unmapLimit) return this.#refuse(MapOutcome.RESOURCE_EXHAUSTED);
		const batch = this.#clear(pages, done);
		this.guest.counters.unmaps++;
		this.#unmapsUnderWay++;
		// The tables that earlier unmaps emptied go with this one.
		const invalid = batch.pages.slice();
		this.#tables.unlinkEmpty(batch.tables, invalid);
		if (invalid.length === 0) {
			this.#complete(batch);
			return MapOutcome.OK;
		}
		const leafOnly = batch.tables.length === 0;
		const runs = toPageRuns(invalid);
		this.#users.invalidate(runs, FIRST_LEVEL_PAGES, leafOnly, () => this.#complete(batch));
		return MapOutcome.OK;
	}

	/**
	 * Fills `into` anew with mapped pages from page `from` on, ascending. Returns the page to go on from, -1: there
	 * are no more. Pages whose unmapping is not complete are not there.
	 */
	list(from: number, into: MappedPages): number {
		into.count = 0;
		return this.#state === 'closed' ? -1 : this.#tables.list(from, into);
	}

	/**
	 * Copies a frame's 4096 bytes to `into[at..]` for the agent, and counts it as written back. To be
	 * used inside the `done` of an unmap. BAD_FRAME: not the session's. UNKNOWN_SPACE: it is gone, and
	 * the frames may be another's.
	 */
	copyOut(frame: number, into: Uint8Array, at: number): MapOutcome {
		if (this.#state === 'closed') return this.#refuse(MapOutcome.UNKNOWN_SPACE);
		if (!this.#leased(frame)) return this.#refuse(MapOutcome.BAD_FRAME);
		this.guest.memory.read(frame, into, at);
		this.guest.counters.writebacks++;
		this.guest.counters.bytesOut += FRAME_BYTES;
		return MapOutcome.OK;
	}

	/**
	 * Unbinds all PASIDs, waits for the unmaps under way, and frees tables and frames, whose contents are
	 * lost to the agent. `done` is called after that, which may be before this returns.
	 */
	destroy(done: () => void): void {
		if (this.#state === 'closed') {
			done();
			return;
		}
		this.#closers.push(done);
		if (this.#state === 'closing') return;
		this.#state = 'closing';
		for (const binding of this.#users.list()) binding.unbind(() => this.#closeIfIdle());
		this.#closeIfIdle();
	}

	/** Makes sure that a device behind the IOMMU could be bound. ENOENT, ENOMEM. */
	#prepare(iommu: IommuDriver): Errno {
		if (this.#state !== 'open') return Errno.ENOENT;
		const domain = this.#domainFor(iommu);
		if (typeof domain === 'number') return domain;
		const format = iommu.firstLevelFormat;
		const there = this.#tables.root(format) !== -1 || this.#tables.add(format);
		return there ? Errno.OK : Errno.ENOMEM;
	}

	/** The guest's second level as the driver sees it, under the space's domain id; or ENOMEM. */
	#domainFor({ secondLevelFormat }: IommuDriver): DomainRef | Errno {
		return this.guest.domain.ref(secondLevelFormat, this.domainId);
	}

	/**
	 * Makes caches forget that a page could be used for less, or not at all. Nobody waits for it: the response that
	 * lets a device try again comes behind it in the IOMMU's queue.
	 */
	#invalidateNew(page: number): void {
		this.#users.invalidate({ pages: [page], counts: [1] }, FIRST_LEVEL_PAGES, true, () => {});
	}

	#clear(pages: ArrayLike<number>, done: (outcome: UnmapOutcome) => void): Unmapping {
		const outcome = {
			refusedRows: [] as number[],
			refusedCodes: [] as MapOutcome[],
			dirtyRows: [] as number[],
			dirtyFrames: [] as number[],
		};
		const batch: Unmapping = { pages: [], frames: [], tables: [], outcome, done };
		const tables = this.#tables;
		for (let row = 0; row < pages.length; row++) {
			const page = pages[row]!;
			const inside = page >= 0 && page < FIRST_LEVEL_PAGES;
			if (!inside || !tables.clear(page)) {
				outcome.refusedRows.push(row);
				outcome.refusedCodes.push(inside ? MapOutcome.PAGE_NOT_MAPPED : MapOutcome.BAD_PAGE);
				this.guest.counters.refused++;
				continue;
			}
			this.guest.frameTable.beginUnmap(tables.frame);
			batch.pages.push(page);
			batch.frames.push(tables.frame);
			if (!tables.dirty) continue;
			outcome.dirtyRows.push(row);
			outcome.dirtyFrames.push(tables.frame);
		}
		this.#mapped -= batch.pages.length;
		this.guest.counters.evictions += batch.pages.length;
		return batch;
	}

	#complete(batch: Unmapping): void {
		try {
			batch.done(batch.outcome);
		} finally {
			for (const page of batch.pages) this.#tables.release(page);
			for (const frame of batch.frames) this.guest.frameTable.endUnmap(frame);
			this.#tables.freeTables(batch.tables);
			this.#unmapsUnderWay--;
			this.#closeIfIdle();
		}
	}

	#closeIfIdle(): void {
		if (this.#state !== 'closing' || this.#users.size > 0 || this.#unmapsUnderWay > 0) return;
		this.#state = 'closed';
		this.#tables.destroy((frame) => this.guest.frameTable.unmap(frame));
		this.#mapped = 0;
		this.guest.domainIds.free(this.domainId);
		this.guest.spaces.delete(this);
		const closers = this.#closers;
		this.#closers = [];
		for (const done of closers) done();
	}

	#checkFill(frame: number): MapOutcome {
		if (this.#state !== 'open') return MapOutcome.UNKNOWN_SPACE;
		if (!this.#leased(frame)) return MapOutcome.BAD_FRAME;
		if (this.guest.frameTable.isMapped(frame)) return MapOutcome.FRAME_IN_USE;
		return MapOutcome.OK;
	}

	#leased(frame: number): boolean {
		return frame >= this.lease.first && frame < this.#leaseEnd;
	}

	#refuse(outcome: MapOutcome): MapOutcome {
		this.guest.counters.refused++;
		return outcome;
	}
}
