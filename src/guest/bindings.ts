import { FaultlineError } from '../base/errors.js';
import type { AddressSpace } from './address-space.js';
import { engineOf } from './address-space.js';
import type { SpaceEngine } from './space-engine.js';

/** Which address space devices see under a PASID. */
export interface SpaceBinding {
	/**
	 * Name of the device; '*': every device that no binding of the same PASID names, and that can use the PASID.
	 */
	readonly device: string;
	/** 1 to the device's `max_pasid`; 'none': its accesses without a PASID, all there are of some devices. */
	readonly pasid: number | 'none';
	readonly space: AddressSpace;
}

/** The PASID of accesses without one. */
export const NO_PASID = -1;

/** A PASID of one device, and the number of the space behind it. */
export interface BoundPasid {
	/** Or NO_PASID. */
	readonly pasid: number;
	readonly space: number;
}

/** In place of a space's number: none. */
export const UNBOUND = -1;

/** A binding of devices of one name. */
interface Row extends BoundPasid {
	/**
	 * Why the device has one of its own. `given`: it is to have it. `asked`: its first, which the host has not done yet.
	 * `kept`: that was refused, or a change for all devices was, and it has what it had until the next change for all.
	 */
	why: 'given' | 'asked' | 'kept';
}

/**
 * The bindings of an agent, checked; the address spaces are numbered from 0. What a device has under its own name goes
 * before what all have.
 */
export class Bindings {
	readonly spaces: SpaceEngine[] = [];
	readonly #byDevice = new Map<string, readonly Row[]>();

	/** Throws FaultlineError CONFIG for a PASID out of range or bound twice for a device. */
	constructor(bindings: readonly SpaceBinding[]) {
		for (const { device, pasid: given, space } of bindings) {
			const pasid = pasidOf(device, given);
			if (this.#row(device, pasid) !== undefined)
				throw new FaultlineError('CONFIG', `PASID ${given} of device "${device}" is bound twice`);
			this.#put(device, pasid, engineOf(space), 'given');
		}
	}

	/** Binds a PASID to another space, or with undefined to none, for devices of the name; '*': for all. */
	set(device: string, pasid: number, space: SpaceEngine | undefined): void {
		const given = device === '*' || this.#row(device, pasid)?.why === 'given';
		this.#put(device, pasid, space, given ? 'given' : 'asked');
		if (device !== '*') return;
		for (const [name, rows] of this.#byDevice)
			this.#byDevice.set(
				name,
				rows.filter((row) => row.pasid !== pasid || row.why !== 'kept'),
			);
	}

	/** The host has done what is wanted of a device. */
	done(device: string, pasid: number): void {
		const row = this.#row(device, pasid);
		if (row?.why === 'asked') row.why = 'given';
	}

	/** The host refused what is wanted of a device: it is to have what it has. */
	keep(device: string, pasid: number, space: SpaceEngine | undefined): void {
		const given = this.#row(device, pasid)?.why === 'given';
		this.#put(device, pasid, space, given ? 'given' : 'kept');
	}

	#row(device: string, pasid: number): Row | undefined {
		return this.#byDevice.get(device)?.find((row) => row.pasid === pasid);
	}

	#put(device: string, pasid: number, space: SpaceEngine | undefined, why: Row['why']): void {
		if (space !== undefined && !this.spaces.includes(space)) this.spaces.push(space);
		const rows = (this.#byDevice.get(device) ?? []).filter((row) => row.pasid !== pasid);
		const index = space === undefined ? UNBOUND : this.spaces.indexOf(space);
		this.#byDevice.set(device, [...rows, { pasid, space: index, why }]);
	}

	/** What is bound for a device of this name whose PASIDs end with `maxPasid`. */
	of(device: string, maxPasid: number): BoundPasid[] {
		return this.all(device, maxPasid).filter(({ space }) => space !== UNBOUND);
	}

	/** As `of`, with the PASIDs that are to be bound to none. */
	all(device: string, maxPasid: number): BoundPasid[] {
		const own = device === '*' ? [] : (this.#byDevice.get(device) ?? []);
		const common = this.#byDevice.get('*') ?? [];
		const others = common.filter(
			({ pasid }) => pasid <= maxPasid && own.every((bound) => bound.pasid !== pasid),
		);
		return [...own, ...others];
	}

	/** Index of the space that a PASID of a device is to be bound to; UNBOUND: none. */
	wanted(device: string, pasid: number): number {
		return (this.#row(device, pasid) ?? this.#row('*', pasid))?.space ?? UNBOUND;
	}

	/** Frames that the address spaces want together; 0: as many as there are. */
	get frames(): number {
		let sum = 0;
		for (const { state } of this.spaces) {
			if (state.residentLimit === 0) return 0;
			sum += state.residentLimit;
		}
		return sum;
	}
}

/** A PASID as users give it, as a number. Throws FaultlineError CONFIG for one that cannot be. */
export function pasidOf(device: string, given: number | 'none'): number {
	const pasid = given === 'none' ? NO_PASID : given;
	if (!Number.isInteger(pasid) || ((pasid < 1 || pasid > 0xfffff) && given !== 'none'))
		throw new FaultlineError(
			'CONFIG',
			`binding of device "${device}": PASID ${given}; 1 to 1048575 or 'none' would be right`,
		);
	return pasid;
}

/** Throws FaultlineError CONFIG for a space that an agent serves. */
export function checkFree({ state }: SpaceEngine): void {
	if (state.port !== undefined)
		throw new FaultlineError(
			'CONFIG',
			`address space "${state.name}" is served by another agent; a space belongs to one agent`,
		);
}
