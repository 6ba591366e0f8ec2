/**
 * Translates one request: finds its PASID entry, then answers from the IOTLB or walks. Owns the caches of
 * translations and the walkers. Results stand in `frame` and `granted`, valid until the next call; nothing is
 * allocated.
 *
 * A frame that the memory does not have is refused with ABORTED and no record: the tables are in order,
 * it is the access itself that nobody would answer. So a granted frame always exists.
 */

import type { PhysicalMemory } from '../../memory.js';
import { FirstLevelWalker } from '../../table/first-level.js';
import { SecondLevelWalker } from '../../table/second-level.js';
import { WalkMode } from '../../table/walk-mode.js';
import { Access, NO_PASID, Translation } from '../contract.js';
import { ContextFlag } from './context-cache.js';
import type { VtdCounters } from './counters.js';
import type { FaultRecording } from './fault-recording.js';
import { ANY_PASID } from './iotlb.js';
import { INTERRUPT_FIRST, INTERRUPT_LAST, Pgtt, Reason, TableMode } from './layout.js';
import { PasidFlag } from './pasid-cache.js';
import { RequestAtHand } from './request-at-hand.js';
import type { Requester } from './requester.js';
import type { TranslationTables } from './tables.js';
import { TranslationCaches } from './translation-caches.js';
import { isRecoverable, reasonOf } from './walk-reasons.js';

const READ_WRITE = Access.READ | Access.WRITE;
/** Pages from here to the mirrored end of the 52-bit range are not canonical with 48-bit addresses. */
const CANONICAL_LOW = 2 ** 35;
const CANONICAL_HIGH = 2 ** 52 - 2 ** 35;
/** Pages that a second level of 3 and of 4 levels covers. */
const SECOND_PAGES_3 = 2 ** 27;
const SECOND_PAGES_4 = 2 ** 36;

export class Translator {
	/** Host frame of the last translation that ended OK. */
	frame = 0;
	/** `Access` bits of the last translation that ended OK. */
	granted = 0;
	readonly caches: TranslationCaches;
	readonly #frames: number;
	readonly #hostPages: number;
	readonly #tables: TranslationTables;
	readonly #counters: VtdCounters;
	readonly #second: SecondLevelWalker;
	readonly #first: FirstLevelWalker;
	readonly #request: RequestAtHand;

	constructor(
		memory: PhysicalMemory,
		hostAddressWidth: number,
		iotlbEntries: number,
		tables: TranslationTables,
		faults: FaultRecording,
		counters: VtdCounters,
	) {
		this.#frames = memory.frames;
		this.#hostPages = 2 ** (hostAddressWidth - 12);
		this.#tables = tables;
		this.#request = new RequestAtHand(faults);
		this.#counters = counters;
		this.caches = new TranslationCaches(iotlbEntries);
		const { first, directories, second } = this.caches;
		this.#second = new SecondLevelWalker(memory, second, hostAddressWidth);
		this.#first = new FirstLevelWalker(memory, this.#second, first, directories, hostAddressWidth);
	}

