import { constants } from 'node:http2';
import * as grpc from '@grpc/grpc-js';
import { FaultlineError } from '../../base/errors.js';
import { identityOf } from '../../base/identity.js';
import type { Logger } from '../ops/log.js';
import type { LogThrottle } from '../ops/log-throttle.js';
import { streamOf } from './grpc-call.js';
import { toStatus } from './status.js';

/** What an identity may ask of the control service. */
export type ControlAccess = 'none' | 'read' | 'write';

/** What the server asks of the host's policy. */
export interface CallPolicy {
	/** Whether the identity may be an agent of any guest at all. */
	attaches(identity: string): boolean;
	control(identity: string): ControlAccess;
}

/**
 * What each call needs, by its path. `open`: any peer that the address accepts; `attach`: a guest; `read`, `write`: of
 * the control service. A call that does not stand here is refused; a test holds this against the proto files.
 */
export const CALL_ACCESS: Readonly<Record<string, 'open' | 'attach' | 'read' | 'write'>> = {
	'/faultline.v1.RelayService/Attach': 'attach',
	'/faultline.v1.ControlService/ListDevices': 'read',
	'/faultline.v1.ControlService/GetDevice': 'read',
	'/faultline.v1.ControlService/ListGuests': 'read',
	'/faultline.v1.ControlService/GetHost': 'read',
	'/faultline.v1.ControlService/Watch': 'read',
	'/faultline.v1.ControlService/AssignDevice': 'write',
	'/faultline.v1.ControlService/UnassignDevice': 'write',
	'/faultline.v1.ControlService/BindDevice': 'write',
	'/faultline.v1.ControlService/UnbindDevice': 'write',
	'/faultline.v1.ControlService/ResetDevice': 'write',
	'/faultline.v1.ControlService/UnplugDevice': 'write',
	'/faultline.v1.ControlService/PlugDevice': 'write',
	'/faultline.v1.ControlService/SetDriverOverride': 'write',
	'/faultline.v1.ControlService/ReleasePasid': 'write',
	'/faultline.v1.ControlService/ResetGuest': 'write',
	'/faultline.v1.ControlService/InjectFault': 'write',
	'/faultline.v1.ControlService/SyncGuest': 'write',
	'/faultline.v1.ControlService/HandOverGuest': 'write',
	'/faultline.v1.ControlService/DrainHost': 'write',
	'/faultline.v1.ControlService/RunWorkload': 'write',
	'/grpc.health.v1.Health/Check': 'open',
	'/grpc.health.v1.Health/Watch': 'open',
	'/grpc.health.v1.Health/List': 'open',
	'/grpc.reflection.v1.ServerReflection/ServerReflectionInfo': 'read',
	'/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo': 'read',
};

export interface CallAccessOptions {
	readonly policy: CallPolicy;
	/** Counts a refusal. */
	readonly refused: () => void;
	readonly log: Logger;
	readonly throttle: LogThrottle;
}

type AuthContext = ReturnType<grpc.ServerInterceptingCallInterface['getAuthContext']>;

/** What grpc-js tells of a call's peer, who it is, and how to be rid of it. */
interface PeerContext extends AuthContext {
	readonly identity?: string;
	readonly abort?: () => void;
}

/**
 * Who the peer of an accepted call is, and how to end the call at once, whatever waits to be sent. Throws ACCESS_DENIED
 * for a call that did not pass `callAccess`.
 */
export function callPeer(call: { getAuthContext(): AuthContext }): {
	identity: string;
	abort: () => void;
} {
	const { identity, abort } = call.getAuthContext() as PeerContext;
	if (identity === undefined || abort === undefined)
		throw new FaultlineError('ACCESS_DENIED', 'the peer of this call was not asked who it is');
	return { identity, abort };
}

/**
 * Says of each call of an address who makes it, and refuses what the policy does not let it: UNAUTHENTICATED for a peer
 * without an identity, PERMISSION_DENIED for one that may not. `identity` is that of all peers of the address;
 * undefined: their certificates tell.
 *
 * Runs once a call, before its first message is read. What a call names (guests, devices) its handler checks.
 */
export function callAccess(
	{ policy, refused, log, throttle }: CallAccessOptions,
	identity: string | undefined,
): grpc.ServerInterceptor {
	return ({ path }, call) => {
		const context = call.getAuthContext();
		const who = identity ?? identityOf(context.sslPeerCertificate?.subjectaltname);
		const why = who === undefined ? 'its certificate names no identity' : denial(policy, path, who);
		if (who === undefined || why !== undefined) {
			refused();
			const peer = call.getPeer();
			throttle.say((held) =>
				log.warn({ peer, identity: who, call: path, held }, `refused: ${why}`),
			);
			return refusal(call, who === undefined, `${who ?? peer} is refused: ${why}`);
		}
		if (CALL_ACCESS[path] === 'write') log.info({ identity: who, call: path }, 'control call');
		// The handler asks its call for it. A wrapped call would cost each message two more layers.
		const abort = () => streamOf(call)?.close(constants.NGHTTP2_CANCEL);
		const known: PeerContext = { ...context, identity: who, abort };
		call.getAuthContext = () => known;
		return call as grpc.ServerInterceptingCall;
	};
}

/** Why the identity may not make the call; undefined: it may. */
function denial(policy: CallPolicy, path: string, identity: string): string | undefined {
	switch (CALL_ACCESS[path]) {
		case 'open':
			return undefined;
		case 'attach':
			return policy.attaches(identity) ? undefined : 'the policy lets it attach no guest';
		case 'read':
			return policy.control(identity) !== 'none'
				? undefined
				: 'the policy does not let it use the control service';
		case 'write':
			return policy.control(identity) === 'write'
				? undefined
				: 'the policy does not let it change anything';
		default:
			return 'nobody may make this call';
	}
}

/** A call that ends with a status before anything of it is read. */
function refusal(
	call: grpc.ServerInterceptingCallInterface,
	unauthenticated: boolean,
	message: string,
): grpc.ServerInterceptingCall {
	const status = toStatus(new FaultlineError('ACCESS_DENIED', message));
	if (unauthenticated) status.code = grpc.status.UNAUTHENTICATED;
	return new grpc.ServerInterceptingCall(call, { start: () => call.sendStatus(status) });
}
