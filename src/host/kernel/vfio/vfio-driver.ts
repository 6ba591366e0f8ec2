import { whenAll } from '../completion.js';
import type { Device } from '../device.js';
import { DeviceClaim } from '../device-claim.js';
import type { DeviceDriver } from '../driver-binding.js';
import { Errno } from '../errno.js';
import type { ResponseCode } from '../fault.js';
import type { FaultCore } from '../fault-core.js';
import type { FunctionControls } from '../function-controls.js';
import type { Guest } from './guest.js';
import { VfioDevice } from './vfio-device.js';

export type { FunctionControls } from '../function-controls.js';

/** Who a device is to be given to, and how long its groups may wait. */
export interface Assignment {
	readonly guest: Guest;
	/** 0: for ever. */
	readonly responseDeadlineMs: number;
	/** INVALID or FAILURE. */
	readonly onExpiry: ResponseCode;
}

export interface VfioDriverOptions {
	readonly core: FaultCore;
	/** The functions by the name of their device. */
	readonly functions: ReadonlyMap<string, FunctionControls>;
	/** Unrecoverable faults kept for each device; default 256. */
	readonly eventLimit?: number;
}

/** A device from `probe` to the end of its removal. */
interface Bound {
	readonly vfio: VfioDevice;
	readonly claim: DeviceClaim;
	readonly waiters: (() => void)[];
}

/**
 * The driver that gives devices to guests. Binding it (DriverBinding) assigns, unbinding takes away.
 *
 *      free --prepare--> prepared --probe--> assigned --remove--> leaving --PASIDs unbound--> free
 *                            '--- probe failed: all undone ---> free
 *
 * Removal cannot be completed at once, because the IOMMU has to drain; until it is, the device cannot
 * be prepared again, nor enabled by another driver. So the old guest's groups are answered INVALID before
 * the new owner's first delivery (law 2). The driver holds a reference to the device until the end.
 */
export class VfioDriver implements DeviceDriver {
	readonly name = 'vfio';
	readonly #core: FaultCore;
	readonly #functions: ReadonlyMap<string, FunctionControls>;
	readonly #eventLimit: number | undefined;
	readonly #prepared = new Map<Device, Assignment>();
	readonly #bound = new Map<Device, Bound>();
	#handles = 0;

	constructor(options: VfioDriverOptions) {
		this.#core = options.core;
		this.#functions = options.functions;
		this.#eventLimit = options.eventLimit;
	}

	/**
	 * Says which guest the next `probe` of the device is for. EBUSY: it is assigned, or its removal is
	 * not complete (`whenFree`).
	 */
	prepare(device: Device, assignment: Assignment): Errno {
		if (this.#bound.has(device)) return Errno.EBUSY;
		this.#prepared.set(device, assignment);
		return Errno.OK;
	}

	/** The device as its guest has it; undefined when none has it, or it is being taken away. */
	assigned(device: Device): VfioDevice | undefined {
		const vfio = this.#bound.get(device)?.vfio;
		return vfio?.blocked === false ? vfio : undefined;
	}

	/** Calls `done` once no removal of the device is under way: now, if none is. */
	whenFree(device: Device, done: () => void): void {
		const bound = this.#bound.get(device);
		if (bound?.vfio.blocked === true) bound.waiters.push(done);
		else done();
	}

	/**
	 * Gives the device to the guest it was prepared for: registers as the handler of its faults, sets up
	 * the IOMMU, and turns the function's page requests on last. EINVAL: not prepared, or refused by the
	 * fault core. ENODEV: no such function. EBUSY, ENOMEM and others: what a step returned. An error
	 * undoes the earlier steps and the preparation.
	 */
	probe(device: Device): Errno {
		const assignment = this.#prepared.get(device);
		this.#prepared.delete(device);
		if (this.#bound.has(device)) return Errno.EBUSY;
		if (assignment === undefined) return Errno.EINVAL;
		const controls = this.#functions.get(device.name);
		if (controls === undefined) return Errno.ENODEV;

		const { responseDeadlineMs, onExpiry } = assignment;
		const vfio = new VfioDevice({
			device,
			guest: assignment.guest,
			core: this.#core,
			handle: ++this.#handles,
			maxPasid: Math.min(controls.maxPasid, device.iommu.maxPasids - 1),
			responseDeadlineMs,
			responseNeedsPasid: controls.responseNeedsPasid,
			...(this.#eventLimit === undefined ? {} : { eventLimit: this.#eventLimit }),
		});
		const options = { responseDeadlineMs, onExpiry };
		const claim = DeviceClaim.take(this.#core, device, controls, vfio, options);
		if (typeof claim === 'number') return claim;
		this.#bound.set(device, { vfio, claim, waiters: [] });
		assignment.guest.devices.add(vfio);
		return Errno.OK;
	}

	/**
	 * Takes the device from its guest. Before this returns: nothing more is delivered, page requests are
	 * off, the pending groups are answered INVALID, the consumer is told, the handler is gone. What the
	 * IOMMU has queued still is then refused by the core, INVALID too. Once all PASIDs are unbound, which
	 * drains that queue, and maybe after this returned, the function is reset and IOMMU, fault core and
	 * the reference are given back; `whenFree` tells. Until then no driver can enable the device in the
	 * core. Does nothing for a device that is not assigned.
	 */
	remove(device: Device): void {
		const bound = this.#bound.get(device);
		if (bound === undefined || bound.vfio.blocked) return;
		const { vfio, claim } = bound;
		vfio.block();
		vfio.guest.devices.delete(vfio);
		claim.stop();
		vfio.revoke('NOT_ASSIGNED', `device ${device.name} was taken from guest ${vfio.guest.name}`);
		claim.unregister();
		const bindings = [...vfio.bindings.values()];
		whenAll(
			bindings.map((binding) => (done) => binding.unbind(done)),
			() => claim.settle(() => this.#finish(device, bound)),
		);
	}

	/**
	 * A function-level reset of the assigned device. Before this returns nothing more is delivered, page
	 * requests are off, and the pending groups are answered INVALID, which the function still understands; what the
	 * consumer answers later is refused. The PASIDs are unbound, which drains the IOMMU's queue; then the function is
	 * reset, and its PASIDs translate through the same spaces as before, with all that is mapped. Bindings that cannot be
	 * made again are over. `done` comes once, maybe before this returns: OK, or why the function stays off. ENODEV: not
	 * assigned. EBUSY: a reset of it is under way. Then nothing has changed.
	 */
	reset(device: Device, done: (errno: Errno) => void): Errno {
		const bound = this.#bound.get(device);
		if (bound === undefined || bound.vfio.blocked) return Errno.ENODEV;
		const { vfio, claim } = bound;
		if (vfio.paused) return Errno.EBUSY;
		claim.stop();
		vfio.pause();
		const bindings = [...vfio.bindings.values()];
		whenAll(
			bindings.map((binding) => (drained) => binding.suspend(drained)),
			() =>
				claim.settle(() => {
					claim.reset();
					for (const binding of bindings) binding.resume();
					vfio.goOn();
					done(claim.restart());
				}),
		);
		return Errno.OK;
	}

	#finish(device: Device, bound: Bound): void {
		this.#bound.delete(device);
		bound.claim.finish();
		for (const done of bound.waiters) done();
	}
}
