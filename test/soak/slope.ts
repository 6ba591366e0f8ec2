/** One look at a figure. */
export interface Point {
	readonly minutes: number;
	readonly value: number;
}

/** By how much a figure may grow over the judged half of a run: the larger of the two. */
export interface Allowance {
	readonly absolute: number;
	/** Of its level, the median of the judged half. */
	readonly share: number;
}

export interface Verdict {
	readonly ok: boolean;
	readonly points: number;
	/** Median of the judged half. */
	readonly level: number;
	/** Growth a minute by Theil and Sen, and the most that is allowed. */
	readonly perMinute: number;
	readonly mostPerMinute: number;
	/** How sure it is that there is a trend: Kendall's score in standard deviations; 0 is none. */
	readonly z: number;
}

/** Fewer points in the judged half say nothing. */
export const LEAST_POINTS = 12;
/** One of some thousand series without a trend gets so high by chance. */
const SURE_Z = 3;

/**
 * Whether a figure grows. The first half of a run is warm-up and is not looked at. Of the second, the slope is the
 * median of the slopes between all pairs of points (Theil, Sen: up to 29 % of the points may be anything, so a burst or a
 * late garbage collection does not make one), and whether it is one at all is asked of the signs of the differences (Mann, Kendall,
 * with the correction for ties). It fails when it is both: steeper than allowed, and sure. The allowance is for the whole half, so
 * that a longer run finds slower leaks. Throws when there are too few points to say anything.
 */
export function judge(series: readonly Point[], { absolute, share }: Allowance): Verdict {
	const first = series[0]?.minutes ?? 0;
	const last = series.at(-1)?.minutes ?? 0;
	const half = series.filter(({ minutes }) => minutes >= (first + last) / 2);
	if (half.length < LEAST_POINTS)
		throw new Error(`${half.length} points say nothing of a slope; ${LEAST_POINTS} would`);
	const slopes: number[] = [];
	let score = 0;
	for (let i = 0; i < half.length; i++)
		for (let j = i + 1; j < half.length; j++) {
			const rise = half[j]!.value - half[i]!.value;
			const run = half[j]!.minutes - half[i]!.minutes;
			if (run > 0) slopes.push(rise / run);
			score += Math.sign(rise);
		}
	const perMinute = median(slopes);
	const level = median(half.map(({ value }) => value));
	const spread = Math.sqrt(variance(half));
	const z = spread === 0 ? 0 : (score - Math.sign(score)) / spread;
	const mostPerMinute = Math.max(absolute, share * level) / (last - half[0]!.minutes);
	const ok = perMinute <= mostPerMinute || z < SURE_Z;
	return { ok, points: half.length, level, perMinute, mostPerMinute, z };
}

/** Of Kendall's score when there is no trend; equal values tell less. */
function variance(points: readonly Point[]): number {
	const counts = new Map<number, number>();
	for (const { value } of points) counts.set(value, (counts.get(value) ?? 0) + 1);
	const term = (n: number) => n * (n - 1) * (2 * n + 5);
	let sum = term(points.length);
	for (const count of counts.values()) sum -= term(count);
	return sum / 18;
}

export function median(values: readonly number[]): number {
	const sorted = Float64Array.from(values).sort();
	const middle = sorted.length >> 1;
	if (sorted.length === 0) return 0;
	return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
