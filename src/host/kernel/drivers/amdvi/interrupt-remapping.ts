import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import type { FrameAllocator } from '../../frames.js';
import type { AttachedDevice } from './attached-devices.js';
import type { CommandQueue } from './command-queue.js';
import type { DeviceTable } from './device-table.js';
import { InterruptTable } from './interrupt-tables.js';

/** Destinations without XTEn have 8 bits. */
const NARROW_DESTINATIONS = 2 ** 8;
const WIDE_DESTINATIONS = 2 ** 32;

export interface InterruptRemappingOptions {
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	readonly commands: CommandQueue;
	/** 128-bit entries (GAEn), and destinations of 32 bits (XTEn). */
	readonly wide: boolean;
	readonly x2apic: boolean;
}

/**
 * The interrupt tables of all devices behind a unit: made with a device's first interrupt, given back when it is
 * released. A device without a table has its interrupts aborted.
 */
export class InterruptRemapping {
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #commands: CommandQueue;
	readonly #wide: boolean;
	readonly #destinations: number;
	readonly #tables = new Map<AttachedDevice, InterruptTable>();

	constructor(options: InterruptRemappingOptions) {
		this.#memory = options.memory;
		this.#frames = options.frames;
		this.#commands = options.commands;
		this.#wide = options.wide;
		this.#destinations = options.wide && options.x2apic ? WIDE_DESTINATIONS : NARROW_DESTINATIONS;
	}

	/** See `InterruptRemapper.allocate`. */
	allocate(devices: DeviceTable, attached: AttachedDevice, count: number): number {
		const known = this.#tables.get(attached);
		const table = known ?? InterruptTable.create(this.#memory, this.#frames, this.#wide);
		if (table === undefined) return -1;
		const index = table.allocate(count);
		if (known !== undefined) return index;
		if (index === -1) {
			this.#frames.free(table.frame);
			return -1;
		}
		this.#tables.set(attached, table);
		devices.setInterrupts(attached.sourceId, table.frame, table.length);
		const list = this.#commands.begin();
		list.addDeviceEntry(attached.sourceId);
		this.#commands.submit(list, () => {});
		return index;
	}

	/** See `InterruptRemapper.set`. */
	set(attached: AttachedDevice, index: number, destination: number, vector: number): Errno {
		const table = this.#tables.get(attached);
		if (table?.owns(index, 1) !== true) return Errno.EINVAL;
		if (!Number.isInteger(destination) || destination < 0 || destination >= this.#destinations)
			return Errno.EINVAL;
		if (!Number.isInteger(vector) || vector < 0 || vector > 0xff) return Errno.EINVAL;
		if (table.set(index, destination, vector)) this.#invalidate(attached, () => {});
		return Errno.OK;
	}

	/** See `InterruptRemapper.clear`. */
	clear(attached: AttachedDevice, index: number, count: number, done: () => void): Errno {
		const table = this.#tables.get(attached);
		if (table?.owns(index, count) !== true) return Errno.EINVAL;
		table.clear(index, count);
		this.#invalidate(attached, () => {
			table.release(index, count);
			done();
		});
		return Errno.OK;
	}

	/**
	 * The device goes: forgets its table. Returns what gives its frame back, to be called once the caller has invalidated
	 * the device's entry and interrupts.
	 */
	release(attached: AttachedDevice): () => void {
		const table = this.#tables.get(attached);
		this.#tables.delete(attached);
		return () => {
			if (table === undefined) return;
			this.#memory.discard(table.frame);
			this.#frames.free(table.frame);
		};
	}

	#invalidate(attached: AttachedDevice, done: () => void): void {
		const list = this.#commands.begin();
		list.addInterrupts(attached.sourceId);
		this.#commands.submit(list, done);
	}
}
