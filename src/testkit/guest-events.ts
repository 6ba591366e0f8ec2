import type { AgentEvent } from '../guest/index.js';

/** Keeps what an agent tells, and waits for what it will. */
export class GuestEvents {
	readonly seen: AgentEvent[] = [];
	#waiters: { test: (event: AgentEvent) => boolean; resolve: (event: AgentEvent) => void }[] = [];

	readonly listener = (event: AgentEvent): void => {
		// An error holds the calls that led to it, connections among them, until its stack is made text.
		if ('error' in event) void event.error?.stack;
		this.seen.push(event);
		this.#waiters = this.#waiters.filter(({ test, resolve }) => {
			if (!test(event)) return true;
			resolve(event);
			return false;
		});
	};

	/** The first event of this type, seen already or still to come. */
	next<Type extends AgentEvent['type']>(
		type: Type,
		match: (event: Extract<AgentEvent, { type: Type }>) => boolean = () => true,
	): Promise<Extract<AgentEvent, { type: Type }>> {
		type Wanted = Extract<AgentEvent, { type: Type }>;
		const test = (event: AgentEvent) => event.type === type && match(event as Wanted);
		const found = this.seen.find(test);
		if (found !== undefined) return Promise.resolve(found as Wanted);
		return new Promise((resolve) => {
			this.#waiters.push({ test, resolve: (event) => resolve(event as Wanted) });
		});
	}
}
