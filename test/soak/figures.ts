import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import type { RealProcess } from '../support/real-process.js';
import { type Allowance, judge, type Point, type Verdict } from './slope.js';

/** One look at a process. Memory in bytes, after a garbage collection. */
export interface Figures {
	readonly heap: number;
	/** Beside the heap, what its objects hold. */
	readonly external: number;
	readonly resident: number;
	/** Open files and sockets, as the system counts them, */
	readonly handles: number;
	/** and what Node waits for: sockets, timers, streams. */
	readonly resources: number;
	/** How late the event loop was by its own doing since the last look, 99th percentile, in milliseconds. */
	readonly late: number;
}

type Name = keyof Figures;

const MIB = 1024 ** 2;

/**
 * Growth over the second half of a run that is no leak. Compiled code and the feedback that it is compiled by still grow
 * the heap for minutes; what is resident is fragmented, and given back late.
 */
const ALLOWED: Readonly<Record<Name, Allowance>> = {
	heap: { absolute: MIB, share: 0.05 },
	external: { absolute: MIB, share: 0.01 },
	resident: { absolute: 12 * MIB, share: 0.05 },
	handles: { absolute: 2, share: 0 },
	resources: { absolute: 3, share: 0 },
	late: { absolute: 10, share: 0.5 },
};

/** What grows while a program warms up; in a run that is over before that, nobody can say whether it will stop. */
const WARMS_UP: ReadonlySet<Name> = new Set<Name>(['heap', 'external', 'resident']);
const WARM_UP_MINUTES = 2;

/** How long a process may take to answer, in milliseconds. */
const PATIENCE_MS = 30_000;

/** Asks a process that has the probe and was started with a channel. Rejects when it ends or does not answer. */
export async function look(process: RealProcess): Promise<Figures> {
	const { child } = process;
	const answer = once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) });
	child.send('look');
	try {
		const [figures] = (await Promise.race([
			answer,
			process.ended.then(() => {
				throw process.failure('ended instead of an answer');
			}),
		])) as [Omit<Figures, 'handles'>];
		return { ...figures, handles: openFiles(process) };
	} catch (error) {
		answer.catch(() => {});
		if ((error as Error).name === 'AbortError') throw process.failure('does not answer');
		throw error;
	}
}

function openFiles({ child }: RealProcess): number {
	return readdirSync(`/proc/${child.pid}/fd`).length;
}

export interface FigureVerdict extends Verdict {
	/** The run was too short for this figure: it is shown, and ok whatever it does. */
	readonly tooShort: boolean;
	readonly process: string;
	readonly figure: Name;
}

/** What one process took over a run. */
export class ProcessRecord {
	readonly process: string;
	readonly #looks: { minutes: number; figures: Figures }[] = [];

	constructor(process: string) {
		this.process = process;
	}

	add(minutes: number, figures: Figures): void {
		this.#looks.push({ minutes, figures });
	}

	/** Of runs of less than 4 minutes, whose first half is no warm-up, memory is not judged. */
	verdicts(): FigureVerdict[] {
		const [first, last] = [this.#looks[0]?.minutes ?? 0, this.#looks.at(-1)?.minutes ?? 0];
		const cold = (last - first) / 2 < WARM_UP_MINUTES * 0.95;
		return (Object.keys(ALLOWED) as Name[]).map((figure) => {
			const points = this.#looks.map(
				({ minutes, figures }): Point => ({ minutes, value: figures[figure] }),
			);
			const verdict = judge(points, ALLOWED[figure]);
			const tooShort = cold && WARMS_UP.has(figure);
			return { process: this.process, figure, ...verdict, ok: verdict.ok || tooShort, tooShort };
		});
	}

	/** All looks, one JSON line each. */
	lines(): string {
		return this.#looks
			.map((each) => `${JSON.stringify({ process: this.process, ...each })}\n`)
			.join('');
	}
}
