/**
 * Stalled transactions (Arm IHI 0070, 3.12.2, 4.7). Owns their names and tags, and the line of those that could
 * not be recorded.
 *
 * A stall has a name, by which its endpoint knows it, and a tag (STAG) from when its event is in the queue.
 * At most STALL_MAX tags are out. A stall that finds no tag free, or the event queue not writable, waits in
 * line without one; once there are both, it is retried as though it had just arrived, so that what is recorded
 * then is true then. CMD_RESUME can name tags only; CMD_STALL_TERM and SMMUEN reach the waiting too.
 *
 * Tags come back in the order in which they were freed, so that a stale one hits nothing for long.
 */

import { StallEnd } from '../contract.js';
import type { SmmuV3Counters } from './counters.js';
import type { Endpoints } from './endpoints.js';
import type { EventQueue } from './event-queue.js';

const NONE = -1;
/** In the column of tags. */
const FREE = -2;

export class Stalls {
	readonly #endpoints: Endpoints;
	readonly #events: EventQueue;
	readonly #counters: SmmuV3Counters;
	// By name.
	#stream = new Float64Array(64);
	#tag = new Int32Array(64).fill(FREE);
	/** Next in line, or next free name. */
	#next = new Int32Array(64).fill(NONE);
	#names = 0;
	#freeName = NONE;
	// By tag.
	readonly #nameOf: Int32Array;
	/** Ring of the free tags. */
	readonly #freeTags: Int32Array;
	#freeTagHead = 0;
	#freeTagCount: number;
	#lineHead = NONE;
	#lineTail = NONE;
	#retrying = false;

	constructor(
		stallMax: number,
		endpoints: Endpoints,
		events: EventQueue,
		counters: SmmuV3Counters,
	) {
		this.#endpoints = endpoints;
		this.#events = events;
		this.#counters = counters;
		this.#nameOf = new Int32Array(stallMax).fill(NONE);
		this.#freeTags = Int32Array.from({ length: stallMax }, (_, tag) => tag);
		this.#freeTagCount = stallMax;
	}

	/** Tag for a stall whose event can be recorded now; -1: it has to `wait`. */
	takeTag(): number {
		if (this.#freeTagCount === 0 || !this.#events.writable) return NONE;
		const tag = this.#freeTags[this.#freeTagHead]!;
		this.#freeTagHead = (this.#freeTagHead + 1) % this.#freeTags.length;
		this.#freeTagCount--;
		return tag;
	}

	/** The event of the stall with this tag is recorded; returns its name. */
	recorded(stream: number, tag: number): number {
		const name = this.#takeName(stream, tag);
		this.#nameOf[tag] = name;
		return name;
	}

	/** The event could not be written after all. */
	returnTag(tag: number): void {
		this.#freeTags[(this.#freeTagHead + this.#freeTagCount) % this.#freeTags.length] = tag;
		this.#freeTagCount++;
	}

	/** A stall that cannot be recorded now; returns its name. */
	wait(stream: number): number {
		const name = this.#takeName(stream, NONE);
		this.#next[name] = NONE;
		if (this.#lineTail === NONE) this.#lineHead = name;
		else this.#next[this.#lineTail] = name;
		this.#lineTail = name;
		return name;
	}

	/** CMD_RESUME; nothing happens when no stall of the stream has the tag. */
	resume(stream: number, tag: number, end: StallEnd): void {
		if (tag >= this.#nameOf.length) return;
		const name = this.#nameOf[tag]!;
		if (name === NONE || this.#stream[name] !== stream) return;
		this.#finish(name, end);
		this.retryWaiting();
	}

	/** Ends all stalls as aborts; `stream` -1: those of every stream. */
	terminate(stream: number): void {
		this.#forEach(stream, true);
		this.retryWaiting();
	}

	/** The endpoint is gone and is not told. */
	forget(stream: number): void {
		this.#forEach(stream, false);
		this.retryWaiting();
	}

	/**
	 * The queue became writable, or a tag free: as many as there is space for are retried, oldest first. One that
	 * stalls again while there is space is recorded, and does not come back to the line.
	 */
	retryWaiting(): void {
		if (this.#retrying) return;
		this.#retrying = true;
		try {
			while (this.#lineHead !== NONE && this.#freeTagCount > 0 && this.#events.writable)
				this.#finish(this.#lineHead, StallEnd.RETRY);
		} finally {
			this.#retrying = false;
		}
	}

	#forEach(stream: number, told: boolean): void {
		// Endpoints that are told may stall anew, perhaps under one of these names: so first all are ended, then
		// all are told.
		const ended: number[] = [];
		for (let name = 0; name < this.#names; name++)
			if (this.#tag[name] !== FREE && (stream < 0 || this.#stream[name] === stream))
				ended.push(name, this.#stream[name]!);
		for (let i = 0; i < ended.length; i += 2) this.#release(ended[i]!);
		if (!told) return;
		for (let i = 0; i < ended.length; i += 2)
			this.#endpoints.get(ended[i + 1]!)?.stallEnded?.(ended[i]!, StallEnd.ABORT);
	}

	#finish(name: number, end: StallEnd): void {
		const endpoint = this.#endpoints.get(this.#stream[name]!);
		this.#release(name);
		endpoint?.stallEnded?.(name, end);
	}

	/** Gives the name back, its tag, and its place in line. */
	#release(name: number): void {
		const tag = this.#tag[name]!;
		if (tag === NONE) this.#leaveLine(name);
		else {
			this.#nameOf[tag] = NONE;
			this.returnTag(tag);
		}
		this.#tag[name] = FREE;
		this.#next[name] = this.#freeName;
		this.#freeName = name;
		this.#counters.stallsEnded++;
	}

	#leaveLine(name: number): void {
		let before = NONE;
		for (let at = this.#lineHead; at !== name; at = this.#next[at]!) before = at;
		if (before === NONE) this.#lineHead = this.#next[name]!;
		else this.#next[before] = this.#next[name]!;
		if (this.#lineTail === name) this.#lineTail = before;
	}

	#takeName(stream: number, tag: number): number {
		let name = this.#freeName;
		if (name === NONE) {
			name = this.#names++;
			if (name === this.#tag.length) this.#grow();
		} else this.#freeName = this.#next[name]!;
		this.#stream[name] = stream;
		this.#tag[name] = tag;
		this.#counters.stalls++;
		return name;
	}

	#grow(): void {
		const size = this.#tag.length * 2;
		const stream = new Float64Array(size);
		stream.set(this.#stream);
		this.#stream = stream;
		const tag = new Int32Array(size).fill(FREE);
		tag.set(this.#tag);
		this.#tag = tag;
		const next = new Int32Array(size).fill(NONE);
		next.set(this.#next);
		this.#next = next;
	}
}
