import { AreaTable, Permission } from './areas.js';
import { GroupTable } from './group-table.js';
import { PageStore } from './page-store.js';
import { PageTable } from './page-table.js';
import type { PagerErrorEvent, SpacePort } from './space-port.js';

export interface AddressSpaceOptions {
	/** For events and messages; default "space". */
	readonly name?: string;
	/** Pages that may be resident at a time; default 0: as many as the host leases frames. */
	readonly residentLimit?: number;
	/** Absent pages after a missing one that are loaded with it while frames are free; default 0. */
	readonly faultAround?: number;
	/** Calls of pagers' `read` that may be under way at a time; default 64. */
	readonly maxPageIns?: number;
	/** Pages of private and anonymous areas that can be swapped out (4 KiB each); default 65536. */
	readonly swapLimitPages?: number;
}

/** Counts since the address space was made. */
export interface SpaceCounters {
	/** Page requests, and groups of them. */
	faults: number;
	groups: number;
	/** Groups answered, by answer, and groups that ended without one because the host had answered. */
	success: number;
	invalid: number;
	silenced: number;
	/** Groups whose pages were all resident. */
	hits: number;
	/** Groups answered INVALID, by reason. */
	unmappedAddress: number;
	accessDenied: number;
	pagerRead: number;
	pagerWrite: number;
	exhausted: number;
	refused: number;
	stopped: number;
	/** Pages mapped; of those, zero pages, pages from swap, and pages that no group had asked for. */
	pageIns: number;
	zeroPages: number;
	swapIns: number;
	faultAround: number;
	/** Calls of pagers. */
	pagerReads: number;
	pagerWrites: number;
	/** Pages taken away; of those, pages whose contents were written back (to pager or swap). */
	evictions: number;
	writebacks: number;
	/** Pages that a pager failed to read or write. */
	readFailures: number;
	writeFailures: number;
	/** Mappings that the host refused. */
	refusedMaps: number;
	/** Pages that may have been written to when a session was lost. */
	lostDirty: number;
}

const COUNTERS: SpaceCounters = {
	faults: 0,
	groups: 0,
	success: 0,
	invalid: 0,
	silenced: 0,
	hits: 0,
	unmappedAddress: 0,
	accessDenied: 0,
	pagerRead: 0,
	pagerWrite: 0,
	exhausted: 0,
	refused: 0,
	stopped: 0,
	pageIns: 0,
	zeroPages: 0,
	swapIns: 0,
	faultAround: 0,
	pagerReads: 0,
	pagerWrites: 0,
	evictions: 0,
	writebacks: 0,
	readFailures: 0,
	writeFailures: 0,
	refusedMaps: 0,
	lostDirty: 0,
};

/** Frames that the low-water mark keeps free at most, and the share of the limit that it is otherwise. */
const LOW_WATER_MAX = 1024;
const LOW_WATER_SHARE = 16;
/** Room for contents that cannot be written back is never less than this many pages. */
const HELD_MIN = 4096;

/**
 * What the parts of one address space share: its tables, its limits and the session that serves it now.
 * Only the engine attaches and detaches; the parts change the tables that are theirs to change.
 */
export class SpaceState {
	readonly name: string;
	readonly residentLimit: number;
	readonly faultAround: number;
	readonly maxPageIns: number;
	readonly areas = new AreaTable();
	readonly pages = new PageTable();
	readonly groups = new GroupTable();
	/** Contents of private and anonymous pages that were written to; kept while the page is resident. */
	readonly swap: PageStore;
	/** Dirty contents that could not be written back yet. They are newer than the pager and the swap. */
	readonly held: PageStore;
	readonly counters: SpaceCounters = { ...COUNTERS };
	/** Undefined: no session serves the space. */
	port: SpacePort | undefined;
	/** The number of the space on that session. */
	id = 0;
	/** Pages that may hold a frame on this session. */
	limit = 0;
	/** Eviction begins below `lowWater` free pages and aims at `highWater`; both 0 for a small limit. */
	lowWater = 0;
	highWater = 0;
	onPagerError: ((event: PagerErrorEvent) => void) | undefined;

	constructor(options: Required<AddressSpaceOptions>) {
		this.name = options.name;
		this.residentLimit = options.residentLimit;
		this.faultAround = options.faultAround;
		this.maxPageIns = options.maxPageIns;
		this.swap = new PageStore(options.swapLimitPages);
		this.held = new PageStore(Math.max(HELD_MIN, options.swapLimitPages, options.residentLimit));
	}

	attach(port: SpacePort, id: number): void {
		const { total } = port.frames;
		this.port = port;
		this.id = id;
		this.limit = this.residentLimit > 0 ? Math.min(this.residentLimit, total) : total;
		this.pages.expect(this.limit);
		this.lowWater = Math.min(LOW_WATER_MAX, Math.floor(this.limit / LOW_WATER_SHARE));
		this.highWater = this.lowWater * 2;
	}

	/** Frames that the space could take now. */
	get available(): number {
		const free = this.port?.frames.available ?? 0;
		return Math.min(this.limit - this.pages.framed, free);
	}

	/** True when devices can write to the pages of an area. */
	writable(area: number): boolean {
		return (this.areas.permissions[area]! & Permission.WRITE) !== 0;
	}
}
