import type { Clock, Timer } from '../../../src/base/clock.js';
import type { DecodedHostMessage } from '../../../src/wire/messages.js';
import type { DeviceBook } from './device-book.js';
import { PagesBook } from './pages-book.js';
import { type ConnectionBook, type ServedBook, SessionBook } from './session-book.js';
import type { Translations } from './translations.js';
import type { Verdict } from './verdict.js';

/** TakeOver of the protocol. */
const TAKE_OVER_NONE = 0;
const TAKE_OVER_LIVE = 2;

export interface LivesOptions {
	readonly verdict: Verdict;
	/** The host's: what falls due while it is stopped does so in its order when it is continued. */
	readonly clock: Clock;
	readonly devices: ReadonlyMap<string, DeviceBook>;
	readonly translations: Translations;
	/** Whether something was in the way of the host lately, so that it may be late. */
	readonly patient: () => boolean;
	/** Notes how long the groups of a device have waited for its agent. */
	readonly look: (session: SessionBook, served: ServedBook) => void;
	/** A session of the guest is over. */
	readonly onOver: (guest: string) => void;
}

/**
 * Which session a connection is for, and when a session begins, waits for an agent, goes on and ends: told from what the
 * protocol says of Hello, Welcome and the ends of connections.
 */
export class SessionLives {
	readonly all: SessionBook[] = [];
	/** The host sends all agents away: no session may begin. */
	draining = false;
	readonly #options: LivesOptions;
	/** The connection whose Hello the host is looking at. */
	#greeting: ConnectionBook | undefined;
	readonly #timers = new Map<SessionBook, Timer>();
	readonly #ids = new Set<string>();
	/** Guests with a session, perhaps, that was lost before its Welcome went out. */
	readonly #unseen = new Set<string>();

	constructor(options: LivesOptions) {
		this.#options = options;
	}

	/** Names of sessions that there are or were, the latest. */
	ids(): string[] {
		return this.all.slice(-8).map(({ id }) => id);
	}

	/** The host is about to look at the Hello. */
	greets(connection: ConnectionBook): void {
		this.#greeting = connection;
	}

	/** The host has looked at a message, whatever it was. */
	looked(): void {
		this.#greeting = undefined;
	}

	/** It has looked at the Hello: what it is to go on with it has now, unless it has refused. */
	greeted(connection: ConnectionBook): void {
		if (connection.state === 'over') return;
		const session = this.#wanted(connection);
		if (session === undefined) return;
		connection.session = session;
		if (connection.takeOver === TAKE_OVER_NONE) session.pages.received(connection.received);
		if (session.state !== 'suspended') this.#suspend(session);
		this.#timers.get(session)?.cancel();
		session.connection = connection;
		session.connections++;
		session.state = 'adopted';
		session.graceMs = session.resumeMs;
		session.handsOver = false;
		session.draining = this.draining;
		session.toldToGo = false;
	}

