import { FaultlineError } from '../../base/errors.js';
import { faultline } from '../../wire/generated/faultline.js';
import type { AttachPolicy } from './access.js';
import type { HostSession } from './host-session.js';
import type { Identity } from './identities.js';

const { TAKE_OVER_LIVE } = faultline.v1.TakeOver;

/** Which session another agent of a guest takes over, and which agent that may be. */

/**
 * Of a guest's sessions, in the order of their Welcome: the one that serves all of the devices that the Hello names, or with
 * none named the one that is suspended longest, then the oldest, and one without a device last of all; one with an agent
 * only if the Hello wants that, and none with a device that the identity may not serve.
 */
export function sessionToTakeOver(
	{ devices, takeOver }: faultline.v1.Hello,
	sessions: readonly HostSession[],
	identity: Identity,
	policy: AttachPolicy,
): HostSession | undefined {
	const suspended = sessions.filter(({ state }) => state === 'suspended');
	suspended.sort((a, b) => a.suspendedAt - b.suspendedAt);
	const others =
		takeOver === TAKE_OVER_LIVE ? sessions.filter((each) => !suspended.includes(each)) : [];
	const found = [...suspended, ...others].filter((session) => {
		const served = new Set(session.serving.devices().map(({ vfio }) => vfio.name));
		const named = devices.every((name) => served.has(name));
		return named && foreignDevice(identity, session, policy) === undefined;
	});
	return found.find(servesAny) ?? found[0];
}

/** An agent that tried in vain while the host took the one before for alive leaves a session without devices behind. */
function servesAny({ serving }: HostSession): boolean {
	return serving.devices().length > 0;
}

/** A device of the session that the identity may not serve. */
function foreignDevice(
	identity: Identity,
	session: HostSession,
	policy: AttachPolicy,
): string | undefined {
	const guest = session.guest?.name ?? '';
	const names = session.serving.devices().map(({ vfio }) => vfio.name);
	return names.find((name) => !policy.mayServe(identity.name, guest, name));
}

/** Refuses an identity that may not have all that the session has: ACCESS_DENIED, RESOURCE_EXHAUSTED. */
export function checkTaker(identity: Identity, session: HostSession, policy: AttachPolicy): void {
	const { frames, mappings } = session.serving;
	const { length } = session.serving.devices();
	const guest = session.guest?.name ?? '';
	const foreign = foreignDevice(identity, session, policy);
	if (foreign !== undefined)
		throw new FaultlineError(
			'ACCESS_DENIED',
			`identity ${identity.name} may not serve device ${foreign} of guest ${guest}`,
		);
	if (identity === session.identity) return;
	const what = `a session of guest ${guest}`;
	if (length > identity.spareDevices) throw identity.exhausted('devices', what);
	if (frames > identity.spareFrames) throw identity.exhausted('frames', what);
	if (mappings > identity.spareMappings) throw identity.exhausted('mappings', what);
}

/**
 * Has an agent that stands by come again, to take over a session that was suspended; `sessions` are those of its guest.
 * Such an agent is most often the session's own, started again after it died: where nothing told the host of that, it
 * came too early.
 */
export function callStandby(
	session: HostSession,
	sessions: readonly HostSession[],
	policy: AttachPolicy,
): void {
	if (!servesAny(session)) return;
	const taker = sessions.find(
		({ identity, standsBy }) => standsBy && mayTake(identity, session, policy),
	);
	const guest = session.guest?.name ?? '';
	const why = `a session of guest ${guest} has lost its agent; begin anew to take it over`;
	taker?.close('SESSION_UNKNOWN', why);
}

function mayTake(identity: Identity, session: HostSession, policy: AttachPolicy): boolean {
	try {
		checkTaker(identity, session, policy);
		return true;
	} catch (error) {
		if (error instanceof FaultlineError) return false;
		throw error;
	}
}
