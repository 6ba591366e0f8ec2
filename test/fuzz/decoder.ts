import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type ErrorCode, FaultlineError } from '../../src/base/errors.js';
import {
	decodeAgentMessage,
	decodeHostMessage,
	encodeAgentMessage,
	encodeHostMessage,
} from '../../src/wire/codec.js';
import { readAnyAgentMessage, readAnyHostMessage } from '../../src/wire/generated-decoder.js';
import { LentColumns } from '../../src/wire/lent-columns.js';
import type { AgentMessage, HostMessage } from '../../src/wire/messages.js';
import { agentMessages, hostMessages } from './good-messages.js';
import { anyAgentMessage, anyHostMessage } from './messages.js';
import type { FuzzTarget, Refusals } from './target.js';

const LIMITS = { batchRows: 1000, messageBytes: 1_000_000 };
const CODES = new Set(['MALFORMED_MESSAGE', 'COLUMN_LENGTH', 'MESSAGE_TOO_LARGE']);

/** What `fn` returns, or the code of the error that it throws. */
function outcome(fn: () => unknown): unknown {
	try {
		return fn();
	} catch (error) {
		if (!(error instanceof FaultlineError)) throw error;
		return error.code;
	}
}

/** The same values whichever kind of array they stand in, as both decoders are free to choose. */
function plain(value: unknown): unknown {
	if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function hasNegative(value: unknown): boolean {
	if (typeof value === 'number') return value < 0;
	if (typeof value !== 'object' || value === null) return false;
	const each = ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : Object.values(value);
	return each.some(hasNegative);
}

/** Checks one side's decoders. Returns the code with which they refuse the input. */
function check<Decoded>(
	decode: (bytes: Uint8Array, lent?: LentColumns) => Decoded,
	generated: (bytes: Uint8Array) => Decoded,
	encode: (message: Decoded) => Uint8Array,
	input: Uint8Array,
): ErrorCode | undefined {
	const got = outcome(() => decode(input));
	const reference = outcome(() => generated(input));
	if (typeof got === 'string') {
		assert.ok(CODES.has(got), `refused with ${got}`);
		return got as ErrorCode;
	}
	assert.deepEqual(
		plain(got),
		plain(reference),
		'the two decoders read the same message differently',
	);
	// What was accepted can be said again, and means the same; but nobody of ours says a negative code.
	if (!hasNegative(got))
		assert.deepEqual(plain(outcome(() => decode(encode(got as Decoded)))), plain(got));
	return undefined;
}

/** Both decoders over the same bytes: they agree, and throw nothing but their own refusals. */
export const decoder: FuzzTarget = {
	name: 'decoder',
	reads: 'message',
	about: 'the decoders of both sides: only their own refusals, and both ways to decode agree',
	seeds: () => [
		...agentMessages().map(encodeAgentMessage),
		...hostMessages().map(encodeHostMessage),
	],
	meaningful: () => fc.oneof(anyAgentMessage, anyHostMessage),
	run(input): Refusals {
		const agent = check(
			(bytes) => decodeAgentMessage(bytes, LIMITS),
			readAnyAgentMessage,
			(message) => encodeAgentMessage(message as unknown as AgentMessage),
			input,
		);
		const host = check(
			(bytes) => decodeHostMessage(bytes, LIMITS),
			readAnyHostMessage,
			(message) => encodeHostMessage(message as unknown as HostMessage),
			input,
		);
		// The columns that sessions lend to the decoder take what comes, too.
		outcome(() => decodeAgentMessage(input, LIMITS, new LentColumns()));
		outcome(() => decodeHostMessage(input, LIMITS, new LentColumns()));
		return new Set([agent, host].filter((code) => code !== undefined));
	},
};
