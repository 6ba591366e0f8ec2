import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/base/clock.js';
import { ControlClient } from '../../src/cli/client.js';
import { checkHealth } from '../../src/cli/health-check.js';
import type { Security } from '../../src/guest/index.js';
import { type HostConfigInput, parseHostConfig } from '../../src/host/config.js';
import { Host } from '../../src/host/host.js';
import { createLogger } from '../../src/host/ops/log.js';
import { startGuest } from '../../src/testkit/index.js';
import { hostWithin } from '../../src/testkit/test-host.js';
import { oneDevice, startHost } from '../support/fleet.js';
import { TestPki } from '../support/pki.js';
import { RawAgent } from '../support/raw-agent.js';

/** A host with mutual TLS, one guest and one device, and the authority behind it. */
async function secureHost(more: HostConfigInput = {}) {
	const pki = await TestPki.create();
	const tls = await pki.issue('host', 'box');
	const operator = await pki.security('operator', 'ops');
	const { host, address, control } = await startHost(oneDevice({ tls, ...more }), operator);
	const client = (security: Security) => {
		const made = new ControlClient(address, security);
		onTestFinished(() => made.close());
		return made;
	};
	return { pki, tls, host, address, control, client };
}

const code = (promise: Promise<unknown>): Promise<string> =>
	promise.then(
		() => 'done',
		(error: { code: string }) => error.code,
	);

/** The code that an agent's connection ends with, or that its Hello is refused with. */
async function attach(address: string, security: Security, guest = 'a', devices: string[] = []) {
	const agent = new RawAgent(address, security);
	const answer = agent.next((m) => m.welcome !== undefined || m.fatal !== undefined);
	agent.send({ hello: { protocolVersion: 1, guest, devices, frames: 64 } });
	return Promise.race([
		answer.then(({ fatal }) => (fatal === undefined ? 'welcome' : fatal.message)),
		agent.closed.then((reason) => `${reason?.code}: ${reason?.message}`),
	]);
}

