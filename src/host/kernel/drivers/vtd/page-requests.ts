import { FaultlineError } from '../../../../base/errors.js';
import type { PrivateData } from '../../../../emulator/iommu/contract.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { FaultPerm, FaultType, IommuFault, PageRequestFlag, ResponseCode } from '../../fault.js';
import type { FaultSource } from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import { type DriverLog, requesterName } from '../shared/log.js';
import { type RegisterFile, writeAddress } from '../shared/registers.js';
import type { AttachedDevice, VtdDevices } from './attached-devices.js';
import type { VtdCounters } from './counters.js';
import type { InvalidationQueue } from './invalidation-queue.js';
import { ENTRIES_PER_FRAME_SHIFT, ENTRY_SHIFT, PASID_MASK, Prs, Reg, Request } from './layout.js';
import { PrivateRequests } from './private-requests.js';

const ENTRIES_PER_FRAME_MASK = (1 << ENTRIES_PER_FRAME_SHIFT) - 1;

export interface PageRequestQueueOptions {
	readonly unit: RegisterFile;
	readonly memory: PhysicalMemory;
	readonly frames: FrameAllocator;
	/** The queue has 2^(order + 7) records, on 2^order frames; 0 to 7. */
	readonly order: number;
	readonly core: FaultReporter;
	/** Who reports: the source that the core answers. */
	readonly source: FaultSource;
	readonly devices: VtdDevices;
	readonly invalidations: InvalidationQueue;
	readonly log: DriverLog;
	readonly counters: VtdCounters;
}

/**
 * The page-request queue (VT-d specification, chapter 7; drivers/iommu/intel/prq.c). Owns the ring in memory, PQA, PQH and
 * PRS: takes each record out once and either reports it to the core, which then owes the answer, or, where
 * there is nothing to report, answers it here:
 *
 *      record                                            owed a response      not owed one
 *      not canonical; privileged R or W; X without R     INVALID              dropped
 *      R and W clear, with PASID: stop marker            dropped              (reported, as any)
 *      requester id unknown                              INVALID              dropped
 *
 * in this order, which is the kernel's. Owed is the response to the last of a group, and to a request with private data,
 * which goes back with it. It differs from the kernel's in two things: execute requests are
 * reported, because guests have executable pages, and only X without R, which PCIe does not know, is
 * malformed; and a last request that wants nothing is a stop marker only with a PASID (PCIe, Page Request Services),
 * since otherwise somebody waits for its answer.
 *
 * Nothing is allocated for a record, and PQH is written once for a batch.
 */
export class PageRequestQueue {
	readonly #unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #order: number;
	readonly #mask: number;
	readonly #core: FaultReporter;
	readonly #source: FaultSource;
	readonly #devices: VtdDevices;
	readonly #invalidations: InvalidationQueue;
	readonly #log: DriverLog;
	readonly #counters: VtdCounters;
	/** Reused for every record. */
	readonly #fault = new IommuFault();
	/** First frame of the ring; -1 while stopped. */
	#ring = -1;
	#head = 0;
	#draining = false;

	constructor(options: PageRequestQueueOptions) {
		this.#unit = options.unit;
		this.#memory = options.memory;
		this.#frames = options.frames;
		this.#order = options.order;
		this.#mask = (1 << (options.order + ENTRIES_PER_FRAME_SHIFT)) - 1;
		this.#core = options.core;
		this.#source = options.source;
		this.#devices = options.devices;
		this.#invalidations = options.invalidations;
		this.#log = options.log;
		this.#counters = options.counters;
		this.#fault.type = FaultType.PAGE_REQUEST;
	}

