import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filePager } from '../../src/guest/index.js';
import { expectAnsweredOnce, startGuest } from '../../src/testkit/index.js';
import { BASE, oneDevice, startTcpHost, temporaryFolder } from '../support/fleet.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('a device reads a whole file, page fault by page fault, under a resident limit', async () => {
	const host = await startTcpHost(oneDevice());
	const bytes = randomBytes(300 * 4096 + 123);
	const path = join(temporaryFolder(), 'source.bin');
	writeFileSync(path, bytes);
	const { space } = await startGuest(host, {
		areas: [{ address: BASE, contents: filePager(path), permissions: 'r' }],
		residentLimit: 64,
	});
	const from = { device: 'd0', pasid: 1, address: BASE };
	const result = await host.control.run({ read: { from, length: bytes.length } });
	expect(result).toMatchObject({ ok: true, bytes: bytes.length, sha256: sha256(bytes) });
	expect(result.responsesSuccess).toBe(result.groups);
	expect(result.faults).toBeGreaterThanOrEqual(301);
	expect(space.residentPages).toBeLessThanOrEqual(64);
	const [guest] = host.control.guests();
	expect(guest?.counters?.evictions).toBeGreaterThanOrEqual(301 - 64);
	expect(host.control.device('d0')).toMatchObject({ outstanding: 0, pending: 0, outbox: 0 });
	expectAnsweredOnce(...host.devices);
});

test('what a device writes reaches the file, through eviction and sync', async () => {
	const host = await startTcpHost(oneDevice());
	const path = join(temporaryFolder(), 'target.bin');
	const length = 200 * 4096;
	const contents = filePager(path, { writable: true, size: length });
	await startGuest(host, { areas: [{ address: BASE, contents }], residentLimit: 32 });
	const to = { device: 'd0', pasid: 1, address: BASE };
	const result = await host.control.run({ write: { to, length, seed: 7 } });
	expect(result.ok).toBe(true);
	await host.control.sync('a');
	expect(sha256(readFileSync(path))).toBe(result.sha256);
	const [guest] = host.control.guests();
	expect(guest?.counters?.writebacks).toBe(200);
	expect(guest?.mapped).toBe(0);
});

test('zero pages that were written survive eviction in the agent, and nothing else is mixed up', async () => {
	const host = await startTcpHost(oneDevice());
	const length = 128 * 4096;
	await startGuest(host, { areas: [{ address: BASE, length }], residentLimit: 16 });
	const range = { device: 'd0', pasid: 1, address: BASE };
	const written = await host.control.run({ write: { to: range, length, seed: 3 } });
	const read = await host.control.run(
		{ read: { from: range, length, shuffle: true, seed: 9 } },
		() => {},
	);
	expect(written.ok).toBe(true);
	expect(read).toMatchObject({ ok: true, sha256: written.sha256 });
});

test('a device of many pages a group is answered once a group', async () => {
	const host = await startTcpHost(
		oneDevice({
			devices: [{ name: 'd0', address: '01:00.0', guest: 'a', pages_per_group: 8 }],
		}),
	);
	const length = 256 * 4096;
	await startGuest(host, { areas: [{ address: BASE, length }] });
	const from = { device: 'd0', pasid: 1, address: BASE };
	const result = await host.control.run({ read: { from, length } });
	expect(result.ok).toBe(true);
	expect(result.faults).toBe(256);
	expect(result.groups).toBeLessThan(256);
	expect(result.responsesSuccess).toBe(result.groups);
});

test('no guest frame lies in the interrupt address range of a large machine', async () => {
	// 4100 MiB: ranges come from the upper end, so that the guest would lie over 0xfee00000.
	const host = await startTcpHost(
		oneDevice({ memory: '4100MiB', guests: [{ name: 'a', memory: '64MiB' }] }),
	);
	const length = 64 * 1024 ** 2;
	await startGuest(host, { areas: [{ address: BASE, length }], residentLimit: length / 4096 });
	const from = { device: 'd0', pasid: 1, address: BASE };
	const result = await host.control.run({ read: { from, length } });
	expect(result).toMatchObject({ ok: true, bytes: length, faults: length / 4096 });
});

test('an access outside every area, and a write to a read-only one, give the device an error', async () => {
	const host = await startTcpHost(oneDevice());
	await startGuest(host, { areas: [{ address: BASE, length: 16 * 4096, permissions: 'r' }] });
	const outside = { device: 'd0', pasid: 1, address: BASE + 64 * 4096 };
	const read = await host.control.run({ read: { from: outside, length: 4096 } });
	expect(read).toMatchObject({ ok: false, responsesInvalid: 1, bytes: 0 });
	const inside = { device: 'd0', pasid: 1, address: BASE };
	const write = await host.control.run({ write: { to: inside, length: 4096, seed: 1 } });
	expect(write).toMatchObject({ ok: false, responsesInvalid: 1, bytes: 0 });
	const good = await host.control.run({ read: { from: inside, length: 16 * 4096 } });
	expect(good.ok).toBe(true);
});

test('two guests on one host do not see each other, over TCP and over a Unix socket', async () => {
	const socket = `unix:${join(temporaryFolder(), 'host.sock')}`;
	const host = await startTcpHost({
		listen: ['127.0.0.1:0', socket],
		memory: '256MiB',
		guests: [
			{ name: 'a', memory: '8MiB' },
			{ name: 'b', memory: '8MiB' },
		],
		devices: [
			{ name: 'd0', address: '01:00.0', guest: 'a' },
			{ name: 'd1', address: '02:00.0', guest: 'b' },
		],
	});
	expect(host.addresses[1]).toBe(socket);
	const length = 64 * 4096;
	const areas = [{ address: BASE, length }];
	await startGuest(host, { guest: 'a', areas });
	await startGuest(host, { guest: 'b', areas, address: socket });
	const a = { device: 'd0', pasid: 1, address: BASE };
	const b = { device: 'd1', pasid: 1, address: BASE };
	const [wroteA, wroteB] = await Promise.all([
		host.control.run({ write: { to: a, length, seed: 1 } }, () => {}),
		host.control.run({ write: { to: b, length, seed: 2 } }, () => {}),
	]);
	const readA = await host.control.run({ read: { from: a, length } });
	const readB = await host.control.run({ read: { from: b, length } });
	expect(readA.sha256).toBe(wroteA.sha256);
	expect(readB.sha256).toBe(wroteB.sha256);
	expect(wroteA.sha256).not.toBe(wroteB.sha256);
});
