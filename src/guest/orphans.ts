import type { AgentEvent } from './events.js';
import type { UnmapPart } from './eviction.js';
import type { FrameUser } from './frame-pool.js';
import type { MappedRows } from './inventory.js';
import { DIRTY } from './inventory.js';
import type { Outbox } from './outbox.js';

/** Pages of one of the session's spaces, still to be taken away. */
interface OrphanSpace {
	readonly number: number;
	readonly rows: MappedRows;
	/** Rows that an unmap request has. */
	asked: number;
}

/**
 * Pages of a session's address spaces that its present agent has not: another agent had them, and with no (device, PASID)
 * bound any more nobody can tell what they are. They are taken away, and their frames go to the pool when the host says
 * that they are free (law 4). What devices wrote to them is lost.
 *
 * Asks for no more at a time than the host takes, after what the agent's own spaces have asked for.
 */
export class Orphans implements FrameUser {
	/** None that could be had sooner than it comes. */
	readonly frames = 0;
	readonly #outbox: Outbox;
	readonly #emit: (event: AgentEvent) => void;
	#spaces: OrphanSpace[] = [];
	/** Frames of each unmap request that is not complete. */
	readonly #frames = new Map<number, number[]>();

	constructor(outbox: Outbox, emit: (event: AgentEvent) => void) {
		this.#outbox = outbox;
		this.#emit = emit;
		outbox.frames.join(this);
	}

	/** Whether frames are to come back. Groups that need some wait for them. */
	get busy(): boolean {
		return this.#spaces.length > 0 || this.#frames.size > 0;
	}

	/** Pages whose unmapping is under way. */
	get coming(): number {
		let pages = 0;
		for (const frames of this.#frames.values()) pages += frames.length;
		return pages;
	}

	/** All are on their way out. */
	reclaim(): number {
		return 0;
	}

	framesFreed(): void {
		this.pump();
	}

	/** The session goes on: what there was is in the next Inventory. */
	restart(): void {
		this.#spaces = [];
		this.#frames.clear();
	}

	/** Takes the pages of a space that is nobody's. */
	add(number: number, rows: MappedRows): void {
		this.#spaces.push({ number, rows, asked: 0 });
		this.#lost(
			number,
			rows.flags.reduce((dirty, flags) => dirty + ((flags & DIRTY) === 0 ? 0 : 1), 0),
		);
	}

	/** Contents come that another agent has asked for. Rows without contents were given up, and told, by who asked. */
	dropped(number: number, { contents, dirtyRow }: UnmapPart): void {
		if (contents.length > 0) this.#lost(number, dirtyRow.length);
	}

	#lost(number: number, pages: number): void {
		if (pages > 0) this.#emit({ type: 'lost-dirty', space: `unbound-${number}`, pages });
	}

	/** Asks for as much as may be under way. */
	pump(): void {
		const outbox = this.#outbox;
		for (let space = this.#spaces[0]; space !== undefined; space = this.#spaces[0]) {
			if (outbox.unmapsFree === 0) return;
			const { number, rows, asked } = space;
			const end = Math.min(rows.page.length, asked + outbox.unmapRows);
			if (end > asked) {
				const pages = Float64Array.from(rows.page.slice(asked, end));
				this.#frames.set(outbox.unmap(number, pages, false), rows.frame.slice(asked, end));
			}
			space.asked = end;
			if (end === rows.page.length) this.#spaces.shift();
		}
	}

	/** An unmapping is complete: its frames are free, if it was one of these. */
	unmapped(request: number): void {
		const frames = this.#frames.get(request);
		if (frames === undefined) return;
		this.#frames.delete(request);
		for (const frame of frames) this.#outbox.frames.give(frame);
		this.#outbox.frames.wake();
	}
}
