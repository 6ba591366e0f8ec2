import { describe, expect, test } from 'vitest';
import { expectAnsweredOnce, startGuest } from '../../src/testkit/index.js';
import { hostWithin } from '../../src/testkit/test-host.js';
import { BASE, oneDevice, startHost } from '../support/fleet.js';

/** Functions that send private data with their page requests, behind a VT-d unit that knows it or does not. */

const PAGES = 96;
const range = { device: 'd0', pasid: 1, address: BASE };

describe.each([1, 4])('a function that asks for %i pages in a group', (pages_per_group) => {
	test.each([true, false])('has its private data back with every answer: %s', async (known) => {
		const { control, host } = await startHost(
			oneDevice({
				iommus: [{ name: 'io', private_data: known }],
				devices: [{ name: 'd0', address: '01:00.0', guest: 'a', outstanding: 16, pages_per_group }],
			}),
		);
		await startGuest(host, { areas: [{ address: BASE, length: PAGES * 4096 }] });
		const write = { to: range, length: PAGES * 4096, seed: 5 };
		expect(await control.run({ write }, () => {})).toMatchObject({ ok: true, faults: PAGES });
		// A refusal has it too.
		const outside = { ...range, address: BASE + PAGES * 4096 };
		const refused = await control.run({ read: { from: outside, length: 4096 } }, () => {});
		expect(refused).toMatchObject({ ok: false, responsesInvalid: 1 });
		const { counters } = hostWithin(host).machine.functions.get('d0') ?? {};
		// The kit sees them as it sees those without.
		const device = host.device('d0');
		expectAnsweredOnce(device);
		expect(device.seen.requests.filter(({ last }) => last)).toHaveLength(counters?.groups ?? -1);
		expect(device.seen.responses.filter(({ expected }) => expected)).toHaveLength(
			counters?.groups ?? -1,
		);
		expect(counters?.groups).toBeGreaterThan(PAGES / 8);
		expect(counters).toMatchObject({
			privateResponses: known ? counters?.groups : 0,
			responsesUnexpected: 0,
		});
	});
});
