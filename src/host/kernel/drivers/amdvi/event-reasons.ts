import { FaultReason } from '../../fault.js';
import { EventCode, EventFlag } from './layout.js';

/** What the address of an event is. */
export const EventAddress = {
	/** That of the request. */
	REQUEST: 0,
	/** That of the structure that could not be read. */
	STRUCTURE: 1,
	/** It codes the index of an interrupt. */
	INTERRUPT: 2,
	/** The structure's, in an event about an interrupt: its index is not told. */
	INTERRUPT_STRUCTURE: 3,
} as const;

export interface EventMeaning {
	/** The name in the specification. */
	readonly event: string;
	/** Event code, bits 31:28 of the record's second word. */
	readonly code: number;
	/** Flags (bits 27:16) that tell this cause: those of `mask` are as in `value`. */
	readonly mask: number;
	readonly value: number;
	/** `FaultReason`. */
	readonly reason: number;
	readonly address: number;
	/** For people. */
	readonly name: string;
}

const { UNKNOWN, WALK_EABT, PTE_FETCH, PERMISSION } = FaultReason;
const { INTERRUPT: I, PRESENT: PR, PERMISSION: PE, RESERVED: RZ, TRANSLATION: TR } = EventFlag;
const TYPE = 7 << EventFlag.TYPE_SHIFT;

type Row = readonly [
	event: keyof typeof EventCode,
	mask: number,
	value: number,
	reason: number,
	address: keyof typeof EventAddress,
	name: string,
];

const ROWS: readonly Row[] = [
	[
		'ILLEGAL_DEV_TABLE_ENTRY',
		I | RZ,
		I | RZ,
		UNKNOWN,
		'INTERRUPT',
		'reserved bits in the interrupt part of the device entry',
	],
	[
		'ILLEGAL_DEV_TABLE_ENTRY',
		I,
		I,
		UNKNOWN,
		'INTERRUPT',
		'illegal interrupt control or table length in the device entry',
	],
	['ILLEGAL_DEV_TABLE_ENTRY', RZ, RZ, UNKNOWN, 'REQUEST', 'reserved bits in the device entry'],
	['ILLEGAL_DEV_TABLE_ENTRY', 0, 0, UNKNOWN, 'REQUEST', 'illegal levels in the device entry'],
	[
		'IO_PAGE_FAULT',
		I | PR,
		I,
		PTE_FETCH,
		'INTERRUPT',
		'interrupt entry not valid, or index beyond the table',
	],
	['IO_PAGE_FAULT', I | RZ, I | RZ, PTE_FETCH, 'INTERRUPT', 'reserved bits in the interrupt entry'],
	['IO_PAGE_FAULT', I, I, PERMISSION, 'INTERRUPT', 'interrupt not permitted'],
	['IO_PAGE_FAULT', PR, 0, PTE_FETCH, 'REQUEST', 'page, PASID or table not present'],
	['IO_PAGE_FAULT', RZ, RZ, PTE_FETCH, 'REQUEST', 'reserved bits in a table entry'],
	['IO_PAGE_FAULT', PE, PE, PERMISSION, 'REQUEST', 'access not permitted'],
	['IO_PAGE_FAULT', 0, 0, PTE_FETCH, 'REQUEST', 'level of a table entry not possible'],
	['DEV_TAB_HARDWARE_ERROR', I, I, UNKNOWN, 'INTERRUPT_STRUCTURE', 'device table not accessible'],
	['DEV_TAB_HARDWARE_ERROR', 0, 0, UNKNOWN, 'STRUCTURE', 'device table not accessible'],
	[
		'PAGE_TAB_HARDWARE_ERROR',
		I,
		I,
		WALK_EABT,
		'INTERRUPT_STRUCTURE',
		'interrupt table not accessible',
	],
	['PAGE_TAB_HARDWARE_ERROR', 0, 0, WALK_EABT, 'STRUCTURE', 'table not accessible'],
	['INVALID_DEVICE_REQUEST', TR | TYPE, TR, UNKNOWN, 'REQUEST', 'translation requests not enabled'],
	[
		'INVALID_DEVICE_REQUEST',
		TR,
		TR,
		UNKNOWN,
		'REQUEST',
		'translation request for a special address range',
	],
	[
		'INVALID_DEVICE_REQUEST',
		TYPE,
		type(0),
		UNKNOWN,
		'REQUEST',
		'read of the interrupt address range',
	],
	[
		'INVALID_DEVICE_REQUEST',
		TYPE,
		type(1),
		UNKNOWN,
		'REQUEST',
		'translated request of a device without ATS',
	],
	['INVALID_DEVICE_REQUEST', TYPE, type(2), UNKNOWN, 'REQUEST', 'port I/O range blocked'],
	[
		'INVALID_DEVICE_REQUEST',
		TYPE,
		type(3),
		UNKNOWN,
		'REQUEST',
		'write to the system management range blocked',
	],
	[
		'INVALID_DEVICE_REQUEST',
		TYPE,
		type(4),
		UNKNOWN,
		'REQUEST',
		'read of the system management range blocked',
	],
	[
		'INVALID_DEVICE_REQUEST',
		TYPE,
		type(5),
		PERMISSION,
		'INTERRUPT',
		'interrupts of the device are blocked',
	],
	[
		'INVALID_DEVICE_REQUEST',
		TYPE,
		type(6),
		UNKNOWN,
		'REQUEST',
		'write to a reserved part of the interrupt range',
	],
	[
		'INVALID_DEVICE_REQUEST',
		TYPE,
		type(7),
		UNKNOWN,
		'REQUEST',
		'special address range of a device without translation',
	],
	[
		'INVALID_PPR_REQUEST',
		0,
		0,
		UNKNOWN,
		'REQUEST',
		'page requests not enabled, or PASID beyond the table',
	],
];

/**
 * What the events about devices' requests become (AMD 48882, "Event Log"): the first row that fits counts. What the
 * generic reasons have no word for, as device table entries and special address ranges, is UNKNOWN; the
 * hardware's own reason, which travels along, is code and flags as the record has them (bits 31:16).
 */
export const EVENT_MEANINGS: readonly EventMeaning[] = ROWS.map(
	([event, mask, value, reason, address, name]) => ({
		event,
		code: EventCode[event],
		mask,
		value,
		reason,
		address: EventAddress[address],
		name,
	}),
);

/** What a record means by its code and flags (bits 31:16 of the second word); undefined: nothing that is known. */
export function meaningOf(codeAndFlags: number): EventMeaning | undefined {
	const code = codeAndFlags >>> 12;
	for (const row of EVENT_MEANINGS)
		if (row.code === code && (codeAndFlags & row.mask) === row.value) return row;
	return undefined;
}

function type(n: number): number {
	return n << EventFlag.TYPE_SHIFT;
}
