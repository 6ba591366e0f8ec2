import { expect, test } from 'vitest';
import { cases } from '../../../bench/cases/all.js';
import { optionsOf, USAGE, UsageError } from '../../../bench/options.js';

test('without names all cases are chosen, with names those, in the order of the suite', () => {
	expect(optionsOf([]).chosen).toEqual(cases);
	expect(optionsOf(['core', 'relay', '--json']).chosen.map(({ name }) => name)).toEqual([
		'relay',
		'core',
	]);
	expect(optionsOf(['--runs', '3', '--rounds=7'])).toMatchObject({
		runs: 3,
		rounds: 7,
		json: false,
	});
	expect(optionsOf(['--short', '--rounds', '7'])).toMatchObject({ rounds: 1, runs: 1 });
});

test.each([
	[['relais'], 'there is no case "relais"'],
	[['core', 'x', 'y'], 'there is no case "x", "y"'],
	[['--fast'], "Unknown option '--fast'"],
	[['--rounds', '0'], '--rounds 0: a whole number from 1 on would be right'],
	[['--rounds', 'many'], '--rounds many: a whole number from 1 on would be right'],
	[['--runs', '1.5'], '--runs 1.5: a whole number from 1 on would be right'],
])('%j is refused', (args, message) => {
	expect(() => optionsOf(args)).toThrow(new UsageError(message));
});

test('the usage names every case', () => {
	for (const { name } of cases) expect(USAGE).toContain(name);
});
