import { Reason } from './group-table.js';
import type { SpaceState } from './space-state.js';

/**
 * Ends the groups of one address space: each exactly once, by an answer through the session's port, or without one where the
 * host has answered already. Counts how they ended. A group that ends lets its pages go.
 */
export class GroupEndings {
	readonly #state: SpaceState;

	constructor(state: SpaceState) {
		this.#state = state;
	}

	/** Answers a group INVALID that never was in the table. */
	refuse(id: number, device: number, reason: Reason): void {
		this.#count(reason);
		this.#state.port?.respond(device, id, false);
	}

	/** Ends the wait of all groups that wait with the page; NONE: it is resident, and stays pinned. */
	release(slot: number, reason: Reason): void {
		const { groups, pages } = this.#state;
		let entry = pages.waitHead[slot]!;
		pages.waitHead[slot] = -1;
		pages.waitTail[slot] = -1;
		while (entry >= 0) {
			const next = groups.nextOfPage[entry]!;
			const group = groups.entryGroup[entry]!;
			groups.nextOfPage[entry] = -1;
			if (reason !== Reason.NONE) {
				groups.entrySlot[entry] = -1;
				groups.fail(group, reason);
			}
			// The head of the queue is ended by `#admit`, even when all that joined so far is there.
			if (--groups.remaining[group]! === 0 && group !== groups.head) this.end(group);
			entry = next;
		}
	}

	/** Answers a group whose pages are all done, and lets the pages go. */
	end(group: number): void {
		const { counters, groups, port } = this.#state;
		const reason = groups.reason[group] as Reason;
		this.#unpin(group);
		if (reason === Reason.NONE) counters.success++;
		else this.#count(reason);
		port!.respond(groups.device[group]!, groups.id[group]!, reason === Reason.NONE);
		groups.free(group);
	}

	/**
	 * The host answered these groups: they end now, without a response, and wait for no page any more; what is being loaded
	 * for them will be resident. Returns whether there were any.
	 */
	silence(which: (group: number) => boolean): boolean {
		const { counters, groups, port } = this.#state;
		if (groups.active === 0) return false;
		const over: number[] = [];
		groups.forEach((group) => {
			if (!which(group)) return;
			groups.silent[group] = 1;
			over.push(group);
		});
		if (over.length === 0) return false;
		groups.unqueueSilent();
		for (const group of over) {
			this.#stopWaiting(group);
			this.#unpin(group);
			counters.silenced++;
			port?.retire(groups.device[group]!);
			groups.free(group);
		}
		return true;
	}

	/** Takes a silent group, and others that are silent, out of the waiters of its pages. */
	#stopWaiting(silent: number): void {
		const { groups, pages } = this.#state;
		for (let own = groups.first[silent]!; own >= 0; own = groups.nextOfGroup[own]!) {
			const slot = groups.entrySlot[own]!;
			if (slot < 0) continue;
			let last = -1;
			let entry = pages.waitHead[slot]!;
			pages.waitHead[slot] = -1;
			while (entry >= 0) {
				const next = groups.nextOfPage[entry]!;
				groups.nextOfPage[entry] = -1;
				if (groups.silent[groups.entryGroup[entry]!] === 1) {
					// Out of here: those of the page that are looked at later need not walk the list again.
					groups.entrySlot[entry] = -1;
					pages.pins[slot]!--;
				} else {
					if (last >= 0) groups.nextOfPage[last] = entry;
					else pages.waitHead[slot] = entry;
					last = entry;
				}
				entry = next;
			}
			pages.waitTail[slot] = last;
		}
	}

	#unpin(group: number): void {
		const { groups, pages } = this.#state;
		for (let entry = groups.first[group]!; entry >= 0; entry = groups.nextOfGroup[entry]!) {
			const slot = groups.entrySlot[entry]!;
			if (slot >= 0) pages.pins[slot]!--;
		}
	}

	/** Answers every group that is not answered INVALID, now. */
	abandon(): void {
		const { groups, pages } = this.#state;
		groups.forEach((group) => {
			this.refuse(groups.id[group]!, groups.device[group]!, Reason.STOPPED);
		});
		groups.clear();
		pages.pins.fill(0, 0, pages.end);
		pages.waitHead.fill(-1, 0, pages.end);
		pages.waitTail.fill(-1, 0, pages.end);
	}

	#count(reason: Reason): void {
		const { counters } = this.#state;
		counters.invalid++;
		if (reason === Reason.UNMAPPED_ADDRESS) counters.unmappedAddress++;
		else if (reason === Reason.ACCESS_DENIED) counters.accessDenied++;
		else if (reason === Reason.PAGER_READ) counters.pagerRead++;
		else if (reason === Reason.PAGER_WRITE) counters.pagerWrite++;
		else if (reason === Reason.RESOURCE_EXHAUSTED) counters.exhausted++;
		else if (reason === Reason.REFUSED) counters.refused++;
		else counters.stopped++;
	}
}
