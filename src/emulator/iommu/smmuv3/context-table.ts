/**
 * The context descriptors of streams: finds one in the cache or in memory, alone, in a linear table or in two
 * levels (Arm IHI 0070, 5.3, 5.4). Owns the cache of level 1 descriptors. Where the stream has a stage 2, every
 * address here is an intermediate one.
 */

import type { PhysicalMemory } from '../../memory.js';
import { TableFault } from '../../table/aarch64-fault.js';
import type { Stage2Walker } from '../../table/aarch64-stage2.js';
import { Access } from '../contract.js';
import { ContextEntries } from './context-entry.js';
import type { Features } from './features.js';
import { Config, Event } from './layout.js';
import { SteFlag, type StreamEntries } from './stream-entry.js';

const LEVEL_1_SLOTS = 256;
/** log2 of the descriptors of a level 2 table, by S1Fmt. */
const LEAF_BITS = [0, 6, 10] as const;

/** Why no descriptor was found. */
export const ContextFailure = {
	/** `event` says it. */
	CONFIGURATION: 0,
	/** The structure is where no memory is. */
	FETCH: 1,
	/** Stage 2 denies the page: `secondFault`. */
	SECOND_STAGE: 2,
	/** A stage 2 table cannot be read. */
	SECOND_ABORT: 3,
} as const;

export class ContextTable {
	readonly entries: ContextEntries;
	failure: number = ContextFailure.CONFIGURATION;
	event = 0;
	/** What could not be read: page and byte. */
	fetchPage = 0;
	fetchByte = 0;
	/** Stage 2's `TableFault` and the intermediate page. */
	secondFault = 0;
	secondPage = 0;
	readonly #memory: PhysicalMemory;
	readonly #features: Features;
	readonly #streams: StreamEntries;
	readonly #second: Stage2Walker;
	readonly #words = new Uint32Array(6);
	// Level 1 descriptors by slot: stream, index (-1: none), log2 of the descriptors below, page of the table.
	readonly #level1Stream = new Int32Array(LEVEL_1_SLOTS);
	readonly #level1 = new Int32Array(LEVEL_1_SLOTS).fill(-1);
	readonly #level1Bits = new Uint8Array(LEVEL_1_SLOTS);
	readonly #level1Table = new Float64Array(LEVEL_1_SLOTS);
	#nested = false;
	/** Structures may not lie in Device memory (S2PTW). */
	#protected = false;

	constructor(
		memory: PhysicalMemory,
		features: Features,
		streams: StreamEntries,
		second: Stage2Walker,
	) {
		this.#memory = memory;
		this.#features = features;
		this.#streams = streams;
		this.#second = second;
		this.entries = new ContextEntries(features);
	}

	/** Slot of descriptor `index` of the stream whose entry is in `slot`; -1 with `failure`. */
	find(stream: number, slot: number, index: number): number {
		const held = this.entries.lookup(stream, index);
		return held >= 0 ? held : this.#fetch(stream, slot, index);
	}

	/** CFGI_CD. */
	invalidate(stream: number, index: number, leafOnly: boolean): void {
		this.entries.invalidate(stream, index);
		if (leafOnly) return;
		for (let slot = 0; slot < LEVEL_1_SLOTS; slot++)
			if (
				this.#level1Stream[slot] === (stream | 0) &&
				this.#level1[slot] === index >>> this.#level1Bits[slot]!
			)
				this.#level1[slot] = -1;
	}

