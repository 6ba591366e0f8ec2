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
import { atsCapability, type ConfigSpace, pasidCapability, priCapability } from '../../pci.js';
import { AttachedDevices } from '../shared/attached-devices.js';
import { DriverLog } from '../shared/log.js';
import type { AttachedDevice } from './attached-devices.js';
import { type Capabilities, missingCapabilities, readCapabilities } from './capabilities.js';
import { CommandQueue } from './command-queue.js';
import { CommandRing } from './command-ring.js';
import { ControlRegister } from './control.js';
import { AmdViCounters } from './counters.js';
import { DeviceTable } from './device-table.js';
import { EventLog } from './event-log.js';
import { Gcr3Tables } from './gcr3-tables.js';
import { InterruptRemapping } from './interrupt-remapping.js';
import { invalidateRuns } from './invalidate-runs.js';
import { Dte, MESSAGE_ADDRESS } from './layout.js';
import type { AmdViDriverOptions } from './options.js';
import { PageRequestLog } from './page-requests.js';
import { PasidBindings } from './pasid-bindings.js';
import { EVENT_LOG, PPR_LOG, RecordRing } from './record-ring.js';
import { UnitSwitch } from './unit-switch.js';

/** 2048 commands, on 8 frames. */
const COMMAND_ORDER = 3;
/** 8192 records, on 32 frames: 16 functions with all their 512 requests outstanding. */
const PAGE_REQUEST_ORDER = 5;
/** 1024 events, on 4 frames. */
const EVENT_ORDER = 2;
const LAST_DEVICE = 0xffff;

/**
 * The kernel's driver of one AMD IOMMU, with guest (v2) tables nested on host (v1) tables. Owns the unit's registers and,
 * through its parts, all its structures in memory:
 *
 *      DeviceTable, Gcr3Tables      who translates through what
 *      InterruptRemapping           where interrupts go
 *      CommandQueue                 invalidations and responses, down
 *      PageRequestLog               page requests, up
 *      EventLog                     unrecoverable faults and errors of commands, up
 *      UnitSwitch                   on and off, and what an interrupt of its own is about
 *
 * An interrupt's handler only asks the clock for a turn, once, so that what one turn of the hardware raises is
 * taken in one batch. `done` callbacks come from such turns too, never from inside the call that was given them. A
 * probed device and each bound PASID hold a reference to the device.
 *
 * Every device has a domain id of its own: what the unit caches of guest tables is tagged by domain id and PASID,
 * and two devices may have different address spaces at the same PASID.
 *
 * Groups that were reported are the core's to answer; the driver never does. A pending group survives the
 * unbinding of its PASID and even the release of its device, only that its response then has nobody to go
 * to (ENODEV).
 */
export class AmdViDriver implements IommuDriver, InterruptRemapper {
	readonly kind = 'amdvi';
	readonly firstLevelFormat = 'x86-64';
	readonly secondLevelFormat = 'amd-v1';
	readonly name: string;
	readonly maxPasids: number;
	readonly capabilities: Capabilities;
	readonly counters = new AmdViCounters();
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #configSpace: (device: Device) => ConfigSpace | undefined;
	readonly #lastDevice: number;
	readonly #devices = new AttachedDevices<AttachedDevice>();
	readonly #domainIds = new DomainIds();
	readonly #commands: CommandQueue;
	readonly #requests: PageRequestLog;
	readonly #events: EventLog;
	readonly #bindings: PasidBindings;
	readonly #interrupts: InterruptRemapping;
	readonly #switch: UnitSwitch;
	/** Undefined while stopped. */
	#table: DeviceTable | undefined;

