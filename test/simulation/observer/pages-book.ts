import { FIRST_LEVEL_PAGES } from '../../../src/host/kernel/table/formats.js';
import type { DecodedMapBatch, DecodedUnmapBatch } from '../../../src/wire/messages.js';

const READ_WRITE_EXEC = 7;
const FILLING = 16 | 32;
const KNOWN_FLAGS = READ_WRITE_EXEC | FILLING;

/** One page of an address space, as its agent's messages and the host's answers have it. */
export interface Mapping {
	readonly frame: number;
	permissions: number;
	/** `unmapping` from the request until its result is out; `unclear` where an agent did what it should not. */
	state: 'mapped' | 'unmapping' | 'unclear';
	/** The MapBatch that made it. */
	readonly request: number;
}

/** The frames of a guest: who uses which, over all of its sessions. */
export class FramesBook {
	/** Mappings of each frame that are not over, with the session that has them. */
	readonly uses = new Map<number, { session: number; count: number }>();
	/** The host's frame behind each, once a translation has shown it. */
	readonly host = new Map<number, number>();
}

/** The address spaces of one session and the frames leased to it. */
export class PagesBook {
	readonly session: number;
	readonly frames: FramesBook;
	readonly spaces = new Map<number, Map<number, Mapping>>();
	readonly #unmaps = new Map<number, { space: number; pages: number[] }>();
	readonly #first: number;
	readonly #count: number;

	constructor(session: number, frames: FramesBook, first: number, count: number) {
		this.session = session;
		this.frames = frames;
		this.#first = first;
		this.#count = count;
	}

	/** A MapBatch is about to take effect; `reused` is called for each frame that no page stood for. */
	map(batch: DecodedMapBatch, reused: (frame: number) => void): void {
		const space = this.spaces.get(batch.space);
		if (space === undefined) return;
		for (let row = 0; row < batch.rows; row++) {
			const page = batch.page[row]!;
			const frame = batch.frame[row]!;
			const flags = batch.flags[row]!;
			if (this.#refused(page, frame, flags)) continue;
			const present = space.get(page);
			const use = this.frames.uses.get(frame);
			if (present !== undefined) {
				// Only the same frame, with more permissions, is taken.
				if (present.state !== 'mapped') present.state = 'unclear';
				else if (present.frame === frame && (flags & FILLING) === 0)
					present.permissions |= flags & READ_WRITE_EXEC;
				continue;
			}
			if (use !== undefined && use.session !== this.session) continue;
			// A frame that somebody may still use is not filled, nor mapped while it is being taken away.
			if (use !== undefined && ((flags & FILLING) !== 0 || this.#unmapping(frame))) continue;
			if (use === undefined) {
				this.frames.uses.set(frame, { session: this.session, count: 1 });
				reused(frame);
			} else use.count++;
			const permissions = flags & READ_WRITE_EXEC;
			space.set(page, { frame, permissions, state: 'mapped', request: batch.request });
		}
	}

	unmap(batch: DecodedUnmapBatch): void {
		const space = this.spaces.get(batch.space);
		const pages: number[] = [];
		for (let row = 0; row < batch.rows; row++) {
			const page = batch.page[row]!;
			pages.push(page);
			const mapping = space?.get(page);
			if (mapping?.state === 'mapped') mapping.state = 'unmapping';
		}
		this.#unmaps.set(batch.request, { space: batch.space, pages });
	}

	/** The host refused rows of a MapBatch or an UnmapBatch; `gone` are the codes that say that a page was not mapped. */
	refused(request: number, rows: readonly number[], gone: (at: number) => boolean): void {
		const unmap = this.#unmaps.get(request);
		if (unmap !== undefined) {
			const space = this.spaces.get(unmap.space);
			rows.forEach((row, at) => {
				const mapping = space?.get(unmap.pages[row]!);
				if (mapping?.state === 'unmapping' && !gone(at)) mapping.state = 'mapped';
			});
			return;
		}
		// Which of its rows it was does not matter: what a batch that is refused in part has mapped is left alone.
		for (const space of this.spaces.values())
			for (const mapping of space.values())
				if (mapping.request === request && rows.length > 0) mapping.state = 'unclear';
	}

	/** An unmapping is complete: calls `done` with each page and its frame, and forgets them. */
	unmapped(request: number, done: (space: number, page: number, frame: number) => void): void {
		const unmap = this.#unmaps.get(request);
		if (unmap === undefined) return;
		this.#unmaps.delete(request);
		const space = this.spaces.get(unmap.space);
		for (const page of unmap.pages) {
			const mapping = space?.get(page);
			if (mapping === undefined || mapping.state === 'mapped') continue;
			if (mapping.state === 'unmapping') done(unmap.space, page, mapping.frame);
			space?.delete(page);
			this.#unuse(mapping.frame);
		}
	}

	/** The session is over and nothing of it is left. */
	over(): void {
		for (const [frame, use] of this.frames.uses)
			if (use.session === this.session) this.frames.uses.delete(frame);
	}

	/** Whether the host must refuse the row, whatever is mapped. */
	#refused(page: number, frame: number, flags: number): boolean {
		if (!(page >= 0 && page < FIRST_LEVEL_PAGES)) return true;
		if (frame < this.#first || frame >= this.#first + this.#count) return true;
		if ((flags & 1) === 0 || (flags & ~KNOWN_FLAGS) !== 0) return true;
		return (flags & FILLING) === FILLING;
	}

	#unmapping(frame: number): boolean {
		for (const space of this.spaces.values())
			for (const mapping of space.values())
				if (mapping.frame === frame && mapping.state !== 'mapped') return true;
		return false;
	}

	#unuse(frame: number): void {
		const use = this.frames.uses.get(frame);
		if (use !== undefined && --use.count === 0) this.frames.uses.delete(frame);
	}
}