	/**
	 * The session that the Hello is for, as the protocol has it; of those to be taken over without a name the one that is
	 * suspended longest, then the oldest, one without devices last.
	 */
	#wanted({ guest, resumes, takeOver }: ConnectionBook): SessionBook | undefined {
		const alive = this.all.filter((each) => each.state !== 'over' && each.guest === guest);
		if (resumes !== '') return alive.find(({ id }) => id === resumes);
		if (takeOver === TAKE_OVER_NONE) return undefined;
		const waiting = alive.filter(({ state }) => state === 'suspended');
		waiting.sort((a, b) => a.suspendedAt - b.suspendedAt);
		const live = takeOver === TAKE_OVER_LIVE ? alive.filter((each) => !waiting.includes(each)) : [];
		const found = [...waiting, ...live];
		return (
			found.find(({ devices }) => [...devices.values()].some(({ revoked }) => !revoked)) ?? found[0]
		);
	}

	/** A Welcome is about to go out: the session that it is of, with all that it had. */
	welcome(
		connection: ConnectionBook,
		welcome: NonNullable<DecodedHostMessage['welcome']>,
	): SessionBook | undefined {
		const { guest } = connection;
		connection.state = 'open';
		const session = welcome.resumed
			? this.#goesOn(connection, welcome)
			: this.#begins(connection, welcome);
		if (session === undefined) return undefined;
		this.#options.verdict.saw(
			() =>
				`session ${session.number} of ${guest} ${welcome.resumed ? `goes on over connection ${connection.number}` : 'is welcome'}`,
			...[23, session.number, connection.number],
		);
		if (welcome.messagesBefore !== session.sent)
			this.#violation(
				8,
				`session ${session.number} is told of ${welcome.messagesBefore} messages, ${session.sent} were sent`,
			);
		connection.session = session;
		session.connection = connection;
		session.state = 'streaming';
		session.id = welcome.session;
		session.resumeMs = connection.features.includes('resume') ? welcome.resumeMs : 0;
		session.graceMs = session.resumeMs;
		this.#ids.add(welcome.session);
		return session;
	}

	#begins(
		connection: ConnectionBook,
		welcome: NonNullable<DecodedHostMessage['welcome']>,
	): SessionBook {
		const { translations } = this.#options;
		const { guest } = connection;
		const { session: left } = connection;
		if (this.draining) this.#violation(1, `${guest} is given a session by a host that drains`);
		if (left !== undefined)
			this.#violation(
				1,
				`${guest} came for session ${left.number}, which is kept, and is given a new one`,
			);
		if (this.#ids.has(welcome.session))
			this.#violation(2, `session ${connection.number} has the name of another`);
		for (const other of this.all)
			if (other.guest === guest && other.state === 'over') other.pages.over();
		translations.drop((binding) => binding.guest === guest && binding.state === 'ended');
		const frames = translations.framesOf(guest);
		const { firstFrame, frames: count } = welcome;
		const pages = new PagesBook(connection.number, frames, firstFrame, count);
		const session = new SessionBook(connection, welcome.session, 0, pages);
		this.all.push(session);
		return session;
	}

	#goesOn(
		connection: ConnectionBook,
		welcome: NonNullable<DecodedHostMessage['welcome']>,
	): SessionBook | undefined {
		const { session, guest, takeOver } = connection;
		if (session === undefined && this.#unseen.delete(guest)) {
			const begun = this.#begins(connection, welcome);
			begun.sent = welcome.messagesBefore;
			return begun;
		}
		if (session === undefined) {
			this.#violation(5, `${guest} goes on with a session that is not there`);
			return undefined;
		}
		const what = `session ${session.number} of ${guest}`;
		if (!session.pages.isLease(welcome.firstFrame, welcome.frames))
			this.#violation(5, `${what} goes on with other frames`);
		const same = welcome.session === session.id;
		if (takeOver === TAKE_OVER_NONE ? !same : this.#ids.has(welcome.session))
			this.#violation(5, `${what} goes on as ${same ? 'before' : 'another'}`);
		return session;
	}

	/** The connection is over for the host. */
	closed(connection: ConnectionBook, inOrder: boolean): void {
		if (connection.state === 'over') return;
		const { session, fatal } = connection;
		const opening = connection.state === 'opening';
		connection.state = 'over';
		if (opening && connection.fatal === 'SESSION_TAKEN' && connection.greeted)
			this.#unseen.add(connection.guest);
		else if (opening && connection.fatal !== undefined) this.#refused(connection);
		else if (opening && connection.greeted && (session === undefined || this.#changing(session)))
			this.#unseen.add(connection.guest);
		if (session === undefined) return;
		if (session.connection !== connection || session.state === 'over') return;
		if (this.#kept(session, fatal, inOrder)) this.#suspend(session);
		else this.over(session);
	}

	/** Whether the end of its connection leaves a session waiting. */
	#kept(session: SessionBook, fatal: string | undefined, inOrder: boolean): boolean {
		// It goes on over another connection, which has just said so.
		if (fatal === 'SESSION_TAKEN') return true;
		if (fatal === 'UNAVAILABLE' && this.#greeting?.guest === session.guest) return true;
		if (session.resumeMs === 0) return false;
		if (fatal === undefined) return !(session.state === 'leaving' && !session.handsOver && inOrder);
		return fatal === 'HEARTBEAT_LOST';
	}

	#refused(connection: ConnectionBook): void {
		if (connection.fatal !== 'SESSION_UNKNOWN' || this.#options.patient()) return;
		const session = this.#wanted(connection);
		if (session === undefined) return;
		// A guest that is being reset loses its sessions.
		if (this.#changing(session)) {
			this.over(session);
			return;
		}
		this.#violation(
			1,
			`${connection.guest} came for session ${session.number} in time, and it is not known`,
		);
	}

	/** It waits for an agent. What the last one had and has not answered is to come again. */
	#suspend(session: SessionBook): void {
		const { clock, verdict, devices } = this.#options;
		verdict.saw(
			() => `session ${session.number} of ${session.guest} waits ${session.graceMs} ms`,
			...[26, session.number],
		);
		session.suspendedAt = clock.now();
		session.mustRefuse.clear();
		session.mayRefuse.clear();
		session.binds.clear();
		session.unbinds.clear();
		for (const served of session.devices.values()) {
			if (served.waitsSince < Number.POSITIVE_INFINITY) this.#options.look(session, served);
			served.granted = 0;
			served.delivered = 0;
			// That a device was revoked need not have been told.
			if (served.overdue === 'paused') served.overdue = 'no';
			served.waitsSince = Number.POSITIVE_INFINITY;
		}
		session.state = 'suspended';
		session.again.clear();
		for (const [id, group] of session.groups) {
			const waits = devices.get(group.device)?.groups.get(group.hardware.index) === group.hardware;
			if (!waits || group.state !== 'owed') {
				if (!waits) session.groups.delete(id);
				continue;
			}
			group.hardware.delivered = false;
			session.again.set(id, group);
		}
		this.#wait(session);
	}

	#wait(session: SessionBook): void {
		this.#timers.get(session)?.cancel();
		const timer = this.#options.clock.after(session.graceMs, () => this.over(session));
		this.#timers.set(session, timer);
	}

	/** Nothing of the session is left, or the host is taking it away. */
	over(session: SessionBook): void {
		const { verdict, devices, translations, onOver } = this.#options;
		if (session.state === 'over') return;
		verdict.saw(
			() => `session ${session.number} of ${session.guest} is over`,
			...[20, session.number],
		);
		this.#timers.get(session)?.cancel();
		this.#timers.delete(session);
		session.state = 'over';
		for (const { name } of session.devices.values())
			devices.get(name)!.excuseAll('its session is over');
		translations.each((binding) => {
			if (binding.pages === session.pages) binding.state = 'ended';
		});
		onOver(session.guest);
	}

	// ---- what operators do ----

	/** The guest's agents are to leave for others, which have this time to come. */
	handOver(guest: string, ms: number): void {
		for (const session of this.#alive(guest)) {
			if (session.resumeMs === 0) continue;
			session.graceMs = Math.max(ms, session.resumeMs);
			if (session.state === 'suspended') this.#wait(session);
			else session.draining = true;
		}
	}

	/** All agents are to go, and sessions without one to wait no longer than that. */
	drain(ms: number): void {
		this.draining = true;
		for (const session of this.all) session.draining = true;
		this.#options.clock.after(ms, () => {
			for (const session of this.all)
				if (session.state === 'suspended' || session.state === 'adopted') this.over(session);
		});
	}

	/** The host has ended, and what is left of sessions with it. */
	ended(): void {
		for (const session of this.all) this.over(session);
	}

	/** That was given up: those that have not left go on. */
	noHandOver(guest: string): void {
		for (const session of this.#alive(guest))
			if (session.state !== 'suspended') {
				session.graceMs = session.resumeMs;
				session.draining = this.draining;
			}
	}

	/** The guest has these sessions: of those that wait for an agent, others are over. */
	alive(guest: string, ids: readonly string[]): void {
		for (const session of this.#alive(guest))
			if (session.state === 'suspended' && !ids.includes(session.id)) this.over(session);
	}

	/** A device was taken from its owner: a session that waits for an agent is not told, others perhaps. */
	taken(device: string): void {
		for (const session of this.all)
			for (const served of session.devices.values()) {
				if (served.name !== device) continue;
				served.mayGo = true;
				if (session.state === 'suspended' || session.state === 'adopted') served.revoked = true;
			}
	}

	#alive(guest: string): SessionBook[] {
		return this.all.filter((each) => each.guest === guest && each.state !== 'over');
	}

	/** Whether an operator is at a device of the session's guest. */
	#changing(session: SessionBook): boolean {
		for (const device of this.#options.devices.values())
			if (
				device.changing &&
				(device.guest === session.guest || device.next.includes(session.guest))
			)
				return true;
		return false;
	}

	#violation(law: 1 | 2 | 5 | 8, what: string): void {
		this.#options.verdict.violation(law, what);
	}
}