	/** Reads what the unit can do; changes nothing before `start`. */
	constructor(options: AmdViDriverOptions) {
		const { name, unit, memory, frames, clock, core } = options;
		this.name = name;
		this.#memory = memory;
		this.#frames = frames;
		this.#configSpace = options.configSpace;
		this.#lastDevice = options.lastDevice ?? LAST_DEVICE;
		this.capabilities = readCapabilities(unit);
		const { pasidWidth, gcr3Levels, wideInterrupts, x2apic } = this.capabilities;
		this.maxPasids = 2 ** Math.min(pasidWidth, gcr3Levels * 9);
		const control = new ControlRegister(unit);
		const log = new DriverLog('amdvi', name, clock, options.onLog);
		const { counters } = this;
		const devices = this.#devices;
		const commands = new CommandQueue({
			ring: new CommandRing(unit, memory, frames, control, options.commandOrder ?? COMMAND_ORDER),
			clock,
			log,
			counters,
			readEvents: () => this.#events.drain(commands),
			onUnresponsive: (sourceId) => {
				const attached = devices.bySource(sourceId);
				if (attached !== undefined) options.onUnresponsive?.(attached.device);
			},
		});
		this.#commands = commands;
		const pageRequestOrder = options.pageRequestOrder ?? PAGE_REQUEST_ORDER;
		const eventOrder = options.eventOrder ?? EVENT_ORDER;
		const requests = new RecordRing(unit, memory, frames, control, PPR_LOG, pageRequestOrder);
		const events = new RecordRing(unit, memory, frames, control, EVENT_LOG, eventOrder);
		const shared = { core, source: this, devices, log, counters };
		this.#requests = new PageRequestLog({ ring: requests, commands, ...shared });
		this.#events = new EventLog({ ring: events, ...shared });
		this.#switch = new UnitSwitch({
			...{ unit, control, capabilities: this.capabilities, clock, commands },
			...{ requests: this.#requests, rings: [requests, events] },
		});
		this.#bindings = new PasidBindings({
			memory,
			frames,
			commands,
			requests: this.#requests,
			log,
			hostLevels: this.capabilities.hostLevels,
		});
		this.#interrupts = new InterruptRemapping({
			memory,
			frames,
			commands,
			wide: wideInterrupts,
			x2apic,
		});
	}

	/**
	 * Takes the unit over: a table in which everything is blocked, rings, messages, translation on, in this order. Throws
	 * CONFIG when the unit lacks something, RESOURCE_EXHAUSTED when frames do, INTERNAL when the unit does not
	 * obey or has been started; then nothing is in use.
	 */
	start(): void {
		if (this.#table !== undefined)
			throw new FaultlineError('INTERNAL', `AMD-Vi unit ${this.name} was started before`);
		const missing = missingCapabilities(this.capabilities);
		if (missing.length > 0)
			throw new FaultlineError('CONFIG', `AMD-Vi unit ${this.name} lacks ${missing.join(', ')}`);
		const table = DeviceTable.create(this.#memory, this.#frames, this.#lastDevice);
		if (table === undefined)
			throw new FaultlineError('RESOURCE_EXHAUSTED', 'no free frames for an AMD-Vi device table');
		this.#table = table;
		try {
			this.#switch.turnOn(table);
		} catch (error) {
			this.#turnOff(table);
			throw error;
		}
	}

	/**
	 * Gives the unit back: off, rings empty, every frame returned. From here on nothing is blocked any more, so all devices
	 * must have been released before: throws DEVICE_BUSY if not. Does nothing for a unit that was not started.
	 */
	stop(): void {
		const table = this.#table;
		if (table === undefined) return;
		if (this.#devices.size > 0)
			throw new FaultlineError(
				'DEVICE_BUSY',
				`AMD-Vi unit ${this.name} still has ${this.#devices.size} devices; release them first`,
			);
		this.#requests.drain();
		this.#commands.quiesce();
		this.#turnOff(table);
	}

	/**
	 * Makes the device known: its requests are refused until a PASID is bound, its page requests logged. Takes a
	 * reference. ENODEV: not started, no PCI device, or an id beyond the device table. EEXIST: probed already, or its
	 * requester id is. ENOMEM: no domain id. On an error nothing has changed.
	 */
	probeDevice(device: Device): Errno {
		const table = this.#table;
		const { sourceId } = device;
		if (table === undefined || device.bus !== 'pci' || !table.covers(sourceId)) return Errno.ENODEV;
		if (this.#devices.of(device) !== undefined || this.#devices.bySource(sourceId) !== undefined)
			return Errno.EEXIST;
		const domainId = this.#domainIds.allocate();
		if (domainId === -1) return Errno.ENOMEM;
		const config = this.#configSpace(device);
		const ats = config === undefined ? undefined : atsCapability(config);
		const pri = config === undefined ? undefined : priCapability(config);
		const pasid = config === undefined ? undefined : pasidCapability(config);
		const pasids = Math.min(2 ** (pasid?.width ?? 0), this.maxPasids);
		const gcr3Levels = Gcr3Tables.levelsFor(Math.log2(pasids));
		let bits = (gcr3Levels - 1) << Dte.GLX_SHIFT;
		if (pri !== undefined) bits |= Dte.PPR;
		if (pri?.responseNeedsPasid) bits |= Dte.GPRP;
		const attached: AttachedDevice = {
			device: device.get(),
			sourceId,
			domainId,
			bits,
			ats: ats !== undefined,
			queueDepth: ats?.queueDepth ?? 0,
			responseNeedsPasid: pri?.responseNeedsPasid ?? false,
			pasids,
			gcr3Levels,
			bindings: new Map(),
			opening: undefined,
			open: false,
		};
		this.#devices.add(attached);
		table.close(sourceId, attached);
		const list = this.#commands.begin();
		list.addDeviceEntry(sourceId);
		this.#commands.submit(list, () => {});
		return Errno.OK;
	}

	/**
	 * Blocks the device and returns the reference. Page requests of it that are still in the log are answered INVALID by
	 * the driver. Its interrupts are blocked too. ENODEV: not probed. EBUSY: a PASID is bound, or its unbinding
	 * is not complete.
	 */
	releaseDevice(device: Device): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#table === undefined) return Errno.ENODEV;
		if (attached.bindings.size > 0) return Errno.EBUSY;
		const { sourceId, domainId } = attached;
		this.#table.block(sourceId);
		this.#devices.remove(attached);
		device.put();
		const freeInterrupts = this.#interrupts.release(attached);
		const list = this.#commands.begin();
		list.addDeviceEntry(sourceId);
		list.addInterrupts(sourceId);
		this.#commands.submit(list, () => {
			freeInterrupts();
			this.#domainIds.free(domainId);
		});
		return Errno.OK;
	}

	/** See `PasidBindings.bind`; ENODEV: not probed. */
	bindPasid(device: Device, domain: DomainRef, pasid: number, table: FirstLevelTable): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#table === undefined) return Errno.ENODEV;
		return this.#bindings.bind(this.#table, attached, domain, pasid, table);
	}

	/** See `PasidBindings.unbind`; ENODEV: not probed. */
	unbindPasid(device: Device, pasid: number, done: () => void): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#table === undefined) return Errno.ENODEV;
		return this.#bindings.unbind(this.#table, attached, pasid, done);
	}

	/**
	 * Law 4's order for one address space: what the unit holds of each user's PASID, a wait, the ATC of each device,
	 * a wait. `done` comes once all is complete, also where there is nothing to do, and in the order of the calls.
	 * The domain's id is not needed: each device has one of its own.
	 */
	invalidate(
		_domain: DomainRef,
		users: readonly PasidUser[],
		runs: PageRuns,
		leafOnly: boolean,
		done: () => void,
	): void {
		const list = this.#commands.begin();
		invalidateRuns(list, this.#devices, users, runs, leafOnly);
		this.#commands.submit(list, done);
	}

	/** See `IommuDriver`: a wait, what the hardware reported up to then, and a wait behind the answers. */
	settle(done: () => void): void {
		this.#commands.submit(this.#commands.begin(), () => {
			this.#requests.drain();
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
		if (attached === undefined || this.#table === undefined) return -1;
		return this.#interrupts.allocate(this.#table, attached, count);
	}

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

	/** The data is the index; the address is any of the interrupt range, as the destination is the entry's. */
	message(_device: Device, index: number): InterruptMessage {
		return { address: MESSAGE_ADDRESS, data: index };
	}

	/** Undoes `start`, or what was done of it. */
	#turnOff(table: DeviceTable): void {
		this.#switch.turnOff();
		table.destroy();
		this.#table = undefined;
	}
}
