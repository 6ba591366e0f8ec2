import { X509Certificate } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/base/clock.js';
import { ControlClient } from '../../src/cli/client.js';
import { TlsFiles, type TlsPaths, zeroPager } from '../../src/guest/index.js';
import { parseHostConfig } from '../../src/host/config.js';
import { Host } from '../../src/host/host.js';
import { oneDevice, startAgent } from '../support/fleet.js';
import { TestPki } from '../support/pki.js';
import { Program } from '../support/processes.js';

/** What a host logs, by message. */
class Lines {
	readonly seen: Record<string, unknown>[] = [];
	#waiters: { test: RegExp; resolve: () => void }[] = [];
	readonly log = pino({ level: 'info' }, { write: (line: string) => this.#add(JSON.parse(line)) });

	/** The next line that matches, not one that was there before. */
	next(test: RegExp): Promise<void> {
		return new Promise((resolve) => this.#waiters.push({ test, resolve }));
	}

	#add(line: Record<string, unknown>): void {
		this.seen.push(line);
		this.#waiters = this.#waiters.filter(({ test, resolve }) => {
			if (!test.test(String(line['msg']))) return true;
			resolve();
			return false;
		});
	}
}

/** The serial number of the certificate that a host shows to a new connection. */
function shown(address: string, { ca, cert, key }: TlsPaths): Promise<string> {
	const [host, port] = address.split(':');
	return new Promise((resolve, reject) => {
		const read = (path: string) => readFileSync(path);
		const socket = connect(
			{
				host,
				port: Number(port),
				ca: read(ca),
				cert: read(cert),
				key: read(key),
				ALPNProtocols: ['h2'],
			},
			() => {
				resolve(socket.getPeerX509Certificate()?.serialNumber ?? '');
				socket.destroy();
			},
		);
		socket.on('error', reject);
	});
}

const serial = (path: string) => new X509Certificate(readFileSync(path)).serialNumber;

/** Puts another certificate's files in the place of these. */
function replace(paths: TlsPaths, by: TlsPaths): void {
	copyFileSync(by.key, paths.key);
	copyFileSync(by.cert, paths.cert);
}

async function setUp(reload: string | number) {
	const pki = await TestPki.create();
	const tls = await pki.issue('host', 'box');
	const next = await pki.issue('host', 'next');
	const guest = await pki.issue('guest', 'a');
	const lines = new Lines();
	const host = await Host.start(
		parseHostConfig(oneDevice({ listen: '127.0.0.1:0', tls: { ...tls, reload } })),
		{ clock: systemClock, log: lines.log },
	);
	onTestFinished(() => host.close(100));
	return { pki, tls, next, guest, lines, host, address: host.addresses[0] as string };
}

test('a new certificate is for new connections, and those that there are live on', async () => {
	const { pki, tls, next, guest, lines, host, address } = await setUp('20ms');
	const control = new ControlClient(address, {
		tls: new TlsFiles(await pki.issue('operator', 'x')),
	});
	onTestFinished(() => control.close());
	const length = 16 * 4096;
	const security = { tls: new TlsFiles(guest) };
	const { agent } = await startAgent(address, { pager: zeroPager(), length, security });
	expect(await shown(address, guest)).toBe(serial(tls.cert));
	const [session] = host.relay.sessions();

	const renewed = lines.next(/^certificate renewed/);
	replace(tls, next);
	await renewed;
	expect(await shown(address, guest)).toBe(serial(next.cert));
	const to = { device: 'd0', pasid: 1, address: 0x10_0000 };
	expect(await control.run({ write: { to, length, seed: 1 } }, () => {})).toMatchObject({
		ok: true,
	});
	expect(host.relay.sessions()).toEqual([session]);
	expect(agent.counters.sessions).toBe(1);
});

