import { Errno } from '../errno.js';
import { type DomainRef, NO_PASID, type PasidUser } from '../fault-source.js';
import type { GuestSpace } from './guest-space.js';
import type { VfioDevice } from './vfio-device.js';

/**
 * One PASID of one device, or its requests without one (NO_PASID), that translates through an address space.
 *
 *      bound --unbind--> unbinding --driver's `done`--> gone
 *      bound --suspend--> suspending --driver's `done`--> suspended --resume--> bound
 *                                                            '--unbind, or no memory--> gone
 *
 * Suspended is for the time in which the function is reset: nothing translates, and the place is kept. Unbinding
 * wins over suspending, whichever came first.
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
	/** Whether pages that become present have to be invalidated for it. */
	readonly cachesAbsent: boolean;
	/** Called once when it is over, by the space; a move to another space takes it along. */
	ended: (() => void) | undefined;
	readonly #gone: (binding: PasidBinding) => void;
	#state: 'bound' | 'unbinding' | 'suspending' | 'suspended' | 'gone' = 'bound';
	#waiters: (() => void)[] = [];
	/** Wait for the suspension; told of an unbinding too. */
	#suspenders: (() => void)[] = [];

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
		this.cachesAbsent = vfio.device.iommu.cachesAbsent === true;
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
		const errno = binding.#translate();
		if (errno === Errno.OK) return binding;
		vfio.bindings.delete(pasid);
		return errno;
	}

	/** Whether groups of the PASID may be delivered. */
	get accepts(): boolean {
		return this.#state === 'bound';
	}

	/** Whether it is there until somebody unbinds it, though its function may be in a reset. */
	get stays(): boolean {
		return this.#state !== 'unbinding' && this.#state !== 'gone';
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
		const state = this.#state;
		this.#state = 'unbinding';
		if (state === 'bound') this.#end();
		else if (state === 'suspended') this.#finish();
	}

	/**
	 * As `unbind`, but the place stays taken, in the device and in the space, until `resume`. A binding that is being
	 * unbound, or is gone, is left to that: `done` is called once nothing translates.
	 */
	suspend(done: () => void): void {
		if (this.#state === 'gone' || this.#state === 'suspended') {
			done();
			return;
		}
		this.#suspenders.push(done);
		if (this.#state !== 'bound') return;
		this.#state = 'suspending';
		this.#end();
	}

	/**
	 * Translates again as before `suspend`. Where the IOMMU has no memory for that any more, the binding is gone. Does
	 * nothing for one that is not suspended.
	 */
	resume(): void {
		if (this.#state !== 'suspended') return;
		this.#state = 'bound';
		if (this.#translate() !== Errno.OK) this.#finish();
	}

	#translate(): Errno {
		const { device, pasid, domain, space } = this;
		const { iommu } = device;
		const rootPage = space.rootPage(iommu.firstLevelFormat);
		return iommu.bindPasid(device, domain, pasid, { rootPage });
	}

	#end(): void {
		const errno = this.device.iommu.unbindPasid(this.device, this.pasid, () => this.#ended());
		// A driver refuses only what it does not have: then nothing translates any more.
		if (errno !== Errno.OK) this.#ended();
	}

	/** Nothing translates: the PASID's groups are answered, and who waits is told. */
	#ended(): void {
		if (this.#state === 'suspending') {
			this.#retire();
			this.#state = 'suspended';
			this.#tellSuspenders();
		} else {
			this.#finish();
		}
	}

	#finish(): void {
		if (this.#state === 'gone') return;
		this.#state = 'gone';
		this.#retire();
		this.vfio.bindings.delete(this.pasid);
		this.#gone(this);
		const waiters = this.#waiters;
		this.#waiters = [];
		for (const done of waiters) done();
		this.#tellSuspenders();
	}

	#retire(): void {
		if (this.pasid === NO_PASID) this.vfio.core.retireWithoutPasid(this.device);
		else this.vfio.core.retireGroups(this.device, this.pasid);
	}

	#tellSuspenders(): void {
		const suspenders = this.#suspenders;
		this.#suspenders = [];
		for (const done of suspenders) done();
	}
}
