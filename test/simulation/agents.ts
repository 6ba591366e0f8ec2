import type { Clock } from '../../src/base/clock.js';
import { NO_PASID } from '../../src/emulator/iommu/contract.js';
import { AddressSpace, Agent, zeroPager } from '../../src/guest/index.js';
import { VirtualProcess } from '../../src/testkit/virtual-process.js';
import { Contents, PAGE_BYTES } from './contents.js';
import { Draw } from './draw.js';
import { AREAS, firstVersion, isAnonymous, STORAGE_PAGES } from './layout.js';
import type { Network } from './network.js';
import type { Verdict } from './observer/verdict.js';
import { Storage } from './storage.js';
import type { GuestPlan } from './topology.js';

/** Between attempts to connect, in milliseconds. */
const RECONNECT = { initialMs: 10, maxMs: 200 };
const HANDSHAKE_MS = 400;

/** A guest with an agent of the SDK, which can be stopped, die and be started again; its storage stays. */
export class HonestGuest {
	readonly plan: GuestPlan;
	readonly contents: Contents[] = [];
	readonly storages: Storage[] = [];
	readonly network: Network;
	readonly #clock: Clock;
	readonly #seed: number;
	readonly #verdict: Verdict;
	#process: VirtualProcess;
	#agent: Agent | undefined;
	/** Processes of agents that another one was to take over from, and that may not have heard of it. */
	#older: VirtualProcess[] = [];
	#lives = 0;
	#leases = 0;

	/** `first` is the number of its first address space among all guests' of the run. */
	constructor(
		plan: GuestPlan,
		first: number,
		network: Network,
		clock: Clock,
		seed: number,
		verdict: Verdict,
	) {
		this.plan = plan;
		this.network = network;
		this.#clock = clock;
		this.#seed = seed;
		this.#verdict = verdict;
		this.#process = new VirtualProcess(clock);
		for (let i = 0; i < plan.spaces; i++) {
			const contents = new Contents(first + i, firstVersion);
			this.contents.push(contents);
			const wrong = (what: string) => verdict.violation(6, `${plan.name} got back: ${what}`);
			this.storages.push(new Storage(contents, STORAGE_PAGES, plan.pagerMs, wrong));
		}
	}

	/** What devices see under a PASID. */
	contentsOf(pasid: number): Contents | undefined {
		return this.contents[pasid === NO_PASID ? 0 : pasid - 1];
	}

	/** Whether an agent of it runs, or would if its process were not stopped. */
	get alive(): boolean {
		return this.#agent !== undefined && this.#agent.state.name !== 'closed';
	}

	get serving(): boolean {
		return this.#agent?.state.name === 'serving';
	}

	/** Starts an agent, with nothing but what is in storage. */
	start(): void {
		if (!this.alive) this.#start('suspended');
	}

	/** Starts an agent that takes over from the one that serves, if there is one. */
	takeOver(): void {
		if (this.#agent !== undefined) this.#older.push(this.#process);
		this.#start('live');
	}

	/** Nothing but the latest agent goes on. */
	endOlder(): void {
		for (const process of this.#older) process.kill();
		this.#older = [];
	}

	/** What only an agent before had is gone. */
	#forget(): void {
		for (const contents of this.contents) contents.forgotten(isAnonymous);
		for (const { contents, unsafe } of this.storages) {
			contents.abandoned(unsafe);
			unsafe.clear();
		}
	}

	#start(takeOver: 'suspended' | 'live'): void {
		const { plan } = this;
		this.#forget();
		const process = new VirtualProcess(this.#clock);
		this.#process = process;
		const life = ++this.#lives;
		const draw = new Draw(this.#seed, `${plan.name} ${life}`);
		let lease = ++this.#leases;
		let session = '';
		const spaces = this.storages.map((storage, i) => {
			const space = new AddressSpace({
				name: `${plan.name}-${i}`,
				residentLimit: plan.residentLimit,
				faultAround: plan.faultAround,
			});
			const pager = storage.pager(process.clock, draw, () => lease);
			const { file, fixed, anonymous } = AREAS;
			space.map({ ...bytesOf(file), pager, offset: file.first * PAGE_BYTES, sharing: 'shared' });
			space.map({ ...bytesOf(fixed), pager, offset: fixed.first * PAGE_BYTES, sharing: 'shared' });
			space.map({ ...bytesOf(anonymous), pager: zeroPager() });
			return space;
		});
		// Where the host said to go to, for the next connection.
		let goTo = '';
		const agent = new Agent({
			connect: (address) => {
				if (goTo !== '' && address !== goTo)
					this.#verdict.violation(1, `${plan.name} was sent to ${goTo}, and goes home`);
				goTo = '';
				return this.network.connect(process, address);
			},
			guest: plan.name,
			name: `agent of ${plan.name}`,
			clock: process.clock,
			credit: plan.credit,
			takeOver,
			reconnect: { ...RECONNECT, random: () => draw.next() },
			handshakeTimeoutMs: HANDSHAKE_MS,
			spaces: [
				...spaces.map((space, i) => ({ device: '*', pasid: i + 1, space })),
				{ device: '*', pasid: 'none' as const, space: spaces[0]! },
			],
			on: (event) => {
				if (event.type === 'draining') goTo = event.reconnectTo;
				this.#verdict.saw(
					() => `${plan.name}: ${event.type} ${describe(event)}`,
					50,
					event.type.length,
				);
				if (event.type !== 'connected') return;
				// It took a session over, be it from an agent that was started after it: the storage is its again.
				const takes = event.resumed && event.session !== session;
				if (takes && lease < this.#leases) lease = ++this.#leases;
				session = event.session;
			},
		});
		this.#agent = agent;
		agent.start().catch(() => {});
	}

	/** The process dies: what only it had is gone. */
	crash(): void {
		if (this.#agent === undefined) return;
		this.#process.kill();
		this.endOlder();
		this.#agent = undefined;
		this.network.hangUp();
	}

	/** Leaves in good order; what cannot be written back in that time is lost. Resolves when it is over. */
	async leave(timeoutMs: number): Promise<void> {
		const agent = this.#agent;
		if (agent === undefined) return;
		await agent.stop(timeoutMs);
		if (this.#agent !== agent) return;
		this.#agent = undefined;
		this.#process.kill();
	}

	pause(): void {
		this.#process.stop();
	}

	resume(): void {
		this.#process.continue();
	}

	/**
	 * An agent without state took a session over. It knows the address spaces by what is bound to them: what devices wrote to
	 * one that nothing is bound to is lost.
	 */
	adopted(bound: ReadonlySet<number>): void {
		this.#forget();
		const known = new Set([...bound].map((pasid) => this.contentsOf(pasid)));
		for (const contents of this.contents) if (!known.has(contents)) contents.lost();
	}

	/** A session of it is over. */
	lost(): void {
		for (const contents of this.contents) contents.lost();
	}
}

function bytesOf({ first, pages, permissions }: (typeof AREAS)[keyof typeof AREAS]) {
	return { address: first * PAGE_BYTES, length: pages * PAGE_BYTES, permissions };
}

function describe(event: object): string {
	const { error, code, message, what } = event as Record<string, unknown>;
	return [what, code, message, (error as Error | undefined)?.message]
		.filter((word) => word !== undefined)
		.join(' ');
}
