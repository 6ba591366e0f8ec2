import type { VirtualClock } from '../../src/base/virtual-clock.js';
import type { FaultRows } from '../../src/guest/fault-rows.js';
import { FramePool } from '../../src/guest/frame-pool.js';
import type { Pager } from '../../src/guest/pager.js';
import type { SpaceEngine } from '../../src/guest/space-engine.js';
import { SpaceEngine as Engine } from '../../src/guest/space-engine.js';
import type { BufferOwner, PagerErrorEvent, SpacePort } from '../../src/guest/space-port.js';
import type { AddressSpaceOptions } from '../../src/guest/space-state.js';
import { SpaceState } from '../../src/guest/space-state.js';
import { FakeMachine, pattern } from './fake-machine.js';

const PAGE = 4096;

/**
 * A session for address spaces without messages: mappings take effect when they are handed over, responses
 * are recorded (twice for one group is an error), unmappings wait until the test finishes them.
 */
export class FakePort implements SpacePort {
	readonly frames: FramePool;
	readonly machine = new FakeMachine();
	live = true;
	contentsPages = 64;
	readonly unmapRows: number;
	sequence = 0;
	lastRequest = 0;
	lastRow = 0;
	unmapsAllowed = 64;
	/** Group to answer. */
	readonly answers = new Map<number, boolean>();
	retired = 0;
	/** MapBatches that were made, as [first page, rows, bytes of contents]. */
	readonly batches: [number, number, number][] = [];
	readonly #clock: VirtualClock;
	readonly #spaces: SpaceEngine[] = [];
	#request = 0;

	constructor(clock: VirtualClock, frames: number, unmapRows = 256) {
		this.#clock = clock;
		this.frames = new FramePool(100, frames);
		this.unmapRows = unmapRows;
	}

	attach(space: SpaceEngine): void {
		this.#spaces.push(space);
		space.attach(this, this.#spaces.length - 1);
	}

	get unmapsFree(): number {
		return this.unmapsAllowed - this.machine.unmappings.length;
	}

	now(): number {
		return this.#clock.now();
	}

	mapZero(space: number, page: number, frame: number, permissions: number): void {
		this.lastRequest = ++this.#request;
		this.lastRow = 0;
		this.machine.map(space, page, frame, permissions | 32, new Uint8Array(0), 0);
	}

	mapContents(
		space: number,
		firstPage: number,
		frames: readonly number[],
		permissions: number,
		contents: Uint8Array,
		owner: BufferOwner | undefined,
	): number {
		this.batches.push([firstPage, frames.length, contents.length]);
		frames.forEach((frame, i) => {
			this.machine.map(space, firstPage + i, frame, permissions | 16, contents, i * PAGE);
		});
		owner?.release(contents);
		return ++this.#request;
	}

	unmap(space: number, pages: Float64Array): number {
		if (this.unmapsFree <= 0) throw new Error('more unmappings than the host allows');
		if (pages.length > this.unmapRows) throw new Error('more rows than the host allows');
		this.machine.unmap(++this.#request, space, [...pages]);
		return this.#request;
	}

	respond(_device: number, group: number, success: boolean): void {
		if (this.answers.has(group)) throw new Error(`group ${group} is answered twice`);
		this.answers.set(group, success);
	}

	succeed(device: number, groups: Float64Array, first: number, end: number): void {
		for (const group of groups.subarray(first, end)) this.respond(device, group, true);
	}

	writing(): void {}

	written(): void {}

	retire(): void {
		this.retired++;
	}

	/** What was handed over leaves. */
	send(): void {
		this.sequence++;
		this.frames.wake();
	}

	/** Completes the unmapping at this place; the answer comes in as many parts, the last without rows. */
	finish(index = 0, parts = 1): void {
		const { space } = this.machine.unmappings[index]!;
		const { request, dirtyRow, contents } = this.machine.finish(index);
		const rows = parts === 1 ? dirtyRow.length : Math.ceil(dirtyRow.length / (parts - 1));
		for (let part = 0; part < parts; part++) {
			const from = part * rows;
			this.#spaces[space]!.unmapped(request, {
				dirtyRow: dirtyRow.slice(from, from + rows),
				contents: contents.subarray(from * PAGE, (from + rows) * PAGE),
				complete: part === parts - 1,
			});
		}
	}

