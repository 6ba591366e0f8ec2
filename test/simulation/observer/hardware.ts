import { PrgResponse } from '../../../src/emulator/iommu/contract.js';
import { type BusListener, StallEnd, Translation } from './bus.js';
import { type DeviceBook, type HardwareGroup, keyOf } from './device-book.js';
import type { Verdict } from './verdict.js';

/** What the hardware's side asks of the other side of the observer. */
export interface GuestSide {
	/** Whether a guest's session has the PASID of the device bound, and may be delivered its groups. */
	serves(device: DeviceBook, pasid: number): boolean;
	/** Whether the host may have taken the device away by now, as nobody takes its groups. */
	deserted(device: DeviceBook): boolean;
	/** Checks a translation; see `Translations`. */
	translated(
		device: DeviceBook,
		pasid: number,
		page: number,
		access: number,
		result: Translation,
		frame: number,
		granted: number,
	): void;
}

/** How long after its deadline a group may be answered: 10 % and some. */
const LATE_SHARE = 0.1;
const LATE_MS = 5;
/** How long an answer of a guest may take to the hardware, and a group to its guest. */
const PROMPT_MS = 20;

/**
 * The hardware's side of the observer: every group from its last request to its response. Laws 1, 2 and 7 as a device sees
 * them: one response for each group, and none that nobody gave.
 */
export class Hardware implements BusListener {
	readonly #verdict: Verdict;
	readonly #now: () => number;
	readonly #devices: ReadonlyMap<string, DeviceBook>;
	readonly #guests: GuestSide;
	#groups = 0;
	/** Until when nothing is held against the host: it was stopped, or a device kept its IOMMU waiting. */
	patientUntil = 0;

	constructor(
		verdict: Verdict,
		now: () => number,
		devices: ReadonlyMap<string, DeviceBook>,
		guests: GuestSide,
	) {
		this.#verdict = verdict;
		this.#now = now;
		this.#devices = devices;
		this.#guests = guests;
	}

	/** How many groups there have been. */
	get seq(): number {
		return this.#groups;
	}

	connected(name: string): void {
		this.#verdict.saw(() => `${name} is plugged in`, 1);
	}

	disconnected(name: string): void {
		this.#verdict.saw(() => `${name} is unplugged`, 2);
		const device = this.#of(name);
		device.failed = false;
		this.#forget(device);
	}

	/** Software resets the device: whatever it had outstanding it forgets. */
	reset(name: string): void {
		const device = this.#of(name);
		this.#verdict.saw(() => `${name} is reset`, 3);
		for (const group of device.groups.values()) {
			// A stall is the IOMMU's: it is answered there, whatever the device has forgotten.
			if (device.plan.bus === 'platform' || group.sealedAt === undefined) continue;
			if (this.#now() > this.patientUntil)
				this.#violation(1, device, group, 'was never answered: the device is reset');
		}
		device.failed = false;
		if (device.plan.bus === 'pci') this.#forget(device);
	}

	translated(
		name: string,
		pasid: number,
		page: number,
		access: number,
		result: Translation,
		frame: number,
		granted: number,
		ats: boolean,
	): void {
		const device = this.#of(name);
		this.#verdict.saw(
			() =>
				`${name} translates PASID ${pasid} page 0x${page.toString(16)}: ${result}, frame ${frame}`,
			...[4, pasid, page, result, frame],
		);
		if (result === Translation.OK && ats) device.cached.set(keyOf(pasid, page), frame);
		// Whether or not a call is under way.
		const heard = (device.guest !== undefined || device.next.length > 0) && !device.native;
		if (result === Translation.ABORTED && !ats && heard)
			device.faults.push({ page, sure: !device.changing });
		this.#guests.translated(device, pasid, page, access, result, frame, granted);
	}

