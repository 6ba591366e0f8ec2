/**
 * What commands look like and what they do (specification "Command-Queue"), except fences, which are the
 * queue's own. Owns nothing. A command is four words, lowest first.
 */

import { NO_PASID } from '../contract.js';
import type { RiscvIommuCounters } from './counters.js';
import type { DeviceDirectory } from './device-directory.js';
import type { DeviceInvalidations } from './device-invalidations.js';
import type { Endpoints } from './endpoints.js';
import type { ProcessCache } from './process-cache.js';
import type { TranslationCaches } from './translation-caches.js';

/** Opcode in bits 6:0 with func3 in bits 9:7. */
export const Command = {
	IOTINVAL_VMA: 0x001,
	IOTINVAL_GVMA: 0x081,
	IOFENCE_C: 0x002,
	IODIR_INVAL_DDT: 0x003,
	IODIR_INVAL_PDT: 0x083,
	ATS_INVAL: 0x004,
	ATS_PRGR: 0x084,
} as const;

/** Bits of the first word that several commands share. */
export const AV = 0x400;
const PID_MASK = 0xffff_f000;
/** Of IOTINVAL's second word. */
const PSCV = 1;
const GV = 2;
const NL = 4;
/** Of its third word. */
const RANGE = 0x200;
/** Of the second words of IODIR and ATS: DV, PV, DSV. */
const DV = 2;
const PV = 1;
const DSV = 2;
/** Of the payload of ATS.INVAL. */
const INVAL_GLOBAL = 1;
const INVAL_RANGE = 0x800;
/** All pages there are. */
const ALL_PAGES = 2 ** 52;

/** Reserved bits of IOFENCE.C's first and fourth word. */
const FENCE_RESERVED = 0xffff_c000 | 0;
const FENCE_RESERVED_LAST = 0xc000_0000 | 0;

export function opcodeOf(word: number): number {
	return word & 0x3ff;
}

export class Commands {
	readonly #directory: DeviceDirectory;
	readonly #processes: ProcessCache;
	readonly #caches: TranslationCaches;
	readonly #endpoints: Endpoints;
	readonly #invalidations: DeviceInvalidations;
	readonly #counters: RiscvIommuCounters;
	// The range that the last `#range` found, in pages.
	#page = 0;
	#pages = 1;

	constructor(
		directory: DeviceDirectory,
		processes: ProcessCache,
		caches: TranslationCaches,
		endpoints: Endpoints,
		invalidations: DeviceInvalidations,
		counters: RiscvIommuCounters,
	) {
		this.#directory = directory;
		this.#processes = processes;
		this.#caches = caches;
		this.#endpoints = endpoints;
		this.#invalidations = invalidations;
		this.#counters = counters;
	}

	/**
	 * Whether a command is known and well formed. The payload of the ATS commands is the message's body, and passed on
	 * as it is; `wires` is fctl.WSI.
	 */
	isLegal(w0: number, w1: number, w2: number, w3: number, wires: boolean): boolean {
		switch (opcodeOf(w0)) {
			case Command.ATS_PRGR:
			case Command.ATS_INVAL:
				return (w0 & 0xc00) === 0 && (w1 & 0xfc) === 0;
			case Command.IOTINVAL_VMA:
			case Command.IOTINVAL_GVMA:
				if ((w0 & 0x800) !== 0 || (w1 & 0xf000_0ff8) !== 0) return false;
				if ((w2 & 0x1ff) !== 0 || w3 >>> 30 !== 0) return false;
				return opcodeOf(w0) === Command.IOTINVAL_VMA || (w1 & PSCV) === 0;
			case Command.IOFENCE_C:
				if ((w0 & FENCE_RESERVED) !== 0 || (w3 & FENCE_RESERVED_LAST) !== 0) return false;
				return wires || (w0 & 0x800) === 0;
			case Command.IODIR_INVAL_DDT:
				return (w0 & PID_MASK) === 0 && this.#isLegalDirectory(w0, w1, w2, w3);
			case Command.IODIR_INVAL_PDT:
				return (w1 & DV) !== 0 && this.#isLegalDirectory(w0, w1, w2, w3);
			default:
				return false;
		}
	}

	/** Carries out a legal command that is no fence. */
	carryOut(w0: number, w1: number, w2: number, w3: number): void {
		switch (opcodeOf(w0)) {
			case Command.ATS_PRGR:
				this.#respond(w0, w1, w3);
				return;
			case Command.ATS_INVAL:
				this.#counters.invalidations++;
				this.#invalidateDevice(w0, w1, w2, w3);
				return;
			case Command.IOTINVAL_VMA:
				this.#counters.invalidations++;
				this.#invalidateFirst(w0, w1, w2, w3);
				return;
			case Command.IOTINVAL_GVMA:
				this.#counters.invalidations++;
				this.#invalidateSecond(w0, w1, w2, w3);
				return;
			case Command.IODIR_INVAL_DDT:
				this.#counters.invalidations++;
				this.#invalidateContexts(w1);
				return;
			default:
				this.#counters.invalidations++;
				this.#processes.invalidate(w1 >>> 8, w0 >>> 12);
		}
	}

