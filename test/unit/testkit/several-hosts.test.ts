import { expect, onTestFinished, test } from 'vitest';
import { Agent } from '../../../src/guest/index.js';
import {
	expectAnsweredOnce,
	expectOk,
	faultPlan,
	memoryPager,
	startGuest,
	startHost,
} from '../../../src/testkit/index.js';

/** Guests that change hands, and hosts that send them away. */

const BASE = 0x10_0000;
const PAGE = 4096;
const devices = { nic: 'a' };

test('drain: the guest writes back and goes to the other host, which has the same time', async () => {
	const first = await startHost({ devices, name: 'first', after: onTestFinished });
	const second = await startHost({
		...{ devices, name: 'second', clock: first, after: onTestFinished },
	});
	const contents = memoryPager(4 * PAGE);
	const guest = await startGuest(first, { areas: [{ address: BASE, contents }] });
	expectOk(await first.device('nic').write(1, BASE, Uint8Array.of(1, 2, 3)));
	const result = await first.control.drain({ reconnectTo: second.address });
	expect(result).toMatchObject({ left: 1, ended: 0 });
	expect(contents.contents.subarray(0, 3)).toEqual(Uint8Array.of(1, 2, 3));
	await guest.next('connected', () => second.control.guests()[0]?.sessions?.length === 1);
	const read = await second.device('nic').read(1, BASE, 3);
	expect(read.bytes).toEqual(Uint8Array.of(1, 2, 3));
	expect(second.now).toBe(first.now);
	expectAnsweredOnce(...first.devices, ...second.devices);
});

test('hand-over: dirty pages wait at the host for the next guest', async () => {
	const host = await startHost({ devices, after: onTestFinished });
	const contents = memoryPager(4 * PAGE);
	const areas = [{ address: BASE, contents }];
	const old = await startGuest(host, { areas, name: 'old' });
	expectOk(await host.device('nic').write(1, BASE, Uint8Array.of(7)));
	expect(await host.control.handOver('a')).toBe(1);
	await old.next('closed');
	expect(contents.contents[0]).toBe(0);
	await startGuest(host, { areas, name: 'new' });
	expect(await host.control.sync('a', { evict: true })).toBe(1);
	expect(contents.contents[0]).toBe(7);
});

test('take-over: a second agent ends the first, with faults in flight', async () => {
	const host = await startHost({ devices, after: onTestFinished });
	const contents = memoryPager(4 * PAGE);
	const areas = [{ address: BASE, contents }];
	const old = await startGuest(host, { areas, name: 'old' });
	contents.hold();
	const report = await faultPlan()
		.access('nic', { address: BASE, pages: 4 })
		.step('a second agent', async () => {
			const began = startGuest(host, { areas, name: 'new', takeOver: 'live' });
			contents.release();
			await began;
		})
		.run(host);
	report.expectOk();
	report.expectAnsweredOnce();
	expect((await old.next('closed')).error?.code).toBe('SESSION_TAKEN');
	expect(host.guest('new').agent.state.name).toBe('serving');
});

test('an agent of the test has a line of its own, and gives up when the host is closed', async () => {
	const host = await startHost({ devices, after: onTestFinished });
	const line = await host.line();
	const agent = new Agent({
		...{ connect: (redirect) => line.connect(redirect), guest: 'a', clock: host.clock, spaces: [] },
	});
	await host.until(agent.start());
	line.cut();
	await host.until(
		new Promise((resolve) => agent.on(({ type }) => type === 'connected' && resolve(type))),
	);
	await host.close();
	await host.until(agent.closed);
	expect(() => line.connect()).toThrow(/host of this test was closed/);
	expect(() => line.connect('memory:nowhere')).toThrow(/closed/);
});
