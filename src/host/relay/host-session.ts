import { type ErrorCode, FaultlineError } from '../../base/errors.js';
import { decodeAgentMessage, encodeHostMessage } from '../../wire/codec.js';
import { errorNumber } from '../../wire/error-codes.js';
import type { faultline } from '../../wire/generated/faultline.js';
import { LentColumns } from '../../wire/lent-columns.js';
import type { DecodedAgentMessage, HostMessage } from '../../wire/messages.js';
import type { CloseReason, Transport } from '../../wire/transport.js';
import { Errno, errnoName } from '../kernel/errno.js';
import { ResponseCode } from '../kernel/fault.js';
import type { FaultConsumer } from '../kernel/vfio/consumer.js';
import type { Guest } from '../kernel/vfio/guest.js';
import type { VfioDevice } from '../kernel/vfio/vfio-device.js';
import { Delivery, type ServedDevice } from './delivery.js';
import { EVENT_ROW_BYTES, EVENT_ROWS, EventCollector } from './events.js';
import { type Admission, deviceInfo, firstHello, welcome } from './hello.js';
import type { Identity } from './identities.js';
import { ReadBrake } from './intake.js';
import { Liveness } from './liveness.js';
import { Outbound } from './outbound.js';
import { Pace } from './pace.js';
import { RefusalCounts } from './refusals.js';
import { SessionRequests } from './requests.js';
import { answer } from './responses.js';
import type { SessionOwner, SessionState } from './session-owner.js';
import { PendingSyncs, type SyncDone } from './syncs.js';

/** Bytes of one row of a FaultBatch, and more. */
const FAULT_ROW_BYTES = 32;
/** Waiting answers, in messages of full size, that an agent may cause without taking any. */
const BACKLOG_MESSAGES = 4;

/**
 * One agent's stream. Takes the agent's messages apart and gives each part to its owner (admission,
 * requests, answers, credit), in the order of the parts' field numbers; packs what the host has to say
 * into one message for each turn of the event loop, as long as the transport is writable.
 *
 * Invariants: whatever a session was given (devices, frames, spaces, groups) it gives back at its end,
 * however it ends; and whatever the agent sends, the worst that happens is the end of this session.
 * Groups delivered to it are answered by the agent, by the core at their deadline, or, INVALID, at the
 * session's end.
 */
