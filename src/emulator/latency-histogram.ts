/** Steps per microsecond below `LINEAR`: the finest that is told apart is 1/16 us. */
const STEPS_PER_US = 16;
/** Buckets per octave, and the steps that have a bucket of their own. */
const LINEAR = 32;
const LINEAR_BITS = 5;
/** Values from 2^40 steps (19 hours) up share the last bucket. */
const TOP_BIT = 40;
const BUCKETS = (TOP_BIT - LINEAR_BITS + 1) * LINEAR;
const TOP = 2 ** TOP_BIT;

const NOTHING = new Float64Array(0);

/**
 * Durations in microseconds, counted in log-linear buckets: 32 to an octave, and recording costs a few
 * integer operations. Storage is taken for the octaves from the least value to the greatest and one to
 * spare at each end, 256 bytes each, 9 KiB at most: there is one of these for each of thousands of devices. A percentile is the
 * middle of its bucket: off by at most 1/64 of the value, or by 1/32 us where that is more. Values below
 * 0 count as 0, values above 19 hours as 19 hours.
 */
export class LatencyHistogram {
	/** Buckets from `#first` on; whole octaves. Those around them are 0. */
	#counts: Float64Array = NOTHING;
	#first = 0;
	#count = 0;

	/** How many values were recorded. */
	get count(): number {
		return this.#count;
	}

	record(us: number): void {
		const bucket = bucketOf(us);
		const at = bucket - this.#first;
		if (at >= 0 && at < this.#counts.length) this.#counts[at]!++;
		else {
			this.#cover(Math.max(0, bucket - LINEAR), Math.min(BUCKETS, bucket + LINEAR + 1));
			this.#counts[bucket - this.#first]!++;
		}
		this.#count++;
	}

	/** The value that `p` percent (0 to 100) of all values do not exceed; 0 when there are none. */
	percentile(p: number): number {
		if (this.#count === 0) return 0;
		const counts = this.#counts;
		const rank = Math.max(1, Math.ceil((Math.min(100, Math.max(0, p)) / 100) * this.#count));
		let seen = 0;
		let last = 0;
		for (let i = 0; i < counts.length; i++) {
			const n = counts[i]!;
			if (n === 0) continue;
			seen += n;
			last = i;
			if (seen >= rank) break;
		}
		return middleOf(this.#first + last);
	}

	/** Adds all values of another histogram to this one. */
	merge(other: LatencyHistogram): void {
		const from = other.#counts;
		if (from.length === 0) return;
		this.#cover(other.#first, other.#first + from.length);
		const shift = other.#first - this.#first;
		for (let i = 0; i < from.length; i++) this.#counts[shift + i]! += from[i]!;
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
		if (this.#count < earlier.#count) return difference;
		const before = earlier.#counts;
		const counts = difference.#counts;
		const shift = this.#first - earlier.#first;
		difference.#count = 0;
		for (let i = 0; i < counts.length; i++) {
			const n = Math.max(0, counts[i]! - (before[shift + i] ?? 0));
			counts[i] = n;
			difference.#count += n;
		}
		return difference;
	}

	reset(): void {
		this.#counts.fill(0);
		this.#count = 0;
	}

	/** Takes storage for the octaves of the buckets [from, to) as well. */
	#cover(from: number, to: number): void {
		const counts = this.#counts;
		let first = Math.floor(from / LINEAR) * LINEAR;
		let end = Math.ceil(to / LINEAR) * LINEAR;
		if (counts.length > 0) {
			first = Math.min(first, this.#first);
			end = Math.max(end, this.#first + counts.length);
			if (end - first === counts.length) return;
		}
		const covered = new Float64Array(end - first);
		covered.set(counts, counts.length > 0 ? this.#first - first : 0);
		this.#counts = covered;
		this.#first = first;
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
