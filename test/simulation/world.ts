import { FaultlineError } from '../../src/base/errors.js';
import { VirtualClock } from '../../src/base/virtual-clock.js';
import type { Endpoint } from '../../src/emulator/endpoint/endpoint.js';
import { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import type { Host } from '../../src/host/host.js';
import { type Action, rowOf } from './actions.js';
import { HonestGuest } from './agents.js';
import { PAGE_BYTES } from './contents.js';
import { Draw } from './draw.js';
import { type CallKind, HostWorld } from './host-world.js';
import type { Transfer } from './lanes.js';
import { Liar } from './liar.js';
import { Network } from './network.js';
import { Verdict } from './observer/verdict.js';
import type { Plan } from './plan.js';
import type { GuestPlan, HostPlan } from './topology.js';

/** Turns of the microtask queue after each step: what awaits something goes on in them. */
const MICROTURNS = 4;
/** The same while an operator's call is under way, whose end is to be heard of in the step in which it comes. */
const MICROTURNS_OF_CALLS = 24;
/** How long an agent that comes back from another host may take to leave that. */
const BACK_MS = 50;
/** Longest that a run may take, in steps: beyond that it turns in circles. */
const MOST_STEPS = 400_000;

/** How a host is ended: drained, to another one's name or nowhere (''), or by a signal (undefined); and in what time. */
export interface HostEnd {
	readonly to: string | undefined;
	readonly ms: number;
}

/**
 * A fleet on one virtual clock, and what can be done to it. Runs step by step: each timer that fires, and each action, with
 * all that it sets off at once; the observers look after each.
 */
export class World {
	readonly clock = new VirtualClock();
	readonly verdict: Verdict;
	/** The present process of each, or its last one. */
	readonly hosts: HostWorld[] = [];
	readonly #plan: Plan;
	readonly #hostOf = new Map<string, HostWorld>();
	readonly #guests = new Map<string, HonestGuest | Liar>();
	#version = 0;
	#fresh = 0;
	steps = 0;

	constructor(plan: Plan, lines = false) {
		this.verdict = new Verdict(() => this.clock.now(), lines);
		this.#plan = plan;
		let spaces = 1;
		for (const hostPlan of plan.hosts) {
			for (const guest of hostPlan.guests) {
				this.#guests.set(guest.name, this.#guest(hostPlan, guest, spaces));
				spaces += guest.spaces;
			}
			this.hosts.push(this.#process(hostPlan, 1));
		}
	}

	/** A process of a host: its first, or another one after that has ended. */
	#process(plan: HostPlan, life: number): HostWorld {
		const host = new HostWorld(plan, {
			...{ clock: this.clock, verdict: this.verdict, life },
			newVersion: () => ++this.#version,
			visitors: this.#plan.hosts
				.filter((other) => other !== plan)
				.flatMap(({ guests }) => guests.filter(({ kind }) => kind === 'honest')),
		});
		this.#hostOf.set(plan.name, host);
		for (const device of plan.devices) this.#hostOf.set(device.name, host);
		for (const guest of plan.guests) {
			this.#hostOf.set(guest.name, host);
			host.addGuest(this.#guests.get(guest.name)!);
		}
		return host;
	}

	/** `first` is the number of its first address space among all of the run. */
	#guest(host: HostPlan, plan: GuestPlan, first: number): HonestGuest | Liar {
		const { seed } = this.#plan;
		const siteOf = (address = host.name) => {
			const found = this.host(address);
			return found.memory.process.dead ? undefined : found;
		};
		const draw = new Draw(seed, `network ${plan.name}`);
		const network = new Network(siteOf, draw, plan.delayMs);
		if (plan.kind === 'honest')
			return new HonestGuest(plan, first, network, this.clock, seed, this.verdict);
		const home = () => this.host(host.name).sessions;
		return new Liar(
			...([plan, network, this.clock, seed] as const),
			() => home().deliveries.recentIds,
			() => home().lives.ids(),
		);
	}

	/** Starts every agent. */
	start(): void {
		for (const guest of this.#guests.values()) guest.start();
	}

	act(action: Action): void {
		this.verdict.saw(
			() => `----- ${action.name} ${JSON.stringify(action.parameters)}`,
			...[60, action.name.length, Math.round(action.at * 1000)],
		);
		rowOf(action.name).run(this, action.parameters);
	}

	/** Goes on until the time, step by step. */
	async until(time: number): Promise<void> {
		await this.#settle();
		while (this.clock.next <= time && this.steps < MOST_STEPS) {
			this.#guarded(() => this.clock.step());
			await this.#settle();
		}
		this.clock.jump(time);
	}

	/** Does something that is one step. */
	async step(work: () => void): Promise<void> {
		this.#guarded(work);
		await this.#settle();
	}

	async #settle(): Promise<void> {
		do {
			this.#guarded(() => this.clock.settle());
			const called = this.hosts.some(({ callsOpen }) => callsOpen > 0);
			const turns = called ? MICROTURNS_OF_CALLS : MICROTURNS;
			for (let i = 0; i < turns; i++) await null;
		} while (!this.clock.settled);
		this.verdict.step = ++this.steps;
		for (const host of this.hosts) host.check();
	}

	#guarded(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.verdict.violation(0, `something threw: ${(error as Error).stack ?? String(error)}`);
		}
	}

	// ---- what actions do ----

	host(name: string): HostWorld {
		return this.#hostOf.get(name)!;
	}

	guests(): HonestGuest[] {
		return [...this.#guests.values()].filter((guest) => guest instanceof HonestGuest);
	}

	network(guest: string): Network {
		return this.#guests.get(guest)!.network;
	}

	liar(guest: string): Liar {
		const found = this.#guests.get(guest);
		if (!(found instanceof Liar)) throw new Error(`${guest} does not lie`);
		return found;
	}

	endpoint(device: string): Endpoint {
		return this.host(device).memory.endpoint(device);
	}

	/** One transfer of a device, or several, one after the other. */
	transfer(device: string, transfer: Transfer, times = 1): void {
		const again = (left: number) => {
			if (left === 0) return;
			const host = this.host(device);
			host.memory.process.run(() =>
				host.lanes.start(device, this.endpoint(device), transfer, (error) => {
					if (error === undefined) this.clock.after(1, () => again(left - 1));
				}),
			);
		};
		again(times);
	}

	/**
	 * Accesses to as many pages that nobody has, at once: four neighbours at a time where the device asks for pages, and one by
	 * one where each is a fault of its own.
	 */
	storm(device: string, pasid: number, count: number): void {
		const host = this.host(device);
		const { dma } = this.endpoint(device);
		const each = host.devices.get(device)?.plan.recovery === 'none' ? 1 : 4;
		host.memory.process.run(() => {
			for (let i = 0; i < count; i += each) {
				const address = (0x10_0000 + this.#fresh) * PAGE_BYTES;
				this.#fresh += each;
				dma.read(pasid, address, new Uint8Array(each * PAGE_BYTES), () => {});
			}
		});
	}

	/** The device takes its time over invalidations. */
	stuck(device: string, ms: number): void {
		const endpoint = this.endpoint(device);
		if (!(endpoint instanceof PciFunction)) return;
		const host = this.host(device);
		endpoint.pauseInvalidations();
		host.patient(this.clock.now() + ms);
		this.clock.after(ms, () => host.memory.process.run(() => endpoint.resumeInvalidations()));
	}

	partition(guest: string, state: 'refused' | 'silent', ms: number): void {
		const network = this.network(guest);
		network.state = state;
		if (state === 'silent') network.silence();
		else network.cut('both');
		this.clock.after(ms, () => {
			network.state = 'up';
		});
	}

	hold(guest: string, ms: number): void {
		const network = this.network(guest);
		const release = network.hold();
		this.clock.after(ms, release);
	}

	pauseAgent(name: string, ms: number): void {
		const guest = this.#guests.get(name);
		if (!(guest instanceof HonestGuest)) return;
		guest.pause();
		this.clock.after(ms, () => guest.resume());
	}

	pauseHost(name: string, ms: number): void {
		const host = this.host(name);
		host.memory.process.stop();
		host.patient(this.clock.now() + ms);
		this.clock.after(ms, () => host.memory.process.continue());
	}

	/**
	 * An operator drains the host, with another one to go to or without, or stops its process by a signal; when it has ended
	 * it is started again after `downMs`, as its configuration has it.
	 */
	endHost(name: string, how: HostEnd, downMs: number): void {
		const host = this.host(name);
		const { process, host: product } = host.memory;
		process.run(() => {
			const { to, ms } = how;
			if (!host.drains(ms)) return;
			host.callsOpen++;
			const closed =
				to === undefined ? product.close(0) : product.drain(to, ms).then(() => product.close(0));
			closed.then(
				() => {
					host.callsOpen--;
					host.ended();
					this.clock.after(downMs, () => this.#restart(host));
				},
				(error: Error) => this.verdict.violation(0, `a drain threw ${error.stack}`),
			);
		});
	}

	#restart(host: HostWorld): void {
		const { plan, life, callsOpen } = host;
		if (callsOpen > 0)
			this.verdict.violation(
				0,
				`${plan.name} has ended and left ${callsOpen} operators' calls open`,
			);
		this.hosts[this.hosts.indexOf(host)] = this.#process(plan, life + 1);
		// Agents that went to another host serve there until they are told to come back.
		for (const { name } of plan.guests) if (this.network(name).away) this.leave(name, BACK_MS);
	}

	crash(name: string, ms: number): void {
		const guest = this.#guests.get(name)!;
		guest.crash();
		this.clock.after(ms, () => guest.start());
	}

	leave(name: string, ms: number): void {
		const guest = this.#guests.get(name);
		if (!(guest instanceof HonestGuest)) return;
		void guest.leave(ms).then(() => this.clock.after(ms, () => guest.start()));
	}

	/** An agent that takes over from the one that runs. */
	takeOver(name: string): void {
		const guest = this.#guests.get(name);
		if (guest instanceof HonestGuest) guest.takeOver();
	}

	/** The guest's agent leaves for another one, which comes a while later. */
	handOver(name: string, ms: number): void {
		const guest = this.#guests.get(name);
		const { lives } = this.host(name).sessions;
		const timeoutMs = 2 * ms + 1;
		const begin = () => {
			lives.handOver(name, timeoutMs);
			return (done: boolean) => {
				if (!done) lives.noHandOver(name);
				this.clock.after(ms, () => {
					if (guest instanceof HonestGuest) guest.start();
				});
			};
		};
		void this.#call(name, (host) => host.handOver(name, timeoutMs), begin);
	}

	slowStorage(name: string, ms: number): void {
		const guest = this.#guests.get(name);
		if (guest instanceof HonestGuest) for (const storage of guest.storages) storage.slowMs = ms;
	}

	failStorage(name: string, ms: number): void {
		const guest = this.#guests.get(name);
		if (guest instanceof HonestGuest)
			for (const storage of guest.storages) storage.failsUntil = this.clock.now() + ms;
	}

	/**
	 * An operator's call that changes a device or a guest's devices. A call that is refused is no matter; anything else that it throws is.
	 */
	call(about: string, kind: CallKind, work: (host: Host) => Promise<unknown>): Promise<void> {
		return this.#call(about, work, () => this.host(about).calls(about, kind));
	}

	/** An operator's call that changes nobody's devices. */
	ask(about: string, work: (host: Host) => Promise<unknown>): Promise<void> {
		return this.#call(about, work, () => () => {});
	}

	#call(
		about: string,
		work: (host: Host) => Promise<unknown>,
		begin: () => (done: boolean) => void,
	): Promise<void> {
		const host = this.host(about);
		return new Promise((resolve) => {
			host.memory.process.run(() => {
				const ended = begin();
				host.callsOpen++;
				// What is refused at once throws.
				const begun = async () => work(host.memory.host);
				begun()
					.then(
						() => ended(true),
						(error: unknown) => {
							ended(false);
							if (!(error instanceof FaultlineError) || error.code === 'INTERNAL')
								this.verdict.violation(
									0,
									`a call threw ${(error as Error).stack ?? String(error)}`,
								);
						},
					)
					.finally(() => {
						host.callsOpen--;
						resolve();
					});
			});
		});
	}
}
