import type { PhysicalMemory } from '../../../../emulator/memory.js';

/**
 * Writes the two words of a 64-bit field, as one store of a machine that has them: hardware reads the old or
 * the new value of the field. The low word has a V bit where there is one, and goes last.
 */
export function writeField(
	memory: PhysicalMemory,
	frame: number,
	word: number,
	low: number,
	high: number,
): void {
	memory.writeWord(frame, word + 1, high >>> 0);
	memory.writeWord(frame, word, low >>> 0);
}

/** Low and high word of a page number in bits 43:0, as iohgatp, fsc and msiptp have it. */
export const ppnLow = (page: number): number => page % 2 ** 32;
export const ppnHigh = (page: number): number => Math.floor(page / 2 ** 32);
