import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import { FaultPerm, FaultType, IommuFault, UnrecoverableFlag } from '../../fault.js';
import type { FaultSource } from '../../fault-source.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import type { DriverLog } from '../shared/log.js';
import type { AttachedDevice, Attachments } from './attached-device.js';
import type { RiscvIommuCounters } from './counters.js';
import {
	describeCause,
	genericReason,
	isGuestPageFault,
	isInterruptCause,
	MESSAGE_NOT_TAKEN,
} from './fault-causes.js';
import { DEVICE_SHIFT, Fault, ID_SHIFT, Ttyp } from './layout.js';
import { DEVICE_MESSAGES, isMessagePage, messagePage } from './message-space.js';
import type { RecordRing } from './record-ring.js';

/** What was tried, by TTYP; of a translation request and of a message the record does not tell. */
const PERMISSIONS: readonly number[] = [
	0,
	FaultPerm.READ | FaultPerm.EXEC,
	FaultPerm.READ,
	FaultPerm.WRITE,
	0,
	FaultPerm.READ | FaultPerm.EXEC,
	FaultPerm.READ,
	FaultPerm.WRITE,
];
const NAMES: readonly string[] = [
	'request',
	'fetch',
	'read',
	'write',
	'request',
	'translated fetch',
	'translated read',
	'translated write',
	'translation request',
	'page request',
];

export interface FaultQueueOptions {
	readonly memory: PhysicalMemory;
	readonly ring: RecordRing;
	readonly core: FaultReporter;
	/** Who reports. */
	readonly source: FaultSource;
	readonly devices: Attachments;
	readonly log: DriverLog;
	readonly counters: RiscvIommuCounters;
	/** A message of the IOMMU itself was lost: what it would have told of is to be looked at. */
	readonly onMessageLost: () => void;
}

/**
 * The fault queue (RISC-V IOMMU specification, "Fault/Event-Queue"). Takes each record out once and gives it to the core, as an
 * unrecoverable fault of its device or as one of an interrupt: by its cause, or because a write went to
 * the pages of interrupts. One that nobody wants is logged. What found no room is told to the owner of every device
 * behind the IOMMU as at least one lost fault, because the hardware tells neither how many there were nor whose.
 * Nothing is allocated for a record that is reported, and fqh is written once for a batch.
 */
export class FaultQueue {
	readonly #memory: PhysicalMemory;
	readonly #ring: RecordRing;
	readonly #core: FaultReporter;
	readonly #source: FaultSource;
	readonly #devices: Attachments;
	readonly #log: DriverLog;
	readonly #counters: RiscvIommuCounters;
	readonly #onMessageLost: () => void;
	/** Reused for every record. */
	readonly #fault = new IommuFault();
	#draining = false;

	constructor(options: FaultQueueOptions) {
		this.#memory = options.memory;
		this.#ring = options.ring;
		this.#core = options.core;
		this.#source = options.source;
		this.#devices = options.devices;
		this.#log = options.log;
		this.#counters = options.counters;
		this.#onMessageLost = options.onMessageLost;
	}

	/** Takes out all records that there are. */
	drain(): void {
		const ring = this.#ring;
		// A handler of a fault may not come here; if one does, the outer call drains the rest.
		if (this.#draining || !ring.started) return;
		this.#draining = true;
		// First, so that a record that arrives from here on interrupts again.
		ring.acknowledge();
		ring.look();
		while (!ring.empty) {
			do {
				this.#record(ring.frame, ring.word);
				ring.advance();
			} while (!ring.empty);
			ring.release();
			ring.look();
		}
		if (ring.overflowed || ring.broken) {
			// After the records: until it is cleared, the unit records nothing.
			this.#counters.faultOverflows++;
			if (ring.broken) this.#counters.queueFaults++;
			this.#log.say(
				`the fault queue ${ring.broken ? 'could not be written' : 'overflowed'}; faults were lost`,
			);
			this.#core.reportEventLoss(this.#source);
			ring.clearErrors();
		}
		this.#draining = false;
	}

