import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Snapshot } from '../../src/cli/client.js';
import { startGuest } from '../../src/testkit/index.js';
import { errorCode, errorNumber } from '../../src/wire/error-codes.js';
import { faultline as wire } from '../../src/wire/generated/faultline.js';
import { BASE, oneDevice, startHost, temporaryFolder } from '../support/fleet.js';
import { faultline, Program } from '../support/processes.js';
import { RawAgent } from '../support/raw-agent.js';

const range = { device: 'd0', pasid: 1, address: BASE };

/** Starts a host with a good agent of guest b, runs `harm`, and checks that b works all the same. */
async function withNeighbour(harm: (address: string) => Promise<void>): Promise<void> {
	const { control, address, host } = await startHost({
		memory: '256MiB',
		guests: [
			{ name: 'a', memory: '16MiB' },
			{ name: 'b', memory: '16MiB' },
		],
		devices: [
			{ name: 'd0', address: '01:00.0', guest: 'a' },
			{ name: 'd1', address: '02:00.0', guest: 'b' },
		],
	});
	await startGuest(host, { guest: 'b', areas: [{ address: BASE, length: 256 * 4096 }] });
	const from = { ...range, device: 'd1' };
	const running = control.run({ read: { from, length: 256 * 4096 } }, () => {});
	await harm(address);
	expect(await running).toMatchObject({ ok: true, responsesInvalid: 0 });
	const again = await control.run({ read: { from, length: 256 * 4096 } }, () => {});
	expect(again.ok).toBe(true);
}

async function fatalOf(agent: RawAgent): Promise<number> {
	const { fatal } = await agent.next((m) => m.fatal != null);
	await agent.closed;
	return fatal?.code ?? 0;
}

describe('what ends the session of the one who did it, with its code, and nothing else', () => {
	const hello = { protocolVersion: 1, guest: 'a' };
	test.each([
		['another protocol version', { hello: { ...hello, protocolVersion: 2 } }, 'PROTOCOL_VERSION'],
		['an unknown guest', { hello: { ...hello, guest: 'zoe' } }, 'UNKNOWN_GUEST'],
		['an unknown device', { hello: { ...hello, devices: ['zip'] } }, 'UNKNOWN_DEVICE'],
		["another guest's device", { hello: { ...hello, devices: ['d1'] } }, 'NOT_ASSIGNED'],
		['a message before Hello', { credits: { device: [1], granted: [1] } }, 'OUT_OF_ORDER'],
		['a session that never was', { hello: { ...hello, resumeSession: 'x' } }, 'SESSION_UNKNOWN'],
		['too many frames', { hello: { ...hello, frames: 2 ** 40 } }, 'RESOURCE_EXHAUSTED'],
	] as const)('%s: %s', async (_what, message, code) => {
		await withNeighbour(async (address) => {
			const agent = new RawAgent(address);
			agent.send(message as Parameters<RawAgent['send']>[0]);
			expect(await fatalOf(agent)).toBe(errorNumber(code));
		});
	});

	test('a device that another session has: DEVICE_TAKEN, and the first session goes on', async () => {
		await withNeighbour(async (address) => {
			const first = new RawAgent(address);
			await first.attach('a', ['d0']);
			const second = new RawAgent(address);
			second.send({ hello: { ...hello, devices: ['d0'] } });
			expect(await fatalOf(second)).toBe(errorNumber('DEVICE_TAKEN'));
			first.send({ heartbeat: { sequence: 4 } });
			expect(await first.next((m) => m.heartbeat != null)).toBeDefined();
		});
	});

	test('a second Hello: OUT_OF_ORDER', async () => {
		await withNeighbour(async (address) => {
			const agent = new RawAgent(address);
			await agent.attach('a');
			agent.send({ hello });
			expect(await fatalOf(agent)).toBe(errorNumber('OUT_OF_ORDER'));
		});
	});

	test('columns of different length: COLUMN_LENGTH', async () => {
		await withNeighbour(async (address) => {
			const agent = new RawAgent(address);
			await agent.attach('a');
			const v1 = wire.v1.AgentMessage;
			agent.sendBytes(v1.encode({ responses: { group: [1, 2, 3], code: [1, 1] } }).finish());
			expect(await fatalOf(agent)).toBe(errorNumber('COLUMN_LENGTH'));
		});
	});

	test('bytes that are no message: MALFORMED_MESSAGE', async () => {
		await withNeighbour(async (address) => {
			const agent = new RawAgent(address);
			await agent.attach('a');
			agent.sendBytes(Buffer.from('ffffffffffffffffff0badc0de', 'hex'));
			expect(await fatalOf(agent)).toBe(errorNumber('MALFORMED_MESSAGE'));
		});
	});

	test('a message above the limit: MESSAGE_TOO_LARGE, with a Fatal while gRPC takes it at all', async () => {
		await withNeighbour(async (address) => {
			for (const bytes of [1024 * 1024 + 1, 2 * 1024 * 1024]) {
				const agent = new RawAgent(address);
				await agent.attach('a');
				agent.sendBytes(Buffer.alloc(bytes));
				expect(await fatalOf(agent)).toBe(errorNumber('MESSAGE_TOO_LARGE'));
			}
			const beyond = new RawAgent(address);
			await beyond.attach('a');
			beyond.sendBytes(Buffer.alloc(16 * 1024 * 1024 + 1));
			expect(await beyond.closed).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
		});
	});
});

