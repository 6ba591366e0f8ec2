import { atsCapability, type ConfigSpace, pasidCapability, priCapability } from '../../pci.js';
import type { PlatformTraits } from '../../platform.js';
import { Tc } from './layout.js';
import { type Capabilities, mostProcessBits } from './registers.js';

/** Whose traits are asked for: what there is to know about it. */
export type DeviceFacts =
	| { readonly bus: 'pci'; readonly config: ConfigSpace | undefined }
	| { readonly bus: 'platform'; readonly platform: PlatformTraits | undefined };

export interface DeviceTraits {
	readonly ats: boolean;
	readonly responseNeedsPasid: boolean;
	readonly pasidBits: number;
	/** `Tc` bits of its context. */
	readonly bits: number;
}

/**
 * How a device is set up. Every context has process tables, with those of process 0 for requests without one, and
 * accessed and dirty bits of the first stage set by hardware; a PCI function gets ATS, and page requests with that, where it
 * and the IOMMU have them.
 */
export function traitsOf(caps: Capabilities, facts: DeviceFacts): DeviceTraits {
	let bits: number = Tc.PDTV | Tc.DPE | Tc.SADE;
	if (facts.bus === 'platform') {
		const pasidBits = Math.min(facts.platform?.pasidWidth ?? 0, mostProcessBits(caps));
		return { ats: false, responseNeedsPasid: false, pasidBits, bits };
	}
	const { config } = facts;
	const ats = caps.ats && config !== undefined && atsCapability(config) !== undefined;
	const pri = ats && config !== undefined ? priCapability(config) : undefined;
	const responseNeedsPasid = pri?.responseNeedsPasid ?? false;
	if (ats) bits |= Tc.EN_ATS;
	if (pri !== undefined) bits |= Tc.EN_PRI;
	if (responseNeedsPasid) bits |= Tc.PRPR;
	const width = config === undefined ? 0 : (pasidCapability(config)?.width ?? 0);
	return { ats, responseNeedsPasid, pasidBits: Math.min(width, mostProcessBits(caps)), bits };
}
