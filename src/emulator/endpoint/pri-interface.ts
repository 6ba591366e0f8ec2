const PRI_ENABLE = 0x0001;
const PRI_RESET = 0x0002;
const PRI_RESPONSE_FAILURE = 0x0001;
const PRI_UNEXPECTED_INDEX = 0x0002;
const PRI_STOPPED = 0x0100;
const PRI_PASID_REQUIRED = 0x8000;

/** What a write of the control register did; bits. */
export const PriChange = { NONE: 0, ENABLED: 1, DISABLED: 2, RESET: 4 } as const;

/**
 * The registers of one Page Request Interface and the rules of their writes (PCIe 10.5.2; Linux:
 * drivers/pci/ats.c). A physical function's virtual functions have no registers of their own: they use
 * these (PCIe 9.3.7.11). Knows no function, no group and no credit; who writes tells the functions.
 *
 * - Enable is taken only while Stopped; it clears Stopped, Response Failure and UPRGI.
 * - The allocation can be written while disabled; above the capacity it becomes the capacity.
 * - Reset acts only when the write leaves the interface disabled.
 */
export class PriInterface {
	enabled = false;
	/** Status Stopped: disabled and nothing outstanding. */
	stopped = true;
	/** Status Response Failure; stays until the interface is enabled or software writes 1. */
	responseFailure = false;
	/** Set by a Response Failure until the interface is enabled again: responses have no effect. */
	ignoresResponses = false;
	/** Requests that may be outstanding, of all functions together. */
	allocation = 0;
	readonly capacity: number;
	readonly #pasidRequired: boolean;
	#unexpectedIndex = false;

	constructor(capacity: number, pasidRequired: boolean) {
		if (!Number.isInteger(capacity) || capacity < 1 || capacity >= 2 ** 31)
			throw new RangeError(`PRI capacity ${capacity} is outside 1 to 2^31 - 1`);
		this.capacity = capacity;
		this.#pasidRequired = pasidRequired;
	}

	/** Control in the low half, status in the high one. */
	get controlAndStatus(): number {
		const status =
			(this.responseFailure ? PRI_RESPONSE_FAILURE : 0) |
			(this.#unexpectedIndex ? PRI_UNEXPECTED_INDEX : 0) |
			(this.stopped ? PRI_STOPPED : 0) |
			(this.#pasidRequired ? PRI_PASID_REQUIRED : 0);
		return ((this.enabled ? PRI_ENABLE : 0) | (status << 16)) >>> 0;
	}

	/** Response Failure and UPRGI are cleared by writing 1; the rest of the register is read-only. */
	writeStatus(bits: number): void {
		if ((bits & PRI_RESPONSE_FAILURE) !== 0) this.responseFailure = false;
		if ((bits & PRI_UNEXPECTED_INDEX) !== 0) this.#unexpectedIndex = false;
	}

	/** Returns `PriChange` bits. The caller says with `drained` when nothing is outstanding. */
	writeControl(mask: number, bits: number): number {
		const wasEnabled = this.enabled;
		const control = ((wasEnabled ? PRI_ENABLE : 0) & ~mask) | bits;
		if ((control & PRI_ENABLE) !== 0) {
			if (wasEnabled || !this.stopped) return PriChange.NONE;
			this.enabled = true;
			this.stopped = false;
			this.responseFailure = false;
			this.#unexpectedIndex = false;
			this.ignoresResponses = false;
			return PriChange.ENABLED;
		}
		this.enabled = false;
		const change = wasEnabled ? PriChange.DISABLED : PriChange.NONE;
		if ((control & PRI_RESET) === 0) return change;
		this.stopped = true;
		return change | PriChange.RESET;
	}

	writeAllocation(mask: number, bits: number): void {
		if (this.enabled) return;
		const written = ((this.allocation & ~mask) | bits) >>> 0;
		this.allocation = Math.min(written, this.capacity);
	}

	/** Response Failure: disabled and stopped at once. */
	fail(): void {
		this.enabled = false;
		this.stopped = true;
		this.responseFailure = true;
		this.ignoresResponses = true;
	}

	/** A response named no outstanding group. */
	unexpected(): void {
		this.#unexpectedIndex = true;
	}

	/** Nothing is outstanding: a disabled interface is now stopped. */
	drained(): void {
		if (!this.enabled) this.stopped = true;
	}

	/** As after a function-level reset of the physical function. */
	reset(): void {
		this.enabled = false;
		this.stopped = true;
		this.responseFailure = false;
		this.#unexpectedIndex = false;
		this.ignoresResponses = false;
		this.allocation = 0;
	}
}
