/**
 * Translates one request (specification "Process to translate an IOVA"): finds its contexts, then answers from the
 * translation cache or walks. Owns the caches of translations and the walkers. Results stand in `frame` and
 * `granted`, valid until the next call; nothing is allocated.
 *
 * A frame that the memory does not have is refused with ABORTED and no record: the tables are in order, it
 * is the access itself that nobody would answer. So a granted frame always exists. For messages any page
 * will do: whether somebody takes the write is found out on delivery.
 */

import type { PhysicalMemory } from '../../memory.js';
import { RiscvFault } from '../../table/riscv-entry.js';
import { RiscvFirstStage, RiscvWalk } from '../../table/riscv-first-stage.js';
import { RiscvSecondStage } from '../../table/riscv-second-stage.js';
import { Access, NO_PASID, Translation } from '../contract.js';
import type { RiscvIommuCounters } from './counters.js';
import { DeviceFlag } from './device-cache.js';
import type { DeviceDirectory } from './device-directory.js';
import type { FaultQueue } from './fault-queue.js';
import { TagFlag } from './iotlb.js';
import { Cause, Mode, NO_PSCID } from './layout.js';
import { MsiTable } from './msi-table.js';
import { ProcessFlag } from './process-cache.js';
import { ProcessDirectory } from './process-directory.js';
import { RequestAtHand } from './request-at-hand.js';
import { TranslationCaches } from './translation-caches.js';

const READ_WRITE = Access.READ | Access.WRITE;
const ALL = READ_WRITE | Access.EXEC;
/** Process ids below this are in the range of a PDT of 1 to 3 levels; Bare does not look. */
const PROCESS_REACH = [2 ** 20, 2 ** 8, 2 ** 17, 2 ** 20] as const;

/** What kind of request it is. */
export const RequestKind = { ATS: 0, ACCESS: 1, MESSAGE: 2 } as const;

export class Translator {
	/** Host frame of the last translation that ended OK; of a message any page of 44 bits. */
	frame = 0;
	/** `Access` bits of the last translation that ended OK. */
	granted = 0;
	readonly caches: TranslationCaches;
	readonly processes: ProcessDirectory;
	readonly #frames: number;
	readonly #directory: DeviceDirectory;
	readonly #counters: RiscvIommuCounters;
	readonly #request: RequestAtHand;
	readonly #second: RiscvSecondStage;
	readonly #first: RiscvFirstStage;
	readonly #msi: MsiTable;
	#message = false;
	// What the contexts say about the request at hand.
	#device = 0;
	#wanted = 0;
	#tag = 0;
	#pscid: number = NO_PSCID;
	#firstLevels = 0;
	#rootHigh = 0;
	#rootLow = 0;
	#walkMode = 0;

