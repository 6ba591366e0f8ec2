import { AssertionError } from 'node:assert';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import type { Endpoint } from '../../../src/emulator/endpoint/endpoint.js';
import { DeviceRecord } from '../../../src/testkit/bus-record.js';
import {
	expectAnswered,
	expectAnsweredOnce,
	expectFailed,
	expectOk,
	faultPlan,
	memoryPager,
	startGuest,
	startHost,
} from '../../../src/testkit/index.js';
import { TestDevice } from '../../../src/testkit/test-device.js';

/** Each assertion fails where it has to, and its message ends with what the device saw. */

const BASE = 0x10_0000;
const PAGE = 4096;

async function start() {
	const host = await startHost({ devices: { nic: 'a', disk: 'a' }, after: onTestFinished });
	const pager = memoryPager(64 * PAGE);
	await startGuest(host, { areas: [{ address: BASE, contents: pager }] });
	return { host, pager, nic: host.device('nic') };
}

/** The message that the work fails with. */
function failure(work: () => void): string {
	try {
		work();
	} catch (error) {
		expect(error).toBeInstanceOf(AssertionError);
		return (error as Error).message;
	}
	return 'nothing failed';
}

test('a group that nobody answered is named, with what the device saw before', async () => {
	const { host, pager, nic } = await start();
	await nic.access(1, BASE, { write: true });
	await host.advance(3);
	pager.hold();
	void nic.read(1, BASE + PAGE, 8);
	await host.settle();
	const [{ group } = { group: -1 }] = nic.seen.waiting;
	const message = failure(() => expectAnsweredOnce(host.device('disk'), nic));
	expect(message).toBe(
		[
			'device nic: 1 group without an answer, 0 answers to no waiting group',
			`  at 3 ms: request of group ${group}: read at 0x101000, PASID 1`,
			'nic saw:',
			`  at 0 ms: request of group ${nic.seen.requests[0]?.group}: write at 0x100000, PASID 1`,
			`  at 0 ms: success to group ${nic.seen.requests[0]?.group}`,
			'  at 0 ms: access of nic at 0x100000, PASID 1: done',
			`  at 3 ms: request of group ${group}: read at 0x101000, PASID 1`,
		].join('\n'),
	);
	pager.release();
	await host.settle();
	expectAnsweredOnce(...host.devices);
});

test('an answer too many is found: a second one, and one to a group that never was', () => {
	const record = new DeviceRecord();
	const endpoint = { counters: {} } as Endpoint;
	const nic = new TestDevice('nic', endpoint, record, new VirtualClock());
	const request = { at: 1, group: 5, pasid: 1, address: BASE, write: false, last: true } as const;
	record.requested('pri', request);
	record.answered('pri', { at: 2, group: 5, code: 'success' });
	expectAnsweredOnce(nic);
	record.answered('pri', { at: 3, group: 5, code: 'invalid' });
	// A stall of that number is another thing.
	record.answered('stall', { at: 4, group: 5, code: 'aborted' });
	expect(failure(() => expectAnsweredOnce(nic))).toBe(
		[
			'device nic: 0 groups without an answer, 2 answers to no waiting group',
			'  at 3 ms: invalid to group 5, which waited for none',
			'  at 4 ms: aborted to group 5, which waited for none',
			'nic saw:',
			'  at 1 ms: request of group 5: read at 0x100000, PASID 1',
			'  at 2 ms: success to group 5',
			'  at 3 ms: invalid to group 5, which waited for none',
			'  at 4 ms: aborted to group 5, which waited for none',
		].join('\n'),
	);
});

test('a group whose last request was not sent waits for no answer; a device that is unplugged takes its groups along', () => {
	const record = new DeviceRecord();
	const nic = new TestDevice('nic', { counters: {} } as Endpoint, record, new VirtualClock());
	const request = { at: 1, group: 5, pasid: 'none', address: BASE, write: false } as const;
	record.requested('pri', { ...request, last: false });
	expectAnsweredOnce(nic);
	expect(nic.history()).toMatch(/group 5, not its last: read at 0x100000, no PASID$/);
	record.requested('pri', { ...request, last: true });
	expect(() => expectAnsweredOnce(nic)).toThrow(/1 group without an answer/);
	record.unplugged();
	expectAnsweredOnce(nic);
	expect(nic.seen.dropped).toBe(1);
});

test('counts: those that are named have to be right, of one device, of several and of a plan', async () => {
	const { host, nic } = await start();
	const report = await faultPlan()
		.access('nic', { address: BASE })
		.access('disk', { address: 0x5000 })
		.run(host);
	expectAnswered(nic, { success: 1, invalid: 0 });
	expectAnswered(host.devices, { success: 1, invalid: 1 });
	expectAnswered(host.devices, {});
	report.expectAnswered({ success: 1, invalid: 1, failure: 0 });
	expect(failure(() => expectAnswered(nic, { success: 2, invalid: 0 }))).toMatch(
		/^device nic: 1 answer success, 2 expected; 0 answers invalid, 0 expected\nnic saw:\n {2}at/,
	);
	expect(failure(() => expectAnswered(nic, { success: 0 }))).toMatch(/1 answer success, 0 exp/);
	const message = failure(() => report.expectAnswered({ failure: 1 }));
	expect(message).toMatch(/^the plan: 0 answers failure, 1 expected\nnic saw:/);
	expect(message).toMatch(/\ndisk saw:\n.*\n {2}at 0 ms: invalid to group/);
	report.expectAnsweredOnce();
});

test('accesses: which failed and how, or that they should have', async () => {
	const { host, nic } = await start();
	const good = await nic.access(1, BASE);
	const bad = await nic.read(1, 0x5000, 4);
	expectOk(good);
	expectFailed(bad, 'invalid');
	expect(failure(() => expectOk(good, bad))).toMatch(
		/^1 of 2 accesses failed\n {2}at 0 ms: read of nic at 0x5000, PASID 1: invalid: .*\nnic saw:/,
	);
	expect(failure(() => expectFailed(good, 'invalid'))).toMatch(
		/PASID 1: done; invalid was expected\nnic saw:/,
	);
	expect(failure(() => expectFailed(bad, 'reset'))).toMatch(/; reset was expected\nnic saw:/);
	const report = await faultPlan().access('disk', { address: BASE, pages: 2 }).run(host);
	report.expectOk();
	expect(failure(() => report.expectFailed('invalid'))).toMatch(/access of disk.*done/);
	expect(nic.history(1)).toMatch(/^nic saw:\n {2}5 before\n {2}at 0 ms: read of nic at 0x5000/);
});

test('a device that saw nothing says so', async () => {
	const host = await startHost({ devices: { nic: 'a' }, after: onTestFinished });
	expect(failure(() => expectAnswered(host.device('nic'), { success: 1 }))).toMatch(
		/nic saw:\n {2}nothing$/,
	);
});
