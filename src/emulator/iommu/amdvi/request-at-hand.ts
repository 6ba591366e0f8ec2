/**
 * The request that is being translated, and how it ends when it is refused. Owns what an event needs.
 *
 * | met                                                     | untranslated                      | ATS request                          |
 * |---------------------------------------------------------|-----------------------------------|--------------------------------------|
 * | page fault (tables, permissions)                        | IO_PAGE_FAULT, ABORTED            | NO_ACCESS, no event                  |
 * | device table: outside, or V, TV or I is 0               | see the translator                | INVALID_DEVICE_REQUEST, UNSUPPORTED  |
 * | reserved bits or levels in the device entry             | ILLEGAL_DEV_TABLE_ENTRY, ABORTED  | the same with TR                     |
 * | device or page table outside the memory                 | the hardware error, ABORTED       | the same with TR                     |
 * | PASID, but no guest translation                         | IO_PAGE_FAULT, ABORTED            | ABORTED, no event                    |
 *
 * Whether an ATS request that meets a damaged table is answered without access, or aborted, is not told by the
 * sources at hand beyond that it logs no page fault; it is answered.
 */

import { AmdFault } from '../../table/amd-walk-fault.js';
import { Access, NO_PASID, Translation } from '../contract.js';
import { type DeviceTable, DteFault, DteFlag } from './device-table.js';
import type { EventLog } from './event-log.js';
import { EventCode, EventFlag, INVALID_REQUEST_TYPE_SHIFT } from './layout.js';

/** No slot of the device table belongs to the request (yet). */
const NO_ENTRY = -1;

export class RequestAtHand {
	device = 0;
	pasid: number = NO_PASID;
	page = 0;
	access = 0;
	/** A translation request; otherwise an untranslated access. */
	ats = false;
	/** A prefetch: nothing is logged. */
	silent = false;
	/** Slot of the device's entry. */
	entry = NO_ENTRY;
	readonly #devices: DeviceTable;
	readonly #events: EventLog;

	constructor(devices: DeviceTable, events: EventLog) {
		this.#devices = devices;
		this.#events = events;
	}

	begin(device: number, pasid: number, page: number, access: number, ats: boolean): void {
		this.device = device;
		this.pasid = pasid;
		this.page = page;
		this.access = access;
		this.ats = ats;
		this.entry = NO_ENTRY;
	}

	/** A walk ended; `page` and `word` tell the entry of a table that could not be read. */
	walkFault(fault: number, page: number, word: number): Translation {
		switch (fault) {
			case AmdFault.UNREADABLE: {
				const high = Math.floor(page / 0x10_0000);
				const low = (page - high * 0x10_0000) * 4096 + word * 4;
				this.#log(EventCode.PAGE_TABLE_ERROR, EventFlag.MASTER_ABORT, high, low);
				return Translation.ABORTED;
			}
			case AmdFault.NOT_PRESENT:
				return this.pageFault(0);
			case AmdFault.RESERVED:
				return this.pageFault(EventFlag.PRESENT | EventFlag.RESERVED);
			case AmdFault.LEVEL:
				return this.pageFault(EventFlag.PRESENT);
			default:
				return this.pageFault(EventFlag.PRESENT | EventFlag.PERMISSION);
		}
	}

	/** The page is not there or not permitted; `flags` are PR, PE and RZ. */
	pageFault(flags: number): Translation {
		if (this.ats) return Translation.NO_ACCESS;
		this.logPageFault(flags);
		return Translation.ABORTED;
	}

	/** Logs IO_PAGE_FAULT as the device entry's SE and SA permit. */
	logPageFault(flags: number): void {
		const { entry } = this;
		if (entry !== NO_ENTRY) {
			const has = this.#devices.flags[entry]!;
			if ((has & DteFlag.SA) !== 0) return;
			if ((has & DteFlag.SE) !== 0 && this.#devices.logged[entry] !== 0) return;
			if (!this.silent) this.#devices.logged[entry] = 1;
		}
		this.#logPage(EventCode.PAGE_FAULT, flags);
	}

	/** The device entry is not usable. */
	illegalEntry(fault: number): Translation {
		this.#logPage(
			EventCode.ILLEGAL_DEVICE_ENTRY,
			fault === DteFault.RESERVED ? EventFlag.RESERVED : 0,
		);
		return Translation.ABORTED;
	}

	/** The device entry cannot be read. */
	unreadableEntry(): Translation {
		const devices = this.#devices;
		this.#log(
			EventCode.DEVICE_TABLE_ERROR,
			EventFlag.MASTER_ABORT,
			devices.entryHigh(this.device),
			devices.entryLow(this.device),
		);
		return Translation.ABORTED;
	}

	/** INVALID_DEVICE_REQUEST of a type; the request ends as `outcome`. */
	invalid(type: number, outcome: Translation): Translation {
		this.#logPage(EventCode.INVALID_REQUEST, type << INVALID_REQUEST_TYPE_SHIFT);
		return outcome;
	}

	#logPage(code: number, flags: number): void {
		const high = Math.floor(this.page / 0x10_0000);
		this.#log(code, flags, high, (this.page - high * 0x10_0000) * 4096);
	}

	#log(code: number, flags: number, addressHigh: number, addressLow: number): void {
		if (this.silent) return;
		const { access, pasid } = this;
		const guest = pasid !== NO_PASID;
		this.#events.request(
			code,
			this.device,
			pasid,
			this.entry === NO_ENTRY ? 0 : this.#devices.domain[this.entry]!,
			flags |
				(guest && (access & Access.EXEC) !== 0 ? EventFlag.EXECUTE : 0) |
				(guest && (access & Access.PRIV) === 0 ? EventFlag.USER : 0) |
				((access & Access.WRITE) !== 0 ? EventFlag.WRITE : 0) |
				(this.ats ? EventFlag.TRANSLATION : 0),
			addressHigh,
			addressLow,
		);
	}
}
