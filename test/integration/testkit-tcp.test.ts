import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { filePager } from '../../src/guest/index.js';
import {
	expectAnsweredOnce,
	expectOk,
	faultPlan,
	memoryPager,
	startGuest,
	startHost,
} from '../../src/testkit/index.js';
import { BASE, oneDevice, startTcpHost, temporaryFolder } from '../support/fleet.js';

const PAGE = 4096;

test('a plan over real sockets: cuts, slowness and refusals, and every group is answered once', async () => {
	const host = await startTcpHost(oneDevice());
	const pager = memoryPager(64 * PAGE);
	const guest = await startGuest(host, { areas: [{ address: BASE, contents: pager }] });
	const report = await faultPlan()
		.delay('a', 3)
		.access('d0', { address: BASE, write: true, pages: 16 })
		.cut('a')
		.step('the guest is back', () => guest.next('connected', ({ resumed }) => resumed))
		.refuse('a')
		.read('d0', { address: BASE + 16 * PAGE, length: 16 * PAGE })
		.step('the guest is away', () => guest.next('disconnected'))
		.restore('a')
		.run(host);
	report.expectOk();
	report.expectAnsweredOnce();
	report.expectAnswered({ invalid: 0, failure: 0 });
	await expect(host.advance(1)).rejects.toThrow(/moves by itself/);
});

test('a line that holds what comes from the host, and one that falls silent', async () => {
	// Heartbeats come three times as often: neither side misses one unless the line is at fault.
	const host = await startTcpHost(oneDevice({ limits: { heartbeat_timeout: '900ms' } }));
	const areas = [{ address: BASE, length: 64 * PAGE }];
	const device = host.device('d0');
	const lost = { type: 'disconnected', error: { code: 'HEARTBEAT_LOST' } };
	for (const [i, trouble] of (['hold', 'silence'] as const).entries()) {
		const guest = await startGuest(host, { areas, takeOver: 'live', name: trouble });
		guest.network[trouble]();
		let over = false;
		const access = device.access(1, BASE + i * PAGE).finally(() => {
			over = true;
		});
		expect(await guest.next('disconnected')).toMatchObject(lost);
		expect([trouble, over]).toEqual([trouble, false]);
		guest.network[trouble === 'hold' ? 'release' : 'restore']();
		expectOk(await host.until(access));
	}
	expectAnsweredOnce(device);
});

test('a line that is cut tells how many connections broke, and one that is slow is so both ways', async () => {
	const host = await startTcpHost(oneDevice());
	const guest = await startGuest(host, { areas: [{ address: BASE, length: 64 * PAGE }] });
	expect([guest.network.cut(), guest.network.cut()]).toEqual([1, 0]);
	await guest.next('connected', ({ resumed }) => resumed);
	guest.network.delay(30);
	const slow = await host.device('d0').access(1, BASE);
	expectOk(slow);
	// Timers may come a millisecond early.
	expect(slow.endedAt - slow.startedAt).toBeGreaterThan(57);
});

test('a guest that crashes or is stopped over real sockets; a file of its own outlives it', async () => {
	const host = await startTcpHost(oneDevice());
	const path = join(temporaryFolder(), 'file.bin');
	const contents = filePager(path, { writable: true, size: 4 * PAGE });
	const first = await startGuest(host, { areas: [{ address: BASE, contents }], name: 'first' });
	const device = host.device('d0');
	expectOk(await device.write(1, BASE, Uint8Array.of(9)));
	expect(await first.contents(BASE, 1)).toEqual(Uint8Array.of(9));
	first.pause();
	const waiting = device.read(1, BASE + PAGE, 8);
	first.crash();
	const second = await startGuest(host, { areas: [{ address: BASE, contents }], name: 'second' });
	expectOk(await host.until(waiting));
	expect(await second.stop()).toMatchObject({ failed: 0 });
	expectAnsweredOnce(device);
});

test('a guest that is sent away goes to the other host', async () => {
	const [first, second] = [await startTcpHost(oneDevice()), await startTcpHost(oneDevice())];
	const guest = await startGuest(first, { areas: [{ address: BASE, length: 16 * PAGE }] });
	const { sessions } = first.control.guests()[0] ?? {};
	expect(sessions).toHaveLength(1);
	await first.control.drain({ reconnectTo: second.address });
	await guest.next('connected', () => second.control.guests()[0]?.sessions?.length === 1);
	expectOk(await second.device('d0').access(1, BASE));
});

test('a host that a test forgets is closed, with a warning', async () => {
	const emit = vi.spyOn(process, 'emitWarning');
	onTestFinished(() => emit.mockRestore());
	const warned = new Promise<unknown[]>((resolve) => {
		emit.mockImplementation((...warning) => resolve(warning));
	});
	const host = await startHost({ config: oneDevice(), transport: 'tcp', idleMs: 50 });
	await startGuest(host, { areas: [{ address: BASE, length: PAGE }] });
	expect(await warned).toEqual([
		expect.stringMatching(/neither used nor closed for 50 ms.*after: onTestFinished/),
		{ type: 'FaultlineWarning', code: 'FAULTLINE_HOST_FORGOTTEN' },
	]);
	await host.close();
	await expect(startGuest(host)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('in memory on the real clock', async () => {
	const host = await startHost({ devices: { nic: 'a' }, clock: 'real', after: onTestFinished });
	await startGuest(host, { areas: [{ address: BASE, length: PAGE }] });
	expectOk(await host.device('nic').access(1, BASE));
	expect(host.address).toBe('memory:host');
	const never = host.until(new Promise(() => {}), { what: 'nothing', withinMs: 20 });
	await expect(never).rejects.toMatchObject({ code: 'TIMEOUT' });
});
