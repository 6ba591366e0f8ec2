/**
 * Stalled transactions (Arm IHI 0070, 3.12.2, 4.7). Owns their names and tags, and the line of those that could
 * not be recorded.
 *
 * A stall has a name, by which its endpoint knows it, and a tag (STAG) from just before its event is in the queue.
 * At most STALL_MAX tags are out. A stall that finds no tag free, or the event queue not writable, waits in
 * line without one; once there are both, it is retried as though it had just arrived, so that what is recorded
 * then is true then. CMD_RESUME can name tags only; CMD_STALL_TERM and SMMUEN reach the waiting too.
 *
 * Tags come back in the order in which they were freed, so that a stale one hits nothing for long.
 */

import { type EndpointPort, StallEnd } from '../contract.js';
import type { SmmuV3Counters } from './counters.js';
import type { Endpoints } from './endpoints.js';
import type { EventQueue } from './event-queue.js';

const NONE = -1;
/** In the column of tags: nobody has the name; its stall is over and its endpoint is about to be told. */
const FREE = -2;
const ENDING = -3;

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

	/**
	 * Enters a stall whose event can be recorded now, and returns its name; -1: it has to `wait`. To be called before
	 * the event is written: software may end the stall as soon as it is.
	 */
	enter(stream: number): number {
		if (this.#freeTagCount === 0 || !this.#events.writable) return NONE;
		const tag = this.#freeTags[this.#freeTagHead]!;
		this.#freeTagHead = (this.#freeTagHead + 1) % this.#freeTags.length;
		this.#freeTagCount--;
		const name = this.#takeName(stream, tag);
		this.#nameOf[tag] = name;
		return name;
	}

	/** Tag of a stall that was entered. */
	tag(name: number): number {
		return this.#tag[name]!;
	}

	/** The event of a stall that was entered could not be written after all: it waits in line, unless it is over. */
	unrecorded(name: number, tag: number): void {
		if (this.#nameOf[tag] !== name) return;
		this.#returnTag(tag);
		this.#tag[name] = NONE;
		this.#joinLine(name);
	}

	/** A stall that cannot be recorded now; returns its name. */
	wait(stream: number): number {
		const name = this.#takeName(stream, NONE);
		this.#joinLine(name);
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
		// Endpoints that are told may stall anew, or have other stalls ended: so first all are over, then each is
		// told. A name is its stall's until then.
		const ended: number[] = [];
		const endpoints: (EndpointPort | undefined)[] = [];
		for (let name = 0; name < this.#names; name++) {
			if (this.#tag[name]! < NONE || (stream >= 0 && this.#stream[name] !== stream)) continue;
			this.#end(name);
			ended.push(name);
			endpoints.push(told ? this.#endpoints.get(this.#stream[name]!) : undefined);
		}
		for (let i = 0; i < ended.length; i++) {
			const endpoint = endpoints[i];
			// One that was taken away meanwhile is not told.
			const there = endpoint === this.#endpoints.get(this.#stream[ended[i]!]!);
			this.#freeTheName(ended[i]!);
			if (there) endpoint?.stallEnded?.(ended[i]!, StallEnd.ABORT);
		}
	}

	#finish(name: number, end: StallEnd): void {
		const endpoint = this.#endpoints.get(this.#stream[name]!);
		this.#end(name);
		this.#freeTheName(name);
		endpoint?.stallEnded?.(name, end);
	}

	/** The stall is over: gives back its tag, or its place in line. */
	#end(name: number): void {
		const tag = this.#tag[name]!;
		if (tag === NONE) this.#leaveLine(name);
		else this.#returnTag(tag);
		this.#tag[name] = ENDING;
		this.#counters.stallsEnded++;
	}

	#freeTheName(name: number): void {
		this.#tag[name] = FREE;
		this.#next[name] = this.#freeName;
		this.#freeName = name;
	}

	#returnTag(tag: number): void {
		this.#nameOf[tag] = NONE;
		this.#freeTags[(this.#freeTagHead + this.#freeTagCount) % this.#freeTags.length] = tag;
		this.#freeTagCount++;
	}

	#joinLine(name: number): void {
		this.#next[name] = NONE;
		if (this.#lineTail === NONE) this.#lineHead = name;
		else this.#next[this.#lineTail] = name;
		this.#lineTail = name;
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