	constructor(
		memory: PhysicalMemory,
		iotlbEntries: number,
		processSlots: number,
		directory: DeviceDirectory,
		faults: FaultQueue,
		counters: RiscvIommuCounters,
	) {
		this.#frames = memory.frames;
		this.#directory = directory;
		this.#counters = counters;
		this.#request = new RequestAtHand(faults);
		this.caches = new TranslationCaches(iotlbEntries);
		this.#second = new RiscvSecondStage(memory, this.caches.second);
		this.#first = new RiscvFirstStage(memory, this.#second, this.caches.first);
		this.#msi = new MsiTable(memory, directory.devices);
		this.processes = new ProcessDirectory(memory, this.#second, directory.devices, processSlots);
	}

	/**
	 * One request of a device. A translation request's grant may lack what `access` wants; an untranslated access
	 * and a message (a write, `offset` in its page) are granted whole or aborted.
	 */
	translate(
		source: number,
		pasid: number,
		page: number,
		offset: number,
		access: number,
		kind: number,
	): Translation {
		this.#counters.translations++;
		const ats = kind === RequestKind.ATS;
		const request = this.#request;
		const directory = this.#directory;
		this.#message = kind === RequestKind.MESSAGE;
		request.begin(source, pasid, page, offset, access, ats);
		if (directory.mode <= Mode.BARE) {
			if (directory.mode === Mode.OFF) return request.refuse(Cause.ALL_DISALLOWED);
			return ats ? request.refuse(Cause.TYPE_DISALLOWED) : this.#pass(access);
		}
		const device = directory.find(source);
		if (device < 0) return request.refuse(directory.cause);
		const devices = directory.devices;
		const flags = devices.flags[device]!;
		request.silent = (flags & DeviceFlag.SILENT) !== 0;
		if (ats && (flags & DeviceFlag.EN_ATS) === 0) return request.refuse(Cause.TYPE_DISALLOWED);

		// Execution travels in the prefix that carries the PASID; devices without ATS may have other means.
		let wanted = access & (ats && pasid === NO_PASID ? READ_WRITE : ALL);
		if (wanted === 0) wanted = Access.READ;
		this.#wanted = wanted;
		this.#device = device;
		const levels = devices.secondLevels[device]!;
		const gscid = devices.gscid[device]!;
		this.#tag =
			(levels === 0 ? 0 : TagFlag.GUEST | gscid) | (devices.msi[device] !== 0 ? TagFlag.MSI : 0);
		if (levels !== 0)
			this.#second.use(
				gscid,
				devices.secondRoot[device]!,
				levels,
				(flags & DeviceFlag.UPDATES_SECOND) !== 0,
			);
		const refused = this.#context(source, pasid, flags, access);
		if (refused !== Translation.OK) return refused;
		if (levels === 0 && this.#firstLevels === 0) return this.#pass(wanted);

		const { iotlb } = this.caches;
		if (iotlb.lookup(this.#tag, this.#pscid, page) && (wanted & ~iotlb.permission) === 0) {
			if (!this.#message && iotlb.frame >= this.#frames) return Translation.ABORTED;
			this.#counters.iotlbHits++;
			this.frame = iotlb.frame;
			this.#grant(iotlb.permission);
			return Translation.OK;
		}
		return this.#walk();
	}

	/** Finds the first stage: of the device, of a process, or none. */
	#context(source: number, pasid: number, flags: number, access: number): Translation {
		const devices = this.#directory.devices;
		const device = this.#device;
		const withPasid = pasid !== NO_PASID;
		const mode = devices.mode[device]!;
		this.#pscid = NO_PSCID;
		this.#firstLevels = 0;
		if ((flags & DeviceFlag.PROCESSES) === 0) {
			if (withPasid) return this.#request.refuse(Cause.TYPE_DISALLOWED);
			this.#setFirst(
				mode,
				devices.pscid[device]!,
				devices.rootHigh[device]!,
				devices.rootLow[device]!,
				flags,
				0,
			);
			return Translation.OK;
		}
		if (withPasid && pasid >= PROCESS_REACH[mode]!)
			return this.#request.refuse(Cause.TYPE_DISALLOWED);
		if (mode === 0 || (!withPasid && (flags & DeviceFlag.DEFAULT_PROCESS) === 0))
			return Translation.OK;
		const found = this.processes.find(source, device, withPasid ? pasid : 0);
		if (found < 0) return this.#noProcess();
		const { processes } = this.processes;
		const rights = processes.flags[found]!;
		const supervisor = withPasid && (access & Access.PRIV) !== 0;
		if (supervisor && (rights & ProcessFlag.ENS) === 0)
			return this.#request.refuse(Cause.TYPE_DISALLOWED);
		this.#setFirst(
			processes.mode[found]!,
			processes.pscid[found]!,
			processes.rootHigh[found]!,
			processes.rootLow[found]!,
			flags,
			(supervisor ? RiscvWalk.SUPERVISOR : 0) |
				((rights & ProcessFlag.SUM) !== 0 ? RiscvWalk.USER_MEMORY : 0),
		);
		return Translation.OK;
	}

