/**
 * A second reading of the rules of RISC-V page walks, written for clarity and against nothing of the model:
 * bigint addresses, one recursion a level, exceptions for faults. Tests compare the model with it, memory included.
 */

export interface Stage {
	/** Address of the top table; levels 3 to 5. */
	root: bigint;
	levels: number;
	/** The walker sets accessed and dirty bits. */
	updates: boolean;
}

export interface Asked {
	read: boolean;
	write: boolean;
	execute: boolean;
	supervisor: boolean;
	sum: boolean;
	ats: boolean;
}

export type Answer =
	| { end: 'ok'; address: bigint; read: boolean; write: boolean; execute: boolean }
	/** `nothing`: translated, to where no memory is. */
	| { end: 'page' | 'access' | 'nothing' }
	| { end: 'guest'; address: bigint; flags: bigint };

/** 64-bit words by byte address; what is absent reads 0. */
export class Memory64 {
	readonly words = new Map<bigint, bigint>();
	readonly size: bigint;

	constructor(bytes: number) {
		this.size = BigInt(bytes);
	}

	get(address: bigint): bigint {
		if (address >= this.size) throw new End({ end: 'access' });
		return this.words.get(address) ?? 0n;
	}

	set(address: bigint, value: bigint): void {
		this.words.set(address, value);
	}
}

class End extends Error {
	readonly answer: Answer;
	constructor(answer: Answer) {
		super(answer.end);
		this.answer = answer;
	}
}

interface Leaf {
	at: bigint;
	entry: bigint;
	address: bigint;
	r: boolean;
	w: boolean;
	x: boolean;
	u: boolean;
	a: boolean;
	d: boolean;
}

const bit = (entry: bigint, at: number) => ((entry >> BigInt(at)) & 1n) === 1n;
const cut = (entry: bigint, from: number, to: number) =>
	(entry >> BigInt(from)) & ((1n << BigInt(to - from + 1)) - 1n);

export class RiscvReferenceWalker {
	readonly #memory: Memory64;
	readonly #first: Stage | undefined;
	readonly #second: Stage | undefined;
	readonly #asked: Asked;
	/** What is written once the translation is granted. */
	#pending: [bigint, bigint][] = [];

	constructor(memory: Memory64, first: Stage | undefined, second: Stage | undefined, asked: Asked) {
		this.#memory = memory;
		this.#first = first;
		this.#second = second;
		this.#asked = asked;
	}

	/** Translates a 64-bit address that is a multiple of 4096. */
	translate(address: bigint): Answer {
		try {
			return this.#translate(address);
		} catch (thrown) {
			if (!(thrown instanceof End)) throw thrown;
			return thrown.answer;
		}
	}

