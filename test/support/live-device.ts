import { createHash } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import type { ControlClient } from '../../src/cli/client.js';
import { AddressSpace, Agent, connectGrpc } from '../../src/guest/index.js';
import type { HostConfigInput } from '../../src/host/config.js';
import { GuestEvents } from '../../src/testkit/guest-events.js';
import { hostWithin } from '../../src/testkit/test-host.js';
import { MemoryPager } from './fake-port.js';
import { BASE, startHost } from './fleet.js';

/** A host with a device whose faults wait, an agent that serves it by pagers that the test holds, and what both count. */

/** Pages of an address space, from BASE on. */
export const PAGES = 32;
export const LENGTH = PAGES * 4096;
/** ErrorCode DEVICE_ERROR. */
export const CODE_DEVICE_ERROR = 37;

const pci = { address: '01:00.0' };
const platform = {
	...({ bus: 'platform', stream_id: 0x100, stall: true, pasid_bits: 4 } as const),
};
/** Every IOMMU with a recoverable path, with each way in which devices behind it wait. */
export const LIVE = [
	['vtd', 'pri', pci],
	['smmuv3', 'pri', pci],
	['smmuv3', 'stall', platform],
	['amdvi', 'pri', pci],
	['riscv', 'pri', pci],
] as const;
type Kind = (typeof LIVE)[number][0];
type Where = (typeof LIVE)[number][2];

/** What a guest sees of its memory, and where it comes from. */
export interface Memory {
	readonly pager: MemoryPager;
	readonly space: AddressSpace;
}

/** A shared area of PAGES pages whose contents go with `seed`. */
export function memory(seed: number): Memory {
	const pager = new MemoryPager(PAGES);
	pager.memory.forEach((byte, at) => {
		pager.memory[at] = byte ^ seed;
	});
	const space = new AddressSpace({ name: `space ${seed}`, residentLimit: 1024 });
	space.map({ address: BASE, length: LENGTH, permissions: 'rw', pager, sharing: 'shared' });
	return { pager, space };
}

/** What the pager holds. */
export const sha256 = ({ pager }: Memory) =>
	createHash('sha256').update(pager.memory).digest('hex');

/** Lets all calls of a pager that was held end, and those that follow. */
export async function letGo({ pager }: Memory): Promise<void> {
	pager.manual = false;
	for (const call of pager.pending.splice(0)) await call.end();
}

/** An agent of a guest that has `at.space` at PASID 1 of all its devices; stopped with the test. */
export async function serveMemory(address: string, guest: string, at: Memory) {
	const events = new GuestEvents();
	const agent = new Agent({
		connect: () => connectGrpc(address),
		guest,
		spaces: [{ device: '*', pasid: 1, space: at.space }],
		on: events.listener,
	});
	onTestFinished(async () => {
		await agent.stop(1000);
	});
	await agent.start();
	return { agent, events };
}

/** Device d0 of guest a, served with the memory `one`; d1, of guest b behind the same IOMMU, is nobody's. */
export async function liveDevice(kind: Kind, where: Where) {
	const config: HostConfigInput = {
		memory: '256MiB',
		iommus: [{ name: 'io', kind }],
		guests: [
			{ name: 'a', memory: '16MiB' },
			{ name: 'b', memory: '16MiB' },
		],
		devices: [
			{ ...where, name: 'd0', guest: 'a', outstanding: 8 },
			{
				...('address' in where ? { address: '02:00.0' } : { ...where, stream_id: 0x101 }),
				...{ name: 'd1', guest: 'b', outstanding: 8 },
			},
		],
	};
	const { address, control, host } = await startHost(config);
	const one = memory(1);
	return { address, control, host, one, ...(await serveMemory(address, 'a', one)) };
}
export type LiveDevice = Awaited<ReturnType<typeof liveDevice>>;

/** The area as a device sees it. */
export const rangeOf = (device: string) => ({ device, pasid: 1, address: BASE });
/** Reads all of the area. */
export const readAll = (control: ControlClient, device = 'd0') =>
	control.run({ read: { from: rangeOf(device), length: LENGTH } }, () => {});

/** Law 1 as the kernel and the device count: each group has one answer, none is left, none came to nobody. */
export async function checkAnswers({ control, host }: LiveDevice): Promise<void> {
	for (const { counters, outstanding, pending } of await control.devices()) {
		const { groups, responsesSuccess, responsesInvalid, responsesFailure } = counters ?? {};
		expect(groups).toBe((responsesSuccess ?? 0) + (responsesInvalid ?? 0));
		expect([responsesFailure ?? 0, outstanding, pending]).toEqual([0, 0, 0]);
	}
	for (const fn of hostWithin(host).machine.functions.values())
		expect(fn.counters.responsesUnexpected).toBe(0);
}
