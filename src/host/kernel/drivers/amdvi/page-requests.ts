import { FaultPerm, FaultType, IommuFault, PageRequestFlag, ResponseCode } from '../../fault.js';
import type { FaultSource } from '../../fault-source.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import { type DriverLog, requesterName } from '../shared/log.js';
import type { AmdViDevices } from './attached-devices.js';
import type { CommandQueue } from './command-queue.js';
import type { AmdViCounters } from './counters.js';
import { Ppr } from './layout.js';
import type { RecordRing } from './record-ring.js';

export interface PageRequestLogOptions {
	readonly ring: RecordRing;
	readonly core: FaultReporter;
	/** Who reports: the source that the core answers. */
	readonly source: FaultSource;
	readonly devices: AmdViDevices;
	readonly commands: CommandQueue;
	readonly log: DriverLog;
	readonly counters: AmdViCounters;
}

/**
 * The PPR log (AMD 48882, "Peripheral Page Request Logging"; drivers/iommu/amd/ppr.c). Takes each record out once and
 * either reports it to the core, which then owes the answer, or, where there is nothing to report, answers it
 * here:
 *
 *      record                                            last of its group    not last
 *      type other than page request                      dropped              dropped
 *      not canonical; reserved flag; privileged R or W;
 *      X without R                                       INVALID              dropped
 *      R and W clear, with PASID: stop marker            dropped              (reported, as any)
 *      device id unknown                                 INVALID              dropped
 *
 * in this order. The kernel answers FAILURE where this has INVALID, which would end the page requests of the whole
 * function, and refuses requests without a PASID; here they are translated like others (GIoV). Its group id has the
 * last bit in it; here it is the PRG index alone.
 *
 * Nothing is allocated for a record, and the head is written once for a batch.
 */
export class PageRequestLog {
	readonly #ring: RecordRing;
	readonly #core: FaultReporter;
	readonly #source: FaultSource;
	readonly #devices: AmdViDevices;
	readonly #commands: CommandQueue;
	readonly #log: DriverLog;
	readonly #counters: AmdViCounters;
	/** Reused for every record. */
	readonly #fault = new IommuFault();
	#draining = false;

	constructor(options: PageRequestLogOptions) {
		this.#ring = options.ring;
		this.#core = options.core;
		this.#source = options.source;
		this.#devices = options.devices;
		this.#commands = options.commands;
		this.#log = options.log;
		this.#counters = options.counters;
		this.#fault.type = FaultType.PAGE_REQUEST;
	}

	/** Whether the log has overflowed and not been emptied since. */
	get overflowed(): boolean {
		return this.#ring.overflowed;
	}

	/**
	 * Takes out all records that there are. After an overflow, and only once the log is empty, the incomplete
	 * groups are dropped, because last pages may be among the requests that were lost (the unit answers those
	 * SUCCESS by itself, so that they come again), and the log is started again. Answers given here are
	 * flushed.
	 */
	drain(): void {
		// A handler of a fault may not come here; if one does, the outer call drains the rest.
		if (this.#draining || !this.#ring.started) return;
		this.#draining = true;
		const ring = this.#ring;
		ring.acknowledge();
		for (;;) {
			this.#drainTo(ring.tail());
			if (!ring.overflowed) break;
			if (ring.tail() !== ring.head) continue;
			this.#counters.overflows++;
			this.#counters.partialsDiscarded += this.#core.discardPartials(this.#source);
			this.#log.sayRarely('the PPR log overflowed');
			ring.restart();
			break;
		}
		this.#draining = false;
		this.#commands.flush();
	}

	#drainTo(tail: number): void {
		const ring = this.#ring;
		if (ring.head === tail) return;
		while (ring.head !== tail) {
			ring.read();
			this.#record(ring.w0, ring.w1, ring.w2, ring.w3);
		}
		ring.release();
	}

	#record(w0: number, w1: number, w2: number, w3: number): void {
		const counters = this.#counters;
		counters.pageRequests++;
		const sourceId = w0 & 0xffff;
		const hasPasid = (w1 & Ppr.GUEST) !== 0;
		// Addresses have 48 bits, the upper ones all like bit 47, which is 0 without a PASID.
		const sign = w3 >>> 15;
		const wants =
			((w1 & Ppr.READ) !== 0 ? FaultPerm.READ : 0) | ((w1 & Ppr.WRITE) !== 0 ? FaultPerm.WRITE : 0);
		const execute = (w1 & Ppr.EXECUTE) !== 0;
		const privileged = hasPasid && (w1 & Ppr.USER) === 0;
		const isRequest = w1 >>> Ppr.TYPE_SHIFT === Ppr.TYPE_REQUEST;
		const last = (w1 & Ppr.LAST) !== 0;
		if (
			!isRequest ||
			(sign !== 0 && (sign !== 0x1_ffff || !hasPasid)) ||
			(w1 & Ppr.RESERVED) !== 0 ||
			(privileged && wants !== 0) ||
			(execute && (wants & FaultPerm.READ) === 0)
		) {
			counters.malformed++;
			if (this.#log.passes())
				this.#log.write(
					`${requesterName(sourceId)} sent a malformed page request: ${hex(w0)} ${hex(w1)} ${hex(w2)} ${hex(w3)}`,
				);
			if (isRequest) this.#refuse(w0, w1);
			return;
		}
		if (last && wants === 0 && hasPasid) {
			counters.stopMarkers++;
			return;
		}
		const attached = this.#devices.bySource(sourceId);
		if (attached === undefined) {
			counters.unknownDevice++;
			if (this.#log.passes())
				this.#log.write(`page request of ${requesterName(sourceId)}, which no device is known by`);
			this.#refuse(w0, w1);
			return;
		}
		let flags = 0;
		if (last) flags |= PageRequestFlag.LAST_PAGE;
		if (hasPasid) {
			flags |= PageRequestFlag.PASID_VALID;
			if (attached.responseNeedsPasid) flags |= PageRequestFlag.RESPONSE_NEEDS_PASID;
		}
		const fault = this.#fault;
		fault.flags = flags;
		fault.pasid = hasPasid ? pasidOf(w0, w1) : 0;
		fault.grpid = w1 & Ppr.TAG_MASK;
		fault.perm = wants | (execute ? FaultPerm.EXEC : 0) | (privileged ? FaultPerm.PRIV : 0);
		fault.page = (w3 >>> 0) * 0x10_0000 + (w2 >>> 12);
		this.#core.reportDeviceFault(attached.device, fault);
	}

	/** Answers a record that is not reported INVALID, if it closes a group. */
	#refuse(w0: number, w1: number): void {
		if ((w1 & Ppr.LAST) === 0) return;
		const sourceId = w0 & 0xffff;
		const attached = this.#devices.bySource(sourceId);
		// Of a device that is not known, nobody can tell: what came goes back.
		const carries =
			(w1 & Ppr.GUEST) !== 0 && (attached === undefined || attached.responseNeedsPasid);
		const pasid = carries ? pasidOf(w0, w1) : -1;
		this.#commands.respond(sourceId, pasid, w1 & Ppr.TAG_MASK, ResponseCode.INVALID);
	}
}

function pasidOf(w0: number, w1: number): number {
	return (w0 >>> 16) | (((w1 >>> Ppr.PASID_HIGH_SHIFT) & 0xf) << 16);
}

const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
