import { once } from 'node:events';
import { type ClientHttp2Session, connect } from 'node:http2';
import * as grpc from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { RECEIVE_WINDOW_BYTES, wideReceiveWindow } from '../../../src/host/rpc/flow-control.js';
import { relayDefinition } from '../../../src/wire/relay-definition.js';

/** HTTP/2's own, which is what a connection begins with. */
const DEFAULT_WINDOW = 65_535;

/** A server with Attach under its own path and under another; its calls end when the client's do. */
async function serve(): Promise<string> {
	const { attach } = relayDefinition;
	const server = new grpc.Server({ interceptors: [wideReceiveWindow(attach.path)] });
	const service = { attach, other: { ...attach, path: '/test.Other/Attach' } };
	const handler = (call: grpc.ServerDuplexStream<Buffer, Buffer>) => {
		call.on('data', () => call.write(Buffer.from('taken')));
		call.on('end', () => call.end());
		call.on('error', () => {});
	};
	server.addService(service, { attach: handler, other: handler });
	const port = await new Promise<number>((resolve, reject) =>
		server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
			error === null ? resolve(bound) : reject(error),
		),
	);
	onTestFinished(() => server.forceShutdown());
	return `http://127.0.0.1:${port}`;
}

/** A connection as the other side of HTTP/2 sees it. */
async function connected(address: string): Promise<ClientHttp2Session> {
	const session = connect(address);
	onTestFinished(() => session.destroy());
	await once(session, 'remoteSettings');
	return session;
}

/** Sends one message on a call of `path` and waits for the answer. */
async function exchange(session: ClientHttp2Session, path: string): Promise<void> {
	const call = session.request({
		':method': 'POST',
		':path': path,
		'content-type': 'application/grpc',
		te: 'trailers',
	});
	call.write(Buffer.from([0, 0, 0, 0, 1, 7]));
	await once(call, 'data');
}

test('a connection with an Attach call gets a wide window, for the call and as a whole', async () => {
	const session = await connected(await serve());
	expect(session.remoteSettings.initialWindowSize).toBe(DEFAULT_WINDOW);
	await exchange(session, relayDefinition.attach.path);
	expect(session.remoteSettings.initialWindowSize).toBe(RECEIVE_WINDOW_BYTES);
	expect(session.state.remoteWindowSize).toBeGreaterThan(RECEIVE_WINDOW_BYTES - 1024);
});

test('it is asked for once, however many calls the connection brings', async () => {
	const session = await connected(await serve());
	let changes = 0;
	session.on('remoteSettings', () => changes++);
	for (let i = 0; i < 20; i++) await exchange(session, relayDefinition.attach.path);
	expect(changes).toBe(1);
});

test('other calls leave the connection as it is', async () => {
	const session = await connected(await serve());
	await exchange(session, '/test.Other/Attach');
	expect(session.remoteSettings.initialWindowSize).toBe(DEFAULT_WINDOW);
	expect(session.state.remoteWindowSize).toBeLessThanOrEqual(DEFAULT_WINDOW);
});
