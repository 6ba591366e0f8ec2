import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ControlClient } from '../../src/cli/client.js';
import { TlsFiles, zeroPager } from '../../src/guest/index.js';
import { encodeAgentMessage } from '../../src/wire/codec.js';
import { startAgent } from '../support/fleet.js';
import { ATTACH, frame, HostileConnection } from '../support/hostile-client.js';
import { TestPki } from '../support/pki.js';
import { Program } from '../support/processes.js';
import { residentBytes } from '../support/real-process.js';

const MIB = 1024 ** 2;
const hello = frame(encodeAgentMessage({ hello: { protocolVersion: 1, guest: 'a', frames: 8 } }));

/**
 * A host as a process, so that its memory is its own; guest b has an agent that behaves, guest a's certificate is with
 * the test. After an attack the host must be as large as before, about, and guest b as well off.
 */
async function setUp() {
	const pki = await TestPki.create();
	const config = `${pki.folder}/host.yaml`;
	writeFileSync(
		config,
		JSON.stringify({
			listen: '127.0.0.1:0',
			log_level: 'warn',
			memory: '256MiB',
			tls: await pki.issue('host', 'box'),
			limits: { sessions: 200 },
			guests: [
				{ name: 'a', memory: '16MiB' },
				{ name: 'b', memory: '16MiB' },
			],
			devices: [
				{ name: 'd0', address: '01:00.0', guest: 'a' },
				{ name: 'd1', address: '02:00.0', guest: 'b' },
			],
		}),
	);
	const program = new Program('host', '--config', config);
	const [, address = ''] = await program.line(/^listening on (.+)$/);
	const security = async (kind: 'guest' | 'operator', name: string) => ({
		tls: new TlsFiles(await pki.issue(kind, name)),
	});
	const control = new ControlClient(address, await security('operator', 'ops'));
	onTestFinished(() => control.close());
	const length = 4 * MIB;
	const b = await startAgent(address, {
		...{ guest: 'b', pager: zeroPager(), length, security: await security('guest', 'b') },
	});
	const work = async (seed: number) => {
		const to = { device: 'd1', pasid: 1, address: 0x10_0000 };
		const result = await control.run({ write: { to, length, seed } }, () => {});
		expect(result).toMatchObject({ ok: true, bytes: length });
	};
	await work(1);
	await work(2);
	const rss = () => residentBytes(program.child);
	const before = rss();
	const attacker = await pki.issue('guest', 'a');
	return {
		address,
		control,
		attacker,
		work,
		connect: (window?: number) => new HostileConnection(address, attacker, window),
		grown: () => (rss() - before) / MIB,
		/** Guest b works, its session is the one from the start, and a guest a that behaves is served. */
		async unharmed() {
			await work(3);
			expect(b.agent.counters.sessions).toBe(1);
			const tls = { tls: new TlsFiles(attacker) };
			const { agent } = await startAgent(address, {
				pager: zeroPager(),
				length: MIB,
				security: tls,
			});
			expect(agent.state.name).toBe('serving');
			expect(program.child.exitCode).toBeNull();
		},
	};
}

