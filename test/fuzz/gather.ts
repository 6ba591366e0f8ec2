import fc from 'fast-check';
import { beyond, type Coverage, common, learn, type Reached, stretches } from './coverage.js';
import { inputs } from './inputs.js';
import { smaller } from './smaller.js';
import type { FuzzTarget } from './target.js';

/** Inputs drawn at a time; what was found meanwhile is changed from the next batch on. */
const BATCH = 100;
/** Longer ones are not kept, whatever they reach. */
const LONGEST = 6 * 1024;

export interface Gathering {
	readonly seed: number;
	/** Inputs to try. */
	readonly runs: number;
	/** When to stop before that, in milliseconds. */
	readonly timeMs?: number;
	/** Inputs besides the seeds whose blocks are not new. */
	readonly kept: readonly Uint8Array[];
	/** Inputs and bytes that there is room for. */
	readonly room: { readonly files: number; readonly bytes: number };
}

export interface Gathered {
	readonly tried: number;
	/** Stretches of code that the found inputs reach and nothing before them did. */
	readonly added: number;
	readonly found: readonly Uint8Array[];
	/** An input for which something does not hold, and what; nothing is tried after it. */
	readonly failure: { readonly input: Uint8Array; readonly error: unknown } | undefined;
}

/** Something does not hold for an input; `cause` is what. */
class InputFails extends Error {
	readonly input: Uint8Array;

	constructor(input: Uint8Array, cause: unknown) {
		super(`an input fails: ${cause}`, { cause });
		this.input = input;
	}
}

/**
 * Tries random inputs on a target, and finds those that reach code of src/ that neither its seeds nor its kept inputs
 * reach: made smaller, and without those that others have made needless since.
 */
export async function gather(
	target: FuzzTarget,
	coverage: Coverage,
	{ seed, runs, timeMs = Number.POSITIVE_INFINITY, kept, room }: Gathering,
): Promise<Gathered> {
	const end = performance.now() + timeMs;
	const reach = (input: Uint8Array) =>
		coverage.during(async () => {
			try {
				await target.run(input);
			} catch (error) {
				throw new InputFails(input, error);
			}
		});
	const old = [...target.seeds(), ...kept];
	const basis: Reached = new Map();
	for (const input of old) learn(basis, await reach(input));
	const known = allOf([basis]);

	let found = new Map<Uint8Array, Reached>();
	const bytes = () => [...found.keys()].reduce((sum, { length }) => sum + length, 0);
	let tried = 0;
	let failure: Gathered['failure'];
	const goesOn = (): boolean => {
		if (found.size >= room.files) found = needful(basis, found);
		if (found.size >= room.files || failure !== undefined) return false;
		return tried < runs && performance.now() < end;
	};
	for (let batch = 0; goesOn(); batch++) {
		const drawn = fc.sample(inputs([...old, ...found.keys()], target.meaningful()), {
			seed: seed + batch,
			numRuns: Math.min(BATCH, runs - tried),
		});
		for (const input of drawn) {
			if (!goesOn()) break;
			tried++;
			try {
				const fresh = await lastingNews(known, input, reach);
				if (fresh.size === 0) continue;
				const small = await smaller(target.reads, input, async (candidate) =>
					covers(await reach(candidate), fresh),
				);
				if (small.length > LONGEST || bytes() + small.length > room.bytes) continue;
				const reached = await reach(small);
				learn(known, reached);
				found.set(small, reached);
			} catch (error) {
				if (!(error instanceof InputFails)) throw error;
				failure = { input: await smallerFailure(target, error.input), error: error.cause };
			}
		}
	}
	found = needful(basis, found);
	const added = stretches(beyond(basis, allOf([...found.values()])));
	return { tried, added, found: [...found.keys()], failure };
}

function smallerFailure(target: FuzzTarget, input: Uint8Array): Promise<Uint8Array> {
	return smaller(target.reads, input, async (candidate) => {
		try {
			await target.run(candidate);
			return false;
		} catch {
			return true;
		}
	});
}

/** What an input reaches that is not known, each time that it is run. */
async function lastingNews(
	known: Reached,
	input: Uint8Array,
	reach: (input: Uint8Array) => Promise<Reached>,
): Promise<Reached> {
	const first = beyond(known, await reach(input));
	if (first.size === 0) return first;
	const again = common(first, await reach(input));
	// What only the first run of anything reaches belongs to no input.
	learn(known, beyond(again, first));
	return again;
}

const covers = (reached: Reached, wanted: Reached): boolean => beyond(reached, wanted).size === 0;

/** Those without which less would be reached, looked at in turn from the first. */
export function needful(
	basis: Reached,
	reached: ReadonlyMap<Uint8Array, Reached>,
): Map<Uint8Array, Reached> {
	const left = new Map(reached);
	for (const [input, mine] of reached) {
		left.delete(input);
		if (!covers(allOf([basis, ...left.values()]), mine)) left.set(input, mine);
	}
	return left;
}

function allOf(each: readonly Reached[]): Reached {
	const all: Reached = new Map();
	for (const reached of each) learn(all, reached);
	return all;
}
