/**
 * Copies of typed arrays with more room: the old elements, then zeros. The tables of this folder grow
 * by doubling, so that an element is copied less than twice on average.
 */
export function growUint8(old: Uint8Array, length: number): Uint8Array {
	const grown = new Uint8Array(length);
	grown.set(old);
	return grown;
}

export function growInt32(old: Int32Array, length: number): Int32Array {
	const grown = new Int32Array(length);
	grown.set(old);
	return grown;
}

export function growFloat64(old: Float64Array, length: number): Float64Array {
	const grown = new Float64Array(length);
	grown.set(old);
	return grown;
}

/** The next capacity of a table that is full: twice as much, at most `limit`. */
export function nextCapacity(capacity: number, limit: number): number {
	return Math.min(capacity * 2, limit);
}

/** The smallest power of two that is not below `n` (1 to 2^30). */
export function powerOfTwo(n: number): number {
	let power = 1;
	while (power < n) power *= 2;
	return power;
}
