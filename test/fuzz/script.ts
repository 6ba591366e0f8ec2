import fc from 'fast-check';

/**
 * What a fuzzing input is: bytes that are read as a sequence of frames, each an operation and its payload. Any bytes
 * are a script, so that every mutation of one is another, and a file of the corpus is nothing but them.
 *
 *      length (1 byte; 255: three more bytes hold it) | operation (1 byte) | payload, length bytes or what is left
 */
export interface Frame {
	readonly operation: number;
	readonly payload: Uint8Array;
}

const LONG = 255;

export function readScript(bytes: Uint8Array): Frame[] {
	const frames: Frame[] = [];
	let at = 0;
	while (at < bytes.length) {
		let length = bytes[at++]!;
		if (length === LONG) {
			length = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
			at += 3;
		}
		const operation = bytes[at++] ?? 0;
		frames.push({ operation, payload: bytes.slice(at, at + length) });
		at += length;
	}
	return frames;
}

export function writeScript(frames: readonly Frame[]): Uint8Array {
	const parts = frames.map(({ operation, payload: { length } }) =>
		length < LONG
			? [length, operation]
			: [LONG, length & 0xff, (length >>> 8) & 0xff, (length >>> 16) & 0xff, operation],
	);
	return Uint8Array.from(
		Buffer.concat(frames.flatMap(({ payload }, i) => [Buffer.from(parts[i]!), payload])),
	);
}

/**
 * Scripts that begin in good order and go on with messages that mean something. `others` are the operations that are
 * not messages.
 */
export function meaningfulScript(
	start: readonly Frame[],
	message: fc.Arbitrary<Uint8Array>,
	others: readonly number[],
): fc.Arbitrary<Uint8Array> {
	const frame: fc.Arbitrary<Frame> = fc.oneof(
		{ weight: 3, arbitrary: message.map((payload) => ({ operation: 0, payload })) },
		fc.record({
			operation: fc.constantFrom(...others),
			payload: fc.nat(255).map((value) => Uint8Array.of(value)),
		}),
	);
	return fc.array(frame, { maxLength: 20 }).map((frames) => writeScript([...start, ...frames]));
}
