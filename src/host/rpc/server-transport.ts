import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { CloseReason, Transport, TransportEvents } from '../../wire/transport.js';

/** How long an agent may take to take the last that it is told, in milliseconds. */
const END_MS = 5000;

/**
 * One Attach call as a Transport, host side. grpc-js counts its write queue in messages (16), so
 * `writable` turns false after that many unsent ones and `onDrain` follows; on a cancelled call grpc-js
 * drops writes without a callback, so the end of the call, not a drain, ends a wait.
 *
 * A call ends with a status, which stands behind all that was sent: an agent that reads nothing would never let it
 * end. After a while it is cut off.
 */
export class ServerTransport implements Transport {
	readonly peer: string;
	readonly identity: string;
	readonly #call: ServerDuplexStream<Buffer, Buffer>;
	readonly #abort: () => void;
	#events: TransportEvents | undefined;
	#open = true;
	#blocked = false;
	#paused = false;

	/** `abort` ends the call at once, whatever it has to send. */
	constructor(call: ServerDuplexStream<Buffer, Buffer>, identity: string, abort: () => void) {
		this.#call = call;
		this.#abort = abort;
		this.identity = identity;
		this.peer = call.getPeer();
	}

	get writable(): boolean {
		return !this.#blocked;
	}

	open(events: TransportEvents): void {
		this.#events = events;
		const call = this.#call;
		call.on('data', (message: Buffer) => {
			if (this.#open) events.onMessage(message);
		});
		call.on('drain', () => {
			this.#blocked = false;
			if (this.#open) events.onDrain();
		});
		call.on('end', () => {
			this.#finish(undefined);
			this.#endCall();
		});
		call.on('cancelled', () =>
			this.#finish({ code: 'UNAVAILABLE', message: `${this.peer} cancelled the call or vanished` }),
		);
		call.on('error', (error: Error) =>
			this.#finish({ code: 'UNAVAILABLE', message: `${this.peer}: ${error.message}` }),
		);
	}

	send(message: Uint8Array): boolean {
		if (!this.#open) return true;
		// grpc-js calls Buffer methods on what it sends; protobufjs hands out Buffers on Node.
		const room = this.#call.write(message as Buffer);
		if (!room) this.#blocked = true;
		return room;
	}

	pause(): void {
		if (!this.#open || this.#paused) return;
		this.#paused = true;
		this.#call.pause();
	}

	/** To be called at the end too: a call whose input nobody reads any more would never be closed. */
	resume(): void {
		if (!this.#paused) return;
		this.#paused = false;
		this.#call.resume();
	}

	close(_reason?: CloseReason): void {
		// The reason went to the agent as a Fatal message; the call itself ends in good order.
		if (!this.#open) return;
		this.#open = false;
		this.#events = undefined;
		this.#endCall();
	}

	#endCall(): void {
		const timer = setTimeout(this.#abort, END_MS);
		timer.unref();
		this.#call.once('close', () => clearTimeout(timer));
		this.#call.end();
		this.resume();
	}

	#finish(reason: CloseReason | undefined): void {
		if (!this.#open) return;
		this.#open = false;
		this.#blocked = false;
		const events = this.#events;
		this.#events = undefined;
		this.resume();
		events?.onClose(reason);
	}
}
