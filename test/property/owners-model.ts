import { expect } from 'vitest';
import type { Endpoint } from '../../src/emulator/endpoint/endpoint.js';
import type { Device } from '../../src/host/kernel/device.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { FaultType, IommuFault, ResponseCode } from '../../src/host/kernel/fault.js';
import type { FaultHandler } from '../../src/host/kernel/fault-core.js';
import type { Guest } from '../../src/host/kernel/vfio/guest.js';
import type { RecoverableRow } from '../support/iommu-rows.js';
import { OwnersMachine, type Service } from '../support/owners-machine.js';

/** Pages that DMA uses; the native drivers have them from 1 MiB on. */
export const FIRST_PAGE = 0x100;
export const PAGES = 8;
const PASIDS = [1, 2];
export const OWNERS = ['sva', 'quarantine', 'a', 'b'] as const;
export type Owner = (typeof OWNERS)[number];

/** The time of one owner with a device. Its number is what everybody writes in it, so that it is known again. */
interface Tenure {
	readonly number: number;
	readonly owner: Owner;
	over: boolean;
	/** With a guest. */
	readonly service?: Served;
}

/** What a guest's agent has of a device. */
interface Served extends Service {
	/** Groups taken and not answered, with their page. */
	readonly taken: { readonly id: number; readonly page: number }[];
	readonly mapped: Set<number>;
}

/** A device from one plugging to the next unplugging, with what its hardware saw. */
export class Plugged {
	readonly device: Device;
	readonly endpoint: Endpoint;
	tenure: Tenure | undefined;
	/** Whose time was over last: until the IOMMU's caches are empty, DMA may still reach that one's memory. */
	last: Tenure | undefined;
	override: string | undefined;

	constructor(device: Device, endpoint: Endpoint) {
		this.device = device;
		this.endpoint = endpoint;
	}
}

/**
 * A machine with two functions and all their possible owners, watched from the hardware's side: what functions send
 * and get, what their DMA reads, and whom the core calls.
 */
export class OwnersWorld {
	readonly machine: OwnersMachine;
	readonly guests: ReadonlyMap<string, Guest>;
	readonly plugged: (Plugged | undefined)[] = [undefined, undefined];
	/** Groups that were answered for their owner, or whose owner is gone: [service, id]. */
	readonly stale: (readonly [Served, number])[] = [];
	readonly problems: string[] = [];
	/** How often an owner went, a reset came, or a function was pulled out with groups pending, and late answers. */
	readonly seen = { unbound: 0, reset: 0, unplugged: 0, late: 0, groups: 0 };
	readonly #base: { frames: number; ids: number };
	#tenures = 0;

	constructor(row: RecoverableRow) {
		const machine = new OwnersMachine({ pages: 32 }, row);
		this.machine = machine;
		this.guests = new Map(['a', 'b'].map((name) => [name, machine.guest(name)]));
		this.#watchHandlers();
		for (const at of [0, 1]) this.plug(at);
		// What the IOMMU's driver keeps for the bus, and a guest's second level for drivers' tables, is taken with the
		// first use.
		for (const at of [0, 1]) {
			for (const owner of ['sva', 'a', 'b'] as const) {
				this.bind(at, owner);
				this.unbind(at);
				machine.clock.settle();
			}
		}
		this.#base = { frames: machine.frames.available, ids: machine.domainIds.available };
	}

	plug(at: number): void {
		const { machine } = this;
		const device = machine.plug(`d${at}`, 0x0100 + at);
		const endpoint = machine.endpoint(device);
		const plugged = new Plugged(device, endpoint);
		const reset = endpoint.reset.bind(endpoint);
		endpoint.reset = () => {
			// Law 1: whatever it still waited for would never be answered.
			const { outstanding } = machine.seen(device);
			if (outstanding > 0) this.problems.push(`${device.name} reset with ${outstanding} groups`);
			reset();
		};
		this.plugged[at] = plugged;
	}

