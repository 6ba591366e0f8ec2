import type { Transport } from '../../wire/transport.js';

/**
 * Whether a session's agent is read. There is more than one reason not to, each of which closes the gate once and opens it
 * once; messages come while no reason stands.
 */
export class ReadGate {
	readonly #transport: Transport;
	#reasons = 0;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	close(): void {
		if (this.#reasons++ === 0) this.#transport.pause?.();
	}

	open(): void {
		if (--this.#reasons === 0) this.#transport.resume?.();
	}
}
