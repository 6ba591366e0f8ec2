import { FaultlineError } from '../base/errors.js';
import { formatSize } from '../base/units.js';
import { iommuKindName, isPci } from '../wire/device-kinds.js';
import { errorCode } from '../wire/error-codes.js';
import { faultline } from '../wire/generated/faultline.js';
import type {
	DeviceStatus,
	GuestStatus,
	HostStatus,
	InjectResult,
	Snapshot,
	WorkloadProgress,
	WorkloadResult,
} from './client.js';
import { count, formatFields, formatTable, micros } from './table.js';

/** What the host's answers look like as text. */

export function progressLine(progress: WorkloadProgress): string {
	const share =
		progress.totalBytes > 0
			? `${((100 * progress.bytes) / progress.totalBytes).toFixed(0)} %, `
			: '';
	const rate = progress.elapsedS > 0 ? progress.faults / progress.elapsedS : 0;
	return `${share}${count(progress.bytes / 4096)} pages, ${formatSize(progress.bytes)}, ${count(progress.faults)} faults, ${count(rate)} faults/s, p50 ${micros(progress.p50Us)}, p99 ${micros(progress.p99Us)}`;
}

export function resultDetails(r: WorkloadResult): string {
	const fields: [string, string][] = [
		['result', r.ok ? 'ok' : `failed: ${r.message}`],
		['bytes', `${count(r.bytes)} (${formatSize(r.bytes)})`],
		['faults', count(r.faults)],
		['groups', count(r.groups)],
		[
			'responses',
			`SUCCESS ${count(r.responsesSuccess)}, INVALID ${count(r.responsesInvalid)}, FAILURE ${count(r.responsesFailure)}`,
		],
		['latency', `p50 ${micros(r.p50Us)}, p99 ${micros(r.p99Us)}`],
		['time', `${r.elapsedS.toFixed(2)} s`],
	];
	if (r.accessesOk + r.accessesFailed > 0)
		fields.push(['accesses', `${count(r.accessesOk)} done, ${count(r.accessesFailed)} given up`]);
	if (r.sha256 !== '') fields.push(['sha256', r.sha256]);
	return formatFields(fields);
}

/** bus:slot.function of a PCI function, else the stream or device id. */
function sourceId({ bus, sourceId: id }: DeviceStatus): string {
	if (!isPci(bus)) return `0x${id.toString(16)}`;
	const hex = (part: number) => part.toString(16).padStart(2, '0');
	return `${hex(id >> 8)}:${hex((id >> 3) & 31)}.${id & 7}`;
}

const busName = (d: DeviceStatus) => (isPci(d.bus) ? 'pci' : 'platform');
const iommuName = (d: DeviceStatus) => `${d.iommu} (${iommuKindName(d.iommuKind)})`;

export function hostDetails(host: HostStatus): string {
	return formatFields([
		['up', `${host.uptimeS.toFixed(0)} s`],
		['sessions', count(host.sessions)],
		['pending groups', `${count(host.pendingGroups)} of ${count(host.pendingGroupsBound)}`],
		['requests', `${count(host.requestsHeld)} of ${count(host.requestsBound)} held`],
		['workloads', `${count(host.workloads)} of ${count(host.workloadsBound)}`],
		[
			'for agents',
			`${formatSize(host.waitingBytes)} wait, ${count(host.unmapsOutstanding)} unmap requests under way`,
		],
		[
			'held',
			`${count(host.heldTurns)} times a session that sent more than a turn's worth, or too fast`,
		],
		['expiry', `in ${count(host.expiryTurns)} turns, at most ${host.expiryLateMs} ms late`],
		[
			'memory',
			`${formatSize(host.heapBytes)} heap, ${formatSize(host.externalBytes)} beside it, ${formatSize(host.residentBytes)} resident`,
		],
		['handles', count(host.openHandles)],
		['event loop', `p99 ${micros(1000 * host.eventLoopP99Ms)} late`],
		['refused', count(host.refused)],
		...host.refusals.map((each): [string, string] => [
			`  ${errorCode(each.code ?? 0) ?? each.code}`,
			count(each.count ?? 0),
		]),
	]);
}

