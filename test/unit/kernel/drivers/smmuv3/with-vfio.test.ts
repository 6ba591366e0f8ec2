import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../../src/base/virtual-clock.js';
import { PciFunction } from '../../../../../src/emulator/endpoint/pci-function.js';
import type { IommuModel } from '../../../../../src/emulator/iommu/contract.js';
import { SmmuV3Model } from '../../../../../src/emulator/iommu/smmuv3/smmuv3-model.js';
import { VtdModel } from '../../../../../src/emulator/iommu/vtd/vtd-model.js';
import { PhysicalMemory } from '../../../../../src/emulator/memory.js';
import { DeviceRegistry } from '../../../../../src/host/kernel/device.js';
import { Domain } from '../../../../../src/host/kernel/domain.js';
import { DomainIds } from '../../../../../src/host/kernel/domain-ids.js';
import { DriverBinding } from '../../../../../src/host/kernel/driver-binding.js';
import { SmmuV3Driver } from '../../../../../src/host/kernel/drivers/smmuv3/driver.js';
import { VtdDriver } from '../../../../../src/host/kernel/drivers/vtd/driver.js';
import { EmulatedGuestMemory } from '../../../../../src/host/kernel/emulated-guest-memory.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { FaultCore } from '../../../../../src/host/kernel/fault-core.js';
import { FrameAllocator } from '../../../../../src/host/kernel/frames.js';
import { PciControls } from '../../../../../src/host/kernel/pci.js';
import { Guest } from '../../../../../src/host/kernel/vfio/guest.js';
import { MapOutcome, type UnmapOutcome } from '../../../../../src/host/kernel/vfio/outcome.js';
import { VfioDriver } from '../../../../../src/host/kernel/vfio/vfio-driver.js';

const FRAMES = 8192;
const GUEST_FRAMES = 512;
const AGENT_FRAMES = 256;
const PASID = 3;

/** A machine with an SMMU and a VT-d unit, a function behind each, and both given to one guest. */
function setUp() {
	const memory = new PhysicalMemory(FRAMES);
	const frames = new FrameAllocator(1, FRAMES - 1);
	const clock = new VirtualClock();
	const core = new FaultCore({ clock, maxPendingGroups: 64, maxRequests: 64 });
	const functions = new Map<string, PciFunction>();
	const configSpace = ({ name }: { name: string }) => functions.get(name);
	const common = { memory, frames, clock, core, configSpace };
	const models: Record<string, IommuModel> = {
		smmu: new SmmuV3Model(memory),
		vtd: new VtdModel(memory),
	};
	const drivers = {
		smmu: new SmmuV3Driver({ ...common, name: 'smmu', unit: models['smmu']! }),
		vtd: new VtdDriver({ ...common, name: 'vtd', unit: models['vtd']! }),
	};
	const first = frames.allocateRange(GUEST_FRAMES, 512);
	const domainIds = new DomainIds();
	const id = domainIds.allocate();
	const domain = Domain.create(id, memory, frames, first, GUEST_FRAMES, true, []);
	if (typeof domain === 'number') throw new Error(`domain: ${domain}`);
	const guest = new Guest({
		name: 'g0',
		memory: new EmulatedGuestMemory(memory, first, GUEST_FRAMES),
		domain,
		domainIds,
		frames: AGENT_FRAMES,
		tableFrames: GUEST_FRAMES - AGENT_FRAMES,
	});
	const controls = new Map<string, PciControls>();
	const vfio = new VfioDriver({ core, functions: controls });
	const binding = new DriverBinding(core);
	const registry = new DeviceRegistry(8);
	const attach = (kind: 'smmu' | 'vtd', requesterId: number) => {
		const capabilities = { ats: true, pri: true, pasidWidth: 20, priCapacity: 32 };
		const endpoint = new PciFunction(
			{ requesterId, ...capabilities, responsePasidRequired: true },
			memory,
			() => clock.now(),
			(fn) => clock.soon(fn),
		);
		endpoint.attach(models[kind]!);
		functions.set(kind, endpoint);
		controls.set(kind, new PciControls(endpoint, () => endpoint.reset()));
		const config = { name: kind, bus: 'pci', sourceId: requesterId, outstanding: 32 } as const;
		const device = registry.add(config, drivers[kind]);
		if (typeof device === 'string') throw new Error(device);
		vfio.prepare(device, { guest, responseDeadlineMs: 0, onExpiry: ResponseCode.INVALID });
		if (binding.bind(device, vfio) !== Errno.OK) throw new Error('bind');
		return { endpoint, device, assigned: vfio.assigned(device)! };
	};
	for (const driver of Object.values(drivers)) driver.start();
	return { clock, core, frames, drivers, guest, domain, first, vfio, binding, attach };
}

