/**
 * The process directory: finds the context of a device's process (specification "Process to locate the
 * Process-context") and checks its configuration. Owns the cache of contexts. With a second stage the
 * directory lies in guest memory, and the walker, which has been told what to use, translates its addresses.
 */

import type { PhysicalMemory } from '../../memory.js';
import { RiscvFault } from '../../table/riscv-entry.js';
import type { RiscvSecondStage } from '../../table/riscv-second-stage.js';
import { Access } from '../contract.js';
import type { DeviceCache } from './device-cache.js';
import { Cause } from './layout.js';
import { ProcessCache } from './process-cache.js';

const VALID = 1;
const ENTRY_RESERVED_LOW = 0x3fe;
const ENTRY_RESERVED_HIGH = 0xffc0_0000 | 0;
const TA_RESERVED_LOW = 0xff8;
const SV39 = 8;
const SV57 = 10;

export class ProcessDirectory {
	readonly processes: ProcessCache;
	/**
	 * Why the last `find` found none. -1: the second stage ended it with a guest page fault, which is
	 * reported for the access at hand; `faultPage` and `faultOffset` are the guest address then.
	 */
	cause = 0;
	faultPage = 0;
	faultOffset = 0;
	readonly #memory: PhysicalMemory;
	readonly #second: RiscvSecondStage;
	readonly #devices: DeviceCache;

	/** `slots` is a power of two. */
	constructor(
		memory: PhysicalMemory,
		second: RiscvSecondStage,
		devices: DeviceCache,
		slots: number,
	) {
		this.#memory = memory;
		this.#second = second;
		this.#devices = devices;
		this.processes = new ProcessCache(slots);
	}

	/**
	 * The slot of a context in `processes`, or -1. `device` is the slot of the device's context; its PDT has 1
	 * to 3 levels, and `process` is in their range.
	 */
	find(source: number, device: number, process: number): number {
		const held = this.processes.lookup(source, process);
		return held >= 0 ? held : this.#walk(source, device, process);
	}

	#walk(source: number, device: number, process: number): number {
		const memory = this.#memory;
		const devices = this.#devices;
		const nested = devices.secondLevels[device] !== 0;
		let high = devices.rootHigh[device]!;
		let low = devices.rootLow[device]!;
		for (let level = devices.mode[device]! - 1; level > 0; level--) {
			const word = ((process >> (level === 2 ? 17 : 8)) & 511) << 1;
			const table = this.#table(nested, high, low, word);
			if (table < 0) return -1;
			const entry = memory.readEntry(table, word);
			const upper = memory.upper;
			if ((entry & VALID) === 0) return this.#fail(Cause.PDT_INVALID);
			if ((entry & ENTRY_RESERVED_LOW) !== 0 || (upper & ENTRY_RESERVED_HIGH) !== 0)
				return this.#fail(Cause.PDT_MISCONFIGURED);
			high = (entry >>> 28) | ((upper & 0x3f_ffff) << 4);
			low = (entry >>> 10) & 0x3_ffff;
		}
		const word = (process & 0xff) << 2;
		const table = this.#table(nested, high, low, word);
		if (table < 0) return -1;
		const ta = memory.readEntry(table, word);
		const taUpper = memory.upper;
		if ((ta & VALID) === 0) return this.#fail(Cause.PDT_INVALID);
		const fsc = memory.readEntry(table, word + 2);
		const fscUpper = memory.upper;
		const mode = fscUpper >>> 28;
		if (
			(ta & TA_RESERVED_LOW) !== 0 ||
			taUpper !== 0 ||
			(fscUpper & 0x0fff_f000) !== 0 ||
			(mode !== 0 && (mode < SV39 || mode > SV57))
		)
			return this.#fail(Cause.PDT_MISCONFIGURED);
		const processes = this.processes;
		const slot = processes.claim(source, process);
		processes.flags[slot] = ta & 7;
		processes.pscid[slot] = ta >>> 12;
		processes.mode[slot] = mode;
		processes.rootHigh[slot] = (fsc >>> 18) | ((fscUpper & 0xfff) << 14);
		processes.rootLow[slot] = fsc & 0x3_ffff;
		return slot;
	}

	/** Host frame of a directory table, or -1 with the cause; `word` is what will be read of it. */
	#table(nested: boolean, high: number, low: number, word: number): number {
		let frame = high < 0x400 ? (high << 18) | low : -1;
		if (nested) {
			const second = this.#second;
			if (!second.walk(high, low, Access.READ, false)) {
				this.faultPage = high * 0x4_0000 + low;
				this.faultOffset = word << 2;
				return this.#fail(second.fault === RiscvFault.GUEST ? -1 : Cause.PDT_LOAD);
			}
			frame = second.frame;
		}
		if (frame < 0 || frame >= this.#memory.frames) return this.#fail(Cause.PDT_LOAD);
		if (nested) this.#second.commit(false);
		return frame;
	}

	#fail(cause: number): number {
		this.cause = cause;
		return -1;
	}
}
