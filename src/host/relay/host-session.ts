import { type ErrorCode, FaultlineError } from '../../base/errors.js';
import { SoonOnce } from '../../base/soon-once.js';
import { decodeAgentMessage } from '../../wire/codec.js';
import { errorNumber } from '../../wire/error-codes.js';
import { faultline } from '../../wire/generated/faultline.js';
import { LentColumns } from '../../wire/lent-columns.js';
import type { DecodedAgentMessage } from '../../wire/messages.js';
import type { CloseReason, Transport } from '../../wire/transport.js';
import type { FaultConsumer } from '../kernel/vfio/consumer.js';
import type { Guest } from '../kernel/vfio/guest.js';
import type { VfioDevice } from '../kernel/vfio/vfio-device.js';
import { Departure, type DrainWords } from './departure.js';
import type { Admission } from './hello.js';
import type { Identity } from './identities.js';
import { ReadBrake } from './intake.js';
import { Link, type LinkUser } from './link.js';
import { Liveness } from './liveness.js';
import { Opening } from './opening.js';
import { RefusalCounts } from './refusals.js';
import { Serving } from './serving.js';
import type { SessionOwner, SessionState } from './session-owner.js';
import { SlowChanges } from './slow-consumers.js';
import { TurnShare } from './turn-share.js';

const { TAKE_OVER_NONE } = faultline.v1.TakeOver;

/**
 * One agent's session, from its connection to its end, over one connection or several. What it does for its agent is
 * Serving's.
 *
 *      opening --Welcome--> streaming --Leave--> leaving --stream ends--> ending --all taken back--> closed
 *         |                  |  ^                   '--hand over--.
 *         |    connection lost  adopts another                    |
 *         |                  v  |                                 |
 *         |               suspended <-----------------------------'
 *         |                  '--nobody came in time--> ending
 *         '--the Hello is for another session, which adopts the connection--> closed
 *
 * Invariants: whatever a session was given (devices, frames, spaces, groups) it gives back at its end,
 * however it ends; and whatever the agent sends, the worst that happens is the end of this session.
 * Groups delivered to it are answered by the agent, by the core at their deadline, or, INVALID, at the
 * session's end. While it is suspended all of it stays, its groups wait in the devices' outboxes, and deadlines run.
 */
export class HostSession implements FaultConsumer {
	/** Unique among all sessions of all hosts; empty until it is welcomed. Another one after each take-over. */
	id = '';
	/** How the agent calls itself. */
	agent = '';
	/** Whether it takes devices that its guest is given later. */
	all = false;
	/** Whether its agent takes over what another agent of the guest leaves behind. */
	takesOver = false;
	/** The other side of its connection, or of the last one, and who that proved to be, with the bounds of all that it may have. */
	peer: string;
	identity: Identity;
	readonly refusals = new RefusalCounts();
	messagesIn = 0;
	/** Why it ended; undefined while it has not, and for an end in good order. */
	endReason: CloseReason | undefined;
	/** Since when it is suspended, by the clock. */
	suspendedAt = 0;
	#state: SessionState = 'opening';
	readonly #owner: SessionOwner;
	/** Undefined while it is suspended, and after its end. */
	#link: Link | undefined;
	readonly #user: LinkUser;
	/** What it does for its agent. */
	readonly serving: Serving;
	readonly #opening = new Opening();
	readonly #departure: Departure;
	#admission: Admission | undefined;
	readonly #liveness: Liveness;
	#brake: ReadBrake;
	#share: TurnShare;
	/** How often agents had to wait over earlier connections, or for their identity's rate. */
	#heldBefore = 0;
	/** What a message is decoded into; all of it is acted on before the next one. */
	readonly #columns = new LentColumns();
	readonly #flush: SoonOnce;

	constructor(owner: SessionOwner, transport: Transport, identity: Identity) {
		this.#owner = owner;
		this.peer = transport.peer;
		this.identity = identity;
		this.#user = {
			received: (bytes) => this.#receive(bytes),
			drained: () => this.wake(),
			lost: (reason) => this.#lost(reason),
		};
		const link = new Link(transport, this.#user);
		this.#link = link;
		this.#departure = new Departure(owner.limits.resumeMs);
		this.#flush = new SoonOnce(owner.clock, () => this.#guarded(this.#send));
		this.#liveness = new Liveness(owner.clock);
		this.#brake = new ReadBrake(owner.clock, link.gate, this.#liveness);
		this.#share = new TurnShare(owner.clock, link.gate, this.#act);
		this.serving = new Serving(owner, {
			consumer: this,
			identity: () => this.identity,
			writable: () => this.#link?.transport.writable ?? false,
			refuse: (code, times) => this.#refuse(code, times),
			wake: () => this.wake(),
		});
	}