export class HostSession implements FaultConsumer {
	/** Unique among all sessions of all hosts; empty until it is welcomed. */
	id = '';
	/** How the agent calls itself. */
	agent = '';
	/** Whether it takes devices that its guest is given later. */
	all = false;
	readonly peer: string;
	/** Who the agent proved to be, with the bounds of all that it may have. */
	readonly identity: Identity;
	readonly refusals = new RefusalCounts();
	messagesIn = 0;
	messagesOut = 0;
	/** Answers of the agent, those refused included. */
	responses = 0;
	/** Why it ended; undefined while it has not, and for an end in good order. */
	endReason: CloseReason | undefined;
	#state: SessionState = 'opening';
	readonly #owner: SessionOwner;
	readonly #transport: Transport;
	readonly #delivery: Delivery;
	readonly #events = new EventCollector();
	readonly #outbound: Outbound;
	/** The guest that the first message names, whether or not there is such a guest. */
	#guestName = '';
	#hello: faultline.v1.Hello | undefined;
	#admission: Admission | undefined;
	#requests: SessionRequests | undefined;
	readonly #syncs = new PendingSyncs();
	readonly #liveness: Liveness;
	readonly #brake: ReadBrake;
	readonly #pace: Pace;
	/** What a message is decoded into; all of it is acted on before the next one. */
	readonly #columns = new LentColumns();
	#flushAsked = false;
	readonly #flushStep = () => this.#flush();
	readonly #flushAsAsked = () => {
		this.#flushAsked = false;
		this.#guarded(this.#flushStep);
	};
	/** Bytes that may wait for the agent to take them. */
	#backlogBound: number;

	constructor(owner: SessionOwner, transport: Transport, identity: Identity) {
		this.#owner = owner;
		this.#transport = transport;
		this.identity = identity;
		this.peer = transport.peer;
		const { batchRows, messageBytes } = owner.limits;
		const rows = Math.min(batchRows, Math.floor(messageBytes / 2 / FAULT_ROW_BYTES));
		this.#backlogBound = BACKLOG_MESSAGES * messageBytes;
		this.#delivery = new Delivery(owner.core, rows);
		this.#outbound = new Outbound((sent) => this.#requests?.unmapSent(sent));
		this.#liveness = new Liveness(owner.clock);
		this.#brake = new ReadBrake(owner.clock, transport, this.#liveness);
		this.#pace = new Pace(owner.clock, () => this.wake());
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
		return this.#guestName;
	}

	/** Groups and requests delivered in all. */
	get delivered(): { groups: number; rows: number } {
		return { groups: this.#delivery.groups, rows: this.#delivery.rows };
	}

	/** Frames that it has leased. */
	get frames(): number {
		return this.#admission?.lease.count ?? 0;
	}

	/** Pages that are mapped in its spaces. */
	get mappings(): number {
		return this.#requests?.mapped ?? 0;
	}

	/** The devices it serves, with their credit. */
	devices(): ServedDevice[] {
		return [...this.#delivery.devices()];
	}

	/** The device with its credit, if the session serves it. */
	served(vfio: VfioDevice): ServedDevice | undefined {
		return this.#delivery.byHandle(vfio.handle);
	}

	/** Begins to listen; to be called once, in the turn in which the transport was made. */
	open(): void {
		this.#transport.open({
			onMessage: (bytes) => this.#receive(bytes),
			onDrain: () => this.wake(),
			onClose: (reason) => this.#lost(reason),
		});
		const { helloTimeoutMs } = this.#owner.limits;
		this.#liveness.wait(helloTimeoutMs, () => this.#guarded(() => this.#helloTimeout()));
	}

	/** Tries again to admit a Hello that was told to wait. */
	retry(): void {
		if (this.#state !== 'opening' || this.#hello === undefined) return;
		this.#guarded(() => this.#welcome());
	}

	/** Serves a device that its guest was given; does nothing for one that has a session or is going. */
	serve(vfio: VfioDevice): void {
		if (this.#state !== 'streaming' || vfio.consumer !== undefined || vfio.blocked) return;
		if (this.identity.spareDevices <= 0) {
			this.#refuse(errorNumber('RESOURCE_EXHAUSTED'), 1);
			return;
		}
		this.#attach(vfio);
		this.#outbound.assigned.push(deviceInfo(vfio));
		this.wake();
	}

	/**
	 * Asks the agent to write back its dirty pages, with `evict` to take all others away too. Returns what
	 * `cancelSync` takes.
	 */
	sync(done: SyncDone, evict = false): number {
		const request = this.#syncs.add(done);
		this.#outbound.sync.push({ request, evict });
		this.wake();
		return request;
	}

	/** Forgets a Sync; its `done` is not called. */
	cancelSync(request: number): void {
		this.#syncs.cancel(request);
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
		const fatal = { code: errorNumber(code), message, permanent };
		// The last message goes out whether or not the transport would rather wait.
		this.#send({ fatal });
		this.#transport.close({ code, message });
		this.#end({ code, message });
	}

	/** Makes sure that what waits is sent once the running code has returned. */
	wake(): void {
		if (this.#flushAsked) return;
		this.#flushAsked = true;
		this.#owner.clock.soon(this.#flushAsAsked);
	}

	// ---- FaultConsumer: called by the devices ----

	ready(vfio: VfioDevice): void {
		this.#delivery.ready(vfio);
		if (this.#delivery.pending || this.#state === 'leaving') this.wake();
	}

	eventsReady(vfio: VfioDevice): void {
		this.#events.add(vfio);
		this.wake();
	}

	expired(vfio: VfioDevice, groupId: number): void {
		this.#outbound.expired.push(groupId, vfio.handle);
		this.#pace.forget();
		this.wake();
	}

	revoked(vfio: VfioDevice, code: ErrorCode, message: string): void {
		this.#delivery.remove(vfio);
		this.#events.remove(vfio);
		this.#pace.forget();
		this.#outbound.revoked.push({ device: vfio.handle, code: errorNumber(code), message });
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
			else this.#handle(message);
		});
		const wait = this.identity.intake?.take(bytes.length) ?? 0;
		if (wait > 0) this.#brake.hold(wait);
	}

	#handleOpening(message: DecodedAgentMessage): void {
		if (this.#hello !== undefined)
			throw new FaultlineError('OUT_OF_ORDER', 'a message came before the Welcome');
		this.#guestName = message.hello?.guest ?? '';
		this.#hello = firstHello(message);
		this.agent = this.#hello.agent;
		this.#welcome();
	}

	/** Acts on the parts in the order of their field numbers. */
	#handle(message: DecodedAgentMessage): void {
		const requests = this.#requests;
		if (message.hello !== undefined || requests === undefined)
			throw new FaultlineError('OUT_OF_ORDER', 'a second Hello came on one session');
		for (const each of message.bind) requests.bind(each, this.#state === 'leaving');
		for (const each of message.unbind) requests.unbind(each);
		for (const batch of message.map) requests.map(batch);
		if (message.responses !== undefined) {
			const { core } = this.#owner;
			this.responses += message.responses.rows;
			this.#pace.answered(message.responses.rows);
			answer(core, this.#delivery, this, message.responses, this.#refusedResponse);
			core.flush();
		}
		for (const batch of message.unmap) requests.unmap(batch);
		if (message.credits !== undefined) this.#grant(message.credits);
		if (message.heartbeat !== undefined) this.#outbound.heartbeat = message.heartbeat.sequence;
		for (const result of message.synced) this.#syncs.answered(result);
		if (message.leave !== undefined) this.#leave();
		this.#checkBacklog();
		this.wake();
	}

	/** An agent that does not read cannot make the host keep more and more for it. */
	#checkBacklog(): void {
		const { backlog } = this.#outbound;
		if (backlog > this.#backlogBound)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`${backlog} bytes wait for the agent to take them; ${this.#backlogBound} is the bound`,
			);
	}

	readonly #refusedResponse = (group: number, code: number): void => {
		this.#outbound.refused.push(group, code);
		this.#refuse(code, 1);
	};

	/** Credit for a device that the session has no more is no error: the Revoked may be on its way. */
	#grant(credits: NonNullable<DecodedAgentMessage['credits']>): void {
		for (let row = 0; row < credits.rows; row++) {
			const served = this.#delivery.byHandle(credits.device[row]!);
			if (served !== undefined) this.#delivery.grant(served, credits.granted[row]!);
			else this.#refuse(errorNumber('UNKNOWN_DEVICE'), 1);
		}
	}

	#leave(): void {
		if (this.#state === 'leaving') return;
		this.#state = 'leaving';
		this.#outbound.left = true;
		this.#answerWaiting();
	}

	/** Answers INVALID what waits at the devices: nothing is delivered to an agent that leaves. */
	#answerWaiting(): void {
		for (const { vfio } of this.#delivery.devices())
			for (let slot = vfio.take(); slot !== -1; slot = vfio.take())
				vfio.respond(this, vfio.core.groups.id(slot), ResponseCode.INVALID);
		this.#owner.core.flush();
	}

	#refuse(code: number, times: number): void {
		this.refusals.add(code, times);
		this.#owner.refused(this, code, times);
	}

	// ---- beginning and end ----

	#welcome(): void {
		// Set with the Hello; `retry` checks it.
		const admission = this.#owner.admit(this, this.#hello!);
		if (admission === undefined) return;
		this.#admission = admission;
		this.all = admission.all;
		this.id = this.#owner.newSessionId();
		this.#requests = new SessionRequests({
			admission,
			delivery: this.#delivery,
			outbound: this.#outbound,
			limits: this.#owner.limits,
			identity: this.identity,
			refuse: (code, times) => this.#refuse(code, times),
			wake: () => this.wake(),
		});
		this.#state = 'streaming';
		for (const vfio of admission.devices) this.#attach(vfio);
		const { welcome: first, later } = welcome(this.id, admission, this.#owner.limits);
		this.#outbound.welcome = first;
		for (const info of later) this.#outbound.assigned.push(info);
		// What it is given at its Welcome it has not piled up.
		this.#backlogBound += this.#outbound.backlog;
		const { heartbeatTimeoutMs } = this.#owner.limits;
		this.#liveness.watch(heartbeatTimeoutMs, () => this.#guarded(() => this.#heartbeatLost()));
		this.wake();
	}

	#attach(vfio: VfioDevice): void {
		this.#delivery.add(vfio);
		const errno = vfio.attachConsumer(this);
		if (errno === Errno.OK) return;
		this.#delivery.remove(vfio);
		throw new FaultlineError('INTERNAL', `device ${vfio.name}: ${errnoName(errno)} at attaching`);
	}

	#helloTimeout(): never {
		const { helloTimeoutMs } = this.#owner.limits;
		if (this.#hello === undefined)
			throw new FaultlineError('TIMEOUT', `no Hello came in ${helloTimeoutMs} ms`);
		throw new FaultlineError(
			'DEVICE_TAKEN',
			`an earlier session of guest ${this.#hello.guest} did not come to its end in ${helloTimeoutMs} ms`,
		);
	}

	#heartbeatLost(): never {
		const { heartbeatTimeoutMs } = this.#owner.limits;
		throw new FaultlineError(
			'HEARTBEAT_LOST',
			`nothing was heard of the agent for ${heartbeatTimeoutMs} ms`,
		);
	}

	/** The connection is over. After a Leave this is how it should be; before, the agent is lost. */
	#lost(reason: CloseReason | undefined): void {
		if (reason === undefined && this.#state !== 'leaving')
			this.#end({ code: 'UNAVAILABLE', message: 'the agent ended the stream without Leave' });
		else this.#end(reason);
	}

	#end(reason: CloseReason | undefined): void {
		if (this.#state === 'ending' || this.#state === 'closed') return;
		this.#state = 'ending';
		this.endReason = reason;
		this.#liveness.stop();
		this.#brake.stop();
		this.#pace.stop();
		this.#owner.ending(this);
		for (const { vfio } of this.#delivery.devices()) vfio.detachConsumer();
		this.#syncs.end(new FaultlineError('UNAVAILABLE', `session ${this.id} ended`));
		const closed = () => {
			if (this.#admission !== undefined) this.#release(this.#admission);
			this.#state = 'closed';
			this.#owner.ended(this);
		};
		if (this.#requests === undefined) closed();
		else this.#requests.end(closed);
	}

	/** Nothing maps the frames any more, so this cannot fail; if it did, they would be nobody's from now on. */
	#release({ guest, lease }: Admission): void {
		const errno = guest.releaseFrames(lease);
		if (errno === Errno.OK) return;
		const message = `guest ${guest.name}: ${errnoName(errno)} at returning frames`;
		this.endReason = { code: 'INTERNAL', message };
		this.#refuse(errorNumber('INTERNAL'), 1);
	}

	// ---- sending ----

	#flush(): void {
		if (this.#state !== 'streaming' && this.#state !== 'leaving') return;
		if (this.#state === 'leaving') this.#answerWaiting();
		const { messageBytes } = this.#owner.limits;
		const { batch } = this.#delivery;
		while (this.#transport.writable) {
			batch.rows = 0;
			if (this.#state === 'streaming' && this.#delivery.pending && !this.#pace.hold()) {
				const before = this.#delivery.groups;
				this.#delivery.fill();
				if (batch.rows > 0) this.#pace.sent(this.#delivery.groups - before);
			}
			const events = this.#events.take();
			const eventRows = events === undefined ? 0 : EVENT_ROWS;
			const room = messageBytes - batch.rows * FAULT_ROW_BYTES - eventRows * EVENT_ROW_BYTES;
			const alone = batch.rows === 0 && events === undefined;
			const parts = this.#outbound.take(room, alone);
			if (parts === undefined && alone) break;
			const message = parts ?? {};
			if (batch.rows > 0) message.faults = batch;
			if (events !== undefined) message.events = events;
			this.#send(message);
		}
		// Everything that is put into `outbound` asks for a flush, so this sees all of it.
		this.#checkBacklog();
	}

	#send(message: HostMessage): void {
		this.messagesOut++;
		this.#transport.send(encodeHostMessage(message));
	}
}
