import type { Clock } from '../../../../base/clock.js';
import { SoonOnce } from '../../../../base/soon-once.js';
import { Errno } from '../../errno.js';
import { FaultPerm, FaultType, IommuFault, UnrecoverableFlag } from '../../fault.js';
import type { FaultSource } from '../../fault-source.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import { type DriverLog, requesterName } from '../shared/log.js';
import type { RegisterFile } from '../shared/registers.js';
import type { VtdDevices } from './attached-devices.js';
import type { VtdCounters } from './counters.js';
import {
	COMPATIBILITY_BLOCKED,
	genericReason,
	isInterruptReason,
	reasonName,
} from './fault-reasons.js';
import type { InvalidationQueue } from './invalidation-queue.js';
import { Frcd, Fsts, PASID_MASK, Reg } from './layout.js';

/** Looks at the fault status in one turn, before others get theirs. */
const ROUNDS = 8;

export interface FaultEventsOptions {
	readonly unit: RegisterFile;
	/** Offset of the first fault recording register, and how many there are. */
	readonly records: number;
	readonly count: number;
	readonly clock: Clock;
	readonly core: FaultReporter;
	/** Who reports. */
	readonly source: FaultSource;
	readonly devices: VtdDevices;
	readonly invalidations: InvalidationQueue;
	readonly log: DriverLog;
	readonly counters: VtdCounters;
}

/**
 * The fault event (VT-d specification, chapter 7; `dmar_fault` of drivers/iommu/intel/dmar.c): faults that cannot be recovered
 * from, of accesses and of interrupts, and errors of the invalidation queue. Owns FSTS and the fault recording
 * registers. Each record is read once and given to the core; one that nobody wants is logged. What the hardware had no room for is counted as one overflow, and told
 * to the owner of every device behind the unit as at least one lost fault, because the hardware tells
 * neither how many there were nor whose.
 */
export class FaultEvents {
	readonly #unit: RegisterFile;
	readonly #records: number;
	readonly #count: number;
	readonly #core: FaultReporter;
	readonly #source: FaultSource;
	readonly #devices: VtdDevices;
	readonly #invalidations: InvalidationQueue;
	readonly #log: DriverLog;
	readonly #counters: VtdCounters;
	/** Reused for every record. */
	readonly #fault = new IommuFault();
	readonly #soon: SoonOnce;

	constructor(options: FaultEventsOptions) {
		this.#unit = options.unit;
		this.#records = options.records;
		this.#count = options.count;
		this.#soon = new SoonOnce(options.clock, () => this.service());
		this.#core = options.core;
		this.#source = options.source;
		this.#devices = options.devices;
		this.#invalidations = options.invalidations;
		this.#log = options.log;
		this.#counters = options.counters;
	}

	/** The fault event: `service` once the running code has returned, however often it is asked for. */
	serviceSoon(): void {
		this.#soon.ask();
	}

	/**
	 * Takes everything that the fault status tells of. Looks again until there is nothing new: the unit
	 * raises no second event before all of it is cleared.
	 */
	service(): void {
		for (let round = 0; round < ROUNDS; round++) {
			const status = this.#unit.readRegister(Reg.FSTS);
			let progress = false;
			if ((status & Fsts.PPF) !== 0)
				progress = this.#drain((status >>> Fsts.INDEX_SHIFT) & Fsts.INDEX_MASK);
			if ((status & Fsts.PFO) !== 0) {
				// After the records: until it is cleared, the unit records nothing.
				this.#counters.faultOverflows++;
				this.#log.say('fault records overflowed; faults were lost');
				this.#core.reportEventLoss(this.#source);
				this.#unit.writeRegister(Reg.FSTS, Fsts.PFO);
				progress = true;
			}
			if (this.#invalidations.serviceErrors(status)) progress = true;
			if (!progress) return;
		}
		this.serviceSoon();
	}

	/** Takes the records from `index` on, with wrap, up to the first that is empty. */
	#drain(index: number): boolean {
		let taken = 0;
		// A turn of the registers twice over is enough; what comes meanwhile is for the next round.
		while (taken < this.#count * 2 && this.#take(index)) {
			taken++;
			index = index + 1 < this.#count ? index + 1 : 0;
		}
		if (taken > 0) return true;
		// The index led to an empty record though some record is not: look at each.
		for (let at = 0; at < this.#count; at++) if (this.#take(at)) taken++;
		return taken > 0;
	}

	/** Takes one record, if there is one. */
	#take(index: number): boolean {
		const register = this.#records + index * Frcd.SIZE;
		const w3 = this.#unit.readRegister(register + 12);
		if ((w3 & Frcd.F) === 0) return false;
		const w0 = this.#unit.readRegister(register);
		const w1 = this.#unit.readRegister(register + 4);
		const w2 = this.#unit.readRegister(register + 8);
		this.#unit.writeRegister(register + 12, Frcd.F);
		this.#counters.faults++;
		const reason = w3 & 0xff;
		if (isInterruptReason(reason)) this.#interrupt(w1, w2, reason);
		else this.#access(w0, w1, w2, w3, reason);
		return true;
	}

