const INITIAL = 256;
const WORDS = 4;

/**
 * Page group responses that found the queue of commands full, in order, as the words of their commands. It grows by doubling and needs no bound of its own: a group gets one response, a
 * function has at most 512 groups that wait for one (PRG indices), and those that wait here are among
 * them.
 */
export class ResponseBacklog {
	#words = new Uint32Array(INITIAL * WORDS);
	#head = 0;
	#length = 0;

	get length(): number {
		return this.#length;
	}

	push(w0: number, w1: number, w2: number, w3: number): void {
		if (this.#length * WORDS === this.#words.length) this.#grow();
		const at = ((this.#head + this.#length) * WORDS) % this.#words.length;
		this.#words[at] = w0;
		this.#words[at + 1] = w1;
		this.#words[at + 2] = w2;
		this.#words[at + 3] = w3;
		this.#length++;
	}

	/** Word `n` of the oldest response. */
	peek(n: number): number {
		return this.#words[this.#head * WORDS + n]!;
	}

	/** Forgets the oldest response. */
	shift(): void {
		this.#head = (this.#head + 1) % (this.#words.length / WORDS);
		this.#length--;
	}

	#grow(): void {
		const words = new Uint32Array(this.#words.length * 2);
		const start = this.#head * WORDS;
		words.set(this.#words.subarray(start));
		words.set(this.#words.subarray(0, start), this.#words.length - start);
		this.#words = words;
		this.#head = 0;
	}
}
