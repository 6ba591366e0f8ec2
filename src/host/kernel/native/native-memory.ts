import type { PhysicalMemory } from '../../../emulator/memory.js';
import { Domain } from '../domain.js';
import type { DomainIds } from '../domain-ids.js';
import { EmulatedGuestMemory } from '../emulated-guest-memory.js';
import { Errno } from '../errno.js';
import type { IommuDriver } from '../fault-source.js';
import type { FrameAllocator } from '../frames.js';
import type { GuestMemory } from '../guest-memory.js';
import { TableFrames } from '../table/table-frames.js';
import { type NativeArea, NativeSpace } from './native-space.js';

/** Where native drivers get memory from: the machine's, as guests do. */
export interface NativeResources {
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	/** The host's one instance. */
	readonly domainIds: DomainIds;
}

/** Table frames beside the pages: one for so many of these, and some for the upper levels. */
const PAGES_PER_TABLE_FRAME = 8;
const UPPER_TABLE_FRAMES = 64;

/**
 * The host's own memory that one device of a native driver may reach, and no other: frames of the machine behind
 * a second level of its own, as a guest's are. It is the bound of what the device can make the host spend.
 *
 *      frames   0 .. pages - 1         given to pages on demand, all read 0 before
 *               pages .. + tableFrames first-level tables, which no device can reach by translation
 */
export class NativeMemory {
	readonly memory: GuestMemory;
	/** Frames for pages. */
	readonly pages: number;
	readonly tables: TableFrames;
	readonly #resources: NativeResources;
	readonly #domain: Domain;
	readonly #first: number;
	readonly #spaces: NativeSpace[] = [];
	#used = 0;

	private constructor(resources: NativeResources, domain: Domain, pages: number) {
		const { firstFrame, guestFrames } = domain;
		this.#resources = resources;
		this.#domain = domain;
		this.#first = firstFrame;
		this.pages = pages;
		this.memory = new EmulatedGuestMemory(resources.memory, firstFrame, guestFrames);
		this.tables = new TableFrames(this.memory, pages, guestFrames - pages);
	}

	/** Room for `pages` pages. ENOMEM: the machine has no run of frames that long. ENOSPC: no domain id is left. */
	static create(resources: NativeResources, pages: number): NativeMemory | Errno {
		const { memory, frames, domainIds } = resources;
		const count = pages + UPPER_TABLE_FRAMES + Math.ceil(pages / PAGES_PER_TABLE_FRAME);
		const first = frames.allocateRange(count);
		if (first === -1) return Errno.ENOMEM;
		const id = domainIds.allocate();
		if (id === -1) {
			frames.freeRange(first, count);
			return Errno.ENOSPC;
		}
		const domain = Domain.create(id, memory, frames, first, count, true, []);
		if (typeof domain !== 'number') return new NativeMemory(resources, domain, pages);
		domainIds.free(id);
		frames.freeRange(first, count);
		return domain;
	}

	/** Frames that pages have. */
	get used(): number {
		return this.#used;
	}

	/**
	 * An empty address space that devices behind the IOMMU can be bound to. ENOMEM: no frames for tables. ENOSPC: no
	 * domain id is left.
	 */
	createSpace(iommu: IommuDriver, areas: readonly NativeArea[]): NativeSpace | Errno {
		const { domainIds } = this.#resources;
		const id = domainIds.allocate();
		if (id === -1) return Errno.ENOSPC;
		const domain = this.#domain.ref(iommu.secondLevelFormat, id);
		const space =
			typeof domain === 'number'
				? domain
				: NativeSpace.create(this, domain, iommu.firstLevelFormat, areas);
		if (typeof space === 'number') domainIds.free(id);
		else this.#spaces.push(space);
		return space;
	}

	/** A frame that reads 0; -1: all have pages. */
	takeFrame(): number {
		return this.#used < this.pages ? this.#used++ : -1;
	}

	/**
	 * Gives everything back, spaces and contents included. No PASID may be bound to any of the spaces, and that complete.
	 */
	destroy(): void {
		const { memory, frames, domainIds } = this.#resources;
		for (const space of this.#spaces) {
			space.destroy();
			domainIds.free(space.domain.id);
		}
		const { guestFrames, id } = this.#domain;
		this.#domain.destroy();
		domainIds.free(id);
		// The next owner of these frames must not read what this one's device wrote.
		for (let i = 0; i < guestFrames; i++) memory.discard(this.#first + i);
		frames.freeRange(this.#first, guestFrames);
	}
}
