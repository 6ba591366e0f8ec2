/**
 * The event log: lays events out as 16-byte records (AMD IOMMU specification 48882, section 2.5) and counts those that the ring
 * does not take. Owns no state but the ring.
 *
 *     word 0: device id 15:0, PASID[19:16] in 19:16
 *     word 1: domain id or PASID[15:0] in 15:0, flags 27:16, code 31:28
 *     words 2, 3: address
 *
 * INVALID_PPR_REQUEST differs: its PASID stands as in a PPR record, and its flags are those of one.
 */

import { NO_PASID } from '../contract.js';
import type { AmdViCounters } from './counters.js';
import { EventCode, EventFlag } from './layout.js';
import type { RecordLog } from './record-log.js';

export class EventLog {
	readonly ring: RecordLog;
	readonly #counters: AmdViCounters;

	constructor(ring: RecordLog, counters: AmdViCounters) {
		this.ring = ring;
		this.#counters = counters;
	}

	/**
	 * An event of a device's request. `pasid` of a request with PASID takes the place of the domain and sets GN.
	 */
	request(
		code: number,
		device: number,
		pasid: number,
		domain: number,
		flags: number,
		addressHigh: number,
		addressLow: number,
	): void {
		const guest = pasid !== NO_PASID;
		this.#append(
			device | (guest ? ((pasid >>> 16) & 0xf) << 16 : 0),
			(code << 28) |
				((flags | (guest ? EventFlag.GUEST : 0)) << 16) |
				(guest ? pasid & 0xffff : domain),
			addressLow,
			addressHigh,
		);
	}

	/** An event of the command buffer, whose address is the command's or what the command names. */
	command(
		code: number,
		device: number,
		flags: number,
		addressHigh: number,
		addressLow: number,
	): void {
		this.#append(device, (code << 28) | (flags << 16), addressLow, addressHigh);
	}

	/** INVALID_PPR_REQUEST; `tag` and `flags` as a PPR record has them. */
	invalidPageRequest(
		device: number,
		pasid: number,
		tag: number,
		flags: number,
		page: number,
	): void {
		const high = Math.floor(page / 0x10_0000);
		const process = pasid === NO_PASID ? 0 : pasid;
		this.#append(
			device | ((process & 0xffff) << 16),
			(EventCode.INVALID_PPR << 28) | (flags << 16) | (((process >>> 16) & 0xf) << 10) | tag,
			(page - high * 0x10_0000) << 12,
			high,
		);
	}

	#append(word0: number, word1: number, word2: number, word3: number): void {
		if (this.ring.append(word0, word1, word2, word3)) this.#counters.events++;
		else this.#counters.eventsDropped++;
	}
}
