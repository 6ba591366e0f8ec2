import { Errno } from '../errno.js';
import { type DomainRef, NO_PASID, type PasidUser } from '../fault-source.js';
import type { GuestSpace } from './guest-space.js';
import type { VfioDevice } from './vfio-device.js';

/**
 * One PASID of one device, or its requests without one (NO_PASID), that translates through an address space.
 *
 *      bound --unbind--> unbinding --driver's `done`--> gone
 *
 * From `unbinding` on the device accepts no group of the PASID; at `gone` its pending groups are
 * answered INVALID in the same turn in which the PASID becomes free for another space, so that none of
 * them reaches the next one. The device's table of bindings has it until `gone`, and so has the space:
 * its unmaps must reach the caches until then.
 */
export class PasidBinding implements PasidUser {
	readonly vfio: VfioDevice;
	readonly device: PasidUser['device'];
	readonly pasid: number;
	readonly space: GuestSpace;
	/** The domain as the device's driver was given it. */
	readonly domain: DomainRef;
	readonly #gone: (binding: PasidBinding) => void;
	#state: 'bound' | 'unbinding' | 'gone' = 'bound';
	#waiters: (() => void)[] = [];

	private constructor(
		vfio: VfioDevice,
		pasid: number,
		space: GuestSpace,
		domain: DomainRef,
		gone: (binding: PasidBinding) => void,
	) {
		this.vfio = vfio;
		this.device = vfio.device;
		this.pasid = pasid;
		this.space = space;
		this.domain = domain;
		this.#gone = gone;
	}

	/**
	 * Binds, and calls `gone` once when it is over, whoever ended it; the space has a table of the driver's
	 * format. ENODEV: the device is another guest's or is being taken away. EINVAL: neither a PASID of the
	 * device (1 to `maxPasid`) nor NO_PASID, or the IOMMU cannot translate it. EBUSY: bound already, or not
	 * yet unbound. ENOMEM: no memory for the IOMMU's tables. Then nothing changed.
	 */
	static bind(
		vfio: VfioDevice,
		pasid: number,
		space: GuestSpace,
		domain: DomainRef,
		gone: (binding: PasidBinding) => void,
	): PasidBinding | Errno {
		if (vfio.guest !== space.guest || vfio.blocked) return Errno.ENODEV;
		const inRange = Number.isInteger(pasid) && pasid >= 1 && pasid <= vfio.maxPasid;
		if (!inRange && pasid !== NO_PASID) return Errno.EINVAL;
		if (vfio.bindings.has(pasid)) return Errno.EBUSY;
		const binding = new PasidBinding(vfio, pasid, space, domain, gone);
		// Before the hardware can fault through it.
		vfio.bindings.set(pasid, binding);
		const { device } = vfio;
		const rootPage = space.rootPage(device.iommu.firstLevelFormat);
		const errno = device.iommu.bindPasid(device, domain, pasid, { rootPage });
		if (errno === Errno.OK) return binding;
		vfio.bindings.delete(pasid);
		return errno;
	}

	/** Whether groups of the PASID may be delivered. */
	get accepts(): boolean {
		return this.#state === 'bound';
	}

	/**
	 * Ends the translation; `done` is called once nothing translates and the PASID's groups are
	 * answered, which may be before this returns. Further calls wait for the same end.
	 */
	unbind(done: () => void): void {
		if (this.#state === 'gone') {
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
		if (this.#state === 'gone') return;
		this.#state = 'gone';
		if (this.pasid === NO_PASID) this.vfio.core.retireWithoutPasid(this.device);
		else this.vfio.core.retireGroups(this.device, this.pasid);
		this.vfio.bindings.delete(this.pasid);
		this.#gone(this);
		const waiters = this.#waiters;
		this.#waiters = [];
		for (const done of waiters) done();
	}
}
