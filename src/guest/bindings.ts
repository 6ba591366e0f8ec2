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

/** The bindings of an agent, checked; the address spaces are numbered from 0. */
export class Bindings {
	readonly spaces: SpaceEngine[] = [];
	readonly #byDevice = new Map<string, BoundPasid[]>();

	/** Throws FaultlineError CONFIG for a PASID out of range or bound twice for a device. */
	constructor(bindings: readonly SpaceBinding[]) {
		for (const { device, pasid: given, space } of bindings) {
			const pasid = given === 'none' ? NO_PASID : given;
			if (!Number.isInteger(pasid) || ((pasid < 1 || pasid > 0xfffff) && given !== 'none'))
				throw new FaultlineError(
					'CONFIG',
					`binding of device "${device}": PASID ${given}; 1 to 1048575 or 'none' would be right`,
				);
			const engine = engineOf(space);
			if (!this.spaces.includes(engine)) this.spaces.push(engine);
			const bound = this.#byDevice.get(device) ?? [];
			if (bound.some((other) => other.pasid === pasid))
				throw new FaultlineError('CONFIG', `PASID ${given} of device "${device}" is bound twice`);
			bound.push({ pasid, space: this.spaces.indexOf(engine) });
			this.#byDevice.set(device, bound);
		}
	}

	/** What is bound for a device of this name whose PASIDs end with `maxPasid`. */
	of(device: string, maxPasid: number): BoundPasid[] {
		const own = device === '*' ? [] : (this.#byDevice.get(device) ?? []);
		const common = this.#byDevice.get('*') ?? [];
		const others = common.filter(
			({ pasid }) => pasid <= maxPasid && own.every((bound) => bound.pasid !== pasid),
		);
		return [...own, ...others];
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