describe('a peer with a certificate that means harm', () => {
	test('opens ten thousand streams', async () => {
		const { connect, grown, unharmed, work, control } = await setUp();
		const connections = Array.from({ length: 10 }, () => connect());
		const answers = new Map<string, number>();
		let left = 10_000;
		const open = async (connection: HostileConnection): Promise<void> => {
			while (left-- > 0) {
				const call = connection.call().drain();
				const answer = await call.answered;
				answers.set(answer, (answers.get(answer) ?? 0) + 1);
				call.stream.end();
			}
		};
		// 20 at a time on each connection, which is more than one identity may have; who has a place says no Hello.
		const all = connections.flatMap((each) => Array.from({ length: 20 }, () => open(each)));
		await work(4);
		await Promise.all(all);
		const { refusals } = await control.host();
		const refused = refusals.find(({ code }) => code === 25)?.count ?? 0;
		const late = refusals.find(({ code }) => code === 39)?.count ?? 0;
		expect(answers).toEqual(
			new Map([
				['status 8', refused],
				['message', late],
			]),
		);
		expect(refused + late).toBe(10_000);
		expect(refused).toBeGreaterThan(5000);
		for (const { session } of connections) session.destroy();
		expect(grown()).toBeLessThan(128);
		await unharmed();
	});

	test('opens streams, asks for much and never reads', async () => {
		const { connect, grown, unharmed, work, control } = await setUp();
		const heartbeat = frame(encodeAgentMessage({ heartbeat: { sequence: 1 } }));
		// Each of them gets an answer for every row.
		const page = Array.from({ length: 2048 }, (_, i) => i);
		const wrong = frame(
			encodeAgentMessage({ map: [{ request: 1, space: 99, page, frame: page, flags: page }] }),
		);
		const calls = Array.from({ length: 8 }, () => connect(0)).flatMap((connection) =>
			Array.from({ length: 8 }, () => connection.call().write(hello)),
		);
		for (let i = 0; i < 200; i++)
			for (const call of calls) call.write(i % 8 === 0 ? wrong : heartbeat);
		await work(4);
		// Those that are welcomed are ended at their backlog's bound; the others were refused; all are cut off, read or not.
		await Promise.all(calls.map(({ ended }) => ended));
		expect(grown()).toBeLessThan(128);
		const { sessions } = await control.host();
		expect(sessions).toBe(1);
		await unharmed();
	});

	test('sends compressed messages that are a thousand times as long', async () => {
		const { connect, grown, unharmed } = await setUp();
		const bomb = frame(gzipSync(Buffer.alloc(15 * MIB)), { compressed: true });
		const connection = connect();
		for (const path of [ATTACH, '/grpc.health.v1.Health/Check']) {
			const calls = Array.from({ length: 100 }, () =>
				connection.call(path, { 'grpc-encoding': 'gzip' }).drain().write(bomb),
			);
			for (const { ended } of calls) expect(await ended).toBe('status 12');
		}
		// Said to be compressed by no method: what comes is no message.
		const liar = connection.call().drain().write(bomb);
		expect(await liar.ended).toMatch(/^status/);
		expect(grown()).toBeLessThan(64);
		await unharmed();
	});

	test('announces messages that are too large, and sends nearly all of one', async () => {
		const { connect, grown, unharmed } = await setUp();
		const connection = connect();
		const large = connection
			.call()
			.drain()
			.write(frame(Buffer.alloc(8), { length: 3 * MIB }));
		expect(await large.ended).toBe('status 8');
		// As much as is collected, in as many calls as there may be: nobody says Hello, and their time runs out.
		const part = frame(Buffer.alloc(MIB), { length: 2 * MIB - 1 });
		const calls = Array.from({ length: 64 }, () => connection.call().drain().write(part));
		for (const { ended } of calls) expect(await ended).toMatch(/^status/);
		expect(grown()).toBeLessThan(256);
		await unharmed();
	});

	test('sends huge metadata', async () => {
		const { connect, grown, unharmed } = await setUp();
		for (let i = 0; i < 20; i++) {
			const connection = connect();
			const call = connection.call(ATTACH, { 'x-much': 'x'.repeat(MIB) }).drain();
			expect(await Promise.race([call.ended, connection.closed])).not.toBe('status 0');
			connection.session.destroy();
		}
		const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`x-${i}`, 'x']));
		const connection = connect();
		const call = connection.call(ATTACH, many).drain();
		expect(await Promise.race([call.ended, connection.closed])).not.toBe('status 0');
		expect(grown()).toBeLessThan(64);
		await unharmed();
	});

	test('says its Hello letter by letter', async () => {
		const { connect, unharmed } = await setUp();
		const connection = connect();
		const call = connection.call().drain();
		const timer = setInterval(() => call.write(hello.subarray(0, 1)), 100);
		onTestFinished(() => clearInterval(timer));
		// The bytes are those of a message's length, in the end one that is too large or none that comes in time.
		expect(await call.ended).toMatch(/^status/);
		clearInterval(timer);
		await unharmed();
	});

	test('does not end what is over', async () => {
		const { connect, unharmed } = await setUp();
		const connection = connect();
		// Refused by its path, by its encoding, and by a Fatal: the host has done with all of them.
		const calls = [
			connection.call('/faultline.v1.ControlService/ResetGuest').drain(),
			connection.call(ATTACH, { 'grpc-encoding': 'gzip' }).drain(),
			connection
				.call()
				.drain()
				.write(frame(Buffer.from('nonsense'))),
		];
		for (const { ended } of calls) expect(await ended).toMatch(/^status/);
		await Promise.all(calls.map(({ closed }) => closed));
		expect(calls.map(({ stream }) => stream.rstCode)).toEqual([8, 8, 8]);
		await unharmed();
	});
});
