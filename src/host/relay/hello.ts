import { FaultlineError } from '../../base/errors.js';
import { busNumber, iommuKindNumber } from '../../wire/device-kinds.js';
import type { faultline } from '../../wire/generated/faultline.js';
import type { DecodedAgentMessage } from '../../wire/messages.js';
import { FIRST_LEVEL_PAGES } from '../kernel/table/formats.js';
import type { Guest } from '../kernel/vfio/guest.js';
import type { FrameLease } from '../kernel/vfio/guest-frames.js';
import type { VfioDevice } from '../kernel/vfio/vfio-device.js';
import type { AttachPolicy } from './access.js';
import type { Identity } from './identities.js';
import type { RelayLimits } from './limits.js';

/** The opening of a session: what a Hello asks for, what it gets, and what it is refused for. */

/** The version of the protocol that this host speaks. */
export const PROTOCOL_VERSION = 1;

/** Devices in a Welcome; further ones follow as `assigned`, so that the message stays small. */
const WELCOME_DEVICES = 512;

/** What names mean on this host. */
export interface RelayDirectory {
	/** The guest of this name; undefined: none is configured. */
	guest(name: string): Guest | undefined;
	/** Whether the host has a device of this name, whoever it belongs to. */
	hasDevice(name: string): boolean;
}

/** What a session was given. */
export interface Admission {
	readonly guest: Guest;
	/** Whether it takes all devices of the guest that are free, later ones too. */
	readonly all: boolean;
	readonly devices: readonly VfioDevice[];
	/** The session returns it at its end. */
	readonly lease: FrameLease;
}

/**
 * The Hello of a session's first message. Throws OUT_OF_ORDER when it holds none or holds more than what was received
 * before, and PROTOCOL_VERSION.
 */
export function firstHello(message: DecodedAgentMessage): faultline.v1.Hello {
	const { hello, map, bind, unbind, unmap, synced } = message;
	if (hello === undefined)
		throw new FaultlineError('OUT_OF_ORDER', 'the first message of a session must hold a Hello');
	const others = map.length + bind.length + unbind.length + unmap.length + synced.length;
	if (others > 0 || message.responses || message.credits || message.heartbeat || message.leave)
		throw new FaultlineError('OUT_OF_ORDER', 'the first message of a session holds Hello only');
	if (hello.protocolVersion !== PROTOCOL_VERSION)
		throw new FaultlineError(
			'PROTOCOL_VERSION',
			`the agent speaks version ${hello.protocolVersion} of the protocol, this host version ${PROTOCOL_VERSION}`,
		);
	return hello;
}

/** The guest that a Hello names. Throws UNKNOWN_GUEST. */
export function guestOf(hello: faultline.v1.Hello, directory: RelayDirectory): Guest {
	const guest = directory.guest(hello.guest);
	if (guest === undefined)
		throw new FaultlineError(
			'UNKNOWN_GUEST',
			`no guest is called ${JSON.stringify(hello.guest)} on this host`,
		);
	return guest;
}

/**
 * Refuses a Hello that its sender's identity does not allow: ACCESS_DENIED, before it is looked at whether there is such
 * a guest or device, which is nobody's business who may not have it.
 */
export function authorize(
	{ guest, devices }: faultline.v1.Hello,
	identity: string,
	policy: AttachPolicy,
): void {
	if (!policy.mayAttach(identity, guest))
		throw new FaultlineError(
			'ACCESS_DENIED',
			`identity ${identity} may not attach guest ${JSON.stringify(guest)}`,
		);
	for (const name of devices)
		if (!policy.mayServe(identity, guest, name))
			throw new FaultlineError(
				'ACCESS_DENIED',
				`identity ${identity} may not serve device ${JSON.stringify(name)} of guest ${guest}`,
			);
}

/**
 * Gives a Hello its frames and says which devices it gets; attaching to them is the session's, in the same
 * turn. Throws UNKNOWN_DEVICE, NOT_ASSIGNED, DEVICE_TAKEN, RESOURCE_EXHAUSTED; then nothing was given.
 */
