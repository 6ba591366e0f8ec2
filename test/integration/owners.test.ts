import { expect, test } from 'vitest';
import type { ControlClient } from '../../src/cli/client.js';
import type { HostConfigInput } from '../../src/host/config.js';
import { startGuest } from '../../src/testkit/index.js';
import { BASE, oneDevice, startHost } from '../support/fleet.js';

/** Who owns a device, said over the control service of a whole host. */

const LENGTH = 16 * 4096;
const unowned: HostConfigInput = oneDevice({ devices: [{ name: 'd0', address: '01:00.0' }] });
const areas = [{ address: BASE, length: LENGTH }];
const range = { device: 'd0', pasid: 1, address: BASE };
const read = (control: ControlClient) =>
	control.run({ read: { from: range, length: LENGTH } }, () => {});
const code = (call: Promise<unknown>) => call.then(() => 'ok').catch((error) => error.code);

/** Law 1, as the device itself counts. */
async function expectAllAnswered(control: ControlClient) {
	const { counters, pending, outstanding } = await control.device('d0');
	if (counters == null) throw new Error('no counters');
	const { groups, responsesSuccess, responsesInvalid, responsesFailure } = counters;
	expect(groups).toBe(responsesSuccess + responsesInvalid + responsesFailure);
	expect([pending, outstanding]).toEqual([0, 0]);
}

test('a device goes from the host to a guest and back, and each serves it', async () => {
	const { control, host } = await startHost(unowned);
	const guest = await startGuest(host, { areas });
	expect(await control.bind('d0', 'sva')).toMatchObject({
		...{ driver: 'sva', guest: '', state: 'bound', pasids: [1] },
	});
	expect(await read(control)).toMatchObject({ ok: true, groups: 16, responsesSuccess: 16 });
	expect(await code(control.bind('d0', 'vfio', 'a'))).toBe('DEVICE_BUSY');
	expect(await code(control.assign('d0', 'a'))).toBe('DEVICE_BUSY');
	expect(await code(control.unassign('d0'))).toBe('NOT_ASSIGNED');
	for (let turn = 1; turn <= 2; turn++) {
		expect(await control.unbind('d0')).toMatchObject({ driver: '', state: 'none', pasids: [] });
		expect(await control.bind('d0', 'vfio', 'a')).toMatchObject({ driver: 'vfio', guest: 'a' });
		await guest.next(
			'assigned',
			() => guest.events.filter((e) => e.type === 'assigned').length >= turn,
		);
		await expect.poll(async () => (await control.device('d0')).pasids).toEqual([1]);
		expect(await read(control)).toMatchObject({ ok: true });
		expect(await control.bind('d0', 'none')).toMatchObject({ driver: '', state: 'none' });
		expect(await control.bind('d0', 'none')).toMatchObject({ driver: '' });
		expect(await control.bind('d0', 'sva')).toMatchObject({ driver: 'sva' });
		expect(await read(control)).toMatchObject({ ok: true, responsesSuccess: 16 });
	}
	expect(guest.events.filter((e) => e.type === 'revoked')).toHaveLength(2);
	await expectAllAnswered(control);
});

test('what cannot be bound is refused with a code, and nothing has changed', async () => {
	const { control } = await startHost(unowned);
	const codes = [
		control.bind('d0', 'e1000'),
		control.bind('d0', 'vfio'),
		control.bind('d0', 'sva', 'a'),
		control.bind('d0', 'vfio', 'b'),
		control.bind('nix', 'sva'),
		control.unbind('d0'),
		control.setOverride('d0', 'e1000'),
		control.releasePasid('d0', 1),
		control.plug('d0'),
		control.plug('nix'),
		control.resetGuest('b'),
	].map(code);
	expect(await Promise.all(codes)).toEqual([
		...['UNKNOWN_DRIVER', 'CONFIG', 'CONFIG', 'UNKNOWN_GUEST', 'UNKNOWN_DEVICE', 'NOT_ASSIGNED'],
		...['UNKNOWN_DRIVER', 'NOT_ASSIGNED', 'DEVICE_BUSY', 'UNKNOWN_DEVICE', 'UNKNOWN_GUEST'],
	]);
	expect(await control.device('d0')).toMatchObject({ driver: '', state: 'none' });
	expect(await control.setOverride('d0', 'sva')).toMatchObject({ driverOverride: 'sva' });
	expect(await code(control.assign('d0', 'a'))).toBe('DRIVER_MISMATCH');
	expect(await code(control.bind('d0', 'quarantine'))).toBe('DRIVER_MISMATCH');
	expect(await control.bind('d0', 'sva')).toMatchObject({ driver: 'sva' });
	expect(await control.setOverride('d0', '')).toMatchObject({ driverOverride: '', driver: 'sva' });
});

test('a device has as much memory under a driver of the host as is configured, if there is so much', async () => {
	const { control } = await startHost({
		memory: '16MiB',
		devices: [
			{ name: 'd0', address: '01:00.0', native_memory: 8 * 4096 },
			{ name: 'd1', address: '02:00.0', native_memory: '1GiB' },
		],
	});
	await control.bind('d0', 'sva');
	expect(await read(control)).toMatchObject({
		ok: false,
		responsesSuccess: 8,
		responsesInvalid: 8,
	});
	expect(await code(control.bind('d1', 'sva'))).toBe('RESOURCE_EXHAUSTED');
	expect(await control.device('d1')).toMatchObject({ driver: '', state: 'none' });
});

