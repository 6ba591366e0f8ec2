import * as grpc from '@grpc/grpc-js';
import { ERROR_CODES, type ErrorCode, FaultlineError } from '../base/errors.js';
import { channelTo, type Security } from '../wire/channel.js';
import { connectionFailure } from '../wire/connection-failure.js';
import { controlDefinition, ERROR_CODE_TRAILER } from '../wire/control-definition.js';
import type { faultline } from '../wire/generated/faultline.js';
import './quiet-grpc.js';

/** Decoded messages hold every field; the generated types say so only of the outermost. */
export type DeviceStatus = faultline.v1.DeviceStatus & {
	counters?: faultline.v1.DeviceCounters | null;
	quarantined: faultline.v1.QuarantinedPasid[];
};
export type GuestStatus = faultline.v1.GuestStatus & {
	counters?: faultline.v1.GuestCounters | null;
};
export type HostStatus = faultline.v1.HostStatus & {
	refusals: faultline.v1.RefusalCount[];
};
export type WorkloadResult = faultline.v1.WorkloadResult;
export type WorkloadProgress = faultline.v1.WorkloadProgress;
export type Snapshot = faultline.v1.WatchResponse;
export type InjectRequest = faultline.v1.InjectFaultRequest.$Properties;
export type InjectResult = faultline.v1.InjectFaultResponse & { device?: DeviceStatus | null };
export type WorkloadRequest = faultline.v1.RunWorkloadRequest.$Properties;

/**
 * Unary calls that do not wait for a guest, and streams that bring no first message, are given up after this many
 * milliseconds.
 */
const CALL_DEADLINE_MS = 5000;
/** How long the host waits for the end of an injected fault when it is not told. */
const INJECTED_END_MS = 15_000;

type Unary = (
	request: object,
	options: grpc.CallOptions,
	callback: (error: grpc.ServiceError | null, response: unknown) => void,
) => grpc.ClientUnaryCall;
type ServerStream = (request: object) => grpc.ClientReadableStream<unknown>;

/** How long a drain is waited for whose time the host knows, in milliseconds. */
const MOST_DRAIN_MS = 3_600_000;

/** The command line's client of a host's control service. Every failure is a FaultlineError. */
export class ControlClient {
	readonly address: string;
	readonly #client: grpc.Client & Record<string, unknown>;
	readonly #deadlineMs: number;

