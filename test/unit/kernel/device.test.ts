import { describe, expect, it } from 'vitest';
import { type Device, DeviceRegistry } from '../../../src/host/kernel/device.js';
import { Errno, errnoName } from '../../../src/host/kernel/errno.js';
import { FakeSource } from '../../support/fake-source.js';

const config = (name: string, sourceId: number) =>
	({ name, bus: 'pci', sourceId, outstanding: 8 }) as const;

describe('the device registry', () => {
	it('finds devices by name and by index', () => {
		const registry = new DeviceRegistry(4);
		const source = new FakeSource();
		const a = registry.add(config('a', 1), source) as Device;
		const b = registry.add(config('b', 2), source) as Device;
		expect([a.index, b.index]).toEqual([0, 1]);
		expect(registry.get('b')).toBe(b);
		expect(registry.at(0)).toBe(a);
		expect(registry.get('c')).toBeUndefined();
		expect([...registry.all()]).toEqual([a, b]);
		expect(registry.size).toBe(2);
	});

	it('refuses a name or a source id that is taken, and more devices than fit', () => {
		const registry = new DeviceRegistry(2);
		const source = new FakeSource();
		registry.add(config('a', 1), source);
		expect(registry.add(config('a', 2), source)).toBe('name-taken');
		expect(registry.add(config('b', 1), source)).toBe('source-id-taken');
		// The same source id behind another IOMMU is another device.
		expect(registry.add(config('b', 1), new FakeSource())).toBeTypeOf('object');
		expect(registry.add(config('c', 3), source)).toBe('full');
		expect(registry.size).toBe(2);
	});

	it('lets go only of a device that nobody else refers to, and then reuses its index', () => {
		const registry = new DeviceRegistry(2);
		const source = new FakeSource();
		const a = registry.add(config('a', 1), source) as Device;
		a.get();
		expect(registry.remove(a)).toBe('referenced');
		expect(registry.get('a')).toBe(a);
		a.put();
		expect(registry.remove(a)).toBe('ok');
		expect(a.references).toBe(0);
		expect(registry.remove(a)).toBe('unknown');
		expect(registry.at(0)).toBeUndefined();
		const b = registry.add(config('b', 1), source) as Device;
		expect(b.index).toBe(0);
	});

	it('withdraws a device that others refer to: its name is free now, its row and source id with the last reference', () => {
		const registry = new DeviceRegistry(2);
		const source = new FakeSource();
		const a = registry.add(config('a', 1), source) as Device;
		a.get();
		a.get();
		let freed = 0;
		expect(registry.withdraw(a, () => freed++)).toBe('ok');
		expect(registry.withdraw(a)).toBe('unknown');
		expect(registry.remove(a)).toBe('unknown');
		expect([registry.get('a'), registry.at(0), [...registry.all()]]).toEqual([undefined, a, []]);
		// The row is taken still: whoever comes gets another, and at most as many as there may be.
		expect(registry.add(config('a', 1), source)).toBe('source-id-taken');
		const second = registry.add(config('a', 2), source) as Device;
		expect(second.index).toBe(1);
		expect(registry.add(config('c', 3), source)).toBe('full');
		a.put();
		expect([freed, registry.at(0)]).toEqual([0, a]);
		a.put();
		expect([freed, registry.at(0), a.references]).toEqual([1, undefined, 0]);
		const third = registry.add(config('d', 1), source) as Device;
		expect([third.index, registry.size]).toEqual([0, 2]);
		expect(() => a.put()).toThrow(RangeError);
		expect(freed).toBe(1);
	});

	it('withdraws one that nobody refers to at once', () => {
		const registry = new DeviceRegistry(1);
		const a = registry.add(config('a', 1), new FakeSource()) as Device;
		let freed = 0;
		registry.withdraw(a, () => freed++);
		expect([freed, registry.at(0)]).toEqual([1, undefined]);
	});

	it('throws when a reference is returned that nobody took', () => {
		const registry = new DeviceRegistry(1);
		const a = registry.add(config('a', 1), new FakeSource()) as Device;
		registry.remove(a);
		expect(() => a.put()).toThrow(RangeError);
	});
});

describe('errnoName', () => {
	it('names what it knows and shows what it does not', () => {
		expect(errnoName(Errno.EBUSY)).toBe('EBUSY');
		expect(errnoName(0)).toBe('OK');
		expect(errnoName(-9)).toBe('errno -9');
	});
});
