import { growFloat64, powerOfTwo } from './grow.js';

/**
 * Counts of one device since it got its index. For every device and at every time
 *
 *     pageRequests = partials held + partialsDropped + refused + members of `groups`
 *     groups + refused = success + invalid + failure + groups pending
 */
export interface FaultCounters {
	/** Page requests reported, last pages and others. */
	readonly pageRequests: number;
	/** Groups put on the pending table. */
	readonly groups: number;
	/** Last pages that no group came of, answered INVALID at once: not enabled, no handler, no room. */
	readonly refused: number;
	/** Responses handed to the IOMMU driver, by code. */
	readonly success: number;
	readonly invalid: number;
	readonly failure: number;
	/** Groups that the core answered at their deadline. */
	readonly expired: number;
	/** Groups that the core answered because their owner went. */
	readonly revoked: number;
	/** Groups that the handler did not want. */
	readonly rejected: number;
	/** Requests that never made it into a group: refused for want of room, or their group was dropped. */
	readonly partialsDropped: number;
	/** Unrecoverable faults reported, of DMA and of interrupts. */
	readonly events: number;
	/** Unrecoverable faults that no handler was there for. */
	readonly eventsUnowned: number;
}

/** Columns of `CounterTable.values`, in the order of `FaultCounters`. */
export const Count = {
	PAGE_REQUESTS: 0,
	GROUPS: 1,
	REFUSED: 2,
	SUCCESS: 3,
	INVALID: 4,
	FAILURE: 5,
	EXPIRED: 6,
	REVOKED: 7,
	REJECTED: 8,
	PARTIALS_DROPPED: 9,
	EVENTS: 10,
	EVENTS_UNOWNED: 11,
} as const;

/** Numbers of one device in `CounterTable.values`. */
export const COUNTS = 12;

/** The counters of all devices in one array: those of a device lie together, at `index * COUNTS`. */
export class CounterTable {
	/** Replaced when a device is added: read it through the table each time. */
	values: Float64Array = new Float64Array(0);

	/** Makes room for the device with this index and sets its counters to 0. */
	addDevice(index: number): void {
		const length = powerOfTwo(index + 1) * COUNTS;
		if (this.values.length < length) this.values = growFloat64(this.values, length);
		this.values.fill(0, index * COUNTS, (index + 1) * COUNTS);
	}

	/** A copy of the device's counters; all 0 for an index that was never added. */
	read(index: number): FaultCounters {
		const at = (index: number, column: number) => this.values[index * COUNTS + column] ?? 0;
		return {
			pageRequests: at(index, Count.PAGE_REQUESTS),
			groups: at(index, Count.GROUPS),
			refused: at(index, Count.REFUSED),
			success: at(index, Count.SUCCESS),
			invalid: at(index, Count.INVALID),
			failure: at(index, Count.FAILURE),
			expired: at(index, Count.EXPIRED),
			revoked: at(index, Count.REVOKED),
			rejected: at(index, Count.REJECTED),
			partialsDropped: at(index, Count.PARTIALS_DROPPED),
			events: at(index, Count.EVENTS),
			eventsUnowned: at(index, Count.EVENTS_UNOWNED),
		};
	}
}
