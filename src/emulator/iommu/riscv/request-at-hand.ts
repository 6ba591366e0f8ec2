/**
 * The request that is being translated, and how it ends when it is refused. Owns what a fault record needs.
 *
 * How a refused request ends (specification "PCIe ATS translation request handling"):
 *
 * | cause                                                    | untranslated    | ATS request           |
 * |----------------------------------------------------------|-----------------|-----------------------|
 * | 12, 13, 15, 20, 21, 23: page faults; 262, 266: not valid | record, ABORTED | NO_ACCESS, no record  |
 * | 256 to 260: no device context, or type disallowed        | record, ABORTED | record, UNSUPPORTED   |
 * | 1, 5, 7: access faults; 261, 263, 265, 267               | record, ABORTED | record, ABORTED       |
 *
 * DC.tc.DTF keeps back every record but those of causes 256 to 259.
 */

import { Access, NO_PASID, Translation } from '../contract.js';
import type { FaultQueue } from './fault-queue.js';
import { Cause, TransactionType } from './layout.js';

export class RequestAtHand {
	source = 0;
	pasid: number = NO_PASID;
	page = 0;
	/** Of a message, its offset in the page. */
	offset = 0;
	access = 0;
	/** A translation request; otherwise an untranslated access. */
	ats = false;
	/** DTF of the device's context, once that is found. */
	silent = false;
	readonly #faults: FaultQueue;

	constructor(faults: FaultQueue) {
		this.#faults = faults;
	}

	begin(
		source: number,
		pasid: number,
		page: number,
		offset: number,
		access: number,
		ats: boolean,
	): void {
		this.source = source;
		this.pasid = pasid;
		this.page = page;
		this.offset = offset;
		this.access = access;
		this.ats = ats;
		this.silent = false;
	}

	/** A fault whose cause depends on nothing but itself. */
	refuse(cause: number): Translation {
		if (this.ats && (cause === Cause.MSI_PTE_INVALID || cause === Cause.PDT_INVALID))
			return Translation.NO_ACCESS;
		return this.#end(cause, 0, 0);
	}

	/** Access fault: a table lies outside the memory. */
	refuseAccess(): Translation {
		return this.#end(
			this.#byAccess(Cause.INSTRUCTION_ACCESS, Cause.READ_ACCESS, Cause.WRITE_ACCESS),
			0,
			0,
		);
	}

	/** An access fault of an execution where the page is an interrupt file's. */
	refuseExecution(): Translation {
		return this.#end(Cause.INSTRUCTION_ACCESS, 0, 0);
	}

	/** Page fault of the first stage. */
	refusePage(): Translation {
		if (this.ats) return Translation.NO_ACCESS;
		return this.#end(
			this.#byAccess(Cause.INSTRUCTION_PAGE, Cause.READ_PAGE, Cause.WRITE_PAGE),
			0,
			0,
		);
	}

	/** Guest page fault at a guest address; `flags` are bits 1:0 of iotval2. */
	refuseGuest(page: number, offset: number, flags: number): Translation {
		if (this.ats) return Translation.NO_ACCESS;
		return this.#end(
			this.#byAccess(Cause.INSTRUCTION_GUEST_PAGE, Cause.READ_GUEST_PAGE, Cause.WRITE_GUEST_PAGE),
			((page << 12) | (offset & 0xffc) | flags) >>> 0,
			Math.floor(page / 0x10_0000),
		);
	}

	/** Causes name the access that was made, whatever implicit one met the fault. */
	#byAccess(exec: number, read: number, write: number): number {
		if ((this.access & Access.EXEC) !== 0) return exec;
		return (this.access & Access.WRITE) !== 0 ? write : read;
	}

	#end(cause: number, value2Low: number, value2High: number): Translation {
		const structural = cause >= Cause.ALL_DISALLOWED && cause <= Cause.TYPE_DISALLOWED;
		if (!this.silent || (structural && cause !== Cause.TYPE_DISALLOWED))
			this.#faults.record(
				cause,
				this.ats
					? TransactionType.ATS_TRANSLATION
					: this.#byAccess(
							TransactionType.UNTRANSLATED_EXEC,
							TransactionType.UNTRANSLATED_READ,
							TransactionType.UNTRANSLATED_WRITE,
						),
				this.source,
				this.pasid,
				this.access,
				((this.page << 12) | this.offset) >>> 0,
				Math.floor(this.page / 0x10_0000),
				value2Low,
				value2High,
			);
		return this.ats && structural ? Translation.UNSUPPORTED : Translation.ABORTED;
	}
}
