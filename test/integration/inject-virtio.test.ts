import { expect, test } from 'vitest';
import type { HostConfigInput } from '../../src/host/config.js';
import { startGuest } from '../../src/testkit/index.js';
import { BASE, startHost } from '../support/fleet.js';
import { inject, refusal } from '../support/injection.js';

/** Faults behind an IOMMU that has no recoverable path, and no tables in memory. */

const machine: HostConfigInput = {
	memory: '256MiB',
	iommus: [{ name: 'v', kind: 'virtio' }],
	guests: [{ name: 'a', memory: '16MiB' }],
	devices: [
		{ name: 'pci', address: '01:00.0', guest: 'a' },
		{ name: 'dev', bus: 'platform', device_id: 0x1_0000, on_fault: 'stop' },
	],
};

async function serve() {
	const { control, host } = await startHost(machine);
	const areas = [{ address: BASE, length: 4096 * 4 }];
	return { control, guest: await startGuest(host, { pasid: 'none', areas }) };
}

test('what the hardware can raise reaches the guest, and an overflow leaves it working', async () => {
	const { control, guest } = await serve();
	const beyond = { address: 0x4000_0000 };
	expect(await inject(control, 'pci', 'unrecoverable', beyond)).toMatchObject({ end: 'aborted' });
	expect(await guest.next('device-event')).toMatchObject({ device: 'pci', address: 0x4000_0000 });
	const burst = await inject(control, 'pci', 'overflow', { variant: 'faults', ...beyond });
	expect(burst.messages).toBeGreaterThan(64);
	await expect
		.poll(async () => (await control.device('dev')).iommuQueues)
		.toMatchObject({ requestOverflows: 0, faultOverflows: 1 });
	const told = guest.events.length;
	expect(await inject(control, 'pci', 'unrecoverable', beyond)).toMatchObject({ end: 'aborted' });
	await expect.poll(() => guest.events.length).toBeGreaterThan(told);
	// One without a driver is in no domain.
	expect(await inject(control, 'dev', 'unrecoverable', { address: 0 })).toMatchObject({
		...{ end: 'aborted', device: { halted: true } },
	});
});

test('the rest is refused with what would be right', async () => {
	const { control } = await serve();
	const refused = [
		await refusal(control, 'pci', 'page-request'),
		await refusal(control, 'pci', 'overflow'),
		await refusal(control, 'dev', 'stall'),
		await refusal(control, 'pci', 'config-error'),
		await refusal(control, 'pci', 'config-error', { variant: 'pasid' }),
		await refusal(control, 'pci', 'interrupt'),
		await refusal(control, 'pci', 'invalidation-timeout'),
	];
	expect(refused).toEqual(
		[
			/no fault can be recovered from; try unrecoverable$/,
			/no fault can be recovered from; try unrecoverable$/,
			/cannot be stalled: its accesses abort; try unrecoverable$/,
			/no tables in memory that could be wrong; try unrecoverable/,
			/sends no PASIDs, so none can be wrong/,
			/does not remap interrupts.*try unrecoverable$/,
			/has no ATS, or ATS is off/,
		].map((each) =>
			expect.stringMatching(new RegExp(`^CANNOT_INJECT: device \\w+: .*${each.source}`)),
		),
	);
});
