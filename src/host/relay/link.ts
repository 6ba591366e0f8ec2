import type { CloseReason, Transport } from '../../wire/transport.js';
import { ReadGate } from './read-gate.js';

/** Who a link's connection belongs to. */
export interface LinkUser {
	received(bytes: Uint8Array): void;
	drained(): void;
	lost(reason: CloseReason | undefined): void;
}

/**
 * A connection and who it belongs to now. A connection is opened once, in the turn in which it was made, and it is its
 * first message that tells which session it is for: the one that was made for it, or one that there was before.
 */
export class Link {
	readonly transport: Transport;
	/** Whether the other side is read. */
	readonly gate: ReadGate;
	#user: LinkUser | undefined;

	constructor(transport: Transport, user: LinkUser) {
		this.transport = transport;
		this.gate = new ReadGate(transport);
		this.#user = user;
	}

	/** Begins to listen. */
	open(): void {
		this.transport.open({
			onMessage: (bytes) => this.#user?.received(bytes),
			onDrain: () => this.#user?.drained(),
			onClose: (reason) => this.#user?.lost(reason),
		});
	}

	/** What comes from now on is for `user`. */
	handTo(user: LinkUser): void {
		this.#user = user;
	}

	/** Ends the connection; its user hears nothing of it any more. */
	close(reason: CloseReason): void {
		this.#user = undefined;
		this.transport.close(reason);
	}
}
