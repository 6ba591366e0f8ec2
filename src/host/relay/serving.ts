import { type ErrorCode, FaultlineError } from '../../base/errors.js';
import { errorNumber } from '../../wire/error-codes.js';
import type { DecodedAgentMessage } from '../../wire/messages.js';
import type { Transport } from '../../wire/transport.js';
import { Errno, errnoName } from '../kernel/errno.js';
import { ResponseCode } from '../kernel/fault.js';
import type { FaultConsumer } from '../kernel/vfio/consumer.js';
import type { VfioDevice } from '../kernel/vfio/vfio-device.js';
import { Delivery, type ServedDevice } from './delivery.js';
import { EventCollector } from './events.js';
import { type Admission, deviceInfo, type Welcomed, welcome } from './hello.js';
import type { Identity } from './identities.js';
import { Inventory } from './inventory.js';
import { Outbound } from './outbound.js';
import { Pace } from './pace.js';
import { faultRows, Packer } from './packer.js';
import { SessionRequests } from './requests.js';
import { answer } from './responses.js';
import type { SessionOwner } from './session-owner.js';
import { SlowConsumers } from './slow-consumers.js';
import { PendingSyncs, type SyncDone } from './syncs.js';

/** What the serving of a session needs of it. */
export interface ServingContext {
	/** Whom the devices know. */
	readonly consumer: FaultConsumer;
	/** Whose session it is now. */
	identity(): Identity;
	/** Whether what is said now goes out at once. */
	writable(): boolean;
	/** Counts `times` refusals; `code` is a wire number. */
	refuse(code: number, times: number): void;
	/** There is something to be sent. */
	wake(): void;
}

/**
 * What a session does for its agent, over whatever connections it has one after the other: its devices with their
 * credit and groups, spaces and requests, and all that is to be said. Knows nothing of connections and of
 * beginning and end.
 */
export class Serving {
	/** Answers of the agent, those refused included. */
	responses = 0;
	readonly delivery: Delivery;
	readonly outbound: Outbound;
	readonly packer: Packer;
	readonly slow: SlowConsumers;
	requests: SessionRequests | undefined;
	#admission: Admission | undefined;
	readonly #owner: SessionOwner;
	readonly #context: ServingContext;
	readonly #events = new EventCollector();
	readonly #pace: Pace;
	readonly #syncs = new PendingSyncs();

