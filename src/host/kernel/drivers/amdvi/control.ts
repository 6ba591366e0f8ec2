import { poll, type RegisterFile } from '../shared/registers.js';
import { Reg } from './layout.js';

/**
 * The control register: what of the unit is switched on. The only writer of it, so that a part which switches a bit
 * of its own leaves the others alone.
 */
export class ControlRegister {
	readonly #unit: RegisterFile;
	#low = 0;

	constructor(unit: RegisterFile) {
		this.#unit = unit;
	}

	/** Everything off. */
	reset(): void {
		this.#low = 0;
		this.#unit.writeRegister(Reg.CONTROL, 0);
		this.#unit.writeRegister(Reg.CONTROL + 4, 0);
	}

	/** Bits of the high word, which are set once. */
	setHigh(bits: number): void {
		this.#unit.writeRegister(Reg.CONTROL + 4, bits);
	}

	/** Sets bits of the low word, and waits for what the status register says of it then. */
	set(bits: number, running: number): void {
		this.#write((this.#low | bits) >>> 0);
		this.#await(running, true);
	}

	/** Clears bits of the low word likewise. */
	clear(bits: number, running: number): void {
		this.#write((this.#low & ~bits) >>> 0);
		this.#await(running, false);
	}

	#write(low: number): void {
		this.#low = low;
		this.#unit.writeRegister(Reg.CONTROL, low);
	}

	#await(status: number, on: boolean): void {
		if (status === 0) return;
		poll(
			`status 0x${status.toString(16)} ${on ? 'set' : 'clear'}`,
			() => (this.#unit.readRegister(Reg.STATUS) & status) === (on ? status : 0),
		);
	}
}
