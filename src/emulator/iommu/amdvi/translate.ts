/**
 * Translates one request: finds the device's entry, then answers from the translation cache or walks. Owns the caches
 * of translations and of page tables, and the walkers. Results stand in `frame` and `granted`, valid until the
 * next call; nothing is allocated.
 *
 * A frame that the memory does not have is refused with ABORTED and no event: the tables are in order,
 * it is the access itself that nobody would answer. So a granted frame always exists.
 */

import type { PhysicalMemory } from '../../memory.js';
import { AmdV1Walker } from '../../table/amd-v1.js';
import { AmdV2Walker, GuestWalk } from '../../table/amd-v2.js';
import { LeafTableCache } from '../../table/leaf-table-cache.js';
import { Access, NO_PASID, Translation } from '../contract.js';
import type { AmdViCounters } from './counters.js';
import { type DeviceTable, DteFault, DteFlag, OUTSIDE_TABLE } from './device-table.js';
import type { EventLog } from './event-log.js';
import type { ExclusionRange } from './exclusion-range.js';
import { GuestRoots } from './guest-roots.js';
import { EventFlag } from './layout.js';
import { RequestAtHand } from './request-at-hand.js';
import { Range, rangeOf } from './special-ranges.js';
import { ANY_PASID, Kind, TranslationCache } from './translation-cache.js';

const READ_WRITE = Access.READ | Access.WRITE;
const DENIED = EventFlag.PRESENT | EventFlag.PERMISSION;
const ATS_BITS = DteFlag.TV | DteFlag.I;
const GUEST_WITHOUT_PASID = DteFlag.GV | DteFlag.GIOV;
/** Pages from here to the mirrored end of the 52-bit range are not canonical with 48-bit addresses. */
const CANONICAL_LOW = 2 ** 35;
const CANONICAL_HIGH = 2 ** 52 - 2 ** 35;

export interface TranslatorSizes {
	readonly iotlbEntries: number;
	readonly tableEntries: number;
	readonly guestRootEntries: number;
}

/** What becomes of a device that is beyond the device table. */
export type OutsideTable = 'page-fault' | 'illegal-entry';

export class Translator {
	/** IommuEn and GTEn of the control register. */
	enabled = false;
	guestEnabled = false;
	/** Host frame of the last translation that ended OK. */
	frame = 0;
	/** `Access` bits of the last translation that ended OK. */
	granted = 0;
	readonly cache: TranslationCache;
	readonly tables: LeafTableCache;
	readonly roots: GuestRoots;
	/** What refused requests are reported with; others that find a device's entry faulty use it too. */
	readonly request: RequestAtHand;
	readonly #frames: number;
	readonly #devices: DeviceTable;
	readonly #exclusion: ExclusionRange;
	readonly #counters: AmdViCounters;
	readonly #outside: OutsideTable;
	readonly #host: AmdV1Walker;
	readonly #guest: AmdV2Walker;

