import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectGrpc } from '../../../src/guest/grpc-transport.js';
import { relayDefinition } from '../../../src/wire/relay-definition.js';
import type { CloseReason, Transport } from '../../../src/wire/transport.js';
import { MAX_MESSAGE_BYTES } from '../../../src/wire/validate.js';

type Call = ServerDuplexStream<Buffer, Buffer>;

/** What an end got, and promises of what it will get. */
class Received {
	readonly messages: string[] = [];
	drains = 0;
	#waiting: { count: number; resolve: () => void } | undefined;
	#closed: (reason: CloseReason | undefined) => void = () => {};
	readonly closed = new Promise<CloseReason | undefined>((resolve) => {
		this.#closed = resolve;
	});

	open(transport: Transport): this {
		transport.open({
			onMessage: (bytes) => this.add(Buffer.from(bytes).toString()),
			onDrain: () => {
				this.drains++;
			},
			onClose: (reason) => this.#closed(reason),
		});
		return this;
	}

	add(message: string): void {
		this.messages.push(message);
		if (this.messages.length >= (this.#waiting?.count ?? Number.POSITIVE_INFINITY))
			this.#waiting?.resolve();
	}

	/** Resolves when this many messages have come. */
	count(count: number): Promise<void> {
		if (this.messages.length >= count) return Promise.resolve();
		return new Promise((resolve) => {
			this.#waiting = { count, resolve };
		});
	}
}

describe('connectGrpc', () => {
	let server: Server;
	let attach: (call: Call) => void;
	let folder: string;

	beforeEach(() => {
		server = new Server();
		server.addService(relayDefinition, { attach: (call: Call) => attach(call) });
		folder = mkdtempSync(join(tmpdir(), 'faultline-grpc-'));
	});
	afterEach(() => {
		server.forceShutdown();
		rmSync(folder, { recursive: true, force: true });
	});

	const listen = (address: string): Promise<string> =>
		new Promise((resolve, reject) => {
			server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
				if (error === null) resolve(address.replace(/:0$/, `:${port}`));
				else reject(error);
			});
		});

	it.each(['127.0.0.1:0', 'localhost:0', 'unix'])(
		'carries messages both ways over %s',
		async (kind) => {
			const atHost = new Received();
			attach = (call) => {
				call.on('data', (message: Buffer) => {
					atHost.add(message.toString());
					call.write(Buffer.from(`re: ${message}`));
				});
				call.on('end', () => call.end());
			};
			const address = await listen(kind === 'unix' ? `unix:${join(folder, 'socket')}` : kind);
			const transport = connectGrpc(address);
			expect(transport.peer).toBe(address);
			const atAgent = new Received().open(transport);
			transport.send(Buffer.from('one'));
			transport.send(new TextEncoder().encode('two'));
			await atAgent.count(2);
			expect(atHost.messages).toEqual(['one', 'two']);
			expect(atAgent.messages).toEqual(['re: one', 're: two']);
			transport.close();
			expect(await atAgent.closed).toBeUndefined();
			expect(transport.writable).toBe(true);
			expect(transport.send(Buffer.from('late'))).toBe(true);
			transport.close();
		},
	);

	it('says when to wait, and when there is room again', async () => {
		let host: Call | undefined;
		const called = new Promise<void>((resolve) => {
			attach = (call) => {
				host = call;
				call.on('end', () => call.end());
				resolve();
			};
		});
		const transport = connectGrpc(await listen('127.0.0.1:0'));
		const atAgent = new Received().open(transport);
		await called;
		const message = Buffer.alloc(64 * 1024);
		let sent = 0;
		while (transport.writable) {
			transport.send(message);
			sent++;
		}
		expect(sent).toBeLessThan(100);
		const atHost = new Received();
		host?.on('data', (bytes: Buffer) => atHost.add(String(bytes.length)));
		await atHost.count(sent);
		transport.close();
		await atAgent.closed;
		expect(atAgent.drains).toBeGreaterThan(0);
	});

	it('takes messages of the largest size that a host can be set to, and somewhat more', async () => {
		attach = (call) => {
			call.write(Buffer.alloc(MAX_MESSAGE_BYTES));
			call.write(Buffer.alloc(MAX_MESSAGE_BYTES + 1024 * 1024 + 1));
		};
		const atAgent = new Received().open(connectGrpc(await listen('127.0.0.1:0')));
		expect(await atAgent.closed).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
		expect(atAgent.messages.map(({ length }) => length)).toEqual([MAX_MESSAGE_BYTES]);
	});

	it.each([
		[status.UNAVAILABLE, 'UNAVAILABLE'],
		[status.INTERNAL, 'UNAVAILABLE'],
		[status.UNIMPLEMENTED, 'PROTOCOL_VERSION'],
		[status.UNAUTHENTICATED, 'ACCESS_DENIED'],
		[status.PERMISSION_DENIED, 'ACCESS_DENIED'],
		[status.DEADLINE_EXCEEDED, 'TIMEOUT'],
		[status.RESOURCE_EXHAUSTED, 'RESOURCE_EXHAUSTED'],
		[status.INVALID_ARGUMENT, 'MALFORMED_MESSAGE'],
	])('tells of a call that ends with status %i as %s', async (code, expected) => {
		attach = (call) => call.emit('error', { code, details: 'because' });
		const transport = connectGrpc(await listen('127.0.0.1:0'));
		const reason = await new Received().open(transport).closed;
		expect(reason).toEqual({ code: expected, message: `${transport.peer}: because` });
	});

	it('tells of an end in good order without a reason, and of a server that dies as UNAVAILABLE', async () => {
		attach = (call) => call.end();
		const address = await listen('127.0.0.1:0');
		expect(await new Received().open(connectGrpc(address)).closed).toBeUndefined();
		attach = () => server.forceShutdown();
		expect(await new Received().open(connectGrpc(address)).closed).toMatchObject({
			code: 'UNAVAILABLE',
		});
		expect(await new Received().open(connectGrpc(address)).closed).toMatchObject({
			code: 'UNAVAILABLE',
		});
	});

	it('breaks the call off when it is closed for a reason, or twice', async () => {
		const ends: string[] = [];
		attach = (call) => {
			call.on('cancelled', () => ends.push('cancelled'));
			call.on('data', () => {});
		};
		const address = await listen('127.0.0.1:0');
		const first = connectGrpc(address);
		const atFirst = new Received().open(first);
		first.close({ code: 'HEARTBEAT_LOST', message: 'silence' });
		expect(await atFirst.closed).toMatchObject({ code: 'UNAVAILABLE' });
		const second = connectGrpc(address);
		const atSecond = new Received().open(second);
		second.close();
		second.close();
		expect(await atSecond.closed).toMatchObject({ code: 'UNAVAILABLE' });
	});

	it('sends nothing before it is opened, which happens once', async () => {
		let calls = 0;
		attach = (call) => {
			calls++;
			call.on('end', () => call.end());
			call.resume();
		};
		const transport = connectGrpc(await listen('127.0.0.1:0'));
		expect(transport.send(Buffer.from('early'))).toBe(true);
		const received = new Received().open(transport);
		expect(() => new Received().open(transport)).toThrow('before');
		transport.close();
		await received.closed;
		expect(calls).toBe(1);
		const never = connectGrpc(transport.peer);
		never.close();
		expect(never.writable).toBe(true);
	});

	const refusal = (act: () => unknown): unknown => {
		try {
			act();
		} catch (error) {
			return (error as { code?: unknown }).code;
		}
		return undefined;
	};

	it('sends plaintext beyond loopback and Unix sockets only when asked to', () => {
		for (const address of [
			'192.0.2.1:7700',
			'example.org:7700',
			'[2001:db8::1]:7700',
			'128.0.0.1:1',
		])
			expect(refusal(() => connectGrpc(address))).toBe('INSECURE');
		for (const address of [
			'127.0.0.1:7700',
			'127.8.8.8:1',
			'localhost:7700',
			'[::1]:7700',
			'unix:/tmp/x',
		])
			expect(refusal(() => connectGrpc(address).close())).toBeUndefined();
		expect(
			refusal(() => connectGrpc('192.0.2.1:7700', { insecure: true }).close()),
		).toBeUndefined();
	});

	it.each([
		'',
		'localhost',
		'127.0.0.1:',
		':7700',
		'127.0.0.1:0',
		'127.0.0.1:65536',
		'::1:7700',
		'unix:',
		'http://x:80',
	])('refuses the address "%s"', (address) => {
		expect(refusal(() => connectGrpc(address, { insecure: true }))).toBe('ADDRESS');
	});
});
