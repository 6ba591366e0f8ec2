import { QueuedCommands } from './queued-commands.js';

/**
 * A list of commands for a queue whose commands complete in order. The hardware does not tell whose ATC was slow when a
 * fence times out; so a list that is sent again has a fence behind the commands about each ATC.
 */
export abstract class OrderedCommands extends QueuedCommands {
	/** It is sent with these fences. */
	split = false;
	/** The function whose ATC the commands since the last of them are about; -1: none. */
	atc = -1;
	/** Function and running number of each of them, in order, one after the other. */
	readonly #fences: number[] = [];

	override reset(): void {
		super.reset();
		this.split = false;
	}

	/** Nothing of it is in the queue. */
	unfenced(): void {
		this.atc = -1;
		this.#fences.length = 0;
	}

	/** A fence was put behind what was sent. */
	fenced(at: number): void {
		if (this.atc !== -1) this.#fences.push(this.atc, at);
		this.atc = -1;
	}

	/** The function because of which the hardware stands at a running number, -1: it is none of the list's. */
	slowAt(position: number): number {
		const fences = this.#fences;
		for (let n = 0; n < fences.length; n += 2) if (fences[n + 1]! >= position) return fences[n]!;
		return this.atc;
	}
}