	/** All of the streams that agree with `stream` in the bits of `mask`. */
	invalidateStreams(stream: number, mask: number): void {
		this.entries.invalidateStreams(stream, mask);
		for (let slot = 0; slot < LEVEL_1_SLOTS; slot++)
			if (((this.#level1Stream[slot]! ^ stream) & mask) === 0) this.#level1[slot] = -1;
	}

	invalidateAll(): void {
		this.entries.invalidateAll();
		this.#level1.fill(-1);
	}

	#fetch(stream: number, slot: number, index: number): number {
		const streams = this.#streams;
		this.#nested = streams.config[slot] === Config.NESTED;
		this.#protected = (streams.flags[slot]! & SteFlag.PROTECTED_TABLES) !== 0;
		if (this.#nested) streams.useSecond(slot, this.#second);
		const bits = streams.substreamBits[slot]!;
		const leafBits = bits === 0 ? 0 : LEAF_BITS[streams.format[slot]!]!;
		let page = streams.contextPage[slot]!;
		let byte = streams.contextByte[slot]!;
		if (leafBits === 0) {
			// A table is aligned to its size; bits that say otherwise are ignored.
			const base = page * 4096 + byte;
			const address = base - (base % 2 ** (bits + 6)) + index * 64;
			page = Math.floor(address / 4096);
			byte = address % 4096;
		} else {
			const table = this.#secondTable(stream, index, leafBits, bits, page * 4096 + byte);
			if (table < 0) return -1;
			const offset = (index & (2 ** leafBits - 1)) * 64;
			page = table + (offset >> 12);
			byte = offset & 4095;
		}
		const frame = this.#frameOf(page, byte);
		if (frame < 0) return -1;
		const memory = this.#memory;
		for (let i = 0; i < 6; i++) this.#words[i] = memory.readWord(frame, (byte >> 2) + i);
		const stallsDisabled = (streams.flags[slot]! & SteFlag.STALL_DISABLED) !== 0;
		const found = this.entries.decode(stream, index, stallsDisabled, this.#words);
		return found < 0 ? this.#fail(Event.BAD_CD) : found;
	}

	/** Page of the level 2 table that holds a descriptor; -1 with `failure`. */
	#secondTable(
		stream: number,
		index: number,
		leafBits: number,
		bits: number,
		pointer: number,
	): number {
		const entry = index >>> leafBits;
		const slot = (entry ^ Math.imul(stream, 0x9e3b)) & (LEVEL_1_SLOTS - 1);
		if (
			this.#level1[slot] !== entry ||
			this.#level1Stream[slot] !== (stream | 0) ||
			this.#level1Bits[slot] !== leafBits
		) {
			const bytes = Math.max(64, 2 ** (bits - leafBits + 3));
			const address = pointer - (pointer % bytes) + entry * 8;
			const page = Math.floor(address / 4096);
			const byte = address % 4096;
			const frame = this.#frameOf(page, byte);
			if (frame < 0) return -1;
			const low = this.#memory.readWord(frame, byte >> 2);
			const high = this.#memory.readWord(frame, (byte >> 2) + 1) & 0xff_ffff;
			const table = high * 0x10_0000 + (low >>> 12);
			if ((low & 1) === 0 || table >= this.#features.addressPages)
				return this.#fail(Event.BAD_SUBSTREAMID);
			this.#level1[slot] = entry;
			this.#level1Stream[slot] = stream;
			this.#level1Bits[slot] = leafBits;
			this.#level1Table[slot] = leafBits === 10 ? table - (table % 16) : table;
		}
		return this.#level1Table[slot]!;
	}

	/** Host frame of a page that a structure lies in; -1 with `failure`. */
	#frameOf(page: number, byte: number): number {
		let frame = page;
		if (this.#nested) {
			const second = this.#second;
			const high = Math.floor(page / 0x4_0000);
			this.secondPage = page;
			if (!second.walk(high, page - high * 0x4_0000, Access.READ, false)) {
				this.secondFault = second.fault;
				this.failure =
					second.fault === TableFault.ABORT
						? ContextFailure.SECOND_ABORT
						: ContextFailure.SECOND_STAGE;
				this.fetchPage = second.entryFrame;
				this.fetchByte = second.entryWord * 4;
				return -1;
			}
			if (second.device && this.#protected) {
				this.secondFault = TableFault.PERMISSION;
				this.failure = ContextFailure.SECOND_STAGE;
				return -1;
			}
			if (second.old) second.mark(second.entryFrame, second.entryWord, false);
			frame = second.frame;
		}
		if (frame < this.#memory.frames) return frame;
		this.failure = ContextFailure.FETCH;
		this.event = Event.CD_FETCH;
		this.fetchPage = frame;
		this.fetchByte = byte;
		return -1;
	}

	#fail(event: number): number {
		this.failure = ContextFailure.CONFIGURATION;
		this.event = event;
		return -1;
	}
}
