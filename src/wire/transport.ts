/**
 * A session's connection as the relay and the agent see it: whole messages in order, and a signal
 * when to hold back. Implemented over gRPC and as a pair in memory.
 */
export interface Transport {
	/**
	 * Hands over one encoded message, which the transport may keep until it is sent: do not write to it
	 * again. Returns false when the sender should wait for `onDrain` before it sends more (the message
	 * itself is taken either way). After `close` or a lost connection it is dropped and the result is true.
	 */
	send(message: Uint8Array): boolean;
	/** True while `send` would return true. */
	readonly writable: boolean;
	/** Where the other side is, for logs and errors: an address or a name. */
	readonly peer: string;
	/**
	 * Who the other side proved to be (base/identity.ts). Absent: nobody asked, as at a connection within the
	 * process, or from the side that connects.
	 */
	readonly identity?: string;
	/**
	 * Takes no more messages until `resume`: they pile up, as far as the transport has room for them, and then
	 * the other side has to wait. That the connection was lost is told all the same. Absent: it cannot.
	 */
	pause?(): void;
	/** Takes messages again. */
	resume?(): void;
	/**
	 * Ends the connection in good order once what was sent is out. `reason` reaches the other side's
	 * `onClose` where the transport can carry it.
	 */
	close(reason?: CloseReason): void;
	/** Sets the receiver of this end; to be called once, in the turn in which the transport was made. */
	open(events: TransportEvents): void;
}

export interface TransportEvents {
	/** One message arrived. The bytes are the receiver's to keep. */
	onMessage(message: Uint8Array): void;
	/** There is room again. */
	onDrain(): void;
	/** The connection is over; nothing follows. Called once. `reason` is absent for an orderly end. */
	onClose(reason: CloseReason | undefined): void;
}

/** Why a connection ended, in words for people and a stable code for programs. */
export interface CloseReason {
	readonly code: string;
	readonly message: string;
}
