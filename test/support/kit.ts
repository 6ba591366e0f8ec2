import { onTestFinished } from 'vitest';
import {
	type HostConfigInput,
	startHost,
	startRawGuest,
	type TestHost,
	type TestRawGuest,
} from '../../src/testkit/index.js';

/** A host of the test kit on real sockets, ended with the test. */
export async function startTcpHost(config: HostConfigInput): Promise<TestHost> {
	const host = await startHost({ config, transport: 'tcp' });
	onTestFinished(() => host.close());
	return host;
}

/** A guest by hand that has attached. */
export async function attached(host: TestHost, guest = 'a'): Promise<TestRawGuest['guest']> {
	const { guest: raw } = await startRawGuest(host);
	await raw.attach(guest);
	return raw;
}
