import { AddressSpace } from '../../src/guest/address-space.js';
import { Agent } from '../../src/guest/agent.js';
import type { AgentEvent } from '../../src/guest/events.js';
import type { Pager } from '../../src/guest/pager.js';
import { FaultPerm } from '../../src/host/kernel/fault.js';
import type { VfioDevice } from '../../src/host/kernel/vfio/vfio-device.js';
import { type MemoryTransport, memoryTransportPair } from '../../src/wire/memory-transport.js';
import type { Transport } from '../../src/wire/transport.js';
import { RelayBench } from '../support/relay-bench.js';
import type { ArrayGuestMemory } from '../support/vfio-bench.js';

const PAGE = 4096;
export const PAGES = 14;
const FRAMES = 6;

/** A file that outlives agents, as one of them has it: calls take time, and those of a dead one never happen. */
class AgentFile implements Pager {
	readonly size = PAGES * PAGE;
	readonly #model: ResumeModel;
	dead = false;

	constructor(model: ResumeModel) {
		this.#model = model;
	}

	read(offset: number, into: Uint8Array): Promise<void> {
		return this.#later(1, () => into.set(this.#model.file.subarray(offset, offset + into.length)));
	}

	write(offset: number, from: Uint8Array): Promise<void> {
		// Slower than the network: an agent may die with contents that the host believes to be safe.
		return this.#later(5, () => this.#model.file.set(from, offset));
	}

	/** A promise on virtual time. */
	#later(times: number, act: () => void): Promise<void> {
		const { bench } = this.#model;
		const later = {
			// biome-ignore lint/suspicious/noThenProperty: what a caller of a pager uses of a promise
			then: (resolve: () => void) => {
				bench.clock.after(times * this.#model.delay(), () => {
					if (this.dead) return;
					act();
					resolve();
				});
			},
		};
		return later as unknown as Promise<void>;
	}
}

interface LiveAgent {
	readonly agent: Agent;
	readonly space: AddressSpace;
	readonly file: AgentFile;
	readonly events: AgentEvent[];
	end: MemoryTransport | undefined;
}

interface Access {
	readonly page: number;
	/** The byte to fill it with; undefined: a read. */
	readonly byte: number | undefined;
	/** Answered SUCCESS and not tried again since. */
	retry: boolean;
}

/**
 * One device of one guest over the real relay and fault core, agents of the SDK one after the other, and a network that
 * breaks at any message. Knows what each page has to hold, and which group was answered how often.
 */
export class ResumeModel {
	readonly bench = new RelayBench({
		...{ resumeMs: 600_000, heartbeatTimeoutMs: 300, helloTimeoutMs: 400 },
		...{ unmapsOutstanding: 3, messageBytes: 65_536, batchRows: 8 },
	});
	readonly file = new Uint8Array(PAGES * PAGE);
	readonly expected = Array.from({ length: PAGES }, (_, page) => page + 1);
	readonly memory: ArrayGuestMemory;
	readonly vfio: VfioDevice;
	/** By group index: what waits for its answer. */
	readonly waiting = new Map<number, Access>();
	readonly problems: string[] = [];
	current: LiveAgent | undefined;
	readonly #all: LiveAgent[] = [];
	/** Messages, sent or arrived, until the connection is cut. */
	#cutAfter = Number.POSITIVE_INFINITY;
	#cutSide: 'both' | 'host' | 'agent' = 'both';
	#grpid = 0;
	#read = 0;
	#delays: readonly number[];
	#delay = 0;
	#agents = 0;
	#writes = 0;

	constructor(delays: readonly number[]) {
		this.#delays = delays;
		for (let page = 0; page < PAGES; page++)
			this.file.fill(page + 1, page * PAGE, (page + 1) * PAGE);
		const { guest, memory } = this.bench.guest('a', { frames: FRAMES });
		this.memory = memory;
		this.vfio = this.bench.assigned('nic', guest, 8);
		this.start('suspended');
		this.bench.clock.advance(50);
	}

	/** A time in milliseconds by chance. */
	delay(): number {
		return this.#delays[this.#delay++ % this.#delays.length]!;
	}

	/** A new agent; what there was before is left to itself. */
	start(takeOver: 'suspended' | 'live'): void {
		const file = new AgentFile(this);
		const space = new AddressSpace({ name: `space ${++this.#agents}` });
		space.map({
			address: 0,
			length: PAGES * PAGE,
			permissions: 'rwx',
			pager: file,
			sharing: 'shared',
		});
		const live: LiveAgent = {
			...{ file, space, events: [], end: undefined },
			agent: new Agent({
				...{ clock: this.bench.clock, guest: 'a', name: space.name, takeOver },
				connect: () => this.#connect(live),
				// The host knows it under another number with each agent.
				spaces: [
					...(this.#agents % 2 === 0
						? [{ device: '*', pasid: 9, space: new AddressSpace({ name: 'another' }) }]
						: []),
					{ device: '*', pasid: 5, space },
				],
				handshakeTimeoutMs: 200,
				reconnect: { initialMs: 5, maxMs: 40 },
				on: (event) => live.events.push(event),
			}),
		};
		this.current = live;
		this.#all.push(live);
		live.agent.start().catch(() => {});
	}

