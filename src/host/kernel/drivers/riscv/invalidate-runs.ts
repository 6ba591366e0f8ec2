import { NO_PASID, type PageRuns, type PasidUser } from '../../fault-source.js';
import { blockOrder, fewBlocks } from '../shared/blocks.js';
import type { AttachedDevice, Attachments } from './attached-device.js';
import type { CommandRequest } from './command-request.js';
import type { Capabilities } from './registers.js';

/** Orders of ranges below that of everything. */
const MOST_ORDER = 50;

/**
 * Fills `request` with what changed pages of one address space ask for: the translation caches, once for all who use
 * the space, since they know translations by GSCID and PSCID; when that is complete, the ATC of every device that
 * has one, which may be filled from them. Runs are cut exactly into aligned blocks of a power of two
 * pages where the unit takes ranges, else into pages. More than 64 of them become the whole space; so does what unlinked
 * a table, where the unit cannot name an address for that. Users that are not attached any more have nothing
 * cached and are left out.
 */
export function invalidateRuns(
	request: CommandRequest,
	devices: Attachments,
	gscid: number,
	pscid: number,
	users: readonly PasidUser[],
	runs: PageRuns,
	leafOnly: boolean,
	caps: Capabilities,
): void {
	const order = caps.ranges ? MOST_ORDER : 0;
	if (!fewBlocks(runs, order) || !(leafOnly || caps.nonLeaf)) request.addSpace(gscid, pscid);
	else
		for (let run = 0; run < runs.pages.length; run++) {
			let page = runs.pages[run]!;
			let left = runs.counts[run]!;
			while (left > 0) {
				const size = blockOrder(page, left, order);
				request.addPages(gscid, pscid, page, size, !leafOnly);
				page += 2 ** size;
				left -= 2 ** size;
			}
		}
	const whole = !fewBlocks(runs, MOST_ORDER);
	let first = true;
	for (const { device, pasid } of users) {
		const attached = devices.of(device);
		if (attached === undefined || !attached.ats) continue;
		if (first) request.addFence();
		first = false;
		if (whole) {
			addAtcWhole(request, attached, pasid);
			continue;
		}
		for (let run = 0; run < runs.pages.length; run++) {
			let page = runs.pages[run]!;
			let left = runs.counts[run]!;
			while (left > 0) {
				const size = blockOrder(page, left, MOST_ORDER);
				addAtc(request, attached, pasid, page, size);
				page += 2 ** size;
				left -= 2 ** size;
			}
		}
	}
}

/** What a device's ATC has of 2^`order` pages of what is bound under `pasid`. */
export function addAtc(
	request: CommandRequest,
	attached: AttachedDevice,
	pasid: number,
	page: number,
	order: number,
): void {
	request.addAtc(attached.sourceId, pasid, page, order);
	const other = otherName(attached, pasid);
	if (other !== undefined) request.addAtc(attached.sourceId, other, page, order);
}

/** Everything that a device's ATC has of what is bound under `pasid`. */
export function addAtcWhole(
	request: CommandRequest,
	attached: AttachedDevice,
	pasid: number,
): void {
	request.addAtcWhole(attached.sourceId, pasid);
	const other = otherName(attached, pasid);
	if (other !== undefined) request.addAtcWhole(attached.sourceId, other);
}

/** Requests without a PASID use process 0 (DPE), which a device with PASIDs can name as well. */
function otherName(attached: AttachedDevice, pasid: number): number | undefined {
	if (pasid === 0) return NO_PASID;
	return pasid === NO_PASID && attached.pasids > 1 ? 0 : undefined;
}
