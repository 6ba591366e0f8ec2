import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/host/kernel/device.js';
import { type DeviceDriver, DriverBinding } from '../../../src/host/kernel/driver-binding.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import type { FaultCore } from '../../../src/host/kernel/fault-core.js';
import { FaultBench, pageRequest, RecordingHandler } from '../../support/fake-source.js';

/** A driver that does what its kind does: enables and registers, or the reverse. */
class TestDriver implements DeviceDriver {
	readonly name: string;
	readonly handler: RecordingHandler;
	readonly calls: string[] = [];
	/** What `remove` leaves undone. */
	forgetful = false;
	refuses: Errno = Errno.OK;
	onProbe: (device: Device) => void = () => {};
	onRemove: (device: Device) => void = () => {};
	readonly #core: FaultCore;

	constructor(name: string, core: FaultCore) {
		this.name = name;
		this.#core = core;
		this.handler = new RecordingHandler(core);
	}

	probe(device: Device): Errno {
		this.calls.push(`probe ${device.name}`);
		this.onProbe(device);
		if (this.refuses !== Errno.OK) return this.refuses;
		this.#core.enableDevice(device, { responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID });
		return this.#core.registerDeviceFaultHandler(device, this.handler);
	}

	remove(device: Device): void {
		this.calls.push(`remove ${device.name}`);
		this.onRemove(device);
		if (!this.forgetful) this.#core.disableDevice(device);
	}
}

function bound() {
	const bench = new FaultBench();
	const binding = new DriverBinding(bench.core);
	const device = bench.device();
	const driver = new TestDriver('first', bench.core);
	expect(binding.bind(device, driver)).toBe(Errno.OK);
	return { bench, core: bench.core, binding, device, driver };
}

describe('bind', () => {
	it('asks the driver, takes a reference and starts a generation', () => {
		const { bench, binding, device, driver } = bound();
		expect(driver.calls).toEqual(['probe dev0']);
		expect(binding.driverOf(device)).toBe(driver);
		expect(binding.generation(device)).toBe(1);
		// The registry's, the binding's, and two of the fault core.
		expect(device.references).toBe(4);
		const stranger = bench.device();
		expect(binding.driverOf(stranger)).toBeUndefined();
		expect(binding.generation(stranger)).toBe(0);
	});

	it('gets EBUSY while a driver is bound, the same or another, without asking it', () => {
		const { bench, core, binding, device, driver } = bound();
		const other = new TestDriver('other', core);
		const before = bench.state(device);
		expect(binding.bind(device, other)).toBe(Errno.EBUSY);
		expect(binding.bind(device, driver)).toBe(Errno.EBUSY);
		expect(other.calls).toEqual([]);
		expect(driver.calls).toHaveLength(1);
		expect(binding.driverOf(device)).toBe(driver);
		expect(binding.generation(device)).toBe(1);
		expect(bench.state(device)).toEqual(before);
	});

	it('hands on what a driver that refuses returned, and nothing has changed', () => {
		const bench = new FaultBench();
		const binding = new DriverBinding(bench.core);
		const device = bench.device();
		const driver = new TestDriver('first', bench.core);
		driver.refuses = Errno.ENODEV;
		const before = bench.state(device);
		expect(binding.bind(device, driver)).toBe(Errno.ENODEV);
		expect(bench.state(device)).toEqual(before);
		expect(binding.driverOf(device)).toBeUndefined();
		expect(binding.generation(device)).toBe(0);
		driver.refuses = Errno.OK;
		expect(binding.bind(device, driver)).toBe(Errno.OK);
	});

	it('unregisters what a driver that refuses left registered', () => {
		const bench = new FaultBench();
		const binding = new DriverBinding(bench.core);
		const device = bench.device();
		const options = { responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID };
		bench.core.enableDevice(device, options);
		const driver = new TestDriver('first', bench.core);
		driver.refuses = Errno.ENOMEM;
		driver.onProbe = () => {
			bench.core.registerDeviceFaultHandler(device, driver.handler);
			bench.core.reportDeviceFault(device, pageRequest(1, 1));
		};
		expect(binding.bind(device, driver)).toBe(Errno.ENOMEM);
		expect(bench.core.handlerOf(device)).toBeUndefined();
		expect(bench.source.responses.map((r) => r.code)).toEqual([ResponseCode.INVALID]);
		expect(device.references).toBe(2);
		expect(binding.evictions).toBe(1);
	});
});

