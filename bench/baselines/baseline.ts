/** Whole numbers and texts that a baseline takes; each program checks names and ranges itself. */
export type Parameters = Readonly<Record<string, number | string>>;

/**
 * What a program measured. Rates are per second (`per_s`, `bytes_per_s`), latencies in microseconds
 * (`p50_us`, `p99_us`, `p999_us`), times of a start in milliseconds (`serving_ms`).
 */
export type Metrics = Record<string, number>;

/** Something a user would take instead of Faultline, or the floor under it, run in processes of its own. */
export interface Baseline {
	readonly name: string;
	/** Why the baseline is left out on this machine, in words for the report; undefined when it can run. */
	available(): Promise<string | undefined>;
	/**
	 * One run; missing parameters have the defaults of README.md beside this file. Throws when counts or contents were
	 * wrong, when the time bound was reached, and when `available` has a reason.
	 */
	run(parameters: Parameters): Promise<Metrics>;
}
