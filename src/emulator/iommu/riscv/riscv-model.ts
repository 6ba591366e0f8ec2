/**
 * A RISC-V IOMMU as software and endpoints see it: registers, directories, tables and queues in memory, messages
 * (RISC-V IOMMU Architecture Specification 1.0, with the extensions for non-leaf and for range invalidation).
 * Owns the register map and puts the parts together; each part owns its own state.
 *
 * What it has: device directories of 1 to 3 levels, process directories, first and second stages of 3 to 5 levels,
 * accessed and dirty bits, ATS and page requests, MSI translation with the flat table, messages or wires.
 * What it has not: Sv32, big-endian structures, memory types, memory-resident interrupt files, translated
 * requests that are guest addresses (T2GPA), performance counters, the debug interface, QoS ids. capabilities
 * and fctl say so. Memory holds no corrupted data, so causes 268 to 272 and 274 never come.
 *
 * Everything is synchronous and deterministic. Interrupts are delivered from within the call that causes
 * them; the handler may access registers.
 */

import { spoilWord } from '../../inject/spoil.js';
import type { PhysicalMemory } from '../../memory.js';
import type { EndpointPort, IommuModel, IommuPort, ModelFaults } from '../contract.js';
import { CommandQueue } from './command-queue.js';
import { Commands } from './commands.js';
import { RiscvIommuCounters } from './counters.js';
import { DeviceDirectory } from './device-directory.js';
import { DeviceInvalidations } from './device-invalidations.js';
import { Endpoints } from './endpoints.js';
import { FaultQueue } from './fault-queue.js';
import { HostWrites } from './host-writes.js';
import { Interrupt, Interrupts } from './interrupts.js';
import { CAPABILITIES_HIGH, CAPABILITIES_LOW, Mode, MSI_FLAT, Reg } from './layout.js';
import { PageRequestQueue } from './page-request-queue.js';
import { PageRequests } from './page-requests.js';
import { RiscvPort } from './riscv-port.js';
import { Translator } from './translate.js';

/** A device context without V, and one with a reserved bit of its translation control. */
const SPOILT = {
	invalid: { at: 0, mask: 0x1, bits: 0 },
	reserved: { at: 0, mask: 0x1000, bits: 0x1000 },
} as const;

export interface RiscvIommuOptions {
	/** capabilities.PAS, 34 to 56: bits of a physical address. Default 46. */
	readonly physicalAddressWidth?: number;
	/** capabilities.MSI_FLAT: MSI translation, and device contexts of 64 bytes. Default true. */
	readonly msiFlat?: boolean;
	/** Entries of the translation cache, a power of two from 16 on. Default 4096. */
	readonly iotlbEntries?: number;
	/** Entries of the device-directory cache, a power of two from 16 on. Default 1024. */
	readonly deviceCacheEntries?: number;
	/** Entries of the process-directory cache, a power of two from 16 on. Default 1024. */
	readonly processCacheEntries?: number;
	/**
	 * Pages of the machine's interrupt files, below page 2^28: writes to them are interrupts, and no memory
	 * is seen there. Default: the 256 pages from 0xFEE00 on.
	 */
	readonly interruptFiles?: { readonly firstPage: number; readonly pages: number };
}

export class RiscvIommuModel implements IommuModel {
	readonly counters = new RiscvIommuCounters();
	readonly faults: ModelFaults;
	readonly #capabilitiesLow: number;
	readonly #capabilitiesHigh: number;
	readonly #ports = new Map<number, RiscvPort>();
	readonly #endpoints = new Endpoints();
	readonly #writes: HostWrites;
	readonly #interrupts: Interrupts;
	readonly #directory: DeviceDirectory;
	readonly #faults: FaultQueue;
	readonly #translator: Translator;
	readonly #requestQueue: PageRequestQueue;
	readonly #requests: PageRequests;
	readonly #invalidations: DeviceInvalidations;
	readonly #commands: CommandQueue;

