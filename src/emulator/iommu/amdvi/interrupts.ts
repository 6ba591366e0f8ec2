/**
 * Where the unit's own interrupts come from: the MSI capability as registers 0158h to 0164h mirror it, and the x2APIC
 * interrupt control registers 0170h and 0178h. Owns those registers; which status bit asks for an interrupt is its
 * user's business.
 *
 * The unit asks for two messages: number 0 for the event log and COMPLETION_WAIT, number 1 for the PPR log. With
 * one message granted both carry the same data. With IntCapXTEn the vector of the x2APIC register is what is sent;
 * a register that is all 0 sends nothing. Every cause sends its message, also while its status bit is still set.
 */

export const Message = { GENERAL: 0, PPR: 1 } as const;

/** Capability id 05h, two messages, 64-bit addresses. */
const HEADER = 0x0082_0005;
const MSI_ENABLE = 0x1_0000;
const HEADER_WRITABLE = 0x71_0000;
const XT_LOW = 0xffff_ff04;
const XT_HIGH = 0xff00_01ff;
/** MsiNum 0; MsiNumPPR 1 in [31:27]; GVAsize 2 (48 bits), PAsize 52, VAsize 64. */
const MISC_LOW = 0x0820_3440;

export class Interrupts {
	/** IntCapXTEn of the control register. */
	ownVectors = false;
	readonly #deliver: (data: number) => void;
	#control = 0;
	#address = 0;
	#upperAddress = 0;
	#data = 0;
	readonly #vectors = new Uint32Array(4);

	constructor(deliver: (data: number) => void) {
		this.#deliver = deliver;
	}

	signal(message: number): void {
		if (this.ownVectors) {
			const low = this.#vectors[message * 2]!;
			const high = this.#vectors[message * 2 + 1]!;
			if (low !== 0 || high !== 0) this.#deliver(high & 0xff);
		} else if ((this.#control & MSI_ENABLE) !== 0) {
			const granted = (this.#control >>> 20) & 7;
			this.#deliver(granted === 0 ? this.#data : (this.#data & ~1) | message);
		}
	}

	/** Word of the miscellaneous information, from 0150h on. */
	readMisc(word: number): number {
		return word === 0 ? MISC_LOW : 0;
	}

	/** Word of the MSI capability: header, address, upper address, data. */
	readMsi(word: number): number {
		switch (word) {
			case 0:
				return (HEADER | this.#control) >>> 0;
			case 1:
				return this.#address;
			case 2:
				return this.#upperAddress;
			default:
				return this.#data;
		}
	}

	writeMsi(word: number, value: number): void {
		switch (word) {
			case 0:
				this.#control = value & HEADER_WRITABLE;
				break;
			case 1:
				this.#address = (value & 0xffff_fffc) >>> 0;
				break;
			case 2:
				this.#upperAddress = value >>> 0;
				break;
			default:
				this.#data = value & 0xffff;
		}
	}

	/** Word of the x2APIC registers, from 0170h on, two a message. */
	readVector(word: number): number {
		return this.#vectors[word]!;
	}

	writeVector(word: number, value: number): void {
		this.#vectors[word] = value & ((word & 1) === 0 ? XT_LOW : XT_HIGH);
	}
}
