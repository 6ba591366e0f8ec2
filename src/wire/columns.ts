/**
 * Packed columns as bytes: the primitives of the hand-written encoder and decoder (hot-batches.ts). A
 * packed fixed-width column is its values in little-endian order one after the other, so that no value
 * needs a tag, an object or a call.
 *
 * The writer works into a buffer of exactly the size that was computed before. What is the same for the
 * reader (field-reader.ts) is here too.
 */

export const TWO_32 = 4294967296;

/** Bytes of an unsigned 32-bit varint. */
export function varintSize(value: number): number {
	return value < 128 ? 1 : value < 16384 ? 2 : value < 2097152 ? 3 : value < 268435456 ? 4 : 5;
}

/** Bytes of a length-delimited field with a one-byte tag. */
export function fieldSize(length: number): number {
	return 1 + varintSize(length) + length;
}

/** Bytes of the values of a varint column; values are 0 to 2^32 - 1. */
export function varintColumnSize(values: ArrayLike<number>, rows: number): number {
	let size = rows;
	for (let i = 0; i < rows; i++) if (values[i]! > 127) size += varintSize(values[i]!) - 1;
	return size;
}

/**
 * Columns of fewer rows are written and read byte by byte: it takes more time to make a view of a buffer than to do
 * without one so often.
 */
export const FEW_ROWS = 16;

export const NOTHING = Buffer.alloc(0);

export function viewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Writes the fields of one message at a time into a buffer of its own. Tags are one byte: field numbers are 1 to 15. */
export class FieldWriter {
	#buffer: Buffer = NOTHING;
	/** Of the buffer, once it is needed. */
	#view: DataView | undefined;
	#at = 0;

	/** Begins a message of exactly `size` bytes. */
	begin(size: number): void {
		this.#buffer = Buffer.allocUnsafe(size);
		this.#view = undefined;
		this.#at = 0;
	}

	/** The message; throws when it is not as long as was said. */
	finish(): Buffer {
		const buffer = this.#buffer;
		if (this.#at !== buffer.length)
			throw new Error(`${this.#at} bytes were written, ${buffer.length} announced`);
		this.#buffer = NOTHING;
		this.#view = undefined;
		return buffer;
	}

	/** The head of a length-delimited field. */
	open(field: number, length: number): void {
		this.#buffer[this.#at++] = (field << 3) | 2;
		this.#varint(length);
	}

	/** An unsigned 32-bit field; nothing for 0, as proto3 has it. */
	scalar(field: number, value: number): void {
		if (value === 0) return;
		this.#buffer[this.#at++] = field << 3;
		this.#varint(value);
	}

	bytes(field: number, value: Uint8Array): void {
		if (value.length === 0) return;
		this.open(field, value.length);
		this.raw(value);
	}

	raw(value: Uint8Array): void {
		this.#buffer.set(value, this.#at);
		this.#at += value.length;
	}

	/** Integers below 2^53, 8 bytes each. */
	fixed64(field: number, values: ArrayLike<number>, rows: number): void {
		this.open(field, rows * 8);
		if (rows < FEW_ROWS) {
			for (let i = 0; i < rows; i++) {
				this.#word(values[i]!);
				this.#word(values[i]! / TWO_32);
			}
			return;
		}
		this.#view ??= viewOf(this.#buffer);
		const view = this.#view;
		let at = this.#at;
		for (let i = 0; i < rows; i++) {
			const value = values[i]!;
			view.setUint32(at, value, true);
			view.setUint32(at + 4, value / TWO_32, true);
			at += 8;
		}
		this.#at = at;
	}

	/** Integers below 2^32, 4 bytes each. */
	fixed32(field: number, values: ArrayLike<number>, rows: number): void {
		this.open(field, rows * 4);
		if (rows < FEW_ROWS) {
			for (let i = 0; i < rows; i++) this.#word(values[i]!);
			return;
		}
		this.#view ??= viewOf(this.#buffer);
		const view = this.#view;
		let at = this.#at;
		for (let i = 0; i < rows; i++) {
			view.setUint32(at, values[i]!, true);
			at += 4;
		}
		this.#at = at;
	}

	/** The lower 32 bits of an integer. */
	#word(value: number): void {
		const buffer = this.#buffer;
		const bits = value >>> 0;
		const at = this.#at;
		buffer[at] = bits;
		buffer[at + 1] = bits >>> 8;
		buffer[at + 2] = bits >>> 16;
		buffer[at + 3] = bits >>> 24;
		this.#at = at + 4;
	}

	/** Integers below 2^32 as varints, `size` bytes together (see `varintColumnSize`). */
	varints(field: number, values: ArrayLike<number>, rows: number, size: number): void {
		this.open(field, size);
		if (size !== rows) {
			for (let i = 0; i < rows; i++) this.#varint(values[i]!);
			return;
		}
		const buffer = this.#buffer;
		let at = this.#at;
		for (let i = 0; i < rows; i++) buffer[at++] = values[i]!;
		this.#at = at;
	}

	#varint(value: number): void {
		let rest = value >>> 0;
		while (rest > 127) {
			this.#buffer[this.#at++] = (rest & 127) | 128;
			rest >>>= 7;
		}
		this.#buffer[this.#at++] = rest;
	}
}
