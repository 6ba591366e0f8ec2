/**
 * An AMD IOMMU (AMD-Vi), as software and endpoints see it: registers, structures and queues in memory, messages (AMD
 * IOMMU specification 48882, read through the code that implements or drives it). Owns the register map and puts the parts
 * together; each part owns its own state.
 *
 * What it has: host (v1), guest (v2) and nested translation, GCR3 tables of 1 to 3 levels; ATS and PPR with automatic
 * responses; event log; command buffer; interrupt remapping with entries of 32 and 128 bits; exclusion range. What
 * it has not: guest virtual APIC, device table segments, second logs, performance counters, vIOMMU, SNP,
 * 5-level guest tables, secure ATS, hardware error registers, SMI filters. The extended feature register says so.
 *
 * Everything is synchronous and deterministic. Messages are delivered from within the call that causes
 * them; the handler may access registers.
 */

import { spoilWord } from '../../inject/spoil.js';
import type { PhysicalMemory } from '../../memory.js';
import type { EndpointPort, IommuModel, IommuPort, ModelFaults } from '../contract.js';
import { AmdViPort } from './amdvi-port.js';
import { CommandBuffer } from './command-buffer.js';
import { CommandExecutor } from './command-executor.js';
import { ControlRegister } from './control.js';
import { AmdViCounters } from './counters.js';
import { DeviceTable } from './device-table.js';
import { Endpoints } from './endpoints.js';
import { EventLog } from './event-log.js';
import { ExclusionRange } from './exclusion-range.js';
import { InterruptRemapping } from './interrupt-remapping.js';
import { Interrupts, Message } from './interrupts.js';
import { FEATURES_HIGH, FEATURES_LOW, Reg, Status } from './layout.js';
import { PageRequestLog } from './page-request-log.js';
import { PageRequests } from './page-requests.js';
import { RecordLog } from './record-log.js';
import { StatusRegister } from './status.js';
import { type OutsideTable, Translator } from './translate.js';

export interface AmdViOptions {
	/** Entries of the translation cache, a power of two from 16 on. Default 4096. */
	readonly iotlbEntries?: number;
	/** Last-level page tables that are remembered, a power of two from 16 on. Default 1024. */
	readonly tableCacheEntries?: number;
	/** Device table entries that are cached, a power of two from 16 on. Default 1024. */
	readonly deviceCacheEntries?: number;
	/** Guest table roots that are cached, a power of two from 16 on. Default 1024. */
	readonly guestRootEntries?: number;
	/** Interrupt table entries that are cached, a power of two from 16 on. Default 1024. */
	readonly interruptCacheEntries?: number;
	/**
	 * What a request of a device beyond the device table is reported as; sources differ. Default 'page-fault'
	 * (IO_PAGE_FAULT with PR 0); 'illegal-entry' is ILLEGAL_DEV_TABLE_ENTRY with RZ 0.
	 */
	readonly outsideTable?: OutsideTable;
}

/**
 * An entry without V lets everything pass; so what is not valid is its Mode, 7, which there is not. The other has a
 * reserved bit.
 */
const SPOILT = {
	invalid: { at: 0, mask: 0xe00, bits: 0xe00 },
	reserved: { at: 0, mask: 0x4, bits: 0x4 },
} as const;

const EVENT_BITS = {
	run: Status.EVENT_RUN,
	overflow: Status.EVENT_OVERFLOW,
	interrupt: Status.EVENT_INTERRUPT,
};
const PPR_BITS = {
	run: Status.PPR_RUN,
	overflow: Status.PPR_OVERFLOW,
	interrupt: Status.PPR_INTERRUPT,
};

export class AmdViModel implements IommuModel {
	readonly counters = new AmdViCounters();
	readonly faults: ModelFaults;
	readonly #ports = new Map<number, AmdViPort>();
	readonly #endpoints = new Endpoints();
	readonly #status = new StatusRegister();
	readonly #exclusion = new ExclusionRange();
	readonly #devices: DeviceTable;
	readonly #interrupts: Interrupts;
	readonly #events: EventLog;
	readonly #translator: Translator;
	readonly #remapping: InterruptRemapping;
	readonly #requestLog: PageRequestLog;
	readonly #requests: PageRequests;
	readonly #commands: CommandBuffer;
	readonly #control: ControlRegister;
	#handler: ((data: number) => void) | undefined;
	#deviceInterrupt: ((destination: number, data: number) => void) | undefined;

