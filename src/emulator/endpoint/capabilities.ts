import { PriChange, PriInterface } from './pri-interface.js';

/** Extended capability ids (PCIe 7.8, 10.5; include/uapi/linux/pci_regs.h). */
const EXT_CAP_ATS = 0x000f;
const EXT_CAP_PRI = 0x0013;
const EXT_CAP_PASID = 0x001b;

const CONFIG_SIZE = 4096;
const FIRST_EXTENDED = 0x100;
/** A vendor id that the PCI-SIG has not given out; the device id tells our endpoint. */
const IDENTITY = 0xfa17_1234;
/** What virtual functions show instead (PCIe 9.3.4.1.1, 9.3.4.1.2). */
const VIRTUAL_IDENTITY = 0xffff_ffff;

/** Page-aligned request and global invalidate supported; queue depth 0 stands for 32. */
const ATS_CAPABILITY = 0x60;
const ATS_STU = 0x001f;
const ATS_ENABLE = 0x8000;

/** Execute and privileged mode supported. */
const PASID_CAPABILITY = 0x06;
const PASID_ENABLE = 0x0001;
const PASID_EXEC = 0x0002;
const PASID_PRIVILEGED = 0x0004;

export interface CapabilityConfig {
	readonly ats: boolean;
	/** Page Request Interface; needs ATS. */
	readonly pri: boolean;
	/** Width of PASIDs in bits, 1 to 20; 0: no PASID capability. */
	readonly pasidWidth: number;
	/** Outstanding Page Request Capacity, in requests. */
	readonly priCapacity: number;
	/** Whether group responses must carry the PASID of the request. */
	readonly responsePasidRequired: boolean;
}

/** What a register write sets off in the rest of the function. Called after the state has changed. */
export interface CapabilityEvents {
	/** ATS Enable went from 0 to 1: every cached translation is gone. */
	atsEnabled(): void;
	/** PRI was enabled with this allocation. */
	priEnabled(allocation: number): void;
	/** Returns whether no group is outstanding, which is what Stopped tells. */
	priIdle(): boolean;
	/** PRI Reset: pending requests and credits are forgotten. */
	priReset(): void;
	/** A Response Failure came for another function that uses the same interface, and stopped it. */
	priFailed(): void;
	/** Something that decides how accesses are made has changed. */
	changed(): void;
}

/**
 * Configuration space of one function: its identity and the extended capabilities ATS, PRI and PASID,
 * linked from 0x100. Holds the enable rules of PCIe 10.5 (Linux: drivers/pci/ats.c), those of PRI in
 * `PriInterface`:
 *
 * - STU can be written while ATS is disabled or by the write that enables it.
 * - The PASID control register is frozen while ATS is enabled.
 *
 * A virtual function has an ATS capability alone, without queue depth and STU: the physical function's PRI,
 * PASID settings and STU are its own too (PCIe 9.3.7.8, 9.3.7.11, 9.3.7.14). The physical function's PASID
 * control is then frozen by ATS of any of them.
 *
 * Everything not listed here reads 0 and ignores writes. Does not know groups, caches or jobs.
 */
export class Capabilities {
	// What every fault looks at comes first, so that it shares a line of memory.
	/** Set by a Response Failure until PRI is enabled again: responses have no effect. */
	ignoresResponses = false;
	/** Whether translation requests may be sent: ATS enabled and not answered Unsupported Request. */
	atsActive = false;
	/** Whether missing pages are asked for: now, or, after a Response Failure to another function, when PRI is on again. */
	asksForPages = false;
	/** Highest PASID that requests may carry; -1 while PASID is disabled. */
	pasidLimit = -1;
	/** Smallest Translation Unit: translations cover 2^stu pages at least. */
	stu = 0;
	/** Whether group responses must carry the PASID of the request. */
	readonly responsePasidRequired: boolean;
	/** Whether page requests may be sent now. With an allocation of 0 none ever could. */
	priActive = false;
	#priEnabled = false;
	readonly #config: CapabilityConfig;
	readonly #events: CapabilityEvents;
	/** Those of the physical function; this, when it is none's virtual function. */
	readonly #physical: Capabilities;
	/** Of the physical function: itself and its virtual functions. */
	readonly #family: Capabilities[] = [];
	/** The registers of PRI, which virtual functions share. */
	readonly #interface: PriInterface | undefined;
	readonly #ats: number;
	readonly #pri: number;
	readonly #pasid: number;
	#atsControl = 0;
	#atsUnsupported = false;
	#pasidControl = 0;
	/** The Response Failure that stopped PRI was this function's own. */
	#failed = false;

