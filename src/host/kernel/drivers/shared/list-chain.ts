import { ListState, type QueuedCommands } from './queued-commands.js';

/** List objects kept for reuse. */
const MOST_SPARE = 64;

/**
 * The lists of a command queue that are not complete, in the order in which they were submitted, and some objects for
 * the next. Its queue sends and completes them; how many there are is bounded by who submits them.
 */
export class ListChain<List extends QueuedCommands> {
	/** The oldest; each leads to the `next`. */
	first: List | undefined;
	/** No list before this one is unsent; undefined: none is. */
	unsent: List | undefined;
	readonly #create: () => List;
	#last: List | undefined;
	#spare: List | undefined;
	#spares = 0;

	constructor(create: () => List) {
		this.#create = create;
	}

	get length(): number {
		let n = 0;
		for (let list = this.first; list !== undefined; list = list.next) n++;
		return n;
	}

	/** An empty list, not in the chain. */
	take(): List {
		const list = this.#spare;
		if (list === undefined) return this.#create();
		this.#spare = list.next;
		this.#spares--;
		list.reset();
		return list;
	}

	/** Puts a list at the end. */
	append(list: List): void {
		if (this.#last === undefined) this.first = list;
		else this.#last.next = list;
		this.#last = list;
	}

	/** Takes the oldest out, which is complete; the object may be used again at once. */
	shift(list: List): void {
		this.first = list.next;
		if (list.next === undefined) this.#last = undefined;
		if (this.unsent === list) this.unsent = list.next;
		if (this.#spares === MOST_SPARE) return;
		list.next = this.#spare;
		this.#spare = list;
		this.#spares++;
	}

	/** All have to be looked at for what is to be sent. */
	rewind(): void {
		this.unsent = this.first;
	}

	/** Makes all of them complete; how many were not. */
	finish(): number {
		let n = 0;
		for (let list = this.first; list !== undefined; list = list.next) {
			if (list.state !== ListState.DONE) n++;
			list.state = ListState.DONE;
		}
		this.unsent = undefined;
		return n;
	}
}
