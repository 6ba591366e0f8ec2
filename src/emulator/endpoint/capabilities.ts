/** Extended capability ids (PCIe 7.8, 10.5; include/uapi/linux/pci_regs.h). */
const EXT_CAP_ATS = 0x000f;
const EXT_CAP_PRI = 0x0013;
const EXT_CAP_PASID = 0x001b;

const CONFIG_SIZE = 4096;
const FIRST_EXTENDED = 0x100;
/** A vendor id that the PCI-SIG has not given out; the device id tells our endpoint. */
const IDENTITY = 0xfa17_1234;

/** Page-aligned request and global invalidate supported; queue depth 0 stands for 32. */
const ATS_CAPABILITY = 0x60;
const ATS_STU = 0x001f;
const ATS_ENABLE = 0x8000;

const PRI_ENABLE = 0x0001;
const PRI_RESET = 0x0002;
const PRI_RESPONSE_FAILURE = 0x0001;
const PRI_UNEXPECTED_INDEX = 0x0002;
const PRI_STOPPED = 0x0100;
const PRI_PASID_REQUIRED = 0x8000;

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
	/** PRI was disabled. Returns whether no group is outstanding, which is what Stopped tells. */
	priDisabled(): boolean;
	/** PRI Reset: pending requests and credits are forgotten. */
	priReset(): void;
	/** Something that decides how accesses are made has changed. */
	changed(): void;
}

/**
 * Configuration space of one function: its identity and the extended capabilities ATS, PRI and PASID,
 * linked from 0x100. Holds the enable rules of PCIe 10.5 (Linux: drivers/pci/ats.c):
 *
 * - STU can be written while ATS is disabled or by the write that enables it.
 * - PRI Enable is taken only while Stopped; it clears Stopped, Response Failure and UPRGI.
 * - The allocation can be written while PRI is disabled; above the capacity it becomes the capacity.
 * - PRI Reset acts only when the write leaves PRI disabled.
 * - The PASID control register is frozen while ATS is enabled.
 *
 * Everything not listed here reads 0 and ignores writes. Does not know groups, caches or jobs.
 */
export class Capabilities {
	// What every fault looks at comes first, so that it shares a line of memory.
	/** Set by a Response Failure until PRI is enabled again: responses have no effect. */
	ignoresResponses = false;
	/** Whether translation requests may be sent: ATS enabled and not answered Unsupported Request. */
	atsActive = false;
	/** Whether page requests may be sent. With an allocation of 0 none ever could. */
	priActive = false;
	/** Highest PASID that requests may carry; -1 while PASID is disabled. */
	pasidLimit = -1;
	/** Smallest Translation Unit: translations cover 2^stu pages at least. */
	stu = 0;
	/** Whether group responses must carry the PASID of the request. */
	readonly responsePasidRequired: boolean;
	#priEnabled = false;
	readonly #config: CapabilityConfig;
	readonly #events: CapabilityEvents;
	readonly #ats: number;
	readonly #pri: number;
	readonly #pasid: number;
	#atsControl = 0;
	#atsUnsupported = false;
	#priStopped = true;
	#responseFailure = false;
	#unexpectedIndex = false;
	#allocation = 0;
	#pasidControl = 0;

	constructor(config: CapabilityConfig, events: CapabilityEvents) {
		const { pasidWidth, priCapacity } = config;
		if (config.pri && !config.ats)
			throw new RangeError('a function with the PRI capability needs the ATS capability');
		if (!Number.isInteger(pasidWidth) || pasidWidth < 0 || pasidWidth > 20)
			throw new RangeError(`PASID width ${pasidWidth} is outside 0 to 20`);
		if (config.pri && (!Number.isInteger(priCapacity) || priCapacity < 1 || priCapacity >= 2 ** 31))
			throw new RangeError(`PRI capacity ${priCapacity} is outside 1 to 2^31 - 1`);
		this.responsePasidRequired = config.responsePasidRequired && pasidWidth > 0;
		this.#config = config;
		this.#events = events;
		let next = FIRST_EXTENDED;
		const place = (present: boolean): number => {
			if (!present) return -1;
			const at = next;
			next += 0x10;
			return at;
		};
		this.#ats = place(config.ats);
		this.#pri = place(config.pri);
		this.#pasid = place(pasidWidth > 0);
	}

