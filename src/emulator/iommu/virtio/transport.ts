/**
 * The memory-mapped transport of the device, version 2 (VIRTIO 4.2), and the life of a virtio device behind it:
 * status, feature negotiation, set-up of queues, notifications both ways, reset (2.1, 2.2, 2.4, 3.1).
 *
 * The wire is told to the handler at every notification, even while it is asserted already: a driver that looks late
 * misses nothing, and one that looked already finds nothing. Registers that software may only write read 0.
 */

import type { Configuration } from './configuration.js';
import type { VirtioIommuCounters } from './counters.js';
import type { Features, Negotiated } from './features.js';
import {
	DeviceStatus,
	Feature,
	HighFeature,
	Interrupt,
	IOMMU_DEVICE,
	MAGIC,
	Reg,
	TRANSPORT_VERSION,
} from './layout.js';
import type { Virtqueue } from './virtqueue.js';

/** "FLIN": not assigned by anyone. */
const VENDOR = 0x4e49_4c46;
/** Bits that a driver sets and only a reset clears. */
const DRIVER_BITS =
	DeviceStatus.ACKNOWLEDGE |
	DeviceStatus.DRIVER |
	DeviceStatus.DRIVER_OK |
	DeviceStatus.FEATURES_OK |
	DeviceStatus.FAILED;
const LIVE = DeviceStatus.DRIVER_OK | DeviceStatus.FEATURES_OK;

/** What the device behind the transport does. */
export interface DeviceBehaviour {
	/** Features were agreed, or the configuration was written. */
	configured(): void;
	/** The driver added buffers to a queue. */
	notified(queue: number): void;
	/** Device reset; the transport and its queues have been reset already. */
	reset(): void;
}

export class Transport {
	/** Set by the model. */
	deliver: ((data: number) => void) | undefined;
	/** Set by the model before any register is written: it is made after the queues, which are made after this. */
	queues: readonly Virtqueue[] = [];
	behaviour: DeviceBehaviour | undefined;
	readonly #features: Features;
	readonly #negotiated: Negotiated;
	readonly #configuration: Configuration;
	readonly #counters: VirtioIommuCounters;
	#status = 0;
	#interrupts = 0;
	#deviceFeaturesSelect = 0;
	#driverFeaturesSelect = 0;
	/** What the driver accepts, as far as it has written it. */
	readonly #accepted = new Uint32Array(2);
	/** A bit beyond 63 was accepted; none is offered. */
	#acceptedMore = false;
	#queueSelect = 0;

	constructor(
		features: Features,
		negotiated: Negotiated,
		configuration: Configuration,
		counters: VirtioIommuCounters,
	) {
		this.#features = features;
		this.#negotiated = negotiated;
		this.#configuration = configuration;
		this.#counters = counters;
	}

	/** A used buffer notification, unless the driver does not want it. */
	notifyUsed(queue: Virtqueue): void {
		if (queue.takeNotification()) this.#raise(Interrupt.USED_BUFFER);
	}

