import { PageRequests } from './page-requests.js';
import type { Slab } from './slab.js';

/** What sharing needs of a function. */
export interface CreditUser {
	readonly requests: PageRequests;
	/** Whether it has jobs that are not done. */
	busy(): boolean;
	/** Goes on with what waited for credit. */
	changed(): void;
}

/**
 * The credits of a Page Request Interface that a physical function shares with its virtual functions: requests
 * of all of them together never exceed the allocation (PCIe 10.5.2.4, 9.3.7.11).
 *
 * The specification leaves open who gets a credit that came back. Here nobody starves: a function that has
 * jobs and no request outstanding is served first, and the others leave a credit for each such function.
 */
export class SharedCredits {
	readonly #users: CreditUser[] = [];
	#allocation = 0;
	#outstanding = 0;
	/** Credits that are kept for functions which have none. */
	#reserved = 0;
	/** A response came while no credit was free, and `serve` was not called since. */
	#contended = false;
	#serving = false;
	#again = false;
	/** Who is served first next time. */
	#turn = 0;

	add(user: CreditUser): void {
		this.#users.push(user);
	}

	/** Requests without response, of all functions. */
	get outstanding(): number {
		return this.#outstanding;
	}

	/** Credits that may be taken now. */
	get free(): number {
		return Math.max(0, this.#allocation - this.#outstanding - this.#reserved);
	}

	allocate(requests: number): void {
		this.#allocation = requests;
	}

	take(count: number): void {
		this.#outstanding += count;
	}

	give(count: number): void {
		this.#outstanding -= count;
	}

	/** A function is about to be told of a response. Without a free credit others may be waiting for one. */
	beforeResponse(requests: PageRequests): void {
		if (this.#outstanding < this.#allocation) return;
		this.#contended = true;
		this.#reserved = this.#starving(requests);
	}

	/** The function was told, and has taken what it may. */
	afterResponse(): void {
		if (this.#contended) this.serve();
	}

	/** Credits came back: gives them to whoever waits for one. */
	serve(): void {
		this.#again = true;
		if (this.#serving) return;
		this.#serving = true;
		try {
			while (this.#again) {
				this.#again = false;
				this.#contended = false;
				this.#round();
			}
		} finally {
			this.#serving = false;
			this.#reserved = 0;
		}
	}

	#round(): void {
		const users = this.#users;
		for (let n = 0; n < users.length && this.#allocation > this.#outstanding; n++) {
			const user = users[(this.#turn + n) % users.length]!;
			if (!starves(user)) continue;
			// One is its own, however many others starve.
			const left = this.#allocation - this.#outstanding - 1;
			this.#reserved = Math.min(this.#starving(user.requests), left);
			user.changed();
		}
		this.#reserved = 0;
		for (let n = 0; n < users.length && this.free > 0; n++) {
			const user = users[(this.#turn + n) % users.length]!;
			if (user.busy()) user.changed();
		}
		this.#turn = (this.#turn + 1) % Math.max(users.length, 1);
	}

	/** Functions but the one of these requests that have jobs and no request outstanding. */
	#starving(but: PageRequests): number {
		let count = 0;
		for (const user of this.#users) if (user.requests !== but && starves(user)) count++;
		return count;
	}
}

function starves(user: CreditUser): boolean {
	return user.requests.groups === 0 && user.busy();
}

/** The groups of a function that shares its credits: indices of its own, at most what the others leave. */
export class SharedPageRequests extends PageRequests {
	readonly #credits: SharedCredits;

	constructor(slab: Slab, credits: SharedCredits) {
		super(slab);
		this.#credits = credits;
	}

	override get credit(): number {
		return Math.min(super.credit, this.#credits.free);
	}

	override get spare(): number {
		return Math.min(super.spare, this.#credits.free);
	}

	override grow(index: number, count: number): void {
		this.#credits.take(count);
		super.grow(index, count);
	}

	override allocate(requests: number): void {
		super.allocate(requests);
		this.#credits.allocate(requests);
	}

	override open(pasid: number, count: number, head: number): number {
		this.#credits.take(count);
		return super.open(pasid, count, head);
	}

	override close(index: number): void {
		this.#credits.give(this.count(index));
		super.close(index);
	}
}
