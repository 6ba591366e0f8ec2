import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import { type DomainRef, type FirstLevelTable, NO_PASID } from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import type { DriverLog } from '../shared/log.js';
import { SecondLevelIds } from '../shared/second-level-ids.js';
import type { AttachedDevice, Binding, GuestContext } from './attached-device.js';
import type { CommandQueue } from './command-queue.js';
import type { DeviceDirectory } from './device-directory.js';
import type { FaultQueue } from './fault-queue.js';
import { HOME_GSCID, type Home } from './home.js';
import { addAtcWhole } from './invalidate-runs.js';
import { hostFrameOf, type MessageSpace, messagePscid } from './message-space.js';
import type { PageRequestQueue } from './page-requests.js';
import { ProcessTables } from './process-tables.js';

/** Drains of one unbinding, each because the page-request queue overflowed in the one before. */
const MOST_DRAINS = 16;
const LAST_GSCID = 0xffff;
/** Bits of an address of Sv48x4. */
const SECOND_STAGE_BITS = 50;

export interface BindingsOptions {
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	readonly commands: CommandQueue;
	readonly requests: PageRequestQueue;
	readonly faults: FaultQueue;
	readonly messages: MessageSpace;
	/** Where devices are that are bound to nothing; asked for while the unit is started only. */
	readonly home: () => Home;
	readonly log: DriverLog;
}

/**
 * The life of a PASID of one device, and of requests without one:
 *
 *      free --bind--> bound --unbind--> cleared --> invalidated --> drained, maybe again --+-----------------> free
 *                                                                  the device's last one   '--> led home -----^
 *
 * The first that is bound gives the device a GSCID and process tables and leads its context to the guest; the
 * last that is unbound takes them away. So all of a device's are of one guest at a time. A PASID is a process id;
 * requests without one are process 0 (DC.tc.DPE), which leads to nothing but the device's interrupts while it is free.
 *
 * Invariants: a PASID that is not free holds a reference to the device; when it is free again no cache
 * holds anything of it, and every page request that was sent with it has been reported; when the device
 * has none, nothing in the IOMMU leads to the guest's second stage any more.
 */
export class Bindings {
	readonly #options: BindingsOptions;
	readonly #commands: CommandQueue;
	readonly #messages: MessageSpace;
	readonly #gscids = new SecondLevelIds(LAST_GSCID);

	constructor(options: BindingsOptions) {
		this.#options = options;
		this.#commands = options.commands;
		this.#messages = options.messages;
	}

	/** GSCID of a domain; -1: no device translates through its second stage. */
	gscidOf(domain: DomainRef): number {
		return this.#gscids.of(domain.secondLevelRoot);
	}

	/**
	 * Makes a PASID, or the requests without one, translate. Those share process 0 with PASID 0, so that only one of the
	 * two is bound at a time. EINVAL: PASID out of the IOMMU's range or of the device's; domain out of range; no top table
	 * there. EBUSY: bound, or its unbinding is not complete; or another guest's are. ENOMEM: no frames for tables, or
	 * no GSCID. On an error nothing has changed that anyone could see.
	 */
	bind(
		directory: DeviceDirectory,
		attached: AttachedDevice,
		domain: DomainRef,
		asked: number,
		table: FirstLevelTable,
	): Errno {
		const process = processOfPasid(asked);
		if (!Number.isInteger(process) || process < 0 || process >= attached.pasids)
			return Errno.EINVAL;
		if (domain.id < 1 || domain.id > 0xffff) return Errno.EINVAL;
		if (domain.addressWidth !== SECOND_STAGE_BITS) return Errno.EINVAL;
		if (attached.bindings.has(process)) return Errno.EBUSY;
		const before = attached.context;
		if (before !== undefined && before.root !== domain.secondLevelRoot) return Errno.EBUSY;
		let top = -1;
		if (process === 0) {
			top = hostFrameOf(this.#options.memory, domain.secondLevelRoot, table.rootPage);
			if (top === -1) return Errno.EINVAL;
		}
		const context = before ?? this.#enter(attached, domain);
		if (context === undefined) return Errno.ENOMEM;
		if (top !== -1) this.#messages.enter(top);
		const errno = context.tables.set(process, domain.id, table.rootPage);
		if (errno !== Errno.OK) {
			if (before === undefined) this.#leave(attached, context);
			return errno;
		}
		attached.bindings.set(process, { pasid: asked, domain, unbinding: false });
		attached.device.get();
		if (!attached.live) this.#leadToGuest(directory, attached, context);
		else if (process === 0 && attached.home !== undefined) {
			// Process 0 was valid before: it led to interrupts only.
			const request = this.#commands.begin();
			request.addProcess(attached.sourceId, 0);
			request.addFence();
			request.addSpace(context.gscid, messagePscid(attached.slot));
			this.#commands.submit(request, nothing);
		}
		return Errno.OK;
	}

	/**
	 * Ends the translation of a PASID: its process context is cleared and what is cached of it invalidated; when that
	 * is complete, the translations, and then the ATC; then the queues of page requests and faults are emptied into
	 * the core, again if the former overflowed meanwhile. Page requests travel ahead of the completion of the ATC's
	 * invalidation, so none comes later. If it was the device's last, the device is led home and everything that is cached of its
	 * guest invalidated. Then `done` is called. The device must not send requests with the PASID any more; groups of it
	 * that are pending stay so. EINVAL: not bound. EBUSY: this runs already.
	 */
	unbind(
		directory: DeviceDirectory,
		attached: AttachedDevice,
		asked: number,
		done: () => void,
	): Errno {
		const process = processOfPasid(asked);
		const binding = attached.bindings.get(process);
		if (binding === undefined || binding.pasid !== asked) return Errno.EINVAL;
		if (binding.unbinding) return Errno.EBUSY;
		binding.unbinding = true;
		attached.context!.tables.clear(process);
		const request = this.#commands.begin();
		request.addProcess(attached.sourceId, process);
		this.#commands.submit(request, () =>
			this.#drain(directory, attached, process, binding, 1, done),
		);
		return Errno.OK;
	}

