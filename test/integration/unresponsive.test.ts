import { expect, test, vi } from 'vitest';
import { VtdModel } from '../../src/emulator/iommu/vtd/vtd-model.js';
import { startGuest } from '../../src/testkit/index.js';
import { hostWithin } from '../../src/testkit/test-host.js';
import { BASE, oneDevice, startHost } from '../support/fleet.js';
import { inject } from '../support/injection.js';
import { checkAnswers, LIVE, liveDevice, readAll, sha256 } from '../support/live-device.js';

test('a function that completes no invalidation is reset before its frames are used again', async () => {
	const { host, control } = await startHost(oneDevice());
	const length = 64 * 4096;
	const options = { areas: [{ address: BASE, length }], residentLimit: 16 };
	const guest = await startGuest(host, options);
	const to = { device: 'd0', pasid: 1, address: BASE };
	const { machine } = hostWithin(host);
	const fn = machine.functions.get('d0');
	const [unit] = machine.iommus.values();
	if (fn === undefined || !(unit instanceof VtdModel)) throw new Error('no such machine');

	// Every invalidation that it is sent times out, until the driver gives up.
	const invalidate = vi.spyOn(fn, 'invalidate');
	invalidate.mockImplementation(() => {
		setImmediate(() => unit.expireInvalidations(fn.requesterId));
	});
	const reset = vi.spyOn(fn, 'reset').mockImplementationOnce(() => {
		// What it still had of old translations goes here.
		expect(fn.cachedTranslations).toBeGreaterThan(0);
		invalidate.mockRestore();
		reset.mockRestore();
		fn.reset();
	});
	const stuck = await control.run({ write: { to, length, seed: 1 } }, () => {});
	expect(stuck.ok).toBe(false);
	expect(stuck.message).toMatch(/reset/);
	expect(fn.cachedTranslations).toBe(0);
	expect(fn.outstandingGroups).toBe(0);

	// Given anew, it works.
	await guest.stop(1000);
	await control.unassign('d0');
	await control.assign('d0', 'a');
	await startGuest(host, options);
	const again = await control.run({ write: { to, length, seed: 2 } }, () => {});
	expect(again).toMatchObject({ ok: true, bytes: length });
});

test.each(LIVE.filter(([, mode]) => mode === 'pri'))(
	'%s: such a function is off until the operator resets it, which ctl shows and does',
	async (kind, _mode, where) => {
		const all = await liveDevice(kind, where);
		const { control, one } = all;
		expect(await readAll(control)).toMatchObject({ ok: true });
		await inject(control, 'd0', 'invalidation-timeout', { timeoutMs: 1 });
		// Each page is taken away, which the function never confirms; then it is given up, and its frames are free.
		await control.sync('a', 10_000, true);
		expect(one.space.residentPages).toBe(0);
		await expect.poll(async () => (await control.device('d0')).pri).toBe('off');
		// It keeps its driver, its session and its PASID, and can do nothing with them.
		expect(await control.device('d0')).toMatchObject({ driver: 'vfio', pasids: [1] });
		expect(await readAll(control)).toMatchObject({ ok: false, groups: 0 });

		expect(await control.reset('d0')).toMatchObject({ pri: 'on', pasids: [1] });
		expect(await readAll(control)).toMatchObject({ ok: true, sha256: sha256(one) });
		await checkAnswers(all);
	},
);
