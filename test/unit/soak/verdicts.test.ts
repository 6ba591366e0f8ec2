import { expect, test } from 'vitest';
import { type Figures, ProcessRecord } from '../../soak/figures.js';
import { optionsOf, UsageError } from '../../soak/options.js';
import { report, type SoakResult, verdictLine } from '../../soak/report.js';

const MIB = 1024 ** 2;

/** Five minutes of a process that takes always the same, but for what a test says. */
function recordOf(change: (minutes: number) => Partial<Figures>, length = 5): ProcessRecord {
	const record = new ProcessRecord('host');
	for (let i = 0; i <= 120; i++) {
		const minutes = (length * i) / 120;
		const steady = { heap: 20 * MIB, external: 30 * MIB, resident: 200 * MIB, handles: 26 };
		record.add(minutes, { ...steady, resources: 35, late: 12, ...change(minutes) });
	}
	return record;
}

const growing = (record: ProcessRecord) =>
	record
		.verdicts()
		.filter(({ ok }) => !ok)
		.map(({ figure }) => figure);

test('a process that takes always the same passes', () => {
	const verdicts = recordOf(() => ({})).verdicts();
	expect(verdicts.map(({ figure }) => figure)).toEqual(
		'heap external resident handles resources late'.split(' '),
	);
	expect(verdicts.every(({ ok }) => ok)).toBe(true);
});

test.each<[keyof Figures, (minutes: number) => Partial<Figures>]>([
	['heap', (minutes) => ({ heap: 20 * MIB + minutes * MIB })],
	['external', (minutes) => ({ external: 30 * MIB + minutes * MIB })],
	['resident', (minutes) => ({ resident: 200 * MIB + 8 * minutes * MIB })],
	['handles', (minutes) => ({ handles: 26 + Math.floor(2 * minutes) })],
	['resources', (minutes) => ({ resources: 35 + Math.floor(2 * minutes) })],
	['late', (minutes) => ({ late: 12 + 12 * minutes })],
])('%s that grows is found, and nothing else', (figure, change) => {
	expect(growing(recordOf(change))).toEqual([figure]);
});

test('what the next garbage collection takes is no growth, nor is what bounces', () => {
	const saw = recordOf((minutes) => ({
		heap: 20 * MIB + 6 * MIB * ((3 * minutes) % 1),
		handles: 26 + (Math.floor(10 * minutes) % 3),
	}));
	expect(growing(saw)).toEqual([]);
});

test('a run that is over before a program is warm says nothing of memory, and of all else', () => {
	const change = (minutes: number) => ({
		...{ heap: 20 * MIB + 8 * minutes * MIB, resident: 200 * MIB + 60 * minutes * MIB },
		handles: 26 + Math.floor(9 * minutes),
	});
	expect(growing(recordOf(change, 1))).toEqual(['handles']);
	const told = recordOf(change, 1)
		.verdicts()
		.filter(({ tooShort }) => tooShort);
	expect(told.map(({ figure }) => figure)).toEqual(['heap', 'external', 'resident']);
	expect(growing(recordOf(change))).toEqual(['heap', 'resident', 'handles']);
});

test('a run tells what grew, by how much, and how much was allowed', () => {
	const figures = recordOf((minutes) => ({ heap: 20 * MIB + minutes * MIB })).verdicts();
	const violations = figures.filter(({ ok }) => !ok).map(verdictLine);
	expect(violations).toEqual([
		'host: heap grows by 1024 KiB a minute, of 24320 KiB; 486 KiB is allowed (z 11.4)',
	]);
	const result: SoakResult = {
		...{ ok: false, seed: 1, minutes: 5, tls: false, elapsed_s: 310, figures, violations },
		...{ troubles: { kill: 2 }, copies: 3, writes: 4, excused: 1 },
		totals: { groups: 5, success: 4, invalid: 1, failure: 0 },
	};
	expect(report(result)).toMatch(/^host +heap \(KiB\) +24320 +1024 +486 +11\.4 +GROWS$/m);
	expect(report(result)).toMatch(/^host +handles +26\.00 +0\.00 +0\.80 +0\.0 +ok$/m);
	expect(report(result)).toContain(`FAILED:\n- ${violations[0]}`);
	expect(report({ ...result, ok: true, violations: [] })).toMatch(/\nok$/);
});

test('options have defaults, and wrong ones are told what would be right', () => {
	expect(optionsOf(['--seed', '3'])).toMatchObject({
		minutes: 5,
		seed: 3,
		tls: false,
		json: false,
	});
	for (const [args, told] of [
		[['--minutes', '0.1'], '--minutes 0.1: a number from 0.5 on would be right'],
		[['--minutes', 'x'], '--minutes x: a number'],
		[['--seed', '1.5'], '--seed 1.5: a whole number'],
		[['--seed', '-1'], 'seed'],
		[['--sed', '1'], "Unknown option '--sed'"],
		[['more'], 'Unexpected argument'],
	] as const) {
		expect(() => optionsOf(args)).toThrow(UsageError);
		expect(() => optionsOf(args)).toThrow(told);
	}
});