	constructor(owner: SessionOwner, context: ServingContext) {
		this.#owner = owner;
		this.#context = context;
		const { limits } = owner;
		this.delivery = new Delivery(owner.core, faultRows(limits));
		this.outbound = new Outbound((done) => this.requests?.unmapDone(done));
		this.#pace = new Pace(owner.clock, () => context.wake());
		this.packer = new Packer(this.delivery, this.#events, this.outbound, this.#pace, limits);
		this.slow = new SlowConsumers({
			...{ delivery: this.delivery, outbound: this.outbound, limits },
			writable: () => context.writable(),
			ageOf: (group) => owner.ageOf(group),
			revoke: ({ vfio }, message) => vfio.revokeAndUnbind('SLOW_CONSUMER', message),
			wake: () => context.wake(),
		});
	}

	/** The session has what it was given; attaches to its devices. Throws INTERNAL when one does not want it. */
	begin(admission: Admission): void {
		this.#admission = admission;
		this.requests = new SessionRequests({
			admission,
			delivery: this.delivery,
			outbound: this.outbound,
			limits: this.#owner.limits,
			identity: () => this.#context.identity(),
			refuse: (code, times) => this.#context.refuse(code, times),
			wake: () => this.#context.wake(),
		});
		for (const vfio of admission.devices) this.attach(vfio);
	}

	attach(vfio: VfioDevice): void {
		this.delivery.add(vfio);
		const errno = vfio.attachConsumer(this.#context.consumer);
		if (errno === Errno.OK) return;
		this.delivery.remove(vfio);
		throw new FaultlineError('INTERNAL', `device ${vfio.name}: ${errnoName(errno)} at attaching`);
	}

	/** Attaches to a device that came later, and tells the agent. */
	attachLater(vfio: VfioDevice): void {
		this.attach(vfio);
		this.outbound.assigned.push(deviceInfo(vfio));
		this.#context.wake();
	}

	/** Says the Welcome. */
	welcome(said: Omit<Welcomed, 'devices' | 'messagesBefore'>): void {
		this.outbound.keeps = said.resumeMs > 0;
		const devices = [...this.delivery.devices()].map(({ vfio }) => vfio);
		const { welcome: first, later } = welcome(
			{ ...said, devices, messagesBefore: this.outbound.sent },
			this.#owner.limits,
		);
		this.outbound.welcome = first;
		for (const info of later) this.outbound.assigned.push(info);
		this.packer.welcomed();
		this.#context.wake();
	}

	/** The connection is lost: what the agent had and has not answered waits for another one. */
	suspend(): void {
		this.packer.inventory = undefined;
		this.#pace.stop();
		this.#pace.forget();
		this.slow.restart();
		this.delivery.restart();
	}

	/** Another connection begins: what there is is to be told, and then goes on. */
	resume(): void {
		if (this.requests === undefined) return;
		this.suspend();
		this.outbound.restart();
		this.requests.restart();
		for (const request of this.#syncs.requests()) this.outbound.sync.push(request);
		const { requests } = this;
		// Frames of an unmapping that is not complete are neither mapped nor free, and a PASID on its way to another space
		// is bound to none: they are waited for.
		this.packer.inventory = () =>
			requests.changing ? undefined : new Inventory(requests, this.#owner.limits.messageBytes);
	}

	/** Acts on the parts in the order of their field numbers. */
	handle(message: DecodedAgentMessage, leaving: boolean): void {
		const { requests } = this;
		if (message.hello !== undefined || requests === undefined)
			throw new FaultlineError('OUT_OF_ORDER', 'a second Hello came on one session');
		// Of what came before: it makes room for the requests of this message.
		if (message.received > 0) this.outbound.received(message.received);
		if (this.packer.inventory !== undefined) checkDuringInventory(message);
		for (const each of message.bind) requests.bind(each, leaving);
		for (const each of message.unbind) requests.unbind(each);
		for (const batch of message.map) requests.map(batch);
		if (message.responses !== undefined) {
			const { core } = this.#owner;
			const { consumer } = this.#context;
			this.responses += message.responses.rows;
			this.#pace.answered(message.responses.rows);
			answer(core, this.delivery, consumer, message.responses, this.#refusedResponse);
			core.flush();
		}
		for (const batch of message.unmap) requests.unmap(batch);
		if (message.credits !== undefined) this.#grant(message.credits);
		if (message.heartbeat !== undefined) this.outbound.heartbeat = message.heartbeat.sequence;
		for (const result of message.synced) this.#syncs.answered(result);
	}

	/** Answers INVALID what waits at the devices: nothing is delivered to an agent that leaves. */
	answerWaiting(): void {
		const { consumer } = this.#context;
		for (const { vfio } of this.delivery.devices())
			for (let slot = vfio.take(); slot !== -1; slot = vfio.take())
				vfio.respond(consumer, vfio.core.groups.id(slot), ResponseCode.INVALID);
		this.#owner.core.flush();
	}

	/** As `Packer.flush`. */
	flush(transport: Transport, deliver: boolean): boolean {
		return this.packer.flush(transport, deliver);
	}

	/** The devices served, with their credit. */
	devices(): ServedDevice[] {
		return [...this.delivery.devices()];
	}

	/** The device with its credit, if it is served. */
	served(vfio: VfioDevice): ServedDevice | undefined {
		return this.delivery.byHandle(vfio.handle);
	}

	/** Frames that it has leased. */
	get frames(): number {
		return this.#admission?.lease.count ?? 0;
	}

	/** Pages that are mapped in its spaces. */
	get mappings(): number {
		return this.requests?.mapped ?? 0;
	}

	/** Messages sent in all. */
	get messagesOut(): number {
		return this.packer.messages;
	}

	/**
	 * Asks the agent to write back its dirty pages, with `evict` to take all others away too. Returns what
	 * `cancelSync` takes.
	 */
	sync(done: SyncDone, evict = false): number {
		const request = this.#syncs.add(done, evict);
		this.outbound.sync.push({ request, evict });
		this.#context.wake();
		return request;
	}

	/** Forgets a Sync; its `done` is not called. */
	cancelSync(request: number): void {
		this.#syncs.cancel(request);
	}

	/**
	 * Gives everything back; `done` is called once that is complete, maybe before this returns. Its `problem` is what
	 * cannot be: frames that are mapped still, though nothing maps them any more.
	 */
	end(error: FaultlineError, done: (problem: string | undefined) => void): void {
		this.#pace.stop();
		for (const { vfio } of this.delivery.devices()) vfio.detachConsumer();
		this.#syncs.end(error);
		if (this.requests === undefined) done(undefined);
		else this.requests.end(() => done(this.#releaseFrames()));
	}

	#releaseFrames(): string | undefined {
		if (this.#admission === undefined) return undefined;
		const { guest, lease } = this.#admission;
		const errno = guest.releaseFrames(lease);
		if (errno === Errno.OK) return undefined;
		return `guest ${guest.name}: ${errnoName(errno)} at returning frames`;
	}

	// ---- what the devices say ----

	ready(vfio: VfioDevice): boolean {
		this.delivery.ready(vfio);
		return this.delivery.pending;
	}

	eventsReady(vfio: VfioDevice): void {
		this.#events.add(vfio);
	}

	expired(vfio: VfioDevice, groupId: number): void {
		this.outbound.expired.push(groupId, vfio.handle);
		this.#pace.forget();
	}

	revoked(vfio: VfioDevice, code: ErrorCode, message: string): void {
		const served = this.delivery.byHandle(vfio.handle);
		if (served !== undefined) this.slow.forget(served);
		this.delivery.remove(vfio);
		this.#events.remove(vfio);
		this.#pace.forget();
		this.outbound.revoked.push({ device: vfio.handle, code: errorNumber(code), message });
	}

	readonly #refusedResponse = (group: number, code: number): void => {
		this.outbound.refused.push(group, code);
		this.#context.refuse(code, 1);
	};

	/** Credit for a device that the session has no more is no error: the Revoked may be on its way. */
	#grant(credits: NonNullable<DecodedAgentMessage['credits']>): void {
		for (let row = 0; row < credits.rows; row++) {
			const served = this.delivery.byHandle(credits.device[row]!);
			if (served !== undefined) this.delivery.grant(served, credits.granted[row]!);
			else this.#context.refuse(errorNumber('UNKNOWN_DEVICE'), 1);
		}
	}
}

/** What a session has is being told: until that is out no request may change it. */
function checkDuringInventory(message: DecodedAgentMessage): void {
	const { bind, map, responses, unbind, unmap } = message;
	if (bind.length + unbind.length + map.length + unmap.length > 0 || responses !== undefined)
		throw new FaultlineError('OUT_OF_ORDER', 'a request came before the end of the Inventory');
}
