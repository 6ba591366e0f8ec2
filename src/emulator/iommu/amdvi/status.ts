/** The status register 2020h: what happened, and which of the three queues run. Owns its bits and nothing else. */

import { STATUS_CLEARABLE } from './layout.js';

export class StatusRegister {
	bits = 0;

	has(bit: number): boolean {
		return (this.bits & bit) !== 0;
	}

	set(bit: number): void {
		this.bits |= bit;
	}

	/** By the unit itself. */
	unset(bit: number): void {
		this.bits &= ~bit;
	}

	/** By software, write-1-clear; the bits that tell that a queue runs stay. */
	write(value: number): void {
		this.bits &= ~(value & STATUS_CLEARABLE);
	}
}
