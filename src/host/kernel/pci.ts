import { Errno } from './errno.js';

/**
 * The kernel's side of a PCI function's extended capabilities ATS, PRI and PASID: finding them, reading
 * what they offer, and switching them on and off by the rules of drivers/pci/ats.c. Everything goes
 * through configuration space; nothing is remembered here, so the registers are the only state.
 *
 * Order, as an IOMMU driver and VFIO use it: PASID on, ATS on, PRI on; and off in the reverse order,
 * because the PASID control must not change while ATS is enabled (PCIe, PASID Control Register).
 *
 * A virtual function has an ATS capability of its own, while PRI and PASID are its physical function's (PCIe 9.3.7.11,
 * 9.3.7.14): what they offer and whether they are on is read there, and only the physical function can switch them.
 */

/** A function's configuration space, 4096 bytes. Offsets are multiples of `size`. */
export interface ConfigSpace {
	/** That of the physical function, for a virtual one. */
	readonly physicalFunction?: ConfigSpace | undefined;
	configRead(offset: number, size: 1 | 2 | 4): number;
	configWrite(offset: number, size: 1 | 2 | 4, value: number): void;
}

/** Features that may be enabled with PASID (`PCI_PASID_CAP_*`). */
export const PasidFeature = { EXEC: 0x2, PRIV: 0x4 } as const;

/** What a function's ATS capability says. */
export interface AtsCapability {
	/** Invalidations that the function accepts at a time, 1 to 32. */
	readonly queueDepth: number;
	/** The function only translates whole, aligned pages. */
	readonly pageAligned: boolean;
	/** The function honours the Global bit of an invalidation. */
	readonly globalInvalidate: boolean;
}

/** What a function's PRI capability says. */
export interface PriCapability {
	/** Requests that the function can have outstanding. */
	readonly capacity: number;
	/** A response must carry the PASID if the request did (PRG Response PASID Required). */
	readonly responseNeedsPasid: boolean;
}

/** What a function's PASID capability says. */
export interface PasidCapability {
	/** Width of its PASIDs in bits, 1 to 20. */
	readonly width: number;
	/** `PasidFeature` bits that it supports. */
	readonly features: number;
}

const EXTENDED_START = 0x100;
const EXTENDED_END = 0x1000;
/** Each capability takes at least 8 bytes, so a list with more members is a loop. */
const MOST_CAPABILITIES = (EXTENDED_END - EXTENDED_START) / 8;

const CAP_ATS = 0x000f;
const CAP_PRI = 0x0013;
const CAP_PASID = 0x001b;

// Offsets in each capability and their bits (include/uapi/linux/pci_regs.h).
const ATS_CAP = 4;
const ATS_CAP_QUEUE_DEPTH = 0x1f;
const ATS_CAP_PAGE_ALIGNED = 0x20;
const ATS_CAP_GLOBAL_INVALIDATE = 0x40;
const ATS_CTRL = 6;
const ATS_CTRL_STU = 0x1f;
const ATS_CTRL_ENABLE = 0x8000;

const PRI_CTRL = 4;
const PRI_CTRL_ENABLE = 0x1;
const PRI_CTRL_RESET = 0x2;
const PRI_STATUS = 6;
const PRI_STATUS_FAILURE = 0x1;
const PRI_STATUS_STOPPED = 0x100;
const PRI_STATUS_PASID_REQUIRED = 0x8000;
const PRI_CAPACITY = 8;
const PRI_ALLOCATION = 12;

const PASID_CAP = 4;
const PASID_CTRL = 6;
const PASID_CTRL_ENABLE = 0x1;

/**
 * Offset of the function's extended capability with this id, or 0 when it has none
 * (`pci_find_ext_capability`): walks the list from 0x100, where a header of 0 or all ones means that
 * there is no list.
 */
export function findExtendedCapability(config: ConfigSpace, id: number): number {
	let at = EXTENDED_START;
	for (let n = 0; n < MOST_CAPABILITIES; n++) {
		const header = config.configRead(at, 4) >>> 0;
		if (header === 0 || header === 0xffff_ffff) return 0;
		if ((header & 0xffff) === id) return at;
		at = (header >>> 20) & 0xffc;
		if (at < EXTENDED_START) return 0;
	}
	return 0;
}

