/**
 * Carries commands out on the caches and on the devices, all but COMPLETION_WAIT, which is about the buffer itself. Owns
 * no state.
 *
 * What drops what:
 *
 * | command                          | device entries | GCR3 roots | page-table caches    | translations | interrupt entries |
 * |----------------------------------|----------------|------------|----------------------|--------------|-------------------|
 * | INVALIDATE_DEVTAB_ENTRY          | of the device  | of the device |                   |              |                   |
 * | INVALIDATE_IOMMU_PAGES, GN=0     |                | read through the host table | host, and nested ones of the domain | host pages, and nested ones of the domain | |
 * | INVALIDATE_IOMMU_PAGES, GN=1     |                | of the PASID, with PDE | guest, of the PASID | guest pages of the PASID | |
 * | INVALIDATE_INTERRUPT_TABLE       |                |            |                      |              | of the device     |
 * | INVALIDATE_IOMMU_ALL             | all            | all        | all                  | all          | all               |
 *
 * Without PDE page-table caches lose leaves only, which this unit keeps among its translations.
 */

import { GuestWalk } from '../../table/amd-v2.js';
import { NO_PROCESS } from '../../table/leaf-table-cache.js';
import { NO_PASID } from '../contract.js';
import {
	AddressFlag,
	EVERYTHING,
	firstPageOf,
	Opcode,
	pagesOf,
	scatteredPasid,
} from './commands.js';
import type { AmdViCounters } from './counters.js';
import type { DeviceInvalidations } from './device-invalidations.js';
import type { DeviceTable } from './device-table.js';
import type { Endpoints } from './endpoints.js';
import type { InterruptRemapping } from './interrupt-remapping.js';
import type { Translator } from './translate.js';

const PASID_MASK = 0xf_ffff;

export class CommandExecutor {
	readonly #devices: DeviceTable;
	readonly #translator: Translator;
	readonly #interrupts: InterruptRemapping;
	readonly #endpoints: Endpoints;
	readonly #counters: AmdViCounters;

	constructor(
		devices: DeviceTable,
		translator: Translator,
		interrupts: InterruptRemapping,
		endpoints: Endpoints,
		counters: AmdViCounters,
	) {
		this.#devices = devices;
		this.#translator = translator;
		this.#interrupts = interrupts;
		this.#endpoints = endpoints;
		this.#counters = counters;
	}

	/** Carries out a legal command that stands at an address. */
	carryOut(
		words: Uint32Array,
		invalidations: DeviceInvalidations,
		addressHigh: number,
		addressLow: number,
	): void {
		const opcode = words[1]! >>> 28;
		const device = words[0]! & 0xffff;
		if (opcode === Opcode.COMPLETE_PPR) {
			this.#respond(words, device);
			return;
		}
		if (opcode === Opcode.PREFETCH) {
			this.#prefetch(words, device);
			return;
		}
		this.#counters.invalidations++;
		switch (opcode) {
			case Opcode.INVALIDATE_DEVICE_ENTRY:
				this.#devices.invalidate(device);
				this.#translator.roots.invalidateDevice(device);
				break;
			case Opcode.INVALIDATE_PAGES:
				this.#invalidatePages(words);
				break;
			case Opcode.INVALIDATE_IOTLB: {
				const pages = pagesOf(words);
				invalidations.send(
					device,
					this.#endpoints.get(device),
					(words[2]! & AddressFlag.GUEST) !== 0 ? scatteredPasid(words) : NO_PASID,
					firstPageOf(words, pages),
					pages === EVERYTHING ? Number.POSITIVE_INFINITY : pages,
					addressHigh,
					addressLow,
				);
				break;
			}
			case Opcode.INVALIDATE_INTERRUPTS:
				this.#interrupts.invalidateDevice(device);
				break;
			default:
				this.#translator.forgetAll();
				this.#interrupts.invalidateAll();
		}
	}

	#invalidatePages(words: Uint32Array): void {
		const pages = pagesOf(words);
		this.#invalidateRange(
			words[1]! & 0xffff,
			(words[2]! & AddressFlag.GUEST) !== 0 ? words[0]! & PASID_MASK : NO_PASID,
			firstPageOf(words, pages),
			pages,
			(words[2]! & AddressFlag.UPPER_LEVELS) !== 0,
		);
	}

	/** `upper`: entries above the last tables changed too. */
	#invalidateRange(
		domain: number,
		pasid: number,
		page: number,
		pages: number,
		upper: boolean,
	): void {
		const { cache, tables, roots } = this.#translator;
		if (pasid !== NO_PASID) {
			cache.invalidateGuest(domain, pasid, page, pages);
			tables.dropPages(domain, pasid, page, pages, !upper);
			if (upper) roots.invalidatePasid(domain, pasid);
			return;
		}
		cache.invalidateHost(domain, page, pages);
		tables.dropPages(domain, NO_PROCESS, page, pages, !upper);
		// Where guest tables lie in the host's memory was read of its leaves.
		tables.dropMode(domain, GuestWalk.NESTED);
		roots.invalidateNested(domain);
	}

	/** As many 4 KiB pages as the count says, at least one. */
	#prefetch(words: Uint32Array, device: number): void {
		const pasid = (words[2]! & AddressFlag.GUEST) !== 0 ? scatteredPasid(words) : NO_PASID;
		const first = words[3]! * 0x10_0000 + (words[2]! >>> 12);
		const count = Math.min(Math.max(1, words[0]! >>> 24), EVERYTHING - first);
		const translator = this.#translator;
		if ((words[2]! & AddressFlag.INVALIDATE) !== 0) {
			const entry = this.#devices.find(device);
			if (entry >= 0)
				this.#invalidateRange(this.#devices.domain[entry]!, pasid, first, count, false);
		}
		for (let i = 0; i < count; i++) translator.prefetch(device, pasid, first + i);
	}

	/** The response carries a PASID when the command has one (GN). */
	#respond(words: Uint32Array, device: number): void {
		this.#counters.pageResponses++;
		const pasid = (words[2]! & AddressFlag.GUEST) !== 0 ? words[1]! & PASID_MASK : NO_PASID;
		const word = words[3]!;
		this.#endpoints.get(device)?.pageResponse(pasid, word & 0x1ff, (word >>> 12) & 0xf);
	}
}
