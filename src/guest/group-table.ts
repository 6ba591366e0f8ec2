import { widen } from './widen.js';

/** Why a group was answered INVALID; NONE: SUCCESS. */
export const Reason = {
	NONE: 0,
	/** No area has the page. */
	UNMAPPED_ADDRESS: 1,
	/** The area does not allow the access. */
	ACCESS_DENIED: 2,
	/** The pager could not supply the page. */
	PAGER_READ: 3,
	/** No frame could be had because dirty pages cannot be written back. */
	PAGER_WRITE: 4,
	/** No frame can ever be had: the group needs more pages than may be resident. */
	RESOURCE_EXHAUSTED: 5,
	/** The host refused the mapping. */
	REFUSED: 6,
	/** The agent stopped before the page came. */
	STOPPED: 7,
} as const;

export type Reason = (typeof Reason)[keyof typeof Reason];

const FREE = 0;
/** On the queue: not all of its rows have joined a page. */
const QUEUED = 1;
/** All rows have joined; it is answered when the last page is there. */
const JOINED = 2;

/**
 * The groups of one address space that are not answered, and their rows ("entries"): slots in columns,
 * freed in place. A group's entries are a list in the order of the rows; the groups that wait for frames
 * are a queue in the order of arrival.
 *
 * Invariant: `remaining` of a group is the number of its entries whose page is not resident yet. Who ends
 * a group frees it exactly once.
 */
export class GroupTable {
	id = new Float64Array(0);
	/** The session's number of the device. */
	device = new Int32Array(0);
	/** -1: it has none. */
	pasid = new Int32Array(0);
	remaining = new Int32Array(0);
	/** The first reason for INVALID. */
	reason = new Uint8Array(0);
	/** 1: the host answered it already; it is about to end without a response. */
	silent = new Uint8Array(0);
	/** The first entry, and the first entry that has not joined a page, or -1. */
	first = new Int32Array(0);
	cursor = new Int32Array(0);
	#status = new Uint8Array(0);
	#last = new Int32Array(0);
	/** The next group of the queue or of the free list. */
	#next = new Int32Array(0);

	entryPage = new Float64Array(0);
	entryArea = new Int32Array(0);
	entryGroup = new Int32Array(0);
	/** The page's slot that the entry pins, or -1. */
	entrySlot = new Int32Array(0);
	/** The next entry of the same group (or of the free list), and of the same page's waiters. */
	nextOfGroup = new Int32Array(0);
	nextOfPage = new Int32Array(0);

	/** Groups that are not answered. */
	active = 0;
	/** Rows of groups on the queue that have not joined a page. */
	queuedRows = 0;
	#head = -1;
	#tail = -1;
	#freeGroup = -1;
	#freeEntry = -1;

	/** The group that waits longest for frames, or -1. */
	get head(): number {
		return this.#head;
	}

