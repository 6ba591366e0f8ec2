import { expect, test } from 'vitest';
import type { ControlClient } from '../../src/cli/client.js';
import type { HostConfigInput } from '../../src/host/config.js';
import { startGuest } from '../../src/testkit/index.js';
import { BASE, oneDevice, startHost } from '../support/fleet.js';
import { inject, refusal } from '../support/injection.js';
import { RawAgent } from '../support/raw-agent.js';

/** Faults that hardware is told to raise, over the control service, on every kind of IOMMU that recovers. */

const LENGTH = 16 * 4096;
const KINDS = ['vtd', 'smmuv3', 'amdvi', 'riscv'] as const;

const machine = (kind: (typeof KINDS)[number]): HostConfigInput => ({
	memory: '256MiB',
	iommus: [{ name: 'io', kind }],
	guests: [{ name: 'a', memory: '16MiB' }],
	devices: [
		{ name: 'pri', address: '01:00.0', guest: 'a' },
		{ name: 'plain', address: '02:00.0', ats: false, pri: false },
		{ name: 'strict', address: '03:00.0', ats: false, pri: false, on_fault: 'stop' },
		{ name: 'free', address: '04:00.0' },
	],
});

async function serve(kind: (typeof KINDS)[number]) {
	const { control, host } = await startHost(machine(kind));
	const guest = await startGuest(host, { areas: [{ address: BASE, length: LENGTH }] });
	await control.bind('plain', 'quarantine');
	await control.bind('strict', 'sva');
	return { control, host, guest };
}

/** Law 1, as the device itself counts. */
async function expectAllAnswered(control: ControlClient, device: string) {
	const { counters, pending } = await control.device(device);
	const { groups, responsesSuccess, responsesInvalid, responsesFailure } = counters ?? {};
	expect(groups).toBe((responsesSuccess ?? 0) + (responsesInvalid ?? 0) + (responsesFailure ?? 0));
	expect(pending).toBe(0);
}

const reads = (control: ControlClient, device: string, length = LENGTH) =>
	control.run({ read: { from: { device, pasid: 1, address: BASE }, length } }, () => {});

test.each(KINDS)('%s: page requests, whether their pages are mapped or not', async (kind) => {
	const { control } = await serve(kind);
	const at = { pasid: 1, address: BASE };
	expect(await inject(control, 'pri', 'page-request', { ...at, pages: 4 })).toMatchObject({
		...{ messages: 4, end: 'success', device: { pending: 0, outstanding: 0 } },
	});
	// All of them are there now: the device would not ask for them by itself.
	expect(await reads(control, 'pri', 4 * 4096)).toMatchObject({ ok: true, groups: 0 });
	expect(await inject(control, 'pri', 'page-request', { ...at, access: 3 })).toMatchObject({
		end: 'success',
	});
	// No area there, none of this PASID, none without one.
	for (const more of [{ pasid: 1 }, { ...at, pasid: 7 }, { address: BASE }])
		expect(await inject(control, 'pri', 'page-request', more)).toMatchObject({ end: 'invalid' });
	const { counters } = await control.device('pri');
	expect(counters).toMatchObject({ pageRequests: 8, groups: 5, responsesInvalid: 3 });
	await expectAllAnswered(control, 'pri');
	expect(await reads(control, 'pri')).toMatchObject({ ok: true, groups: 12 });
});