	/** True when the driver was bound. */
	bind(at: number, owner: Owner): boolean {
		const plugged = this.plugged[at]!;
		const { device } = plugged;
		const { machine } = this;
		const native = owner === 'sva' || owner === 'quarantine' ? machine[owner] : undefined;
		const name = native?.name ?? 'vfio';
		const free = machine.binding.stateOf(device) === 'none';
		const allowed = free && (plugged.override === undefined || plugged.override === name);
		const before = device.references;
		const errno =
			native === undefined
				? machine.assign(device, this.guests.get(owner)!)
				: machine.binding.bind(device, native);
		if (!allowed) {
			expect([Errno.EBUSY, Errno.ENODEV]).toContain(errno);
			expect(device.references).toBe(before);
			return false;
		}
		// Whoever was there before: the new owner is never told EBUSY.
		expect(errno).toBe(Errno.OK);
		const number = ++this.#tenures;
		const service = native === undefined ? this.#serve(device) : undefined;
		plugged.tenure = { number, owner, over: false, ...(service === undefined ? {} : { service }) };
		return true;
	}

	unbind(at: number): void {
		const plugged = this.plugged[at]!;
		const { binding, core } = this.machine;
		const state = binding.stateOf(plugged.device);
		const pending = core.pendingCount(plugged.device);
		const errno = binding.unbind(plugged.device);
		const expected = { bound: Errno.OK, resetting: Errno.EBUSY } as Record<string, Errno>;
		expect(errno).toBe(expected[state] ?? Errno.ENODEV);
		if (errno !== Errno.OK) return;
		if (pending > 0) this.seen.unbound++;
		this.#end(plugged);
	}

	reset(at: number): void {
		const plugged = this.plugged[at]!;
		const { binding, core } = this.machine;
		const state = binding.stateOf(plugged.device);
		const pending = core.pendingCount(plugged.device);
		const errno = binding.reset(plugged.device, (status) => {
			if (status !== Errno.OK) this.problems.push(`reset: ${status}`);
		});
		const expected = { bound: Errno.OK, resetting: Errno.EBUSY } as Record<string, Errno>;
		expect(errno).toBe(expected[state] ?? Errno.ENODEV);
		if (errno !== Errno.OK) return;
		if (pending > 0) this.seen.reset++;
		this.#forgetTaken(plugged.tenure?.service);
	}

	/** The function is pulled out; its row is free when all is over. */
	unplug(at: number): void {
		const plugged = this.plugged[at]!;
		const { binding, registry } = this.machine;
		const { device, endpoint } = plugged;
		if (this.machine.core.pendingCount(device) > 0) this.seen.unplugged++;
		endpoint.detach();
		registry.withdraw(device);
		expect(binding.unplug(device, () => {})).toBe(Errno.OK);
		this.#end(plugged);
		this.plugged[at] = undefined;
		this.checkHardware(plugged);
		this.machine.clock.settle();
	}

	setOverride(at: number, driver: string | undefined): void {
		const plugged = this.plugged[at]!;
		plugged.override = driver;
		this.machine.binding.setOverride(plugged.device, driver);
	}

	/** A page by DMA. What comes back must be this owner's. */
	access(at: number, pasid: number, page: number, write: boolean): void {
		const plugged = this.plugged[at]!;
		const { endpoint, device } = plugged;
		const { binding } = this.machine;
		const leaving = () => (binding.stateOf(device) === 'leaving' ? plugged.last : undefined);
		const tenure = plugged.tenure ?? leaving();
		const number = tenure?.number ?? 0;
		const bytes = Uint8Array.of(number >> 8, number & 255);
		const address = (FIRST_PAGE + page) * 4096;
		const ended = (error: { kind: string } | undefined) => {
			if (error !== undefined) return;
			if (tenure === undefined || (tenure.over && tenure !== leaving()))
				this.problems.push(`DMA of ${tenure?.owner ?? 'nobody'} went through later`);
			const value = bytes[0]! * 256 + bytes[1]!;
			// Only a guest's pages have contents from the start.
			if (value !== number && (value !== 0 || tenure?.service !== undefined))
				this.problems.push(`${tenure?.owner} ${number} reads ${value}`);
		};
		if (write) endpoint.dma.write(pasid, address, bytes, ended);
		else endpoint.dma.read(pasid, address, bytes.fill(0xff), ended);
	}

