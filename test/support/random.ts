/** Numbers from 0 below 2^31 that look random and are the same for the same seed (a linear congruence, its high bits). */
export function random(seed: number): () => number {
	let low = (seed * 2_654_435_761) >>> 0;
	return () => {
		low = (Math.imul(low, 1_664_525) + 1_013_904_223) >>> 0;
		const high = low >>> 16;
		low = (Math.imul(low, 1_664_525) + 1_013_904_223) >>> 0;
		return ((high << 15) | (low >>> 17)) >>> 0;
	};
}
