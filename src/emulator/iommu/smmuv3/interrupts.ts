/**
 * The SMMU's own interrupts: the configuration of each source, and the write that a message is (Arm IHI
 * 0070, 3.18). Every source is an edge: what happens while it is disabled is not told later.
 *
 * A message is a 32-bit write. To the doorbell frame it is an interrupt; to the memory it is just that, which
 * software may poll; anywhere else it is aborted, which GERROR tells.
 */

import type { PhysicalMemory } from '../../memory.js';

/** ADDR [55:2] in two halves. */
const ADDRESS_LOW = 0xffff_fffc;
const ADDRESS_HIGH = 0x00ff_ffff;
/** MemAttr and SH. */
const ATTRIBUTES = 0x3f;

/** Where message writes go. */
export class MessageBus {
	/** Takes interrupts. */
	deliver: ((data: number) => void) | undefined;
	readonly #memory: PhysicalMemory;
	readonly #doorbell: number;
	/** Bytes of the physical address space. */
	readonly #size: number;

	constructor(memory: PhysicalMemory, doorbellFrame: number, addressBits: number) {
		this.#memory = memory;
		this.#doorbell = doorbellFrame;
		this.#size = 2 ** addressBits;
	}

	/** False when the write was aborted. The address is cut to the physical size. */
	write(low: number, high: number, data: number): boolean {
		const address = ((high & ADDRESS_HIGH) * 2 ** 32 + ((low & ADDRESS_LOW) >>> 0)) % this.#size;
		if (Math.floor(address / 4096) === this.#doorbell) {
			this.deliver?.(data >>> 0);
			return true;
		}
		if (!this.#memory.contains(address)) return false;
		this.#memory.write32(address, data);
		return true;
	}
}

/** One IRQ_CFG group: address (0: no message), data, attributes. */
export class InterruptLine {
	enabled = false;
	readonly #bus: MessageBus;
	readonly #aborted: () => void;
	readonly #attributeMask: number;
	#low = 0;
	#high = 0;
	#data = 0;
	#attributes = 0;

	/** `extra` are bits of the third register beside the attributes. */
	constructor(bus: MessageBus, aborted: () => void, extra = 0) {
		this.#bus = bus;
		this.#aborted = aborted;
		this.#attributeMask = (ATTRIBUTES | extra) >>> 0;
	}

	get attributes(): number {
		return this.#attributes;
	}

	raise(): void {
		if (!this.enabled || (this.#low === 0 && this.#high === 0)) return;
		if (!this.#bus.write(this.#low, this.#high, this.#data)) this.#aborted();
	}

	/** The group's words in their order. */
	read(word: number): number {
		switch (word) {
			case 0:
				return this.#low;
			case 1:
				return this.#high;
			case 2:
				return this.#data;
			default:
				return this.#attributes;
		}
	}

	/** Ignored while the interrupt is enabled, as the registers are guarded by its enable bit. */
	write(word: number, value: number): void {
		if (this.enabled) return;
		switch (word) {
			case 0:
				this.#low = (value & ADDRESS_LOW) >>> 0;
				break;
			case 1:
				this.#high = value & ADDRESS_HIGH;
				break;
			case 2:
				this.#data = value >>> 0;
				break;
			default:
				this.#attributes = (value & this.#attributeMask) >>> 0;
		}
	}
}
