/**
 * Writes that leave the IOMMU: its own messages, the data of IOFENCE.C, and messages of devices. Owns the place
 * of the machine's interrupt files: pages that no memory is seen at. A write there is an interrupt, a
 * write elsewhere goes to memory, and where neither is it is refused.
 */

import type { PhysicalMemory } from '../../memory.js';

export class HostWrites {
	#interrupt: (data: number) => void = ignored;
	#deviceInterrupt: (destination: number, data: number) => void = ignored;
	readonly #memory: PhysicalMemory;
	readonly #firstFile: number;
	readonly #files: number;

	/** Interrupt files are the `files` pages from page `firstFile` on. */
	constructor(memory: PhysicalMemory, firstFile: number, files: number) {
		this.#memory = memory;
		this.#firstFile = firstFile;
		this.#files = files;
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#interrupt = handler;
	}

	onDeviceInterrupt(handler: (destination: number, data: number) => void): void {
		this.#deviceInterrupt = handler;
	}

	/** Whether a page is an interrupt file's. */
	isInterruptFile(page: number): boolean {
		return page >= this.#firstFile && page < this.#firstFile + this.#files;
	}

	/** Raises one of the IOMMU's own interrupts, which needs no address: a wire. */
	raise(data: number): void {
		this.#interrupt(data);
	}

	/** Whether somebody takes a write to an address that is a multiple of 4. */
	reaches(address: number): boolean {
		return this.isInterruptFile(Math.floor(address / 4096)) || this.#memory.contains(address);
	}

	/** A write of the IOMMU itself to an address that is a multiple of 4; false: nobody took it. */
	store(address: number, data: number): boolean {
		if (this.isInterruptFile(Math.floor(address / 4096))) {
			this.#interrupt(data);
			return true;
		}
		if (!this.#memory.contains(address)) return false;
		this.#memory.write32(address, data);
		return true;
	}

	/** A device's message, translated; `offset` in its page is a multiple of 4. False: nobody took it. */
	deliver(page: number, offset: number, data: number): boolean {
		if (this.isInterruptFile(page)) {
			this.#deviceInterrupt(page, data);
			return true;
		}
		if (page < 0 || page >= this.#memory.frames) return false;
		this.#memory.write32(page * 4096 + offset, data);
		return true;
	}
}

function ignored(): void {}
