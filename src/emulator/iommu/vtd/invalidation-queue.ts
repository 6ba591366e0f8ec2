/**
 * The invalidation queue: IQA, IQH, IQT, ICS, IQERCD and the completion event. Owns the ring's pointers
 * and carries descriptors out in order, all of them synchronously except the invalidation of device TLBs.
 *
 * - A wait completes when every earlier device-TLB invalidation has, and waits complete in order. The head
 *   stops only at one with the fence flag: it passes the others, so that a function that is slow to
 *   invalidate does not hold back responses and invalidations of others. It also stops when too many waits
 *   are passed and not complete.
 * - A bad descriptor sets IQE and leaves the head on it; clearing IQE fetches it again.
 * - A time-out sets ITE, aborts every wait that is not complete, passed or at the head (their status is not
 *   written and the head passes them) and stops until ITE is cleared. A bad completion sets ICE and stops nothing.
 *
 * VT-d specification 6.5.2. Running is not re-entered: what an endpoint or an interrupt handler asks
 * for meanwhile is picked up by the loop that is running.
 */

import type { PhysicalMemory } from '../../memory.js';
import type { VtdCounters } from './counters.js';
import { DescriptorExecutor } from './descriptor-executor.js';
import { DescriptorType, typeOf } from './descriptors.js';
import { DeviceTlb } from './device-tlb.js';
import type { Endpoints } from './endpoints.js';
import type { EventLine } from './event-line.js';
import type { FaultRecording } from './fault-recording.js';
import type { InterruptRemapping } from './interrupt-remapping.js';
import { FaultStatus, QueueError } from './layout.js';
import type { PageRequestQueue } from './page-request-queue.js';
import type { TranslationTables } from './tables.js';
import type { TranslationCaches } from './translation-caches.js';

const WIDE = 0x800;
const WAIT_INTERRUPT = 0x10;
const WAIT_STATUS = 0x20;
const WAIT_FENCE = 0x40;
const WAIT_DRAIN = 0x80;
const STOPPED = FaultStatus.IQE | FaultStatus.ITE;

/** Waits that may be passed and not complete at a time. */
const MOST_WAITS = 256;
/**
 * Descriptors that are looked at ahead. Responses to thousands of devices find each device's state in no near
 * cache; reading it for sixteen of them in one short loop lets these waits overlap: some 90 ns less of 2.5 us a
 * group with 10,000 devices that fault in turn, near the noise, and no more than noise with one device.
 */
const AHEAD = 16;

/** A wait that the head passed while device-TLB invalidations before it were outstanding. */
interface PassedWait {
	readonly flags: number;
	readonly data: number;
	readonly addressLow: number;
	readonly addressHigh: number;
	/** The last invalidation before it. */
	readonly after: number;
}

export class InvalidationQueue {
	readonly #memory: PhysicalMemory;
	readonly #requests: PageRequestQueue;
	readonly #faults: FaultRecording;
	readonly #line: EventLine;
	readonly #deviceTlb: DeviceTlb;
	readonly #executor: DescriptorExecutor;
	readonly #waits: PassedWait[] = [];
	#addressLow = 0;
	#addressHigh = 0;
	#enabled = false;
	#frame = 0;
	#size = 4096;
	#bytes = 16;
	#head = 0;
	#tail = 0;
	/** Type of the last descriptor carried out, 0 for none. */
	#lastType = 0;
	/** ICS.IWC. */
	#waitCompleted = false;
	#running = false;
	/** Descriptors from the head on that were looked at ahead. */
	#ahead = 0;
	#error = 0;
	#timedOut = 0;
	#badCompletion = 0;

