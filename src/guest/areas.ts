import { FaultlineError } from '../base/errors.js';
import type { Pager } from './pager.js';
import { PAGE_BYTES } from './pager.js';

/** What devices may do with an area. Every mapping allows reading. */
export type Permissions = 'r' | 'rw' | 'rx' | 'rwx';

/** 'shared': dirty pages are written to the pager. 'private': they stay in the agent's swap area. */
export type Sharing = 'shared' | 'private';

export interface AreaOptions {
	/** First byte address as the device sees it (IOVA); a multiple of 4096. */
	readonly address: number;
	/** Bytes; a multiple of 4096, at least one page. The area ends at 2^47 at the latest. */
	readonly length: number;
	readonly permissions: Permissions;
	readonly pager: Pager;
	/** Byte offset in the pager of the area's first page; a multiple of 4096; default 0. */
	readonly offset?: number;
	/** Default 'private'. */
	readonly sharing?: Sharing;
}

/** A range of an address space that has a pager. Made by `AddressSpace.map`. */
export interface Area extends Readonly<Required<AreaOptions>> {}

/** Permission bits as faults ask for them and mappings carry them (FaultFlag, MapFlag). */
export const Permission = { READ: 1, WRITE: 2, EXEC: 4 } as const;

const PERMISSION_BITS: Readonly<Record<Permissions, number>> = {
	r: Permission.READ,
	rw: Permission.READ | Permission.WRITE,
	rx: Permission.READ | Permission.EXEC,
	rwx: Permission.READ | Permission.WRITE | Permission.EXEC,
};

/** First byte address that a 4-level first-level table does not translate for a device of user pages. */
const ADDRESS_LIMIT = 2 ** 47;

/**
 * The areas of one address space. Each has a small number, by which pages and groups name it; the number
 * is used again after `remove`. Areas do not overlap. A closed area is no longer found, but keeps its
 * number and its range until it is removed.
 */
export class AreaTable {
	/** By area number: permission bits, first page, the page after the last, first page in the pager. */
	readonly permissions: number[] = [];
	readonly firstPage: number[] = [];
	readonly endPage: number[] = [];
	readonly pagerPage: number[] = [];
	/** True: dirty contents go to the pager's `write`. */
	readonly writesPager: boolean[] = [];
	/** True: pages that were never written to are zeros. */
	readonly zero: boolean[] = [];
	readonly #areas: (Area | undefined)[] = [];
	readonly #closed: boolean[] = [];
	/** Numbers of all areas, by ascending address. */
	#sorted: number[] = [];
	#lastHit = -1;

