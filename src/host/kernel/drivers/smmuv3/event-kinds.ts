import { FaultReason } from '../../fault.js';

/**
 * The events of an SMMUv3 (Arm IHI 0070, 7.3): what each becomes as a generic reason, its name for people, and which
 * parts of its record say something. Where the generic reasons have nothing to offer, as for stream table
 * entries, it is UNKNOWN; the event's own number travels along.
 *
 * The kernel's driver knows the reasons of 10h to 13h; those of 08h to 0Bh are as E. Auger's series for VFIO has them. A
 * stream that is disabled for what came, with or without substream, is a substream that may not be used.
 */
const { UNKNOWN, PASID_FETCH, BAD_PASID_ENTRY, PASID_INVALID } = FaultReason;
const { WALK_EABT, PTE_FETCH, PERMISSION, ACCESS, OOR_ADDRESS } = FaultReason;

/** Parts of a record that are valid. */
export const EventPart = {
	/** RnW, InD, PnU: what was tried. */
	ATTRIBUTES: 0x01,
	/** Only RnW. */
	READ_WRITE: 0x02,
	/** What a translation request asked for. */
	ASKED: 0x04,
	/** The input address. */
	ADDRESS: 0x08,
	/** The address whose fetch failed. */
	FETCH: 0x10,
	/** Which stage. */
	STAGE: 0x20,
	/** The substream, although SSV is clear. */
	SUBSTREAM: 0x40,
	/** The transaction may have stalled. */
	STALL: 0x80,
} as const;

export interface EventKind {
	readonly number: number;
	/** `FaultReason`. */
	readonly reason: number;
	/** As the architecture calls it. */
	readonly name: string;
	readonly what: string;
	/** `EventPart` bits. */
	readonly parts: number;
}

const { ATTRIBUTES, READ_WRITE, ASKED, ADDRESS, FETCH, STAGE, SUBSTREAM, STALL } = EventPart;
const STALLING = ATTRIBUTES | ADDRESS | STAGE | STALL;

/** E_PAGE_REQUEST: a hint that software need not follow, and nothing that went wrong. */
export const EVENT_PAGE_REQUEST = 0x24;

export const EVENT_KINDS: readonly EventKind[] = [
	kind(0x01, UNKNOWN, 'F_UUT', 'transaction not supported', ATTRIBUTES | ADDRESS),
	kind(0x02, UNKNOWN, 'C_BAD_STREAMID', 'stream not in the table', 0),
	kind(0x03, UNKNOWN, 'F_STE_FETCH', 'stream table not accessible', FETCH),
	kind(0x04, UNKNOWN, 'C_BAD_STE', 'stream table entry not valid', 0),
	kind(0x05, UNKNOWN, 'F_BAD_ATS_TREQ', 'translation requests not enabled', ASKED | ADDRESS),
	kind(0x06, PASID_INVALID, 'F_STREAM_DISABLED', 'substream, or none, not enabled', 0),
	kind(
		0x07,
		UNKNOWN,
		'F_TRANSL_FORBIDDEN',
		'translated accesses not enabled',
		READ_WRITE | ADDRESS,
	),
	kind(0x08, PASID_INVALID, 'C_BAD_SUBSTREAMID', 'substream not in the table', SUBSTREAM),
	kind(0x09, PASID_FETCH, 'F_CD_FETCH', 'context descriptor not accessible', FETCH),
	kind(0x0a, BAD_PASID_ENTRY, 'C_BAD_CD', 'context descriptor not valid', 0),
	kind(
		0x0b,
		WALK_EABT,
		'F_WALK_EABT',
		'translation table not accessible',
		ATTRIBUTES | ADDRESS | FETCH | STAGE,
	),
	kind(0x10, PTE_FETCH, 'F_TRANSLATION', 'page not mapped', STALLING),
	kind(0x11, OOR_ADDRESS, 'F_ADDR_SIZE', 'address beyond the address size', STALLING),
	kind(0x12, ACCESS, 'F_ACCESS', 'access flag not set', STALLING),
	kind(0x13, PERMISSION, 'F_PERMISSION', 'access not permitted', STALLING),
	kind(0x20, UNKNOWN, 'F_TLB_CONFLICT', 'TLB conflict', ATTRIBUTES | ADDRESS | STAGE),
	kind(0x21, UNKNOWN, 'F_CFG_CONFLICT', 'configuration cache conflict', 0),
	kind(EVENT_PAGE_REQUEST, UNKNOWN, 'E_PAGE_REQUEST', 'page asked for ahead', 0),
	kind(0x25, UNKNOWN, 'F_VMS_FETCH', 'virtual machine structure not accessible', FETCH),
];

function kind(
	number: number,
	reason: number,
	name: string,
	what: string,
	parts: number,
): EventKind {
	return { number, reason, name, what, parts };
}

const PARTS = new Uint8Array(256);
const REASONS = new Uint8Array(256);
const BY_NUMBER = new Map<number, EventKind>();
for (const event of EVENT_KINDS) {
	PARTS[event.number] = event.parts;
	REASONS[event.number] = event.reason;
	BY_NUMBER.set(event.number, event);
}

/** `EventPart` bits of an event, by its number of 8 bits. */
export function partsOf(number: number): number {
	return PARTS[number]!;
}

/** The generic reason (`FaultReason`). */
export function genericReason(number: number): number {
	return REASONS[number]!;
}

/** An event for people. */
export function describeEvent(number: number): string {
	const event = BY_NUMBER.get(number);
	const code = `0x${number.toString(16).padStart(2, '0')}`;
	return event === undefined
		? `unknown event ${code}`
		: `${event.what} (${event.name}, event ${code})`;
}
