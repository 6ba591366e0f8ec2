import type { Clock } from '../../base/clock.js';
import { SoonOnce } from '../../base/soon-once.js';
import type { DecodedAgentMessage } from '../../wire/messages.js';
import type { ReadGate } from './read-gate.js';

/** What a session may have done for it in one turn of the event loop, in rows; the last part of it may pass it. */
export const TURN_ROWS = 16_384;
/** What a message costs beside its rows, in rows. */
export const MESSAGE_ROWS = 256;
/** What a Bind, an Unbind or a SyncResult costs, and a page's contents. */
const REQUEST_ROWS = 16;
const PAGE_ROWS = 4;
const PAGE_BYTES = 4096;
/** Of what is spent in a turn, what does not ask for a look at its end. */
const FREE_ROWS = TURN_ROWS / 4;

/**
 * What one session's agent may have done in one turn of the event loop, so that an agent that floods the host slows
 * itself and nobody else. Each message has a cost, in rows. When a turn's worth is spent, the transport takes
 * nothing more until all other input that has arrived was handled, and then it is the session's turn again: sessions
 * that flood take turns, with as much each. A message that is worth more than a turn is acted on in
 * parts, in the order of its own parts, over several turns: a batch is the least, and it has a bound of its own.
 *
 * Where little comes, nothing is asked of the clock: what is spent is only looked at once it is a quarter of a turn.
 */
export class TurnShare {
	/** Turns at whose end something was left for the next one. */
	held = 0;
	readonly #gate: ReadGate;
	readonly #act: (message: DecodedAgentMessage) => void;
	#spent = 0;
	readonly #nextTurn: SoonOnce;
	/** The transport takes nothing now. */
	#paused = false;
	/** Parts of a message that were not acted on yet, the next one last. */
	#parts: DecodedAgentMessage[] = [];

	/** @param act acts on a message or a part of one; does not throw */
	constructor(clock: Clock, gate: ReadGate, act: (message: DecodedAgentMessage) => void) {
		this.#nextTurn = new SoonOnce(clock, () => this.#next());
		this.#gate = gate;
		this.#act = act;
	}

	/** Acts on a message, now or, in part, later; until then no other comes. */
	take(message: DecodedAgentMessage): void {
		const cost = costOf(message);
		if (cost > TURN_ROWS) {
			this.#parts = partsOf(message).reverse();
			this.#goOn();
		} else {
			this.#spent += cost;
			this.#act(message);
		}
		this.#settle();
	}

	/** Forgets what was not acted on: the session is over. */
	stop(): void {
		this.#parts = [];
	}

	#goOn(): void {
		while (this.#spent < TURN_ROWS) {
			const part = this.#parts.pop();
			if (part === undefined) return;
			this.#spent += costOf(part);
			this.#act(part);
		}
	}

	#settle(): void {
		const full = this.#spent >= TURN_ROWS || this.#parts.length > 0;
		if (full && !this.#paused) {
			this.#paused = true;
			this.held++;
			this.#gate.close();
		}
		if (this.#spent >= FREE_ROWS) this.#nextTurn.askLater();
	}

	#next(): void {
		this.#spent = 0;
		this.#goOn();
		if (this.#parts.length === 0 && this.#paused) {
			this.#paused = false;
			this.#gate.open();
		}
		this.#settle();
	}
}

/** In rows; see TURN_ROWS. */
function costOf(message: DecodedAgentMessage): number {
	const { bind, unbind, map, responses, unmap, credits, synced } = message;
	let rows = MESSAGE_ROWS + (responses?.rows ?? 0) + (credits?.rows ?? 0);
	rows += (bind.length + unbind.length + synced.length) * REQUEST_ROWS;
	for (let i = 0; i < map.length; i++) {
		const { rows: pages, contents } = map[i]!;
		rows += pages + (contents.length / PAGE_BYTES) * PAGE_ROWS;
	}
	for (let i = 0; i < unmap.length; i++) rows += unmap[i]!.rows;
	return rows;
}

/** Requests of one part. */
const SOME = TURN_ROWS / REQUEST_ROWS / 4;

/** The message as several, to be acted on one after the other, with the same effect. */
function partsOf(message: DecodedAgentMessage): DecodedAgentMessage[] {
	const empty: DecodedAgentMessage = {
		...{ hello: undefined, bind: [], unbind: [], map: [], responses: undefined, unmap: [] },
		...{ credits: undefined, heartbeat: undefined, synced: [], leave: undefined },
		received: 0,
	};
	const { hello, received, bind, unbind, map, responses, unmap, synced } = message;
	const parts: DecodedAgentMessage[] = [];
	// It is acted on before every other part.
	if (hello !== undefined || received > 0) parts.push({ ...empty, hello, received });
	for (const some of inSome(bind)) parts.push({ ...empty, bind: some });
	for (const some of inSome(unbind)) parts.push({ ...empty, unbind: some });
	for (const batch of map) parts.push({ ...empty, map: [batch] });
	if (responses !== undefined) parts.push({ ...empty, responses });
	for (const batch of unmap) parts.push({ ...empty, unmap: [batch] });
	const { credits, heartbeat, leave } = message;
	parts.push({ ...empty, credits, heartbeat });
	for (const some of inSome(synced)) parts.push({ ...empty, synced: some });
	parts.push({ ...empty, leave });
	return parts;
}

function inSome<T>(all: readonly T[]): T[][] {
	const parts: T[][] = [];
	for (let at = 0; at < all.length; at += SOME) parts.push(all.slice(at, at + SOME));
	return parts;
}
