import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import type { RegisterFile } from '../shared/registers.js';
import { Csr, FAULT_SHIFT, Ipsr, REQUEST_SHIFT, Reg } from './layout.js';
import { switchQueue, writePage } from './registers.js';

/** Which of the two queues that hardware fills a ring is. */
export interface RecordRingRegisters {
	readonly name: string;
	readonly base: number;
	readonly head: number;
	readonly tail: number;
	readonly csr: number;
	/** Its bit of ipsr. */
	readonly pending: number;
	/** log2 of the bytes of a record. */
	readonly recordShift: number;
}

export const FAULT_REGISTERS = {
	name: 'fault',
	base: Reg.FQB,
	head: Reg.FQH,
	tail: Reg.FQT,
	csr: Reg.FQCSR,
	pending: Ipsr.FAULT,
	recordShift: FAULT_SHIFT,
} as const satisfies RecordRingRegisters;
export const REQUEST_REGISTERS = {
	name: 'page-request',
	base: Reg.PQB,
	head: Reg.PQH,
	tail: Reg.PQT,
	csr: Reg.PQCSR,
	pending: Ipsr.REQUEST,
	recordShift: REQUEST_SHIFT,
} as const satisfies RecordRingRegisters;

/**
 * The memory of a queue that the IOMMU fills and software empties (RISC-V IOMMU specification, "Fault/Event-Queue" and
 * "Page-Request-Queue"): its base, head, tail and control registers, and its bit of ipsr. `frame` and `word` tell where
 * the record at the head is. While an error stands the IOMMU adds nothing.
 */
export class RecordRing {
	/** Errors that `look` saw: records were lost because the ring was full, */
	overflowed = false;
	/** or because it could not be written. */
	broken = false;
	readonly #unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #registers: RecordRingRegisters;
	readonly #order: number;
	readonly #mask: number;
	readonly #perFrameShift: number;
	readonly #perFrameMask: number;
	#ring = -1;
	#head = 0;
	#tail = 0;

	/** A ring of 2^`order` records, 1 to 16. */
	constructor(
		unit: RegisterFile,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		registers: RecordRingRegisters,
		order: number,
	) {
		this.#unit = unit;
		this.#memory = memory;
		this.#frames = frames;
		this.#registers = registers;
		this.#order = order;
		this.#mask = 2 ** order - 1;
		this.#perFrameShift = 12 - registers.recordShift;
		this.#perFrameMask = 2 ** this.#perFrameShift - 1;
	}

	get started(): boolean {
		return this.#ring !== -1;
	}

	/** Takes the frames and switches the queue on. Throws RESOURCE_EXHAUSTED when there are none. */
	start(): void {
		const count = this.#frameCount;
		const ring = this.#frames.allocateRange(count, count);
		const { name, base, head, csr } = this.#registers;
		if (ring === -1)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${count} free frames for a RISC-V IOMMU's ${name} queue`,
			);
		for (let n = 0; n < count; n++) this.#memory.discard(ring + n);
		this.#ring = ring;
		this.#head = 0;
		this.#tail = 0;
		writePage(this.#unit, base, ring, this.#order - 1);
		this.#unit.writeRegister(head, 0);
		switchQueue(this.#unit, csr, true);
	}

	/** Switches the queue off and gives the frames back. */
	stop(): void {
		if (this.#ring === -1) return;
		switchQueue(this.#unit, this.#registers.csr, false);
		const count = this.#frameCount;
		for (let n = 0; n < count; n++) this.#memory.discard(this.#ring + n);
		this.#frames.freeRange(this.#ring, count);
		this.#ring = -1;
	}

	/** Makes records that arrive from here on interrupt again. */
	acknowledge(): void {
		this.#unit.writeRegister(Reg.IPSR, this.#registers.pending);
	}

	/** Looks what hardware has added, or could not. */
	look(): void {
		const status = this.#unit.readRegister(this.#registers.csr);
		this.overflowed = (status & Csr.OVERFLOW) !== 0;
		this.broken = (status & Csr.MEMORY_FAULT) !== 0;
		this.#tail = this.#unit.readRegister(this.#registers.tail) & this.#mask;
	}

	/** No record is left of those that `look` saw. */
	get empty(): boolean {
		return this.#head === this.#tail;
	}

	/** Frame of the record at the head, */
	get frame(): number {
		return this.#ring + (this.#head >>> this.#perFrameShift);
	}

	/** and its first word there. */
	get word(): number {
		return (this.#head & this.#perFrameMask) << (this.#registers.recordShift - 2);
	}

	/** Goes on to the next record. */
	advance(): void {
		this.#head = (this.#head + 1) & this.#mask;
	}

	/** Gives the entries before the head to hardware. */
	release(): void {
		this.#unit.writeRegister(this.#registers.head, this.#head);
	}

	/** Ends the errors that `look` saw: the hardware adds records again, and may at once. */
	clearErrors(): void {
		const errors = (this.overflowed ? Csr.OVERFLOW : 0) | (this.broken ? Csr.MEMORY_FAULT : 0);
		this.#unit.writeRegister(this.#registers.csr, Csr.ENABLE | Csr.INTERRUPT | errors);
	}

	get #frameCount(): number {
		return Math.max(1, 2 ** (this.#order - this.#perFrameShift));
	}
}
