import type { FormOptions, RecordForm } from './record-forms.js';

/** What every byte of a message is, but those of its number. */
const FILL = 0x5a;

/**
 * Messages of a fixed length that begin with their number, made beforehand and sent again and again: what
 * grpc-js, http2 and the sockets do, and nothing else. Number n is sent again once n - window was answered.
 */
export class ReadyMade implements RecordForm {
	readonly #down: readonly Buffer[];
	readonly #up: readonly Buffer[];

	constructor({ window, bytes, answer }: FormOptions) {
		const ring = (length: number) =>
			Array.from({ length: window }, () => Buffer.alloc(length, FILL));
		this.#down = ring(bytes);
		this.#up = ring(answer);
	}

	faults(number: number): Buffer {
		return take(this.#down, number);
	}

	answer(message: Buffer, number: number): Buffer {
		checkMessage(message, number, this.#down[0]!.length);
		return take(this.#up, number);
	}

	check(answer: Buffer, number: number): void {
		checkMessage(answer, number, this.#up[0]!.length);
	}
}

function take(ring: readonly Buffer[], number: number): Buffer {
	const message = ring[number % ring.length]!;
	message.writeUInt32LE(number, 0);
	return message;
}

/** Throws unless `message` is number `number` of its direction, in its whole length. */
function checkMessage(message: Buffer, number: number, bytes: number): void {
	if (message.length !== bytes || message.readUInt32LE(0) !== number || message[bytes - 1] !== FILL)
		throw new Error(
			`message ${number} of ${bytes} bytes was due; one of ${message.length} bytes came`,
		);
}