	/**
	 * Nothing is sent before the first call. `deadlineMs` is how long a host may take to answer when it has nothing to
	 * wait for. Throws ADDRESS or INSECURE.
	 */
	constructor(address: string, security: Security = {}, deadlineMs = CALL_DEADLINE_MS) {
		this.address = address;
		this.#deadlineMs = deadlineMs;
		const Client = grpc.makeGenericClientConstructor(
			controlDefinition as unknown as grpc.ServiceDefinition,
			'ControlService',
		);
		const { target, credentials, options } = channelTo(address, security);
		this.#client = new Client(target, credentials, {
			...options,
			// An HTTP proxy of the environment is meant for web traffic.
			'grpc.enable_http_proxy': 0,
		}) as grpc.Client & Record<string, unknown>;
	}

	async devices(): Promise<DeviceStatus[]> {
		return (await this.#call<faultline.v1.ListDevicesResponse>('listDevices', {}))
			.devices as DeviceStatus[];
	}

	async device(name: string): Promise<DeviceStatus> {
		return (await this.#call<faultline.v1.GetDeviceResponse>('getDevice', { name }))
			.device as DeviceStatus;
	}

	async guests(): Promise<GuestStatus[]> {
		return (await this.#call<faultline.v1.ListGuestsResponse>('listGuests', {}))
			.guests as GuestStatus[];
	}

	async host(): Promise<HostStatus> {
		return (await this.#call<faultline.v1.GetHostResponse>('getHost', {})).host as HostStatus;
	}

	assign(device: string, guest: string): Promise<DeviceStatus> {
		return this.#device('assignDevice', { device, guest });
	}

	unassign(device: string): Promise<DeviceStatus> {
		return this.#device('unassignDevice', { device });
	}

	/** Binds the driver (`none` unbinds); `guest` is for vfio. */
	bind(device: string, driver: string, guest = ''): Promise<DeviceStatus> {
		return this.#device('bindDevice', { device, driver, guest });
	}

	unbind(device: string): Promise<DeviceStatus> {
		return this.#device('unbindDevice', { device });
	}

	reset(device: string): Promise<DeviceStatus> {
		return this.#device('resetDevice', { device });
	}

	async unplug(device: string): Promise<void> {
		await this.#call('unplugDevice', { device });
	}

	plug(device: string): Promise<DeviceStatus> {
		return this.#device('plugDevice', { device });
	}

	/** An empty name lets any driver be bound. */
	setOverride(device: string, driver: string): Promise<DeviceStatus> {
		return this.#device('setDriverOverride', { device, driver });
	}

	/** PASID 0 stands for the requests without one. */
	releasePasid(device: string, pasid: number): Promise<DeviceStatus> {
		return this.#device('releasePasid', { device, pasid });
	}

	async resetGuest(guest: string): Promise<GuestStatus> {
		return (await this.#call<faultline.v1.ResetGuestResponse>('resetGuest', { guest }))
			.guest as GuestStatus;
	}

	/** Has a device's hardware raise a fault; waits for its end at the device for the request's `timeoutMs`. */
	inject(request: InjectRequest): Promise<InjectResult> {
		return this.#call<InjectResult>(
			'injectFault',
			request,
			(request.timeoutMs || INJECTED_END_MS) + this.#deadlineMs,
		);
	}

	/** Pages that the guest's agents wrote back; with `evict` nothing of theirs is resident after it. */
	async sync(guest: string, timeoutMs: number, evict = false): Promise<number> {
		const response = await this.#call<faultline.v1.SyncGuestResponse>(
			'syncGuest',
			{ guest, timeoutMs, evict },
			timeoutMs + this.#deadlineMs,
		);
		return response.pages;
	}

	/** Runs a workload to its end. Rejects only when it could not be run; see `ok` of the result. */
	run(
		request: WorkloadRequest,
		onProgress: (progress: WorkloadProgress) => void,
		signal?: AbortSignal,
	): Promise<WorkloadResult> {
		return new Promise((resolve, reject) => {
			// Progress is the first that comes, and may be asked for rarely.
			const firstMs = this.#deadlineMs + (request.progressMs ?? 0);
			const call = this.#stream('runWorkload', request, firstMs, reject);
			let result: WorkloadResult | undefined;
			signal?.addEventListener('abort', () => call.cancel(), { once: true });
			call.on('data', (message: faultline.v1.RunWorkloadResponse) => {
				if (message.progress != null) onProgress(message.progress as WorkloadProgress);
				if (message.result != null) result = message.result as WorkloadResult;
			});
			call.on('error', (error: grpc.ServiceError) => reject(this.#error(error)));
			call.on('end', () => {
				if (result !== undefined) resolve(result);
			});
		});
	}

	/** Has a guest's sessions wait for other agents; how many they are. */
	async handOver(guest: string, timeoutMs: number): Promise<number> {
		const request = { guest, timeoutMs };
		const deadlineMs = timeoutMs + this.#deadlineMs;
		const response = await this.#call<{ sessions: number }>('handOverGuest', request, deadlineMs);
		return response.sessions;
	}

	/** Sends a host's agents away, and ends it. 0: in the time that it is configured to. */
	drain(reconnectTo: string, timeoutMs: number): Promise<{ left: number; ended: number }> {
		const deadlineMs = (timeoutMs || MOST_DRAIN_MS) + this.#deadlineMs;
		return this.#call('drainHost', { reconnectTo, timeoutMs }, deadlineMs);
	}

	/** Snapshots until `onSnapshot` returns false or the signal aborts. */
	watch(
		intervalMs: number,
		onSnapshot: (snapshot: Snapshot) => boolean,
		signal?: AbortSignal,
	): Promise<void> {
		return new Promise((resolve, reject) => {
			let done = false;
			const call = this.#stream('watch', { intervalMs }, this.#deadlineMs, reject);
			const finish = () => {
				done = true;
				call.cancel();
				resolve();
			};
			signal?.addEventListener('abort', finish, { once: true });
			call.on('data', (snapshot: Snapshot) => {
				if (!done && !onSnapshot(snapshot)) finish();
			});
			call.on('error', (error: grpc.ServiceError) => {
				if (!done) reject(this.#error(error));
			});
			call.on('end', () => {
				if (!done) reject(new FaultlineError('UNAVAILABLE', `${this.address} ended the stream`));
			});
		});
	}

	close(): void {
		this.#client.close();
	}

	/** A call whose answer is the device as it is then. */
	async #device(method: string, request: object): Promise<DeviceStatus> {
		const response = await this.#call<{ device: DeviceStatus }>(method, request);
		return response.device;
	}

	#call<Response>(
		method: string,
		request: object,
		deadlineMs = this.#deadlineMs,
	): Promise<Response> {
		return new Promise((resolve, reject) => {
			const options = { deadline: Date.now() + deadlineMs };
			(this.#client[method] as Unary).call(this.#client, request, options, (error, response) => {
				if (error !== null) reject(this.#error(error));
				else resolve(response as Response);
			});
		});
	}

	/** Opens a stream; one that brings no first message within `firstMs` is ended, and `late` is told. */
	#stream(
		method: string,
		request: object,
		firstMs: number,
		late: (error: FaultlineError) => void,
	): grpc.ClientReadableStream<unknown> {
		const call = (this.#client[method] as ServerStream).call(this.#client, request);
		const timer = setTimeout(() => {
			late(new FaultlineError('TIMEOUT', `host ${this.address} did not answer in time`));
			call.cancel();
		}, firstMs);
		for (const event of ['data', 'error', 'end']) call.once(event, () => clearTimeout(timer));
		return call;
	}

	#error(error: grpc.ServiceError): FaultlineError {
		const named = error.metadata?.get(ERROR_CODE_TRAILER)[0];
		const code = ERROR_CODES.find((each) => each === named);
		if (code !== undefined) return new FaultlineError(code, error.details, { cause: error });
		const where = `host ${this.address}`;
		const failed = (code: ErrorCode, message: string) =>
			new FaultlineError(code, message, { cause: error });
		switch (error.code) {
			case grpc.status.UNAVAILABLE:
				return failed(
					'UNAVAILABLE',
					`${where} cannot be reached: ${connectionFailure(error.details)}`,
				);
			case grpc.status.DEADLINE_EXCEEDED:
				return failed('TIMEOUT', `${where} did not answer in time`);
			case grpc.status.UNAUTHENTICATED:
			case grpc.status.PERMISSION_DENIED:
				return failed('ACCESS_DENIED', `${where}: ${error.details}`);
			case grpc.status.RESOURCE_EXHAUSTED:
				return failed('MESSAGE_TOO_LARGE', `${where}: ${error.details}`);
			default:
				return failed('INTERNAL', `${where}: ${error.details}`);
		}
	}
}
