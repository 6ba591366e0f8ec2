import { Errno } from '../../errno.js';
import { type DomainRef, type FirstLevelTable, NO_PASID } from '../../fault-source.js';
import type { DriverLog } from '../shared/log.js';
import { SecondLevelIds } from '../shared/second-level-ids.js';
import type { AttachedStream, Binding, StreamContext } from './attached-stream.js';
import type { CommandQueue } from './command-queue.js';
import { type ContextPlace, ContextTables } from './context-tables.js';
import type { EventQueue } from './event-queue.js';
import { Cd, Ste } from './layout.js';
import type { PageRequestQueue } from './page-requests.js';
import type { Capabilities } from './registers.js';
import type { StreamTable } from './stream-table.js';
import { contextDescriptor, contextPointer, streamEntry } from './structures.js';

/** Drains of one unbinding, each because a queue overflowed in the one before. */
const MOST_DRAINS = 16;
/** VMIDs of 16 bits, or of 8; 0 is left out. */
const LAST_WIDE_VMID = 0xffff;
const LAST_NARROW_VMID = 0xff;

export interface BindingsOptions {
	readonly capabilities: Capabilities;
	readonly place: Omit<ContextPlace, 'pages'>;
	readonly commands: CommandQueue;
	readonly requests: PageRequestQueue;
	readonly events: EventQueue;
	readonly log: DriverLog;
}

/**
 * The life of a PASID of one device, and of requests without one:
 *
 *      free --bind--> bound --unbind--> cleared --> invalidated --> drained, maybe again --+-----------------> free
 *                                                                  the device's last one   '--> blocked ------^
 *
 * The first that is bound gives the device a VMID, tables for its context descriptors and a valid stream table entry; the
 * last that is unbound takes them away. So all of a device's are of one guest at a time.
 *
 * Invariants: a PASID that is not free holds a reference to the device; when it is free again no cache
 * holds anything of it, and every page request and stall that was sent with it has been reported; when the device
 * has none, nothing in the SMMU leads to the guest's second level any more.
 */
export class Bindings {
	readonly #capabilities: Capabilities;
	readonly #place: Omit<ContextPlace, 'pages'>;
	readonly #commands: CommandQueue;
	readonly #requests: PageRequestQueue;
	readonly #events: EventQueue;
	readonly #log: DriverLog;
	readonly #vmids: SecondLevelIds;
	/** Reused for every entry. */
	readonly #words = new Uint32Array(Math.max(Ste.WORDS, Cd.WORDS));

