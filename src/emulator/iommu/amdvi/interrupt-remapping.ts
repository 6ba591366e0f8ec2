/**
 * Interrupt remapping: what becomes of a device's MSI write to 0xFEEx_xxxx (AMD IOMMU specification 48882, section 2.2.5). Owns a
 * cache of interrupt table entries by device and index; one is served until INVALIDATE_INTERRUPT_TABLE of the device,
 * INVALIDATE_IOMMU_ALL, a conflict or a change of IommuEn or GAEn drops it. Faulty entries are never cached.
 *
 *     32 bits:  RemapEn 0, SupIOPF 1, IntType 4:2, RqEoi 5, DM 6, GuestMode 7, destination 15:8, vector 23:16
 *     128 bits: the same low flags, destination[23:0] 31:8; q1: vector 7:0, destination[31:24] 63:56
 *
 * The index is the message data's [10:0], of which [10:8] are the delivery mode: fixed (0) and lowest priority (1)
 * are remapped, so indices reach to 1FFh; tables of 2^n entries, n up to 11. Events carry, as the address, what the
 * write is on the HyperTransport side: FFFF_FFFD_F800_0000h with the index in [4:2] and [23:16] and the
 * destination in [15:8] (as logs of Linux machines show: address=0xfffffffdf8020000 flags=0x0008).
 */

import type { PhysicalMemory } from '../../memory.js';
import { NO_PASID, Translation } from '../contract.js';
import type { AmdViCounters } from './counters.js';
import { type DeviceTable, DteFault, DteFlag, OUTSIDE_TABLE } from './device-table.js';
import type { EventLog } from './event-log.js';
import { EventCode, EventFlag, INVALID_REQUEST_TYPE_SHIFT } from './layout.js';

/** Address bits [63:20] of a message-signalled interrupt. */
const INTERRUPT_RANGE = 0xfee;
const EVENT_HIGH = 0xffff_fffd;
const EVENT_LOW = 0xf800_0000;
const Delivery = { FIXED: 0, LOWEST: 1, SMI: 2, NMI: 4, INIT: 5, EXT: 7 } as const;
const LOGICAL = 0x4;
const REMAP = 0x1;
const SUPPRESS = 0x2;
const TYPE = 0x1c;
const GREATEST_TYPE = 1 << 2;
const GUEST_MODE = 0x80;
const RESERVED_32 = 0xff00_0000;
const RESERVED_VECTOR = 0xffff_ff00;
const RESERVED_DESTINATION = 0x00ff_ffff;
/** INVALID_DEVICE_REQUEST: a posted write to the interrupt range with IntCtl 0. */
const BLOCKED_TYPE = 5;
/** Flags of a present entry with reserved bits. */
const MALFORMED = EventFlag.PRESENT | EventFlag.RESERVED;
const NO_KEY = -1;

export class InterruptRemapping {
	/** IommuEn, GAEn (128-bit entries), XTEn and IRTCacheDis of the control register. */
	enabled = false;
	wide = false;
	x2apic = false;
	cached = true;
	readonly #memory: PhysicalMemory;
	readonly #devices: DeviceTable;
	readonly #events: EventLog;
	readonly #counters: AmdViCounters;
	readonly #deliver: (destination: number, data: number) => void;
	/** Device and index of each slot. */
	readonly #key: Int32Array;
	readonly #destination: Uint32Array;
	readonly #vector: Uint8Array;
	readonly #mask: number;

	/** `slots` is a power of two; `deliver` takes the interrupts that passed. */
	constructor(
		memory: PhysicalMemory,
		devices: DeviceTable,
		events: EventLog,
		counters: AmdViCounters,
		slots: number,
		deliver: (destination: number, data: number) => void,
	) {
		this.#memory = memory;
		this.#devices = devices;
		this.#events = events;
		this.#counters = counters;
		this.#deliver = deliver;
		this.#key = new Int32Array(slots).fill(NO_KEY);
		this.#destination = new Uint32Array(slots);
		this.#vector = new Uint8Array(slots);
		this.#mask = slots - 1;
	}

