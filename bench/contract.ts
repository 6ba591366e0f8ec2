/**
 * What the parts of the suite agree on: cases, what they are compared with, and the results. The numbers of a
 * run (`Metrics`) are rates that end in `per_s`, latencies in `_us`, durations in `_ms`, costs in `_ns`, all
 * measured in the process that does the work, after warm-up and without its start.
 */
import type { Metrics, Parameters } from './baselines/baseline.js';

export type { Baseline, Metrics, Parameters } from './baselines/baseline.js';

/** What a run may use. */
export interface RunContext {
	/** Small counts: a check that everything works, not a measurement. */
	readonly short: boolean;
	/** A folder for files, removed at the end. */
	readonly folder: string;
	/** Folder for CPU profiles of the case's processes; undefined: none are taken. */
	readonly profiles: string | undefined;
}

/** A baseline as a case uses it. */
export interface BaselineUse {
	readonly name: string;
	/** The program in bench/baselines, where it is not called as the use of it. */
	readonly program?: string;
	/** For its run, from the case's own run of the same round. */
	parameters(context: RunContext, own: Metrics): Parameters;
	/** Own against baseline, of one round. */
	ratio(own: Metrics, other: Metrics): number;
}

/** One row of the suite. */
export interface BenchCase {
	readonly name: string;
	/** What the figures of the short table are, in a few words. */
	readonly what: string;
	/** What is measured, for people: a sentence without its full stop. */
	readonly measures: string;
	/** The goal, for people. */
	readonly goal: string;
	/** Metrics that are worth a line in the table, in order. */
	readonly headline: readonly string[];
	/** What to know about the baselines and about which of them decides; whole sentences. */
	readonly remark?: string;
	/** The metrics that stand for the case in the short table; default: the first of the headline. */
	readonly figures?: readonly string[];
	/** Names of the ratios that the goal is about; default: all of them. */
	readonly deciding?: readonly string[];
	readonly baselines: readonly BaselineUse[];
	/** One run. Rejects when anything that was counted or compared is wrong. */
	run(context: RunContext): Promise<Metrics>;
	/** Points of the case's own that it is compared with. */
	itself?(own: Metrics): Readonly<Record<string, { metrics: Metrics; ratio: number }>>;
	/**
	 * Whether the goal is met, by the medians over all rounds. undefined: what decides it was left out.
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

/** What one of several runs of a case came to: medians over its rounds. */
export interface RunOutcome {
	/** The headline. */
	readonly metrics: Metrics;
	readonly ratios: Readonly<Record<string, number>>;
	readonly met: boolean | null;
}

/** Of several runs: medians of their medians, their widest spread, and `met` if every one of them met the goal. */
export interface CaseDetail extends CaseResult {
	/** The day of the measurement. */
	readonly date: string;
	readonly runs: readonly RunOutcome[];
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
	/** Baselines that cannot run here, with the reason. */
	readonly left_out: Readonly<Record<string, string>>;
}

/** A results file. */
export interface ResultsFile {
	readonly date: string;
	readonly short: boolean;
	readonly machine: MachineDescription;
	readonly cases: readonly CaseDetail[];
}
