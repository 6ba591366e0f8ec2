import type { GuestDomain } from '../domain.js';
import type { DomainIds } from '../domain-ids.js';
import { Errno } from '../errno.js';
import type { GuestMemory } from '../guest-memory.js';
import type { FirstLevelFormat } from '../table/formats.js';
import { TableFrames } from '../table/table-frames.js';
import { type FrameLease, GuestFrames } from './guest-frames.js';
import { GuestSpace } from './guest-space.js';
import { SpaceTables } from './space-tables.js';
import type { VfioDevice } from './vfio-device.js';

/** Unmap requests of one space that may be incomplete unless told otherwise. */
export const DEFAULT_UNMAP_LIMIT = 64;

export interface GuestOptions {
	/** Unique on the host. */
	readonly name: string;
	/** At least `frames` + `tableFrames` frames. */
	readonly memory: GuestMemory;
	/**
	 * The second level under all of the guest's address spaces; it maps the whole memory. Its id is for what
	 * translates through the second level alone.
	 */
	readonly domain: GuestDomain;
	/** Where the address spaces' own domain ids come from: one for all guests of the host. */
	readonly domainIds: DomainIds;
	/** Frames that agents may use: guest frames 0 to `frames` - 1. */
	readonly frames: number;
	/** Frames right above those, for first-level tables. */
	readonly tableFrames: number;
	/** Unmap requests of one space that may be incomplete; default 64. */
	readonly unmapLimit?: number;
}

/** What a guest's agents did, since the guest was made. */
export class GuestCounters {
	/** Pages mapped; a permission added to a mapped page counts too. */
	maps = 0;
	/** Unmap requests. */
	unmaps = 0;
	/** Pages unmapped, */
	evictions = 0;
	/** and those of them whose contents were read for the agent. */
	writebacks = 0;
	/** Bytes of page contents from and to agents. */
	bytesIn = 0;
	bytesOut = 0;
	/** Requests and rows refused. */
	refused = 0;
}

/**
 * A guest: its memory, the domain over it, the frames its sessions lease, its address spaces, and the
 * devices assigned to it. Knows no sessions: they are the relay's.
 *
 *      guest frames   0 .. frames - 1         leased to sessions, the only ones that a page can be mapped to
 *                     frames .. + tableFrames first-level tables, which no device can reach
 */
export class Guest {
	readonly name: string;
	readonly memory: GuestMemory;
	readonly domain: GuestDomain;
	readonly domainIds: DomainIds;
	/** Frames that agents may use. */
	readonly frames: number;
	readonly frameTable: GuestFrames;
	readonly tables: TableFrames;
	readonly counters = new GuestCounters();
	/** Assigned devices, in the order of assignment. VfioDriver adds and removes them. */
	readonly devices = new Set<VfioDevice>();
	/** Spaces that are not destroyed. */
	readonly spaces = new Set<GuestSpace>();
	readonly #unmapLimit: number;

	constructor(options: GuestOptions) {
		if (options.frames + options.tableFrames > options.memory.frames)
			throw new RangeError(
				`guest ${options.name}: ${options.frames} frames and ${options.tableFrames} for tables, its memory has ${options.memory.frames}`,
			);
		this.name = options.name;
		this.memory = options.memory;
		this.domain = options.domain;
		this.domainIds = options.domainIds;
		this.frames = options.frames;
		this.frameTable = new GuestFrames(options.memory, options.frames);
		this.tables = new TableFrames(options.memory, options.frames, options.tableFrames);
		this.#unmapLimit = options.unmapLimit ?? DEFAULT_UNMAP_LIMIT;
	}

	/**
	 * Gives a session `wanted` frames in a row, all of which read 0; 0 wanted: all of the largest gap.
	 * Undefined when no gap is that large. The session returns them with `releaseFrames`.
	 */
	leaseFrames(wanted: number, most?: number): FrameLease | undefined {
		return this.frameTable.lease(wanted, most);
	}

	/**
	 * Takes a session's frames back and zeroes them: destroy its spaces first, and wait until they are.
	 * EINVAL: no such lease. EBUSY: a space still maps from it; nothing changed.
	 */
	releaseFrames(lease: FrameLease): Errno {
		for (const space of this.spaces) if (space.lease === lease) return Errno.EBUSY;
		return this.frameTable.release(lease);
	}

	/**
	 * An empty address space whose pages can be mapped to the lease's frames, bound to nothing. It begins with
	 * a table of `format`: that of the first device to be bound; others come when they are needed. EINVAL:
	 * no such lease. ENOMEM: no frame is left for its table. ENOSPC: no domain id is left on the host.
	 */
	createSpace(lease: FrameLease, format: FirstLevelFormat): GuestSpace | Errno {
		if (!this.frameTable.holds(lease)) return Errno.EINVAL;
		const id = this.domainIds.allocate();
		if (id === -1) return Errno.ENOSPC;
		const tables = SpaceTables.create(this.tables, format);
		if (tables === undefined) {
			this.domainIds.free(id);
			return Errno.ENOMEM;
		}
		const space = new GuestSpace(this, lease, id, tables, this.#unmapLimit);
		this.spaces.add(space);
		return space;
	}
}
