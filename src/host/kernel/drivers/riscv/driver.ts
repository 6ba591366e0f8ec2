import { FaultlineError } from '../../../../base/errors.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { Device } from '../../device.js';
import { DomainIds } from '../../domain-ids.js';
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
import type { InterruptMessage, InterruptRemapper } from '../../interrupts.js';
import { AttachedDevices } from '../shared/attached-devices.js';
import { DriverLog } from '../shared/log.js';
import type { AttachedDevice } from './attached-device.js';
import { Bindings } from './bindings.js';
import { CommandQueue } from './command-queue.js';
import { CommandRing } from './command-ring.js';
import { RiscvIommuCounters } from './counters.js';
import { DeviceDirectory } from './device-directory.js';
import { traitsOf } from './device-traits.js';
import { FaultQueue } from './fault-queue.js';
import { Home } from './home.js';
import { InterruptRemapping } from './interrupt-remapping.js';
import { invalidateRuns } from './invalidate-runs.js';
import { DEVICE_MESSAGES, MessageSpace, messageGuestPage, messagePage } from './message-space.js';
import type { RiscvIommuDriverOptions } from './options.js';
import { PageRequestQueue } from './page-requests.js';
import { FAULT_REGISTERS, REQUEST_REGISTERS, RecordRing } from './record-ring.js';
import {
	type Capabilities,
	missingCapabilities,
	mostProcessBits,
	processMode,
	readCapabilities,
} from './registers.js';
import { UnitSwitch } from './unit-switch.js';

/** 4096 commands on 16 frames, 4096 faults on 32, 8192 page requests on 32. */
const COMMAND_ORDER = 12;
const FAULT_ORDER = 12;
const REQUEST_ORDER = 13;
const DEVICE_ID_BITS = 24;
/** The interrupt file of the processor that the driver runs on: page 0xFEE00, where the machine has those. */
const INTERRUPT_FILE = 0xf_ee00;
const MOST_DEVICES = 0xffff;

/**
 * The kernel's driver of one RISC-V IOMMU. Owns its registers and, through its parts, all its structures in memory:
 *
 *      DeviceDirectory, Bindings, Home   who translates through what
 *      MessageSpace, InterruptRemapping  where interrupts of devices go
 *      CommandQueue                      invalidations and answers, down
 *      PageRequestQueue                  page requests of PCI functions, up
 *      FaultQueue                        unrecoverable faults, and those of interrupts, up
 *      UnitSwitch                        on and off, and what an interrupt of its own is about
 *
 * A PCI function recovers by PRI where it has that; all faults of a platform device are unrecoverable, since this IOMMU
 * does not stall.
 *
 * An interrupt's handler only asks the clock for a turn, once, so that what one turn of the hardware raises is
 * taken in one batch. `done` callbacks come from such turns too, never from inside the call that was given
 * them. A probed device and each bound PASID hold a reference to the device.
 *
 * Groups that were reported are the core's to answer; the driver never does. A pending group survives the
 * unbinding of its PASID and even the release of its device, only that its response then has nobody to go
 * to (ENODEV).
 */
export class RiscvIommuDriver implements IommuDriver, InterruptRemapper {
	readonly kind = 'riscv';
	readonly firstLevelFormat = 'riscv-sv48';
	readonly secondLevelFormat = 'riscv-sv48x4';
	readonly name: string;
	readonly maxPasids: number;
	readonly capabilities: Capabilities;
	readonly counters = new RiscvIommuCounters();
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #options: RiscvIommuDriverOptions;
	readonly #devices = new AttachedDevices<AttachedDevice>();
	readonly #slots = new DomainIds(MOST_DEVICES);
	readonly #commands: CommandQueue;
	readonly #requests: PageRequestQueue;
	readonly #faults: FaultQueue;
	readonly #messages: MessageSpace;
	readonly #bindings: Bindings;
	readonly #interrupts: InterruptRemapping;
	readonly #switch: UnitSwitch;
	/** Undefined while stopped. */
	#directory: DeviceDirectory | undefined;
	#home: Home | undefined;

