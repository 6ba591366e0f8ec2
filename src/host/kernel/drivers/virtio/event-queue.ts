import type { PhysicalMemory } from '../../../../emulator/memory.js';
import { Errno } from '../../errno.js';
import { FaultPerm, FaultType, IommuFault, UnrecoverableFlag } from '../../fault.js';
import type { FaultSource } from '../../fault-source.js';
import type { AttachedDevices } from '../shared/attached-devices.js';
import type { FaultReporter } from '../shared/fault-reporter.js';
import type { DriverLog } from '../shared/log.js';
import type { AttachedDevice } from './attached-device.js';
import type { VirtioCounters } from './counters.js';
import { genericReason, reasonName } from './fault-reasons.js';
import { EVENT_QUEUE, FAULT_BYTES, FaultFlag } from './layout.js';
import type { SplitQueue } from './split-queue.js';
import type { VirtioTransport } from './transport.js';

/** Bytes from one buffer to the next. */
export const EVENT_SLOT_BYTES = 32;
/** Times that the queue is looked at again in one turn, before others get theirs, */
const ROUNDS = 8;
/** and where somebody waits until it is empty. A device that keeps finding more is not waited for longer. */
const LAST_ROUNDS = 1024;

export interface EventQueueOptions {
	readonly transport: VirtioTransport;
	readonly queue: SplitQueue;
	readonly memory: PhysicalMemory;
	/** Byte address of `EVENT_SLOT_BYTES` for every entry of the queue. */
	readonly buffers: number;
	readonly core: FaultReporter;
	/** Who reports. */
	readonly source: FaultSource;
	readonly devices: AttachedDevices<AttachedDevice>;
	readonly log: DriverLog;
	readonly counters: VirtioCounters;
	/** Asks for another turn. */
	readonly wake: () => void;
}

/**
 * The event queue (VIRTIO 5.13.6.9): every entry has a buffer, which is the device's until it holds a report, and is
 * given to the device again as soon as that is read. Each report goes to the core once, as an unrecoverable fault; one
 * that nobody wants is logged.
 *
 * A device that has no buffer may keep its reports or drop them, and does not tell. All that can be known is that every
 * buffer was used: then a report may be lost, and every owner of a device behind the unit is told so (law 8). It may
 * be that none is.
 */
export class EventQueue {
	readonly #options: EventQueueOptions;
	/** Reused for every report. */
	readonly #fault = new IommuFault();
	readonly #bytes = new Uint8Array(FAULT_BYTES);
	readonly #words = new DataView(this.#bytes.buffer);

	constructor(options: EventQueueOptions) {
		this.#options = options;
		this.#fault.type = FaultType.DMA_UNRECOVERABLE;
	}

	/** What is wrong with the device; empty: nothing. */
	get broken(): string {
		return this.#options.queue.breach;
	}

	/** Gives the device all buffers; the queue is set up and empty. `notify` follows once the device runs. */
	fill(): void {
		const { queue, buffers } = this.#options;
		queue.clear();
		for (let slot = 0; slot < queue.areas.size; slot++) {
			queue.describe(slot, buffers + slot * EVENT_SLOT_BYTES, FAULT_BYTES, true, -1);
			queue.offer(slot);
		}
		queue.publish();
	}

	notify(): void {
		this.#options.transport.notify(EVENT_QUEUE);
	}

	/** Reports everything that the device has written, also what it writes as soon as it gets buffers again. */
	drain(): void {
		if (!this.#drain(ROUNDS)) this.#options.wake();
	}

	/** As `drain`, to the end: what was written before is reported when this returns. */
	drainAll(): void {
		this.#drain(LAST_ROUNDS);
	}

	#drain(rounds: number): boolean {
		for (let round = 0; round < rounds; round++) if (this.#round() === 0) return true;
		return false;
	}

	/** Reports what is there; returns how many buffers came back. */
	#round(): number {
		const { queue, core, source, counters, log } = this.#options;
		let taken = 0;
		for (let slot = queue.take(); slot >= 0; slot = queue.take()) {
			taken++;
			this.#report(slot, queue.length);
			// Shown below, all together: until then the device cannot use it.
			queue.offer(slot);
			if (taken === queue.areas.size) break;
		}
		if (taken === 0) return 0;
		if (taken === queue.areas.size) {
			counters.faultOverflows++;
			log.say('the device had no buffer for fault reports; some may be lost');
			core.reportEventLoss(source);
		}
		if (queue.breach === '') {
			queue.publish();
			this.notify();
		}
		return taken;
	}

	#report(slot: number, length: number): void {
		const { memory, buffers, counters, devices, core } = this.#options;
		const words = this.#words;
		memory.copyOut(buffers + slot * EVENT_SLOT_BYTES, this.#bytes, 0, FAULT_BYTES);
		// "The driver MUST ignore" a report whose reserved bytes are not zero.
		if (length < FAULT_BYTES || (words.getUint32(0, true) & 0xffff_ff00) !== 0) {
			counters.malformed++;
			this.#options.log.say(`a fault report of ${length} bytes makes no sense; it is ignored`);
			return;
		}
		counters.faults++;
		const reason = words.getUint8(0);
		const flags = words.getUint32(4, true);
		const endpoint = words.getUint32(8, true);
		const low = words.getUint32(16, true);
		const fault = this.#fault;
		const located = (flags & FaultFlag.ADDRESS) !== 0;
		fault.flags = located ? UnrecoverableFlag.ADDR_VALID : 0;
		fault.perm =
			((flags & FaultFlag.READ) !== 0 ? FaultPerm.READ : 0) |
			((flags & FaultFlag.WRITE) !== 0 ? FaultPerm.WRITE : 0);
		fault.page = located ? words.getUint32(20, true) * 2 ** 20 + (low >>> 12) : 0;
		fault.offset = located ? low & 0xfff : 0;
		fault.reason = genericReason(reason);
		fault.hardwareReason = reason;
		const attached = devices.bySource(endpoint);
		if (attached !== undefined && core.reportDeviceFault(attached.device, fault) === Errno.OK)
			return;
		counters.faultsUnowned++;
		this.#logUnowned(endpoint, fault);
	}

	#logUnowned(endpoint: number, fault: IommuFault): void {
		const { log } = this.#options;
		if (!log.passes()) return;
		const at =
			(fault.flags & UnrecoverableFlag.ADDR_VALID) === 0
				? ''
				: ` at 0x${(BigInt(fault.page) * 4096n + BigInt(fault.offset)).toString(16)}`;
		log.write(
			`${accessName(fault.perm)} of endpoint 0x${endpoint.toString(16)}${at} failed: ${reasonName(fault.hardwareReason)} (reason ${fault.hardwareReason})`,
		);
	}
}

function accessName(perm: number): string {
	if (perm === FaultPerm.READ) return 'read';
	return perm === FaultPerm.WRITE ? 'write' : 'access';
}
