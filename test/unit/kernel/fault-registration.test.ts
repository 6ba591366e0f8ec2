import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/host/kernel/device.js';
import { DeviceRegistry } from '../../../src/host/kernel/device.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { FaultCore } from '../../../src/host/kernel/fault-core.js';
import { FaultBench, pageRequest, RecordingHandler } from '../../support/fake-source.js';

const options = { responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID };

interface Row {
	readonly when: string;
	/** Brings about the condition; returns the device to try. */
	readonly given: (bench: FaultBench) => Device;
	readonly result: Errno;
}

/** A served device with a group pending. */
function withPending(bench: FaultBench): Device {
	const device = bench.served();
	bench.core.reportDeviceFault(device, pageRequest(1, 10, { last: false }));
	bench.core.reportDeviceFault(device, pageRequest(2, 20));
	return device;
}

function enabled(bench: FaultBench): Device {
	const device = bench.device();
	bench.core.enableDevice(device, options);
	return device;
}

describe('enableDevice', () => {
	it('takes one reference, and disableDevice returns it', () => {
		const bench = new FaultBench();
		const device = bench.device();
		expect(bench.core.enableDevice(device, options)).toBe(Errno.OK);
		expect(device.references).toBe(2);
		expect(bench.core.disableDevice(device)).toBe(Errno.OK);
		expect(device.references).toBe(1);
		expect(bench.core.enableDevice(device, options)).toBe(Errno.OK);
	});

	const refused: [string, Partial<typeof options>, Errno][] = [
		['a negative deadline', { responseDeadlineMs: -1 }, Errno.EINVAL],
		['a deadline that no timer can wait', { responseDeadlineMs: 2 ** 31 }, Errno.EINVAL],
		['a deadline that is no number', { responseDeadlineMs: Number.NaN }, Errno.EINVAL],
		['SUCCESS at expiry', { onExpiry: ResponseCode.SUCCESS as never }, Errno.EINVAL],
		['an unknown code at expiry', { onExpiry: 15 as never }, Errno.EINVAL],
	];
	it.each(refused)('refuses %s and changes nothing', (_what, wrong, result) => {
		const bench = new FaultBench();
		const device = bench.device();
		expect(bench.core.enableDevice(device, { ...options, ...wrong })).toBe(result);
		expect(device.references).toBe(1);
		expect(bench.core.registerDeviceFaultHandler(device, bench.handler)).toBe(Errno.EINVAL);
	});

	it('gets EBUSY the second time and leaves the first in force', () => {
		const bench = new FaultBench();
		const device = bench.served({ deadlineMs: 100 });
		const before = bench.state(device);
		expect(bench.core.enableDevice(device, options)).toBe(Errno.EBUSY);
		expect(bench.state(device)).toEqual(before);
		bench.core.reportDeviceFault(device, pageRequest(1, 10));
		bench.clock.advance(100);
		expect(bench.handler.gone).toHaveLength(1);
	});

	it('gets ENODEV for a device that left the registry', () => {
		const bench = new FaultBench();
		const registry = new DeviceRegistry(1);
		const config = { name: 'a', bus: 'pci', sourceId: 1, outstanding: 1 } as const;
		const device = registry.add(config, bench.source) as Device;
		registry.remove(device);
		expect(bench.core.enableDevice(device, options)).toBe(Errno.ENODEV);
		expect(device.references).toBe(0);
	});

	it('keeps the device in the registry while it is enabled', () => {
		const bench = new FaultBench();
		const registry = new DeviceRegistry(1);
		const config = { name: 'a', bus: 'pci', sourceId: 1, outstanding: 1 } as const;
		const device = registry.add(config, bench.source) as Device;
		bench.core.enableDevice(device, options);
		expect(registry.remove(device)).toBe('referenced');
		bench.core.disableDevice(device);
		expect(registry.remove(device)).toBe('ok');
	});

	it('throws when two devices claim one index, for that is a bug of the registry', () => {
		const bench = new FaultBench();
		bench.served();
		const other = bench.device({ name: 'other' }, 0);
		expect(() => bench.core.enableDevice(other, options)).toThrow(RangeError);
	});
});

describe('disableDevice', () => {
	const rows: Row[] = [
		{ when: 'never seen', given: (bench) => bench.device(), result: Errno.ENODEV },
		{
			when: 'disabled already',
			given: (bench) => {
				const device = bench.served();
				bench.core.disableDevice(device);
				return device;
			},
			result: Errno.ENODEV,
		},
	];
	it.each(rows)('device $when: $result, nothing changes', ({ given, result }) => {
		const bench = new FaultBench();
		const device = given(bench);
		const before = bench.state(device);
		expect(bench.core.disableDevice(device)).toBe(result);
		expect(bench.state(device)).toEqual(before);
	});
});