/** Whose PRI and PASID capabilities a function uses. */
function sharedOf(config: ConfigSpace): ConfigSpace {
	return config.physicalFunction ?? config;
}

/** The function's ATS capability, if it has one. */
export function atsCapability(config: ConfigSpace): AtsCapability | undefined {
	const at = findExtendedCapability(config, CAP_ATS);
	if (at === 0) return undefined;
	const bits = config.configRead(at + ATS_CAP, 2);
	return {
		queueDepth: bits & ATS_CAP_QUEUE_DEPTH || 32,
		pageAligned: (bits & ATS_CAP_PAGE_ALIGNED) !== 0,
		globalInvalidate: (bits & ATS_CAP_GLOBAL_INVALIDATE) !== 0,
	};
}

/** Whether the function has ATS and it is enabled. */
export function atsEnabled(config: ConfigSpace): boolean {
	const at = findExtendedCapability(config, CAP_ATS);
	return at !== 0 && (config.configRead(at + ATS_CTRL, 2) & ATS_CTRL_ENABLE) !== 0;
}

/**
 * Enables ATS (`pci_enable_ats`) with a smallest translation unit of 2^`pageShift` bytes, which is set
 * before the Enable bit. EINVAL: no ATS capability, `pageShift` is not 12 to 43, or it is not that of a virtual
 * function's physical one, whose setting counts for both. EBUSY: it is enabled.
 */
export function enableAts(config: ConfigSpace, pageShift = 12): Errno {
	const at = findExtendedCapability(config, CAP_ATS);
	if (at === 0 || pageShift < 12 || pageShift > 12 + ATS_CTRL_STU) return Errno.EINVAL;
	if ((config.configRead(at + ATS_CTRL, 2) & ATS_CTRL_ENABLE) !== 0) return Errno.EBUSY;
	if (config.physicalFunction !== undefined) {
		const physical = findExtendedCapability(config.physicalFunction, CAP_ATS);
		const unit = config.physicalFunction.configRead(physical + ATS_CTRL, 2) & ATS_CTRL_STU;
		if (physical === 0 || unit !== pageShift - 12) return Errno.EINVAL;
	}
	config.configWrite(at + ATS_CTRL, 2, pageShift - 12);
	config.configWrite(at + ATS_CTRL, 2, (pageShift - 12) | ATS_CTRL_ENABLE);
	return Errno.OK;
}

/**
 * Disables ATS (`pci_disable_ats`). EINVAL: no capability, or it is not enabled. EBUSY: PRI is enabled, of which a
 * virtual function is no master.
 */
export function disableAts(config: ConfigSpace): Errno {
	const at = findExtendedCapability(config, CAP_ATS);
	if (at === 0) return Errno.EINVAL;
	const control = config.configRead(at + ATS_CTRL, 2);
	if ((control & ATS_CTRL_ENABLE) === 0) return Errno.EINVAL;
	if (config.physicalFunction === undefined && priEnabled(config)) return Errno.EBUSY;
	config.configWrite(at + ATS_CTRL, 2, control & ~ATS_CTRL_ENABLE);
	return Errno.OK;
}

/** The function's PRI capability, if it has one; a virtual function's is that of its physical one. */
export function priCapability(given: ConfigSpace): PriCapability | undefined {
	const config = sharedOf(given);
	const at = findExtendedCapability(config, CAP_PRI);
	if (at === 0) return undefined;
	return {
		capacity: config.configRead(at + PRI_CAPACITY, 4) >>> 0,
		responseNeedsPasid: (config.configRead(at + PRI_STATUS, 2) & PRI_STATUS_PASID_REQUIRED) !== 0,
	};
}

/** Whether the function has PRI and it is enabled. */
export function priEnabled(given: ConfigSpace): boolean {
	const config = sharedOf(given);
	const at = findExtendedCapability(config, CAP_PRI);
	return at !== 0 && (config.configRead(at + PRI_CTRL, 2) & PRI_CTRL_ENABLE) !== 0;
}

/** Whether the function took a Response Failure: it sends no page requests until it is enabled again. */
export function priFailed(given: ConfigSpace): boolean {
	const config = sharedOf(given);
	const at = findExtendedCapability(config, CAP_PRI);
	return at !== 0 && (config.configRead(at + PRI_STATUS, 2) & PRI_STATUS_FAILURE) !== 0;
}

