/**
 * The PASID cache: PASID-table entries, with the directory entries above them, as they were when they
 * were last read. Owns its slots only; an entry is served, however old, until an invalidation, a
 * conflict or a change of the root table drops it. Faulty entries are never cached (CAP.CM is 0).
 *
 * Entries are found by requester and PASID and carry the domain id by which they are invalidated.
 */

const NO_SOURCE = -1;

/** Bits of the columns `flags`. */
export const PasidFlag = {
	/** FPD of the directory entry or of the PASID entry. */
	FPD: 0x001,
	SRE: 0x002,
	ERE: 0x004,
	/** SLADE: accessed and dirty bits in the second level. */
	SLADE: 0x080,
} as const;

export class PasidCache {
	/** Counts how often slots stopped to hold what they held. */
	generation = 0;
	/** What translates: `Pgtt`. */
	readonly pgtt: Uint8Array;
	readonly flags: Uint16Array;
	/** How the first level is walked for a user: `WalkMode`. */
	readonly walkMode: Uint8Array;
	readonly domain: Uint16Array;
	/** Page number of the first level's top table: bits 17:0, and the bits above. */
	readonly firstLow: Int32Array;
	readonly firstHigh: Int32Array;
	/** Frame of the second level's top table, -1 where it lies outside the memory. */
	readonly secondRoot: Int32Array;
	/** Levels of the second level, 3 or 4. */
	readonly secondLevels: Uint8Array;
	readonly #source: Int32Array;
	readonly #pasid: Int32Array;
	readonly #mask: number;

	/** `slots` is a power of two. */
	constructor(slots: number) {
		this.pgtt = new Uint8Array(slots);
		this.flags = new Uint16Array(slots);
		this.walkMode = new Uint8Array(slots);
		this.domain = new Uint16Array(slots);
		this.firstLow = new Int32Array(slots);
		this.firstHigh = new Int32Array(slots);
		this.secondRoot = new Int32Array(slots);
		this.secondLevels = new Uint8Array(slots);
		this.#source = new Int32Array(slots).fill(NO_SOURCE);
		this.#pasid = new Int32Array(slots);
		this.#mask = slots - 1;
	}

	/** The slot that holds the entry of a requester's PASID, or -1. */
	lookup(source: number, pasid: number): number {
		const slot = this.#slotOf(source, pasid);
		return this.#source[slot] === source && this.#pasid[slot] === pasid ? slot : -1;
	}

	/** Takes the slot for an entry; the caller fills every column. */
	claim(source: number, pasid: number): number {
		const slot = this.#slotOf(source, pasid);
		if (this.#source[slot] !== NO_SOURCE) this.generation++;
		this.#source[slot] = source;
		this.#pasid[slot] = pasid;
		return slot;
	}

	invalidateAll(): void {
		this.generation++;
		this.#source.fill(NO_SOURCE);
	}

	invalidateDomain(domain: number): void {
		this.generation++;
		for (let slot = 0; slot <= this.#mask; slot++)
			if (this.domain[slot] === domain) this.#source[slot] = NO_SOURCE;
	}

	/** PASID-selective within a domain, for every requester. */
	invalidatePasid(domain: number, pasid: number): void {
		this.generation++;
		for (let slot = 0; slot <= this.#mask; slot++)
			if (this.domain[slot] === domain && this.#pasid[slot] === pasid)
				this.#source[slot] = NO_SOURCE;
	}

	#slotOf(source: number, pasid: number): number {
		return (pasid ^ Math.imul(source, 0x9e37)) & this.#mask;
	}
}
