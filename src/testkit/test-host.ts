import type { Clock } from '../base/clock.js';
import { systemClock } from '../base/clock.js';
import { FaultlineError } from '../base/errors.js';
import type { Security } from '../guest/index.js';
import { type HostConfig, parseHostConfig } from '../host/config.js';
import { Host } from '../host/host.js';
import { createLogger } from '../host/ops/log.js';
import { BusRecord } from './bus-record.js';
import { type GuestLine, MemoryLine } from './guest-line.js';
import { HostControl } from './host-control.js';
import { configOf, type StartHostOptions } from './host-options.js';
import { IdleWatch } from './idle-watch.js';
import { addressOf, KitHosts } from './kit-hosts.js';
import { type KitTime, RealTime, VirtualTime, type What } from './kit-time.js';
import { MemoryHost } from './memory-host.js';
import { TcpLine } from './tcp-line.js';
import { TestDevice } from './test-device.js';
import type { TestGuest } from './test-guest.js';

/** How long something is waited for unless the test says otherwise, in milliseconds of the host's clock. */
const PATIENCE_MS = 120_000;
/** How long calls may take to end when the host closes, in milliseconds. */
const CLOSE_GRACE_MS = 100;
const IDLE_MS = 30_000;

interface Parts {
	readonly host: Host;
	readonly name: string;
	readonly config: HostConfig;
	readonly time: KitTime;
	readonly record: BusRecord;
	/** The host in memory, and those on the same time; undefined over TCP. */
	readonly memory: { readonly host: MemoryHost; readonly hosts: KitHosts } | undefined;
	readonly idleMs: number;
}

/** What a test host is made of; the kit's own business. */
let partsOf: (host: TestHost) => Parts;

/** The host within a test host: for tests of Faultline itself, that look at its machine. Not part of the package. */
export function hostWithin(host: TestHost): Host {
	return partsOf(host).host;
}

/**
 * Starts a host in this process: its machine, kernel and relay are those of `faultline host`. The test closes it at its end, by
 * `close` or by the option `after`.
 *
 * Throws FaultlineError CONFIG for options and a configuration that make no sense, ADDRESS for one that cannot be listened at,
 * INSECURE for one that needs TLS. Then nothing is left running.
 */
export async function startHost(options: StartHostOptions): Promise<TestHost> {
	const input = configOf(options);
	const { transport = 'memory', name = 'host', clock: wanted, idleMs = IDLE_MS, after } = options;
	const config = parseHostConfig(input);
	const other = wanted === undefined || typeof wanted === 'string' ? undefined : partsOf(wanted);
	const virtual = (wanted ?? (transport === 'tcp' ? 'real' : 'virtual')) === 'virtual';
	const time: KitTime = other?.time ?? (virtual ? new VirtualTime() : new RealTime());
	const { clock } = time;
	const record = new BusRecord(clock, deviceNames(config));
	const common = { name, config, time, record, idleMs };
	let made: TestHost;
	if (transport === 'memory') {
		const hosts = other?.memory?.hosts ?? new KitHosts();
		hosts.checkFree(name);
		const memory = new MemoryHost({ clock, config: input, name, tap: record.tap });
		hosts.add(memory);
		made = new TestHost({ ...common, host: memory.host, memory: { host: memory, hosts } });
	} else {
		if (clock !== systemClock)
			throw new FaultlineError(
				'CONFIG',
				'startHost: sockets know no virtual time, which the other host has',
			);
		const log = createLogger('faultline-testkit', 'silent');
		const host = await Host.start(config, { clock, log, tap: record.tap });
		made = new TestHost({ ...common, host, memory: undefined });
	}
	after?.(() => made.close());
	return made;
}

/** A host of a test, with its devices, its operator and its time. */
export class TestHost {
	readonly clock: Clock;
	readonly control: HostControl;
	/** Where it serves, as in its configuration's `listen` with the ports that were chosen; in memory "memory:<name>". */
	readonly addresses: readonly string[];
	readonly devices: readonly TestDevice[];
	/** Names of the configured guests. */
	readonly guestNames: readonly string[];
	static {
		partsOf = (host) => {
			if (#parts in host) return host.#parts;
			throw new FaultlineError('CONFIG', 'this is no host that startHost started');
		};
	}
	readonly #parts: Parts;
	readonly #guests: TestGuest[] = [];
	/** What ends with it. */
	readonly #ends: (() => Promise<void>)[] = [];
	readonly #lines: GuestLine[] = [];
	readonly #watch: IdleWatch;
	#closed: Promise<void> | undefined;

	/** Made by `startHost`. */
	constructor(made: Parts) {
		this.#parts = made;
		const { host, config, time, record, memory, name } = made;
		this.clock = time.clock;
		this.control = new HostControl(host, (promise, what) => this.until(promise, { what }));
		this.addresses = memory === undefined ? host.addresses : [addressOf(name)];
		this.guestNames = config.guests.map((each) => each.name);
		this.devices = [...host.machine.endpoints].map(
			([each, endpoint]) => new TestDevice(each, endpoint, record.device(each), time.clock),
		);
		// On virtual time nothing keeps the process alive.
		this.#watch = new IdleWatch(
			time.clock === systemClock ? made.idleMs : 0,
			() => this.#uses(),
			() => this.#forgotten(),
		);
	}

	/** The first address that it serves at. */
	get address(): string {
		return this.addresses[0] ?? '';
	}

