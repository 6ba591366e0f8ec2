import type { Device } from '../../src/host/kernel/device.js';
import { FaultPerm, FaultType, IommuFault, PageRequestFlag } from '../../src/host/kernel/fault.js';
import type { Guest } from '../../src/host/kernel/vfio/guest.js';
import type { VfioDevice } from '../../src/host/kernel/vfio/vfio-device.js';
import { type AttachPolicy, OPEN_POLICY } from '../../src/host/relay/access.js';
import type { HostSession } from '../../src/host/relay/host-session.js';
import type { RelayLimits } from '../../src/host/relay/limits.js';
import { Relay } from '../../src/host/relay/relay.js';
import { decodeHostMessage, encodeAgentMessage } from '../../src/wire/codec.js';
import { errorCode } from '../../src/wire/error-codes.js';
import {
	type MemoryTransport,
	type MemoryTransportOptions,
	memoryTransportPair,
} from '../../src/wire/memory-transport.js';
import type { AgentMessage, DecodedHostMessage } from '../../src/wire/messages.js';
import { type ArrayGuestMemory, PASID, VfioBench } from './vfio-bench.js';

/** The agent's end of a stream: says what a test wants and keeps what it hears. */
export class BenchAgent {
	readonly end: MemoryTransport;
	readonly session: HostSession;
	/** Everything heard, in order. */
	readonly heard: DecodedHostMessage[] = [];
	/** Why the connection ended: a code, 'in order', or undefined while it has not. */
	closed: string | undefined;
	readonly #bench: RelayBench;
	#taken = 0;

	constructor(bench: RelayBench, end: MemoryTransport, session: HostSession) {
		this.#bench = bench;
		this.end = end;
		this.session = session;
		end.open({
			onMessage: (bytes) => this.heard.push(decodeHostMessage(bytes)),
			onDrain: () => {},
			onClose: (reason) => {
				this.closed = reason?.code ?? 'in order';
			},
		});
	}

	/** Sends a message and lets everything that follows at once happen. */
	send(message: AgentMessage): void {
		this.sendBytes(encodeAgentMessage(message));
	}

	sendBytes(bytes: Uint8Array): void {
		this.end.send(bytes);
		this.#bench.clock.settle();
	}

	/** What was heard since this was last asked. */
	take(): DecodedHostMessage[] {
		const news = this.heard.slice(this.#taken);
		this.#taken = this.heard.length;
		return news;
	}

	/** The one message heard since `take` or this was last asked. */
	only(): DecodedHostMessage {
		const news = this.take();
		if (news.length !== 1) throw new Error(`${news.length} messages came`);
		return news[0]!;
	}

	/** Says Hello and returns the Welcome. */
	hello(options: Partial<AgentMessage['hello']> = {}) {
		this.send({ hello: { protocolVersion: 1, guest: 'a', ...options } });
		const { welcome } = this.only();
		if (welcome === undefined) throw new Error('no Welcome came');
		return welcome;
	}

	/** Binds PASID 5 of devices to space 1. */
	bind(...devices: VfioDevice[]): void {
		this.send({
			bind: devices.map(({ handle }, request) => ({
				request,
				device: handle,
				pasid: PASID,
				space: 1,
			})),
		});
		const { results } = this.only();
		if (results.some((result) => result.code !== 0)) throw new Error(results[0]?.message);
	}

	grant(vfio: VfioDevice, granted: number): void {
		this.send({ credits: { device: [vfio.handle], granted: [granted] } });
	}

	/** The code of the Fatal that came, and its text. */
	fatal(): [string | undefined, string] {
		const fatal = this.heard.find((message) => message.fatal !== undefined)?.fatal;
		return [errorCode(fatal?.code ?? 0), fatal?.message ?? ''];
	}

	/** Group ids of the FaultBatches since `take` was last asked, by row. */
	faults(): number[] {
		return this.take().flatMap((message) => Array.from(message.faults?.group ?? []));
	}

	/** The refused responses since `take` was last asked. */
	refused(): [number, string | undefined][] {
		return this.take().flatMap(({ refused }) =>
			(refused?.group ?? []).map((group, i): [number, string | undefined] => [
				group,
				errorCode(refused?.code[i] ?? 0),
			]),
		);
	}
}

/** A relay on virtual time over the real fault core and VFIO, with IOMMU drivers that are fakes. */
export class RelayBench extends VfioBench {
	readonly relay: Relay;
	readonly guests = new Map<string, Guest>();
	readonly ended: string[] = [];
	readonly #devices = new Set<string>();
	#sessions = 0;