	/** Throws RangeError for options outside their range. */
	constructor(memory: PhysicalMemory, options: AmdViOptions = {}) {
		const iotlbEntries = powerOfTwo('iotlbEntries', options.iotlbEntries ?? 4096);
		const tableEntries = powerOfTwo('tableCacheEntries', options.tableCacheEntries ?? 1024);
		const deviceEntries = powerOfTwo('deviceCacheEntries', options.deviceCacheEntries ?? 1024);
		const guestRootEntries = powerOfTwo('guestRootEntries', options.guestRootEntries ?? 1024);
		const interrupts = powerOfTwo('interruptCacheEntries', options.interruptCacheEntries ?? 1024);
		const status = this.#status;
		const counters = this.counters;
		this.#interrupts = new Interrupts((data) => this.#handler?.(data));
		const general = () => this.#interrupts.signal(Message.GENERAL);
		const ppr = () => this.#interrupts.signal(Message.PPR);
		this.#devices = new DeviceTable(memory, deviceEntries);
		const devices = this.#devices;
		this.faults = {
			recoverable: true,
			requestsDropped: () => counters.pageRequestsDropped,
			faultsDropped: () => counters.eventsDropped,
			spoil: (device, how) =>
				spoilWord(memory, devices.entryAddress(device), SPOILT[how], () =>
					devices.invalidate(device),
				),
		};
		this.#events = new EventLog(new RecordLog(memory, status, EVENT_BITS, true, general), counters);
		this.#translator = new Translator(
			memory,
			{ iotlbEntries, tableEntries, guestRootEntries },
			this.#devices,
			this.#exclusion,
			this.#events,
			counters,
			options.outsideTable ?? 'page-fault',
		);
		this.#remapping = new InterruptRemapping(
			memory,
			this.#devices,
			this.#events,
			counters,
			interrupts,
			(destination, data) => this.#deviceInterrupt?.(destination, data),
		);
		this.#requestLog = new PageRequestLog(
			new RecordLog(memory, status, PPR_BITS, false, ppr),
			status,
			counters,
			ppr,
		);
		this.#requests = new PageRequests(
			this.#devices,
			this.#translator,
			this.#endpoints,
			this.#requestLog,
			this.#events,
			counters,
		);
		const executor = new CommandExecutor(
			this.#devices,
			this.#translator,
			this.#remapping,
			this.#endpoints,
			counters,
		);
		this.#commands = new CommandBuffer(memory, executor, this.#events, status, general);
		this.#control = new ControlRegister({
			interrupts: this.#interrupts,
			translator: this.#translator,
			remapping: this.#remapping,
			events: this.#events,
			requestLog: this.#requestLog,
			requests: this.#requests,
			commands: this.#commands,
		});
	}

	connect(deviceId: number, endpoint: EndpointPort): IommuPort {
		this.#endpoints.add(deviceId, endpoint);
		const port = new AmdViPort(deviceId, this.#translator, this.#requests, this.#remapping);
		this.#ports.set(deviceId, port);
		return port;
	}

	/** Unknown ids are ignored. Translations and records of the endpoint stay until they are invalidated or read. */
	disconnect(deviceId: number): void {
		if (!this.#endpoints.remove(deviceId)) return;
		this.#ports.get(deviceId)?.close();
		this.#ports.delete(deviceId);
		this.#commands.release(deviceId);
	}

	/**
	 * The outstanding IOTLB invalidations of an endpoint timed out (control InvTimeOut says after how long; the unit
	 * has no clock, so whoever owns time says so). Each is logged as IOTLB_INV_TIMEOUT and counts as complete.
	 * Returns how many there were; none, and nothing changes, while InvTimeOut is 0.
	 */
	expireInvalidations(deviceId: number): number {
		return this.#commands.expire(deviceId);
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#handler = handler;
	}

	onDeviceInterrupt(handler: (destination: number, data: number) => void): void {
		this.#deviceInterrupt = handler;
	}

	readRegister(offset: number): number {
		switch (offset) {
			case Reg.STATUS:
				return this.#status.bits;
			case Reg.PPR_HEAD:
				return this.#requestLog.ring.head;
			case Reg.PPR_TAIL:
				return this.#requestLog.ring.tail;
			case Reg.COMMAND_HEAD:
				return this.#commands.head;
			case Reg.COMMAND_TAIL:
				return this.#commands.tail;
			case Reg.EVENT_HEAD:
				return this.#events.ring.head;
			case Reg.EVENT_TAIL:
				return this.#events.ring.tail;
			case Reg.CONTROL:
				return this.#control.low;
			case Reg.CONTROL + 4:
				return this.#control.high;
			case Reg.DEVICE_TABLE:
				return this.#devices.baseLow;
			case Reg.DEVICE_TABLE + 4:
				return this.#devices.baseHigh;
			case Reg.COMMAND_BASE:
				return this.#commands.baseLow;
			case Reg.COMMAND_BASE + 4:
				return this.#commands.baseHigh;
			case Reg.EVENT_BASE:
				return this.#events.ring.baseLow;
			case Reg.EVENT_BASE + 4:
				return this.#events.ring.baseHigh;
			case Reg.PPR_BASE:
				return this.#requestLog.ring.baseLow;
			case Reg.PPR_BASE + 4:
				return this.#requestLog.ring.baseHigh;
			case Reg.FEATURES:
				return FEATURES_LOW;
			case Reg.FEATURES + 4:
				return FEATURES_HIGH;
			case Reg.PPR_AUTO_RESPONSE:
				return this.#requestLog.auto;
			case Reg.PPR_EARLY:
				return this.#requestLog.early;
			default:
				return this.#readOther(offset);
		}
	}

	writeRegister(offset: number, value: number): void {
		switch (offset) {
			case Reg.STATUS:
				this.#status.write(value);
				break;
			case Reg.PPR_HEAD:
				this.#requestLog.ring.writeHead(value);
				break;
			case Reg.PPR_TAIL:
				this.#requestLog.ring.writeTail(value);
				break;
			case Reg.COMMAND_HEAD:
				this.#commands.writeHead(value);
				break;
			case Reg.COMMAND_TAIL:
				this.#commands.writeTail(value);
				break;
			case Reg.EVENT_HEAD:
				this.#events.ring.writeHead(value);
				break;
			case Reg.EVENT_TAIL:
				this.#events.ring.writeTail(value);
				break;
			case Reg.CONTROL:
				this.#control.writeLow(value);
				break;
			case Reg.CONTROL + 4:
				this.#control.writeHigh(value);
				break;
			case Reg.DEVICE_TABLE:
				this.#devices.writeBaseLow(value);
				break;
			case Reg.DEVICE_TABLE + 4:
				this.#devices.writeBaseHigh(value);
				break;
			case Reg.COMMAND_BASE:
				this.#commands.writeBaseLow(value);
				break;
			case Reg.COMMAND_BASE + 4:
				this.#commands.writeBaseHigh(value);
				break;
			case Reg.EVENT_BASE:
				this.#events.ring.writeBaseLow(value);
				break;
			case Reg.EVENT_BASE + 4:
				this.#events.ring.writeBaseHigh(value);
				break;
			case Reg.PPR_BASE:
				this.#requestLog.ring.writeBaseLow(value);
				break;
			case Reg.PPR_BASE + 4:
				this.#requestLog.ring.writeBaseHigh(value);
				break;
			case Reg.PPR_AUTO_RESPONSE:
				this.#requestLog.writeAuto(value);
				break;
			case Reg.PPR_EARLY:
				this.#requestLog.writeEarly(value);
				break;
			default:
				this.#writeOther(offset, value);
		}
	}

	/** Groups of registers that are arrays of words: exclusion range, MSI, x2APIC interrupts. */
	#readOther(offset: number): number {
		if ((offset & 3) !== 0) return 0;
		if (isWithin(offset, Reg.EXCLUSION_BASE, 4))
			return this.#exclusion.read((offset - Reg.EXCLUSION_BASE) >> 2);
		if (isWithin(offset, Reg.MISC, 2)) return this.#interrupts.readMisc((offset - Reg.MISC) >> 2);
		if (isWithin(offset, Reg.MSI, 4)) return this.#interrupts.readMsi((offset - Reg.MSI) >> 2);
		if (isWithin(offset, Reg.XT_GENERAL, 4))
			return this.#interrupts.readVector((offset - Reg.XT_GENERAL) >> 2);
		return 0;
	}

	#writeOther(offset: number, value: number): void {
		if ((offset & 3) !== 0) return;
		if (isWithin(offset, Reg.EXCLUSION_BASE, 4))
			this.#exclusion.write((offset - Reg.EXCLUSION_BASE) >> 2, value);
		else if (isWithin(offset, Reg.MSI, 4))
			this.#interrupts.writeMsi((offset - Reg.MSI) >> 2, value);
		else if (isWithin(offset, Reg.XT_GENERAL, 4))
			this.#interrupts.writeVector((offset - Reg.XT_GENERAL) >> 2, value);
	}
}

function isWithin(offset: number, first: number, words: number): boolean {
	return offset >= first && offset < first + words * 4;
}

function powerOfTwo(name: string, value: number): number {
	if (value < 16 || value > 2 ** 24 || !Number.isInteger(Math.log2(value)))
		throw new RangeError(`${name} is a power of two from 16 to 2^24, not ${value}`);
	return value;
}
