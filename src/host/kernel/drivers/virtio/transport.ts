import { FaultlineError } from '../../../../base/errors.js';
import { poll, type RegisterFile } from '../shared/registers.js';
import {
	Config,
	Feature,
	Interrupt,
	IOMMU_DEVICE,
	MAGIC,
	Reg,
	Status,
	TRANSPORT_VERSION,
	VERSION_1,
} from './layout.js';

/** What is used of the features, if offered. Not BYPASS: who is not attached is to be blocked. */
const WANTED =
	Feature.INPUT_RANGE |
	Feature.DOMAIN_RANGE |
	Feature.MAP_UNMAP |
	Feature.PROBE |
	Feature.BYPASS_CONFIG;
/** Addresses are below 2^64, in pages of 4 KiB. */
const LAST_PAGE = 2 ** 52 - 1;
const PAGES_HIGH = 2 ** 20;
/** Reads of the configuration space that may find it changed meanwhile. */
const CONFIG_TRIES = 16;

/** What a device offers, as its features and configuration space say. Pages are of 4 KiB. */
export interface Capabilities {
	/** Features in use. */
	readonly features: number;
	/** log2 of the smallest page that it maps. */
	readonly granuleBits: number;
	/** Pages that can be mapped, both ends included. */
	readonly firstPage: number;
	readonly lastPage: number;
	/** Domains that can be named, both ends included. */
	readonly firstDomain: number;
	readonly lastDomain: number;
	/** Bytes of the properties of a PROBE; 0: there is none. */
	readonly probeBytes: number;
}

/** The three areas of a virtqueue in memory, as byte addresses. */
export interface QueueAreas {
	readonly size: number;
	readonly descriptors: number;
	readonly available: number;
	readonly used: number;
}

/**
 * The memory-mapped transport of one virtio device (VIRTIO 4.2), and its life (3.1): found, reset, features agreed,
 * queues set up, running. Owns the registers; of the queues' contents it knows nothing.
 */
export class VirtioTransport {
	readonly #unit: RegisterFile;

	constructor(unit: RegisterFile) {
		this.#unit = unit;
	}

