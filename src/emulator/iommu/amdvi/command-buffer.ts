/**
 * The command buffer: base, head and tail registers and CmdBufRun. Owns the ring's pointers and the COMPLETION_WAITs that
 * are passed and not complete; carries commands out in order, all of them synchronously except the invalidation
 * of devices' IOTLBs (AMD IOMMU specification 48882, section 2.4).
 *
 * - It runs while CmdBufEn and IommuEn are set, from the moment that both became so.
 * - A COMPLETION_WAIT completes when every earlier IOTLB invalidation has, and waits complete in order. The head stops only
 *   at one with the flush flag (F): it passes the others, so that a device that is slow to invalidate does not
 *   hold back responses and invalidations of others. It also stops when too many waits are not complete.
 * - An illegal command, a buffer or a store outside the memory is logged and stops the buffer with the head on the
 *   command; it starts again when software toggles CmdBufEn.
 * - An IOTLB invalidation that timed out is logged with its command's address and counts as complete.
 *
 * Running is not re-entered: what an endpoint or an interrupt handler asks for meanwhile is picked up by the loop that
 * is running.
 */

import type { PhysicalMemory } from '../../memory.js';
import type { CommandExecutor } from './command-executor.js';
import { isLegal, Opcode } from './commands.js';
import { DeviceInvalidations } from './device-invalidations.js';
import type { EventLog } from './event-log.js';
import { EventCode, EventFlag, Status } from './layout.js';
import type { StatusRegister } from './status.js';

const COMMAND_BYTES = 16;
const POINTER_MASK = 0x7_fff0;
const BASE_LOW_MASK = 0xffff_f000;
const BASE_HIGH_MASK = 0x0f0f_ffff;
const LEAST_LENGTH = 8;
const STORE = 1;
const INTERRUPT = 2;
const FLUSH = 4;
/** Waits that may be passed and not complete. */
const MOST_WAITS = 256;

interface Wait {
	readonly word0: number;
	readonly word1: number;
	readonly data0: number;
	readonly data1: number;
	/** Complete when no invalidation up to this number is outstanding. */
	readonly after: number;
}

export class CommandBuffer {
	/** ComWaitIntEn and InvTimeOut (whether it is not 0) of the control register. */
	completionInterrupt = false;
	timesOut = false;
	readonly #memory: PhysicalMemory;
	readonly #executor: CommandExecutor;
	readonly #events: EventLog;
	readonly #status: StatusRegister;
	readonly #signal: () => void;
	readonly #invalidations: DeviceInvalidations;
	readonly #words = new Uint32Array(4);
	readonly #waits: Wait[] = [];
	#baseLow = 0;
	#baseHigh = LEAST_LENGTH << 24;
	/** First frame of the buffer; it need not lie in the memory. */
	#frame = 0;
	#size = 4096;
	#head = 0;
	#tail = 0;
	#enabled = false;
	#busy = false;

