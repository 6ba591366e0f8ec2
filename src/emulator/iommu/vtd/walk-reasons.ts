/** What the page walkers report, in VT-d's words: fault reason, and whether a page request can cure it. */

import { WalkFault } from '../../table/walk-fault.js';
import { Reason } from './layout.js';

/** Fault reason of each `WalkFault`. */
const REASONS = new Uint8Array(32);
REASONS[WalkFault.FIRST_TOP_UNREADABLE] = Reason.FIRST_TOP_UNREADABLE;
REASONS[WalkFault.FIRST_UNREADABLE] = Reason.FIRST_UNREADABLE;
REASONS[WalkFault.FIRST_NOT_PRESENT] = Reason.FIRST_NOT_PRESENT;
REASONS[WalkFault.FIRST_RESERVED] = Reason.FIRST_RESERVED;
REASONS[WalkFault.FIRST_USER] = Reason.USER_DENIED;
REASONS[WalkFault.FIRST_WRITE] = Reason.WRITE_DENIED;
REASONS[WalkFault.FIRST_EXECUTE] = Reason.EXECUTE_DENIED;
REASONS[WalkFault.TABLE_WIDTH] = Reason.NESTED_TABLE_WIDTH;
REASONS[WalkFault.TOP_DENIED] = Reason.NESTED_TOP_DENIED;
REASONS[WalkFault.TABLE_DENIED] = Reason.NESTED_TABLE_DENIED;
REASONS[WalkFault.UPDATE_DENIED] = Reason.NESTED_UPDATE_DENIED;
REASONS[WalkFault.SECOND_WIDTH] = Reason.BEYOND_WIDTH;
REASONS[WalkFault.SECOND_TOP_UNREADABLE] = Reason.SECOND_TOP_UNREADABLE;
REASONS[WalkFault.SECOND_UNREADABLE] = Reason.SECOND_UNREADABLE;
REASONS[WalkFault.SECOND_NOT_PRESENT] = Reason.SECOND_NOT_PRESENT;
REASONS[WalkFault.SECOND_RESERVED] = Reason.SECOND_RESERVED;
REASONS[WalkFault.SECOND_READ] = Reason.READ_DENIED;
REASONS[WalkFault.SECOND_WRITE] = Reason.WRITE_DENIED;

export function reasonOf(fault: number): number {
	return REASONS[fault]!;
}

/** The page is not there, or not for this access: ATS requests get no access instead of an error. */
export function isRecoverable(fault: number): boolean {
	switch (fault) {
		case WalkFault.FIRST_NOT_PRESENT:
		case WalkFault.FIRST_USER:
		case WalkFault.FIRST_WRITE:
		case WalkFault.FIRST_EXECUTE:
		case WalkFault.SECOND_NOT_PRESENT:
		case WalkFault.SECOND_READ:
		case WalkFault.SECOND_WRITE:
			return true;
		default:
			return false;
	}
}
