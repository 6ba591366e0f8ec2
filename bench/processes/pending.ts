/**
 * The fault core and VFIO with so many groups pending: each step reports one fault, which a consumer takes,
 * and answers one of those that wait, so that their number stays. The IOMMU behind it does nothing but count.
 *
 * Two orders of answering: the oldest group first, as it is when every group takes about as long, and a
 * group at random, the worst case for the caches of the machine.
 */
import { systemClock } from '../../src/base/clock.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import { SeededWords } from '../../src/emulator/workload/shuffle.js';
import { type Device, DeviceRegistry } from '../../src/host/kernel/device.js';
import { DomainIds } from '../../src/host/kernel/domain-ids.js';
import { DriverBinding } from '../../src/host/kernel/driver-binding.js';
import { EmulatedGuestMemory } from '../../src/host/kernel/emulated-guest-memory.js';
import { Errno } from '../../src/host/kernel/errno.js';
import {
	FaultPerm,
	FaultType,
	IommuFault,
	PageRequestFlag,
	ResponseCode,
} from '../../src/host/kernel/fault.js';
import { FaultCore } from '../../src/host/kernel/fault-core.js';
import type { IommuDriver } from '../../src/host/kernel/fault-source.js';
import type { FaultConsumer } from '../../src/host/kernel/vfio/consumer.js';
import { Guest } from '../../src/host/kernel/vfio/guest.js';
import type { VfioDevice } from '../../src/host/kernel/vfio/vfio-device.js';
import { VfioDriver } from '../../src/host/kernel/vfio/vfio-driver.js';
import { expectEqual, finish, parameters, pause } from './child.js';
import { PASID } from './layout.js';

export interface PendingParameters {
	/** Groups that are pending while it measures. */
	readonly pending: number;
	/** Devices that they are spread over, the same for every number, so that only this changes. */
	readonly devices: number;
	/** Steps of each order that are measured. */
	readonly count: number;
	/** Response deadline in milliseconds, longer than the run; 0, the default: none. */
	readonly deadlineMs?: number;
}

/** What each device may have outstanding: PRG indices are 9 bits. */
const OUTSTANDING = 512;
const TABLE_FRAMES = 16;

const { pending, devices, count, deadlineMs = 0 } = parameters<PendingParameters>();
const collect = (globalThis as { gc?: () => void }).gc;
if (collect === undefined) throw new Error('to be run with --expose-gc');
/** Bytes that this process holds in its heap and in buffers, which are freed a while after their collection. */
async function held(): Promise<number> {
	for (let n = 0; n < 3; n++) {
		collect?.();
		await pause(20);
	}
	const { arrayBuffers, heapUsed } = process.memoryUsage();
	return arrayBuffers + heapUsed;
}
/** The ids that are pending, and their devices: this program's own. */
const ids = new Float64Array(pending);
const owners = new Int32Array(pending);
const empty = await held();

let sent = 0;
let flushed = 0;
const iommu: IommuDriver = {
	name: 'counting',
	kind: 'none',
	maxPasids: 2 ** 20,
	firstLevelFormat: 'x86-64',
	secondLevelFormat: 'vtd',
	pageResponse(_device, _grpid, _pasid, _flags, code) {
		if (code === ResponseCode.SUCCESS) sent++;
		return Errno.OK;
	},
	settle(done) {
		done();
	},
	flush() {
		flushed = sent;
	},
	probeDevice: () => Errno.OK,
	releaseDevice: () => Errno.OK,
	bindPasid: () => Errno.OK,
	unbindPasid(_device, _pasid, done) {
		done();
		return Errno.OK;
	},
	invalidate(_domain, _users, _runs, _leafOnly, done) {
		done();
	},
};
const consumer: FaultConsumer = {
	ready() {},
	eventsReady() {},
	expired() {
		throw new Error('a group expired');
	},
	revoked() {
		throw new Error('a device was revoked');
	},
};

