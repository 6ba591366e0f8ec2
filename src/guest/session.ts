import type { Clock, Timer } from '../base/clock.js';
import type { ErrorCode } from '../base/errors.js';
import { ERROR_CODES, FaultlineError } from '../base/errors.js';
import { decodeHostMessage, encodeAgentMessage } from '../wire/codec.js';
import { errorCode } from '../wire/error-codes.js';
import { faultline } from '../wire/generated/faultline.js';
import { LentColumns } from '../wire/lent-columns.js';
import type { DecodedHostMessage } from '../wire/messages.js';
import type { CloseReason, Transport } from '../wire/transport.js';
import type { AgentCounters } from './agent-counters.js';
import type { Bindings } from './bindings.js';
import type { Changed } from './device-bindings.js';
import type { AgentEvent } from './events.js';
import type { LeaveResult } from './leave-result.js';
import { Pulse } from './pulse.js';
import { Serving } from './serving.js';
import type { JobResult } from './space-jobs.js';
import { checkWelcome, PROTOCOL_VERSION } from './welcome-check.js';

/** What this agent can: see Hello.features. */
const FEATURES = ['resume', 'drain'];
const { DRAIN_HAND_OVER } = faultline.v1.DrainReason;
const NO_LIMITS = {};
/** Between heartbeats when the host sets no limit to silence, in milliseconds. */
const HEARTBEAT_MS = 5000;
/** How long the write-back of a session without devices may take, in milliseconds. */
const DESERTED_MS = 10_000;
/** The session is over when its connection ends with one of these; */
const OVER: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['SESSION_UNKNOWN', 'SESSION_TAKEN']);
/** and when it ends before it is served, but with one of these. */
const LATER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	...(['UNAVAILABLE', 'TIMEOUT', 'HEARTBEAT_LOST'] as const),
	...(['DRAINING', 'DEVICE_TAKEN', 'RESOURCE_EXHAUSTED'] as const),
]);
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
	/** Silence of the host after which the connection is given up, in milliseconds; undefined: as the host has it. */
	readonly heartbeatTimeoutMs: number | undefined;
	/** TakeOver of the protocol, where there is nothing to resume. */
	readonly takeOver: number;
	/** A session whose connection was lost, to go on with. */
	readonly kept: KeptSession | undefined;
	readonly counters: AgentCounters;
	readonly emit: (event: AgentEvent) => void;
	/** The devices of the Welcome are bound. */
	readonly serving: () => void;
	/** The connection is over. Called once. */
	readonly closed: (end: SessionEnd) => void;
}

/** A session that the host may have kept, and what the agent has of it. */
export interface KeptSession {
	readonly session: string;
	readonly serving: Serving;
	/** The host cannot have it after this time, by the clock. */
	readonly until: number;
}

/** How a connection ended. */
export interface SessionEnd {
	/** Undefined: in good order. */
	readonly error: FaultlineError | undefined;
	/** The session can be tried to be resumed; undefined: it is over, and the address spaces are detached. */
	readonly kept: KeptSession | undefined;
	/** What the host asked to go for; undefined: it did not. */
	readonly drain: { readonly reconnectTo: string; readonly handOver: boolean } | undefined;
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
 * One connection of a session, from Hello to the end: the handshake, heartbeats, the way to leave. What happens in between
 * is Serving's. Before `closed` the address spaces are detached, or suspended where the session may go on.
 */
export class Session {
	readonly #options: SessionOptions;
	#phase: Phase = 'negotiating';
	readonly #columns = new LentColumns();
	#serving: Serving | undefined;
	#announced = false;
	#error: FaultlineError | undefined;
	#deadline: Timer | undefined;
	readonly #pulse: Pulse;
	#sent = 0;
	#sentBytes = 0;

	#left = false;
	#syncing = false;
	#synced: JobResult | undefined;
	#timedOut = false;
	#leaving: ((result: LeaveResult) => void) | undefined;
	/** The host's name of the session; empty before its Welcome. */
	#id = '';
	#drain: SessionEnd['drain'];
	/** It is left for another agent. */
	#handOver = false;

