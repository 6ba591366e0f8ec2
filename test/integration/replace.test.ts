import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ControlClient } from '../../src/cli/client.js';
import { AddressSpace, Agent, connectGrpc } from '../../src/guest/index.js';
import type { HostConfigInput } from '../../src/host/config.js';
import { GuestEvents } from '../../src/testkit/guest-events.js';
import { MemoryPager } from '../support/fake-port.js';
import { BASE, startHost } from '../support/fleet.js';

/** A live device gets another address space, over the relay, on every IOMMU and in each way of waiting for pages. */

const PAGES = 32;
const LENGTH = PAGES * 4096;
const CODE_DEVICE_ERROR = 37;

const function0 = { name: 'd0', address: '01:00.0' };
const platform0 = {
	...({ name: 'd0', bus: 'platform', stream_id: 0x100, stall: true, pasid_bits: 4 } as const),
};
const rows = [
	['vtd', 'pri', function0],
	['smmuv3', 'pri', function0],
	['smmuv3', 'stall', platform0],
	['amdvi', 'pri', function0],
	['riscv', 'pri', function0],
] as const;

/** An agent whose device d0 has the first of two spaces at PASID 1. */
async function serve(kind: (typeof rows)[number][0], device: (typeof rows)[number][2]) {
	const config: HostConfigInput = {
		memory: '256MiB',
		iommus: [{ name: 'io', kind }],
		guests: [{ name: 'a', memory: '16MiB' }],
		devices: [{ ...device, guest: 'a', outstanding: 8 }],
	};
	const { address, control, host } = await startHost(config);
	const [one, two] = [1, 2].map((seed) => {
		const pager = new MemoryPager(PAGES);
		pager.memory.forEach((byte, at) => {
			pager.memory[at] = byte ^ seed;
		});
		const space = new AddressSpace({ name: `space ${seed}`, residentLimit: 1024 });
		space.map({ address: BASE, length: LENGTH, permissions: 'rw', pager, sharing: 'shared' });
		return { pager, space };
	}) as [Memory, Memory];
	const events = new GuestEvents();
	const agent = new Agent({
		connect: () => connectGrpc(address),
		guest: 'a',
		spaces: [{ device: 'd0', pasid: 1, space: one.space }],
		on: events.listener,
	});
	onTestFinished(async () => {
		await agent.stop(1000);
	});
	await agent.start();
	const bind = ({ space }: Memory) => agent.bind({ device: 'd0', pasid: 1, space });
	return { agent, bind, control, events, host, one, two };
}

interface Memory {
	readonly pager: MemoryPager;
	readonly space: AddressSpace;
}

const sha256 = ({ pager }: Memory) => createHash('sha256').update(pager.memory).digest('hex');

const range = { device: 'd0', pasid: 1, address: BASE };
const read = (control: ControlClient) =>
	control.run({ read: { from: range, length: LENGTH } }, () => {});

/** Law 1 as the kernel and the device count: each group has one answer, none is left, none came to nobody. */
async function checkAnswers({ control, host }: Awaited<ReturnType<typeof serve>>) {
	const { counters, outstanding, pending } = await control.device('d0');
	const { groups, responsesSuccess, responsesInvalid, responsesFailure } = counters ?? {};
	expect(groups).toBe((responsesSuccess ?? 0) + (responsesInvalid ?? 0));
	expect([responsesFailure, outstanding, pending]).toEqual([0, 0, 0]);
	for (const fn of host.machine.functions.values()) expect(fn.counters.responsesUnexpected).toBe(0);
}

describe.each(rows)('%s, %s: a device with faults in flight', (kind, mode, device) => {
	test('is moved: they are INVALID, once and by the host alone; then it reads the other space, and the first again', async () => {
		const all = await serve(kind, device);
		const { agent, bind, control, events, one, two } = all;
		expect(await control.device('d0')).toMatchObject({ pri: mode === 'stall' ? 'stall' : 'on' });
		// Half of the first space is mapped and cached; the other half is on its way.
		const half = { ...range, address: BASE + LENGTH / 2 };
		await control.run({ read: { from: range, length: LENGTH / 2 } }, () => {});
		one.pager.manual = true;
		const flying = control.run({ read: { from: half, length: LENGTH / 2 } }, () => {});
		await expect.poll(() => one.space.counters.groups).toBeGreaterThanOrEqual(PAGES / 2 + 1);
		const before = one.space.counters.success;
		await bind(two);
		expect(await flying).toMatchObject({ ok: false, code: CODE_DEVICE_ERROR, responsesSuccess: 0 });
		expect(agent.counters.refusedResponses).toBe(0);
		await checkAnswers(all);

		// What the device had cached of the first space it has no more, and nothing that comes is the first's.
		const calls = one.pager.calls.length;
		expect(await read(control)).toMatchObject({ ok: true, sha256: sha256(two) });
		expect(one.pager.calls).toHaveLength(calls);
		expect(two.space.residentPages).toBe(PAGES);
		// The pages come, and nobody waits: they are mapped, and the groups ended without another answer.
		one.pager.manual = false;
		for (const call of one.pager.pending.splice(0)) await call.end();
		await expect.poll(() => one.space.counters.silenced).toBeGreaterThan(0);
		expect(one.space.counters.success).toBe(before);

		await bind(one);
		expect(await read(control)).toMatchObject({ ok: true, sha256: sha256(one) });
		await checkAnswers(all);
		expect(agent.counters).toMatchObject({ refusedResponses: 0, unknownSpace: 0 });
		expect(events.seen.map(({ type }) => type)).toEqual(['connected']);
	});

	test('is moved to and fro while it writes: each write is whole where it was, and written back there', async () => {
		const all = await serve(kind, device);
		const { bind, control, one, two } = all;
		const spaces = [one, two];
		for (let turn = 1; turn <= 12; turn++) {
			// With the device at work, and without a thought for it.
			const write = { to: range, length: LENGTH, seed: turn };
			const running = control.run({ write }, () => {});
			await bind(spaces[turn % 2]!);
			await running;
			// And with the device at rest.
			const whole = await control.run({ write }, () => {});
			expect(whole).toMatchObject({ ok: true, bytes: LENGTH });
			await spaces[turn % 2]!.space.sync();
			expect(sha256(spaces[turn % 2]!)).toBe(whole.sha256);
		}
		await checkAnswers(all);
	});

	test('is unbound: they are INVALID, and it is served again when it is bound again', async () => {
		const all = await serve(kind, device);
		const { agent, bind, control, one, two } = all;
		one.pager.manual = true;
		const flying = read(control);
		await expect.poll(() => one.space.counters.groups).toBeGreaterThan(0);
		await agent.unbind('d0', 1);
		expect(await flying).toMatchObject({ ok: false, code: CODE_DEVICE_ERROR, responsesSuccess: 0 });
		expect(await control.device('d0')).toMatchObject({ pasids: [] });
		expect(await read(control)).toMatchObject({ ok: false, responsesSuccess: 0 });
		await bind(two);
		expect(await read(control)).toMatchObject({ ok: true, sha256: sha256(two) });
		await checkAnswers(all);
		expect(agent.counters.refusedResponses).toBe(0);
	});
});
