/**
 * Page Request messages on their way to the queue (specification "PCIe ATS Page Request handling"): finds out
 * whether the device may send them. Owns nothing.
 *
 * Who completes the group of a request that does not get that far: the IOMMU, at once, with FAILURE
 * where no context can be found (mode Off, causes 257 to 259) and with INVALID where requests are not
 * enabled (mode Bare, device id too wide, EN_PRI 0). The fault is recorded as one of a message, even where the
 * message needs no answer.
 */

import { NO_PASID, PrgResponse } from '../contract.js';
import { DeviceFlag } from './device-cache.js';
import type { DeviceDirectory } from './device-directory.js';
import type { FaultQueue } from './fault-queue.js';
import { Cause, Mode, PAGE_REQUEST_MESSAGE, TransactionType } from './layout.js';
import type { PageRequestQueue } from './page-request-queue.js';

export class PageRequests {
	readonly #directory: DeviceDirectory;
	readonly #faults: FaultQueue;
	readonly #queue: PageRequestQueue;

	constructor(directory: DeviceDirectory, faults: FaultQueue, queue: PageRequestQueue) {
		this.#directory = directory;
		this.#faults = faults;
		this.#queue = queue;
	}

	/**
	 * One page request, or a stop marker (with PASID, last, neither READ nor WRITE). When it cannot be
	 * queued its group is completed by the IOMMU, at once or, after overflow, later.
	 */
	submit(
		source: number,
		pasid: number,
		page: number,
		access: number,
		prgIndex: number,
		last: boolean,
	): void {
		const directory = this.#directory;
		let cause: number;
		let silent = false;
		if (directory.mode === Mode.OFF) cause = Cause.ALL_DISALLOWED;
		else if (directory.mode === Mode.BARE) cause = Cause.TYPE_DISALLOWED;
		else {
			const device = directory.find(source);
			if (device < 0) cause = directory.cause;
			else {
				const flags = directory.devices.flags[device]!;
				// EN_PRI implies EN_ATS, or the context would not be valid.
				if ((flags & DeviceFlag.EN_PRI) !== 0) {
					const prpr = (flags & DeviceFlag.PRPR) !== 0;
					this.#queue.push(source, pasid, page, access, prgIndex, last, prpr);
					return;
				}
				cause = Cause.TYPE_DISALLOWED;
				silent = (flags & DeviceFlag.SILENT) !== 0;
			}
		}
		if (!silent)
			this.#faults.record(
				cause,
				TransactionType.MESSAGE,
				source,
				pasid,
				access,
				PAGE_REQUEST_MESSAGE,
				0,
				0,
				0,
			);
		// Without EN_PRI there is no PRPR, and without a context it counts as 0.
		const failure = cause !== Cause.TYPE_DISALLOWED;
		this.#queue.answer(
			source,
			pasid,
			failure ? pasid : NO_PASID,
			access,
			prgIndex,
			last,
			failure ? PrgResponse.FAILURE : PrgResponse.INVALID,
		);
	}
}