	/** Opens the transport and says Hello. */
	constructor(options: SessionOptions) {
		this.#options = options;
		const { bindings, clock, kept, transport } = options;
		this.#pulse = new Pulse(clock);
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
					features: FEATURES,
					...(kept === undefined
						? { takeOver: options.takeOver }
						: { resumeSession: kept.session }),
				},
				received: kept?.serving.outbox.safelyReceived ?? 0,
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
		if (this.#phase === 'serving') this.#beginLeave(timeoutMs, false);
		// One that leaves because the host drains goes on with that.
		else if (this.#phase === 'negotiating') this.#close(undefined);
	}

	/** See Serving.change; where nothing is served there is nothing to change. */
	change(name: string, pasid: number, changed: Changed): void {
		const serving = this.#serving ?? this.#options.kept?.serving;
		if (serving === undefined) changed(undefined);
		else serving.change(name, pasid, changed);
	}

	#beginLeave(timeoutMs: number, handOver: boolean): void {
		this.#phase = 'leaving';
		this.#handOver = handOver;
		const { clock, transport } = this.#options;
		this.#deadline = clock.after(timeoutMs, () => {
			// The host wanted it and has not heard, or is not heard: as with any connection that is lost.
			if (this.#leaving === undefined && !this.#left) {
				const message = `${transport.peer} did not let the agent leave in ${timeoutMs} ms`;
				this.#fail(new FaultlineError('TIMEOUT', message));
				return;
			}
			this.#timedOut = true;
			this.#serving?.abandon();
			this.#close(undefined);
		});
		if (this.#serving !== undefined) this.#serving.outbox.rest.leave = { handOver };
	}

	#received(bytes: Uint8Array): void {
		const { counters } = this.#options;
		if (this.#phase === 'closing' || this.#phase === 'closed') return;
		this.#pulse.heard();
		counters.messagesReceived++;
		counters.bytesReceived += bytes.length;
		try {
			this.#handle(decodeHostMessage(bytes, NO_LIMITS, this.#columns));
		} catch (thrown) {
			this.#fail(FaultlineError.from(thrown));
		}
	}