	/** With `physical`, those of a virtual function of it; of `config` only `ats` counts then. */
	constructor(config: CapabilityConfig, events: CapabilityEvents, physical?: Capabilities) {
		const { pasidWidth, priCapacity } = config;
		if (physical === undefined && config.pri && !config.ats)
			throw new RangeError('a function with the PRI capability needs the ATS capability');
		if (!Number.isInteger(pasidWidth) || pasidWidth < 0 || pasidWidth > 20)
			throw new RangeError(`PASID width ${pasidWidth} is outside 0 to 20`);
		this.#config = config;
		this.#events = events;
		this.#physical = physical ?? this;
		if (physical === undefined) {
			this.responsePasidRequired = config.responsePasidRequired && pasidWidth > 0;
			if (config.pri) this.#interface = new PriInterface(priCapacity, this.responsePasidRequired);
		} else {
			this.responsePasidRequired = physical.responsePasidRequired;
			this.#interface = physical.#interface;
		}
		this.#physical.#family.push(this);
		let next = FIRST_EXTENDED;
		const place = (present: boolean): number => {
			if (!present) return -1;
			const at = next;
			next += 0x10;
			return at;
		};
		this.#ats = place(config.ats);
		this.#pri = place(config.pri && physical === undefined);
		this.#pasid = place(pasidWidth > 0 && physical === undefined);
		this.#update();
		if (this.#priEnabled) events.priEnabled(this.#interface?.allocation ?? 0);
	}

	get atsEnabled(): boolean {
		return (this.#atsControl & ATS_ENABLE) !== 0;
	}

	/** Whether there is a PRI, and ATS without which it cannot be used. */
	get hasPageRequests(): boolean {
		return this.#interface !== undefined && this.#ats >= 0;
	}

	get priStopped(): boolean {
		return this.#interface?.stopped ?? true;
	}

	/** Whether a request with a PASID may ask for these `Access` bits (EXEC 4, PRIV 8). */
	permits(access: number): boolean {
		const control = this.#physical.#pasidControl;
		return (
			((access & 4) === 0 || (control & PASID_EXEC) !== 0) &&
			((access & 8) === 0 || (control & PASID_PRIVILEGED) !== 0)
		);
	}

	/** Reads 1, 2 or 4 bytes; the offset must be a multiple of the size. */
	read(offset: number, size: 1 | 2 | 4): number {
		const shift = checkOffset(offset, size);
		const value = this.#register(offset & ~3) >>> shift;
		return size === 4 ? value : value & (size === 2 ? 0xffff : 0xff);
	}

	/** Writes 1, 2 or 4 bytes; the offset must be a multiple of the size. */
	write(offset: number, size: 1 | 2 | 4, value: number): void {
		const shift = checkOffset(offset, size);
		const mask = size === 4 ? 0xffff_ffff : ((size === 2 ? 0xffff : 0xff) << shift) >>> 0;
		const bits = ((value << shift) & mask) >>> 0;
		const at = offset & ~3;
		if (at === this.#ats + 4) this.#writeAts(mask >>> 16, bits >>> 16);
		else if (at === this.#pri + 4) {
			this.#interface?.writeStatus(bits >>> 16);
			if ((mask & 0xffff) !== 0) this.#writePriControl(mask & 0xffff, bits & 0xffff);
		} else if (at === this.#pri + 0xc) this.#interface?.writeAllocation(mask, bits);
		else if (at === this.#pasid + 4) this.#writePasid(mask >>> 16, bits >>> 16);
	}

	/** A translation request was answered Unsupported Request: no ATS until it is enabled again. */
	disableAtsUse(): void {
		this.#atsUnsupported = true;
		this.#update();
	}

	/** Response Failure: PRI is disabled and stopped at once, RF is set. The other functions that use it are told. */
	failResponse(): void {
		this.#failed = true;
		this.#interface?.fail();
		this.#updateFamily();
		for (const each of this.#physical.#family) if (each !== this) each.#events.priFailed();
	}

	/** A response named no outstanding group. */
	unexpectedResponse(): void {
		this.#interface?.unexpected();
	}

	/** The last outstanding group of this function is answered or forgotten. */
	drained(): void {
		if (this.#priEnabled) return;
		if (this.#familyIdle()) this.#interface?.drained();
	}

	/**
	 * Every register as after a function-level reset, which of a virtual function leaves PRI and PASID alone.
	 * Tells nobody.
	 */
	reset(): void {
		this.#atsControl = 0;
		this.#atsUnsupported = false;
		this.#failed = false;
		if (this.#physical === this) {
			this.#interface?.reset();
			this.#pasidControl = 0;
		}
		this.#updateFamily();
	}

	#register(at: number): number {
		const config = this.#config;
		switch (at) {
			case 0:
				return this.#physical === this ? IDENTITY : VIRTUAL_IDENTITY;
			case this.#ats:
				return this.#header(EXT_CAP_ATS, at);
			case this.#pri:
				return this.#header(EXT_CAP_PRI, at);
			case this.#pasid:
				return this.#header(EXT_CAP_PASID, at);
		}
		if (at === this.#ats + 4) return (ATS_CAPABILITY | (this.#atsControl << 16)) >>> 0;
		if (at === this.#pri + 4) return this.#interface?.controlAndStatus ?? 0;
		if (at === this.#pri + 8) return config.priCapacity;
		if (at === this.#pri + 0xc) return this.#interface?.allocation ?? 0;
		if (at === this.#pasid + 4)
			return (PASID_CAPABILITY | (config.pasidWidth << 8) | (this.#pasidControl << 16)) >>> 0;
		return 0;
	}

	/** Capability header: id, version 1, offset of the next one or 0. */
	#header(id: number, at: number): number {
		const next = at + 0x10;
		const linked = next === this.#pri || next === this.#pasid;
		return (id | (1 << 16) | ((linked ? next : 0) << 20)) >>> 0;
	}

	#writeAts(mask: number, bits: number): void {
		const wasEnabled = this.atsEnabled;
		const own = this.#physical === this ? ATS_ENABLE | ATS_STU : ATS_ENABLE;
		const written = ((this.#atsControl & ~mask) | bits) & own;
		this.#atsControl = wasEnabled ? (written & ATS_ENABLE) | (this.#atsControl & ATS_STU) : written;
		if (wasEnabled !== this.atsEnabled) this.#atsUnsupported = false;
		this.#updateFamily();
		if (wasEnabled === this.atsEnabled) return;
		if (!wasEnabled) this.#events.atsEnabled();
		this.#events.changed();
	}

	#writePriControl(mask: number, bits: number): void {
		const pri = this.#interface;
		if (pri === undefined) return;
		const change = pri.writeControl(mask, bits);
		if (change === PriChange.NONE) return;
		this.#updateFamily();
		const family = this.#family;
		if ((change & PriChange.ENABLED) !== 0)
			for (const each of family) each.#events.priEnabled(pri.allocation);
		if ((change & PriChange.RESET) !== 0) for (const each of family) each.#events.priReset();
		if ((change & PriChange.DISABLED) !== 0 && this.#familyIdle()) pri.drained();
		if ((change & (PriChange.ENABLED | PriChange.DISABLED)) !== 0)
			for (const each of family) each.#events.changed();
	}

	#writePasid(mask: number, bits: number): void {
		for (const each of this.#family) if (each.atsEnabled) return;
		const all = PASID_ENABLE | PASID_EXEC | PASID_PRIVILEGED;
		this.#pasidControl = ((this.#pasidControl & ~mask) | bits) & all;
		this.#updateFamily();
		for (const each of this.#family) each.#events.changed();
	}

	/** Whether no function that uses the interface has a group outstanding. */
	#familyIdle(): boolean {
		for (const each of this.#physical.#family) if (!each.#events.priIdle()) return false;
		return true;
	}

	/** What functions share changes for all of them. */
	#updateFamily(): void {
		for (const each of this.#physical.#family) each.#update();
	}

	#update(): void {
		const physical = this.#physical;
		const pri = this.#interface;
		this.#priEnabled = pri?.enabled ?? false;
		this.ignoresResponses = pri?.ignoresResponses ?? false;
		if (this.#priEnabled) this.#failed = false;
		this.atsActive = this.atsEnabled && !this.#atsUnsupported;
		this.priActive = this.#priEnabled && (pri?.allocation ?? 0) > 0;
		this.asksForPages = this.priActive || (this.ignoresResponses && !this.#failed);
		this.pasidLimit =
			(physical.#pasidControl & PASID_ENABLE) !== 0 ? 2 ** physical.#config.pasidWidth - 1 : -1;
		this.stu = physical.#atsControl & ATS_STU;
	}
}

/** Checks the access and returns how many bits the value stands above the register's bit 0. */
function checkOffset(offset: number, size: number): number {
	if (!Number.isInteger(offset) || offset < 0 || offset + size > CONFIG_SIZE || offset % size !== 0)
		throw new RangeError(
			`configuration access of ${size} bytes at ${offset}: must be aligned and below ${CONFIG_SIZE}`,
		);
	return (offset & 3) * 8;
}
