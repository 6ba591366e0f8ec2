import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { filePager } from '../../src/guest/index.js';
import { startGuest } from '../../src/testkit/index.js';
import { BASE, oneDevice, startHost, temporaryFolder } from '../support/fleet.js';

const range = { device: 'd0', pasid: 1, address: BASE };
const program = fileURLToPath(new URL('../../bin/faultline.js', import.meta.url));

test('a file that shrinks while it is mapped: PAGER_READ, INVALID for what is gone, the rest goes on', async () => {
	const { control, host } = await startHost(oneDevice());
	const path = join(temporaryFolder(), 'shrinks.bin');
	writeFileSync(path, randomBytes(64 * 4096));
	const guest = await startGuest(host, {
		areas: [{ address: BASE, contents: filePager(path), permissions: 'r' }],
		residentLimit: 8,
	});
	const before = await control.run({ read: { from: range, length: 64 * 4096 } }, () => {});
	expect(before.ok).toBe(true);
	truncateSync(path, 16 * 4096);
	const gone = await control.run(
		{ read: { from: { ...range, address: BASE + 32 * 4096 }, length: 4096 } },
		() => {},
	);
	expect(gone).toMatchObject({ ok: false, responsesInvalid: 1 });
	const told = await guest.next('pager-error');
	expect(told).toMatchObject({ operation: 'read', error: { code: 'PAGER_READ' } });
	const rest = await control.run({ read: { from: range, length: 16 * 4096 } }, () => {});
	expect(rest.ok).toBe(true);
});

test('a disk that is full at write-back: told, nothing hangs, the host and what was written stay good', async () => {
	const { control, address, host } = await startHost(
		oneDevice({
			devices: [
				{ name: 'd0', address: '01:00.0', guest: 'a' },
				{ name: 'd1', address: '02:00.0', guest: 'b' },
			],
			guests: [
				{ name: 'a', memory: '16MiB' },
				{ name: 'b', memory: '16MiB' },
			],
		}),
	);
	const path = join(temporaryFolder(), 'full.bin');
	const pages = 128;
	writeFileSync(path, Buffer.alloc(pages * 4096));
	// A limit on file size stands for a full disk: writes beyond it fail with EFBIG.
	const writablePages = 64;
	const map = `0x${BASE.toString(16)}=${path}:rw`;
	const command = `ulimit -f ${writablePages * 4}; exec "$0" "$@"`;
	const args = ['-c', command, process.execPath, program, 'agent', '--host', address];
	args.push('--guest', 'a', '--resident', '64KiB', '--map', map);
	const child = spawn('bash', args, { stdio: ['ignore', 'pipe', 'pipe'] });
	const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
	onTestFinished(async () => {
		child.kill('SIGKILL');
		await exited;
	});
	let log = '';
	child.stderr.on('data', (chunk: Buffer) => {
		log += chunk.toString();
	});
	await new Promise<void>((resolve) => {
		createInterface({ input: child.stdout }).on('line', (line) => {
			if (line.startsWith('serving guest a')) resolve();
		});
	});

	const early = await control.run({ write: { to: range, length: 32 * 4096, seed: 5 } }, () => {});
	expect(early.ok).toBe(true);
	const late = await control.run({ write: { to: range, length: pages * 4096, seed: 5 } }, () => {});
	expect(late.ok).toBe(false);
	expect(late.responsesInvalid).toBeGreaterThan(0);
	const device = await control.device('d0');
	expect(device).toMatchObject({ pending: 0, outstanding: 0, outbox: 0 });

	await startGuest(host, { guest: 'b', areas: [{ address: BASE, length: 4096 }] });
	const other = await control.run(
		{ write: { to: { ...range, device: 'd1' }, length: 4096, seed: 1 } },
		() => {},
	);
	expect(other.ok).toBe(true);

	child.kill('SIGTERM');
	expect(await exited).toBe(1);
	expect(log).toMatch(/PAGER_WRITE/);
	// What the file could take is there: the pattern of both runs is the same.
	const written = readFileSync(path).subarray(0, 32 * 4096);
	expect(written.some((byte) => byte !== 0)).toBe(true);
	expect(createHash('sha256').update(written).digest('hex')).toBe(early.sha256);
});

test('a host that is stopped in good order has its agents write back first', async () => {
	const { control, host } = await startHost(oneDevice());
	const path = join(temporaryFolder(), 'target.bin');
	const length = 64 * 4096;
	const contents = filePager(path, { writable: true, size: length });
	await startGuest(host, { areas: [{ address: BASE, contents }] });
	const written = await control.run({ write: { to: range, length, seed: 11 } }, () => {});
	expect(written.ok).toBe(true);
	await host.close();
	const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
	expect(hash).toBe(written.sha256);
});
