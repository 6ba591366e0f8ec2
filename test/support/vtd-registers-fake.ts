import type { PhysicalMemory } from '../../src/emulator/memory.js';
import type { RegisterFile } from '../../src/host/kernel/drivers/shared/registers.js';

/** The four lower words of a descriptor that the fake has taken from the queue. */
export type Words = readonly [w0: number, w1: number, w2: number, w3: number];

const FIRST_RECORD = 0x220;
const RECORDS = 8;
/** SRTP and SIRTP. */
const ONE_SHOTS = 0x4100_0000;

/**
 * The registers of a VT-d unit for tests of its driver, with as much life in them as a driver needs: commands
 * show in GSTS, the invalidation queue is taken off (nothing is done but waits), events follow the rules
 * for status, mask and pending bits. What hardware does by itself is done by the test, through the methods
 * at the end. Offsets and bits are written out here and come from nowhere else.
 */
export class FakeVtdRegisters implements RegisterFile {
	/** Every register write in order. */
	readonly writes: (readonly [offset: number, value: number])[] = [];
	/** Every descriptor taken off, in order. */
	readonly executed: Words[] = [];
	/** The upper words of every response with private data taken off, in order. */
	readonly privateData: Words[] = [];
	/** Message data of every interrupt sent. */
	readonly messages: number[] = [];
	/** Descriptors are taken off only by `step`. */
	hold = false;
	/** Waits with a status or an interrupt are taken off but complete only by `completeWaits`. */
	holdWaits = false;
	/** Called for each descriptor that is taken off; an error code other than 0 refuses it (IQE). */
	check: (words: Words) => number = () => 0;
	/** Commands that GSTS never shows. */
	ignored = 0;
	readonly #memory: PhysicalMemory;
	readonly #values = new Map<number, number>();
	#handler: (data: number) => void = () => {};
	#waits: Words[] = [];
	#running = false;

	constructor(memory: PhysicalMemory, capabilities: Partial<Record<number, number>> = {}) {
		this.#memory = memory;
		// ND 6, SAGAW 48 bits, FRO 0x22; SLLPS 2M, NFR 8, MAMV 18.
		this.set(0x08, 0x2200_0406);
		this.set(0x0c, 0x0012_0704);
		// QI, DT, NEST, PRS, ERS; PSS 20 bits, PASID, PDS, SMTS, SLTS, FLTS.
		this.set(0x10, 0x6400_0006);
		this.set(0x14, 0x0000_cd98);
		for (const control of [0x38, 0xa0, 0xe0]) this.set(control, 0x8000_0000);
		for (const [offset, value] of Object.entries(capabilities)) this.set(Number(offset), value!);
	}

	/** A register's value as it stands. */
	get(offset: number): number {
		return this.#values.get(offset) ?? 0;
	}

	set(offset: number, value: number): void {
		this.#values.set(offset, value >>> 0);
	}

	readRegister(offset: number): number {
		return this.get(offset);
	}

	writeRegister(offset: number, value: number): void {
		this.writes.push([offset, value >>> 0]);
		if (offset === 0x18) this.#command(value);
		else if (offset === 0x34) this.#clearFaultStatus(value & 0x7d);
		else if (offset === 0x9c) this.#clear(0x9c, value & 1, 0xa0);
		else if (offset === 0xdc) this.#clear(0xdc, value & 3, 0xe0);
		else if (offset === 0x38 || offset === 0xa0 || offset === 0xe0) this.#control(offset, value);
		else if (offset >= FIRST_RECORD && offset < FIRST_RECORD + RECORDS * 16)
			this.#clearRecord(offset, value);
		else this.set(offset, value);
		if (offset === 0x88 && !this.hold) this.step(Number.POSITIVE_INFINITY);
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#handler = handler;
	}

	/** Offsets and values written since the last call, as text for short comparisons. */
	takeWrites(): string[] {
		return this.writes.splice(0).map(([o, v]) => `${o.toString(16)}=${v.toString(16)}`);
	}

	/** Descriptors taken off since the last call, as 64-bit words in hexadecimal: "q0 q1". */
	takeExecuted(): string[] {
		return this.executed.splice(0).map(([w0, w1, w2, w3]) => `${wide(w0, w1)} ${wide(w2, w3)}`);
	}

	// What hardware does.

