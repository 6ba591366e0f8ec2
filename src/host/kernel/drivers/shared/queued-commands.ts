/** How far a list of commands has come. */
export const ListState = {
	/** Some of its commands, or its fence, are not in the queue yet. */
	UNSENT: 0,
	/** All is in the queue; the hardware tells when it is complete. */
	WAITING: 1,
	/** Complete, but an earlier one is not. */
	DONE: 2,
} as const;

/** Words of a command. */
export const WORDS = 4;
const INITIAL_COMMANDS = 16;

/**
 * Commands of 16 bytes that complete together. A driver's own list has a function for each kind of command; the queue
 * that it is given to puts a fence behind it. Kept as words, so that it can be sent in parts and sent again. Objects
 * are reused.
 */
export abstract class QueuedCommands {
	words = new Uint32Array(INITIAL_COMMANDS * WORDS);
	/** Commands in the list. */
	count = 0;

	// The queue's own part.
	state: number = ListState.UNSENT;
	/** Commands that are in the queue. */
	cursor = 0;
	/** Running number in the queue of the first command, and of the fence; valid once they are sent. */
	firstAt = 0;
	fenceAt = 0;
	/** Times it was sent again. */
	tries = 0;
	done: () => void = nothing;
	next: this | undefined = undefined;

	/** Forgets everything of an earlier use. */
	reset(): void {
		this.count = 0;
		this.state = ListState.UNSENT;
		this.cursor = 0;
		this.tries = 0;
		this.done = nothing;
		this.next = undefined;
	}

	/** Whether a command is about a function's own cache; `cacheOf` says whose a command is about, by its first two words. */
	concerns(sourceId: number, cacheOf: (w0: number, w1: number) => number): boolean {
		const { words } = this;
		for (let at = 0; at < this.count * WORDS; at += WORDS)
			if (cacheOf(words[at]!, words[at + 1]!) === sourceId) return true;
		return false;
	}

	/** Leaves out what is about a function's own cache; whether there are commands about another's (-1: about none). */
	leaveOut(sourceId: number, cacheOf: (w0: number, w1: number) => number): boolean {
		const { words } = this;
		let others = false;
		let kept = 0;
		for (let at = 0; at < this.count * WORDS; at += WORDS) {
			const whose = cacheOf(words[at]!, words[at + 1]!);
			if (whose === sourceId) continue;
			if (whose !== -1) others = true;
			words.copyWithin(kept, at, at + WORDS);
			kept += WORDS;
		}
		this.count = kept / WORDS;
		return others;
	}

	/** One command of any kind. */
	add(w0: number, w1: number, w2: number, w3: number): void {
		let at = this.count * WORDS;
		if (at === this.words.length) {
			const words = new Uint32Array(this.words.length * 2);
			words.set(this.words);
			this.words = words;
		}
		this.words[at++] = w0;
		this.words[at++] = w1;
		this.words[at++] = w2;
		this.words[at] = w3;
		this.count++;
	}
}

function nothing(): void {}
