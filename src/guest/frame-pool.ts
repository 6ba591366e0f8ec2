import { FaultlineError } from '../base/errors.js';

/** An address space as the pool sees it. */
export interface FrameUser {
	/** Pages that hold a frame. */
	readonly frames: number;
	/** Pages that are on their way out. */
	readonly coming: number;
	/** Starts the eviction of up to `count` pages for another space; returns how many it started. */
	reclaim(count: number): number;
	/** True when something is under way that will free a frame, or make a page evictable. */
	readonly busy: boolean;
	/** Frames came back, or nothing is under way any more: try again what waited. */
	framesFreed(): void;
}

/**
 * The guest frames that the host leased to a session, and who of its address spaces waits for some.
 * Invariant: a frame is either here or with exactly one page. A frame comes back when its page never was
 * mapped, or after the host said that its unmapping is complete (law 4), never earlier.
 */
export class FramePool {
	readonly first: number;
	readonly total: number;
	/** Frames that were never taken start here. */
	#fresh: number;
	/** Frames that came back, the latest last. */
	#returned = new Int32Array(64);
	#returnedCount = 0;
	readonly #users: FrameUser[] = [];
	#turn = 0;

	/** `count` frames from `first` on; both as the host's Welcome says. */
	constructor(first: number, count: number) {
		if (!(first >= 0 && count >= 0 && first + count <= 2 ** 31))
			throw new FaultlineError(
				'BAD_FRAME',
				`the host leased frames ${first} to ${first + count - 1}; frame numbers are below 2^31`,
			);
		this.first = first;
		this.total = count;
		this.#fresh = first;
	}

	get available(): number {
		return this.#returnedCount + (this.first + this.total - this.#fresh);
	}

	/** A frame, or -1 when there is none. */
	take(): number {
		if (this.#returnedCount > 0) return this.#returned[--this.#returnedCount]!;
		return this.#fresh < this.first + this.total ? this.#fresh++ : -1;
	}

	give(frame: number): void {
		if (this.#returnedCount === this.#returned.length) {
			const wider = new Int32Array(this.#returned.length * 2);
			wider.set(this.#returned);
			this.#returned = wider;
		}
		this.#returned[this.#returnedCount++] = frame;
	}

	/** Exactly the frames in `used` are with pages, by their place in the pool; frames of others are none of it. */
	restart(used: readonly number[]): void {
		const taken = new Uint8Array(this.total);
		let end = 0;
		for (const frame of used) {
			const at = frame - this.first;
			if (!(at >= 0 && at < this.total)) continue;
			taken[at] = 1;
			end = Math.max(end, at + 1);
		}
		this.#fresh = this.first + end;
		this.#returnedCount = 0;
		for (let at = 0; at < end; at++) if (taken[at] === 0) this.give(this.first + at);
	}

	join(user: FrameUser): void {
		this.#users.push(user);
	}

	/** The space is served by this session no longer; its frames are lost with the session. */
	leave(user: FrameUser): void {
		const at = this.#users.indexOf(user);
		if (at >= 0) this.#users.splice(at, 1);
	}

	/**
	 * Makes the other spaces evict until `count` pages are on their way out, those with most frames first.
	 * Returns how many evictions it started.
	 */
	reclaim(asker: FrameUser, count: number): number {
		const others = this.#users.filter((user) => user !== asker && user.frames > 0);
		others.sort((a, b) => b.frames - a.frames);
		const wanted = others.reduce((rest, user) => rest - user.coming, count);
		let started = 0;
		for (const user of others) {
			if (started >= wanted) break;
			started += user.reclaim(wanted - started);
		}
		return started;
	}

	/** True when any space has something under way that may free a frame. */
	get busy(): boolean {
		return this.#users.some((user) => user.busy);
	}

	/** Lets every space try again, beginning with another one each time. */
	wake(): void {
		const users = this.#users;
		const start = this.#turn++;
		for (let i = 0; i < users.length; i++) users[(start + i) % users.length]!.framesFreed();
	}
}
