import { FaultlineError } from '../../base/errors.js';
import type { HostSession } from './host-session.js';

/** Ids of sessions that were taken over which are remembered, so that who comes again is told so. */
const TAKEN_REMEMBERED = 1024;

/**
 * Sessions by id, from their Welcome until they are over, and the ids that they had before another agent took them.
 * An id is what resumes a session: it must not be guessed.
 */
export class SessionIds {
	readonly #sessions = new Map<string, HostSession>();
	/** Oldest first. */
	readonly #taken = new Set<string>();

	add(session: HostSession): void {
		this.#sessions.set(session.id, session);
	}

	/** The session is over. */
	remove(session: HostSession): void {
		this.#sessions.delete(session.id);
	}

	/** The session has another id now; who has the one before has been replaced. */
	taken(session: HostSession, before: string): void {
		this.#sessions.delete(before);
		this.add(session);
		this.#taken.add(before);
		if (this.#taken.size <= TAKEN_REMEMBERED) return;
		for (const oldest of this.#taken) {
			this.#taken.delete(oldest);
			break;
		}
	}

	/** The guest's session of this id. Throws SESSION_TAKEN and SESSION_UNKNOWN, for another guest's too. */
	find(id: string, guestName: string): HostSession {
		const session = this.#sessions.get(id);
		if (session !== undefined && session.guest?.name === guestName) return session;
		const shown = JSON.stringify(id.slice(0, 8));
		if (this.#taken.has(id))
			throw new FaultlineError(
				'SESSION_TAKEN',
				`session ${shown}... was taken over by another agent`,
				{ permanent: true },
			);
		throw new FaultlineError(
			'SESSION_UNKNOWN',
			`guest ${guestName} has no session ${shown}... to resume; begin a new one`,
		);
	}
}
