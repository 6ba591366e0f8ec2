import { EventEmitter } from 'node:events';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ControlTarget, controlService } from '../../../src/host/rpc/control-service.js';

const HOUR_MS = 3_600_000;

/** A streaming call as the handlers use it. */
class FakeCall extends EventEmitter {
	readonly request: object;
	readonly writableNeedDrain = false;
	readonly written: { host?: { refused?: number } }[] = [];
	error: { code?: number; details?: string } | undefined;

	constructor(request: object) {
		super();
		this.request = request;
		this.on('error', (error: { code: number }) => {
			this.error = error;
		});
	}

	write(message: object): boolean {
		this.written.push(message);
		return true;
	}
}

const PROCESS = {
	heapBytes: 1,
	externalBytes: 2,
	residentBytes: 3,
	openHandles: 4,
	eventLoopP99Ms: 0.5,
};

/** The service over a host of which only what a test names is there. */
function serviceOver(target: Partial<ControlTarget>) {
	const service = controlService(
		{
			devices: () => [],
			guests: () => [],
			host: () => ({ refused: 5 }),
			uptimeSeconds: () => 1,
			...target,
		} as ControlTarget,
		{ read: () => PROCESS },
	);
	return {
		watch(intervalMs = 0): FakeCall {
			const call = new FakeCall({ intervalMs });
			(service['watch'] as unknown as (call: FakeCall) => void)(call);
			return call;
		},
		unary(method: string, request: object): Promise<{ host?: object; pages?: number }> {
			return new Promise((resolve, reject) => {
				const handler = service[method] as unknown as (
					call: object,
					done: (error: object | null, response: object) => void,
				) => void;
				handler({ request }, (error, response) => {
					if (error === null) resolve(response);
					else reject(error);
				});
			});
		},
	};
}

describe('the times that calls set', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	test('a watch has an interval of 50 ms to an hour, whatever it asks for', () => {
		const service = serviceOver({});
		const rare = service.watch(2 ** 32 - 1);
		expect(rare.written).toHaveLength(1);
		vi.advanceTimersByTime(HOUR_MS - 1);
		expect(rare.written).toHaveLength(1);
		vi.advanceTimersByTime(1);
		expect(rare.written).toHaveLength(2);
		rare.emit('cancelled');
		const often = service.watch(1);
		vi.advanceTimersByTime(100);
		expect(often.written).toHaveLength(3);
		expect(rare.written).toHaveLength(2);
	});

	test('a sync waits an hour at most, and 60 s when nothing is said', async () => {
		const asked: [number, boolean][] = [];
		const service = serviceOver({
			sync: async (_guest, timeoutMs, evict) => {
				asked.push([timeoutMs, evict]);
				return 3;
			},
		});
		await service.unary('syncGuest', { guest: 'a', timeoutMs: 2 ** 32 - 1, evict: false });
		await service.unary('syncGuest', { guest: 'a', timeoutMs: 0, evict: true });
		expect(asked).toEqual([
			[HOUR_MS, false],
			[60_000, true],
		]);
	});
});

describe('the calls that are open', () => {
	test('are at most 256 watches; one that ends makes room, once', () => {
		const service = serviceOver({});
		const calls = Array.from({ length: 256 }, () => service.watch());
		const further = service.watch();
		expect(further.error).toMatchObject({
			code: status.RESOURCE_EXHAUSTED,
			details: '256 watches are open already, which is the bound',
		});
		expect(further.written).toEqual([]);
		for (const event of ['cancelled', 'close']) calls[0]?.emit(event);
		const next = service.watch();
		expect(next.written).toHaveLength(1);
		expect(service.watch().error?.code).toBe(status.RESOURCE_EXHAUSTED);
		for (const call of [...calls, next]) call.emit('close');
	});

	test('are at most 16 syncs of one guest, however they end', async () => {
		const ends: ((error?: Error) => void)[] = [];
		const service = serviceOver({
			sync: () =>
				new Promise((resolve, reject) => {
					ends.push((error) => (error === undefined ? resolve(1) : reject(error)));
				}),
		});
		const sync = (guest: string) => service.unary('syncGuest', { guest, timeoutMs: 1000 });
		const open = Array.from({ length: 16 }, () => sync('a'));
		await expect(sync('a')).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
		const other = sync('b');
		await Promise.resolve();
		expect(ends).toHaveLength(17);
		ends[0]?.();
		ends[1]?.(new Error('lost'));
		expect(await open[0]).toEqual({ pages: 1 });
		await expect(open[1]).rejects.toMatchObject({ details: 'lost' });
		open.push(sync('a'), sync('a'));
		await expect(sync('a')).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
		for (const end of ends) end();
		await Promise.all([other, ...open.slice(2)]);
	});
});

test('the status of the host comes by itself and with each snapshot', async () => {
	const service = serviceOver({});
	expect(await service.unary('getHost', {})).toEqual({ host: { refused: 5, ...PROCESS } });
	const call = service.watch();
	expect(call.written[0]?.host).toEqual({ refused: 5, ...PROCESS });
	call.emit('close');
});
