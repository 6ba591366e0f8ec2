/** Flag beside the `MapPermission` bits: a device has written to the page. The number of MAP_DIRTY in relay.proto. */
export const PAGE_DIRTY = 64;

/** Present pages of a first-level table as columns, up to `capacity` at a time; see `FirstLevelEditor.list`. */
export class MappedPages {
	readonly capacity: number;
	count = 0;
	readonly page: Float64Array;
	readonly frame: Uint32Array;
	/** `MapPermission` bits and PAGE_DIRTY. */
	readonly flags: Uint8Array;

	constructor(capacity: number) {
		this.capacity = capacity;
		this.page = new Float64Array(capacity);
		this.frame = new Uint32Array(capacity);
		this.flags = new Uint8Array(capacity);
	}

	get full(): boolean {
		return this.count === this.capacity;
	}

	/** There is room for it. */
	add(page: number, frame: number, flags: number): void {
		const at = this.count++;
		this.page[at] = page;
		this.frame[at] = frame;
		this.flags[at] = flags;
	}
}