	/** An error that the device cannot recover from: the queues stand still until a reset (2.1.2). */
	needsReset(): void {
		if ((this.#status & DeviceStatus.NEEDS_RESET) !== 0) return;
		this.#counters.deviceErrors++;
		this.#status |= DeviceStatus.NEEDS_RESET;
		this.#update();
		if ((this.#status & DeviceStatus.DRIVER_OK) !== 0) this.#raise(Interrupt.CONFIGURATION);
	}

	reset(): void {
		this.#status = 0;
		this.#interrupts = 0;
		this.#deviceFeaturesSelect = 0;
		this.#driverFeaturesSelect = 0;
		this.#accepted.fill(0);
		this.#acceptedMore = false;
		this.#queueSelect = 0;
		this.#negotiated.low = 0;
		this.#negotiated.high = 0;
		for (const queue of this.queues) queue.reset();
		this.#update();
		this.behaviour?.reset();
	}

	read(offset: number): number {
		const queue = this.queues[this.#queueSelect];
		switch (offset) {
			case Reg.MAGIC:
				return MAGIC;
			case Reg.VERSION:
				return TRANSPORT_VERSION;
			case Reg.DEVICE_ID:
				return IOMMU_DEVICE;
			case Reg.VENDOR_ID:
				return VENDOR;
			case Reg.DEVICE_FEATURES:
				if (this.#deviceFeaturesSelect > 1) return 0;
				return this.#deviceFeaturesSelect === 0
					? this.#features.offeredLow
					: this.#features.offeredHigh;
			case Reg.QUEUE_SIZE_MAX:
				return queue?.maxSize ?? 0;
			case Reg.QUEUE_READY:
				return queue?.ready === true ? 1 : 0;
			case Reg.INTERRUPT_STATUS:
				return this.#interrupts;
			case Reg.STATUS:
				return this.#status;
			case Reg.SHM_LEN:
			case Reg.SHM_LEN + 4:
			case Reg.SHM_BASE:
			case Reg.SHM_BASE + 4:
				return 0xffff_ffff;
			default:
				return offset >= Reg.CONFIG ? this.#configuration.read(offset - Reg.CONFIG) : 0;
		}
	}

	write(offset: number, value: number): void {
		switch (offset) {
			case Reg.DEVICE_FEATURES_SEL:
				this.#deviceFeaturesSelect = value >>> 0;
				break;
			case Reg.DRIVER_FEATURES:
				this.#acceptFeatures(value);
				break;
			case Reg.DRIVER_FEATURES_SEL:
				this.#driverFeaturesSelect = value >>> 0;
				break;
			case Reg.QUEUE_SEL:
				this.#queueSelect = value >>> 0;
				break;
			case Reg.QUEUE_NOTIFY:
				if (this.queues[value >>> 0]?.active === true) this.behaviour?.notified(value >>> 0);
				break;
			case Reg.INTERRUPT_ACK:
				this.#interrupts &= ~value;
				break;
			case Reg.STATUS:
				this.#writeStatus(value & 0xff);
				break;
			default:
				if (offset >= Reg.CONFIG) this.#writeConfiguration(offset - Reg.CONFIG, value);
				else this.#writeQueue(offset, value);
		}
	}

	/** Ignored once the features are agreed: only a reset can renegotiate (2.2). */
	#acceptFeatures(value: number): void {
		if ((this.#status & DeviceStatus.FEATURES_OK) !== 0) return;
		if (this.#driverFeaturesSelect < 2) this.#accepted[this.#driverFeaturesSelect] = value;
		else if (value !== 0) this.#acceptedMore = true;
	}

	#writeStatus(value: number): void {
		if (value === 0) {
			this.reset();
			return;
		}
		const asked = value & DRIVER_BITS;
		const refused = (asked & DeviceStatus.FEATURES_OK) !== 0 && !this.#agree();
		this.#status |= refused ? asked & ~DeviceStatus.FEATURES_OK : asked;
		this.#update();
	}

	/** FEATURES_OK is written: a subset of what is offered, with VERSION_1, is agreed to. */
	#agree(): boolean {
		const [low = 0, high = 0] = this.#accepted;
		const { offeredLow, offeredHigh } = this.#features;
		if (
			this.#acceptedMore ||
			(low & ~offeredLow) !== 0 ||
			(high & ~offeredHigh) !== 0 ||
			(high & HighFeature.VERSION_1) === 0
		)
			return false;
		this.#negotiated.low = low;
		this.#negotiated.high = high;
		for (const queue of this.queues) {
			queue.indirect = (low & Feature.INDIRECT_DESC) !== 0;
			queue.eventIndex = (low & Feature.EVENT_IDX) !== 0;
		}
		this.behaviour?.configured();
		return true;
	}

	#writeQueue(offset: number, value: number): void {
		const queue = this.queues[this.#queueSelect];
		if (queue === undefined) return;
		switch (offset) {
			case Reg.QUEUE_READY:
				if ((value & 1) === 0) queue.disable();
				else queue.enable();
				return;
			case Reg.QUEUE_RESET:
				if ((value & 1) !== 0 && (this.#negotiated.high & HighFeature.RING_RESET) !== 0)
					queue.reset();
				return;
			case Reg.QUEUE_SIZE:
				if (!queue.ready) queue.size = value >>> 0;
				return;
			default: {
				const area = AREAS.indexOf(offset & ~4);
				if (area >= 0 && !queue.ready) queue.areas[area * 2 + ((offset & 4) >> 2)] = value;
			}
		}
	}

	#writeConfiguration(offset: number, value: number): void {
		this.#configuration.write(offset, value, this.#negotiated.low);
		this.behaviour?.configured();
	}

	/** Whether queues may be worked on follows the status. */
	#update(): void {
		const live = (this.#status & LIVE) === LIVE && (this.#status & DeviceStatus.NEEDS_RESET) === 0;
		for (const queue of this.queues) queue.live = live;
	}

	#raise(interrupt: number): void {
		this.#interrupts |= interrupt;
		this.deliver?.(this.#features.interruptData);
	}
}

const AREAS: readonly number[] = [Reg.QUEUE_DESC, Reg.QUEUE_DRIVER, Reg.QUEUE_DEVICE];