	pause(at: number, paused: boolean): void {
		this.machine.pauseInvalidations(this.plugged[at]!.device, paused);
	}

	/** The guest's agent takes a group. */
	take(at: number): void {
		const service = this.plugged[at]?.tenure?.service;
		if (service === undefined) return;
		const { groups } = this.machine.core;
		const slot = service.vfio.take();
		if (slot !== -1) service.taken.push({ id: groups.id(slot), page: groups.page(slot) });
	}

	/** The agent answers what it took first. */
	answer(at: number, success: boolean): void {
		const tenure = this.plugged[at]?.tenure;
		const service = tenure?.service;
		const group = service?.taken.shift();
		if (tenure === undefined || service === undefined || group === undefined) return;
		const { space, lease, vfio, consumer, mapped } = service;
		if (success && !mapped.has(group.page)) {
			const frame = lease.first + mapped.size;
			const contents = new Uint8Array(4096);
			for (let i = 0; i < 4096; i += 2) contents.set([tenure.number >> 8, tenure.number & 255], i);
			expect([space.fill(frame, contents, 0), space.map(group.page, frame, 3)]).toEqual([0, 0]);
			mapped.add(group.page);
		}
		const code = success ? ResponseCode.SUCCESS : ResponseCode.INVALID;
		expect(vfio.respond(consumer, group.id, code)).toBe(0);
		this.machine.core.flush();
		this.stale.push([service, group.id]);
	}

	/** Somebody answers what is not theirs to answer any more. */
	answerLate(index: number): void {
		const late = this.stale[index % Math.max(this.stale.length, 1)];
		if (late === undefined) return;
		const [{ vfio, consumer }, id] = late;
		const counters = () =>
			this.plugged.map((each) => each && this.machine.core.counters(each.device));
		const before = counters();
		this.seen.late++;
		expect(vfio.respond(consumer, id, ResponseCode.SUCCESS)).not.toBe(0);
		expect(this.machine.core.pageResponse(vfio.device, id, ResponseCode.SUCCESS)).toBe(
			Errno.EINVAL,
		);
		expect(counters()).toEqual(before);
	}

	/** A fault that cannot be recovered from. */
	event(at: number, pasid: number): void {
		const fault = new IommuFault();
		Object.assign(fault, { type: FaultType.DMA_UNRECOVERABLE, flags: 1, pasid, reason: 6 });
		this.machine.core.reportDeviceFault(this.plugged[at]!.device, fault);
	}

	/** By itself, with groups pending: EBUSY, and nothing has changed. */
	unregister(at: number): void {
		const { core } = this.machine;
		const { device } = this.plugged[at]!;
		if (core.pendingCount(device) === 0) return;
		const state = () => [
			core.counters(device),
			core.pendingCount(device),
			device.references,
			core.handlerOf(device),
		];
		const before = state();
		expect(core.unregisterDeviceFaultHandler(device)).toBe(Errno.EBUSY);
		expect(state()).toEqual(before);
	}

	/** The laws, after every step. */
	check(): void {
		for (const plugged of this.plugged) if (plugged !== undefined) this.checkHardware(plugged);
		expect(this.problems).toEqual([]);
		expect(this.machine.binding.evictions).toBe(0);
	}

