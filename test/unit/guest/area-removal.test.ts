import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../../../src/base/errors.js';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;

/** A space with one frame and two areas of a page each, and a group that wants both of them. */
function setUp(manual: boolean) {
	const port = new FakePort(new VirtualClock(), 1);
	const space = makeSpace();
	port.attach(space);
	const pager = new MemoryPager(2, manual);
	const map = (address: number, offset: number) =>
		space.state.areas.add({ address, length: PAGE, permissions: 'r', pager, offset });
	map(0, 0);
	const second = map(PAGE, PAGE);
	const ends: unknown[] = [];
	const removeSecond = () => space.removeArea(second, (error) => ends.push(error));
	return { port, space, pager, removeSecond, ends };
}

describe('a group that waits for a frame when the area of its rows is removed', () => {
	it('is answered INVALID once, when the row that has the frame is done', async () => {
		const { port, space, pager, removeSecond, ends } = setUp(true);
		fault(space, 1, [0, 1]);
		removeSecond();
		expect(port.answers).toEqual(new Map());
		expect(space.unanswered).toBe(1);

		// The port throws for a second answer.
		await pager.pending[0]?.end();
		expect(port.answers).toEqual(new Map([[1, false]]));
		expect(ends).toEqual([undefined]);
		expect(space.unanswered).toBe(0);
		expect(space.state.counters).toMatchObject({ success: 0, invalid: 1, unmappedAddress: 1 });
		expect(port.machine.mapped(0)).toEqual([0]);

		fault(space, 2, [0]);
		expect(port.answers.get(2)).toBe(true);
	});

	it('is answered INVALID once, when the area goes because the other row failed', () => {
		const { port, space, pager, removeSecond, ends } = setUp(false);
		pager.bad.set(0, new FaultlineError('PAGER_READ', 'as planned'));
		// Told in the middle of the loading, with the group still the first of the queue.
		space.state.onPagerError = removeSecond;
		fault(space, 1, [0, 1]);
		expect(port.answers).toEqual(new Map([[1, false]]));
		expect(ends).toEqual([undefined]);
		expect(space.unanswered).toBe(0);
		expect(space.state.counters).toMatchObject({ success: 0, invalid: 1, readFailures: 1 });
		expect(port.machine.mapped(0)).toEqual([]);
		expect(port.frames.available).toBe(1);

		pager.bad.clear();
		fault(space, 2, [0]);
		expect(port.answers.get(2)).toBe(true);
	});
});
