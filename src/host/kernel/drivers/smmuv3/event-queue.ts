import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import {
	FaultPerm,
	FaultType,
	IommuFault,
	PageRequestFlag,
	ResponseCode,
	UnrecoverableFlag,
} from '../../fault.js';
import type { FaultSource } from '../../fault-source.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import type { DriverLog } from '../shared/log.js';
import type { AttachedStream, Streams } from './attached-stream.js';
import type { CommandQueue } from './command-queue.js';
import type { SmmuV3Counters } from './counters.js';
import {
	describeEvent,
	EVENT_PAGE_REQUEST,
	EventPart,
	genericReason,
	partsOf,
} from './event-kinds.js';
import { EventBit, PASID_MASK, SUBSTREAM_SHIFT } from './layout.js';
import type { RecordRing } from './record-ring.js';

/** The stage 2 faults' classes: what was being translated. */
const CLASSES = ['context descriptor', 'translation table', 'address', 'address'] as const;

export interface EventQueueOptions {
	readonly memory: PhysicalMemory;
	readonly ring: RecordRing;
	readonly core: FaultReporter;
	/** Who reports. */
	readonly source: FaultSource;
	readonly devices: Streams;
	readonly commands: CommandQueue;
	readonly log: DriverLog;
	readonly counters: SmmuV3Counters;
}

/**
 * The event queue (Arm IHI 0070, 7.2 to 7.4). Takes each record out once. What stalled becomes a page request, a group of its
 * own whose number is the stall's tag, as in the kernel (`arm_smmu_handle_event`); the core then owes its
 * end. Everything else becomes an unrecoverable fault of its device; one that nobody wants is logged.
 *
 *      stalled, of a stream that is unknown      ended with an abort here, logged
 *      stalled at stage 2                        ended with an abort here, told as an unrecoverable fault: no
 *                                                guest can mend it
 *      E_PAGE_REQUEST                            counted
 *
 * After an overflow, in which only events without stall are lost, the owner of every device behind the SMMU is
 * told of at least one lost fault, because the hardware tells neither how many there were nor whose.
 * Nothing is allocated for a record that is reported, and CONS is written once for a batch.
 */
export class EventQueue {
	readonly #memory: PhysicalMemory;
	readonly #ring: RecordRing;
	readonly #core: FaultReporter;
	readonly #source: FaultSource;
	readonly #devices: Streams;
	readonly #commands: CommandQueue;
	readonly #log: DriverLog;
	readonly #counters: SmmuV3Counters;
	/** Reused for every record. */
	readonly #request = new IommuFault();
	readonly #fault = new IommuFault();
	#draining = false;

	constructor(options: EventQueueOptions) {
		this.#memory = options.memory;
		this.#ring = options.ring;
		this.#core = options.core;
		this.#source = options.source;
		this.#devices = options.devices;
		this.#commands = options.commands;
		this.#log = options.log;
		this.#counters = options.counters;
		this.#request.type = FaultType.PAGE_REQUEST;
		this.#fault.type = FaultType.DMA_UNRECOVERABLE;
	}

	/** Takes out all records that there are. Stalls that are ended here are flushed. */
	drain(): void {
		const ring = this.#ring;
		// A handler of a fault may not come here; if one does, the outer call drains the rest.
		if (this.#draining || !ring.started) return;
		this.#draining = true;
		for (;;) {
			ring.look();
			if (ring.empty && !ring.overflowed) break;
			while (!ring.empty) {
				this.#record(ring.frame, ring.word);
				ring.advance();
			}
			const lost = ring.overflowed;
			if (lost) this.lost('events overflowed; faults were lost');
			// Then again: a record that came meanwhile, as stalls that wait for room do, has raised no event.
			ring.release(lost);
		}
		this.#draining = false;
		this.#commands.flush();
	}

	/** Events were lost: an unknown number, of anyone. */
	lost(message: string): void {
		this.#counters.faultOverflows++;
		this.#log.say(message);
		this.#core.reportEventLoss(this.#source);
	}

	#record(frame: number, at: number): void {
		const memory = this.#memory;
		const w0 = memory.readEntry(frame, at);
		const stream = memory.upper >>> 0;
		const w2 = memory.readEntry(frame, at + 2);
		const w3 = memory.upper;
		const number = w0 & 0xff;
		if (number === EVENT_PAGE_REQUEST) {
			this.#counters.hints++;
			return;
		}
		const attached = this.#devices.bySource(stream);
		const parts = partsOf(number);
		if ((parts & EventPart.STALL) !== 0 && (w2 & EventBit.STALL) !== 0) {
			const tag = w2 & EventBit.TAG_MASK;
			if (attached === undefined) {
				this.#counters.unknownDevice++;
				this.#commands.resume(stream, tag, ResponseCode.INVALID);
			} else if ((w3 & EventBit.SECOND_STAGE) !== 0) {
				this.#counters.secondStageStalls++;
				this.#commands.resume(stream, tag, ResponseCode.INVALID);
			} else {
				this.#stall(attached, w0, w3, tag, frame, at);
				return;
			}
		}
		this.#unrecoverable(attached, stream, w0, w3, parts, frame, at);
	}

