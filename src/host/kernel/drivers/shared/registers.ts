import { FaultlineError } from '../../../../base/errors.js';

/** An IOMMU as software sees it. */
export interface RegisterFile {
	/** 32-bit read at an offset that is a multiple of 4. */
	readRegister(offset: number): number;
	/** 32-bit write; of a 64-bit register the low half is written first. */
	writeRegister(offset: number, value: number): void;
	/** Sets the one receiver of the unit's interrupts; called with the message data. */
	onInterrupt(handler: (data: number) => void): void;
}

/** Reads of a status register before the unit counts as dead; each lets hardware get on. */
const POLLS = 100_000;

/** Calls `done` until it is true. Throws INTERNAL, naming what was waited for, when it never is. */
export function poll(what: string, done: () => boolean): void {
	for (let n = 0; n < POLLS; n++) if (done()) return;
	throw new FaultlineError('INTERNAL', `the IOMMU did not come to this: ${what}`);
}

/** Low and high half of the address of a frame, for a 64-bit register or entry; below 2^52. */
export const addressLow = (frame: number): number => ((frame % 0x10_0000) * 4096) >>> 0;
export const addressHigh = (frame: number): number => Math.floor(frame / 0x10_0000);

/** Writes the address of a frame, with bits below it, to a 64-bit register, low half first. */
export function writeAddress(
	unit: RegisterFile,
	register: number,
	frame: number,
	bits: number,
): void {
	unit.writeRegister(register, (addressLow(frame) | bits) >>> 0);
	unit.writeRegister(register + 4, addressHigh(frame));
}
