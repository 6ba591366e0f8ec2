import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/base/virtual-clock.js';
import { AddressSpace } from '../../../src/guest/address-space.js';
import { Agent } from '../../../src/guest/agent.js';
import { FakeHost } from '../../support/fake-host.js';
import { pattern } from '../../support/fake-machine.js';
import { MemoryPager } from '../../support/fake-port.js';

const PAGE = 4096;
/** No two of them are neighbours, so each is a read, and a buffer, of its own. */
const APART = [3, 9, 14, 20, 31];

async function serving() {
	const clock = new VirtualClock();
	const host = new FakeHost(clock, { transport: { inFlight: 1 } });
	const space = new AddressSpace();
	const pager = new MemoryPager(50);
	space.map({ address: 0, length: 50 * PAGE, permissions: 'r', pager });
	const spaces = [{ device: '*', pasid: 1, space }];
	const agent = new Agent({ clock, connect: host.connect, guest: 'g', spaces });
	const started = agent.start();
	host.settle();
	await started;
	return { clock, host, pager };
}

const groups = (first: number) =>
	Object.fromEntries(APART.map((page, i) => [first + i, [{ page: page + first }]]));

describe('pages that are loaded in one turn', () => {
	it('keep their contents until the message with them is made', async () => {
		const { host, pager } = await serving();
		host.fault(1, groups(1));
		host.settle();
		expect(pager.calls).toHaveLength(APART.length);
		for (const page of APART) expect(host.machine.read(0, page + 1)).toEqual(pattern(page + 1));
		// Buffers that were used before serve the next turn as well.
		host.fault(1, groups(7));
		host.settle();
		for (const page of APART) expect(host.machine.read(0, page + 7)).toEqual(pattern(page + 7));
		expect(host.owed).toEqual([]);
	});

	it('keep them while the connection takes nothing', async () => {
		const { clock, host } = await serving();
		host.transport?.hold();
		for (let turn = 0; turn < 3; turn++) {
			host.fault(1, groups(1 + turn * 5));
			clock.settle();
		}
		expect(host.machine.mapped(0)).toEqual([]);
		host.transport?.release();
		host.settle();
		for (let turn = 0; turn < 3; turn++)
			for (const page of APART)
				expect(host.machine.read(0, page + 1 + turn * 5)).toEqual(pattern(page + 1 + turn * 5));
		expect(host.owed).toEqual([]);
	});
});
