import type { Device } from '../device.js';
import { Errno } from '../errno.js';
import type { FaultCore } from '../fault-core.js';
import { NO_PASID } from '../fault-source.js';
import type { NativeSpace } from './native-space.js';

/**
 * One PASID of a native driver's device, or its requests without one (NO_PASID), with the address space that it
 * translates through.
 *
 *      idle --bind--> bound --unbind--> unbinding --driver's `done`--> idle
 *
 * Groups of it are served only while it is `bound` and not blocked. A blocked one is not bound again by a reset. At the end of `unbinding` nothing of it is cached or queued any more,
 * and its pending groups are answered INVALID.
 */
export class NativePasid {
	readonly device: Device;
	readonly pasid: number;
	readonly space: NativeSpace;
	/** Nothing of it is served from now on, whatever its state. */
	blocked = false;
	readonly #core: FaultCore;
	#state: 'idle' | 'bound' | 'unbinding' = 'idle';
	#waiters: (() => void)[] = [];

	constructor(core: FaultCore, device: Device, pasid: number, space: NativeSpace) {
		this.#core = core;
		this.device = device;
		this.pasid = pasid;
		this.space = space;
	}

	get state(): 'idle' | 'bound' | 'unbinding' {
		return this.#state;
	}

	/** Whether its groups are served. */
	get serves(): boolean {
		return this.#state === 'bound' && !this.blocked;
	}

	/** EBUSY: it is not idle. Or the IOMMU driver's error; nothing has changed then. */
	bind(): Errno {
		if (this.#state !== 'idle') return Errno.EBUSY;
		const { domain, rootPage } = this.space;
		const errno = this.device.iommu.bindPasid(this.device, domain, this.pasid, { rootPage });
		if (errno === Errno.OK) this.#state = 'bound';
		return errno;
	}

	/** `done` is called once it is idle, which may be before this returns; further calls wait for the same end. */
	unbind(done: () => void): void {
		if (this.#state === 'idle') {
			done();
			return;
		}
		this.#waiters.push(done);
		if (this.#state === 'unbinding') return;
		this.#state = 'unbinding';
		const errno = this.device.iommu.unbindPasid(this.device, this.pasid, () => this.#finish());
		// A driver refuses only what it does not have: then nothing translates any more.
		if (errno !== Errno.OK) this.#finish();
	}

	#finish(): void {
		if (this.#state !== 'unbinding') return;
		if (this.pasid === NO_PASID) this.#core.retireWithoutPasid(this.device);
		else this.#core.retireGroups(this.device, this.pasid);
		this.#state = 'idle';
		const waiters = this.#waiters;
		this.#waiters = [];
		for (const done of waiters) done();
	}
}
