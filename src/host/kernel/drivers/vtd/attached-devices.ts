import type { Device } from '../../device.js';
import { type DomainRef, NO_PASID } from '../../fault-source.js';
import type { DeviceTlb } from './invalidation-request.js';
import { RID_PASID } from './layout.js';
import type { PasidTables } from './pasid-tables.js';

/** The PASID whose entry translates what is bound under `pasid`, which may be NO_PASID. */
export function entryPasid(pasid: number): number {
	return pasid === NO_PASID ? RID_PASID : pasid;
}

/** One bound PASID, until its unbinding is complete. */
export interface Binding {
	/** As it was bound: RID_PASID or NO_PASID where the entry is RID_PASID's. */
	readonly pasid: number;
	readonly domain: DomainRef;
	unbinding: boolean;
}

/** A device from `probeDevice` to `releaseDevice`, as the unit has to know it. */
export interface AttachedDevice extends DeviceTlb {
	readonly device: Device;
	/** The function has ATS: its own translations have to be invalidated too. */
	readonly ats: boolean;
	/** Its responses carry the PASID of the request. */
	readonly responseNeedsPasid: boolean;
	/** PASIDs of the function are below this; 1 for one without the PASID capability. */
	readonly pasids: number;
	/** `Context` bits of its context entry. */
	readonly contextBits: number;
	readonly tables: PasidTables;
	/** By the PASID of the entry. */
	readonly bindings: Map<number, Binding>;
}

/** The devices behind one unit, by requester id and by the device's index. Holds no references. */
export class AttachedDevices {
	/** Slot + 1 for each requester id; 0: none. */
	readonly #bySource = new Uint16Array(65_536);
	readonly #slots: (AttachedDevice | undefined)[] = [];
	readonly #free: number[] = [];
	readonly #byIndex: (AttachedDevice | undefined)[] = [];
	#size = 0;

	get size(): number {
		return this.#size;
	}

	/** The device with this requester id (16 bits). */
	bySource(sourceId: number): AttachedDevice | undefined {
		return this.#slots[this.#bySource[sourceId]! - 1];
	}

	/** What is known of this device; undefined when it is not attached. */
	of(device: Device): AttachedDevice | undefined {
		const attached = this.#byIndex[device.index];
		return attached?.device === device ? attached : undefined;
	}

	/** Adds a device whose requester id and index are free. */
	add(attached: AttachedDevice): void {
		const slot = this.#free.pop() ?? this.#slots.length;
		this.#slots[slot] = attached;
		this.#bySource[attached.sourceId] = slot + 1;
		this.#byIndex[attached.device.index] = attached;
		this.#size++;
	}

	remove(attached: AttachedDevice): void {
		const slot = this.#bySource[attached.sourceId]! - 1;
		this.#slots[slot] = undefined;
		this.#free.push(slot);
		this.#bySource[attached.sourceId] = 0;
		this.#byIndex[attached.device.index] = undefined;
		this.#size--;
	}
}
