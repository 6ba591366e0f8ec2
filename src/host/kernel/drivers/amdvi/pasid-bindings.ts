import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import type { DomainRef, FirstLevelTable } from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import type { DriverLog } from '../shared/log.js';
import { type AttachedDevice, type Binding, entryPasid } from './attached-devices.js';
import type { CommandQueue } from './command-queue.js';
import type { DeviceTable } from './device-table.js';
import { Gcr3Tables } from './gcr3-tables.js';
import type { PageRequestLog } from './page-requests.js';

/** Drains of one unbinding, each because the PPR log overflowed in the one before. */
const MOST_DRAINS = 16;

export interface PasidBindingsOptions {
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	readonly commands: CommandQueue;
	readonly requests: PageRequestLog;
	readonly log: DriverLog;
	/** Most levels of a host table that the unit walks. */
	readonly hostLevels: number;
}

/**
 * The life of a PASID of one device, and with the first and the last of them the device's entry:
 *
 *      known  --first bind--> open                                      entry leads to host table and GCR3
 *      free --bind--> bound --unbind--> cleared --> invalidated --> drained, maybe again --> free
 *      open   --last unbind--> closed --the same steps--> known         GCR3's pages and frames go back
 *
 * Invariants: a PASID that is not free holds a reference to the device; when it is free again no cache holds
 * anything of it, and every page request that was sent with it has been reported. All PASIDs of a device that are not
 * free belong to one second level, because the entry has room for one only.
 */
export class PasidBindings {
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #commands: CommandQueue;
	readonly #requests: PageRequestLog;
	readonly #log: DriverLog;
	readonly #hostLevels: number;

	constructor(options: PasidBindingsOptions) {
		this.#memory = options.memory;
		this.#frames = options.frames;
		this.#commands = options.commands;
		this.#requests = options.requests;
		this.#log = options.log;
		this.#hostLevels = options.hostLevels;
	}

	/**
	 * Makes a PASID translate. Requests without one (NO_PASID) and those with PASID 0 share an entry (GIoV), so that
	 * only one of the two is bound at a time. A GCR3 entry that was not valid is not cached; the device's entry
	 * is, so that opening it takes a command, after which it is read again.
	 * EINVAL: PASID out of the function's range, or a second level that the unit cannot walk. EBUSY: bound, its
	 * unbinding is not complete, or PASIDs of another second level are bound. ENOMEM: no frames or guest pages for
	 * tables. On an error nothing has changed that anyone could see.
	 */
	bind(
		table: DeviceTable,
		attached: AttachedDevice,
		domain: DomainRef,
		asked: number,
		firstLevel: FirstLevelTable,
	): Errno {
		const pasid = entryPasid(asked);
		if (!Number.isInteger(pasid) || pasid < 0 || pasid >= attached.pasids) return Errno.EINVAL;
		const levels = (domain.addressWidth - 12) / 9;
		if (!Number.isInteger(levels) || levels < 1 || levels > this.#hostLevels) return Errno.EINVAL;
		if (attached.bindings.has(pasid)) return Errno.EBUSY;
		let { opening } = attached;
		if (opening !== undefined && opening.domain.secondLevelRoot !== domain.secondLevelRoot)
			return Errno.EBUSY;
		if (opening === undefined) {
			const tables = Gcr3Tables.create(
				this.#memory,
				this.#frames,
				domain.tablePages,
				attached.gcr3Levels,
			);
			if (tables === undefined) return Errno.ENOMEM;
			opening = { domain, tables };
		}
		const errno = opening.tables.set(pasid, firstLevel.rootPage);
		if (errno !== Errno.OK) {
			if (attached.opening === undefined) opening.tables.destroy();
			return errno;
		}
		attached.opening = opening;
		attached.bindings.set(pasid, { pasid: asked, unbinding: false });
		attached.device.get();
		if (!attached.open) {
			attached.open = true;
			const { sourceId } = attached;
			table.open(sourceId, attached, domain.secondLevelRoot, levels, opening.tables.root);
			const list = this.#commands.begin();
			list.addDeviceEntry(sourceId);
			this.#commands.submit(list, () => {});
		}
		return Errno.OK;
	}

	/**
	 * Ends the translation of a PASID: its GCR3 entry is cleared, and with the last one the device's entry closed;
	 * then the unit's caches, then the ATC are invalidated, and then the PPR log is emptied into the core, again
	 * if it overflowed meanwhile. Invalidate Completions of a function come after the page requests that it sent
	 * before (PCIe, ordering of posted requests), so that these are in the log by then. Then `done` is called. The
	 * device must not send requests with the PASID any more; groups of it that are pending stay so.
	 * EINVAL: not bound. EBUSY: this runs already.
	 */
	unbind(table: DeviceTable, attached: AttachedDevice, asked: number, done: () => void): Errno {
		const pasid = entryPasid(asked);
		const binding = attached.bindings.get(pasid);
		if (binding === undefined || binding.pasid !== asked) return Errno.EINVAL;
		if (binding.unbinding) return Errno.EBUSY;
		binding.unbinding = true;
		attached.opening!.tables.clear(pasid);
		if (![...attached.bindings.values()].some((other) => !other.unbinding)) {
			attached.open = false;
			table.close(attached.sourceId, attached);
		}
		this.#drain(attached, pasid, binding, 1, done);
		return Errno.OK;
	}

	#drain(
		attached: AttachedDevice,
		pasid: number,
		binding: Binding,
		attempt: number,
		done: () => void,
	): void {
		const list = this.#commands.begin();
		const { domainId } = attached;
		if (!attached.open) list.addDeviceEntry(attached.sourceId);
		list.addGuestWhole(domainId, pasid);
		// What is cached of the host table carries no PASID; after the last PASID the domain may be destroyed.
		if (!attached.open) list.addHostPages(domainId);
		list.addBarrier();
		if (attached.ats) list.addIotlbWhole(attached, pasid);
		this.#commands.submit(list, () => {
			const { overflowed } = this.#requests;
			this.#requests.drain();
			if (overflowed && attempt < MOST_DRAINS) {
				this.#drain(attached, pasid, binding, attempt + 1, done);
				return;
			}
			if (overflowed)
				this.#log.say(`page requests overflowed in all ${MOST_DRAINS} drains of PASID ${pasid}`);
			attached.bindings.delete(pasid);
			if (attached.bindings.size === 0) {
				// The entry was closed before the commands that are complete now.
				attached.opening!.tables.destroy();
				attached.opening = undefined;
			}
			attached.device.put();
			done();
		});
	}
}
