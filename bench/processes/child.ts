/**
 * What a process of the suite has in common with every other: its parameters are one JSON object in the
 * arguments, it is told to go on by messages of its parent, it prints exactly one line of JSON, and it
 * ends by itself, at the latest when its time is up or its parent is gone.
 */

/** Longest life of a process, in milliseconds, unless its parameters say otherwise. */
const LIFE_MS = 120_000;

export function parameters<T>(): T {
	process.on('disconnect', () => process.exit(3));
	setTimeout(() => fail(new Error(`not done after ${LIFE_MS} ms`)), LIFE_MS).unref();
	process.on('uncaughtException', fail);
	process.on('unhandledRejection', fail);
	return JSON.parse(process.argv[2] ?? '{}') as T;
}

/** Tells the parent something. */
export function tell(message: object): void {
	process.send?.(message);
}

/** Resolves when the parent says the word. */
export function told(word: string): Promise<void> {
	return new Promise((resolve) => {
		const listener = (message: unknown) => {
			if (message !== word) return;
			process.off('message', listener);
			resolve();
		};
		process.on('message', listener);
	});
}

/** Prints the metrics and ends the process in good order. */
export function finish(metrics: object): void {
	process.stdout.write(`${JSON.stringify(metrics)}\n`, () => process.exit(0));
}

function fail(error: unknown): never {
	console.error(error instanceof Error ? (error.stack ?? error.message) : error);
	process.exit(1);
}

/** Throws unless the two are equal: a benchmark whose counts are wrong has measured nothing. */
export function expectEqual(what: string, actual: number | string, wanted: number | string): void {
	if (actual !== wanted) throw new Error(`${what}: ${actual}, and ${wanted} would be right`);
}

export function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Lets everything that waits for the event loop have its turn. */
export function turn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
