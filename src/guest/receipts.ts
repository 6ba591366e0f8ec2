interface Receipt {
	/** Pages of it that are being written, and one while its answer is being looked at. */
	pending: number;
	/** The message with the last part of its answer; 0: it came over a connection that is lost, and comes again. */
	message: number;
}

/**
 * The unmappings whose answers came and which the host has not been told of. It keeps an answer until then, and sends it
 * to whoever goes on with the session: so it is told only when the contents are where they survive this agent.
 *
 * As the host is told with a number of messages, an answer that is not safe holds back those after it.
 */
export class Receipts {
	readonly #receipts = new Map<number, Receipt>();
	/** There is more to tell than there was. */
	due = false;

	get size(): number {
		return this.#receipts.size;
	}

	has(request: number): boolean {
		return this.#receipts.has(request);
	}

	/** The last part of an answer came with this message. It is looked at until `settle` is called for that. */
	open(request: number, message: number): void {
		const pending = this.#receipts.get(request)?.pending ?? 0;
		this.#receipts.delete(request);
		this.#receipts.set(request, { pending: pending + 1, message });
	}

	/** One more page of it is being written. */
	expect(request: number): void {
		const receipt = this.#receipts.get(request);
		if (receipt !== undefined) receipt.pending++;
	}

	/** A page of it is safe, or the answer was looked at. */
	settle(request: number): void {
		const receipt = this.#receipts.get(request);
		if (receipt === undefined) return;
		receipt.pending--;
		if (receipt.pending === 0) this.due = true;
	}

	/** The number to tell, of so many that were received; what it covers is told then. */
	tell(received: number): number {
		this.due = false;
		const told = this.told(received);
		for (const [request, { message }] of this.#receipts)
			if (message > 0 && message <= told) this.#receipts.delete(request);
		return told;
	}

	/** The number that could be told. */
	told(received: number): number {
		let told = received;
		for (const { message, pending } of this.#receipts.values())
			if (pending > 0 && message > 0) told = Math.min(told, message - 1);
		return told;
	}

	/**
	 * The connection is lost, and with it what was told last perhaps. What is not known to be told comes again: those
	 * that are settled are done with, the others wait for it.
	 */
	restart(): void {
		this.due = false;
		for (const [request, receipt] of this.#receipts)
			if (receipt.pending === 0) this.#receipts.delete(request);
			else receipt.message = 0;
	}
}
