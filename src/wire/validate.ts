import { FaultlineError } from '../base/errors.js';
import type { DecodedAgentMessage, DecodedHostMessage } from './messages.js';

/**
 * The syntax of decoded messages: columns that agree, numbers that are exact, contents of the length that
 * the rows announce. What a message means (states, owners, credit) is checked by who acts on it.
 */

/**
 * The largest bound of encoded bytes that a host may set to the messages of its sessions. Agents take
 * this much and some more, whatever the host's bound is: they connect before they know it.
 */
export const MAX_MESSAGE_BYTES = 16 * 1024 ** 2;

/** Bounds that a receiver sets to the messages it takes. */
export interface DecodeLimits {
	/** Rows of one batch; more are refused with MALFORMED_MESSAGE. */
	readonly batchRows?: number;
	/** Encoded bytes of one message; more are refused with MESSAGE_TOO_LARGE. */
	readonly messageBytes?: number;
}

const PAGE_BYTES = 4096;
/** Page numbers are below this: 64-bit addresses by 4 KiB. */
const PAGE_LIMIT = 2 ** 52;
/** MAP_CONTENTS of the protocol. */
const MAP_CONTENTS = 16;

interface Sized {
	readonly length: number;
}

function malformed(message: string): never {
	throw new FaultlineError('MALFORMED_MESSAGE', message);
}

/** One batch's columns must be as long as its first, and not longer than the bound. */
function columns(what: string, batchRows: number, first: string, rows: number): void {
	if (rows > batchRows)
		malformed(`${what}: column "${first}" has ${rows} rows; a batch has at most ${batchRows}`);
}

function equal(what: string, first: string, rows: number, name: string, column: Sized): void {
	if (column.length !== rows)
		throw new FaultlineError(
			'COLUMN_LENGTH',
			`${what}: column "${name}" has ${column.length} rows, column "${first}" has ${rows}`,
		);
}

function pages(what: string, page: ArrayLike<number>): void {
	for (let i = 0; i < page.length; i++)
		if (!(page[i]! < PAGE_LIMIT))
			malformed(`${what}: page ${page[i]} in row ${i}; page numbers are below 2^52`);
}

/** A 64-bit field that a number cannot hold exactly. */
function exact(what: string, value: number): void {
	if (!Number.isSafeInteger(value))
		malformed(`${what}: about ${value}; values up to 2^53 - 1 are accepted`);
}

/** A 64-bit column of the generated decoder. */
function exactColumn(what: string, column: ArrayLike<number>): void {
	for (let i = 0; i < column.length; i++)
		if (!Number.isSafeInteger(column[i])) exact(`${what}, row ${i}`, column[i]!);
}

export function validateAgentMessage(message: DecodedAgentMessage, limits: DecodeLimits): void {
	const batchRows = limits.batchRows ?? Number.POSITIVE_INFINITY;
	if (message.hello !== undefined) exact('hello.frames', message.hello.frames);
	if (message.heartbeat !== undefined) exact('heartbeat.sequence', message.heartbeat.sequence);
	for (const result of message.synced) exact('synced.pages', result.pages);
	exact('received', message.received);
	for (const batch of message.map) {
		columns('map', batchRows, 'page', batch.rows);
		equal('map', 'page', batch.rows, 'frame', batch.frame);
		equal('map', 'page', batch.rows, 'flags', batch.flags);
		pages('map', batch.page);
		let filled = 0;
		for (let i = 0; i < batch.rows; i++) if ((batch.flags[i]! & MAP_CONTENTS) !== 0) filled++;
		if (batch.contents.length !== filled * PAGE_BYTES)
			malformed(
				`map: ${batch.contents.length} bytes of contents for ${filled} rows with MAP_CONTENTS; ${filled * PAGE_BYTES} would be right`,
			);
	}
	const { responses, credits } = message;
	if (responses !== undefined) {
		columns('responses', batchRows, 'group', responses.rows);
		equal('responses', 'group', responses.rows, 'code', responses.code);
	}
	for (const batch of message.unmap) {
		columns('unmap', batchRows, 'page', batch.rows);
		pages('unmap', batch.page);
	}
	if (credits !== undefined) {
		columns('credits', batchRows, 'device', credits.rows);
		equal('credits', 'device', credits.rows, 'granted', credits.granted);
	}
}