	get state(): SessionState {
		return this.#state;
	}

	/** The guest it serves, once it is welcomed. */
	get guest(): Guest | undefined {
		return this.#admission?.guest;
	}

	/** The name of the guest that its Hello names, also when that was refused; empty before. */
	get guestName(): string {
		return this.#opening.guestName;
	}

	/** Bytes that wait for the agent to take them, unmap requests that are not answered, how often it had to wait. */
	get load(): { readonly bytes: number; readonly unmaps: number; readonly heldTurns: number } {
		const { outbound, requests } = this.serving;
		const heldTurns = this.#heldBefore + this.#share.held;
		return { bytes: outbound.backlog, unmaps: requests?.unmapsOutstanding ?? 0, heldTurns };
	}

	/** Whether the agent goes when it is told to drain. */
	get drains(): boolean {
		return this.#departure.drains;
	}

	/** Begins to listen; to be called once, in the turn in which the transport was made. */
	open(): void {
		this.#link?.open();
		const { helloTimeoutMs } = this.#owner.limits;
		this.#liveness.wait(helloTimeoutMs, () =>
			this.#guarded(() => {
				throw this.#opening.late(helloTimeoutMs);
			}),
		);
	}

	/** Tries again to admit a Hello that was told to wait. */
	retry(): void {
		if (this.#state !== 'opening' || this.#opening.hello === undefined) return;
		this.#guarded(() => this.#welcome());
	}

	/** Serves a device that its guest was given; does nothing for one that has a session or is going. */
	serve(vfio: VfioDevice): void {
		const serves = this.#state === 'streaming' || this.#state === 'suspended';
		if (!serves || vfio.consumer !== undefined || vfio.blocked) return;
		if (this.identity.spareDevices > 0) this.serving.attachLater(vfio);
		else this.#refuse(errorNumber('RESOURCE_EXHAUSTED'), 1);
	}

	/**
	 * Tells the agent to go, and delivers nothing from now on; undefined: goes on delivering. An agent that does not know
	 * of that is told nothing.
	 */
	drain(words: DrainWords | undefined): void {
		this.#departure.words = words;
		if (this.drains) this.serving.outbound.drain = words;
		this.wake();
	}

	/**
	 * Has the agent leave the session for another one, which then has `graceMs` to come. `done` is called once: when the
	 * session is suspended or another agent has it; with OUT_OF_ORDER when that cannot be, UNAVAILABLE when it ended
	 * meanwhile. `cancelHandOver` gives it up.
	 */
	handOver(graceMs: number, done: (error: FaultlineError | undefined) => void): void {
		if (this.#state === 'suspended') {
			this.#departure.wait(graceMs);
			this.#waitForAgent({ code: 'UNAVAILABLE', message: 'the agent is gone' });
			done(undefined);
		} else if (this.#departure.kept && this.drains && this.#state === 'streaming')
			this.drain(this.#departure.ask(graceMs, done));
		else {
			const why = `session ${this.id} of agent "${this.agent}" cannot be handed over`;
			done(new FaultlineError('OUT_OF_ORDER', why));
		}
	}

	/** Goes on as before `handOver`, whose `done` is not called. */
	cancelHandOver(): void {
		if (this.#departure.cancel()) this.drain(undefined);
	}

	/** Ends the session with an error, which is counted. */
	refuse(error: FaultlineError): void {
		this.#guarded(() => {
			throw error;
		});
	}

	/**
	 * Ends the session from the host's side: tells the agent why, and whether another attempt is of no use, and closes
	 * the stream.
	 */
	close(code: ErrorCode, message: string, permanent = false): void {
		if (this.#state === 'ending' || this.#state === 'closed') return;
		this.#hangUp(code, message, permanent);
		this.#end({ code, message });
	}

	/** Looks whether the agent takes what its devices have, adds what changed; true: there is more to change. */
	lookForSlow(now: number, changes: SlowChanges): boolean {
		// One that is told to go, or has no connection, is given nothing to take.
		const delivers = this.#state === 'streaming' && this.#departure.words === undefined;
		return delivers && this.serving.slow.look(now, changes);
	}

	/** Whether its agent has nothing to do and takes over what another one leaves behind. */
	get standsBy(): boolean {
		const free = this.#state === 'streaming' && this.#departure.words === undefined;
		return free && this.all && this.takesOver && this.serving.devices().length === 0;
	}

	/** Makes sure that what waits is sent once the running code has returned. */
	wake(): void {
		this.#flush.ask();
	}

	// ---- FaultConsumer: called by the devices ----

	ready(vfio: VfioDevice): void {
		if (this.serving.ready(vfio) || this.#state === 'leaving') this.wake();
	}

	eventsReady(vfio: VfioDevice): void {
		this.serving.eventsReady(vfio);
		this.wake();
	}

	expired(vfio: VfioDevice, groupId: number): void {
		this.serving.expired(vfio, groupId);
		this.wake();
	}

	revoked(vfio: VfioDevice, code: ErrorCode, message: string): void {
		this.serving.revoked(vfio, code, message);
		this.wake();
	}

	// ---- receiving ----

	/** Runs a step of the session; whatever it throws ends the session, and nothing else. */
	#guarded(step: () => void): void {
		try {
			step();
		} catch (thrown) {
			const { code, message, permanent } = FaultlineError.from(thrown);
			this.#refuse(errorNumber(code), 1);
			this.close(code, message, permanent);
		}
	}

	#receive(bytes: Uint8Array): void {
		if (this.#state === 'ending' || this.#state === 'closed') return;
		this.messagesIn++;
		this.#liveness.heard();
		this.#guarded(() => {
			const message = decodeAgentMessage(bytes, this.#owner.limits, this.#columns);
			if (this.#state === 'opening') this.#handleOpening(message);
			else this.#share.take(message);
		});
		const wait = this.identity.intake?.take(bytes.length) ?? 0;
		if (wait > 0 && this.#brake.hold(wait)) this.#heldBefore++;
	}

	/** Acts on a message or, of a large one, a part. What came over a connection that is lost meanwhile has no effect. */
	readonly #act = (message: DecodedAgentMessage): void => {
		if (this.#state !== 'streaming' && this.#state !== 'leaving') return;
		this.#guarded(() => this.#handle(message));
	};

	#handleOpening(message: DecodedAgentMessage): void {
		this.agent = this.#opening.take(message).agent;
		this.#welcome();
	}

	#handle(message: DecodedAgentMessage): void {
		this.serving.handle(message, this.#state === 'leaving');
		if (message.leave !== undefined) this.#leave(message.leave.handOver);
		this.serving.packer.checkBacklog();
		this.wake();
	}

	/** With `handOver` everything stays as it is for another agent, where sessions are kept at all. */
	#leave(handOver: boolean): void {
		if (this.#state === 'leaving') return;
		this.#state = 'leaving';
		this.#departure.handsOver = handOver && this.#departure.kept;
		this.serving.outbound.left = true;
		if (!this.#departure.handsOver) this.serving.answerWaiting();
	}

	#refuse(code: number, times: number): void {
		this.refusals.add(code, times);
		this.#owner.refused(this, code, times);
	}

	// ---- beginning and end ----

	/** Gives the connection to the session that the Hello is for, or begins one. */
	#welcome(): void {
		// Set with the Hello; `retry` checks it.
		const hello = this.#opening.hello!;
		const found = this.#owner.find(this, hello);
		if (found !== undefined) {
			this.#giveTo(found.session, hello, found.takenOver);
			return;
		}
		const admission = this.#owner.admit(this, hello);
		if (admission === undefined) return;
		this.#admission = admission;
		this.all = admission.all;
		this.takesOver = hello.takeOver !== TAKE_OVER_NONE;
		this.id = this.#owner.newSessionId();
		this.#state = 'streaming';
		this.serving.begin(admission);
		this.#sayWelcome(hello, admission, false);
		this.#owner.welcomed(this);
	}

	/** The connection is another session's from now on, and this one is none. */
	#giveTo(session: HostSession, hello: faultline.v1.Hello, takenOver: boolean): void {
		if (!takenOver) session.serving.outbound.received(this.#opening.received);
		const link = this.#link!;
		this.#link = undefined;
		this.#state = 'closed';
		this.#liveness.stop();
		this.#owner.merged(this);
		session.messagesIn += this.messagesIn;
		session.#guarded(() => session.#adopt(link, this.identity, hello, takenOver));
	}

	/**
	 * Goes on over another connection, of the same agent or of one that takes over. Who served until now is told, and
	 * hears no more. The agent learns what there is, gives credit anew, and gets what is not answered.
	 */
	#adopt(link: Link, identity: Identity, hello: faultline.v1.Hello, takenOver: boolean): void {
		// It was welcomed before.
		const admission = this.#admission!;
		if (takenOver)
			this.#hangUp('SESSION_TAKEN', `agent "${hello.agent}" took the session over`, true);
		else this.#hangUp('UNAVAILABLE', 'the session goes on over another connection', false);
		this.#link = link;
		link.handTo(this.#user);
		this.peer = link.transport.peer;
		this.identity.sessions.delete(this);
		this.identity = identity;
		identity.sessions.add(this);
		this.#brake.stop();
		this.#share.stop();
		this.#heldBefore += this.#share.held;
		this.#brake = new ReadBrake(this.#owner.clock, link.gate, this.#liveness);
		this.#share = new TurnShare(this.#owner.clock, link.gate, this.#act);
		this.#liveness.resume();
		this.agent = hello.agent;
		this.takesOver = hello.takeOver !== TAKE_OVER_NONE;
		this.#state = 'streaming';
		this.#departure.restart();
		const before = this.id;
		if (takenOver) this.id = this.#owner.newSessionId();
		this.serving.resume();
		this.#sayWelcome(hello, admission, true);
		this.#departure.settle(undefined);
		this.#owner.adopted(this, before);
	}

	#sayWelcome(hello: faultline.v1.Hello, { lease }: Admission, resumed: boolean): void {
		this.#departure.features = hello.features;
		const { heartbeatTimeoutMs, resumeMs } = this.#owner.limits;
		this.serving.welcome({
			...{ session: this.id, lease, resumed },
			resumeMs: this.#departure.kept ? resumeMs : 0,
		});
		this.#liveness.watch(heartbeatTimeoutMs, () => this.#guarded(() => this.#heartbeatLost()));
	}

	#heartbeatLost(): void {
		const { heartbeatTimeoutMs } = this.#owner.limits;
		const message = `nothing was heard of the agent for ${heartbeatTimeoutMs} ms`;
		if (!this.#departure.kept) throw new FaultlineError('HEARTBEAT_LOST', message);
		this.#refuse(errorNumber('HEARTBEAT_LOST'), 1);
		this.#hangUp('HEARTBEAT_LOST', message, false);
		this.#lost({ code: 'HEARTBEAT_LOST', message });
	}

	/** The connection is over. After a Leave this is how it should be; before, the agent is lost. */
	#lost(reason: CloseReason | undefined): void {
		const left = this.#state === 'leaving' && !this.#departure.handsOver;
		const abrupt = reason ?? {
			code: 'UNAVAILABLE',
			message: 'the agent ended the stream without Leave',
		};
		if (left && reason === undefined) this.#end(undefined);
		else if (this.#admission !== undefined && this.#departure.kept) this.#suspend(abrupt);
		else this.#end(abrupt);
	}

	/** Keeps everything for the agent, or another one, to come again. */
	#suspend(reason: CloseReason): void {
		if (this.#state === 'ending' || this.#state === 'closed') return;
		this.#state = 'suspended';
		this.suspendedAt = this.#owner.clock.now();
		this.#link = undefined;
		this.#brake.stop();
		this.#share.stop();
		this.serving.suspend();
		this.#waitForAgent(reason);
		this.#owner.suspended(this, reason);
		this.#departure.settle(undefined);
	}

	#waitForAgent({ code, message }: CloseReason): void {
		const ms = this.#departure.graceMs;
		this.#liveness.wait(ms, () =>
			this.#end({ code, message: `${message}, and no agent came in ${ms} ms` }),
		);
	}

	/** Says a last word and ends the connection, if there is one. It goes out whether or not there is room. */
	#hangUp(code: ErrorCode, message: string, permanent: boolean): void {
		const link = this.#link;
		if (link === undefined) return;
		this.#link = undefined;
		const reconnectTo = code === 'DRAINING' ? this.#owner.reconnectTo : '';
		const fatal = { code: errorNumber(code), message, permanent, reconnectTo };
		this.serving.packer.send(link.transport, { fatal });
		link.close({ code, message });
	}

	#end(reason: CloseReason | undefined): void {
		if (this.#state === 'ending' || this.#state === 'closed') return;
		this.#state = 'ending';
		this.#link = undefined;
		this.endReason = reason;
		this.#liveness.stop();
		this.#brake.stop();
		this.#share.stop();
		this.#owner.ending(this);
		const ended = new FaultlineError('UNAVAILABLE', `session ${this.id} ended`);
		this.serving.end(ended, (problem) => {
			if (problem !== undefined) {
				this.endReason = { code: 'INTERNAL', message: problem };
				this.#refuse(errorNumber('INTERNAL'), 1);
			}
			this.#state = 'closed';
			this.#owner.ended(this);
		});
		this.#departure.settle(ended);
	}

	readonly #send = (): void => {
		const streaming = this.#state === 'streaming';
		if ((!streaming && this.#state !== 'leaving') || this.#link === undefined) return;
		if (!streaming && !this.#departure.handsOver) this.serving.answerWaiting();
		const deliver = streaming && this.#departure.words === undefined;
		if (this.serving.flush(this.#link.transport, deliver)) this.#flush.askLater();
		if (this.serving.slow.paused === 0) return;
		const changes = new SlowChanges();
		this.serving.slow.progress(this.#owner.clock.now(), changes);
		if (changes.any) this.#owner.slow(this, changes);
	};
}
