/**
 * The stream table: finds a stream's entry in the cache or in memory, linear or in two levels (Arm IHI 0070, 3.3,
 * 5.1). Owns the base registers and the cache of level 1 descriptors; with `StreamEntries` it is all that is
 * known of streams.
 */

import type { PhysicalMemory } from '../../memory.js';
import type { Features } from './features.js';
import { Event } from './layout.js';
import { StreamEntries } from './stream-entry.js';

const LEVEL_1_SLOTS = 64;
const BASE_LOW = 0xffff_ffc0;
/** ADDR [55:32] and RA. */
const BASE_HIGH = 0x40ff_ffff;
/** FMT, SPLIT, LOG2SIZE. */
const CONFIGURATION = 0x3_07ff;

export class StreamTable {
	readonly entries: StreamEntries;
	/** Why the last `find` failed: the event, and for a fetch the address, in page and byte. */
	event = 0;
	fetchPage = 0;
	fetchByte = 0;
	baseLow = 0;
	baseHigh = 0;
	configuration = 0;
	readonly #memory: PhysicalMemory;
	readonly #features: Features;
	readonly #words = new Uint32Array(8);
	// Level 1 descriptors, by slot: their index in the table (-1: none), log2 of the streams they span, and the
	// address of the level 2 table.
	readonly #level1 = new Float64Array(LEVEL_1_SLOTS).fill(-1);
	readonly #level1Span = new Uint8Array(LEVEL_1_SLOTS);
	readonly #level1Table = new Float64Array(LEVEL_1_SLOTS);

	constructor(memory: PhysicalMemory, features: Features) {
		this.#memory = memory;
		this.#features = features;
		this.entries = new StreamEntries(features);
	}

	/** Slot of the stream's entry, or -1 with `event`. */
	find(stream: number): number {
		const slot = this.entries.lookup(stream);
		return slot >= 0 ? slot : this.#fetch(stream);
	}

	writeBase(low: number, high: number): void {
		this.baseLow = (low & BASE_LOW) >>> 0;
		this.baseHigh = high & BASE_HIGH;
	}

	writeConfiguration(value: number): void {
		this.configuration = value & CONFIGURATION;
	}

	/** CFGI_STE and CFGI_STE_RANGE: the streams that agree with `stream` in the bits of `mask`. */
	invalidate(stream: number, mask: number, leafOnly: boolean): void {
		this.entries.invalidate(stream, mask);
		if (leafOnly) return;
		const split = this.#split();
		for (let slot = 0; slot < LEVEL_1_SLOTS; slot++) {
			const index = this.#level1[slot]!;
			if (index >= 0 && (((index << split) ^ stream) & mask & (-1 << split)) === 0)
				this.#level1[slot] = -1;
		}
	}

	invalidateAll(): void {
		this.entries.invalidateAll();
		this.#level1.fill(-1);
	}

	/** Byte address of the stream's entry, which may be no memory's; or -1 with `event`. */
	entryAddress(stream: number): number {
		const size = Math.min(this.configuration & 0x3f, this.#features.streamIdBits);
		if (stream >= 2 ** size) return this.#fail(Event.BAD_STREAMID);
		const twoLevels = ((this.configuration >>> 16) & 3) === 1;
		const split = this.#split();
		const bytes = twoLevels ? Math.max(64, 2 ** (size - split + 3)) : 2 ** (size + 6);
		const address =
			((this.baseHigh & 0xff_ffff) * 2 ** 32 + this.baseLow) % 2 ** this.#features.addressBits;
		const base = address - (address % bytes);
		let entry = base + stream * 64;
		if (twoLevels) {
			const table = this.#secondTable(base, stream, split);
			if (table < 0) return -1;
			entry = table + (stream & (2 ** split - 1)) * 64;
		}
		return entry;
	}

	#split(): number {
		const split = (this.configuration >>> 6) & 0x1f;
		return split === 8 || split === 10 ? split : 6;
	}

	#fetch(stream: number): number {
		const entry = this.entryAddress(stream);
		if (entry < 0) return -1;
		if (!this.#memory.contains(entry)) return this.#failFetch(entry);
		const frame = Math.floor(entry / 4096);
		const word = (entry % 4096) >> 2;
		for (let i = 0; i < 8; i++) this.#words[i] = this.#memory.readWord(frame, word + i);
		const slot = this.entries.decode(stream, this.#words);
		return slot < 0 ? this.#fail(Event.BAD_STE) : slot;
	}

	/** Address of the level 2 table that holds the stream's entry, or -1 with `event`. */
	#secondTable(base: number, stream: number, split: number): number {
		const index = stream >>> split;
		const slot = index & (LEVEL_1_SLOTS - 1);
		if (this.#level1[slot] !== index) {
			const address = base + index * 8;
			if (!this.#memory.contains(address)) return this.#failFetch(address);
			const low = this.#memory.read32(address);
			const high = this.#memory.read32(address + 4) & 0xff_ffff;
			const span = low & 0x1f;
			if (span === 0 || span > 11 || span > split + 1) return this.#fail(Event.BAD_STREAMID);
			const table = (high * 2 ** 32 + ((low & BASE_LOW) >>> 0)) % 2 ** this.#features.addressBits;
			this.#level1[slot] = index;
			this.#level1Span[slot] = span - 1;
			this.#level1Table[slot] = table - (table % 2 ** (span + 5));
		}
		if ((stream & (2 ** split - 1)) >= 2 ** this.#level1Span[slot]!)
			return this.#fail(Event.BAD_STREAMID);
		return this.#level1Table[slot]!;
	}

	#fail(event: number): number {
		this.event = event;
		return -1;
	}

	#failFetch(address: number): number {
		this.fetchPage = Math.floor(address / 4096);
		this.fetchByte = address % 4096;
		return this.#fail(Event.STE_FETCH);
	}
}
