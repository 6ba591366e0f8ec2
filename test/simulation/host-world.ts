import type { Clock } from '../../src/base/clock.js';
import { MemoryHost } from '../../src/testkit/memory-host.js';
import { HonestGuest } from './agents.js';
import { Lanes } from './lanes.js';
import type { Liar } from './liar.js';
import { busTap, tapReset } from './observer/bus.js';
import { DeviceBook } from './observer/device-book.js';
import { Hardware } from './observer/hardware.js';
import { Sessions } from './observer/sessions.js';
import { type BindingBook, Translations } from './observer/translations.js';
import type { Verdict } from './observer/verdict.js';
import { configOf, type GuestPlan, type HostPlan, SMALL_QUEUES, sourceIdOf } from './topology.js';

/** What a host of a run has beside its plan. */
export interface HostSurroundings {
	readonly clock: Clock;
	readonly verdict: Verdict;
	readonly newVersion: () => number;
	/** Which of the host's processes it is, from 1. */
	readonly life: number;
	/** Guests of other hosts, whose agents may be sent to this one. */
	readonly visitors: readonly GuestPlan[];
}

/** One process of a host of a run, with its observer. */
export class HostWorld {
	readonly plan: HostPlan;
	readonly memory: MemoryHost;
	readonly devices = new Map<string, DeviceBook>();
	readonly hardware: Hardware;
	readonly translations: Translations;
	readonly sessions: Sessions;
	readonly lanes: Lanes;
	readonly life: number;
	readonly #verdict: Verdict;
	readonly #guests = new Map<string, HonestGuest>();

	/** Operators' calls under way. */
	callsOpen = 0;

	constructor(plan: HostPlan, surroundings: HostSurroundings) {
		const { clock, verdict, newVersion, life, visitors } = surroundings;
		this.plan = plan;
		this.life = life;
		this.#verdict = verdict;
		const now = () => clock.now();
		const names = new Map<string, string>();
		for (const device of plan.devices) {
			this.devices.set(device.name, new DeviceBook(device, plan.smallQueues));
			names.set(`${device.iommu} ${sourceIdOf(device)}`, device.name);
		}
		this.translations = new Translations(verdict, this.devices);
		this.hardware = new Hardware(verdict, now, this.devices, {
			serves: (device, pasid) => this.sessions.serves(device, pasid),
			deserted: (device) => this.sessions.deserted(device),
			translated: (...args) => this.translations.check(...args),
		});
		const hostClock: Clock = {
			now,
			after: (ms, fn) => this.memory.process.clock.after(ms, fn),
			soon: (fn) => this.memory.process.clock.soon(fn),
			afterInput: (fn) => this.memory.process.clock.afterInput(fn),
		};
		this.sessions = new Sessions(
			verdict,
			hostClock,
			this.devices,
			this.hardware,
			this.translations,
		);
		this.sessions.slowMs = [plan.slowMs[1], plan.slowMs[2]];
		this.sessions.isHonest = (guest) =>
			this.#guests.has(guest) || visitors.some(({ name }) => name === guest);
		this.sessions.onOver = (guest) => this.#guests.get(guest)?.lost();
		this.sessions.onAdopted = (guest, bound) => this.#guests.get(guest)?.adopted(bound);
		this.lanes = new Lanes({
			verdict,
			newVersion,
			bindings: (device, pasid) => this.translations.bindings(device, pasid),
			contents: (guest, pasid) => this.#guests.get(guest)?.contentsOf(pasid),
		});
		this.memory = new MemoryHost({
			clock,
			name: life === 1 ? plan.name : `${plan.name}-${life}`,
			config: configOf(plan, visitors),
			...(plan.smallQueues ? { queues: SMALL_QUEUES } : {}),
			tap: busTap(this.hardware, (iommu, id) => names.get(`${iommu} ${id}`)!),
		});
		for (const name of this.devices.keys())
			tapReset(this.memory.endpoint(name), () => this.hardware.reset(name));
	}

	/** A guest of the host; an agent of it may have served with an earlier process. */
	addGuest(guest: HonestGuest | Liar): void {
		if (guest instanceof HonestGuest) this.#guests.set(guest.plan.name, guest);
	}

	/** The host begins to send its agents away, which may take so long. False: it does so already, or has ended. */
	drains(ms: number): boolean {
		const { lives } = this.sessions;
		if (lives.draining || this.memory.process.dead) return false;
		this.#verdict.saw(() => `${this.plan.name} is drained, ${ms} ms`, 70, ms);
		lives.drain(ms);
		return true;
	}

	/** The host has closed in good order: nothing may be left of what it had. Its process ends. */
	ended(): void {
		this.#verdict.saw(() => `${this.plan.name} has ended`, 71);
		this.hardware.ended();
		this.sessions.lives.ended();
		this.memory.process.kill();
	}

	/** Nothing that is late is held against the host until then. */
	patient(until: number): void {
		this.hardware.patientUntil = Math.max(this.hardware.patientUntil, until);
	}

	/** After each step. */
	check(): void {
		const { stopped, dead } = this.memory.process;
		if (stopped || dead) return;
		this.hardware.check();
		this.sessions.check();
	}

	/**
	 * An operator's call that changes a device, or a guest's devices, begins; what is returned is to be called at its end,
	 * with whether it was done or refused. `gives` is the guest that a device is to be given to, `takes` whether its owner is
	 * to lose it. What became of it is read as an operator reads it.
	 */
	calls(about: string, { gives, takes }: CallKind): (done: boolean) => void {
		const devices = [...this.devices.values()].filter(
			({ name, guest, next }) => name === about || guest === about || next.includes(about),
		);
		const ends = devices.map((device) => {
			device.calls++;
			device.excuseAll('an operator was at it');
			device.since = this.hardware.seq;
			// A guest that is reset gets its devices back.
			if (device.name !== about) device.next.push(about);
			else if (gives !== undefined) device.next.push(gives);
			const bound = new Set<BindingBook>();
			this.translations.each((binding, name) => {
				if (name === device.name) bound.add(binding);
			});
			return (done: boolean) => {
				this.#ended(device);
				// Refused half-way, it may be nobody's by now.
				if (takes !== true) return;
				if (!done && device.guest !== undefined) {
					// Or it was taken and given back.
					for (const fault of device.faults) fault.sure = false;
					return;
				}
				// It was to be given to the guest that was reset, and was not.
				if (device.name !== about && device.guest !== about) return;
				this.sessions.lives.taken(device.name);
				this.translations.drop((binding) => bound.has(binding));
				device.forgetFaults();
			};
		});
		return (done) => {
			for (const end of ends) end(done);
			// Whether or not all of a reset was done, its sessions may be over.
			const status = this.memory.host.guests().find(({ name }) => name === about);
			if (status !== undefined) this.sessions.lives.alive(about, status.sessions ?? []);
		};
	}

	#ended(device: DeviceBook): void {
		device.calls--;
		device.excuseAll('an operator was at it');
		const status = this.memory.host.devices().find(({ name }) => name === device.name);
		const guest = status?.guest || undefined;
		if (guest !== device.guest || guest === undefined) device.forgetFaults();
		device.guest = guest;
		device.native = status?.driver === 'sva' || status?.driver === 'quarantine';
		if (device.changing) return;
		device.next = [];
		this.translations.drop((binding, name) => name === device.name && binding.state === 'ended');
	}
}

/** What an operator's call may do to a device. */
export interface CallKind {
	readonly gives?: string;
	readonly takes?: boolean;
}
