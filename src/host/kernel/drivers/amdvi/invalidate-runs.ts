import type { PageRuns, PasidUser } from '../../fault-source.js';
import { blockOrder, fewBlocks } from '../shared/blocks.js';
import { type AmdViDevices, entryPasid } from './attached-devices.js';
import type { CommandList } from './command-list.js';

/** Largest block of one command: 2^51 pages would be everything; no run is longer than this. */
const MOST_ORDER = 40;

/**
 * Fills `list` with what changed pages of one address space ask for: what the unit holds of every user's PASID, in the
 * user's own domain; then, behind a barrier, the IOTLB of every device that has one. Each run is cut exactly
 * into aligned blocks of a power of two pages. More than `MOST_BLOCKS` of them become the whole PASID.
 * Users that are not attached any more have nothing cached and are left out.
 */
export function invalidateRuns(
	list: CommandList,
	devices: AmdViDevices,
	users: readonly PasidUser[],
	runs: PageRuns,
	leafOnly: boolean,
): void {
	const whole = !fewBlocks(runs, MOST_ORDER);
	for (const { device, pasid: bound } of users) {
		const attached = devices.of(device);
		if (attached === undefined) continue;
		const pasid = entryPasid(bound);
		if (whole) {
			list.addGuestWhole(attached.domainId, pasid);
			continue;
		}
		for (let run = 0; run < runs.pages.length; run++) {
			let page = runs.pages[run]!;
			let left = runs.counts[run]!;
			while (left > 0) {
				const order = blockOrder(page, left, MOST_ORDER);
				list.addGuestPages(attached.domainId, pasid, page, order, leafOnly);
				page += 2 ** order;
				left -= 2 ** order;
			}
		}
	}
	list.addBarrier();
	for (const { device, pasid: bound } of users) {
		const attached = devices.of(device);
		if (attached === undefined || !attached.ats) continue;
		const pasid = entryPasid(bound);
		if (whole) {
			list.addIotlbWhole(attached, pasid);
			continue;
		}
		for (let run = 0; run < runs.pages.length; run++) {
			let page = runs.pages[run]!;
			let left = runs.counts[run]!;
			while (left > 0) {
				const order = blockOrder(page, left, MOST_ORDER);
				list.addIotlb(attached, pasid, page, order);
				page += 2 ** order;
				left -= 2 ** order;
			}
		}
	}
}
