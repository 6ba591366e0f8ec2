import type { Endpoint } from '../endpoint/endpoint.js';
import type { PciFunction } from '../endpoint/pci-function.js';
import { Access, type IommuModel, type IommuPort, Translation } from '../iommu/contract.js';
import { type Raised, type Refused, refuse } from './fault-order.js';

/**
 * Overflows: a device sends until its IOMMU has dropped one message. All of it in one go, so that software cannot make room
 * meanwhile.
 */

/** Messages at most: twice the records of the longest queue that there is. */
const MOST_MESSAGES = 2 ** 20;
/** Index of the requests: the last that a function gives out, so that it is seldom in use. */
const BURST_GROUP = 511;

interface Burst {
	readonly pasid: number;
	/** The first page; each message is for the next one. */
	readonly page: number;
}

/** Page requests, none of them the last of its group: nobody is owed an answer, whether they are queued or not. */
export function overflowRequests(
	fn: PciFunction,
	port: IommuPort,
	{ faults }: IommuModel,
	{ pasid, page }: Burst,
): Raised | Refused {
	return burst('page requests', faults?.requestsDropped, (n) => {
		fn.counters.pageRequests++;
		port.pageRequest(pasid, page + n, Access.READ, BURST_GROUP, false);
		return true;
	});
}

/** Untranslated accesses, each of which must fail. */
export function overflowFaults(
	{ counters }: Endpoint,
	port: IommuPort,
	{ faults }: IommuModel,
	{ pasid, page }: Burst,
): Raised | Refused {
	return burst('unrecoverable faults', faults?.faultsDropped, (n) => {
		counters.untranslated++;
		const result = port.access(pasid, page + n, Access.READ);
		return result === Translation.ABORTED || result === Translation.DISCARDED;
	});
}

/** `send` says whether what it sent failed. */
function burst(
	what: string,
	dropped: (() => number) | undefined,
	send: (n: number) => boolean,
): Raised | Refused {
	if (dropped === undefined) return refuse('its IOMMU does not tell of overflows');
	const before = dropped();
	for (let n = 0; n < MOST_MESSAGES; n++) {
		if (!send(n))
			return refuse(
				`access ${n} went through, so that nothing overflows; choose an address where nothing is mapped`,
			);
		if (dropped() === before) continue;
		const raised = `${n + 1} ${what} at once, of which the last found no room`;
		return { raised, messages: n + 1, group: -1, end: undefined, pending: false };
	}
	return refuse(`${MOST_MESSAGES} ${what} at once found room; nothing overflows`);
}