test.each(KINDS)('%s: a group that is left open is one group with what closes it', async (kind) => {
	const { control } = await serve(kind);
	const at = (page: number) => ({ pasid: 1, address: BASE + page * 4096 });
	const open = await inject(control, 'pri', 'page-request', { ...at(0), pages: 2, partial: true });
	expect(open).toMatchObject({ end: 'none', messages: 2, device: { pending: 0, outstanding: 2 } });
	expect(await refusal(control, 'pri', 'page-request', { pasid: 2 })).toMatch(
		/^CANNOT_INJECT: device pri: its open group is of PASID 1: close it first/,
	);
	// The device works meanwhile.
	expect(await reads(control, 'pri', 4096)).toMatchObject({ ok: true, groups: 1 });
	const closed = await inject(control, 'pri', 'page-request', at(3));
	expect(closed).toMatchObject({ group: open.group, end: 'success', device: { outstanding: 0 } });
	const { counters } = await control.device('pri');
	expect(counters).toMatchObject({ pageRequests: 4, groups: 2, responsesSuccess: 2 });
	// Nobody answers one that stays open; a reset forgets it.
	await inject(control, 'pri', 'page-request', { ...at(0), partial: true });
	await control.reset('pri');
	expect(await control.device('pri')).toMatchObject({ outstanding: 0, pending: 0 });
	expect(await inject(control, 'pri', 'page-request', at(0))).toMatchObject({ end: 'success' });
	expect(await reads(control, 'pri')).toMatchObject({ ok: true });
});

/** What each writes down for an entry that is not valid, with reserved bits, and a PASID that the tables do not know. */
const REASONS = {
	vtd: [0x41, 0x42, 0x46],
	smmuv3: [0x04, 0x04, 0x08],
	amdvi: [0x1000, 0x1080, 0x2005],
	riscv: [258, 259, 266],
} as const;

test.each(KINDS)('%s: unrecoverable faults and errors of the configuration', async (kind) => {
	const { control, guest } = await serve(kind);
	const beyond = { pasid: 1, address: 0x4000_0000 };
	const seen = async (device: string) => (await control.device(device)).counters?.events ?? 0;
	expect(await inject(control, 'plain', 'unrecoverable', beyond)).toMatchObject({ end: 'aborted' });
	expect(await control.device('plain')).toMatchObject({
		quarantined: [{ pasid: 1, page: beyond.address / 4096 }],
	});
	// A function with PRI too may send an access that it did not ask for; its guest is told.
	expect(await inject(control, 'pri', 'unrecoverable', beyond)).toMatchObject({ end: 'aborted' });
	expect(await guest.next('device-event')).toMatchObject({ device: 'pri', pasid: 1 });
	expect(await inject(control, 'strict', 'unrecoverable', beyond)).toMatchObject({
		...{ end: 'aborted', device: { halted: true } },
	});
	await control.reset('strict');
	const before = await seen('strict');
	for (const variant of ['invalid', 'reserved', 'pasid']) {
		const result = await inject(control, 'strict', 'config-error', { variant });
		expect([variant, result.end]).toEqual([variant, 'aborted']);
		await control.reset('strict');
	}
	expect((await seen('strict')) - before).toBe(3);
	const told = guest.events.length;
	for (const variant of ['invalid', 'reserved', 'pasid'])
		await inject(control, 'pri', 'config-error', { variant });
	const reasons = () =>
		guest.events.slice(told).flatMap((e) => (e.type === 'device-event' ? [e.hardwareReason] : []));
	await expect.poll(reasons).toEqual([...REASONS[kind]]);
	// All is as it was.
	const mapped = { pasid: 1, address: BASE };
	expect(await refusal(control, 'strict', 'unrecoverable', mapped)).toMatch(
		/^CANNOT_INJECT: device strict: page 0x100 is mapped and the access went through/,
	);
	expect(await reads(control, 'strict')).toMatchObject({ ok: true });
});

