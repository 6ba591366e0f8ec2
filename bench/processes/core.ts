/**
 * Endpoint, IOMMU model, driver and fault core in one process, without VFIO, relay and network: devices
 * touch fresh pages, and a handler answers each group from inside the core's call. What the handler does to
 * make the page present is as little as can be: it sets the entry of a leaf table that is there. So a group
 * is one nested walk that misses, one page request, record, report, response and command, and one walk that
 * hits.
 */
import { systemClock } from '../../src/base/clock.js';
import { TurnTime } from '../../src/base/turn-time.js';
import { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import { SharedTables } from '../../src/emulator/endpoint/shared-tables.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { DeviceRegistry } from '../../src/host/kernel/device.js';
import { Domain } from '../../src/host/kernel/domain.js';
import { EmulatedGuestMemory } from '../../src/host/kernel/emulated-guest-memory.js';
import { Errno } from '../../src/host/kernel/errno.js';
import { ResponseCode } from '../../src/host/kernel/fault.js';
import { FaultCore, type FaultHandler } from '../../src/host/kernel/fault-core.js';
import { FrameAllocator } from '../../src/host/kernel/frames.js';
import { PciControls } from '../../src/host/kernel/pci.js';
import { TableFrames } from '../../src/host/kernel/table/table-frames.js';
import { expectEqual, finish, parameters } from './child.js';
import { ClosedLoop } from './closed-loop.js';
import { coreIommus } from './core-iommus.js';
import { PASID } from './layout.js';
import { Profile } from './profile.js';

export interface CoreParameters {
	/** A row of `coreIommus`. */
	readonly iommu: string;
	readonly devices: number;
	readonly outstanding: number;
	readonly warmUp: number;
	readonly count: number;
}

const { iommu, devices, outstanding, warmUp, count } = parameters<CoreParameters>();
const row = coreIommus[iommu];
if (row === undefined) throw new Error(`no IOMMU ${iommu}`);
const window = devices * outstanding;
const accesses = warmUp + count + window;
const span = ClosedLoop.span(devices, accesses, false);

/** Guest frames: the one that every page is mapped to, and the tables. */
const TARGET = 0;
const tableFrames = Math.ceil((span * devices) / 512) + devices + 64;
const memory = new PhysicalMemory(2 ** 20);
const frames = new FrameAllocator(1, memory.frames - 1);
const guestFirst = frames.allocateRange(tableFrames + 1, 512);
const guest = Domain.create(1, memory, frames, guestFirst, tableFrames + 1, true, []);
if (typeof guest === 'number') throw new Error(`no domain: ${guest}`);
const guestMemory = new EmulatedGuestMemory(memory, guestFirst, tableFrames + 1);
const table = row.table(new TableFrames(guestMemory, 1, tableFrames));

const clock = systemClock;
const time = new TurnTime(clock);
const shared = new SharedTables();
const core = new FaultCore({ clock, maxPendingGroups: window, maxRequests: window * 2 });
const functions = new Map<string, PciFunction>();
const { model, driver } = row.start({ memory, frames, clock, core, functions });
const domain = guest.ref(driver.secondLevelFormat);
if (typeof domain === 'number') throw new Error(`no second-level table: ${domain}`);

let answered = 0;
const handler: FaultHandler = {
	pageRequest(device, group) {
		const { groups } = core;
		table.map(groups.page(group), TARGET);
		answered++;
		return core.pageResponse(device, groups.id(group), ResponseCode.SUCCESS);
	},
	unrecoverable() {
		throw new Error('an unrecoverable fault');
	},
	retired() {
		throw new Error('the core answered a group');
	},
};

const registry = new DeviceRegistry(devices);
for (let i = 0; i < devices; i++) {
	const name = `d${i}`;
	const pciFunction = new PciFunction(
		{
			requesterId: 8 + i,
			ats: true,
			pri: true,
			pasidWidth: 20,
			priCapacity: outstanding,
			responsePasidRequired: true,
		},
		memory,
		() => time.now(),
		(fn) => clock.soon(fn),
		shared,
	);
	pciFunction.attach(model);
	functions.set(name, pciFunction);
	const device = registry.add({ name, bus: 'pci', sourceId: 8 + i, outstanding }, driver);
	if (typeof device === 'string') throw new Error(`${name}: ${device}`);
	const steps = [
		core.enableDevice(device, { responseDeadlineMs: 60_000, onExpiry: ResponseCode.INVALID }),
		core.registerDeviceFaultHandler(device, handler),
		driver.probeDevice(device),
		new PciControls(pciFunction, () => pciFunction.reset()).enable(outstanding),
		driver.bindPasid(device, domain, PASID, table),
	];
	for (const errno of steps) expectEqual(`a step of setting up ${name}`, errno, Errno.OK);
}

const profile = new Profile('core');
let cpu = process.cpuUsage();
const loop = new ClosedLoop({
	functions: [...functions.values()],
	window,
	rotate: false,
	span,
	mark: (begins) => {
		if (begins) {
			profile.begin();
			cpu = process.cpuUsage();
		} else {
			cpu = process.cpuUsage(cpu);
			profile.end();
		}
	},
});
await loop.run(warmUp, count);

expectEqual('groups answered', answered, loop.issued);
let retries = 0;
for (const { counters } of functions.values()) retries += counters.retries;
expectEqual('retries', retries, loop.issued);
finish({
	per_s: (count / loop.elapsedMs) * 1000,
	group_ns: (loop.elapsedMs / count) * 1e6,
	group_cpu_ns: ((cpu.user + cpu.system) / count) * 1000,
	accesses: loop.issued,
	max_rss_mib: process.resourceUsage().maxRSS / 1024,
});
