import type { FunctionCounters } from '../emulator/endpoint/counters.js';
import type { Endpoint } from '../emulator/endpoint/endpoint.js';
import { busNumber, iommuKindNumber } from '../wire/device-kinds.js';
import { errorNumber } from '../wire/error-codes.js';
import type { DeviceEntry } from './config-devices.js';
import type { Device } from './kernel/device.js';
import type { DriverBinding } from './kernel/driver-binding.js';
import type { FaultCore } from './kernel/fault-core.js';
import type { NativeDriver } from './kernel/native/native-driver.js';
import type { QuarantineDriver } from './kernel/native/quarantine-driver.js';
import {
	atsCapability,
	type ConfigSpace,
	priCapability,
	priEnabled,
	priFailed,
} from './kernel/pci.js';
import type { Guest } from './kernel/vfio/guest.js';
import type { VfioDriver } from './kernel/vfio/vfio-driver.js';
import type { Relay } from './relay/relay.js';
import type { DeviceStatus, GuestStatus, HostStatus } from './rpc/control-service.js';
import type { WorkloadRunner } from './workloads.js';

/** What status is read from; nothing is kept for it. */
export interface StatusSources {
	readonly core: FaultCore;
	readonly binding: DriverBinding;
	readonly vfio: VfioDriver;
	readonly native: readonly NativeDriver[];
	readonly quarantine: QuarantineDriver;
	readonly relay: Relay;
	/** By the name of their device: what is configured, what is there, and the configuration spaces of those on PCI. */
	readonly entries: ReadonlyMap<string, DeviceEntry>;
	readonly endpoints: ReadonlyMap<string, Endpoint>;
	readonly functions: ReadonlyMap<string, ConfigSpace>;
	/** The name of the IOMMU in front of a device. */
	readonly iommuOf: (device: Device) => string;
	/** The kind of an IOMMU, by its name. */
	readonly kindOf: (iommu: string) => string;
}

/** A device as the control service shows it. */
export function deviceStatus(device: Device, sources: StatusSources): DeviceStatus {
	const { core, binding, vfio, relay, entries, endpoints, functions } = sources;
	const assigned = vfio.assigned(device);
	const session = assigned === undefined ? undefined : relay.sessionOf(assigned);
	const served = assigned === undefined ? undefined : session?.serving.served(assigned);
	const now = relay.clock.now();
	const endpoint = endpoints.get(device.name);
	const entry = entries.get(device.name);
	const config = functions.get(device.name);
	const counters = core.counters(device);
	return {
		name: device.name,
		bus: busNumber(device.bus),
		sourceId: device.sourceId,
		iommu: sources.iommuOf(device),
		iommuKind: iommuKindNumber(device.iommu.kind),
		driver: binding.driverOf(device)?.name ?? '',
		guest: assigned?.guest.name ?? '',
		session: session?.id ?? '',
		pri:
			config === undefined ? stallState(entry) : priState(config, core.pageRequestsStopped(device)),
		physicalFunction: (entry?.bus === 'pci' && entry.physicalFunction) || '',
		halted: endpoint?.halted ?? false,
		outstandingLimit: device.outstanding,
		outstanding: endpoint?.outstandingRequests ?? 0,
		outbox: assigned?.outboxLength ?? 0,
		pending: core.pendingCount(device),
		credit: served?.credit ?? 0,
		// NO_PASID is told as 0, which cannot be bound by itself.
		pasids: pasidsOf(device, sources)
			.map((pasid) => Math.max(pasid, 0))
			.sort((a, b) => a - b),
		responseDeadlineMs: assigned?.responseDeadlineMs ?? 0,
		driverOverride: binding.overrideOf(device) ?? '',
		state: assigned?.overdue === true ? 'paused' : binding.stateOf(device),
		oldestWaitingMs: Math.round(served?.oldestMs ?? 0),
		idleMs: served === undefined || served.idleSince < 0 ? 0 : Math.round(now - served.idleSince),
		quarantined: sources.quarantine.quarantines(device).map((each) => ({
			pasid: Math.max(each.pasid, 0),
			reason: each.reason,
			hardwareReason: each.hardwareReason,
			page: Math.max(each.page, 0),
			faults: each.faults,
		})),
		counters: {
			pageRequests: counters.pageRequests,
			groups: counters.groups + counters.refused,
			delivered: assigned?.counters.delivered ?? 0,
			responsesSuccess: counters.success,
			responsesInvalid: counters.invalid,
			responsesFailure: counters.failure,
			expired: counters.expired,
			revoked: counters.revoked,
			rejected: counters.rejected + counters.refused,
			refused: assigned?.counters.refused ?? 0,
			events: counters.events,
			eventsLost:
				counters.eventsUnowned + (assigned?.eventsLost ?? nativeEventLosses(device, sources)),
			...hardwareCounters(endpoint?.counters),
			rejectedFull: assigned?.counters.rejectedFull ?? 0,
			rejectedPaused: assigned?.counters.rejectedOverdue ?? 0,
			slowWarnings: assigned?.counters.slowWarnings ?? 0,
			slowPauses: assigned?.counters.slowPauses ?? 0,
			slowRevocations: assigned?.counters.slowRevocations ?? 0,
		},
		iommuQueues: iommuQueues(device),
	};
}

