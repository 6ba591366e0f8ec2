import { Errno } from '../../errno.js';
import { FaultPerm, FaultType, IommuFault, UnrecoverableFlag } from '../../fault.js';
import type { FaultSource } from '../../fault-source.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import { type DriverLog, requesterName } from '../shared/log.js';
import type { AmdViDevices } from './attached-devices.js';
import type { CommandQueue } from './command-queue.js';
import type { AmdViCounters } from './counters.js';
import { EventAddress, type EventMeaning, meaningOf } from './event-reasons.js';
import { EventCode, EventFlag, Ppr } from './layout.js';
import type { RecordRing } from './record-ring.js';

/** Looks at the tail in one turn, before others get theirs. */
const ROUNDS = 16;

export interface EventLogOptions {
	readonly ring: RecordRing;
	readonly core: FaultReporter;
	/** Who reports. */
	readonly source: FaultSource;
	readonly devices: AmdViDevices;
	readonly log: DriverLog;
	readonly counters: AmdViCounters;
}

/**
 * The event log (AMD 48882, "Event Logging"; `iommu_print_event` of drivers/iommu/amd/iommu.c): faults that cannot
 * be recovered from, of accesses and of interrupts, and errors of the command buffer. Each record is read
 * once. The former go to the core; one that nobody wants is logged. The latter are the command queue's.
 *
 * An overflow is told to the owner of every device behind the unit as at least one lost fault, because the hardware
 * tells neither how many there were nor whose, and to the command queue.
 */
export class EventLog {
	readonly #ring: RecordRing;
	readonly #core: FaultReporter;
	readonly #source: FaultSource;
	readonly #devices: AmdViDevices;
	readonly #log: DriverLog;
	readonly #counters: AmdViCounters;
	/** Reused for every record. */
	readonly #fault = new IommuFault();

	constructor(options: EventLogOptions) {
		this.#ring = options.ring;
		this.#core = options.core;
		this.#source = options.source;
		this.#devices = options.devices;
		this.#log = options.log;
		this.#counters = options.counters;
	}

	/**
	 * Takes out all records that there are; `commands` hears of those that are its own. False: more came all the time,
	 * there may be some left.
	 */
	drain(commands: CommandQueue): boolean {
		const ring = this.#ring;
		if (!ring.started) return true;
		ring.acknowledge();
		for (let round = 0; round < ROUNDS; round++) {
			const tail = ring.tail();
			if (ring.head !== tail) {
				while (ring.head !== tail) {
					ring.read();
					this.#record(commands, ring.w0, ring.w1, ring.w2, ring.w3);
				}
				ring.release();
			} else if (ring.overflowed) {
				this.#counters.faultOverflows++;
				this.#log.say('the event log overflowed; events were lost');
				this.#core.reportEventLoss(this.#source);
				ring.restart();
				commands.eventsLost();
			} else return true;
		}
		return false;
	}

