import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { OrderedRing } from '../shared/ordered-ring.js';
import { addressHigh, addressLow, type RegisterFile } from '../shared/registers.js';
import {
	ADDRESS_VALID,
	Command,
	Csr,
	FENCE_READS_WRITES,
	Ipsr,
	MessageData,
	Reg,
} from './layout.js';
import { switchQueue, writePage } from './registers.js';

const ERRORS = Csr.MEMORY_FAULT | Csr.TIME_OUT | Csr.ILLEGAL;

/**
 * The command queue's memory (RISC-V IOMMU specification, "Command-Queue"), with cqb, cqh, cqt and cqcsr.
 *
 * Hardware may carry commands out in any order and passes them before they are complete, only a fence not: once cqh is
 * behind a fence, all before it is complete. A fence that somebody waits for writes its data to the interrupt
 * file that the IOMMU's own messages go to, and so interrupts.
 */
export class CommandRing extends OrderedRing {
	readonly #order: number;
	readonly #fenceLow: number;
	readonly #fenceHigh: number;

	/** A ring of 2^`order` commands, 1 to 16; fences interrupt by a message to `interruptFile`, a page. */
	constructor(
		unit: RegisterFile,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		order: number,
		interruptFile: number,
	) {
		const mask = (1 << order) - 1;
		super(unit, memory, frames, {
			name: "a RISC-V IOMMU's command queue",
			size: mask + 1,
			indexMask: mask,
			// One stays free: a full ring would look like an empty one.
			usable: mask,
			headRegister: Reg.CQH,
			tailRegister: Reg.CQT,
		});
		this.#order = order;
		// Bits 63:2 of the address stand in bits 61:0.
		this.#fenceLow = addressLow(interruptFile / 4);
		this.#fenceHigh = addressHigh(interruptFile / 4);
	}

	/** Takes the frames and switches the queue on. Throws RESOURCE_EXHAUSTED when there are none. */
	start(): void {
		writePage(this.unit, Reg.CQB, this.take(), this.#order - 1);
		this.unit.writeRegister(Reg.CQT, 0);
		switchQueue(this.unit, Reg.CQCSR, true);
	}

	/** Switches the queue off and gives the frames back. */
	override stop(): void {
		switchQueue(this.unit, Reg.CQCSR, false);
		super.stop();
	}

	/** Bits of cqcsr for which the queue stands. */
	readErrors(): number {
		return this.unit.readRegister(Reg.CQCSR) & ERRORS;
	}

	/** Clears them: the hardware goes on with the command at the head. What it then stops at interrupts again. */
	clearErrors(errors: number): void {
		this.unit.writeRegister(Reg.CQCSR, Csr.ENABLE | Csr.INTERRUPT | errors);
		this.unit.writeRegister(Reg.IPSR, Ipsr.COMMAND);
	}

	/** A fence that interrupts, and orders what devices read and wrote before. */
	pushFence(): number {
		const at = this.pushed;
		const w0 = Command.IOFENCE_C | ADDRESS_VALID | FENCE_READS_WRITES;
		this.push(w0, MessageData.FENCE, this.#fenceLow, this.#fenceHigh);
		return at;
	}

	/** Makes an entry a fence that interrupts. */
	overwrite(entry: number): void {
		const w0 = Command.IOFENCE_C | ADDRESS_VALID;
		this.writeAt(entry, w0, MessageData.FENCE, this.#fenceLow, this.#fenceHigh);
	}
}
