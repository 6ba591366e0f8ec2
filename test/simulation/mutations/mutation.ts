/** A defect that the simulation must find. */
export interface Mutation {
	readonly name: string;
	/** What goes wrong, for people. */
	readonly description: string;
	/** The law that it breaks first. */
	readonly law: number;
	readonly edits: readonly Edit[];
}

/** A source file, and what stands there exactly once and is to be replaced. */
export interface Edit {
	readonly file: string;
	readonly find: string;
	readonly replace: string;
}