describe('one address space behind an SMMU and a VT-d unit', () => {
	it('has its pages in both, dirty from either, away from both, and ends with all frames back', () => {
		const s = setUp();
		const devs = [s.attach('smmu', 0x100), s.attach('vtd', 0x200)];
		const lease = s.guest.leaseFrames(0)!;
		const space = s.guest.createSpace(lease, 'aarch64');
		if (typeof space === 'number') throw new Error(`space: ${space}`);
		for (const { assigned } of devs) expect(space.bind(assigned, PASID)).toBe(Errno.OK);
		const contents = new Uint8Array(4096).fill(0x42);
		for (const page of [1, 2, 3]) {
			expect(space.fill(page, contents, 0)).toBe(MapOutcome.OK);
			expect(space.map(page, page, 3)).toBe(MapOutcome.OK);
		}
		const [smmu, vtd] = devs.map(({ endpoint }) => endpoint.dma);
		const ends: (string | undefined)[] = [];
		const end = (error: { kind: string } | undefined) => ends.push(error?.kind);
		const bytes = new Uint8Array(2);
		smmu!.read(PASID, 0x1000, bytes.subarray(0, 1), end);
		vtd!.read(PASID, 0x1000, bytes.subarray(1), end);
		smmu!.write(PASID, 0x2000, Uint8Array.of(1), end);
		vtd!.write(PASID, 0x3000, Uint8Array.of(2), end);
		expect(ends).toEqual([undefined, undefined, undefined, undefined]);
		expect([...bytes]).toEqual([0x42, 0x42]);

		let outcome: UnmapOutcome | undefined;
		space.unmap([1, 2, 3], (each) => {
			outcome = each;
		});
		s.clock.settle();
		expect(outcome).toMatchObject({ refusedRows: [], dirtyRows: [1, 2], dirtyFrames: [2, 3] });
		// No consumer is attached: what is asked for now is refused.
		for (const dma of [smmu!, vtd!]) dma.read(PASID, 0x1000, bytes, end);
		s.clock.settle();
		expect(ends.slice(4)).toEqual(['invalid', 'invalid']);

		let destroyed = false;
		space.destroy(() => {
			destroyed = true;
		});
		s.clock.settle();
		expect(destroyed).toBe(true);
		for (const { device } of devs) {
			s.binding.unbind(device);
			s.clock.settle();
			expect(s.vfio.assigned(device)).toBeUndefined();
			expect(device.references).toBe(1);
		}
		for (const driver of Object.values(s.drivers)) driver.stop();
		s.domain.destroy();
		s.frames.freeRange(s.first, GUEST_FRAMES);
		expect(s.frames.available).toBe(FRAMES - 1);
		expect(s.guest.tables.available).toBe(GUEST_FRAMES - AGENT_FRAMES);
	});

	it('a permission that a page gains is seen behind the SMMU at once', () => {
		const s = setUp();
		const dev = s.attach('smmu', 0x100);
		const space = s.guest.createSpace(s.guest.leaseFrames(0)!, 'aarch64');
		if (typeof space === 'number') throw new Error(`space: ${space}`);
		space.bind(dev.assigned, PASID);
		space.map(1, 1, 1);
		const ends: (string | undefined)[] = [];
		dev.endpoint.dma.read(PASID, 0x1000, new Uint8Array(1), (error) => ends.push(error?.kind));
		space.map(1, 1, 3);
		dev.endpoint.dma.write(PASID, 0x1000, Uint8Array.of(1), (error) => ends.push(error?.kind));
		expect(ends).toEqual([undefined, undefined]);
	});
});