const clock = systemClock;
const core = new FaultCore({ clock, maxPendingGroups: pending + 1, maxRequests: pending + 1 });
const memory = new PhysicalMemory(4096);
const guest = new Guest({
	name: 'g0',
	memory: new EmulatedGuestMemory(memory, 0, TABLE_FRAMES + 1),
	domain: {
		id: 1,
		ref: (_format, id = 1) => ({
			id,
			secondLevelRoot: 1,
			addressWidth: 48,
			tablePages: { map: () => -1, unmap() {} },
		}),
	},
	domainIds: new DomainIds(),
	frames: 1,
	tableFrames: TABLE_FRAMES,
});
const lease = guest.leaseFrames(1);
const space = lease === undefined ? Errno.ENOMEM : guest.createSpace(lease, iommu.firstLevelFormat);
if (typeof space === 'number') throw new Error(`no address space: ${space}`);

const controls = {
	maxPasid: 2 ** 20 - 1,
	responseNeedsPasid: true,
	pageRequests: true,
	enable: () => Errno.OK,
	disable() {},
	reset() {},
};
const names = Array.from({ length: devices }, (_, i) => `d${i}`);
const vfio = new VfioDriver({ core, functions: new Map(names.map((name) => [name, controls])) });
const binding = new DriverBinding(core);
const registry = new DeviceRegistry(devices);
const assigned: VfioDevice[] = [];
for (let i = 0; i < devices; i++) {
	const name = names[i]!;
	const device = registry.add(
		{ name, bus: 'pci', sourceId: i, outstanding: OUTSTANDING },
		iommu,
	) as Device;
	vfio.prepare(device, { guest, responseDeadlineMs: deadlineMs, onExpiry: ResponseCode.INVALID });
	expectEqual('binding a device', binding.bind(device, vfio), Errno.OK);
	const given = vfio.assigned(device)!;
	expectEqual('binding a PASID', space.bind(given, PASID), Errno.OK);
	expectEqual('attaching', given.attachConsumer(consumer), Errno.OK);
	assigned.push(given);
}

const fault = new IommuFault();
fault.type = FaultType.PAGE_REQUEST;
fault.flags =
	PageRequestFlag.LAST_PAGE | PageRequestFlag.PASID_VALID | PageRequestFlag.RESPONSE_NEEDS_PASID;
fault.pasid = PASID;
fault.perm = FaultPerm.READ;
let reported = 0;

/** Reports a fault of the device and takes its group, which waits in `place` then. */
function report(owner: number, place: number): void {
	const given = assigned[owner]!;
	fault.page = 0x10_0000 + reported;
	fault.grpid = reported % OUTSTANDING;
	reported++;
	core.reportDeviceFault(given.device, fault);
	ids[place] = core.groups.id(given.take());
	owners[place] = owner;
}

function respond(place: number): void {
	const refusal = assigned[owners[place]!]!.respond(consumer, ids[place]!, ResponseCode.SUCCESS);
	if (refusal !== 0) throw new Error(`a response was refused: ${refusal}`);
}

/** Nanoseconds for each step: one answer, one fault. Responses are flushed in batches of 256. */
function measure(steps: number, nextPlace: () => number): number {
	const began = performance.now();
	for (let step = 0; step < steps; step++) {
		const place = nextPlace();
		const owner = owners[place]!;
		respond(place);
		if ((step & 255) === 255) core.flush();
		report(owner, place);
	}
	core.flush();
	return ((performance.now() - began) / steps) * 1e6;
}

for (let i = 0; i < pending; i++) report(i % devices, i);
const bytes = ((await held()) - empty) / pending;
expectEqual('groups pending', core.groups.used, pending);

// Places are filled in order, and this goes on in order from one call to the next, so that it always names the
// oldest. Therefore what is at random comes after it: then there is no such order any more.
let oldest = 0;
const inOrder = () => oldest++ % pending;
const words = new SeededWords(7);
const atRandom = () => words.below(pending);
measure(Math.min(count, 200_000), inOrder);
const ordered = measure(count, inOrder);
measure(Math.min(count, 200_000), atRandom);
const random = measure(count, atRandom);

expectEqual('groups pending at the end', core.groups.used, pending);
expectEqual('responses of the IOMMU', sent, reported - pending);
expectEqual('responses flushed', flushed, sent);
finish({ group_ns: ordered, group_random_ns: random, bytes, devices, pending });
