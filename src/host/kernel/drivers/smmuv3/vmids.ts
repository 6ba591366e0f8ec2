import { DomainIds } from '../../domain-ids.js';

/** VMIDs of 16 bits, or of 8; 0 is left out. */
const LAST_WIDE = 0xffff;
const LAST_NARROW = 0xff;

/**
 * The VMIDs of one SMMU: one for each second level that a device translates through, as several address spaces
 * share one, and the TLB tags with it what stage 2 took part in. Owns which root has which.
 *
 * Invariant: a VMID is free again only after the last device's `leave`, which comes once everything that was cached
 * under the VMID is invalidated.
 */
export class Vmids {
	readonly #ids: DomainIds;
	readonly #byRoot = new Map<number, { readonly vmid: number; devices: number }>();

	constructor(wide: boolean) {
		this.#ids = new DomainIds(wide ? LAST_WIDE : LAST_NARROW);
	}

	/** VMID of the second level at frame `root`; -1: no device translates through it. */
	of(root: number): number {
		return this.#byRoot.get(root)?.vmid ?? -1;
	}

	/** One more device translates through `root`. Returns the VMID; -1: none is left. */
	enter(root: number): number {
		let entry = this.#byRoot.get(root);
		if (entry === undefined) {
			const vmid = this.#ids.allocate();
			if (vmid === -1) return -1;
			entry = { vmid, devices: 0 };
			this.#byRoot.set(root, entry);
		}
		entry.devices++;
		return entry.vmid;
	}

	/** One device less does, and nothing of it is cached. */
	leave(root: number): void {
		const entry = this.#byRoot.get(root);
		if (entry === undefined || --entry.devices > 0) return;
		this.#byRoot.delete(root);
		this.#ids.free(entry.vmid);
	}
}