	/**
	 * One request of `requester`. `ats` tells a translation request, whose grant may lack what `access`
	 * wants, from an untranslated access, which is granted whole or aborted.
	 */
	translate(
		requester: Requester,
		pasid: number,
		page: number,
		access: number,
		ats: boolean,
	): Translation {
		const tables = this.#tables;
		this.#counters.translations++;
		if (!tables.enabled) return ats ? Translation.UNSUPPORTED : this.#untouched(page, access);
		const request = this.#request;
		request.begin(requester.source, pasid, page, access, ats);
		if (tables.mode !== TableMode.SCALABLE) return request.refuseMode(tables.mode);

		const context = tables.context(requester);
		if (context < 0) {
			request.disabled = tables.disabled;
			return request.refuse(tables.reason);
		}
		const flags = tables.contexts.flags[context]!;
		request.disabled = (flags & ContextFlag.FPD) !== 0;
		if (ats && (flags & ContextFlag.DTE) === 0) return request.refuse(Reason.DEVICE_TLB_DISABLED);

		let supervisor: boolean;
		let wanted = access & READ_WRITE;
		let effective = pasid;
		if (pasid === NO_PASID) {
			// An access there is an interrupt message, which is no translation's business.
			if (page >= INTERRUPT_FIRST && page <= INTERRUPT_LAST) return Translation.ABORTED;
			effective = tables.contexts.ridPasid[context]!;
			supervisor = (flags & ContextFlag.RID_PRIV) !== 0;
		} else {
			if ((flags & ContextFlag.PASIDE) === 0) return request.refuse(Reason.PASID_DISABLED);
			supervisor = (access & Access.PRIV) !== 0;
			wanted |= access & Access.EXEC;
		}
		if (effective >>> 6 >= tables.contexts.directoryEntries[context]!)
			return request.refuse(
				pasid === NO_PASID ? Reason.RID_PASID_TOO_LARGE : Reason.PASID_TOO_LARGE,
			);

		const slot = tables.pasid(requester, context, effective);
		if (slot < 0) {
			request.disabled = tables.disabled;
			return request.refuse(tables.reason);
		}
		const pasids = tables.pasids;
		const rights = pasids.flags[slot]!;
		if ((rights & PasidFlag.FPD) !== 0) request.disabled = true;
		if ((wanted & Access.EXEC) !== 0 && (rights & PasidFlag.ERE) === 0)
			return request.refuse(Reason.EXECUTE_DISABLED);
		if (supervisor && (rights & PasidFlag.SRE) === 0)
			return request.refuse(Reason.SUPERVISOR_DISABLED);

		const pgtt = pasids.pgtt[slot]!;
		if (pgtt === Pgtt.PASS_THROUGH) return this.#passThrough(wanted);
		if ((wanted & READ_WRITE) === 0) wanted |= Access.READ;
		const domain = pasids.domain[slot]!;
		const tag = pgtt === Pgtt.SECOND ? ANY_PASID : effective;
		const { iotlb } = this.caches;
		if (iotlb.lookup(domain, pgtt, tag, page, supervisor) && (wanted & ~iotlb.permission) === 0) {
			this.#counters.iotlbHits++;
			this.frame = iotlb.frame;
			this.#grant(iotlb.permission, wanted);
			return Translation.OK;
		}
		return pgtt === Pgtt.SECOND
			? this.#walkSecond(slot, domain, wanted, supervisor)
			: this.#walkFirst(slot, pgtt, domain, effective, wanted, supervisor);
	}

	/**
	 * The unit saw a page request for the page: what the IOTLB holds of it is dropped, so that a retry
	 * sees the tables (VT-d specification 7.4.1). Faults of the way there are the page request's own business.
	 */
	forget(requester: Requester, context: number, pasid: number, page: number): void {
		const tables = this.#tables;
		const effective = pasid === NO_PASID ? tables.contexts.ridPasid[context]! : pasid;
		if (effective >>> 6 >= tables.contexts.directoryEntries[context]!) return;
		const slot = tables.pasid(requester, context, effective);
		if (slot < 0) return;
		const tag = tables.pasids.pgtt[slot] === Pgtt.SECOND ? ANY_PASID : effective;
		this.caches.iotlb.invalidatePages(tables.pasids.domain[slot]!, tag, page, 1);
	}