test('the quarantine driver takes one PASID out, tells why, and lets it go on when told', async () => {
	const { control } = await startHost(
		oneDevice({ devices: [{ name: 'd0', address: '01:00.0', ats: false, pri: false }] }),
	);
	await control.bind('d0', 'quarantine');
	const at = async (pasid: number, address: number) =>
		(await control.run({ read: { from: { device: 'd0', pasid, address }, length: 1 } }, () => {}))
			.ok;
	const beyond = 0x4000_0000;
	expect([await at(1, BASE), await at(2, BASE), await at(2, beyond)]).toEqual([true, true, false]);
	expect(await control.device('d0')).toMatchObject({
		pasids: [1, 3, 4],
		quarantined: [{ pasid: 2, reason: 5, hardwareReason: 0x71, page: beyond / 4096, faults: 0 }],
	});
	expect([await at(2, BASE), await at(1, BASE)]).toEqual([false, true]);
	expect(await code(control.releasePasid('d0', 1))).toBe('PASID_UNAVAILABLE');
	expect(await control.releasePasid('d0', 2)).toMatchObject({
		quarantined: [],
		pasids: [1, 2, 3, 4],
	});
	expect(await at(2, BASE)).toBe(true);
});

test('a reset under a guest loses no page and no response', async () => {
	const { control, host } = await startHost(oneDevice());
	await startGuest(host, { areas });
	await expect.poll(async () => (await control.device('d0')).pasids).toEqual([1]);
	expect(await read(control)).toMatchObject({ ok: true, groups: 16 });
	const running = control.run({ read: { from: range, length: LENGTH } }, () => {});
	expect(await control.reset('d0')).toMatchObject({ driver: 'vfio', guest: 'a', pasids: [1] });
	await running;
	// All is resident still: nothing is asked for.
	expect(await read(control)).toMatchObject({ ok: true, groups: 0 });
	await expectAllAnswered(control);
	await control.unassign('d0');
	expect(await control.reset('d0')).toMatchObject({ driver: '', state: 'none' });
});

test.each(['sva', 'vfio'])(
	'a device that is pulled out under %s with DMA under way is gone; a new one takes its place',
	async (driver) => {
		const { control, host } = await startHost(unowned);
		const guest = await startGuest(host, { areas });
		const bind = () => control.bind('d0', driver, driver === 'vfio' ? 'a' : '');
		await bind();
		if (driver === 'vfio')
			await expect.poll(async () => (await control.device('d0')).pasids).toEqual([1]);
		const running = control.run({ read: { from: range, length: LENGTH } }, () => {});
		await control.unplug('d0');
		await running;
		const gone = { name: 'd0', state: 'unplugged', driver: '', iommu: 'iommu0', sourceId: 0x100 };
		expect(await control.device('d0')).toMatchObject(gone);
		expect(await control.devices()).toMatchObject([gone]);
		for (const call of [control.unplug('d0'), control.bind('d0', 'sva'), control.reset('d0')])
			expect(await code(call)).toBe('UNKNOWN_DEVICE');
		if (driver === 'vfio') await guest.next('revoked');
		// Its DMA fails, whatever is asked of it.
		expect((await read(control)).ok).toBe(false);
		expect(await control.plug('d0')).toMatchObject({ driver: '', state: 'none' });
		const { counters } = await bind();
		expect(counters).toMatchObject({ groups: 0, pageRequests: 0 });
		if (driver === 'vfio')
			await expect.poll(async () => (await control.device('d0')).pasids).toEqual([1]);
		expect(await read(control)).toMatchObject({ ok: true });
		await expectAllAnswered(control);
	},
);

test('a reset of a guest tells its agents, takes their pages, and they begin anew', async () => {
	const { control, host } = await startHost({
		...{
			memory: '256MiB',
			guests: [
				{ name: 'a', memory: '16MiB' },
				{ name: 'b', memory: '16MiB' },
			],
		},
		devices: [
			{ name: 'd0', address: '01:00.0', guest: 'a' },
			{ name: 'd1', address: '02:00.0', guest: 'b' },
		],
	});
	const guest = await startGuest(host, { guest: 'a', areas });
	await startGuest(host, { guest: 'b', areas });
	const bound = (name: string) =>
		expect.poll(async () => (await control.device(name)).pasids).toEqual([1]);
	await bound('d0');
	await bound('d1');
	expect(await read(control)).toMatchObject({ ok: true });
	const { session } = await control.device('d1');
	const running = control.run({ read: { from: range, length: LENGTH } }, () => {});
	expect(await control.resetGuest('a')).toMatchObject({ name: 'a', devices: ['d0'], mapped: 0 });
	await running;
	expect(await guest.next('revoked')).toMatchObject({ device: 'd0', code: 'NOT_ASSIGNED' });
	const left = await guest.next('disconnected');
	expect(left.error).toMatchObject({ code: 'UNAVAILABLE', message: 'guest a was reset' });
	await bound('d0');
	expect(await read(control)).toMatchObject({ ok: true, groups: 16 });
	await expectAllAnswered(control);
	// The other guest did not notice.
	expect((await control.device('d1')).session).toBe(session);
});