/**
 * Enables page requests (`pci_enable_pri`) with an allocation of min(`requests`, the function's
 * capacity). EINVAL: no PRI capability, or fewer than one request. EBUSY: it is enabled already, or
 * requests of an earlier use are still under way (Stopped is clear). Of a virtual function this changes nothing, and
 * says whether they are enabled, or about to be (`SharedPri`): EINVAL if its physical function has them off.
 */
export function enablePri(config: ConfigSpace, requests: number): Errno {
	if (config.physicalFunction !== undefined)
		return priEnabled(config) || priFailed(config) ? Errno.OK : Errno.EINVAL;
	const at = findExtendedCapability(config, CAP_PRI);
	if (at === 0 || requests < 1) return Errno.EINVAL;
	if ((config.configRead(at + PRI_CTRL, 2) & PRI_CTRL_ENABLE) !== 0) return Errno.EBUSY;
	if ((config.configRead(at + PRI_STATUS, 2) & PRI_STATUS_STOPPED) === 0) return Errno.EBUSY;
	const capacity = config.configRead(at + PRI_CAPACITY, 4) >>> 0;
	config.configWrite(at + PRI_ALLOCATION, 4, Math.min(requests, capacity));
	config.configWrite(at + PRI_CTRL, 2, PRI_CTRL_ENABLE);
	return Errno.OK;
}

/**
 * Disables page requests (`pci_disable_pri`). Requests that are under way still have to be answered; the
 * function sets Stopped after the last. EINVAL: no capability, or it is not enabled. Of a virtual function this
 * changes nothing.
 */
export function disablePri(config: ConfigSpace): Errno {
	if (config.physicalFunction !== undefined) return Errno.OK;
	const at = findExtendedCapability(config, CAP_PRI);
	if (at === 0) return Errno.EINVAL;
	const control = config.configRead(at + PRI_CTRL, 2);
	if ((control & PRI_CTRL_ENABLE) === 0) return Errno.EINVAL;
	config.configWrite(at + PRI_CTRL, 2, control & ~PRI_CTRL_ENABLE);
	return Errno.OK;
}

/**
 * Resets the page-request interface (`pci_reset_pri`): what it still waited for is forgotten. EINVAL: no
 * PRI capability. EBUSY: it is enabled. Of a virtual function this changes nothing.
 */
export function resetPri(config: ConfigSpace): Errno {
	if (config.physicalFunction !== undefined) return Errno.OK;
	const at = findExtendedCapability(config, CAP_PRI);
	if (at === 0) return Errno.EINVAL;
	if ((config.configRead(at + PRI_CTRL, 2) & PRI_CTRL_ENABLE) !== 0) return Errno.EBUSY;
	config.configWrite(at + PRI_CTRL, 2, PRI_CTRL_RESET);
	return Errno.OK;
}

/** The function's PASID capability, if it has one; a virtual function's is that of its physical one. */
export function pasidCapability(given: ConfigSpace): PasidCapability | undefined {
	const config = sharedOf(given);
	const at = findExtendedCapability(config, CAP_PASID);
	if (at === 0) return undefined;
	const bits = config.configRead(at + PASID_CAP, 2);
	return {
		width: (bits >>> 8) & 0x1f,
		features: bits & (PasidFeature.EXEC | PasidFeature.PRIV),
	};
}

/** Whether the function has PASID and it is enabled. */
export function pasidEnabled(given: ConfigSpace): boolean {
	const config = sharedOf(given);
	const at = findExtendedCapability(config, CAP_PASID);
	return at !== 0 && (config.configRead(at + PASID_CTRL, 2) & PASID_CTRL_ENABLE) !== 0;
}

/**
 * Lets the function send PASIDs (`pci_enable_pasid`) with `PasidFeature` bits. EINVAL: no PASID capability,
 * or a feature that it does not support. EBUSY: it is enabled already, or ATS is enabled. Of a virtual function this
 * changes nothing, and says whether they are enabled: EINVAL if its physical function has them off.
 */
