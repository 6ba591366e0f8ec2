/**
 * A second reading of the rules of AMD page walks, written for clarity and against nothing of the model: bigint
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

export interface AmdSpace {
	/** Address of the host table and its levels; 0 levels: none. */
	host: bigint;
	levels: number;
	accessed: boolean;
	dirty: boolean;
	/** Address of the GCR3 table of one level; undefined: requests have no PASID. */
	gcr3: bigint | undefined;
	pasid: bigint;
	readable: boolean;
	writable: boolean;
}

export interface AmdWanted {
	read: boolean;
	write: boolean;
	execute: boolean;
	supervisor: boolean;
	ats: boolean;
}

export type AmdOutcome =
	| { end: 'ok'; address: bigint; read: boolean; write: boolean; execute: boolean }
	| { end: 'beyond' }
	/** `flags`: PR 0x10, PE 0x40, RZ 0x80 of an IO_PAGE_FAULT. */
	| { end: 'page fault'; flags: number }
	| { end: 'hardware error'; address: bigint };

class PageFault extends Error {
	readonly flags: number;
	constructor(flags: number) {
		super(flags.toString(16));
		this.flags = flags;
	}
}

class HardwareError extends Error {
	readonly address: bigint;
	constructor(address: bigint) {
		super(address.toString(16));
		this.address = address;
	}
}

interface Found {
	address: bigint;
	read: boolean;
	write: boolean;
	leaf: bigint;
}

const NOT_PRESENT = 0;
const LEVEL = 0x10;
const DENIED = 0x50;
const RESERVED = 0x90;

const bit = (value: bigint, n: number) => ((value >> BigInt(n)) & 1n) === 1n;
const bits = (value: bigint, from: number, to: number) =>
	(value >> BigInt(from)) & ((1n << BigInt(to - from + 1)) - 1n);

/** Where the bits of a level start, and what the index is. */
const shift = (level: number) => 12 + 9 * (level - 1);
const index = (address: bigint, level: number) => bits(address, shift(level), shift(level) + 8);

export class AmdReferenceWalker {
	readonly #memory: Words;
	readonly #space: AmdSpace;
	readonly #wanted: AmdWanted;

	constructor(memory: Words, space: AmdSpace, wanted: AmdWanted) {
		this.#memory = memory;
		this.#space = space;
		this.#wanted = wanted;
	}

	translate(address: bigint): AmdOutcome {
		try {
			return this.#translate(address);
		} catch (thrown) {
			if (thrown instanceof PageFault) return { end: 'page fault', flags: thrown.flags };
			if (thrown instanceof HardwareError)
				return { end: 'hardware error', address: thrown.address };
			throw thrown;
		}
	}

