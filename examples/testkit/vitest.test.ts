import { AddressSpace, Agent } from 'faultline/guest';
import {
	expectAnswered,
	expectFailed,
	expectOk,
	faultPlan,
	memoryPager,
	startGuest,
	startHost,
} from 'faultline/testkit';
import { expect, onTestFinished, test } from 'vitest';

const BASE = 0x10_0000;
const PAGE = 4096;

test('a device reads what the guest has', async () => {
	const host = await startHost({ devices: { nic: 'guest-a' }, after: onTestFinished });
	const contents = new TextEncoder().encode('hello, device');
	await startGuest(host, { areas: [{ address: BASE, contents }] });
	const read = await host.device('nic').read(1, BASE, contents.length);
	expectOk(read);
	expect(read.bytes).toEqual(contents);
});

test('nothing is lost while the network comes and goes', async () => {
	const host = await startHost({ devices: { nic: 'guest-a' }, after: onTestFinished });
	const memory = memoryPager(64 * PAGE);
	const guest = await startGuest(host, { areas: [{ address: BASE, contents: memory }] });
	const report = await faultPlan()
		.delay('guest-a', 5)
		.access('nic', { address: BASE, write: true, pages: 8 })
		.after(7)
		.cut('guest-a')
		.after(200)
		.silence('guest-a')
		.write('nic', { address: BASE + 8 * PAGE, bytes: Uint8Array.of(1, 2, 3) })
		.after(20_000)
		.restore('guest-a')
		.after(1000)
		.access('nic', { address: BASE + 8 * PAGE })
		.run(host);
	// The deadline of 10 s had passed when the network came back.
	expectFailed(report.accesses[8]!, 'invalid');
	report.expectAnswered({ success: 9, invalid: 1 });
	report.expectAnsweredOnce();
	await guest.next('disconnected', ({ error }) => error?.code === 'HEARTBEAT_LOST');
	// 21 seconds of virtual time took none of the test's.
	expect(host.now).toBeGreaterThan(21_000);
});

test('a pager that fails: INVALID for that page, and the guest goes on', async () => {
	const host = await startHost({
		...{ devices: { dma: 'guest-a' }, iommu: 'smmuv3', after: onTestFinished },
	});
	const memory = memoryPager(16 * PAGE);
	const guest = await startGuest(host, { areas: [{ address: BASE, contents: memory }] });
	const dma = host.device('dma');
	memory.failReads = new Error('the disk is on fire');
	expectFailed(await dma.read(1, BASE, 16), 'invalid');
	expect((await guest.next('pager-error')).error.code).toBe('PAGER_READ');
	memory.failReads = undefined;
	expectOk(await dma.read(1, BASE, 16));
	expectAnswered(dma, { success: 1, invalid: 1 });
});

test('an agent of your own, on a line that the test can break', async () => {
	const host = await startHost({ devices: { nic: 'guest-a' }, after: onTestFinished });
	const line = await host.line();
	const space = new AddressSpace({ residentLimit: 16 });
	space.map({ address: BASE, length: 16 * PAGE, permissions: 'r', pager: memoryPager(16 * PAGE) });
	const agent = new Agent({
		connect: (redirect) => line.connect(redirect),
		clock: host.clock,
		guest: 'guest-a',
		spaces: [{ device: '*', pasid: 1, space }],
	});
	await host.until(agent.start());
	const nic = host.device('nic');
	line.refuse();
	const access = nic.access(1, BASE);
	await host.advance(5000);
	expect(nic.seen.waiting).toHaveLength(1);
	line.restore();
	expectOk(await host.until(access));
});