	#stall(
		attached: AttachedStream,
		w0: number,
		w3: number,
		tag: number,
		frame: number,
		at: number,
	): void {
		this.#counters.stalls++;
		const hasPasid = (w0 & EventBit.SUBSTREAM_VALID) !== 0;
		const fault = this.#request;
		fault.flags = PageRequestFlag.LAST_PAGE | (hasPasid ? PageRequestFlag.PASID_VALID : 0);
		fault.pasid = hasPasid ? w0 >>> SUBSTREAM_SHIFT : 0;
		fault.grpid = tag;
		fault.perm = attempted(w3);
		const low = this.#memory.readEntry(frame, at + 4);
		fault.page = (this.#memory.upper >>> 0) * 0x10_0000 + (low >>> 12);
		this.#core.reportDeviceFault(attached.device, fault);
	}

	#unrecoverable(
		attached: AttachedStream | undefined,
		stream: number,
		w0: number,
		w3: number,
		parts: number,
		frame: number,
		at: number,
	): void {
		const memory = this.#memory;
		const number = w0 & 0xff;
		const fault = this.#fault;
		const hasPasid = (w0 & EventBit.SUBSTREAM_VALID) !== 0 || (parts & EventPart.SUBSTREAM) !== 0;
		let flags = hasPasid ? UnrecoverableFlag.PASID_VALID : 0;
		fault.pasid = hasPasid ? (w0 >>> SUBSTREAM_SHIFT) & PASID_MASK : 0;
		fault.perm = 0;
		if ((parts & EventPart.ATTRIBUTES) !== 0) fault.perm = attempted(w3);
		else if ((parts & EventPart.READ_WRITE) !== 0)
			fault.perm = (w3 & EventBit.READ) !== 0 ? FaultPerm.READ : FaultPerm.WRITE;
		else if ((parts & EventPart.ASKED) !== 0) fault.perm = asked(w3);
		fault.page = 0;
		fault.offset = 0;
		if ((parts & EventPart.ADDRESS) !== 0) {
			flags |= UnrecoverableFlag.ADDR_VALID;
			const low = memory.readEntry(frame, at + 4);
			fault.page = (memory.upper >>> 0) * 0x10_0000 + (low >>> 12);
			fault.offset = low & 0xfff;
		}
		fault.fetchPage = 0;
		if ((parts & EventPart.FETCH) !== 0) {
			flags |= UnrecoverableFlag.FETCH_ADDR_VALID;
			const low = memory.readEntry(frame, at + 6);
			fault.fetchPage = (memory.upper & 0x00ff_ffff) * 0x10_0000 + (low >>> 12);
		}
		fault.flags = flags;
		fault.reason = genericReason(number);
		fault.hardwareReason = number;
		this.#counters.faults++;
		if (attached !== undefined && this.#core.reportDeviceFault(attached.device, fault) === Errno.OK)
			return;
		this.#counters.faultsUnowned++;
		if (!this.#log.passes()) return;
		const pasid = hasPasid ? ` with PASID ${fault.pasid}` : '';
		const where =
			(parts & EventPart.ADDRESS) === 0
				? ''
				: ` at 0x${fault.page.toString(16)}${fault.offset.toString(16).padStart(3, '0')}`;
		const stage =
			(parts & EventPart.STAGE) === 0 || (w3 & EventBit.SECOND_STAGE) === 0
				? ''
				: `, stage 2 of the ${CLASSES[(w3 >>> EventBit.CLASS_SHIFT) & 3]}`;
		this.#log.write(
			`stream 0x${stream.toString(16)}${pasid}${where}: ${describeEvent(number)}${stage}`,
		);
	}
}

/** What was tried, from RnW, InD and PnU. */
function attempted(w3: number): number {
	return (
		((w3 & EventBit.READ) !== 0 ? FaultPerm.READ : FaultPerm.WRITE) |
		((w3 & EventBit.INSTRUCTION) !== 0 ? FaultPerm.EXEC : 0) |
		((w3 & EventBit.PRIVILEGED) !== 0 ? FaultPerm.PRIV : 0)
	);
}

/** What a translation request asked for. */
function asked(w3: number): number {
	return (
		((w3 & EventBit.ASKED_READ) !== 0 ? FaultPerm.READ : 0) |
		((w3 & EventBit.ASKED_WRITE) !== 0 ? FaultPerm.WRITE : 0) |
		((w3 & EventBit.ASKED_EXECUTE) !== 0 ? FaultPerm.EXEC : 0) |
		((w3 & EventBit.ASKED_PRIVILEGED) !== 0 ? FaultPerm.PRIV : 0)
	);
}
