import { formatFields, formatTable } from '../../src/cli/table.js';
import type { Totals } from '../chaos/checks.js';
import type { FigureVerdict } from './figures.js';

export interface SoakResult {
	readonly ok: boolean;
	readonly seed: number;
	readonly minutes: number;
	readonly tls: boolean;
	readonly troubles: Readonly<Record<string, number>>;
	readonly copies: number;
	readonly writes: number;
	/** Failures of devices whose guest, agent or hardware was gone on purpose. */
	readonly excused: number;
	/** Groups of all devices, and how they were answered. */
	readonly totals: Totals;
	readonly figures: readonly FigureVerdict[];
	readonly violations: readonly string[];
	readonly elapsed_s: number;
}

const KIB = 1024;
/** How a figure is shown: divided by what, and as what. */
const UNITS = {
	heap: [KIB, 'KiB'],
	external: [KIB, 'KiB'],
	resident: [KIB, 'KiB'],
	handles: [1, ''],
	resources: [1, ''],
	late: [1, 'ms'],
} as const;

/** A figure's verdict in words. */
export function verdictLine({ process, figure, ...verdict }: FigureVerdict): string {
	const [by, unit] = UNITS[figure];
	const show = (value: number) => `${(value / by).toFixed(by === 1 ? 1 : 0)} ${unit}`.trim();
	const { perMinute, mostPerMinute, level, z } = verdict;
	return `${process}: ${figure} grows by ${show(perMinute)} a minute, of ${show(level)}; ${show(mostPerMinute)} is allowed (z ${z.toFixed(1)})`;
}

export function report(result: SoakResult): string {
	const { ok, figures, violations, troubles, totals } = result;
	const rows = figures.map((each) => {
		const { process, figure, level, perMinute, mostPerMinute, z, ok, tooShort } = each;
		const [by, unit] = UNITS[figure];
		const show = (value: number) => (value / by).toFixed(by === 1 ? 2 : 0);
		const name = unit === '' ? figure : `${figure} (${unit})`;
		return [
			...[process, name, show(level), show(perMinute), show(mostPerMinute)],
			...[z.toFixed(1), tooShort ? 'too short to tell' : ok ? 'ok' : 'GROWS'],
		];
	});
	const counts = (of: object) =>
		Object.entries(of)
			.map(([name, count]) => `${name} ${count}`)
			.join(', ');
	return [
		formatTable(['process', 'figure', 'level', 'a minute', 'allowed', 'z', ''], rows),
		formatFields([
			['seed', String(result.seed)],
			['time', `${result.elapsed_s} s`],
			['troubles', counts(troubles)],
			['work', `${result.copies} copies, ${result.writes} writes, ${result.excused} excused`],
			['groups', counts(totals)],
		]),
		ok ? 'ok' : `FAILED:\n${violations.map((each) => `- ${each}`).join('\n')}`,
	].join('\n\n');
}
