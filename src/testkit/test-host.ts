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
import { type KitTime, RealTime, VirtualTime, type What } from './kit-time.js';
import { MemoryHost } from './memory-host.js';
import { TcpLine } from './tcp-line.js';
import { TestDevice } from './test-device.js';

/** How long something is waited for unless the test says otherwise, in milliseconds of the host's clock. */
const PATIENCE_MS = 120_000;
/** How long calls may take to end when the host closes, in milliseconds. */
const CLOSE_GRACE_MS = 100;

/** What ends with a host. */
export interface HostGuest {
	readonly name: string;
	close(): Promise<void>;
}

interface Parts {
	readonly host: Host;
	readonly config: HostConfig;
	readonly time: KitTime;
	readonly record: BusRecord;
	/** The host in memory; undefined over TCP. */
	readonly memory: MemoryHost | undefined;
}

/**
 * Starts a host in this process: its machine, kernel and relay are those of `faultline host`. Close it at the end of the test.
 * Throws FaultlineError CONFIG for options and a configuration that make no sense, ADDRESS for one that cannot be listened at.
 */
export async function startHost(options: StartHostOptions): Promise<TestHost> {
	const input = configOf(options);
	const { transport = 'memory', name = 'host' } = options;
	const config = parseHostConfig(input);
	const virtual = (options.clock ?? (transport === 'tcp' ? 'real' : 'virtual')) === 'virtual';
	const time: KitTime = virtual ? new VirtualTime() : new RealTime();
	const { clock } = time;
	const record = new BusRecord(clock, deviceNames(config));
	if (transport === 'memory') {
		const memory = new MemoryHost({ clock, config: input, name, tap: record.tap });
		return new TestHost({ host: memory.host, config, time, record, memory });
	}
	const log = createLogger('faultline-testkit', 'silent');
	const host = await Host.start(config, { clock: systemClock, log, tap: record.tap });
	return new TestHost({ host, config, time, record, memory: undefined });
}

/** A host of a test, with its devices, its operator and its time. */
export class TestHost {
	readonly clock: Clock;
	readonly control: HostControl;
	/** Where it serves, over TCP; empty in memory. */
	readonly addresses: readonly string[];
	readonly devices: readonly TestDevice[];
	/** Names of the configured guests. */
	readonly guestNames: readonly string[];
	readonly #parts: Parts;
	readonly #guests: HostGuest[] = [];
	readonly #lines: GuestLine[] = [];
	#closed: Promise<void> | undefined;

	/** Made by `startHost`. */
	constructor(parts: Parts) {
		this.#parts = parts;
		const { host, config, time, record } = parts;
		this.clock = time.clock;
		this.control = new HostControl(host, (promise, what) => this.until(promise, { what }));
		this.addresses = host.addresses;
		this.guestNames = config.guests.map(({ name }) => name);
		this.devices = [...host.machine.endpoints].map(
			([name, endpoint]) => new TestDevice(name, endpoint, record.device(name), time.clock),
		);
	}

	/** The first address that it serves at; undefined in memory. */
	get address(): string | undefined {
		return this.addresses[0];
	}

	/** Milliseconds of its clock. */
	get now(): number {
		return this.clock.now();
	}

	/** Throws UNKNOWN_DEVICE. */
	device(name: string): TestDevice {
		const device = this.devices.find((each) => each.name === name);
		if (device !== undefined) return device;
		throw new FaultlineError(
			'UNKNOWN_DEVICE',
			`there is no device "${name}"; there is ${this.devices.map((each) => each.name).join(', ')}`,
		);
	}

	/** Everything that needs no time has happened when it resolves. Virtual time only. */
	settle(): Promise<void> {
		return this.#parts.time.settle();
	}

	/** Moves virtual time on by `ms`; what falls due meanwhile happens at its time. */
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
		return this.#parts.time.until(promise, what, withinMs);
	}

	/**
	 * A way to the host for an agent of your own: `new Agent({ connect: () => line.connect(), clock: host.clock, ... })`. Guests of
	 * `startGuest` have one each. `address` is one of `addresses`; it and `security` are for TCP.
	 */
	async line(
		options: { readonly address?: string; readonly security?: Security } = {},
	): Promise<GuestLine> {
		const { memory } = this.#parts;
		const { address = this.address ?? '', security = {} } = options;
		const line =
			memory === undefined ? await TcpLine.start(address, security) : new MemoryLine(memory);
		this.#lines.push(line);
		return line;
	}

	/** The guest that was started last under this name. Throws UNKNOWN_GUEST. */
	guest(name: string): HostGuest {
		const guest = this.#guests.findLast((each) => each.name === name);
		if (guest !== undefined) return guest;
		throw new FaultlineError(
			'UNKNOWN_GUEST',
			`no guest "${name}" was started; ${this.#guests.map((each) => each.name).join(', ') || 'none'} was`,
		);
	}

	/** Has a guest end with the host. Called by `startGuest` and `startRawGuest`. */
	adopt(guest: HostGuest): void {
		this.#guests.push(guest);
	}

	/** Stops its guests, then itself. May be called again. */
	close(): Promise<void> {
		this.#closed ??= this.#close();
		return this.#closed;
	}

	async #close(): Promise<void> {
		for (const line of this.#lines) {
			line.restore();
			line.release();
			line.delay(0);
		}
		await Promise.all(this.#guests.map((guest) => guest.close()));
		await this.until(this.#parts.host.close(CLOSE_GRACE_MS), { what: 'the end of the host' });
		for (const line of this.#lines) line.close();
	}
}

/** Which device stands behind an IOMMU under a source id. */
function deviceNames(config: HostConfig): (iommu: string, sourceId: number) => string {
	const names = new Map(
		config.devices.map((each) => [`${each.iommu} ${each.sourceId}`, each.name] as const),
	);
	return (iommu, sourceId) => names.get(`${iommu} ${sourceId}`) ?? '';
}
