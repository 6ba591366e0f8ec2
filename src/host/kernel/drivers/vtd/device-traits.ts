import { atsCapability, type ConfigSpace, pasidCapability, priCapability } from '../../pci.js';
import { Context } from './layout.js';
import type { Capabilities } from './registers.js';

/** How a function is set up: what it has of ATS, PRI and PASID, as far as the unit goes along. */
export interface DeviceTraits {
	readonly ats: boolean;
	/** Invalidations that it accepts at a time, as ATS says it: 0 means 32. */
	readonly queueDepth: number;
	/** Its responses carry the PASID of the request. */
	readonly responseNeedsPasid: boolean;
	readonly pasidBits: number;
	/** `Context` bits of its context entry. */
	readonly contextBits: number;
}

/** `config` is undefined for a function that has none of them. */
export function traitsOf(
	capabilities: Capabilities,
	config: ConfigSpace | undefined,
): DeviceTraits {
	const ats = config === undefined ? undefined : atsCapability(config);
	const pri = config === undefined ? undefined : priCapability(config);
	const pasid = config === undefined ? undefined : pasidCapability(config);
	let contextBits = 0;
	if (ats !== undefined) contextBits |= Context.DTE;
	if (pasid !== undefined) contextBits |= Context.PASIDE;
	if (pri !== undefined) contextBits |= Context.PRE;
	return {
		ats: ats !== undefined,
		queueDepth: ats?.queueDepth ?? 0,
		responseNeedsPasid: pri?.responseNeedsPasid ?? false,
		pasidBits: Math.min(pasid?.width ?? 0, capabilities.pasidWidth),
		contextBits,
	};
}
