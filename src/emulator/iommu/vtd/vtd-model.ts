/**
 * An Intel VT-d remapping unit in scalable mode, as software and endpoints see it: registers, structures
 * and queues in memory, messages (VT-d specification, read through the code that implements or drives
 * it). Owns the register map and puts the parts together; each part owns its own state.
 *
 * What it has: first-level (4 levels), second-level (3 or 4), nested and pass-through translation; ATS
 * and page requests; interrupt remapping; primary fault logging; queued invalidation with descriptors of 128 and
 * 256 bits. What it has not: legacy mode (TTM 0 is refused with reasons 30h to 32h), posted interrupts, register-based
 * invalidation, advanced fault logging, 5-level tables. VER, CAP and ECAP say so.
 *
 * Everything is synchronous and deterministic. Messages are delivered from within the call that causes
 * them; the handler may access registers.
 */

import { spoilWord } from '../../inject/spoil.js';
import type { PhysicalMemory } from '../../memory.js';
import type { EndpointPort, IommuModel, IommuPort, ModelFaults } from '../contract.js';
import { VtdCounters } from './counters.js';
import { Endpoints } from './endpoints.js';
import { EventLine } from './event-line.js';
import { FaultRecording } from './fault-recording.js';
import { GlobalCommand } from './global-command.js';
import { InterruptRemapping } from './interrupt-remapping.js';
import { InvalidationQueue } from './invalidation-queue.js';
import { CAP_LOW, capHigh, ECAP_HIGH, ECAP_LOW, Reg, VERSION } from './layout.js';
import { PageRequestQueue } from './page-request-queue.js';
import { PageRequests } from './page-requests.js';
import { TranslationTables } from './tables.js';
import { Translator } from './translate.js';
import { VtdPort } from './vtd-port.js';

export interface VtdOptions {
	/** Bits of a host physical address, 40 to 52; structures may not set address bits above. Default 46. */
	readonly hostAddressWidth?: number;
	/** Fault recording registers, 1 to 14. Default 8. */
	readonly faultRecords?: number;
	/** Entries of the IOTLB, a power of two from 16 on. Default 4096. */
	readonly iotlbEntries?: number;
	/** Entries of the context cache, a power of two from 16 on. Default 256. */
	readonly contextCacheEntries?: number;
	/** Entries of the PASID cache, a power of two from 16 on. Default 1024. */
	readonly pasidCacheEntries?: number;
	/** Entries of the interrupt entry cache, a power of two from 16 on. Default 256. */
	readonly interruptCacheEntries?: number;
	/**
	 * Page requests may carry private data, and responses bring it back, as revisions 3.x of the specification have it;
	 * later ones have reserved its bits. No register tells. Default false.
	 */
	readonly privateData?: boolean;
}

/** A context entry without P, and one with a reserved bit. */
const SPOILT = {
	invalid: { at: 0, mask: 0x1, bits: 0 },
	reserved: { at: 0, mask: 0x20, bits: 0x20 },
} as const;

/** Where the last fault recording register may end: the next block of registers starts at 300h. */
const MAX_FAULT_RECORDS = 14;

export class VtdModel implements IommuModel {
	readonly counters = new VtdCounters();
	readonly faults: ModelFaults;
	readonly #capHigh: number;
	readonly #ports = new Map<number, VtdPort>();
	readonly #endpoints = new Endpoints();
	readonly #faultLine: EventLine;
	readonly #completionLine: EventLine;
	readonly #requestLine: EventLine;
	readonly #faults: FaultRecording;
	readonly #translator: Translator;
	readonly #requestQueue: PageRequestQueue;
	readonly #requests: PageRequests;
	readonly #invalidations: InvalidationQueue;
	readonly #command: GlobalCommand;
	readonly #interrupts: InterruptRemapping;
	#handler: ((data: number) => void) | undefined;
	#deviceInterrupt: ((destination: number, data: number) => void) | undefined;