	constructor(
		memory: PhysicalMemory,
		tables: TranslationTables,
		caches: TranslationCaches,
		endpoints: Endpoints,
		requests: PageRequestQueue,
		faults: FaultRecording,
		line: EventLine,
		interrupts: InterruptRemapping,
		counters: VtdCounters,
		privateData: boolean,
	) {
		this.#memory = memory;
		this.#requests = requests;
		this.#faults = faults;
		this.#line = line;
		this.#deviceTlb = new DeviceTlb(
			() => this.run(),
			(source) => {
				this.#badCompletion = source;
				this.#faults.raise(FaultStatus.ICE);
			},
		);
		this.#executor = new DescriptorExecutor(
			tables,
			caches,
			endpoints,
			this.#deviceTlb,
			interrupts,
			counters,
			privateData,
		);
	}

	/** GSTS.QIES. */
	get enabled(): boolean {
		return this.#enabled;
	}

	get head(): number {
		return this.#head;
	}

	get tail(): number {
		return this.#tail;
	}

	get addressLow(): number {
		return this.#addressLow;
	}

	get addressHigh(): number {
		return this.#addressHigh;
	}

	/** ICS: IWC. */
	get completionStatus(): number {
		return this.#waitCompleted ? 1 : 0;
	}

	/** IQERCD, lower half: IQEI. */
	get errorLow(): number {
		return this.#error;
	}

	/** IQERCD, upper half: ITESID, and ICESID above it. */
	get errorHigh(): number {
		return (this.#timedOut | (this.#badCompletion << 16)) >>> 0;
	}

	/** IQA, either half; ignored while the queue is enabled. */
	writeAddress(low: number, high: number): void {
		if (this.#enabled) return;
		this.#addressLow = (low & 0xffff_f807) >>> 0;
		this.#addressHigh = high >>> 0;
	}

	/** GCMD.QIE 0 to 1: takes IQA over and starts at its first descriptor. */
	enable(): void {
		const high = this.#addressHigh;
		this.#frame = high > 0xff ? -1 : (high << 20) | (this.#addressLow >>> 12);
		this.#size = 4096 << (this.#addressLow & 7);
		this.#bytes = (this.#addressLow & WIDE) !== 0 ? 32 : 16;
		this.#head = 0;
		this.#ahead = 0;
		this.#lastType = 0;
		this.#enabled = true;
		this.run();
	}

	/** GCMD.QIE 1 to 0: only when the queue is empty and ended with a wait, or was never used. */
	disable(): void {
		if (this.#head !== this.#tail) return;
		if (this.#lastType !== 0 && this.#lastType !== DescriptorType.WAIT) return;
		if (this.#waits.length > 0) return;
		this.#enabled = false;
		this.#head = 0;
	}

	/** IQT: carries out what is new. */
	writeTail(value: number): void {
		this.#tail = value & 0x7_fff0;
		this.run();
	}

	/** ICS, write-1-clear. */
	writeCompletionStatus(value: number): void {
		if ((value & 1) === 0) return;
		this.#waitCompleted = false;
		this.#line.withdraw();
	}

	/** FSTS bits that software cleared: the queue goes on from where it stopped. */
	acknowledge(cleared: number): void {
		if ((cleared & FaultStatus.IQE) !== 0) this.#error = 0;
		if ((cleared & FaultStatus.ITE) !== 0) this.#timedOut = 0;
		if ((cleared & FaultStatus.ICE) !== 0) this.#badCompletion = 0;
		if ((cleared & STOPPED) !== 0) this.run();
	}

	/** The endpoint is gone: its outstanding invalidations are complete. */
	release(source: number): void {
		this.#deviceTlb.release(source);
	}

	/** The endpoint's outstanding invalidations timed out; returns how many. */
	expire(source: number): number {
		const count = this.#deviceTlb.expire(source);
		this.run();
		return count;
	}

	/** Carries descriptors out until the queue is empty, stopped, or has to wait. */
	run(): void {
		if (this.#running) return;
		this.#running = true;
		try {
			while (this.#step());
		} finally {
			this.#running = false;
		}
	}

	/** One descriptor or one change of state; false when there is nothing to do. */
	#step(): boolean {
		if (!this.#enabled || (this.#faults.status & STOPPED) !== 0) return false;
		if (this.#waits.length > 0 && this.#completeFirst()) return true;
		const tail = this.#tail;
		if (this.#head === tail) return this.#timeOut(false);
		if (this.#bytes === 32 && (tail & 0x10) !== 0) return this.#stop(QueueError.TAIL_MISALIGNED);
		if (tail >= this.#size) return this.#stop(QueueError.TAIL_OUTSIDE);
		const frame = this.#frame + (this.#head >> 12);
		if (this.#frame < 0 || frame >= this.#memory.frames) return this.#stop(QueueError.FETCH_FAILED);
		if (this.#ahead === 0) this.#lookAhead(frame, tail);
		const at = this.#memory.locate(frame, (this.#head & 4095) >> 2);
		const words = this.#memory.slab;
		const type = typeOf(words[at]!);
		const error = this.#executor.check(type, words, at, this.#bytes >> 2);
		if (error !== 0) return this.#stop(error);
		if (type === DescriptorType.WAIT) return this.#wait(words, at);
		this.#advance();
		this.#lastType = type;
		this.#executor.carryOut(type, words, at);
		return true;
	}

	/** Announces the responses among the next descriptors, up to the end of their frame. */
	#lookAhead(frame: number, tail: number): void {
		const head = this.#head;
		const offset = head & 4095;
		const ready = tail > head ? tail - head : this.#size - head;
		const bytes = Math.min(4096 - offset, ready, AHEAD * this.#bytes);
		const first = this.#memory.locate(frame, offset >> 2);
		const words = this.#memory.slab;
		const end = first + (bytes >> 2);
		for (let at = first; at < end; at += this.#bytes >> 2)
			if (typeOf(words[at]!) === DescriptorType.PAGE_RESPONSE) this.#executor.announce(words, at);
		this.#ahead = bytes / this.#bytes;
	}

	/** Completes the oldest wait that was passed, when all before it is complete. */
	#completeFirst(): boolean {
		const first = this.#waits[0]!;
		if (this.#deviceTlb.expired >= 0 || !this.#deviceTlb.completeTo(first.after)) return false;
		this.#waits.shift();
		this.#completeWait(first.flags, first.data, first.addressLow, first.addressHigh);
		return true;
	}

	/** The wait at the head, which stands at `words[at]`; false when the head has to stay at it. */
	#wait(words: Uint32Array, at: number): boolean {
		const flags = words[at]!;
		const data = words[at + 1]!;
		const addressLow = words[at + 2]!;
		const addressHigh = words[at + 3]!;
		if (this.#timeOut(true)) return true;
		const idle = this.#deviceTlb.outstanding === 0 && this.#waits.length === 0;
		const fenced = (flags & WAIT_FENCE) !== 0;
		if (!idle && (fenced || this.#waits.length >= MOST_WAITS)) return false;
		this.#advance();
		this.#lastType = DescriptorType.WAIT;
		if (idle) this.#completeWait(flags, data, addressLow, addressHigh);
		else this.#waits.push({ flags, data, addressLow, addressHigh, after: this.#deviceTlb.sent });
		return true;
	}

	#advance(): void {
		this.#ahead--;
		this.#head = (this.#head + this.#bytes) & (this.#size - 1);
	}

	#stop(error: number): boolean {
		this.#error = error;
		this.#faults.raise(FaultStatus.IQE);
		return true;
	}

	/** Reports an invalidation that timed out, if there is one; `waiting`: a wait stands at the head. */
	#timeOut(waiting: boolean): boolean {
		const source = this.#deviceTlb.expired;
		if (source < 0) return false;
		this.#deviceTlb.acknowledge();
		this.#timedOut = source;
		this.#waits.length = 0;
		if (waiting) {
			this.#advance();
			this.#lastType = DescriptorType.WAIT;
		}
		this.#faults.raise(FaultStatus.ITE);
		return true;
	}

	#completeWait(flags: number, data: number, addressLow: number, addressHigh: number): void {
		if ((flags & WAIT_DRAIN) !== 0) this.#requests.answerOwed();
		if ((flags & WAIT_STATUS) !== 0) {
			const address = addressHigh * 2 ** 32 + addressLow;
			// A write to where no memory is goes nowhere, as any posted write.
			if (this.#memory.contains(address)) this.#memory.write32(address, data);
		}
		if ((flags & WAIT_INTERRUPT) === 0 || this.#waitCompleted) return;
		this.#waitCompleted = true;
		this.#line.raise();
	}
}
