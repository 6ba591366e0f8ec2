import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { PciFunction } from '../../../src/emulator/endpoint/pci-function.js';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { Device } from '../../../src/host/kernel/device.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import {
	FaultType,
	IommuFault,
	PageRequestFlag,
	ResponseCode,
} from '../../../src/host/kernel/fault.js';
import { FaultCore, GroupOutcome } from '../../../src/host/kernel/fault-core.js';
import { PciControls, priEnabled, priFailed } from '../../../src/host/kernel/pci.js';
import { type PriFamily, SharedPri } from '../../../src/host/kernel/shared-pri.js';
import { FakeIommuDriver } from '../../support/fake-iommu-driver.js';

/** Whose settling waits until the test says so. */
class Source extends FakeIommuDriver {
	readonly settling: (() => void)[] = [];

	override settle(done: () => void): void {
		this.log.push('settle');
		this.settling.push(done);
	}

	settled(): void {
		const done = this.settling.shift();
		if (done === undefined) throw new Error('nobody waits');
		done();
	}
}

/** A physical function and two virtual ones with handlers that leave everything pending. */
function bench() {
	const clock = new VirtualClock();
	const source = new Source();
	const pf = new PciFunction(
		{
			requesterId: 0x100,
			ats: true,
			pri: true,
			pasidWidth: 8,
			priCapacity: 64,
			responsePasidRequired: true,
			virtualFunctions: true,
		},
		new PhysicalMemory(16),
		() => 0,
	);
	const functions = [1, 2].map((n) => pf.addVirtualFunction({ requesterId: 0x100 + n, ats: true }));
	const devices = ['pf', 'vf1', 'vf2', 'other'].map(
		(name, index) =>
			new Device({ name, bus: 'pci', sourceId: 0x100 + index, outstanding: 64 }, index, source),
	) as [Device, Device, Device, Device];
	const controls = new PciControls(pf, () => pf.reset());
	const log: string[] = [];
	const retired: string[] = [];
	const members = devices.slice(0, 3);
	const family: PriFamily = { physical: 'pf', config: pf, controls, members: () => members };
	let shared: SharedPri | undefined;
	const core = new FaultCore({
		clock,
		maxPendingGroups: 64,
		maxRequests: 64,
		onFailure: (device) => shared?.failed(device),
		onUnrecoverable: (device) => shared?.faulted(device),
	});
	shared = new SharedPri({
		...{ core, clock },
		familyOf: (device) => (members.includes(device) ? family : undefined),
		onLog: (message) => log.push(message),
	});
	for (const device of devices) {
		core.enableDevice(device, { responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID });
		core.registerDeviceFaultHandler(device, {
			pageRequest: () => Errno.OK,
			unrecoverable: () => {},
			retired: (from, id, outcome) => {
				retired.push(`${from.name} ${id}`);
				expect(outcome).toBe(GroupOutcome.REVOKED);
			},
		});
	}
	controls.enable(64);
	const report = (device: Device, grpid: number, flags: number = PageRequestFlag.LAST_PAGE) => {
		const fault = new IommuFault();
		fault.type = FaultType.PAGE_REQUEST;
		fault.flags = flags;
		fault.grpid = grpid;
		return core.reportDeviceFault(device, fault);
	};
	/** The core answers the device's newest group FAILURE, and the hardware takes it. */
	const fail = (device: Device, at: PciFunction) => {
		const id = core.groups.id(core.groups.oldest(device.index));
		core.pageResponse(device, id, ResponseCode.FAILURE);
		at.pageResponse(-1, 0, 0xf);
	};
	return { clock, source, pf, functions, devices, core, controls, log, retired, report, fail };
}

