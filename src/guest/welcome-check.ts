import { FaultlineError } from '../base/errors.js';
import type { faultline } from '../wire/generated/faultline.js';
import { MIN_MESSAGE_BYTES } from './outbox.js';
import { PAGE_BYTES } from './pager.js';

/** The protocol version that this agent speaks. */
export const PROTOCOL_VERSION = 1;

/**
 * Throws for a Welcome of `peer` that this agent cannot go on with: PROTOCOL_VERSION; MALFORMED_MESSAGE for pages of
 * another size; MESSAGE_TOO_LARGE where no message can hold a page.
 */
export function checkWelcome(welcome: faultline.v1.Welcome, peer: string): void {
	if (welcome.protocolVersion !== PROTOCOL_VERSION)
		throw new FaultlineError(
			'PROTOCOL_VERSION',
			`${peer} speaks version ${welcome.protocolVersion} of the protocol, this agent ${PROTOCOL_VERSION}`,
		);
	if (welcome.pageSize !== PAGE_BYTES)
		throw new FaultlineError(
			'MALFORMED_MESSAGE',
			`${peer} has pages of ${welcome.pageSize} bytes; ${PAGE_BYTES} would be right`,
		);
	const messageBytes = welcome.limits?.messageBytes ?? 0;
	if (messageBytes > 0 && messageBytes < MIN_MESSAGE_BYTES)
		throw new FaultlineError(
			'MESSAGE_TOO_LARGE',
			`${peer} takes messages of ${messageBytes} bytes; a page needs ${MIN_MESSAGE_BYTES}`,
		);
}