/** What the driver of a device's IOMMU says of its queues. */
function iommuQueues({ iommu: { counters } }: Device): NonNullable<DeviceStatus['iommuQueues']> {
	return {
		requestOverflows: counters?.overflows ?? 0,
		faultOverflows: counters?.faultOverflows ?? 0,
		responsesDelayed: counters?.responsesDelayed ?? 0,
		responsesLost: counters?.responsesLost ?? 0,
	};
}

/** A configured device that is unplugged: what it will be, and what its hardware has counted. */
export function unpluggedStatus(entry: DeviceEntry, sources: StatusSources): DeviceStatus {
	const counters = sources.endpoints.get(entry.name)?.counters;
	return {
		name: entry.name,
		bus: busNumber(entry.bus),
		sourceId: entry.sourceId,
		iommu: entry.iommu,
		iommuKind: iommuKindNumber(sources.kindOf(entry.iommu)),
		pri: 'none',
		physicalFunction: (entry.bus === 'pci' && entry.physicalFunction) || '',
		outstandingLimit: entry.outstanding,
		state: 'unplugged',
		counters: hardwareCounters(counters),
	};
}

/** The counters that the device itself keeps. */
function hardwareCounters(counters: FunctionCounters | undefined) {
	return {
		dmaReadBytes: counters?.bytesRead ?? 0,
		dmaWrittenBytes: counters?.bytesWritten ?? 0,
		dmaErrors: counters?.dmaErrors ?? 0,
		stalls: counters?.stalls ?? 0,
		sharedFailures: counters?.sharedFailures ?? 0,
	};
}

/** The PASIDs that translate, whoever bound them. */
function pasidsOf(device: Device, { vfio, native }: StatusSources): number[] {
	const assigned = vfio.assigned(device);
	if (assigned !== undefined) return [...assigned.bindings.keys()];
	const bound: number[] = [];
	for (const driver of native)
		for (const [pasid, { state }] of driver.bound(device)?.pasids ?? [])
			if (state === 'bound') bound.push(pasid);
	return bound;
}

/** How often a native driver was told that the IOMMU lost faults, the device's perhaps. */
function nativeEventLosses(device: Device, { native }: StatusSources): number {
	for (const driver of native) {
		const bound = driver.bound(device);
		if (bound !== undefined) return bound.counters.eventLosses;
	}
	return 0;
}

/** A guest as the control service shows it. */
export function guestStatus(guest: Guest, relay: Relay): GuestStatus {
	const { counters } = guest;
	return {
		name: guest.name,
		frames: guest.frames,
		mapped: guest.frameTable.inUse,
		sessions: relay.sessionsOf(guest.name).map((session) => session.id),
		suspended: relay.sessionsOf(guest.name).filter(({ state }) => state === 'suspended').length,
		devices: [...guest.devices].map((device) => device.name),
		counters: {
			maps: counters.maps,
			unmaps: counters.unmaps,
			evictions: counters.evictions,
			writebacks: counters.writebacks,
			bytesIn: counters.bytesIn,
			bytesOut: counters.bytesOut,
			refused: relay.refusalsOf(guest.name).total,
		},
	};
}

/** The host as the control service shows it. */
export function hostStatus(relay: Relay, runner: WorkloadRunner, uptimeS: number): HostStatus {
	const { core, load, refusals } = relay;
	return {
		pendingGroups: core.groups.used,
		pendingGroupsBound: core.groups.limit,
		requestsHeld: core.requestsHeld,
		requestsBound: core.maxRequests,
		workloads: runner.running,
		workloadsBound: runner.limit,
		waitingBytes: load.bytes,
		unmapsOutstanding: load.unmaps,
		heldTurns: load.heldTurns,
		expiryTurns: core.expiries.turns,
		expiryLateMs: Math.round(core.expiries.latestMs),
		uptimeS,
		sessions: relay.sessions().length,
		refused: refusals.total,
		refusals: refusals.entries().map(([code, count]) => ({ code: errorNumber(code), count })),
	};
}

/** How the faults of a device without PRI are recovered. */
function stallState(entry: DeviceEntry | undefined): string {
	return entry?.bus === 'platform' && entry.stall ? 'stall' : 'none';
}

/** A virtual function without ATS cannot use its physical one's page requests. */
function priState(config: ConfigSpace, stopped: boolean): string {
	if (priCapability(config) === undefined || atsCapability(config) === undefined) return 'none';
	if (stopped || priFailed(config)) return 'stopped';
	return priEnabled(config) ? 'on' : 'off';
}
