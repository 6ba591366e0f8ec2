/**
 * Takes page requests in: finds the device's entry, checks that the device may ask, and either logs the request
 * or completes its group. Owns no state.
 *
 * | met                                                             | event                    | answer  |
 * |-----------------------------------------------------------------|--------------------------|---------|
 * | IommuEn is 0                                                    |                          | FAILURE |
 * | device table outside the memory, entry with reserved bits       | the entry's own          | FAILURE |
 * | outside the table, PprEn or V or I or PPR is 0, PASID that the entry cannot translate | INVALID_PPR_REQUEST | INVALID |
 *
 * Which answer the hardware gives is not told by the sources at hand; these are the ones that the RISC-V IOMMU
 * specification gives for the same causes. Stop markers are never answered.
 */

import { NO_PASID, PrgResponse } from '../contract.js';
import type { AmdViCounters } from './counters.js';
import { type DeviceTable, DteFault, DteFlag, OUTSIDE_TABLE } from './device-table.js';
import type { Endpoints } from './endpoints.js';
import type { EventLog } from './event-log.js';
import { flagsOf, isStopMarker, type PageRequestLog } from './page-request-log.js';
import type { Translator } from './translate.js';

const NEEDED = DteFlag.V | DteFlag.I | DteFlag.PPR;

export class PageRequests {
	/** PprEn of the control register. */
	enabled = false;
	readonly #devices: DeviceTable;
	readonly #translator: Translator;
	readonly #endpoints: Endpoints;
	readonly #log: PageRequestLog;
	readonly #events: EventLog;
	readonly #counters: AmdViCounters;

	constructor(
		devices: DeviceTable,
		translator: Translator,
		endpoints: Endpoints,
		log: PageRequestLog,
		events: EventLog,
		counters: AmdViCounters,
	) {
		this.#devices = devices;
		this.#translator = translator;
		this.#endpoints = endpoints;
		this.#log = log;
		this.#events = events;
		this.#counters = counters;
	}

	/** One page request, or a stop marker (with PASID, last, neither READ nor WRITE). */
	submit(
		device: number,
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
	): void {
		const translator = this.#translator;
		const owed = last && !isStopMarker(pasid, access, last);
		if (!translator.enabled) {
			if (owed) this.#answer(device, pasid, prgIndex, PrgResponse.FAILURE);
			return;
		}
		const devices = this.#devices;
		const entry = devices.find(device);
		if (entry >= 0) {
			const flags = devices.flags[entry]!;
			const fault = devices.translationFault[entry]!;
			const valid = (flags & DteFlag.V) !== 0;
			if (!valid || fault === DteFault.NONE) {
				if (this.enabled && (flags & NEEDED) === NEEDED && this.#reaches(entry, flags, pasid)) {
					this.#log.push(
						this.#endpoints.get(device),
						device,
						pasid,
						page,
						access,
						prgIndex,
						last,
						(flags & DteFlag.GPRP) !== 0,
					);
					return;
				}
				this.#refuse(device, pasid, page, access, prgIndex, last);
				const named = valid && (flags & DteFlag.GPRP) === 0 ? NO_PASID : pasid;
				if (owed) this.#answer(device, named, prgIndex, PrgResponse.INVALID);
				return;
			}
		} else if (entry === OUTSIDE_TABLE) {
			this.#refuse(device, pasid, page, access, prgIndex, last);
			if (owed) this.#answer(device, pasid, prgIndex, PrgResponse.INVALID);
			return;
		}
		const request = translator.request;
		request.begin(device, pasid, page, access, false);
		if (entry < 0) translator.noEntry(entry);
		else {
			request.entry = entry;
			request.illegalEntry(devices.translationFault[entry]!);
		}
		if (owed) this.#answer(device, pasid, prgIndex, PrgResponse.FAILURE);
	}

	/** Whether the entry translates requests with this PASID. */
	#reaches(entry: number, flags: number, pasid: number): boolean {
		if (pasid === NO_PASID) return true;
		const translator = this.#translator;
		return (
			(flags & DteFlag.GV) !== 0 &&
			translator.guestEnabled &&
			translator.roots.reaches(entry, pasid)
		);
	}

	#refuse(
		device: number,
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
	): void {
		const tag = (prgIndex & 0x1ff) | (last ? 0x200 : 0);
		this.#events.invalidPageRequest(device, pasid, tag, flagsOf(pasid, access) >>> 16, page);
	}

	#answer(device: number, pasid: number, prgIndex: number, code: number): void {
		this.#counters.autoResponses++;
		this.#endpoints.get(device)?.pageResponse(pasid, prgIndex, code);
	}
}
