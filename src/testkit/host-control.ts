import { FaultlineError } from '../base/errors.js';
import type { Host } from '../host/host.js';
import type {
	DeviceStatus,
	GuestStatus,
	HostStatus,
	WorkloadRequest,
} from '../host/rpc/control-service.js';
import { faultline } from '../wire/generated/faultline.js';

const { InjectedEnd, InjectedFault } = faultline.v1;

/** A fault that a device's hardware raises; docs/operating.md (`ctl inject`) says what each is. */
export interface InjectOptions {
	readonly fault:
		| 'page-request'
		| 'stall'
		| 'unrecoverable'
		| 'config-error'
		| 'interrupt'
		| 'overflow'
		| 'invalidation-timeout';
	/** 0 (default): without PASID. */
	readonly pasid?: number;
	readonly address?: number;
	/** Access bits: 1 read (default), 2 write, 4 execute, 8 privileged. */
	readonly access?: number;
	/** Page request: requests in the group, 1 (default) to 512, and whether to leave the group open. */
	readonly pages?: number;
	readonly partial?: boolean;
	readonly variant?: 'invalid' | 'reserved' | 'pasid' | 'requests' | 'faults';
	/** Interrupt: its index. */
	readonly index?: number;
	/** How long its end is waited for, in milliseconds; default 15000. */
	readonly timeoutMs?: number;
}

export interface Injected {
	/** What was raised, in words. */
	readonly raised: string;
	/** How it ended at the device; 'none': nothing comes back of it, or nothing did in time. */
	readonly end:
		| 'none'
		| 'success'
		| 'invalid'
		| 'failure'
		| 'livelock'
		| 'aborted'
		| 'discarded'
		| 'reset';
}

/** A run of a device, as `ctl run` starts them. */
export type RunRequest = faultline.v1.RunWorkloadRequest.$Properties;

/** How a run ended; `ok` says whether all of it was done. */
export type RunResult = faultline.v1.WorkloadResult;

/** How far a run is. */
export type RunProgress = faultline.v1.WorkloadProgress;

type Until = <T>(promise: Promise<T>, what: string) => Promise<T>;

/**
 * The operator of a test host: what `faultline ctl` does, with the same errors. On virtual time, time moves on until what was
 * asked for is done.
 */
export class HostControl {
	readonly #host: Host;
	readonly #until: Until;

	/** Made by the host. */
	constructor(host: Host, until: Until) {
		this.#host = host;
		this.#until = until;
	}

	devices(): DeviceStatus[] {
		return this.#host.devices();
	}

	device(name: string): DeviceStatus {
		return this.#host.device(name);
	}

	guests(): GuestStatus[] {
		return this.#host.guests();
	}

	host(): HostStatus {
		return this.#host.host();
	}

	assign(device: string, guest: string): Promise<DeviceStatus> {
		return this.#do(`assign ${device}`, () => this.#host.assign(device, guest));
	}

	unassign(device: string): Promise<DeviceStatus> {
		return this.#do(`unassign ${device}`, () => this.#host.unassign(device));
	}

	/** Binds a driver, 'none' unbinds; `guest` is for vfio. */
	bind(device: string, driver: string, guest = ''): Promise<DeviceStatus> {
		return this.#do(`bind ${device}`, () => this.#host.bind(device, driver, guest));
	}

	/** Only this driver may be bound from now on; '' lifts it. */
	override(device: string, driver: string): Promise<DeviceStatus> {
		return this.#do(`override ${device}`, () => this.#host.setOverride(device, driver));
	}

	/** Lets a PASID go on that the quarantine driver took out. */
	release(device: string, pasid: number): Promise<DeviceStatus> {
		return this.#do(`release PASID ${pasid} of ${device}`, () =>
			this.#host.releasePasid(device, pasid),
		);
	}

	reset(device: string): Promise<DeviceStatus> {
		return this.#do(`reset ${device}`, () => this.#host.reset(device));
	}

	unplug(device: string): Promise<void> {
		return this.#do(`unplug ${device}`, () => this.#host.unplug(device));
	}

	plug(device: string): Promise<DeviceStatus> {
		return this.#do(`plug ${device}`, () => this.#host.plug(device));
	}

	resetGuest(guest: string): Promise<GuestStatus> {
		return this.#do(`reset guest ${guest}`, () => this.#host.resetGuest(guest));
	}

	/**
	 * Has the guest's agents write dirty pages back within `timeoutMs` (default 10000); how many they were. With `evict` nothing
	 * of theirs is resident after it.
	 */
	sync(
		guest: string,
		{ timeoutMs = 10_000, evict = false }: { timeoutMs?: number; evict?: boolean } = {},
	): Promise<number> {
		return this.#do(`sync ${guest}`, () => this.#host.sync(guest, timeoutMs, evict));
	}

	/** Has the guest's sessions wait for other agents, which have `timeoutMs` (default 30000) to come; how many they are. */
	handOver(guest: string, { timeoutMs = 30_000 }: { timeoutMs?: number } = {}): Promise<number> {
		return this.#do(`hand over ${guest}`, () => this.#host.handOver(guest, timeoutMs));
	}

	/**
	 * Sends all agents away, to another host (`reconnectTo`, its `address`) where one is given; nothing can be changed at the
	 * host afterwards. How many sessions left by themselves within `timeoutMs` (default: the configuration's
	 * `sessions.drain_ms`), and how many were ended.
	 */
	drain({
		reconnectTo = '',
		timeoutMs,
	}: {
		reconnectTo?: string;
		timeoutMs?: number;
	} = {}): Promise<{ readonly left: number; readonly ended: number }> {
		return this.#do('drain', () => this.#host.drain(reconnectTo, timeoutMs));
	}

	/** Has a device's hardware raise a fault; resolves when that has ended at the device, or in time. */
	async inject(device: string, options: InjectOptions): Promise<Injected> {
		const name = `INJECTED_FAULT_${options.fault.toUpperCase().replaceAll('-', '_')}`;
		const request = {
			...{ pasid: 0, address: 0, access: 0, pages: 0, partial: false, variant: '', index: 0 },
			...{ timeoutMs: 0, ...options, device },
			fault: InjectedFault[name as keyof typeof InjectedFault],
		};
		const { raised, end } = await this.#do(`inject ${options.fault} at ${device}`, () =>
			this.#host.inject(request as faultline.v1.InjectFaultRequest),
		);
		const words = InjectedEnd[end ?? 0] as string;
		return {
			raised: raised ?? '',
			end: words.replace('INJECTED_END_', '').toLowerCase() as Injected['end'],
		};
	}

	/** Has devices read, write, copy or replay a trace; `onProgress` hears of it now and then. */
	run(
		request: RunRequest,
		onProgress: (progress: RunProgress) => void = () => {},
	): Promise<RunResult> {
		return this.#do(
			'run',
			() =>
				new Promise<RunResult>((resolve) => {
					// The runner fills every field of both.
					this.#host.runWorkload(
						request as WorkloadRequest,
						(progress) => onProgress(progress as RunProgress),
						(result) => resolve(result as RunResult),
					);
				}),
		);
	}

	/** What throws at once is the promise's too. */
	#do<T>(what: string, work: () => Promise<T> | T): Promise<T> {
		return this.#until(
			Promise.resolve().then(() => {
				try {
					return work();
				} catch (error) {
					throw error instanceof FaultlineError
						? error
						: new FaultlineError('CONFIG', `${what}: ${(error as Error).message}`, {
								cause: error,
							});
				}
			}),
			what,
		);
	}
}