	#record(frame: number, at: number): void {
		const memory = this.#memory;
		const w0 = memory.readEntry(frame, at);
		const w1 = memory.upper;
		const valueLow = memory.readEntry(frame, at + 4);
		const valueHigh = memory.upper >>> 0;
		const value2Low = memory.readEntry(frame, at + 6);
		const value2High = memory.upper >>> 0;
		const cause = w0 & Fault.CAUSE_MASK;
		const type = (w1 >>> Fault.TYPE_SHIFT) & Fault.TYPE_MASK;
		this.#counters.faults++;
		if (cause === MESSAGE_NOT_TAKEN) {
			this.#counters.messagesLost++;
			this.#log.say(`a message of the IOMMU to ${hex(valueHigh, valueLow)} was not taken`);
			this.#onMessageLost();
			return;
		}
		const device = w1 >>> DEVICE_SHIFT;
		// Without a transaction (TTYP 0) there is no device.
		const attached = type === Ttyp.NONE ? undefined : this.#devices.bySource(device);
		const hasPasid = (w1 & Fault.PASID_VALID) !== 0;
		const page = valueHigh * 0x10_0000 + (valueLow >>> 12);
		const fault = this.#fault;
		const implicit = isGuestPageFault(cause) && (value2Low & Fault.IMPLICIT) !== 0;
		fault.flags = 0;
		fault.perm = 0;
		fault.pasid = 0;
		fault.page = 0;
		fault.offset = 0;
		fault.fetchPage = 0;
		fault.index = 0;
		fault.reason = genericReason(cause, implicit, hasPasid);
		fault.hardwareReason = cause;
		if (isInterruptCause(cause) || (type === Ttyp.WRITE && !hasPasid && isMessagePage(page))) {
			this.#counters.interruptFaults++;
			fault.type = FaultType.INTERRUPT;
			this.#addIndex(attached, page);
		} else {
			fault.type = FaultType.DMA_UNRECOVERABLE;
			fault.perm = PERMISSIONS[type] ?? 0;
			if (hasPasid) {
				fault.flags |= UnrecoverableFlag.PASID_VALID;
				fault.pasid = w0 >>> ID_SHIFT;
				if ((w1 & Fault.PRIVILEGED) !== 0) fault.perm |= FaultPerm.PRIV;
			}
			// Of a message iotval is the message's code.
			if (type !== Ttyp.NONE && type !== Ttyp.MESSAGE) {
				fault.flags |= UnrecoverableFlag.ADDR_VALID;
				fault.page = page;
				fault.offset = valueLow & 0xfff;
			}
			if (implicit) {
				fault.flags |= UnrecoverableFlag.FETCH_ADDR_VALID;
				fault.fetchPage = value2High * 0x10_0000 + (value2Low >>> 12);
			}
		}
		if (attached !== undefined && this.#core.reportDeviceFault(attached.device, fault) === Errno.OK)
			return;
		this.#counters.faultsUnowned++;
		if (!this.#log.passes()) return;
		const pasid = hasPasid ? ` with PASID ${w0 >>> ID_SHIFT}` : '';
		const what = fault.type === FaultType.INTERRUPT ? 'interrupt' : (NAMES[type] ?? NAMES[0]);
		this.#log.write(
			`${what} of device 0x${device.toString(16)}${pasid} at ${hex(valueHigh, valueLow)} failed: ${describeCause(cause)}`,
		);
	}

	/** The page that was written tells the index, if it is one of the device's own. */
	#addIndex(attached: AttachedDevice | undefined, page: number): void {
		if (attached === undefined) return;
		const index = page - messagePage(attached.slot);
		if (index < 0 || index >= DEVICE_MESSAGES) return;
		this.#fault.flags |= UnrecoverableFlag.INDEX_VALID;
		this.#fault.index = index;
	}
}

function hex(high: number, low: number): string {
	return `0x${high.toString(16)}${(low >>> 0).toString(16).padStart(8, '0')}`;
}
