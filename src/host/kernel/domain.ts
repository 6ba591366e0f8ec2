import type { PhysicalMemory } from '../../emulator/memory.js';
import { Errno } from './errno.js';
import type { DomainRef } from './fault-source.js';
import type { FrameAllocator } from './frames.js';
import { SecondLevelTable } from './table/second-level.js';

/**
 * What a guest's devices may reach: guest frame g is host frame `firstFrame` + g, for g below
 * `guestFrames`, and nothing else (law of isolation). Owns the second-level table; the frames behind it
 * belong to whoever made the guest.
 */
export class Domain implements DomainRef {
	readonly id: number;
	readonly firstFrame: number;
	readonly guestFrames: number;
	readonly addressWidth = 48;
	readonly #table: SecondLevelTable;

	private constructor(
		id: number,
		firstFrame: number,
		guestFrames: number,
		table: SecondLevelTable,
	) {
		this.id = id;
		this.firstFrame = firstFrame;
		this.guestFrames = guestFrames;
		this.#table = table;
	}

	/**
	 * `id` is 16 bits and unique on this host, 1 or more, since some IOMMUs keep 0 for themselves; the
	 * guest's `guestFrames` frames lie together from host frame `firstFrame` on; `frames` gives the table's.
	 * `largePages` allows 2 MiB leaves, where the addresses are aligned alike; the IOMMU must be capable.
	 * EINVAL: the id, or the guest's frames are out of range. ENOMEM: no frames for the table; those taken
	 * are given back.
	 */
	static create(
		id: number,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		firstFrame: number,
		guestFrames: number,
		largePages = false,
	): Domain | Errno {
		if (!Number.isInteger(id) || id < 1 || id > 0xffff) return Errno.EINVAL;
		if (!Number.isInteger(firstFrame) || !Number.isInteger(guestFrames)) return Errno.EINVAL;
		if (firstFrame < 0 || guestFrames < 1 || firstFrame + guestFrames > memory.frames)
			return Errno.EINVAL;
		const table = SecondLevelTable.create(memory, frames, largePages);
		if (table === undefined) return Errno.ENOMEM;
		const errno = table.map(0, firstFrame, guestFrames);
		if (errno === Errno.OK) return new Domain(id, firstFrame, guestFrames, table);
		table.destroy();
		return errno;
	}

	get secondLevelRoot(): number {
		return this.#table.root;
	}

	/** Frames that the second-level table takes. */
	get tableFrames(): number {
		return this.#table.tableFrames;
	}

	/**
	 * Gives the table's frames back. Every PASID that was bound with this domain must be unbound, and that
	 * complete. May be called again.
	 */
	destroy(): void {
		this.#table.destroy();
	}
}