describe('a Response Failure to one of several functions that share PRI', () => {
	it('has the groups of all retired between two settlings, and then PRI enabled again', () => {
		const { clock, source, pf, functions, devices, core, log, retired, report, fail } = bench();
		const [physical, vf1, vf2, other] = devices;
		for (const device of devices) report(device, 5);
		report(vf2, 6, 0);
		fail(vf1, functions[0]!);
		expect([priEnabled(pf), priFailed(pf)]).toEqual([false, true]);
		expect(source.takeLog()).toEqual(['respond vf1 5 FAILURE']);
		clock.turn();
		expect(source.takeLog()).toEqual(['settle']);
		// Reported in the meantime: it was sent before the interface stopped.
		report(vf2, 7);
		expect(retired).toEqual([]);
		source.settled();
		expect(source.takeLog()).toEqual([
			'respond pf 5 INVALID',
			'respond vf2 5 INVALID',
			'respond vf2 7 INVALID',
			'settle',
		]);
		expect(retired.map((each) => each.split(' ')[0])).toEqual(['pf', 'vf2', 'vf2']);
		expect([priEnabled(pf), core.partialCount(vf2)]).toEqual([false, 0]);
		source.settled();
		expect([priEnabled(pf), priFailed(pf)]).toEqual([true, false]);
		expect(log).toEqual([
			expect.stringMatching(/to vf1 stopped .* on again for pf, vf2; 3 groups/),
		]);
		expect([other, physical].map((device) => core.pendingCount(device))).toEqual([1, 0]);
	});

	it('refuses what the one that failed asks for, until its reset', () => {
		const { clock, source, functions, devices, core, report, fail } = bench();
		const vf1 = devices[1];
		report(vf1, 5);
		fail(vf1, functions[0]!);
		expect(core.pageRequestsStopped(vf1)).toBe(true);
		clock.turn();
		source.settled();
		source.settled();
		source.takeLog();
		expect([report(vf1, 6, 0), report(vf1, 6), report(devices[2], 6)]).toEqual([
			Errno.EINVAL,
			Errno.EINVAL,
			Errno.OK,
		]);
		expect(source.takeLog()).toEqual(['respond vf1 6 INVALID']);
		core.resumePageRequests(vf1);
		expect(report(vf1, 6)).toBe(Errno.OK);
	});

	it('counts one that fails meanwhile among those that failed', () => {
		const { clock, source, functions, devices, core, log, report, fail } = bench();
		for (const device of devices) report(device, 5);
		fail(devices[1], functions[0]!);
		clock.turn();
		source.settled();
		// The hardware ignores it, but the one who sent it means it.
		report(devices[2], 6);
		fail(devices[2], functions[1]!);
		source.settled();
		expect(log).toEqual([expect.stringMatching(/to vf1, vf2 stopped .* on again for pf;/)]);
		expect(core.pageRequestsStopped(devices[2])).toBe(true);
		clock.turn();
		expect(source.settling).toEqual([]);
	});

	it('leaves PRI alone when the physical function is off, or was reset meanwhile', () => {
		for (const meanwhile of ['disable', 'reset'] as const) {
			const { clock, source, pf, functions, devices, controls, log, report, fail } = bench();
			report(devices[1], 5);
			fail(devices[1], functions[0]!);
			clock.turn();
			source.settled();
			controls[meanwhile]();
			source.settled();
			expect([priEnabled(pf), log]).toEqual([false, []]);
		}
	});

	it('is noticed at a fault that the IOMMU reports, when it has answered by itself', () => {
		const { clock, source, pf, functions, devices, core, log } = bench();
		const fault = new IommuFault();
		fault.type = FaultType.DMA_UNRECOVERABLE;
		core.reportDeviceFault(devices[1], fault);
		clock.turn();
		expect(source.settling).toEqual([]);
		functions[0]!.pageResponse(-1, 0, 0xf);
		core.reportDeviceFault(devices[1], fault);
		clock.turn();
		source.settled();
		source.settled();
		expect(priEnabled(pf)).toBe(true);
		expect(log).toEqual([expect.stringMatching(/^Response Failure stopped .* pf, vf1, vf2;/)]);
		// Nobody knows whose it was.
		expect(devices.map((device) => core.pageRequestsStopped(device))).not.toContain(true);
	});

	it('is an affair of its own for a function that shares with nobody', () => {
		const { clock, source, devices, core, report } = bench();
		const other = devices[3];
		report(other, 5);
		core.pageResponse(other, core.groups.id(core.groups.oldest(3)), ResponseCode.FAILURE);
		clock.turn();
		expect(source.settling).toEqual([]);
		expect(report(other, 6)).toBe(Errno.OK);
	});
});
