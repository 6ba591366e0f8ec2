import type { PageRuns, PasidUser } from '../../fault-source.js';
import { blockOrder, fewBlocks } from '../shared/blocks.js';
import { entryPasid, type VtdDevices } from './attached-devices.js';
import type { InvalidationRequest } from './invalidation-request.js';

const seen = new Set<number>();

/**
 * Fills `request` with what changed pages of one address space ask for: the IOTLB of every
 * PASID, then the ATC of every device that has one. Each run is cut exactly into blocks of a power of
 * two pages, aligned to their size and of at most 2^`mostOrder` pages, because an invalidation covers the
 * aligned block that contains its address. More than `MOST_BLOCKS` of them become the whole PASID. Users
 * that are not attached any more have nothing cached and are left out.
 *
 * The whole of more than one PASID is the whole domain, in one descriptor: each costs the unit a pass over its
 * IOTLB, and an address space has a domain id for itself, so that nothing else is lost by it.
 */
export function invalidateRuns(
	request: InvalidationRequest,
	devices: VtdDevices,
	domain: number,
	users: readonly PasidUser[],
	runs: PageRuns,
	leafOnly: boolean,
	mostOrder: number,
): void {
	const whole = !fewBlocks(runs, mostOrder);
	seen.clear();
	if (whole) addIotlbWhole(request, devices, domain, users);
	else
		for (const { device, pasid: bound } of users) {
			const pasid = entryPasid(bound);
			if (seen.has(pasid) || devices.of(device) === undefined) continue;
			seen.add(pasid);
			for (let run = 0; run < runs.pages.length; run++) {
				let page = runs.pages[run]!;
				let left = runs.counts[run]!;
				while (left > 0) {
					const order = blockOrder(page, left, mostOrder);
					request.addPasidIotlb(domain, pasid, page, order, leafOnly);
					page += 2 ** order;
					left -= 2 ** order;
				}
			}
		}
	for (const { device, pasid: bound } of users) {
		const attached = devices.of(device);
		if (attached === undefined || !attached.ats) continue;
		const pasid = entryPasid(bound);
		if (whole) {
			request.addDeviceTlbWhole(attached, pasid);
			continue;
		}
		for (let run = 0; run < runs.pages.length; run++) {
			let page = runs.pages[run]!;
			let left = runs.counts[run]!;
			while (left > 0) {
				const order = blockOrder(page, left, mostOrder);
				request.addDeviceTlb(attached, pasid, page, order);
				page += 2 ** order;
				left -= 2 ** order;
			}
		}
	}
}

/** The IOTLB for all pages of the users: of their PASID, or of the domain when they have several. */
function addIotlbWhole(
	request: InvalidationRequest,
	devices: VtdDevices,
	domain: number,
	users: readonly PasidUser[],
): void {
	let only = -1;
	for (const { device, pasid: bound } of users) {
		const pasid = entryPasid(bound);
		if (pasid === only || devices.of(device) === undefined) continue;
		if (only !== -1) {
			request.addIotlbDomain(domain);
			return;
		}
		only = pasid;
	}
	if (only !== -1) request.addPasidIotlbWhole(domain, only);
}
