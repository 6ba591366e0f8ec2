/**
 * An Arm SMMUv3.2, its non-secure programming interface, as software and endpoints see it: registers, structures
 * and queues in memory (Arm IHI 0070). Owns the register map and puts the parts together; each part owns its own
 * state.
 *
 * What it has: stream tables and context descriptors of one and two levels; stage 1, stage 2 and nested translation
 * of VMSAv8-64 with granules of 4, 16 and 64 KiB, with hardware update of access flag and dirty state; stalls;
 * full ATS, the PRI queue; message-signalled interrupts. What it has not: Secure and Realm state, EL2 stream
 * worlds, VMSAv8-32, addresses above 48 bits, split-stage ATS, ATOS, MPAM, broadcast TLB maintenance, wired
 * interrupts. The identification registers say so.
 *
 * Everything is synchronous and deterministic. Messages are delivered from within the call that causes
 * them; the handler may access registers.
 */

import { spoilWord } from '../../inject/spoil.js';
import type { PhysicalMemory } from '../../memory.js';
import type { EndpointPort, IommuModel, ModelFaults } from '../contract.js';
import { AtcInvalidations } from './atc-invalidations.js';
import { CommandExecutor } from './command-executor.js';
import { CommandQueue } from './command-queue.js';
import { ControlRegisters } from './control.js';
import { SmmuV3Counters } from './counters.js';
import { Endpoints } from './endpoints.js';
import { EventQueue } from './event-queue.js';
import { ARCHITECTURE, Features, type SmmuV3Options } from './features.js';
import { GlobalErrors } from './global-errors.js';
import { InterruptLine, MessageBus } from './interrupts.js';
import { Control, Event, GlobalError, Irq, Reg } from './layout.js';
import { LAST_ONLY, OverflowAnswer, PageRequestQueue } from './page-request-queue.js';
import type { Ring } from './ring.js';
import { type PortBackend, SmmuV3Port } from './smmuv3-port.js';
import { Stalls } from './stalls.js';
import { SteFlag } from './stream-entry.js';
import { Transaction } from './transaction.js';
import { Translator } from './translate.js';

export type { SmmuV3Options } from './features.js';

/** A stream table entry without V, and one whose EATS is the encoding that this SMMU does not have. */
const SPOILT = {
	invalid: { at: 0, mask: 0x1, bits: 0 },
	reserved: { at: 8, mask: 0x3000_0000, bits: 0x2000_0000 },
} as const;

export class SmmuV3Model implements IommuModel {
	readonly counters = new SmmuV3Counters();
	readonly faults: ModelFaults;
	readonly #features: Features;
	readonly #control = new ControlRegisters();
	readonly #ports = new Map<number, SmmuV3Port>();
	readonly #endpoints: Endpoints;
	readonly #bus: MessageBus;
	readonly #errors: GlobalErrors;
	readonly #eventLine: InterruptLine;
	readonly #requestLine: InterruptLine;
	readonly #events: EventQueue;
	readonly #stalls: Stalls;
	readonly #transaction: Transaction;
	readonly #translator: Translator;
	readonly #requests: PageRequestQueue;
	readonly #atc: AtcInvalidations;
	readonly #commands: CommandQueue;
	readonly #backend: PortBackend;
	#deviceInterrupt: ((destination: number, data: number) => void) | undefined;

