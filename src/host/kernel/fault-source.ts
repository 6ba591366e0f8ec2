import type { Device } from './device.js';
import type { Errno } from './errno.js';
import type { ResponseCode } from './fault.js';
import type { FirstLevelFormat, SecondLevelFormat } from './table/formats.js';

/**
 * Where generic faults come from and where their responses go back to: the seam behind which a real
 * kernel's fault queue could stand. Today every source is an IOMMU driver over an emulated IOMMU.
 *
 * A source reports with `FaultCore.reportDeviceFault` and never answers a page request by itself:
 * whatever becomes of a reported last page, the core calls `pageResponse` for its group exactly once.
 */
export interface FaultSource {
	readonly name: string;
	/**
	 * Queues the response of one group towards the hardware. `pasid` is -1 when the response carries
	 * none; `flags` are the `PageRequestFlag`s of the group's last request. Must not call back into the
	 * core: what the response sets going starts with `flush`.
	 * Returns ENODEV when the device is gone (then there is nobody to answer), else OK.
	 */
	pageResponse(
		device: Device,
		grpid: number,
		pasid: number,
		flags: number,
		code: ResponseCode,
	): Errno;
	/** Makes everything queued by `pageResponse` take effect. The core calls it once for each batch. */
	flush(): void;
}

/** The PASID of requests without one, where a PASID is bound, invalidated or told. */
export const NO_PASID = -1;

/** The root of a first-level (stage 1) table of the driver's format, in the terms of the domain's guest. */
export interface FirstLevelTable {
	/** Guest page number of the top table; the guest is the domain's. */
	readonly rootPage: number;
}

/**
 * Runs of pages to invalidate: `pages[i]` is the first page of run i, `counts[i]` its length.
 * Runs are disjoint and ascending.
 */
export interface PageRuns {
	readonly pages: readonly number[];
	readonly counts: readonly number[];
}

/**
 * What a driver has counted of its unit's queues, all devices behind it together, since it was made. Undefined: the unit
 * has no such queue.
 */
export interface QueueCounters {
	/** Times that the queue of page requests had no room; what found none is asked for again. */
	readonly overflows?: number;
	/** Times that the queue, log or registers of unrecoverable faults had no room: an unknown number was lost each time. */
	readonly faultOverflows: number;
	/** Responses that waited for room in the queue of commands, and those that the hardware did not take. */
	readonly responsesDelayed?: number;
	readonly responsesLost?: number;
}

/**
 * An IOMMU driver: a fault source that also attaches devices to domains and keeps their caches
 * honest (the part of `struct iommu_ops` that Faultline needs).
 */
export interface IommuDriver extends FaultSource {
	/** `vtd`, `smmuv3`, `amdvi`, `riscv` or `virtio`. */
	readonly kind: string;
	/** Undefined: it counts nothing. */
	readonly counters?: QueueCounters;
	/** Largest PASID the unit translates plus one. */
	readonly maxPasids: number;
	/** What the unit walks: the formats of the tables that `bindPasid` is given. */
	readonly firstLevelFormat: FirstLevelFormat;
	readonly secondLevelFormat: SecondLevelFormat;
	/**
	 * What is not there is cached too, or the unit walks no tables and is told of each page (VT-d calls the first
	 * caching mode, CAP.CM): a page that becomes present, or gains a permission, is to be invalidated as one that
	 * goes. Undefined: false.
	 */
	readonly cachesAbsent?: boolean;
	/** Sets up what the device needs before any domain (its context entry); it is blocked after this. */
	probeDevice(device: Device): Errno;
	/** Undoes `probeDevice`. EBUSY while a PASID is bound. */
	releaseDevice(device: Device): Errno;
	/**
	 * Makes `pasid` of the device (NO_PASID: its requests without one) translate through `table`, nested on the
	 * domain's second level. EBUSY: the PASID is bound already. EINVAL: PASID out of range, or requests without
	 * one cannot be translated. ENOMEM: no memory for tables. EIO: the unit failed.
	 */
	bindPasid(device: Device, domain: DomainRef, pasid: number, table: FirstLevelTable): Errno;
	/**
	 * Clears the PASID's entry, invalidates PASID cache, IOTLB and ATC, drains page requests into the
	 * core, and then calls `done`. Groups of the PASID that are pending stay pending: retire them after.
	 */
	unbindPasid(device: Device, pasid: number, done: () => void): Errno;
	/**
	 * Law 4's order for changed first-level entries of one address space: IOTLB of (domain, PASID), then
	 * the ATC of each device in `users`, then a wait; `done` is called once all of it is complete.
	 * `leafOnly` says that no table page was unlinked.
	 */
	invalidate(
		domain: DomainRef,
		users: readonly PasidUser[],
		runs: PageRuns,
		leafOnly: boolean,
		done: () => void,
	): void;
	/**
	 * Reports the faults that the hardware had queued before, and calls `done` once it has carried out everything that was
	 * queued for it up to then, responses above all: `flush` only tells it to, and a queue that waits, for a device that
	 * does not complete or is gone, holds up what others are owed too. Whoever makes a function forget its groups ends
	 * its page requests, and waits for this, before. `done` comes after the running code has returned.
	 */
	settle(done: () => void): void;
}

/** One (device, PASID) that an address space is bound to; the PASID may be NO_PASID. */
export interface PasidUser {
	readonly device: Device;
	readonly pasid: number;
}

/** What a driver needs of a domain: its id and the second-level table under it, of the driver's format. */
export interface DomainRef {
	/** Domain id, 16 bits, unique on this host. */
	readonly id: number;
	/** Host frame number of the second-level top table, the first where it has several. */
	readonly secondLevelRoot: number;
	/** Address width that the second level translates, in bits (48: four levels; 50 for Sv48x4). */
	readonly addressWidth: number;
	/** Guest pages for what the hardware looks up through the second level on its way to first-level tables. */
	readonly tablePages: TablePages;
}

/**
 * Where nested hardware finds a driver's own tables. An SMMU reads context descriptors through the second level,
 * an AMD IOMMU GCR3 tables, a RISC-V IOMMU process directories: their addresses are guest physical ones, but the
 * tables are the driver's and not the guest's. So the driver puts them into host frames of its own and gives those
 * guest pages, above everything that the guest has: hardware may read them there, nobody may write them, and no page
 * of an agent can be mapped to them.
 */
export interface TablePages {
	/**
	 * Lets hardware read `count` adjacent host frames from `frame` on. Returns the first of as many adjacent guest
	 * pages, a multiple of `count` rounded up to a power of two; -1: no pages or no memory for tables are left.
	 */
	map(frame: number, count: number): number;
	/** Ends that for all pages of one `map`: nothing leads there any more, and no cache of the second level holds them. */
	unmap(page: number, count: number): void;
}