	/** Sends and completes unmappings until nothing happens any more. */
	settle(): void {
		for (let i = 0; i < 1000; i++) {
			this.send();
			if (this.machine.unmappings.length === 0) return;
			while (this.machine.unmappings.length > 0) this.finish();
		}
		throw new Error('unmappings never end');
	}
}

/** An address space without the facade. */
export function makeSpace(
	options: AddressSpaceOptions = {},
): SpaceEngine & { readonly errors: PagerErrorEvent[] } {
	const state = new SpaceState({
		name: 'test',
		residentLimit: 0,
		faultAround: 0,
		maxPageIns: 64,
		swapLimitPages: 1024,
		...options,
	});
	const errors: PagerErrorEvent[] = [];
	state.onPagerError = (event) => errors.push(event);
	return Object.assign(new Engine(state), { errors });
}

/** One group of page requests: page numbers and access bits (1 read, 2 write, 4 execute). */
export function rows(group: number, pages: readonly number[], access = 1): FaultRows {
	const flags = new Uint32Array(pages.length).fill(access | 32);
	flags[pages.length - 1]! |= 16;
	return {
		group: new Float64Array(pages.length).fill(group),
		page: Float64Array.from(pages),
		flags,
	};
}

/** Gives a space one group, as a batch of its own. */
export function fault(
	space: SpaceEngine,
	group: number,
	pages: readonly number[],
	access = 1,
): void {
	space.faults(rows(group, pages, access), 0, pages.length, 0);
	space.pump();
}

/** A call of a MemoryPager that has not ended. */
export interface PendingCall {
	readonly kind: 'read' | 'write';
	readonly page: number;
	readonly pages: number;
	end(error?: Error): Promise<void>;
}

/**
 * A pager over memory whose pages hold `pattern(page)`. With `manual` its calls end when the test says so,
 * else at once.
 */
export class MemoryPager implements Pager {
	readonly size: number;
	readonly memory: Uint8Array;
	readonly calls: [kind: 'read' | 'write', page: number, pages: number][] = [];
	readonly pending: PendingCall[] = [];
	manual: boolean;
	/** Pages whose calls fail, with the error. */
	readonly bad = new Map<number, Error>();

	constructor(pages: number, manual = false) {
		this.size = pages * PAGE;
		this.memory = new Uint8Array(this.size);
		this.manual = manual;
		for (let page = 0; page < pages; page++) this.memory.set(pattern(page), page * PAGE);
	}

	page(page: number): Uint8Array {
		return this.memory.slice(page * PAGE, (page + 1) * PAGE);
	}

	read(offset: number, into: Uint8Array): void | Promise<void> {
		return this.#call('read', offset, into.length, () => {
			into.set(this.memory.subarray(offset, offset + into.length));
		});
	}

	write(offset: number, from: Uint8Array): void | Promise<void> {
		return this.#call('write', offset, from.length, () => {
			this.memory.set(from, offset);
		});
	}

	#call(
		kind: 'read' | 'write',
		offset: number,
		length: number,
		act: () => void,
	): void | Promise<void> {
		const page = offset / PAGE;
		const pages = length / PAGE;
		this.calls.push([kind, page, pages]);
		let error: Error | undefined;
		for (let i = 0; i < pages; i++) error ??= this.bad.get(page + i);
		if (!this.manual) {
			if (error !== undefined) throw error;
			act();
			return;
		}
		return new Promise((resolve, reject) => {
			const call: PendingCall = {
				kind,
				page,
				pages,
				end: async (failure = error) => {
					this.pending.splice(this.pending.indexOf(call), 1);
					if (failure === undefined) {
						act();
						resolve();
					} else reject(failure);
					// The agent's callbacks run before anything else does.
					await Promise.resolve();
					await Promise.resolve();
				},
			};
			this.pending.push(call);
		});
	}
}
