import { EventEmitter } from 'node:events';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ServerTransport } from '../../../src/host/rpc/server-transport.js';

/** A call of grpc-js as far as a transport uses it; takes one message before it is full. */
class FakeCall extends EventEmitter {
	readonly written: string[] = [];
	ended = 0;
	flow: string[] = [];

	pause(): void {
		this.flow.push('pause');
	}

	resume(): void {
		this.flow.push('resume');
	}

	getPeer(): string {
		return 'peer:1';
	}

	write(message: Buffer): boolean {
		this.written.push(message.toString());
		return this.written.length < 2;
	}

	end(): void {
		this.ended++;
	}
}

function setUp() {
	const call = new FakeCall();
	const told: string[] = [];
	const transport = new ServerTransport(
		call as unknown as ServerDuplexStream<Buffer, Buffer>,
		'faultline://guest/a',
		() => told.push('abort'),
	);
	transport.open({
		onMessage: (bytes) => told.push(`message ${Buffer.from(bytes).toString()}`),
		onDrain: () => told.push(`drain ${transport.writable}`),
		onClose: (reason) => told.push(`close ${reason?.code ?? 'in order'}`),
	});
	return { call, transport, told };
}

describe('an Attach call as a transport', () => {
	it('is not writable from a full buffer until the drain, which is told', () => {
		const { call, transport, told } = setUp();
		expect(transport.send(Buffer.from('a'))).toBe(true);
		expect(transport.writable).toBe(true);
		expect(transport.send(Buffer.from('b'))).toBe(false);
		expect(transport.writable).toBe(false);
		call.emit('drain');
		expect(transport.writable).toBe(true);
		expect(told).toEqual(['drain true']);
		expect(call.written).toEqual(['a', 'b']);
	});

	it.each([
		['end', 'close in order', 1],
		['cancelled', 'close UNAVAILABLE', 0],
		['error', 'close UNAVAILABLE', 0],
	])(
		'is over with "%s", once; then it takes nothing and holds nobody up',
		(event, close, ended) => {
			const { call, transport, told } = setUp();
			transport.send(Buffer.from('a'));
			transport.send(Buffer.from('b'));
			call.emit('data', Buffer.from('hello'));
			call.emit(event, new Error('as planned'));
			for (const more of ['cancelled', 'error', 'end', 'drain', 'data'])
				call.emit(more, Buffer.from('late'));
			expect(told).toEqual(['message hello', close]);
			expect(transport.writable).toBe(true);
			expect(transport.send(Buffer.from('c'))).toBe(true);
			expect(call.written).toEqual(['a', 'b']);
			expect(call.ended).toBeGreaterThanOrEqual(ended);
		},
	);

	it.each(['end', 'cancelled', 'close'])(
		'that takes nothing for a while is let go by "%s", so that the call can be closed',
		(event) => {
			const { call, transport } = setUp();
			transport.pause();
			transport.pause();
			transport.resume();
			transport.resume();
			transport.pause();
			if (event === 'close') transport.close();
			else call.emit(event);
			transport.pause();
			expect(call.flow).toEqual(['pause', 'resume', 'pause', 'resume']);
		},
	);

	it('that the host closes hands on nothing that comes after', () => {
		const { call, transport, told } = setUp();
		transport.close();
		transport.close();
		for (const event of ['data', 'drain', 'cancelled', 'end'])
			call.emit(event, Buffer.from('late'));
		expect(told).toEqual([]);
		expect(call.ended).toBeGreaterThanOrEqual(1);
	});

	it('is cut off when the agent does not take the end of it, and not when it does', () => {
		vi.useFakeTimers();
		onTestFinished(() => void vi.useRealTimers());
		const stuck = setUp();
		stuck.transport.close({ code: 'TIMEOUT', message: 'as planned' });
		const taken = setUp();
		taken.call.emit('end');
		taken.call.emit('close');
		vi.advanceTimersByTime(60_000);
		expect(stuck.told).toEqual(['abort']);
		expect(taken.told).toEqual(['close in order']);
	});
});
