import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { PciFunction } from '../../../src/emulator/endpoint/pci-function.js';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { DeviceRegistry } from '../../../src/host/kernel/device.js';
import { Domain } from '../../../src/host/kernel/domain.js';
import { DomainIds } from '../../../src/host/kernel/domain-ids.js';
import { DriverBinding } from '../../../src/host/kernel/driver-binding.js';
import { EmulatedGuestMemory } from '../../../src/host/kernel/emulated-guest-memory.js';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { FaultCore } from '../../../src/host/kernel/fault-core.js';
import { FrameAllocator } from '../../../src/host/kernel/frames.js';
import { PciControls } from '../../../src/host/kernel/pci.js';
import { Guest } from '../../../src/host/kernel/vfio/guest.js';
import { MapOutcome, type UnmapOutcome } from '../../../src/host/kernel/vfio/outcome.js';
import { VfioDriver } from '../../../src/host/kernel/vfio/vfio-driver.js';
import { type RecoverableRow, WITH_PRI } from '../../support/iommu-rows.js';
import { read, write } from '../../support/kernel-machine.js';

const FRAMES = 8192;
const GUEST_FRAMES = 512;
const AGENT_FRAMES = 256;
const PASID = 3;

/** A machine with several IOMMUs, a function behind each, and all given to one guest. */
function setUp(rows: readonly RecoverableRow[]) {
	const memory = new PhysicalMemory(FRAMES);
	const frames = new FrameAllocator(1, FRAMES - 1);
	const clock = new VirtualClock();
	const core = new FaultCore({ clock, maxPendingGroups: 64, maxRequests: 64 });
	const functions = new Map<string, PciFunction>();
	const parts = {
		...{ memory, frames, clock, core },
		configSpace: ({ name }: { name: string }) => functions.get(name),
		platformTraits: () => undefined,
		onLog: () => {},
		onUnresponsive: () => {},
	};
	const iommus = rows.map((row) => row.make(parts, 'usual'));
	for (const { driver } of iommus) driver.start();
	const before = frames.available;
	const first = frames.allocateRange(GUEST_FRAMES, 512);
	const domainIds = new DomainIds();
	const id = domainIds.allocate();
	const domain = Domain.create(id, memory, frames, first, GUEST_FRAMES, true, []);
	if (typeof domain === 'number') throw new Error(`domain: ${domain}`);
	const guest = new Guest({
		name: 'g0',
		memory: new EmulatedGuestMemory(memory, first, GUEST_FRAMES),
		...{ domain, domainIds, frames: AGENT_FRAMES, tableFrames: GUEST_FRAMES - AGENT_FRAMES },
	});
	const controls = new Map<string, PciControls>();
	const vfio = new VfioDriver({ core, functions: controls });
	const binding = new DriverBinding(core);
	const registry = new DeviceRegistry(8);
	const devs = iommus.map(({ unit, driver }, n) => {
		const name = `dev${n}`;
		const capabilities = { ats: true, pri: true, pasidWidth: 20, priCapacity: 32 };
		// The same requester id behind each.
		const endpoint = new PciFunction(
			{ requesterId: 0x100, ...capabilities, responsePasidRequired: true },
			memory,
			() => clock.now(),
			(fn) => clock.soon(fn),
		);
		endpoint.attach(unit);
		functions.set(name, endpoint);
		controls.set(name, new PciControls(endpoint, () => endpoint.reset()));
		const device = registry.add({ name, bus: 'pci', sourceId: 0x100, outstanding: 32 }, driver);
		if (typeof device === 'string') throw new Error(device);
		vfio.prepare(device, { guest, responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID });
		if (binding.bind(device, vfio) !== Errno.OK) throw new Error('bind');
		return { endpoint, device, assigned: vfio.assigned(device)! };
	});
	const space = guest.createSpace(guest.leaseFrames(0)!, devs[0]!.device.iommu.firstLevelFormat);
	if (typeof space === 'number') throw new Error(`space: ${space}`);
	for (const { assigned } of devs) expect(space.bind(assigned, PASID)).toBe(Errno.OK);
	/** Everything ends; frames that are not back. */
	const finish = () => {
		let destroyed = false;
		space.destroy(() => {
			destroyed = true;
		});
		clock.settle();
		expect(destroyed).toBe(true);
		for (const { device } of devs) {
			binding.unbind(device);
			clock.settle();
			expect([vfio.assigned(device), device.references]).toEqual([undefined, 1]);
		}
		for (const { driver } of iommus) driver.stop();
		domain.destroy();
		frames.freeRange(first, GUEST_FRAMES);
		expect(guest.tables.available).toBe(GUEST_FRAMES - AGENT_FRAMES);
		expect(frames.available).toBe(FRAMES - 1);
		expect(before).toBeLessThan(FRAMES - 1);
	};
	return { clock, space, devs, finish };
}

