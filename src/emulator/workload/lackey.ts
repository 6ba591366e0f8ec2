import { gunzipSync } from 'node:zlib';
import { PAGE_SIZE } from '../memory.js';

/**
 * Memory traces of Valgrind's lackey tool (`--trace-mem=yes`; format in lackey/lk_main.c):
 *
 *   I  04001000,3     instruction fetch: address (hexadecimal), size (bytes)
 *    L 1ffefffe58,8   load
 *    S 1ffefffe50,8   store
 *    M 0421c7cc,4     modify: load and store of the same place
 *
 * Lines that begin with "==" or "--" are Valgrind's own messages and are left out, as are empty lines.
 */

/** Access bits of a row; the emulator's `Access`. */
const READ = 1;
const WRITE = 2;
const EXEC = 4;

/** Above this a size is no access of one instruction but damage. */
const MAX_SIZE = 65_536;
const MAX_PAGE = 2 ** 52 - 1;
/** Unpacked text above this is refused. */
const MAX_TEXT = 512 * 1024 ** 2;

/** A trace by pages: one row an access, neighbouring rows that are equal folded into one. */
export interface PageTrace {
	readonly pages: Float64Array;
	/** 1 load, 2 store, 3 modify, 5 instruction fetch. */
	readonly access: Uint8Array;
}

export type LackeyResult =
	| {
			readonly ok: true;
			readonly trace: PageTrace /** Accesses before folding. */;
			readonly accesses: number;
	  }
	| {
			readonly ok: false;
			/** From 1; 0: the whole, when it cannot be unpacked. */
			readonly line: number;
			readonly text: string;
			readonly reason: string;
	  };

/** Pages that follow each other and saw the same accesses. */
export interface TraceRange {
	readonly firstPage: number;
	readonly pages: number;
	/** Union of the access bits. */
	readonly access: number;
}

export interface TraceSummary {
	readonly distinctPages: number;
	/** Pages that were read, written, executed at least once; one page may count in all three. */
	readonly readPages: number;
	readonly writtenPages: number;
	readonly executedPages: number;
	/** Ascending. */
	readonly ranges: readonly TraceRange[];
}

/** Reads a trace: text, or bytes of text, plain or gzip. Never throws for what the input holds. */
export function parseLackey(input: string | Uint8Array): LackeyResult {
	let bytes: Uint8Array = typeof input === 'string' ? Buffer.from(input, 'latin1') : input;
	if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
		try {
			bytes = gunzipSync(bytes, { maxOutputLength: MAX_TEXT });
		} catch (error) {
			const reason = `cannot be unpacked: ${error instanceof Error ? error.message : error}`;
			return { ok: false, line: 0, text: '', reason };
		}
	}
	return new LackeyParser(bytes).parse();
}

