import * as grpc from '@grpc/grpc-js';
import * as protoLoader from '@grpc/proto-loader';
import { HealthImplementation, protoPath } from 'grpc-health-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { HealthService, MAX_WATCHERS } from '../../src/wire/health-service.js';

/** What both implementations can be told. */
interface Health {
	set(service: string, serving: boolean): void;
	addToServer(server: grpc.Server): void;
}

const services = ['', 'a.B'];

const ours = (): Health => new HealthService(services);

/** The implementation of the gRPC project, which ours stands in for. */
function theirs(): Health {
	const health = new HealthImplementation({ '': 'NOT_SERVING', 'a.B': 'NOT_SERVING' });
	return {
		set: (service, serving) => health.setStatus(service, serving ? 'SERVING' : 'NOT_SERVING'),
		addToServer: (server) => health.addToServer(server),
	};
}

type Unary = (
	request: object,
	callback: (error: grpc.ServiceError | null, response: object) => void,
) => void;
type Watch = (request: object) => grpc.ClientReadableStream<{ status: string }>;

/** Serves it, and gives a client made of the official proto file. */
async function clientOf(health: Health) {
	const server = new grpc.Server();
	health.addToServer(server);
	const port = await new Promise<number>((resolve, reject) =>
		server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
			error === null ? resolve(bound) : reject(error),
		),
	);
	const loaded = grpc.loadPackageDefinition(
		protoLoader.loadSync(protoPath, { enums: String, defaults: true }),
	) as unknown as { grpc: { health: { v1: { Health: grpc.ServiceClientConstructor } } } };
	const client = new loaded.grpc.health.v1.Health(
		`127.0.0.1:${port}`,
		grpc.credentials.createInsecure(),
	);
	onTestFinished(() => {
		client.close();
		server.forceShutdown();
	});
	const unary = (method: string, request: object) =>
		new Promise<object>((resolve, reject) =>
			(client[method] as Unary).call(client, request, (error, response) =>
				error === null ? resolve(response) : reject(error),
			),
		);
	return {
		check: (service: string) => unary('check', { service }),
		list: () => unary('list', {}),
		watch: (service: string) => (client['watch'] as Watch).call(client, { service }),
	};
}

/** The next status that a watch brings. */
const next = (call: grpc.ClientReadableStream<{ status: string }>) =>
	new Promise<string>((resolve) => call.once('data', ({ status }) => resolve(status)));

describe.each([
	['ours', ours],
	["the gRPC project's", theirs],
])('the health service: %s', (_, make) => {
	test('Check tells the status, and NOT_FOUND for a service that nobody spoke of', async () => {
		const health = make();
		const client = await clientOf(health);
		expect(await client.check('a.B')).toEqual({ status: 'NOT_SERVING' });
		health.set('a.B', true);
		expect(await client.check('a.B')).toEqual({ status: 'SERVING' });
		expect(await client.check('')).toEqual({ status: 'NOT_SERVING' });
		await expect(client.check('zip')).rejects.toMatchObject({
			code: grpc.status.NOT_FOUND,
			details: 'Health status unknown for service zip',
		});
	});

	test('Watch tells the status and each later one, of that service only', async () => {
		const health = make();
		const client = await clientOf(health);
		const call = client.watch('a.B');
		call.on('error', () => {});
		const unknown = client.watch('zip');
		unknown.on('error', () => {});
		expect(await next(call)).toBe('NOT_SERVING');
		expect(await next(unknown)).toBe('SERVICE_UNKNOWN');
		let status = next(call);
		health.set('', true);
		health.set('a.B', true);
		expect(await status).toBe('SERVING');
		status = next(call);
		health.set('a.B', false);
		expect(await status).toBe('NOT_SERVING');
		status = next(unknown);
		health.set('zip', true);
		expect(await status).toBe('SERVING');
		call.cancel();
		unknown.cancel();
	});

	test('List names every service, up to a hundred', async () => {
		const health = make();
		const client = await clientOf(health);
		health.set('a.B', true);
		expect(await client.list()).toEqual({
			statuses: { '': { status: 'NOT_SERVING' }, 'a.B': { status: 'SERVING' } },
		});
		for (let n = services.length; n < 100; n++) health.set(`s${n}`, true);
		expect(Object.keys(((await client.list()) as { statuses: object }).statuses)).toHaveLength(100);
		health.set('one.More', true);
		await expect(client.list()).rejects.toMatchObject({ code: grpc.status.RESOURCE_EXHAUSTED });
	});
});

test('the health service refuses watches beyond its bound, and takes one again when one is over', async () => {
	const client = await clientOf(ours());
	const open = Array.from({ length: MAX_WATCHERS }, () => client.watch('a.B'));
	for (const call of open) call.on('error', () => {});
	await Promise.all(open.map(next));
	const beyond = client.watch('a.B');
	const refused = await new Promise<grpc.ServiceError>((resolve) => beyond.on('error', resolve));
	expect(refused.code).toBe(grpc.status.RESOURCE_EXHAUSTED);
	const over = new Promise((resolve) => open[0]?.on('close', resolve));
	open[0]?.cancel();
	await over;
	// The host hears of the end a while later: the first watch that is taken again says so.
	for (let taken = false; !taken; ) {
		const again = client.watch('a.B');
		taken = await new Promise<boolean>((resolve) => {
			again.on('error', () => resolve(false));
			again.once('data', () => resolve(true));
		});
		again.cancel();
	}
	for (const call of open) call.cancel();
});
