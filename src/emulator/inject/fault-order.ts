import { NO_PASID, type Spoiling } from '../iommu/contract.js';

/** What fault injection is told, and what it tells. */

export interface AccessOrder {
	readonly pasid: number;
	readonly page: number;
	/** `Access` bits, READ or WRITE among them. */
	readonly access: number;
}

/** One fault that hardware is to raise. Pages are page numbers, PASIDs NO_PASID where the request carries none. */
export type FaultOrder =
	| ({
			readonly kind: 'page-request';
			/** Requests in the group, from `page` on. */
			readonly pages: number;
			/** Leaves the group open: no request of it is the last. */
			readonly partial: boolean;
	  } & AccessOrder)
	/** An access that the IOMMU holds. */
	| ({ readonly kind: 'stall' } & AccessOrder)
	/** An access that the IOMMU ends. */
	| ({ readonly kind: 'unrecoverable' } & AccessOrder)
	/** An access while the device's entry in the tables is wrong, or with a PASID that they do not know: NO_PASID is then the highest. */
	| ({ readonly kind: 'config-error'; readonly how: Spoiling | 'pasid' } & AccessOrder)
	| {
			/** A message that interrupt remapping refuses; undefined where nothing remaps. */
			readonly kind: 'interrupt';
			readonly message: { readonly address: number; readonly data: number } | undefined;
			readonly index: number;
	  }
	| {
			/** More page requests, or more unrecoverable faults, than the IOMMU has room for. */
			readonly kind: 'overflow';
			readonly of: 'requests' | 'faults';
			readonly pasid: number;
			readonly page: number;
	  }
	| {
			/** The device completes no invalidation until its reset; each times out after so long. */
			readonly kind: 'invalidation-timeout';
			readonly timeoutMs: number;
	  };

/** How what was raised ended at the device. */
export type FaultEnd =
	/** Answered SUCCESS, and the access went through. */
	| 'success'
	| 'invalid'
	| 'failure'
	/** Answered SUCCESS again and again while the page was missing. */
	| 'livelock'
	| 'aborted'
	/** Without effect and without an error. */
	| 'discarded'
	/** By a reset, an unplugging, or the end of its PASID. */
	| 'reset';

/** What hardware has raised. */
export interface Raised {
	/** For people. */
	readonly raised: string;
	/** Messages that the device sent. */
	readonly messages: number;
	/** PRG index of a page request; -1: there is none. */
	readonly group: number;
	/** How it ended; undefined: `ended` tells later, or nothing comes back. */
	readonly end: FaultEnd | undefined;
	/** Whether `ended` will be called. */
	readonly pending: boolean;
}

/** Why hardware cannot raise it, and what would be right. */
export interface Refused {
	readonly refused: string;
}

export function refuse(refused: string): Refused {
	return { refused };
}

export function nameOf(pasid: number): string {
	return pasid === NO_PASID ? 'no PASID' : `PASID ${pasid}`;
}

export function hex(value: number): string {
	return `0x${value.toString(16)}`;
}
