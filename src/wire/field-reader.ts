import { FEW_ROWS, NOTHING, TWO_32, viewOf } from './columns.js';
import type { LentColumns } from './lent-columns.js';

/** Field numbers that the reader tells apart, plus one. */
const FIELDS = 16;

/** A varint that the reader gives up on: longer than four bytes, or cut off. */
const GIVE_UP = -1;

/**
 * The primitives of the hand-written decoder. It only handles the form that encoders make in practice (each field
 * once, packed); for every other form, correct or not, it says so and the generated decoder takes over.
 *
 * Finds the fields of one message at a time and reads them as columns or scalars. A method that returns false or
 * undefined has met a form that it leaves to the generated decoder.
 */
export class FieldReader {
	bytes: Uint8Array = NOTHING;
	/** Of the message, once it is needed. */
	#view: DataView | undefined;
	/** The fields found, as bits; where a column's content starts, how long it is, and a scalar's value. */
	#found = 0;
	readonly #start = new Int32Array(FIELDS);
	readonly #length = new Int32Array(FIELDS);
	readonly #value = new Int32Array(FIELDS);
	/** The end of the varint read last. */
	next = 0;

	/** Turns to a message; what was read of the one before stays good. */
	begin(bytes: Uint8Array): void {
		this.bytes = bytes;
		this.#view = undefined;
	}

	/** Lets go of the message. */
	end(): void {
		this.bytes = NOTHING;
		this.#view = undefined;
	}

	/** A varint of up to four bytes below `end`, or GIVE_UP. */
	varint(at: number, end: number): number {
		let value = 0;
		for (let shift = 0; shift < 28; shift += 7) {
			if (at >= end) return GIVE_UP;
			const byte = this.bytes[at++]!;
			value |= (byte & 127) << shift;
			if (byte < 128) {
				this.next = at;
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
		const length = this.varint(at + 1, end);
		if (length === GIVE_UP || this.next + length > end) return GIVE_UP;
		this.bodyStart = this.next;
		this.bodyEnd = this.next + length;
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
				const value = this.varint(at + 1, end);
				if (value === GIVE_UP) return false;
				this.#value[field] = value;
				at = this.next;
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
		let at = this.#start[field]!;
		let high = 0;
		if (rows < FEW_ROWS) {
			for (let i = 0; i < rows; i++) {
				const upper = this.#word(at + 4);
				high |= upper;
				values[i] = upper * TWO_32 + this.#word(at);
				at += 8;
			}
			return high >>> 21 === 0 ? values : undefined;
		}
		this.#view ??= viewOf(this.bytes);
		const view = this.#view;
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
		let at = this.#start[field]!;
		if (rows < FEW_ROWS) {
			for (let i = 0; i < rows; i++) values[i] = this.#word(at + 4 * i);
			return values;
		}
		this.#view ??= viewOf(this.bytes);
		const view = this.#view;
		for (let i = 0; i < rows; i++) {
			values[i] = view.getUint32(at, true);
			at += 4;
		}
		return values;
	}

	#word(at: number): number {
		const { bytes } = this;
		const low = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
		return (low | (bytes[at + 3]! << 24)) >>> 0;
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
		for (let at = start; at < end; at = this.next) {
			const value = this.varint(at, end);
			if (value === GIVE_UP) return GIVE_UP;
			values[rows++] = value;
		}
		return rows;
	}
}
