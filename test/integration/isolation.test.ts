import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AddressSpace, filePager } from '../../src/guest/index.js';
import { startGuest } from '../../src/testkit/index.js';
import { BASE, startHost, temporaryFolder } from '../support/fleet.js';

/**
 * Address spaces of one guest that are bound at the same PASID by different devices, and have different
 * contents at the same addresses. One IOTLB stands before both.
 */

const LENGTH = 64 * 4096;
const DEVICES = ['d0', 'd1'];
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const range = (device: string) => ({ device, pasid: 1, address: BASE });

/** A host with one guest and two devices, and a file with contents of its own for each device. */
async function twoDevices() {
	const started = await startHost({
		memory: '256MiB',
		guests: [{ name: 'a', memory: '16MiB' }],
		devices: [
			{ name: 'd0', address: '01:00.0', guest: 'a' },
			{ name: 'd1', address: '02:00.0', guest: 'a' },
		],
	});
	const folder = temporaryFolder();
	const files = DEVICES.map((device) => join(folder, device));
	for (const file of files) writeFileSync(file, randomBytes(LENGTH));
	const read = async (device: string) => {
		const result = await started.control.run(
			{ read: { from: range(device), length: LENGTH } },
			() => {},
		);
		return result.sha256;
	};
	const write = async (device: string, seed: number) => {
		const result = await started.control.run(
			{ write: { to: range(device), length: LENGTH, seed } },
			() => {},
		);
		return result.sha256;
	};
	return { ...started, files, read, write };
}

/** The devices, in turn, read their own file, and write what then is in their own file. */
async function expectIsolated(fixture: Awaited<ReturnType<typeof twoDevices>>) {
	const { control, files, read, write } = fixture;
	for (const _ of ['cold caches', 'warm caches'])
		for (const [i, device] of DEVICES.entries())
			expect(await read(device)).toBe(sha256(readFileSync(files[i]!)));
	const written = [await write('d0', 1), await write('d1', 2)];
	expect(written[0]).not.toBe(written[1]);
	for (const [i, device] of DEVICES.entries()) expect(await read(device)).toBe(written[i]);
	await control.sync('a', 10_000);
	expect(files.map((file) => sha256(readFileSync(file)))).toEqual(written);
}

test('two sessions of one guest, one PASID, one device each', async () => {
	const fixture = await twoDevices();
	const { host, files } = fixture;
	for (const [i, device] of DEVICES.entries())
		await startGuest(host, {
			devices: [device],
			areas: [{ address: BASE, contents: filePager(files[i]!, { writable: true }) }],
			residentLimit: LENGTH / 4096,
		});
	await expectIsolated(fixture);
});

test('two address spaces of one agent, one PASID, one device each', async () => {
	const fixture = await twoDevices();
	const { host, files } = fixture;
	const spaces = DEVICES.map((device, i) => {
		const space = new AddressSpace({ residentLimit: 64 });
		const pager = filePager(files[i]!, { writable: true });
		space.map({ address: BASE, length: LENGTH, permissions: 'rw', pager, sharing: 'shared' });
		return { device, pasid: 1, space };
	});
	await startGuest(host, { spaces });
	await expectIsolated(fixture);
});
