import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import type { DevicePlan } from '../topology.js';

/** A group of page requests, or a stalled access, from its last request until its response. */
export interface HardwareGroup {
	/** Counts all groups of a run. */
	readonly seq: number;
	readonly index: number;
	readonly pasid: number;
	readonly pages: number[];
	/** Undefined until the last request was sent. */
	sealedAt: number | undefined;
	/** Something happened for which the host may answer it INVALID by itself; what, in words. */
	excuse: string | undefined;
	/** A session has it, over its present connection. */
	delivered: boolean;
	/** Its id, once it was delivered. */
	group: number | undefined;
	/** What its guest answered in time: 1 SUCCESS, 2 INVALID; 0: nothing. */
	answer: number;
	answeredAt: number;
	/** When it must be over: its PASID is unbound. */
	endBy: number;
}

/** An unrecoverable fault; `sure` where its guest must hear of it, or of its loss: nobody was at the device meanwhile. */
export interface FaultBook {
	readonly page: number;
	sure: boolean;
}

/** What is known of one device from outside: what its hardware did, and what operators did with it. */
export class DeviceBook {
	readonly name: string;
	readonly plan: DevicePlan;
	/**
	 * Its IOMMU may answer SUCCESS, at once or when its queue works again, what it could not put there: the device asks again.
	 */
	readonly overflows: boolean;
	/** Without a response, by PRG index or by the name of the stall, in the order of being sent. */
	readonly groups = new Map<number, HardwareGroup>();
	/** Translations that it may hold: PASID and page to the host's frame. */
	readonly cached = new Map<string, number>();
	/** The guest that operators gave it to, and those that calls under way are to give it to. */
	guest: string | undefined;
	next: string[] = [];
	/** How many groups there had been when the last call began. */
	since = 0;
	/** The same for each assignment, by its handle: only later groups are its guest's. */
	readonly handles = new Map<number, number>();
	/** A driver without a guest is bound. */
	native = false;
	/** Operators' calls under way that are about it. */
	calls = 0;
	/** Response Failure came: no page requests until it is reset. */
	failed = false;
	/** Unrecoverable faults that its guest should hear of, oldest first. */
	faults: FaultBook[] = [];
	/** Events that were told as lost and are of none of these, as far as can be seen. */
	lossesToPlace = 0;
	/** Translations that missed a page which is mapped; looked at after the step. */
	suspects: (() => void)[] = [];

	constructor(plan: DevicePlan, smallQueues: boolean) {
		this.name = plan.name;
		this.plan = plan;
		this.guest = plan.guest;
		this.overflows = smallQueues;
	}

	get changing(): boolean {
		return this.calls > 0;
	}

	/** Gives every group that has no answer an excuse to be answered INVALID. */
	excuseAll(why: string, pasid?: number): void {
		for (const group of this.groups.values())
			if (pasid === undefined || group.pasid === pasid) group.excuse ??= why;
	}

	/** Its owner changed: what came before is nobody's, what came while that was under way may have been either's. */
	forgetFaults(): void {
		this.faults = this.faults.filter(({ sure }) => !sure);
	}

	/** Drops translations as an Invalidate Request does (PCIe 10.3). */
	invalidate(pasid: number, page: number, pages: number, global: boolean): void {
		for (const key of this.cached.keys()) {
			const [owner, of] = splitKey(key);
			const inRange = of >= page && of < page + pages;
			const drop =
				pasid === NO_PASID
					? owner !== NO_PASID || inRange
					: inRange && (global ? owner !== NO_PASID : owner === pasid);
			if (drop) this.cached.delete(key);
		}
	}
}

export function keyOf(pasid: number, page: number): string {
	return `${pasid}:${page}`;
}

function splitKey(key: string): [number, number] {
	const colon = key.indexOf(':');
	return [Number(key.slice(0, colon)), Number(key.slice(colon + 1))];
}
