import { expect, onTestFinished, test } from 'vitest';
import {
	expectAnswered,
	expectAnsweredOnce,
	expectFailed,
	expectOk,
	memoryPager,
	type StartGuestOptions,
	type StartHostOptions,
	startGuest,
	startHost,
} from '../../../src/testkit/index.js';
import { startRawGuest } from '../../../src/testkit/raw-guest.js';

const BASE = 0x10_0000;
const PAGE = 4096;
const zeros: StartGuestOptions = { areas: [{ address: BASE, length: 64 * PAGE }] };

async function start(options: StartHostOptions = { devices: { nic: 'a' } }) {
	const host = await startHost(options);
	onTestFinished(() => host.close());
	return host;
}

test('a device reads what the guest has, and what it writes is in the guest', async () => {
	const host = await start();
	const contents = Uint8Array.from({ length: 4 * PAGE }, (_, i) => i >> 8);
	const guest = await startGuest(host, { areas: [{ address: BASE, contents }] });
	const nic = host.device('nic');
	const read = await nic.read(1, BASE + 100, 2 * PAGE);
	expectOk(read);
	expect(read.bytes).toEqual(contents.slice(100, 100 + 2 * PAGE));
	expectOk(await nic.write(1, BASE + PAGE - 2, Uint8Array.of(1, 2, 3, 4)));
	expect(await guest.contents(BASE + PAGE - 3, 6)).toEqual(Uint8Array.of(15, 1, 2, 3, 4, 16));
	expectAnsweredOnce(nic);
	expectAnswered(nic, { success: nic.counters.groups, invalid: 0 });
	expect(nic.counters.groups).toBe(3);
	expect(nic.seen.accesses).toHaveLength(2);
	// None of it took time, as nothing in it waits.
	expect(host.now).toBe(0);
});

test('accesses of each IOMMU are seen as page requests, by address', async () => {
	for (const iommu of ['vtd', 'smmuv3', 'amdvi', 'riscv'] as const) {
		const host = await start({ devices: { nic: 'a' }, iommu });
		await startGuest(host, zeros);
		const nic = host.device('nic');
		expectOk(await nic.access(1, BASE + PAGE + 5, { write: true }));
		const { requests, responses } = nic.seen;
		expect(requests).toMatchObject([{ pasid: 1, address: BASE + PAGE, write: true, last: true }]);
		expect(responses).toEqual([
			{ at: 0, group: requests[0]?.group, code: 'success', expected: true },
		]);
	}
});

test('stalls are seen with how they ended', async () => {
	const host = await start({
		config: {
			memory: '256MiB',
			iommus: [{ name: 'i', kind: 'smmuv3' }],
			guests: [{ name: 'a', memory: '16MiB' }],
			devices: [
				{
					...{ name: 'dma', bus: 'platform', stream_id: 5, stall: true, guest: 'a' },
					pasid_bits: 8,
				},
			],
		},
	});
	await startGuest(host, zeros);
	const dma = host.device('dma');
	expectOk(await dma.read(1, BASE, 16));
	expectFailed(await dma.read(1, 0x9000, 16), 'aborted');
	expect(dma.seen.responses.map(({ code }) => code)).toEqual(['success', 'aborted']);
	expectAnsweredOnce(dma);
});

test('a deadline that passes while the guest is silent: INVALID, at its time', async () => {
	const host = await start({
		config: {
			memory: '256MiB',
			guests: [{ name: 'a', memory: '16MiB' }],
			devices: [{ name: 'nic', address: '01:00.0', guest: 'a' }],
			limits: { response_deadline: '200ms' },
		},
	});
	const pager = memoryPager(PAGE);
	const guest = await startGuest(host, { areas: [{ address: BASE, contents: pager }] });
	pager.hold();
	const nic = host.device('nic');
	const read = nic.read(1, BASE, 16);
	await host.advance(199);
	expect(nic.seen.waiting).toHaveLength(1);
	await host.advance(2);
	expectFailed(await read, 'invalid');
	expect((await guest.next('expired')).groups).toHaveLength(1);
	expect(nic.seen.responses[0]?.at).toBeCloseTo(200, 0);
	pager.release();
	await host.settle();
	expect(host.control.device('nic').counters).toMatchObject({ expired: 1, groups: 1 });
});

