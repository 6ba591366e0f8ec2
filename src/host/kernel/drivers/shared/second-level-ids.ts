import { DomainIds } from '../../domain-ids.js';

/**
 * Ids of one IOMMU for the second levels that its devices translate through, 1 to `last`: several address spaces share
 * one second level, and caches are tagged with its id. Owns which root has which.
 *
 * Invariant: an id is free again only after the last device's `leave`, which comes once everything that was cached
 * under it is invalidated.
 */
export class SecondLevelIds {
	readonly #ids: DomainIds;
	readonly #byRoot = new Map<number, { readonly id: number; devices: number }>();

	constructor(last: number) {
		this.#ids = new DomainIds(last);
	}

	/** Id of the second level at frame `root`; -1: no device translates through it. */
	of(root: number): number {
		return this.#byRoot.get(root)?.id ?? -1;
	}

	/** One more device translates through `root`. Returns the id; -1: none is left. */
	enter(root: number): number {
		let entry = this.#byRoot.get(root);
		if (entry === undefined) {
			const id = this.#ids.allocate();
			if (id === -1) return -1;
			entry = { id, devices: 0 };
			this.#byRoot.set(root, entry);
		}
		entry.devices++;
		return entry.id;
	}

	/** One device less does, and nothing of it is cached. */
	leave(root: number): void {
		const entry = this.#byRoot.get(root);
		if (entry === undefined || --entry.devices > 0) return;
		this.#byRoot.delete(root);
		this.#ids.free(entry.id);
	}
}