	constructor(
		memory: PhysicalMemory,
		executor: CommandExecutor,
		events: EventLog,
		status: StatusRegister,
		signal: () => void,
	) {
		this.#memory = memory;
		this.#executor = executor;
		this.#events = events;
		this.#status = status;
		this.#signal = signal;
		this.#invalidations = new DeviceInvalidations(
			() => {
				this.#settle();
				this.#run();
			},
			(device, high, low) => {
				if (this.timesOut) events.command(EventCode.INVALIDATION_TIMEOUT, device, 0, high, low);
			},
		);
	}

	/** The control register was written: `enabled` is CmdBufEn and IommuEn. */
	enable(enabled: boolean): void {
		if (enabled === this.#enabled) return;
		this.#enabled = enabled;
		if (!enabled) {
			this.#status.unset(Status.COMMAND_RUN);
			return;
		}
		this.#status.set(Status.COMMAND_RUN);
		this.#run();
	}

	/** The endpoint was taken away. */
	release(device: number): void {
		this.#invalidations.release(device);
	}

	/** The endpoint did not complete its invalidations in time. */
	expire(device: number): number {
		return this.timesOut ? this.#invalidations.expire(device) : 0;
	}

	get head(): number {
		return this.#head;
	}

	get tail(): number {
		return this.#tail;
	}

	get baseLow(): number {
		return this.#baseLow;
	}

	get baseHigh(): number {
		return this.#baseHigh;
	}

	/** Written by software only to set the buffer up. */
	writeHead(value: number): void {
		if (!this.#status.has(Status.COMMAND_RUN)) this.#head = value & POINTER_MASK & (this.#size - 1);
	}

	/** Commands before it are the unit's. */
	writeTail(value: number): void {
		this.#tail = value & POINTER_MASK & (this.#size - 1);
		this.#run();
	}

	/** A length below 8 (256 commands) is not accepted, nor is any base while the buffer runs. */
	writeBaseLow(value: number): void {
		if (this.#status.has(Status.COMMAND_RUN)) return;
		this.#baseLow = (value & BASE_LOW_MASK) >>> 0;
		this.#place();
	}

	writeBaseHigh(value: number): void {
		if (this.#status.has(Status.COMMAND_RUN) || ((value >>> 24) & 0xf) < LEAST_LENGTH) return;
		this.#baseHigh = (value & BASE_HIGH_MASK) >>> 0;
		this.#place();
	}

	#place(): void {
		this.#size = COMMAND_BYTES << ((this.#baseHigh >>> 24) & 0xf);
		this.#frame = (this.#baseHigh & 0xf_ffff) * 0x10_0000 + (this.#baseLow >>> 12);
		this.#head = 0;
		this.#tail = 0;
	}

	#run(): void {
		if (this.#busy) return;
		this.#busy = true;
		while (this.#head !== this.#tail && this.#status.has(Status.COMMAND_RUN))
			if (!this.#step()) break;
		this.#busy = false;
	}

	/** Carries out the command at the head; false when the head has to stay there. */
	#step(): boolean {
		const frame = this.#frame + (this.#head >> 12);
		const high = Math.floor(frame / 0x10_0000);
		const low = (frame - high * 0x10_0000) * 4096 + (this.#head & 4095);
		const memory = this.#memory;
		if (frame >= memory.frames) {
			this.#stop(EventCode.COMMAND_ERROR, EventFlag.MASTER_ABORT, high, low);
			return false;
		}
		const words = this.#words;
		const word = (this.#head & 4095) >> 2;
		words[0] = memory.readEntry(frame, word);
		words[1] = memory.upper;
		words[2] = memory.readEntry(frame, word + 2);
		words[3] = memory.upper;
		if (!isLegal(words)) {
			this.#stop(EventCode.ILLEGAL_COMMAND, 0, high, low);
			return false;
		}
		if (words[1]! >>> 28 === Opcode.COMPLETION_WAIT) return this.#wait();
		this.#head = (this.#head + COMMAND_BYTES) & (this.#size - 1);
		this.#executor.carryOut(words, this.#invalidations, high, low);
		return true;
	}

	/** The COMPLETION_WAIT at the head, in `#words`. */
	#wait(): boolean {
		const words = this.#words;
		const idle = this.#invalidations.outstanding === 0 && this.#waits.length === 0;
		if (!idle && ((words[0]! & FLUSH) !== 0 || this.#waits.length >= MOST_WAITS)) return false;
		const at = this.#head;
		this.#head = (at + COMMAND_BYTES) & (this.#size - 1);
		if (!idle)
			this.#waits.push({
				word0: words[0]!,
				word1: words[1]!,
				data0: words[2]!,
				data1: words[3]!,
				after: this.#invalidations.sent,
			});
		else if (!this.#complete(words[0]!, words[1]!, words[2]!, words[3]!)) {
			this.#head = at;
			return false;
		}
		return true;
	}

	/** Completes the passed waits that have nothing to wait for any more. */
	#settle(): void {
		const waits = this.#waits;
		while (waits.length > 0 && this.#invalidations.completeTo(waits[0]!.after)) {
			const wait = waits.shift()!;
			this.#complete(wait.word0, wait.word1, wait.data0, wait.data1);
		}
	}

	/** Stores and interrupts as the wait says; false when its store failed, which stops the buffer. */
	#complete(word0: number, word1: number, data0: number, data1: number): boolean {
		if ((word0 & STORE) !== 0) {
			const high = word1 & 0xf_ffff;
			const low = (word0 & 0xffff_fff8) >>> 0;
			const address = high * 2 ** 32 + low;
			if (!this.#memory.contains(address)) {
				this.#stop(EventCode.COMMAND_ERROR, EventFlag.MASTER_ABORT, high, low);
				return false;
			}
			this.#memory.write32(address, data0);
			this.#memory.write32(address + 4, data1);
		}
		if ((word0 & INTERRUPT) !== 0) {
			this.#status.set(Status.COMPLETION);
			if (this.completionInterrupt) this.#signal();
		}
		return true;
	}

	#stop(code: number, flags: number, addressHigh: number, addressLow: number): void {
		this.#status.unset(Status.COMMAND_RUN);
		this.#events.command(code, 0, flags, addressHigh, addressLow);
	}
}
