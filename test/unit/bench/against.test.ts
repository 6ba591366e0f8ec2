import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
	againstJson,
	againstTable,
	compareCase,
	compared,
	otherSuite,
} from '../../../bench/against.js';
import { cases } from '../../../bench/cases/all.js';
import type { BenchCase } from '../../../bench/contract.js';
import { UsageError } from '../../../bench/options.js';
import { temporaryFolder } from '../../support/fleet.js';

test('a rate that grows and a latency that falls are both faster, by the median of the rounds', () => {
	const rows = compared(
		['per_s', 'p50_us', 'bytes_per_fault', 'rows_per_message', 'only_ours_ns'],
		[
			{ per_s: 200, p50_us: 10, bytes_per_fault: 40, rows_per_message: 7, only_ours_ns: 1 },
			{ per_s: 300, p50_us: 10, bytes_per_fault: 40, rows_per_message: 7, only_ours_ns: 1 },
			{ per_s: 100, p50_us: 40, bytes_per_fault: 40, rows_per_message: 7, only_ours_ns: 1 },
		],
		[
			{ per_s: 100, p50_us: 20, bytes_per_fault: 20, rows_per_message: 1 },
			{ per_s: 100, p50_us: 30, bytes_per_fault: 20, rows_per_message: 1 },
			{ per_s: 100, p50_us: 20, bytes_per_fault: 20, rows_per_message: 1 },
		],
	);
	expect(rows).toEqual([
		{ name: 'per_s', own: 200, other: 100, ratio: 2, least: 1, most: 3 },
		{ name: 'p50_us', own: 10, other: 20, ratio: 2, least: 0.5, most: 3 },
		{ name: 'bytes_per_fault', own: 40, other: 20, ratio: 0.5, least: 0.5, most: 0.5 },
	]);
});

test('both run in every round, each first in every second one', async () => {
	const order: string[] = [];
	const folders = new Map<string, string>();
	const named = (name: string): BenchCase => ({
		...cases[0]!,
		headline: ['per_s'],
		async run({ folder }) {
			order.push(name);
			folders.set(name, folder);
			return { per_s: name === 'own' ? 3 : 2 };
		},
	});
	const context = { short: true, folder: temporaryFolder(), profiles: undefined };
	const rows = await compareCase(named('own'), named('other'), 3, context);
	expect(order).toEqual(['own', 'other', 'other', 'own', 'own', 'other']);
	expect(rows).toMatchObject([{ name: 'per_s', own: 3, other: 2, ratio: 1.5 }]);
	// What one writes there is not the other's.
	expect(folders.get('own')).not.toBe(folders.get('other'));
	for (const folder of folders.values()) expect(existsSync(folder)).toBe(true);
});

test('the table and the JSON show each metric with its ratio', () => {
	const rows = [{ name: 'p50_us', own: 2000, other: 1900, ratio: 0.95, least: 0.9, most: 1 }];
	expect(againstTable('latency', 'abc', rows).split('\n')).toEqual([
		'latency: against abc; speed, 1 is the same, less is slower',
		'  p50_us                       0.950  0.900 to 1          2 ms, was 1.90 ms',
		'',
	]);
	expect(againstJson('abc', { latency: rows })).toEqual({
		against: 'abc',
		cases: { latency: { p50_us: { own: 2000, other: 1900, ratio: 0.95, least: 0.9, most: 1 } } },
	});
});

test.each(['no-such-commit', '--upload-pack=x'])('%s is no commit', async (ref) => {
	await expect(otherSuite(ref)).rejects.toThrow(
		new UsageError(`--against ${ref}: a commit of this repository would be right`),
	);
});
