/**
 * The PPR log with its automatic response and early-warning registers. Owns the latter two, and what becomes of a request
 * that the ring does not take.
 *
 * A record is 16 bytes (AMD IOMMU specification 48882, section 2.6):
 *
 *     q0: device id 15:0, PASID[15:0] 31:16, tag 41:32 (PRG index 8:0, last request bit 9), PASID[19:16] 45:42,
 *         flags 59:48 (EXEC 002, READ 004, WRITE 020, US 040, GN 100), type 63:60 = 1
 *     q1: address
 *
 * A request that finds the ring full or not running is lost. With PprAutoRspEn the unit then answers the last
 * request of its group at once with the code of register 2080h; with PprAutoRspAon too it answers every group
 * so and logs nothing; MaskGN keeps it from answering requests with a PASID. Without PprAutoRspEn nobody answers,
 * and the device waits: that is what the feature is for. The sources at hand give the bits and registers only;
 * what they do is read from their names. The response carries the request's PASID if the device's entry has GPRP.
 */

import { Access, type EndpointPort, NO_PASID } from '../contract.js';
import type { AmdViCounters } from './counters.js';
import { Status } from './layout.js';
import type { RecordLog } from './record-log.js';
import type { StatusRegister } from './status.js';

/** Tag bit of the last request of a group. */
const LAST = 0x200;
const TYPE = 0x1000_0000;
/** Flags, in place in the upper word of q0. */
const EXEC = 0x2_0000;
const READ = 0x4_0000;
const WRITE = 0x20_0000;
const USER = 0x40_0000;
const GUEST = 0x100_0000;
const AUTO_CODE = 0xf;
const AUTO_MASK_GUEST = 0x10;
const EARLY_THRESHOLD = 0x7fff;
const EARLY_INTERRUPT = 0x4000_0000;
const EARLY_ENABLE = 0x8000_0000;

export class PageRequestLog {
	/** PprAutoRspEn, PprAutoRspAon and BlkStopMrkEn of the control register. */
	autoResponse = false;
	autoResponseAlways = false;
	blockStopMarkers = false;
	readonly ring: RecordLog;
	readonly #status: StatusRegister;
	readonly #counters: AmdViCounters;
	readonly #signal: () => void;
	#auto = 0;
	#early = 0;

	constructor(
		ring: RecordLog,
		status: StatusRegister,
		counters: AmdViCounters,
		signal: () => void,
	) {
		this.ring = ring;
		this.#status = status;
		this.#counters = counters;
		this.#signal = signal;
	}

	/** Logs a request or stop marker, or does with it what the registers say. */
	push(
		endpoint: EndpointPort | undefined,
		device: number,
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
		responsePasid: boolean,
	): void {
		const marker = isStopMarker(pasid, access, last);
		if (marker && this.blockStopMarkers) return;
		const answers =
			this.autoResponse && (pasid === NO_PASID || (this.#auto & AUTO_MASK_GUEST) === 0);
		if (answers && this.autoResponseAlways) {
			this.#answer(endpoint, pasid, prgIndex, last && !marker, responsePasid);
			return;
		}
		const high = Math.floor(page / 0x10_0000);
		const taken = this.ring.append(
			device | (pasid === NO_PASID ? 0 : (pasid & 0xffff) << 16),
			TYPE | flagsOf(pasid, access) | tagOf(pasid, prgIndex, last),
			(page - high * 0x10_0000) << 12,
			high,
		);
		if (taken) {
			this.#counters.pageRequests++;
			this.#warn();
			return;
		}
		this.#counters.pageRequestsDropped++;
		if (answers) this.#answer(endpoint, pasid, prgIndex, last && !marker, responsePasid);
	}

	/** PPR auto response, 2080h. */
	get auto(): number {
		return this.#auto;
	}

	writeAuto(value: number): void {
		this.#auto = value & (AUTO_CODE | AUTO_MASK_GUEST);
	}

	/** PPR log overflow early indicator, 2088h. */
	get early(): number {
		return this.#early;
	}

	writeEarly(value: number): void {
		this.#early = (value & (EARLY_ENABLE | EARLY_INTERRUPT | EARLY_THRESHOLD)) >>> 0;
	}

	/** Early warning: once, until software clears the status bit. */
	#warn(): void {
		if ((this.#early & EARLY_ENABLE) === 0 || this.#status.has(Status.PPR_EARLY)) return;
		if (this.ring.count < (this.#early & EARLY_THRESHOLD)) return;
		this.#status.set(Status.PPR_EARLY);
		if ((this.#early & EARLY_INTERRUPT) !== 0) this.#signal();
	}

	#answer(
		endpoint: EndpointPort | undefined,
		pasid: number,
		prgIndex: number,
		owed: boolean,
		responsePasid: boolean,
	): void {
		if (!owed) return;
		this.#counters.autoResponses++;
		endpoint?.pageResponse(responsePasid ? pasid : NO_PASID, prgIndex, this.#auto & AUTO_CODE);
	}
}

/** A stop marker closes no group and is never answered. */
export function isStopMarker(pasid: number, access: number, last: boolean): boolean {
	return last && pasid !== NO_PASID && (access & (Access.READ | Access.WRITE)) === 0;
}

/** Flags of a PPR record, in place in the upper word of q0. */
export function flagsOf(pasid: number, access: number): number {
	return (
		((access & Access.READ) !== 0 ? READ : 0) |
		((access & Access.WRITE) !== 0 ? WRITE : 0) |
		(pasid === NO_PASID
			? 0
			: GUEST |
				((access & Access.EXEC) !== 0 ? EXEC : 0) |
				((access & Access.PRIV) === 0 ? USER : 0))
	);
}

/** Tag, with PASID[19:16] above it. */
function tagOf(pasid: number, prgIndex: number, last: boolean): number {
	return (
		(prgIndex & 0x1ff) | (last ? LAST : 0) | (pasid === NO_PASID ? 0 : ((pasid >>> 16) & 0xf) << 10)
	);
}
