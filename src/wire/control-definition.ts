import { faultline } from './generated/faultline.js';
import './long-free.js';

/**
 * The control service for grpc-js: paths and codecs, shared by the host's server and the command-line
 * client. 64-bit fields are plain numbers (long-free.ts sees to that).
 */

interface MessageType<Input, Output> {
	encode(message: Input): { finish(): Uint8Array };
	decode(bytes: Uint8Array): Output;
}

function method<RequestInput, Request, ResponseInput, Response>(
	name: string,
	request: MessageType<RequestInput, Request>,
	response: MessageType<ResponseInput, Response>,
	responseStream: boolean,
) {
	return {
		path: `/faultline.v1.ControlService/${name}`,
		requestStream: false,
		responseStream,
		// protobufjs hands out Buffers on Node, which is what grpc-js needs.
		requestSerialize: (message: RequestInput) => request.encode(message).finish() as Buffer,
		requestDeserialize: (bytes: Buffer) => request.decode(bytes),
		responseSerialize: (message: ResponseInput) => response.encode(message).finish() as Buffer,
		responseDeserialize: (bytes: Buffer) => response.decode(bytes),
	};
}

const v1 = faultline.v1;

export const controlDefinition = {
	listDevices: method('ListDevices', v1.ListDevicesRequest, v1.ListDevicesResponse, false),
	getDevice: method('GetDevice', v1.GetDeviceRequest, v1.GetDeviceResponse, false),
	listGuests: method('ListGuests', v1.ListGuestsRequest, v1.ListGuestsResponse, false),
	getHost: method('GetHost', v1.GetHostRequest, v1.GetHostResponse, false),
	assignDevice: method('AssignDevice', v1.AssignDeviceRequest, v1.AssignDeviceResponse, false),
	unassignDevice: method(
		'UnassignDevice',
		v1.UnassignDeviceRequest,
		v1.UnassignDeviceResponse,
		false,
	),
	bindDevice: method('BindDevice', v1.BindDeviceRequest, v1.BindDeviceResponse, false),
	unbindDevice: method('UnbindDevice', v1.UnbindDeviceRequest, v1.UnbindDeviceResponse, false),
	resetDevice: method('ResetDevice', v1.ResetDeviceRequest, v1.ResetDeviceResponse, false),
	unplugDevice: method('UnplugDevice', v1.UnplugDeviceRequest, v1.UnplugDeviceResponse, false),
	plugDevice: method('PlugDevice', v1.PlugDeviceRequest, v1.PlugDeviceResponse, false),
	setDriverOverride: method(
		'SetDriverOverride',
		v1.SetDriverOverrideRequest,
		v1.SetDriverOverrideResponse,
		false,
	),
	releasePasid: method('ReleasePasid', v1.ReleasePasidRequest, v1.ReleasePasidResponse, false),
	resetGuest: method('ResetGuest', v1.ResetGuestRequest, v1.ResetGuestResponse, false),
	injectFault: method('InjectFault', v1.InjectFaultRequest, v1.InjectFaultResponse, false),
	syncGuest: method('SyncGuest', v1.SyncGuestRequest, v1.SyncGuestResponse, false),
	handOverGuest: method('HandOverGuest', v1.HandOverGuestRequest, v1.HandOverGuestResponse, false),
	drainHost: method('DrainHost', v1.DrainHostRequest, v1.DrainHostResponse, false),
	runWorkload: method('RunWorkload', v1.RunWorkloadRequest, v1.RunWorkloadResponse, true),
	watch: method('Watch', v1.WatchRequest, v1.WatchResponse, true),
};

/** The trailer in which a failed control call carries its stable code. */
export const ERROR_CODE_TRAILER = 'faultline-error-code';
