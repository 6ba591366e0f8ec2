import type fc from 'fast-check';
import type { ErrorCode } from '../../src/base/errors.js';

/** Codes of refusals, each once. */
export type Refusals = ReadonlySet<ErrorCode>;

/** Something that takes bytes from outside and must survive whatever they are. */
export interface FuzzTarget {
	readonly name: string;
	/** What is attacked and what must hold, for people. */
	readonly about: string;
	/** Inputs to begin with: what a good peer would send. */
	seeds(): Uint8Array[];
	/** Inputs that mean something, or nearly: what damaged bytes hardly ever become. */
	meaningful(): fc.Arbitrary<Uint8Array>;
	/** What its inputs are: one message of the wire, or a script (script.ts) whose payloads may be messages. */
	readonly reads: 'message' | 'script';
	/**
	 * Rejects, or throws, when something that must hold does not. Tells what the input was refused for: by either side,
	 * in any order, each code once.
	 */
	run(input: Uint8Array): Promise<Refusals> | Refusals;
}
