/**
 * What an address space is seen through from the other side: frames with real bytes, mappings, dirty bits.
 * Holds the agent to the rules of the protocol: it throws when a frame is used for two pages, when one is
 * filled or mapped before its unmapping is complete, and when a page is mapped twice.
 */

const PAGE = 4096;
const MAP_CONTENTS = 16;
const MAP_ZERO = 32;

interface Mapping {
	readonly frame: number;
	/** 1 read, 2 write, 4 execute. */
	readonly permissions: number;
	dirty: boolean;
}

interface Unmapping {
	readonly request: number;
	readonly space: number;
	readonly pages: readonly number[];
	/** By row; undefined: it was not mapped. */
	readonly mappings: readonly (Mapping | undefined)[];
}

export interface UnmapAnswer {
	readonly request: number;
	readonly dirtyRow: number[];
	readonly contents: Uint8Array;
	readonly complete: boolean;
}

export class FakeMachine {
	readonly #frames = new Map<number, Uint8Array>();
	/** What a frame is used for: a page, or an unmapping under way. */
	readonly #use = new Map<number, string>();
	readonly #spaces = new Map<number, Map<number, Mapping>>();
	/** Unmappings under way, oldest first. */
	readonly unmappings: Unmapping[] = [];
	maps = 0;
	unmaps = 0;
	/** Called for each new mapping, with the contents that devices see. */
	onMap: (space: number, page: number, contents: Uint8Array) => void = () => {};

	/** `flags` are MapFlag bits; `contents` is read from `at` with MAP_CONTENTS. */
	map(
		space: number,
		page: number,
		frame: number,
		flags: number,
		contents: Uint8Array,
		at: number,
	): void {
		const name = `space ${space} page ${page}`;
		const use = this.#use.get(frame);
		if (use !== undefined) throw new Error(`${name} -> frame ${frame}, in use for ${use}`);
		const table = this.#table(space);
		if (table.has(page)) throw new Error(`${name} is mapped already`);
		if ((flags & 1) === 0) throw new Error(`${name} is mapped without MAP_READ: ${flags}`);
		const bytes = this.#frames.get(frame) ?? new Uint8Array(PAGE);
		this.#frames.set(frame, bytes);
		if ((flags & MAP_CONTENTS) !== 0) bytes.set(contents.subarray(at, at + PAGE));
		if ((flags & MAP_ZERO) !== 0) bytes.fill(0);
		table.set(page, { frame, permissions: flags & 7, dirty: false });
		this.#use.set(frame, name);
		this.maps++;
		this.onMap(space, page, bytes);
	}

	/** Clears the entries; the frames stay in use until `finish`. */
	unmap(request: number, space: number, pages: readonly number[]): void {
		const table = this.#table(space);
		const mappings = pages.map((page) => {
			const mapping = table.get(page);
			table.delete(page);
			if (mapping !== undefined) this.#use.set(mapping.frame, `unmapping ${request}`);
			return mapping;
		});
		this.unmappings.push({ request, space, pages, mappings });
	}

	/** Completes an unmapping (by its place in `unmappings`): the answer, and the frames are free. */
	finish(index = 0): UnmapAnswer {
		const [unmapping] = this.unmappings.splice(index, 1);
		if (unmapping === undefined) throw new Error(`no unmapping ${index} is under way`);
		const { mappings, request } = unmapping;
		const dirtyRow: number[] = [];
		mappings.forEach((mapping, row) => {
			if (mapping?.dirty) dirtyRow.push(row);
			if (mapping !== undefined) this.#use.delete(mapping.frame);
		});
		const contents = new Uint8Array(dirtyRow.length * PAGE);
		dirtyRow.forEach((row, i) => {
			contents.set(this.#frames.get(mappings[row]!.frame)!, i * PAGE);
		});
		this.unmaps += unmapping.pages.length;
		return { request, dirtyRow, contents, complete: true };
	}

	/** A device reads a page; undefined: it is not mapped. */
	read(space: number, page: number): Uint8Array | undefined {
		const mapping = this.#table(space).get(page);
		return mapping === undefined ? undefined : this.#frames.get(mapping.frame)!.slice();
	}

	permissions(space: number, page: number): number {
		return this.#table(space).get(page)?.permissions ?? 0;
	}

	/** A device writes to a page; false: it may not, or the page is not mapped. */
	write(space: number, page: number, contents: Uint8Array): boolean {
		const mapping = this.#table(space).get(page);
		if (mapping === undefined || (mapping.permissions & 2) === 0) return false;
		this.#frames.get(mapping.frame)!.set(contents);
		mapping.dirty = true;
		return true;
	}

	/** True when a device wrote to the page since it was mapped. */
	isDirty(space: number, page: number): boolean {
		return this.#table(space).get(page)?.dirty ?? false;
	}

	/** Pages that are mapped, ascending. */
	mapped(space: number): number[] {
		return [...this.#table(space).keys()].sort((a, b) => a - b);
	}

	frameOf(space: number, page: number): number | undefined {
		return this.#table(space).get(page)?.frame;
	}

	/** Takes a mapping back that was never made, as after a refusal. */
	refuse(space: number, page: number): void {
		const mapping = this.#table(space).get(page);
		if (mapping === undefined) throw new Error(`space ${space} page ${page} is not mapped`);
		this.#table(space).delete(page);
		this.#use.delete(mapping.frame);
	}

	/** The session is over: nothing is mapped any more. */
	reset(): void {
		this.#spaces.clear();
		this.#use.clear();
		this.unmappings.length = 0;
	}

	#table(space: number): Map<number, Mapping> {
		let table = this.#spaces.get(space);
		if (table === undefined) {
			table = new Map();
			this.#spaces.set(space, table);
		}
		return table;
	}
}

/** 4096 bytes that only this page with this version has. */
export function pattern(page: number, version = 0): Uint8Array {
	const bytes = new Uint8Array(PAGE);
	const words = new Uint32Array(bytes.buffer);
	let x = (Math.imul(page + 1, 0x9e3779b1) ^ Math.imul(version + 1, 0x85ebca6b)) >>> 0 || 1;
	for (let i = 0; i < words.length; i++) {
		x ^= x << 13;
		x ^= x >>> 17;
		x ^= x << 5;
		words[i] = x;
	}
	return bytes;
}
