import type { PageRuns, PasidUser } from '../../fault-source.js';
import { blockOrder, fewBlocks } from '../shared/blocks.js';
import type { Streams } from './attached-stream.js';
import type { CommandRequest } from './command-request.js';

/** Orders of ATC invalidations below that of everything. */
const MOST_ORDER = 51;

/**
 * Fills `request` with what changed pages of one address space ask for: the TLB, once for all who use the space, since
 * it knows translations by VMID and ASID; when that is complete, the ATC of every device that has one, which may be
 * filled from the TLB. The TLB is told runs as they are where it takes ranges, else page by page; an ATC aligned blocks of
 * a power of two pages. More than 64 blocks become the whole space. Users that are not attached any more have
 * nothing cached and are left out.
 */
export function invalidateRuns(
	request: CommandRequest,
	devices: Streams,
	vmid: number,
	asid: number,
	users: readonly PasidUser[],
	runs: PageRuns,
	leafOnly: boolean,
	ranges: boolean,
): void {
	if (!fewBlocks(runs, ranges ? MOST_ORDER : 0)) {
		request.addAsid(vmid, asid);
	} else {
		for (let run = 0; run < runs.pages.length; run++) {
			const page = runs.pages[run]!;
			const count = runs.counts[run]!;
			if (ranges) request.addRange(vmid, asid, page, count, leafOnly);
			else for (let i = 0; i < count; i++) request.addPage(vmid, asid, page + i, leafOnly);
		}
	}
	const whole = !fewBlocks(runs, MOST_ORDER);
	let first = true;
	for (const { device, pasid } of users) {
		const attached = devices.of(device);
		if (attached === undefined || !attached.ats) continue;
		if (first) request.addSync();
		first = false;
		const { sourceId } = attached;
		if (whole) {
			request.addAtcWhole(sourceId, pasid);
			continue;
		}
		for (let run = 0; run < runs.pages.length; run++) {
			let page = runs.pages[run]!;
			let left = runs.counts[run]!;
			while (left > 0) {
				const order = blockOrder(page, left, MOST_ORDER);
				request.addAtc(sourceId, pasid, page, order);
				page += 2 ** order;
				left -= 2 ** order;
			}
		}
	}
}