test('files that cannot be used change nothing, and are told of once', async () => {
	const { tls, next, guest, lines, host, address } = await setUp(0);
	const before = serial(tls.cert);
	for (const [path, text] of [
		[tls.cert, 'half a certif'],
		[tls.cert, readFileSync(next.cert, 'utf8')],
		[tls.key, ''],
		[tls.ca, 'nobody'],
	] as const) {
		const whole = readFileSync(path);
		const told = lines.seen.length;
		writeFileSync(path, text);
		host.reloadCertificates();
		host.reloadCertificates();
		expect(lines.seen.slice(told).map(({ msg }) => String(msg))).toEqual([
			expect.stringMatching(/^certificate not renewed, the old one stays: .*cannot be used/),
		]);
		writeFileSync(path, whole);
		expect(await shown(address, guest)).toBe(before);
		host.reloadCertificates();
	}
	replace(tls, next);
	host.reloadCertificates();
	expect(await shown(address, guest)).toBe(serial(next.cert));
});

test('a new authority is the one that counts, also for who was known before', async () => {
	const { tls, guest, host, address } = await setUp(0);
	const other = await TestPki.create();
	const hosts = await other.issue('host', 'box');
	replace(tls, hosts);
	copyFileSync(other.ca, tls.ca);
	host.reloadCertificates();
	const known = { ...(await other.issue('guest', 'a')), ca: other.ca };
	expect(await shown(address, known)).toBe(serial(hosts.cert));
	// The old one's certificates are worth nothing any more, to a peer that takes the new host all the same.
	const control = new ControlClient(address, { tls: new TlsFiles({ ...guest, ca: other.ca }) });
	onTestFinished(() => control.close());
	await expect(control.devices()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('SIGHUP has a host look at its files at once', async () => {
	const { pki, guest } = await setUp(0);
	const tls = await pki.issue('host', 'process');
	const next = await pki.issue('host', 'later');
	const config = `${pki.folder}/host.yaml`;
	writeFileSync(
		config,
		JSON.stringify({ ...oneDevice(), listen: '127.0.0.1:0', tls: { ...tls, reload: 0 } }),
	);
	const program = new Program('host', '--config', config);
	const [, address = ''] = await program.line(/^listening on (.+)$/);
	expect(await shown(address, guest)).toBe(serial(tls.cert));
	replace(tls, next);
	const renewed = new Promise<void>((resolve) => {
		program.child.stderr?.on('data', () => {
			if (/certificate renewed/.test(program.errors)) resolve();
		});
	});
	program.child.kill('SIGHUP');
	await renewed;
	expect(await shown(address, guest)).toBe(serial(next.cert));
});

test('an agent shows a new certificate when it connects again', async () => {
	const { pki, guest, host, address } = await setUp(0);
	const security = { tls: new TlsFiles(guest) };
	const { events } = await startAgent(address, { pager: zeroPager(), length: 4096, security });
	expect(host.relay.sessions().map(({ identity }) => identity.name)).toEqual([
		'faultline://guest/a',
	]);
	const old = serial(guest.cert);
	await pki.issue('guest', 'a');
	expect(serial(guest.cert)).not.toBe(old);
	// A broken file in between: the last good one is used.
	const whole = readFileSync(guest.key);
	writeFileSync(guest.key, 'broken');
	const again = events.next(
		'connected',
		() => events.seen.filter(({ type }) => type === 'connected').length === 2,
	);
	for (const session of host.relay.sessions()) session.close('UNAVAILABLE', 'as planned');
	await again;
	expect(new X509Certificate(security.tls.current.cert).serialNumber).toBe(old);
	writeFileSync(guest.key, whole);
	const third = events.next(
		'connected',
		() => events.seen.filter(({ type }) => type === 'connected').length === 3,
	);
	for (const session of host.relay.sessions()) session.close('UNAVAILABLE', 'as planned');
	await third;
	expect(new X509Certificate(security.tls.current.cert).serialNumber).toBe(serial(guest.cert));
});