describe('registerDeviceFaultHandler', () => {
	const rows: Row[] = [
		{ when: 'never enabled', given: (bench) => bench.device(), result: Errno.EINVAL },
		{
			when: 'disabled again',
			given: (bench) => {
				const device = bench.served();
				bench.core.disableDevice(device);
				return device;
			},
			result: Errno.EINVAL,
		},
		{ when: 'with a handler', given: (bench) => bench.served(), result: Errno.EBUSY },
		{ when: 'with a handler and pending groups', given: withPending, result: Errno.EBUSY },
		{
			when: 'enabled, but all handlers are taken',
			given: (bench) => {
				bench.served();
				return enabled(bench);
			},
			result: Errno.ENOMEM,
		},
	];
	it.each(rows)('device $when: $result, nothing changes', ({ given, result }) => {
		const bench = new FaultBench({ handlers: 1 });
		const device = given(bench);
		const before = bench.state(device);
		const handler = new RecordingHandler(bench.core);
		expect(bench.core.registerDeviceFaultHandler(device, handler)).toBe(result);
		expect(bench.state(device)).toEqual(before);
	});

	it('takes one reference, and makes the handler the one that is called', () => {
		const bench = new FaultBench();
		const device = enabled(bench);
		expect(bench.core.registerDeviceFaultHandler(device, bench.handler)).toBe(Errno.OK);
		expect(device.references).toBe(3);
		expect(bench.core.handlerOf(device)).toBe(bench.handler);
		bench.core.reportDeviceFault(device, pageRequest(1, 10));
		expect(bench.handler.groups).toHaveLength(1);
	});

	it('has room again after a handler was unregistered or its device disabled', () => {
		const bench = new FaultBench({ handlers: 1 });
		const first = bench.served();
		const second = enabled(bench);
		bench.core.unregisterDeviceFaultHandler(first);
		expect(bench.core.registerDeviceFaultHandler(second, bench.handler)).toBe(Errno.OK);
		bench.core.disableDevice(second);
		expect(bench.core.registerDeviceFaultHandler(first, bench.handler)).toBe(Errno.OK);
	});
});

describe('unregisterDeviceFaultHandler', () => {
	const rows: Row[] = [
		{ when: 'never enabled', given: (bench) => bench.device(), result: Errno.EINVAL },
		{ when: 'enabled without handler', given: enabled, result: Errno.OK },
		{ when: 'with pending groups', given: withPending, result: Errno.EBUSY },
	];
	it.each(rows)('device $when: $result, nothing changes', ({ given, result }) => {
		const bench = new FaultBench();
		const device = given(bench);
		const before = bench.state(device);
		expect(bench.core.unregisterDeviceFaultHandler(device)).toBe(result);
		expect(bench.state(device)).toEqual(before);
	});

	it('returns the reference, drops partials unanswered, and may be repeated', () => {
		const bench = new FaultBench();
		const device = bench.served();
		bench.core.reportDeviceFault(device, pageRequest(1, 10, { last: false }));
		expect(bench.core.unregisterDeviceFaultHandler(device)).toBe(Errno.OK);
		expect(bench.core.unregisterDeviceFaultHandler(device)).toBe(Errno.OK);
		expect(device.references).toBe(2);
		expect(bench.core.handlerOf(device)).toBeUndefined();
		expect(bench.core.partialCount(device)).toBe(0);
		expect(bench.core.counters(device).partialsDropped).toBe(1);
		expect(bench.core.requestsHeld).toBe(0);
		expect(bench.source.responses).toEqual([]);
	});

	it('leaves nothing of the old owner to the next', () => {
		const bench = new FaultBench();
		const device = bench.served();
		bench.core.reportDeviceFault(device, pageRequest(1, 10, { last: false }));
		bench.core.unregisterDeviceFaultHandler(device);
		const next = new RecordingHandler(bench.core);
		bench.core.registerDeviceFaultHandler(device, next);
		bench.core.reportDeviceFault(device, pageRequest(1, 11));
		expect(next.groups.map((g) => g.pages)).toEqual([[11]]);
		expect(bench.handler.groups).toEqual([]);
	});
});

describe('from inside a handler', () => {
	it.each(['pageRequest', 'unrecoverable', 'retired'])('%s: the owner cannot change', (call) => {
		const bench = new FaultBench();
		const { core, handler } = bench;
		const device = bench.served({ deadlineMs: 50 });
		const results: Errno[] = [];
		const attempt = () => {
			expect(core.inHandler(device)).toBe(true);
			results.push(
				core.registerDeviceFaultHandler(device, handler),
				core.unregisterDeviceFaultHandler(device),
				core.disableDevice(device),
				core.enableDevice(device, options),
			);
			return Errno.OK;
		};
		const fault = pageRequest(1, 10);
		if (call === 'pageRequest') handler.decide = attempt;
		else if (call === 'retired') handler.onRetired = attempt;
		else {
			fault.type = 1;
			handler.unrecoverable = attempt;
		}
		core.reportDeviceFault(device, fault);
		bench.clock.advance(50);
		expect(results).toEqual([Errno.EBUSY, Errno.EBUSY, Errno.EBUSY, Errno.EBUSY]);
		expect(core.inHandler(device)).toBe(false);
		expect(core.handlerOf(device)).toBe(handler);
		expect(device.references).toBe(3);
	});

	it('other devices may change their owner', () => {
		const bench = new FaultBench();
		const device = bench.served();
		const other = bench.served();
		bench.handler.decide = () => bench.core.disableDevice(other);
		bench.core.reportDeviceFault(device, pageRequest(1, 10));
		expect(bench.core.pendingCount(device)).toBe(1);
		expect(other.references).toBe(1);
	});
});

describe('bounds of the core', () => {
	it.each([0, -1, 1.5, Number.NaN, 2 ** 29])('%d rows cannot be had', (rows) => {
		const { clock } = new FaultBench();
		expect(() => new FaultCore({ clock, maxPendingGroups: rows, maxRequests: 1 })).toThrow(
			RangeError,
		);
		expect(() => new FaultCore({ clock, maxPendingGroups: 1, maxRequests: rows })).toThrow(
			RangeError,
		);
	});
});
