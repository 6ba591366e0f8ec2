import { type Profiler, Session } from 'node:inspector/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SOURCES = pathToFileURL(
	join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'src', '/'),
).href;

/** The same code for each field of each message: it would be most of what there is to reach. */
const GENERATED = `${SOURCES}wire/generated/`;

/** Which characters of which scripts ran: for each script, by its URL, 1 where they did. */
export type Reached = Map<string, Uint8Array>;

/**
 * What of src/ runs, but for what is generated there, by V8's block coverage. One in a process, from its beginning on:
 * counting is the whole process's, and functions that ran before are seen as one block each.
 *
 * V8 tells nested ranges and leaves out those that ran as often as the ones around them, so the same block is told in
 * one run and not in another. Characters are compared, therefore, and not ranges.
 */
export class Coverage {
	readonly #session = new Session();

	private constructor() {
		this.#session.connect();
	}

	static async start(): Promise<Coverage> {
		const coverage = new Coverage();
		await coverage.#session.post('Profiler.enable');
		await coverage.#session.post('Profiler.startPreciseCoverage', {
			callCount: true,
			detailed: true,
		});
		return coverage;
	}

	stop(): void {
		this.#session.disconnect();
	}

	/** What of src/ ran since the start, or since this was last asked. */
	async take(): Promise<Reached> {
		const { result } = await this.#session.post('Profiler.takePreciseCoverage');
		const reached: Reached = new Map();
		for (const { url, functions } of result)
			if (url.startsWith(SOURCES) && !url.startsWith(GENERATED))
				reached.set(url, painted(functions));
		return reached;
	}

	/** What of src/ runs during `action`. */
	async during(action: () => unknown): Promise<Reached> {
		await this.take();
		await action();
		return this.take();
	}
}

/** V8 tells outer functions and ranges before those inside them. */
function painted(functions: readonly Profiler.FunctionCoverage[]): Uint8Array {
	const ranges = functions.flatMap((each) => each.ranges);
	const marks = new Uint8Array(Math.max(0, ...ranges.map(({ endOffset }) => endOffset)));
	for (const { startOffset, endOffset, count } of ranges)
		marks.fill(count > 0 ? 1 : 0, startOffset, endOffset);
	return marks;
}

/** Takes what is reached up into what is `known`. */
export function learn(known: Reached, reached: Reached): void {
	for (const [url, marks] of reached) {
		const before = known.get(url) ?? new Uint8Array(0);
		const both = new Uint8Array(Math.max(before.length, marks.length));
		both.set(before);
		for (let at = 0; at < marks.length; at++) both[at]! |= marks[at]!;
		known.set(url, both);
	}
}

/** What is reached and not yet `known`. */
export function beyond(known: Reached, reached: Reached): Reached {
	const news: Reached = new Map();
	for (const [url, marks] of reached) {
		const before = known.get(url) ?? new Uint8Array(0);
		const fresh = marks.slice();
		const shared = Math.min(before.length, marks.length);
		for (let at = 0; at < shared; at++) fresh[at]! &= ~before[at]!;
		if (fresh.includes(1)) news.set(url, fresh);
	}
	return news;
}

/** What is in both. */
export function common(some: Reached, others: Reached): Reached {
	return beyond(beyond(others, some), some);
}

/** How many stretches of code it is: about as many as blocks. */
export function stretches(reached: Reached): number {
	let count = 0;
	for (const marks of reached.values())
		for (let at = 0; at < marks.length; at++) if (marks[at] === 1 && marks[at - 1] !== 1) count++;
	return count;
}
