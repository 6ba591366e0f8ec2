import { describe, expect, it } from 'vitest';
import { again, inventoryOf, kept } from '../../support/kept-session.js';
import { type BenchAgent, RelayBench } from '../../support/relay-bench.js';

/** A kept session with pages 7 and 8 mapped, the second one written to, and the answer to their unmapping under way. */
function unmapping(limits = {}) {
	const bench = new RelayBench(limits);
	const all = kept(bench);
	const { agent, memory, vfio } = all;
	agent.send({ map: [{ request: 1, space: 1, page: [7, 8], frame: [3, 4], flags: [3, 3] }] });
	bench.deviceWrite(vfio, memory, 8, 0x55);
	const unmap = { request: 2, space: 1, page: [7, 8], returnDirty: true };
	return { bench, ...all, unmap };
}

const answers = (agent: BenchAgent) =>
	agent.heard
		.flatMap(({ unmapped }) => unmapped)
		.map(({ request, dirtyRow, contents, complete }) => [
			...[request, [...dirtyRow], contents[0], complete],
		]);

describe('the answer to an unmapping that a connection took with it', () => {
	it('comes again, with the contents, after an inventory that names its pages', () => {
		const { agent, bench, id, unmap } = unmapping();
		agent.send({ unmap: [unmap] });
		expect(answers(agent)).toEqual([[2, [1], 0x55, true]]);
		agent.end.link.cut();
		bench.clock.settle();
		const back = again(bench, { resumeSession: id });
		expect(inventoryOf(back)).toMatchObject({
			pages: [],
			unmaps: [
				[2, 1, 7],
				[2, 1, 8],
			],
		});
		expect(answers(back)).toEqual([[2, [1], 0x55, true]]);
		const order = back.heard.map((m) => (m.unmapped.length > 0 ? 'unmapped' : 'other'));
		expect(order.at(-1)).toBe('unmapped');
	});

	it('comes not again when the agent had said that it has it, or says so at its coming', () => {
		for (const before of [true, false]) {
			const { agent, bench, id, unmap } = unmapping();
			agent.send({ unmap: [unmap] });
			const { length } = agent.heard;
			if (before) agent.send({ received: length });
			agent.end.link.cut();
			bench.clock.settle();
			const back = again(bench, { resumeSession: id }, before ? 0 : length);
			expect(inventoryOf(back).unmaps).toEqual([]);
			expect(answers(back)).toEqual([]);
		}
	});

	it('comes once when it was not ready before, and is waited for', () => {
		const { agent, bench, id, unmap } = unmapping();
		bench.iommu.hold = true;
		agent.send({ unmap: [unmap] });
		agent.end.link.cut();
		bench.clock.settle();
		const back = again(bench, { resumeSession: id });
		// The inventory waits: what of the frames could it say?
		expect(inventoryOf(back).parts).toBe(0);
		bench.iommu.hold = false;
		bench.iommu.completeAll();
		bench.clock.settle();
		expect(inventoryOf(back).unmaps).toHaveLength(2);
		expect(answers(back)).toEqual([[2, [1], 0x55, true]]);
	});

	it('holds its place among those under way until the agent has it', () => {
		const { agent, unmap } = unmapping({ unmapsOutstanding: 1 });
		agent.send({ unmap: [unmap] });
		agent.take();
		agent.send({ unmap: [{ ...unmap, request: 3 }] });
		expect(agent.take()[0]?.results[0]?.message).toMatch(/which is the bound/);
		// The refusal has an answer of its own.
		agent.send({ received: agent.heard.length, unmap: [{ ...unmap, request: 4 }] });
		expect(agent.take()[0]?.results[0]?.message).toMatch(/2 of 2 rows refused.*PAGE_NOT_MAPPED/);
	});

	it('is not said to be there before it was sent', () => {
		const { agent, bench } = unmapping();
		agent.send({ received: agent.heard.length + 1 });
		expect(agent.fatal()[0]).toBe('OUT_OF_ORDER');
		expect(bench.ended).toEqual(['OUT_OF_ORDER']);
	});
});

describe('an inventory of many pages', () => {
	it('comes in parts that fit the bound of a message, every page once', () => {
		const bench = new RelayBench({ messageBytes: 65_536 });
		const { agent, id } = kept(bench, { frames: 10_000 });
		const pages = Array.from({ length: 6000 }, (_, i) => 100 + i);
		for (let at = 0; at < pages.length; at += 1000) {
			const page = pages.slice(at, at + 1000);
			const frame = page.map((_, i) => at + i);
			agent.send({ map: [{ request: 1, space: 1, page, frame, flags: page.map(() => 3) }] });
		}
		agent.end.link.cut();
		bench.clock.settle();
		const back = again(bench, { resumeSession: id });
		const { complete, pages: told } = inventoryOf(back);
		expect(told).toHaveLength(pages.length);
		const wrong = told.filter(([, page, frame], i) => page !== pages[i] || frame !== i);
		expect(wrong).toEqual([]);
		expect(complete.length).toBeGreaterThan(2);
		expect(complete.filter(Boolean)).toHaveLength(1);
		expect(complete.at(-1)).toBe(true);
	});
});
