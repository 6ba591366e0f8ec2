import type { PhysicalMemory } from '../../src/emulator/memory.js';
import type { RegisterFile } from '../../src/host/kernel/drivers/shared/registers.js';

/** The four words of a command that the fake has taken from the queue. */
export type Words = readonly [w0: number, w1: number, w2: number, w3: number];

/** Where the driver has the messages go: interrupt file 0xFEE00. */
const FILE = 0xfee0_0000;

/**
 * The registers of a RISC-V IOMMU for tests of its driver, with as much life in them as a driver needs: queues switch
 * on and off, the command queue is taken off (nothing is done but fences with data), ipsr follows its rules. What
 * hardware does by itself is done by the test, through the methods at the end. Offsets and bits are written out
 * here and come from nowhere else.
 */
export class FakeRiscvRegisters implements RegisterFile {
	/** Every register write in order. */
	readonly writes: (readonly [offset: number, value: number])[] = [];
	/** Every command taken off, in order. */
	readonly executed: Words[] = [];
	/** Commands are taken off only by `step`. */
	hold = false;
	/** Called for each command before it is taken off; bits of cqcsr other than 0 stop the queue at it. */
	check: (words: Words) => number = () => 0;
	/** Modes of ddtp that are not taken. */
	readonly modesRefused = new Set<number>();
	/** Control registers whose `on` never shows. */
	readonly dead = new Set<number>();
	readonly #memory: PhysicalMemory;
	readonly #values = new Map<number, number>();
	#handler: (data: number) => void = () => {};
	#running = false;

	constructor(memory: PhysicalMemory, values: Partial<Record<number, number>> = {}) {
		this.#memory = memory;
		// Version 1.0; Sv48, Sv48x4; MSI_FLAT, AMO_HWAD, ATS; messages. 46 bits; PD8, PD17, PD20; NL, S.
		this.set(0x000, 0x0344_0410);
		this.set(0x004, 0x0000_0dee);
		for (const [offset, value] of Object.entries(values)) this.set(Number(offset), value!);
	}

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
		if (offset >= 0x48 && offset <= 0x50) this.#control(offset, value);
		else if (offset === 0x54) this.#acknowledge(value);
		else if (offset !== 0x10 || !this.modesRefused.has(value & 0xf)) this.set(offset, value);
		if (offset === 0x24 && !this.hold) this.step(Number.POSITIVE_INFINITY);
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#handler = handler;
	}

	/** Offsets and values written since the last call, as text for short comparisons. */
	takeWrites(): string[] {
		return this.writes.splice(0).map(([o, v]) => `${o.toString(16)}=${v.toString(16)}`);
	}

	/** Commands taken off since the last call, as 64-bit words in hexadecimal: "q0 q1"; fences with data as "fence". */
	takeExecuted(): string[] {
		return this.executed
			.splice(0)
			.map(([w0, w1, w2, w3]) =>
				w0 === 0x3402 && w1 === 2 ? 'fence' : `${wide(w0, w1)} ${wide(w2, w3)}`,
			);
	}

	/** First byte of a queue, from its base register, or of the device directory. */
	base(offset: number): number {
		return (this.get(offset + 4) * 2 ** 22 + Math.floor(this.get(offset) / 1024)) * 4096;
	}

	// What hardware does.

	/** Takes up to `n` commands off the queue; returns how many. */
	step(n: number): number {
		if (this.#running) return 0;
		this.#running = true;
		let taken = 0;
		while (taken < n && this.get(0x20) !== this.get(0x24) && (this.get(0x48) & 0x700) === 0) {
			const at = this.base(0x18) + this.get(0x20) * 16;
			const words: Words = [0, 4, 8, 12].map((i) => this.#memory.read32(at + i)) as never;
			const error = this.check(words);
			if (error !== 0) {
				this.set(0x48, this.get(0x48) | error);
				this.raise(1);
				break;
			}
			this.set(0x20, (this.get(0x20) + 1) % this.#size(0x18));
			this.executed.push(words);
			taken++;
			const [w0, data, low, high] = words;
			if ((w0 & 0x7f) !== 2 || (w0 & 0x400) === 0) continue;
			if (high * 2 ** 34 + low * 4 !== FILE) throw new Error('data of a fence');
			this.#handler(data);
		}
		this.#running = false;
		return taken;
	}

	/** A cause holds: 1 command queue, 2 fault queue, 8 page-request queue. */
	raise(cause: number): void {
		if ((this.get(0x54) & cause) !== 0) return;
		this.set(0x54, this.get(0x54) | cause);
		if (this.get(0x304) * 2 ** 32 + this.get(0x300) !== FILE || this.get(0x30c) !== 0)
			throw new Error('message address');
		this.#handler(this.get(0x308));
	}

	/** Puts a page request, as 64-bit words, into its queue, or sets pqof. */
	pageRequest(...words: bigint[]): void {
		this.#record(0x38, 0x50, 8, words);
	}

	/** Puts a fault record, as 64-bit words, into its queue, or sets fqof. */
	fault(...words: bigint[]): void {
		this.#record(0x28, 0x4c, 2, words);
	}

	/** Sets error bits of fqcsr (0x4c) or pqcsr (0x50). */
	error(control: number, bits: number): void {
		this.set(control, this.get(control) | bits);
		this.raise(control === 0x4c ? 2 : 8);
	}

	#record(base: number, control: number, cause: number, words: readonly bigint[]): void {
		const tail = this.get(base + 12);
		const next = (tail + 1) % this.#size(base);
		if (next === this.get(base + 8) || (this.get(control) & 0x300) !== 0) {
			this.error(control, 0x200);
			return;
		}
		words.forEach((word, i) => {
			const at = this.base(base) + (tail * words.length + i) * 8;
			this.#memory.write32(at, Number(word & 0xffff_ffffn));
			this.#memory.write32(at + 4, Number(word >> 32n));
		});
		this.set(base + 12, next);
		this.raise(cause);
	}

	#size(base: number): number {
		return 2 ** ((this.get(base) & 0x1f) + 1);
	}

	/** cqcsr, fqcsr, pqcsr: enable and interrupt enable are taken over, on follows, errors are cleared. */
	#control(offset: number, value: number): void {
		const before = this.get(offset);
		const on = (value & 1) !== 0 && !this.dead.has(offset) ? 0x1_0000 : 0;
		if ((before & 1) === 0 && (value & 1) !== 0)
			this.set(offset === 0x48 ? 0x20 : offset === 0x4c ? 0x34 : 0x44, 0);
		this.set(offset, (before & 0xf00 & ~value) | (value & 3) | on);
		if (offset === 0x48) this.step(Number.POSITIVE_INFINITY);
	}

	/** ipsr: what still holds comes back. */
	#acknowledge(value: number): void {
		this.set(0x54, this.get(0x54) & ~value);
		if ((value & 1) !== 0 && (this.get(0x48) & 0xf00) !== 0) this.raise(1);
		if ((value & 2) !== 0 && (this.get(0x4c) & 0x300) !== 0) this.raise(2);
		if ((value & 8) !== 0 && (this.get(0x50) & 0x300) !== 0) this.raise(8);
	}
}

function wide(low: number, high: number): string {
	return (BigInt(high) * 2n ** 32n + BigInt(low)).toString(16);
}
