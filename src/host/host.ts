import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.js';
import { FaultlineError } from '../base/errors.js';
import type { HostConfig } from './config.js';
import { DeviceOwners } from './device-owners.js';
import { HostKernel } from './host-kernel.js';
import { FaultInjection } from './injection.js';
import type { DriverQueues } from './iommu-drivers.js';
import type { Device } from './kernel/device.js';
import type { FaultCore } from './kernel/fault-core.js';
import type { Guest } from './kernel/vfio/guest.js';
import { type BusTap, Machine } from './machine.js';
import type { Logger } from './ops/log.js';
import { Policy } from './policy.js';
import { promised, within } from './promised.js';
import type { DrainResult } from './relay/draining.js';
import { Relay } from './relay/relay.js';
import {
	type ControlTarget,
	controlService,
	type DeviceStatus,
	type GuestStatus,
	type HostStatus,
	type InjectRequest,
	type InjectResult,
	type WorkloadProgress,
	type WorkloadRequest,
	type WorkloadResult,
} from './rpc/control-service.js';
import { ProcessStatus } from './rpc/process-status.js';
import { RpcServer } from './rpc/server.js';
import { sessionLog } from './session-log.js';
import {
	deviceStatus,
	guestStatus,
	hostStatus,
	type StatusSources,
	unpluggedStatus,
} from './status.js';
import { WorkloadRunner } from './workloads.js';

export interface HostEnvironment {
	readonly clock: Clock;
	readonly log: Logger;
	/** Makes the id of a session, unique among all sessions of all hosts; default: a random one. */
	readonly newSessionId?: () => string;
	/** Lets the event loop turn between the parts of a workload; default: `setImmediate`. */
	readonly turn?: (fn: () => void) => void;
	/** What devices are put behind in the place of an IOMMU; default: itself. See `BusTap`. */
	readonly tap?: BusTap;
	/** An operator drained the host: nothing is left to do but to close it. */
	readonly onDrained?: () => void;
	/** Sizes of the IOMMUs' queues; default: those of the drivers. */
	readonly queues?: DriverQueues;
}

/** How long the steps of an orderly end may take beside the agents' leaving, in milliseconds: the end of all sessions, */
const RELAY_CLOSE_MS = 5000;
/** and the unbinding of one device. */
const UNBIND_MS = 1000;

/**
 * A whole host: the emulated machine, the kernel over it, the relay, and the services that agents and
 * operators reach it by. Puts the parts together and owns their beginning and end; what they do is theirs.
 */
export class Host implements ControlTarget {
	readonly machine: Machine;
	readonly relay: Relay;
	readonly #config: HostConfig;
	readonly #clock: Clock;
	readonly #log: Logger;
	readonly #kernel: HostKernel;
	readonly #owners: DeviceOwners;
	readonly #policy: Policy;
	readonly #runner: WorkloadRunner;
	readonly #injection: FaultInjection;
	readonly #sources: StatusSources;
	readonly #started: number;
	readonly #onDrained: (() => void) | undefined;
	#server: RpcServer | undefined;
	/** The first drain, which is the only one. */
	#drained: Promise<DrainResult> | undefined;
	/** Set from the first call of `close` on. */
	#closed: Promise<void> | undefined;

