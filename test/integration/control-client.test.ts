import * as grpc from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { ControlClient } from '../../src/cli/client.js';
import { controlDefinition } from '../../src/wire/control-definition.js';

/** A host that takes streams and answers nothing; tells when the first was given up. */
async function silentHost(): Promise<{ address: string; cancelled: Promise<void> }> {
	const server = new grpc.Server();
	let onCancelled: () => void;
	const cancelled = new Promise<void>((resolve) => {
		onCancelled = resolve;
	});
	const silent = (call: grpc.ServerWritableStream<unknown, unknown>) => {
		call.on('cancelled', () => onCancelled());
	};
	server.addService(controlDefinition as unknown as grpc.ServiceDefinition, {
		watch: silent,
		runWorkload: silent,
	});
	const port = await new Promise<number>((resolve, reject) =>
		server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
			error === null ? resolve(bound) : reject(error),
		),
	);
	onTestFinished(() => server.forceShutdown());
	return { address: `127.0.0.1:${port}`, cancelled };
}

test.each([
	['watch', (client: ControlClient) => client.watch(1000, () => true)],
	['run', (client: ControlClient) => client.run({}, () => {})],
] as const)('%s of a host that answers nothing ends with TIMEOUT', async (_, begin) => {
	const { address, cancelled } = await silentHost();
	const client = new ControlClient(address, {}, 100);
	onTestFinished(() => client.close());
	await expect(begin(client)).rejects.toMatchObject({
		code: 'TIMEOUT',
		message: `host ${address} did not answer in time`,
	});
	await cancelled;
});
