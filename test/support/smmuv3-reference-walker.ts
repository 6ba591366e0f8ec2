/**
 * A second reading of the VMSAv8-64 rules, written for clarity and against nothing of the model: bigint addresses, one
 * recursion a level, exceptions for faults. Tests compare the model with it, memory included.
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

export interface Stage {
	table: bigint;
	/** log2 of the granule's bytes. */
	granule: bigint;
	/** Bits of the input, and of the output. */
	input: bigint;
	output: bigint;
	start: number;
	affd: boolean;
	ha: boolean;
	hd: boolean;
}

export interface Space {
	first: (Stage & { had: boolean; wxn: boolean; pan: boolean }) | undefined;
	second: (Stage & { ptw: boolean }) | undefined;
}

export interface Wanted {
	read: boolean;
	write: boolean;
	execute: boolean;
	privileged: boolean;
	ats: boolean;
}

export type Outcome =
	| { end: 'ok'; address: bigint; read: boolean; write: boolean; execute: boolean }
	| { end: 'nothing' }
	| { end: 'outside' }
	| { end: 'fault'; id: number; second: boolean; kind: number; last: bigint };

class Fault extends Error {
	readonly outcome: Outcome;
	constructor(id: number, second: boolean, kind: number, last: bigint) {
		super(id.toString(16));
		this.outcome = { end: 'fault', id, second, kind, last };
	}
}

const TRANSLATION = 0x10;
const SIZE = 0x11;
const ACCESS = 0x12;
const PERMISSION = 0x13;
const ABORT = 0x0b;
const [, TT, IN] = [0, 1, 2];
const has = (entry: bigint, bit: bigint) => ((entry >> bit) & 1n) === 1n;
const down = (address: bigint, bits: bigint) => (address >> bits) << bits;
const pageOf = (address: bigint) => down(address, 12n);

interface Rights {
	read: boolean;
	write: boolean;
	execute: boolean;
}

