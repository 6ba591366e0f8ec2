import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { OrderedRing } from '../shared/ordered-ring.js';
import { type RegisterFile, writeAddress } from '../shared/registers.js';
import {
	BASE_ALLOCATE,
	COMMAND_ERROR_SHIFT,
	Command,
	MessageData,
	Reg,
	SYNC_INTERRUPT,
} from './layout.js';
import { doorbellAddress } from './registers.js';

const ERROR_MASK = 0x7f;

/**
 * The command queue's memory (Arm IHI 0070, 3.5, 4.1), with CMDQ_BASE, PROD and CONS.
 *
 * Indices have one bit more than the ring needs, the wrap bit, so that all its entries can be in use. Commands are
 * carried out in order, and what stands behind a CMD_SYNC that waits waits with it.
 */
export class CommandRing extends OrderedRing {
	readonly #bits: number;
	readonly #doorbellLow: number;
	readonly #doorbellHigh: number;

	/** A ring of 2^`bits` commands; CMD_SYNCs interrupt by a message to the doorbell frame. */
	constructor(
		unit: RegisterFile,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		bits: number,
		doorbellFrame: number,
	) {
		super(unit, memory, frames, {
			name: 'an SMMUv3 command queue',
			size: 1 << bits,
			indexMask: (2 << bits) - 1,
			usable: 1 << bits,
			headRegister: Reg.CMDQ_CONS,
			tailRegister: Reg.CMDQ_PROD,
		});
		this.#bits = bits;
		[this.#doorbellLow, this.#doorbellHigh] = doorbellAddress(doorbellFrame);
	}

	/** Takes the frames and tells the SMMU, whose queue is disabled. Throws RESOURCE_EXHAUSTED when there are none. */
	start(): void {
		const { unit } = this;
		writeAddress(unit, Reg.CMDQ_BASE, this.take(), this.#bits);
		const high = Reg.CMDQ_BASE + 4;
		unit.writeRegister(high, (unit.readRegister(high) | BASE_ALLOCATE) >>> 0);
		unit.writeRegister(Reg.CMDQ_PROD, 0);
		unit.writeRegister(Reg.CMDQ_CONS, 0);
	}

	/** CMDQ_CONS.ERR. */
	readError(): number {
		return (this.unit.readRegister(Reg.CMDQ_CONS) >>> COMMAND_ERROR_SHIFT) & ERROR_MASK;
	}

	/** A CMD_SYNC that interrupts. */
	pushFence(): number {
		const at = this.pushed;
		this.push(
			Command.SYNC | SYNC_INTERRUPT,
			MessageData.SYNC,
			this.#doorbellLow,
			this.#doorbellHigh,
		);
		return at;
	}

	/** Makes an entry a CMD_SYNC that tells nobody. */
	overwrite(entry: number): void {
		this.writeAt(entry, Command.SYNC, 0, 0, 0);
	}
}