	constructor(limits: Partial<RelayLimits> = {}, policy: AttachPolicy = OPEN_POLICY) {
		super();
		this.relay = new Relay({
			clock: this.clock,
			core: this.core,
			limits,
			policy,
			directory: {
				guest: (name) => this.guests.get(name),
				hasDevice: (name) => this.#devices.has(name),
			},
			newSessionId: () => this.sessionId(++this.#sessions),
			ended: (session) => this.ended.push(session.endReason?.code ?? 'in order'),
		});
	}

	/** Id of the nth session that is welcomed. */
	protected sessionId(n: number): string {
		return `session-${n}`;
	}

	override guest(...args: Parameters<VfioBench['guest']>): {
		guest: Guest;
		memory: ArrayGuestMemory;
	} {
		const made = super.guest(...args);
		this.guests.set(made.guest.name, made.guest);
		return made;
	}

	override device(...args: Parameters<VfioBench['device']>): Device {
		this.#devices.add(args[0]);
		return super.device(...args);
	}

	/** A new device that is assigned to the guest. */
	assigned(name: string, guest: Guest, outstanding = 8, deadlineMs = 0): VfioDevice {
		return this.assign(this.device(name, outstanding), guest, deadlineMs);
	}

	/** A new connection. */
	connect(options: MemoryTransportOptions = {}): BenchAgent {
		const [host, agent] = memoryTransportPair(this.clock, options);
		return new BenchAgent(this, agent, this.relay.accept(host));
	}

	/** A new connection of one who proved to be `identity`. */
	connectAs(identity: string): BenchAgent {
		return this.connect({ identities: [identity, undefined] });
	}

	/** Reports a group with the pages given and lets everything that follows at once happen. */
	group(vfio: VfioDevice, grpid: number, pages: readonly number[], perm: number = FaultPerm.READ) {
		for (const [index, page] of pages.entries()) {
			const fault = new IommuFault();
			const last = index === pages.length - 1;
			fault.type = FaultType.PAGE_REQUEST;
			fault.flags = PageRequestFlag.PASID_VALID | (last ? PageRequestFlag.LAST_PAGE : 0);
			fault.pasid = PASID;
			fault.grpid = grpid;
			fault.perm = perm;
			fault.page = page;
			this.core.reportDeviceFault(vfio.device, fault);
		}
	}

	/** What a device's write to a page of space 1 does: fills the frame with `byte` and sets A and D. */
	deviceWrite(vfio: VfioDevice, memory: ArrayGuestMemory, page: number, byte: number): void {
		let table = this.iommu.bound.get(`${vfio.name}/${PASID}`) ?? -1;
		for (const span of [512 ** 3, 512 ** 2, 512])
			table = memory.readWord(table, (Math.floor(page / span) % 512) * 8) >>> 12;
		const at = (page % 512) * 8;
		const entry = memory.readWord(table, at);
		if ((entry & 3) !== 3) throw new Error(`page ${page} is not writable`);
		memory.writeWord(table, at, entry | 0x60);
		memory.bytes.fill(byte, (entry >>> 12) * 4096, ((entry >>> 12) + 1) * 4096);
	}

	/** Responses that the IOMMU driver was given since the log was last taken. */
	responses(): string[] {
		return this.iommu.takeLog().filter((line) => line.startsWith('respond '));
	}

	/** One guest `a` with one device, and an agent that is welcomed and has bound PASID 5 to space 1. */
	ready(options: { outstanding?: number; deadlineMs?: number; frames?: number } = {}) {
		const { outstanding = 8, deadlineMs = 0, frames = 64 } = options;
		const { guest, memory } = this.guest('a', { frames });
		const vfio = this.assigned('nic', guest, outstanding, deadlineMs);
		const agent = this.connect();
		const welcome = agent.hello();
		agent.bind(vfio);
		this.iommu.takeLog();
		return { guest, memory, vfio, agent, welcome };
	}
}