/** Who has a device, in a sentence. */
export function ownerLine({ name, driver, guest }: DeviceStatus): string {
	if (driver === '') return `${name} has no driver`;
	return guest === '' ? `${name} has driver ${driver}` : `${name} belongs to guest ${guest}`;
}

/** What changes comes before what stays as it is: a terminal may be too narrow for all. */
export function deviceTable(devices: readonly DeviceStatus[]): string {
	return formatTable(
		[
			'device',
			'id',
			'driver',
			'guest',
			'pri',
			'outstanding',
			'pending',
			'groups',
			'stalls',
			'bus',
			'iommu',
		],
		devices.map((d) => [
			d.name,
			sourceId(d),
			d.driver || (d.state === 'unplugged' ? 'unplugged' : '-'),
			d.guest || '-',
			d.pri,
			`${d.outstanding}/${d.outstandingLimit}`,
			String(d.pending),
			count(d.counters?.groups ?? 0),
			count(d.counters?.stalls ?? 0),
			busName(d),
			iommuName(d),
		]),
	);
}

/** What an injected fault was, and what came of it. */
export function injectedDetails({ raised, messages, end, device }: InjectResult): string {
	const fields: [string, string][] = [
		['raised', raised],
		['messages', count(messages)],
		['end', END_TEXTS[end] ?? 'nothing came back'],
	];
	const c = device?.counters;
	if (device != null && c != null)
		fields.push(
			['pending', `${device.pending} groups`],
			['events', `${count(c.events)} unrecoverable faults, ${count(c.eventsLost)} lost`],
			['pri', device.pri + (device.halted ? ', the device stopped at a fault' : '')],
		);
	return formatFields(fields);
}

const { InjectedEnd } = faultline.v1;
const END_TEXTS: Readonly<Record<number, string>> = {
	[InjectedEnd.INJECTED_END_SUCCESS]: 'SUCCESS, and the access went through',
	[InjectedEnd.INJECTED_END_INVALID]: 'INVALID',
	[InjectedEnd.INJECTED_END_FAILURE]: 'FAILURE',
	[InjectedEnd.INJECTED_END_LIVELOCK]: 'SUCCESS again and again, and the page was still missing',
	[InjectedEnd.INJECTED_END_ABORTED]: 'aborted by the IOMMU',
	[InjectedEnd.INJECTED_END_DISCARDED]: 'ended by the IOMMU without effect and without an error',
	[InjectedEnd.INJECTED_END_RESET]: 'ended by a reset of the device, or of the PASID',
};

export function guestTable(guests: readonly GuestStatus[]): string {
	return formatTable(
		['guest', 'sessions', 'devices', 'frames', 'mapped', 'evictions', 'writebacks'],
		guests.map((g) => [
			g.name,
			String(g.sessions.length),
			g.devices.join(',') || '-',
			count(g.frames),
			count(g.mapped),
			count(g.counters?.evictions ?? 0),
			count(g.counters?.writebacks ?? 0),
		]),
	);
}

