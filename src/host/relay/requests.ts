import type { ErrorCode } from '../../base/errors.js';
import { errorCode, errorNumber } from '../../wire/error-codes.js';
import type { faultline } from '../../wire/generated/faultline.js';
import type { DecodedMapBatch, DecodedUnmapBatch } from '../../wire/messages.js';
import type { GuestSpace } from '../kernel/vfio/guest-space.js';
import { MapOutcome, type UnmapOutcome } from '../kernel/vfio/outcome.js';
import { SessionBindings } from './bindings.js';
import type { Delivery } from './delivery.js';
import type { Admission } from './hello.js';
import type { Identity } from './identities.js';
import type { RelayLimits } from './limits.js';
import type { Outbound, UnmapAnswer } from './outbound.js';

/** MapFlag of the protocol: how a frame is to be filled before the page is mapped. */
const MAP_CONTENTS = 16;
const MAP_ZERO = 32;
const PAGE_BYTES = 4096;

const hex = (page: number): string => `0x${page.toString(16)}`;

/** An unmap request from its coming until the agent has its answer. */
interface UnmapUnderWay {
	readonly request: number;
	readonly space: number;
	readonly page: Float64Array;
	/** Rows whose contents are asked for. */
	readonly contentRows: number;
}

/** What the requests of a session need of it. */
export interface RequestContext {
	readonly admission: Admission;
	readonly delivery: Delivery;
	readonly outbound: Outbound;
	readonly limits: RelayLimits;
	/** Whose session it is: the bounds of what it maps. */
	identity(): Identity;
	/** Counts `times` refusals; `code` is a wire number. */
	refuse(code: number, times: number): void;
	/** Something was put into `outbound` outside of a message's handling. */
	wake(): void;
}

/**
 * The address spaces of one session, and the requests that change them: Bind, Unbind, MapBatch,
 * UnmapBatch. Each Bind and Unbind gets one RequestResult; each UnmapBatch one last UnmapResult; refused
 * rows of batches get a RequestResult, which comes before the last UnmapResult.
 *
 * Bounds: spaces, bindings, unmap requests whose answer is not out (or not acknowledged), and the rows of those that ask for contents (no
 * more than the session has frames and one batch beyond, for the contents wait in the host's memory).
 */
export class SessionRequests {
	readonly #context: RequestContext;
	readonly #spaces = new Map<number, GuestSpace>();
	readonly #bindings: SessionBindings;
	readonly #unmaps = new Set<UnmapUnderWay>();
	/** Rows of unmap requests under way that ask for contents. */
	#unmapRows = 0;
	readonly #requestOfAnswer = new Map<UnmapAnswer, UnmapUnderWay>();
	#ended = false;