	#translate(address: bigint): Answer {
		const asked = this.#asked;
		let guest = address;
		let [read, write, execute] = [true, true, true];
		let marks: { leaf: Leaf; table: Leaf | undefined } | undefined;
		if (this.#first !== undefined) {
			const { leaf, table } = this.#walkFirst(this.#first, address);
			this.#checkFirst(leaf, table);
			guest = leaf.address;
			read = leaf.r;
			write = leaf.w && (leaf.d || asked.write);
			execute = leaf.x && !(asked.supervisor && leaf.u);
			marks = { leaf, table };
		}
		let host = guest;
		let below: Leaf | undefined;
		if (this.#second !== undefined) {
			const writes = asked.write && write;
			below = this.#walkSecond(guest, (at) => this.#guestEnd(at, 0n));
			const lacks =
				!asked.ats &&
				((asked.read && !below.r) || (asked.write && !below.w) || (asked.execute && !below.x));
			const stuck = !below.a || (writes && below.w && !below.d);
			if (lacks || !below.u || (stuck && !this.#second.updates)) this.#guestEnd(guest, 0n);
			host = below.address;
			read &&= below.r;
			execute &&= below.x;
			write &&= below.w && (below.d || writes);
		}
		if (host >= this.#memory.size) return { end: 'nothing' };
		const granted = {
			read,
			write: write && asked.write,
			execute: execute && asked.execute && (read || !asked.ats),
		};
		if (asked.ats && !granted.read && !granted.write) return { end: 'page' };
		this.#mark(marks, below, granted.write);
		for (const [at, value] of this.#pending) this.#memory.set(at, value);
		return { end: 'ok', address: host, ...granted };
	}

	#walkFirst(stage: Stage, address: bigint): { leaf: Leaf; table: Leaf | undefined } {
		const top = cut(address, stage.levels * 9 + 11, 63);
		const ones = (1n << BigInt(64 - (stage.levels * 9 + 11))) - 1n;
		if (top !== 0n && top !== ones) throw new End({ end: 'page' });
		let table: Leaf | undefined;
		const leaf = walk(
			stage.levels,
			stage.root,
			address,
			9,
			(at) => {
				if (this.#second === undefined) return this.#memory.get(at);
				table = this.#implicit(at);
				const value = this.#memory.get(table.address);
				// The table was read: its page is accessed, whatever comes of it.
				if (!table.a) this.#memory.set(table.at, table.entry | 0x40n);
				return value;
			},
			() => {
				throw new End({ end: 'page' });
			},
		);
		if (table !== undefined) leaf.at = table.address;
		return { leaf, table };
	}

	#checkFirst(leaf: Leaf, table: Leaf | undefined): void {
		const asked = this.#asked;
		const page = () => {
			throw new End({ end: 'page' });
		};
		if (!asked.ats) {
			if (asked.read && !leaf.r) page();
			if (asked.write && !leaf.w) page();
			if (asked.execute && !leaf.x) page();
		}
		if (!asked.supervisor && !leaf.u) page();
		if (asked.supervisor && leaf.u && (asked.execute || !asked.sum)) page();
		const stuck = !leaf.a || (asked.write && leaf.w && !leaf.d);
		if (!stuck) return;
		if (!this.#first!.updates) page();
		if (table === undefined) return;
		const dirty = bit(this.#memory.get(table.at), 7);
		if (!table.w || !(dirty || this.#second!.updates)) {
			const where = this.#tableGuest!;
			this.#guestEnd(where, 3n);
		}
	}

	/** Guest address of the last entry that was read of the first stage. */
	#tableGuest: bigint | undefined;

	/** The second stage's translation of an entry's address. */
	#implicit(at: bigint): Leaf {
		this.#tableGuest = at;
		const found = this.#walkSecond(at, (where) => this.#guestEnd(where, 1n));
		if (!found.r || !found.u || (!found.a && !this.#second!.updates)) this.#guestEnd(at, 1n);
		return found;
	}

	#walkSecond(address: bigint, fault: (address: bigint) => never): Leaf {
		const stage = this.#second!;
		if (address >> BigInt(stage.levels * 9 + 14) !== 0n) fault(address);
		return walk(
			stage.levels,
			stage.root,
			address,
			11,
			(at) => this.#memory.get(at),
			() => fault(address),
		);
	}

	#guestEnd(address: bigint, flags: bigint): never {
		throw new End({ end: 'guest', address, flags });
	}

	#mark(
		first: { leaf: Leaf; table: Leaf | undefined } | undefined,
		second: Leaf | undefined,
		write: boolean,
	): void {
		if (first !== undefined) {
			const marked = first.leaf.entry | 0x40n | (write ? 0x80n : 0n);
			if (marked !== first.leaf.entry) {
				this.#pending.push([first.leaf.at, marked]);
				if (first.table !== undefined && this.#second!.updates) {
					const entry = this.#memory.get(first.table.at);
					this.#pending.push([first.table.at, entry | 0xc0n]);
				}
			}
		}
		if (second !== undefined && this.#second!.updates) {
			const held = this.#pending.find(([at]) => at === second.at)?.[1];
			const entry = (held ?? this.#memory.get(second.at)) | 0x40n | (write ? 0x80n : 0n);
			this.#pending.push([second.at, entry]);
		}
	}
}

/** One table; `topBits` index the first. */
function walk(
	levels: number,
	table: bigint,
	address: bigint,
	topBits: number,
	read: (at: bigint) => bigint,
	fault: () => never,
): Leaf {
	const level = levels - 1;
	const shift = 12 + level * 9;
	const at = table + cut(address, shift, shift + topBits - 1) * 8n;
	const entry = read(at);
	const [v, r, w, x, u, , a, d] = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => bit(entry, i)) as boolean[];
	if (!v || (w && !r) || cut(entry, 54, 62) !== 0n) fault();
	const number = cut(entry, 10, 53);
	if (!r && !x) {
		if (level === 0 || a || d || u || bit(entry, 63)) fault();
		return walk(levels - 1, number << 12n, address, 9, read, fault);
	}
	let size = 1n << BigInt(shift);
	let base = number << 12n;
	if (bit(entry, 63)) {
		if (level !== 0 || cut(entry, 10, 13) !== 8n) fault();
		size = 1n << 16n;
		base = (number >> 4n) << 16n;
	}
	if (base % size !== 0n) fault();
	return {
		at,
		entry,
		address: base + (address % size),
		r: r!,
		w: w!,
		x: x!,
		u: u!,
		a: a!,
		d: d!,
	};
}
