import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { FaultPerm, FaultType, IommuFault, PageRequestFlag, ResponseCode } from '../../fault.js';
import { type FaultSource, NO_PASID } from '../../fault-source.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import type { DriverLog } from '../shared/log.js';
import type { Streams } from './attached-stream.js';
import type { CommandQueue } from './command-queue.js';
import type { SmmuV3Counters } from './counters.js';
import { PASID_MASK, Request } from './layout.js';
import type { RecordRing } from './record-ring.js';

export interface PageRequestQueueOptions {
	readonly memory: PhysicalMemory;
	readonly ring: RecordRing;
	readonly core: FaultReporter;
	/** Who reports: the source that the core answers. */
	readonly source: FaultSource;
	readonly devices: Streams;
	readonly commands: CommandQueue;
	readonly log: DriverLog;
	readonly counters: SmmuV3Counters;
}

/**
 * The PRI queue (Arm IHI 0070, chapter 8): page requests of PCI functions. Takes each record out once and either
 * reports it to the core, which then owes the answer, or, where there is nothing to report, answers it here:
 *
 *      record                                            last of its group    not last
 *      R and W clear, with PASID: stop marker            dropped              (reported, as any)
 *      X without R                                       INVALID              dropped
 *      stream unknown                                    INVALID              dropped
 *
 * in this order. Privileged requests are reported as such: stage 1 decides over them as over any.
 *
 * After an overflow the SMMU takes nothing and answers by itself until it is acknowledged; that is done
 * once the queue is empty and the incomplete groups are dropped, because last pages may be among the requests that
 * were lost. Nothing is allocated for a record, and CONS is written once for a batch.
 */
export class PageRequestQueue {
	readonly #memory: PhysicalMemory;
	readonly #ring: RecordRing;
	readonly #core: FaultReporter;
	readonly #source: FaultSource;
	readonly #devices: Streams;
	readonly #commands: CommandQueue;
	readonly #log: DriverLog;
	readonly #counters: SmmuV3Counters;
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

	/** Whether the queue has overflowed and that is not acknowledged. */
	get overflowed(): boolean {
		if (!this.#ring.started) return false;
		this.#ring.look();
		return this.#ring.overflowed;
	}

	/** Takes out all records that there are. Answers given here are flushed. */
	drain(): void {
		const ring = this.#ring;
		// A handler of a fault may not come here; if one does, the outer call drains the rest.
		if (this.#draining || !ring.started) return;
		this.#draining = true;
		for (;;) {
			ring.look();
			if (ring.empty) {
				if (!ring.overflowed) break;
				this.#counters.overflows++;
				this.#log.sayRarely('the PRI queue overflowed');
				this.#dropPartials();
				ring.release(true);
				continue;
			}
			while (!ring.empty) {
				this.#record(ring.frame, ring.word);
				ring.advance();
			}
			// Then again: a record that came meanwhile has raised no event, as the queue was not empty.
			ring.release(false);
		}
		this.#draining = false;
		this.#commands.flush();
	}

	/** The write of a record was aborted: requests were answered FAILURE by the SMMU, maybe last ones. */
	lost(): void {
		this.drain();
		this.#dropPartials();
	}

	#dropPartials(): void {
		this.#counters.partialsDiscarded += this.#core.discardPartials(this.#source);
	}

	#record(frame: number, at: number): void {
		const memory = this.#memory;
		const counters = this.#counters;
		const stream = memory.readEntry(frame, at) >>> 0;
		const w1 = memory.upper;
		const w2 = memory.readEntry(frame, at + 2);
		const w3 = memory.upper;
		counters.pageRequests++;
		const last = (w1 & Request.LAST) !== 0;
		const hasPasid = (w1 & Request.SUBSTREAM_VALID) !== 0;
		const read = (w1 & Request.READ) !== 0;
		const write = (w1 & Request.WRITE) !== 0;
		const execute = (w1 & Request.EXECUTE) !== 0;
		if (last && hasPasid && !read && !write) {
			counters.stopMarkers++;
			return;
		}
		const attached = this.#devices.bySource(stream);
		if (attached === undefined || (execute && !read)) {
			if (attached === undefined) counters.unknownDevice++;
			else counters.malformed++;
			if (this.#log.passes()) {
				const what =
					attached === undefined
						? ', which no device is known by, sent a page request'
						: ' asked to execute what it does not read';
				this.#log.write(`stream 0x${stream.toString(16)}${what}`);
			}
			// Of a device that is not known, nobody can tell: what came goes back.
			const carries = hasPasid && (attached?.responseNeedsPasid ?? true);
			const pasid = carries ? w1 & PASID_MASK : NO_PASID;
			if (last)
				this.#commands.respond(stream, pasid, w2 & Request.INDEX_MASK, ResponseCode.INVALID);
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
		fault.pasid = hasPasid ? w1 & PASID_MASK : 0;
		fault.grpid = w2 & Request.INDEX_MASK;
		fault.perm =
			(read ? FaultPerm.READ : 0) |
			(write ? FaultPerm.WRITE : 0) |
			(execute ? FaultPerm.EXEC : 0) |
			((w1 & Request.PRIVILEGED) !== 0 ? FaultPerm.PRIV : 0);
		fault.page = (w3 >>> 0) * 0x10_0000 + (w2 >>> 12);
		this.#core.reportDeviceFault(attached.device, fault);
	}
}