test.each(KINDS)('%s: overflows, after which all goes on', async (kind) => {
	const { control, guest } = await serve(kind);
	const requests = await inject(control, 'pri', 'overflow', { pasid: 1 });
	expect(requests.end).toBe('none');
	expect(requests.messages).toBeGreaterThan(512);
	await expectAllAnswered(control, 'pri');
	expect(await reads(control, 'pri')).toMatchObject({ ok: true, groups: 16 });
	// Seen at every device behind the IOMMU: they share its queues.
	const queues = async () => (await control.device('free')).iommuQueues;
	expect(await queues()).toMatchObject({ faultOverflows: 0, responsesLost: 0 });
	expect((await queues())?.requestOverflows).toBeGreaterThan(0);
	const faults = await inject(control, 'pri', 'overflow', { variant: 'faults' });
	expect(faults.messages).toBeGreaterThan(8);
	await guest.next('device-event');
	await expect
		.poll(async () => (await control.device('pri')).counters?.eventsLost)
		.toBeGreaterThan(0);
	expect((await queues())?.faultOverflows).toBeGreaterThan(0);
	expect(await reads(control, 'pri')).toMatchObject({ ok: true, groups: 0 });
	// A driver of the host is told of the loss as a guest is.
	const before = (await control.device('plain')).counters?.eventsLost ?? 0;
	await inject(control, 'plain', 'overflow', { variant: 'faults' });
	await expect
		.poll(async () => (await control.device('plain')).counters?.eventsLost)
		.toBeGreaterThan(before);
});

test.each(KINDS)('%s: interrupts that lead nowhere, where they are remapped', async (kind) => {
	const { control, guest } = await serve(kind);
	if (kind === 'smmuv3') {
		expect(await refusal(control, 'pri', 'interrupt')).toMatch(
			/^CANNOT_INJECT: device pri: its IOMMU does not remap interrupts.*try page-request/,
		);
		return;
	}
	const before = (await control.device('strict')).counters?.events ?? 0;
	const result = await inject(control, 'strict', 'interrupt', { index: 3 });
	expect(result).toMatchObject({ end: 'aborted', messages: 1, device: { halted: false } });
	expect(result.device?.counters?.events).toBe(before + 1);
	// A guest is told with the index; it is no fault of DMA.
	await inject(control, 'pri', 'interrupt', { index: 5 });
	expect(await guest.next('device-event')).toMatchObject({
		...{ device: 'pri', fault: 'interrupt', sequence: 1, lost: 0 },
		...{ interrupt: 5, address: undefined, access: 0 },
	});
	expect(await refusal(control, 'free', 'interrupt')).toMatch(/no driver is bound/);
});

test.each(KINDS)(
	'%s: a device that completes no invalidation is reset in the end',
	async (kind) => {
		const { control } = await serve(kind);
		await control.bind('free', 'sva');
		expect(await reads(control, 'free')).toMatchObject({ ok: true });
		expect(await inject(control, 'free', 'invalidation-timeout', { timeoutMs: 20 })).toMatchObject({
			end: 'none',
			messages: 0,
		});
		// Unbinding invalidates, and is not complete before the device is reset.
		expect(await control.unbind('free')).toMatchObject({ state: 'none', pri: 'off' });
		await control.bind('free', 'sva');
		expect(await reads(control, 'free')).toMatchObject({ ok: true });
		expect(await control.unbind('free')).toMatchObject({ state: 'none' });
	},
);

test('a call waits no longer than it says; what it raised goes on', async () => {
	const { control, address } = await startHost(oneDevice());
	const agent = new RawAgent(address);
	const { handles } = await agent.attach();
	const at = { pasid: 1, address: BASE, timeoutMs: 30 };
	expect(await inject(control, 'd0', 'page-request', at)).toMatchObject({
		...{ end: 'none', device: { pending: 1, outstanding: 1 } },
	});
	agent.send({ responses: { group: await agent.groups(), code: [2] } });
	await expect.poll(async () => (await control.device('d0')).outstanding).toBe(0);
	expect((await control.device('d0')).counters).toMatchObject({ responsesInvalid: 1 });
	expect(handles).toHaveLength(1);
});

test('so many calls may wait, and no more', async () => {
	const { control, address } = await startHost(oneDevice());
	await new RawAgent(address).attach();
	const at = { pasid: 1, address: BASE, timeoutMs: 300 };
	const calls = Array.from({ length: 65 }, () => refusal(control, 'd0', 'page-request', at));
	const refused = (await Promise.all(calls)).filter((text) => !text.startsWith('raised'));
	expect(refused).toEqual([expect.stringMatching(/^RESOURCE_EXHAUSTED: 64 injected faults/)]);
});
