/**
 * The request that is being translated, and how it ends when it is refused. Owns what a fault record
 * needs, and whether an FPD bit that was read on the way suppresses the record.
 *
 * How a refused request ends (VT-d specification 4.2.3, 7.1; outcomes of ATS requests):
 *
 * | met                                                | untranslated    | ATS request            |
 * |----------------------------------------------------|-----------------|------------------------|
 * | page not present, permission, address not mappable | record, ABORTED | NO_ACCESS, no record   |
 * | root, context (reasons 30h to 48h)                 | record, ABORTED | record, UNSUPPORTED    |
 * | PASID tables, damaged or unreachable page tables   | record, ABORTED | record, ABORTED        |
 * | TTM "abort" (RTADDR)                               | ABORTED         | UNSUPPORTED            |
 */

import { Access, NO_PASID, Translation } from '../contract.js';
import { FaultKind, type FaultRecording } from './fault-recording.js';
import { isQualified, Reason, TableMode } from './layout.js';

export class RequestAtHand {
	source = 0;
	pasid: number = NO_PASID;
	page = 0;
	access = 0;
	/** A translation request; otherwise an untranslated access. */
	ats = false;
	/** An FPD bit was set in what was read so far. */
	disabled = false;
	readonly #faults: FaultRecording;

	constructor(faults: FaultRecording) {
		this.#faults = faults;
	}

	begin(source: number, pasid: number, page: number, access: number, ats: boolean): void {
		this.source = source;
		this.pasid = pasid;
		this.page = page;
		this.access = access;
		this.ats = ats;
		this.disabled = false;
	}

	/** The page is not there or not permitted: what a page request can cure. */
	miss(reason: number): Translation {
		if (this.ats) return Translation.NO_ACCESS;
		return this.abort(reason);
	}

	/** Page tables that are damaged or cannot be reached. */
	abort(reason: number): Translation {
		this.#record(reason);
		return Translation.ABORTED;
	}

	/** The way to the PASID entry ended; the reason tells how far it came. */
	refuse(reason: number): Translation {
		this.#record(reason);
		return this.ats && reason < Reason.DIRECTORY_UNREADABLE
			? Translation.UNSUPPORTED
			: Translation.ABORTED;
	}

	/** RTADDR.TTM is not scalable mode. */
	refuseMode(mode: number): Translation {
		if (mode !== TableMode.ABORT)
			this.#record(
				mode === TableMode.LEGACY && this.pasid !== NO_PASID
					? Reason.LEGACY_WITH_PASID
					: Reason.ROOT_MODE,
			);
		return this.ats ? Translation.UNSUPPORTED : Translation.ABORTED;
	}

	#record(reason: number): void {
		if (this.disabled && isQualified(reason)) return;
		this.#faults.record(
			this.source,
			this.pasid,
			this.page,
			reason,
			(this.access & Access.WRITE) !== 0 ? FaultKind.WRITE : FaultKind.READ,
			this.access,
			this.ats ? 1 : 0,
		);
	}
}
