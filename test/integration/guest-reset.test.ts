import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ControlClient } from '../../src/cli/client.js';
import { AddressSpace, Agent, connectGrpc } from '../../src/guest/index.js';
import type { HostConfigInput } from '../../src/host/config.js';
import { MemoryPager } from '../support/fake-port.js';
import { BASE, Events, startHost } from '../support/fleet.js';

/** A guest is reset while its agent has faults of its device, on every IOMMU and in each way of waiting for pages. */

const PAGES = 32;
const LENGTH = PAGES * 4096;
const OUTSTANDING = 8;
const CODE_DEVICE_ERROR = 37;

const pci = { name: 'd0', address: '01:00.0' };
const platform = {
	...({ name: 'd0', bus: 'platform', stream_id: 0x100, stall: true, pasid_bits: 4 } as const),
};
const rows = [
	['vtd', 'pri', pci],
	['smmuv3', 'pri', pci],
	['smmuv3', 'stall', platform],
	['amdvi', 'pri', pci],
	['riscv', 'pri', pci],
] as const;

async function serve(kind: (typeof rows)[number][0], device: (typeof rows)[number][2]) {
	const config: HostConfigInput = {
		memory: '256MiB',
		iommus: [{ name: 'io', kind }],
		guests: [{ name: 'a', memory: '16MiB' }],
		devices: [{ ...device, guest: 'a', outstanding: OUTSTANDING }],
	};
	const { address, control, host } = await startHost(config);
	const pager = new MemoryPager(PAGES, true);
	const space = new AddressSpace({ residentLimit: 1024 });
	space.map({ address: BASE, length: LENGTH, permissions: 'rw', pager, sharing: 'shared' });
	const events = new Events();
	const agent = new Agent({
		connect: () => connectGrpc(address),
		guest: 'a',
		spaces: [{ device: 'd0', pasid: 1, space }],
		on: events.listener,
	});
	onTestFinished(async () => {
		pager.manual = false;
		await agent.stop(1000);
	});
	await agent.start();
	return { agent, control, events, host, pager, space };
}

const read = (control: ControlClient) =>
	control.run(
		{ read: { from: { device: 'd0', pasid: 1, address: BASE }, length: LENGTH } },
		() => {},
	);

/** Law 1 as the kernel and the device count: each group has one answer, none is left, none came to nobody. */
async function checkAnswers({ control, host }: Awaited<ReturnType<typeof serve>>) {
	const { counters, outstanding, pending } = await control.device('d0');
	const { groups, responsesSuccess, responsesInvalid, responsesFailure } = counters ?? {};
	expect(groups).toBe((responsesSuccess ?? 0) + (responsesInvalid ?? 0));
	expect([responsesFailure, outstanding, pending]).toEqual([0, 0, 0]);
	for (const fn of host.machine.functions.values()) expect(fn.counters.responsesUnexpected).toBe(0);
}

describe.each(rows)('%s, %s', (kind, _mode, device) => {
	test('a reset of the guest answers what its agent has INVALID, once; the agent begins anew', async () => {
		const all = await serve(kind, device);
		const { control, events, pager, space } = all;
		const flying = read(control);
		// The agent has as many as the device may have outstanding, and waits for its pager.
		await expect.poll(() => pager.pending.length).toBeGreaterThan(0);
		await expect.poll(async () => (await control.device('d0')).pending).toBe(OUTSTANDING);

		expect(await control.resetGuest('a')).toMatchObject({ name: 'a', devices: ['d0'], mapped: 0 });
		expect(await flying).toMatchObject({ ok: false, code: CODE_DEVICE_ERROR, responsesSuccess: 0 });
		await checkAnswers(all);
		expect(await events.next('revoked')).toMatchObject({ device: 'd0', code: 'NOT_ASSIGNED' });
		await events.next('disconnected');

		// What comes late is of no session any more: no group is answered by it, and no page is in the guest.
		pager.manual = false;
		for (const call of pager.pending.splice(0)) await call.end();
		await expect.poll(async () => (await control.device('d0')).pasids).toEqual([1]);
		const [guest] = await control.guests();
		expect(guest).toMatchObject({ mapped: 0 });
		expect((await control.device('d0')).counters).toMatchObject({ responsesSuccess: 0 });

		const sha256 = createHash('sha256').update(pager.memory).digest('hex');
		expect(await read(control)).toMatchObject({ ok: true, groups: PAGES, sha256 });
		expect(space.residentPages).toBe(PAGES);
		await checkAnswers(all);
	});
});
