import { FaultlineError } from '../base/errors.js';
import {
	AddressSpace,
	Agent,
	type AgentEvent,
	type AgentOptions,
	type Area,
	type Pager,
	type Permissions,
	type Security,
	type Sharing,
	type SpaceBinding,
	zeroPager,
} from '../guest/index.js';
import { checkNames } from './checked.js';
import { GuestEvents } from './guest-events.js';
import type { GuestLine, GuestNetwork } from './guest-line.js';
import { memoryPager } from './memory-pager.js';
import { hex } from './narrative.js';
import type { Pasid } from './test-device.js';
import type { TestHost } from './test-host.js';
import { VirtualProcess } from './virtual-process.js';

const PAGE_BYTES = 4096;
/** How long a guest may take to leave at the end of a test, in milliseconds. */
const LEAVE_MS = 1000;
/** Faster than an agent's own, for tests that break connections. */
const RECONNECT = { initialMs: 10, maxMs: 100, jitter: 0 };

const OPTIONS = [
	...['guest', 'name', 'areas', 'pasid', 'residentLimit', 'spaces', 'address', 'security', 'on'],
	...['credit', 'devices', 'handshakeTimeoutMs', 'heartbeatTimeoutMs', 'reconnect', 'takeOver'],
];
const AREA_OPTIONS = ['address', 'length', 'permissions', 'contents', 'sharing'];

/** A range of a guest's memory as devices see it. */
export interface GuestArea {
	/** First byte, a multiple of 4096. */
	readonly address: number;
	/** Bytes, a multiple of 4096; default: those of the pager or of the contents, rounded up. */
	readonly length?: number;
	/** Default 'rw'. */
	readonly permissions?: Permissions;
	/** What is there: bytes, which are copied and shared, or a pager of your own (`memoryPager`); default: zeros. */
	readonly contents?: Uint8Array | Pager;
	/** Default 'shared' with contents that can be written, else 'private'. */
	readonly sharing?: Sharing;
}

/** What a guest's agent is made of; `areas` or `spaces` is needed. The others are those of the SDK's `AgentOptions`. */
export interface StartGuestOptions
	extends Pick<
		AgentOptions,
		'credit' | 'devices' | 'handshakeTimeoutMs' | 'heartbeatTimeoutMs' | 'reconnect' | 'takeOver'
	> {
	/** As the host's configuration names it; default: the only one there. */
	readonly guest?: string;
	/** What plans call it; default: the guest. */
	readonly name?: string;
	/** The memory that every device sees under `pasid` (default 1). */
	readonly areas?: readonly GuestArea[];
	readonly pasid?: Pasid;
	/** Pages that may be resident at a time; default: as many as the host leases frames. */
	readonly residentLimit?: number;
	/** In place of `areas`: address spaces of your own. */
	readonly spaces?: readonly SpaceBinding[];
	/** Over TCP: one of the host's addresses, and how to connect there. */
	readonly address?: string;
	readonly security?: Security;
	/** Called for everything that happens; it is kept in `TestGuest.events` too. */
	readonly on?: (event: AgentEvent) => void;
}

/**
 * Starts an agent of the SDK with its pagers, as a process of its own on the host's clock; it serves when this resolves. Ends
 * with the host. Connects again 10 to 100 ms after it lost its connection, which is faster than agents do by themselves.
 *
 * Rejects with CONFIG for options that make no sense, with ADDRESS for an area that cannot be, with UNAVAILABLE once the host was
 * closed, with TIMEOUT where the host takes no guest for 120 s, and with what makes an agent give up: UNKNOWN_GUEST, for instance.
 * Then nothing of it goes on.
 */
export async function startGuest(
	host: TestHost,
	options: StartGuestOptions = {},
): Promise<TestGuest> {
	const guest = options.guest ?? onlyGuest(host);
	const { address, security } = options;
	const line = await host.line({
		...(address === undefined ? {} : { address }),
		...(security === undefined ? {} : { security }),
	});
	const made = new TestGuest(host, guest, line, options);
	host.adopt(made);
	const what = () => `guest ${guest} serves${trouble(made.events)}`;
	try {
		await host.until(made.agent.start(), { what });
	} catch (error) {
		made.crash();
		host.disown(made);
		throw error;
	}
	return made;
}

/** An agent of a test: what it serves, what it was told, and what happens to it. */
export class TestGuest {
	readonly name: string;
	readonly agent: Agent;
	readonly spaces: readonly AddressSpace[];
	/** What the agent told, in order. */
	readonly events: readonly AgentEvent[];
	readonly network: GuestNetwork;
	readonly #host: TestHost;
	readonly #line: GuestLine;
	readonly #events = new GuestEvents();
	readonly #process: VirtualProcess;

