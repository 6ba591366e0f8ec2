import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	existsSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import * as protoLoader from '@grpc/proto-loader';
import { expect, onTestFinished, test } from 'vitest';
import { checkHealth } from '../../src/cli/health-check.js';
import { HealthServer } from '../../src/cli/health-server.js';
import { oneDevice, startHost, temporaryFolder } from '../support/fleet.js';
import { faultline, Program } from '../support/processes.js';

type Answer = {
	listServicesResponse?: { service: { name: string }[] };
	fileDescriptorResponse?: { fileDescriptorProto: Buffer[] };
};

/** What a host's reflection answers, or the status code of the refusal. */
function reflection(address: string, request: object): Promise<Answer | grpc.status> {
	const base = dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json'));
	const definition = protoLoader.loadSync(
		join(base, 'build/proto/grpc/reflection/v1/reflection.proto'),
	);
	const loaded = grpc.loadPackageDefinition(definition) as unknown as {
		grpc: { reflection: { v1: { ServerReflection: grpc.ServiceClientConstructor } } };
	};
	const Client = loaded.grpc.reflection.v1.ServerReflection;
	const client = new Client(address, grpc.credentials.createInsecure());
	onTestFinished(() => client.close());
	const open = client['serverReflectionInfo'] as () => grpc.ClientDuplexStream<object, Answer>;
	const call = open.call(client);
	return new Promise((resolve) => {
		call.on('data', (answer: Answer) => {
			resolve(answer);
			call.end();
		});
		call.on('error', (error: grpc.ServiceError) => resolve(error.code));
		call.write(request);
	});
}

/** The services that a host's reflection names, or the status code of the refusal. */
async function reflect(address: string): Promise<string[] | grpc.status> {
	const answer = await reflection(address, { listServices: '*' });
	if (typeof answer === 'number') return answer;
	return (answer.listServicesResponse?.service ?? []).map((service) => service.name).sort();
}

/** The files that a host's reflection gives for a symbol, as text with their binary parts. */
async function filesOf(address: string, symbol: string): Promise<string[]> {
	const answer = await reflection(address, { fileContainingSymbol: symbol });
	if (typeof answer === 'number') throw new Error(`refused with status ${answer}`);
	const files = answer.fileDescriptorResponse?.fileDescriptorProto ?? [];
	return files.map((file) => file.toString('latin1'));
}

test('reflection names the services when it is switched on, and is not there otherwise', async () => {
	const on = await startHost(oneDevice({ reflection: true }));
	const off = await startHost(oneDevice());
	expect(await reflect(on.address)).toEqual(
		expect.arrayContaining(['faultline.v1.ControlService', 'faultline.v1.RelayService']),
	);
	expect(await reflect(off.address)).toBe(grpc.status.UNIMPLEMENTED);
});

test('reflection and health are there in the built program too', async () => {
	const config = join(temporaryFolder(), 'host.yaml');
	writeFileSync(config, 'listen: 127.0.0.1:0\nlog_level: warn\nreflection: true\n');
	const program = new Program('host', '--config', config);
	const [, address = ''] = await program.line(/^listening on (.+)$/);
	expect(await reflect(address)).toEqual(
		expect.arrayContaining(['faultline.v1.ControlService', 'faultline.v1.RelayService']),
	);
	for (const [symbol, message] of [
		['faultline.v1.RelayService', 'AgentMessage'],
		['faultline.v1.ControlService.ListDevices', 'ListDevicesRequest'],
	] as const)
		expect((await filesOf(address, symbol)).join()).toContain(message);
	expect(faultline('health', address, '--service', 'faultline.v1.RelayService')).toEqual({
		status: 0,
		out: 'SERVING\n',
		err: '',
	});
	expect(faultline('health', address, '--service', 'x').err).toMatch(/^faultline: UNAVAILABLE: /);
	program.child.kill('SIGTERM');
	expect(await program.exited).toEqual({ code: 0, signal: null });
});

