import type { CaseDetail, Metrics } from '../contract.js';

/** A number with three significant digits or, from 1000 on, whole with separators. */
export function digits(value: number): string {
	if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
	if (Number.isInteger(value)) return String(value);
	return value.toPrecision(3);
}

/** A metric's value in the unit that its name says. */
export function figure(name: string, value: number): string {
	if (/bytes_per_s/.test(name)) return `${digits(value / 2 ** 20)} MiB/s`;
	if (/per_s/.test(name)) return `${digits(value)}/s`;
	if (/_us/.test(name)) return value >= 1000 ? `${digits(value / 1000)} ms` : `${digits(value)} us`;
	if (/_ns/.test(name)) return `${digits(value)} ns`;
	if (/_ms/.test(name)) return `${digits(value)} ms`;
	if (/_mib/.test(name)) return `${digits(value)} MiB`;
	if (/bytes/.test(name)) return `${digits(value)} B`;
	return digits(value);
}

/** The figure of a baseline to show: the case's main one where the baseline has it. */
export function mainFigure(headline: readonly string[], metrics: Metrics): string {
	const name = headline.find((each) => each in metrics) ?? Object.keys(metrics)[0];
	return name === undefined ? '' : `${name} ${figure(name, metrics[name]!)}`;
}

/** Whether the goal is met, and in how many of several runs. */
export function outcome({ met, runs = [] }: Pick<CaseDetail, 'met' | 'runs'>): string {
	if (runs.length > 1) {
		const kept = runs.filter((run) => run.met === true).length;
		const undecided = runs.some((run) => run.met === null);
		const rest = undecided ? ', undecided in others: a baseline was left out' : '';
		return `met in ${kept} of ${runs.length} runs${rest}`;
	}
	if (met === null) return 'undecided: a baseline was left out';
	return met ? 'met' : 'not met';
}
