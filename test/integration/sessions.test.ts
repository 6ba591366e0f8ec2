import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filePager } from '../../src/guest/index.js';
import { expectAnsweredOnce, startGuest } from '../../src/testkit/index.js';
import { BASE, oneDevice, startHost, temporaryFolder } from '../support/fleet.js';
import { Program } from '../support/processes.js';

const MIB = 1024 ** 2;
const range = { device: 'd0', pasid: 1, address: BASE };
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');

/** A file of random bytes, and where its pages are mapped. */
function fileOf(bytes: number) {
	const path = join(temporaryFolder(), 'data.bin');
	const data = randomBytes(bytes);
	writeFileSync(path, data);
	return { path, data };
}

test('a connection that is cut again and again in the middle of a copy: the copy is whole', async () => {
	const { host, control } = await startHost(oneDevice());
	const { path, data } = fileOf(32 * MIB);
	const half = 16 * MIB;
	const guest = await startGuest(host, {
		areas: [{ address: BASE, contents: filePager(path, { writable: true }) }],
		residentLimit: 512,
		reconnect: { initialMs: 10, maxMs: 50 },
	});
	// Each time after more than what is resident, all of which may have to come again.
	const every = 1.5 * MIB;
	let next = every;
	const to = { ...range, address: BASE + half };
	const copy = { copy: { from: range, to, length: half }, progressMs: 10 };
	const result = await control.run(copy, ({ bytes }) => {
		if (bytes < next) return;
		next = bytes + every;
		guest.network.cut();
	});
	expect(result).toMatchObject({ ok: true, responsesInvalid: 0 });
	expect(result.sha256).toBe(sha256(data.subarray(0, half)));
	const { counters } = await control.device('d0');
	expect(counters?.responsesSuccess).toBe(counters?.groups);
	expect(await guest.stop(10_000)).toMatchObject({ failed: 0, error: undefined });
	expect(sha256(readFileSync(path).subarray(half))).toBe(result.sha256);
	const resumed = guest.events.filter((event) => event.type === 'connected' && event.resumed);
	expect(resumed.length).toBeGreaterThan(2);
	expectAnsweredOnce(...host.devices);
	expect(guest.events.filter(({ type }) => type === 'lost-dirty')).toEqual([]);
});

test('an agent killed with dirty pages and faults in flight: a second one goes on, nothing is lost', async () => {
	const { address, control } = await startHost(oneDevice());
	const { path } = fileOf(24 * MIB);
	const args = ['agent', '--host', address, '--guest', 'a', '--resident', '4MiB'];
	args.push('--map', `0x${BASE.toString(16)}=${path}:rw`, '--log-level', 'silent');
	const first = new Program(...args);
	await first.line(/^serving guest a: d0$/);
	let second: Program | undefined;
	const write = { write: { to: range, length: 24 * MIB, seed: 7 }, progressMs: 20 };
	const result = await control.run(write, (progress) => {
		if (progress.bytes < 8 * MIB || second !== undefined) return;
		first.child.kill('SIGKILL');
		second = new Program(...args);
	});
	expect(result).toMatchObject({ ok: true, responsesInvalid: 0, responsesFailure: 0 });
	await second?.line(/^serving guest a: d0$/);
	expect(await control.sync('a', 10_000)).toBeGreaterThan(0);
	expect(sha256(readFileSync(path))).toBe(result.sha256);
	second?.child.kill('SIGTERM');
	expect(await second?.exited).toEqual({ code: 0, signal: null });
});

test('an agent that died without the host being told, and was started again before it noticed: all goes on', async () => {
	const config = oneDevice();
	const { host, control } = await startHost({
		...config,
		limits: { ...config.limits, heartbeat_timeout: '500ms' },
	});
	const { path, data } = fileOf(8 * MIB);
	const start = () =>
		startGuest(host, {
			areas: [{ address: BASE, contents: filePager(path), permissions: 'r' }],
			residentLimit: 512,
		});
	const first = await start();
	let second: ReturnType<typeof start> | undefined;
	const read = { read: { from: range, length: 8 * MIB }, progressMs: 10 };
	const result = await control.run(read, ({ bytes }) => {
		if (bytes < MIB || second !== undefined) return;
		first.network.silence();
		second = start();
	});
	expect(result).toMatchObject({ ok: true, responsesInvalid: 0, sha256: sha256(data) });
	// It was welcomed with nothing before it was sent for.
	const events = (await second)?.events ?? [];
	const connected = events.flatMap((event) => (event.type === 'connected' ? [event] : []));
	expect(connected.map(({ devices, resumed }) => ({ devices, resumed }))).toEqual([
		{ devices: [], resumed: false },
		{ devices: ['d0'], resumed: true },
	]);
	expectAnsweredOnce(...host.devices);
});

