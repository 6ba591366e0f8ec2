import { expect, test } from 'vitest';
import type { ControlClient } from '../../src/cli/client.js';
import { AddressSpace, zeroPager } from '../../src/guest/index.js';
import type { HostConfigInput } from '../../src/host/config.js';
import { startGuest, type TestHost } from '../../src/testkit/index.js';
import { BASE, startHost } from '../support/fleet.js';

const PAGE = 4096;
const LENGTH = 64 * PAGE;

const machine: HostConfigInput = {
	memory: '256MiB',
	iommus: [{ name: 'v' }, { name: 's', kind: 'smmuv3' }],
	guests: [
		{ name: 'a', memory: '16MiB' },
		{ name: 'b', memory: '16MiB' },
	],
	devices: [
		{ name: 'vpci', address: '01:00.0', guest: 'a' },
		{ name: 'spci', address: '01:00.0', iommu: 's', guest: 'a', outstanding: 16 },
		{ name: 'svf', address: '01:00.1', physical_function: 'spci', guest: 'a' },
		{ name: 'stall', bus: 'platform', iommu: 's', stream_id: 0x10000, stall: true, guest: 'a' },
		{
			name: 'strict',
			bus: 'platform',
			iommu: 's',
			stream_id: 0x10001,
			guest: 'a',
			on_fault: 'stop',
		},
		{ name: 'free', bus: 'platform', iommu: 's', stream_id: 0x10002, stall: true, pasid_bits: 4 },
	],
};

/** Two address spaces of guest `a` for every device that can use them: PASID 1, and accesses without one. */
function serve(host: TestHost) {
	const spaces = (['1', 'none'] as const).map((name) => {
		const space = new AddressSpace({ name, residentLimit: 1024 });
		space.map({ address: BASE, length: LENGTH, permissions: 'rw', pager: zeroPager() });
		return space;
	}) as [AddressSpace, AddressSpace];
	return startGuest(host, {
		guest: 'a',
		spaces: [
			{ device: '*', pasid: 1, space: spaces[0] },
			{ device: '*', pasid: 'none', space: spaces[1] },
		],
	});
}

async function copy(control: ControlClient, from: string, to: string, pasid: [number, number]) {
	const range = (device: string, of: number) => ({ device, pasid: of, address: BASE });
	return control.run(
		{ copy: { from: range(from, pasid[0]), to: range(to, pasid[1]), length: LENGTH } },
		() => {},
	);
}

test('devices of every bus behind IOMMUs of two kinds share the spaces of one guest', async () => {
	const { host, control } = await startHost(machine);
	const guest = await serve(host);
	expect(guest.events.map(({ type }) => type)).toEqual(['connected']);
	// What VT-d's device wrote, the SMMU's find by tables of their own format, and the other way round.
	const written = await control.run(
		{ write: { to: { device: 'vpci', pasid: 1, address: BASE }, length: LENGTH, seed: 7 } },
		() => {},
	);
	expect(written).toMatchObject({ ok: true, bytes: LENGTH });
	expect(guest.spaces.map((space) => space.residentPages)).toEqual([64, 0]);
	for (const [from, to, pasids] of [
		['svf', 'stall', [1, 0]],
		['stall', 'vpci', [0, 0]],
		['spci', 'svf', [0, 1]],
	] as const) {
		const result = await copy(control, from, to, [...pasids]);
		expect(result).toMatchObject({ ok: true, bytes: LENGTH, sha256: written.sha256 });
		expect(result.responsesInvalid + result.responsesFailure).toBe(0);
	}
	const status = await control.devices();
	const shown = status.map((d) => [d.name, d.bus, d.sourceId, d.iommu, d.iommuKind, d.pri]);
	expect(shown).toEqual([
		['vpci', 1, 0x100, 'v', 1, 'on'],
		['spci', 1, 0x100, 's', 2, 'on'],
		['stall', 2, 0x10000, 's', 2, 'stall'],
		['strict', 2, 0x10001, 's', 2, 'none'],
		['free', 2, 0x10002, 's', 2, 'stall'],
		['svf', 1, 0x101, 's', 2, 'on'],
	]);
	const pasids = Object.fromEntries(status.map((d) => [d.name, d.pasids]));
	expect(pasids).toMatchObject({ vpci: [0, 1], svf: [0, 1], stall: [0], strict: [0], free: [] });
	const of = (name: string) => status.find((d) => d.name === name);
	expect(of('svf')).toMatchObject({ physicalFunction: 'spci', outstandingLimit: 16, guest: 'a' });
	const { counters } = of('stall') ?? {};
	expect(counters?.stalls).toBe(64);
	expect(counters).toMatchObject({ pageRequests: 64, groups: 64, responsesSuccess: 64 });
	expect(counters).toMatchObject({ dmaWrittenBytes: LENGTH, dmaReadBytes: LENGTH });
});

test('a device that cannot recover tells its guest of the fault, and stops if it is made so', async () => {
	const { host, control } = await startHost(machine);
	const guest = await serve(host);
	const result = await control.run(
		{ read: { from: { device: 'strict', address: BASE }, length: PAGE } },
		() => {},
	);
	expect(result).toMatchObject({ ok: false, code: 37 });
	const event = await guest.next('device-event');
	expect(event).toMatchObject({ device: 'strict', pasid: undefined, address: BASE, lost: 0 });
	const { halted, counters } = await control.device('strict');
	expect({ halted, events: counters?.events }).toEqual({ halted: true, events: 1 });
	expect((await control.device('stall')).halted).toBe(false);
});

test('a virtual function comes after its physical one, and goes before it', async () => {
	const { control } = await startHost(machine);
	await expect(control.unassign('spci')).rejects.toMatchObject({
		code: 'DEVICE_BUSY',
		message: expect.stringMatching(/unassign svf first/),
	});
	await control.unassign('svf');
	await control.unassign('spci');
	await expect(control.assign('svf', 'b')).rejects.toMatchObject({
		code: 'OUT_OF_ORDER',
		message: expect.stringMatching(/assign spci first/),
	});
	await control.assign('spci', 'a');
	// They may be of different guests.
	expect(await control.assign('svf', 'b')).toMatchObject({ guest: 'b', pri: 'on' });
	expect(await control.assign('free', 'b')).toMatchObject({ guest: 'b', pri: 'stall' });
});

test('an agent that leaves has nothing of a platform device pending', async () => {
	const { host, control } = await startHost(machine);
	const guest = await serve(host);
	await copy(control, 'stall', 'stall', [0, 0]);
	await guest.stop(1000);
	// Nobody serves it now: what stalls is answered INVALID at once, and the device goes on.
	const result = await control.run(
		{ read: { from: { device: 'stall', address: BASE }, length: PAGE } },
		() => {},
	);
	expect(result).toMatchObject({ ok: false, code: 37 });
	expect(await control.device('stall')).toMatchObject({ pending: 0, outstanding: 0, pasids: [] });
	expect(await control.unassign('stall')).toMatchObject({ guest: '', driver: '' });
	expect(await control.assign('stall', 'b')).toMatchObject({ guest: 'b' });
});