	#isLegalDirectory(w0: number, w1: number, w2: number, w3: number): boolean {
		if ((w0 & 0xc00) !== 0 || (w1 & 0xfd) !== 0 || w2 !== 0 || w3 !== 0) return false;
		return (w1 & DV) === 0 || w1 >>> 8 < this.#directory.reach;
	}

	#invalidateFirst(w0: number, w1: number, w2: number, w3: number): void {
		const gscid = (w1 & GV) !== 0 ? (w1 >>> 12) & 0xffff : -1;
		const pscid = (w1 & PSCV) !== 0 ? w0 >>> 12 : -1;
		if ((w0 & AV) === 0) {
			this.#caches.invalidateFirst(gscid, pscid);
			return;
		}
		this.#addressRange(w2, w3);
		const upper = (w1 & NL) !== 0;
		this.#caches.invalidateFirstPages(gscid, pscid, this.#page, this.#pages, upper);
	}

	#invalidateSecond(w0: number, w1: number, w2: number, w3: number): void {
		const gscid = (w1 & GV) !== 0 ? (w1 >>> 12) & 0xffff : -1;
		if (gscid < 0 || (w0 & AV) === 0) {
			this.#caches.invalidateSecond(gscid);
			return;
		}
		this.#addressRange(w2, w3);
		this.#caches.invalidateSecondPages(gscid, this.#page, this.#pages, (w1 & NL) !== 0);
	}

	#invalidateContexts(w1: number): void {
		if ((w1 & DV) === 0) {
			this.#directory.devices.invalidateAll();
			this.#processes.invalidateAll();
			return;
		}
		this.#directory.devices.invalidate(w1 >>> 8);
		this.#processes.invalidateDevice(w1 >>> 8);
	}

	#respond(w0: number, w1: number, w3: number): void {
		this.#counters.pageResponses++;
		const endpoint = this.#endpoints.get(deviceOf(w1));
		endpoint?.pageResponse((w1 & PV) !== 0 ? w0 >>> 12 : NO_PASID, w3 & 0x1ff, (w3 >>> 12) & 15);
	}

	#invalidateDevice(w0: number, w1: number, w2: number, w3: number): void {
		const source = deviceOf(w1);
		this.#range(w2 >>> 12, w3, (w2 & INVAL_RANGE) !== 0);
		const everything = this.#pages === ALL_PAGES;
		this.#invalidations.send(
			source,
			this.#endpoints.get(source),
			(w1 & PV) !== 0 ? w0 >>> 12 : NO_PASID,
			everything ? 0 : this.#page,
			everything ? Number.POSITIVE_INFINITY : this.#pages,
			(w2 & INVAL_GLOBAL) !== 0,
		);
	}

	/** The range of IOTINVAL: address bits 63:12 in bits 61:10. */
	#addressRange(w2: number, w3: number): void {
		const page = (w3 & 0x3fff_ffff) * 2 ** 22 + (w2 >>> 10);
		this.#range(page & 0xf_ffff, Math.floor(page / 0x10_0000), (w2 & RANGE) !== 0);
	}

	/**
	 * Sets `#page` and `#pages` from the lower 20 and the upper 32 bits of a page number. With `naturally` the number
	 * of ones at its low end says how many pages are meant: 2^(ones + 1), aligned to as much.
	 */
	#range(low: number, high: number, naturally: boolean): void {
		const upper = high >>> 0;
		this.#page = upper * 0x10_0000 + low;
		this.#pages = 1;
		if (!naturally) return;
		let ones = trailingOnes(low, 20);
		if (ones === 20) ones += trailingOnes(upper, 32);
		// 51 ones mean everything; 52, which mean nothing in particular, do too.
		this.#pages = ones >= 51 ? ALL_PAGES : 2 ** (ones + 1);
		this.#page = Math.floor(this.#page / this.#pages) * this.#pages;
	}
}

/** A device id from RID and, with DSV, DSEG above it. */
function deviceOf(w1: number): number {
	return (w1 & DSV) !== 0 ? w1 >>> 8 : (w1 >>> 8) & 0xffff;
}

function trailingOnes(value: number, width: number): number {
	let count = 0;
	while (count < width && Math.floor(value / 2 ** count) % 2 === 1) count++;
	return count;
}
