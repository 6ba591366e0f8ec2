import { expect, onTestFinished, test } from 'vitest';
import { faultPlan, memoryPager, startGuest, startHost } from '../../../src/testkit/index.js';

const BASE = 0x10_0000;
const PAGE = 4096;

async function start() {
	const host = await startHost({ devices: { nic: 'a' } });
	onTestFinished(() => host.close());
	const pager = memoryPager(64 * PAGE);
	const guest = await startGuest(host, { areas: [{ address: BASE, contents: pager }] });
	return { host, guest, pager };
}

test('faults while the network comes and goes: every group is answered once, in each run the same', async () => {
	const runs: unknown[] = [];
	for (let i = 0; i < 2; i++) {
		const { host } = await start();
		const report = await faultPlan()
			.delay('a', 5)
			.access('nic', { address: BASE, write: true, pages: 8 })
			.after(7)
			.cut('a')
			.after(10)
			.access('nic', { address: BASE + 8 * PAGE, pages: 8 })
			.after(3)
			.refuse('a')
			.after(300)
			.restore('a')
			.run(host);
		report.expectOk();
		report.expectAnsweredOnce();
		report.expectAnswered({ success: 16, invalid: 0, failure: 0 });
		expect(report.accesses).toHaveLength(16);
		expect(report.steps.map(({ at }) => at)).toEqual([0, 0, 7, 17, 20, 320]);
		expect(report.accesses.at(-1)?.endedAt).toBeGreaterThan(320);
		runs.push(report.responses, report.accesses);
	}
	expect(runs.slice(2)).toEqual(runs.slice(0, 2));
});

test('operations on the device meet its accesses under way', async () => {
	const { host, pager } = await start();
	pager.hold();
	const report = await faultPlan()
		.read('nic', { address: BASE, length: 2 * PAGE })
		.after(5)
		.reset('nic')
		.run(host);
	report.expectFailed('invalid');
	report.expectAnsweredOnce();
	pager.release();
});

test('reads bring bytes, injections their ends, steps of their own are waited for', async () => {
	const { host, guest } = await start();
	let waited = false;
	const plan = faultPlan()
		.write('nic', { address: BASE, bytes: Uint8Array.of(1, 2, 3) })
		.after(1)
		.read('nic', { address: BASE, length: 4 })
		.inject('nic', { fault: 'page-request', pasid: 1, address: BASE + PAGE })
		.step('wait', async () => {
			await new Promise<void>((resolve) => void host.clock.after(50, resolve));
			waited = true;
		});
	const report = await plan.run(host);
	expect(report.accesses[1]?.bytes).toEqual(Uint8Array.of(1, 2, 3, 0));
	expect(report.injected[0]?.end).toBe('success');
	expect(waited).toBe(true);
	expect(host.now).toBe(51);
	report.expectAnswered({ success: 2 });
	const again = await plan.run(host);
	expect(again.steps[0]?.at).toBe(0);
	// Of this run alone: the pages are there by now, but what is injected asks for one anyway.
	again.expectAnswered({ success: 1 });
	expect(await guest.contents(BASE, 3)).toEqual(Uint8Array.of(1, 2, 3));
});

test('a plan that cannot go on says where, and one that does not end says what is open', async () => {
	const { host } = await start();
	await expect(faultPlan().cut('b').run(host)).rejects.toThrow(
		/no guest "b" was started by startGuest; a was/,
	);
	await expect(faultPlan().access('gpu', { address: 0 }).run(host)).rejects.toThrow(/"gpu"/);
	// At once, and not when the last step is over.
	const wrong = faultPlan()
		.after(10)
		.assign('nic', 'z')
		.after(60_000)
		.access('nic', { address: BASE });
	await expect(wrong.run(host)).rejects.toMatchObject({ code: 'UNKNOWN_GUEST' });
	expect(host.now).toBeLessThan(60_000);
	const stuck = faultPlan().pause('a').access('nic', { address: BASE });
	await expect(stuck.run(host, { withinMs: 1000 })).rejects.toThrow(
		/not ended: access of nic at 0x100000, 1 page\): not within 1000 ms/,
	);
	expect(() => faultPlan().after(-1)).toThrow(/0 or more/);
	expect(() => faultPlan().delay('a', Number.NaN)).toThrow(/NaN ms; .*0 or more/);
	expect(() => faultPlan().access('nic', { address: 0, pages: 0 })).toThrow(/1 to 65536/);
});