describe('unbind', () => {
	it('asks the driver, returns the reference and ends the generation', () => {
		const { core, binding, device, driver } = bound();
		expect(binding.unbind(device)).toBe(Errno.OK);
		expect(driver.calls).toEqual(['probe dev0', 'remove dev0']);
		expect(binding.driverOf(device)).toBeUndefined();
		expect(binding.generation(device)).toBe(2);
		expect(core.handlerOf(device)).toBeUndefined();
		expect(device.references).toBe(1);
		expect(binding.evictions).toBe(0);
	});

	it('gets ENODEV without a driver', () => {
		const { binding, device } = bound();
		binding.unbind(device);
		expect(binding.unbind(device)).toBe(Errno.ENODEV);
		expect(binding.generation(device)).toBe(2);
		expect(device.references).toBe(1);
	});

	it('lets no handler outlive its driver: groups are answered, the handler is gone', () => {
		const { bench, core, binding, device, driver } = bound();
		driver.forgetful = true;
		core.reportDeviceFault(device, pageRequest(1, 1));
		core.reportDeviceFault(device, pageRequest(2, 2, { last: false }));
		expect(binding.unbind(device)).toBe(Errno.OK);
		expect(bench.source.responses.map((r) => [r.grpid, r.code])).toEqual([
			[1, ResponseCode.INVALID],
		]);
		expect(bench.source.flushes).toBe(1);
		expect(driver.handler.gone).toHaveLength(1);
		expect(core.handlerOf(device)).toBeUndefined();
		expect(core.partialCount(device)).toBe(0);
		expect(binding.evictions).toBe(1);
		// The device is enabled still, which is the forgetful driver's reference.
		expect(device.references).toBe(2);
	});

	it('hands nothing of the old owner to the next driver', () => {
		const { bench, core, binding, device, driver } = bound();
		core.reportDeviceFault(device, pageRequest(1, 1));
		core.reportDeviceFault(device, pageRequest(2, 2, { last: false }));
		const old = driver.handler.lastId;
		binding.unbind(device);
		const next = new TestDriver('next', core);
		expect(binding.bind(device, next)).toBe(Errno.OK);
		core.reportDeviceFault(device, pageRequest(2, 3));
		expect(next.handler.groups.map((g) => g.pages)).toEqual([[3]]);
		expect(driver.handler.groups).toHaveLength(1);
		expect(core.pageResponse(device, old, ResponseCode.SUCCESS)).toBe(Errno.EINVAL);
		expect(bench.source.responses.map((r) => r.grpid)).toEqual([1]);
		expect(binding.generation(device)).toBe(3);
	});
});

describe('a change of driver', () => {
	it('is not begun while another is under way', () => {
		const { core, binding, device, driver } = bound();
		const other = new TestDriver('other', core);
		const results: Errno[] = [];
		const attempt = () => results.push(binding.bind(device, other), binding.unbind(device));
		driver.onRemove = attempt;
		binding.unbind(device);
		driver.onProbe = attempt;
		binding.bind(device, driver);
		expect(results).toEqual([Errno.EBUSY, Errno.EBUSY, Errno.EBUSY, Errno.EBUSY]);
		expect(other.calls).toEqual([]);
		expect(binding.driverOf(device)).toBe(driver);
	});

	it('is not begun from inside the handler of the device', () => {
		const { bench, core, binding, device, driver } = bound();
		const results: Errno[] = [];
		driver.handler.decide = () => {
			results.push(binding.unbind(device));
			return Errno.OK;
		};
		core.reportDeviceFault(device, pageRequest(1, 1));
		expect(results).toEqual([Errno.EBUSY]);
		expect(driver.calls).toEqual(['probe dev0']);
		expect(binding.driverOf(device)).toBe(driver);
		expect(bench.core.pendingCount(device)).toBe(1);
	});

	it('is not begun from inside a handler that no driver registered', () => {
		const { bench, core, binding, driver } = bound();
		const device = bench.served();
		bench.handler.decide = () => binding.bind(device, driver);
		core.reportDeviceFault(device, pageRequest(1, 1));
		expect(driver.calls).toEqual(['probe dev0']);
		expect(core.handlerOf(device)).toBe(bench.handler);
		expect(core.counters(device)).toMatchObject({ rejected: 1, revoked: 0 });
	});

	it('concerns its own device only, and forgets one that is gone with its index', () => {
		const { bench, core, binding, device, driver } = bound();
		const other = bench.device();
		expect(binding.bind(other, driver)).toBe(Errno.OK);
		binding.unbind(device);
		expect(binding.driverOf(other)).toBe(driver);
		const next = bench.device({ name: 'next' }, device.index);
		expect(binding.generation(next)).toBe(0);
		expect(binding.bind(next, new TestDriver('x', core))).toBe(Errno.OK);
		expect(binding.generation(device)).toBe(0);
	});
});