test('an agent is replaced while it serves: the first one ends with SESSION_TAKEN, the copy goes on', async () => {
	const { address, control } = await startHost(oneDevice());
	const { path, data } = fileOf(16 * MIB);
	const args = ['agent', '--host', address, '--guest', 'a', '--resident', '1MiB'];
	args.push('--map', `0x${BASE.toString(16)}=${path}`, '--log-level', 'silent');
	const first = new Program(...args);
	await first.line(/^serving guest a: d0$/);
	let second: Program | undefined;
	const result = await control.run(
		{ read: { from: range, length: 16 * MIB }, progressMs: 20 },
		() => {
			second ??= new Program(...args, '--take-over', 'live');
		},
	);
	expect(result).toMatchObject({ ok: true, sha256: sha256(data) });
	await second?.line(/^serving guest a: d0$/);
	expect((await first.exited).code).toBe(1);
	expect(first.errors).toMatch(/SESSION_TAKEN/);
});

test('ctl handover: the agent leaves with status 0 and dirty pages stay for the next one', async () => {
	const { address, control } = await startHost(oneDevice());
	const { path } = fileOf(MIB);
	const args = ['agent', '--host', address, '--guest', 'a', '--resident', '4MiB'];
	args.push('--map', `0x${BASE.toString(16)}=${path}:rw`, '--log-level', 'silent');
	const first = new Program(...args);
	await first.line(/^serving guest a: d0$/);
	const written = await control.run({ write: { to: range, length: MIB, seed: 3 } }, () => {});
	expect(await control.handOver('a', 10_000)).toBe(1);
	expect(await first.exited).toEqual({ code: 0, signal: null });
	const [guest] = await control.guests();
	expect(guest).toMatchObject({ suspended: 1, mapped: MIB / 4096 });
	expect(sha256(readFileSync(path))).not.toBe(written.sha256);
	const second = new Program(...args);
	await second.line(/^serving guest a: d0$/);
	expect(await control.sync('a', 10_000)).toBe(MIB / 4096);
	expect(sha256(readFileSync(path))).toBe(written.sha256);
});

test('a network that stops without a reset is noticed by both sides, and the session goes on after it', async () => {
	const { host, control } = await startHost(oneDevice({ limits: { heartbeat_timeout: '600ms' } }));
	const { path, data } = fileOf(MIB);
	const guest = await startGuest(host, {
		areas: [{ address: BASE, contents: filePager(path), permissions: 'r' }],
		heartbeatTimeoutMs: 500,
	});
	const noticed = guest.next('disconnected');
	guest.network.silence();
	expect(await noticed).toMatchObject({ error: { code: 'HEARTBEAT_LOST' }, kept: true });
	const reading = control.run({ read: { from: range, length: MIB } }, () => {});
	const hostNoticed = async (): Promise<number> => {
		for await (const _ of watching(control)) if (_ > 0) return _;
		return 0;
	};
	expect(await hostNoticed()).toBe(1);
	guest.network.restore();
	await guest.next('connected', ({ resumed }) => resumed);
	expect(await reading).toMatchObject({ ok: true, sha256: sha256(data), responsesInvalid: 0 });
});

/** How many of the first guest's sessions are suspended, at each snapshot. */
async function* watching(control: Awaited<ReturnType<typeof startHost>>['control']) {
	const seen: number[] = [];
	let wake = () => {};
	const stop = new AbortController();
	const over = control.watch(
		50,
		({ guests }) => {
			seen.push(guests[0]?.suspended ?? 0);
			wake();
			return true;
		},
		stop.signal,
	);
	try {
		for (;;) {
			while (seen.length > 0) yield seen.shift()!;
			await new Promise<void>((resolve) => {
				wake = resolve;
			});
		}
	} finally {
		stop.abort();
		await over;
	}
}
