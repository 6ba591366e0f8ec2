/**
 * The transaction that is being translated, and how it ends when it does not get through (Arm IHI 0070, 3.9.1.2,
 * 3.12, 7.3). Owns what an event record needs, and what the stage that faults is set up to do.
 *
 * | met                                      | untranslated                        | translation request            |
 * |------------------------------------------|-------------------------------------|--------------------------------|
 * | configuration, unreachable structures    | event, abort                        | CA, event if REC_CFG_ATS        |
 * | translation, size, access, permission    | stalled, or by CD.A, CD.R, STE.S2R   | success with no access, no event |
 * | ATS not enabled                          |                                     | UR, F_BAD_ATS_TREQ              |
 * | Config 0xx                               | abort                               | UR                             |
 *
 * An endpoint that cannot be stalled is terminated instead, with an event that says so (3.12).
 */

import { FaultClass, TableFault } from '../../table/aarch64-fault.js';
import { Access, NO_PASID, Translation } from '../contract.js';
import type { EventQueue } from './event-queue.js';
import { Control2, Event, EventBit } from './layout.js';
import type { Stalls } from './stalls.js';

/** Events of the faults of a walk. */
const EVENTS = new Uint8Array(8);
EVENTS[TableFault.TRANSLATION] = Event.TRANSLATION;
EVENTS[TableFault.ADDRESS_SIZE] = Event.ADDR_SIZE;
EVENTS[TableFault.ACCESS] = Event.ACCESS;
EVENTS[TableFault.PERMISSION] = Event.PERMISSION;

/** What a stage does about its faults. */
export const FaultModel = { STALL: 0x1, RECORD: 0x2, ABORT: 0x4 } as const;

export class Transaction {
	stream = 0;
	pasid: number = NO_PASID;
	page = 0;
	/** A translation request or translated transaction; otherwise an untranslated access. */
	ats = false;
	/** A translated transaction. */
	translated = false;
	/** The access as it came, and its attributes after the STE's overrides. */
	access = 0;
	privileged = false;
	instruction = false;
	/** Name of the stall that the last transaction ended in. */
	stall = -1;
	/** CR2. */
	control2 = 0;
	readonly #events: EventQueue;
	readonly #stalls: Stalls;
	#canStall = false;

	constructor(events: EventQueue, stalls: Stalls) {
		this.#events = events;
		this.#stalls = stalls;
	}

	begin(
		stream: number,
		pasid: number,
		page: number,
		access: number,
		ats: boolean,
		canStall: boolean,
	): void {
		this.stream = stream;
		this.pasid = pasid;
		this.page = page;
		this.access = access;
		this.ats = ats;
		this.translated = false;
		this.privileged = (access & Access.PRIV) !== 0;
		this.instruction = (access & (Access.EXEC | Access.WRITE)) === Access.EXEC;
		this.#canStall = canStall;
	}

	/** An illegal structure: events without details. */
	configuration(event: number): Translation {
		if (this.#recordsConfiguration(event))
			this.#events.record(
				event,
				this.stream,
				event === Event.STREAM_DISABLED ? NO_PASID : this.pasid,
				0,
				0,
				0,
				0,
				0,
			);
		return Translation.ABORTED;
	}

	/** C_BAD_SUBSTREAMID carries the substream without saying that it is valid. */
	badSubstream(pasid: number): Translation {
		if (this.#recordsConfiguration(Event.BAD_SUBSTREAMID))
			this.#events.record(
				Event.BAD_SUBSTREAMID | (pasid === NO_PASID ? 0 : pasid << 12),
				this.stream,
				NO_PASID,
				0,
				0,
				0,
				0,
				0,
			);
		return Translation.ABORTED;
	}