	private constructor(config: HostConfig, environment: HostEnvironment) {
		const { clock, log } = environment;
		this.#onDrained = environment.onDrained;
		this.#config = config;
		this.#clock = clock;
		this.#log = log;
		this.#started = clock.now();
		this.#policy = new Policy(config);
		this.machine = new Machine(config, clock, environment.tap);
		const { machine } = this;
		const kernel = new HostKernel({ config, clock, log, machine, queues: environment.queues });
		this.#kernel = kernel;
		const { core, binding, vfio, native, quarantine, registry, entries } = kernel;
		const { limits } = config;
		this.relay = new Relay({
			clock,
			core,
			directory: {
				guest: (name) => kernel.guests.get(name),
				hasDevice: (name) => registry.get(name) !== undefined,
			},
			policy: this.#policy,
			newSessionId: environment.newSessionId ?? randomUUID,
			limits: {
				batchRows: limits.batch_rows,
				messageBytes: limits.message_size,
				unmapsOutstanding: limits.unmaps_outstanding,
				heartbeatTimeoutMs: limits.heartbeat_timeout,
				resumeMs: config.sessions.resume_ms,
				spaces: limits.spaces,
				bindings: limits.bindings,
				sessionsPerGuest: limits.sessions_per_guest,
				slowWarnMs: limits.slow_warn,
				slowPauseMs: limits.slow_pause,
				slowRevokeMs: limits.slow_revoke,
			},
			...sessionLog(log),
			slow: ({ id, guest }, changes) =>
				log.warn({ session: id, guest: guest?.name, ...changes }, 'devices of a slow agent'),
		});
		const { relay } = this;
		const { endpoints, functions } = machine;
		this.#runner = new WorkloadRunner({
			clock,
			endpoints,
			soon: environment.turn ?? ((fn) => void setImmediate(fn)),
			limit: limits.workloads,
		});
		this.#injection = new FaultInjection(clock, machine, entries);
		this.#owners = new DeviceOwners({
			...{ config, clock, log, machine, relay },
			...{ registry, binding, vfio, native, quarantine, entries },
			iommuOf: (entry) => kernel.iommu(entry.iommu),
			guestOf: (name) => this.#guestOf(name),
		});
		this.#sources = {
			...{ core, binding, vfio, native, quarantine, relay, entries, endpoints, functions },
			iommuOf: (device) => kernel.iommuOf(device),
			kindOf: (iommu) => kernel.iommu(iommu)?.kind ?? '',
		};
	}

	get core(): FaultCore {
		return this.#kernel.core;
	}

	get guestsByName(): ReadonlyMap<string, Guest> {
		return this.#kernel.guests;
	}

	/**
	 * A host that serves no addresses: agents reach it by `relay.accept`, operators by the methods of
	 * `ControlTarget`. Throws CONFIG.
	 */
	static assemble(config: HostConfig, environment: HostEnvironment): Host {
		const host = new Host(config, environment);
		host.#boot();
		return host;
	}

	/**
	 * Starts a host and serves. Throws CONFIG, ADDRESS or INSECURE; then nothing is left running.
	 */
	static async start(config: HostConfig, environment: HostEnvironment): Promise<Host> {
		const host = Host.assemble(config, environment);
		const { tls } = config;
		host.#server = await RpcServer.start({
			...environment,
			listen: config.listen,
			...(tls === undefined ? {} : { tls: { paths: tls, everyMs: tls.reload } }),
			insecure: config.insecure,
			policy: host.#policy,
			reflection: config.reflection,
			messageBytes: config.limits.message_size,
			silenceMs: config.limits.heartbeat_timeout,
			maxSessions: config.limits.sessions,
			checkRoom: (identity) => host.relay.checkRoom(identity),
			accept: (transport) => host.relay.accept(transport),
			refused: (code) => host.relay.refusedConnection(code),
			control: controlService(host, new ProcessStatus(host.#clock)),
		});
		environment.log.info({ addresses: host.addresses }, 'serving');
		return host;
	}

	/** The addresses it serves on, as bound. */
	get addresses(): readonly string[] {
		return this.#server?.addresses ?? [];
	}

	/** Takes up a new certificate, if the files hold one. */
	reloadCertificates(): void {
		this.#server?.reloadCertificates();
	}

	/**
	 * Ends it in good order: control calls that change something are refused, workloads stop, the agents are sent
	 * away and write back their dirty pages, what is left of sessions ends with its groups answered INVALID, devices are
	 * unbound, calls get `graceMs` to end. Each of these is bounded in time. May be called again.
	 */
	close(graceMs: number): Promise<void> {
		this.#closed ??= this.#close(graceMs);
		return this.#closed;
	}

	async #close(graceMs: number): Promise<void> {
		this.#server?.stopServing();
		this.#runner.stop();
		await this.#drain('', this.#config.sessions.drain_ms);
		await within(this.#clock, RELAY_CLOSE_MS, (done) =>
			this.relay.close('the host is going away', done),
		);
		// Virtual functions before their physical ones, which came first.
		for (const device of [...this.#kernel.registry.all()].reverse()) {
			await within(this.#clock, UNBIND_MS, (done) => void this.#owners.end(device).then(done));
		}
		await this.#server?.close(graceMs);
		this.#kernel.stop();
	}

	/** Sends all agents away; resolves when nothing is left of their sessions, which takes little longer than the time. */
	#drain(reconnectTo: string, timeoutMs: number): Promise<DrainResult> {
		this.#drained ??= new Promise((resolve) => {
			this.#server?.stopServing();
			this.#runner.stop();
			this.#log.info({ reconnectTo, timeoutMs }, 'draining');
			this.relay.drain(reconnectTo, timeoutMs, (result) => {
				this.#log.info(result, 'drained');
				resolve(result);
			});
		});
		return this.#drained;
	}

	/** Control calls that change something come to an end of their own before the host does. */
	#refuseWhenClosing(): void {
		if (this.#closed !== undefined || this.#drained !== undefined)
			throw new FaultlineError('UNAVAILABLE', 'the host is going away');
	}

	// ---- ControlTarget ----

	devices(): DeviceStatus[] {
		return this.#config.devices.map(({ name }) => this.device(name));
	}

	device(name: string): DeviceStatus {
		const entry = this.#kernel.entries.get(name);
		const unplugged = entry !== undefined && this.#kernel.registry.get(name) === undefined;
		return unplugged
			? unpluggedStatus(entry, this.#sources)
			: deviceStatus(this.#deviceOf(name), this.#sources);
	}

	guests(): GuestStatus[] {
		return [...this.guestsByName.values()].map((guest) => guestStatus(guest, this.relay));
	}

	host(): HostStatus {
		return hostStatus(this.relay, this.#runner, this.uptimeSeconds());
	}

	assign(deviceName: string, guestName: string): DeviceStatus {
		this.#refuseWhenClosing();
		const device = this.#deviceOf(deviceName);
		this.#owners.assign(device, this.#guestOf(guestName));
		this.#log.info({ device: deviceName, guest: guestName }, 'device assigned');
		return this.device(deviceName);
	}

	unassign(deviceName: string): Promise<DeviceStatus> {
		return this.#changed(deviceName, () => this.#owners.unassign(deviceName));
	}

	bind(deviceName: string, driver: string, guestName: string): Promise<DeviceStatus> {
		return this.#changed(deviceName, () => this.#owners.bind(deviceName, driver, guestName));
	}

	unbind(deviceName: string): Promise<DeviceStatus> {
		return this.#changed(deviceName, () => this.#owners.unbind(deviceName));
	}

	reset(deviceName: string): Promise<DeviceStatus> {
		return this.#changed(deviceName, () => this.#owners.reset(deviceName));
	}

	unplug(deviceName: string): Promise<void> {
		this.#refuseWhenClosing();
		return this.#owners.unplug(deviceName);
	}

	plug(deviceName: string): Promise<DeviceStatus> {
		return this.#changed(deviceName, () => this.#owners.plug(deviceName));
	}

	setOverride(deviceName: string, driver: string): Promise<DeviceStatus> {
		return this.#changed(deviceName, () => this.#owners.setOverride(deviceName, driver));
	}

	releasePasid(deviceName: string, pasid: number): Promise<DeviceStatus> {
		return this.#changed(deviceName, () => this.#owners.release(deviceName, pasid));
	}

	async resetGuest(guestName: string): Promise<GuestStatus> {
		this.#refuseWhenClosing();
		await this.#owners.resetGuest(guestName);
		return guestStatus(this.#guestOf(guestName), this.relay);
	}

	async inject(request: InjectRequest): Promise<InjectResult> {
		this.#refuseWhenClosing();
		const device = this.#deviceOf(request.device);
		const bound = this.#sources.binding.stateOf(device) === 'bound';
		const result = await this.#injection.inject(request, device, bound);
		this.#log.warn({ device: device.name, end: result.end }, `fault injected: ${result.raised}`);
		return { ...result, device: this.device(device.name) };
	}

	sync(guestName: string, timeoutMs: number, evict: boolean): Promise<number> {
		this.#guestOf(guestName);
		this.#refuseWhenClosing();
		return promised((done) => this.relay.sync(guestName, timeoutMs, done, evict));
	}

	handOver(guestName: string, timeoutMs: number): Promise<number> {
		this.#guestOf(guestName);
		this.#refuseWhenClosing();
		return promised((done) => this.relay.handOver(guestName, timeoutMs, done));
	}

	async drain(reconnectTo: string, timeoutMs: number | undefined): Promise<DrainResult> {
		const result = await this.#drain(reconnectTo, timeoutMs ?? this.#config.sessions.drain_ms);
		this.#onDrained?.();
		return result;
	}

	runWorkload(
		request: WorkloadRequest,
		onProgress: (progress: WorkloadProgress) => void,
		onResult: (result: WorkloadResult) => void,
	): { stop(): void } {
		this.#refuseWhenClosing();
		return this.#runner.run(request, onProgress, onResult);
	}

	uptimeSeconds(): number {
		return (this.#clock.now() - this.#started) / 1000;
	}

	// ---- parts ----

	/** Starts the IOMMU drivers, adds the devices, and assigns those that the configuration assigns. */
	#boot(): void {
		this.#kernel.start();
		for (const entry of this.#config.devices) {
			const device = this.#owners.add(entry);
			if (entry.guest !== undefined) this.#owners.assign(device, this.#guestOf(entry.guest));
		}
	}

	/** Does something to a device; then tells how it is. */
	async #changed(deviceName: string, change: () => Promise<void> | void): Promise<DeviceStatus> {
		this.#refuseWhenClosing();
		await change();
		return this.device(deviceName);
	}

	#deviceOf(name: string): Device {
		return this.#owners.deviceOf(name);
	}

	#guestOf(name: string): Guest {
		const guest = this.guestsByName.get(name);
		if (guest === undefined)
			throw new FaultlineError('UNKNOWN_GUEST', `there is no guest "${name}"`);
		return guest;
	}
}
