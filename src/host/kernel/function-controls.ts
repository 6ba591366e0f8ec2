import type { Errno } from './errno.js';

/** What a driver does at a device itself: at a PCI function through its configuration space. */
export interface FunctionControls {
	/** Largest PASID that the function can use; 0: it has no PASID capability. */
	readonly maxPasid: number;
	/** PRG Response PASID Required: responses carry the PASID. */
	readonly responseNeedsPasid: boolean;
	/** Whether an access to a missing page can wait for an answer; where not, it fails. */
	readonly pageRequests: boolean;
	/**
	 * Turns on what the function has of PASID, ATS and PRI, in this order, with `allocation` requests
	 * outstanding at most. On an error everything is off again.
	 */
	enable(allocation: number): Errno;
	/** Ends new page requests (PRI off). Those outstanding still get their responses. */
	disable(): void;
	/** Function-level reset: everything off, nothing cached, nothing outstanding. */
	reset(): void;
}
