import type { PhysicalMemory } from '../memory.js';

/** What becomes of the bits `mask` of a word. */
export interface WordChange {
	/** Byte offset in the entry. */
	readonly at: number;
	readonly mask: number;
	/** What they are made. */
	readonly bits: number;
}

/**
 * Changes a word of the entry at a byte address, as software that is at fault would, and has `forget` drop what is cached of it.
 * Returns what makes it as it was. Undefined for an address that is no memory's.
 */
export function spoilWord(
	memory: PhysicalMemory,
	entry: number,
	change: WordChange,
	forget: () => void,
): (() => void) | undefined {
	const at = entry + change.at;
	if (entry < 0 || !memory.contains(at)) return undefined;
	const before = memory.read32(at);
	memory.write32(at, ((before & ~change.mask) | change.bits) >>> 0);
	forget();
	return () => {
		memory.write32(at, before);
		forget();
	};
}
