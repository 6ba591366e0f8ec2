import type { RegisterFile } from '../shared/registers.js';
import { Reg } from './layout.js';

/** What a unit can do, as its extended feature register (MMIO 0030h) says. */
export interface Capabilities {
	readonly pageRequests: boolean;
	/** Destinations of interrupts have 32 bits. */
	readonly x2apic: boolean;
	/** Guest tables can forbid execution. */
	readonly noExecute: boolean;
	readonly guestTranslation: boolean;
	readonly invalidateAll: boolean;
	/** Interrupt table entries of 128 bits (GASup). */
	readonly wideInterrupts: boolean;
	/** Most levels of a host table (HATS). */
	readonly hostLevels: number;
	/** Most levels of a GCR3 table. */
	readonly gcr3Levels: number;
	/** Width of PASIDs in bits. */
	readonly pasidWidth: number;
	/** Guest tables tell user pages from the supervisor's. */
	readonly userSupervisor: boolean;
	/** Page requests that the log cannot take are answered by the unit. */
	readonly autoResponses: boolean;
	/** The MSI capability can be reached by registers. */
	readonly msiRegisters: boolean;
	/** Requests without a PASID can use the guest table of PASID 0 (GIoV). */
	readonly guestIo: boolean;
	/** Device table entries say whether a device may send page requests (DTE.PPR counts). */
	readonly enhancedPageRequests: boolean;
}

export function readCapabilities(unit: RegisterFile): Capabilities {
	const low = unit.readRegister(Reg.FEATURES);
	const high = unit.readRegister(Reg.FEATURES + 4);
	const bit = (word: number, n: number) => ((word >>> n) & 1) === 1;
	return {
		pageRequests: bit(low, 1),
		x2apic: bit(low, 2),
		noExecute: bit(low, 3),
		guestTranslation: bit(low, 4),
		invalidateAll: bit(low, 6),
		wideInterrupts: bit(low, 7),
		hostLevels: ((low >>> 10) & 3) + 4,
		gcr3Levels: ((low >>> 14) & 3) + 1,
		pasidWidth: (high & 0x1f) + 1,
		userSupervisor: bit(high, 5),
		autoResponses: bit(high, 9),
		msiRegisters: bit(high, 14),
		guestIo: bit(high, 16),
		enhancedPageRequests: bit(high, 18),
	};
}

/** What is missing for this driver, in words; empty when nothing is. */
export function missingCapabilities(caps: Capabilities): string[] {
	const wanted: [boolean, string][] = [
		[caps.pageRequests, 'page requests (PPRSup)'],
		[caps.noExecute, 'no-execute pages (NXSup)'],
		[caps.guestTranslation, 'guest translation (GTSup)'],
		[caps.invalidateAll, 'INVALIDATE_IOMMU_ALL (IASup)'],
		[caps.userSupervisor, 'user and supervisor pages (USSup)'],
		// Without these the groups that are lost when the log overflows would wait for ever.
		[caps.autoResponses, 'automatic responses (PprAutoRspSup)'],
		[caps.msiRegisters, 'MSI by registers (MsiCapMmioSup)'],
		// Without it requests without a PASID would reach all of the guest's frames.
		[caps.guestIo, 'guest translation without PASID (GIoSup)'],
	];
	return wanted.filter(([has]) => !has).map(([, name]) => name);
}
