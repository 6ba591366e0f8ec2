import { atsCapability, type ConfigSpace, pasidCapability, priCapability } from '../../pci.js';
import type { PlatformTraits } from '../../platform.js';
import { StallModel } from './layout.js';
import type { Capabilities } from './registers.js';
import type { StreamTraits } from './structures.js';

/** Whose traits are asked for: what there is to know about it. */
export type DeviceFacts =
	| { readonly bus: 'pci'; readonly config: ConfigSpace | undefined }
	| { readonly bus: 'platform'; readonly platform: PlatformTraits | undefined };

/** Descriptors of a linear table of one frame, as a power of two. */
const LINEAR_BITS = 6;

/**
 * How a device is set up behind an SMMU. A PCI function never stalls: PCIe does not allow it (Arm IHI 0070, 3.12). So
 * undefined, for a PCI function at an SMMU that stalls every fault.
 */
export function traitsOf(
	caps: Capabilities,
	facts: DeviceFacts,
): (StreamTraits & { readonly substreamBits: number }) | undefined {
	const most = caps.contextTwoLevels
		? caps.substreamBits
		: Math.min(caps.substreamBits, LINEAR_BITS);
	const forced = caps.stallModel === StallModel.STALL;
	if (facts.bus === 'platform') {
		const { stallCapable = false, pasidWidth = 0 } = facts.platform ?? {};
		return {
			ats: false,
			responseNeedsPasid: false,
			stalls: forced || (stallCapable && caps.stallModel === StallModel.BOTH),
			substreamBits: Math.min(pasidWidth, most),
		};
	}
	if (forced) return undefined;
	const { config } = facts;
	if (config === undefined)
		return { ats: false, responseNeedsPasid: false, stalls: false, substreamBits: 0 };
	return {
		ats: caps.ats && atsCapability(config) !== undefined,
		responseNeedsPasid: priCapability(config)?.responseNeedsPasid ?? false,
		stalls: false,
		substreamBits: Math.min(pasidCapability(config)?.width ?? 0, most),
	};
}
