import { poll, type RegisterFile } from '../shared/registers.js';
import { Gcmd, Reg } from './layout.js';

/** What a unit can do, as its CAP and ECAP registers say. */
export interface Capabilities {
	/** Domain ids are below this. */
	readonly domainIds: number;
	/** Caching mode: not-present entries are cached too. */
	readonly cachingMode: boolean;
	/** The write buffer has to be flushed by software. */
	readonly writeBufferFlush: boolean;
	/** SAGAW: bit 1 39-bit, bit 2 48-bit, bit 3 57-bit second-level tables. */
	readonly addressWidths: number;
	/** 2 MiB leaves in second-level tables (SLLPS). */
	readonly largePages: boolean;
	/** Offset of the first fault recording register. */
	readonly faultRecords: number;
	readonly faultRecordCount: number;
	/** Largest AM of an IOTLB invalidation. */
	readonly maxAddressMask: number;
	/** SRTP drops all cached translations by itself (ESRTPS). */
	readonly flushesAtRootChange: boolean;
	readonly queuedInvalidation: boolean;
	readonly interruptRemapping: boolean;
	/** Destinations of interrupts have 32 bits (EIM). */
	readonly extendedInterrupts: boolean;
	/** Largest IM of an interrupt entry cache invalidation. */
	readonly maxHandleMask: number;
	/** SIRTP drops all cached interrupt entries by itself (ESIRTPS). */
	readonly flushesAtInterruptTableChange: boolean;
	readonly deviceTlb: boolean;
	readonly nesting: boolean;
	readonly pageRequests: boolean;
	readonly executeRequests: boolean;
	/** Width of PASIDs in bits. */
	readonly pasidWidth: number;
	readonly pasids: boolean;
	/** Invalidations name the physical function that throttles them (DIT). */
	readonly invalidationThrottle: boolean;
	/** Wait descriptors can drain page requests (PDS). */
	readonly pageRequestDrain: boolean;
	readonly scalableMode: boolean;
	readonly secondLevel: boolean;
	readonly firstLevel: boolean;
}

export function readCapabilities(unit: RegisterFile): Capabilities {
	const cap = unit.readRegister(Reg.CAP);
	const capHigh = unit.readRegister(Reg.CAP + 4);
	const ecap = unit.readRegister(Reg.ECAP);
	const ecapHigh = unit.readRegister(Reg.ECAP + 4);
	const bit = (word: number, n: number) => ((word >>> n) & 1) === 1;
	return {
		domainIds: 2 ** (4 + 2 * (cap & 7)),
		writeBufferFlush: bit(cap, 4),
		cachingMode: bit(cap, 7),
		addressWidths: (cap >>> 8) & 0x1f,
		// FRO, bits 33:24, in units of 16 bytes.
		faultRecords: (((capHigh & 3) << 8) | (cap >>> 24)) * 16,
		largePages: bit(capHigh, 2),
		faultRecordCount: ((capHigh >>> 8) & 0xff) + 1,
		maxAddressMask: (capHigh >>> 16) & 0x3f,
		flushesAtRootChange: bit(capHigh, 31),
		queuedInvalidation: bit(ecap, 1),
		interruptRemapping: bit(ecap, 3),
		extendedInterrupts: bit(ecap, 4),
		maxHandleMask: (ecap >>> 20) & 0xf,
		flushesAtInterruptTableChange: bit(capHigh, 30),
		deviceTlb: bit(ecap, 2),
		nesting: bit(ecap, 26),
		pageRequests: bit(ecap, 29),
		executeRequests: bit(ecap, 30),
		pasidWidth: ((ecapHigh >>> 3) & 0x1f) + 1,
		pasids: bit(ecapHigh, 8),
		invalidationThrottle: bit(ecapHigh, 9),
		pageRequestDrain: bit(ecapHigh, 10),
		scalableMode: bit(ecapHigh, 11),
		secondLevel: bit(ecapHigh, 14),
		firstLevel: bit(ecapHigh, 15),
	};
}

/** What is missing for this driver, in words; empty when nothing is. */
export function missingCapabilities(caps: Capabilities): string[] {
	const wanted: [boolean, string][] = [
		[caps.queuedInvalidation, 'queued invalidation (ECAP.QI)'],
		[caps.deviceTlb, 'device TLBs (ECAP.DT)'],
		[caps.scalableMode, 'scalable mode (ECAP.SMTS)'],
		[caps.pasids, 'PASIDs (ECAP.PASID)'],
		[caps.pageRequests, 'page requests (ECAP.PRS)'],
		[caps.nesting, 'nested translation (ECAP.NEST)'],
		[caps.firstLevel, 'first-level translation (ECAP.FLTS)'],
		[caps.secondLevel, 'second-level translation (ECAP.SLTS)'],
		[(caps.addressWidths & 4) !== 0, '48-bit second-level tables (CAP.SAGAW)'],
		// With these software would have to act whenever an entry becomes present.
		[!caps.cachingMode, 'caches without not-present entries (CAP.CM clear)'],
		[!caps.writeBufferFlush, 'no write buffer to flush (CAP.RWBF clear)'],
	];
	return wanted.filter(([has]) => !has).map(([, name]) => name);
}

/** Gives one global command and waits for its status bit: switches a level, or does a one-shot. */
export function globalCommand(unit: RegisterFile, bit: number, on: boolean): void {
	const levels = unit.readRegister(Reg.GSTS) & Gcmd.LEVELS;
	unit.writeRegister(Reg.GCMD, (on ? levels | bit : levels & ~bit) >>> 0);
	poll(
		`GSTS bit 0x${bit.toString(16)} ${on ? 'set' : 'clear'}`,
		() => ((unit.readRegister(Reg.GSTS) & bit) !== 0) === on,
	);
}