	/** Gives the unit an empty queue. Throws RESOURCE_EXHAUSTED when there are no frames for it. */
	start(): void {
		const count = 1 << this.#order;
		const ring = this.#frames.allocateRange(count);
		if (ring === -1)
			throw new FaultlineError(
				'RESOURCE_EXHAUSTED',
				`no ${count} free frames for a VT-d page-request queue`,
			);
		for (let n = 0; n < count; n++) this.#memory.discard(ring + n);
		this.#ring = ring;
		this.#head = 0;
		for (const register of [Reg.PQH, Reg.PQT]) {
			this.#unit.writeRegister(register, 0);
			this.#unit.writeRegister(register + 4, 0);
		}
		writeAddress(this.#unit, Reg.PQA, ring, this.#order);
		this.#unit.writeRegister(Reg.PRS, Prs.PPR | Prs.PRO);
	}

	/** Takes the queue from the unit, which must not translate any more, and gives the frames back. */
	stop(): void {
		if (this.#ring === -1) return;
		for (const register of [Reg.PQH, Reg.PQT, Reg.PQA]) {
			this.#unit.writeRegister(register, 0);
			this.#unit.writeRegister(register + 4, 0);
		}
		for (let n = 0; n < 1 << this.#order; n++) this.#memory.discard(this.#ring + n);
		this.#frames.freeRange(this.#ring, 1 << this.#order);
		this.#ring = -1;
	}

	/** Whether the queue has overflowed and not been emptied since. */
	get overflowed(): boolean {
		return (this.#unit.readRegister(Reg.PRS) & Prs.PRO) !== 0;
	}

	/**
	 * Takes out all records that there are. After an overflow, and only once the queue is empty, the
	 * incomplete groups are dropped, because last pages may be among the requests that were lost, and the
	 * unit is told to go on. Answers given here are flushed.
	 */
	drain(): void {
		// A handler of a fault may not come here; if one does, the outer call drains the rest.
		if (this.#draining || this.#ring === -1) return;
		this.#draining = true;
		// First, so that a record that arrives from here on raises the event again.
		this.#unit.writeRegister(Reg.PRS, Prs.PPR);
		for (;;) {
			this.#drainTo(this.#tail());
			if (!this.overflowed) break;
			if (this.#tail() !== this.#head) continue;
			this.#counters.overflows++;
			this.#log.sayRarely('the page-request queue overflowed');
			this.#counters.partialsDiscarded += this.#core.discardPartials(this.#source);
			this.#unit.writeRegister(Reg.PRS, Prs.PRO);
			break;
		}
		this.#draining = false;
		this.#invalidations.flush();
	}

	#tail(): number {
		return (this.#unit.readRegister(Reg.PQT) >>> ENTRY_SHIFT) & this.#mask;
	}

	#drainTo(tail: number): void {
		let head = this.#head;
		if (head === tail) return;
		while (head !== tail) {
			this.#record(
				this.#ring + (head >>> ENTRIES_PER_FRAME_SHIFT),
				(head & ENTRIES_PER_FRAME_MASK) << 3,
			);
			head = (head + 1) & this.#mask;
		}
		this.#head = head;
		this.#unit.writeRegister(Reg.PQH, head << ENTRY_SHIFT);
	}

	#record(frame: number, at: number): void {
		const memory = this.#memory;
		const counters = this.#counters;
		// Signed, so that they stay small integers.
		const word = memory.locate(frame, at);
		const words = memory.slab;
		const w0 = words[word]! | 0;
		const w1 = words[word + 1]! | 0;
		const w2 = words[word + 2]! | 0;
		const w3 = words[word + 3]! | 0;
		const data = (w0 & Request.PRIVATE_DATA) === 0 ? undefined : privateDataAt(words, word + 4);
		counters.pageRequests++;
		const sourceId = w0 >>> 16;
		// Addresses have 48 bits, the upper ones all like bit 47.
		const sign = w3 >>> 15;
		const wants = w2 & (Request.READ | Request.WRITE);
		const execute = (w1 & Request.EXECUTE) !== 0;
		const privileged = (w1 & Request.PRIVILEGED) !== 0;
		if (
			(w0 & Request.TYPE_MASK) !== Request.TYPE ||
			(sign !== 0 && sign !== 0x1_ffff) ||
			(privileged && wants !== 0) ||
			(execute && (wants & Request.READ) === 0)
		) {
			counters.malformed++;
			if (this.#log.passes())
				this.#log.write(
					`${requesterName(sourceId)} sent a malformed page request: ${hex(w0)} ${hex(w1)} ${hex(w2)} ${hex(w3)}`,
				);
			if ((w0 & Request.TYPE_MASK) === Request.TYPE) this.#refuse(w0, w1, w2, data);
			return;
		}
		const last = (w2 & Request.LAST) !== 0;
		const hasPasid = (w0 & Request.PASID_PRESENT) !== 0;
		if (last && wants === 0 && hasPasid) {
			counters.stopMarkers++;
			return;
		}
		const attached = this.#devices.bySource(sourceId);
		if (attached === undefined) {
			counters.unknownDevice++;
			if (this.#log.passes())
				this.#log.write(`page request of ${requesterName(sourceId)}, which no device is known by`);
			this.#refuse(w0, w1, w2, data);
			return;
		}
		let flags = 0;
		if (last) flags |= PageRequestFlag.LAST_PAGE;
		if (hasPasid) {
			flags |= PageRequestFlag.PASID_VALID;
			if (attached.responseNeedsPasid) flags |= PageRequestFlag.RESPONSE_NEEDS_PASID;
		}
		let group = (w2 >>> Request.INDEX_SHIFT) & Request.INDEX_MASK;
		if (data !== undefined) {
			group = keepPrivate(attached, group, last, data);
			if (group === -1) {
				this.#refuse(w0, w1, w2, data);
				return;
			}
			flags |= PageRequestFlag.LAST_PAGE;
		}
		const fault = this.#fault;
		fault.flags = flags;
		fault.pasid = hasPasid ? w1 & PASID_MASK : 0;
		fault.grpid = group;
		// R and W are the same bits in both.
		fault.perm = wants | (execute ? FaultPerm.EXEC : 0) | (privileged ? FaultPerm.PRIV : 0);
		fault.page = (w3 >>> 0) * 0x10_0000 + (w2 >>> 12);
		this.#core.reportDeviceFault(attached.device, fault);
	}

	/** Answers a record that is not reported INVALID, if it is owed a response. */
	#refuse(w0: number, w1: number, w2: number, data: PrivateData | undefined): void {
		const last = (w2 & Request.LAST) !== 0;
		if (!last && data === undefined) return;
		const sourceId = w0 >>> 16;
		const hasPasid = (w0 & Request.PASID_PRESENT) !== 0;
		const attached = this.#devices.bySource(sourceId);
		// Of a device that is not known, nobody can tell: as the kernel does, what came goes back.
		const carries = hasPasid && (attached === undefined || attached.responseNeedsPasid);
		const grpid = (w2 >>> Request.INDEX_SHIFT) & Request.INDEX_MASK;
		const pasid = carries ? w1 & PASID_MASK : -1;
		this.#invalidations.respond(sourceId, pasid, grpid, last, ResponseCode.INVALID, data);
	}
}

/** Keeps what goes back with the response. Returns the group to report; -1: too many are waiting. */
function keepPrivate(
	attached: AttachedDevice,
	prgIndex: number,
	last: boolean,
	data: PrivateData,
): number {
	attached.privateRequests ??= new PrivateRequests();
	return attached.privateRequests.add(prgIndex, last, data);
}

function privateDataAt(words: Uint32Array, at: number): PrivateData {
	return [words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!];
}

const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
