import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { FaultPerm, FaultType, IommuFault, PageRequestFlag, ResponseCode } from '../../fault.js';
import { type FaultSource, NO_PASID } from '../../fault-source.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import type { DriverLog } from '../shared/log.js';
import type { AttachedDevice, Attachments } from './attached-device.js';
import type { CommandQueue } from './command-queue.js';
import type { RiscvIommuCounters } from './counters.js';
import { DEVICE_SHIFT, ID_SHIFT, Request } from './layout.js';
import type { RecordRing } from './record-ring.js';

export interface PageRequestQueueOptions {
	readonly memory: PhysicalMemory;
	readonly ring: RecordRing;
	readonly core: FaultReporter;
	/** Who reports: the source that the core answers. */
	readonly source: FaultSource;
	readonly devices: Attachments;
	readonly commands: CommandQueue;
	readonly log: DriverLog;
	readonly counters: RiscvIommuCounters;
}

/**
 * The page-request queue (RISC-V IOMMU specification, "Page-Request-Queue"). Takes each record out once and either
 * reports it to the core, which then owes the answer, or, where there is nothing to report, answers it here:
 *
 *      record                                            last of its group    not last
 *      R and W clear, with PASID: stop marker            dropped              (reported, as any)
 *      not canonical; privileged; X without R            INVALID              dropped
 *      device unknown                                    INVALID              dropped
 *
 * in this order. Privileged requests are never granted (PC.ta.ENS is clear), so nobody is asked for them.
 *
 * What finds the queue full is answered SUCCESS by the IOMMU once the overflow is cleared, so that the device asks again; what
 * could not be written is answered FAILURE at once. Either is cleared only once the queue is empty and the incomplete
 * groups are dropped, because last pages may be among the requests that were lost. Nothing is allocated for a record,
 * and pqh is written once for a batch.
 */
export class PageRequestQueue {
	readonly #memory: PhysicalMemory;
	readonly #ring: RecordRing;
	readonly #core: FaultReporter;
	readonly #source: FaultSource;
	readonly #devices: Attachments;
	readonly #commands: CommandQueue;
	readonly #log: DriverLog;
	readonly #counters: RiscvIommuCounters;
	/** Reused for every record. */
	readonly #fault = new IommuFault();
	#draining = false;

	constructor(options: PageRequestQueueOptions) {
		this.#memory = options.memory;
		this.#ring = options.ring;
		this.#core = options.core;
		this.#source = options.source;
		this.#devices = options.devices;
		this.#commands = options.commands;
		this.#log = options.log;
		this.#counters = options.counters;
		this.#fault.type = FaultType.PAGE_REQUEST;
	}

	/** Whether requests were lost and the hardware takes none until the queue is drained. */
	get overflowed(): boolean {
		if (!this.#ring.started) return false;
		this.#ring.look();
		return this.#ring.overflowed || this.#ring.broken;
	}

	/** Takes out all records that there are. Answers given here are flushed. */
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
			if (ring.overflowed) {
				this.#counters.overflows++;
				this.#log.sayRarely('the page-request queue overflowed');
			}
			if (ring.broken) {
				this.#counters.queueFaults++;
				this.#log.say('the page-request queue could not be written; page requests were lost');
			}
			this.#counters.partialsDiscarded += this.#core.discardPartials(this.#source);
			ring.clearErrors();
		}
		this.#draining = false;
		this.#commands.flush();
	}

	#record(frame: number, at: number): void {
		const memory = this.#memory;
		const counters = this.#counters;
		const w0 = memory.readEntry(frame, at);
		const w1 = memory.upper;
		const w2 = memory.readEntry(frame, at + 2);
		const w3 = memory.upper;
		counters.pageRequests++;
		const wants = w2 & (Request.READ | Request.WRITE);
		const last = (w2 & Request.LAST) !== 0;
		const hasPasid = (w1 & Request.PASID_VALID) !== 0;
		if (last && wants === 0 && hasPasid) {
			counters.stopMarkers++;
			return;
		}
		const device = w1 >>> DEVICE_SHIFT;
		const attached = this.#devices.bySource(device);
		const execute = (w1 & Request.EXECUTE) !== 0;
		// Sv48 has 48 bits, the upper ones all like bit 47.
		const sign = w3 >>> 15;
		if (
			(w1 & Request.PRIVILEGED) !== 0 ||
			(sign !== 0 && sign !== 0x1_ffff) ||
			(execute && (wants & Request.READ) === 0)
		) {
			counters.malformed++;
			this.#refuse(attached, device, w0, w1, w2, 'that cannot be granted');
			return;
		}
		if (attached === undefined) {
			counters.unknownDevice++;
			this.#refuse(attached, device, w0, w1, w2, 'though no device is known by that id');
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
		fault.pasid = hasPasid ? w0 >>> ID_SHIFT : 0;
		fault.grpid = (w2 >>> Request.INDEX_SHIFT) & Request.INDEX_MASK;
		// R and W are the same bits in both.
		fault.perm = wants | (execute ? FaultPerm.EXEC : 0);
		fault.page = (w3 >>> 0) * 0x10_0000 + (w2 >>> 12);
		this.#core.reportDeviceFault(attached.device, fault);
	}

	/** Answers a record that is not reported INVALID, if it closes a group. */
	#refuse(
		attached: AttachedDevice | undefined,
		device: number,
		w0: number,
		w1: number,
		w2: number,
		why: string,
	): void {
		if (this.#log.passes())
			this.#log.write(`device 0x${device.toString(16)} sent a page request ${why}`);
		if ((w2 & Request.LAST) === 0) return;
		// Of a device that is not known, nobody can tell: what came goes back.
		const carries =
			(w1 & Request.PASID_VALID) !== 0 && (attached === undefined || attached.responseNeedsPasid);
		const index = (w2 >>> Request.INDEX_SHIFT) & Request.INDEX_MASK;
		const pasid = carries ? w0 >>> ID_SHIFT : NO_PASID;
		this.#commands.respond(device, pasid, index, ResponseCode.INVALID);
	}
}
