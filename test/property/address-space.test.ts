import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressSpaceModel, setting, step } from './address-space-model.js';

/** Runs with more cases from FC_RUNS. */
const numRuns = Number(process.env['FC_RUNS'] ?? 300);

describe('an address space', () => {
	it('answers every group once and keeps every byte, whatever happens in whatever order', async () => {
		const names = ['writeFailures', 'readFailures', 'writebacks', 'silenced', 'success'] as const;
		const seen = new Map<string, number>();
		await fc.assert(
			fc.asyncProperty(
				setting,
				fc.array(step, { minLength: 10, maxLength: 200, size: 'max' }),
				async (from, steps) => {
					const model = new AddressSpaceModel(from);
					for (const next of steps) await model.run(next);
					await model.end();
					for (const name of names) seen.set(name, (seen.get(name) ?? 0) + model.count(name));
				},
			),
			{ numRuns },
		);
		// The runs were about something.
		for (const name of names) expect([name, seen.get(name)]).not.toEqual([name, 0]);
	});
});
