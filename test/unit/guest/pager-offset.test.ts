import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { pattern } from '../../support/fake-machine.js';
import { FakePort, fault, MemoryPager, makeSpace } from '../../support/fake-port.js';

const PAGE = 4096;

describe('an area that begins in the middle of its pager', () => {
	it('is written back to where it was read from, in one run and page by page', () => {
		const port = new FakePort(new VirtualClock(), 16);
		const space = makeSpace();
		port.attach(space);
		const pager = new MemoryPager(12);
		const before = pager.memory.slice();
		const area = { length: 4 * PAGE, permissions: 'rw', pager, sharing: 'shared' } as const;
		space.state.areas.add({ ...area, address: 0x20 * PAGE, offset: 5 * PAGE });
		fault(space, 1, [0x20, 0x21, 0x23], 2);
		expect(port.answers.get(1)).toBe(true);
		const written = new Map([0x20, 0x21, 0x23].map((page) => [page, pattern(page, 1)]));
		for (const [page, contents] of written) {
			expect(port.machine.read(0, page)).toEqual(pattern(page - 0x20 + 5));
			port.machine.write(0, page, contents);
		}

		port.send();
		const results: unknown[] = [];
		space.sync((result) => results.push(result));
		port.settle();
		expect(results).toEqual([{ pages: 3, failed: 0, error: undefined }]);
		expect(pager.calls.filter(([kind]) => kind === 'write')).toEqual([
			['write', 5, 2],
			['write', 8, 1],
		]);
		for (const [page, contents] of written) before.set(contents, (page - 0x20 + 5) * PAGE);
		expect(pager.memory).toEqual(before);

		fault(space, 2, [0x23]);
		expect(port.machine.read(0, 0x23)).toEqual(written.get(0x23));
	});
});