test('the network: cut, silent, refused, held and slow, as the guest and its devices see it', async () => {
	const host = await start();
	const guest = await startGuest(host, { ...zeros, heartbeatTimeoutMs: 1000 });
	const nic = host.device('nic');
	guest.network.delay(30);
	const slow = await host.until(nic.access(1, BASE));
	expect(slow.endedAt - slow.startedAt).toBeGreaterThanOrEqual(60);
	guest.network.delay(0);

	guest.network.hold();
	const held = nic.access(1, BASE + PAGE);
	await host.advance(100);
	expect(nic.seen.waiting).toHaveLength(1);
	guest.network.release();
	expectOk(await held);

	expect([guest.network.cut(), guest.network.cut()]).toEqual([1, 0]);
	expectOk(await host.until(nic.access(1, BASE + 2 * PAGE)));
	expect(guest.events.at(-1)).toMatchObject({ type: 'connected', resumed: true });

	guest.network.refuse();
	const refused = nic.access(1, BASE + 3 * PAGE);
	await host.advance(500);
	expect(guest.agent.state.name).toBe('connecting');
	guest.network.restore();
	expectOk(await host.until(refused));

	guest.network.silence();
	const silent = nic.access(1, BASE + 4 * PAGE);
	await guest.next('disconnected', ({ error }) => error?.code === 'HEARTBEAT_LOST');
	// New connections are as silent.
	await host.advance(5000);
	expect(guest.agent.state.name).not.toBe('serving');
	expect(nic.seen.waiting).toHaveLength(1);
	guest.network.restore();
	expectOk(await host.until(silent));
	expectAnsweredOnce(nic);
});

test('at its end a host waits for its guests, whose network passes everything again', async () => {
	const host = await start();
	const contents = memoryPager(PAGE);
	const guest = await startGuest(host, { areas: [{ address: BASE, contents }] });
	expectOk(await host.device('nic').write(1, BASE, Uint8Array.of(7)));
	guest.network.hold();
	guest.pause();
	await host.close();
	expect(contents.contents[0]).toBe(7);
});

test('a guest that crashes: what it had is gone, its session waits, another goes on', async () => {
	const host = await start();
	const first = await startGuest(host, { ...zeros, name: 'first' });
	const nic = host.device('nic');
	expectOk(await nic.write(1, BASE, Uint8Array.of(7)));
	first.crash();
	const waiting = nic.access(1, BASE + PAGE);
	await host.advance(1000);
	expect(nic.seen.waiting).toHaveLength(1);
	await startGuest(host, { ...zeros, name: 'second' });
	expectOk(await host.until(waiting));
	expect(host.guest('second').name).toBe('second');
	expectAnsweredOnce(nic);
});

test('a paused guest serves when it goes on; one that stopped leaves nothing', async () => {
	const host = await start();
	const guest = await startGuest(host, zeros);
	const nic = host.device('nic');
	guest.pause();
	const waiting = nic.access(1, BASE);
	await host.advance(50);
	expect(nic.seen.waiting).toHaveLength(1);
	guest.resume();
	expectOk(await host.until(waiting));
	expect(await guest.stop()).toMatchObject({ failed: 0 });
	expect(host.control.guests()[0]?.mapped).toBe(0);
});

test('the operator: devices change hands, are reset and unplugged; faults are injected', async () => {
	const host = await start({ devices: { nic: 'a', disk: 'b' } });
	await startGuest(host, { ...zeros, guest: 'a' });
	await startGuest(host, { ...zeros, guest: 'b' });
	await host.control.unassign('nic');
	expect(host.control.device('nic').guest).toBe('');
	expect(await host.control.assign('nic', 'b')).toMatchObject({ guest: 'b' });
	expectOk(await host.device('nic').access(1, BASE));
	await host.control.reset('disk');
	await host.control.unplug('disk');
	await expect(host.control.reset('disk')).rejects.toMatchObject({ code: 'UNKNOWN_DEVICE' });
	await host.control.plug('disk');
	const order = { fault: 'page-request', pasid: 1, address: BASE + PAGE } as const;
	expect((await host.control.inject('nic', order)).end).toBe('success');
	const run = await host.control.run({
		read: { from: { device: 'nic', pasid: 1, address: BASE }, length: 8 * PAGE },
	});
	expect(run).toMatchObject({ ok: true, bytes: 8 * PAGE });
	expect(await host.control.drain()).toMatchObject({ ended: 0 });
});

test('a guest by hand says what it likes', async () => {
	const host = await start();
	const { guest, network } = await startRawGuest(host);
	await guest.attach('a');
	const access = host.device('nic').access(1, BASE);
	const groups = await guest.groups();
	guest.send({ responses: { group: groups, code: groups.map(() => 2) } });
	expectFailed(await access, 'invalid');
	network.cut();
	expect(await guest.closed).toMatchObject({ code: 'UNAVAILABLE' });
});

test('waiting for what never comes ends with its name', async () => {
	const host = await start();
	const guest = await startGuest(host, zeros);
	const never = new Promise<void>(() => {});
	const wait = host.until(never, { what: 'a miracle', withinMs: 500 });
	await expect(wait).rejects.toMatchObject({
		code: 'TIMEOUT',
		message: 'a miracle: not within 500 ms of virtual time',
	});
	await expect(guest.next('expired')).rejects.toThrow(/event "expired" of guest a: not within/);
});
