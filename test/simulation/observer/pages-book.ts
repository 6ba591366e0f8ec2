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
	/** The MapBatch that made it; -1: its outcome is known. */
	readonly request: number;
}

/** An unmap request whose answer is out, and not known to be safe with the agent. */
interface AnswerBook {
	/** The number of the message that had its last part. */
	message: number;
	/** Rows that a device wrote to. */
	rows: string;
	/** It is to be said once more, over a new connection. */
	again: boolean;
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
	readonly #answers = new Map<number, AnswerBook>();
	/** Dirty rows of answers of which some parts are out, by request. */
	readonly #parts = new Map<number, number[]>();
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
			this.#use(frame);
			if (use === undefined) reused(frame);
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

	/** A part of an answer to an unmapping is about to go out. Returns what is wrong with it, or undefined. */
	answer(
		request: number,
		rows: Iterable<number>,
		complete: boolean,
		message: number,
	): string | undefined {
		const dirty = this.#parts.get(request) ?? [];
		dirty.push(...rows);
		this.#parts.set(request, dirty);
		if (!complete) return undefined;
		this.#parts.delete(request);
		const before = this.#answers.get(request);
		const said = dirty.join();
		this.#answers.set(request, { message, rows: said, again: false });
		if (before === undefined || before.rows === said) return undefined;
		return `unmap request ${request} is answered with dirty rows ${said} after ${before.rows}`;
	}

	/** The agent says that the messages up to this one are safe. */
	received(messages: number): void {
		for (const [request, { message, again }] of this.#answers)
			if (message <= messages && !again) this.#answers.delete(request);
	}

	/** The answer is out, to an agent that acknowledges none. */
	forget(request: number): void {
		this.#answers.delete(request);
		this.#parts.delete(request);
	}

	/** Requests whose answers are not known to be safe. */
	unacknowledged(): IterableIterator<number> {
		return this.#answers.keys();
	}

	/** One that was to be said again and was not; undefined: there is none. */
	missing(): number | undefined {
		for (const [request, { again }] of this.#answers) if (again) return request;
		return undefined;
	}

	/** The session goes on: `named` are the unmap requests whose answers are to come, once more or at last. */
	restart(named: ReadonlySet<number>): void {
		this.#parts.clear();
		for (const [request, answer] of this.#answers)
			if (named.has(request)) answer.again = true;
			else this.#answers.delete(request);
		for (const request of this.#unmaps.keys())
			if (!named.has(request)) this.#unmaps.delete(request);
	}

	/** Whether these are the frames that it has. */
	isLease(first: number, count: number): boolean {
		return first === this.#first && count === this.#count;
	}

	/** All pages, whatever their state. */
	mapped(): { space: number; page: number; mapping: Mapping }[] {
		const all: { space: number; page: number; mapping: Mapping }[] = [];
		for (const [space, pages] of this.spaces)
			for (const [page, mapping] of pages) all.push({ space, page, mapping });
		return all;
	}

	/** The latest request that takes the page away. */
	unmappedBy(space: number, page: number): number | undefined {
		let found: number | undefined;
		for (const [request, unmap] of this.#unmaps)
			if (unmap.space === space && unmap.pages.includes(page)) found = request;
		return found;
	}

	/** The page is mapped, so. */
	keep(space: number, page: number, frame: number, permissions: number): void {
		const present = this.spaces.get(space)?.get(page);
		if (present !== undefined && present.frame !== frame) this.drop(space, page);
		if (present === undefined || present.frame !== frame) this.#use(frame);
		this.spaces.get(space)?.set(page, { frame, permissions, state: 'mapped', request: -1 });
	}

	/** The page is not mapped. */
	drop(space: number, page: number): void {
		const mapping = this.spaces.get(space)?.get(page);
		if (mapping === undefined) return;
		this.spaces.get(space)?.delete(page);
		this.#unuse(mapping.frame);
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

	#use(frame: number): void {
		const use = this.frames.uses.get(frame);
		if (use === undefined) this.frames.uses.set(frame, { session: this.session, count: 1 });
		else use.count++;
	}

	#unuse(frame: number): void {
		const use = this.frames.uses.get(frame);
		if (use !== undefined && --use.count === 0) this.frames.uses.delete(frame);
	}
}
