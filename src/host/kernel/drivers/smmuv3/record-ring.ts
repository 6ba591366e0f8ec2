import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { FrameAllocator } from '../../frames.js';
import { type RegisterFile, writeAddress } from '../shared/registers.js';
import { BASE_ALLOCATE, EVENT_SHIFT, OVERFLOW_FLAG, REQUEST_SHIFT, Reg } from './layout.js';

/** Which of the two queues that hardware fills a ring is. */
export interface RecordRingRegisters {
	readonly name: string;
	readonly base: number;
	readonly producer: number;
	readonly consumer: number;
	/** log2 of the bytes of a record. */
	readonly recordShift: number;
}

export const EVENT_REGISTERS = {
	name: 'event',
	base: Reg.EVENTQ_BASE,
	producer: Reg.EVENTQ_PROD,
	consumer: Reg.EVENTQ_CONS,
	recordShift: EVENT_SHIFT,
} as const satisfies RecordRingRegisters;
export const REQUEST_REGISTERS = {
	name: 'PRI',
	base: Reg.PRIQ_BASE,
	producer: Reg.PRIQ_PROD,
	consumer: Reg.PRIQ_CONS,
	recordShift: REQUEST_SHIFT,
} as const satisfies RecordRingRegisters;

/**
 * The memory of a queue that the SMMU fills and software empties (Arm IHI 0070, 3.5, 7.4): its base register, PROD and
 * CONS. `frame` and `word` tell where the record at the head is. An index has one bit more than the ring needs, the wrap
 * bit; the overflow flag of PROD stands until CONS has the same.
 */
export class RecordRing {
	readonly #unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #registers: RecordRingRegisters;
	readonly #bits: number;
	/** Of an index with its wrap bit. */
	readonly #mask: number;
	readonly #perFrameShift: number;
	#ring = -1;
	#head = 0;
	#tail = 0;
	/** OVFLG as read last, and as acknowledged. */
	#flag = 0;
	#acknowledged = 0;

	/** A ring of 2^`bits` records. */
	constructor(
		unit: RegisterFile,
		memory: PhysicalMemory,
		frames: FrameAllocator,
		registers: RecordRingRegisters,
		bits: number,
	) {
		this.#unit = unit;
		this.#memory = memory;
		this.#frames = frames;
		this.#registers = registers;
		this.#bits = bits;
		this.#mask = 2 ** (bits + 1) - 1;
		this.#perFrameShift = 12 - registers.recordShift;
	}

	get started(): boolean {
		return this.#ring !== -1;
	}

	/** Takes the frames and tells the SMMU, whose queue is disabled. Throws RESOURCE_EXHAUSTED when there are none. */
	start(): void {
		const count = this.#frameCount;
		const ring = this.#frames.allocateRange(count, count);
		if (ring === -1)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${count} free frames for an SMMUv3 ${this.#registers.name} queue`,
			);
		for (let n = 0; n < count; n++) this.#memory.discard(ring + n);
		this.#ring = ring;
		this.#head = 0;
		this.#tail = 0;
		this.#flag = 0;
		this.#acknowledged = 0;
		const { base, producer, consumer } = this.#registers;
		writeAddress(this.#unit, base, ring, this.#bits);
		this.#unit.writeRegister(base + 4, (this.#unit.readRegister(base + 4) | BASE_ALLOCATE) >>> 0);
		this.#unit.writeRegister(producer, 0);
		this.#unit.writeRegister(consumer, 0);
	}

	/** Gives the frames back; the queue must be disabled. */
	stop(): void {
		if (this.#ring === -1) return;
		const count = this.#frameCount;
		for (let n = 0; n < count; n++) this.#memory.discard(this.#ring + n);
		this.#frames.freeRange(this.#ring, count);
		this.#ring = -1;
	}

	/** Looks what hardware has added. */
	look(): void {
		const value = this.#unit.readRegister(this.#registers.producer);
		this.#tail = value & this.#mask;
		this.#flag = (value & OVERFLOW_FLAG) >>> 0;
	}

	/** No record is left of those that `look` saw. */
	get empty(): boolean {
		return this.#head === this.#tail;
	}

	/** Records were lost, which is not acknowledged. */
	get overflowed(): boolean {
		return this.#flag !== this.#acknowledged;
	}

	/** Frame of the record at the head, */
	get frame(): number {
		return this.#ring + ((this.#head & (this.#mask >>> 1)) >>> this.#perFrameShift);
	}

	/** and its first word there. */
	get word(): number {
		return (
			(this.#head & ((1 << this.#perFrameShift) - 1) & (this.#mask >>> 1)) <<
			(this.#registers.recordShift - 2)
		);
	}

	/** Goes on to the next record. */
	advance(): void {
		this.#head = (this.#head + 1) & this.#mask;
	}

	/** Gives the entries before the head to hardware, and with `acknowledge` the overflow that `look` saw. */
	release(acknowledge: boolean): void {
		if (acknowledge) this.#acknowledged = this.#flag;
		this.#unit.writeRegister(this.#registers.consumer, (this.#head | this.#acknowledged) >>> 0);
	}

	get #frameCount(): number {
		return Math.max(1, 2 ** (this.#bits - this.#perFrameShift));
	}
}