describe('what is refused row by row, and the session goes on', () => {
	test('mappings: page, frame, permission, occupied page, unknown space', async () => {
		await withNeighbour(async (address) => {
			const agent = new RawAgent(address);
			const { welcome } = await agent.attach('a');
			const frame = welcome.firstFrame ?? 0;
			const beyond = frame + (welcome.frames ?? 0);
			agent.send({
				map: [
					{
						request: 70,
						space: 1,
						page: [5, 2 ** 40, 6, 7, 5],
						frame: [frame, frame, beyond, frame + 1, frame + 2],
						flags: [1 | 32, 1, 1, 2, 1],
					},
					{ request: 71, space: 9, page: [5], frame: [frame], flags: [1] },
				],
			});
			const find = (request: number) => (m: (typeof agent.received)[number]) =>
				m.results?.some((r) => r.request === request) === true;
			const result = async (request: number) =>
				(await agent.next(find(request))).results?.find((r) => r.request === request);
			expect(await result(70)).toMatchObject({
				row: [1, 2, 3, 4],
				rowCode: ['BAD_PAGE', 'BAD_FRAME', 'BAD_PERMISSION', 'PAGE_MAPPED'].map((code) =>
					errorNumber(code as 'BAD_PAGE'),
				),
			});
			const unknown = await result(71);
			const codes = [unknown?.code, ...(unknown?.rowCode ?? [])];
			expect(codes).toContain(errorNumber('UNKNOWN_SPACE'));
		});
	});

	test('a bind of an unknown device, of PASID 0 and of one beyond the device’s', async () => {
		await withNeighbour(async (address) => {
			const agent = new RawAgent(address);
			const { handles } = await agent.attach('a');
			const device = handles[0] as number;
			agent.send({
				bind: [
					{ request: 90, device: 4242, pasid: 1, space: 1 },
					{ request: 91, device, pasid: 0, space: 1 },
					{ request: 92, device, pasid: 2 ** 20, space: 2 },
				],
			});
			const { results } = await agent.next(
				(m) => m.results?.some((r) => r.request === 92) === true,
			);
			const codes = Object.fromEntries((results ?? []).map((r) => [r.request, r.code]));
			expect(codes).toMatchObject({
				90: errorNumber('UNKNOWN_DEVICE'),
				91: errorNumber('PASID_UNAVAILABLE'),
				92: errorNumber('PASID_UNAVAILABLE'),
			});
		});
	});

	test('a frame cannot be filled while it is mapped', async () => {
		await withNeighbour(async (address) => {
			const agent = new RawAgent(address);
			const { welcome } = await agent.attach('a');
			const frame = welcome.firstFrame ?? 0;
			const row = { space: 1, frame: [frame], flags: [1 | 32] };
			agent.send({
				map: [
					{ ...row, request: 1, page: [5] },
					{ ...row, request: 2, page: [6] },
				],
			});
			const { results } = await agent.next((m) => m.results?.some((r) => r.request === 2) === true);
			expect(results?.find((r) => r.request === 2)).toMatchObject({
				rowCode: [errorNumber('FRAME_IN_USE')],
			});
		});
	});
});

describe('the command line', () => {
	test('wrong usage, files and addresses: one line, a code, an exit status, no stack trace', async () => {
		const folder = temporaryFolder();
		const bad = join(folder, 'bad.yaml');
		writeFileSync(bad, 'guests: [{name: a, memory: lots}]\n');
		const good = join(folder, 'good.yaml');
		writeFileSync(good, 'listen: 127.0.0.1:0\n');
		const cases: [string[], number, RegExp][] = [
			[['host', '--config', '/does/not/exist'], 64, /CONFIG: cannot read/],
			[['host', '--config', bad], 64, /CONFIG: .*guests\.0\.memory/],
			[['host', '--config', good, '--listen', '0.0.0.0:0'], 1, /INSECURE: /],
			[['host', '--config', good, '--listen', 'nowhere'], 1, /ADDRESS: /],
			[['agent', '--guest', 'a', '--map', '0x1000=/does/not/exist'], 1, /PAGER_READ: /],
			[['agent', '--guest', 'a', '--map', 'x'], 64, /CONFIG: /],
			[['agent', '--guest', 'a'], 64, /--map/],
			[['ctl', '--host', '127.0.0.1:1', 'devices'], 1, /UNAVAILABLE: /],
			[['ctl', 'run', 'read', 'd0', '--length', '1'], 64, /CONFIG: "d0" names no range/],
			[['demo', '--file', '/does/not/exist'], 64, /CONFIG: /],
			[['demo', '--file', folder], 64, /CONFIG: --file .* is no regular file/],
			[['frobnicate'], 64, /unknown command/],
			[
				['hots'],
				64,
				/^faultline: CONFIG: unknown command 'hots' \(Did you mean host\?\) \(--help explains\)\n$/,
			],
		];
		for (const [args, status, message] of cases) {
			const result = faultline(...args);
			expect({ args, status: result.status }).toEqual({ args, status });
			expect(result.err).toMatch(message);
			expect(result.err).not.toMatch(/\n\s+at /);
			expect(result.out).toBe('');
		}
	});

	test('an agent that wants more frames than its guest has ends, and does not ask again', async () => {
		const { address, control } = await startHost(oneDevice());
		const map = ['--map', '0x100000=zero,size=1MiB'];
		const agent = ['agent', '--host', address, '--guest', 'a', ...map];
		const program = new Program(...agent, '--resident', '17MiB', '--log-level', 'silent');
		expect(await program.exited).toEqual({ code: 1, signal: null });
		expect(program.errors).toMatch(
			/^faultline: RESOURCE_EXHAUSTED: guest a: no 4352 frames in a row are free; it has 4096 in all\n$/,
		);
		expect((await control.host()).refused).toBe(1);
	});

	test('a port in use is an ADDRESS error that says so', async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => {
			server.close();
		});
		const { port } = server.address() as { port: number };
		const config = join(temporaryFolder(), 'host.yaml');
		writeFileSync(config, `listen: 127.0.0.1:${port}\n`);
		const result = faultline('host', '--config', config);
		expect(result.status).toBe(1);
		expect(result.err).toMatch(/ADDRESS: cannot listen .* in use/);
	});
});