	#noProcess(): Translation {
		const processes = this.processes;
		if (processes.cause >= 0) return this.#request.refuse(processes.cause);
		return this.#request.refuseGuest(processes.faultPage, processes.faultOffset, 1);
	}

	#setFirst(
		mode: number,
		pscid: number,
		rootHigh: number,
		rootLow: number,
		flags: number,
		walkMode: number,
	): void {
		if (mode === 0) return;
		this.#firstLevels = mode - 5;
		this.#pscid = pscid;
		this.#rootHigh = rootHigh;
		this.#rootLow = rootLow;
		this.#walkMode =
			walkMode |
			((this.#tag & TagFlag.GUEST) !== 0 ? RiscvWalk.NESTED : 0) |
			((flags & DeviceFlag.UPDATES_FIRST) !== 0 ? RiscvWalk.UPDATES : 0);
		if ((walkMode & RiscvWalk.SUPERVISOR) !== 0)
			this.#tag |=
				TagFlag.SUPERVISOR | ((walkMode & RiscvWalk.USER_MEMORY) !== 0 ? TagFlag.USER_MEMORY : 0);
	}

	#walk(): Translation {
		const request = this.#request;
		const wanted = this.#wanted;
		const required = request.ats ? 0 : wanted;
		const { page } = request;
		const nested = (this.#tag & TagFlag.GUEST) !== 0;
		let permission: number = ALL;
		let leaf = 0;
		let global = false;
		let high: number;
		let low: number;
		if (this.#firstLevels === 0) {
			high = Math.floor(page / 0x4_0000);
			low = page & 0x3_ffff;
		} else {
			const first = this.#first;
			first.use(
				this.#tag & 0xffff,
				this.#pscid,
				this.#rootHigh,
				this.#rootLow,
				this.#firstLevels,
				this.#walkMode,
			);
			if (!first.walk(page, required, wanted)) return this.#firstFault();
			({ permission, leaf, global, high, low } = first);
		}
		if (!nested) {
			const frame = high < 0x400 ? (high << 18) | low : -1;
			return this.#finish(frame, permission, leaf, global, false);
		}
		if ((this.#tag & TagFlag.MSI) !== 0) {
			// 44 bits of a page from the first stage, up to 52 without one, as two times 26.
			const upper = Math.floor(high / 256);
			const lower = ((high & 0xff) << 18) | low;
			if (this.#msi.matches(this.#device, upper, lower))
				return this.#interruptFile(upper, lower, permission, leaf, global);
		}
		const second = this.#second;
		if (!second.walk(high, low, required, (wanted & permission & Access.WRITE) !== 0))
			return second.fault === RiscvFault.ACCESS
				? request.refuseAccess()
				: request.refuseGuest(high * 0x4_0000 + low, request.offset, 0);
		if (this.#firstLevels === 0) leaf = second.leaf;
		return this.#finish(second.frame, permission & second.permission, leaf, global, true);
	}

	#firstFault(): Translation {
		const first = this.#first;
		const request = this.#request;
		switch (first.fault) {
			case RiscvFault.ACCESS:
				return request.refuseAccess();
			case RiscvFault.GUEST_READ:
				return request.refuseGuest(first.faultPage, first.faultOffset, 1);
			case RiscvFault.GUEST_WRITE:
				return request.refuseGuest(first.faultPage, first.faultOffset, 3);
			default:
				return request.refusePage();
		}
	}

	/** The guest page is a virtual interrupt file's: no second stage, readable and writable. */
	#interruptFile(
		high: number,
		low: number,
		permission: number,
		leaf: number,
		global: boolean,
	): Translation {
		const msi = this.#msi;
		const cause = msi.translate(this.#device, high, low);
		if (cause !== 0) return this.#request.refuse(cause);
		if (!this.#request.ats && (this.#wanted & Access.EXEC) !== 0)
			return this.#request.refuseExecution();
		const page = msi.page < 2 ** 28 ? msi.page : -1;
		return this.#finish(page, permission & READ_WRITE, leaf, global, false);
	}

	/** A walk is done: grants, keeps, and marks accessed and dirty what is granted. */
	#finish(
		frame: number,
		permission: number,
		leaf: number,
		global: boolean,
		throughSecond: boolean,
	): Translation {
		if (frame < 0 || (frame >= this.#frames && !this.#message)) return Translation.ABORTED;
		this.frame = frame;
		this.#grant(permission);
		if ((this.granted & READ_WRITE) === 0 && this.#request.ats) return Translation.NO_ACCESS;
		const write = (this.granted & Access.WRITE) !== 0;
		if (this.#firstLevels !== 0) this.#first.commit(write);
		if (throughSecond) this.#second.commit(write);
		this.caches.iotlb.insert(
			this.#tag,
			this.#pscid,
			this.#request.page,
			frame,
			permission,
			leaf,
			global,
		);
		return Translation.OK;
	}

	/**
	 * No more than was asked, except that a read comes along. What cannot be read can neither be written, and a
	 * translation request for it is refused: so execution is never granted alone there.
	 */
	#grant(permission: number): void {
		this.granted =
			(permission & (this.#wanted | Access.READ)) |
			(this.#request.pasid !== NO_PASID ? this.#request.access & Access.PRIV : 0);
	}

	/** No stage translates: the access goes to the host address it names. */
	#pass(wanted: number): Translation {
		const { page } = this.#request;
		if (page >= this.#frames && !this.#message) return Translation.ABORTED;
		this.frame = page;
		this.granted = wanted | Access.READ;
		return Translation.OK;
	}
}
