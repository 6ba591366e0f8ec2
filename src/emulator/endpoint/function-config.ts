import type { CapabilityConfig } from './capabilities.js';
import type { OnFault } from './fault-stop.js';

/** What every function has, physical or virtual. */
export interface FunctionConfig {
	/** Bus, device and function as 16 bits. */
	readonly requesterId: number;
	/** Entries of the address translation cache, a power of two; default 4096. */
	readonly atcEntries?: number;
	/** Neighbouring missing pages of one job that are asked for in one group; default 1. */
	readonly pagesPerGroup?: number;
	/** SUCCESS answers for one page that stays missing before its job fails; default 16. */
	readonly livelockLimit?: number;
	/** What it does after an access that was aborted; default `continue`. */
	readonly onFault?: OnFault;
	/** Interrupt vectors, 0 to 2048; default 8. */
	readonly vectors?: number;
	/** Whether it sends private data with its page requests, where its IOMMU knows such data; default false. */
	readonly privateData?: boolean;
}

export interface PciFunctionConfig extends FunctionConfig, CapabilityConfig {
	/** Whether it can have virtual functions, which share its PRI; default false. */
	readonly virtualFunctions?: boolean;
}

export interface VirtualFunctionConfig extends FunctionConfig {
	/** Whether it has an ATS capability; without, it cannot use its physical function's PRI. */
	readonly ats: boolean;
}