	/** A group without rows, at the end of the queue. */
	add(id: number, device: number, pasid: number): number {
		if (this.#freeGroup < 0) this.#growGroups();
		const group = this.#freeGroup;
		this.#freeGroup = this.#next[group]!;
		this.id[group] = id;
		this.device[group] = device;
		this.pasid[group] = pasid;
		this.remaining[group] = 0;
		this.reason[group] = Reason.NONE;
		this.silent[group] = 0;
		this.first[group] = -1;
		this.cursor[group] = -1;
		this.#last[group] = -1;
		this.#status[group] = QUEUED;
		this.#next[group] = -1;
		if (this.#tail >= 0) this.#next[this.#tail] = group;
		else this.#head = group;
		this.#tail = group;
		this.active++;
		return group;
	}

	/** One more row of a group that was just added. */
	addEntry(group: number, page: number, area: number): void {
		if (this.#freeEntry < 0) this.#growEntries();
		const entry = this.#freeEntry;
		this.#freeEntry = this.nextOfGroup[entry]!;
		this.entryPage[entry] = page;
		this.entryArea[entry] = area;
		this.entryGroup[entry] = group;
		this.entrySlot[entry] = -1;
		this.nextOfGroup[entry] = -1;
		this.nextOfPage[entry] = -1;
		const last = this.#last[group]!;
		if (last >= 0) this.nextOfGroup[last] = entry;
		else {
			this.first[group] = entry;
			this.cursor[group] = entry;
		}
		this.#last[group] = entry;
		this.remaining[group]!++;
		this.queuedRows++;
	}

	/** Takes the head off the queue: all of its rows joined, or it gave the rest up. */
	shift(): void {
		const group = this.#head;
		this.#head = this.#next[group]!;
		if (this.#head < 0) this.#tail = -1;
		this.#status[group] = JOINED;
	}

	/**
	 * The rows of a group that have not joined a page will not: the group ends INVALID for this reason
	 * (unless it has one already) when the others are done.
	 */
	giveUp(group: number, reason: Reason): void {
		this.fail(group, reason);
		for (let entry = this.cursor[group]!; entry >= 0; entry = this.nextOfGroup[entry]!) {
			this.remaining[group]!--;
			this.queuedRows--;
		}
		this.cursor[group] = -1;
	}

	/** Takes the silent groups off the queue; their rows that have not joined a page will not. */
	unqueueSilent(): void {
		let group = this.#head;
		this.#head = -1;
		this.#tail = -1;
		while (group >= 0) {
			const next = this.#next[group]!;
			this.#next[group] = -1;
			if (this.silent[group] === 1) {
				this.giveUp(group, Reason.NONE);
				this.#status[group] = JOINED;
			} else {
				if (this.#tail >= 0) this.#next[this.#tail] = group;
				else this.#head = group;
				this.#tail = group;
			}
			group = next;
		}
	}

	fail(group: number, reason: Reason): void {
		if (this.reason[group] === Reason.NONE) this.reason[group] = reason;
	}

	/** Frees a group and its entries; it is not on the queue. */
	free(group: number): void {
		const first = this.first[group]!;
		if (first >= 0) {
			this.nextOfGroup[this.#last[group]!] = this.#freeEntry;
			this.#freeEntry = first;
		}
		this.#status[group] = FREE;
		this.#next[group] = this.#freeGroup;
		this.#freeGroup = group;
		this.active--;
	}

	/** Calls `visit` for each group that is not answered, in no order; it must not end groups. */
	forEach(visit: (group: number) => void): void {
		for (let group = 0; group < this.#status.length; group++)
			if (this.#status[group] !== FREE) visit(group);
	}

	/** Forgets everything, answered or not. */
	clear(): void {
		this.active = 0;
		this.queuedRows = 0;
		this.#head = -1;
		this.#tail = -1;
		this.#freeGroup = -1;
		this.#freeEntry = -1;
		this.#status.fill(FREE);
		this.#linkGroups(0);
		this.#linkEntries(0);
	}

	#growGroups(): void {
		const from = this.id.length;
		const to = Math.max(64, from * 2);
		this.id = widen(this.id, new Float64Array(to));
		this.device = widen(this.device, new Int32Array(to));
		this.pasid = widen(this.pasid, new Int32Array(to));
		this.remaining = widen(this.remaining, new Int32Array(to));
		this.reason = widen(this.reason, new Uint8Array(to));
		this.silent = widen(this.silent, new Uint8Array(to));
		this.first = widen(this.first, new Int32Array(to));
		this.cursor = widen(this.cursor, new Int32Array(to));
		this.#status = widen(this.#status, new Uint8Array(to));
		this.#last = widen(this.#last, new Int32Array(to));
		this.#next = widen(this.#next, new Int32Array(to));
		this.#linkGroups(from);
	}

	#linkGroups(from: number): void {
		for (let group = this.#next.length - 1; group >= from; group--) {
			this.#next[group] = this.#freeGroup;
			this.#freeGroup = group;
		}
	}

	#growEntries(): void {
		const from = this.entryPage.length;
		const to = Math.max(64, from * 2);
		this.entryPage = widen(this.entryPage, new Float64Array(to));
		this.entryArea = widen(this.entryArea, new Int32Array(to));
		this.entryGroup = widen(this.entryGroup, new Int32Array(to));
		this.entrySlot = widen(this.entrySlot, new Int32Array(to));
		this.nextOfGroup = widen(this.nextOfGroup, new Int32Array(to));
		this.nextOfPage = widen(this.nextOfPage, new Int32Array(to));
		this.#linkEntries(from);
	}

	#linkEntries(from: number): void {
		for (let entry = this.nextOfGroup.length - 1; entry >= from; entry--) {
			this.nextOfGroup[entry] = this.#freeEntry;
			this.#freeEntry = entry;
		}
	}
}