	constructor(context: RequestContext) {
		this.#context = context;
		this.#bindings = new SessionBindings(context, this.#spaces, (...result) => {
			if (!this.#ended) this.#result(...result);
		});
	}

	/** Spaces that the agent made. */
	get spaces(): number {
		return this.#spaces.size;
	}

	/** Pages mapped in them, those whose unmapping is not complete included. */
	get mapped(): number {
		let mapped = 0;
		for (const space of this.#spaces.values()) mapped += space.mapped;
		return mapped;
	}

	/** Unmap requests whose last UnmapResult is not out, or not acknowledged where the agent does that. */
	get unmapsOutstanding(): number {
		return this.#unmaps.size;
	}

	/** Whether something is under way that will change what there is: an unmap request, or a PASID on its way to another space. */
	get changing(): boolean {
		if (this.#bindings.moving) return true;
		for (const space of this.#spaces.values()) if (space.unmapsUnderWay > 0) return true;
		return false;
	}

	/** The spaces by the agent's numbers. */
	spacesByNumber(): [number, GuestSpace][] {
		return [...this.#spaces];
	}

	/** Those unmap requests, oldest first, with the pages of their rows. */
	unmapsUnderWay(): { request: number; space: number; page: ArrayLike<number> }[] {
		return [...this.#unmaps];
	}

	/** See `SessionBindings.restart`. */
	restart(): void {
		this.#bindings.restart();
	}

	bind(request: faultline.v1.Bind, leaving: boolean): void {
		this.#bindings.bind(request, leaving);
	}

	unbind(request: faultline.v1.Unbind): void {
		this.#bindings.unbind(request);
	}

	map(batch: DecodedMapBatch): void {
		const space = this.#spaces.get(batch.space);
		if (space === undefined) {
			this.#refuseAll(batch.request, batch.rows, 'UNKNOWN_SPACE', `no space ${batch.space}`);
			return;
		}
		const identity = this.#context.identity();
		if (identity.limits.mappings > 0 && batch.rows > identity.spareMappings) {
			const { message } = identity.exhausted('mappings', `${batch.rows} pages`);
			this.#refuseAll(batch.request, batch.rows, 'RESOURCE_EXHAUSTED', message);
			return;
		}
		const { page, frame, flags, contents } = batch;
		let at = 0;
		let rows: number[] | undefined;
		let codes: number[] | undefined;
		for (let row = 0; row < batch.rows; row++) {
			const bits = flags[row]!;
			const to = frame[row]!;
			let outcome: MapOutcome = MapOutcome.OK;
			if ((bits & MAP_CONTENTS) !== 0) {
				outcome = (bits & MAP_ZERO) === 0 ? space.fill(to, contents, at) : this.#badPermission();
				at += PAGE_BYTES;
			} else if ((bits & MAP_ZERO) !== 0) outcome = space.zero(to);
			if (outcome === MapOutcome.OK) outcome = space.map(page[row]!, to, bits);
			if (outcome === MapOutcome.OK) continue;
			rows ??= [];
			codes ??= [];
			rows.push(row);
			codes.push(outcome);
		}
		if (rows !== undefined && codes !== undefined) {
			const first = rows[0]!;
			const what = `page ${hex(page[first]!)} to frame ${frame[first]}, flags ${flags[first]}`;
			this.#refuseRows(batch.request, batch.rows, rows, codes, what);
		}
	}

	unmap(batch: DecodedUnmapBatch): void {
		const { request, page, rows } = batch;
		const contentRows = batch.returnDirty ? rows : 0;
		const space = this.#spaces.get(batch.space);
		const refusal = space === undefined ? undefined : this.#overUnmapBounds(contentRows);
		const underWay = { request, space: batch.space, page, contentRows };
		this.#unmaps.add(underWay);
		this.#unmapRows += contentRows;
		const refuse = (code: ErrorCode, what: string) => {
			this.#refuseAll(request, rows, code, what);
			this.#answer({ request, dirtyRows: [], contents: undefined }, underWay);
		};
		if (space === undefined) refuse('UNKNOWN_SPACE', `no space ${batch.space}`);
		else if (refusal !== undefined) refuse('RESOURCE_EXHAUSTED', refusal);
		else {
			const outcome = space.unmap(page, (result) => {
				if (!this.#ended) this.#unmapped(batch, underWay, space, result);
			});
			if (outcome !== MapOutcome.OK)
				refuse(errorCode(outcome) ?? 'INTERNAL', `space ${batch.space} takes no unmap now`);
		}
	}

	/** The pages are unmapped everywhere; their frames are free when this returns. */
	#unmapped(
		batch: DecodedUnmapBatch,
		underWay: UnmapUnderWay,
		space: GuestSpace,
		result: UnmapOutcome,
	): void {
		const { request, page, rows, returnDirty } = batch;
		const { refusedRows, refusedCodes, dirtyRows, dirtyFrames } = result;
		if (refusedRows.length > 0) {
			const what = `page ${hex(page[refusedRows[0]!]!)}`;
			this.#refuseRows(request, rows, [...refusedRows], [...refusedCodes], what);
		}
		let contents: Uint8Array | undefined;
		if (returnDirty && dirtyRows.length > 0) {
			contents = Buffer.allocUnsafe(dirtyRows.length * PAGE_BYTES);
			for (let i = 0; i < dirtyFrames.length; i++)
				space.copyOut(dirtyFrames[i]!, contents, i * PAGE_BYTES);
		}
		this.#answer({ request, dirtyRows, contents }, underWay);
		this.#context.wake();
	}

	/** Why no further unmap request is taken now. */
	#overUnmapBounds(contentRows: number): string | undefined {
		const { limits, admission } = this.#context;
		if (this.#unmaps.size >= limits.unmapsOutstanding)
			return `${this.#unmaps.size} unmap requests are not answered, which is the bound`;
		const most = admission.lease.count + limits.batchRows;
		if (this.#unmapRows + contentRows > most)
			return `the contents of ${this.#unmapRows} pages are asked for and not sent; ${most} is the bound`;
		return undefined;
	}

	/** The last part of an answer is on its way, or where the agent acknowledges such has come there. */
	unmapDone(answer: UnmapAnswer): void {
		const underWay = this.#requestOfAnswer.get(answer);
		if (underWay === undefined) return;
		this.#requestOfAnswer.delete(answer);
		this.#unmaps.delete(underWay);
		this.#unmapRows -= underWay.contentRows;
	}

	/** Destroys all spaces; `done` is called once that is complete, which may be before this returns. */
	end(done: () => void): void {
		this.#ended = true;
		let waiting = this.#spaces.size + 1;
		const destroyed = () => {
			waiting--;
			if (waiting === 0) done();
		};
		for (const space of this.#spaces.values()) space.destroy(destroyed);
		this.#spaces.clear();
		destroyed();
	}

	#answer(answer: UnmapAnswer, underWay: UnmapUnderWay): void {
		this.#requestOfAnswer.set(answer, underWay);
		this.#context.outbound.unmapped(answer);
	}

	/** The outcome of a Bind or Unbind. */
	#result(request: number, code: ErrorCode | undefined, message: string): void {
		const number = errorNumber(code);
		if (code !== undefined) {
			this.#context.admission.guest.counters.refused++;
			this.#context.refuse(number, 1);
		}
		this.#context.outbound.results.push({ request, code: number, message, row: [], rowCode: [] });
		this.#context.wake();
	}

	/** A row that asks for contents and for zeros. */
	#badPermission(): MapOutcome {
		this.#context.admission.guest.counters.refused++;
		return MapOutcome.BAD_PERMISSION;
	}

	/** Refuses every row of a batch. */
	#refuseAll(request: number, rows: number, code: ErrorCode, what: string): void {
		const all = Array.from({ length: rows }, (_, row) => row);
		const codes = new Array<number>(rows).fill(errorNumber(code));
		this.#context.admission.guest.counters.refused += rows;
		this.#refuseRows(request, rows, all, codes, what, code);
	}

	/** Refuses some rows of a batch; `what` describes the first of them. */
	#refuseRows(
		request: number,
		of: number,
		row: number[],
		rowCode: number[],
		what: string,
		code: ErrorCode = errorCode(rowCode[0]!) ?? 'INTERNAL',
	): void {
		for (const each of rowCode) this.#context.refuse(each, 1);
		const which = row.length > 0 ? `; the first is row ${row[0]}: ` : ': ';
		this.#context.outbound.results.push({
			request,
			code: errorNumber(code),
			message: `${row.length} of ${of} rows refused${which}${what}, ${code}`,
			row,
			rowCode,
		});
	}
}