	#record(commands: CommandQueue, w0: number, w1: number, w2: number, w3: number): void {
		const code = w1 >>> 28;
		const sourceId = w0 & 0xffff;
		switch (code) {
			case EventCode.ILLEGAL_COMMAND_ERROR:
			case EventCode.COMMAND_HARDWARE_ERROR:
				this.#counters.commandErrors++;
				commands.stopped(code === EventCode.COMMAND_HARDWARE_ERROR);
				return;
			case EventCode.IOTLB_INV_TIMEOUT:
				this.#counters.commandErrors++;
				commands.timedOut(sourceId, w2 >>> 0, w3 >>> 0);
				return;
		}
		const meaning = meaningOf(w1 >>> 16);
		if (meaning === undefined) {
			if (this.#log.passes())
				this.#log.write(`event of unknown kind: ${[w0, w1, w2, w3].map(hex).join(' ')}`);
			return;
		}
		this.#counters.faults++;
		this.#fill(meaning, w0, w1, w2, w3);
		const fault = this.#fault;
		const isInterrupt = fault.type === FaultType.INTERRUPT;
		if (isInterrupt) this.#counters.interruptFaults++;
		const attached = this.#devices.bySource(sourceId);
		if (attached !== undefined && this.#core.reportDeviceFault(attached.device, fault) === Errno.OK)
			return;
		this.#counters.faultsUnowned++;
		if (!this.#log.passes()) return;
		const pasid =
			(fault.flags & UnrecoverableFlag.PASID_VALID) !== 0 ? `, PASID ${fault.pasid}` : '';
		const index = (fault.flags & UnrecoverableFlag.INDEX_VALID) !== 0 ? ` ${fault.index}` : '';
		const what = isInterrupt
			? `interrupt${index} of ${requesterName(sourceId)}`
			: `${(fault.perm & FaultPerm.WRITE) !== 0 ? 'write' : 'read'} of ${requesterName(sourceId)}${pasid}`;
		this.#log.write(
			`${what}, at 0x${hex(w3)}${hex(w2)} failed: ${meaning.name} (${meaning.event}, 0x${fault.hardwareReason.toString(16)})`,
		);
	}

	/** Makes the fault of a record. */
	#fill(meaning: EventMeaning, w0: number, w1: number, w2: number, w3: number): void {
		const fault = this.#fault;
		const page = (w3 >>> 0) * 0x10_0000 + (w2 >>> 12);
		const { address } = meaning;
		fault.type =
			address === EventAddress.INTERRUPT || address === EventAddress.INTERRUPT_STRUCTURE
				? FaultType.INTERRUPT
				: FaultType.DMA_UNRECOVERABLE;
		fault.reason = meaning.reason;
		fault.hardwareReason = w1 >>> 16;
		fault.flags = 0;
		fault.pasid = 0;
		fault.perm = 0;
		fault.page = 0;
		fault.offset = 0;
		fault.fetchPage = 0;
		fault.index = 0;
		if (address === EventAddress.INTERRUPT) {
			fault.flags = UnrecoverableFlag.INDEX_VALID;
			fault.index = (((w2 >>> 2) & 7) << 8) | ((w2 >>> 16) & 0xff);
		} else if (address === EventAddress.REQUEST) {
			fault.flags = UnrecoverableFlag.ADDR_VALID;
			fault.page = page;
			fault.offset = w2 & 0xfff;
		} else {
			fault.flags = UnrecoverableFlag.FETCH_ADDR_VALID;
			fault.fetchPage = page;
		}
		if (fault.type === FaultType.INTERRUPT) return;
		if (meaning.code === EventCode.INVALID_PPR_REQUEST) this.#fillFromRequest(w0, w1);
		else this.#fillFromAccess(w0, w1);
	}

	#fillFromAccess(w0: number, w1: number): void {
		const fault = this.#fault;
		const flags = w1 >>> 16;
		fault.perm = (flags & EventFlag.WRITE) !== 0 ? FaultPerm.WRITE : FaultPerm.READ;
		if ((flags & EventFlag.GUEST) === 0) return;
		fault.flags |= UnrecoverableFlag.PASID_VALID;
		fault.pasid = (w1 & 0xffff) | (((w0 >>> 16) & 0xf) << 16);
		if ((flags & EventFlag.EXECUTE) !== 0) fault.perm |= FaultPerm.EXEC;
		if ((flags & EventFlag.USER) === 0) fault.perm |= FaultPerm.PRIV;
	}

	/** INVALID_PPR_REQUEST has PASID and flags where a PPR record has them. */
	#fillFromRequest(w0: number, w1: number): void {
		const fault = this.#fault;
		if ((w1 & Ppr.READ) !== 0) fault.perm |= FaultPerm.READ;
		if ((w1 & Ppr.WRITE) !== 0) fault.perm |= FaultPerm.WRITE;
		if ((w1 & Ppr.GUEST) === 0) return;
		fault.flags |= UnrecoverableFlag.PASID_VALID;
		fault.pasid = (w0 >>> 16) | (((w1 >>> Ppr.PASID_HIGH_SHIFT) & 0xf) << 16);
		if ((w1 & Ppr.EXECUTE) !== 0) fault.perm |= FaultPerm.EXEC;
		if ((w1 & Ppr.USER) === 0) fault.perm |= FaultPerm.PRIV;
	}
}

const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
