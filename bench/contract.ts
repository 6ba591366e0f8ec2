/**
 * What the parts of the suite agree on: cases, baselines, and the numbers that they hand over.
 */

/**
 * The numbers of one run. Rates end in `per_s`, latencies in `_us`, durations in `_ms`, costs in `_ns`;
 * everything is measured in the process that does the work, after warm-up and without its start.
 */
export type Metrics = Record<string, number>;

/** What a case tells a baseline: counts, sizes and paths. A baseline ignores what it does not know. */
export type Parameters = Record<string, number | string | boolean>;

/** Something a user could take instead: our own small program, built and run by the suite. */
export interface Baseline {
	readonly name: string;
	/** Builds what has to be built. Resolves with the reason when it cannot run here, else undefined. */
	available(): Promise<string | undefined>;
	/** One run. Rejects when a count, a byte or a checksum is wrong. */
	run(parameters: Parameters): Promise<Metrics>;
}

/** What a run may use. */
export interface RunContext {
	/** Small counts: a check that everything works, not a measurement. */
	readonly short: boolean;
	/** A folder for files, removed at the end. */
	readonly folder: string;
	/** Folder for CPU profiles of the case's processes; undefined: none are taken. */
	readonly profiles: string | undefined;
}

/** One baseline as a case uses it. */
export interface BaselineUse {
	readonly name: string;
	/** For its run, from the case's own run of the same round. */
	parameters(context: RunContext, own: Metrics): Parameters;
	/** Own against baseline of one round; what is more than 1 is said by `BenchCase.goal`. */
	ratio(own: Metrics, other: Metrics): number;
}

/** One row of the suite. */
export interface BenchCase {
	readonly name: string;
	/** What is measured, for people: one sentence. */
	readonly measures: string;
	/** The goal, for people. */
	readonly goal: string;
	/** Metrics worth a line in the table, in order. */
	readonly headline: readonly string[];
	readonly baselines: readonly BaselineUse[];
	/** One run. Rejects when anything that was counted or compared is wrong. */
	run(context: RunContext): Promise<Metrics>;
	/** Runs of the case itself that it is compared with, out of its own metrics: name and metrics. */
	itself?(own: Metrics): Readonly<Record<string, { metrics: Metrics; ratio: number }>>;
	/**
	 * Whether the goal is met, by the median ratios and the median metrics of all rounds. A ratio that is
	 * missing makes it undecided (undefined) unless the others decide it.
	 */
	met(ratios: Readonly<Record<string, number>>, own: Metrics): boolean | undefined;
}

/** How one case went, over all rounds; the part of it that `--json` shows, and what only the file keeps. */
export interface CaseResult {
	readonly name: string;
	readonly rounds: number;
	/** Medians over the rounds. */
	readonly metrics: Metrics;
	readonly baselines: Readonly<Record<string, Metrics>>;
	/** Median over the rounds of the ratio within each round. */
	readonly ratios: Readonly<Record<string, number>>;
	readonly goal: string;
	/** null: a baseline that decides it was left out. */
	readonly met: boolean | null;
}

/** The spread of one figure over the rounds, as least and greatest. */
export type Spread = readonly [number, number];

export interface CaseDetail extends CaseResult {
	readonly spread: Readonly<Record<string, Spread>>;
	readonly ratioSpread: Readonly<Record<string, Spread>>;
	/** Baselines that did not run, with the reason. */
	readonly leftOut: Readonly<Record<string, string>>;
	readonly seconds: number;
}

export interface MachineDescription {
	readonly cpu: string;
	readonly cores: number;
	readonly memory_gib: number;
	readonly kernel: string;
	readonly node: string;
	readonly compiler: string;
	/** Load of the machine over the minute before the run: others' work, which shows in the spread. */
	readonly load_before: number;
}

/** A results file. */
export interface ResultsFile {
	readonly date: string;
	readonly short: boolean;
	readonly machine: MachineDescription;
	readonly cases: readonly CaseDetail[];
}