	/** Throws RangeError for options outside their range. */
	constructor(memory: PhysicalMemory, options: VtdOptions = {}) {
		const width = inRange('hostAddressWidth', options.hostAddressWidth ?? 46, 40, 52);
		const records = inRange('faultRecords', options.faultRecords ?? 8, 1, MAX_FAULT_RECORDS);
		const iotlb = powerOfTwo('iotlbEntries', options.iotlbEntries ?? 4096);
		const contexts = powerOfTwo('contextCacheEntries', options.contextCacheEntries ?? 256);
		const pasids = powerOfTwo('pasidCacheEntries', options.pasidCacheEntries ?? 1024);
		const interrupts = powerOfTwo('interruptCacheEntries', options.interruptCacheEntries ?? 256);
		const privateData = options.privateData ?? false;
		const deliver = (data: number) => this.#handler?.(data);
		this.#capHigh = capHigh(records);
		this.#faultLine = new EventLine(deliver);
		this.#completionLine = new EventLine(deliver);
		this.#requestLine = new EventLine(deliver);
		this.#faults = new FaultRecording(records, this.#faultLine, this.counters);
		this.#interrupts = new InterruptRemapping(
			memory,
			this.#faults,
			this.counters,
			interrupts,
			(destination, data) => this.#deviceInterrupt?.(destination, data),
		);
		const tables = new TranslationTables(memory, width, contexts, pasids);
		this.faults = {
			recoverable: true,
			requestsDropped: () => this.counters.pageRequestsDropped,
			faultsDropped: () => this.counters.faultsDropped,
			spoil: (source, how) =>
				spoilWord(memory, tables.entryAddress(source), SPOILT[how], () => tables.invalidateAll()),
		};
		this.#translator = new Translator(memory, width, iotlb, tables, this.#faults, this.counters);
		this.#requestQueue = new PageRequestQueue(
			memory,
			this.#endpoints,
			this.#requestLine,
			this.counters,
		);
		this.#requests = new PageRequests(
			tables,
			this.#translator,
			this.#faults,
			this.#requestQueue,
			privateData,
		);
		this.#invalidations = new InvalidationQueue(
			memory,
			tables,
			this.#translator.caches,
			this.#endpoints,
			this.#requestQueue,
			this.#faults,
			this.#completionLine,
			this.#interrupts,
			this.counters,
			privateData,
		);
		this.#command = new GlobalCommand(
			tables,
			this.#translator.caches,
			this.#invalidations,
			this.#faults,
			this.#interrupts,
		);
	}

	connect(requesterId: number, endpoint: EndpointPort): IommuPort {
		this.#endpoints.add(requesterId, endpoint);
		const port = new VtdPort(requesterId, this.#translator, this.#requests, this.#interrupts);
		this.#ports.set(requesterId, port);
		return port;
	}

	/** Unknown ids are ignored. Translations and records of the endpoint stay until they are invalidated or read. */
	disconnect(requesterId: number): void {
		if (!this.#endpoints.remove(requesterId)) return;
		this.#ports.get(requesterId)?.close();
		this.#ports.delete(requesterId);
		this.#requestQueue.forget(requesterId);
		this.#invalidations.release(requesterId);
	}

	/**
	 * The outstanding Invalidate Requests to an endpoint timed out (PCIe gives them about a minute; the
	 * unit has no clock, so whoever owns time says so). Returns how many there were; FSTS.ITE tells software.
	 */
	expireInvalidations(requesterId: number): number {
		return this.#invalidations.expire(requesterId);
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#handler = handler;
	}

	onDeviceInterrupt(handler: (destination: number, data: number) => void): void {
		this.#deviceInterrupt = handler;
	}

	readRegister(offset: number): number {
		switch (offset) {
			case Reg.VER:
				return VERSION;
			case Reg.CAP:
				return CAP_LOW;
			case Reg.CAP + 4:
				return this.#capHigh;
			case Reg.ECAP:
				return ECAP_LOW;
			case Reg.ECAP + 4:
				return ECAP_HIGH;
			case Reg.GSTS:
				return this.#command.readStatus();
			case Reg.RTADDR:
				return this.#command.rootLow;
			case Reg.RTADDR + 4:
				return this.#command.rootHigh;
			case Reg.FSTS:
				return this.#faults.readStatus();
			case Reg.IQH:
				return this.#invalidations.head;
			case Reg.IQT:
				return this.#invalidations.tail;
			case Reg.IQA:
				return this.#invalidations.addressLow;
			case Reg.IQA + 4:
				return this.#invalidations.addressHigh;
			case Reg.ICS:
				return this.#invalidations.completionStatus;
			case Reg.IQERCD:
				return this.#invalidations.errorLow;
			case Reg.IQERCD + 4:
				return this.#invalidations.errorHigh;
			case Reg.IRTA:
				return this.#interrupts.addressLow;
			case Reg.IRTA + 4:
				return this.#interrupts.addressHigh;
			case Reg.PQH:
				return this.#requestQueue.head;
			case Reg.PQT:
				return this.#requestQueue.tail;
			case Reg.PQA:
				return this.#requestQueue.addressLow;
			case Reg.PQA + 4:
				return this.#requestQueue.addressHigh;
			case Reg.PRS:
				return this.#requestQueue.status;
			default:
				return this.#readOther(offset);
		}
	}

	writeRegister(offset: number, value: number): void {
		switch (offset) {
			case Reg.GCMD:
				this.#command.write(value);
				break;
			case Reg.RTADDR:
				this.#command.rootLow = (value & 0xffff_fc00) >>> 0;
				break;
			case Reg.RTADDR + 4:
				this.#command.rootHigh = value >>> 0;
				break;
			case Reg.FSTS:
				this.#invalidations.acknowledge(this.#faults.writeStatus(value));
				break;
			case Reg.IQT:
				this.#invalidations.writeTail(value);
				break;
			case Reg.IQA:
				this.#invalidations.writeAddress(value, this.#invalidations.addressHigh);
				break;
			case Reg.IQA + 4:
				this.#invalidations.writeAddress(this.#invalidations.addressLow, value);
				break;
			case Reg.ICS:
				this.#invalidations.writeCompletionStatus(value);
				break;
			case Reg.IRTA:
				this.#interrupts.writeAddress(value, this.#interrupts.addressHigh);
				break;
			case Reg.IRTA + 4:
				this.#interrupts.writeAddress(this.#interrupts.addressLow, value);
				break;
			case Reg.PQH:
				this.#requestQueue.writeHead(value);
				break;
			case Reg.PQT:
				this.#requestQueue.writeTail(value);
				break;
			case Reg.PQA:
				this.#requestQueue.writeAddress(value, this.#requestQueue.addressHigh);
				break;
			case Reg.PQA + 4:
				this.#requestQueue.writeAddress(this.#requestQueue.addressLow, value);
				break;
			case Reg.PRS:
				this.#requestQueue.writeStatus(value);
				break;
			default:
				this.#writeOther(offset, value);
		}
	}

	/** The three groups of event registers, and the fault recording registers. */
	#readOther(offset: number): number {
		const record = offset - Reg.FRCD;
		if (record >= 0 && record < this.#faults.size) return this.#faults.readRecord(record);
		const base = eventBase(offset);
		return base < 0 ? 0 : this.#line(base).read((offset - base) >> 2);
	}

	#writeOther(offset: number, value: number): void {
		const record = offset - Reg.FRCD;
		const base = eventBase(offset);
		if (record >= 0 && record < this.#faults.size) this.#faults.writeRecord(record, value);
		else if (base >= 0) this.#line(base).write((offset - base) >> 2, value);
	}

	#line(base: number): EventLine {
		if (base === Reg.FECTL) return this.#faultLine;
		return base === Reg.IECTL ? this.#completionLine : this.#requestLine;
	}
}

/** Offset of the control register in the group of event registers that an offset lies in, or -1. */
function eventBase(offset: number): number {
	if (offset >= Reg.FECTL && offset <= Reg.FEUADDR) return Reg.FECTL;
	if (offset >= Reg.IECTL && offset <= Reg.IEUADDR) return Reg.IECTL;
	if (offset >= Reg.PECTL && offset <= Reg.PEUADDR) return Reg.PECTL;
	return -1;
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