	/** An untranslated write of 32 bits by a device. */
	message(device: number, address: number, data: number): Translation {
		if (Math.floor(address / 2 ** 20) !== INTERRUPT_RANGE) return Translation.ABORTED;
		if (!this.enabled) return this.#pass(address, data);
		const devices = this.#devices;
		const entry = devices.find(device);
		if (entry < 0) return this.#noEntry(device, entry, address, data);
		const flags = devices.flags[entry]!;
		if ((flags & DteFlag.IV) === 0) return this.#pass(address, data);
		const fault = devices.interruptFault[entry]!;
		if (fault === DteFault.RESERVED)
			return this.#illegal(device, entry, EventFlag.RESERVED, address, data);
		const delivery = (data >>> 8) & 7;
		if (delivery > Delivery.LOWEST) return this.#unmapped(flags, delivery, address, data);
		if (fault !== DteFault.NONE) return this.#illegal(device, entry, 0, address, data);
		switch (devices.interruptControl[entry]) {
			case 0:
				this.#log(
					EventCode.INVALID_REQUEST,
					device,
					entry,
					BLOCKED_TYPE << INVALID_REQUEST_TYPE_SHIFT,
					address,
					data,
				);
				return Translation.ABORTED;
			case 1:
				return this.#pass(address, data);
			default:
				return this.#remap(device, entry, address, data);
		}
	}

	invalidateDevice(device: number): void {
		for (let slot = 0; slot <= this.#mask; slot++)
			if (this.#key[slot]! >>> 11 === device) this.#key[slot] = NO_KEY;
	}

	invalidateAll(): void {
		this.#key.fill(NO_KEY);
	}

	#remap(device: number, entry: number, address: number, data: number): Translation {
		const index = data & 0x7ff;
		const devices = this.#devices;
		if (index >= 1 << devices.interruptLength[entry]!)
			return this.#fault(device, entry, 0, 0, address, data);
		const key = (device << 11) | index;
		const slot = (index ^ Math.imul(device, 0x9e37)) & this.#mask;
		if (this.#key[slot] !== key) {
			const end = this.#read(device, entry, index, slot, address, data);
			if (end !== Translation.OK) return end;
			this.#key[slot] = this.cached ? key : NO_KEY;
		}
		this.#counters.interrupts++;
		this.#deliver(this.#destination[slot]!, this.#vector[slot]!);
		return Translation.OK;
	}

	/** Reads an entry into a slot; anything but OK is how the message ends. */
	#read(
		device: number,
		entry: number,
		index: number,
		slot: number,
		address: number,
		data: number,
	): Translation {
		const memory = this.#memory;
		const at = this.#devices.interruptTable[entry]! + index * (this.wide ? 16 : 4);
		this.#key[slot] = NO_KEY;
		if (!memory.contains(at)) {
			const flags = EventFlag.INTERRUPT | EventFlag.MASTER_ABORT;
			this.#events.request(
				EventCode.PAGE_TABLE_ERROR,
				device,
				NO_PASID,
				this.#devices.domain[entry]!,
				flags,
				Math.floor(at / 2 ** 32),
				at % 2 ** 32,
			);
			return Translation.ABORTED;
		}
		const word = memory.read32(at);
		if ((word & REMAP) === 0) return this.#fault(device, entry, word, 0, address, data);
		const malformed = (word & GUEST_MODE) !== 0 || (word & TYPE) > GREATEST_TYPE;
		if (this.wide) {
			const vector = memory.read32(at + 8);
			const upper = memory.read32(at + 12);
			if (
				malformed ||
				memory.read32(at + 4) !== 0 ||
				(vector & RESERVED_VECTOR) !== 0 ||
				(upper & RESERVED_DESTINATION) !== 0
			)
				return this.#fault(device, entry, word, MALFORMED, address, data);
			this.#vector[slot] = vector;
			this.#destination[slot] = this.x2apic
				? (upper & 0xff00_0000) | (word >>> 8)
				: (word >>> 8) & 0xff;
		} else {
			if (malformed || (word & RESERVED_32) !== 0)
				return this.#fault(device, entry, word, MALFORMED, address, data);
			this.#vector[slot] = word >>> 16;
			this.#destination[slot] = (word >>> 8) & 0xff;
		}
		return Translation.OK;
	}

	/** A delivery mode that is not remapped: passes or not, as the device's entry says. */
	#unmapped(flags: number, delivery: number, address: number, data: number): Translation {
		const needed =
			delivery === Delivery.NMI
				? DteFlag.NMI_PASS
				: delivery === Delivery.INIT
					? DteFlag.INIT_PASS
					: delivery === Delivery.EXT
						? DteFlag.EXT_PASS
						: 0;
		if (delivery === Delivery.SMI) return this.#pass(address, data);
		if ((address & LOGICAL) !== 0 || (flags & needed) === 0) return Translation.ABORTED;
		return this.#pass(address, data);
	}

	#pass(address: number, data: number): Translation {
		this.#counters.interrupts++;
		this.#deliver(Math.floor(address / 4096) & 0xff, data);
		return Translation.OK;
	}

	#noEntry(device: number, found: number, address: number, data: number): Translation {
		if (found === OUTSIDE_TABLE) {
			this.#log(EventCode.PAGE_FAULT, device, -1, 0, address, data);
			return Translation.ABORTED;
		}
		const devices = this.#devices;
		this.#events.request(
			EventCode.DEVICE_TABLE_ERROR,
			device,
			NO_PASID,
			0,
			EventFlag.INTERRUPT | EventFlag.MASTER_ABORT,
			devices.entryHigh(device),
			devices.entryLow(device),
		);
		return Translation.ABORTED;
	}

	#illegal(
		device: number,
		entry: number,
		flags: number,
		address: number,
		data: number,
	): Translation {
		this.#log(EventCode.ILLEGAL_DEVICE_ENTRY, device, entry, flags, address, data);
		return Translation.ABORTED;
	}

	/** IO_PAGE_FAULT, unless the device's entry (IG) or the interrupt's (`word`, SupIOPF) silences it. */
	#fault(
		device: number,
		entry: number,
		word: number,
		flags: number,
		address: number,
		data: number,
	): Translation {
		if ((word & SUPPRESS) === 0 && (this.#devices.flags[entry]! & DteFlag.IG) === 0)
			this.#log(EventCode.PAGE_FAULT, device, entry, flags, address, data);
		return Translation.ABORTED;
	}

	#log(
		code: number,
		device: number,
		entry: number,
		flags: number,
		address: number,
		data: number,
	): void {
		const isRequest = code === EventCode.INVALID_REQUEST;
		this.#events.request(
			code,
			device,
			NO_PASID,
			entry < 0 ? 0 : this.#devices.domain[entry]!,
			flags | (isRequest ? 0 : EventFlag.INTERRUPT),
			EVENT_HIGH,
			EVENT_LOW |
				((data & 0xff) << 16) |
				((Math.floor(address / 4096) & 0xff) << 8) |
				((address & LOGICAL) << 4) |
				(((data >>> 8) & 7) << 2),
		);
	}
}