/** A leaf that was found: where it stands, what it is, and what it outputs. */
interface Leaf {
	at: bigint;
	entry: bigint;
	address: bigint;
	/** APTable and XNTable bits of all tables above. */
	above: bigint;
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
			return this.#space.first === undefined ? this.#secondOnly(address) : this.#withFirst(address);
		} catch (thrown) {
			if (!(thrown instanceof Fault)) throw thrown;
			return thrown.outcome;
		}
	}

	/** What an access must be granted; a translation request must be granted nothing. */
	#needs(): Rights {
		const w = this.#wanted;
		if (w.ats) return { read: false, write: false, execute: false };
		if (w.write) return { read: w.read, write: true, execute: false };
		return { read: !w.execute, write: false, execute: w.execute };
	}

	#secondOnly(address: bigint): Outcome {
		const found = this.#second(address, this.#needs(), IN!, address);
		const result = this.#result(found.address, found);
		if (result.end === 'ok') found.commit(result.write && this.#wanted.write);
		return result;
	}

	#withFirst(address: bigint): Outcome {
		const first = this.#space.first!;
		if (address >> first.input !== 0n) throw new Fault(TRANSLATION, false, IN!, 0n);
		const leaf = this.#firstLevel(address, first.table, first.start, 0n);
		const writtenFirst = this.#rights(leaf);
		const needs = this.#needs();
		const short =
			(needs.read && !writtenFirst.read) ||
			(needs.write && !writtenFirst.write) ||
			(needs.execute && !writtenFirst.execute);
		const asked = this.#wanted;
		const none = asked.ats && !(writtenFirst.read || (asked.write && writtenFirst.write));
		if (short || none) throw new Fault(PERMISSION, false, IN!, 0n);
		if (this.#space.second === undefined) {
			const result = this.#result(leaf.address, writtenFirst);
			if (result.end === 'ok') this.#commitFirst(leaf, result.write && asked.write);
			return result;
		}
		const found = this.#second(leaf.address, needs, IN!, leaf.address);
		const both = {
			read: writtenFirst.read && found.read,
			write: writtenFirst.write && found.write,
			execute: writtenFirst.execute && found.execute,
		};
		const result = this.#result(found.address, both);
		if (result.end === 'ok') {
			const write = result.write && asked.write;
			this.#commitFirst(leaf, write);
			found.commit(write);
		}
		return result;
	}

	#result(address: bigint, rights: Rights): Outcome {
		const w = this.#wanted;
		const write = rights.write && w.write;
		const read = rights.read && (w.ats || w.read || !w.write);
		const execute = w.execute && rights.execute && (rights.read || !w.ats) && (w.ats || !w.write);
		if (w.ats && !read && !write) return { end: 'nothing' };
		if (!this.#memory.has(address)) return { end: 'outside' };
		return { end: 'ok', address, read, write, execute };
	}

	#firstLevel(address: bigint, table: bigint, level: number, above: bigint): Leaf {
		const first = this.#space.first!;
		const shift = first.granule + (first.granule - 3n) * BigInt(3 - level);
		const width = level === first.start ? first.input - shift : first.granule - 3n;
		const at = table + ((address >> shift) & ((1n << width) - 1n)) * 8n;
		const host = this.#space.second === undefined ? at : this.#tableAt(at);
		if (!this.#memory.has(host)) throw new Fault(ABORT, false, TT!, host);
		const entry = this.#memory.get(host);
		const kind = entryKind(entry, level, first.granule);
		if (kind === 'invalid') throw new Fault(TRANSLATION, false, IN!, 0n);
		const output = entry & 0x0000_ffff_ffff_f000n;
		if (output >> first.output !== 0n) throw new Fault(SIZE, false, IN!, 0n);
		if (kind === 'table')
			return this.#firstLevel(
				address,
				down(output, first.granule),
				level + 1,
				above | (first.had ? 0n : (entry >> 59n) & 15n),
			);
		if (!has(entry, 10n) && !first.ha && !first.affd) throw new Fault(ACCESS, false, IN!, 0n);
		return {
			at: at,
			entry,
			address: down(output, shift) | (address & ((1n << shift) - 1n)),
			above,
		};
	}

	/** Host address of a descriptor of the first stage. */
	#tableAt(at: bigint): bigint {
		const found = this.#second(at, { read: true, write: false, execute: false }, TT!, pageOf(at));
		if (this.#space.second!.ptw && ((found.entry >> 4n) & 3n) === 0n)
			throw new Fault(PERMISSION, true, TT!, pageOf(at));
		found.commit(false);
		return found.address;
	}

	#rights(leaf: Leaf): Rights {
		const first = this.#space.first!;
		const { entry, above } = leaf;
		const clean = has(entry, 7n) && has(entry, 51n) && first.hd && first.ha;
		const writable = (!has(entry, 7n) || clean) && !has(above, 3n);
		const user = has(entry, 6n) && !has(above, 2n);
		if (this.#wanted.privileged) {
			const data = !(user && first.pan);
			const denied =
				has(entry, 53n) || has(above, 0n) || (user && writable) || (first.wxn && writable);
			return { read: data, write: data && writable, execute: !denied };
		}
		const denied = has(entry, 54n) || has(above, 1n) || (first.wxn && user && writable);
		return { read: user, write: user && writable, execute: !denied };
	}

	#commitFirst(leaf: Leaf, write: boolean): void {
		const first = this.#space.first!;
		if (!first.ha) return;
		let entry = leaf.entry | 0x400n;
		if (write && first.hd && has(entry, 7n) && has(entry, 51n)) entry &= ~0x80n;
		if (entry === leaf.entry) return;
		if (this.#space.second === undefined) {
			this.#memory.set(leaf.at, entry);
			return;
		}
		const rights = { read: true, write: true, execute: false };
		const found = this.#second(leaf.at, rights, TT!, pageOf(leaf.at));
		found.commit(true);
		this.#memory.set(found.address, entry);
	}

	#second(
		address: bigint,
		needs: Rights,
		kind: number,
		last: bigint,
	): Rights & { address: bigint; entry: bigint; commit: (write: boolean) => void } {
		const second = this.#space.second!;
		if (address >> second.input !== 0n) throw new Fault(TRANSLATION, true, kind, last);
		let table = second.table;
		for (let level = second.start; ; level++) {
			const shift = second.granule + (second.granule - 3n) * BigInt(3 - level);
			const width = level === second.start ? second.input - shift : second.granule - 3n;
			const at = table + ((address >> shift) & ((1n << width) - 1n)) * 8n;
			if (!this.#memory.has(at)) throw new Fault(ABORT, true, kind, at);
			const entry = this.#memory.get(at);
			const what = entryKind(entry, level, second.granule);
			if (what === 'invalid') throw new Fault(TRANSLATION, true, kind, last);
			const output = entry & 0x0000_ffff_ffff_f000n;
			if (output >> second.output !== 0n) throw new Fault(SIZE, true, kind, last);
			if (what === 'table') {
				table = down(output, second.granule);
				continue;
			}
			if (!has(entry, 10n) && !second.ha && !second.affd) throw new Fault(ACCESS, true, kind, last);
			const dirties = second.ha && second.hd && has(entry, 51n);
			const never = Number((entry >> 53n) & 3n);
			const rights = {
				read: has(entry, 6n),
				write: has(entry, 7n) || dirties,
				execute:
					never === 0 ||
					(never === 1 && !this.#wanted.privileged) ||
					(never === 3 && this.#wanted.privileged),
			};
			if (
				(needs.read && !rights.read) ||
				(needs.write && !rights.write) ||
				(needs.execute && !rights.execute)
			)
				throw new Fault(PERMISSION, true, kind, last);
			return {
				...rights,
				address: down(output, shift) | (address & ((1n << shift) - 1n)),
				entry,
				commit: (write) => {
					if (!second.ha) return;
					const now = this.#memory.get(at);
					this.#memory.set(at, now | 0x400n | (write && dirties ? 0x80n : 0n));
				},
			};
		}
	}
}

function entryKind(entry: bigint, level: number, granule: bigint): 'invalid' | 'table' | 'leaf' {
	const bits = entry & 3n;
	if (bits === 3n) return level === 3 ? 'leaf' : 'table';
	if (bits !== 1n || level === 3) return 'invalid';
	return level === 2 || (level === 1 && granule === 12n) ? 'leaf' : 'invalid';
}