	/** Milliseconds of its clock. Virtual time begins at 0. */
	get now(): number {
		return this.clock.now();
	}

	/** Throws UNKNOWN_DEVICE. */
	device(name: string): TestDevice {
		const device = this.devices.find((each) => each.name === name);
		if (device !== undefined) return device;
		throw new FaultlineError(
			'UNKNOWN_DEVICE',
			`there is no device "${name}"; there is ${this.devices.map((each) => each.name).join(', ') || 'none'}`,
		);
	}

	/** The guest that was started last under this name. Throws UNKNOWN_GUEST. */
	guest(name: string): TestGuest {
		const guest = this.#guests.findLast((each) => each.name === name);
		if (guest !== undefined) return guest;
		throw new FaultlineError(
			'UNKNOWN_GUEST',
			`no guest "${name}" was started by startGuest; ${this.#guests.map((each) => each.name).join(', ') || 'none'} was`,
		);
	}

	/** Everything that needs no time has happened when it resolves. Rejects with CONFIG on the real clock. */
	settle(): Promise<void> {
		return this.#parts.time.settle();
	}

	/**
	 * Moves virtual time on by `ms`; what falls due meanwhile happens at its time. Rejects with CONFIG for less than 0, and on the
	 * real clock.
	 */
	advance(ms: number): Promise<void> {
		return this.#parts.time.advance(ms);
	}

	/**
	 * What a promise brings. Virtual time moves on as far as it needs; on the real clock this only bounds the wait. Rejects with
	 * TIMEOUT, naming `what`, after `withinMs` (default 120000) milliseconds, or when nothing is left that could happen.
	 */
	until<T>(
		promise: Promise<T>,
		options: { readonly what?: What; readonly withinMs?: number } = {},
	): Promise<T> {
		const { what = 'what the test waits for', withinMs = PATIENCE_MS } = options;
		return this.#watch.during(this.#parts.time.until(promise, what, withinMs));
	}

	/**
	 * A way to the host for an agent of your own: `new Agent({ connect: (redirect) => line.connect(redirect), clock: host.clock,
	 * ... })`. Guests of `startGuest` have one each. `address` is one of `addresses`; it and `security` are for TCP. Ends with
	 * the host. Throws UNAVAILABLE once the host was closed, ADDRESS for what is no address.
	 */
	async line(
		options: { readonly address?: string; readonly security?: Security } = {},
	): Promise<GuestLine> {
		if (this.#closed !== undefined)
			throw new FaultlineError('UNAVAILABLE', `host ${this.#parts.name} was closed`);
		const { memory } = this.#parts;
		const { address = this.address, security = {} } = options;
		const line =
			memory === undefined
				? await TcpLine.start(address, security)
				: new MemoryLine(memory.host, (redirect) => memory.hosts.find(redirect));
		this.#lines.push(line);
		return line;
	}

	/** Has a guest end with the host, and found by its name. Called by `startGuest`. */
	adopt(guest: TestGuest): void {
		this.#guests.push(guest);
		this.atEnd(() => guest.close());
	}

	/** The guest never served: it is found by its name no more. Called by `startGuest`. */
	disown(guest: TestGuest): void {
		const index = this.#guests.lastIndexOf(guest);
		if (index !== -1) this.#guests.splice(index, 1);
	}

	/** Has something end before the host does. */
	atEnd(end: () => Promise<void>): void {
		this.#ends.push(end);
	}

	/** Stops its guests, then itself, whatever became of them. May be called again. */
	close(): Promise<void> {
		this.#closed ??= this.#close();
		return this.#closed;
	}

	/** For `await using host = await startHost(...)`. */
	[Symbol.asyncDispose](): Promise<void> {
		return this.close();
	}

	async #close(): Promise<void> {
		this.#watch.end();
		for (const line of this.#lines) {
			line.restore();
			line.release();
			line.delay(0);
		}
		const { host, memory } = this.#parts;
		const ended = await Promise.allSettled(this.#ends.map((end) => end()));
		try {
			await this.until(host.close(CLOSE_GRACE_MS), { what: 'the end of the host' });
		} finally {
			for (const line of this.#lines) line.close();
			memory?.hosts.remove(memory.host);
		}
		for (const each of ended) if (each.status === 'rejected') throw each.reason;
	}

	/** Grows with all that happens here. */
	#uses(): number {
		let uses = this.#lines.length;
		for (const { seen } of this.devices)
			uses += seen.requests.length + seen.responses.length + seen.accesses.length;
		for (const { events } of this.#guests) uses += events.length;
		return uses;
	}

	#forgotten(): void {
		const { name, idleMs } = this.#parts;
		process.emitWarning(
			`Test host "${name}" was neither used nor closed for ${idleMs} ms, and is closed now. Close each host at the end of its test: startHost({ ..., after: onTestFinished }) with vitest, after: (close) => t.after(close) with node:test.`,
			{ type: 'FaultlineWarning', code: 'FAULTLINE_HOST_FORGOTTEN' },
		);
		this.close().catch((error: Error) => process.emitWarning(error));
	}
}

/** Which device stands behind an IOMMU under a source id. */
function deviceNames(config: HostConfig): (iommu: string, sourceId: number) => string {
	const names = new Map(
		config.devices.map((each) => [`${each.iommu} ${each.sourceId}`, each.name] as const),
	);
	return (iommu, sourceId) => names.get(`${iommu} ${sourceId}`) ?? '';
}