	/** Takes up to `n` descriptors off the invalidation queue; returns how many. */
	step(n: number): number {
		if (this.#running) return 0;
		this.#running = true;
		let taken = 0;
		while (taken < n && this.get(0x80) !== this.get(0x88) && (this.get(0x34) & 0x50) === 0) {
			const at = this.base(0x90) + this.get(0x80);
			const words: Words = [0, 4, 8, 12].map((i) => this.#memory.read32(at + i)) as never;
			const upper: Words = [16, 20, 24, 28].map((i) => this.#memory.read32(at + i)) as never;
			if ((words[0] & 0x2f) === 0x29) this.privateData.push(upper);
			else if (upper.some((word) => word !== 0)) throw new Error('upper words of a descriptor');
			const error = this.check(words);
			if (error !== 0) {
				this.set(0xb0, error);
				this.raiseFaultStatus(0x10);
				break;
			}
			const size = 4096 << (this.get(0x90) & 7);
			this.set(0x80, (this.get(0x80) + 32) % size);
			this.executed.push(words);
			taken++;
			if ((words[0] & 0xf) === 5 && (words[0] & 0x30) !== 0) {
				this.#waits.push(words);
				if (!this.holdWaits) this.completeWaits();
			}
		}
		this.#running = false;
		return taken;
	}

	/** Completes the waits that were held. */
	completeWaits(): void {
		for (const [w0, w1, w2, w3] of this.#waits.splice(0)) {
			if ((w0 & 0x20) !== 0) this.#memory.write32(w3 * 2 ** 32 + w2, w1);
			if ((w0 & 0x10) !== 0) this.#raise(0x9c, 1, 0xa0);
		}
	}

	/** Forgets the waits that were held, as ITE does. */
	abortWaits(): void {
		this.#waits.length = 0;
	}

	/** Sets IQE (0x10), ICE (0x20) or ITE (0x40), or any other bits, in FSTS. */
	raiseFaultStatus(bits: number): void {
		this.#raise(0x34, bits, 0x38);
	}

	/** Puts a page-request record, given as its lower and upper words, into the queue, or sets PRO. */
	pageRequest(words: Words, upper: Words = [0, 0, 0, 0]): void {
		const size = 4096 << (this.get(0xd0) & 7);
		const tail = this.get(0xc8);
		const next = (tail + 32) % size;
		if (next === this.get(0xc0) || (this.get(0xdc) & 2) !== 0) {
			this.#raise(0xdc, 2, 0xe0);
			return;
		}
		[...words, ...upper].forEach((word, i) => {
			this.#memory.write32(this.base(0xd0) + tail + i * 4, word);
		});
		this.set(0xc8, next);
		this.#raise(0xdc, 1, 0xe0);
	}

	/** Stores a fault record; the first that is pending sets FRI and raises the event. */
	fault(index: number, words: Words): void {
		for (let i = 0; i < 4; i++) this.set(FIRST_RECORD + index * 16 + i * 4, words[i]!);
		if ((this.get(0x34) & 2) === 0) {
			this.set(0x34, (this.get(0x34) & 0xff) | (index << 8));
			this.raiseFaultStatus(2);
		}
	}

	/** Byte address in a base register. */
	base(register: number): number {
		const low = this.get(register);
		return this.get(register + 4) * 2 ** 32 + low - (low % 4096);
	}

	#command(value: number): void {
		const oneShot = value & ONE_SHOTS;
		const levels = value & 0x9680_0000;
		this.set(0x1c, ((this.get(0x1c) & ONE_SHOTS) | levels | oneShot) & ~this.ignored);
	}

	#raise(status: number, bits: number, control: number): void {
		const before = this.get(status) & 0xff;
		this.set(status, this.get(status) | bits);
		if (before !== 0) return;
		if ((this.get(control) & 0x8000_0000) !== 0) this.set(control, this.get(control) | 0x4000_0000);
		else this.#send(control);
	}

	#send(control: number): void {
		const data = this.get(control + 4);
		this.messages.push(data);
		this.#handler(data);
	}

	#clear(status: number, bits: number, control: number): void {
		this.set(status, this.get(status) & ~bits);
		if ((this.get(status) & 0xff) === 0) this.set(control, this.get(control) & ~0x4000_0000);
	}

	#clearFaultStatus(bits: number): void {
		this.#clear(0x34, bits, 0x38);
		if ((bits & 0x50) !== 0 && !this.hold) this.step(Number.POSITIVE_INFINITY);
	}

	#control(offset: number, value: number): void {
		const pending = (this.get(offset) & 0x4000_0000) !== 0;
		this.set(offset, (value & 0x8000_0000) | (pending ? 0x4000_0000 : 0));
		if (pending && (value & 0x8000_0000) === 0) {
			this.set(offset, 0);
			this.#send(offset);
		}
	}

	#clearRecord(offset: number, value: number): void {
		if ((offset & 15) !== 12 || (value & 0x8000_0000) === 0) return;
		this.set(offset, this.get(offset) & 0x7fff_ffff);
		for (let i = 0; i < RECORDS; i++)
			if ((this.get(FIRST_RECORD + i * 16 + 12) & 0x8000_0000) !== 0) return;
		this.#clear(0x34, 2, 0x38);
	}
}

/** A 64-bit word in hexadecimal. */
export function wide(low: number, high: number): string {
	return ((BigInt(high) << 32n) | BigInt(low)).toString(16);
}
