/**
 * Takes page requests in: finds the context entry, checks that the function may ask, and either queues
 * the request or completes its group. Owns no state; the queue says who completes what.
 */

import { NO_PASID, PrgResponse, type PrivateData } from '../contract.js';
import { ContextFlag } from './context-cache.js';
import { FaultKind, type FaultRecording } from './fault-recording.js';
import { isQualified, Reason, TableMode } from './layout.js';
import type { PageRequestQueue } from './page-request-queue.js';
import type { Requester } from './requester.js';
import type { TranslationTables } from './tables.js';
import type { Translator } from './translate.js';

export class PageRequests {
	readonly #tables: TranslationTables;
	readonly #translator: Translator;
	readonly #faults: FaultRecording;
	readonly #queue: PageRequestQueue;
	readonly #privateData: boolean;

	constructor(
		tables: TranslationTables,
		translator: Translator,
		faults: FaultRecording,
		queue: PageRequestQueue,
		privateData: boolean,
	) {
		this.#tables = tables;
		this.#translator = translator;
		this.#faults = faults;
		this.#queue = queue;
		this.#privateData = privateData;
	}

	/**
	 * One page request, or a stop marker (with PASID, last, neither READ nor WRITE). When it cannot be
	 * queued its group is completed by the unit, at once or, after overflow, later. `asked` is private data, which counts
	 * only where the unit knows it.
	 */
	submit(
		requester: Requester,
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
		asked: PrivateData | undefined,
	): void {
		const data = this.#privateData ? asked : undefined;
		const { source } = requester;
		const tables = this.#tables;
		const queue = this.#queue;
		if (!tables.enabled || tables.mode !== TableMode.SCALABLE) {
			if (tables.enabled && tables.mode !== TableMode.ABORT)
				this.#record(
					source,
					pasid,
					page,
					access,
					tables.mode === TableMode.LEGACY ? Reason.LEGACY_PAGE_REQUEST : Reason.ROOT_MODE,
					false,
				);
			queue.answer(source, pasid, access, prgIndex, last, PrgResponse.FAILURE, data);
			return;
		}
		const context = tables.context(requester);
		if (context < 0) {
			this.#record(source, pasid, page, access, tables.reason, tables.disabled);
			queue.answer(source, pasid, access, prgIndex, last, PrgResponse.FAILURE, data);
			return;
		}
		const flags = tables.contexts.flags[context]!;
		const withPasid = pasid !== NO_PASID;
		if ((flags & ContextFlag.PRE) === 0 || (withPasid && (flags & ContextFlag.PASIDE) === 0)) {
			const reason =
				(flags & ContextFlag.PRE) === 0 ? Reason.PAGE_REQUEST_DISABLED : Reason.PASID_DISABLED;
			this.#record(source, pasid, page, access, reason, (flags & ContextFlag.FPD) !== 0);
			queue.answer(source, pasid, access, prgIndex, last, PrgResponse.INVALID, data);
			return;
		}
		this.#translator.forget(requester, context, pasid, page);
		queue.push(source, pasid, page, access, prgIndex, last, data);
	}

	#record(
		source: number,
		pasid: number,
		page: number,
		access: number,
		reason: number,
		disabled: boolean,
	): void {
		if (disabled && isQualified(reason)) return;
		this.#faults.record(source, pasid, page, reason, FaultKind.PAGE_REQUEST, access, 0);
	}
}
