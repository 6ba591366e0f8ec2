/**
 * What the pages of a guest must hold: law 6. A page is eight sectors of 512 bytes; each write puts a version of its
 * own into the sectors that it covers, so that a read tells whose it is, of which page, and when it was written.
 *
 * A sector has one possible version, and more while that cannot be known from outside: a write that is under way or
 * that failed may have landed or not; what was written since the last write-back may be lost with a session.
 */

export const PAGE_BYTES = 4096;
export const SECTOR_BYTES = 512;
export const SECTORS = PAGE_BYTES / SECTOR_BYTES;
const WORDS = SECTOR_BYTES / 4;
const MAGIC = 0x5ec7_0000;
/** The version of zeros. */
export const ZEROS = -1;

interface Sector {
	/** Versions that it may hold now. */
	possible: number[];
	/** The last version known to be with the guest, and those written since: what is left when a session is lost. */
	since: number[];
}

/** The contents of one address space of a guest, over all sessions and agents. */
export class Contents {
	/** Tells the spaces of all guests apart; 1 to 0xffff. */
	readonly owner: number;
	/** Pages of which a clean copy at the host may differ from what is stored. */
	readonly apart = new Set<number>();
	readonly #initial: (page: number) => number;
	readonly #sectors = new Map<number, Sector>();

	/** `initial` gives the version that a page has before anything is written: 0, or `ZEROS`. */
	constructor(owner: number, initial: (page: number) => number) {
		this.owner = owner;
		this.#initial = initial;
	}

	/** A write of the version begins: from now on it may be there. */
	begins(page: number, sector: number, version: number): void {
		const found = this.#sector(page, sector);
		found.possible.push(version);
		found.since.push(version);
	}

	/** The write ended well, and nothing could have been lost meanwhile. */
	landed(page: number, sector: number, version: number): void {
		this.#sector(page, sector).possible = [version];
	}

	/** A sector as a device read it or a pager got it. Returns what is wrong with it, or undefined. */
	check(page: number, sector: number, bytes: Uint8Array, at: number): string | undefined {
		const version = versionOf(this.owner, page, sector, bytes, at);
		if (typeof version === 'string') return version;
		const { possible } = this.#sector(page, sector);
		if (possible.includes(version)) return undefined;
		return `page 0x${page.toString(16)} sector ${sector} holds version ${version}; it may hold ${possible.join(', ')}`;
	}

	/** A read found this; nothing could have changed it meanwhile, so it is what is there. */
	isKnown(page: number, sector: number, bytes: Uint8Array, at: number): void {
		const version = versionOf(this.owner, page, sector, bytes, at);
		if (typeof version === 'number' && !this.apart.has(page))
			this.#sector(page, sector).possible = [version];
	}

	/** The guest has the version: a later loss does not go behind it. Returns what is wrong, or undefined. */
	stored(page: number, sector: number, bytes: Uint8Array, at: number): string | undefined {
		const version = versionOf(this.owner, page, sector, bytes, at);
		if (typeof version === 'string') return version;
		const found = this.#sector(page, sector);
		const place = found.since.indexOf(version);
		if (place < 0)
			return `page 0x${page.toString(16)} sector ${sector} was written back as version ${version}, after ${found.since.join(', ')}`;
		found.since = found.since.slice(place);
		this.apart.delete(page);
		return undefined;
	}

	/** A session is over: what was written and is not with the guest may be lost. */
	lost(): void {
		for (const sector of this.#sectors.values())
			sector.possible = [...new Set([...sector.possible, ...sector.since])];
	}

	/**
	 * An agent ended that had contents of these pages in its memory alone, as its storage had refused them. What its
	 * successor finds at the host is newer than its storage, and nobody but it knew.
	 */
	abandoned(pages: Iterable<number>): void {
		for (const page of pages) this.apart.add(page);
		for (const [key, sector] of this.#sectors)
			if (this.apart.has(Math.floor(key / SECTORS)))
				sector.possible = [...new Set([...sector.possible, ...sector.since])];
	}

	/** An agent died, and with it what only it had. `page` is of an area that has no storage of its own. */
	forgotten(isVolatile: (page: number) => boolean): void {
		for (const [key, sector] of this.#sectors) {
			const page = Math.floor(key / SECTORS);
			if (!isVolatile(page)) continue;
			const initial = this.#initial(page);
			if (!sector.since.includes(initial)) sector.since.unshift(initial);
			if (!sector.possible.includes(initial)) sector.possible.push(initial);
		}
	}

	/** Whether a sector's version is known, and is this one. */
	mustBe(page: number, sector: number): number | undefined {
		const { possible } = this.#sector(page, sector);
		return possible.length === 1 ? possible[0] : undefined;
	}

	#sector(page: number, sector: number): Sector {
		const key = page * SECTORS + sector;
		let found = this.#sectors.get(key);
		if (found === undefined) {
			const initial = this.#initial(page);
			found = { possible: [initial], since: [initial] };
			this.#sectors.set(key, found);
		}
		return found;
	}
}

/** Writes a sector's version to `bytes[at..]`. */
export function putSector(
	owner: number,
	page: number,
	sector: number,
	version: number,
	bytes: Uint8Array,
	at: number,
): void {
	const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, WORDS);
	if (version === ZEROS) {
		words.fill(0);
		return;
	}
	words[0] = MAGIC | owner;
	words[1] = page;
	words[2] = sector;
	words[3] = version;
	for (let i = 4; i < WORDS; i++)
		words[i] = (Math.imul(version + 1, 0x9e37_79b1) ^ (page + i)) >>> 0;
}

/** The version that a sector holds, or what is wrong with it. */
export function versionOf(
	owner: number,
	page: number,
	sector: number,
	bytes: Uint8Array,
	at: number,
): number | string {
	const words = new Uint32Array(bytes.buffer, bytes.byteOffset + at, WORDS);
	const where = `page 0x${page.toString(16)} sector ${sector}`;
	if (words[0] === 0) {
		for (let i = 1; i < WORDS; i++) if (words[i] !== 0) return `${where} is half empty`;
		return ZEROS;
	}
	if (words[0] !== (MAGIC | owner) >>> 0)
		return (words[0]! & 0xffff_0000) >>> 0 === MAGIC
			? `${where} holds what belongs to space ${words[0]! & 0xffff}, not to ${owner}`
			: `${where} holds what nobody wrote`;
	if (words[1] !== page || words[2] !== sector)
		return `${where} holds page 0x${words[1]!.toString(16)} sector ${words[2]}`;
	const version = words[3]!;
	for (let i = 4; i < WORDS; i++)
		if (words[i] !== (Math.imul(version + 1, 0x9e37_79b1) ^ (page + i)) >>> 0)
			return `${where} of version ${version} is broken at byte ${i * 4}`;
	return version;
}