	constructor(
		memory: PhysicalMemory,
		sizes: TranslatorSizes,
		devices: DeviceTable,
		exclusion: ExclusionRange,
		events: EventLog,
		counters: AmdViCounters,
		outside: OutsideTable,
	) {
		this.#frames = memory.frames;
		this.#devices = devices;
		this.#exclusion = exclusion;
		this.#counters = counters;
		this.#outside = outside;
		this.request = new RequestAtHand(devices, events);
		this.cache = new TranslationCache(sizes.iotlbEntries);
		this.tables = new LeafTableCache(sizes.tableEntries);
		this.#host = new AmdV1Walker(memory, this.tables);
		this.#guest = new AmdV2Walker(memory, this.#host, this.tables);
		this.roots = new GuestRoots(memory, devices, this.#guest, sizes.guestRootEntries);
	}

	/**
	 * One request of a device. `ats` tells a translation request, whose grant may lack what `access` wants, from
	 * an untranslated access, which is granted whole or aborted.
	 */
	translate(
		device: number,
		pasid: number,
		page: number,
		access: number,
		ats: boolean,
	): Translation {
		this.#counters.translations++;
		if (!this.enabled) return ats ? Translation.UNSUPPORTED : this.#untouched(page, access);
		const request = this.request;
		request.begin(device, pasid, page, access, ats);
		const devices = this.#devices;
		const entry = devices.find(device);
		if (entry < 0) return this.noEntry(entry);
		const flags = devices.flags[entry]!;
		if ((flags & DteFlag.V) === 0)
			return ats ? request.invalid(0, Translation.UNSUPPORTED) : this.#untouched(page, access);
		request.entry = entry;
		const fault = devices.translationFault[entry]!;
		if (fault !== DteFault.NONE) return request.illegalEntry(fault);
		if (ats && (flags & ATS_BITS) !== ATS_BITS) return request.invalid(0, Translation.UNSUPPORTED);

		let guest = pasid !== NO_PASID;
		let wanted = access & READ_WRITE;
		if (guest) {
			if ((flags & DteFlag.TV) === 0) return request.pageFault(0);
			if ((flags & DteFlag.GV) === 0 || !this.guestEnabled)
				return ats ? Translation.ABORTED : request.pageFault(0);
			wanted |= access & Access.EXEC;
		} else {
			const range = rangeOf(page);
			if (range !== Range.NONE) {
				const end = this.#special(range, entry, access, ats);
				if (end >= 0) return end as Translation;
			}
			if ((flags & DteFlag.TV) === 0) return request.pageFault(0);
			if (this.#exclusion.covers(page, (flags & DteFlag.EX) !== 0))
				return this.#untouched(page, access);
			guest = (flags & GUEST_WITHOUT_PASID) === GUEST_WITHOUT_PASID && this.guestEnabled;
			// These are not sign-extended, though those with PASID 0, which share their translations, are.
			if (guest && page >= CANONICAL_LOW) return request.pageFault(0);
		}
		if ((wanted & READ_WRITE) === 0) wanted |= Access.READ;
		const rights = (flags >>> 8) & READ_WRITE;
		const required = ats ? 0 : wanted;
		if (rights === 0 || (required & READ_WRITE & ~rights) !== 0) return request.pageFault(DENIED);
		// What the device's entry denies need not be looked for in the tables.
		const asked = wanted & (rights | Access.EXEC);

		const mode = devices.mode[entry]!;
		if (!guest && mode === 0) return this.#passThrough(page, asked, rights);
		const domain = devices.domain[entry]!;
		const process = !guest ? ANY_PASID : pasid === NO_PASID ? 0 : pasid;
		const kind = !guest ? Kind.HOST : mode === 0 ? Kind.GUEST : Kind.NESTED;
		const supervisor = pasid !== NO_PASID && (access & Access.PRIV) !== 0;
		const cache = this.cache;
		if (
			cache.lookup(domain, kind, process, page, supervisor) &&
			(asked & ~cache.permission) === 0
		) {
			this.#counters.iotlbHits++;
			return this.#finish(cache.frame, cache.permission, asked, rights);
		}
		if (mode !== 0) this.#useHost(entry, domain);
		return guest
			? this.#walkGuest(entry, domain, process, kind, required, asked, rights, supervisor)
			: this.#walkHost(domain, required, asked, rights);
	}

	/** Fills the caches for a page, as far as that goes without a fault; nothing is logged. */
	prefetch(device: number, pasid: number, page: number): void {
		if (!this.enabled) return;
		this.request.silent = true;
		this.translate(device, pasid, page, Access.READ, false);
		this.request.silent = false;
	}

	/** There is no entry for the device of `request`, as `DeviceTable.find` said. */
	noEntry(found: number): Translation {
		const request = this.request;
		if (found !== OUTSIDE_TABLE) return request.unreadableEntry();
		if (this.#outside === 'illegal-entry') return request.illegalEntry(DteFault.LEVEL);
		return request.ats ? request.invalid(0, Translation.UNSUPPORTED) : request.pageFault(0);
	}

	/** Everything that was read of any table. */
	forgetAll(): void {
		this.cache.invalidateAll();
		this.tables.dropAll();
		this.roots.invalidateAll();
		this.#devices.invalidateAll();
	}

	#useHost(entry: number, domain: number): void {
		const devices = this.#devices;
		this.#host.use(
			domain,
			devices.hostRoot[entry]!,
			devices.mode[entry]!,
			(devices.flags[entry]! >>> 2) & 3,
		);
	}

	#walkHost(domain: number, required: number, asked: number, rights: number): Translation {
		const host = this.#host;
		const page = this.request.page;
		const above = Math.floor(page / 0x4_0000);
		const top = Math.floor(above / 0x4_0000);
		const high = above - top * 0x4_0000;
		const low = page - above * 0x4_0000;
		if (!host.walk(top, high, low, required & READ_WRITE, asked & READ_WRITE))
			return this.request.walkFault(host.fault, host.faultPage, host.faultWord);
		const permission = host.permission | ((host.permission & Access.READ) !== 0 ? Access.EXEC : 0);
		const end = this.#finish(host.frame, permission, asked, rights);
		if (end !== Translation.OK) return end;
		host.commit((this.granted & Access.WRITE) !== 0);
		this.#keep(domain, Kind.HOST, ANY_PASID, false, host.leaf);
		return Translation.OK;
	}

