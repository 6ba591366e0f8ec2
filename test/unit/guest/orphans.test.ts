import { expect, it } from 'vitest';
import { agentOnFakeHost } from '../../support/agent-on-fake-host.js';

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

it('uses their frames once the host says that they are free, and not earlier', () => {
	const { host } = takenOver([4], 1, 1);
	host.fault(1, { 1: [{ page: 9 }] });
	host.settle();
	expect([...host.answers]).toEqual([]);
	host.finishUnmap();
	host.settle();
	expect([...host.answers]).toEqual([[1, 1]]);
});
