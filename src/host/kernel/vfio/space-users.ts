import type { DomainRef, IommuDriver, PageRuns, PasidUser } from '../fault-source.js';
import type { PasidBinding } from './pasid-binding.js';

/** The users behind one IOMMU. The arrays are replaced, never changed: a driver may keep them. */
interface Target {
	readonly driver: IommuDriver;
	readonly users: readonly PasidUser[];
}

/**
 * Who translates through an address space, and so whose caches must be told when it changes. Those
 * being unbound belong to it until that is complete.
 */
export class SpaceUsers {
	readonly #bindings = new Set<PasidBinding>();
	#targets: readonly Target[] = [];

	get size(): number {
		return this.#bindings.size;
	}

	/** The bindings now, in the order of binding. */
	list(): PasidBinding[] {
		return [...this.#bindings];
	}

	add(binding: PasidBinding): void {
		this.#bindings.add(binding);
		this.#retarget();
	}

	delete(binding: PasidBinding): void {
		this.#bindings.delete(binding);
		this.#retarget();
	}

	/**
	 * Invalidates runs of pages in the caches of all users, behind whatever IOMMUs they are. `done` is
	 * called once all of it is complete: at once when there is nobody to tell.
	 */
	invalidate(domain: DomainRef, runs: PageRuns, leafOnly: boolean, done: () => void): void {
		const targets = this.#targets;
		let waiting = targets.length;
		if (waiting === 0) {
			done();
			return;
		}
		const finished = () => {
			waiting--;
			if (waiting === 0) done();
		};
		for (const { driver, users } of targets)
			driver.invalidate(domain, users, runs, leafOnly, finished);
	}

	#retarget(): void {
		const byDriver = new Map<IommuDriver, PasidUser[]>();
		for (const binding of this.#bindings) {
			const users = byDriver.get(binding.device.iommu);
			if (users === undefined) byDriver.set(binding.device.iommu, [binding]);
			else users.push(binding);
		}
		this.#targets = [...byDriver].map(([driver, users]) => ({ driver, users }));
	}
}
