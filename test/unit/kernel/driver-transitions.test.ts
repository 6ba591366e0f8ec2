import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/host/kernel/device.js';
import { type DeviceDriver, DriverBinding } from '../../../src/host/kernel/driver-binding.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import type { FaultCore } from '../../../src/host/kernel/fault-core.js';
import { FaultBench, pageRequest, RecordingHandler } from '../../support/fake-source.js';

const POLICY = { responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID };

/** A driver whose removals and resets end when the test says so. */
class SlowDriver implements DeviceDriver {
	readonly name: string;
	readonly handler: RecordingHandler;
	/** Ends what is under way. */
	end: (() => void) | undefined;
	resetStatus: Errno = Errno.OK;
	readonly #core: FaultCore;
	#leaving = false;
	readonly #waiters: (() => void)[] = [];

	constructor(name: string, core: FaultCore) {
		this.name = name;
		this.#core = core;
		this.handler = new RecordingHandler(core);
	}

	probe(device: Device): Errno {
		const errno = this.#core.enableDevice(device, POLICY);
		if (errno !== Errno.OK) return errno;
		return this.#core.registerDeviceFaultHandler(device, this.handler);
	}

	remove(device: Device): void {
		this.#core.retireGroups(device, -1);
		this.#core.unregisterDeviceFaultHandler(device);
		this.#leaving = true;
		this.end = () => {
			this.#leaving = false;
			this.#core.disableDevice(device);
			for (const waiter of this.#waiters.splice(0)) waiter();
		};
	}

	whenFree(_device: Device, done: () => void): void {
		if (this.#leaving) this.#waiters.push(done);
		else done();
	}

	reset(device: Device, done: (errno: Errno) => void): Errno {
		if (this.resetStatus !== Errno.OK) return this.resetStatus;
		this.#core.retireGroups(device, -1);
		this.end = () => done(Errno.OK);
		return Errno.OK;
	}
}

function setUp() {
	const bench = new FaultBench();
	const { core } = bench;
	const binding = new DriverBinding(core);
	const device = bench.device();
	const native = new SlowDriver('native', core);
	const vfio = new SlowDriver('vfio', core);
	return { bench, core, binding, device, native, vfio };
}

describe.each([
	['native', 'vfio'],
	['vfio', 'native'],
] as const)('a device that goes from %s to %s', (from, to) => {
	it('takes no group along, and is not busy for the new owner once it is free', () => {
		const { bench, core, binding, device, ...drivers } = setUp();
		const [old, next] = [drivers[from], drivers[to]];
		expect(binding.bind(device, old)).toBe(Errno.OK);
		for (const grpid of [1, 2]) core.reportDeviceFault(device, pageRequest(grpid, grpid));
		core.reportDeviceFault(device, pageRequest(3, 3, { last: false }));
		const ids = old.handler.groups.map((group) => group.id);
		// Unregistering by itself changes nothing while groups pend.
		const before = bench.state(device);
		expect(core.unregisterDeviceFaultHandler(device)).toBe(Errno.EBUSY);
		expect(bench.state(device)).toEqual(before);

		expect(binding.unbind(device)).toBe(Errno.OK);
		const invalid = (grpid: number) => ({ grpid, code: ResponseCode.INVALID });
		expect(bench.source.responses).toMatchObject([invalid(1), invalid(2)]);
		expect(bench.source.unflushed).toBe(0);
		expect([binding.stateOf(device), binding.driverOf(device)]).toEqual(['leaving', undefined]);
		expect([binding.bind(device, next), binding.unbind(device)]).toEqual([
			Errno.EBUSY,
			Errno.ENODEV,
		]);
		// What the hardware had queued is refused, once, and reaches nobody.
		core.reportDeviceFault(device, pageRequest(4, 4));
		expect(bench.source.responses).toMatchObject([invalid(1), invalid(2), invalid(4)]);

		let free = 0;
		binding.whenSettled(device, () => free++);
		expect(free).toBe(0);
		old.end?.();
		expect([free, binding.stateOf(device), device.references]).toEqual([1, 'none', 1]);
		expect(binding.bind(device, next)).toBe(Errno.OK);
		expect(binding.generation(device)).toBe(3);
		// The partial of the old owner's is not adopted, and its answers are nobody's.
		core.reportDeviceFault(device, pageRequest(3, 33));
		expect(next.handler.groups.map((group) => group.pages)).toEqual([[33]]);
		expect(old.handler.groups).toHaveLength(2);
		for (const id of ids)
			expect(core.pageResponse(device, id, ResponseCode.SUCCESS)).toBe(Errno.EINVAL);
		expect(bench.source.responses).toHaveLength(3);
		expect(binding.evictions).toBe(0);
	});
});

describe('a driver override', () => {
	it('lets one driver bind, by its name, and says nothing to the one that is bound', () => {
		const { binding, device, native, vfio } = setUp();
		binding.bind(device, native);
		binding.setOverride(device, 'vfio');
		expect([binding.driverOf(device), binding.overrideOf(device)]).toEqual([native, 'vfio']);
		binding.unbind(device);
		native.end?.();
		expect(binding.bind(device, native)).toBe(Errno.ENODEV);
		expect([binding.stateOf(device), device.references]).toEqual(['none', 1]);
		expect(binding.bind(device, vfio)).toBe(Errno.OK);
		binding.setOverride(device, undefined);
		binding.unbind(device);
		vfio.end?.();
		expect(binding.bind(device, native)).toBe(Errno.OK);
	});
});

describe('a function reset', () => {
	it('answers what is outstanding once, keeps the driver, and nothing else begins meanwhile', () => {
		const { bench, core, binding, device, native, vfio } = setUp();
		binding.bind(device, native);
		core.reportDeviceFault(device, pageRequest(1, 1));
		const results: Errno[] = [];
		expect(binding.reset(device, (errno) => results.push(errno))).toBe(Errno.OK);
		expect(bench.source.responses).toMatchObject([{ grpid: 1, code: ResponseCode.INVALID }]);
		expect(binding.stateOf(device)).toBe('resetting');
		expect([
			binding.reset(device, () => results.push(Errno.EINVAL)),
			binding.unbind(device),
			binding.bind(device, vfio),
		]).toEqual([Errno.EBUSY, Errno.EBUSY, Errno.EBUSY]);
		native.end?.();
		expect(results).toEqual([Errno.OK]);
		expect([binding.stateOf(device), binding.driverOf(device)]).toEqual(['bound', native]);
		expect(binding.generation(device)).toBe(1);
		core.reportDeviceFault(device, pageRequest(1, 2));
		expect(native.handler.groups).toHaveLength(2);
		expect(bench.source.responses).toHaveLength(1);
	});

	it('needs a driver that can do it, and one that will', () => {
		const { core, binding, device, native } = setUp();
		const never = () => expect.unreachable();
		expect(binding.reset(device, never)).toBe(Errno.ENODEV);
		binding.bind(device, native);
		native.resetStatus = Errno.EAGAIN;
		expect(binding.reset(device, never)).toBe(Errno.EAGAIN);
		expect(binding.stateOf(device)).toBe('bound');
		const inside: Errno[] = [];
		native.handler.decide = () => {
			inside.push(binding.reset(device, never), binding.unplug(device, never));
			return Errno.OK;
		};
		core.reportDeviceFault(device, pageRequest(1, 1));
		expect(inside).toEqual([Errno.EBUSY, Errno.EBUSY]);
		Object.assign(native, { reset: undefined });
		expect(binding.reset(device, never)).toBe(Errno.EOPNOTSUPP);
	});
});

describe('an unplugged device', () => {
	it('loses its driver, its groups are answered, and nothing binds it any more', () => {
		const { bench, core, binding, device, native, vfio } = setUp();
		binding.bind(device, native);
		core.reportDeviceFault(device, pageRequest(1, 1));
		// Nobody is there to take the response: the group is over all the same.
		bench.source.status = Errno.ENODEV;
		let gone = 0;
		expect(binding.unplug(device, () => gone++)).toBe(Errno.OK);
		expect(binding.unplug(device, () => gone++)).toBe(Errno.ENODEV);
		expect([core.pendingCount(device), bench.source.responses.length]).toEqual([0, 1]);
		expect([gone, binding.bind(device, vfio)]).toEqual([0, Errno.ENODEV]);
		native.end?.();
		expect([gone, binding.stateOf(device), device.references]).toEqual([1, 'gone', 1]);
		expect([binding.bind(device, vfio), binding.unbind(device)]).toEqual([
			Errno.ENODEV,
			Errno.ENODEV,
		]);
		expect(binding.reset(device, () => {})).toBe(Errno.ENODEV);
	});

	it('goes when its reset, or the removal of its driver, is over', () => {
		for (const begin of ['reset', 'unbind'] as const) {
			const { binding, device, native } = setUp();
			binding.bind(device, native);
			if (begin === 'reset') binding.reset(device, () => {});
			else binding.unbind(device);
			let gone = 0;
			expect(binding.unplug(device, () => gone++)).toBe(Errno.OK);
			native.end?.();
			if (begin === 'reset') {
				expect([gone, binding.stateOf(device)]).toEqual([0, 'leaving']);
				native.end?.();
			}
			expect([gone, binding.stateOf(device), device.references]).toEqual([1, 'gone', 1]);
		}
	});

	it('without a driver is gone at once; a new one under its row starts anew', () => {
		const { bench, binding, device, native } = setUp();
		binding.setOverride(device, 'vfio');
		let gone = 0;
		binding.unplug(device, () => gone++);
		expect(gone).toBe(1);
		const next = bench.device({ name: 'next' }, device.index);
		expect([binding.overrideOf(next), binding.stateOf(next)]).toEqual([undefined, 'none']);
		expect(binding.bind(next, native)).toBe(Errno.OK);
	});
});
