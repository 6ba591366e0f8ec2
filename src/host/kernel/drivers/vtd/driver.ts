import { FaultlineError } from '../../../../base/errors.js';
import { SoonOnce } from '../../../../base/soon-once.js';
import type { PhysicalMemory } from '../../../../emulator/memory.js';
import type { Device } from '../../device.js';
import { Errno } from '../../errno.js';
import { PageRequestFlag, type ResponseCode } from '../../fault.js';
import type {
	DomainRef,
	FirstLevelTable,
	IommuDriver,
	PageRuns,
	PasidUser,
} from '../../fault-source.js';
import type { FrameAllocator } from '../../frames.js';
import type { InterruptMessage, InterruptRemapper } from '../../interrupts.js';
import type { ConfigSpace } from '../../pci.js';
import { AttachedDevices } from '../shared/attached-devices.js';
import { DriverLog } from '../shared/log.js';
import { type RegisterFile, writeAddress } from '../shared/registers.js';
import type { AttachedDevice } from './attached-devices.js';
import { VtdCounters } from './counters.js';
import { DescriptorRing } from './descriptor-ring.js';
import { traitsOf } from './device-traits.js';
import { FaultEvents } from './fault-events.js';
import { InterruptRemapping } from './interrupt-remapping.js';
import { invalidateRuns } from './invalidate-runs.js';
import { InvalidationQueue } from './invalidation-queue.js';
import { EventData, Gcmd, Reg, Request, RTADDR_SCALABLE } from './layout.js';
import type { VtdDriverOptions } from './options.js';
import { PageRequestQueue } from './page-requests.js';
import { PasidBindings } from './pasid-bindings.js';
import { ContextTables, PasidTables } from './pasid-tables.js';
import {
	type Capabilities,
	globalCommand,
	missingCapabilities,
	readCapabilities,
} from './registers.js';
import { enableEvents, maskEvents } from './unit-events.js';

/** 1024 descriptors, on 8 frames. */
const INVALIDATION_ORDER = 3;
/** 8192 records, on 64 frames: 16 functions with all their 512 requests outstanding. */
const PAGE_REQUEST_ORDER = 6;
/** 65,536 interrupts, as many as a table can have, on 256 frames. */
const INTERRUPT_ORDER = 8;

/**
 * The kernel's driver of one Intel VT-d unit in scalable mode. Owns the unit's registers and, through its
 * parts, all its structures in memory:
 *
 *      ContextTables, PasidTables   who translates through what
 *      InvalidationQueue            invalidations and responses, down
 *      PageRequestQueue             page requests, up
 *      FaultEvents                  unrecoverable faults and queue errors, up
 *      InterruptRemapping           where interrupts go
 *
 * An event's handler only asks the clock for a turn, once, so that what one turn of the hardware
 * raises is taken in one batch. `done` callbacks come from such turns too, never from inside the call
 * that was given them. A probed device and each bound PASID hold a reference to the device.
 *
 * Groups that were reported are the core's to answer; the driver never does. A pending group survives the
 * unbinding of its PASID and even the release of its device, only that its response then has nobody to go
 * to (ENODEV).
 */
export class VtdDriver implements IommuDriver, InterruptRemapper {
	readonly kind = 'vtd';
	readonly firstLevelFormat = 'x86-64';
	readonly secondLevelFormat = 'vtd';
	readonly name: string;
	readonly maxPasids: number;
	readonly capabilities: Capabilities;
	readonly counters = new VtdCounters();
	readonly #unit: RegisterFile;
	readonly #memory: PhysicalMemory;
	readonly #frames: FrameAllocator;
	readonly #configSpace: (device: Device) => ConfigSpace | undefined;
	readonly #devices = new AttachedDevices<AttachedDevice>();
	readonly #invalidations: InvalidationQueue;
	readonly #requests: PageRequestQueue;
	readonly #faults: FaultEvents;
	readonly #bindings: PasidBindings;
	readonly #interrupts: InterruptRemapping;
	/** Undefined while stopped. */
	#context: ContextTables | undefined;
	readonly #drainSoon: SoonOnce;