	#translate(address: bigint): AmdOutcome {
		const { readable, writable, gcr3, levels } = this.#space;
		const { read, write, ats } = this.#wanted;
		if (!readable && !writable) throw new PageFault(DENIED);
		if (!ats && ((read && !readable) || (write && !writable))) throw new PageFault(DENIED);
		if (gcr3 !== undefined) return this.#guest(address, gcr3);
		if (levels === 0) return this.#result(address, true, true, true, () => undefined);
		const found = this.#host(address, !ats && read, !ats && write);
		return this.#result(found.address, found.read, found.write, found.read, (dirty) =>
			this.#mark(found.leaf, dirty),
		);
	}

	/** What is granted of what a finished walk permits; `mark` leaves accessed and dirty bits. */
	#result(
		address: bigint,
		read: boolean,
		write: boolean,
		execute: boolean,
		mark: (dirty: boolean) => void,
	): AmdOutcome {
		if (!this.#memory.has(address)) return { end: 'beyond' };
		const granted = {
			read: read && this.#space.readable,
			write: write && this.#space.writable && this.#wanted.write,
			execute: execute && this.#wanted.execute,
		};
		if (!granted.read && !granted.write) throw new PageFault(DENIED);
		mark(granted.write);
		return { end: 'ok', address, ...granted };
	}

	// Host table.

	#host(address: bigint, needRead: boolean, needWrite: boolean): Found {
		const { host, levels } = this.#space;
		if (levels < 6 && address >> BigInt(12 + 9 * levels) !== 0n) throw new PageFault(NOT_PRESENT);
		return this.#hostLevel(host, levels, address, needRead, needWrite, true, true);
	}

	#hostLevel(
		table: bigint,
		level: number,
		address: bigint,
		needRead: boolean,
		needWrite: boolean,
		mayRead: boolean,
		mayWrite: boolean,
	): Found {
		const at = table + index(address, level) * 8n;
		if (!this.#memory.has(at)) throw new HardwareError(at);
		const entry = this.#memory.get(at);
		if (!bit(entry, 0)) throw new PageFault(NOT_PRESENT);
		const next = Number(bits(entry, 9, 11));
		const leaf = next === 0 || next === 7;
		if (bits(entry, 52, leaf ? 58 : 60) !== 0n) throw new PageFault(RESERVED);
		let size = 0;
		if (leaf) size = this.#hostLeafSize(entry, level, next);
		else {
			if (next >= level) throw new PageFault(LEVEL);
			for (let skipped = level - 1; skipped > next; skipped--)
				if (index(address, skipped) !== 0n) throw new PageFault(LEVEL);
		}
		const read = mayRead && bit(entry, 61);
		const write = mayWrite && bit(entry, 62);
		if ((needRead && !read) || (needWrite && !write) || (!read && !write))
			throw new PageFault(DENIED);
		const pointer = bits(entry, 12, 51) << 12n;
		if (!leaf) return this.#hostLevel(pointer, next, address, needRead, needWrite, read, write);
		const offset = (1n << BigInt(size)) - 1n;
		return { address: (pointer & ~offset) | (address & offset), read, write, leaf: at };
	}

	/** log2 of the bytes of a leaf. */
	#hostLeafSize(entry: bigint, level: number, next: number): number {
		if (level === 6) throw new PageFault(LEVEL);
		if (next === 0) return shift(level);
		let size = 12;
		while (size < 52 && bit(entry, size)) size++;
		size++;
		if (size === 53 || size <= shift(level) || size >= shift(level + 1)) throw new PageFault(LEVEL);
		return size;
	}

	#mark(leaf: bigint, dirty: boolean): void {
		const { accessed, dirty: keepsDirty } = this.#space;
		let entry = this.#memory.get(leaf);
		if (accessed) entry |= 0x20n;
		if (dirty && keepsDirty) entry |= 0x40n;
		this.#memory.set(leaf, entry);
	}

	// Guest table.

	#guest(address: bigint, gcr3: bigint): AmdOutcome {
		const top = bits(address, 47, 63);
		if (top !== 0n && top !== 0x1_ffffn) throw new PageFault(NOT_PRESENT);
		const entry = this.#memory.get(this.#through(gcr3, this.#space.pasid).at);
		if (!bit(entry, 0)) throw new PageFault(NOT_PRESENT);
		return this.#guestLevel(bits(entry, 12, 51) << 12n, 4, address, true, true);
	}

	/** System address of entry `index` of a table at a guest address; marks the host's leaf as read. */
	#through(table: bigint, index: bigint): { at: bigint; host: Found | undefined } {
		if (this.#space.levels === 0) {
			const at = table + index * 8n;
			if (!this.#memory.has(at)) throw new HardwareError(at);
			return { at, host: undefined };
		}
		const host = this.#host(table, true, false);
		const at = host.address + index * 8n;
		if (!this.#memory.has(at)) throw new HardwareError(at);
		this.#mark(host.leaf, false);
		return { at, host };
	}

	#guestLevel(
		table: bigint,
		level: number,
		address: bigint,
		mayWrite: boolean,
		mayExecute: boolean,
	): AmdOutcome {
		const { write: wantsWrite, execute: wantsExecute, supervisor, ats } = this.#wanted;
		const { at, host } = this.#through(table, index(address, level));
		const entry = this.#memory.get(at);
		if (!bit(entry, 0)) throw new PageFault(NOT_PRESENT);
		const leaf = level === 1 || (level < 4 && bit(entry, 7));
		if (level === 4 && bit(entry, 7)) throw new PageFault(RESERVED);
		if (leaf && level === 2 && bits(entry, 13, 20) !== 0n) throw new PageFault(RESERVED);
		if (leaf && level === 3 && bits(entry, 13, 29) !== 0n) throw new PageFault(RESERVED);
		if (!supervisor && !bit(entry, 2)) throw new PageFault(DENIED);
		const write = mayWrite && bit(entry, 1);
		const execute = mayExecute && !bit(entry, 63);
		if (!ats && ((wantsWrite && !write) || (wantsExecute && !execute))) throw new PageFault(DENIED);
		const pointer = bits(entry, 12, 51) << 12n;
		if (!leaf) {
			this.#markGuest(at, host, 0x20n);
			return this.#guestLevel(pointer, level - 1, address, write, execute);
		}
		const offset = (1n << BigInt(shift(level))) - 1n;
		const page = (pointer & ~offset) | (address & offset);
		const finish = (dirty: boolean) => this.#markGuest(at, host, dirty ? 0x60n : 0x20n);
		if (this.#space.levels === 0) return this.#result(page, true, write, execute, finish);
		const { read } = this.#wanted;
		const found = this.#host(page, !ats && (read || wantsExecute), !ats && wantsWrite);
		return this.#result(found.address, found.read, write && found.write, execute, (dirty) => {
			finish(dirty);
			this.#mark(found.leaf, dirty);
		});
	}

	/** Sets bits of a guest entry, which the host table has to let the unit write. */
	#markGuest(at: bigint, host: Found | undefined, set: bigint): void {
		const entry = this.#memory.get(at);
		if ((entry & set) === set) return;
		if (host !== undefined) {
			if (!host.write) throw new PageFault(DENIED);
			this.#mark(host.leaf, true);
		}
		this.#memory.set(at, this.#memory.get(at) | set);
	}
}
