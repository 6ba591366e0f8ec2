import { FaultlineError } from '../../../../base/errors.js';
import type { Device } from '../../device.js';
import { Errno } from '../../errno.js';
import type { ResponseCode } from '../../fault.js';
import type {
	DomainRef,
	FirstLevelTable,
	IommuDriver,
	PageRuns,
	PasidUser,
} from '../../fault-source.js';
import { AttachedDevices } from '../shared/attached-devices.js';
import type { DriverOptions } from '../shared/driver-options.js';
import { DriverLog } from '../shared/log.js';
import type { AttachedDevice } from './attached-device.js';
import { VirtioCounters } from './counters.js';
import { RunningUnit } from './running-unit.js';
import { VirtioTransport } from './transport.js';

/**
 * The kernel's driver of one virtio-iommu (VIRTIO 5.13, drivers/iommu/virtio-iommu.c), behind the memory-mapped transport.
 *
 *      RunningUnit        the unit from `start` to `stop`: features, memory, interrupts, what happens when it fails
 *        RequestQueue       requests, down
 *        EventQueue         fault reports, up
 *        Bindings           who translates through what
 *
 * The standard has no page requests and no PASIDs: nothing behind this unit can be recovered from, a PASID is refused, and
 * there is nothing to respond to. It has no tables either: the driver reads the tables of the space that a
 * device is bound to, and tells the unit of each page (decision 0022). So it has to be told of pages that become
 * present too (`cachesAbsent`).
 *
 * `done` callbacks come from turns of their own, never from inside the call that was given them. A probed device and a
 * bound one hold a reference each.
 */
export class VirtioIommuDriver implements IommuDriver {
	readonly kind = 'virtio';
	/** What it reads; the unit walks neither. */
	readonly firstLevelFormat = 'x86-64';
	readonly secondLevelFormat = 'vtd';
	readonly cachesAbsent = true;
	readonly name: string;
	/** There is no PASID but 0, which is none. */
	readonly maxPasids = 1;
	readonly counters = new VirtioCounters();
	readonly #options: DriverOptions;
	readonly #transport: VirtioTransport;
	readonly #log: DriverLog;
	readonly #devices = new AttachedDevices<AttachedDevice>();
	/** Undefined while stopped. */
	#unit: RunningUnit | undefined;

	/** Changes nothing before `start`. */
	constructor(options: DriverOptions) {
		this.#options = options;
		this.name = options.name;
		this.#transport = new VirtioTransport(options.unit);
		this.#log = new DriverLog(this.kind, options.name, options.clock, options.onLog);
	}

	/**
	 * Takes the unit over: reset, features, bypass off, so that everything is blocked, queues. Throws CONFIG when it is no
	 * device for this driver, RESOURCE_EXHAUSTED when frames are short, INTERNAL when it does not obey or has been
	 * started; then nothing is in use.
	 */
	start(): void {
		if (this.#unit !== undefined)
			throw new FaultlineError('INTERNAL', `virtio-iommu ${this.name} was started before`);
		const { unit, memory, frames, clock, core, onUnresponsive } = this.#options;
		this.#unit = RunningUnit.start({
			...{ name: this.name, memory, frames, clock, core, onUnresponsive },
			formats: [this.firstLevelFormat, this.secondLevelFormat],
			transport: this.#transport,
			source: this,
			devices: this.#devices,
			log: this.#log,
			counters: this.counters,
		});
		unit.onInterrupt(this.#unit.wake);
		// For what came before.
		this.#unit.wake();
	}

	/**
	 * Gives the unit back: reset, `bypass` as it was found, every frame returned. Nothing is blocked by the driver any
	 * more, so all devices must have been released before: throws DEVICE_BUSY if not. Does nothing for a unit that
	 * was not started.
	 */
	stop(): void {
		const unit = this.#unit;
		if (unit === undefined) return;
		if (this.#devices.size > 0)
			throw new FaultlineError(
				'DEVICE_BUSY',
				`virtio-iommu ${this.name} still has ${this.#devices.size} devices; release them first`,
			);
		unit.stop();
		this.#unit = undefined;
		this.#options.unit.onInterrupt(() => {});
	}

	/**
	 * Asks the unit what it has of the endpoint, above all where nothing may be mapped. The device is attached to nothing
	 * yet, and so blocked. Takes a reference. ENODEV: not started, given up, or the unit has no such endpoint.
	 * EEXIST: probed already, or its endpoint id is. EIO, EINVAL: the unit did not answer, or refused.
	 */
	probeDevice(device: Device): Errno {
		const unit = this.#unit;
		if (unit === undefined || unit.failed) return Errno.ENODEV;
		const { sourceId } = device;
		if (this.#devices.of(device) !== undefined || this.#devices.bySource(sourceId) !== undefined)
			return Errno.EEXIST;
		const reserved = unit.probe(sourceId);
		if (typeof reserved === 'number') return reserved;
		this.#devices.add({ device: device.get(), sourceId, reserved, binding: undefined });
		return Errno.OK;
	}

	/** Returns the reference. ENODEV: not probed. EBUSY: it is bound, or its unbinding is not complete. */
	releaseDevice(device: Device): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined) return Errno.ENODEV;
		if (attached.binding !== undefined) return Errno.EBUSY;
		this.#devices.remove(attached);
		device.put();
		return Errno.OK;
	}

	/** See `Bindings.bind`: EINVAL for every PASID but NO_PASID. ENODEV: not probed, or the unit was given up. */
	bindPasid(device: Device, domain: DomainRef, pasid: number, table: FirstLevelTable): Errno {
		const attached = this.#devices.of(device);
		const unit = this.#unit;
		if (attached === undefined || unit === undefined || unit.failed) return Errno.ENODEV;
		const errno = unit.bindings.bind(attached, domain, pasid, table);
		unit.recoverIfBroken();
		return errno;
	}

	/** See `Bindings.unbind`; ENODEV: not probed. */
	unbindPasid(device: Device, pasid: number, done: () => void): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#unit === undefined) return Errno.ENODEV;
		return this.#unit.bindings.unbind(attached, pasid, done);
	}

	/**
	 * Reads the pages again, and has the unit unmap those that are gone and map those that came. `done` comes once it
	 * has answered, and after those of the calls before. The unit keeps one domain for each device, so that of the
	 * space does not matter.
	 */
	invalidate(
		_domain: DomainRef,
		users: readonly PasidUser[],
		runs: PageRuns,
		_leafOnly: boolean,
		done: () => void,
	): void {
		if (this.#unit === undefined) this.#options.clock.soon(done);
		else this.#unit.bindings.update(users, runs, done);
	}

	/** See `IommuDriver`: there are no responses; what was asked of the unit is done, and what it reported is told. */
	settle(done: () => void): void {
		if (this.#unit === undefined) this.#options.clock.soon(done);
		else this.#unit.settle(done);
	}

	/** ENODEV: nobody behind the unit has ever asked, so there is nobody to answer. */
	pageResponse(
		_device: Device,
		_grpid: number,
		_pasid: number,
		_flags: number,
		_code: ResponseCode,
	): Errno {
		return Errno.ENODEV;
	}

	/** There are no responses. */
	flush(): void {}
}
