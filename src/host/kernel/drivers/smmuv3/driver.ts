import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
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
import type { FrameAllocator } from '../../frames.js';
import { AttachedDevices } from '../shared/attached-devices.js';
import { DriverLog } from '../shared/log.js';
import type { AttachedStream } from './attached-stream.js';
import { Bindings } from './bindings.js';
import { CommandQueue } from './command-queue.js';
import { CommandRing } from './command-ring.js';
import { SmmuV3Counters } from './counters.js';
import { traitsOf } from './device-traits.js';
import { EventQueue } from './event-queue.js';
import { GlobalErrors } from './global-errors.js';
import { invalidateRuns } from './invalidate-runs.js';
import type { SmmuV3DriverOptions } from './options.js';
import { PageRequestQueue } from './page-requests.js';
import { EVENT_REGISTERS, REQUEST_REGISTERS, RecordRing } from './record-ring.js';
import { type Capabilities, missingCapabilities, readCapabilities } from './registers.js';
import { StreamTable } from './stream-table.js';
import { UnitSwitch } from './unit-switch.js';

/** 4096 commands on 16 frames, 4096 events on 32, 8192 page requests on 32. */
const COMMAND_BITS = 12;
const EVENT_BITS = 12;
const REQUEST_BITS = 13;
/** The first frame that no memory can have (address 2^40). */
const DOORBELL_FRAME = 2 ** 28;

/**
 * The kernel's driver of one Arm SMMUv3. Owns the SMMU's registers and, through its parts, all its structures in
 * memory:
 *
 *      StreamTable, Bindings   who translates through what
 *      CommandQueue            invalidations and answers, down
 *      PageRequestQueue        page requests of PCI functions, up
 *      EventQueue              stalls of platform devices, and unrecoverable faults, up
 *      GlobalErrors            what went wrong with the queues
 *      UnitSwitch              on and off, and what an interrupt is about
 *
 * A PCI function recovers by PRI, a platform device by stalls where it and the SMMU can; otherwise its faults are
 * unrecoverable. The answer to either goes by what the device is: CMD_PRI_RESP or CMD_RESUME.
 *
 * An interrupt's handler only asks the clock for a turn, once, so that what one turn of the hardware raises is
 * taken in one batch. `done` callbacks come from such turns too, never from inside the call that was given
 * them. A probed device and each bound PASID hold a reference to the device.
 *
 * Groups that were reported are the core's to answer; the driver never does. A pending group survives the
 * unbinding of its PASID and even the release of its device, only that its response then has nobody to go
 * to (ENODEV); the release ends what is still stalled with aborts.
 */
export class SmmuV3Driver implements IommuDriver {
	readonly kind = 'smmuv3';
	readonly firstLevelFormat = 'aarch64';
	readonly secondLevelFormat = 'aarch64';
	readonly name: string;
	readonly maxPasids: number;
	readonly capabilities: Capabilities;
	readonly counters = new SmmuV3Counters();
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #options: SmmuV3DriverOptions;
	readonly #devices = new AttachedDevices<AttachedStream>();
	readonly #commands: CommandQueue;
	readonly #requests: PageRequestQueue;
	readonly #events: EventQueue;
	readonly #bindings: Bindings;
	readonly #switch: UnitSwitch;
	/** Undefined while stopped. */
	#streams: StreamTable | undefined;

