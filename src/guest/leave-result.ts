import type { FaultlineError } from '../base/errors.js';

/** How a session that was asked to leave ended. */
export interface LeaveResult {
	/** Pages written back at the end. */
	readonly pages: number;
	/** Pages that could not be written back, and the first reason. */
	readonly failed: number;
	readonly error: FaultlineError | undefined;
	/** True: the time limit passed; groups that were still unanswered got INVALID. */
	readonly timedOut: boolean;
}
