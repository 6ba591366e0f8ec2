/**
 * Notices that a test has forgotten a host: for `idleMs` of real time nobody waited for anything of it, and nothing was counted
 * by `uses`. Sockets and timers of such a host would keep a test runner alive for ever. Its own timer does not.
 */
export class IdleWatch {
	readonly #idleMs: number;
	readonly #uses: () => number;
	readonly #forgotten: () => void;
	#timer: NodeJS.Timeout | undefined;
	#last = -1;
	#waits = 0;
	/** Looks in a row at which nothing had happened since the one before. */
	#quiet = 0;

	/** `uses` only grows; `forgotten` is called once. `idleMs` 0: never. */
	constructor(idleMs: number, uses: () => number, forgotten: () => void) {
		this.#idleMs = idleMs;
		this.#uses = uses;
		this.#forgotten = forgotten;
		if (idleMs > 0) this.#arm();
	}

	/** The host is in use until the promise is settled. */
	during<T>(promise: Promise<T>): Promise<T> {
		this.#waits++;
		return promise.finally(() => {
			this.#waits--;
			this.#quiet = 0;
		});
	}

	end(): void {
		clearTimeout(this.#timer);
	}

	#arm(): void {
		this.#timer = setTimeout(() => this.#look(), Math.max(1, this.#idleMs / LOOKS));
		this.#timer.unref();
	}

	#look(): void {
		const uses = this.#uses();
		this.#quiet = uses === this.#last && this.#waits === 0 ? this.#quiet + 1 : 0;
		this.#last = uses;
		if (this.#quiet >= LOOKS) this.#forgotten();
		else this.#arm();
	}
}

/** Looks in the time that a host may be idle. */
const LOOKS = 4;
