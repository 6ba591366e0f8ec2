import type { LentColumns } from './lent-columns.js';

/**
 * Packed columns as bytes: the primitives of the hand-written encoder and decoder (hot-batches.ts). A
 * packed fixed-width column is its values in little-endian order one after the other, so that no value
 * needs a tag, an object or a call.
 *
 * The writer works into a buffer of exactly the size that was computed before. The reader only handles
 * the form that encoders make in practice (each field once, packed); for every other form, correct or
 * not, it says so and the generated decoder takes over.
 */

const TWO_32 = 4294967296;

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
 * A view of the whole of an ArrayBuffer, kept for as long as the next one asked for is the same: Node takes small
 * buffers one after the other out of a common one. What is as large as that or larger is not kept.
 */
class WholeView {
	#buffer: ArrayBufferLike | undefined;
	#view: DataView = new DataView(new ArrayBuffer(0));

	of({ buffer }: Uint8Array): DataView {
		if (buffer === this.#buffer) return this.#view;
		const view = new DataView(buffer);
		if (buffer.byteLength <= Buffer.poolSize) {
			this.#buffer = buffer;
			this.#view = view;
		}
		return view;
	}
}

/** Writes the fields of one message at a time into a buffer of its own. Tags are one byte: field numbers are 1 to 15. */
export class FieldWriter {
	readonly #views = new WholeView();
	#buffer: Buffer = Buffer.alloc(0);
	#view = this.#views.of(this.#buffer);
	/** Where the message begins in the view, and how far it is written. */
	#start = 0;
	#at = 0;

	/** Begins a message of exactly `size` bytes. */
	begin(size: number): void {
		this.#buffer = Buffer.allocUnsafe(size);
		this.#view = this.#views.of(this.#buffer);
		this.#start = this.#buffer.byteOffset;
		this.#at = this.#start;
	}

	/** The message; throws when it is not as long as was said. */
	finish(): Buffer {
		const buffer = this.#buffer;
		if (this.#at !== this.#start + buffer.length)
			throw new Error(`${this.#at - this.#start} bytes were written, ${buffer.length} announced`);
		return buffer;
	}

	/** The head of a length-delimited field. */
	open(field: number, length: number): void {
		this.#view.setUint8(this.#at++, (field << 3) | 2);
		this.#varint(length);
	}

	/** An unsigned 32-bit field; nothing for 0, as proto3 has it. */
	scalar(field: number, value: number): void {
		if (value === 0) return;
		this.#view.setUint8(this.#at++, field << 3);
		this.#varint(value);
	}

	bytes(field: number, value: Uint8Array): void {
		if (value.length === 0) return;
		this.open(field, value.length);
		this.raw(value);
	}

	raw(value: Uint8Array): void {
		this.#buffer.set(value, this.#at - this.#start);
		this.#at += value.length;
	}

	/** Integers below 2^53, 8 bytes each. */
	fixed64(field: number, values: ArrayLike<number>, rows: number): void {
		this.open(field, rows * 8);
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
		const view = this.#view;
		let at = this.#at;
		for (let i = 0; i < rows; i++) {
			view.setUint32(at, values[i]!, true);
			at += 4;
		}
		this.#at = at;
	}

	/** Integers below 2^32 as varints, `size` bytes together (see `varintColumnSize`). */
	varints(field: number, values: ArrayLike<number>, rows: number, size: number): void {
		this.open(field, size);
		if (size !== rows) {
			for (let i = 0; i < rows; i++) this.#varint(values[i]!);
			return;
		}
		const view = this.#view;
		let at = this.#at;
		for (let i = 0; i < rows; i++) view.setUint8(at++, values[i]!);
		this.#at = at;
	}

	#varint(value: number): void {
		let rest = value >>> 0;
		while (rest > 127) {
			this.#view.setUint8(this.#at++, (rest & 127) | 128);
			rest >>>= 7;
		}
		this.#view.setUint8(this.#at++, rest);
	}
}

/** Field numbers that the reader tells apart, plus one. */
const FIELDS = 16;

/** A varint that the reader gives up on: longer than four bytes, or cut off. */
const GIVE_UP = -1;

const NOTHING = new Uint8Array(0);

/**
 * Finds the fields of one message at a time and reads them as columns or scalars. A method that returns false or
 * undefined has met a form that it leaves to the generated decoder.
 */
export class FieldReader {
	bytes: Uint8Array = NOTHING;
	readonly #views = new WholeView();
	#view = this.#views.of(NOTHING);
	/** Where the message begins in the view. */
	#base = 0;
	/** The fields found, as bits; where a column's content starts, how long it is, and a scalar's value. */
	#found = 0;
	readonly #start = new Int32Array(FIELDS);
	readonly #length = new Int32Array(FIELDS);
	readonly #value = new Int32Array(FIELDS);
	/** The end of the varint read last. */
	#next = 0;

	/** Turns to a message; what was read of the one before stays good. */
	begin(bytes: Uint8Array): void {
		this.bytes = bytes;
		this.#view = this.#views.of(bytes);
		this.#base = bytes.byteOffset;
	}

	/** Lets go of the message. */
	end(): void {
		this.bytes = NOTHING;
		this.#view = this.#views.of(NOTHING);
	}