	/** Why this is no device for the driver; empty when it is one. */
	missing(): string[] {
		const unit = this.#unit;
		const wanted: [boolean, string][] = [
			[unit.readRegister(Reg.MAGIC_VALUE) === MAGIC, 'the magic value of a virtio device'],
			[unit.readRegister(Reg.VERSION) === TRANSPORT_VERSION, 'version 2 of the transport'],
			[unit.readRegister(Reg.DEVICE_ID) === IOMMU_DEVICE, 'the device id of an IOMMU (23)'],
			[(this.#offered(1) & VERSION_1) !== 0, 'VIRTIO_F_VERSION_1'],
			[(this.#offered(0) & Feature.MAP_UNMAP) !== 0, 'VIRTIO_IOMMU_F_MAP_UNMAP'],
		];
		return wanted.filter(([has]) => !has).map(([, name]) => name);
	}

	/**
	 * A device reset (2.4): afterwards it uses no memory of the driver's, and no endpoint is attached. Throws INTERNAL when
	 * the device does not say that it has done it.
	 */
	reset(): void {
		this.#unit.writeRegister(Reg.STATUS, 0);
		poll('device status 0 after a reset', () => this.#unit.readRegister(Reg.STATUS) === 0);
	}

	/** The steps from reset to agreed features. Throws INTERNAL when the device does not accept them. */
	negotiate(): Capabilities {
		const unit = this.#unit;
		unit.writeRegister(Reg.STATUS, Status.ACKNOWLEDGE);
		unit.writeRegister(Reg.STATUS, Status.ACKNOWLEDGE | Status.DRIVER);
		const features = this.#offered(0) & WANTED;
		unit.writeRegister(Reg.DRIVER_FEATURES_SEL, 0);
		unit.writeRegister(Reg.DRIVER_FEATURES, features);
		unit.writeRegister(Reg.DRIVER_FEATURES_SEL, 1);
		unit.writeRegister(Reg.DRIVER_FEATURES, VERSION_1);
		const agreed = Status.ACKNOWLEDGE | Status.DRIVER | Status.FEATURES_OK;
		unit.writeRegister(Reg.STATUS, agreed);
		if ((unit.readRegister(Reg.STATUS) & Status.FEATURES_OK) === 0)
			throw new FaultlineError(
				'INTERNAL',
				`the virtio-iommu did not accept features 0x${features.toString(16)}, which it offered`,
			);
		return this.#capabilities(features);
	}

	/** Whether endpoints that are attached to nothing are let through; needs BYPASS_CONFIG to be changed. */
	get bypass(): boolean {
		return (this.#config(Config.BYPASS) & 0xff) !== 0;
	}

	set bypass(on: boolean) {
		this.#unit.writeRegister(Reg.CONFIG + Config.BYPASS, on ? 1 : 0);
	}

	/** Entries that a queue may have; 0: it is not there. */
	mostEntries(queue: number): number {
		this.#unit.writeRegister(Reg.QUEUE_SEL, queue);
		return this.#unit.readRegister(Reg.QUEUE_SIZE_MAX);
	}

	/** Tells the device where a queue is. Throws INTERNAL when it does not take it. */
	setUpQueue(queue: number, areas: QueueAreas): void {
		const unit = this.#unit;
		unit.writeRegister(Reg.QUEUE_SEL, queue);
		unit.writeRegister(Reg.QUEUE_SIZE, areas.size);
		this.#writeAddress(Reg.QUEUE_DESC, areas.descriptors);
		this.#writeAddress(Reg.QUEUE_DRIVER, areas.available);
		this.#writeAddress(Reg.QUEUE_DEVICE, areas.used);
		unit.writeRegister(Reg.QUEUE_READY, 1);
		if ((unit.readRegister(Reg.QUEUE_READY) & 1) === 0)
			throw new FaultlineError('INTERNAL', `the virtio-iommu did not take its queue ${queue}`);
	}

	/** The end of the set-up. Throws INTERNAL when the device wants a reset already. */
	run(): void {
		const unit = this.#unit;
		unit.writeRegister(Reg.STATUS, unit.readRegister(Reg.STATUS) | Status.DRIVER_OK);
		if (this.needsReset)
			throw new FaultlineError('INTERNAL', 'the virtio-iommu refused its queues: it needs a reset');
	}

	/** Tells the device that it gave up. */
	fail(): void {
		const unit = this.#unit;
		unit.writeRegister(Reg.STATUS, unit.readRegister(Reg.STATUS) | Status.FAILED);
	}

	/** The device met an error that it cannot recover from (2.1.2). */
	get needsReset(): boolean {
		return (this.#unit.readRegister(Reg.STATUS) & Status.DEVICE_NEEDS_RESET) !== 0;
	}

	/** Buffers were made available in a queue. */
	notify(queue: number): void {
		this.#unit.writeRegister(Reg.QUEUE_NOTIFY, queue);
	}

	/** Takes the interrupt: from now on a new one comes. Returns what it was for, `Interrupt` bits. */
	acknowledge(): number {
		const causes = this.#unit.readRegister(Reg.INTERRUPT_STATUS);
		const known = causes & (Interrupt.USED_BUFFER | Interrupt.CONFIGURATION);
		if (known !== 0) this.#unit.writeRegister(Reg.INTERRUPT_ACK, known);
		return known;
	}

	#offered(half: 0 | 1): number {
		this.#unit.writeRegister(Reg.DEVICE_FEATURES_SEL, half);
		return this.#unit.readRegister(Reg.DEVICE_FEATURES);
	}

	#config(offset: number): number {
		return this.#unit.readRegister(Reg.CONFIG + offset);
	}

	#writeAddress(register: number, address: number): void {
		this.#unit.writeRegister(register, address >>> 0);
		this.#unit.writeRegister(register + 4, Math.floor(address / 2 ** 32));
	}

	/** Reads the configuration again when it changed while it was read (2.5.1). */
	#capabilities(features: number): Capabilities {
		const unit = this.#unit;
		for (let tries = 0; tries < CONFIG_TRIES; tries++) {
			const generation = unit.readRegister(Reg.CONFIG_GENERATION);
			const read = this.#readCapabilities(features);
			if (unit.readRegister(Reg.CONFIG_GENERATION) === generation) return read;
		}
		throw new FaultlineError(
			'INTERNAL',
			'the configuration of the virtio-iommu does not hold still',
		);
	}

	#readCapabilities(features: number): Capabilities {
		const input = (features & Feature.INPUT_RANGE) !== 0;
		const domains = (features & Feature.DOMAIN_RANGE) !== 0;
		const inputLow = this.#config(Config.INPUT_START);
		const inputHigh = this.#config(Config.INPUT_START + 4);
		const endLow = this.#config(Config.INPUT_END);
		const endHigh = this.#config(Config.INPUT_END + 4);
		// Of a page that is inside in part nothing is mapped.
		const partial = (inputLow & 0xfff) !== 0 ? 1 : 0;
		const short = (endLow & 0xfff) !== 0xfff ? 1 : 0;
		return {
			features,
			granuleBits: lowestBit(
				this.#config(Config.PAGE_SIZE_MASK),
				this.#config(Config.PAGE_SIZE_MASK + 4),
			),
			firstPage: input ? inputHigh * PAGES_HIGH + (inputLow >>> 12) + partial : 0,
			lastPage: input ? endHigh * PAGES_HIGH + (endLow >>> 12) - short : LAST_PAGE,
			firstDomain: domains ? this.#config(Config.DOMAIN_START) : 0,
			lastDomain: domains ? this.#config(Config.DOMAIN_END) : 0xffff_ffff,
			probeBytes: (features & Feature.PROBE) !== 0 ? this.#config(Config.PROBE_SIZE) : 0,
		};
	}
}

/** Number of the lowest bit that is set in 64; 64: none is. */
function lowestBit(low: number, high: number): number {
	for (let bit = 0; bit < 64; bit++)
		if ((((bit < 32 ? low : high) >>> (bit & 31)) & 1) === 1) return bit;
	return 64;
}