test('what is refused is counted: of the guest that it names, and of the host in all', async () => {
	const { control, address } = await startHost(oneDevice({ limits: { sessions: 1 } }));
	const refused = async (...messages: Parameters<RawAgent['send']>[0][]) => {
		const agent = new RawAgent(address);
		for (const message of messages) agent.send(message);
		return fatalOf(agent);
	};
	const hello = { protocolVersion: 1, guest: 'a' };
	await refused({ hello: { ...hello, devices: ['zip'] } });
	await refused({ hello: { ...hello, guest: 'zoe' } });
	const large = new RawAgent(address);
	await large.attach('a');
	large.sendBytes(Buffer.alloc(1024 * 1024 + 1));
	await fatalOf(large);

	const held = new RawAgent(address);
	await held.attach('a');
	expect(await new RawAgent(address).closed).toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
	let host: Snapshot['host'];
	await control.watch(1000, (snapshot) => {
		host = snapshot.host;
		return false;
	});
	expect(host).toMatchObject({ sessions: 1, refused: 4 });
	const counts = (host?.refusals ?? []).map(({ code, count }) => [errorCode(code ?? 0), count]);
	expect(Object.fromEntries(counts)).toEqual({
		UNKNOWN_DEVICE: 1,
		UNKNOWN_GUEST: 1,
		MESSAGE_TOO_LARGE: 1,
		RESOURCE_EXHAUSTED: 1,
	});
	expect((await control.guests())[0]?.counters?.refused).toBe(2);
});

test('more streams than the host takes: the further one is refused, and ended ones make room', async () => {
	const { address } = await startHost(oneDevice({ limits: { sessions: 4 } }));
	const held: RawAgent[] = [];
	for (let i = 0; i < 4; i++) {
		const agent = new RawAgent(address);
		await agent.attach('a');
		held.push(agent);
	}
	const further = new RawAgent(address);
	expect((await further.closed)?.message).toMatch(/4 sessions, which is the bound/);
	held[0]?.send({ heartbeat: { sequence: 1 } });
	await held[0]?.next((m) => m.heartbeat != null);

	for (const agent of held.splice(0, 2)) {
		agent.close();
		await agent.closed;
	}
	// One that just ended may still be counted when the next comes, never two.
	for (let i = 0; i < 10; i++) {
		const agent = new RawAgent(address);
		await agent.attach('a');
		agent.close();
		await agent.closed;
	}
});

test('control: unknown names, busy devices and senseless workloads have their codes', async () => {
	const { control } = await startHost(oneDevice());
	const code = (promise: Promise<unknown>) =>
		promise.then(
			() => 'none',
			(error: { code: string }) => error.code,
		);
	expect(await code(control.device('zip'))).toBe('UNKNOWN_DEVICE');
	expect(await code(control.assign('d0', 'zoe'))).toBe('UNKNOWN_GUEST');
	expect(await code(control.assign('d0', 'a'))).toBe('DEVICE_BUSY');
	expect(await code(control.sync('a', 100))).toBe('NO_AGENT');
	expect(await code(control.run({}, () => {}))).toBe('WORKLOAD');
	expect(await code(control.run({ read: { from: range, length: 0 } }, () => {}))).toBe('WORKLOAD');
	const ragged = { device: 'd0', pasid: 1, page: [1, 2], access: [1] };
	expect(await code(control.run({ trace: ragged }, () => {}))).toBe('WORKLOAD');
	await control.unassign('d0');
	expect(await code(control.unassign('d0'))).toBe('NOT_ASSIGNED');
	expect((await control.device('d0')).guest).toBe('');
});
