import type { DomainRef, IommuDriver, PageRuns, PasidUser } from '../fault-source.js';
import { allPages } from './page-runs.js';
import type { PasidBinding } from './pasid-binding.js';

/**
 * Runs times users of one invalidation beyond which everything is invalidated instead. Telling each user
 * of each run would let one unmap of a space with many users hold up the whole host.
 */
const MOST_USER_RUNS = 1024;

/** The users behind one IOMMU, and the space's domain as its driver knows it. */
interface Target {
	readonly driver: IommuDriver;
	readonly domain: DomainRef;
	readonly users: readonly PasidUser[];
}

/**
 * Who translates through an address space, and so whose caches must be told when it changes. Those
 * being unbound belong to it until that is complete.
 *
 * Adding and deleting take constant time, however many there are; what drivers are given is made when
 * one is told of changed pages, which takes as long as telling it. It is replaced, never changed: a driver
 * may keep it.
 */
export class SpaceUsers {
	readonly #bindings = new Set<PasidBinding>();
	/** How many of them are behind units that cache what is absent. */
	#absentCaching = 0;
	/** Undefined: the bindings changed since it was made. */
	#targets: readonly Target[] | undefined = [];

	get size(): number {
		return this.#bindings.size;
	}

	/** Whether pages that become present have to be invalidated too. */
	get cacheAbsent(): boolean {
		return this.#absentCaching > 0;
	}

	/** The bindings now, in the order of binding. */
	list(): PasidBinding[] {
		return [...this.#bindings];
	}

	/** A binding that is not among them. */
	add(binding: PasidBinding): void {
		this.#bindings.add(binding);
		if (binding.cachesAbsent) this.#absentCaching++;
		this.#targets = undefined;
	}

	delete(binding: PasidBinding): void {
		if (!this.#bindings.delete(binding)) return;
		if (binding.cachesAbsent) this.#absentCaching--;
		this.#targets = undefined;
	}

	/**
	 * Invalidates runs of pages in the caches of all users, behind whatever IOMMUs they are. `done` is
	 * called once all of it is complete: at once when there is nobody to tell. Many runs for many users
	 * become all pages, those below `pageLimit`.
	 */
	invalidate(runs: PageRuns, pageLimit: number, leafOnly: boolean, done: () => void): void {
		const targets = this.#targets ?? this.#retarget();
		let waiting = targets.length;
		if (waiting === 0) {
			done();
			return;
		}
		const finished = () => {
			waiting--;
			if (waiting === 0) done();
		};
		const many = runs.pages.length * this.#bindings.size > MOST_USER_RUNS;
		const told = many ? allPages(pageLimit) : runs;
		for (const { driver, domain, users } of targets)
			driver.invalidate(domain, users, told, leafOnly, finished);
	}

	#retarget(): readonly Target[] {
		const byDriver = new Map<IommuDriver, { domain: DomainRef; users: PasidUser[] }>();
		for (const binding of this.#bindings) {
			const known = byDriver.get(binding.device.iommu);
			if (known !== undefined) known.users.push(binding);
			else byDriver.set(binding.device.iommu, { domain: binding.domain, users: [binding] });
		}
		const targets = [...byDriver].map(([driver, behind]) => ({ driver, ...behind }));
		this.#targets = targets;
		return targets;
	}
}
