/**
 * A second reading of the page-walk rules, written for clarity and against nothing of the model: bigint
 * addresses, one recursion a level, exceptions for faults. Tests compare the model with it, memory included.
 */

/** 64-bit words by byte address; what is absent reads 0. */
export class Words {
	readonly #words = new Map<bigint, bigint>();
	readonly #size: bigint;

	constructor(bytes: number) {
		this.#size = BigInt(bytes);
	}

	has(address: bigint): boolean {
		return address < this.#size;
	}

	get(address: bigint): bigint {
		return this.#words.get(address) ?? 0n;
	}

	set(address: bigint, value: bigint): void {
		this.#words.set(address, value);
	}

	entries(): IterableIterator<[bigint, bigint]> {
		return this.#words.entries();
	}
}

export interface Space {
	kind: 'first' | 'second' | 'nested';
	/** Address of the first level's top table: host, or guest when nested. */
	first: bigint;
	second: bigint;
	secondLevels: 3 | 4;
	slade: boolean;
	wpe: boolean;
	nxe: boolean;
	smep: boolean;
	eafe: boolean;
}

export interface Wanted {
	read: boolean;
	write: boolean;
	execute: boolean;
	supervisor: boolean;
	ats: boolean;
}

export type Outcome =
	| { end: 'ok'; address: bigint; read: boolean; write: boolean; execute: boolean }
	| { end: 'nothing' }
	| { end: 'fault'; reason: number; curable: boolean };

class Fault extends Error {
	readonly reason: number;
	readonly curable: boolean;
	constructor(reason: number, curable: boolean) {
		super(reason.toString(16));
		this.reason = reason;
		this.curable = curable;
	}
}

const HOST_WIDTH = 46n;
const has = (entry: bigint, bit: bigint) => ((entry >> bit) & 1n) === 1n;
const span = (entry: bigint, from: bigint, to: bigint) =>
	(entry >> from) & ((1n << (to - from + 1n)) - 1n);
const field = (entry: bigint) => span(entry, 12n, 51n) << 12n;
const index = (address: bigint, level: number) =>
	(address >> (12n + 9n * BigInt(level - 1))) & 511n;
/** Size of a leaf at a level, less one. */
const offsets = (level: number) => (1n << (12n + 9n * BigInt(level - 1))) - 1n;

interface SecondResult {
	address: bigint;
	read: boolean;
	write: boolean;
	leaf: bigint;
}

export class ReferenceWalker {
	readonly #memory: Words;
	readonly #space: Space;
	readonly #wanted: Wanted;

	constructor(memory: Words, space: Space, wanted: Wanted) {
		this.#memory = memory;
		this.#space = space;
		this.#wanted = wanted;
	}

	translate(address: bigint): Outcome {
		try {
			return this.#space.kind === 'second' ? this.#onlySecond(address) : this.#withFirst(address);
		} catch (thrown) {
			if (!(thrown instanceof Fault)) throw thrown;
			return { end: 'fault', reason: thrown.reason, curable: thrown.curable };
		}
	}