export function deviceDetails(d: DeviceStatus): string {
	const c = d.counters;
	if (c == null) throw new FaultlineError('INTERNAL', `the host sent no counters of ${d.name}`);
	return formatFields([
		['device', d.name],
		['bus', busName(d)],
		[isPci(d.bus) ? 'address' : 'id', sourceId(d)],
		...(d.physicalFunction === ''
			? []
			: [['physical function', d.physicalFunction] satisfies [string, string]]),
		['iommu', iommuName(d)],
		['driver', d.driverOverride === '' ? driverOf(d) : `${driverOf(d)}, ${d.driverOverride} alone`],
		['guest', d.guest || 'none'],
		['session', d.session || 'none'],
		['pri', d.pri],
		['pasids', d.pasids.join(', ') || 'none bound'],
		['outstanding', `${d.outstanding} of ${d.outstandingLimit} requests`],
		...d.quarantined.map((each): [string, string] => ['quarantined', quarantineLine(each)]),
		['outbox', outboxLine(d)],
		['pending', `${d.pending} groups`],
		['deadline', d.responseDeadlineMs === 0 ? 'none' : `${d.responseDeadlineMs} ms`],
		['page requests', count(c.pageRequests)],
		['groups', `${count(c.groups)}, ${count(c.delivered)} delivered`],
		[
			'responses',
			`SUCCESS ${count(c.responsesSuccess)}, INVALID ${count(c.responsesInvalid)}, FAILURE ${count(c.responsesFailure)}`,
		],
		[
			'by the host',
			`${count(c.expired)} expired, ${count(c.revoked)} revoked, ${count(c.rejected)} rejected (${count(c.rejectedFull ?? 0)} at a full outbox, ${count(c.rejectedPaused ?? 0)} while paused)`,
		],
		[
			'slow agent',
			`told ${count(c.slowWarnings ?? 0)} times, paused ${count(c.slowPauses ?? 0)}, revoked ${count(c.slowRevocations ?? 0)}`,
		],
		['refused', `${count(c.refused)} responses of agents`],
		['events', `${count(c.events)} unrecoverable faults, ${count(c.eventsLost)} lost`],
		['dma', `${formatSize(c.dmaReadBytes)} read, ${formatSize(c.dmaWrittenBytes)} written`],
		['dma errors', `${count(c.dmaErrors)}${d.halted ? ', stopped at a fault' : ''}`],
		['stalls', count(c.stalls ?? 0)],
		...(d.iommuQueues == null
			? []
			: [['iommu queues', queuesLine(d.iommuQueues)] satisfies [string, string]]),
		['shared failures', `${count(c.sharedFailures ?? 0)} by other functions of the same PRI`],
	]);
}

/** What went wrong in the queues of the IOMMU in front of a device. */
function queuesLine(queues: faultline.v1.IommuQueues.$Properties): string {
	const { requestOverflows, faultOverflows, responsesDelayed, responsesLost } = queues;
	const of = (value: number | null | undefined) => count(value ?? 0);
	return `page requests overflowed ${of(requestOverflows)} times, unrecoverable faults ${of(faultOverflows)}; responses ${of(responsesDelayed)} delayed, ${of(responsesLost)} lost`;
}

/** Groups that wait, and how their agent takes them. */
function outboxLine(d: DeviceStatus): string {
	const waiting = `${d.outbox} groups wait for credit (${d.credit} left)`;
	if (d.oldestWaitingMs === 0 && d.idleMs === 0) return waiting;
	return `${waiting}, the oldest for ${d.oldestWaitingMs} ms; none taken for ${d.idleMs} ms`;
}

/** What the quarantine driver took out, and why. */
function quarantineLine(quarantined: faultline.v1.QuarantinedPasid.$Properties): string {
	const { pasid, reason, hardwareReason, page, faults } = quarantined;
	const hex = (value: number | null | undefined) => `0x${(value ?? 0).toString(16)}`;
	const what = pasid ? `PASID ${pasid}` : 'requests without a PASID';
	return `${what}: reason ${reason ?? 0} (hardware ${hex(hardwareReason)}) at page ${hex(page)}, ${count(faults ?? 0)} faults since`;
}

/** The driver, and what is under way. */
function driverOf(d: DeviceStatus): string {
	const settled = d.state === '' || d.state === 'none' || d.state === 'bound';
	return `${d.driver || 'none'}${settled ? '' : ` (${d.state})`}`;
}

/** Everything that `ctl watch` shows of one look. */
export function snapshotView(snapshot: Snapshot): string {
	const devices = deviceTable(snapshot.devices as DeviceStatus[]);
	const guests = guestTable(snapshot.guests as GuestStatus[]);
	return `up ${snapshot.uptimeS.toFixed(0)} s\n\n${devices}\n\n${guests}\n`;
}
