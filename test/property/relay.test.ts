import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Errno } from '../../src/host/kernel/errno.js';
import type { VfioDevice } from '../../src/host/kernel/vfio/vfio-device.js';
import type { BenchAgent } from '../support/relay-bench.js';
import { RelayBench } from '../support/relay-bench.js';
import { PASID } from '../support/vfio-bench.js';

const DEADLINE_MS = 50;
const FAULT_LAST = 16;

/** One thing that a device, an agent, the network or the operator does. */
type Step =
	| { do: 'fault'; device: number; pages: number }
	| { do: 'grant'; device: number; credit: number }
	| { do: 'respond'; agent: number; pick: number; code: number }
	| { do: 'map' | 'unmap'; agent: number; page: number; frame: number }
	| { do: 'advance'; ms: number }
	| { do: 'cut' | 'leave' | 'close' | 'hold' | 'release' | 'connect'; agent: number }
	| { do: 'move'; device: number; to: number }
	| { do: 'iommu'; hold: boolean };

const small = (max: number) => fc.nat(max);
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.record({
			do: fc.constant('fault' as const),
			device: small(2),
			pages: fc.integer({ min: 1, max: 4 }),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant('grant' as const),
			device: small(2),
			credit: small(30),
		}),
	},
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('respond' as const),
			agent: small(1),
			pick: fc.nat(),
			code: small(3),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constantFrom('map' as const, 'unmap' as const),
			agent: small(1),
			page: small(9),
			frame: small(9),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({ do: fc.constant('advance' as const), ms: small(DEADLINE_MS) }),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constantFrom(
				'cut' as const,
				'leave' as const,
				'close' as const,
				'hold' as const,
				'release' as const,
				'connect' as const,
				'connect' as const,
			),
			agent: small(1),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({ do: fc.constant('move' as const), device: small(2), to: small(1) }),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('iommu' as const), hold: fc.boolean() }) },
);

/** Two guests with an agent each, three devices that move between them, and what must hold throughout. */
class Fleet {
	readonly bench = new RelayBench({ batchRows: 6, helloTimeoutMs: 0, heartbeatTimeoutMs: 0 });
	readonly guests = ['a', 'b'].map((name) => this.bench.guest(name, { frames: 8 }).guest);
	readonly devices = ['x', 'y', 'z'].map((name) => this.bench.device(name, 16));
	readonly agents: BenchAgent[] = [];
	/** Where each agent's messages were read up to. */
	readonly read = new Map<BenchAgent, number>();
	/** Group ids that any agent ever got, and who. */
	readonly delivered = new Map<number, BenchAgent>();
	readonly ids: number[] = [];
	#grpid = 0;

	constructor() {
		for (const [i, device] of this.devices.entries())
			this.bench.assign(device, this.guests[i % 2]!, DEADLINE_MS);
		for (const index of [0, 1]) this.connect(index);
	}

	vfio(device: number): VfioDevice | undefined {
		return this.bench.vfio.assigned(this.devices[device]!);
	}

	connect(index: number): void {
		const old = this.agents[index];
		if (old !== undefined && old.closed === undefined && old.session.state !== 'closed') return;
		const agent = this.bench.connect({ inFlight: 3 });
		this.agents[index] = agent;
		agent.send({ hello: { protocolVersion: 1, guest: 'ab'[index]! } });
	}

	/** Binds what the agent was given and has not bound. */
	bind(agent: BenchAgent): void {
		const bind = agent.session.serving
			.devices()
			.filter(({ vfio }) => vfio.bindings.size === 0)
			.map(({ vfio }, request) => ({ request, device: vfio.handle, pasid: PASID, space: 1 }));
		if (bind.length > 0) agent.send({ bind });
	}

	run(action: Step): void {
		const { bench } = this;
		if (action.do === 'fault') {
			const vfio = this.vfio(action.device);
			const grpid = this.#grpid++ % 512;
			if (vfio !== undefined) bench.group(vfio, grpid, new Array(action.pages).fill(grpid));
		} else if (action.do === 'grant') {
			const vfio = this.vfio(action.device);
			const agent = this.agents.find((each) => vfio?.consumer === each.session);
			if (vfio !== undefined && agent !== undefined) agent.grant(vfio, action.credit);
		} else if (action.do === 'respond') {
			const group = this.ids[action.pick % Math.max(1, this.ids.length)] ?? action.pick;
			const responses = { group: [group], code: [action.code] };
			if (this.welcomed(action.agent)) this.agents[action.agent]?.send({ responses });
		} else if (action.do === 'map' || action.do === 'unmap') {
			if (!this.welcomed(action.agent)) return;
			const rows = { request: 1, space: 1, page: [action.page] };
			const { agent: index, frame } = action;
			if (action.do === 'map')
				this.agents[index]?.send({ map: [{ ...rows, frame: [frame], flags: [3] }] });
			else this.agents[index]?.send({ unmap: [{ ...rows, returnDirty: true }] });
		} else if (action.do === 'advance') bench.clock.advance(action.ms);
		else if (action.do === 'move') this.move(action.device, action.to);
		else if (action.do === 'iommu') {
			bench.iommu.hold = action.hold;
			if (!action.hold) bench.iommu.completeAll();
		} else this.network(action.do, action.agent);
		bench.clock.settle();
		for (const agent of this.agents) if (agent.session.state === 'streaming') this.bind(agent);
		bench.clock.settle();
	}