export function enablePasid(config: ConfigSpace, features: number): Errno {
	if (config.physicalFunction !== undefined) return pasidEnabled(config) ? Errno.OK : Errno.EINVAL;
	const at = findExtendedCapability(config, CAP_PASID);
	if (at === 0) return Errno.EINVAL;
	const supported = config.configRead(at + PASID_CAP, 2) & (PasidFeature.EXEC | PasidFeature.PRIV);
	if ((features & ~supported) !== 0) return Errno.EINVAL;
	if ((config.configRead(at + PASID_CTRL, 2) & PASID_CTRL_ENABLE) !== 0) return Errno.EBUSY;
	if (atsEnabled(config)) return Errno.EBUSY;
	config.configWrite(at + PASID_CTRL, 2, PASID_CTRL_ENABLE | features);
	return Errno.OK;
}

/**
 * Undoes `enablePasid`. EINVAL: no capability, or it is not enabled. EBUSY: ATS is enabled. Of a virtual function this
 * changes nothing.
 */
export function disablePasid(config: ConfigSpace): Errno {
	if (config.physicalFunction !== undefined) return Errno.OK;
	const at = findExtendedCapability(config, CAP_PASID);
	if (at === 0) return Errno.EINVAL;
	if ((config.configRead(at + PASID_CTRL, 2) & PASID_CTRL_ENABLE) === 0) return Errno.EINVAL;
	if (atsEnabled(config)) return Errno.EBUSY;
	config.configWrite(at + PASID_CTRL, 2, 0);
	return Errno.OK;
}

/**
 * A function whose page requests a driver serves: what it offers, and all of it switched on and off
 * together. `reset` is the function-level reset, which the bus does and not this file.
 */
export class PciControls {
	/** Largest PASID that the function can use; 0: it has no PASID capability. */
	readonly maxPasid: number;
	/** PRG Response PASID Required. */
	readonly responseNeedsPasid: boolean;
	/** Whether it has PRI. */
	readonly pageRequests: boolean;
	readonly #config: ConfigSpace;
	readonly #reset: () => void;
	/** What its page requests were enabled with; 0: they are to be off. */
	#allocation = 0;

	constructor(config: ConfigSpace, reset: () => void) {
		this.#config = config;
		this.#reset = reset;
		this.maxPasid = 2 ** (pasidCapability(config)?.width ?? 0) - 1;
		const pri = priCapability(config);
		this.responseNeedsPasid = pri?.responseNeedsPasid ?? false;
		this.pageRequests = pri !== undefined;
	}

	/**
	 * Enables what the function has of PASID (with all its features), ATS and PRI, in this order, with at
	 * most `allocation` requests outstanding. On an error, which is that of the step that failed, the steps
	 * before it are undone. A virtual function uses PASID and PRI as its physical function has them, and needs
	 * both on that one has; without ATS it cannot use PRI, and does not need it.
	 */
	enable(allocation: number): Errno {
		const config = this.#config;
		const pasid = pasidCapability(config);
		if (pasid !== undefined) {
			const errno = enablePasid(config, pasid.features);
			if (errno !== Errno.OK) return errno;
		}
		const ats = atsCapability(config) !== undefined;
		let errno: Errno = ats ? enableAts(config) : Errno.OK;
		if (errno === Errno.OK) {
			if (!ats || priCapability(config) === undefined) return Errno.OK;
			errno = enablePri(config, allocation);
			if (errno === Errno.OK) {
				this.#allocation = allocation;
				return Errno.OK;
			}
			disableAts(config);
		}
		if (pasid !== undefined) disablePasid(config);
		return errno;
	}

	/**
	 * Ends new page requests. Those outstanding still get their responses. A virtual function has no such switch: it
	 * goes on until its reset.
	 */
	disable(): void {
		this.#allocation = 0;
		disablePri(this.#config);
	}

	/**
	 * Enables a physical function's page requests again, as they were, after a Response Failure has stopped them.
	 * EINVAL: they are to be off. EBUSY: they are on.
	 */
	recoverPri(): Errno {
		if (this.#allocation === 0) return Errno.EINVAL;
		const errno = resetPri(this.#config);
		return errno === Errno.OK ? enablePri(this.#config, this.#allocation) : errno;
	}

	/** Function-level reset: everything off, nothing cached, nothing outstanding. */
	reset(): void {
		this.#allocation = 0;
		this.#reset();
	}
}