	/** Reads what the unit can do; changes nothing before `start`. */
	constructor(options: VtdDriverOptions) {
		const { name, unit, memory, frames, clock, core } = options;
		this.name = name;
		this.#unit = unit;
		this.#memory = memory;
		this.#frames = frames;
		this.#drainSoon = new SoonOnce(clock, () => this.#requests.drain());
		this.#configSpace = options.configSpace;
		this.capabilities = readCapabilities(unit);
		this.maxPasids = 2 ** this.capabilities.pasidWidth;
		const log = new DriverLog(this.kind, name, clock, options.onLog);
		const { counters } = this;
		const devices = this.#devices;
		const invalidations = new InvalidationQueue({
			unit,
			ring: new DescriptorRing(
				unit,
				memory,
				frames,
				options.invalidationOrder ?? INVALIDATION_ORDER,
			),
			clock,
			log,
			counters,
			onUnresponsive: (sourceId) => {
				const attached = devices.bySource(sourceId);
				if (attached !== undefined) options.onUnresponsive?.(attached.device);
			},
		});
		this.#invalidations = invalidations;
		this.#requests = new PageRequestQueue({
			unit,
			memory,
			frames,
			order: options.pageRequestOrder ?? PAGE_REQUEST_ORDER,
			core,
			source: this,
			devices,
			invalidations,
			log,
			counters,
		});
		this.#bindings = new PasidBindings(this.capabilities, invalidations, this.#requests, log);
		this.#interrupts = new InterruptRemapping({
			unit,
			memory,
			frames,
			capabilities: this.capabilities,
			invalidations,
			order: options.interruptOrder ?? INTERRUPT_ORDER,
		});
		this.#faults = new FaultEvents({
			unit,
			records: this.capabilities.faultRecords,
			count: this.capabilities.faultRecordCount,
			clock,
			core,
			source: this,
			devices,
			invalidations,
			log,
			counters,
		});
	}

	/**
	 * Takes the unit over: tables in which everything is blocked, queues, events, translation on, in this
	 * order. Throws CONFIG when the unit lacks something, RESOURCE_EXHAUSTED when frames do, INTERNAL when
	 * the unit does not obey or has been started; then nothing is in use.
	 */
	start(): void {
		if (this.#context !== undefined)
			throw new FaultlineError('INTERNAL', `VT-d unit ${this.name} was started before`);
		const missing = missingCapabilities(this.capabilities);
		if (missing.length > 0)
			throw new FaultlineError('CONFIG', `VT-d unit ${this.name} lacks ${missing.join(', ')}`);
		const context = ContextTables.create(this.#memory, this.#frames);
		if (context === undefined)
			throw new FaultlineError('RESOURCE_EXHAUSTED', 'no free frame for a VT-d root table');
		this.#context = context;
		try {
			enableEvents(this.#unit, (data) => this.#interrupt(data));
			this.#invalidations.start();
			this.#interrupts.start();
			writeAddress(this.#unit, Reg.RTADDR, context.root, RTADDR_SCALABLE);
			globalCommand(this.#unit, Gcmd.SRTP, true);
			if (!this.capabilities.flushesAtRootChange) {
				const request = this.#invalidations.begin();
				// From the outer cache to the inner ones, as each is filled from the one before it.
				request.addContextGlobal();
				request.addPasidCacheGlobal();
				request.addIotlbGlobal();
				this.#invalidations.submitAndWait(request);
			}
			this.#requests.start();
			globalCommand(this.#unit, Gcmd.TE, true);
		} catch (error) {
			this.#shutDown(context);
			throw error;
		}
	}

	/**
	 * Gives the unit back: translation off, events masked, queues empty and off, every frame returned.
	 * From here on nothing is blocked any more, so all devices must have been released before: throws
	 * DEVICE_BUSY if not. Does nothing for a unit that was not started.
	 */
	stop(): void {
		const context = this.#context;
		if (context === undefined) return;
		if (this.#devices.size > 0)
			throw new FaultlineError(
				'DEVICE_BUSY',
				`VT-d unit ${this.name} still has ${this.#devices.size} devices; release them first`,
			);
		this.#requests.drain();
		this.#shutDown(context);
	}

	/**
	 * Sets up the device's context entry, with an empty PASID directory: all its requests are blocked
	 * until a PASID is bound. Takes a reference. ENODEV: not started, or no PCI device. EEXIST: probed
	 * already, or its requester id is. ENOMEM: no frames. On an error nothing has changed.
	 */
	probeDevice(device: Device): Errno {
		const context = this.#context;
		if (context === undefined || device.bus !== 'pci') return Errno.ENODEV;
		const { sourceId } = device;
		if (this.#devices.of(device) !== undefined || this.#devices.bySource(sourceId) !== undefined)
			return Errno.EEXIST;
		const traits = traitsOf(this.capabilities, this.#configSpace(device));
		const { ats, queueDepth, responseNeedsPasid, pasidBits, contextBits } = traits;
		const tables = PasidTables.create(this.#memory, this.#frames, pasidBits);
		if (tables === undefined) return Errno.ENOMEM;
		const errno = context.set(sourceId, contextBits, tables);
		if (errno !== Errno.OK) {
			tables.destroy();
			return errno;
		}
		this.#devices.add({
			device: device.get(),
			sourceId,
			ats,
			queueDepth,
			throttleId: this.capabilities.invalidationThrottle ? sourceId : 0,
			responseNeedsPasid,
			pasids: 2 ** pasidBits,
			contextBits,
			tables,
			bindings: new Map(),
			privateRequests: undefined,
		});
		return Errno.OK;
	}

	/**
	 * Blocks the device and returns the reference. Its tables' frames follow once no cache leads to them.
	 * Page requests of it that are still queued are answered INVALID by the driver. Its interrupts are blocked too,
	 * and their indices follow. ENODEV: not probed.
	 * EBUSY: a PASID is bound, or its unbinding is not complete.
	 */
	releaseDevice(device: Device): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#context === undefined) return Errno.ENODEV;
		if (attached.bindings.size > 0) return Errno.EBUSY;
		this.#context.clear(attached.sourceId);
		this.#devices.remove(attached);
		device.put();
		const request = this.#invalidations.begin();
		request.addContextDevice(attached.sourceId);
		const freeInterrupts = this.#interrupts.release(attached, request);
		this.#invalidations.submit(request, false, () => {
			freeInterrupts();
			attached.tables.destroy();
		});
		return Errno.OK;
	}

	/** See `PasidBindings.bind`; ENODEV: not probed. */
	bindPasid(device: Device, domain: DomainRef, pasid: number, table: FirstLevelTable): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined || this.#context === undefined) return Errno.ENODEV;
		return this.#bindings.bind(this.#context, attached, domain, pasid, table);
	}

	/** See `PasidBindings.unbind`; ENODEV: not probed. */
	unbindPasid(device: Device, pasid: number, done: () => void): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined) return Errno.ENODEV;
		return this.#bindings.unbind(attached, pasid, done);
	}

	/**
	 * Law 4's order for one address space: the IOTLB of each PASID it is bound at, then the ATC of each
	 * device (which may be served from the IOTLB, so that goes first), then a wait. `done` comes once all is
	 * complete, also where there is nothing to do, and in the order of the calls.
	 */
	invalidate(
		domain: DomainRef,
		users: readonly PasidUser[],
		runs: PageRuns,
		leafOnly: boolean,
		done: () => void,
	): void {
		const request = this.#invalidations.begin();
		const most = this.capabilities.maxAddressMask;
		invalidateRuns(request, this.#devices, domain.id, users, runs, leafOnly, most);
		this.#invalidations.submit(request, false, done);
	}

	/** See `IommuDriver`: a wait, what the hardware reported up to then, and a wait behind the answers. */
	settle(done: () => void): void {
		this.#invalidations.submit(
			this.#invalidations.begin(),
			this.capabilities.pageRequestDrain,
			() => {
				this.#requests.drain();
				this.#invalidations.submit(this.#invalidations.begin(), false, done);
			},
		);
	}

	/** See `FaultSource`. ENODEV: the device was released. */
	pageResponse(
		device: Device,
		grpid: number,
		pasid: number,
		flags: number,
		code: ResponseCode,
	): Errno {
		const attached = this.#devices.of(device);
		if (attached === undefined) return Errno.ENODEV;
		const { sourceId } = attached;
		const request = attached.privateRequests?.take(grpid);
		if (request === undefined) {
			const last = (flags & PageRequestFlag.LAST_PAGE) !== 0;
			this.#invalidations.respond(sourceId, pasid, grpid, last, code);
		} else {
			const { last, data } = request;
			const index = grpid & Request.INDEX_MASK;
			this.#invalidations.respond(sourceId, pasid, index, last, code, data);
		}
		return Errno.OK;
	}

	flush(): void {
		this.#invalidations.flush();
	}

	/** See `InterruptRemapper`. */
	allocate(device: Device, count: number): number {
		const attached = this.#devices.of(device);
		return attached === undefined ? -1 : this.#interrupts.allocate(attached, count);
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

	message(device: Device, index: number): InterruptMessage {
		return this.#interrupts.message(this.#devices.of(device), index);
	}

	#interrupt(data: number): void {
		if (data === EventData.PAGE_REQUEST) {
			this.#drainSoon.ask();
		} else if (data === EventData.INVALIDATION) {
			this.#invalidations.serviceSoon();
		} else if (data === EventData.FAULT) {
			this.#faults.serviceSoon();
		}
	}

	/** Undoes `start`, or what was done of it. */
	#shutDown(context: ContextTables): void {
		globalCommand(this.#unit, Gcmd.TE, false);
		this.#interrupts.stop();
		maskEvents(this.#unit);
		this.#invalidations.stop();
		this.#requests.stop();
		context.destroy();
		this.#context = undefined;
		this.#unit.onInterrupt(() => {});
	}
}