	/** A device's interrupt that was blocked. */
	#interrupt(w1: number, w2: number, reason: number): void {
		const fault = this.#fault;
		const hasIndex = reason !== COMPATIBILITY_BLOCKED;
		fault.type = FaultType.INTERRUPT;
		fault.flags = hasIndex ? UnrecoverableFlag.INDEX_VALID : 0;
		fault.index = hasIndex ? w1 >>> Frcd.INDEX_SHIFT : 0;
		fault.pasid = 0;
		fault.perm = 0;
		fault.page = 0;
		this.#counters.interruptFaults++;
		if (this.#isReported(w2, reason) || !this.#log.passes()) return;
		const index = hasIndex ? ` ${fault.index}` : '';
		this.#log.write(
			`interrupt${index} of ${requesterName(w2 & 0xffff)} blocked: ${describe(reason)}`,
		);
	}

	/** An access, or a request, that was refused. */
	#access(w0: number, w1: number, w2: number, w3: number, reason: number): void {
		const fault = this.#fault;
		const hasPasid = (w2 & Frcd.PASID_PRESENT) !== 0;
		fault.type = FaultType.DMA_UNRECOVERABLE;
		fault.index = 0;
		fault.flags = UnrecoverableFlag.ADDR_VALID | (hasPasid ? UnrecoverableFlag.PASID_VALID : 0);
		fault.pasid = hasPasid ? (w3 >>> 8) & PASID_MASK : 0;
		fault.perm = permissions(w2, w3);
		fault.page = w1 * 0x10_0000 + (w0 >>> 12);
		if (this.#isReported(w2, reason) || !this.#log.passes()) return;
		const pasid = hasPasid ? ` with PASID ${fault.pasid}` : '';
		const address = `0x${w1.toString(16)}${((w0 & ~0xfff) >>> 0).toString(16).padStart(8, '0')}`;
		this.#log.write(
			`${accessName(w2, w3)} of ${requesterName(w2 & 0xffff)}${pasid} at ${address} failed: ${describe(reason)}`,
		);
	}

	/** Gives the fault to the core; false: nobody wants it. */
	#isReported(w2: number, reason: number): boolean {
		const fault = this.#fault;
		fault.reason = genericReason(reason);
		fault.hardwareReason = reason;
		const attached = this.#devices.bySource(w2 & 0xffff);
		if (attached !== undefined && this.#core.reportDeviceFault(attached.device, fault) === Errno.OK)
			return true;
		this.#counters.faultsUnowned++;
		return false;
	}
}

/** What was asked for, as far as the record tells: of a page request it does not. */
function permissions(w2: number, w3: number): number {
	const t1 = (w3 & Frcd.T1) !== 0;
	const t2 = (w2 & Frcd.T2) !== 0;
	let perm = 0;
	if (t1) perm |= FaultPerm.READ;
	if (t1 === t2) perm |= FaultPerm.WRITE;
	if ((w2 & Frcd.EXE) !== 0) perm |= FaultPerm.EXEC;
	if ((w2 & Frcd.PRIV) !== 0) perm |= FaultPerm.PRIV;
	return perm;
}

function accessName(w2: number, w3: number): string {
	const t2 = (w2 & Frcd.T2) !== 0;
	if ((w3 & Frcd.T1) !== 0) return t2 ? 'atomic operation' : 'read';
	return t2 ? 'page request' : 'write';
}

function describe(reason: number): string {
	return `${reasonName(reason)} (reason 0x${reason.toString(16)})`;
}