	#walkSecond(slot: number, domain: number, wanted: number, supervisor: boolean): Translation {
		const pasids = this.#tables.pasids;
		const second = this.#second;
		const page = this.#request.page;
		const levels = pasids.secondLevels[slot]!;
		const updates = (pasids.flags[slot]! & PasidFlag.SLADE) !== 0;
		second.use(domain, pasids.secondRoot[slot]!, levels, updates);
		if (page >= (levels === 4 ? SECOND_PAGES_4 : SECOND_PAGES_3))
			return this.#request.miss(Reason.BEYOND_WIDTH);
		const needed = (wanted & READ_WRITE) | ((wanted & Access.EXEC) !== 0 ? Access.READ : 0);
		const required = this.#request.ats ? 0 : needed;
		if (!second.walk((page / 0x4_0000) | 0, page & 0x3_ffff, required, needed)) {
			const reason = reasonOf(second.fault);
			return isRecoverable(second.fault) ? this.#request.miss(reason) : this.#request.abort(reason);
		}
		const permission =
			second.permission | ((second.permission & Access.READ) !== 0 ? Access.EXEC : 0);
		const refused = this.#checkFrame(second.frame, permission, wanted);
		if (refused !== Translation.OK) return refused;
		second.commit((this.granted & Access.WRITE) !== 0);
		this.#keep(domain, Pgtt.SECOND, ANY_PASID, supervisor, second.leaf);
		return Translation.OK;
	}

	#walkFirst(
		slot: number,
		pgtt: number,
		domain: number,
		pasid: number,
		wanted: number,
		supervisor: boolean,
	): Translation {
		const pasids = this.#tables.pasids;
		const first = this.#first;
		const page = this.#request.page;
		const mode = pasids.walkMode[slot]! | (supervisor ? WalkMode.SUPERVISOR : 0);
		if (page >= CANONICAL_LOW && page < CANONICAL_HIGH)
			return this.#request.miss(Reason.NOT_CANONICAL);
		if (pgtt === Pgtt.NESTED)
			this.#second.use(
				domain,
				pasids.secondRoot[slot]!,
				pasids.secondLevels[slot]!,
				(pasids.flags[slot]! & PasidFlag.SLADE) !== 0,
			);
		first.use(domain, pasid, pasids.firstHigh[slot]!, pasids.firstLow[slot]!, mode);
		// Four levels take 36 bits of the page, so 18 of the upper part; those above repeat the top one in a
		// canonical address. The part may pass 2^31: the operator takes it modulo 2^32, which keeps these bits.
		const required = this.#request.ats ? 0 : wanted;
		const walked = first.walk((page / 0x4_0000) | 0, page & 0x3_ffff, required, wanted);
		if (!walked) {
			const reason = reasonOf(first.fault);
			return !first.faultOnTable && isRecoverable(first.fault)
				? this.#request.miss(reason)
				: this.#request.abort(reason);
		}
		const refused = this.#checkFrame(first.frame, first.permission, wanted);
		if (refused !== Translation.OK) return refused;
		if (!first.commit((this.granted & Access.WRITE) !== 0))
			return this.#request.abort(reasonOf(first.fault));
		this.#keep(domain, pgtt, pasid, supervisor, first.leaf);
		return Translation.OK;
	}

	/** Sets `frame` and `granted` for a finished walk, or says how it ends nevertheless. */
	#checkFrame(frame: number, permission: number, wanted: number): Translation {
		if (frame >= INTERRUPT_FIRST && frame <= INTERRUPT_LAST)
			return this.#request.abort(Reason.INTERRUPT_RANGE);
		if (frame < 0 || frame >= this.#frames) return Translation.ABORTED;
		this.frame = frame;
		this.#grant(permission, wanted);
		return (this.granted & READ_WRITE) === 0 ? Translation.NO_ACCESS : Translation.OK;
	}

	/** No more than was asked, except that a read comes along (ATS requests are reads by nature). */
	#grant(permission: number, wanted: number): void {
		this.granted =
			(permission & (wanted | Access.READ)) |
			(this.#request.pasid !== NO_PASID ? this.#request.access & Access.PRIV : 0);
	}

	#keep(domain: number, pgtt: number, pasid: number, supervisor: boolean, leaf: number): void {
		const permission = this.granted & ~Access.PRIV;
		this.caches.iotlb.insert(
			domain,
			pgtt,
			pasid,
			this.#request.page,
			supervisor,
			this.frame,
			permission,
			leaf,
		);
	}

	#passThrough(wanted: number): Translation {
		const page = this.#request.page;
		if (page >= this.#hostPages) return this.#request.miss(Reason.BEYOND_HOST_WIDTH);
		if (page >= INTERRUPT_FIRST && page <= INTERRUPT_LAST)
			return this.#request.abort(Reason.INTERRUPT_RANGE);
		if (page >= this.#frames) return Translation.ABORTED;
		this.frame = page;
		this.#grant(READ_WRITE | Access.EXEC, wanted);
		return Translation.OK;
	}

	/** Translation is off: the access goes to the host address it names. */
	#untouched(page: number, access: number): Translation {
		if (page >= this.#frames || (page >= INTERRUPT_FIRST && page <= INTERRUPT_LAST))
			return Translation.ABORTED;
		this.frame = page;
		this.granted = access | Access.READ;
		return Translation.OK;
	}
}