/** What a trace touches, for choosing the areas of an address space. */
export function summarizeTrace(trace: {
	readonly pages: ArrayLike<number>;
	readonly access: ArrayLike<number>;
}): TraceSummary {
	const seen = new Map<number, number>();
	for (let i = 0; i < trace.pages.length; i++) {
		const page = trace.pages[i]!;
		seen.set(page, (seen.get(page) ?? 0) | trace.access[i]!);
	}
	const ranges: { firstPage: number; pages: number; access: number }[] = [];
	const count = { read: 0, written: 0, executed: 0 };
	for (const page of Float64Array.from(seen.keys()).sort()) {
		const access = seen.get(page)!;
		if (access & READ) count.read++;
		if (access & WRITE) count.written++;
		if (access & EXEC) count.executed++;
		const last = ranges.at(-1);
		if (last !== undefined && last.firstPage + last.pages === page && last.access === access)
			last.pages++;
		else ranges.push({ firstPage: page, pages: 1, access });
	}
	return {
		distinctPages: seen.size,
		readPages: count.read,
		writtenPages: count.written,
		executedPages: count.executed,
		ranges,
	};
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const COMMA = 0x2c;
const DASH = 0x2d;
const EQUALS = 0x3d;

/** One pass over the bytes; no string is made for a good line. */
class LackeyParser {
	readonly #bytes: Uint8Array;
	#pages = new Float64Array(1024);
	#access = new Uint8Array(1024);
	#rows = 0;
	#accesses = 0;
	#reason = '';

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	parse(): LackeyResult {
		const bytes = this.#bytes;
		let line = 0;
		let start = 0;
		while (start < bytes.length) {
			line++;
			const newline = bytes.indexOf(NEWLINE, start);
			const next = newline < 0 ? bytes.length : newline;
			const end = bytes[next - 1] === RETURN && next > start ? next - 1 : next;
			if (!this.#line(start, end)) {
				const text = Buffer.from(bytes.subarray(start, Math.min(end, start + 80)));
				return { ok: false, line, text: text.toString('latin1'), reason: this.#reason };
			}
			start = next + 1;
		}
		return {
			ok: true,
			trace: {
				pages: this.#pages.slice(0, this.#rows),
				access: this.#access.slice(0, this.#rows),
			},
			accesses: this.#accesses,
		};
	}

	/** Takes the line from `start` to `end`; false with `#reason` when it is bad. */
	#line(start: number, end: number): boolean {
		const bytes = this.#bytes;
		if (start === end) return true;
		const first = bytes[start]!;
		if ((first === EQUALS || first === DASH) && bytes[start + 1] === first) return true;
		const access = accessOf(first, bytes[start + 1]!, bytes[start + 2]!);
		if (access === 0) return this.#bad('must begin with "I  ", " L ", " S " or " M "');

		// The page is exact in a double, an address of 64 bits is not: the last three digits are the offset.
		let at = start + 3;
		let page = 0;
		let offset = 0;
		for (; at < end && bytes[at] !== COMMA; at++) {
			const digit = hexDigit(bytes[at]!);
			if (digit < 0) return this.#bad('the address is not hexadecimal');
			page = page * 16 + (offset >> 8);
			offset = ((offset & 0xff) << 4) | digit;
		}
		if (at === start + 3) return this.#bad('the address is missing');
		if (at === end) return this.#bad('there is no comma and size behind the address');
		let size = 0;
		for (at++; at < end; at++) {
			const digit = bytes[at]! - 0x30;
			if (digit < 0 || digit > 9) return this.#bad('the size is not a decimal number');
			size = Math.min(size * 10 + digit, MAX_SIZE + 1);
		}
		if (size < 1 || size > MAX_SIZE) return this.#bad(`the size is not 1 to ${MAX_SIZE}`);
		const lastPage = page + Math.floor((offset + size - 1) / PAGE_SIZE);
		if (lastPage > MAX_PAGE) return this.#bad('the access ends above 64 bits');
		this.#accesses++;
		for (let each = page; each <= lastPage; each++) this.#row(each, access);
		return true;
	}

	#bad(reason: string): false {
		this.#reason = reason;
		return false;
	}

	#row(page: number, access: number): void {
		const last = this.#rows - 1;
		if (last >= 0 && this.#pages[last] === page && this.#access[last] === access) return;
		if (this.#rows === this.#pages.length) {
			const pages = new Float64Array(this.#rows * 2);
			const bits = new Uint8Array(this.#rows * 2);
			pages.set(this.#pages);
			bits.set(this.#access);
			this.#pages = pages;
			this.#access = bits;
		}
		this.#pages[this.#rows] = page;
		this.#access[this.#rows] = access;
		this.#rows++;
	}
}

/** Access bits of a line's first three bytes, 0 when they are none of lackey's. */
function accessOf(first: number, second: number, third: number): number {
	if (third !== SPACE) return 0;
	if (first === 0x49) return second === SPACE ? READ | EXEC : 0;
	if (first !== SPACE) return 0;
	if (second === 0x4c) return READ;
	if (second === 0x53) return WRITE;
	return second === 0x4d ? READ | WRITE : 0;
}

function hexDigit(byte: number): number {
	if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
	const lower = byte | 0x20;
	return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
