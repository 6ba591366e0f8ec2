import { describe, expect, test } from 'vitest';
import type { Agent } from '../../src/guest/index.js';
import { BASE } from '../support/fleet.js';
import {
	CODE_DEVICE_ERROR,
	checkAnswers,
	LENGTH,
	LIVE,
	letGo,
	liveDevice,
	type Memory,
	memory,
	PAGES,
	rangeOf,
	readAll,
	sha256,
} from '../support/live-device.js';

/** A live device gets another address space, over the relay, on every IOMMU and in each way of waiting for pages. */

const range = rangeOf('d0');
const to =
	(agent: Agent) =>
	({ space }: Memory) =>
		agent.bind({ device: 'd0', pasid: 1, space });

describe.each(LIVE)('%s, %s: a device with faults in flight', (kind, mode, where) => {
	test('is moved: they are INVALID, once and by the host alone; then it reads the other space, and the first again', async () => {
		const all = await liveDevice(kind, where);
		const two = memory(2);
		const { agent, control, events, one } = all;
		const bind = to(agent);
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
		expect(await readAll(control)).toMatchObject({ ok: true, sha256: sha256(two) });
		expect(one.pager.calls).toHaveLength(calls);
		expect(two.space.residentPages).toBe(PAGES);
		// The pages come, and nobody waits: they are mapped, and the groups ended without another answer.
		await letGo(one);
		expect(one.space.counters.silenced).toBeGreaterThan(0);
		expect(one.space.counters.success).toBe(before);

		await bind(one);
		expect(await readAll(control)).toMatchObject({ ok: true, sha256: sha256(one) });
		await checkAnswers(all);
		expect(agent.counters).toMatchObject({ refusedResponses: 0, unknownSpace: 0 });
		expect(events.seen.map(({ type }) => type)).toEqual(['connected']);
	});

	test('is moved to and fro while it writes: each write is whole where it was, and written back there', async () => {
		const all = await liveDevice(kind, where);
		const two = memory(2);
		const { agent, control, one } = all;
		const bind = to(agent);
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
		const all = await liveDevice(kind, where);
		const two = memory(2);
		const { agent, control, one } = all;
		const bind = to(agent);
		one.pager.manual = true;
		const flying = readAll(control);
		await expect.poll(() => one.space.counters.groups).toBeGreaterThan(0);
		await agent.unbind('d0', 1);
		expect(await flying).toMatchObject({ ok: false, code: CODE_DEVICE_ERROR, responsesSuccess: 0 });
		expect(await control.device('d0')).toMatchObject({ pasids: [] });
		expect(await readAll(control)).toMatchObject({ ok: false, responsesSuccess: 0 });
		await bind(two);
		expect(await readAll(control)).toMatchObject({ ok: true, sha256: sha256(two) });
		await checkAnswers(all);
		expect(agent.counters.refusedResponses).toBe(0);
	});
});
