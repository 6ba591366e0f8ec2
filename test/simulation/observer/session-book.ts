import type { HardwareGroup } from './device-book.js';
import type { PagesBook } from './pages-book.js';

/** A group as a session has it. */
export interface DeliveredGroup {
	readonly id: number;
	readonly device: string;
	readonly hardware: HardwareGroup;
	state: 'owed' | 'answered' | 'over';
	/** Which of the session's connections it was delivered over last. */
	connection: number;
}

/** A device as a session has it. */
export interface ServedBook {
	readonly name: string;
	readonly handle: number;
	/** Groups from this one on are this assignment's. */
	readonly since: number;
	/** In all, over the present connection. */
	granted: number;
	delivered: number;
	/** When it got credit that it had none of, or a group, last. */
	movedAt: number;
	/** When a group was delivered, or the connection began, last. */
	takenAt: number;
	/** Since when groups wait, or did, and none was delivered; Infinity: none did. */
	waitsSince: number;
	/** Its groups were not taken for so long that the host may turn new ones away; that it may have taken the device away. */
	overdue: 'no' | 'paused' | 'revocable';
	revoked: boolean;
	/** An operator took it, which the session need not have been told of. */
	mayGo: boolean;
	/** The latest Welcome, or an Assigned after it, has it. */
	listed: boolean;
}

/** One connection, at the host's end. */
export class ConnectionBook {
	readonly number: number;
	/** Of its Hello. */
	guest = '';
	resumes = '';
	takeOver = 0;
	features: readonly string[] = [];
	received = 0;
	state: 'opening' | 'open' | 'over' = 'opening';
	/** The session that goes over it; before its Welcome the one that the host is to go on with over it. */
	session: SessionBook | undefined;
	/** The host has looked at its Hello. */
	greeted = false;
	/** The code of the last word on it. */
	fatal: string | undefined;
	/** Asks the connection. */
	writable: () => boolean = () => true;

	constructor(number: number) {
		this.number = number;
	}
}

/** One session as both sides of its connections see it: of an agent, or of several one after the other. */
export class SessionBook {
	readonly number: number;
	readonly guest: string;
	id: string;
	/** `adopted`: another connection has it, and its Welcome is not out. */
	state: 'streaming' | 'leaving' | 'suspended' | 'adopted' | 'over' = 'streaming';
	/** The present connection, or the last one. */
	connection: ConnectionBook;
	/** How many connections it had. */
	connections = 1;
	/** Whether, and for how long, it is kept when its connection breaks. */
	resumeMs: number;
	graceMs: number;
	suspendedAt = 0;
	/**
	 * The message that completed the Inventory for an agent that took it over; Infinity: none has, 0: its first agent has it.
	 * An agent that has not received that knows no more of the session than one that takes it over.
	 */
	toldAt = 0;
	/** It leaves, or is to leave, for another agent. */
	handsOver = false;
	/** The host wants its agent to go: it need not deliver. */
	draining = false;
	/** It ends, and has told the agent so over the present connection: it may not deliver. */
	toldToGo = false;
	readonly pages: PagesBook;
	readonly devices = new Map<number, ServedBook>();
	readonly groups = new Map<number, DeliveredGroup>();
	/** Groups that are to be delivered again, as they were not answered when a connection was lost. */
	readonly again = new Map<number, DeliveredGroup>();
	/** Bind and Unbind requests that are not answered; `since`: how many groups there had been. */
	readonly binds = new Map<
		number,
		{ handle: number; pasid: number; space: number; since: number }
	>();
	readonly unbinds = new Map<number, { handle: number; pasid: number }>();
	/** Responses that must be refused, by group, and since when. */
	readonly mustRefuse = new Map<number, { count: number; since: number }>();
	/** Refusals that may come: of responses that were in time as far as could be seen. */
	readonly mayRefuse = new Set<number>();
	/** Messages that the host sent, over all connections. */
	sent = 0;
	/** Since when the host could have sent; Infinity: it cannot now. */
	writableSince = 0;

	constructor(connection: ConnectionBook, id: string, resumeMs: number, pages: PagesBook) {
		this.number = connection.number;
		this.connection = connection;
		this.guest = connection.guest;
		this.id = id;
		this.resumeMs = resumeMs;
		this.graceMs = resumeMs;
		this.pages = pages;
	}

	/** Whether its devices' groups may wait for its agent, or another one. */
	get serves(): boolean {
		if (this.state === 'over') return false;
		return this.state !== 'leaving' || this.handsOver;
	}

	/** The device's place in the session, if it is there and not revoked. */
	servedBy(name: string): ServedBook | undefined {
		for (const served of this.devices.values())
			if (served.name === name && !served.revoked) return served;
		return undefined;
	}
}
