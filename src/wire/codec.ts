import { FaultlineError } from '../base/errors.js';
import { FieldWriter, fieldSize } from './columns.js';
import { FieldReader } from './field-reader.js';
import { faultline } from './generated/faultline.js';
import { readAnyAgentMessage, readAnyHostMessage } from './generated-decoder.js';
import * as hot from './hot-batches.js';
import type { LentColumns } from './lent-columns.js';
import './long-free.js';
import type {
	AgentMessage,
	DecodedAgentMessage,
	DecodedHostMessage,
	DecodedMapBatch,
	DecodedUnmapBatch,
	DecodedUnmapResult,
	HostMessage,
} from './messages.js';
import type { DecodeLimits } from './validate.js';
import { validateAgentMessage, validateHostMessage } from './validate.js';

/**
 * Messages of a session to bytes and back. The batches of the hot path are encoded and decoded by hand
 * (hot-batches.ts), everything else by the generated code; a message that holds anything else, or a batch
 * in an unusual but allowed form (split or unpacked columns, unknown fields), is decoded by the
 * generated code as a whole. Which decoder it was cannot be seen in the result.
 *
 * Decoding checks the syntax (validate.ts) and throws FaultlineError, nothing else: MALFORMED_MESSAGE,
 * COLUMN_LENGTH or MESSAGE_TOO_LARGE. 64-bit fields are plain numbers up to 2^53 - 1.
 */

const v1 = faultline.v1;

const NONE: readonly never[] = [];

/**
 * One writer and one reader for all messages, as either is done with a message when the function here returns:
 * making them for each cost a fault that is alone 1.8 % of the host's time.
 */
const writer = new FieldWriter();
const reader = new FieldReader();
/** Bytes of the mappings of the message at hand. */
const sizes: number[] = [];

/** Encodes the parts that are there. Throws COLUMN_LENGTH for columns that do not fit together. */
export function encodeAgentMessage(message: AgentMessage): Buffer {
	const { hello, bind, unbind, map, responses, unmap, credits } = message;
	const { heartbeat, synced, leave, received = 0 } = message;
	// The writer's own scalars have 32 bits.
	const longReceived = received > 0xffff_ffff;
	const rest =
		hello || bind || unbind || heartbeat || synced || leave || longReceived
			? v1.AgentMessage.encode({
					hello: hello ?? null,
					bind: bind ?? null,
					unbind: unbind ?? null,
					heartbeat: heartbeat ?? null,
					synced: synced ?? null,
					leave: leave ?? null,
					received: longReceived ? received : 0,
				}).finish(true)
			: undefined;
	const maps = map ?? NONE;
	const unmaps = unmap ?? NONE;
	let size = rest?.length ?? 0;
	const responsesSize = responses === undefined ? 0 : hot.responseBatchSize(responses);
	const creditsSize = credits === undefined ? 0 : hot.creditBatchSize(credits);
	if (responses !== undefined) size += fieldSize(responsesSize);
	if (credits !== undefined) size += fieldSize(creditsSize);
	if (!longReceived) size += hot.scalarSize(received);
	for (let i = 0; i < maps.length; i++) {
		sizes[i] = hot.mapBatchSize(maps[i]!);
		size += fieldSize(sizes[i]!);
	}
	for (const batch of unmaps) size += fieldSize(hot.unmapBatchSize(batch));

	writer.begin(size);
	for (let i = 0; i < maps.length; i++) {
		writer.open(4, sizes[i]!);
		hot.writeMapBatch(writer, maps[i]!);
	}
	if (responses !== undefined) {
		writer.open(5, responsesSize);
		hot.writeResponseBatch(writer, responses);
	}
	for (const batch of unmaps) {
		writer.open(6, hot.unmapBatchSize(batch));
		hot.writeUnmapBatch(writer, batch);
	}
	if (credits !== undefined) {
		writer.open(7, creditsSize);
		hot.writeCreditBatch(writer, credits);
	}
	if (!longReceived) writer.scalar(11, received);
	if (rest !== undefined) writer.raw(rest);
	return writer.finish();
}

/** Encodes the parts that are there. Throws COLUMN_LENGTH for columns that do not fit together. */
export function encodeHostMessage(message: HostMessage): Buffer {
	const { faults, unmapped } = message;
	const rest = encodeHostRest(message);
	let size = rest?.length ?? 0;
	const faultsSize = faults === undefined ? 0 : hot.faultBatchSize(faults);
	if (faults !== undefined) size += fieldSize(faultsSize);
	for (const result of unmapped ?? NONE) size += fieldSize(hot.unmapResultSize(result));

	writer.begin(size);
	if (faults !== undefined) {
		writer.open(4, faultsSize);
		hot.writeFaultBatch(writer, faults);
	}
	for (const result of unmapped ?? NONE) {
		writer.open(5, hot.unmapResultSize(result));
		hot.writeUnmapResult(writer, result);
	}
	if (rest !== undefined) writer.raw(rest);
	return writer.finish();
}

