import { expect, test } from 'vitest';
import { connectionFailure } from '../../../src/wire/connection-failure.js';

test.each([
	[
		'No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:1. Resolution note: ',
		'connect ECONNREFUSED 127.0.0.1:1',
	],
	[
		'No connection established. Last error: Error: self-signed certificate in certificate chain. Resolution note: ',
		'self-signed certificate in certificate chain',
	],
	[
		'No connection established. Last error: Failed to connect (2026-01-01T00:00:00.000Z). Resolution note: ',
		'the other side closes the connection: it wants mutual TLS, or does not take this certificate',
	],
	['Connection dropped', 'Connection dropped'],
])('%s', (details, reason) => {
	expect(connectionFailure(details)).toBe(reason);
});
