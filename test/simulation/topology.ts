import type { HostConfigInput } from '../../src/host/config.js';
import type { DriverQueues } from '../../src/host/iommu-drivers.js';
import { Draw } from './draw.js';

/** What a seed draws of a fleet: everything that stays for the whole run, as plain data. */

export type IommuKind = 'vtd' | 'smmuv3' | 'amdvi' | 'riscv' | 'virtio';
export type GuestKind = 'honest' | 'liar';

export interface GuestPlan {
	readonly name: string;
	readonly kind: GuestKind;
	/** Frames that the host has for it, and pages that an address space keeps resident at most. */
	readonly frames: number;
	readonly residentLimit: number;
	readonly faultAround: number;
	/** Address spaces; number k is bound to PASID k + 1 of each device, and the first to accesses without a PASID. */
	readonly spaces: number;
	readonly credit: number;
	/** Milliseconds that a pager takes at most; 0: it answers at once. */
	readonly pagerMs: number;
	/** One-way delay of its connection: least and most. */
	readonly delayMs: readonly [number, number];
}

export interface DevicePlan {
	readonly name: string;
	readonly iommu: string;
	readonly kind: IommuKind;
	readonly bus: 'pci' | 'platform';
	/** How its faults are recovered. */
	readonly recovery: 'pri' | 'stall' | 'none';
	readonly number: number;
	readonly pasids: boolean;
	readonly outstanding: number;
	readonly pagesPerGroup: number;
	readonly deadlineMs: number;
	readonly onExpiry: 'invalid' | 'failure';
	/** The guest that it is assigned to at first; undefined: none. */
	readonly guest: string | undefined;
}

export interface HostPlan {
	readonly name: string;
	readonly guests: readonly GuestPlan[];
	readonly devices: readonly DevicePlan[];
	readonly heartbeatMs: number;
	/** How long a session is kept whose connection broke; 0: not at all. */
	readonly resumeMs: number;
	/** When an agent that takes no groups is warned, its device paused, revoked, in milliseconds; 0: never. */
	readonly slowMs: readonly [number, number, number];
	readonly unmapsOutstanding: number;
	readonly batchRows: number;
	/** Whether the IOMMUs' queues are as small as can be, so that they overflow. */
	readonly smallQueues: boolean;
}

/** Behind virtio nothing can be recovered, so it is drawn less often. */
const KINDS: readonly IommuKind[] = [
	...(['vtd', 'smmuv3', 'amdvi', 'riscv'] as const),
	...(['vtd', 'smmuv3', 'amdvi', 'riscv', 'virtio'] as const),
];

/** The hosts of a seed, with their guests and devices. Names are unique over all hosts. */
export function drawTopology(seed: number): HostPlan[] {
	const draw = new Draw(seed, 'topology');
	const hosts = draw.chance(0.15) ? 2 : 1;
	const plans: HostPlan[] = [];
	for (let i = 0; i < hosts; i++) plans.push(drawHost(draw, `h${i}`, i * 8));
	return plans;
}

function drawHost(draw: Draw, name: string, first: number): HostPlan {
	const kinds = [draw.pick(KINDS)];
	if (draw.chance(0.35)) kinds.push(draw.pick(KINDS));
	const guests: GuestPlan[] = [];
	const honest = draw.between(1, 2);
	for (let i = 0; i < honest; i++) guests.push(drawGuest(draw, `${name}-g${i}`, 'honest'));
	if (draw.chance(0.5)) guests.push(drawGuest(draw, `${name}-liar`, 'liar'));
	const devices: DevicePlan[] = [];
	const count = draw.between(2, 4);
	for (let i = 0; i < count; i++) {
		const kind = draw.pick(kinds);
		// Each guest has a device at first, as far as they go; others are nobody's.
		const guest = i < guests.length || draw.chance(0.7) ? guests[i % guests.length] : undefined;
		devices.push(drawDevice(draw, `${name}-d${i}`, first + i, kind, guest?.name));
	}
	return {
		name,
		guests,
		devices,
		heartbeatMs: draw.pick([600, 1500]),
		resumeMs: draw.pick([0, 100, 500, 500, 2000]),
		slowMs: draw.pick([
			[0, 0, 0],
			[0, 0, 0],
			[40, 120, 400],
			[30, 300, 0],
		] as const),
		unmapsOutstanding: draw.pick([1, 4, 64]),
		batchRows: draw.pick([8, 64, 2048]),
		smallQueues: draw.chance(0.35),
	};
}