	/** Law 1: each group that the device sent got one response, or waits for it still. */
	checkHardware({ device, endpoint }: Plugged): void {
		const { counters } = endpoint;
		expect([counters.responsesUnexpected, counters.responsesIgnored]).toEqual([0, 0]);
		const seen = this.machine.seen(device);
		expect(seen.problems).toEqual([]);
		expect(seen.sent).toBe(seen.answered + seen.forgotten + seen.outstanding);
		expect(seen.answers.some(({ answer }) => answer === 'failure')).toBe(false);
		const core = this.machine.core.counters(device);
		const { core: kernel } = this.machine;
		expect(core.groups + core.refused).toBe(
			core.success + core.invalid + kernel.pendingCount(device),
		);
	}

	/** Everything comes to its end; then all is as before the first owner. */
	finish(): void {
		const { machine } = this;
		for (const plugged of this.plugged)
			if (plugged !== undefined) machine.pauseInvalidations(plugged.device, false);
		machine.clock.settle();
		for (const at of [0, 1]) if (this.plugged[at]?.tenure !== undefined) this.unbind(at);
		machine.clock.settle();
		this.check();
		for (const plugged of this.plugged) {
			if (plugged === undefined) continue;
			expect(machine.binding.stateOf(plugged.device)).toBe('none');
			expect(plugged.device.references).toBe(1);
			expect(plugged.endpoint.outstandingGroups).toBe(0);
			expect(plugged.endpoint.dma.active).toBe(0);
		}
		this.seen.groups = machine.tap.views.reduce((sum, { sent }) => sum + sent, 0);
		expect(machine.frames.available).toBe(this.#base.frames);
		expect(machine.domainIds.available).toBe(this.#base.ids);
		for (const guest of this.guests.values())
			expect([guest.devices.size, guest.spaces.size]).toEqual([0, 0]);
	}

	/** Whether the device can be plugged: nothing of the one before is left. */
	free(at: number): boolean {
		const { registry } = this.machine;
		for (let row = 0; row < registry.rows; row++)
			if (registry.at(row)?.name === `d${at}`) return false;
		return true;
	}

	#serve(device: Device): Served {
		return { ...this.machine.serve(device, PASIDS, PAGES), taken: [], mapped: new Set() };
	}

	/** The owner's time is over: from now on nothing may reach it. */
	#end(plugged: Plugged): void {
		const { tenure } = plugged;
		if (tenure === undefined) return;
		tenure.over = true;
		plugged.tenure = undefined;
		plugged.last = tenure;
		const { service } = tenure;
		if (service === undefined) return;
		this.#forgetTaken(service);
		service.space.destroy(() => service.guest.releaseFrames(service.lease));
	}

	#forgetTaken(service: Served | undefined): void {
		for (const { id } of service?.taken.splice(0) ?? []) this.stale.push([service!, id]);
	}

	/** Law 2: the core calls only the handler that is registered, and after an owner's end none of its. */
	#watchHandlers(): void {
		const { core } = this.machine;
		const register = core.registerDeviceFaultHandler.bind(core);
		core.registerDeviceFaultHandler = (device, handler) => {
			const plugged = () => this.plugged.find((each) => each?.device === device);
			const tenures = this.#tenures;
			const called = (what: string) => {
				// In `bind` the tenure is not there yet; then it is the next.
				const present = plugged()?.tenure;
				const state = this.machine.binding.stateOf(device);
				const mine = present === undefined ? state === 'changing' : present.number === tenures + 1;
				const ending = state === 'changing' || state === 'gone' || plugged() === undefined;
				if (!mine && !ending) this.problems.push(`${what} for an owner that is gone`);
			};
			const spy: FaultHandler = {
				pageRequest: (of, group) => {
					called('page request');
					return handler.pageRequest(of, group);
				},
				unrecoverable: (of, fault) => {
					called('event');
					handler.unrecoverable(of, fault);
				},
				retired: (of, id, outcome) => {
					called('retirement');
					handler.retired(of, id, outcome);
				},
			};
			return register(device, spy);
		};
	}
}
