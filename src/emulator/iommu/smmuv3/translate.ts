/**
 * Translates one transaction: finds its stream table entry and context descriptor, then answers from the TLB or
 * walks. Owns the walkers. Results stand in `frame` and `granted`, valid until the next call; nothing is
 * allocated. The order of checks is that of Arm IHI 0070, 7.3.22 and chapter 15.
 *
 * A frame that the memory does not have is refused with ABORTED and no event: the tables are in order, it is the
 * access itself that nobody would answer. So a granted frame always exists; the one exception is the doorbell of a
 * message, while `target` names it.
 */

import type { PhysicalMemory } from '../../memory.js';
import { FaultClass, TableFault } from '../../table/aarch64-fault.js';
import { Stage1Flag, Stage1Walker } from '../../table/aarch64-stage1.js';
import { Stage2Walker } from '../../table/aarch64-stage2.js';
import { Access, NO_PASID, Translation } from '../contract.js';
import { ContextFailure, ContextTable } from './context-table.js';
import type { SmmuV3Counters } from './counters.js';
import type { Features } from './features.js';
import { Bypass, Config, DefaultSubstream, Event, Override } from './layout.js';
import { SteFlag } from './stream-entry.js';
import { StreamTable } from './stream-table.js';
import { NO_ASID, Stage } from './tlb.js';
import type { Transaction } from './transaction.js';
import { TranslationCaches } from './translation-caches.js';

const READ_WRITE = Access.READ | Access.WRITE;
/** Pages whose address has bit 55 set, and what the top byte spans. */
const UPPER_HALF = 2 ** 43;
const TOP_BYTE = 2 ** 44;
const ALL_PAGES = 2 ** 52;
/** Pages of an input range, by its bits. */
const RANGE_PAGES = Float64Array.from({ length: 49 }, (_, bits) => 2 ** (bits - 12));
/** Frames that a TLB entry can name. */
const TLB_FRAMES = 2 ** 31;

export class Translator {
	/** Frame of the last translation that ended OK. */
	frame = 0;
	/** `Access` bits of the last translation that ended OK. */
	granted = 0;
	/** Frame outside the memory that is granted nevertheless; -1: none. */
	target = -1;
	/** CR0.SMMUEN and ATSCHK, and GBPA. */
	enabled = false;
	checksTranslated = false;
	bypass = 0;
	readonly streams: StreamTable;
	readonly contexts: ContextTable;
	readonly caches: TranslationCaches;
	readonly #transaction: Transaction;
	readonly #counters: SmmuV3Counters;
	readonly #features: Features;
	readonly #frames: number;
	readonly #first: Stage1Walker;
	readonly #second: Stage2Walker;
	#slot = 0;
	/** Permissions that the transaction needs, or asks for. */
	#wanted = 0;

