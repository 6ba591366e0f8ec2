import protobuf from 'protobufjs/minimal.js';
import { type Frame, readScript, writeScript } from './script.js';
import type { FuzzTarget } from './target.js';

/** How many smaller inputs are tried for one that is kept. */
const MOST_TRIES = 200;

type Holds = (bytes: Uint8Array) => Promise<boolean>;

/** The input without what it does not need for `holds`: frames of a script, and fields of messages. */
export async function smaller(
	reads: FuzzTarget['reads'],
	input: Uint8Array,
	holds: Holds,
): Promise<Uint8Array> {
	let tries = 0;
	const affordable: Holds = async (bytes) => tries++ < MOST_TRIES && (await holds(bytes));
	if (reads === 'message') return smallerMessage(input, affordable);
	let frames = await without(readScript(input), (some) => affordable(writeScript(some)));
	for (const [at, { payload }] of frames.entries()) {
		const withPayload = (payload: Uint8Array): Frame[] =>
			frames.with(at, { ...frames[at]!, payload });
		frames = withPayload(
			await smallerMessage(payload, (bytes) => affordable(writeScript(withPayload(bytes)))),
		);
	}
	const short = writeScript(frames);
	return short.length < input.length ? short : input;
}

async function smallerMessage(bytes: Uint8Array, holds: Holds): Promise<Uint8Array> {
	const fields = await without(fieldsOf(bytes), (some) => holds(Buffer.concat(some)));
	return Uint8Array.from(Buffer.concat(fields));
}

/** The fields of a message, each with its tag; what cannot be read as one is the last. */
function fieldsOf(bytes: Uint8Array): Uint8Array[] {
	const reader = protobuf.Reader.create(bytes);
	const fields: Uint8Array[] = [];
	let start = 0;
	try {
		while (reader.pos < bytes.length) {
			reader.skipType(reader.uint32() & 7);
			fields.push(bytes.slice(start, reader.pos));
			start = reader.pos;
		}
	} catch {
		fields.push(bytes.slice(start));
	}
	return fields;
}

/** As few of the pieces as taking out ever shorter runs of them leaves. */
async function without<Piece>(
	pieces: readonly Piece[],
	holds: (pieces: readonly Piece[]) => Promise<boolean>,
): Promise<readonly Piece[]> {
	let left = pieces;
	for (let length = left.length; length >= 1; length = Math.floor(length / 2))
		// From the end: what comes first is what the rest needs.
		for (let at = left.length - length; at >= 0; at -= length) {
			const fewer = left.toSpliced(at, length);
			if (fewer.length < left.length && (await holds(fewer))) left = fewer;
		}
	return left;
}
