import { FaultlineError } from '../base/errors.js';
import { faultline } from './generated/faultline.js';
import './long-free.js';
import type {
	DecodedAgentMessage,
	DecodedHostMessage,
	GeneratedAgentMessage,
	GeneratedHostMessage,
} from './messages.js';

/**
 * Decoding by the generated code, for messages in any form that protobuf allows; the codec's own reader
 * takes the common form of the hot ones. Gives the same shapes, and throws MALFORMED_MESSAGE for what
 * does not decode and for 64-bit columns with values that a number cannot hold.
 */

const v1 = faultline.v1;

// The casts: see GeneratedAgentMessage.
const decodeAgent = v1.AgentMessage.decode as unknown as (
	bytes: Uint8Array,
) => GeneratedAgentMessage;
const decodeHost = v1.HostMessage.decode as unknown as (bytes: Uint8Array) => GeneratedHostMessage;

/** Runs a generated decoder; whatever it throws is the message's fault. */
function generated<T>(decode: (bytes: Uint8Array) => T, bytes: Uint8Array): T {
	try {
		return decode(bytes);
	} catch (error) {
		const detail = error instanceof Error ? error.message : String(error);
		throw new FaultlineError(
			'MALFORMED_MESSAGE',
			`a message of ${bytes.length} bytes does not decode: ${detail}`,
			{ cause: error },
		);
	}
}

/** A 64-bit column as typed array; refuses what a number cannot hold. */
function wide(what: string, column: readonly number[]): Float64Array {
	for (let i = 0; i < column.length; i++)
		if (!Number.isSafeInteger(column[i]))
			throw new FaultlineError(
				'MALFORMED_MESSAGE',
				`${what}: about ${column[i]} in row ${i}; values up to 2^53 - 1 are accepted`,
			);
	return Float64Array.from(column);
}

export function readAnyAgentMessage(bytes: Uint8Array): DecodedAgentMessage {
	const message: GeneratedAgentMessage = generated(decodeAgent, bytes);
	const { responses, credits } = message;
	return {
		hello: message.hello ?? undefined,
		bind: message.bind,
		unbind: message.unbind,
		map: message.map.map((batch) => ({
			request: batch.request,
			space: batch.space,
			rows: batch.page.length,
			page: wide('map.page', batch.page),
			frame: Uint32Array.from(batch.frame),
			flags: Uint32Array.from(batch.flags),
			contents: batch.contents,
		})),
		responses: responses
			? {
					rows: responses.group.length,
					group: wide('responses.group', responses.group),
					code: Int32Array.from(responses.code),
				}
			: undefined,
		unmap: message.unmap.map((batch) => ({
			request: batch.request,
			space: batch.space,
			rows: batch.page.length,
			page: wide('unmap.page', batch.page),
			returnDirty: batch.returnDirty,
		})),
		credits: credits
			? {
					rows: credits.device.length,
					device: Uint32Array.from(credits.device),
					granted: wide('credits.granted', credits.granted),
				}
			: undefined,
		heartbeat: message.heartbeat ?? undefined,
		synced: message.synced,
		leave: message.leave ?? undefined,
		received: message.received,
	};
}

export function readAnyHostMessage(bytes: Uint8Array): DecodedHostMessage {
	const message: GeneratedHostMessage = generated(decodeHost, bytes);
	const { faults } = message;
	return {
		welcome: message.welcome ?? undefined,
		assigned: message.assigned,
		results: message.results,
		faults: faults
			? {
					rows: faults.group.length,
					group: wide('faults.group', faults.group),
					page: wide('faults.page', faults.page),
					device: Uint32Array.from(faults.device),
					pasid: Uint32Array.from(faults.pasid),
					flags: Uint32Array.from(faults.flags),
				}
			: undefined,
		unmapped: message.unmapped.map((result) => ({
			request: result.request,
			rows: result.dirtyRow.length,
			dirtyRow: Uint32Array.from(result.dirtyRow),
			contents: result.contents,
			complete: result.complete,
		})),
		expired: message.expired ?? undefined,
		refused: message.refused ?? undefined,
		revoked: message.revoked,
		events: message.events ?? undefined,
		heartbeat: message.heartbeat ?? undefined,
		sync: message.sync,
		left: message.left ?? undefined,
		fatal: message.fatal ?? undefined,
		drain: message.drain ?? undefined,
		inventory: message.inventory ?? undefined,
		slow: message.slow,
	};
}