	get atsEnabled(): boolean {
		return (this.#atsControl & ATS_ENABLE) !== 0;
	}

	get priEnabled(): boolean {
		return this.#priEnabled;
	}

	/** PRI status Stopped: disabled and nothing outstanding. */
	get priStopped(): boolean {
		return this.#priStopped;
	}

	/** PRI status Response Failure; stays until PRI is enabled or software writes 1. */
	get responseFailure(): boolean {
		return this.#responseFailure;
	}

	/** Whether a request with a PASID may ask for these `Access` bits (EXEC 4, PRIV 8). */
	permits(access: number): boolean {
		return (
			((access & 4) === 0 || (this.#pasidControl & PASID_EXEC) !== 0) &&
			((access & 8) === 0 || (this.#pasidControl & PASID_PRIVILEGED) !== 0)
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
			this.#writePriStatus(bits >>> 16);
			if ((mask & 0xffff) !== 0) this.#writePriControl(mask & 0xffff, bits & 0xffff);
		} else if (at === this.#pri + 0xc) this.#writeAllocation(mask, bits);
		else if (at === this.#pasid + 4) this.#writePasid(mask >>> 16, bits >>> 16);
	}

	/** A translation request was answered Unsupported Request: no ATS until it is enabled again. */
	disableAtsUse(): void {
		this.#atsUnsupported = true;
		this.#update();
	}

	/** Response Failure: PRI is disabled and stopped at once, RF is set. */
	failResponse(): void {
		this.#priEnabled = false;
		this.#priStopped = true;
		this.#responseFailure = true;
		this.ignoresResponses = true;
		this.#update();
	}

	/** A response named no outstanding group. */
	unexpectedResponse(): void {
		this.#unexpectedIndex = true;
	}

	/** The last outstanding group is answered: a disabled interface is now stopped. */
	drained(): void {
		if (!this.#priEnabled) this.#priStopped = true;
	}

	/** Every register as after a function-level reset. Tells nobody. */
	reset(): void {
		this.#atsControl = 0;
		this.#atsUnsupported = false;
		this.#priEnabled = false;
		this.#priStopped = true;
		this.#responseFailure = false;
		this.#unexpectedIndex = false;
		this.ignoresResponses = false;
		this.#allocation = 0;
		this.#pasidControl = 0;
		this.#update();
	}

	#register(at: number): number {
		const config = this.#config;
		switch (at) {
			case 0:
				return IDENTITY;
			case this.#ats:
				return this.#header(EXT_CAP_ATS, at);
			case this.#pri:
				return this.#header(EXT_CAP_PRI, at);
			case this.#pasid:
				return this.#header(EXT_CAP_PASID, at);
		}
		if (at === this.#ats + 4) return (ATS_CAPABILITY | (this.#atsControl << 16)) >>> 0;
		if (at === this.#pri + 4)
			return ((this.#priEnabled ? PRI_ENABLE : 0) | (this.#priStatus() << 16)) >>> 0;
		if (at === this.#pri + 8) return config.priCapacity;
		if (at === this.#pri + 0xc) return this.#allocation;
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

	#priStatus(): number {
		return (
			(this.#responseFailure ? PRI_RESPONSE_FAILURE : 0) |
			(this.#unexpectedIndex ? PRI_UNEXPECTED_INDEX : 0) |
			(this.#priStopped ? PRI_STOPPED : 0) |
			(this.responsePasidRequired ? PRI_PASID_REQUIRED : 0)
		);
	}

	#writeAts(mask: number, bits: number): void {
		const wasEnabled = this.atsEnabled;
		const written = ((this.#atsControl & ~mask) | bits) & (ATS_ENABLE | ATS_STU);
		this.#atsControl = wasEnabled ? (written & ATS_ENABLE) | (this.#atsControl & ATS_STU) : written;
		if (wasEnabled === this.atsEnabled) {
			this.#update();
			return;
		}
		this.#atsUnsupported = false;
		this.#update();
		if (!wasEnabled) this.#events.atsEnabled();
		this.#events.changed();
	}

	/** Response Failure and UPRGI are cleared by writing 1; the rest of the register is read-only. */
	#writePriStatus(bits: number): void {
		if ((bits & PRI_RESPONSE_FAILURE) !== 0) this.#responseFailure = false;
		if ((bits & PRI_UNEXPECTED_INDEX) !== 0) this.#unexpectedIndex = false;
	}

	#writePriControl(mask: number, bits: number): void {
		const wasEnabled = this.#priEnabled;
		const control = ((wasEnabled ? PRI_ENABLE : 0) & ~mask) | bits;
		if ((control & PRI_ENABLE) !== 0) {
			if (wasEnabled || !this.#priStopped) return;
			this.#priEnabled = true;
			this.#priStopped = false;
			this.#responseFailure = false;
			this.#unexpectedIndex = false;
			this.ignoresResponses = false;
			this.#update();
			this.#events.priEnabled(this.#allocation);
			this.#events.changed();
			return;
		}
		this.#priEnabled = false;
		this.#update();
		if ((control & PRI_RESET) !== 0) {
			this.#priStopped = true;
			this.#events.priReset();
		}
		if (!wasEnabled) return;
		if (this.#events.priDisabled()) this.#priStopped = true;
		this.#events.changed();
	}

	#writeAllocation(mask: number, bits: number): void {
		if (this.#priEnabled) return;
		const written = ((this.#allocation & ~mask) | bits) >>> 0;
		this.#allocation = Math.min(written, this.#config.priCapacity);
	}

	#writePasid(mask: number, bits: number): void {
		if (this.atsEnabled) return;
		const all = PASID_ENABLE | PASID_EXEC | PASID_PRIVILEGED;
		this.#pasidControl = ((this.#pasidControl & ~mask) | bits) & all;
		this.#update();
		this.#events.changed();
	}

	#update(): void {
		this.atsActive = this.atsEnabled && !this.#atsUnsupported;
		this.priActive = this.#priEnabled && this.#allocation > 0;
		this.pasidLimit =
			(this.#pasidControl & PASID_ENABLE) !== 0 ? 2 ** this.#config.pasidWidth - 1 : -1;
		this.stu = this.#atsControl & ATS_STU;
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
