import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectAnsweredOnce, memoryPager, startGuest } from '../../src/testkit/index.js';
import { attached, BASE, oneDevice, startTcpHost, temporaryFolder } from '../support/fleet.js';
import { Program } from '../support/processes.js';

const range = { device: 'd0', pasid: 1, address: BASE };

test('an agent killed in the middle: its groups are answered, the device gets an error, a new agent goes on', async () => {
	const host = await startTcpHost(oneDevice({ sessions: { resume_ms: 0 } }));
	const path = join(temporaryFolder(), 'big.bin');
	const length = 48 * 1024 ** 2;
	writeFileSync(path, randomBytes(length));
	const args = ['agent', '--host', host.address as string, '--guest', 'a', '--resident', '1MiB'];
	args.push('--map', `0x${BASE.toString(16)}=${path}`, '--log-level', 'silent');

	const first = new Program(...args);
	await first.line(/^serving guest a: d0$/);
	const request = { read: { from: range, length }, progressMs: 20 };
	const broken = await host.control.run(request, (progress) => {
		if (progress.faults > 100) first.child.kill('SIGKILL');
	});
	expect(broken.ok).toBe(false);
	expect(broken.message).toMatch(/Invalid Request/);
	expect(broken.bytes).toBeLessThan(length);
	const after = host.control.device('d0');
	const counters = after.counters;
	expect(after).toMatchObject({ outstanding: 0, pending: 0, outbox: 0 });
	expect((counters?.responsesSuccess ?? 0) + (counters?.responsesInvalid ?? 0)).toBe(
		counters?.groups,
	);

	const second = new Program(...args);
	await second.line(/^serving guest a: d0$/);
	const whole = await host.control.run({ read: { from: range, length: 4 * 1024 ** 2 } });
	expect(whole.ok).toBe(true);
});

test('an agent that never answers: the deadline answers INVALID, the late answer is refused', async () => {
	const host = await startTcpHost(oneDevice({ limits: { response_deadline: '200ms' } }));
	const pager = memoryPager(64 * 4096);
	pager.hold();
	const guest = await startGuest(host, {
		areas: [{ address: BASE, contents: pager, permissions: 'r' }],
	});
	const result = await host.control.run({ read: { from: range, length: 4096 } });
	expect(result).toMatchObject({ ok: false, responsesInvalid: 1, responsesSuccess: 0 });
	const expired = await guest.next('expired');
	expect(expired.groups).toHaveLength(1);
	const device = host.control.device('d0');
	expect(device.counters).toMatchObject({ expired: 1, groups: 1, responsesInvalid: 1 });
	expectAnsweredOnce(host.device('d0'));
	pager.release();
	expect(guest.space.residentPages).toBeLessThanOrEqual(1);
});

test('an answer after the deadline, a second one, and one to a foreign group are refused by name', async () => {
	const host = await startTcpHost({
		memory: '256MiB',
		guests: [{ name: 'a' }, { name: 'b', memory: '16MiB' }],
		devices: [
			{ name: 'd0', address: '01:00.0', guest: 'a', response_deadline: '100ms' },
			{ name: 'd1', address: '02:00.0', guest: 'b', response_deadline: '60s' },
		],
	});
	const a = await attached(host, 'a');
	const b = await attached(host, 'b');
	const late = host.control.run({ read: { from: range, length: 4096 } });
	const foreign = host.control.run(
		{ read: { from: { ...range, device: 'd1' }, length: 4096 } },
		() => {},
	);
	const [lateGroup] = (await a.groups()) as [number];
	const [foreignGroup] = (await b.groups()) as [number];
	await a.next((m) => m.expired != null);
	expect((await late).ok).toBe(false);

	a.send({ responses: { group: [lateGroup, foreignGroup, 987_654_321], code: [1, 1, 1] } });
	const { refused } = await a.next((m) => m.refused != null);
	expect(refused).toMatchObject({
		group: [lateGroup, foreignGroup, 987_654_321],
		code: [13, 15, 11],
	});
	const untouched = host.control.device('d1');
	expect(untouched.pending).toBe(1);

	b.send({ responses: { group: [foreignGroup, foreignGroup], code: [2, 2] } });
	const second = await b.next((m) => m.refused != null);
	expect(second.refused).toMatchObject({ group: [foreignGroup], code: [12] });
	expect((await foreign).responsesInvalid).toBe(1);
	const [guest] = host.control.guests().filter((g) => g.name === 'a');
	expect(guest?.counters?.refused).toBe(3);
});

test('SUCCESS without a mapping: the device gives up after the livelock limit and names the page', async () => {
	const host = await startTcpHost(
		oneDevice({ devices: [{ name: 'd0', address: '01:00.0', guest: 'a', livelock_limit: 5 }] }),
	);
	const liar = await attached(host);
	let answered = 0;
	const lie = async () => {
		for (;;) {
			const message = await liar.next(
				(m) => m.faults != null && Number(m.faults.group[0]) > answered,
			);
			answered = Number(message.faults?.group[0]);
			liar.send({ responses: { group: [answered], code: [1] } });
		}
	};
	void lie();
	const result = await host.control.run({ read: { from: range, length: 4096 } });
	expect(result).toMatchObject({ ok: false, responsesSuccess: 5, code: 38 });
	expect(result.message).toMatch(/0x100\b/);
});

test('a device taken from its guest with faults in flight: INVALID once, the next owner is not bothered', async () => {
	const host = await startTcpHost({
		memory: '256MiB',
		guests: [
			{ name: 'a', memory: '16MiB' },
			{ name: 'b', memory: '16MiB' },
		],
		devices: [{ name: 'd0', address: '01:00.0', guest: 'a' }],
	});
	const old = await attached(host, 'a');
	const running = host.control.run({ read: { from: range, length: 16 * 4096 } });
	const groups = await old.groups();
	await host.control.unassign('d0');
	const { revoked } = await old.next((m) => (m.revoked?.length ?? 0) > 0);
	expect(revoked).toHaveLength(1);
	const result = await running;
	expect(result).toMatchObject({ ok: false, responsesSuccess: 0 });
	expect(result.responsesInvalid).toBe(groups.length);

	await host.control.assign('d0', 'b');
	await startGuest(host, { guest: 'b', areas: [{ address: BASE, length: 16 * 4096 }] });
	old.send({ responses: { group: groups, code: groups.map(() => 1) } });
	const { refused } = await old.next((m) => m.refused != null);
	expect(refused?.group).toHaveLength(groups.length);
	const mine = await host.control.run({ read: { from: range, length: 16 * 4096 } });
	expect(mine).toMatchObject({ ok: true, responsesInvalid: 0 });
});

test('an agent that stops leaves nothing unanswered and no page mapped', async () => {
	const host = await startTcpHost(oneDevice());
	const guest = await startGuest(host, { areas: [{ address: BASE, length: 4096 * 4096 }] });
	const running = host.control.run(
		{ read: { from: range, length: 4096 * 4096 }, progressMs: 20 },
		(p) => {
			if (p.faults > 50) void guest.stop(5000);
		},
	);
	const result = await running;
	await guest.stop(5000);
	const device = host.control.device('d0');
	expect(device).toMatchObject({ outstanding: 0, pending: 0, outbox: 0 });
	const { groups, responsesSuccess, responsesInvalid } = device.counters ?? {};
	expect((responsesSuccess ?? 0) + (responsesInvalid ?? 0)).toBe(groups);
	expect(result.responsesSuccess + result.responsesInvalid).toBe(result.groups);
	expect(host.control.guests()[0]?.mapped).toBe(0);
	expectAnsweredOnce(...host.devices);
});
