import type { Clock } from '../../../base/clock.js';
import type { Device } from '../device.js';
import { DeviceClaim } from '../device-claim.js';
import type { DeviceDriver } from '../driver-binding.js';
import { Errno } from '../errno.js';
import { type IommuFault, ResponseCode } from '../fault.js';
import type { FaultCore } from '../fault-core.js';
import { NO_PASID } from '../fault-source.js';
import type { FunctionControls } from '../function-controls.js';
import { FIRST_LEVEL_PAGES, MapPermission } from '../table/formats.js';
import { NativeDevice } from './native-device.js';
import { NativeMemory, type NativeResources } from './native-memory.js';
import { NativePasid } from './native-pasid.js';
import type { NativeArea, NativeSpace } from './native-space.js';

export interface NativeDriverOptions extends NativeResources {
	readonly core: FaultCore;
	readonly clock: Clock;
	/** The functions by the name of their device. */
	readonly functions: ReadonlyMap<string, FunctionControls>;
	/** Pages that a device may have, over all its PASIDs, at least 1; default 4096 (16 MiB). */
	readonly pages?: number | ((device: Device) => number);
	/** What may be used in each address space; default all from 1 MiB on, to read and write, first zeros. */
	readonly areas?: readonly NativeArea[];
	/** Takes messages for people; they are few. */
	readonly onLog?: (message: string) => void;
}

const DEFAULT_PAGES = 4096;
/** Below 1 MiB nothing is, so that what computes with a null pointer fails. */
const FIRST_PAGE = 0x100;
const EVERYTHING: readonly NativeArea[] = [
	{
		page: FIRST_PAGE,
		pages: FIRST_LEVEL_PAGES - FIRST_PAGE,
		permissions: MapPermission.READ | MapPermission.WRITE,
	},
];

/** A device from `probe` to the end of its removal. */
interface Bound {
	readonly native: NativeDevice;
	readonly claim: DeviceClaim;
	leaving: boolean;
	readonly waiters: (() => void)[];
}

/**
 * What the native drivers have in common: a device of theirs works on the host's memory, without a guest. Each of its
 * PASIDs has an address space of its own; a device without PASIDs has one for its requests. Pages come on
 * demand where the device can wait for them; where it cannot, the first pages of each space are there from
 * the start, an equal share for each.
 *
 *      free --probe--> bound --remove--> leaving --PASIDs unbound--> free
 *
 * Invariants: a bound device's memory is reached by no other; when the device is free again, frames, domain ids, and
 * references are as before `probe`.
 */
export abstract class NativeDriver implements DeviceDriver {
	abstract readonly name: string;
	readonly #core: FaultCore;
	readonly #options: NativeDriverOptions;
	/** PASIDs of a device that can use them: 1 to this. */
	readonly #pasids: number;
	readonly #bound = new Map<Device, Bound>();

	constructor(options: NativeDriverOptions, pasids: number) {
		this.#core = options.core;
		this.#options = options;
		this.#pasids = pasids;
	}

	/** A fault that cannot be recovered from, told by the core: it may not be acted on before the call returns. */
	protected abstract faulted(native: NativeDevice, fault: IommuFault): void;

	/** Nothing of the device is the driver's any more. */
	protected abstract forget(native: NativeDevice): void;

	/** The device as the driver has it; undefined when it has not, or gives it up. */
	bound(device: Device): NativeDevice | undefined {
		const bound = this.#bound.get(device);
		return bound?.leaving === false ? bound.native : undefined;
	}

	/** See DeviceDriver. */
	whenFree(device: Device, done: () => void): void {
		const bound = this.#bound.get(device);
		if (bound?.leaving === true) bound.waiters.push(done);
		else done();
	}

	/**
	 * Takes the device: memory, its place in the fault core and at the IOMMU, its PASIDs. ENODEV: no such
	 * function. ENOMEM: no memory. EBUSY, or what a step returned; everything is undone then.
	 */
	probe(device: Device): Errno {
		if (this.#bound.has(device)) return Errno.EBUSY;
		const { functions, clock } = this.#options;
		const controls = functions.get(device.name);
		if (controls === undefined) return Errno.ENODEV;
		const { pages = DEFAULT_PAGES } = this.#options;
		const most = typeof pages === 'number' ? pages : pages(device);
		const memory = NativeMemory.create(this.#options, most);
		if (typeof memory === 'number') return memory;
		const pasids = this.#makePasids(device, controls, memory);
		if (typeof pasids === 'number') {
			memory.destroy();
			return pasids;
		}
		const core = this.#core;
		const native = new NativeDevice({
			...{ device, memory, pasids, core, clock },
			onFault: (own, fault) => this.faulted(own, fault),
		});
		const options = { responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID };
		const claim = DeviceClaim.take(core, device, controls, native, options);
		if (typeof claim === 'number') {
			memory.destroy();
			return claim;
		}
		this.#bound.set(device, { native, claim, leaving: false, waiters: [] });
		for (const pasid of pasids.values()) {
			const errno = pasid.bind();
			if (errno === Errno.OK) continue;
			this.remove(device);
			return errno;
		}
		return Errno.OK;
	}

	/** Gives the device up, see NativeDevice.close; `whenFree` tells of the end. Does nothing for one it does not have. */
	remove(device: Device): void {
		const bound = this.#bound.get(device);
		if (bound === undefined || bound.leaving) return;
		bound.leaving = true;
		bound.native.close(bound.claim, () => {
			this.#bound.delete(device);
			this.forget(bound.native);
			for (const done of bound.waiters) done();
		});
	}

	/** See NativeDevice.reset; ENODEV for a device that the driver does not have. */
	reset(device: Device, done: (errno: Errno) => void): Errno {
		const bound = this.#bound.get(device);
		return bound === undefined ? Errno.ENODEV : bound.native.reset(bound.claim, done);
	}

	protected log(message: string): void {
		this.#options.onLog?.(`${this.name}: ${message}`);
	}

	#makePasids(
		device: Device,
		controls: FunctionControls,
		memory: NativeMemory,
	): Map<number, NativePasid> | Errno {
		const most = Math.min(controls.maxPasid, device.iommu.maxPasids - 1, this.#pasids);
		const wanted = most < 1 ? [NO_PASID] : Array.from({ length: most }, (_, i) => i + 1);
		const areas = this.#options.areas ?? EVERYTHING;
		const pasids = new Map<number, NativePasid>();
		for (const pasid of wanted) {
			const space = memory.createSpace(device.iommu, areas);
			if (typeof space === 'number') return space;
			if (!controls.pageRequests) populate(space, areas, Math.floor(memory.pages / wanted.length));
			pasids.set(pasid, new NativePasid(this.#core, device, pasid, space));
		}
		return pasids;
	}
}

/** Brings in the first `most` pages of the areas, for a device that cannot wait for them. */
function populate(space: NativeSpace, areas: readonly NativeArea[], most: number): void {
	let left = most;
	for (const area of areas)
		for (let page = area.page; left > 0 && page < area.page + area.pages; page++, left--)
			space.serve(page, 0);
}
