import type { HardwareGroup } from './device-book.js';
import type { PagesBook } from './pages-book.js';

/** A group as a session has it. */
export interface DeliveredGroup {
	readonly id: number;
	readonly device: string;
	readonly hardware: HardwareGroup;
	state: 'owed' | 'answered' | 'over';
}

/** A device as a session has it. */
export interface ServedBook {
	readonly name: string;
	readonly handle: number;
	/** Groups from this one on are this assignment's. */
	readonly since: number;
	granted: number;
	delivered: number;
	revoked: boolean;
}

/** One session as both sides of its connection see it. */
export class SessionBook {
	readonly number: number;
	guest = '';
	id = '';
	state: 'opening' | 'streaming' | 'leaving' | 'over' = 'opening';
	pages: PagesBook | undefined;
	readonly devices = new Map<number, ServedBook>();
	readonly groups = new Map<number, DeliveredGroup>();
	/** Bind and Unbind requests that are not answered. */
	readonly binds = new Map<number, { handle: number; pasid: number; space: number }>();
	readonly unbinds = new Map<number, { handle: number; pasid: number }>();
	/** Responses that must be refused, by group, and since when. */
	readonly mustRefuse = new Map<number, { count: number; since: number }>();
	/** Refusals that may come: of responses that were in time as far as could be seen. */
	readonly mayRefuse = new Set<number>();
	/** Since when the host could have sent; Infinity: it cannot now. */
	writableSince = 0;
	/** Asks the connection. */
	writable: () => boolean = () => true;

	constructor(number: number) {
		this.number = number;
	}

	/** The device's place in the session, if it is there and not revoked. */
	servedBy(name: string): ServedBook | undefined {
		for (const served of this.devices.values())
			if (served.name === name && !served.revoked) return served;
		return undefined;
	}
}