	/** The agent is no more: it does nothing, and its connection is gone. */
	kill(): void {
		const live = this.current;
		if (live === undefined) return;
		live.file.dead = true;
		live.end?.link.cut();
		this.current = undefined;
		// It does not come again: whatever it tries fails for good.
		void live.agent.stop(0);
		live.events.length = 0;
	}

	/** All agents that live leave in order. */
	stop(): void {
		for (const { agent, file } of this.#all) if (!file.dead) void agent.stop(5000);
	}

	cut(after: number, side: 'both' | 'host' | 'agent'): void {
		this.#cutAfter = after;
		this.#cutSide = side;
	}

	silence(): void {
		this.current?.end?.link.silence();
	}

	/** The device accesses a page: at once, or after a fault. At most eight wait. */
	access(page: number, write: boolean): void {
		if (this.waiting.size >= 8) return;
		const byte = write ? (this.#writes++ % 200) + 40 : undefined;
		this.#try({ page, byte, retry: false });
	}

	#try(access: Access): void {
		const { bench, memory, vfio } = this;
		const { byte, page } = access;
		const entry = this.#entry(page);
		const allowed = (entry & 1) !== 0 && (byte === undefined || (entry & 2) !== 0);
		if (!allowed) {
			const grpid = this.#grpid++;
			this.waiting.set(grpid, access);
			bench.group(vfio, grpid, [page], byte === undefined ? FaultPerm.READ : FaultPerm.WRITE);
			return;
		}
		if (byte !== undefined) {
			bench.deviceWrite(vfio, memory, page, byte);
			this.expected[page] = byte;
			return;
		}
		const at = (entry >>> 12) * PAGE;
		for (const offset of [0, PAGE - 1])
			if (memory.bytes[at + offset] !== this.expected[page])
				this.problems.push(
					`page ${page} holds ${memory.bytes[at + offset]}, not ${this.expected[page]}`,
				);
	}

	/** The leaf entry of a page; 0: there is none. */
	#entry(page: number): number {
		let table = this.bench.iommu.bound.get('nic/5') ?? -1;
		if (table === -1) return 0;
		for (const span of [512 ** 3, 512 ** 2, 512]) {
			const entry = this.memory.readWord(table, (Math.floor(page / span) % 512) * 8);
			if ((entry & 1) === 0) return 0;
			table = entry >>> 12;
		}
		return this.memory.readWord(table, (page % 512) * 8);
	}

	/** Takes the answers that came, and lets the device try again. */
	answers(): void {
		const { log } = this.bench.iommu;
		for (; this.#read < log.length; this.#read++) {
			const match = /^respond nic (\d+).* (\w+)$/.exec(log[this.#read]!);
			if (match === null) continue;
			const grpid = Number(match[1]);
			const access = this.waiting.get(grpid);
			if (access === undefined) {
				this.problems.push(`group ${grpid} is answered, and nobody waits for it`);
				continue;
			}
			this.waiting.delete(grpid);
			if (!log[this.#read]!.includes('SUCCESS')) this.problems.push(log[this.#read]!);
			else this.#try(access);
		}
	}

	advance(ms: number): void {
		for (let i = 0; i < ms; i++) {
			this.bench.clock.advance(1);
			this.answers();
		}
	}

	#connect(live: LiveAgent): Transport {
		const options = { delayMs: () => this.delay(), inFlight: 4 };
		const [host, agent] = memoryTransportPair(this.bench.clock, options);
		if (live.file.dead) {
			agent.link.cut();
			return agent;
		}
		live.end = agent;
		this.bench.relay.accept(this.#watch(host, host));
		return this.#watch(agent, host);
	}

	/** Counts what crosses, and cuts in its time. */
	#watch(end: MemoryTransport, host: MemoryTransport): Transport {
		const crossed = () => {
			if (--this.#cutAfter > 0) return;
			this.#cutAfter = Number.POSITIVE_INFINITY;
			const { link } = end;
			if (this.#cutSide === 'both') link.cut();
			else link.cut(this.#cutSide === 'host' ? host : link.other(host));
		};
		return {
			get writable() {
				return end.writable;
			},
			peer: end.peer,
			send: (message) => {
				const room = end.send(message);
				crossed();
				return room;
			},
			close: (reason) => end.close(reason),
			open: (events) =>
				end.open({
					onMessage: (message) => {
						events.onMessage(message);
						crossed();
					},
					onDrain: () => events.onDrain(),
					onClose: (reason) => events.onClose(reason),
				}),
		};
	}
}
