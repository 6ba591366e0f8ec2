import type { Device } from '../../device.js';
import { type DomainRef, NO_PASID } from '../../fault-source.js';
import type { AttachedDevices } from '../shared/attached-devices.js';
import type { DeviceTlb } from './invalidation-request.js';
import { RID_PASID } from './layout.js';
import type { PasidTables } from './pasid-tables.js';
import type { PrivateRequests } from './private-requests.js';

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
	/** From its first page request with private data on. */
	privateRequests: PrivateRequests | undefined;
}

/** The devices behind one unit. */
export type VtdDevices = AttachedDevices<AttachedDevice>;
