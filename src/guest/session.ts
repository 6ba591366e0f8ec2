import type { Clock, Timer } from '../base/clock.js';
import type { ErrorCode } from '../base/errors.js';
import { ERROR_CODES, FaultlineError } from '../base/errors.js';
import { decodeHostMessage, encodeAgentMessage } from '../wire/codec.js';
import { errorCode } from '../wire/error-codes.js';
import type { faultline } from '../wire/generated/faultline.js';
import { LentColumns } from '../wire/lent-columns.js';
import type { DecodedHostMessage } from '../wire/messages.js';
import type { CloseReason, Transport } from '../wire/transport.js';
import type { Bindings } from './bindings.js';
import type { AgentEvent } from './events.js';
import { MIN_MESSAGE_BYTES } from './outbox.js';
import { PAGE_BYTES } from './pager.js';
import type { AgentCounters } from './serving.js';
import { Serving } from './serving.js';
import type { JobResult } from './space-jobs.js';

/** The protocol version that this agent speaks. */
const PROTOCOL_VERSION = 1;
const NO_LIMITS = {};
/** Between heartbeats when the host sets no limit to silence, in milliseconds. */
const HEARTBEAT_MS = 5000;
/** How long the end of a connection may take, in milliseconds. */
const CLOSE_MS = 1000;

export interface SessionOptions {
	readonly clock: Clock;
	readonly transport: Transport;
	readonly guest: string;
	readonly agent: string;
	readonly devices: readonly string[];
	readonly bindings: Bindings;
	readonly credit: number | undefined;
	readonly handshakeTimeoutMs: number;
	readonly counters: AgentCounters;
	readonly emit: (event: AgentEvent) => void;
	/** The devices of the Welcome are bound. */
	readonly serving: () => void;
	/** The session is over, its address spaces are detached. Called once; undefined: in good order. */
	readonly closed: (error: FaultlineError | undefined) => void;
}

/** How a session that was asked to leave ended. */
export interface LeaveResult {
	/** Pages written back at the end. */
	readonly pages: number;
	/** Pages that could not be written back, and the first reason. */
	readonly failed: number;
	readonly error: FaultlineError | undefined;
	/** True: the time limit passed; groups that were still unanswered got INVALID. */
	readonly timedOut: boolean;
}

type Phase =
	/** Hello was sent. */
	| 'negotiating'
	/** Welcome came; the devices are being bound, then served. */
	| 'serving'
	/** Leave was sent. */
	| 'leaving'
	/** Our side of the connection is closed. */
	| 'closing'
	| 'closed';

/**
 * One session over one connection, from Hello to the end: the handshake, heartbeats, the way to leave.
 * What happens in between is Serving's. Whatever ends it, the address spaces are detached before `closed`.
 */
export class Session {
	readonly #options: SessionOptions;
	#phase: Phase = 'negotiating';
	readonly #columns = new LentColumns();
	#serving: Serving | undefined;
	#announced = false;
	#error: FaultlineError | undefined;
	#deadline: Timer | undefined;
	#heartbeat: Timer | undefined;
	#heartbeats = 0;
	#lastHeard = 0;
	#sent = 0;
	#sentBytes = 0;

	#left = false;
	#syncing = false;
	#synced: JobResult | undefined;
	#timedOut = false;
	#leaving: ((result: LeaveResult) => void) | undefined;

