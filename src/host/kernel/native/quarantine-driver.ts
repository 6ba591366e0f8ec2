import type { Clock } from '../../../base/clock.js';
import type { Device } from '../device.js';
import { Errno } from '../errno.js';
import { FaultType, type IommuFault, UnrecoverableFlag } from '../fault.js';
import { NO_PASID } from '../fault-source.js';
import type { NativeDevice } from './native-device.js';
import { NativeDriver, type NativeDriverOptions } from './native-driver.js';
import type { NativePasid } from './native-pasid.js';

/** PASIDs that a device has here unless told otherwise: as many queues. */
const DEFAULT_PASIDS = 4;

export interface QuarantineDriverOptions extends NativeDriverOptions {
	/** PASIDs that a device has, if it can use so many; default 4. */
	readonly pasids?: number;
	/** Faults of a PASID that are let pass before it is quarantined; default 0. */
	readonly tolerated?: number;
}

/** Why a PASID is quarantined: its fault, and what it did after that. */
export interface Quarantine {
	/** NO_PASID: the device's requests without one. */
	readonly pasid: number;
	/** `FaultReason`, and the hardware's own code. */
	readonly reason: number;
	readonly hardwareReason: number;
	/** Page number of the access, -1 when the hardware does not tell. */
	readonly page: number;
	/** When, in the clock's milliseconds. */
	readonly since: number;
	/** The fault's number among the device's, see NativeCounters. */
	readonly sequence: number;
	/** Faults of it since then. */
	faults: number;
	/** Its unbinding is complete: nothing of it is in flight any more. */
	drained: boolean;
}

/** Counts of one device since it was bound. */
export class QuarantineCounters {
	/** PASIDs quarantined, and released again, in all. */
	quarantined = 0;
	released = 0;
	/** Faults that were let pass. */
	tolerated = 0;
	/** Faults that no PASID of the device could be blamed for, of interrupts for example. */
	unattributed = 0;
}

/** What the driver knows of one device. */
interface Ward {
	readonly counters: QuarantineCounters;
	readonly quarantines: Map<number, Quarantine>;
	/** Faults let pass, by PASID. */
	readonly tolerated: Map<number, number>;
}

/**
 * Handles faults that cannot be recovered from with less harm than a reset of the device: the PASID that caused one is
 * quarantined, and the others run on.
 *
 *      serving --fault--> blocked --in a turn of its own: unbound and drained--> drained --release--> serving
 *
 * From the fault on, groups of the PASID are answered INVALID: those pending when it is drained at the latest, later ones at
 * once. Its accesses fail in the IOMMU, and are counted and otherwise ignored. A reset of the function leaves it
 * quarantined; only `release` ends it, or another driver.
 *
 * The fault names its PASID, or means the device's requests without one. For one that the device does not have,
 * and for a fault of an interrupt, nobody is blamed.
 */
export class QuarantineDriver extends NativeDriver {
	readonly name = 'quarantine';
	readonly #clock: Clock;
	readonly #tolerated: number;
	readonly #wards = new Map<NativeDevice, Ward>();

	constructor(options: QuarantineDriverOptions) {
		super(options, options.pasids ?? DEFAULT_PASIDS);
		this.#clock = options.clock;
		this.#tolerated = options.tolerated ?? 0;
	}

	/** What is quarantined of the device, in the order of the faults. */
	quarantines(device: Device): Quarantine[] {
		return [...(this.#wardOf(device)?.quarantines.values() ?? [])];
	}

	/** Undefined for a device that the driver does not have. */
	countersOf(device: Device): QuarantineCounters | undefined {
		return this.bound(device) === undefined ? undefined : this.#ward(this.bound(device)!).counters;
	}

	/**
	 * Lets a quarantined PASID go on, with the pages that it had. ENODEV: the driver does not have the device.
	 * EINVAL: the PASID is not quarantined. EBUSY: it is not drained yet, or the function is being reset. Or
	 * what binding it returned. Nothing has changed then.
	 */
	release(device: Device, pasid: number): Errno {
		const native = this.bound(device);
		if (native === undefined) return Errno.ENODEV;
		const ward = this.#ward(native);
		const quarantine = ward.quarantines.get(pasid);
		const own = native.pasids.get(pasid);
		if (quarantine === undefined || own === undefined) return Errno.EINVAL;
		if (!quarantine.drained || !native.open) return Errno.EBUSY;
		const errno = own.bind();
		if (errno !== Errno.OK) return errno;
		own.blocked = false;
		ward.quarantines.delete(pasid);
		ward.tolerated.delete(pasid);
		ward.counters.released++;
		this.log(`${device.name}: ${nameOf(pasid)} released after ${quarantine.faults} more faults`);
		return Errno.OK;
	}

	protected faulted(native: NativeDevice, fault: IommuFault): void {
		const { counters, quarantines, tolerated } = this.#ward(native);
		const pasid = (fault.flags & UnrecoverableFlag.PASID_VALID) === 0 ? NO_PASID : fault.pasid;
		const own = fault.type === FaultType.INTERRUPT ? undefined : native.pasids.get(pasid);
		if (own === undefined) {
			counters.unattributed++;
			return;
		}
		const present = quarantines.get(pasid);
		if (present !== undefined) {
			present.faults++;
			return;
		}
		const passed = tolerated.get(pasid) ?? 0;
		if (passed < this.#tolerated) {
			tolerated.set(pasid, passed + 1);
			counters.tolerated++;
			return;
		}
		const quarantine: Quarantine = {
			pasid,
			reason: fault.reason,
			hardwareReason: fault.hardwareReason,
			page: (fault.flags & UnrecoverableFlag.ADDR_VALID) === 0 ? -1 : fault.page,
			since: this.#clock.now(),
			sequence: native.counters.eventSequence,
			faults: 0,
			drained: false,
		};
		quarantines.set(pasid, quarantine);
		counters.quarantined++;
		own.blocked = true;
		this.#clock.soon(() => this.#drain(own, quarantine));
		this.log(`${native.device.name}: ${describe(quarantine)}`);
	}

	protected forget(native: NativeDevice): void {
		this.#wards.delete(native);
	}

	/** A device that is being reset or taken away meanwhile is drained by that; this waits for the same end. */
	#drain(own: NativePasid, quarantine: Quarantine): void {
		own.unbind(() => {
			quarantine.drained = true;
		});
	}

	#wardOf(device: Device): Ward | undefined {
		const native = this.bound(device);
		return native === undefined ? undefined : this.#wards.get(native);
	}

	#ward(native: NativeDevice): Ward {
		let ward = this.#wards.get(native);
		if (ward === undefined) {
			ward = { counters: new QuarantineCounters(), quarantines: new Map(), tolerated: new Map() };
			this.#wards.set(native, ward);
		}
		return ward;
	}
}

function nameOf(pasid: number): string {
	return pasid === NO_PASID ? 'requests without a PASID' : `PASID ${pasid}`;
}

function describe({ pasid, reason, hardwareReason, page }: Quarantine): string {
	const where = page === -1 ? '' : ` at page 0x${page.toString(16)}`;
	return `${nameOf(pasid)} quarantined: reason ${reason} (hardware 0x${hardwareReason.toString(16)})${where}`;
}
