import type { CloseReason } from '../wire/transport.js';
import type { Logger } from './ops/log.js';
import type { HostSession } from './relay/host-session.js';
import type { RelayOptions } from './relay/relay.js';

/** Writes what happens to sessions into the log. */
export function sessionLog(
	log: Logger,
): Pick<RelayOptions, 'welcomed' | 'suspended' | 'resumed' | 'ended'> {
	const fields = ({ id, guest, peer }: HostSession) => ({ session: id, guest: guest?.name, peer });
	const warn = (session: HostSession, reason: CloseReason, what: string) =>
		log.warn({ ...fields(session), code: reason.code }, `session ${what}: ${reason.message}`);
	return {
		welcomed: (session) => log.info(fields(session), 'session opened'),
		suspended: (session, reason) => warn(session, reason, 'suspended'),
		resumed: (session, takenOver) =>
			log.info(fields(session), takenOver ? 'session taken over' : 'session resumed'),
		// An agent that left in good order is told as such; every other end is a warning with its code.
		ended: (session) => {
			if (session.endReason === undefined) log.info(fields(session), 'session ended');
			else warn(session, session.endReason, 'ended');
		},
	};
}
