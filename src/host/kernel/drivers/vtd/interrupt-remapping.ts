import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import type { FrameAllocator } from '../../frames.js';
import type { InterruptMessage } from '../../interrupts.js';
import { blockOrder, MOST_BLOCKS } from '../shared/blocks.js';
import { InterruptIndices } from '../shared/interrupt-indices.js';
import { type RegisterFile, writeAddress } from '../shared/registers.js';
import type { AttachedDevice } from './attached-devices.js';
import { InterruptTable } from './interrupt-table.js';
import type { InvalidationQueue } from './invalidation-queue.js';
import type { InvalidationRequest } from './invalidation-request.js';
import { EVENT_ADDRESS, Gcmd, IRTA_EXTENDED, MessageAddress, Reg } from './layout.js';
import { type Capabilities, globalCommand } from './registers.js';

/** Destinations without extended interrupt mode have 8 bits. */
const NARROW_DESTINATIONS = 2 ** 8;
const WIDE_DESTINATIONS = 2 ** 32;

export interface InterruptRemappingOptions {
	readonly unit: RegisterFile;
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	readonly capabilities: Capabilities;
	readonly invalidations: InvalidationQueue;
	/** The table has 2^(order + 8) entries, on 2^order frames; 0 to 8. */
	readonly order: number;
}

/**
 * Interrupt remapping (VT-d specification, chapter 5; drivers/iommu/intel/irq_remapping.c): which interrupts devices may
 * raise. Owns IRTA, GCMD.IRE and GCMD.CFI, the table and who has which of its indices. From `start` on every interrupt that is
 * not set is blocked, and those in compatibility format with it; on a unit without remapping all pass, and none is
 * to be had here.
 *
 * An index is given out again only once no cache holds its entry: an entry is cleared, then invalidated, then free.
 */
export class InterruptRemapping {
	readonly #unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #capabilities: Capabilities;
	readonly #invalidations: InvalidationQueue;
	readonly #order: number;
	readonly #destinations: number;
	/** Undefined while stopped, and on a unit without remapping. */
	#table: InterruptTable | undefined;
	#indices = new InterruptIndices(0);
	/** For each device that has interrupts: its indices, and with which one their run begins. */
	readonly #runs = new Map<AttachedDevice, Map<number, number>>();

	constructor(options: InterruptRemappingOptions) {
		this.#unit = options.unit;
		this.#memory = options.memory;
		this.#frames = options.frames;
		this.#capabilities = options.capabilities;
		this.#invalidations = options.invalidations;
		this.#order = options.order;
		this.#destinations = options.capabilities.extendedInterrupts
			? WIDE_DESTINATIONS
			: NARROW_DESTINATIONS;
	}