describe('a host with mutual TLS', () => {
	test('serves an agent and an operator who show their certificates', async () => {
		const { pki, address, control, host } = await secureHost();
		const length = 64 * 4096;
		const security = await pki.security('guest', 'a');
		await startGuest(host, { areas: [{ address: 0x10_0000, length }], security });
		const to = { device: 'd0', pasid: 1, address: 0x10_0000 };
		expect(await control.run({ write: { to, length, seed: 1 } }, () => {})).toMatchObject({
			ok: true,
			bytes: length,
		});
		expect(await checkHealth(address, '', 5000, security)).toBe('SERVING');
		// By name as well as by address.
		const byName = address.replace('127.0.0.1', 'localhost');
		expect(await checkHealth(byName, '', 5000, security)).toBe('SERVING');
	});

	test('lets each identity do what its kind may, and counts what it refuses', async () => {
		const { pki, address, control, client } = await secureHost();
		const viewer = client(await pki.security('viewer', 'eye'));
		expect(await viewer.devices()).toHaveLength(1);
		expect(await code(viewer.unassign('d0'))).toBe('ACCESS_DENIED');
		expect((await control.device('d0')).guest).toBe('a');

		const guest = await pki.security('guest', 'a');
		expect(await code(client(guest).devices())).toBe('ACCESS_DENIED');
		const snapshots: unknown[] = [];
		const watched = client(guest).watch(50, (snapshot) => snapshots.push(snapshot) === 0);
		expect([await code(watched), snapshots]).toEqual(['ACCESS_DENIED', []]);

		// Another guest, configured or not: the same answer.
		const other = await pki.security('guest', 'b');
		expect(await attach(address, other)).toMatch(/faultline:\/\/guest\/b may not attach guest "a"/);
		expect(await attach(address, guest, 'zzz')).toMatch(/may not attach guest "zzz"/);
		expect(await attach(address, await pki.security('operator', 'a'))).toMatch(
			/^ACCESS_DENIED: .*the policy lets it attach no guest/,
		);
		expect(await attach(address, guest)).toBe('welcome');

		const { refusals } = await control.host();
		expect(refusals).toEqual([expect.objectContaining({ code: 28, count: 6 })]);
		expect(await code(control.unassign('d0'))).toBe('done');
	});

	test('talks to nobody without a certificate that its authority signed', async () => {
		const { pki, address, host } = await secureHost();
		const stranger = await TestPki.create();
		const foreign = await stranger.issue('guest', 'a');
		const own = await pki.issue('guest', 'a');
		// The foreign certificate, though it trusts the host.
		const { TlsFiles } = await import('../../src/guest/index.js');
		const mixed = { tls: new TlsFiles({ ...foreign, ca: own.ca }) };
		expect(await attach(address, mixed)).toMatch(/^UNAVAILABLE/);
		// Plaintext.
		expect(await attach(address, {})).toMatch(/^UNAVAILABLE/);
		// No certificate: the handshake itself fails.
		const [, port] = address.split(':');
		const socket = connectTls({ port: Number(port), ca: own.ca, rejectUnauthorized: false });
		const ended = new Promise<string>((resolve) => {
			socket.on('error', (error) => resolve(error.message));
			socket.on('close', () => resolve('closed'));
		});
		expect(await ended).toMatch(/certificate required|closed|alert/);
		// A certificate for clients is none for a server, and the other way round.
		const asClient = { tls: new TlsFiles(await pki.issue('host', 'h2')) };
		expect(await attach(address, asClient)).toMatch(/^UNAVAILABLE/);
		expect(hostWithin(host).relay.sessions()).toEqual([]);
	});

	test('knows nobody whose certificate names no identity, or two', async () => {
		const { pki, address, client } = await secureHost();
		const odd = await pki.security('guest', 'odd', { identity: 'mailto:a' });
		expect(await code(client(odd).devices())).toBe('ACCESS_DENIED');
		expect(await attach(address, odd)).toMatch(/^ACCESS_DENIED: .*names no identity/);
	});

	test('is refused by who expects another host, or another authority', async () => {
		const { pki, address, host } = await secureHost();
		const other = await TestPki.create();
		expect(await attach(address, await other.security('guest', 'a'))).toMatch(/^UNAVAILABLE/);
		// The certificate says localhost and 127.0.0.1, and not 127.0.0.2.
		const moved = await startHost(
			oneDevice({ listen: '127.0.0.2:0', tls: await pki.issue('host', 'box2') }),
		);
		const guest = await pki.security('guest', 'a');
		expect(await attach(moved.address, guest)).toMatch(/^UNAVAILABLE.*127\.0\.0\.2/);
		expect(hostWithin(host).relay.sessions()).toEqual([]);
	});

	test('serves its Unix socket without it, as everything that runs on its machine', async () => {
		const pki = await TestPki.create();
		const socket = `unix:${pki.folder}/host.sock`;
		const tls = await pki.issue('host', 'box');
		const { control } = await startHost(oneDevice({ listen: [socket, '127.0.0.1:0'], tls }));
		expect(await control.devices()).toHaveLength(1);
	});

	test('outlives garbage in place of a handshake', async () => {
		const { pki, address } = await secureHost();
		const [, port] = address.split(':');
		for (const garbage of [
			'GET / HTTP/1.1\r\n\r\n',
			'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
			'\x16\x03\x01',
		]) {
			const socket = connectTcp(Number(port), '127.0.0.1');
			socket.on('error', () => {});
			socket.end(garbage);
			await new Promise((resolve) => socket.once('close', resolve));
		}
		expect(await attach(address, await pki.security('guest', 'a'))).toBe('welcome');
	});
});

describe('a host beyond loopback', () => {
	const start = (config: HostConfigInput) =>
		Host.start(parseHostConfig({ ...oneDevice(), ...config }), {
			clock: systemClock,
			log: createLogger('test-host', 'silent'),
		});

	test('needs mutual TLS, or to be told that it does not', async () => {
		await expect(start({ listen: '0.0.0.0:0' })).rejects.toMatchObject({ code: 'INSECURE' });
		const pki = await TestPki.create();
		for (const config of [{ tls: await pki.issue('host', 'box') }, { insecure: true }]) {
			const host = await start({ listen: '0.0.0.0:0', ...config });
			await host.close(0);
		}
	});

	test('does not start with a certificate that cannot be used', async () => {
		const pki = await TestPki.create();
		const tls = await pki.issue('host', 'box');
		const old = await pki.issue('host', 'old', { made: new Date(Date.now() - 2 * 86_400_000) });
		for (const [wrong, why] of [
			[{ ...tls, cert: '/nonexistent.crt' }, /ENOENT/],
			[{ ...tls, cert: tls.key }, /holds no certificate/],
			[{ ...tls, key: tls.cert }, /holds no private key/],
			[{ ...tls, key: old.key }, /is not the one of the certificate/],
			[old, /it ended at/],
			[await pki.issue('guest', 'a'), /it is not for servers/],
		] as const)
			await expect(start({ listen: '127.0.0.1:0', tls: wrong })).rejects.toMatchObject({
				code: 'CONFIG',
				message: expect.stringMatching(why),
			});
	});
});
