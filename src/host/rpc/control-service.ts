import type * as grpc from '@grpc/grpc-js';
import type { faultline } from '../../wire/generated/faultline.js';
import { callMs, OpenCalls } from './call-bounds.js';
import type { ProcessStatus } from './process-status.js';
import { toStatus } from './status.js';

export type DeviceStatus = faultline.v1.DeviceStatus.$Properties;
export type GuestStatus = faultline.v1.GuestStatus.$Properties;
export type HostStatus = faultline.v1.HostStatus.$Properties;
export type WorkloadRequest = faultline.v1.RunWorkloadRequest;
export type InjectRequest = faultline.v1.InjectFaultRequest;
export type InjectResult = faultline.v1.InjectFaultResponse.$Properties;
export type WorkloadProgress = faultline.v1.WorkloadProgress.$Properties;
export type WorkloadResult = faultline.v1.WorkloadResult.$Properties;

/** What the control service needs of the host. Whatever a method throws becomes the call's status. */
export interface ControlTarget {
	devices(): DeviceStatus[];
	device(name: string): DeviceStatus;
	guests(): GuestStatus[];
	host(): HostStatus;
	assign(device: string, guest: string): DeviceStatus;
	/** Resolves once the device's groups are answered and its PASIDs are unbound. */
	unassign(device: string): Promise<DeviceStatus>;
	/** Binds a driver by name, `none` unbinds; the guest is vfio's. */
	bind(device: string, driver: string, guest: string): Promise<DeviceStatus>;
	/** Resolves once the device is free for the next driver. */
	unbind(device: string): Promise<DeviceStatus>;
	/** Resolves once the device works again, under the same driver. */
	reset(device: string): Promise<DeviceStatus>;
	/** Resolves once nothing refers to the device. */
	unplug(device: string): Promise<void>;
	plug(device: string): Promise<DeviceStatus>;
	setOverride(device: string, driver: string): Promise<DeviceStatus>;
	releasePasid(device: string, pasid: number): Promise<DeviceStatus>;
	/** Resolves once the guest's sessions are over, and its devices are its again. */
	resetGuest(guest: string): Promise<GuestStatus>;
	/** Has the device's hardware raise a fault; resolves when that has ended at the device, or in time. */
	inject(request: InjectRequest): Promise<InjectResult>;
	/** Has the guest's agents write back; with `evict` nothing of theirs is resident after it. */
	sync(guest: string, timeoutMs: number, evict: boolean): Promise<number>;
	/** Has the guest's sessions wait for other agents, which have `timeoutMs` to come; how many they are. */
	handOver(guest: string, timeoutMs: number): Promise<number>;
	/** Sends all agents away, within `timeoutMs` (undefined: as configured), and ends the host then. */
	drain(
		reconnectTo: string,
		timeoutMs: number | undefined,
	): Promise<{ readonly left: number; readonly ended: number }>;
	/** Starts a workload; `onResult` is called once. Returns how to stop it. */
	runWorkload(
		request: WorkloadRequest,
		onProgress: (progress: WorkloadProgress) => void,
		onResult: (result: WorkloadResult) => void,
	): { stop(): void };
	uptimeSeconds(): number;
}

const DEFAULT_SYNC_MS = 60_000;
const DEFAULT_HAND_OVER_MS = 30_000;
const DEFAULT_WATCH_MS = 1000;
const MIN_WATCH_MS = 50;
export const MAX_WATCHES = 256;
export const MAX_SYNCS_PER_GUEST = 16;
export const MAX_INJECTIONS = 64;

/** The handlers of faultline.v1.ControlService over a host. */
export function controlService(
	target: ControlTarget,
	process: Pick<ProcessStatus, 'read'>,
): grpc.UntypedServiceImplementation {
	const host = () => ({ ...target.host(), ...process.read() });
	const watches = new OpenCalls('watches', MAX_WATCHES);
	const injections = new OpenCalls('injected faults', MAX_INJECTIONS);
	const syncs = new OpenCalls('syncs of this guest', MAX_SYNCS_PER_GUEST);
	return {
		listDevices: unary(() => ({ devices: target.devices() })),
		getDevice: unary((r: faultline.v1.GetDeviceRequest) => ({
			device: target.device(r.name),
		})),
		listGuests: unary(() => ({ guests: target.guests() })),
		getHost: unary(() => ({ host: host() })),
		assignDevice: unary((r: faultline.v1.AssignDeviceRequest) => ({
			device: target.assign(r.device, r.guest),
		})),
		unassignDevice: unary(async (r: faultline.v1.UnassignDeviceRequest) => ({
			device: await target.unassign(r.device),
		})),
		bindDevice: unary(async (r: faultline.v1.BindDeviceRequest) => ({
			device: await target.bind(r.device, r.driver, r.guest),
		})),
		unbindDevice: unary(async (r: faultline.v1.UnbindDeviceRequest) => ({
			device: await target.unbind(r.device),
		})),
		resetDevice: unary(async (r: faultline.v1.ResetDeviceRequest) => ({
			device: await target.reset(r.device),
		})),
		unplugDevice: unary(async (r: faultline.v1.UnplugDeviceRequest) => {
			await target.unplug(r.device);
			return {};
		}),
		plugDevice: unary(async (r: faultline.v1.PlugDeviceRequest) => ({
			device: await target.plug(r.device),
		})),
		setDriverOverride: unary(async (r: faultline.v1.SetDriverOverrideRequest) => ({
			device: await target.setOverride(r.device, r.driver),
		})),
		releasePasid: unary(async (r: faultline.v1.ReleasePasidRequest) => ({
			device: await target.releasePasid(r.device, r.pasid),
		})),
		resetGuest: unary(async (r: faultline.v1.ResetGuestRequest) => ({
			guest: await target.resetGuest(r.guest),
		})),
		injectFault: unary(async (r: InjectRequest) => {
			const leave = injections.enter();
			try {
				return await target.inject(r);
			} finally {
				leave();
			}
		}),
		syncGuest: unary(async (r: faultline.v1.SyncGuestRequest) => {
			// A call that its client gave up counts until it is over here.
			const leave = syncs.enter(r.guest);
			try {
				const timeoutMs = callMs(r.timeoutMs, DEFAULT_SYNC_MS, 1);
				return { pages: await target.sync(r.guest, timeoutMs, r.evict) };
			} finally {
				leave();
			}
		}),
		handOverGuest: unary(async (r: faultline.v1.HandOverGuestRequest) => ({
			sessions: await target.handOver(r.guest, callMs(r.timeoutMs, DEFAULT_HAND_OVER_MS, 1)),
		})),
		drainHost: unary((r: faultline.v1.DrainHostRequest) => {
			const timeoutMs = r.timeoutMs === 0 ? undefined : callMs(r.timeoutMs, 0, 1);
			return target.drain(r.reconnectTo, timeoutMs);
		}),
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
			let leave: () => void;
			try {
				leave = watches.enter();
			} catch (error) {
				call.emit('error', toStatus(error));
				return;
			}
			const send = () => {
				if (call.writableNeedDrain) return;
				call.write({
					devices: target.devices(),
					guests: target.guests(),
					uptimeS: target.uptimeSeconds(),
					host: host(),
				});
			};
			send();
			const interval = callMs(call.request.intervalMs, DEFAULT_WATCH_MS, MIN_WATCH_MS);
			const timer = setInterval(send, interval);
			const stop = () => {
				clearInterval(timer);
				leave();
			};
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