	/** Opens the transport and says Hello. */
	constructor(options: SessionOptions) {
		this.#options = options;
		const { bindings, clock, transport } = options;
		this.#lastHeard = clock.now();
		transport.open({
			onMessage: (bytes) => this.#received(bytes),
			onDrain: () => this.#serving?.outbox.flush(),
			onClose: (reason) => this.#closed(reason),
		});
		transport.send(
			encodeAgentMessage({
				hello: {
					protocolVersion: PROTOCOL_VERSION,
					guest: options.guest,
					devices: [...options.devices],
					agent: options.agent,
					frames: bindings.frames,
				},
			}),
		);
		options.counters.messagesSent++;
		this.#deadline = clock.after(options.handshakeTimeoutMs, () =>
			this.#fail(
				new FaultlineError(
					'TIMEOUT',
					`${transport.peer} sent no Welcome in ${options.handshakeTimeoutMs} ms`,
				),
			),
		);
	}

	/**
	 * Leaves in good order: the host delivers nothing more, everything delivered is answered, dirty pages are
	 * written back, the stream ends. After `timeoutMs` what is unanswered is answered INVALID and the stream
	 * ends in any case. `done` is called before `closed` is.
	 */
	leave(timeoutMs: number, done: (result: LeaveResult) => void): void {
		this.#leaving = done;
		if (this.#phase !== 'serving') {
			this.#close(undefined);
			return;
		}
		this.#phase = 'leaving';
		this.#deadline = this.#options.clock.after(timeoutMs, () => {
			this.#timedOut = true;
			this.#serving?.abandon();
			this.#close(undefined);
		});
		if (this.#serving !== undefined) this.#serving.outbox.rest.leave = {};
	}

	#received(bytes: Uint8Array): void {
		const { clock, counters } = this.#options;
		if (this.#phase === 'closing' || this.#phase === 'closed') return;
		this.#lastHeard = clock.now();
		counters.messagesReceived++;
		counters.bytesReceived += bytes.length;
		try {
			this.#handle(decodeHostMessage(bytes, NO_LIMITS, this.#columns));
		} catch (thrown) {
			this.#fail(FaultlineError.from(thrown));
		}
	}

	#handle(message: DecodedHostMessage): void {
		const { fatal, left, welcome } = message;
		if (welcome !== undefined) this.#welcome(welcome);
		if (this.#serving !== undefined) this.#serving.handle(message);
		else if (fatal === undefined)
			throw new FaultlineError('OUT_OF_ORDER', 'the host sent a message before its Welcome');
		if (left !== undefined) {
			this.#left = true;
			this.#goOn();
		}
		if (fatal !== undefined) {
			const { message: text, permanent } = fatal;
			this.#fail(new FaultlineError(errorCode(fatal.code) ?? 'INTERNAL', text, { permanent }));
		}
	}

	#welcome(welcome: faultline.v1.Welcome): void {
		const { clock, transport } = this.#options;
		if (this.#serving !== undefined)
			throw new FaultlineError('OUT_OF_ORDER', 'the host sent a second Welcome');
		if (welcome.protocolVersion !== PROTOCOL_VERSION)
			throw new FaultlineError(
				'PROTOCOL_VERSION',
				`${transport.peer} speaks version ${welcome.protocolVersion} of the protocol, this agent ${PROTOCOL_VERSION}`,
			);
		if (welcome.pageSize !== PAGE_BYTES)
			throw new FaultlineError(
				'MALFORMED_MESSAGE',
				`${transport.peer} has pages of ${welcome.pageSize} bytes; ${PAGE_BYTES} would be right`,
			);
		const messageBytes = welcome.limits?.messageBytes ?? 0;
		if (messageBytes > 0 && messageBytes < MIN_MESSAGE_BYTES)
			throw new FaultlineError(
				'MESSAGE_TOO_LARGE',
				`${transport.peer} takes messages of ${messageBytes} bytes; a page needs ${MIN_MESSAGE_BYTES}`,
			);
		this.#deadline?.cancel();
		this.#phase = 'serving';
		const { bindings, counters, credit, emit } = this.#options;
		counters.sessions++;
		this.#serving = new Serving({
			...{ bindings, clock, counters, credit, emit, transport, welcome },
			progress: () => this.#goOn(),
		});
		const silence = welcome.limits?.heartbeatTimeoutMs || HEARTBEAT_MS * 3;
		this.#beat(silence / 3, silence);
		const { frames, session } = welcome;
		this.#announce = () => {
			const devices = this.#serving?.deviceNames ?? [];
			emit({ type: 'connected', session, peer: transport.peer, devices, frames });
		};
		this.#goOn();
	}

	#announce: () => void = () => {};

	#beat(everyMs: number, silenceMs: number): void {
		const { clock, transport } = this.#options;
		this.#heartbeat = clock.after(everyMs, () => {
			const silent = clock.now() - this.#lastHeard;
			if (silent >= silenceMs) {
				this.#fail(
					new FaultlineError(
						'HEARTBEAT_LOST',
						`nothing came from ${transport.peer} for ${Math.round(silent)} ms`,
					),
				);
				return;
			}
			if (this.#serving !== undefined)
				this.#serving.outbox.rest.heartbeat = { sequence: ++this.#heartbeats };
			this.#beat(everyMs, silenceMs);
		});
	}

	/** Looks whether the session can take its next step. */
	#goOn(): void {
		const serving = this.#serving;
		if (serving === undefined) return;
		const { counters } = this.#options;
		counters.messagesSent += serving.outbox.messages - this.#sent;
		counters.bytesSent += serving.outbox.bytes - this.#sentBytes;
		this.#sent = serving.outbox.messages;
		this.#sentBytes = serving.outbox.bytes;
		if (!this.#announced && !serving.binding && this.#phase === 'serving') {
			this.#announced = true;
			this.#announce();
			this.#options.serving();
		}
		if (this.#phase !== 'leaving' || !this.#left || serving.unanswered > 0) return;
		if (!this.#syncing) {
			this.#syncing = true;
			serving.sync((result) => {
				this.#synced = result;
				this.#goOn();
			});
		} else if (this.#synced !== undefined && serving.outbox.empty) this.#close(undefined);
	}

	/** The session cannot go on. */
	#fail(error: FaultlineError): void {
		if (this.#phase === 'closed') return;
		this.#error ??= error;
		this.#close({ code: error.code, message: error.message });
	}

	/** Ends our side, and waits a while for the other. */
	#close(reason: CloseReason | undefined): void {
		const { clock, transport } = this.#options;
		if (this.#phase === 'closing' || this.#phase === 'closed') return;
		this.#phase = 'closing';
		this.#deadline?.cancel();
		this.#deadline = clock.after(CLOSE_MS, () => {
			transport.close({ code: 'TIMEOUT', message: 'the stream did not end' });
			this.#closed(undefined);
		});
		transport.close(reason);
		// A failed session is over at once; one that ends in good order is when the host has seen the end.
		if (reason !== undefined) this.#closed(undefined);
	}

	#closed(reason: CloseReason | undefined): void {
		if (this.#phase === 'closed') return;
		const before = this.#phase;
		this.#phase = 'closed';
		this.#deadline?.cancel();
		this.#heartbeat?.cancel();
		this.#serving?.detach();
		let error = this.#error;
		if (error === undefined && reason !== undefined) error = fromReason(reason);
		if (error === undefined && before === 'negotiating')
			error = new FaultlineError(
				'UNAVAILABLE',
				`${this.#options.transport.peer} ended the stream before its Welcome`,
			);
		const { pages = 0, failed = 0, error: syncError } = this.#synced ?? {};
		this.#leaving?.({ pages, failed, error: syncError ?? error, timedOut: this.#timedOut });
		this.#options.closed(error);
	}
}

function fromReason(reason: CloseReason): FaultlineError {
	const known = (ERROR_CODES as readonly string[]).includes(reason.code);
	const code = known ? (reason.code as ErrorCode) : 'UNAVAILABLE';
	return new FaultlineError(code, reason.message);
}
