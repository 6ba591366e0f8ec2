import type { Clock } from '../../src/base/clock.js';
import { FaultlineError } from '../../src/base/errors.js';
import type { Pager } from '../../src/guest/index.js';
import { type Contents, PAGE_BYTES, putSector, SECTOR_BYTES, SECTORS } from './contents.js';
import type { Draw } from './draw.js';

/** What a guest keeps of an address space where it outlives its agents: as a file. Pages are those of the address space. */
export class Storage {
	readonly contents: Contents;
	readonly pages: number;
	/** The latest under which a call was made. */
	#lease = 0;
	readonly #kept = new Map<number, Uint8Array>();
	readonly #wrong: (what: string) => void;
	/**
	 * Pages of which a write failed last. Their contents were given to the agent, which has them in its memory alone: they end
	 * with it, whatever the host keeps.
	 */
	readonly unsafe = new Set<number>();
	/** Until when calls fail, by the clock. */
	failsUntil = 0;
	/** Milliseconds that a call takes at most. */
	slowMs: number;

	constructor(contents: Contents, pages: number, slowMs: number, wrong: (what: string) => void) {
		this.contents = contents;
		this.pages = pages;
		this.slowMs = slowMs;
		this.#wrong = wrong;
	}

	/** The page's bytes; not to be changed. */
	page(page: number): Uint8Array {
		let kept = this.#kept.get(page);
		if (kept === undefined) {
			kept = new Uint8Array(PAGE_BYTES);
			for (let sector = 0; sector < SECTORS; sector++)
				putSector(this.contents.owner, page, sector, 0, kept, sector * SECTOR_BYTES);
			this.#kept.set(page, kept);
		}
		return kept;
	}

	store(page: number, bytes: Uint8Array): void {
		for (let sector = 0; sector < SECTORS; sector++) {
			const wrong = this.contents.stored(page, sector, bytes, sector * SECTOR_BYTES);
			if (wrong !== undefined) this.#wrong(wrong);
		}
		this.#kept.set(page, bytes);
		this.unsafe.delete(page);
	}

	/**
	 * A pager of this storage for one agent, which holds this lease at the time: a call that is under way when the agent's
	 * process dies has no effect, and none under a lease that is older than that of another call: guests that have two agents
	 * fence their storage.
	 */
	pager(clock: Clock, draw: Draw, lease: () => number): Pager {
		const call = (work: () => void, failed: () => void = () => {}): void | Promise<void> => {
			const held = lease();
			if (held > this.#lease) this.#lease = held;
			const fails = clock.now() < this.failsUntil;
			const ms = this.slowMs === 0 ? 0 : draw.below(this.slowMs + 1);
			const done = () => {
				const fenced = held < this.#lease;
				if (!fails && !fenced) {
					work();
					return;
				}
				if (!fenced) failed();
				throw new FaultlineError('PAGER_READ', 'the storage of the simulation fails now');
			};
			if (ms === 0) return done();
			return new Promise((resolve, reject) => {
				clock.after(ms, () => {
					try {
						done();
						resolve();
					} catch (error) {
						reject(error);
					}
				});
			});
		};
		return {
			size: this.pages * PAGE_BYTES,
			read: (offset, into) =>
				call(() => {
					for (let at = 0; at < into.length; at += PAGE_BYTES)
						into.set(this.page((offset + at) / PAGE_BYTES), at);
				}),
			write: (offset, from) =>
				call(
					() => {
						for (let at = 0; at < from.length; at += PAGE_BYTES)
							this.store(
								(offset + at) / PAGE_BYTES,
								new Uint8Array(from.subarray(at, at + PAGE_BYTES)),
							);
					},
					() => {
						for (let at = 0; at < from.length; at += PAGE_BYTES)
							this.unsafe.add((offset + at) / PAGE_BYTES);
					},
				),
		};
	}
}