export function validateHostMessage(message: DecodedHostMessage, limits: DecodeLimits): void {
	const batchRows = limits.batchRows ?? Number.POSITIVE_INFINITY;
	const { welcome, heartbeat, faults, expired, refused, events, inventory } = message;
	for (const { credit } of message.slow) exact('slow.credit', credit);
	if (welcome !== undefined) {
		exact('welcome.frames', welcome.frames);
		exact('welcome.first_frame', welcome.firstFrame);
		exact('welcome.page_limit', welcome.pageLimit);
		exact('welcome.messages_before', welcome.messagesBefore);
	}
	if (heartbeat !== undefined) exact('heartbeat.sequence', heartbeat.sequence);
	for (const result of message.results)
		equal('results', 'row', result.row.length, 'row_code', result.rowCode);
	if (inventory !== undefined) {
		const bound = inventory.boundDevice.length;
		equal('inventory', 'bound_device', bound, 'bound_pasid', inventory.boundPasid);
		equal('inventory', 'bound_device', bound, 'bound_space', inventory.boundSpace);
		equal('inventory', 'bound_device', bound, 'bound_no_pasid', inventory.boundNoPasid);
		const mapped = inventory.space.length;
		equal('inventory', 'space', mapped, 'page', inventory.page);
		equal('inventory', 'space', mapped, 'frame', inventory.frame);
		equal('inventory', 'space', mapped, 'flags', inventory.flags);
		const unmaps = inventory.unmapRequest.length;
		equal('inventory', 'unmap_request', unmaps, 'unmap_space', inventory.unmapSpace);
		equal('inventory', 'unmap_request', unmaps, 'unmap_page', inventory.unmapPage);
		pages('inventory', inventory.page);
		pages('inventory', inventory.unmapPage);
	}
	if (faults !== undefined) {
		columns('faults', batchRows, 'group', faults.rows);
		equal('faults', 'group', faults.rows, 'page', faults.page);
		equal('faults', 'group', faults.rows, 'device', faults.device);
		equal('faults', 'group', faults.rows, 'pasid', faults.pasid);
		equal('faults', 'group', faults.rows, 'flags', faults.flags);
		pages('faults', faults.page);
	}
	for (const result of message.unmapped) {
		const bytes = result.contents.length;
		if (bytes !== 0 && bytes !== result.rows * PAGE_BYTES)
			malformed(
				`unmapped: ${bytes} bytes of contents for ${result.rows} dirty rows; ${result.rows * PAGE_BYTES} or 0 would be right`,
			);
	}
	if (expired !== undefined) {
		equal('expired', 'group', expired.group.length, 'device', expired.device);
		exactColumn('expired.group', expired.group);
	}
	if (refused !== undefined) {
		equal('refused', 'group', refused.group.length, 'code', refused.code);
		exactColumn('refused.group', refused.group);
	}
	if (events !== undefined) {
		const rows = events.device.length;
		equal('events', 'device', rows, 'sequence', events.sequence);
		equal('events', 'device', rows, 'lost', events.lost);
		equal('events', 'device', rows, 'reason', events.reason);
		equal('events', 'device', rows, 'hardware_reason', events.hardwareReason);
		equal('events', 'device', rows, 'flags', events.flags);
		equal('events', 'device', rows, 'pasid', events.pasid);
		equal('events', 'device', rows, 'page', events.page);
		equal('events', 'device', rows, 'offset', events.offset);
		// A host without faults of interrupts sends neither.
		if (events.type.length > 0 || events.index.length > 0) {
			equal('events', 'device', rows, 'type', events.type);
			equal('events', 'device', rows, 'index', events.index);
		}
		exactColumn('events.sequence', events.sequence);
		exactColumn('events.lost', events.lost);
		pages('events', events.page);
	}
}
