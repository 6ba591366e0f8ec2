import type { PhysicalMemory } from '../../src/emulator/memory.js';
import type { RegisterFile } from '../../src/host/kernel/drivers/shared/registers.js';

/** The four words of a command, event or PPR record. */
export type Words = readonly [w0: number, w1: number, w2: number, w3: number];

/** Registers and status bits of one log. */
const EVENTS = { base: 0x10, head: 0x2010, tail: 0x2018, run: 0x08, overflow: 0x01, flag: 0x02 };
const REQUESTS = { base: 0x38, head: 0x2030, tail: 0x2038, run: 0x80, overflow: 0x20, flag: 0x40 };
type Log = typeof EVENTS;

/**
 * The registers of an AMD IOMMU for tests of its driver, with as much life in them as a driver needs: the queues run as
 * the control register says, commands are taken off (nothing is done but waits), records go into logs that overflow.
 * What hardware does by itself is done by the test, through the methods at the end. Offsets and bits are written
 * out here and come from nowhere else.
 */
export class FakeAmdViRegisters implements RegisterFile {
	/** Every register write in order. */
	readonly writes: (readonly [offset: number, value: number])[] = [];
	/** Every command taken off, in order. */
	readonly executed: Words[] = [];
	/** Message data of every interrupt sent. */
	readonly messages: number[] = [];
	/** Commands are taken off only by `step`. */
	hold = false;
	/** Waits that store or interrupt are taken off but complete only by `completeWaits`. */
	holdWaits = false;
	/** Called for each command that is taken off; an event code other than 0 (5 or 6) refuses it and stops the buffer. */
	check: (words: Words) => number = () => 0;
	/** Status bits that are never set. */
	ignored = 0;
	readonly #memory: PhysicalMemory;
	readonly #values = new Map<number, number>();
	#handler: (data: number) => void = () => {};
	#waits: Words[] = [];
	#running = false;

	constructor(memory: PhysicalMemory, features: Partial<Record<number, number>> = {}) {
		this.#memory = memory;
		// PPR, XT, NX, GT, IA, GA; three levels of GCR3. 20 bits of PASID, US, auto response, MSI, GIo, EPH.
		this.set(0x30, 0x0000_80de);
		this.set(0x34, 0x0005_4233);
		for (const [offset, value] of Object.entries(features)) this.set(Number(offset), value!);
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
		if (offset === 0x2020) this.set(0x2020, this.get(0x2020) & ~(value & 0x67));
		else this.set(offset, value);
		if (offset === 0x18) this.#control(value);
		if (offset === 0x2008 && !this.hold) this.step(Number.POSITIVE_INFINITY);
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#handler = handler;
	}

	/** Offsets and values written since the last call, as text for short comparisons. */
	takeWrites(): string[] {
		return this.writes.splice(0).map(([o, v]) => `${o.toString(16)}=${v.toString(16)}`);
	}

	/** Commands taken off since the last call, as 64-bit words in hexadecimal: "q0 q1". */
	takeExecuted(): string[] {
		return this.executed.splice(0).map(([w0, w1, w2, w3]) => `${wide(w0, w1)} ${wide(w2, w3)}`);
	}

	/** Byte address in a base register. */
	base(offset: number): number {
		const low = this.get(offset);
		return (this.get(offset + 4) & 0xf_ffff) * 2 ** 32 + (low - (low % 4096));
	}

	// What hardware does.

	/** Takes up to `n` commands off the buffer; returns how many. */
	step(n: number): number {
		if (this.#running) return 0;
		this.#running = true;
		let taken = 0;
		while (taken < n && this.get(0x2000) !== this.get(0x2008) && (this.get(0x2020) & 0x10) !== 0) {
			const at = this.base(0x08) + this.get(0x2000);
			const words: Words = [0, 4, 8, 12].map((i) => this.#memory.read32(at + i)) as never;
			const error = this.check(words);
			if (error !== 0) {
				this.set(0x2020, this.get(0x2020) & ~0x10);
				this.event([0, (error << 28) >>> 0, at % 2 ** 32, Math.floor(at / 2 ** 32)]);
				break;
			}
			this.set(0x2000, (this.get(0x2000) + 16) % this.#size(0x08));
			this.executed.push(words);
			taken++;
			if (words[1] >>> 28 === 1 && (words[0] & 3) !== 0) {
				this.#waits.push(words);
				if (!this.holdWaits) this.completeWaits();
			}
		}
		this.#running = false;
		return taken;
	}

	/** Completes the waits that were held, the first `n`. */
	completeWaits(n = this.#waits.length): void {
		for (const [w0, w1, w2, w3] of this.#waits.splice(0, n)) {
			const at = (w1 & 0xf_ffff) * 2 ** 32 + ((w0 & ~7) >>> 0);
			if ((w0 & 1) !== 0) {
				this.#memory.write32(at, w2);
				this.#memory.write32(at + 4, w3);
			}
			if ((w0 & 2) === 0) continue;
			this.set(0x2020, this.get(0x2020) | 0x04);
			if ((this.get(0x18) & 0x10) !== 0) this.#send(0);
		}
	}

	/** Puts a record into the event log. */
	event(words: Words): void {
		this.#append(EVENTS, 0x08, 0, words);
	}

	/** Puts a record into the PPR log; what does not fit is lost. */
	pageRequest(words: Words): void {
		this.#append(REQUESTS, 0x4000, 1, words);
	}

	/** As `pageRequest`, but the record's second word is 0 until `arrive` is called. */
	latePageRequest(words: Words): () => void {
		const at = this.base(REQUESTS.base) + this.get(REQUESTS.tail);
		this.pageRequest([words[0], 0, words[2], words[3]]);
		return () => this.#memory.write32(at + 4, words[1]);
	}

	#append(log: Log, interruptEnable: number, message: number, words: Words): void {
		if ((this.get(0x2020) & log.run) === 0) return;
		const tail = this.get(log.tail);
		const next = (tail + 16) % this.#size(log.base);
		if (next === this.get(log.head)) {
			this.set(0x2020, (this.get(0x2020) | log.overflow | log.flag) & ~log.run);
		} else {
			for (let i = 0; i < 4; i++)
				this.#memory.write32(this.base(log.base) + tail + i * 4, words[i]!);
			this.set(log.tail, next);
			this.set(0x2020, this.get(0x2020) | log.flag);
		}
		if ((this.get(0x18) & interruptEnable) !== 0) this.#send(message);
	}

	#size(base: number): number {
		return 16 << ((this.get(base + 4) >>> 24) & 0xf);
	}

	#control(value: number): void {
		const on = (value & 1) !== 0;
		let status = this.get(0x2020) & ~0x98;
		if (on && (value & 0x4) !== 0 && (status & 0x01) === 0) status |= 0x08;
		if (on && (value & 0x1000) !== 0) status |= 0x10;
		if (on && (value & 0x2000) !== 0 && (status & 0x20) === 0) status |= 0x80;
		this.set(0x2020, status & ~this.ignored);
		if (!this.hold) this.step(Number.POSITIVE_INFINITY);
	}

	#send(message: number): void {
		const header = this.get(0x158);
		if ((header & 0x1_0000) === 0) return;
		const several = (header & 0x70_0000) !== 0;
		const data = several ? (this.get(0x164) & ~1) | message : this.get(0x164);
		this.messages.push(data);
		this.#handler(data);
	}
}

function wide(low: number, high: number): string {
	return (BigInt(high >>> 0) * 2n ** 32n + BigInt(low >>> 0)).toString(16);
}
