import { Errno } from '../errno.js';
import { ResponseCode } from '../fault.js';
import type { DomainRef } from '../fault-source.js';
import { FirstLevelEditor } from '../table/first-level.js';
import { EditResult, type FirstLevelFormat, MapPermission } from '../table/formats.js';
import type { NativeMemory } from './native-memory.js';

const RIGHTS = MapPermission.READ | MapPermission.WRITE | MapPermission.EXEC;

/** A range of pages that devices may use, as a `vm_area_struct`. */
export interface NativeArea {
	/** First page, and how many there are; below FIRST_LEVEL_PAGES altogether. Areas do not overlap. */
	readonly page: number;
	readonly pages: number;
	/** `MapPermission` bits; READ is always meant. */
	readonly permissions: number;
	/** Gives a page its first contents, 4096 bytes that are 0 before; undefined: zeros. */
	readonly fill?: (page: number, contents: Uint8Array) => void;
}

/** Counts of one space. */
export class NativeSpaceCounters {
	/** Pages brought in. */
	resident = 0;
	/** Requests refused: outside every area, */
	unmapped = 0;
	/** not allowed by the area, */
	denied = 0;
	/** or no memory was left. */
	exhausted = 0;
}

/**
 * An address space of the host that devices share with it: a first-level table over the memory of its
 * device. A page comes with the first access, and stays as long as the space does. So nothing is ever
 * unmapped while a PASID is bound, and no permission grows: caches never hold what is wrong.
 */
export class NativeSpace {
	/** The second level under it, under a domain id of the space's own. */
	readonly domain: DomainRef;
	readonly counters = new NativeSpaceCounters();
	readonly #memory: NativeMemory;
	readonly #table: FirstLevelEditor;
	readonly #areas: readonly NativeArea[];
	/** Frame of each page that is there. */
	readonly #frames = new Map<number, number>();
	readonly #contents = new Uint8Array(4096);

	private constructor(
		memory: NativeMemory,
		domain: DomainRef,
		table: FirstLevelEditor,
		areas: readonly NativeArea[],
	) {
		this.#memory = memory;
		this.domain = domain;
		this.#table = table;
		this.#areas = areas;
	}

	/** Made by `NativeMemory.createSpace`. ENOMEM: no frame for the top table. */
	static create(
		memory: NativeMemory,
		domain: DomainRef,
		format: FirstLevelFormat,
		areas: readonly NativeArea[],
	): NativeSpace | Errno {
		const table = FirstLevelEditor.create(memory.tables, format);
		return table === undefined ? Errno.ENOMEM : new NativeSpace(memory, domain, table, areas);
	}

	/** Page number of the top table, in the terms of the domain. */
	get rootPage(): number {
		return this.#table.root;
	}

	/** Pages that are there. */
	get resident(): number {
		return this.#frames.size;
	}

	/**
	 * Serves one request with `FaultPerm` bits (0: whatever reading needs), as `iommu_sva_handle_mm`: SUCCESS when the page
	 * is there with the area's permissions, else INVALID. A supervisor's access is taken for a user's.
	 */
	serve(page: number, perm: number): ResponseCode {
		const area = this.#areas.find((each) => page >= each.page && page < each.page + each.pages);
		const { counters } = this;
		if (area === undefined) {
			counters.unmapped++;
			return ResponseCode.INVALID;
		}
		const allowed = area.permissions | MapPermission.READ;
		if ((perm & RIGHTS & ~allowed) !== 0) {
			counters.denied++;
			return ResponseCode.INVALID;
		}
		if (this.#frames.has(page) || this.#bringIn(page, area, allowed)) return ResponseCode.SUCCESS;
		counters.exhausted++;
		return ResponseCode.INVALID;
	}

	/** Frame of a page in the memory of the device; -1: it is not there. */
	frameOf(page: number): number {
		return this.#frames.get(page) ?? -1;
	}

	/** Frees the tables; nothing translates through them any more. Frames and domain id are the memory's. */
	destroy(): void {
		this.#table.destroy(() => {});
		this.#frames.clear();
	}

	/** The contents are complete before the page is mapped, and the page is mapped before anyone is answered. */
	#bringIn(page: number, area: NativeArea, permission: number): boolean {
		const { memory, tables } = this.#memory;
		// Before the frame is taken: it could not be given back.
		if (this.#table.tablesMissing(page) > tables.available) return false;
		const frame = this.#memory.takeFrame();
		if (frame === -1) return false;
		if (area.fill !== undefined) {
			area.fill(page, this.#contents.fill(0));
			memory.write(frame, this.#contents, 0);
		}
		if (this.#table.map(page, frame, permission) !== EditResult.MAPPED) return false;
		this.#frames.set(page, frame);
		this.counters.resident++;
		return true;
	}
}