	/** A structure that cannot be read; its address in page and byte. */
	fetch(event: number, page: number, byte: number): Translation {
		if (this.#recordsConfiguration(event)) {
			const high = Math.floor(page / 0x10_0000);
			this.#events.record(
				event,
				this.stream,
				this.pasid,
				0,
				0,
				0,
				((page - high * 0x10_0000) << 12) | byte,
				high,
			);
		}
		return Translation.ABORTED;
	}

	/** A table that cannot be read. */
	walkAbort(secondStage: boolean, faultClass: number, frame: number, byte: number): Translation {
		if (this.#recordsConfiguration(Event.WALK_EABT)) {
			const high = Math.floor(frame / 0x10_0000);
			this.#events.record(
				Event.WALK_EABT,
				this.stream,
				this.pasid,
				0,
				this.#attributes() | (secondStage ? EventBit.S2 : 0) | (faultClass << EventBit.CLASS_SHIFT),
				this.page,
				((frame - high * 0x10_0000) << 12) | byte,
				high,
			);
		}
		return Translation.ABORTED;
	}

	/** Stage 1 is passed by, and the address is beyond the intermediate size: always terminated. */
	beyondSize(): Translation {
		return this.ats
			? Translation.NO_ACCESS
			: this.#terminate(
					Event.ADDR_SIZE,
					FaultClass.INPUT << EventBit.CLASS_SHIFT,
					0,
					FaultModel.RECORD | FaultModel.ABORT,
				);
	}

	/** A fault of stage 1. */
	firstStage(fault: number, model: number): Translation {
		return this.#translation(EVENTS[fault]!, FaultClass.INPUT << EventBit.CLASS_SHIFT, 0, model);
	}

	/** A fault of stage 2 at an intermediate page. */
	secondStage(
		fault: number,
		faultClass: number,
		page: number,
		descriptorWrite: boolean,
		model: number,
	): Translation {
		const event = EVENTS[fault]!;
		return this.#translation(
			event,
			EventBit.S2 |
				(faultClass << EventBit.CLASS_SHIFT) |
				(event === Event.PERMISSION && faultClass === FaultClass.TABLE && !descriptorWrite
					? EventBit.TT_READ
					: 0),
			page,
			model,
		);
	}

	/** A translation request of a stream that may make none. */
	badTranslationRequest(): Translation {
		const access = this.access;
		this.#events.record(
			Event.BAD_ATS_TREQ,
			this.stream,
			this.pasid,
			0,
			EventBit.TREQ_R |
				((access & Access.WRITE) !== 0 ? EventBit.TREQ_W : 0) |
				((access & Access.EXEC) !== 0 ? EventBit.TREQ_X : 0) |
				((access & Access.PRIV) !== 0 ? EventBit.TREQ_PRIV : 0) |
				(1 << EventBit.SPAN_SHIFT),
			this.page,
			0,
			0,
		);
		return Translation.UNSUPPORTED;
	}

	/** A translated transaction of a stream that may make none. */
	forbidden(): Translation {
		this.#events.record(
			Event.TRANSL_FORBIDDEN,
			this.stream,
			NO_PASID,
			0,
			(this.access & Access.WRITE) !== 0 ? 0 : EventBit.RNW,
			this.page,
			0,
			0,
		);
		return Translation.ABORTED;
	}

	#translation(event: number, detail: number, ipa: number, model: number): Translation {
		if (this.ats) return Translation.NO_ACCESS;
		if ((model & FaultModel.STALL) === 0) return this.#terminate(event, detail, ipa, model);
		if (!this.#canStall)
			return this.#terminate(event, detail, ipa, FaultModel.RECORD | FaultModel.ABORT);
		const stalls = this.#stalls;
		const name = stalls.enter(this.stream);
		if (name < 0) {
			this.stall = stalls.wait(this.stream);
			return Translation.STALLED;
		}
		const tag = stalls.tag(name);
		// When the write of the event was aborted, software has to terminate what it will not hear of.
		if (!this.#record(event, EventBit.STALL | tag, detail, ipa)) stalls.unrecorded(name, tag);
		// Interrupts may have brought other transactions here.
		this.stall = name;
		return Translation.STALLED;
	}

	#terminate(event: number, detail: number, ipa: number, model: number): Translation {
		if ((model & FaultModel.RECORD) !== 0) this.#record(event, 0, detail, ipa);
		return (model & FaultModel.ABORT) !== 0 ? Translation.ABORTED : Translation.DISCARDED;
	}

	#record(event: number, detailLow: number, detailHigh: number, ipa: number): boolean {
		const high = Math.floor(ipa / 0x10_0000);
		return this.#events.record(
			event,
			this.stream,
			this.pasid,
			detailLow,
			this.#attributes() | detailHigh,
			this.page,
			(ipa - high * 0x10_0000) << 12,
			high,
		);
	}

	#attributes(): number {
		return (
			(this.privileged ? EventBit.PNU : 0) |
			(this.instruction ? EventBit.IND : 0) |
			((this.access & Access.WRITE) !== 0 ? 0 : EventBit.RNW)
		);
	}

	/** Those of ATS are recorded if CR2 says so; a bad stream id, but for translated transactions, needs that too. */
	#recordsConfiguration(event: number): boolean {
		if (this.ats && (this.control2 & Control2.REC_CFG_ATS) === 0) return false;
		return (
			event !== Event.BAD_STREAMID || this.translated || (this.control2 & Control2.RECINVSID) !== 0
		);
	}
}