	/** Reads what the SMMU can do; changes nothing before `start`. */
	constructor(options: SmmuV3DriverOptions) {
		const { name, unit, memory, frames, clock, core } = options;
		this.name = name;
		this.#memory = memory;
		this.#frames = frames;
		this.#options = options;
		const doorbell = options.doorbellFrame ?? DOORBELL_FRAME;
		const caps = readCapabilities(unit);
		this.capabilities = caps;
		this.maxPasids = 2 ** caps.substreamBits;
		const log = new DriverLog(this.kind, name, clock, options.onLog);
		const { counters } = this;
		const devices = this.#devices;
		const bits = (asked: number | undefined, usual: number, most: number) =>
			Math.min(asked ?? usual, most);
		const commandBits = bits(options.commandBits, COMMAND_BITS, caps.commandBits);
		const commands = new CommandQueue({
			ring: new CommandRing(unit, memory, frames, commandBits, doorbell),
			clock,
			log,
			counters,
			onUnresponsive: (stream) => {
				const attached = devices.bySource(stream);
				if (attached !== undefined) options.onUnresponsive?.(attached.device);
			},
		});
		const eventBits = bits(options.eventBits, EVENT_BITS, caps.eventBits);
		const requestBits = bits(options.requestBits, REQUEST_BITS, caps.requestBits);
		const eventRing = new RecordRing(unit, memory, frames, EVENT_REGISTERS, eventBits);
		const requestRing = new RecordRing(unit, memory, frames, REQUEST_REGISTERS, requestBits);
		const parts = { memory, core, source: this, devices, commands, log, counters };
		const requests = new PageRequestQueue({ ...parts, ring: requestRing });
		const events = new EventQueue({ ...parts, ring: eventRing });
		this.#commands = commands;
		this.#requests = requests;
		this.#events = events;
		const errors = new GlobalErrors({ unit, clock, commands, requests, events, log, counters });
		this.#switch = new UnitSwitch({
			...{ unit, capabilities: caps, doorbell, clock, commands, errors },
			...{ requests, requestRing, events, eventRing },
		});
		const place = { memory, frames, pageLimit: 2 ** (caps.addressBits - 12) };
		this.#bindings = new Bindings({ capabilities: caps, place, commands, requests, events, log });
	}

	/**
	 * Takes the SMMU over: tables in which everything is blocked, queues, interrupts, translation on, in this
	 * order. Throws CONFIG when the SMMU lacks something, RESOURCE_EXHAUSTED when frames do, INTERNAL when
	 * the SMMU does not obey or has been started; then nothing is in use.
	 */
	start(): void {
		const caps = this.capabilities;
		if (this.#streams !== undefined)
			throw new FaultlineError('INTERNAL', `SMMU ${this.name} was started before`);
		const missing = missingCapabilities(caps);
		if (missing.length > 0)
			throw new FaultlineError('CONFIG', `SMMU ${this.name} lacks ${missing.join(', ')}`);
		const streams = StreamTable.create(
			this.#memory,
			this.#frames,
			caps.streamBits,
			caps.streamTwoLevels,
		);
		if (streams === undefined)
			throw new FaultlineError('RESOURCE_EXHAUSTED', 'no free frames for an SMMUv3 stream table');
		this.#streams = streams;
		try {
			this.#switch.turnOn(streams);
		} catch (error) {
			this.#turnOff(streams);
			throw error;
		}
	}

	/**
	 * Gives the SMMU back: translation off, interrupts off, queues empty and off, every frame returned.
	 * From here on nothing is blocked any more, so all devices must have been released before: throws
	 * DEVICE_BUSY if not. Does nothing for an SMMU that was not started.
	 */
	stop(): void {
		const streams = this.#streams;
		if (streams === undefined) return;
		if (this.#devices.size > 0)
			throw new FaultlineError(
				'DEVICE_BUSY',
				`SMMU ${this.name} still has ${this.#devices.size} devices; release them first`,
			);
		this.#requests.drain();
		this.#events.drain();
		this.#turnOff(streams);
	}

	/**
	 * Gives the device's stream a place in the stream table, where it is blocked until a PASID is bound. Takes a
	 * reference. ENODEV: not started. EINVAL: no such stream id. EEXIST: probed already, or its stream id is.
	 * EOPNOTSUPP: a PCI function at an SMMU that stalls every fault, which PCIe does not allow. ENOMEM: no
	 * frames. On an error nothing has changed.
	 */
	probeDevice(device: Device): Errno {
		const streams = this.#streams;
		if (streams === undefined) return Errno.ENODEV;
		const { sourceId } = device;
		if (sourceId >= streams.streams) return Errno.EINVAL;
		if (this.#devices.of(device) !== undefined || this.#devices.bySource(sourceId) !== undefined)
			return Errno.EEXIST;
		const { configSpace, platformTraits } = this.#options;
		const traits = traitsOf(
			this.capabilities,
			device.bus === 'pci'
				? { bus: 'pci', config: configSpace(device) }
				: { bus: 'platform', platform: platformTraits?.(device) },
		);
		if (traits === undefined) return Errno.EOPNOTSUPP;
		if (!streams.prepare(sourceId)) return Errno.ENOMEM;
		this.#devices.add({
			device: device.get(),
			sourceId,
			...traits,
			bindings: new Map(),
			context: undefined,
			live: false,
		});
		return Errno.OK;
	}

	/**
	 * Forgets the device and returns the reference; its stream is blocked already, as nothing is bound. What is
	 * still stalled is ended with aborts, and page requests and stalls of it that are still queued are answered
	 * by the driver. ENODEV: not probed. EBUSY: a PASID is bound, or its unbinding is not complete.
	 */
	releaseDevice(device: Device): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined) return Errno.ENODEV;
		if (attached.bindings.size > 0) return Errno.EBUSY;
		this.#devices.remove(attached);
		device.put();
		if (attached.stalls) {
			const request = this.#commands.begin();
			request.addStallEnd(attached.sourceId);
			this.#commands.submit(request, () => {});
		}
		return Errno.OK;
	}

	/** See `Bindings.bind`; ENODEV: not probed. */
	bindPasid(device: Device, domain: DomainRef, pasid: number, table: FirstLevelTable): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#streams === undefined) return Errno.ENODEV;
		return this.#bindings.bind(this.#streams, attached, domain, pasid, table);
	}

	/** See `Bindings.unbind`; ENODEV: not probed. */
	unbindPasid(device: Device, pasid: number, done: () => void): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#streams === undefined) return Errno.ENODEV;
		return this.#bindings.unbind(this.#streams, attached, pasid, done);
	}

	/**
	 * Law 4's order for one address space: the TLB, then the ATC of each device (which may be served from the
	 * TLB, so that goes first), then a CMD_SYNC. `done` comes once all is complete, also where there is nothing
	 * to do, and in the order of the calls.
	 */
	invalidate(
		domain: DomainRef,
		users: readonly PasidUser[],
		runs: PageRuns,
		leafOnly: boolean,
		done: () => void,
	): void {
		const request = this.#commands.begin();
		const vmid = this.#bindings.vmidOf(domain);
		const { rangeInvalidation } = this.capabilities;
		// Without a VMID nobody translates through the domain, and nothing is cached.
		if (vmid !== -1)
			invalidateRuns(
				request,
				this.#devices,
				vmid,
				domain.id,
				users,
				runs,
				leafOnly,
				rangeInvalidation,
			);
		this.#commands.submit(request, done);
	}

	/** See `IommuDriver`: a wait, what the hardware reported up to then, and a wait behind the answers. */
	settle(done: () => void): void {
		this.#commands.submit(this.#commands.begin(), () => {
			this.#requests.drain();
			this.#events.drain();
			this.#commands.submit(this.#commands.begin(), done);
		});
	}

	/** See `FaultSource`. `grpid` is the tag of a stall for a device that stalls. ENODEV: the device was released. */
	pageResponse(
		device: Device,
		grpid: number,
		pasid: number,
		_flags: number,
		code: ResponseCode,
	): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined) return Errno.ENODEV;
		if (attached.stalls) this.#commands.resume(attached.sourceId, grpid, code);
		else this.#commands.respond(attached.sourceId, pasid, grpid, code);
		return Errno.OK;
	}

	flush(): void {
		this.#commands.flush();
	}

	/** Undoes `start`, or what was done of it. */
	#turnOff(streams: StreamTable): void {
		this.#switch.turnOff();
		streams.destroy();
		this.#streams = undefined;
	}
}