	/** Checks and adds an area; throws FaultlineError CONFIG or ADDRESS and changes nothing then. */
	add(options: AreaOptions): Area {
		const area = checked(options);
		const first = area.address / PAGE_BYTES;
		const end = first + area.length / PAGE_BYTES;
		for (const other of this.#sorted)
			if (first < this.endPage[other]! && end > this.firstPage[other]!)
				throw new FaultlineError(
					'ADDRESS',
					`area ${rangeOf(area)} overlaps area ${rangeOf(this.get(other))}; areas of one address space may not overlap`,
				);
		let number = this.#areas.indexOf(undefined);
		if (number < 0) number = this.#areas.length;
		this.#areas[number] = area;
		this.#closed[number] = false;
		this.permissions[number] = PERMISSION_BITS[area.permissions];
		this.firstPage[number] = first;
		this.endPage[number] = end;
		this.pagerPage[number] = area.offset / PAGE_BYTES;
		this.writesPager[number] = area.sharing === 'shared' && area.pager.zero !== true;
		this.zero[number] = area.pager.zero === true;
		const after = this.#sorted.findIndex((other) => this.firstPage[other]! > first);
		this.#sorted.splice(after < 0 ? this.#sorted.length : after, 0, number);
		return area;
	}

	/** The area of a number in use. */
	get(number: number): Area {
		const area = this.#areas[number];
		if (area === undefined) throw new RangeError(`no area has the number ${number}`);
		return area;
	}

	/** The number of an area that is here and not closed, or -1. */
	numberOf(area: Area): number {
		const number = this.#areas.indexOf(area);
		return number >= 0 && this.#closed[number] === true ? -1 : number;
	}

	/** The areas that are found, by ascending address. */
	list(): Area[] {
		return this.#sorted.filter((number) => !this.#closed[number]).map((number) => this.get(number));
	}

	/** The number of the area that has the page, or -1. */
	find(page: number): number {
		const hit = this.#lastHit;
		if (hit >= 0 && page >= this.firstPage[hit]! && page < this.endPage[hit]!) return hit;
		let low = 0;
		let high = this.#sorted.length - 1;
		while (low <= high) {
			const middle = (low + high) >> 1;
			const number = this.#sorted[middle]!;
			if (page < this.firstPage[number]!) high = middle - 1;
			else if (page >= this.endPage[number]!) low = middle + 1;
			else {
				if (this.#closed[number]) return -1;
				this.#lastHit = number;
				return number;
			}
		}
		return -1;
	}

	/** From now on the area is not found. */
	close(number: number): void {
		this.#closed[number] = true;
		if (this.#lastHit === number) this.#lastHit = -1;
	}

	isClosed(number: number): boolean {
		return this.#closed[number]!;
	}

	/** Takes `close` back. */
	reopen(number: number): void {
		this.#closed[number] = false;
	}

	/** The area is gone; no page has its number any more. */
	remove(number: number): void {
		this.#areas[number] = undefined;
		this.#sorted = this.#sorted.filter((other) => other !== number);
		if (this.#lastHit === number) this.#lastHit = -1;
	}
}

function rangeOf(area: Area): string {
	return `0x${area.address.toString(16)} to 0x${(area.address + area.length - 1).toString(16)}`;
}

function aligned(name: string, value: number): void {
	if (!Number.isSafeInteger(value) || value < 0 || value % PAGE_BYTES !== 0)
		throw new FaultlineError(
			'ADDRESS',
			`${name} of an area is ${value}; it must be a multiple of ${PAGE_BYTES} and not negative`,
		);
}

function checked(options: AreaOptions): Area {
	const { address, length, permissions, pager, offset = 0, sharing = 'private' } = options;
	aligned('the address', address);
	aligned('the length', length);
	aligned('the offset', offset);
	const area: Area = Object.freeze({ address, length, permissions, pager, offset, sharing });
	if (length === 0)
		throw new FaultlineError('ADDRESS', `area at 0x${address.toString(16)} is empty`);
	if (address + length > ADDRESS_LIMIT)
		throw new FaultlineError(
			'ADDRESS',
			`area ${rangeOf(area)} ends above 0x7fffffffffff, the last address that can be mapped`,
		);
	if (PERMISSION_BITS[permissions] === undefined)
		throw new FaultlineError(
			'CONFIG',
			`area ${rangeOf(area)}: permissions "${permissions}"; "r", "rw", "rx" or "rwx" would be right`,
		);
	if (sharing !== 'shared' && sharing !== 'private')
		throw new FaultlineError(
			'CONFIG',
			`area ${rangeOf(area)}: sharing "${String(sharing)}"; "shared" or "private" would be right`,
		);
	if (offset + length > Math.ceil(pager.size / PAGE_BYTES) * PAGE_BYTES)
		throw new FaultlineError(
			'CONFIG',
			`area ${rangeOf(area)} needs bytes ${offset} to ${offset + length - 1} of its pager, which has ${pager.size}`,
		);
	const writable = (PERMISSION_BITS[permissions] & Permission.WRITE) !== 0;
	if (writable && sharing === 'shared' && pager.zero !== true && pager.write === undefined)
		throw new FaultlineError(
			'CONFIG',
			`area ${rangeOf(area)} is shared and writable, but its pager is read-only; open it writable, or make the area private`,
		);
	return area;
}