	constructor(options: BindingsOptions) {
		this.#capabilities = options.capabilities;
		this.#place = options.place;
		this.#commands = options.commands;
		this.#requests = options.requests;
		this.#events = options.events;
		this.#log = options.log;
		this.#vmids = new SecondLevelIds(
			options.capabilities.vmid16 ? LAST_WIDE_VMID : LAST_NARROW_VMID,
		);
	}

	/** VMID of a domain; -1: no device translates through its second level. */
	vmidOf(domain: DomainRef): number {
		return this.#vmids.of(domain.secondLevelRoot);
	}

	/**
	 * Makes a PASID, or the requests without one, translate. Those without use descriptor 0, with which PASID 0
	 * cannot be used (STE.S1DSS). EINVAL: PASID out of the SMMU's range or of the device's, or 0; domain out of range.
	 * EBUSY: bound, or its unbinding is not complete; or another guest's are. ENOMEM: no frames for tables, or no
	 * VMID. On an error nothing has changed that anyone could see.
	 */
	bind(
		streams: StreamTable,
		attached: AttachedStream,
		domain: DomainRef,
		pasid: number,
		table: FirstLevelTable,
	): Errno {
		if (!this.#usable(attached, domain, pasid)) return Errno.EINVAL;
		if (attached.bindings.has(pasid)) return Errno.EBUSY;
		const before = attached.context;
		if (before !== undefined && before.root !== domain.secondLevelRoot) return Errno.EBUSY;
		const context = before ?? this.#enter(attached, domain);
		if (context === undefined) return Errno.ENOMEM;
		const errno = this.#set(streams, attached, context, domain, pasid, table);
		if (errno !== Errno.OK) {
			if (before === undefined) this.#leave(attached, context);
			return errno;
		}
		attached.bindings.set(pasid, { domain, unbinding: false });
		attached.device.get();
		return Errno.OK;
	}

	/**
	 * Ends the translation of a PASID: the descriptor is cleared and what is cached of it invalidated; when that
	 * is complete, the TLB, and then the ATC; then the queues of page requests and events are emptied into the
	 * core, again if they overflowed meanwhile. If it was the device's last, its stream is blocked and everything that
	 * is cached of its guest invalidated. Then `done` is called. The device must not send requests with the PASID
	 * any more; groups of it that are pending stay so. EINVAL: not bound. EBUSY: this runs already.
	 */
	unbind(streams: StreamTable, attached: AttachedStream, pasid: number, done: () => void): Errno {
		const binding = attached.bindings.get(pasid);
		if (binding === undefined || attached.context === undefined) return Errno.EINVAL;
		if (binding.unbinding) return Errno.EBUSY;
		binding.unbinding = true;
		const index = pasid === NO_PASID ? 0 : pasid;
		attached.context.tables.clear(index);
		const request = this.#commands.begin();
		request.addContext(attached.sourceId, index, true);
		this.#commands.submit(request, () => this.#drain(streams, attached, pasid, binding, 1, done));
		return Errno.OK;
	}

	#drain(
		streams: StreamTable,
		attached: AttachedStream,
		pasid: number,
		binding: Binding,
		attempt: number,
		done: () => void,
	): void {
		const context = attached.context!;
		const request = this.#commands.begin();
		request.addAsid(context.vmid, binding.domain.id);
		if (attached.ats) {
			request.addSync();
			request.addAtcWhole(attached.sourceId, pasid);
		}
		this.#commands.submit(request, () => {
			const { overflowed } = this.#requests;
			this.#requests.drain();
			this.#events.drain();
			if (overflowed && attempt < MOST_DRAINS) {
				this.#drain(streams, attached, pasid, binding, attempt + 1, done);
				return;
			}
			if (overflowed)
				this.#log.say(`page requests overflowed in all ${MOST_DRAINS} drains of PASID ${pasid}`);
			if (attached.bindings.size === 1) this.#block(streams, attached, context, pasid, done);
			else this.#free(attached, pasid, done);
		});
	}

	/** Blocks the stream after its last PASID, unless another is bound meanwhile. */
	#block(
		streams: StreamTable,
		attached: AttachedStream,
		context: StreamContext,
		pasid: number,
		done: () => void,
	): void {
		streams.clear(attached.sourceId);
		attached.live = false;
		const request = this.#commands.begin();
		request.addStream(attached.sourceId);
		request.addSync();
		// What is cached of stage 2, for the tables' pages too. Other devices of the guest walk again.
		request.addVm(context.vmid);
		this.#commands.submit(request, () => {
			if (attached.bindings.size === 1) this.#leave(attached, context);
			this.#free(attached, pasid, done);
		});
	}

	#free(attached: AttachedStream, pasid: number, done: () => void): void {
		attached.bindings.delete(pasid);
		attached.device.put();
		done();
	}

	/** What a device needs of a guest: a VMID and tables, which no hardware knows yet. */
	#enter(attached: AttachedStream, domain: DomainRef): StreamContext | undefined {
		const root = domain.secondLevelRoot;
		const vmid = this.#vmids.enter(root);
		if (vmid === -1) return undefined;
		const place = { ...this.#place, pages: domain.tablePages };
		const tables = ContextTables.create(place, attached.substreamBits);
		if (tables === undefined) {
			this.#vmids.leave(root);
			return undefined;
		}
		const context = { tables, root, vmid };
		attached.context = context;
		return context;
	}

	/** Undoes `#enter`; no hardware knows of it any more. */
	#leave(attached: AttachedStream, context: StreamContext): void {
		attached.context = undefined;
		context.tables.destroy();
		this.#vmids.leave(context.root);
	}

	/** Writes the descriptor, and the stream's entry where it is not valid. */
	#set(
		streams: StreamTable,
		attached: AttachedStream,
		context: StreamContext,
		domain: DomainRef,
		pasid: number,
		table: FirstLevelTable,
	): Errno {
		const { sourceId } = attached;
		const { tables } = context;
		const index = pasid === NO_PASID ? 0 : pasid;
		const words = this.#words;
		const caps = this.#capabilities;
		if (!tables.covers(index) && !this.#grow(streams, attached, tables)) return Errno.ENOMEM;
		contextDescriptor(words, caps, attached.stalls, domain.id, table.rootPage);
		const errno = tables.set(index, words);
		if (errno !== Errno.OK) return errno;
		// Hardware may have seen that there was nothing (16.2): nobody waits for it to look again.
		const request = this.#commands.begin();
		if (!attached.live) {
			streamEntry(words, caps, attached, tables, domain, context.vmid);
			streams.set(sourceId, words);
			attached.live = true;
			request.addStream(sourceId);
		} else {
			request.addContext(sourceId, index, false);
		}
		this.#commands.submit(request, nothing);
		return Errno.OK;
	}

	/** Gives the device a first level for all its descriptors; false: no frames, or no guest pages. */
	#grow(streams: StreamTable, attached: AttachedStream, tables: ContextTables): boolean {
		const old = tables.grow();
		if (old === undefined) return false;
		if (!attached.live) {
			tables.release(old);
			return true;
		}
		contextPointer(this.#words, tables);
		streams.replaceContexts(attached.sourceId, this.#words);
		// The new one leads to the same leaves: only what is cached of the stream's entry is wrong, and of stage 2.
		const request = this.#commands.begin();
		request.addStream(attached.sourceId);
		request.addSync();
		request.addSecond(attached.context!.vmid, old.page);
		this.#commands.submit(request, () => tables.release(old));
		return true;
	}

	#usable(attached: AttachedStream, domain: DomainRef, pasid: number): boolean {
		if (domain.id < 1 || domain.id > 0xffff) return false;
		if (pasid === NO_PASID) return true;
		return Number.isInteger(pasid) && pasid >= 1 && pasid < 2 ** attached.substreamBits;
	}
}

function nothing(): void {}