test('the health service tells of the process and of each service, until the host goes', async () => {
	const { host, address } = await startHost(oneDevice());
	for (const service of ['', 'faultline.v1.RelayService', 'faultline.v1.ControlService'])
		expect(await checkHealth(address, service, 2000)).toBe('SERVING');
	await expect(checkHealth(address, 'unknown.Service', 2000)).rejects.toMatchObject({
		code: 'UNAVAILABLE',
	});
	await host.close();
	await expect(checkHealth(address, '', 500)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test("an agent's health service serves on this machine only, and follows the attachment", async () => {
	await expect(HealthServer.start('0.0.0.0:0')).rejects.toMatchObject({ code: 'INSECURE' });
	const socket = `unix:${join(temporaryFolder(), 'health.sock')}`;
	const server = await HealthServer.start(socket);
	onTestFinished(() => server.close());
	expect(await checkHealth(socket, '', 2000)).toBe('NOT_SERVING');
	server.set(true);
	expect(await checkHealth(socket, '', 2000)).toBe('SERVING');
});

/** Leaves a socket at the path that nobody serves: its process was killed. */
async function staleSocket(path: string): Promise<void> {
	const script = `require('net').createServer().listen(process.argv[1], () => console.log('up'))`;
	const child = spawn(process.execPath, ['-e', script, path], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	await once(child.stdout, 'data');
	child.kill('SIGKILL');
	await once(child, 'exit');
	expect(lstatSync(path).isSocket()).toBe(true);
}

test('what stands at the path of a Unix socket and is no socket is left alone', async () => {
	const folder = temporaryFolder();
	const at = (name: string) => join(folder, name);
	writeFileSync(at('file'), 'precious');
	mkdirSync(at('directory'));
	await staleSocket(at('stale.sock'));
	symlinkSync(at('stale.sock'), at('link'));
	for (const [name, message] of [
		['file', /a file stands there/],
		['directory', /a directory stands there/],
		['link', /a symbolic link stands there/],
	] as const)
		await expect(startHost({ listen: `unix:${at(name)}` })).rejects.toMatchObject({
			code: 'ADDRESS',
			message: expect.stringMatching(message),
		});
	expect(readFileSync(at('file'), 'utf8')).toBe('precious');
	expect(lstatSync(at('directory')).isDirectory()).toBe(true);
	expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
	expect(lstatSync(at('stale.sock')).isSocket()).toBe(true);
});

test("a Unix socket's stale file is replaced, a served one is not, and it is removed at the end", async () => {
	const folder = temporaryFolder();
	const path = join(folder, 'host.sock');
	await staleSocket(path);
	const { host } = await startHost({ listen: `unix:${path}` });
	await expect(startHost({ listen: `unix:${path}` })).rejects.toMatchObject({
		code: 'ADDRESS',
		message: expect.stringMatching(/another process serves it/),
	});
	expect(await checkHealth(`unix:${path}`, '', 2000)).toBe('SERVING');
	await host.close();
	expect(existsSync(path)).toBe(false);
	await expect(startHost({ listen: 'unix:/does/not/exist/host.sock' })).rejects.toMatchObject({
		code: 'ADDRESS',
	});
});

test("an agent's health service treats a Unix socket as the host does", async () => {
	const at = (name: string) => join(folder, name);
	const folder = temporaryFolder();
	await staleSocket(at('health.sock'));
	const server = await HealthServer.start(`unix:${at('health.sock')}`);
	onTestFinished(() => server.close());
	expect(await checkHealth(`unix:${at('health.sock')}`, '', 2000)).toBe('NOT_SERVING');
	await expect(HealthServer.start(`unix:${at('health.sock')}`)).rejects.toMatchObject({
		code: 'ADDRESS',
		message: `--health unix:${at('health.sock')}: another process serves it`,
	});
	writeFileSync(at('file'), 'precious');
	await expect(HealthServer.start(`unix:${at('file')}`)).rejects.toMatchObject({
		code: 'ADDRESS',
		message: expect.stringMatching(/^--health .*: a file stands there/),
	});
	expect(readFileSync(at('file'), 'utf8')).toBe('precious');
	await server.close();
	expect(existsSync(at('health.sock'))).toBe(false);
});

test('a host that cannot bind its second address leaves nothing of the first', async () => {
	const blocker = createServer();
	await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		blocker.close();
	});
	const { port } = blocker.address() as { port: number };
	const path = join(temporaryFolder(), 'first.sock');
	await expect(startHost({ listen: [`unix:${path}`, `127.0.0.1:${port}`] })).rejects.toMatchObject({
		code: 'ADDRESS',
	});
	expect(existsSync(path)).toBe(false);
});