	/** A varint of up to four bytes below `end`, or GIVE_UP. */
	#varint(at: number, end: number): number {
		let value = 0;
		for (let shift = 0; shift < 28; shift += 7) {
			if (at >= end) return GIVE_UP;
			const byte = this.bytes[at++]!;
			value |= (byte & 127) << shift;
			if (byte < 128) {
				this.#next = at;
				return value;
			}
		}
		return GIVE_UP;
	}

	/**
	 * Reads the head of a length-delimited field at `at`: returns its tag byte, with `bodyStart` and
	 * `bodyEnd` set, or GIVE_UP for another wire type or a field that does not end before `end`.
	 */
	head(at: number, end: number): number {
		const tag = this.bytes[at]!;
		if ((tag & 0x87) !== 2) return GIVE_UP;
		const length = this.#varint(at + 1, end);
		if (length === GIVE_UP || this.#next + length > end) return GIVE_UP;
		this.bodyStart = this.#next;
		this.bodyEnd = this.#next + length;
		return tag;
	}

	bodyStart = 0;
	bodyEnd = 0;

	/**
	 * Finds the fields of the message in `at` to `end`. `columns` and `scalars` are the field numbers
	 * that it may have, as bit masks (bit n for field n). False for an unknown field, another wire type,
	 * or a field that comes twice.
	 */
	scan(at: number, end: number, columns: number, scalars: number): boolean {
		let found = 0;
		while (at < end) {
			const tag = this.bytes[at]!;
			const field = tag >>> 3;
			const bit = 1 << field;
			if (field >= FIELDS || (found & bit) !== 0) return false;
			if ((tag & 7) === 2 && (columns & bit) !== 0) {
				if (this.head(at, end) === GIVE_UP) return false;
				this.#start[field] = this.bodyStart;
				this.#length[field] = this.bodyEnd - this.bodyStart;
				at = this.bodyEnd;
			} else if ((tag & 7) === 0 && (scalars & bit) !== 0) {
				const value = this.#varint(at + 1, end);
				if (value === GIVE_UP) return false;
				this.#value[field] = value;
				at = this.#next;
			} else return false;
			found |= bit;
		}
		this.#found = found;
		return true;
	}

	#has(field: number): boolean {
		return ((this.#found >>> field) & 1) === 1;
	}

	/** Bytes of the column; 0 when absent. */
	#bytesOf(field: number): number {
		return this.#has(field) ? this.#length[field]! : 0;
	}

	/** The scalar of the message scanned last; 0 when absent. */
	scalar(field: number): number {
		return this.#has(field) ? this.#value[field]! : 0;
	}

	/** A view of the bytes field; empty when absent. */
	content(field: number): Uint8Array {
		const length = this.#bytesOf(field);
		if (length === 0) return NOTHING;
		return this.bytes.subarray(this.#start[field]!, this.#start[field]! + length);
	}

	/**
	 * Undefined when a value is above 2^53 - 1 or the length is no multiple of 8. The values are in one of
	 * `lent`, when that is given, as in the methods that follow.
	 */
	fixed64(field: number, lent?: LentColumns): Float64Array | undefined {
		const length = this.#bytesOf(field);
		if ((length & 7) !== 0) return undefined;
		const rows = length >>> 3;
		const values = lent?.doubles(rows) ?? new Float64Array(rows);
		const view = this.#view;
		let at = this.#base + this.#start[field]!;
		let high = 0;
		for (let i = 0; i < rows; i++) {
			const upper = view.getUint32(at + 4, true);
			high |= upper;
			values[i] = upper * TWO_32 + view.getUint32(at, true);
			at += 8;
		}
		return high >>> 21 === 0 ? values : undefined;
	}

	fixed32(field: number, lent?: LentColumns): Uint32Array | undefined {
		const length = this.#bytesOf(field);
		if ((length & 3) !== 0) return undefined;
		const rows = length >>> 2;
		const values = lent?.words(rows) ?? new Uint32Array(rows);
		const view = this.#view;
		let at = this.#base + this.#start[field]!;
		for (let i = 0; i < rows; i++) {
			values[i] = view.getUint32(at, true);
			at += 4;
		}
		return values;
	}

	/** A column of varints that are below 2^28 each; undefined for others. */
	varints(field: number, lent?: LentColumns): Uint32Array | undefined {
		const length = this.#bytesOf(field);
		const values = lent?.words(length) ?? new Uint32Array(length);
		const rows = this.#varintsInto(field, values);
		return rows === length ? values : rows < 0 ? undefined : values.slice(0, rows);
	}

	/** The same of numbers that could be negative, as those of an enum. */
	enums(field: number, lent?: LentColumns): Int32Array | undefined {
		const length = this.#bytesOf(field);
		const values = lent?.signed(length) ?? new Int32Array(length);
		const rows = this.#varintsInto(field, values);
		return rows === length ? values : rows < 0 ? undefined : values.slice(0, rows);
	}

	/** How many there are; GIVE_UP when one is too large. */
	#varintsInto(field: number, values: Uint32Array | Int32Array): number {
		const length = values.length;
		const bytes = this.bytes;
		const start = this.#start[field]!;
		let any = 0;
		for (let i = 0; i < length; i++) {
			const byte = bytes[start + i]!;
			any |= byte;
			values[i] = byte;
		}
		if (any < 128) return length;
		const end = start + length;
		let rows = 0;
		for (let at = start; at < end; at = this.#next) {
			const value = this.#varint(at, end);
			if (value === GIVE_UP) return GIVE_UP;
			values[rows++] = value;
		}
		return rows;
	}
}
