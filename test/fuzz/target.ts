import type fc from 'fast-check';

/** Something that takes bytes from outside and must survive whatever they are. */
export interface FuzzTarget {
	readonly name: string;
	/** What is attacked and what must hold, for people. */
	readonly about: string;
	/** Inputs to begin with: what a good peer would send. */
	seeds(): Uint8Array[];
	/** Inputs that mean something, or nearly: what damaged bytes hardly ever become. */
	meaningful(): fc.Arbitrary<Uint8Array>;
	/** Rejects, or throws, when something that must hold does not. */
	run(input: Uint8Array): Promise<void> | void;
}