	#onlySecond(address: bigint): Outcome {
		const wanted = this.#wanted;
		const found = this.#second(address, wanted.read || wanted.execute, wanted.write, wanted.ats);
		const result = this.#result(found.address, found.read, found.write, found.read);
		if (result.end === 'ok') this.#markSecond(found.leaf, result.write);
		return result;
	}

	#withFirst(address: bigint): Outcome {
		const top = span(address, 47n, 63n);
		if (top !== 0n && top !== 0x1_ffffn) throw new Fault(0x80, true);
		return this.#first(this.#space.first, address, 4, true, true, true);
	}

	/** One first-level table; the permissions are those that remain of the levels above. */
	#first(
		table: bigint,
		address: bigint,
		level: number,
		writable: boolean,
		executable: boolean,
		userPage: boolean,
	): Outcome {
		const { wpe, nxe, smep, eafe } = this.#space;
		const wanted = this.#wanted;
		const place = this.#table(table, level);
		const at = place.address + index(address, level) * 8n;
		const entry = this.#memory.get(at);
		if (!has(entry, 0n)) throw new Fault(0x71, true);
		if (!has(entry, 2n) && !wanted.supervisor) throw new Fault(0x81, true);
		const user = userPage && has(entry, 2n);
		const write = writable && (has(entry, 1n) || (wanted.supervisor && !wpe));
		const leaf = level === 1 || (level < 4 && has(entry, 7n));
		const execute =
			executable && !(nxe && has(entry, 63n)) && !(leaf && smep && wanted.supervisor && user);
		if (!wanted.ats && wanted.write && !write) throw new Fault(0x85, true);
		if (!wanted.ats && wanted.execute && !execute) throw new Fault(0x82, true);
		const reserved =
			span(entry, HOST_WIDTH, 51n) !== 0n ||
			(has(entry, 63n) && !nxe) ||
			(level === 4 && has(entry, 7n)) ||
			(leaf && level === 2 && span(entry, 13n, 20n) !== 0n) ||
			(leaf && level === 3 && span(entry, 13n, 29n) !== 0n);
		if (reserved) throw new Fault(0x72, false);
		const accessed = entry | 0x20n | (eafe ? 0x400n : 0n);
		if (!leaf) {
			this.#update(place, at, entry, accessed);
			return this.#first(field(entry), address, level - 1, write, execute, user);
		}
		const page = ((field(entry) & ~offsets(level)) | (address & offsets(level))) & ~0xfffn;
		let found: SecondResult = { address: page, read: true, write: true, leaf: 0n };
		if (this.#space.kind === 'nested')
			found = this.#second(page, wanted.read || wanted.execute, wanted.write, wanted.ats, true);
		const result = this.#result(found.address, found.read, found.write && write, execute);
		if (result.end === 'ok') {
			this.#update(place, at, entry, accessed | (result.write ? 0x40n : 0n));
			if (this.#space.kind === 'nested') this.#markSecond(found.leaf, result.write);
		}
		return result;
	}

	/** Where a first-level table is held in the host. */
	#table(table: bigint, level: number): SecondResult {
		if (this.#space.kind === 'first') {
			if (!this.#memory.has(table)) throw new Fault(level === 4 ? 0x73 : 0x70, false);
			return { address: table, read: true, write: true, leaf: 0n };
		}
		let place: SecondResult;
		try {
			place = this.#second(table, true, false, false);
		} catch (thrown) {
			if (!(thrown instanceof Fault)) throw thrown;
			let reason = thrown.reason;
			if (reason === 0x84) reason = 0x74;
			if (reason === 0x86) reason = level === 4 ? 0x75 : 0x76;
			throw new Fault(reason, false);
		}
		if (!this.#memory.has(place.address)) throw new Fault(level === 4 ? 0x73 : 0x70, false);
		this.#markSecond(place.leaf, false);
		return place;
	}

	#update(place: SecondResult, at: bigint, before: bigint, after: bigint): void {
		if (before === after) return;
		if (this.#space.kind === 'nested') {
			if (!place.write) throw new Fault(0x77, false);
			this.#markSecond(place.leaf, true);
		}
		this.#memory.set(at, after);
	}

	#second(
		address: bigint,
		read: boolean,
		write: boolean,
		ats: boolean,
		final = false,
	): SecondResult {
		const levels = this.#space.secondLevels;
		if (address >> (12n + 9n * BigInt(levels)) !== 0n) throw new Fault(0x84, !final);
		let table = this.#space.second;
		let readable = true;
		let writable = true;
		for (let level = levels as number; ; level--) {
			if (!this.#memory.has(table)) throw new Fault(level === levels ? 0x7b : 0x78, false);
			const at = table + index(address, level) * 8n;
			const entry = this.#memory.get(at);
			if (!has(entry, 0n) && !has(entry, 1n)) throw new Fault(0x79, true);
			readable &&= has(entry, 0n);
			writable &&= has(entry, 1n);
			if (!ats && write && !writable) throw new Fault(0x85, true);
			if (!ats && read && !readable) throw new Fault(0x86, true);
			if (!readable && !writable) throw new Fault(0x79, true);
			const leaf = level === 1 || (level < 4 && has(entry, 7n));
			const reserved =
				has(entry, 11n) ||
				span(entry, HOST_WIDTH, 51n) !== 0n ||
				(level === 4 && has(entry, 7n)) ||
				(leaf && level === 2 && span(entry, 12n, 20n) !== 0n) ||
				(leaf && level === 3 && span(entry, 12n, 29n) !== 0n);
			if (reserved) throw new Fault(0x7a, false);
			if (leaf) {
				const page = (field(entry) & ~offsets(level)) | (address & offsets(level));
				return { address: page & ~0xfffn, read: readable, write: writable, leaf: at };
			}
			if (this.#space.slade) this.#memory.set(at, entry | 0x100n);
			table = field(entry);
		}
	}

	#markSecond(leaf: bigint, written: boolean): void {
		if (!this.#space.slade) return;
		this.#memory.set(leaf, this.#memory.get(leaf) | 0x100n | (written ? 0x200n : 0n));
	}

	/** What the request gets of the permissions found. */
	#result(address: bigint, read: boolean, write: boolean, execute: boolean): Outcome {
		if (address >= 0xfee0_0000n && address <= 0xfeef_ffffn) throw new Fault(0x87, false);
		if (!this.#memory.has(address)) return { end: 'nothing' };
		const granted = {
			read,
			write: write && this.#wanted.write,
			execute: execute && this.#wanted.execute,
		};
		if (!granted.read && !granted.write) throw new Fault(0, true);
		return { end: 'ok', address, ...granted };
	}
}