	network(what: 'cut' | 'leave' | 'close' | 'hold' | 'release' | 'connect', index: number): void {
		const agent = this.agents[index]!;
		if (what === 'cut') agent.end.link.cut();
		else if (what === 'close') agent.end.close();
		else if (what === 'hold') agent.end.hold();
		else if (what === 'release') agent.end.release();
		else if (what === 'connect') this.connect(index);
		else if (this.welcomed(index)) agent.send({ leave: {} });
	}

	welcomed(index: number): boolean {
		const { state } = this.agents[index]!.session;
		return state === 'streaming' || state === 'leaving';
	}

	move(index: number, to: number): void {
		const { bench } = this;
		const device = this.devices[index]!;
		bench.binding.unbind(device);
		bench.vfio.whenFree(device, () => {
			const guest = this.guests[to]!;
			const onExpiry = 1;
			const wanted = { guest, responseDeadlineMs: DEADLINE_MS, onExpiry } as const;
			if (bench.vfio.prepare(device, wanted) !== Errno.OK) return;
			if (bench.binding.bind(device, bench.vfio) !== Errno.OK) return;
			const vfio = bench.vfio.assigned(device);
			if (vfio !== undefined) bench.relay.deviceAssigned(vfio);
		});
	}

	/** What must hold after every step. */
	check(): void {
		const { bench } = this;
		for (const session of bench.relay.sessions())
			for (const served of session.serving.devices()) {
				expect(served.delivered).toBeLessThanOrEqual(served.granted);
				expect(served.vfio.guest).toBe(session.guest);
			}
		// Law 1: answered once, neither more nor less.
		for (const device of this.devices) {
			const { groups, refused, success, invalid, failure } = bench.core.counters(device);
			const answers = bench.iommu.log.filter((line) => line.startsWith(`respond ${device.name} `));
			expect(answers).toHaveLength(success + invalid + failure);
			expect(answers).toHaveLength(groups + refused - bench.core.pendingCount(device));
		}
		expect(bench.iommu.unflushed).toBe(0);
		for (const agent of this.agents) this.checkHeard(agent);
	}

	/** Groups come once, whole, and to one agent only; nothing fatal is the agent's doing here. */
	checkHeard(agent: BenchAgent): void {
		for (const { faults, fatal } of agent.heard.slice(this.read.get(agent) ?? 0)) {
			expect(fatal).toBeUndefined();
			if (faults === undefined) continue;
			let open: number | undefined;
			for (let row = 0; row < faults.rows; row++) {
				const group = faults.group[row]!;
				if (open === undefined) {
					expect(this.delivered.has(group)).toBe(false);
					this.delivered.set(group, agent);
					this.ids.push(group);
				} else expect(group).toBe(open);
				open = (faults.flags[row]! & FAULT_LAST) === 0 ? group : undefined;
			}
			expect(open).toBeUndefined();
		}
		this.read.set(agent, agent.heard.length);
	}
}

describe('the relay, whatever agents, network, devices and operator do,', () => {
	it('answers every group once, keeps to the credit, and gives everything back at the end', () => {
		fc.assert(
			fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
				const fleet = new Fleet();
				const { bench } = fleet;
				for (const each of steps) {
					fleet.run(each);
					fleet.check();
				}
				bench.iommu.hold = false;
				bench.iommu.completeAll();
				let closed = false;
				bench.relay.close('the end', () => {
					closed = true;
				});
				bench.clock.settle();
				expect(closed).toBe(true);
				expect(bench.core.groups.used).toBe(0);
				for (const guest of fleet.guests) {
					expect([guest.spaces.size, guest.frameTable.inUse]).toEqual([0, 0]);
					expect(guest.leaseFrames(8)).toEqual({ first: 0, count: 8 });
				}
				for (const refusals of [bench.relay.refusals]) expect(refusals.of('INTERNAL')).toBe(0);
			}),
			{ numRuns: 300 },
		);
	});
});