	/**
	 * A device's interrupts shall get to its MSI page table from here on, whatever it is bound to. False: no frames, or no
	 * guest pages; nothing has changed then.
	 */
	openMessages(directory: DeviceDirectory, attached: AttachedDevice): boolean {
		const home = this.#options.home();
		const { memory, frames } = this.#options;
		const place = { memory, frames, pages: home.pages };
		const tables = ProcessTables.create(place, attached.processMode);
		if (tables === undefined) return false;
		const pscid = messagePscid(attached.slot);
		const { context } = attached;
		const open =
			tables.set(0, pscid, home.messages) === Errno.OK &&
			(context === undefined ||
				attached.bindings.has(0) ||
				context.tables.set(0, pscid, context.messages) === Errno.OK);
		if (!open) {
			tables.destroy();
			return false;
		}
		attached.home = tables;
		if (!attached.live) {
			directory.replace(attached.sourceId, home.tables(tables));
			const request = this.#commands.begin();
			request.addDevice(attached.sourceId);
			this.#commands.submit(request, nothing);
		}
		return true;
	}

	#drain(
		directory: DeviceDirectory,
		attached: AttachedDevice,
		process: number,
		binding: Binding,
		attempt: number,
		done: () => void,
	): void {
		const { requests, faults, log } = this.#options;
		const context = attached.context!;
		const request = this.#commands.begin();
		request.addSpace(context.gscid, binding.domain.id);
		if (attached.ats) {
			request.addFence();
			addAtcWhole(request, attached, binding.pasid);
		}
		this.#commands.submit(request, () => {
			const { overflowed } = requests;
			requests.drain();
			faults.drain();
			if (overflowed && attempt < MOST_DRAINS) {
				this.#drain(directory, attached, process, binding, attempt + 1, done);
				return;
			}
			if (overflowed)
				log.say(`page requests overflowed in all ${MOST_DRAINS} drains of PASID ${binding.pasid}`);
			if (attached.bindings.size === 1) this.#leadHome(directory, attached, context, process, done);
			else this.#free(attached, process, done);
		});
	}

	/** The device's context leads to the guest from here on. */
	#leadToGuest(directory: DeviceDirectory, attached: AttachedDevice, context: GuestContext): void {
		const { root, gscid, tables } = context;
		const { page, mode } = tables;
		directory.replace(attached.sourceId, { root, gscid, page, mode });
		attached.live = true;
		const request = this.#commands.begin();
		request.addDevice(attached.sourceId);
		request.addFence();
		request.addGuest(HOME_GSCID);
		this.#commands.submit(request, nothing);
	}

	/** After its last PASID; unless another is bound meanwhile. */
	#leadHome(
		directory: DeviceDirectory,
		attached: AttachedDevice,
		context: GuestContext,
		process: number,
		done: () => void,
	): void {
		directory.replace(attached.sourceId, this.#options.home().tables(attached.home));
		attached.live = false;
		const request = this.#commands.begin();
		request.addDevice(attached.sourceId);
		request.addFence();
		// What is cached of the second stage, for the tables' pages too. Other devices of the guest walk again.
		request.addGuest(context.gscid);
		this.#commands.submit(request, () => {
			if (attached.bindings.size === 1) this.#leave(attached, context);
			this.#free(attached, process, done);
		});
	}

	#free(attached: AttachedDevice, process: number, done: () => void): void {
		attached.bindings.delete(process);
		const { context } = attached;
		// The table of process 0 is there already, as it was bound.
		if (process === 0 && context !== undefined && attached.home !== undefined)
			context.tables.set(0, messagePscid(attached.slot), context.messages);
		attached.device.put();
		done();
	}

	/** What a device needs of a guest: a GSCID and tables, which no hardware knows yet. */
	#enter(attached: AttachedDevice, domain: DomainRef): GuestContext | undefined {
		const { memory, frames } = this.#options;
		const { secondLevelRoot: root, tablePages: pages } = domain;
		const gscid = this.#gscids.enter(root);
		if (gscid === -1) return undefined;
		const tables = ProcessTables.create({ memory, frames, pages }, attached.processMode);
		const messages = tables === undefined ? -1 : pages.map(this.#messages.table, 1);
		if (
			tables !== undefined &&
			messages !== -1 &&
			(attached.home === undefined ||
				tables.set(0, messagePscid(attached.slot), messages) === Errno.OK)
		) {
			const context = { tables, root, gscid, pages, messages };
			attached.context = context;
			return context;
		}
		if (messages !== -1) pages.unmap(messages, 1);
		tables?.destroy();
		this.#gscids.leave(root);
		return undefined;
	}

	/** Undoes `#enter`; no hardware knows of it any more. */
	#leave(attached: AttachedDevice, context: GuestContext): void {
		attached.context = undefined;
		context.tables.destroy();
		context.pages.unmap(context.messages, 1);
		this.#gscids.leave(context.root);
	}
}

/** The process that translates what is bound under `pasid`, which may be NO_PASID. */
function processOfPasid(pasid: number): number {
	return pasid === NO_PASID ? 0 : pasid;
}

function nothing(): void {}