	/** Throws RangeError for options outside their range. */
	constructor(memory: PhysicalMemory, options: SmmuV3Options = {}) {
		const features = new Features(options);
		const { counters } = this;
		const bits = features.addressBits;
		this.#features = features;
		this.#endpoints = new Endpoints(features.streamIdBits);
		this.#bus = new MessageBus(memory, features.doorbellFrame, bits);
		this.#errors = new GlobalErrors(this.#bus);
		this.#eventLine = new InterruptLine(this.#bus, () =>
			this.#errors.activate(GlobalError.MSI_EVENTQ),
		);
		this.#requestLine = new InterruptLine(
			this.#bus,
			() => this.#errors.activate(GlobalError.MSI_PRIQ),
			LAST_ONLY,
		);
		this.#events = new EventQueue(memory, bits, this.#errors, this.#eventLine, counters);
		this.#stalls = new Stalls(features.stallMax, this.#endpoints, this.#events, counters);
		this.#transaction = new Transaction(this.#events, this.#stalls);
		this.#translator = new Translator(memory, features, this.#transaction, counters);
		const { streams } = this.#translator;
		this.faults = {
			recoverable: true,
			requestsDropped: () => counters.pageRequestsDropped,
			faultsDropped: () => counters.eventsDropped,
			spoil: (stream, how) =>
				spoilWord(memory, streams.entryAddress(stream), SPOILT[how], () => streams.invalidateAll()),
		};
		this.#requests = new PageRequestQueue(
			memory,
			bits,
			this.#endpoints,
			this.#errors,
			this.#requestLine,
			counters,
			(stream) => this.#overflowAnswer(stream),
		);
		this.#atc = new AtcInvalidations(() => this.#commands.run());
		const executor = new CommandExecutor(
			features,
			this.#translator,
			this.#endpoints,
			this.#stalls,
			this.#atc,
			this.#bus,
			this.#errors,
			counters,
		);
		this.#commands = new CommandQueue(memory, bits, executor, this.#atc, this.#errors);
		this.#backend = {
			memory,
			translator: this.#translator,
			transaction: this.#transaction,
			requests: this.#requests,
			doorbellFrame: features.doorbellFrame,
			deliver: (destination, data) => this.#deviceInterrupt?.(destination, data),
		};
	}

	/** An endpoint with `stallEnded` is one that can be stalled. */
	connect(streamId: number, endpoint: EndpointPort): SmmuV3Port {
		this.#endpoints.add(streamId, endpoint);
		const port = new SmmuV3Port(streamId, endpoint.stallEnded !== undefined, this.#backend);
		this.#ports.set(streamId, port);
		return port;
	}

	/** Unknown ids are ignored. Translations and records of the endpoint stay until they are invalidated or read. */
	disconnect(streamId: number): void {
		if (!this.#endpoints.remove(streamId)) return;
		this.#ports.get(streamId)?.close();
		this.#ports.delete(streamId);
		this.#stalls.forget(streamId);
		this.#requests.forget(streamId);
		this.#atc.release(streamId);
	}

	/**
	 * The outstanding Invalidate Requests to an endpoint timed out (PCIe gives them about a minute; the SMMU has no
	 * clock, so whoever owns time says so). Returns how many there were; the next CMD_SYNC tells software.
	 */
	expireInvalidations(streamId: number): number {
		return this.#atc.expire(streamId);
	}

	onInterrupt(handler: (data: number) => void): void {
		this.#bus.deliver = handler;
	}

	onDeviceInterrupt(handler: (destination: number, data: number) => void): void {
		this.#deviceInterrupt = handler;
	}

	readRegister(offset: number): number {
		switch (offset) {
			case Reg.CMDQ_PROD:
				return this.#commands.ring.producer;
			case Reg.CMDQ_CONS:
				return this.#commands.consumer;
			case Reg.EVENTQ_PROD:
				return this.#events.producer;
			case Reg.EVENTQ_CONS:
				return this.#events.consumer;
			case Reg.PRIQ_PROD:
				return this.#requests.producer;
			case Reg.PRIQ_CONS:
				return this.#requests.consumer;
			case Reg.GERROR:
				return this.#errors.errors;
			case Reg.GERRORN:
				return this.#errors.acknowledged;
			case Reg.IDR0:
				return this.#features.idr0;
			case Reg.IDR1:
				return this.#features.idr1;
			case Reg.IDR3:
				return this.#features.idr3;
			case Reg.IDR5:
				return this.#features.idr5;
			case Reg.AIDR:
				return ARCHITECTURE;
			case Reg.CR0:
			case Reg.CR0ACK:
				return this.#control.cr0;
			case Reg.CR1:
				return this.#control.cr1;
			case Reg.CR2:
				return this.#control.cr2;
			case Reg.GBPA:
				return this.#control.bypass;
			case Reg.IRQ_CTRL:
			case Reg.IRQ_CTRLACK:
				return this.#control.irqControl;
			case Reg.STRTAB_BASE:
				return this.#translator.streams.baseLow;
			case Reg.STRTAB_BASE + 4:
				return this.#translator.streams.baseHigh;
			case Reg.STRTAB_BASE_CFG:
				return this.#translator.streams.configuration;
			default:
				return this.#readGroup(offset);
		}
	}

	writeRegister(offset: number, value: number): void {
		const control = this.#control;
		const streams = this.#translator.streams;
		switch (offset) {
			case Reg.CMDQ_PROD:
				this.#commands.writeProducer(value);
				break;
			case Reg.CMDQ_CONS:
				this.#commands.writeConsumer(value);
				break;
			case Reg.EVENTQ_PROD:
				this.#events.writeProducer(value);
				break;
			case Reg.EVENTQ_CONS:
				this.#events.writeConsumer(value);
				this.#stalls.retryWaiting();
				break;
			case Reg.PRIQ_PROD:
				if (!control.isOn(Control.PRIQEN)) this.#requests.writeProducer(value);
				break;
			case Reg.PRIQ_CONS:
				this.#requests.writeConsumer(value);
				break;
			case Reg.GERRORN:
				this.#acknowledge(value);
				break;
			case Reg.CR0:
				this.#writeControl(value);
				break;
			case Reg.CR1:
				control.writeCr1(value);
				break;
			case Reg.CR2:
				control.writeCr2(value);
				this.#transaction.control2 = control.cr2;
				break;
			case Reg.GBPA:
				control.writeBypass(value);
				this.#translator.bypass = control.bypass;
				break;
			case Reg.IRQ_CTRL:
				control.writeIrqControl(value);
				this.#errors.line.enabled = (control.irqControl & Irq.GERROR) !== 0;
				this.#requestLine.enabled = (control.irqControl & Irq.PRIQ) !== 0;
				this.#eventLine.enabled = (control.irqControl & Irq.EVENTQ) !== 0;
				break;
			case Reg.STRTAB_BASE:
				if (!control.isOn(Control.SMMUEN)) streams.writeBase(value, streams.baseHigh);
				break;
			case Reg.STRTAB_BASE + 4:
				if (!control.isOn(Control.SMMUEN)) streams.writeBase(streams.baseLow, value);
				break;
			case Reg.STRTAB_BASE_CFG:
				if (!control.isOn(Control.SMMUEN)) streams.writeConfiguration(value);
				break;
			default:
				this.#writeGroup(offset, value);
		}
	}

	#writeControl(value: number): void {
		const control = this.#control;
		const changed = control.writeCr0(value);
		const translating = control.isOn(Control.SMMUEN);
		this.#translator.enabled = translating;
		this.#translator.checksTranslated = control.isOn(Control.ATSCHK);
		this.#events.enabled = control.isOn(Control.EVENTQEN);
		if ((changed & (Control.SMMUEN | Control.PRIQEN)) !== 0)
			this.#requests.enabled = translating && control.isOn(Control.PRIQEN);
		if ((changed & Control.SMMUEN) !== 0 && !translating) this.#stalls.terminate(-1);
		if ((changed & Control.EVENTQEN) !== 0) this.#stalls.retryWaiting();
		if ((changed & Control.CMDQEN) !== 0) this.#commands.enabled = control.isOn(Control.CMDQEN);
	}

	#acknowledge(value: number): void {
		const ended = this.#errors.acknowledge(value);
		if ((ended & GlobalError.EVENTQ_ABORT) !== 0) this.#stalls.retryWaiting();
		if ((ended & GlobalError.CMDQ) !== 0) this.#commands.run();
	}

	/** How a request with PASID that overflowed is answered (8.1). */
	#overflowAnswer(stream: number): number {
		if (this.#features.pasidInResponses) return OverflowAnswer.WITH_PASID;
		const { streams } = this.#translator;
		const slot = streams.find(stream);
		if (slot >= 0)
			return (streams.entries.flags[slot]! & SteFlag.PASID_IN_RESPONSES) !== 0
				? OverflowAnswer.WITH_PASID
				: OverflowAnswer.WITHOUT_PASID;
		// Recorded as for a translation request.
		this.#transaction.begin(stream, -1, 0, 0, true, false);
		if (streams.event === Event.STE_FETCH)
			this.#transaction.fetch(Event.STE_FETCH, streams.fetchPage, streams.fetchByte);
		else this.#transaction.configuration(streams.event);
		return OverflowAnswer.FAILURE;
	}

	/** Base registers of the queues, and the three groups of interrupt registers. */
	#readGroup(offset: number): number {
		const ring = this.#ringAt(offset & ~4);
		if (ring !== undefined) return (offset & 4) === 0 ? ring.baseLow : ring.baseHigh;
		const group = interruptBase(offset);
		return group < 0 ? 0 : this.#line(group).read((offset - group) >> 2);
	}

	/** A queue's base is guarded by its enable bit. */
	#writeGroup(offset: number, value: number): void {
		const ring = this.#ringAt(offset & ~4);
		if (ring !== undefined) {
			if (this.#control.isOn(enableOf(offset & ~4))) return;
			if ((offset & 4) === 0) ring.writeBase(value, ring.baseHigh);
			else ring.writeBase(ring.baseLow, value);
			return;
		}
		const group = interruptBase(offset);
		if (group >= 0) this.#line(group).write((offset - group) >> 2, value);
	}

	#ringAt(base: number): Ring | undefined {
		if (base === Reg.CMDQ_BASE) return this.#commands.ring;
		if (base === Reg.EVENTQ_BASE) return this.#events.ring;
		return base === Reg.PRIQ_BASE ? this.#requests.ring : undefined;
	}

	#line(group: number): InterruptLine {
		if (group === Reg.GERROR_IRQ) return this.#errors.line;
		return group === Reg.EVENTQ_IRQ ? this.#eventLine : this.#requestLine;
	}
}

/** CR0 bit that guards a queue's base register. */
function enableOf(base: number): number {
	if (base === Reg.CMDQ_BASE) return Control.CMDQEN;
	return base === Reg.EVENTQ_BASE ? Control.EVENTQEN : Control.PRIQEN;
}

/** First offset of the group of interrupt registers that an offset lies in, or -1. */
function interruptBase(offset: number): number {
	for (const base of [Reg.GERROR_IRQ, Reg.EVENTQ_IRQ, Reg.PRIQ_IRQ])
		if (offset >= base && offset < base + 16 && offset % 4 === 0) return base;
	return -1;
}
