import type * as grpc from '@grpc/grpc-js';
import type { faultline } from '../../wire/generated/faultline.js';
import { toStatus } from './status.js';

export type DeviceStatus = faultline.v1.DeviceStatus.$Properties;
export type GuestStatus = faultline.v1.GuestStatus.$Properties;
export type WorkloadRequest = faultline.v1.RunWorkloadRequest;
export type WorkloadProgress = faultline.v1.WorkloadProgress.$Properties;
export type WorkloadResult = faultline.v1.WorkloadResult.$Properties;

/** What the control service needs of the host. Whatever a method throws becomes the call's status. */
export interface ControlTarget {
	devices(): DeviceStatus[];
	device(name: string): DeviceStatus;
	guests(): GuestStatus[];
	assign(device: string, guest: string): DeviceStatus;
	/** Resolves once the device's groups are answered and its PASIDs are unbound. */
	unassign(device: string): Promise<DeviceStatus>;
	sync(guest: string, timeoutMs: number): Promise<number>;
	/** Starts a workload; `onResult` is called once. Returns how to stop it. */
	runWorkload(
		request: WorkloadRequest,
		onProgress: (progress: WorkloadProgress) => void,
		onResult: (result: WorkloadResult) => void,
	): { stop(): void };
	uptimeSeconds(): number;
}

const DEFAULT_SYNC_MS = 60_000;
const DEFAULT_WATCH_MS = 1000;
const MIN_WATCH_MS = 50;

/** The handlers of faultline.v1.ControlService over a host. */
export function controlService(target: ControlTarget): grpc.UntypedServiceImplementation {
	return {
		listDevices: unary(() => ({ devices: target.devices() })),
		getDevice: unary((r: faultline.v1.GetDeviceRequest) => ({
			device: target.device(r.name),
		})),
		listGuests: unary(() => ({ guests: target.guests() })),
		assignDevice: unary((r: faultline.v1.AssignDeviceRequest) => ({
			device: target.assign(r.device, r.guest),
		})),
		unassignDevice: unary(async (r: faultline.v1.UnassignDeviceRequest) => ({
			device: await target.unassign(r.device),
		})),
		syncGuest: unary(async (r: faultline.v1.SyncGuestRequest) => ({
			pages: await target.sync(r.guest, r.timeoutMs || DEFAULT_SYNC_MS),
		})),
		runWorkload(call: grpc.ServerWritableStream<WorkloadRequest, unknown>) {
			let run: { stop(): void } | undefined;
			try {
				run = target.runWorkload(
					call.request,
					(progress) => {
						// Progress is a courtesy: a client that does not read gets less of it.
						if (!call.writableNeedDrain) call.write({ progress });
					},
					(result) => {
						call.write({ result });
						call.end();
					},
				);
			} catch (error) {
				call.emit('error', toStatus(error));
				return;
			}
			call.on('cancelled', () => run?.stop());
		},
		watch(call: grpc.ServerWritableStream<faultline.v1.WatchRequest, unknown>) {
			const send = () => {
				if (call.writableNeedDrain) return;
				call.write({
					devices: target.devices(),
					guests: target.guests(),
					uptimeS: target.uptimeSeconds(),
				});
			};
			send();
			const interval = Math.max(MIN_WATCH_MS, call.request.intervalMs || DEFAULT_WATCH_MS);
			const timer = setInterval(send, interval);
			const stop = () => clearInterval(timer);
			call.on('cancelled', stop);
			call.on('close', stop);
			call.on('error', stop);
		},
	};
}

function unary<Request, Response>(
	handler: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
	return (call, callback) => {
		// The two-armed `then` keeps an error thrown by the callback itself out of the error path.
		Promise.resolve()
			.then(() => handler(call.request))
			.then(
				(response) => callback(null, response),
				(error: unknown) => callback(toStatus(error)),
			);
	};
}
