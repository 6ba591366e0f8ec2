/**
 * GERROR and GERRORN (Arm IHI 0070, 7.5). Owns both words. An error is active while they differ in its bit; the
 * SMMU toggles its bit of GERROR only while it is not active, software acknowledges by making GERRORN equal.
 */

import { InterruptLine, type MessageBus } from './interrupts.js';
import { GlobalError } from './layout.js';

/** Bits that the model can set; GERRORN keeps no others. */
const IMPLEMENTED = 0xfd;

export class GlobalErrors {
	readonly line: InterruptLine;
	#errors = 0;
	#acknowledged = 0;

	constructor(bus: MessageBus) {
		this.line = new InterruptLine(bus, () => this.activate(GlobalError.MSI_GERROR));
	}

	get errors(): number {
		return this.#errors;
	}

	get acknowledged(): number {
		return this.#acknowledged;
	}

	isActive(error: number): boolean {
		return ((this.#errors ^ this.#acknowledged) & error) !== 0;
	}

	activate(error: number): void {
		if (this.isActive(error)) return;
		this.#errors ^= error;
		this.line.raise();
	}

	/**
	 * GERRORN. Software must toggle bits of active errors only; toggling another makes that error active, as the
	 * definition has it. Returns the errors that were active and are no more.
	 */
	acknowledge(value: number): number {
		const before = this.#errors ^ this.#acknowledged;
		this.#acknowledged = value & IMPLEMENTED;
		return before & ~(this.#errors ^ this.#acknowledged);
	}
}
