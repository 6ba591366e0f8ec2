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
		const { counters, groups, pages, port } = this.#state;
		const reason = groups.reason[group] as Reason;
		for (let entry = groups.first[group]!; entry >= 0; entry = groups.nextOfGroup[entry]!) {
			const slot = groups.entrySlot[entry]!;
			if (slot >= 0) pages.pins[slot]!--;
		}
		const device = groups.device[group]!;
		if (groups.silent[group] === 1) {
			counters.silenced++;
			port!.retire(device);
		} else {
			if (reason === Reason.NONE) counters.success++;
			else this.#count(reason);
			port!.respond(device, groups.id[group]!, reason === Reason.NONE);
		}
		groups.free(group);
	}

	/** The host answered these groups: they end without a response. */
	silence(which: (group: number) => boolean): void {
		const { groups } = this.#state;
		if (groups.active === 0) return;
		groups.forEach((group) => {
			if (which(group)) groups.silent[group] = 1;
		});
	}

	/** Answers every group that is not answered INVALID, now. */
	abandon(): void {
		const { counters, groups, pages, port } = this.#state;
		if (port === undefined) return;
		groups.forEach((group) => {
			const device = groups.device[group]!;
			if (groups.silent[group] === 1) {
				counters.silenced++;
				port.retire(device);
			} else this.refuse(groups.id[group]!, device, Reason.STOPPED);
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
