/** Steps per microsecond below `LINEAR`: the finest that is told apart is 1/16 us. */
const STEPS_PER_US = 16;
/** Buckets per octave, and the steps that have a bucket of their own. */
const LINEAR = 32;
const LINEAR_BITS = 5;
/** Values from 2^40 steps (19 hours) up share the last bucket. */
const TOP_BIT = 40;
const BUCKETS = (TOP_BIT - LINEAR_BITS + 1) * LINEAR;
const TOP = 2 ** TOP_BIT;

/**
 * Durations in microseconds, counted in log-linear buckets: 32 to an octave, so memory is fixed (9 KiB,
 * taken at the first value) and recording costs a few integer operations. A percentile is the middle of
 * its bucket: off by at most 1/64 of the value, or by 1/32 us where that is more. Values below 0 count
 * as 0, values above 19 hours as 19 hours.
 */
export class LatencyHistogram {
	#counts: Float64Array | undefined;
	#count = 0;

	/** How many values were recorded. */
	get count(): number {
		return this.#count;
	}

	record(us: number): void {
		this.#counts ??= new Float64Array(BUCKETS);
		this.#counts[bucketOf(us)]!++;
		this.#count++;
	}

	/** The value that `p` percent (0 to 100) of all values do not exceed; 0 when there are none. */
	percentile(p: number): number {
		const counts = this.#counts;
		if (counts === undefined || this.#count === 0) return 0;
		const rank = Math.max(1, Math.ceil((Math.min(100, Math.max(0, p)) / 100) * this.#count));
		let seen = 0;
		let last = 0;
		for (let i = 0; i < BUCKETS; i++) {
			const n = counts[i]!;
			if (n === 0) continue;
			seen += n;
			last = i;
			if (seen >= rank) break;
		}
		return middleOf(last);
	}

	/** Adds all values of another histogram to this one. */
	merge(other: LatencyHistogram): void {
		const from = other.#counts;
		if (from === undefined) return;
		this.#counts ??= new Float64Array(BUCKETS);
		for (let i = 0; i < BUCKETS; i++) this.#counts[i]! += from[i]!;
		this.#count += other.#count;
	}

	/** A copy that does not change when this one does. */
	snapshot(): LatencyHistogram {
		const copy = new LatencyHistogram();
		copy.merge(this);
		return copy;
	}

	/**
	 * The values recorded after `earlier`, a snapshot of this histogram, was taken. After a reset in
	 * between, the values since the reset.
	 */
	since(earlier: LatencyHistogram): LatencyHistogram {
		const difference = this.snapshot();
		const before = earlier.#counts;
		if (before === undefined || this.#count < earlier.#count) return difference;
		const counts = difference.#counts;
		if (counts === undefined) return difference;
		difference.#count = 0;
		for (let i = 0; i < BUCKETS; i++) {
			const n = Math.max(0, counts[i]! - before[i]!);
			counts[i] = n;
			difference.#count += n;
		}
		return difference;
	}

	reset(): void {
		this.#counts?.fill(0);
		this.#count = 0;
	}
}

function bucketOf(us: number): number {
	let steps = us * STEPS_PER_US;
	if (!(steps >= 1)) return 0;
	if (steps >= TOP) return BUCKETS - 1;
	let octaves = 0;
	// Math.clz32 sees 32 bits: values beyond are brought down by whole octaves.
	if (steps >= 2 ** 31) {
		steps /= 2 ** 16;
		octaves = 16;
	}
	const whole = Math.floor(steps);
	if (whole < LINEAR) return whole;
	const bit = 31 - Math.clz32(whole);
	return (
		(bit - LINEAR_BITS + 1 + octaves) * LINEAR + ((whole >>> (bit - LINEAR_BITS)) & (LINEAR - 1))
	);
}

function middleOf(bucket: number): number {
	if (bucket < LINEAR) return (bucket + 0.5) / STEPS_PER_US;
	const octave = Math.floor(bucket / LINEAR) - 1;
	const width = 2 ** octave;
	return (((bucket % LINEAR) + LINEAR) * width + width / 2) / STEPS_PER_US;
}