export function admit(
	hello: faultline.v1.Hello,
	guest: Guest,
	directory: RelayDirectory,
	identity: Identity,
	policy: AttachPolicy,
): Admission {
	const all = hello.devices.length === 0;
	const devices: VfioDevice[] = [];
	if (all) {
		for (const vfio of guest.devices)
			if (vfio.consumer === undefined && policy.mayServe(identity.name, guest.name, vfio.name))
				devices.push(vfio);
	} else {
		const assigned = new Map([...guest.devices].map((vfio) => [vfio.name, vfio]));
		for (const name of new Set(hello.devices)) {
			const vfio = assigned.get(name);
			if (vfio === undefined) throw notTheGuests(name, guest, directory);
			if (vfio.consumer !== undefined)
				throw new FaultlineError(
					'DEVICE_TAKEN',
					`device ${name} is served by another session of guest ${guest.name}`,
				);
			devices.push(vfio);
		}
	}
	if (devices.length > identity.spareDevices)
		throw identity.exhausted('devices', `${devices.length} devices of guest ${guest.name}`);
	const spare = identity.spareFrames;
	if (spare <= 0 || hello.frames > spare)
		throw identity.exhausted('frames', `${hello.frames || 'all'} frames of guest ${guest.name}`);
	const lease = guest.leaseFrames(hello.frames, spare);
	if (lease === undefined)
		throw new FaultlineError(
			'RESOURCE_EXHAUSTED',
			hello.frames === 0
				? `guest ${guest.name}: all ${guest.frames} frames are with other sessions`
				: `guest ${guest.name}: no ${hello.frames} frames in a row are free; it has ${guest.frames} in all`,
			{ permanent: hello.frames > guest.frames },
		);
	return { guest, all, devices, lease };
}

function notTheGuests(name: string, guest: Guest, directory: RelayDirectory): FaultlineError {
	return directory.hasDevice(name)
		? new FaultlineError('NOT_ASSIGNED', `device ${name} is not assigned to guest ${guest.name}`)
		: new FaultlineError('UNKNOWN_DEVICE', `no device is called ${JSON.stringify(name)}`);
}

/** What a session tells of itself in its Welcome. */
export interface Welcomed {
	readonly session: string;
	readonly devices: readonly VfioDevice[];
	readonly lease: FrameLease;
	readonly resumed: boolean;
	/** 0: the session is not kept when its connection breaks. */
	readonly resumeMs: number;
	/** Messages that it sent before. */
	readonly messagesBefore: number;
}

/** The Welcome, and the devices that it had no room for. */
export function welcome(
	of: Welcomed,
	limits: RelayLimits,
): { welcome: faultline.v1.Welcome.$Properties; later: faultline.v1.DeviceInfo.$Properties[] } {
	const devices = of.devices.map(deviceInfo);
	return {
		welcome: {
			protocolVersion: PROTOCOL_VERSION,
			session: of.session,
			devices: devices.slice(0, WELCOME_DEVICES),
			frames: of.lease.count,
			firstFrame: of.lease.first,
			pageSize: 4096,
			pageLimit: FIRST_LEVEL_PAGES,
			limits: {
				batchRows: limits.batchRows,
				messageBytes: limits.messageBytes,
				unmapsOutstanding: limits.unmapsOutstanding,
				heartbeatTimeoutMs: limits.heartbeatTimeoutMs,
				spaces: limits.spaces,
			},
			features: [],
			resumed: of.resumed,
			resumeMs: of.resumeMs,
			messagesBefore: of.messagesBefore,
		},
		later: devices.slice(WELCOME_DEVICES),
	};
}

export function deviceInfo(vfio: VfioDevice): faultline.v1.DeviceInfo.$Properties {
	const { device } = vfio;
	return {
		device: vfio.handle,
		name: device.name,
		bus: busNumber(device.bus),
		sourceId: device.sourceId,
		iommu: iommuKindNumber(device.iommu.kind),
		outstandingLimit: device.outstanding,
		responseDeadlineMs: vfio.responseDeadlineMs,
		responseNeedsPasid: vfio.responseNeedsPasid,
		maxPasid: vfio.maxPasid,
	};
}