	/** Reads what the IOMMU can do; changes nothing before `start`. */
	constructor(options: RiscvIommuDriverOptions) {
		const { name, unit, memory, frames, clock, core } = options;
		this.name = name;
		this.#memory = memory;
		this.#frames = frames;
		this.#options = options;
		this.capabilities = readCapabilities(unit);
		this.maxPasids = 2 ** mostProcessBits(this.capabilities);
		const log = new DriverLog(this.kind, name, clock, options.onLog);
		const { counters } = this;
		const devices = this.#devices;
		const commandOrder = options.commandOrder ?? COMMAND_ORDER;
		const interruptFile = options.interruptFile ?? INTERRUPT_FILE;
		const commands = new CommandQueue({
			ring: new CommandRing(unit, memory, frames, commandOrder, interruptFile),
			clock,
			log,
			counters,
			onUnresponsive: (source) => {
				const attached = devices.bySource(source);
				if (attached !== undefined) options.onUnresponsive?.(attached.device);
			},
		});
		const faultOrder = options.faultOrder ?? FAULT_ORDER;
		const requestOrder = options.requestOrder ?? REQUEST_ORDER;
		const faultRing = new RecordRing(unit, memory, frames, FAULT_REGISTERS, faultOrder);
		const requestRing = new RecordRing(unit, memory, frames, REQUEST_REGISTERS, requestOrder);
		const parts = { memory, core, source: this, devices, log, counters };
		const requests = new PageRequestQueue({ ...parts, ring: requestRing, commands });
		const faults = new FaultQueue({
			...parts,
			ring: faultRing,
			onMessageLost: () => {
				commands.serviceSoon();
				this.#switch.lookAtQueues();
			},
		});
		this.#switch = new UnitSwitch({
			...{ name, unit, clock, interruptFile, commands, requests, requestRing, faults, faultRing },
			requestsUsed: this.capabilities.ats,
		});
		const messages = new MessageSpace(memory, frames);
		const home = () => this.#home!;
		this.#commands = commands;
		this.#requests = requests;
		this.#faults = faults;
		this.#messages = messages;
		this.#bindings = new Bindings({
			memory,
			frames,
			commands,
			requests,
			faults,
			messages,
			home,
			log,
		});
		this.#interrupts = new InterruptRemapping(memory, frames, commands, this.#bindings);
	}

	/**
	 * Takes the IOMMU over: a directory in which no device is valid, queues, interrupts, translation on, in this
	 * order. Throws CONFIG when the IOMMU lacks something, RESOURCE_EXHAUSTED when frames do, INTERNAL when
	 * the IOMMU does not obey or has been started; then nothing is in use.
	 */
	start(): void {
		if (this.#directory !== undefined)
			throw new FaultlineError('INTERNAL', `RISC-V IOMMU ${this.name} was started before`);
		const missing = missingCapabilities(this.capabilities);
		if (missing.length > 0)
			throw new FaultlineError('CONFIG', `RISC-V IOMMU ${this.name} lacks ${missing.join(', ')}`);
		const bits = this.#options.deviceIdBits ?? DEVICE_ID_BITS;
		const levels = DeviceDirectory.levelsFor(bits);
		const directory = DeviceDirectory.create(this.#memory, this.#frames, levels);
		if (directory === undefined)
			throw new FaultlineError('RESOURCE_EXHAUSTED', 'no free frame for a device directory');
		this.#directory = directory;
		try {
			this.#switch.prepare();
			this.#messages.start();
			const mode = processMode(this.capabilities, 20);
			this.#home = Home.create(this.#memory, this.#frames, mode, this.#messages.table);
			this.#switch.turnOn(directory);
		} catch (error) {
			this.#turnOff(directory);
			throw error;
		}
	}

	/**
	 * Gives the IOMMU back: all requests disallowed, queues empty and off, every frame returned.
	 * All devices must have been released before: throws DEVICE_BUSY if not. Does nothing for an IOMMU that was
	 * not started.
	 */
	stop(): void {
		const directory = this.#directory;
		if (directory === undefined) return;
		if (this.#devices.size > 0)
			throw new FaultlineError(
				'DEVICE_BUSY',
				`RISC-V IOMMU ${this.name} still has ${this.#devices.size} devices; release them first`,
			);
		this.#requests.drain();
		this.#faults.drain();
		this.#turnOff(directory);
	}

	/**
	 * Makes the device's context valid, and leads it to tables in which everything is blocked until a PASID is bound.
	 * Takes a reference. ENODEV: not started. EINVAL: no such device id. EEXIST: probed already, or its device id is.
	 * ENOMEM: no frames, or too many devices. On an error nothing has changed.
	 */
	probeDevice(device: Device): Errno {
		const directory = this.#directory;
		const home = this.#home;
		if (directory === undefined || home === undefined) return Errno.ENODEV;
		const { sourceId } = device;
		if (sourceId >= directory.devices) return Errno.EINVAL;
		if (this.#devices.of(device) !== undefined || this.#devices.bySource(sourceId) !== undefined)
			return Errno.EEXIST;
		const { configSpace, platformTraits } = this.#options;
		const { bits, pasidBits, ...traits } = traitsOf(
			this.capabilities,
			device.bus === 'pci'
				? { bus: 'pci', config: configSpace(device) }
				: { bus: 'platform', platform: platformTraits?.(device) },
		);
		const slot = this.#slots.allocate();
		if (slot === -1) return Errno.ENOMEM;
		const fixtures = {
			bits,
			messagePage: messageGuestPage(slot),
			messagePages: DEVICE_MESSAGES,
			messageTable: this.#messages.blocked,
		};
		if (!directory.set(sourceId, fixtures, home.tables(undefined))) {
			this.#slots.free(slot);
			return Errno.ENOMEM;
		}
		this.#devices.add({
			device: device.get(),
			sourceId,
			...traits,
			pasids: 2 ** pasidBits,
			processMode: processMode(this.capabilities, pasidBits),
			slot,
			bindings: new Map(),
			context: undefined,
			live: false,
			interrupts: undefined,
			home: undefined,
		});
		return Errno.OK;
	}

	/**
	 * Blocks the device and returns the reference. The frames of its interrupts follow once no cache leads to them.
	 * Page requests of it that are still queued are answered INVALID by the driver. ENODEV: not probed.
	 * EBUSY: a PASID is bound, or its unbinding is not complete.
	 */
	releaseDevice(device: Device): Errno {
		const attached = this.#devices.of(device);
		const directory = this.#directory;
		if (attached === undefined || directory === undefined) return Errno.ENODEV;
		if (attached.bindings.size > 0) return Errno.EBUSY;
		const { sourceId, slot } = attached;
		directory.clear(sourceId);
		this.#devices.remove(attached);
		device.put();
		const request = this.#commands.begin();
		request.addDevice(sourceId);
		const release = this.#interrupts.release(request, attached);
		this.#commands.submit(request, () => {
			release();
			this.#slots.free(slot);
		});
		return Errno.OK;
	}

	/** See `Bindings.bind`; ENODEV: not probed. */
	bindPasid(device: Device, domain: DomainRef, pasid: number, table: FirstLevelTable): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#directory === undefined) return Errno.ENODEV;
		return this.#bindings.bind(this.#directory, attached, domain, pasid, table);
	}

	/** See `Bindings.unbind`; ENODEV: not probed. */
	unbindPasid(device: Device, pasid: number, done: () => void): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#directory === undefined) return Errno.ENODEV;
		return this.#bindings.unbind(this.#directory, attached, pasid, done);
	}

	/**
	 * Law 4's order for one address space: the translations, then the ATC of each device (which may be served from
	 * those, so that they go first), then a fence. `done` comes once all is complete, also where there is nothing
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
		const gscid = this.#bindings.gscidOf(domain);
		const { id } = domain;
		// Without a GSCID nobody translates through the domain, and nothing is cached.
		if (gscid !== -1)
			invalidateRuns(request, this.#devices, gscid, id, users, runs, leafOnly, this.capabilities);
		this.#commands.submit(request, done);
	}

	/** See `IommuDriver`: a wait, what the hardware reported up to then, and a wait behind the answers. */
	settle(done: () => void): void {
		this.#commands.submit(this.#commands.begin(), () => {
			this.#requests.drain();
			this.#faults.drain();
			this.#commands.submit(this.#commands.begin(), done);
		});
	}

	/** See `FaultSource`. ENODEV: the device was released. */
	pageResponse(
		device: Device,
		grpid: number,
		pasid: number,
		_flags: number,
		code: ResponseCode,
	): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined) return Errno.ENODEV;
		this.#commands.respond(attached.sourceId, pasid, grpid, code);
		return Errno.OK;
	}

	flush(): void {
		this.#commands.flush();
	}

	/** See `InterruptRemapper`. */
	allocate(device: Device, count: number): number {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#directory === undefined) return -1;
		return this.#interrupts.allocate(this.#directory, attached, count);
	}

	/** See `InterruptRemapper`; `destination` is the page of an interrupt file, `vector` an identity, 1 to 2047. */
	set(device: Device, index: number, destination: number, vector: number): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined) return Errno.ENODEV;
		return this.#interrupts.set(attached, index, destination, vector);
	}

	clear(device: Device, index: number, count: number, done: () => void): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined) return Errno.ENODEV;
		return this.#interrupts.clear(attached, index, count, done);
	}

	/**
	 * Each index has an address of its own, above 2^53 but exact, and the data is what `set` said: MSI-X suits this, MSI of
	 * several messages does not, as it has one address.
	 */
	message(device: Device, index: number): InterruptMessage {
		const attached = this.#devices.of(device);
		if (attached === undefined) return { address: 0, data: 0 };
		const address = (messagePage(attached.slot) + index) * 4096;
		return { address, data: attached.interrupts?.vector(index) ?? 0 };
	}

	/** Undoes `start`, or what was done of it. */
	#turnOff(directory: DeviceDirectory): void {
		this.#switch.turnOff();
		this.#home?.destroy();
		this.#home = undefined;
		this.#messages.stop();
		directory.destroy();
		this.#directory = undefined;
	}
}
