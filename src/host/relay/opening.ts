import { FaultlineError } from '../../base/errors.js';
import type { faultline } from '../../wire/generated/faultline.js';
import type { DecodedAgentMessage } from '../../wire/messages.js';
import { firstHello } from './hello.js';

/** What a connection has said before it is welcomed. */
export class Opening {
	hello: faultline.v1.Hello | undefined;
	/** What the first message says of the session's last connection. */
	received = 0;
	/** The guest that the first message names, whether or not there is such a guest; empty before. */
	guestName = '';

	/** Takes the first message. Throws OUT_OF_ORDER, for a second one too, and PROTOCOL_VERSION. */
	take(message: DecodedAgentMessage): faultline.v1.Hello {
		if (this.hello !== undefined)
			throw new FaultlineError('OUT_OF_ORDER', 'a message came before the Welcome');
		this.guestName = message.hello?.guest ?? '';
		this.received = message.received;
		this.hello = firstHello(message);
		return this.hello;
	}

	/** Why a connection that was not welcomed in time is ended. */
	late(helloTimeoutMs: number): FaultlineError {
		return this.hello === undefined
			? new FaultlineError('TIMEOUT', `no Hello came in ${helloTimeoutMs} ms`)
			: new FaultlineError(
					'DEVICE_TAKEN',
					`an earlier session of guest ${this.hello.guest} did not come to its end in ${helloTimeoutMs} ms`,
				);
	}
}
