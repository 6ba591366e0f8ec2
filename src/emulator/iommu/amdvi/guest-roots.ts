/**
 * GCR3 tables: where a device keeps the roots of its guest tables by PASID, 1 to 3 levels of 512 entries (AMD
 * IOMMU specification 48882, section 2.2.6.3): V bit 0, address 51:12. Owns a cache of the roots found; one is served until
 * INVALIDATE_DEVTAB_ENTRY of its device, an INVALIDATE_IOMMU_PAGES that may concern it, INVALIDATE_IOMMU_ALL
 * or a conflict drops it. Entries that are not valid are never cached.
 */

import type { PhysicalMemory } from '../../memory.js';
import type { AmdV2Walker } from '../../table/amd-v2.js';
import { AmdFault } from '../../table/amd-walk-fault.js';
import type { DeviceTable } from './device-table.js';

const NO_DEVICE = -1;
const VALID = 1;
const ADDRESS = 0x000f_ffff;

export class GuestRoots {
	/** Why the last `find` found nothing, an `AmdFault`; UNREADABLE is told by the walker's fields. */
	fault: number = AmdFault.NONE;
	/** Page of a guest table's top: bits 17:0, and the 22 bits above. */
	readonly low: Int32Array;
	readonly high: Int32Array;
	readonly #device: Int32Array;
	readonly #pasid: Int32Array;
	readonly #domain: Uint16Array;
	/** The tables are reached through the host table. */
	readonly #nested: Uint8Array;
	readonly #mask: number;
	readonly #memory: PhysicalMemory;
	readonly #devices: DeviceTable;
	readonly #walker: AmdV2Walker;

	/** `slots` is a power of two. */
	constructor(memory: PhysicalMemory, devices: DeviceTable, walker: AmdV2Walker, slots: number) {
		this.#memory = memory;
		this.#devices = devices;
		this.#walker = walker;
		this.low = new Int32Array(slots);
		this.high = new Int32Array(slots);
		this.#device = new Int32Array(slots).fill(NO_DEVICE);
		this.#pasid = new Int32Array(slots);
		this.#domain = new Uint16Array(slots);
		this.#nested = new Uint8Array(slots);
		this.#mask = slots - 1;
	}

	/**
	 * The slot with the root of a PASID of the device whose entry is in slot `entry` of the device table, or -1 with
	 * `fault`. The host walker, if it is needed, was told its table before.
	 */
	find(device: number, entry: number, pasid: number): number {
		const slot = (pasid ^ Math.imul(device, 0x9e37)) & this.#mask;
		return this.#device[slot] === device && this.#pasid[slot] === pasid
			? slot
			: this.#read(device, entry, pasid, slot);
	}

	/** Whether the device's GCR3 table reaches to a PASID. */
	reaches(entry: number, pasid: number): boolean {
		return pasid >>> (9 * (this.#devices.glx[entry]! + 1)) === 0;
	}

	invalidateAll(): void {
		this.#device.fill(NO_DEVICE);
	}

	invalidateDevice(device: number): void {
		for (let slot = 0; slot <= this.#mask; slot++)
			if (this.#device[slot] === device) this.#device[slot] = NO_DEVICE;
	}

	/** A PASID of a domain, for every device. */
	invalidatePasid(domain: number, pasid: number): void {
		for (let slot = 0; slot <= this.#mask; slot++)
			if (this.#pasid[slot] === pasid && this.#domain[slot] === domain)
				this.#device[slot] = NO_DEVICE;
	}

	/** The domain's host table changed: whatever was read through it. */
	invalidateNested(domain: number): void {
		for (let slot = 0; slot <= this.#mask; slot++)
			if (this.#nested[slot] === 1 && this.#domain[slot] === domain) this.#device[slot] = NO_DEVICE;
	}

	#read(device: number, entry: number, pasid: number, slot: number): number {
		const devices = this.#devices;
		const nested = devices.mode[entry] !== 0;
		if (!this.reaches(entry, pasid)) return this.#end(AmdFault.NOT_PRESENT);
		let high = devices.gcr3High[entry]!;
		let low = devices.gcr3Low[entry]!;
		for (let level = devices.glx[entry]!; level >= 0; level--) {
			const index = (pasid >>> (9 * level)) & 511;
			const word = this.#walker.readThrough(high, low, index, nested);
			if (word === -1) return this.#end(this.#walker.fault);
			if ((word & VALID) === 0) return this.#end(AmdFault.NOT_PRESENT);
			high = (word >>> 30) | ((this.#memory.upper & ADDRESS) << 2);
			low = (word >>> 12) & 0x3_ffff;
		}
		this.low[slot] = low;
		this.high[slot] = high;
		this.#device[slot] = device;
		this.#pasid[slot] = pasid;
		this.#domain[slot] = devices.domain[entry]!;
		this.#nested[slot] = nested ? 1 : 0;
		this.fault = AmdFault.NONE;
		return slot;
	}

	#end(fault: number): number {
		this.fault = fault;
		return -1;
	}
}