/** The parts of a host's message that the generated code encodes; undefined when there are none. */
function encodeHostRest(message: HostMessage): Uint8Array | undefined {
	const { welcome, assigned, results, expired, refused, revoked } = message;
	const { events, heartbeat, sync, left, fatal, drain, inventory, slow } = message;
	if (
		!(welcome || assigned || results || expired || refused || revoked) &&
		!(events || heartbeat || sync || left || fatal || drain || inventory || slow)
	)
		return undefined;
	return v1.HostMessage.encode({
		welcome: welcome ?? null,
		assigned: assigned ?? null,
		results: results ?? null,
		expired: expired ?? null,
		refused: refused ?? null,
		revoked: revoked ?? null,
		events: events ?? null,
		heartbeat: heartbeat ?? null,
		sync: sync ?? null,
		left: left ?? null,
		fatal: fatal ?? null,
		drain: drain ?? null,
		inventory: inventory ?? null,
		slow: slow ?? null,
	}).finish(true);
}

/** The columns of mappings and responses are in `lent`, when that is given: see LentColumns. */
export function decodeAgentMessage(
	bytes: Uint8Array,
	limits: DecodeLimits = {},
	lent?: LentColumns,
): DecodedAgentMessage {
	checkSize(bytes, limits);
	const message = readHotAgentMessage(bytes, lent) ?? readAnyAgentMessage(bytes);
	reader.end();
	validateAgentMessage(message, limits);
	return message;
}

/** The columns of faults are in `lent`, when that is given: see LentColumns. */
export function decodeHostMessage(
	bytes: Uint8Array,
	limits: DecodeLimits = {},
	lent?: LentColumns,
): DecodedHostMessage {
	checkSize(bytes, limits);
	const message = readHotHostMessage(bytes, lent) ?? readAnyHostMessage(bytes);
	reader.end();
	validateHostMessage(message, limits);
	return message;
}

function checkSize(bytes: Uint8Array, limits: DecodeLimits): void {
	if (limits.messageBytes !== undefined && bytes.length > limits.messageBytes)
		throw new FaultlineError(
			'MESSAGE_TOO_LARGE',
			`a message of ${bytes.length} bytes; at most ${limits.messageBytes} are accepted`,
		);
}

/** Tag bytes of the parts that are read by hand. */
const AgentTag = {
	MAP: 0x22,
	RESPONSES: 0x2a,
	UNMAP: 0x32,
	CREDITS: 0x3a,
	RECEIVED: 0x58,
} as const;
const HostTag = { FAULTS: 0x22, UNMAPPED: 0x2a } as const;

function readHotAgentMessage(
	bytes: Uint8Array,
	lent: LentColumns | undefined,
): DecodedAgentMessage | undefined {
	reader.begin(bytes);
	lent?.begin();
	let map: DecodedMapBatch[] | undefined;
	let unmap: DecodedUnmapBatch[] | undefined;
	let responses: DecodedAgentMessage['responses'];
	let credits: DecodedAgentMessage['credits'];
	let received = 0;
	for (let at = 0; at < bytes.length; ) {
		if (bytes[at] === AgentTag.RECEIVED && received === 0) {
			received = reader.varint(at + 1, bytes.length);
			if (received <= 0) return undefined;
			at = reader.next;
			continue;
		}
		const tag = reader.head(at, bytes.length);
		const { bodyStart: start, bodyEnd: end } = reader;
		if (tag === AgentTag.MAP) {
			const batch = hot.readMapBatch(reader, start, end, lent);
			if (batch === undefined) return undefined;
			map ??= [];
			map.push(batch);
		} else if (tag === AgentTag.RESPONSES && responses === undefined) {
			responses = hot.readResponseBatch(reader, start, end, lent);
			if (responses === undefined) return undefined;
		} else if (tag === AgentTag.UNMAP) {
			const batch = hot.readUnmapBatch(reader, start, end);
			if (batch === undefined) return undefined;
			unmap ??= [];
			unmap.push(batch);
		} else if (tag === AgentTag.CREDITS && credits === undefined) {
			credits = hot.readCreditBatch(reader, start, end);
			if (credits === undefined) return undefined;
		} else return undefined;
		at = end;
	}
	return {
		hello: undefined,
		bind: NONE,
		unbind: NONE,
		map: map ?? NONE,
		responses,
		unmap: unmap ?? NONE,
		credits,
		heartbeat: undefined,
		synced: NONE,
		leave: undefined,
		received,
	};
}

function readHotHostMessage(
	bytes: Uint8Array,
	lent: LentColumns | undefined,
): DecodedHostMessage | undefined {
	reader.begin(bytes);
	lent?.begin();
	let faults: DecodedHostMessage['faults'];
	let unmapped: DecodedUnmapResult[] | undefined;
	for (let at = 0; at < bytes.length; ) {
		const tag = reader.head(at, bytes.length);
		const { bodyStart: start, bodyEnd: end } = reader;
		if (tag === HostTag.FAULTS && faults === undefined) {
			faults = hot.readFaultBatch(reader, start, end, lent);
			if (faults === undefined) return undefined;
		} else if (tag === HostTag.UNMAPPED) {
			const result = hot.readUnmapResult(reader, start, end);
			if (result === undefined) return undefined;
			unmapped ??= [];
			unmapped.push(result);
		} else return undefined;
		at = end;
	}
	return {
		welcome: undefined,
		assigned: NONE,
		results: NONE,
		faults,
		unmapped: unmapped ?? NONE,
		expired: undefined,
		refused: undefined,
		revoked: NONE,
		events: undefined,
		heartbeat: undefined,
		sync: NONE,
		left: undefined,
		fatal: undefined,
		drain: undefined,
		inventory: undefined,
		slow: NONE,
	};
}
