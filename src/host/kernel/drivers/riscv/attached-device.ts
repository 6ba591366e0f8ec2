import type { DomainRef, TablePages } from '../../fault-source.js';
import type { Attached, AttachedDevices } from '../shared/attached-devices.js';
import type { InterruptTable } from './interrupt-table.js';
import type { ProcessTables } from './process-tables.js';

/** One bound PASID, until its unbinding is complete. */
export interface Binding {
	/** As it was bound: NO_PASID or 0 where the process is 0. */
	readonly pasid: number;
	readonly domain: DomainRef;
	unbinding: boolean;
}

/** What a device has from its first bound PASID until its last is unbound: all of them are of one guest. */
export interface GuestContext {
	readonly tables: ProcessTables;
	readonly root: number;
	readonly gscid: number;
	readonly pages: TablePages;
	/** Guest page of the first-stage table of interrupts. */
	readonly messages: number;
}

/** A device from `probeDevice` to `releaseDevice`, as the IOMMU has to know it. */
export interface AttachedDevice extends Attached {
	/** The function has ATS: its own translations have to be invalidated too. */
	readonly ats: boolean;
	/** Its responses carry the PASID of the request. */
	readonly responseNeedsPasid: boolean;
	/** Its PASIDs are below this; 1 for one that sends none. */
	readonly pasids: number;
	/** Mode of its process directory. */
	readonly processMode: number;
	/** Says which pages and PSCID its interrupts have; 1 to 65535. */
	readonly slot: number;
	/** By process: NO_PASID is process 0, too. */
	readonly bindings: Map<number, Binding>;
	context: GuestContext | undefined;
	/** Its device context leads to the guest; otherwise home. */
	live: boolean;
	/** Its interrupts, and its process tables at home, in which process 0 leads to them; from the first interrupt on. */
	interrupts: InterruptTable | undefined;
	home: ProcessTables | undefined;
}

/** The devices behind one IOMMU. */
export type Attachments = AttachedDevices<AttachedDevice>;
