import { packagePath } from '../../base/package-path.js';
import type { HostConfigInput, IommuKind } from '../../host/config.js';
import type { TraceArea } from './trace-count.js';

/** Who and what the demo's fleet is: one place for the local fleet, the compose file's test and the scenes. */

export const COPY = {
	sourceGuest: 'a',
	targetGuest: 'b',
	pasid: 1,
	sourceAddress: 0x10_0000_0000,
	targetAddress: 0x20_0000_0000,
} as const;

export const TRACE = { guest: COPY.sourceGuest, pasid: 2 } as const;

/** Devices behind one IOMMU that recover in one way: the copy's two, and the trace's. */
export interface Lane {
	readonly iommu: IommuKind;
	readonly mode: 'pri' | 'stall';
	readonly readDevice: string;
	readonly writeDevice: string;
	/** Undefined: the trace is not replayed in this lane. */
	readonly traceDevice: string | undefined;
}

/** Where the demo runs unless told otherwise. */
export const DEFAULT_IOMMU = 'vtd';

/** The IOMMUs that have a recoverable path, and how it works. */
export const LANES: readonly Lane[] = [
	{
		iommu: DEFAULT_IOMMU,
		mode: 'pri',
		readDevice: 'dma0',
		writeDevice: 'dma1',
		traceDevice: 'trace0',
	},
	...(['smmuv3', 'amdvi', 'riscv'] as const).map((iommu) => ({
		iommu,
		mode: 'pri' as const,
		readDevice: `${iommu}-dma0`,
		writeDevice: `${iommu}-dma1`,
		traceDevice: `${iommu}-trace0`,
	})),
	{
		iommu: 'smmuv3',
		mode: 'stall',
		readDevice: 'smmuv3-stall0',
		writeDevice: 'smmuv3-stall1',
		traceDevice: undefined,
	},
];

/** What `--iommu` chooses: the lanes of one kind, or of all. In the order of `LANES`. */
export function lanesOf(iommu: string): Lane[] {
	return LANES.filter((lane) => iommu === 'all' || lane.iommu === iommu);
}

/** The recorded trace that the second scene replays. */
export function traceFile(): string {
	return packagePath('examples/traces/true.lackey.gz');
}

/** Memory of a guest beyond what its resident pages take: the second address space, and some air. */
const SPARE_BYTES = 32 * 1024 ** 2;

/** Stream ids above those that PCI functions have. */
const FIRST_STREAM = 0x10000;
/** Wide enough for both PASIDs. */
const PLATFORM_PASID_BITS = 2;
/** As many as PCI functions have page requests. */
const PLATFORM_OUTSTANDING = 512;

/** The demo's host with the devices of these lanes, but for where it listens. */
export function demoHost(
	residentBytes: number,
	lanes: readonly Lane[] = lanesOf(DEFAULT_IOMMU),
): HostConfigInput {
	const guestBytes = residentBytes * 2 + SPARE_BYTES;
	const kinds = [...new Set(lanes.map((lane) => lane.iommu))];
	return {
		memory: guestBytes * 3 + 256 * 1024 ** 2,
		guests: [
			{ name: COPY.sourceGuest, memory: guestBytes },
			{ name: COPY.targetGuest, memory: guestBytes },
		],
		iommus: kinds.map((kind, i) => ({ name: `iommu${i}`, kind })),
		devices: lanes.flatMap((lane) => laneDevices(lane, `iommu${kinds.indexOf(lane.iommu)}`)),
	};
}

type DeviceInput = NonNullable<HostConfigInput['devices']>[number];

function laneDevices(lane: Lane, iommu: string): DeviceInput[] {
	const { mode, readDevice, writeDevice, traceDevice } = lane;
	const devices = [
		{ name: readDevice, guest: COPY.sourceGuest },
		{ name: writeDevice, guest: COPY.targetGuest },
		...(traceDevice === undefined ? [] : [{ name: traceDevice, guest: TRACE.guest }]),
	];
	return devices.map((each, i) =>
		mode === 'pri'
			? { ...each, iommu, address: `0${i + 1}:00.0` }
			: {
					...each,
					iommu,
					bus: 'platform',
					stream_id: FIRST_STREAM + i,
					stall: true,
					outstanding: PLATFORM_OUTSTANDING,
					pasid_bits: PLATFORM_PASID_BITS,
				},
	);
}

/** The `--map` options of each guest's agent. */
export function agentMaps(files: {
	readonly source: string;
	readonly target: string;
	readonly targetSize: number | string;
}): Record<string, string[]> {
	const hex = (address: number) => `0x${address.toString(16)}`;
	return {
		[COPY.sourceGuest]: [
			`${COPY.pasid}@${hex(COPY.sourceAddress)}=${files.source}:r`,
			...TRACE_AREAS.map(
				(area) =>
					`${TRACE.pasid}@${hex(area.firstPage * 4096)}=zero,size=${area.pages * 4096}:${area.permissions}`,
			),
		],
		[COPY.targetGuest]: [
			`${COPY.pasid}@${hex(COPY.targetAddress)}=${files.target},size=${files.targetSize}:rw`,
		],
	};
}

/**
 * The areas of the trace's address space, after the ranges that `faultline trace summary` shows. Mostly what
 * the program was allowed; three things are not, so that INVALID occurs: a part of the C library's text is
 * not executable, a part of its data is not writable, and some pages it read are in no area.
 */
export const TRACE_AREAS: readonly TraceArea[] = [
	{ firstPage: 0x108, pages: 8, permissions: 'rx' },
	{ firstPage: 0x110, pages: 2, permissions: 'rw' },
	{ firstPage: 0x4000, pages: 0x2d, permissions: 'rx' },
	{ firstPage: 0x4031, pages: 4, permissions: 'rw' },
	{ firstPage: 0x4835, pages: 2, permissions: 'rw' },
	{ firstPage: 0x4837, pages: 3, permissions: 'rx' },
	{ firstPage: 0x483a, pages: 2, permissions: 'rw' },
	{ firstPage: 0x483c, pages: 5, permissions: 'r' },
	{ firstPage: 0x4849, pages: 0x7f, permissions: 'rx' },
	{ firstPage: 0x48c8, pages: 0x18, permissions: 'r' },
	{ firstPage: 0x48e0, pages: 0x120, permissions: 'rx' },
	{ firstPage: 0x4a14, pages: 4, permissions: 'rw' },
	{ firstPage: 0x4a18, pages: 3, permissions: 'r' },
	{ firstPage: 0x4a1e, pages: 3, permissions: 'rw' },
	{ firstPage: 0x4a26, pages: 3, permissions: 'rw' },
	{ firstPage: 0x1ffeffe, pages: 3, permissions: 'rw' },
];
