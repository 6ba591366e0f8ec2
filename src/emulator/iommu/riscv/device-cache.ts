/**
 * The device-directory cache: device contexts as they were when they were last read. Owns its slots
 * only; a context is served, however old, until IODIR.INVAL_DDT or a conflict drops it. Contexts that are
 * not valid or misconfigured are never cached, nor are the entries above them.
 */

const NO_SOURCE = -1;

/** Bits of DC.tc as cached. */
export const DeviceFlag = {
	EN_ATS: 0x002,
	EN_PRI: 0x004,
	/** DTF: faults of translations are not reported. */
	SILENT: 0x010,
	/** PDTV: the first stage is found by process. */
	PROCESSES: 0x020,
	PRPR: 0x040,
	/** GADE and SADE: accessed and dirty bits are set in the second and in the first stage. */
	UPDATES_SECOND: 0x080,
	UPDATES_FIRST: 0x100,
	/** DPE: a request without process has process 0. */
	DEFAULT_PROCESS: 0x200,
} as const;

/** Columns by slot; the owner of the directory writes them after `claim`. */
export class DeviceCache {
	readonly flags: Uint16Array;
	/** Levels of the second stage, 0 for Bare, and the frame of its root, -1 outside the memory. */
	readonly secondLevels: Uint8Array;
	readonly secondRoot: Int32Array;
	readonly gscid: Uint16Array;
	/** DC.fsc: MODE, and the page of the first stage's root or of the process directory. */
	readonly mode: Uint8Array;
	readonly rootHigh: Int32Array;
	readonly rootLow: Int32Array;
	readonly pscid: Int32Array;
	/** Whether MSI translation is on; the first frame of its table, -1 outside the memory. */
	readonly msi: Uint8Array;
	readonly msiTable: Int32Array;
	/** MSI address mask and pattern, 26 bits each half. */
	readonly maskHigh: Int32Array;
	readonly maskLow: Int32Array;
	readonly patternHigh: Int32Array;
	readonly patternLow: Int32Array;
	readonly #source: Int32Array;
	readonly #slotMask: number;

	/** `slots` is a power of two. */
	constructor(slots: number) {
		this.flags = new Uint16Array(slots);
		this.secondLevels = new Uint8Array(slots);
		this.secondRoot = new Int32Array(slots);
		this.gscid = new Uint16Array(slots);
		this.mode = new Uint8Array(slots);
		this.rootHigh = new Int32Array(slots);
		this.rootLow = new Int32Array(slots);
		this.pscid = new Int32Array(slots);
		this.msi = new Uint8Array(slots);
		this.msiTable = new Int32Array(slots);
		this.maskHigh = new Int32Array(slots);
		this.maskLow = new Int32Array(slots);
		this.patternHigh = new Int32Array(slots);
		this.patternLow = new Int32Array(slots);
		this.#source = new Int32Array(slots).fill(NO_SOURCE);
		this.#slotMask = slots - 1;
	}

	/** The slot that holds a device's context, or -1. */
	lookup(source: number): number {
		const slot = this.#slotOf(source);
		return this.#source[slot] === source ? slot : -1;
	}

	/** Takes the slot for a device; the caller fills every column. */
	claim(source: number): number {
		const slot = this.#slotOf(source);
		this.#source[slot] = source;
		return slot;
	}

	invalidateAll(): void {
		this.#source.fill(NO_SOURCE);
	}

	invalidate(source: number): void {
		const slot = this.lookup(source);
		if (slot >= 0) this.#source[slot] = NO_SOURCE;
	}

	#slotOf(source: number): number {
		return (source ^ (source >> 8) ^ (source >> 16)) & this.#slotMask;
	}
}
