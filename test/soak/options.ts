import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run soak -- [options]
  --minutes <m>     how long (default 5, at least 0.5); a longer run finds a slower leak,
                    one of less than 4 none of memory
  --seed <n>        what happens is drawn from it (default: a fresh one)
  --tls             mutual TLS on every connection
  --samples <file>  write every look at a process into this file, one JSON line each
  --json            print the result as JSON
  --help            this text
needs /proc, as on Linux`;

export class UsageError extends Error {}

export interface SoakOptions {
	readonly minutes: number;
	readonly seed: number;
	readonly tls: boolean;
	readonly samples: string | undefined;
	readonly json: boolean;
	readonly help: boolean;
}

/** Less does not give the points that a verdict needs. */
const LEAST_MINUTES = 0.5;

const parse = (args: readonly string[]) =>
	parseArgs({
		args: [...args],
		options: {
			minutes: { type: 'string', default: '5' },
			seed: { type: 'string' },
			tls: { type: 'boolean', default: false },
			samples: { type: 'string' },
			json: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	}).values;

/** Throws UsageError. */
export function optionsOf(args: readonly string[]): SoakOptions {
	let values: ReturnType<typeof parse>;
	try {
		values = parse(args);
	} catch (error) {
		throw new UsageError((error as Error).message.split('. ')[0]);
	}
	const minutes = Number(values.minutes);
	if (!(minutes >= LEAST_MINUTES && minutes < Number.POSITIVE_INFINITY))
		throw new UsageError(
			`--minutes ${values.minutes}: a number from ${LEAST_MINUTES} on would be right`,
		);
	const seed = Number(values.seed ?? Date.now() % 2 ** 31);
	if (!Number.isInteger(seed) || seed < 0)
		throw new UsageError(`--seed ${values.seed}: a whole number from 0 on would be right`);
	return { ...values, minutes, seed, samples: values.samples };
}
