import type { DomainRef } from '../../fault-source.js';
import type { Attached, AttachedDevices } from '../shared/attached-devices.js';
import type { ContextTables } from './context-tables.js';
import type { StreamTraits } from './structures.js';

/** One bound PASID, or NO_PASID, until its unbinding is complete. */
export interface Binding {
	readonly domain: DomainRef;
	unbinding: boolean;
}

/** What a device has from its first bound PASID until its last is unbound: all of them are of one guest. */
export interface StreamContext {
	readonly tables: ContextTables;
	readonly root: number;
	readonly vmid: number;
}

/** A device from `probeDevice` to `releaseDevice`, as the SMMU has to know it. */
export interface AttachedStream extends Attached, StreamTraits {
	/** Width of its PASIDs in bits; 0: it sends none. */
	readonly substreamBits: number;
	/** By PASID, NO_PASID too. */
	readonly bindings: Map<number, Binding>;
	context: StreamContext | undefined;
	/** Its stream table entry is valid. */
	live: boolean;
}

/** The devices behind one SMMU. */
export type Streams = AttachedDevices<AttachedStream>;
