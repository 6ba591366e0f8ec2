import type { PhysicalMemory } from '../../emulator/memory.js';
import { Errno } from './errno.js';
import type { DomainRef } from './fault-source.js';
import type { FrameAllocator } from './frames.js';
import type { SecondLevelFormat } from './table/formats.js';
import { SecondLevelTable } from './table/second-level.js';
import { TableWindow } from './table/table-window.js';

/** A guest's second level, in whatever formats the IOMMUs before its devices walk. */
export interface GuestDomain {
	/** Domain id, 16 bits, unique on this host. */
	readonly id: number;
	/**
	 * The domain as drivers of a format see it, under domain id `id` in place of its own. ENOMEM: no frames
	 * for a table of the format.
	 */
	ref(format: SecondLevelFormat, id?: number): DomainRef | Errno;
}

/** The machine's frames that a domain translates to, and where its tables' come from. */
export interface DomainMemory {
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	/** 2 MiB leaves in a format in which not every unit has them. */
	readonly largePages: boolean;
}

/** One of a domain's tables, and the window of drivers' own pages in it. */
interface DomainTable {
	readonly level: SecondLevelTable;
	readonly window: TableWindow;
}

/**
 * What a guest's devices may reach: guest frame g is host frame `firstFrame` + g, for g below
 * `guestFrames`, and nothing else (law of isolation), but for what hardware itself reads there (`TablePages`). Owns one second-level table for each format that was
 * asked for, all with the same pages; the frames behind them belong to whoever made the guest.
 */
export class Domain implements GuestDomain {
	readonly id: number;
	readonly firstFrame: number;
	readonly guestFrames: number;
	readonly #place: DomainMemory;
	readonly #tables = new Map<SecondLevelFormat, DomainTable>();

	private constructor(id: number, firstFrame: number, guestFrames: number, place: DomainMemory) {
		this.id = id;
		this.firstFrame = firstFrame;
		this.guestFrames = guestFrames;
		this.#place = place;
	}

	/**
	 * `id` is 16 bits and unique on this host, 1 or more, since some IOMMUs keep 0 for themselves; the
	 * guest's `guestFrames` frames lie together from host frame `firstFrame` on; `frames` gives the tables'.
	 * `largePages` allows 2 MiB leaves, where the addresses are aligned alike, also in a format in which the
	 * IOMMU must be capable of them. Tables of `formats` are made now, others when they are asked for.
	 * EINVAL: the id, or the guest's frames are out of range. ENOMEM: no frames for the tables; those taken
	 * are given back.
	 */
	static create(
		id: number,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		firstFrame: number,
		guestFrames: number,
		largePages: boolean,
		formats: readonly SecondLevelFormat[],
	): Domain | Errno {
		if (!Number.isInteger(id) || id < 1 || id > 0xffff) return Errno.EINVAL;
		if (!Number.isInteger(firstFrame) || !Number.isInteger(guestFrames)) return Errno.EINVAL;
		if (firstFrame < 0 || guestFrames < 1 || firstFrame + guestFrames > memory.frames)
			return Errno.EINVAL;
		const domain = new Domain(id, firstFrame, guestFrames, { memory, frames, largePages });
		for (const format of formats) {
			const made = domain.ref(format);
			if (typeof made !== 'number') continue;
			domain.destroy();
			return made;
		}
		return domain;
	}

	ref(format: SecondLevelFormat, id = this.id): DomainRef | Errno {
		const table = this.#tables.get(format) ?? this.#make(format);
		if (typeof table === 'number') return table;
		const { root, addressWidth } = table.level;
		return { id, secondLevelRoot: root, addressWidth, tablePages: table.window };
	}

	/** Frames that the second-level tables take. */
	get tableFrames(): number {
		let sum = 0;
		for (const { level } of this.#tables.values()) sum += level.tableFrames;
		return sum;
	}

	/**
	 * Gives the tables' frames back. Every PASID that was bound with this domain must be unbound, and that
	 * complete. May be called again.
	 */
	destroy(): void {
		for (const { level } of this.#tables.values()) level.destroy();
		this.#tables.clear();
	}

	#make(format: SecondLevelFormat): DomainTable | Errno {
		const { memory, frames, largePages } = this.#place;
		const level = SecondLevelTable.create(memory, frames, format, largePages);
		if (level === undefined) return Errno.ENOMEM;
		const errno = level.map(0, this.firstFrame, this.guestFrames);
		if (errno === Errno.OK) {
			const table = { level, window: new TableWindow(level, this.guestFrames) };
			this.#tables.set(format, table);
			return table;
		}
		level.destroy();
		return errno;
	}
}