	/** Throws RangeError for options outside their range. */
	constructor(memory: PhysicalMemory, options: RiscvIommuOptions = {}) {
		const width = inRange('physicalAddressWidth', options.physicalAddressWidth ?? 46, 34, 56);
		const extended = options.msiFlat ?? true;
		const iotlb = powerOfTwo('iotlbEntries', options.iotlbEntries ?? 4096);
		const devices = powerOfTwo('deviceCacheEntries', options.deviceCacheEntries ?? 1024);
		const processes = powerOfTwo('processCacheEntries', options.processCacheEntries ?? 1024);
		const files = options.interruptFiles ?? { firstPage: 0xfee00, pages: 0x100 };
		inRange('interruptFiles.firstPage', files.firstPage, 0, 2 ** 28 - 1);
		inRange('interruptFiles.pages', files.pages, 0, 2 ** 28 - files.firstPage);
		// Registers hold a PPN in bits 53:10, of which PAS - 12 bits exist.
		const pageHighMask = 2 ** (width - 34) - 1;
		const counters = this.counters;
		this.#capabilitiesLow = CAPABILITIES_LOW | (extended ? MSI_FLAT : 0);
		this.#capabilitiesHigh = CAPABILITIES_HIGH | width;
		this.#writes = new HostWrites(memory, files.firstPage, files.pages);
		this.#interrupts = new Interrupts(this.#writes);
		this.#directory = new DeviceDirectory(memory, extended, pageHighMask, devices);
		const directory = this.#directory;
		this.faults = {
			recoverable: true,
			requestsDropped: () => counters.pageRequestsDropped,
			faultsDropped: () => counters.faultsDropped,
			spoil: (device, how) =>
				directory.mode <= Mode.BARE
					? undefined
					: spoilWord(memory, directory.entryAddress(device), SPOILT[how], () =>
							directory.devices.invalidate(device),
						),
		};
		this.#faults = new FaultQueue(memory, pageHighMask, this.#interrupts, counters);
		this.#translator = new Translator(
			memory,
			iotlb,
			processes,
			this.#directory,
			this.#faults,
			counters,
		);
		this.#requestQueue = new PageRequestQueue(
			memory,
			pageHighMask,
			this.#endpoints,
			this.#interrupts,
			counters,
		);
		this.#requests = new PageRequests(this.#directory, this.#faults, this.#requestQueue);
		this.#invalidations = new DeviceInvalidations(() => this.#commands.run());
		const commands = new Commands(
			this.#directory,
			this.#translator.processes.processes,
			this.#translator.caches,
			this.#endpoints,
			this.#invalidations,
			counters,
		);
		this.#commands = new CommandQueue(
			memory,
			commands,
			this.#invalidations,
			this.#writes,
			this.#interrupts,
			pageHighMask,
		);
	}

	/** `deviceId` has 24 bits: of a PCI function the requester id, with a segment number above. */
	connect(deviceId: number, endpoint: EndpointPort): IommuPort {
		this.#endpoints.add(deviceId, endpoint);
		const port = new RiscvPort(
			deviceId,
			this.#translator,
			this.#requests,
			this.#writes,
			this.counters,
		);
		this.#ports.set(deviceId, port);
		return port;
	}

	/** Unknown ids are ignored. Translations and records of the endpoint stay until they are invalidated or read. */
	disconnect(deviceId: number): void {
		if (!this.#endpoints.remove(deviceId)) return;
		this.#ports.get(deviceId)?.close();
		this.#ports.delete(deviceId);
		this.#requestQueue.forget(deviceId);
		this.#invalidations.release(deviceId);
	}

	/**
	 * The outstanding Invalidation Requests to an endpoint timed out (PCIe gives them about a minute; the
	 * IOMMU has no clock, so whoever owns time says so). Returns how many there were; the next fence reports
	 * it (cmd_to).
	 */
	expireInvalidations(deviceId: number): number {
		return this.#invalidations.expire(deviceId);
	}

	/** The handler gets the message's data, or with fctl.WSI the number of the wire that went up. */
	onInterrupt(handler: (data: number) => void): void {
		this.#writes.onInterrupt(handler);
	}

	onDeviceInterrupt(handler: (destination: number, data: number) => void): void {
		this.#writes.onDeviceInterrupt(handler);
	}

	readRegister(offset: number): number {
		switch (offset) {
			case Reg.CAPABILITIES:
				return this.#capabilitiesLow;
			case Reg.CAPABILITIES + 4:
				return this.#capabilitiesHigh;
			case Reg.FCTL:
				return this.#interrupts.wires ? 2 : 0;
			case Reg.DDTP:
				return this.#directory.ddtpLow;
			case Reg.DDTP + 4:
				return this.#directory.ddtpHigh;
			case Reg.CQB:
				return this.#commands.baseLow;
			case Reg.CQB + 4:
				return this.#commands.baseHigh;
			case Reg.CQH:
				return this.#commands.head;
			case Reg.CQT:
				return this.#commands.tail;
			case Reg.FQB:
				return this.#faults.queue.baseLow;
			case Reg.FQB + 4:
				return this.#faults.queue.baseHigh;
			case Reg.FQH:
				return this.#faults.queue.head;
			case Reg.FQT:
				return this.#faults.queue.tail;
			case Reg.PQB:
				return this.#requestQueue.queue.baseLow;
			case Reg.PQB + 4:
				return this.#requestQueue.queue.baseHigh;
			case Reg.PQH:
				return this.#requestQueue.queue.head;
			case Reg.PQT:
				return this.#requestQueue.queue.tail;
			case Reg.CQCSR:
				return this.#commands.status;
			case Reg.FQCSR:
				return this.#faults.queue.status;
			case Reg.PQCSR:
				return this.#requestQueue.queue.status;
			case Reg.IPSR:
				return this.#interrupts.pending;
			case Reg.ICVEC:
				return this.#interrupts.vectors;
			default:
				return isMessageTable(offset) ? this.#interrupts.read((offset - Reg.MSI_CFG_TBL) >> 2) : 0;
		}
	}

	writeRegister(offset: number, value: number): void {
		switch (offset) {
			case Reg.CQT:
				this.#commands.writeTail(value);
				break;
			case Reg.PQH:
				this.#requestQueue.queue.writeHead(value);
				break;
			case Reg.FQH:
				this.#faults.queue.writeHead(value);
				break;
			case Reg.IPSR:
				this.#acknowledge(value);
				break;
			case Reg.FCTL:
				this.#writeFeatures(value);
				break;
			case Reg.DDTP:
				this.#directory.writeLow(value);
				break;
			case Reg.DDTP + 4:
				this.#directory.writeHigh(value);
				break;
			case Reg.CQB:
				this.#commands.writeBaseLow(value);
				break;
			case Reg.CQB + 4:
				this.#commands.writeBaseHigh(value);
				break;
			case Reg.FQB:
				this.#faults.queue.writeBaseLow(value);
				break;
			case Reg.FQB + 4:
				this.#faults.queue.writeBaseHigh(value);
				break;
			case Reg.PQB:
				this.#requestQueue.queue.writeBaseLow(value);
				break;
			case Reg.PQB + 4:
				this.#requestQueue.queue.writeBaseHigh(value);
				break;
			case Reg.CQCSR:
				this.#commands.writeStatus(value);
				break;
			case Reg.FQCSR:
				this.#faults.queue.writeStatus(value);
				this.#faults.checkInterrupt();
				break;
			case Reg.PQCSR:
				this.#requestQueue.writeStatus(value);
				break;
			case Reg.ICVEC:
				this.#interrupts.vectors = value & 0xffff;
				break;
			default:
				if (isMessageTable(offset))
					this.#interrupts.write((offset - Reg.MSI_CFG_TBL) >> 2, value >>> 0);
		}
	}

	/** ipsr, write-1-clear; what still holds comes back. */
	#acknowledge(value: number): void {
		const cleared = this.#interrupts.clear(value);
		if ((cleared & Interrupt.COMMAND) !== 0) this.#commands.checkInterrupt();
		if ((cleared & Interrupt.FAULT) !== 0) this.#faults.checkInterrupt();
		if ((cleared & Interrupt.PAGE_REQUEST) !== 0) this.#requestQueue.checkInterrupt();
	}

	/** fctl: only WSI can be written, and only while everything is off. */
	#writeFeatures(value: number): void {
		if (
			this.#directory.mode === Mode.OFF &&
			!this.#commands.active &&
			!this.#faults.queue.enabled &&
			!this.#requestQueue.queue.enabled
		)
			this.#interrupts.wires = (value & 2) !== 0;
	}
}

function isMessageTable(offset: number): boolean {
	return offset >= Reg.MSI_CFG_TBL && offset < Reg.END && (offset & 3) === 0;
}

function inRange(name: string, value: number, least: number, most: number): number {
	if (!Number.isInteger(value) || value < least || value > most)
		throw new RangeError(`${name} is a whole number from ${least} to ${most}, not ${value}`);
	return value;
}

function powerOfTwo(name: string, value: number): number {
	if (value < 16 || value > 2 ** 24 || !Number.isInteger(Math.log2(value)))
		throw new RangeError(`${name} is a power of two from 16 to 2^24, not ${value}`);
	return value;
}