	/** Blocks everything; the invalidation queue must be running. Throws RESOURCE_EXHAUSTED without frames for the table. */
	start(): void {
		const { interruptRemapping, extendedInterrupts, flushesAtInterruptTableChange } =
			this.#capabilities;
		if (!interruptRemapping) return;
		const table = InterruptTable.create(this.#memory, this.#frames, this.#order);
		if (table === undefined)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${1 << this.#order} adjacent free frames for a VT-d interrupt remapping table`,
			);
		this.#table = table;
		this.#indices = new InterruptIndices(table.size);
		const bits = table.sizeCode | (extendedInterrupts ? IRTA_EXTENDED : 0);
		writeAddress(this.#unit, Reg.IRTA, table.frame, bits);
		globalCommand(this.#unit, Gcmd.SIRTP, true);
		if (!flushesAtInterruptTableChange) {
			const request = this.#invalidations.begin();
			request.addInterruptsGlobal();
			this.#invalidations.submitAndWait(request);
		}
		globalCommand(this.#unit, Gcmd.CFI, false);
		globalCommand(this.#unit, Gcmd.IRE, true);
	}

	/** Lets everything pass, and gives the table back. */
	stop(): void {
		const table = this.#table;
		if (table === undefined) return;
		globalCommand(this.#unit, Gcmd.IRE, false);
		table.destroy();
		this.#table = undefined;
		this.#runs.clear();
	}

	/** See `InterruptRemapper.allocate`. */
	allocate(attached: AttachedDevice, count: number): number {
		const first = this.#indices.allocate(count);
		if (first === -1) return -1;
		let runs = this.#runs.get(attached);
		if (runs === undefined) {
			runs = new Map();
			this.#runs.set(attached, runs);
		}
		for (let index = first; index < first + count; index++) runs.set(index, first);
		return first;
	}

	/** See `InterruptRemapper.set`. */
	set(attached: AttachedDevice, index: number, destination: number, vector: number): Errno {
		const table = this.#table;
		if (table === undefined || !this.#owns(attached, index, 1)) return Errno.EINVAL;
		if (!Number.isInteger(destination) || destination < 0 || destination >= this.#destinations)
			return Errno.EINVAL;
		if (!Number.isInteger(vector) || vector < 0 || vector > 0xff) return Errno.EINVAL;
		const { extendedInterrupts } = this.#capabilities;
		table.set(index, attached.sourceId, destination, vector, extendedInterrupts);
		// What was not present is not cached.
		if (!this.#indices.set(index)) return Errno.OK;
		const request = this.#invalidations.begin();
		request.addInterrupts(index, 0);
		this.#invalidations.submit(request, false, () => {});
		return Errno.OK;
	}

	/** See `InterruptRemapper.clear`. */
	clear(attached: AttachedDevice, index: number, count: number, done: () => void): Errno {
		if (!this.#owns(attached, index, count)) return Errno.EINVAL;
		const request = this.#invalidations.begin();
		this.#block(attached, index, count);
		this.#addRun(request, index, count);
		this.#invalidations.submit(request, false, () => {
			this.#indices.release(index, count);
			done();
		});
		return Errno.OK;
	}

	/**
	 * The device goes: blocks its interrupts, and adds what caches may hold of them to `request`. Returns what gives the
	 * indices back, to be called once the request is complete.
	 */
	release(attached: AttachedDevice, request: InvalidationRequest): () => void {
		const held = [...(this.#runs.get(attached)?.keys() ?? [])].sort((a, b) => a - b);
		const runs: { first: number; count: number }[] = [];
		for (const index of held) {
			const last = runs.at(-1);
			if (last !== undefined && last.first + last.count === index) last.count++;
			else runs.push({ first: index, count: 1 });
		}
		if (runs.length > MOST_BLOCKS) request.addInterruptsGlobal();
		for (const { first, count } of runs) {
			this.#block(attached, first, count);
			if (runs.length <= MOST_BLOCKS) this.#addRun(request, first, count);
		}
		return () => {
			for (const { first, count } of runs) this.#indices.release(first, count);
		};
	}

	/**
	 * What the device writes for an index: the first of its run as the handle, and the rest of the way in the data, so that
	 * all messages of a run have one address, as multi-message MSI needs.
	 */
	message(attached: AttachedDevice | undefined, index: number): InterruptMessage {
		const runs = attached === undefined ? undefined : this.#runs.get(attached);
		const handle = runs?.get(index) ?? index;
		return {
			address:
				EVENT_ADDRESS +
				MessageAddress.REMAPPABLE +
				MessageAddress.SUBHANDLE_VALID +
				(handle & MessageAddress.HANDLE_LOW) * MessageAddress.HANDLE_LOW_UNIT +
				(handle > MessageAddress.HANDLE_LOW ? MessageAddress.HANDLE_HIGH : 0),
			data: index - handle,
		};
	}

	/** Whether the indices are the device's, and not being cleared. */
	#owns(attached: AttachedDevice, index: number, count: number): boolean {
		if (!this.#indices.owns(index, count)) return false;
		const runs = this.#runs.get(attached);
		if (runs === undefined) return false;
		for (let i = index; i < index + count; i++) if (!runs.has(i)) return false;
		return true;
	}

	/** Clears entries of a device, which loses them. */
	#block(attached: AttachedDevice, index: number, count: number): void {
		const runs = this.#runs.get(attached)!;
		for (let i = index; i < index + count; i++) {
			this.#table!.clear(i);
			runs.delete(i);
		}
		if (runs.size === 0) this.#runs.delete(attached);
		this.#indices.clear(index, count);
	}

	/** Adds the invalidation of exactly these indices, in aligned blocks. */
	#addRun(request: InvalidationRequest, index: number, count: number): void {
		let first = index;
		let left = count;
		while (left > 0) {
			const order = blockOrder(first, left, this.#capabilities.maxHandleMask);
			request.addInterrupts(first, order);
			first += 2 ** order;
			left -= 2 ** order;
		}
	}
}