const pairs = WITH_PRI.flatMap((one, at) =>
	WITH_PRI.slice(at + 1).map((other) => [one.kind, other.kind, [one, other]] as const),
);

describe.each(pairs)('one address space behind %s and %s', (_one, _other, rows) => {
	it('has its pages in both, dirty from either, away from both, and ends with all frames back', () => {
		const { clock, space, devs, finish } = setUp(rows);
		const contents = new Uint8Array(4096).fill(0x42);
		for (const page of [1, 2, 3]) {
			expect(space.fill(page, contents, 0)).toBe(MapOutcome.OK);
			expect(space.map(page, page, 3)).toBe(MapOutcome.OK);
		}
		const through = { ended: true, error: undefined };
		devs.forEach(({ endpoint }, n) => {
			const bytes = new Uint8Array(1);
			expect(read(endpoint, PASID, 0x1000, bytes)).toEqual(through);
			expect(bytes[0]).toBe(0x42);
			expect(write(endpoint, PASID, 0x2000 + n * 4096)).toEqual(through);
		});
		let outcome: UnmapOutcome | undefined;
		space.unmap([1, 2, 3], (each) => {
			outcome = each;
		});
		clock.settle();
		expect(outcome).toMatchObject({ refusedRows: [], dirtyRows: [1, 2], dirtyFrames: [2, 3] });
		// No consumer is attached: what is asked for now is refused.
		const late = devs.map(({ endpoint }) => read(endpoint, PASID, 0x1000));
		clock.settle();
		expect(late).toEqual(devs.map(() => ({ ended: true, error: 'invalid' })));
		finish();
	});

	it('has a permission that a page gains seen behind both at once', () => {
		const { space, devs, finish } = setUp(rows);
		expect(space.map(1, 1, 1)).toBe(MapOutcome.OK);
		for (const { endpoint } of devs) expect(read(endpoint, PASID, 0x1000).error).toBeUndefined();
		expect(space.map(1, 1, 3)).toBe(MapOutcome.OK);
		for (const { endpoint } of devs)
			expect(write(endpoint, PASID, 0x1000)).toEqual({ ended: true, error: undefined });
		finish();
	});

	it('waits with an unmap for the slower of them', () => {
		const { clock, space, devs, finish } = setUp(rows);
		for (const slow of devs) {
			expect(space.map(1, 1, 1)).toBe(MapOutcome.OK);
			for (const { endpoint } of devs) expect(read(endpoint, PASID, 0x1000).ended).toBe(true);
			slow.endpoint.pauseInvalidations();
			let done = 0;
			space.unmap([1], () => done++);
			clock.settle();
			expect([done, space.fill(1, new Uint8Array(4096), 0)]).toEqual([0, MapOutcome.FRAME_IN_USE]);
			slow.endpoint.resumeInvalidations();
			clock.settle();
			expect([done, space.fill(1, new Uint8Array(4096), 0)]).toEqual([1, MapOutcome.OK]);
		}
		finish();
	});
});
