import { describe, expect, test } from 'vitest';
import {
	checkAnswers,
	LIVE,
	letGo,
	liveDevice,
	memory,
	readAll,
	serveMemory,
	sha256,
} from '../support/live-device.js';

/** What resets a device or its guest while faults are with the agent, on every IOMMU and in each way of waiting for pages. */

describe.each(LIVE)('%s, %s: with faults in flight', (kind, _mode, where) => {
	test('a guest is reset: they are answered, its agent begins anew, and the neighbour goes on', async () => {
		const all = await liveDevice(kind, where);
		const { address, agent, control, events, one } = all;
		const other = memory(7);
		await serveMemory(address, 'b', other);
		one.pager.manual = true;
		other.pager.manual = true;
		const flying = readAll(control);
		const neighbour = readAll(control, 'd1');
		for (const { space } of [one, other])
			await expect.poll(() => space.counters.groups).toBeGreaterThan(0);
		expect(await control.resetGuest('a')).toMatchObject({ devices: ['d0'], mapped: 0 });
		expect(await flying).toMatchObject({ ok: false, responsesSuccess: 0 });
		const left = await events.next('disconnected');
		expect(left.error).toMatchObject({ code: 'UNAVAILABLE', message: 'guest a was reset' });
		// The pages come to the old session's end; nobody is told of them.
		await letGo(one);
		await expect.poll(async () => (await control.device('d0')).pasids).toEqual([1]);
		expect(await readAll(control)).toMatchObject({ ok: true, sha256: sha256(one) });
		expect(agent.counters).toMatchObject({ sessions: 2, refusedResponses: 0 });

		await letGo(other);
		const undisturbed = { ok: true, sha256: sha256(other), responsesInvalid: 0 };
		expect(await neighbour).toMatchObject(undisturbed);
		await checkAnswers(all);
	});

	test('a device is reset: they are answered, and its space and its session stay', async () => {
		const all = await liveDevice(kind, where);
		const { agent, control, events, one } = all;
		one.pager.manual = true;
		const flying = readAll(control);
		await expect.poll(() => one.space.counters.groups).toBeGreaterThan(0);
		const { session } = await control.device('d0');
		expect(await control.reset('d0')).toMatchObject({ pasids: [1], session });
		expect(await flying).toMatchObject({ ok: false, responsesSuccess: 0 });
		await letGo(one);
		expect(await readAll(control)).toMatchObject({ ok: true, sha256: sha256(one) });
		await checkAnswers(all);
		expect(agent.counters.sessions).toBe(1);
		expect(events.seen.filter(({ type }) => type === 'disconnected')).toEqual([]);
	});
});
