import { FaultlineError } from '../base/errors.js';
import type { faultline } from '../wire/generated/faultline.js';
import { NO_PASID } from './bindings.js';

/** What the host has mapped in one address space, a row each, ascending by page. */
export interface MappedRows {
	readonly page: number[];
	readonly frame: number[];
	/** Permission bits, and DIRTY. */
	readonly flags: number[];
}

/** An unmap request whose answer is still to come, and the pages of its rows. */
export interface UnmapRows {
	readonly request: number;
	readonly space: number;
	readonly page: number[];
}

/** Permission bits of the flags of a mapping; and the bit of one that a device wrote through. */
export const PERMISSIONS = 7;
export const DIRTY = 64;

/** The parts of a host's inventory put together. */
export class Inventory {
	/** The host's number of the space, by `bindingKey`. */
	readonly bound = new Map<string, number>();
	/** By the host's number of the space. */
	readonly mapped = new Map<number, MappedRows>();
	readonly unmaps: UnmapRows[] = [];
	complete = false;

	/** Takes the next part. Throws MALFORMED_MESSAGE for one after the last. */
	add(part: faultline.v1.Inventory): void {
		if (this.complete)
			throw new FaultlineError('MALFORMED_MESSAGE', 'a part of an Inventory came after its last');
		part.boundDevice.forEach((device, i) => {
			const pasid = part.boundNoPasid[i] === 1 ? NO_PASID : part.boundPasid[i]!;
			this.bound.set(bindingKey(device, pasid), part.boundSpace[i]!);
		});
		let rows: MappedRows | undefined;
		for (let i = 0; i < part.page.length; i++) {
			const space = part.space[i]!;
			if (rows === undefined || space !== part.space[i - 1]) rows = this.#rowsOf(space);
			rows.page.push(part.page[i]!);
			rows.frame.push(part.frame[i]!);
			rows.flags.push(part.flags[i]!);
		}
		for (let i = 0; i < part.unmapPage.length; i++) {
			const request = part.unmapRequest[i]!;
			let last = this.unmaps.at(-1);
			if (last?.request !== request) {
				last = { request, space: part.unmapSpace[i]!, page: [] };
				this.unmaps.push(last);
			}
			last.page.push(part.unmapPage[i]!);
		}
		this.complete = part.complete;
	}

	#rowsOf(space: number): MappedRows {
		let rows = this.mapped.get(space);
		if (rows === undefined) {
			rows = { page: [], frame: [], flags: [] };
			this.mapped.set(space, rows);
		}
		return rows;
	}
}

/** A (device, PASID) as a key; `device` is the host's handle. */
export function bindingKey(device: number, pasid: number): string {
	return `${device}/${pasid}`;
}
