import { expect, test } from 'vitest';
import type { HostConfigInput } from '../../src/host/config.js';
import { startGuest } from '../../src/testkit/index.js';
import { BASE, startHost } from '../support/fleet.js';
import { inject, refusal } from '../support/injection.js';

/** Faults of devices without PCI, raised over the control service; and what such a device refuses. */

const machine: HostConfigInput = {
	memory: '256MiB',
	iommus: [
		{ name: 's', kind: 'smmuv3' },
		{ name: 'r', kind: 'riscv' },
	],
	guests: [{ name: 'a', memory: '16MiB' }],
	devices: [
		{ name: 'stall', bus: 'platform', iommu: 's', stream_id: 0x10000, stall: true, guest: 'a' },
		{ name: 'strict', bus: 'platform', iommu: 's', stream_id: 0x10001 },
		{ name: 'dev', bus: 'platform', iommu: 'r', device_id: 0x10000 },
	],
};

async function serve() {
	const { control, host } = await startHost(machine);
	await startGuest(host, { pasid: 'none', areas: [{ address: BASE, length: 4096 * 4 }] });
	return control;
}

test('a stall is answered by the guest, or aborted; its page is then mapped', async () => {
	const control = await serve();
	expect(await inject(control, 'stall', 'stall', { address: BASE })).toMatchObject({
		...{ end: 'success', messages: 1, device: { pending: 0, outstanding: 0 } },
	});
	expect(await inject(control, 'stall', 'stall', { address: 0x4000_0000 })).toMatchObject({
		end: 'aborted',
	});
	const { counters } = await control.device('stall');
	expect(counters).toMatchObject({
		stalls: 2,
		groups: 2,
		responsesSuccess: 1,
		responsesInvalid: 1,
	});
	expect(await refusal(control, 'stall', 'stall', { address: BASE })).toMatch(
		/^CANNOT_INJECT: device stall: page 0x100 is mapped/,
	);
	// An error of the configuration cannot be recovered from by a device that stalls either.
	expect(await inject(control, 'stall', 'config-error')).toMatchObject({ end: 'aborted' });
	const burst = await inject(control, 'stall', 'overflow', { variant: 'faults' });
	expect(burst.messages).toBeGreaterThan(100);
	expect(burst.device?.counters?.stalls).toBe(2);
	expect(await inject(control, 'stall', 'stall', { address: BASE + 4096 })).toMatchObject({
		end: 'success',
	});
});

test('each refusal says what would be right', async () => {
	const control = await serve();
	const refused = [
		await refusal(control, 'stall', 'page-request'),
		await refusal(control, 'stall', 'unrecoverable'),
		await refusal(control, 'strict', 'stall'),
		await refusal(control, 'strict', 'page-request'),
		await refusal(control, 'dev', 'invalidation-timeout'),
		await refusal(control, 'stall', 'unrecoverable', { pasid: 3 }),
		await refusal(control, 'nix', 'stall'),
		await refusal(control, 'stall', 'config-error', { variant: 'broken' }),
		await refusal(control, 'stall', 'stall', { access: 4 }),
	];
	expect(refused).toEqual(
		[
			/^CANNOT_INJECT: device stall: it has no PRI: its accesses stall; try stall$/,
			/^CANNOT_INJECT: .*its accesses stall.*try stall, or config-error$/,
			/^CANNOT_INJECT: .*cannot be stalled: its accesses abort; try unrecoverable$/,
			/^CANNOT_INJECT: .*no PRI: its accesses abort; try unrecoverable$/,
			/^CANNOT_INJECT: .*caches no translations/,
			/^CANNOT_INJECT: .*sends no PASIDs now, and not 3/,
			/^UNKNOWN_DEVICE: there is no device "nix"$/,
			/^CONFIG: inject: there is no variant "broken" of it; there is invalid, reserved, pasid$/,
			/^CONFIG: inject: access 4 is not read/,
		].map((each) => expect.stringMatching(each)),
	);
});

test('a device that is bound to nothing is blocked, and its faults are told to nobody', async () => {
	const control = await serve();
	for (const device of ['strict', 'dev']) {
		const result = await inject(control, device, 'unrecoverable', { address: BASE });
		expect([device, result.end]).toEqual([device, 'aborted']);
		await control.bind(device, 'sva');
		expect(await inject(control, device, 'unrecoverable', { address: 0 })).toMatchObject({
			...{ end: 'aborted', device: { counters: { eventsLost: 0 } } },
		});
	}
});
