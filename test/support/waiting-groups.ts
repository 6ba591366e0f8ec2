import { GroupTable } from '../../src/host/kernel/group-table.js';
import { Outbox } from '../../src/host/kernel/vfio/outbox.js';

/** An outbox over the list of device 0 in a group table. Device 1 has the ids between. */
export class WaitingGroups {
	readonly groups: GroupTable;
	readonly outbox: Outbox;

	/** @param limit of the outbox */
	constructor(limit: number, firstId = 1) {
		this.groups = new GroupTable(1024, firstId);
		this.groups.addDevice(0);
		this.groups.addDevice(1);
		this.outbox = new Outbox(this.groups, 0, limit);
	}

	/** A group comes to the device and waits; its id, or 0 when it is refused and leaves again. */
	push(): number {
		const slot = this.#add(0);
		const id = this.groups.id(slot);
		if (this.outbox.push(id)) return id;
		this.groups.remove(slot);
		return 0;
	}

	/** Groups come until one has this id. */
	pushAs(id: number): number {
		while (this.groups.nextId < id) this.#add(1);
		return this.push();
	}

	/** The group is answered by the core, which then tells the outbox. */
	withdraw(id: number): boolean {
		this.groups.remove(this.groups.find(id));
		return this.outbox.withdraw(id);
	}

	/** Id of the oldest that waits; 0: none. */
	peek(): number {
		return this.#id(this.outbox.peek());
	}

	take(): number {
		return this.#id(this.outbox.take());
	}

	/** Takes all; their ids. */
	drain(): number[] {
		const ids: number[] = [];
		for (let id = this.take(); id !== 0; id = this.take()) ids.push(id);
		return ids;
	}

	#add(device: number): number {
		return this.groups.add(device, 0, -1, 0, 0, 0, 1, -1);
	}

	#id(slot: number): number {
		return slot === -1 ? 0 : this.groups.id(slot);
	}
}
