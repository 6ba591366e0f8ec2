import type { faultline } from '../wire/generated/faultline.js';
import type { SpaceEngine } from './space-engine.js';

/** A device that the session serves. */
export interface Device {
	/** The session's own number of the device, never used again: what groups carry. */
	readonly index: number;
	/** What the host calls it, in every message. */
	readonly handle: number;
	readonly name: string;
	readonly info: faultline.v1.DeviceInfo.$Properties;
	/** Bound PASIDs and the address spaces behind them, by index. */
	readonly pasids: number[];
	readonly spaces: SpaceEngine[];
	/** Requests to bind or unbind that are not answered. */
	binding: number;
	/** Groups that may be unanswered at a time; 0 until the first binds are answered. */
	credit: number;
	/** Cumulative counts of groups: granted to the host, delivered by it, and ended here. */
	granted: number;
	delivered: number;
	ended: number;
	/** On the list of devices whose credit is to be looked at. */
	touched: boolean;
	/** The grant is to be said again although it is no higher. */
	repeat: boolean;
}

/**
 * The devices of one session and the credit of each. The host may deliver `granted` groups in all; as groups
 * end, the grant is raised so that `credit` of them can be unanswered. It is raised in steps: when
 * the host has half of the credit left or less, which with nothing unanswered is before it has none.
 */
export class DeviceTable {
	#byIndex: (Device | undefined)[] = [];
	readonly #byHandle = new Map<number, Device>();
	#touched: Device[] = [];

	add(info: faultline.v1.DeviceInfo.$Properties): Device {
		const device: Device = {
			index: this.#byIndex.length,
			handle: info.device ?? 0,
			name: info.name ?? '',
			info,
			pasids: [],
			spaces: [],
			binding: 0,
			credit: 0,
			granted: 0,
			delivered: 0,
			ended: 0,
			touched: false,
			repeat: false,
		};
		this.#byIndex.push(device);
		this.#byHandle.set(device.handle, device);
		return device;
	}

	/** The session goes on over another connection: it has none until they are added again, with credit from 0. */
	clear(): void {
		this.#byIndex = [];
		this.#byHandle.clear();
		this.#touched = [];
	}

	/** The device is not the session's any more; its groups may still end. */
	remove(device: Device): void {
		this.#byIndex[device.index] = undefined;
		this.#byHandle.delete(device.handle);
	}

	get(handle: number): Device | undefined {
		return this.#byHandle.get(handle);
	}

	/** Whether there is no device. */
	get empty(): boolean {
		return this.#byHandle.size === 0;
	}

	/** Names of the devices, in the order in which they came. */
	names(): string[] {
		return [...this.#byHandle.values()].map((device) => device.name);
	}

	/** The devices, in the order in which they came. */
	all(): Device[] {
		return [...this.#byHandle.values()];
	}

	/** Binds a PASID of the device to an address space, or to none; which it was before. */
	bind(device: Device, pasid: number, space: SpaceEngine | undefined): SpaceEngine | undefined {
		const { pasids, spaces } = device;
		const at = pasids.indexOf(pasid);
		const before = spaces[at];
		if (space === undefined) {
			if (at >= 0) {
				pasids.splice(at, 1);
				spaces.splice(at, 1);
			}
		} else if (at >= 0) spaces[at] = space;
		else {
			pasids.push(pasid);
			spaces.push(space);
		}
		return before;
	}

	/** The address space that a PASID of the device is bound to. */
	spaceOf(device: Device, pasid: number): SpaceEngine | undefined {
		const { pasids } = device;
		for (let i = 0; i < pasids.length; i++) if (pasids[i] === pasid) return device.spaces[i];
		return undefined;
	}

	/** The binds of the device are answered: groups may come. */
	open(device: Device, credit: number): void {
		device.credit = credit;
		this.#touch(device);
	}

	/** The device's grant is to be said again. */
	repeat(device: Device): void {
		device.repeat = true;
		this.#touch(device);
	}

	/** So many groups of the device came. */
	delivered(device: Device, groups: number): void {
		device.delivered += groups;
		this.#touch(device);
	}

	/** So many groups of the device ended. */
	ended(index: number, groups: number): void {
		const device = this.#byIndex[index];
		if (device === undefined) return;
		device.ended += groups;
		this.#touch(device);
	}

	/** Raises the grants that are due, and calls `grant` for each with the new one. */
	raise(grant: (device: number, granted: number) => void): void {
		if (this.#touched.length === 0) return;
		const touched = this.#touched;
		this.#touched = [];
		for (const device of touched) {
			device.touched = false;
			const granted = device.ended + device.credit;
			const { repeat } = device;
			device.repeat = false;
			if (!repeat && granted <= device.granted) continue;
			if (!repeat && device.granted - device.delivered > device.credit / 2) continue;
			device.granted = Math.max(granted, device.granted);
			if (this.#byIndex[device.index] !== undefined) grant(device.handle, granted);
		}
	}

	#touch(device: Device): void {
		if (device.touched) return;
		device.touched = true;
		this.#touched.push(device);
	}
}
