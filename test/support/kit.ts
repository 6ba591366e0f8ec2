import { onTestFinished } from 'vitest';
import { type HostConfigInput, startHost, type TestHost } from '../../src/testkit/index.js';
import { startRawGuest, type TestRawGuest } from '../../src/testkit/raw-guest.js';

/** A host of the test kit on real sockets, ended with the test. */
export function startTcpHost(config: HostConfigInput): Promise<TestHost> {
	return startHost({ config, transport: 'tcp', after: onTestFinished });
}

/** A guest by hand that has attached. */
export async function attached(host: TestHost, guest = 'a'): Promise<TestRawGuest['guest']> {
	const { guest: raw } = await startRawGuest(host);
	await raw.attach(guest);
	return raw;
}
