import type { Clock } from '../../base/clock.js';
import { FaultlineError } from '../../base/errors.js';
import type { HostSession } from './host-session.js';

/** What all agents of a guest are asked for together, within a time. */

/**
 * Asks agents to write back their dirty pages, and calls `done` once with the sum of the pages written, when all
 * have; or with the first error, NO_AGENT when there are no sessions, TIMEOUT when not all have answered in `timeoutMs`.
 * With `evict` they take all other pages away too. A session that waits for its agent is waited for.
 */
export function syncAgents(
	clock: Clock,
	guestName: string,
	sessions: readonly HostSession[],
	timeoutMs: number,
	done: (error: FaultlineError | undefined, pages: number) => void,
	evict: boolean,
): void {
	const asked = new Map<HostSession, number>();
	let pages = 0;
	let finished = false;
	const finish = (error: FaultlineError | undefined) => {
		if (finished) return;
		finished = true;
		timer.cancel();
		for (const [session, request] of asked) session.serving.cancelSync(request);
		done(error, pages);
	};
	const timer = clock.after(timeoutMs, () =>
		finish(
			new FaultlineError(
				'TIMEOUT',
				`guest ${guestName}: ${asked.size} of its agents did not write back in ${timeoutMs} ms`,
			),
		),
	);
	for (const session of sessions) {
		if (session.state !== 'streaming' && session.state !== 'suspended') continue;
		const request = session.serving.sync((error, count) => {
			asked.delete(session);
			pages += count;
			if (error !== undefined || asked.size === 0) finish(error);
		}, evict);
		asked.set(session, request);
	}
	if (asked.size === 0) finish(noAgent(guestName));
}

/**
 * Has sessions wait for other agents, as they are: their agents leave, and others have `timeoutMs` to come. `done` is
 * called once with how many sessions wait or have another agent; with the first error (see `HostSession.handOver`),
 * NO_AGENT when there are no sessions, TIMEOUT when an agent does not leave in `timeoutMs`: those that have not left
 * then go on.
 */
export function handOverAgents(
	clock: Clock,
	guestName: string,
	sessions: readonly HostSession[],
	timeoutMs: number,
	done: (error: FaultlineError | undefined, sessions: number) => void,
): void {
	if (sessions.length === 0) {
		done(noAgent(guestName), 0);
		return;
	}
	const asked: HostSession[] = [];
	let left = sessions.length;
	let finished = false;
	const finish = (error: FaultlineError | undefined) => {
		if (finished) return;
		finished = true;
		timer.cancel();
		for (const session of asked) session.cancelHandOver();
		done(error, sessions.length - left);
	};
	const timer = clock.after(timeoutMs, () =>
		finish(
			new FaultlineError(
				'TIMEOUT',
				`guest ${guestName}: ${left} of its agents did not leave in ${timeoutMs} ms`,
			),
		),
	);
	for (const session of sessions) {
		asked.push(session);
		session.handOver(timeoutMs, (error) => {
			if (error === undefined) left--;
			if (error !== undefined || left === 0) finish(error);
		});
		// Nobody would cancel what is asked for after the failure.
		if (finished) return;
	}
}

function noAgent(guestName: string): FaultlineError {
	return new FaultlineError('NO_AGENT', `no agent serves guest ${guestName} now`);
}
