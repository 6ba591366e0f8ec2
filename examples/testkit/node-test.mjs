// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectAnsweredOnce, expectOk, faultPlan, startGuest, startHost } from 'faultline/testkit';

const BASE = 0x10_0000;
const PAGE = 4096;
const areas = [{ address: BASE, length: 64 * PAGE }];

test('on virtual time: a crash with faults in flight, and the next guest answers them', async (t) => {
	const host = await startHost({ devices: { nic: 'guest-a' }, after: (close) => t.after(close) });
	await startGuest(host, { areas, name: 'first' });
	const report = await faultPlan()
		.pause('first')
		.access('nic', { address: BASE, pages: 4 })
		.after(1000)
		.crash('first')
		.after(1000)
		.step('the next one', (host) => startGuest(host, { areas, name: 'second' }))
		.run(host);
	report.expectOk();
	report.expectAnsweredOnce();
	assert.deepEqual(
		report.steps.map(({ at }) => at),
		[0, 0, 1000, 2000],
	);
});

test('over real sockets: the operator resets a device while the network breaks', async (t) => {
	const host = await startHost({
		config: {
			memory: '256MiB',
			guests: [{ name: 'guest-a', memory: '16MiB' }],
			devices: [{ name: 'nic', address: '01:00.0', guest: 'guest-a' }],
			limits: { response_deadline: '2s' },
		},
		transport: 'tcp',
		after: (close) => t.after(close),
	});
	const guest = await startGuest(host, { areas });
	const nic = host.device('nic');
	expectOk(await nic.write(1, BASE, Uint8Array.of(1, 2, 3)));
	guest.network.cut();
	await guest.next('connected', ({ resumed }) => resumed);
	assert.equal((await host.control.reset('nic')).guest, 'guest-a');
	const read = await nic.read(1, BASE, 3);
	expectOk(read);
	assert.deepEqual(read.bytes, Uint8Array.of(1, 2, 3));
	expectAnsweredOnce(nic);
});
