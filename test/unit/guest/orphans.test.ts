import { expect, it } from 'vitest';
import { agentOnFakeHost } from '../../support/agent-on-fake-host.js';
import { device } from '../../support/fake-host.js';
import { pattern } from '../../support/fake-machine.js';

const DIRTY = 64;

/** An agent that has taken over a session of which nothing is bound; space 7 has pages that are nobody's. */
function takenOver(pages: number[], frames: number, unmapsOutstanding: number) {
	const all = agentOnFakeHost({
		...{ frames, unmaps: false, welcome: { resumed: true, resumeMs: 5000 } },
		limits: { unmapsOutstanding, batchRows: 2 },
	});
	void all.agent.start();
	all.host.settle();
	const { host } = all;
	pages.forEach((page, i) => {
		host.machine.map(7, page, 100 + i, 3 | 32, new Uint8Array(), 0);
	});
	host.send({
		inventory: {
			...{ space: pages.map(() => 7), page: pages, frame: pages.map((_, i) => 100 + i) },
			flags: pages.map((_, i) => (i === 0 ? 3 | DIRTY : 3)),
			complete: true,
		},
	});
	host.settle();
	const asked = () =>
		host.messages.flatMap(({ unmap }) => unmap).map(({ space, page }) => [space, ...page]);
	return { ...all, asked };
}

it('takes pages of spaces that it cannot tell away, as fast as the host takes requests', () => {
	const { asked, events, host } = takenOver([4, 5, 6], 3, 1);
	expect(asked()).toEqual([[7, 4, 5]]);
	expect(events).toMatchObject([{ type: 'lost-dirty', space: 'unbound-7', pages: 1 }, {}]);
	host.finishUnmap();
	host.settle();
	expect(asked()).toEqual([
		[7, 4, 5],
		[7, 6],
	]);
});

/** The same, where an agent before it has asked for the pages of space 0 and died; `contents` is what comes of page 4. */
function inherited(bound: boolean, contents: Uint8Array) {
	const all = agentOnFakeHost({
		...{ frames: 3, welcome: { resumed: true, resumeMs: 5000 }, devices: [device(1, 'd1')] },
	});
	void all.agent.start();
	all.host.settle();
	const { host } = all;
	const binding = { boundDevice: [1], boundPasid: [1], boundNoPasid: [0], boundSpace: [0] };
	host.send({
		inventory: {
			...(bound ? binding : {}),
			...{ unmapRequest: [1, 1], unmapSpace: [0, 0], unmapPage: [4, 5], complete: true },
		},
	});
	host.send({ unmapped: [{ request: 1, dirtyRow: [0], contents, complete: true }] });
	host.settle();
	host.fault(1, { 1: [{ page: 4 }] });
	host.settle();
	return all;
}

it("gives no space of its own the number of one that is nobody's and has pages on their way out", () => {
	const { agent, events, host, pager } = inherited(false, pattern(4, 9));
	expect(host.messages.flatMap(({ bind }) => bind)).toMatchObject([{ device: 1, space: 1 }]);
	expect(events[0]).toMatchObject({ type: 'lost-dirty', space: 'unbound-0', pages: 1 });
	expect([pager.page(4), [...host.answers]]).toEqual([pattern(4), [[1, 1]]]);
	expect(agent.state.name).toBe('serving');
});

it('writes what comes for a space that is bound, and does without where nobody asked for contents', () => {
	const written = inherited(true, pattern(4, 9));
	expect([written.pager.page(4), [...written.host.answers]]).toEqual([pattern(4, 9), [[1, 1]]]);
	const given = inherited(true, new Uint8Array());
	expect([given.pager.page(4), [...given.host.answers]]).toEqual([pattern(4), [[1, 1]]]);
	expect(given.agent.state.name).toBe('serving');
	expect(given.space.counters.lostDirty).toBe(1);
});

it('uses their frames once the host says that they are free, and not earlier', () => {
	const { host } = takenOver([4], 1, 1);
	host.fault(1, { 1: [{ page: 9 }] });
	host.settle();
	expect([...host.answers]).toEqual([]);
	host.finishUnmap();
	host.settle();
	expect([...host.answers]).toEqual([[1, 1]]);
});