	pageRequest(
		name: string,
		pasid: number,
		page: number,
		_access: number,
		index: number,
		last: boolean,
	): void {
		const device = this.#of(name);
		let group = device.groups.get(index);
		if (group?.sealedAt !== undefined) {
			this.#violation(1, device, group, 'is used again before its response');
			group = undefined;
		}
		if (group === undefined) {
			group = this.#open(device, index, pasid);
			device.groups.set(index, group);
		}
		group.pages.push(page);
		if (last) this.#seal(device, group);
		let outstanding = 0;
		for (const each of device.groups.values()) outstanding += each.pages.length;
		if (outstanding > device.plan.outstanding)
			this.#verdict.violation(
				3,
				`${name} has ${outstanding} requests outstanding, of ${device.plan.outstanding}`,
			);
	}

	response(name: string, _pasid: number, index: number, code: number, own: boolean): void {
		const device = this.#of(name);
		this.#verdict.saw(
			() => `${name} group ${index}: response ${code}${own ? ', by the IOMMU itself' : ''}`,
			...[6, index, code, own ? 1 : 0],
		);
		if (own && code !== PrgResponse.FAILURE) {
			const group = device.groups.get(index);
			if (group !== undefined) device.groups.delete(index);
			return;
		}
		if (code === PrgResponse.FAILURE) {
			const group = device.groups.get(index);
			device.groups.delete(index);
			if (group !== undefined) this.#judge(device, group, code);
			device.failed = true;
			device.cached.clear();
			return;
		}
		this.#answered(device, index, code);
	}

	stalled(name: string, pasid: number, page: number, _access: number, stall: number): void {
		const device = this.#of(name);
		const group = this.#open(device, stall, pasid);
		group.pages.push(page);
		if (device.groups.has(stall))
			this.#violation(1, device, group, 'has the name of one that is not over');
		device.groups.set(stall, group);
		this.#seal(device, group);
	}

	stallEnded(name: string, stall: number, end: StallEnd): void {
		this.#verdict.saw(() => `${name} stall ${stall} ended: ${end}`, 7, stall, end);
		const code = end === StallEnd.RETRY ? PrgResponse.SUCCESS : PrgResponse.INVALID;
		this.#answered(this.#of(name), stall, code);
	}

	invalidated(name: string, pasid: number, page: number, pages: number, global: boolean): void {
		this.#verdict.saw(() => `${name} drops PASID ${pasid} page ${page}, ${pages}`, 8, pasid, page);
		this.#of(name).invalidate(pasid, page, pages, global);
	}

	/** The open group that a delivery with these pages is about, or why there is none. */
	find(
		device: DeviceBook,
		pasid: number,
		pages: readonly number[],
		since: number,
	): HardwareGroup | string {
		let stale = false;
		const last = pages[pages.length - 1];
		for (const group of device.groups.values()) {
			if (group.group !== undefined || group.sealedAt === undefined || group.pasid !== pasid)
				continue;
			if (pages.length > group.pages.length) continue;
			// The first requests may have been lost in a full queue.
			if (group.pages[group.pages.length - 1] !== last) continue;
			if (!pages.every((page) => group.pages.includes(page))) continue;
			if (group.seq >= since) return group;
			stale = true;
		}
		return stale ? 'it was asked for by an earlier owner' : 'the hardware waits for no such group';
	}

	/** The host is gone, and with it its devices: each group had to be answered before. */
	ended(): void {
		for (const device of this.#devices.values())
			for (const group of device.groups.values())
				if (group.sealedAt !== undefined && this.#now() > this.patientUntil)
					this.#violation(1, device, group, 'was never answered: the host has ended');
	}

	/** After each step: is anything late? */
	check(): void {
		const now = this.#now();
		for (const device of this.#devices.values()) {
			if (device.suspects.length > 0) {
				const suspects = device.suspects;
				device.suspects = [];
				if (!device.changing) for (const look of suspects) look();
			}
			for (const group of device.groups.values()) {
				if (group.sealedAt === undefined) continue;
				if (this.#late(device, group, now)) break;
			}
		}
	}

	#late(device: DeviceBook, group: HardwareGroup, now: number): boolean {
		const { deadlineMs } = device.plan;
		const due = group.sealedAt! + deadlineMs + deadlineMs * LATE_SHARE + LATE_MS;
		if (now > Math.max(due, this.patientUntil + PROMPT_MS)) {
			this.#violation(
				1,
				device,
				group,
				`has no response after ${Math.round(now - group.sealedAt!)} ms`,
			);
			device.groups.delete(group.index);
			return true;
		}
		if (now > Math.max(group.endBy, this.patientUntil) + PROMPT_MS) {
			this.#violation(1, device, group, 'has no response, and its PASID is not bound any more');
			device.groups.delete(group.index);
			return true;
		}
		if (group.answer !== 0 && now > Math.max(group.answeredAt, this.patientUntil) + PROMPT_MS) {
			this.#violation(
				1,
				device,
				group,
				'was answered by its guest, and the hardware has no response',
			);
			device.groups.delete(group.index);
			return true;
		}
		return false;
	}

	#answered(device: DeviceBook, index: number, code: number): void {
		const group = device.groups.get(index);
		if (group === undefined) {
			if (this.#now() > this.patientUntil)
				this.#verdict.violation(
					1,
					`${device.name} got a response for ${index}, which waits for none`,
				);
			return;
		}
		device.groups.delete(index);
		this.#judge(device, group, code);
	}

	/** Whether somebody had a right to answer so. */
	#judge(device: DeviceBook, group: HardwareGroup, code: number): void {
		// A driver of the host answers by itself.
		if (device.native) return;
		const now = this.#now();
		const expired = now >= group.sealedAt! + device.plan.deadlineMs - 1;
		const excused =
			group.excuse !== undefined ||
			device.changing ||
			now <= this.patientUntil ||
			(code === PrgResponse.INVALID && this.#guests.deserted(device));
		if (code === PrgResponse.SUCCESS) {
			const own = device.overflows && group.group === undefined;
			if (group.answer !== 1 && !own)
				this.#violation(7, device, group, 'was answered SUCCESS, which its guest did not say');
		} else if (code === PrgResponse.FAILURE) {
			if (device.plan.onExpiry !== 'failure' || !expired)
				this.#violation(1, device, group, 'was answered FAILURE, which nobody asked for');
		} else if (group.answer === 1 && !expired && !excused) {
			this.#violation(7, device, group, 'was answered INVALID, its guest said SUCCESS');
		} else if (group.answer !== 2 && !expired && !excused) {
			this.#violation(1, device, group, 'was answered INVALID for no reason');
		}
	}

	#open(_device: DeviceBook, index: number, pasid: number): HardwareGroup {
		return {
			seq: this.#groups++,
			...{ index, pasid, pages: [] },
			...{
				sealedAt: undefined,
				excuse: undefined,
				delivered: false,
				group: undefined,
				answer: 0,
				answeredAt: 0,
			},
			endBy: Number.POSITIVE_INFINITY,
		};
	}

	#seal(device: DeviceBook, group: HardwareGroup): void {
		group.sealedAt = this.#now();
		this.#verdict.saw(
			() =>
				`${device.name} asks, PASID ${group.pasid}: group ${group.index}, pages ${group.pages.map((p) => p.toString(16))}`,
			...[5, group.index, group.pasid, ...group.pages],
		);
		if (device.changing) group.excuse = 'the device changed hands';
		else if (!this.#guests.serves(device, group.pasid)) group.excuse = 'nobody served it';
	}

	#forget(device: DeviceBook): void {
		device.groups.clear();
		device.cached.clear();
	}

	#of(name: string): DeviceBook {
		return this.#devices.get(name)!;
	}

	#violation(law: 1 | 7, device: DeviceBook, group: HardwareGroup, what: string): void {
		const pages = group.pages.map((page) => `0x${page.toString(16)}`).join(' ');
		this.#verdict.violation(
			law,
			`${device.name}, group ${group.index} of PASID ${group.pasid}, pages ${pages}: ${what}`,
		);
	}
}