	#walkGuest(
		entry: number,
		domain: number,
		process: number,
		kind: number,
		required: number,
		asked: number,
		rights: number,
		supervisor: boolean,
	): Translation {
		const { request, roots } = this;
		const guest = this.#guest;
		const page = request.page;
		if (page >= CANONICAL_LOW && page < CANONICAL_HIGH) return request.pageFault(0);
		const root = roots.find(request.device, entry, process);
		if (root < 0) return request.walkFault(roots.fault, guest.faultPage, guest.faultWord);
		const mode =
			(supervisor ? GuestWalk.SUPERVISOR : 0) | (kind === Kind.NESTED ? GuestWalk.NESTED : 0);
		guest.use(domain, process, roots.high[root]!, roots.low[root]!, mode);
		const high = Math.floor(page / 0x4_0000);
		// Four levels take 18 bits of `high`; those above repeat the top one in a canonical address.
		if (!guest.walk(high & 0x3_ffff, page - high * 0x4_0000, required, asked))
			return request.walkFault(guest.fault, guest.faultPage, guest.faultWord);
		const end = this.#finish(guest.frame, guest.permission, asked, rights);
		if (end !== Translation.OK) return end;
		if (!guest.commit((this.granted & Access.WRITE) !== 0))
			return request.walkFault(guest.fault, guest.faultPage, guest.faultWord);
		this.#keep(domain, kind, process, supervisor, guest.leaf);
		return Translation.OK;
	}

	/**
	 * Sets `frame` and `granted`, or says how it ends nevertheless. No more is granted than was asked, except that
	 * a read comes along (ATS requests are reads by nature).
	 */
	#finish(frame: number, permission: number, asked: number, rights: number): Translation {
		if (frame < 0 || frame >= this.#frames) return Translation.ABORTED;
		const granted = permission & (asked | (Access.READ & rights));
		if ((granted & READ_WRITE) === 0) return this.request.pageFault(DENIED);
		const request = this.request;
		this.frame = frame;
		this.granted = granted | (request.pasid !== NO_PASID ? request.access & Access.PRIV : 0);
		return Translation.OK;
	}

	#keep(domain: number, kind: number, process: number, supervisor: boolean, leaf: number): void {
		const permission = this.granted & ~Access.PRIV;
		const page = this.request.page;
		this.cache.insert(domain, kind, process, page, supervisor, this.frame, permission, leaf);
	}

	/** Mode 0 without a guest table: the address passes, with the rights of the device's entry. */
	#passThrough(page: number, asked: number, rights: number): Translation {
		return this.#finish(page, READ_WRITE | Access.EXEC, asked, rights);
	}

	/** Nothing translates: the access goes to the address it names. */
	#untouched(page: number, access: number): Translation {
		if (page >= this.#frames || rangeOf(page) !== Range.NONE) return Translation.ABORTED;
		this.frame = page;
		this.granted = (access & ~Access.PRIV) | Access.READ;
		return Translation.OK;
	}

	/** A page with a meaning of its own: how the request ends, or -1 when it is translated like others. */
	#special(range: number, entry: number, access: number, ats: boolean): number {
		const { request } = this;
		if (ats) return request.invalid(1, Translation.ABORTED);
		const devices = this.#devices;
		const writes = (access & Access.WRITE) !== 0;
		const translated = (devices.flags[entry]! & DteFlag.TV) !== 0;
		if (range === Range.INTERRUPT) return request.invalid(writes ? 6 : 0, Translation.ABORTED);
		if (range === Range.PORT_IO) {
			const control = devices.ioControl[entry]!;
			if (control === 2) return translated ? -1 : request.invalid(7, Translation.ABORTED);
			if (control === 3) return request.illegalEntry(DteFault.LEVEL);
			// Forwarded, it finds no port here.
			return control === 0 ? request.invalid(2, Translation.ABORTED) : Translation.ABORTED;
		}
		const control = devices.systemManagement[entry]!;
		if (control === 3) return translated ? -1 : request.invalid(7, Translation.ABORTED);
		if (!writes) return request.invalid(4, Translation.ABORTED);
		// A message that is forwarded is posted and has no effect here.
		return control === 1 ? Translation.DISCARDED : request.invalid(3, Translation.ABORTED);
	}
}
