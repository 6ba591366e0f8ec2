import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import { NO_PASID } from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import { MOST_BLOCKS } from '../shared/blocks.js';
import type { AttachedDevice } from './attached-device.js';
import type { Bindings } from './bindings.js';
import type { CommandQueue } from './command-queue.js';
import type { CommandRequest } from './command-request.js';
import type { DeviceDirectory } from './device-directory.js';
import { HOME_GSCID } from './home.js';
import { InterruptTable } from './interrupt-table.js';
import { addAtc, addAtcWhole } from './invalidate-runs.js';
import { messageGuestPage, messagePage } from './message-space.js';

/** Pages of interrupt files are below this (MSI PTE, PPN). */
const FILES = 2 ** 44;
/** Interrupt identities are 1 to 2047 (AIA, "Interrupt files and interrupt identities"). */
const LAST_IDENTITY = 2047;

/**
 * The MSI page tables of all devices behind an IOMMU: made with a device's first interrupt, given back when it is
 * released. A device without one has its interrupts refused by a table in which nothing is valid.
 *
 * The table leads to an interrupt file; which of the file's interrupts is raised is what the device writes,
 * and not checked by hardware: a device can raise any in the files that its own indices lead to.
 */
export class InterruptRemapping {
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #commands: CommandQueue;
	readonly #bindings: Bindings;

	constructor(
		memory: PhysicalMemory,
		frames: FrameAllocator,
		commands: CommandQueue,
		bindings: Bindings,
	) {
		this.#memory = memory;
		this.#frames = frames;
		this.#commands = commands;
		this.#bindings = bindings;
	}

	/** See `InterruptRemapper.allocate`. */
	allocate(directory: DeviceDirectory, attached: AttachedDevice, count: number): number {
		if (attached.interrupts !== undefined) return attached.interrupts.allocate(count);
		const table = InterruptTable.create(this.#memory, this.#frames);
		if (table === undefined) return -1;
		const index = table.allocate(count);
		if (index === -1 || !this.#bindings.openMessages(directory, attached)) {
			this.#frames.free(table.frame);
			return -1;
		}
		attached.interrupts = table;
		directory.setMessageTable(attached.sourceId, table.frame);
		// Nothing is cached of the table before this, in which nothing is valid.
		const request = this.#commands.begin();
		request.addDevice(attached.sourceId);
		this.#commands.submit(request, () => {});
		return index;
	}

	/** See `InterruptRemapper.set`: `file` is the page of an interrupt file, `vector` an interrupt identity. */
	set(attached: AttachedDevice, index: number, file: number, vector: number): Errno {
		const table = attached.interrupts;
		if (table?.owns(index, 1) !== true) return Errno.EINVAL;
		if (!Number.isInteger(file) || file < 0 || file >= FILES) return Errno.EINVAL;
		if (!Number.isInteger(vector) || vector < 1 || vector > LAST_IDENTITY) return Errno.EINVAL;
		if (table.set(index, file, vector)) this.#invalidate(attached, index, 1, () => {});
		return Errno.OK;
	}

	/** See `InterruptRemapper.clear`. */
	clear(attached: AttachedDevice, index: number, count: number, done: () => void): Errno {
		const table = attached.interrupts;
		if (table?.owns(index, count) !== true) return Errno.EINVAL;
		table.clear(index, count);
		this.#invalidate(attached, index, count, () => {
			table.release(index, count);
			done();
		});
		return Errno.OK;
	}

	/**
	 * The device is blocked: adds what its interrupts ask for to the request that invalidates its context. Returns what gives
	 * its frames back, to be called once that is complete.
	 */
	release(request: CommandRequest, attached: AttachedDevice): () => void {
		const { interrupts, home } = attached;
		if (interrupts === undefined) return () => {};
		request.addFence();
		request.addGuest(HOME_GSCID);
		if (attached.ats) {
			request.addFence();
			addAtcWhole(request, attached, NO_PASID);
		}
		return () => {
			this.#memory.discard(interrupts.frame);
			this.#frames.free(interrupts.frame);
			home?.destroy();
		};
	}

	/** By guest page, whatever the device translates through, or has until just now; the ATC may know the file as well. */
	#invalidate(attached: AttachedDevice, index: number, count: number, done: () => void): void {
		const request = this.#commands.begin();
		const gscids = [HOME_GSCID];
		if (attached.context !== undefined) gscids.push(attached.context.gscid);
		const first = messageGuestPage(attached.slot) + index;
		for (const gscid of gscids) {
			if (count > MOST_BLOCKS) request.addGuest(gscid);
			else for (let i = 0; i < count; i++) request.addGuestPage(gscid, first + i);
		}
		if (attached.ats) {
			request.addFence();
			if (count > MOST_BLOCKS) addAtcWhole(request, attached, NO_PASID);
			else
				for (let i = 0; i < count; i++)
					addAtc(request, attached, NO_PASID, messagePage(attached.slot) + index + i, 0);
		}
		this.#commands.submit(request, done);
	}
}