	constructor(
		memory: PhysicalMemory,
		features: Features,
		transaction: Transaction,
		counters: SmmuV3Counters,
	) {
		this.#features = features;
		this.#transaction = transaction;
		this.#counters = counters;
		this.#frames = memory.frames;
		this.caches = new TranslationCaches(features.tlbEntries);
		this.#second = new Stage2Walker(memory, this.caches.secondTables);
		this.#first = new Stage1Walker(memory, this.#second, this.caches.firstTables);
		this.streams = new StreamTable(memory, features);
		this.contexts = new ContextTable(memory, features, this.streams.entries, this.#second);
	}

	/**
	 * One transaction of a stream. `ats` tells a translation request, whose grant may lack what `access` wants,
	 * from an untranslated access, which is granted whole or ends. Only with `canStall` does it stall.
	 */
	translate(
		stream: number,
		pasid: number,
		page: number,
		access: number,
		ats: boolean,
		canStall: boolean,
	): Translation {
		const transaction = this.#transaction;
		this.#counters.translations++;
		// Without PASID a translation request asks neither for execution nor as privileged (13.7).
		const asked = ats && pasid === NO_PASID ? access & READ_WRITE : access;
		transaction.begin(stream, pasid, page, asked, ats, canStall);
		if (!this.enabled)
			return ats ? transaction.badTranslationRequest() : this.#global(page, access);
		const slot = this.streams.find(stream);
		if (slot < 0) return this.#streamFailed();
		const entries = this.streams.entries;
		const config = entries.config[slot]!;
		if (config < Config.BYPASS) return ats ? Translation.UNSUPPORTED : Translation.ABORTED;
		if (ats && (entries.flags[slot]! & SteFlag.ATS) === 0)
			return transaction.badTranslationRequest();
		this.#slot = slot;
		this.#attributes(asked);

		let first = (config & 1) !== 0;
		const bits = entries.substreamBits[slot]!;
		if (pasid !== NO_PASID) {
			if (!first || bits === 0 || pasid >>> bits !== 0) return transaction.badSubstream(pasid);
			if (pasid === 0 && entries.defaultSubstream[slot] === DefaultSubstream.CD_0)
				return transaction.configuration(Event.STREAM_DISABLED);
		} else if (first && bits !== 0) {
			const substream = entries.defaultSubstream[slot]!;
			if (substream === DefaultSubstream.BYPASS) first = false;
			else if (substream !== DefaultSubstream.CD_0)
				return transaction.configuration(Event.STREAM_DISABLED);
		}
		if (first) return this.#throughFirst(stream, slot, pasid === NO_PASID ? 0 : pasid, page);
		// Stage 1 is passed by: its output, the input, must be an intermediate address.
		if (page >= this.#features.addressPages) return transaction.beyondSize();
		if ((config & 2) !== 0) return this.#throughSecond(slot, page);
		return this.#check(page, READ_WRITE | Access.EXEC);
	}

	/** An ATS translated transaction, whose page is a frame (3.9.1.3). */
	translated(stream: number, page: number, access: number): Translation {
		const transaction = this.#transaction;
		transaction.begin(stream, NO_PASID, page, access, true, false);
		transaction.translated = true;
		if (!this.enabled) return transaction.forbidden();
		if (this.checksTranslated) {
			const slot = this.streams.find(stream);
			if (slot < 0) return this.#streamFailed();
			if (this.streams.entries.config[slot]! < Config.BYPASS) return Translation.ABORTED;
			if ((this.streams.entries.flags[slot]! & SteFlag.ATS) === 0) return transaction.forbidden();
		}
		this.#wanted = access & READ_WRITE;
		return this.#place(page, this.#wanted);
	}

	/** Puts a stream's structures into the caches; what is wrong with them is nobody's business yet. */
	prefetch(stream: number, substream: number): void {
		if (!this.enabled) return;
		const slot = this.streams.find(stream);
		if (slot < 0) return;
		const { config, substreamBits } = this.streams.entries;
		if (config[slot]! < Config.BYPASS || (config[slot]! & 1) === 0) return;
		if (substream >>> substreamBits[slot]! === 0) this.contexts.find(stream, slot, substream);
	}

	#throughFirst(stream: number, slot: number, index: number, input: number): Translation {
		const transaction = this.#transaction;
		const entries = this.streams.entries;
		const context = this.contexts.find(stream, slot, index);
		if (context < 0) return this.#contextFailed(slot);
		const contexts = this.contexts.entries;
		const half = (input / UPPER_HALF) & 1;
		const at = context * 2 + half;
		const granule = contexts.granule[at]!;
		const model = contexts.model[context]!;
		let page = input;
		if (contexts.topByte[at] !== 0)
			page = (input % TOP_BYTE) + (half === 0 ? 0 : ALL_PAGES - TOP_BYTE);
		const size = RANGE_PAGES[contexts.inputBits[at]!]!;
		if (granule === 0 || (half === 0 ? page >= size : page < ALL_PAGES - size))
			return transaction.firstStage(TableFault.TRANSLATION, model);

		const nested = entries.config[slot] === Config.NESTED;
		const vmid = entries.vmid[slot]!;
		const asid = contexts.asid[context]!;
		const stages = nested ? Stage.FIRST | Stage.SECOND : Stage.FIRST;
		const privileged = transaction.privileged;
		const tlb = this.caches.tlb;
		if (tlb.lookup(vmid, asid, stages, page, privileged) && this.#suffices(tlb.permission)) {
			this.#counters.tlbHits++;
			return this.#check(tlb.frame, tlb.permission);
		}
		if (nested) entries.useSecond(slot, this.#second);
		const first = this.#first;
		first.use(
			vmid,
			asid,
			contexts.root[at]!,
			contexts.rootIndex[at]!,
			granule,
			contexts.start[at]!,
			contexts.inputBits[at]!,
			contexts.outputBits[context]!,
			contexts.walkFlags[at]! |
				(nested
					? Stage1Flag.NESTED |
						((entries.flags[slot]! & SteFlag.PROTECTED_TABLES) !== 0
							? Stage1Flag.PROTECTED_TABLES
							: 0)
					: 0),
		);
		const high = Math.floor(page / 0x4_0000);
		const wanted = this.#wanted;
		if (
			!first.walk(
				high | 0,
				page - high * 0x4_0000,
				transaction.ats ? 0 : wanted,
				wanted,
				privileged,
			)
		)
			return this.#firstFailed(model);
		const refused = this.#check(first.frame, first.permission);
		if (refused !== Translation.OK) return refused;
		const write = (this.granted & Access.WRITE) !== 0;
		if (!first.commit(write)) return this.#firstFailed(model);
		if (first.frame < TLB_FRAMES)
			tlb.insert(
				vmid,
				asid,
				stages,
				page,
				privileged,
				first.global,
				first.frame,
				first.clean && !write ? first.permission & ~Access.WRITE : first.permission,
				first.leaf,
			);
		return Translation.OK;
	}

	#throughSecond(slot: number, page: number): Translation {
		const transaction = this.#transaction;
		const entries = this.streams.entries;
		const vmid = entries.vmid[slot]!;
		const privileged = transaction.privileged;
		const tlb = this.caches.tlb;
		if (
			tlb.lookup(vmid, NO_ASID, Stage.SECOND, page, privileged) &&
			this.#suffices(tlb.permission)
		) {
			this.#counters.tlbHits++;
			return this.#check(tlb.frame, tlb.permission);
		}
		const second = this.#second;
		entries.useSecond(slot, second);
		const high = Math.floor(page / 0x4_0000);
		const required = transaction.ats ? 0 : this.#wanted;
		if (!second.walk(high, page - high * 0x4_0000, required, privileged))
			return second.fault === TableFault.ABORT
				? transaction.walkAbort(true, FaultClass.INPUT, second.entryFrame, second.entryWord * 4)
				: transaction.secondStage(
						second.fault,
						FaultClass.INPUT,
						page,
						false,
						entries.secondModel[slot]!,
					);
		const refused = this.#check(second.frame, second.permission);
		if (refused !== Translation.OK) return refused;
		const write = (this.granted & Access.WRITE) !== 0;
		second.mark(second.entryFrame, second.entryWord, write);
		if (second.frame < TLB_FRAMES)
			tlb.insert(
				vmid,
				NO_ASID,
				Stage.SECOND,
				page,
				privileged,
				false,
				second.frame,
				second.clean && !write ? second.permission & ~Access.WRITE : second.permission,
				second.leaf,
			);
		return Translation.OK;
	}

	/** What the STE makes of the transaction's attributes, and what permissions it so needs. */
	#attributes(asked: number): void {
		const transaction = this.#transaction;
		const { privilege, instruction } = this.streams.entries;
		const privilegeOverride = privilege[this.#slot]!;
		const instructionOverride = instruction[this.#slot]!;
		if (privilegeOverride >= Override.OFF)
			transaction.privileged = privilegeOverride === Override.ON;
		const write = (asked & Access.WRITE) !== 0;
		if (transaction.ats) {
			this.#wanted =
				(instructionOverride === Override.ON ? Access.EXEC : Access.READ) | (asked & Access.WRITE);
			return;
		}
		if (instructionOverride >= Override.OFF)
			transaction.instruction = instructionOverride === Override.ON && !write;
		this.#wanted = write ? asked & READ_WRITE : transaction.instruction ? Access.EXEC : Access.READ;
	}

	/** Whether a permission from the TLB answers; for what it lacks the tables are asked. */
	#suffices(permission: number): boolean {
		return (
			((this.#transaction.ats ? this.#wanted & Access.WRITE : this.#wanted) & ~permission) === 0
		);
	}

	/** Sets `frame` and `granted` for a found page, or says how it ends nevertheless. */
	#check(frame: number, permission: number): Translation {
		const transaction = this.#transaction;
		if (!transaction.ats)
			return this.#place(
				frame,
				this.#wanted === Access.EXEC ? Access.READ | Access.EXEC : this.#wanted,
			);
		// What is granted of a translation request (13.7.1).
		const override = this.streams.entries.instruction[this.#slot]!;
		const executable = (permission & Access.EXEC) !== 0;
		const readable = override === Override.ON ? executable : (permission & Access.READ) !== 0;
		const granted =
			(readable ? Access.READ : 0) |
			(permission & this.#wanted & Access.WRITE) |
			((transaction.access & Access.EXEC) !== 0 &&
			readable &&
			(executable || override === Override.OFF)
				? Access.EXEC
				: 0);
		if ((granted & READ_WRITE) === 0) return Translation.NO_ACCESS;
		return this.#place(frame, granted);
	}

	#place(frame: number, granted: number): Translation {
		if (frame >= this.#frames && frame !== this.target) return Translation.ABORTED;
		this.frame = frame;
		this.granted = granted | (this.#transaction.access & Access.PRIV);
		return Translation.OK;
	}

	#streamFailed(): Translation {
		const streams = this.streams;
		return streams.event === Event.STE_FETCH
			? this.#transaction.fetch(Event.STE_FETCH, streams.fetchPage, streams.fetchByte)
			: this.#transaction.configuration(streams.event);
	}

	#contextFailed(slot: number): Translation {
		const contexts = this.contexts;
		const transaction = this.#transaction;
		switch (contexts.failure) {
			case ContextFailure.FETCH:
				return transaction.fetch(Event.CD_FETCH, contexts.fetchPage, contexts.fetchByte);
			case ContextFailure.SECOND_ABORT:
				return transaction.walkAbort(
					true,
					FaultClass.CONTEXT,
					contexts.fetchPage,
					contexts.fetchByte,
				);
			case ContextFailure.SECOND_STAGE:
				return transaction.secondStage(
					contexts.secondFault,
					FaultClass.CONTEXT,
					contexts.secondPage,
					false,
					this.streams.entries.secondModel[slot]!,
				);
			default:
				return contexts.event === Event.BAD_SUBSTREAMID
					? transaction.badSubstream(transaction.pasid)
					: transaction.configuration(contexts.event);
		}
	}

	#firstFailed(model: number): Translation {
		const first = this.#first;
		const transaction = this.#transaction;
		if (first.fault === TableFault.ABORT)
			return transaction.walkAbort(
				first.secondStage,
				first.faultClass,
				first.fetchFrame,
				first.fetchWord * 4,
			);
		if (!first.secondStage) return transaction.firstStage(first.fault, model);
		return transaction.secondStage(
			first.fault,
			first.faultClass,
			first.faultPage,
			first.descriptorWrite,
			this.streams.entries.secondModel[this.#slot]!,
		);
	}

	/** Translation is off: the access goes to the address it names, or nowhere (GBPA). */
	#global(page: number, access: number): Translation {
		if ((this.bypass & Bypass.ABORT) !== 0 || page >= this.#features.addressPages)
			return Translation.ABORTED;
		return this.#place(page, (access & (READ_WRITE | Access.EXEC)) | Access.READ);
	}
}
