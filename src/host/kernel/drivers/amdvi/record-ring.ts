import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { addressHigh, addressLow, type RegisterFile } from '../shared/registers.js';
import type { ControlRegister } from './control.js';
import {
	Control,
	ENTRIES_PER_FRAME_SHIFT,
	ENTRY_SHIFT,
	LENGTH_SHIFT,
	Reg,
	Status,
} from './layout.js';

const ENTRIES_PER_FRAME_MASK = (1 << ENTRIES_PER_FRAME_SHIFT) - 1;
/** Looks at a record whose type has not arrived although the tail has. */
const POLLS = 1000;

/** Where the registers and bits of one log are. */
export interface LogRegisters {
	readonly what: string;
	readonly base: number;
	readonly head: number;
	readonly tail: number;
	/** Control: the log, and its interrupt. */
	readonly enable: number;
	readonly interruptEnable: number;
	/** Status. */
	readonly run: number;
	readonly overflow: number;
	readonly interrupt: number;
}

export const EVENT_LOG: LogRegisters = {
	what: 'event log',
	base: Reg.EVENT_BASE,
	head: Reg.EVENT_HEAD,
	tail: Reg.EVENT_TAIL,
	enable: Control.EVENT_LOG,
	interruptEnable: Control.EVENT_INTERRUPT,
	run: Status.EVENT_RUN,
	overflow: Status.EVENT_OVERFLOW,
	interrupt: Status.EVENT_INTERRUPT,
};

export const PPR_LOG: LogRegisters = {
	what: 'PPR log',
	base: Reg.PPR_BASE,
	head: Reg.PPR_HEAD,
	tail: Reg.PPR_TAIL,
	enable: Control.PPR_LOG,
	interruptEnable: Control.PPR_INTERRUPT,
	run: Status.PPR_RUN,
	overflow: Status.PPR_OVERFLOW,
	interrupt: Status.PPR_INTERRUPT,
};

/**
 * A log that hardware writes and the driver reads, event log or PPR log: a ring of 16-byte records with its
 * registers (AMD 48882, "Event Logging", "Peripheral Page Request Logging"). Owns its frames and the head.
 *
 * A record may arrive later than the tail and the interrupt that tell of it (drivers/iommu/amd/iommu.c,
 * `iommu_poll_ppr_log`): its second word, which has the type and is never 0, is waited for, and cleared once it
 * was read.
 */
export class RecordRing {
	/** The next record. */
	head = 0;
	/** Words of the record that `read` read. */
	w0 = 0;
	w1 = 0;
	w2 = 0;
	w3 = 0;
	readonly #unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #control: ControlRegister;
	readonly #registers: LogRegisters;
	readonly #order: number;
	readonly #mask: number;
	/** First frame; -1 while stopped. */
	#ring = -1;

	/** A log of 2^(order + 8) records on 2^order frames, 0 to 7. */
	constructor(
		unit: RegisterFile,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		control: ControlRegister,
		registers: LogRegisters,
		order: number,
	) {
		this.#unit = unit;
		this.#memory = memory;
		this.#frames = frames;
		this.#control = control;
		this.#registers = registers;
		this.#order = order;
		this.#mask = (1 << (order + ENTRIES_PER_FRAME_SHIFT)) - 1;
	}

	get started(): boolean {
		return this.#ring !== -1;
	}

	/** Gives the unit, which is off, an empty log. Throws RESOURCE_EXHAUSTED when there are no frames for it. */
	start(): void {
		const count = 1 << this.#order;
		const ring = this.#frames.allocateRange(count);
		const { what, base, head, tail } = this.#registers;
		if (ring === -1)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${count} free frames for an AMD-Vi ${what}`,
			);
		for (let n = 0; n < count; n++) this.#memory.discard(ring + n);
		this.#ring = ring;
		this.head = 0;
		const length = (this.#order + ENTRIES_PER_FRAME_SHIFT) << LENGTH_SHIFT;
		this.#unit.writeRegister(base, addressLow(ring));
		this.#unit.writeRegister(base + 4, addressHigh(ring) | length);
		this.#unit.writeRegister(head, 0);
		this.#unit.writeRegister(tail, 0);
	}

	/** Gives the frames back; the unit is off. */
	stop(): void {
		if (this.#ring === -1) return;
		for (let n = 0; n < 1 << this.#order; n++) this.#memory.discard(this.#ring + n);
		this.#frames.freeRange(this.#ring, 1 << this.#order);
		this.#ring = -1;
	}

	/** Clears the interrupt's status: a record that arrives from here on sets it again. */
	acknowledge(): void {
		this.#unit.writeRegister(Reg.STATUS, this.#registers.interrupt);
	}

	/** The hardware's next record. */
	tail(): number {
		return (this.#unit.readRegister(this.#registers.tail) >>> ENTRY_SHIFT) & this.#mask;
	}

	/** Reads the record at `head` into the words and goes on to the next. */
	read(): void {
		const memory = this.#memory;
		const frame = this.#ring + (this.head >>> ENTRIES_PER_FRAME_SHIFT);
		const at = (this.head & ENTRIES_PER_FRAME_MASK) << 2;
		this.w0 = memory.readEntry(frame, at);
		this.w1 = memory.upper;
		if (this.w1 === 0) this.#await(frame, at);
		this.w2 = memory.readEntry(frame, at + 2);
		this.w3 = memory.upper;
		memory.writeWord(frame, at + 1, 0);
		this.head = (this.head + 1) & this.#mask;
	}

	/** Tells the hardware how far the log was read. */
	release(): void {
		this.#unit.writeRegister(this.#registers.head, this.head << ENTRY_SHIFT);
	}

	/** Whether the log has overflowed, which stopped it. */
	get overflowed(): boolean {
		return (this.#unit.readRegister(Reg.STATUS) & this.#registers.overflow) !== 0;
	}

	/** Starts a log that has overflowed again, as `amd_iommu_restart_log` does: off, overflow cleared, on. */
	restart(): void {
		const { enable, interruptEnable, run, overflow } = this.#registers;
		this.#control.clear(enable | interruptEnable, run);
		this.#unit.writeRegister(Reg.STATUS, overflow);
		this.#control.set(enable | interruptEnable, run);
	}

	#await(frame: number, at: number): void {
		for (let n = 0; n < POLLS && this.w1 === 0; n++) this.w1 = this.#memory.readWord(frame, at + 1);
		this.w0 = this.#memory.readWord(frame, at);
	}
}
