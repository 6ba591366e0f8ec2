import { expect, onTestFinished, test } from 'vitest';
import {
	type AccessOptions,
	FaultlineError,
	memoryPager,
	type StartGuestOptions,
	type StartHostOptions,
	startGuest,
	startHost,
} from '../../../src/testkit/index.js';

/** What makes no sense is refused with a code, the value that was seen and what would be right. */

const BASE = 0x10_0000;
const PAGE = 4096;
const zeros: StartGuestOptions = { areas: [{ address: BASE, length: 64 * PAGE }] };

const start = (devices: Record<string, string> = { nic: 'a' }) =>
	startHost({ devices, after: onTestFinished });

test('a host', async () => {
	const wrong = (options: StartHostOptions, message: RegExp) =>
		expect(startHost(options)).rejects.toMatchObject({
			code: 'CONFIG',
			message: expect.stringMatching(message),
		});
	await wrong({}, /either a config or devices, for instance/);
	await wrong(
		undefined as unknown as StartHostOptions,
		/undefined is no options; an object with config,/,
	);
	await wrong({ config: {}, devices: {} }, /either a config or devices/);
	await wrong({ config: {}, iommu: 'vtd' }, /iommu goes with devices/);
	await wrong({ devices: { nic: 'a' }, transport: 'tcp', clock: 'virtual' }, /no virtual time/);
	await wrong({ config: { memory: 'much' } }, /no size/);
	await wrong({ device: { nic: 'a' } } as StartHostOptions, /no option "device"; there is config,/);
	await wrong({ devices: {}, transport: 'udp' as 'tcp' }, /"udp"; there is memory, tcp/);
	await wrong({ devices: {}, idleMs: -1 }, /idleMs: -1 ms; .* 0 or more/);
	await wrong({ devices: {}, clock: {} as 'real' }, /no host that startHost started/);
	const many = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`d${i}`, 'a']));
	await wrong({ devices: many }, /257 devices of 1 guests; more than 256 or 8 need a config/);
	const host = await start();
	await wrong({ devices: {}, clock: host }, /"host" on this time already; .* another name/);
	await wrong({ devices: {}, clock: host, transport: 'tcp' }, /no virtual time/);
});

test('a guest', async () => {
	const host = await start({ nic: 'a', disk: 'b' });
	const wrong = (options: StartGuestOptions, code: string, message: RegExp) =>
		expect(startGuest(host, options)).rejects.toMatchObject({
			code,
			message: expect.stringMatching(message),
		});
	await wrong(zeros, 'CONFIG', /which guest\? The host has a, b/);
	await wrong({ guest: 'a' }, 'CONFIG', /startGuest a: it needs either areas or spaces/);
	await wrong({ ...zeros, guest: 'a', spaces: [] }, 'CONFIG', /either areas or spaces/);
	await wrong({ ...zeros, guest: 'c' }, 'UNKNOWN_GUEST', /c/);
	await wrong({ guest: 'a', area: [] } as StartGuestOptions, 'CONFIG', /no option "area"/);
	const area = { address: BASE, size: PAGE };
	await wrong({ guest: 'a', areas: [area] }, 'CONFIG', /an area: there is no option "size"/);
	const guest = await startGuest(host, { ...zeros, guest: 'a' });
	await expect(guest.contents(BASE, 16)).rejects.toThrow(/the area is private/);
	await expect(guest.contents(0, 16)).rejects.toMatchObject({ code: 'ADDRESS' });
	// The first one has all of the guest's frames: this one tries on and on, and what it was told is said.
	const told = /^guest a serves \(RESOURCE_EXHAUSTED: .*\): not within 120000 ms/;
	await wrong({ ...zeros, guest: 'a' }, 'TIMEOUT', told);
	// And no more than that: nothing of it goes on.
	const { refusals } = host.control.host();
	expect(refusals?.some(({ count }) => (count ?? 0) > 10)).toBe(true);
	await host.advance(10_000);
	expect(host.control.host().refusals).toEqual(refusals);
	expect(() => memoryPager(-1)).toThrow(/-1 is no whole number from 0/);
	expect(() => guest.network.delay(-1)).toThrow(/-1 ms; .* 0 or more/);
});

test('a device and its accesses', async () => {
	const host = await start({ nic: 'a', disk: 'b' });
	expect(() => host.device('gpu')).toThrow(/no device "gpu"; there is nic, disk/);
	expect(() => host.guest('a')).toThrow(/none was/);
	const nic = host.device('nic');
	const wrong = (work: () => unknown, message: RegExp) => {
		expect(work).toThrow(FaultlineError);
		expect(work).toThrow(message);
	};
	wrong(() => nic.read(2 ** 20, BASE, 4), /nic: PASID: 1048576 is no whole number from 0 to/);
	wrong(() => nic.read(1, BASE, -4), /nic: length of a read, in bytes: -4 /);
	wrong(() => nic.write(1, 0.5, new Uint8Array(1)), /address: 0.5 is no whole number/);
	wrong(() => nic.access(1, -BASE), /from 0 to 2\^53 - 1/);
	wrong(() => nic.access(1, BASE, { writes: true } as AccessOptions), /no option "writes"/);
	await expect(host.advance(-1)).rejects.toMatchObject({ code: 'CONFIG' });
});

test('a host that was closed takes no guests, and closes once', async () => {
	const host = await start();
	const guest = await startGuest(host, zeros);
	await Promise.all([host.close(), host.close()]);
	expect(guest.agent.state.name).toBe('closed');
	await expect(startGuest(host, zeros)).rejects.toMatchObject({
		code: 'UNAVAILABLE',
		message: 'host host was closed',
	});
});

test('a guest that never served is not the one of its name', async () => {
	const host = await start();
	const first = await startGuest(host, { ...zeros, name: 'first' });
	const refused = startGuest(host, { ...zeros, name: 'first', guest: 'zz' });
	await expect(refused).rejects.toMatchObject({ code: 'UNKNOWN_GUEST' });
	expect(host.guest('first')).toBe(first);
	const other = startGuest(host, { ...zeros, name: 'other', guest: 'zz' });
	await expect(other).rejects.toMatchObject({ code: 'UNKNOWN_GUEST' });
	expect(() => host.guest('other')).toThrow(
		/no guest "other" was started by startGuest; first was/,
	);
});