function drawGuest(draw: Draw, name: string, kind: GuestKind): GuestPlan {
	const frames = draw.pick([24, 48, 128]);
	const spaces = draw.between(1, 2);
	return {
		name,
		kind,
		frames,
		residentLimit: draw.chance(0.6)
			? Math.max(4, Math.floor(frames / spaces / draw.between(1, 3)))
			: 0,
		faultAround: draw.pick([0, 0, 2]),
		spaces,
		credit: draw.pick([1, 4, 64]),
		pagerMs: draw.pick([0, 0, 3, 40]),
		delayMs: draw.pick([
			[0, 0],
			[1, 3],
			[0, 30],
		] as const),
	};
}

function drawDevice(
	draw: Draw,
	name: string,
	number: number,
	kind: IommuKind,
	guest: string | undefined,
): DevicePlan {
	const platform = kind === 'smmuv3' && draw.chance(0.4);
	const recovery = kind === 'virtio' || draw.chance(0.16) ? 'none' : platform ? 'stall' : 'pri';
	return {
		name,
		iommu: kind,
		kind,
		bus: platform ? 'platform' : 'pci',
		recovery,
		number,
		pasids: kind !== 'virtio' && (!platform || draw.chance(0.5)),
		outstanding: draw.pick([1, 4, 32, 32, 256]),
		pagesPerGroup: platform ? 1 : draw.pick([1, 4, 4]),
		deadlineMs: draw.pick([60, 300, 1200]),
		onExpiry: draw.chance(0.08) ? 'failure' : 'invalid',
		guest,
	};
}

/** How long agents may take to go when their host is stopped. */
export const DRAIN_MS = 250;

/** The configuration that makes a host of it; the visitors are guests of other hosts, whose agents it may be told to take. */
export function configOf(plan: HostPlan, visitors: readonly GuestPlan[]): HostConfigInput {
	const kinds = [...new Set(plan.devices.map((device) => device.kind))];
	return {
		memory: '64MiB',
		iommus: kinds.map((kind) => ({ name: kind, kind })),
		guests: [...plan.guests, ...visitors].map(({ name, frames }) => ({
			name,
			memory: frames * 4096,
		})),
		sessions: { resume_ms: plan.resumeMs, drain_ms: DRAIN_MS },
		limits: {
			heartbeat_timeout: `${plan.heartbeatMs}ms`,
			slow_warn: `${plan.slowMs[0]}ms`,
			slow_pause: `${plan.slowMs[1]}ms`,
			slow_revoke: `${plan.slowMs[2]}ms`,
			unmaps_outstanding: plan.unmapsOutstanding,
			batch_rows: plan.batchRows,
			pending_groups: 4096,
		},
		devices: plan.devices.map((device) => {
			const common = {
				name: device.name,
				iommu: device.iommu,
				outstanding: device.outstanding,
				response_deadline: `${device.deadlineMs}ms`,
				on_expiry: device.onExpiry,
				...(device.guest === undefined ? {} : { guest: device.guest }),
			};
			if (device.bus === 'platform')
				return {
					...common,
					bus: 'platform' as const,
					stream_id: 0x1_0000 + device.number,
					stall: device.recovery === 'stall',
					pasid_bits: device.pasids ? 8 : 0,
				};
			const address = `${(device.number + 1).toString(16).padStart(2, '0')}:00.0`;
			return {
				...common,
				bus: 'pci' as const,
				address,
				pages_per_group: device.pagesPerGroup,
				...(device.recovery === 'none' ? { ats: false, pri: false } : {}),
			};
		}),
	};
}

/** Queues that a burst of one device fills. */
export const SMALL_QUEUES: DriverQueues = {
	vtd: { pageRequestOrder: 0 },
	smmuv3: { requestBits: 3, eventBits: 4 },
	amdvi: { pageRequestOrder: 0, eventOrder: 0 },
	riscv: { requestOrder: 3, faultOrder: 4 },
};

/** What the tap sees transactions of the device as. */
export function sourceIdOf(device: DevicePlan): number {
	return device.bus === 'platform' ? 0x1_0000 + device.number : (device.number + 1) << 8;
}