	#handle(message: DecodedHostMessage): void {
		const { drain, fatal, left, welcome } = message;
		if (welcome !== undefined) this.#welcome(welcome);
		if (this.#serving !== undefined) {
			this.#serving.handle(message);
			this.#serving.outbox.received++;
			this.#desert(this.#serving.deserted);
		} else if (fatal === undefined)
			throw new FaultlineError('OUT_OF_ORDER', 'the host sent a message before its Welcome');
		if (left !== undefined) {
			this.#left = true;
			this.#goOn();
		}
		if (drain !== undefined) this.#draining(drain);
		if (fatal !== undefined) {
			const { message: text, permanent, reconnectTo } = fatal;
			if (reconnectTo !== '') this.#drain = { reconnectTo, handOver: false };
			this.#fail(new FaultlineError(errorCode(fatal.code) ?? 'INTERNAL', text, { permanent }));
		}
	}

	#welcome(welcome: faultline.v1.Welcome): void {
		const { transport } = this.#options;
		if (this.#serving !== undefined)
			throw new FaultlineError('OUT_OF_ORDER', 'the host sent a second Welcome');
		checkWelcome(welcome, transport.peer);
		this.#deadline?.cancel();
		this.#phase = 'serving';
		const { bindings, clock, counters, credit, emit } = this.#options;
		counters.sessions++;
		this.#id = welcome.session;
		const progress = () => this.#goOn();
		const { kept } = this.#options;
		if (kept !== undefined && welcome.resumed) {
			this.#serving = kept.serving;
			this.#sent = kept.serving.outbox.messages;
			this.#sentBytes = kept.serving.outbox.bytes;
			kept.serving.resume(welcome, transport, progress);
		} else {
			// A host that knows no sessions to resume began a new one.
			kept?.serving.detach();
			this.#serving = new Serving({
				...{ bindings, clock, counters, credit, emit, transport, welcome, progress },
			});
		}
		const allowed = welcome.limits?.heartbeatTimeoutMs || HEARTBEAT_MS * 3;
		this.#pulse.start({
			everyMs: allowed / 3,
			beat: (sequence) => {
				if (this.#serving !== undefined) this.#serving.outbox.rest.heartbeat = { sequence };
			},
			silenceMs: this.#options.heartbeatTimeoutMs ?? allowed,
			silent: (ms) =>
				this.#fail(
					new FaultlineError(
						'HEARTBEAT_LOST',
						`nothing came from ${transport.peer} for ${Math.round(ms)} ms`,
					),
				),
		});
		const { frames, resumed, session } = welcome;
		this.#announce = () => {
			const devices = this.#serving?.deviceNames ?? [];
			emit({ type: 'connected', session, peer: transport.peer, devices, frames, resumed });
		};
		this.#goOn();
	}

	/** The host wants the agent to go: it does. */
	#draining({ deadlineMs, reason, reconnectTo }: faultline.v1.Drain): void {
		const handOver = reason === DRAIN_HAND_OVER;
		this.#drain = { reconnectTo, handOver };
		this.#options.emit({ type: 'draining', deadlineMs, reconnectTo, handOver });
		if (this.#phase !== 'serving') return;
		this.#beginLeave(deadlineMs, handOver);
		this.#goOn();
	}

	/**
	 * The session has no device left, because the host thought this agent too slow. It can have them back in a new one:
	 * writes back what there is, and leaves.
	 */
	#desert(error: FaultlineError | undefined): void {
		if (error === undefined || this.#phase !== 'serving') return;
		this.#error = error;
		this.leave(DESERTED_MS, () => {});
	}

	#announce: () => void = () => {};

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
		if (this.#phase !== 'leaving' || !this.#left) return;
		if (this.#handOver) {
			if (serving.coming === 0 && serving.outbox.empty) this.#close(undefined);
			return;
		}
		if (serving.unanswered > 0) return;
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
		this.#pulse.stop();
		let error = this.#error;
		if (error === undefined && reason !== undefined) error = fromReason(reason);
		if (error === undefined && before === 'negotiating')
			error = new FaultlineError(
				'UNAVAILABLE',
				`${this.#options.transport.peer} ended the stream before its Welcome`,
			);
		const kept = this.#keep(error);
		const { pages = 0, failed = 0, error: syncError } = this.#synced ?? {};
		this.#leaving?.({ pages, failed, error: syncError ?? error, timedOut: this.#timedOut });
		this.#options.closed({ error, kept, drain: this.#drain });
	}

	/** Keeps the session where it may go on; else it is over for the address spaces. */
	#keep(error: FaultlineError | undefined): KeptSession | undefined {
		const { kept } = this.#options;
		const serving = this.#serving ?? kept?.serving;
		if (serving === undefined) return undefined;
		if (this.#isOver(error) || serving.keptMs === 0) {
			if (this.#handOver && this.#left && error === undefined) serving.handedOver();
			else serving.detach();
			return undefined;
		}
		if (this.#serving === undefined) return kept;
		serving.suspend();
		const until = this.#options.clock.now() + serving.keptMs;
		return { session: this.#id, serving, until };
	}

	/** Whether there is nothing to go on with: it was left, or the host or this agent refuses to go on. */
	#isOver(error: FaultlineError | undefined): boolean {
		if (this.#leaving !== undefined) return true;
		if (error === undefined) return this.#left;
		if (OVER.has(error.code)) return true;
		return !this.#announced && !LATER.has(error.code);
	}
}

function fromReason(reason: CloseReason): FaultlineError {
	const known = (ERROR_CODES as readonly string[]).includes(reason.code);
	const code = known ? (reason.code as ErrorCode) : 'UNAVAILABLE';
	return new FaultlineError(code, reason.message);
}
