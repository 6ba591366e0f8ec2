import { expect, test } from 'vitest';
import { startGuest } from '../../src/testkit/index.js';
import { BASE, startHost } from '../support/fleet.js';

const config = {
	memory: '256MiB',
	guests: [{ name: 'a', memory: '16MiB' }],
	devices: [{ name: 'd0', address: '01:00.0', guest: 'a', ats: false, pri: false }],
};

test('a device that cannot ask for pages: its access fails, and the agent is told what and where', async () => {
	const { control, host } = await startHost(config);
	const guest = await startGuest(host, { areas: [{ address: BASE, length: 16 * 4096 }] });
	const from = { device: 'd0', pasid: 1, address: BASE + 5 * 4096 };
	const result = await control.run({ read: { from, length: 4096 } }, () => {});
	expect(result).toMatchObject({ ok: false, bytes: 0, faults: 0, groups: 0 });
	const event = await guest.next('device-event');
	expect(event).toMatchObject({
		device: 'd0',
		sequence: 1,
		lost: 0,
		access: 1,
		pasid: 1,
		address: BASE + 5 * 4096,
		// VT-d: first-level entry not present; generic: PTE fetch.
		hardwareReason: 0x71,
		reason: 5,
	});
	const device = await control.device('d0');
	expect(device.counters).toMatchObject({ events: 1, eventsLost: 0, groups: 0 });
	expect(device.pending).toBe(0);
});

test('events of a device without an agent are kept up to a bound, and the loss is told in its place', async () => {
	const { control, host } = await startHost(config);
	const range = { device: 'd0', pasid: 1, address: BASE };
	const total = 300;
	for (let i = 0; i < total; i++)
		expect((await control.run({ read: { from: range, length: 1 } }, () => {})).ok).toBe(false);
	const guest = await startGuest(host, { areas: [{ address: BASE, length: 4096 }] });
	const last = await guest.next('device-event', (event) => event.sequence === total);
	expect(last.lost).toBe(0);
	const told = guest.events.filter((event) => event.type === 'device-event');
	let accounted = 0;
	for (const event of told) accounted += 1 + event.lost;
	expect(accounted).toBe(total);
	expect(told[0]?.lost).toBeGreaterThan(0);
	const device = await control.device('d0');
	expect(device.counters?.eventsLost).toBe(total - told.length);
});
