/**
 * The device configuration space (VIRTIO 5.13.4), in 32-bit words. Owns the one field that software can change, `bypass`,
 * which a device reset leaves alone and a system reset restores. Fields of features that are not offered read 0.
 */

import type { Features } from './features.js';
import { Feature } from './layout.js';

/** Offsets. */
const Field = {
	PAGE_SIZE_MASK: 0,
	INPUT_START: 8,
	INPUT_END: 16,
	DOMAIN_START: 24,
	DOMAIN_END: 28,
	PROBE_SIZE: 32,
	BYPASS: 36,
} as const;

export class Configuration {
	/** Unattached endpoints are let through. */
	bypass: boolean;
	readonly #features: Features;

	constructor(features: Features) {
		this.#features = features;
		this.bypass = features.bypassInitially;
	}

	systemReset(): void {
		this.bypass = this.#features.bypassInitially;
	}

	/** `offset` is a multiple of 4. */
	read(offset: number): number {
		const features = this.#features;
		switch (offset) {
			case Field.PAGE_SIZE_MASK:
				return (0xffff_ffff << features.granuleBits) >>> 0;
			case Field.PAGE_SIZE_MASK + 4:
				return 0xffff_ffff;
			case Field.INPUT_START:
				return features.inputLimited ? (features.inputFirst % 0x10_0000) * 4096 : 0;
			case Field.INPUT_START + 4:
				return features.inputLimited ? Math.floor(features.inputFirst / 0x10_0000) : 0;
			case Field.INPUT_END:
				return features.inputLimited ? (features.inputLast % 0x10_0000) * 4096 + 4095 : 0;
			case Field.INPUT_END + 4:
				return features.inputLimited ? Math.floor(features.inputLast / 0x10_0000) : 0;
			case Field.DOMAIN_START:
				return features.domainLimited ? features.domainFirst : 0;
			case Field.DOMAIN_END:
				return features.domainLimited ? features.domainLast : 0;
			case Field.PROBE_SIZE:
				return features.probeSize;
			case Field.BYPASS:
				return this.bypass ? 1 : 0;
			default:
				return 0;
		}
	}

	/**
	 * Only `bypass` can be written, when BYPASS_CONFIG was negotiated, with 0 or 1. It is a byte: the three above it are
	 * reserved, and ignored.
	 */
	write(offset: number, value: number, negotiated: number): void {
		const byte = value & 0xff;
		if (offset === Field.BYPASS && (negotiated & Feature.BYPASS_CONFIG) !== 0 && byte <= 1)
			this.bypass = byte === 1;
	}
}
