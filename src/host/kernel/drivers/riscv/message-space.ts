import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { writeField } from './entries.js';
import { ENTRY_VALID, LEAF_READ_WRITE, MsiPte } from './layout.js';
import { pageHigh, pageLow } from './registers.js';

/** Virtual interrupt files of a device: as many as an MSI page table of one frame has entries. */
export const DEVICE_MESSAGES = 2 ** MsiPte.INDEX_BITS;

/** Pages that one entry of a top table of Sv48 spans. */
const SPAN = 2 ** 27;
const TOP_ENTRY = 511;
/** What devices write to: the last 512 GiB of their addresses. Agents map in the lower half only. */
const FIRST_PAGE = 2 ** 52 - SPAN;
/** The guest pages of that: above everything that any second stage translates. */
const FIRST_GUEST_PAGE = 2 ** 37;
/** PSCIDs above those of domains. */
const FIRST_PSCID = 0x1_0000;

/** An address of a device's interrupt, for a device's slot, 1 to 65535. */
export const messagePage = (slot: number): number => FIRST_PAGE + slot * DEVICE_MESSAGES;
export const messageGuestPage = (slot: number): number => FIRST_GUEST_PAGE + slot * DEVICE_MESSAGES;
export const messagePscid = (slot: number): number => FIRST_PSCID + slot;

/** Whether a page of a device's addresses is for interrupts. */
export const isMessagePage = (page: number): boolean => page >= FIRST_PAGE;

/**
 * How messages of devices get to the MSI page tables. The hardware looks at guest addresses there (RISC-V IOMMU
 * specification, "Process to translate addresses of MSIs"), so what a device writes to is translated by the first stage of requests
 * without a process id before:
 *
 *      device's address          first stage                     guest address         MSI page table
 *      FIRST_PAGE + n     ->  top entry 511, one leaf of  ->  FIRST_GUEST_PAGE + n  ->  interrupt file
 *                             512 GiB
 *
 * Owns the first-stage table that has nothing but this leaf, for devices whose requests without a process id are bound
 * to nothing; puts the leaf into the top tables that these are bound to, in the half that no agent can map; and owns an
 * MSI page table in which everything is blocked. A guest page that is another device's, or whose second stage is asked
 * because it is nobody's, is not translated.
 *
 * Each device has pages of its own there, and a PSCID of its own while only this leaf is bound, because caches know
 * translations by these and not by the device. Where requests without a process id of several devices are bound to one
 * address space, they share its PSCID: then one can raise what another has just raised, as they share the rest.
 */
export class MessageSpace {
	/** Host frame of the first-stage table. */
	table = -1;
	/** Host frame of the MSI page table. */
	blocked = -1;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;

	constructor(memory: PhysicalMemory, frames: FrameAllocator) {
		this.#memory = memory;
		this.#frames = frames;
	}

	/** Throws RESOURCE_EXHAUSTED when there are no frames. */
	start(): void {
		const first = this.#frames.allocateRange(2);
		if (first === -1)
			throw new FaultlineError('RESOURCE_EXHAUSTED', "no 2 free frames for devices' interrupts");
		this.table = first;
		this.blocked = first + 1;
		this.#memory.discard(first);
		this.#memory.discard(first + 1);
		this.#writeLeaf(first);
	}

	/** Gives the frames back; the unit must not use them any more. */
	stop(): void {
		if (this.table === -1) return;
		this.#memory.discard(this.table);
		this.#memory.discard(this.blocked);
		this.#frames.freeRange(this.table, 2);
		this.table = -1;
		this.blocked = -1;
	}

	/**
	 * A top table, by its host frame, is about to be bound to requests without a process id. The leaf stays in it until the table
	 * is given back, as others may use it, of other units too: what it leads to depends on the device.
	 */
	enter(table: number): void {
		this.#writeLeaf(table);
	}

	/** A and D are set, so that hardware has nothing to write to a table that it may only read. */
	#writeLeaf(table: number): void {
		const low = pageLow(FIRST_GUEST_PAGE) | LEAF_READ_WRITE;
		writeField(this.#memory, table, TOP_ENTRY * 2, low, pageHigh(FIRST_GUEST_PAGE));
	}
}

/** Host frame of a guest page by the second stage (Sv48x4) at `root`; -1: it is not translated. */
export function hostFrameOf(memory: PhysicalMemory, root: number, page: number): number {
	if (!Number.isInteger(page) || page < 0 || page >= 2 ** 38) return -1;
	let table = root;
	for (let span = SPAN; ; span /= 512) {
		const index = Math.floor(page / span);
		// The top table has four frames.
		const frame = span === SPAN ? table + (index >>> 9) : table;
		const at = (index % 512) * 2;
		const low = memory.readWord(frame, at);
		if ((low & ENTRY_VALID) === 0) return -1;
		table = memory.readWord(frame, at + 1) * 2 ** 22 + (low >>> 10);
		if ((low & 0xe) !== 0) return table + (page % span);
		if (span === 1) return -1;
	}
}
