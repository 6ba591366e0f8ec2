import { packagePath } from '../../base/package-path.js';
import type { HostConfigInput } from '../../host/config.js';
import type { TraceArea } from './trace-count.js';

/** Who and what the demo's fleet is: one place for the local fleet, the compose file's test and the scenes. */

export const COPY = {
	sourceGuest: 'a',
	targetGuest: 'b',
	readDevice: 'dma0',
	writeDevice: 'dma1',
	pasid: 1,
	sourceAddress: 0x10_0000_0000,
	targetAddress: 0x20_0000_0000,
} as const;

export const TRACE = { guest: COPY.sourceGuest, device: 'trace0', pasid: 2 } as const;

/** The recorded trace that the second scene replays. */
export function traceFile(): string {
	return packagePath('examples/traces/true.lackey.gz');
}

/** Memory of a guest beyond what its resident pages take: the second address space, and some air. */
const SPARE_BYTES = 32 * 1024 ** 2;

/** The demo's host, but for where it listens. */
export function demoHost(residentBytes: number): HostConfigInput {
	const guestBytes = residentBytes * 2 + SPARE_BYTES;
	return {
		memory: guestBytes * 3 + 256 * 1024 ** 2,
		guests: [
			{ name: COPY.sourceGuest, memory: guestBytes },
			{ name: COPY.targetGuest, memory: guestBytes },
		],
		devices: [
			{ name: COPY.readDevice, address: '01:00.0', guest: COPY.sourceGuest },
			{ name: COPY.writeDevice, address: '02:00.0', guest: COPY.targetGuest },
			{ name: TRACE.device, address: '03:00.0', guest: COPY.sourceGuest },
		],
	};
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
