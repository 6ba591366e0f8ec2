import type { SeenRequest, SeenResponse } from './bus-record.js';
import type { AccessResult } from './test-device.js';

/**
 * What devices saw in words, for the messages of assertions that fail: a line for each thing, in order, the last ones where
 * there are many.
 */

/** A thing that a device saw. */
export type Seen =
	| { readonly what: 'request'; readonly request: SeenRequest }
	| { readonly what: 'response'; readonly response: SeenResponse }
	| { readonly what: 'access'; readonly access: AccessResult };

/** Lines that a message shows of one list at most. */
const MOST_LINES = 20;

export function describeRequest({ at, group, pasid, address, write, last }: SeenRequest): string {
	const how = `${write ? 'write' : 'read'} at ${hex(address)}, ${pasidText(pasid)}`;
	return `${time(at)}: request of group ${group}${last ? '' : ', not its last'}: ${how}`;
}

export function describeResponse({ at, group, code, expected }: SeenResponse): string {
	return `${time(at)}: ${code} to group ${group}${expected ? '' : ', which waited for none'}`;
}

export function describeAccess({
	device,
	what,
	pasid,
	address,
	error,
	endedAt,
}: AccessResult): string {
	const how = error === undefined ? 'done' : `${error.kind}: ${error.message}`;
	return `${time(endedAt)}: ${what} of ${device} at ${hex(address)}, ${pasidText(pasid)}: ${how}`;
}

/** The last lines of what a device saw, one a line and indented; says so where it saw nothing. */
export function describeHistory(seen: readonly Seen[], most = MOST_LINES): string {
	if (seen.length === 0) return '\n  nothing';
	const more = Math.max(0, seen.length - most);
	const lines = seen.slice(more).map((each) => {
		if (each.what === 'request') return describeRequest(each.request);
		return each.what === 'response' ? describeResponse(each.response) : describeAccess(each.access);
	});
	return (more > 0 ? `\n  ${more} before` : '') + indented(lines);
}

/** The first lines of a list, indented. */
export function describeList(lines: readonly string[]): string {
	const more = lines.length - MOST_LINES;
	return indented(lines.slice(0, MOST_LINES)) + (more > 0 ? `\n  and ${more} more` : '');
}

export function hex(address: number): string {
	return `0x${address.toString(16)}`;
}

/** A number of things, which is said as one of them where there is one. */
export function countOf(count: number, thing: string, things = `${thing}s`): string {
	return `${count} ${count === 1 ? thing : things}`;
}

function indented(lines: readonly string[]): string {
	return lines.map((line) => `\n  ${line}`).join('');
}

/** Three places are enough to see what came first; the real clock has many more. */
function time(at: number): string {
	return `at ${Math.round(at * 1000) / 1000} ms`;
}

function pasidText(pasid: number | 'none'): string {
	return pasid === 'none' ? 'no PASID' : `PASID ${pasid}`;
}
