import type { Device } from '../../device.js';
import { type DomainRef, NO_PASID } from '../../fault-source.js';
import type { AttachedDevices } from '../shared/attached-devices.js';
import type { DeviceEntry } from './device-table.js';
import type { Gcr3Tables } from './gcr3-tables.js';
import { RID_PASID } from './layout.js';

/** The PASID whose entry translates what is bound under `pasid`, which may be NO_PASID. */
export function entryPasid(pasid: number): number {
	return pasid === NO_PASID ? RID_PASID : pasid;
}

/** One bound PASID, until its unbinding is complete. */
export interface Binding {
	/** As it was bound: RID_PASID or NO_PASID where the entry is RID_PASID's. */
	readonly pasid: number;
	unbinding: boolean;
}

/** What an open device translates through. */
export interface Opening {
	readonly domain: DomainRef;
	readonly tables: Gcr3Tables;
}

/** A device from `probeDevice` to `releaseDevice`, as the unit has to know it. */
export interface AttachedDevice extends DeviceEntry {
	readonly device: Device;
	readonly sourceId: number;
	/** Invalidations that the function accepts at a time, 1 to 32. */
	readonly queueDepth: number;
	/** Its responses carry the PASID of the request. */
	readonly responseNeedsPasid: boolean;
	/** PASIDs of the function are below this; 1 for one without the PASID capability. */
	readonly pasids: number;
	readonly gcr3Levels: number;
	/** By the PASID of the entry. */
	readonly bindings: Map<number, Binding>;
	/** From the first binding to the end of the last: all of them are of this domain's second level. */
	opening: Opening | undefined;
	/** Its entry leads to the tables of `opening`. */
	open: boolean;
}

/** The devices behind one unit. */
export type AmdViDevices = AttachedDevices<AttachedDevice>;
