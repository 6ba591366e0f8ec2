import { FaultlineError } from '../base/errors.js';
import type { Area, AreaOptions } from './areas.js';
import type { Pager } from './pager.js';
import { SpaceEngine } from './space-engine.js';
import type { AddressSpaceOptions, SpaceCounters } from './space-state.js';
import { SpaceState } from './space-state.js';

/**
 * What devices see under a PASID: areas, each with a pager behind it. Nothing is resident until a device
 * faults on it. An address space is served by the agent that it is bound to; it outlives the agent's
 * sessions (each begins with nothing resident) and can be changed while it is served.
 *
 * Which pages are evicted when there are too many is told in the documentation of the eviction policy:
 * second-chance FIFO, never a page that a group still waits with.
 */
export class AddressSpace {
	readonly name: string;
	readonly #engine: SpaceEngine;

	/** Throws FaultlineError CONFIG for a limit that is no whole number or out of range. */
	constructor(options: AddressSpaceOptions = {}) {
		const {
			name = 'space',
			residentLimit = 0,
			faultAround = 0,
			maxPageIns = 64,
			swapLimitPages = 65_536,
		} = options;
		limit(name, 'residentLimit', residentLimit, 0);
		limit(name, 'faultAround', faultAround, 0);
		limit(name, 'maxPageIns', maxPageIns, 1);
		limit(name, 'swapLimitPages', swapLimitPages, 0);
		this.name = name;
		this.#engine = new SpaceEngine(
			new SpaceState({ name, residentLimit, faultAround, maxPageIns, swapLimitPages }),
		);
		engines.set(this, this.#engine);
	}

	/**
	 * Adds an area. Throws FaultlineError ADDRESS (not aligned, out of range, overlapping another area) or
	 * CONFIG (permissions, sharing or range that the pager cannot serve), and changes nothing then.
	 */
	map(options: AreaOptions): Area {
		return this.#engine.state.areas.add(options);
	}

	/**
	 * Removes an area. Faults on it are refused from now on; resolves when its pages are written back and
	 * absent. Rejects with the pager's error when a page cannot be written back, or with UNAVAILABLE when the
	 * session is lost meanwhile; the area is there again then.
	 */
	unmap(area: Area): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#engine.removeArea(area, (error) => (error === undefined ? resolve() : reject(error)));
		});
	}

	/**
	 * Writes back every page that devices may have written to, and makes it absent; returns how many had been
	 * written to. Pages of groups that are not answered follow when those are. Rejects with the first
	 * pager's error when a page cannot be written back (the others are), or with UNAVAILABLE when the
	 * session is lost meanwhile. With `evict` all other pages become absent too: nothing is resident then.
	 */
	sync(options: { readonly evict?: boolean } = {}): Promise<number> {
		return new Promise((resolve, reject) => {
			this.#engine.sync(
				({ pages, error }) => (error === undefined ? resolve(pages) : reject(error)),
				options.evict,
			);
		});
	}

	/** The areas, by ascending address. */
	get areas(): readonly Area[] {
		return this.#engine.state.areas.list();
	}

	/** Pages that are resident or on their way in or out. */
	get residentPages(): number {
		return this.#engine.state.pages.framed;
	}

	/** Pages in the swap area. */
	get swappedPages(): number {
		return this.#engine.state.swap.size;
	}

	/** Pages whose dirty contents could not be written back so far. */
	get unwrittenPages(): number {
		return this.#engine.state.held.size;
	}

	get counters(): Readonly<SpaceCounters> {
		return this.#engine.state.counters;
	}

	/** Closes the pagers of all areas. To be called when no session serves the space any more. */
	async close(): Promise<void> {
		const pagers = new Set<Pager>(this.areas.map((area) => area.pager));
		for (const pager of pagers) await pager.close?.();
	}
}

const engines = new WeakMap<AddressSpace, SpaceEngine>();

/** What is behind an address space; for the agent, not for users. */
export function engineOf(space: AddressSpace): SpaceEngine {
	const engine = engines.get(space);
	if (engine === undefined)
		throw new FaultlineError('CONFIG', 'an address space is expected: new AddressSpace()');
	return engine;
}

function limit(space: string, name: string, value: number, least: number): void {
	if (!Number.isInteger(value) || value < least || value > 2 ** 31 - 1)
		throw new FaultlineError(
			'CONFIG',
			`address space "${space}": ${name} is ${value}; a whole number from ${least} to 2^31 - 1 would be right`,
		);
}