	/** Made by `startGuest`. Throws CONFIG and ADDRESS for what makes no sense. */
	constructor(host: TestHost, guest: string, line: GuestLine, options: StartGuestOptions) {
		const { areas, pasid = 1, residentLimit, spaces, on, ...others } = options;
		checkNames(`startGuest ${guest}`, options, OPTIONS);
		if ((areas === undefined) === (spaces === undefined))
			throw new FaultlineError(
				'CONFIG',
				`startGuest ${guest}: it needs either areas or spaces, for instance { areas: [{ address: 0x100000, length: 0x10000 }] }`,
			);
		this.name = options.name ?? guest;
		this.network = line;
		this.events = this.#events.seen;
		this.#host = host;
		this.#line = line;
		const process = new VirtualProcess(host.clock);
		this.#process = process;
		const bindings = spaces ?? [{ device: '*', pasid, space: spaceOf(areas ?? [], residentLimit) }];
		this.spaces = [...new Set(bindings.map(({ space }) => space))];
		const { credit, devices, handshakeTimeoutMs, heartbeatTimeoutMs, reconnect, takeOver } = others;
		this.agent = new Agent({
			connect: (redirect) => process.own(line.connect(redirect)),
			guest,
			name: this.name,
			clock: process.clock,
			spaces: bindings,
			reconnect: reconnect ?? RECONNECT,
			...(credit === undefined ? {} : { credit }),
			...(devices === undefined ? {} : { devices }),
			...(handshakeTimeoutMs === undefined ? {} : { handshakeTimeoutMs }),
			...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }),
			...(takeOver === undefined ? {} : { takeOver }),
			on: this.#events.listener,
		});
		if (on !== undefined) this.agent.on(on);
	}

	/** The first of its address spaces. */
	get space(): AddressSpace {
		return this.spaces[0] as AddressSpace;
	}

	/** The first event of this type, seen already or still to come; virtual time moves on until it does. */
	next<Type extends AgentEvent['type']>(
		type: Type,
		match: (event: Extract<AgentEvent, { type: Type }>) => boolean = () => true,
	): Promise<Extract<AgentEvent, { type: Type }>> {
		const what = `event "${type}" of guest ${this.name}`;
		return this.#host.until(this.#events.next(type, match), { what });
	}

	/**
	 * What the guest's pagers hold of its first address space, once what devices wrote was written back. Throws ADDRESS
	 * where no area is, CONFIG where the area is private: what was written there never reaches a pager.
	 */
	async contents(address: number, length: number): Promise<Uint8Array> {
		const area = this.#areaOf(address, length);
		if (this.agent.state.name === 'serving')
			await this.#host.until(this.space.sync(), { what: `write-back of guest ${this.name}` });
		const first = Math.floor(address / PAGE_BYTES) * PAGE_BYTES;
		const end = Math.ceil((address + length) / PAGE_BYTES) * PAGE_BYTES;
		const bytes = new Uint8Array(end - first);
		for (let at = 0; at < bytes.length; at += PAGE_BYTES) {
			const page = bytes.subarray(at, at + PAGE_BYTES);
			await area.pager.read(area.offset + first - area.address + at, page);
		}
		return bytes.subarray(address - first, address - first + length);
	}

	/** Leaves in good order, within `timeoutMs` (default 10000): answers what it has, writes back; how many pages could not be. */
	stop(timeoutMs = 10_000): ReturnType<Agent['stop']> {
		return this.#host.until(this.agent.stop(timeoutMs), {
			what: `guest ${this.name} leaves`,
			withinMs: 2 * timeoutMs + 10_000,
		});
	}

	/** Its process dies, as by SIGKILL: nothing of it runs any more, and what only it had is gone. */
	crash(): void {
		this.#process.kill();
		this.#line.hangUp();
	}

	/** Its process stops, as by SIGSTOP: time and its pagers go on without it, until `resume`. */
	pause(): void {
		this.#process.stop();
	}

	/** Its process goes on; what fell due meanwhile happens now. */
	resume(): void {
		this.#process.continue();
	}

	/** Called by the host at its end. */
	async close(): Promise<void> {
		if (this.#process.dead || this.agent.state.name === 'closed') return;
		this.resume();
		await this.stop(LEAVE_MS);
	}

	#areaOf(address: number, length: number): Area {
		const where = `contents of guest ${this.name}: ${hex(address)}, ${length} bytes`;
		const area = this.space.areas.find(
			(each) => address >= each.address && address + length <= each.address + each.length,
		);
		if (area === undefined) throw new FaultlineError('ADDRESS', `${where}: in no area`);
		if (area.sharing === 'private' && area.permissions.includes('w'))
			throw new FaultlineError(
				'CONFIG',
				`${where}: the area is private, and what is written stays in the agent; read it with a device, or give the area contents`,
			);
		return area;
	}
}

/** What a guest was told last of why it does not serve. */
function trouble(events: readonly AgentEvent[]): string {
	const last = events.findLast((event) => event.type === 'disconnected');
	const error = last?.error;
	return error === undefined ? '' : ` (${error.code}: ${error.message})`;
}

function onlyGuest(host: TestHost): string {
	const [first, second] = host.guestNames;
	if (first === undefined || second !== undefined)
		throw new FaultlineError(
			'CONFIG',
			`startGuest: which guest? The host has ${host.guestNames.join(', ') || 'none'}`,
		);
	return first;
}

function spaceOf(areas: readonly GuestArea[], residentLimit: number | undefined): AddressSpace {
	const space = new AddressSpace(residentLimit === undefined ? {} : { residentLimit });
	for (const area of areas) {
		checkNames('startGuest: an area', area, AREA_OPTIONS);
		const { address, contents, permissions = 'rw' } = area;
		const pager = contents instanceof Uint8Array ? memoryPager(contents) : contents;
		const length = area.length ?? Math.ceil((pager?.size ?? 0) / PAGE_BYTES) * PAGE_BYTES;
		const writable = permissions.includes('w') && pager?.write !== undefined;
		const sharing = area.sharing ?? (writable ? 'shared' : 'private');
		space.map({ address, length, permissions, sharing, pager: pager ?? zeroPager() });
	}
	return space;
}
