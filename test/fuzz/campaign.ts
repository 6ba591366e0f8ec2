import fc from 'fast-check';
import { agentSession } from './agent-session.js';
import { keptInputs } from './corpus.js';
import { decoder } from './decoder.js';
import { hostSession } from './host-session.js';
import { inputs } from './inputs.js';
import type { FuzzTarget } from './target.js';

export const targets: readonly FuzzTarget[] = [decoder, hostSession, agentSession];

export interface Campaign {
	readonly seed: number;
	/** Inputs to try. */
	readonly runs: number;
	/** When to stop before that, in milliseconds. */
	readonly timeMs?: number;
}

export interface CampaignResult {
	readonly seed: number;
	readonly runs: number;
	/** The smallest input found that fails, and how. */
	readonly failure: { readonly input: Uint8Array; readonly error: string } | undefined;
}

/** Tries random inputs on a target; the first that fails is made as small as it gets. */
export async function attack(
	target: FuzzTarget,
	{ seed, runs, timeMs }: Campaign,
): Promise<CampaignResult> {
	const known = [...target.seeds(), ...keptInputs(target).map(([, bytes]) => bytes)];
	const property = fc.asyncProperty(inputs(known, target.meaningful()), async (input) => {
		await target.run(input);
	});
	const result = await fc.check(property, {
		seed,
		numRuns: runs,
		...(timeMs === undefined ? {} : { interruptAfterTimeLimit: timeMs }),
	});
	const [input] = result.counterexample ?? [];
	if (!result.failed || input === undefined)
		return { seed, runs: result.numRuns, failure: undefined };
	const { errorInstance } = result;
	const error = errorInstance instanceof Error ? errorInstance.stack : undefined;
	return {
		seed,
		runs: result.numRuns,
		failure: { input, error: error ?? String(errorInstance) },
	};
}
