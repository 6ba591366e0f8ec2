import type { Clock } from '../../base/clock.js';
import type { Device } from './device.js';
import { Errno, errnoName } from './errno.js';
import type { FaultCore } from './fault-core.js';
import { type ConfigSpace, type PciControls, priFailed } from './pci.js';

/** A physical function with its virtual functions, which all use its Page Request Interface. */
export interface PriFamily {
	/** Name of the physical function's device. */
	readonly physical: string;
	/** The physical function's registers and switches. */
	readonly config: ConfigSpace;
	readonly controls: PciControls;
	/** Those of the functions that are there now. */
	members(): readonly Device[];
}

export interface SharedPriOptions {
	readonly core: FaultCore;
	readonly clock: Clock;
	/** The family of a device; undefined when it shares its PRI with nobody. */
	readonly familyOf: (device: Device) => PriFamily | undefined;
	/** Takes messages for people: one for each time that a family was stopped. */
	readonly onLog?: (message: string) => void;
}

/**
 * What the host does about a Response Failure to one of several functions that share a Page Request Interface: it stops the
 * page requests of all of them (PCIe 9.3.7.11, 10.5.2), though the others did nothing wrong.
 *
 *      on --Response Failure--> stopped --settle--> groups of all retired --settle--> reset and enabled: on
 *
 * - The one that failed is kept off by the core: what it asks for is answered INVALID until its reset.
 * - The others' groups are answered INVALID, which the functions ignore while stopped: they have forgotten them. So none of
 *   these can be answered later, when its index is a new group's (laws 1 and 2). The functions ask again for what
 *   they still miss.
 * - Only the physical function's driver decides whether PRI is on: where it has switched it off, or resets the
 *   function, there is nothing to do here.
 *
 * There is no interrupt for a Response Failure. It is looked for when the core has sent one, and, for those that an
 * IOMMU gives by itself, when it reports a fault of one of the functions.
 */
export class SharedPri {
	readonly #core: FaultCore;
	readonly #clock: Clock;
	readonly #familyOf: (device: Device) => PriFamily | undefined;
	readonly #log: (message: string) => void;
	/** Those that are being looked after, with the devices that failed since they were. */
	readonly #stopped = new Map<PriFamily, Set<Device>>();

	constructor(options: SharedPriOptions) {
		this.#core = options.core;
		this.#clock = options.clock;
		this.#familyOf = options.familyOf;
		this.#log = options.onLog ?? (() => {});
	}

	/** The core has queued a Response Failure to the device. */
	failed(device: Device): void {
		const family = this.#familyOf(device);
		if (family === undefined) return;
		this.#core.stopPageRequests(device);
		this.#look(family, device);
	}

	/** The IOMMU has reported a fault of the device: perhaps it has answered a page request FAILURE by itself. */
	faulted(device: Device): void {
		const family = this.#familyOf(device);
		if (family !== undefined && priFailed(family.config)) this.#look(family, undefined);
	}

	#look(family: PriFamily, device: Device | undefined): void {
		const known = this.#stopped.get(family);
		const failed = known ?? new Set();
		if (device !== undefined) failed.add(device);
		if (known !== undefined) return;
		this.#stopped.set(family, failed);
		// The core is in the middle of an answer, or of a report.
		this.#clock.soon(() => this.#settle(family, () => this.#retire(family)));
	}

	/** The Failure has taken effect, and what the functions had sent before has been reported. */
	#retire(family: PriFamily): void {
		let groups = 0;
		for (const each of family.members()) groups += this.#core.retireGroups(each, -1);
		this.#settle(family, () => this.#enable(family, groups));
	}

	/** Nothing that was answered before can reach a function after this. */
	#enable(family: PriFamily, groups: number): void {
		const failed = [...(this.#stopped.get(family) ?? [])].map(({ name }) => name);
		this.#stopped.delete(family);
		if (!priFailed(family.config)) return;
		const errno = family.controls.recoverPri();
		// Its driver has them off, or is about to reset the function.
		if (errno === Errno.EINVAL) return;
		const whom = failed.length === 0 ? '' : ` to ${failed.join(', ')}`;
		const others = family.members().filter(({ name }) => !failed.includes(name));
		this.#log(
			`Response Failure${whom} stopped the page requests of ${family.physical} and its virtual functions: ` +
				(errno === Errno.OK
					? `on again for ${others.map(({ name }) => name).join(', ') || 'none'}; ${groups} groups were answered INVALID and are asked for again`
					: `not on again, ${errnoName(errno)}`),
		);
	}

	#settle(family: PriFamily, done: () => void): void {
		// All stand behind one IOMMU.
		const first = family.members()[0];
		if (first === undefined) this.#stopped.delete(family);
		else first.iommu.settle(done);
	}
}
