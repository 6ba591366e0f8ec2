import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { ContractMachine, PASID } from '../../support/contract-machine.js';
import { RECOVERABLE, WITH_PRI } from '../../support/iommu-rows.js';

const { SUCCESS, INVALID } = ResponseCode;

/** Pages 0 to n - 1. */
const upTo = (n: number) => Array.from({ length: n }, (_, page) => page);

describe.each(RECOVERABLE)('$name: more faults than the hardware has room for', (row) => {
	it('are each answered once, and all accesses end well, also through a small command queue', () => {
		const machine = new ContractMachine(row, 'small');
		const served = [machine.served(), machine.served()];
		machine.handler.decide = (device, slot, id) => {
			const { guest } = served.find(({ dev }) => dev.device === device)!;
			guest.table.map(machine.core.groups.page(slot), 70, 1);
			return machine.core.pageResponse(device, id, SUCCESS);
		};
		const outcomes = served.map(({ dev }) =>
			machine.read(dev, PASID, 0, new Uint8Array(4096 * 400)),
		);
		machine.clock.settle();
		expect(outcomes).toEqual(served.map(() => ({ ended: true, error: undefined })));
		for (const { dev } of served) {
			expect(dev.endpoint.outstandingGroups).toBe(0);
			expect(dev.endpoint.counters).toMatchObject({ responsesUnexpected: 0, responsesIgnored: 0 });
			const { seen } = dev;
			expect(seen.answers.map(({ answer }) => answer)).toEqual(
				Array(seen.sent).fill(machine.answerOf(SUCCESS)),
			);
			machine.checkAnswers(dev);
		}
		const { core } = machine;
		const sent = served.reduce((sum, { dev }) => sum + dev.seen.sent, 0);
		const groups = served.reduce((sum, { dev }) => sum + core.counters(dev.device).groups, 0);
		// What found no room the unit answered by itself, or held until there was some.
		expect(sent).toBeGreaterThan(groups);
		expect(machine.driver.counters.overflows > 0).toBe(row.mode === 'pri');
	});

	it('that nobody answers leave the device with all it may have outstanding, and no more', () => {
		const machine = new ContractMachine(row);
		const { dev } = machine.served({ outstanding: 16 });
		const read = machine.read(dev, PASID, 0, new Uint8Array(4096 * 100));
		machine.clock.settle();
		expect([dev.seen.outstanding, machine.core.pendingCount(dev.device)]).toEqual([16, 16]);
		expect(machine.core.retireGroups(dev.device, -1)).toBe(16);
		machine.clock.settle();
		expect(read.ended).toBe(true);
		machine.checkAnswers(dev);
	});
});

describe.each(WITH_PRI)('$name: the queue of page requests', (row) => {
	it('takes as many as it holds; the unit answers the others "ask again", and the kernel hears of none', () => {
		const machine = new ContractMachine(row, 'small');
		const { dev } = machine.servedScript();
		for (const page of upTo(row.requests + 5)) dev.ask(page);
		machine.clock.settle();
		expect(machine.handler.groups.map(({ pages }) => pages[0])).toEqual(upTo(row.requests));
		expect(dev.seen.summary).toEqual(
			upTo(5).map((n) => `${row.requests + n} ${machine.answerOf(SUCCESS)}`),
		);
		expect(machine.driver.counters).toMatchObject({ overflows: 1, responses: 0 });
		// It is open again.
		dev.ask(1000);
		machine.clock.settle();
		expect(machine.handler.groups.at(-1)).toMatchObject({ pages: [1000] });
		expect(machine.logged).toEqual([expect.stringMatching(/overflowed$/)]);
		machine.checkAnswers(dev);
	});

	it('that overflows takes incomplete groups of every device with it, and no complete one', () => {
		const machine = new ContractMachine(row, 'small');
		const { dev } = machine.servedScript();
		const { dev: other } = machine.servedScript();
		other.request(1, 7, false);
		other.request(2, 8, true);
		machine.clock.settle();
		expect(machine.core.partialCount(other.device)).toBe(1);
		for (const page of upTo(row.requests + 1)) dev.ask(page);
		machine.clock.settle();
		expect(machine.core.partialCount(other.device)).toBe(0);
		expect(machine.core.pendingCount(other.device)).toBe(1);
		// The last page of what was dropped: it stands for the group, and the device asks for the rest again.
		other.request(3, 7, true);
		machine.clock.settle();
		expect(machine.handler.groups.at(-1)).toMatchObject({ pages: [3] });
		machine.answer(other.device, SUCCESS);
		expect(other.seen.summary).toEqual([`1,3 ${machine.answerOf(SUCCESS)}`]);
		machine.checkAnswers(dev, other);
	});

	it('that overflows again and again, while it is drained, loses no group', () => {
		const machine = new ContractMachine(row, 'small');
		const { dev } = machine.servedScript();
		let bursts = 3;
		machine.handler.decide = () => {
			if (bursts-- > 0)
				for (const page of upTo(Math.min(row.requests + 3, dev.free))) dev.ask(2000 + page);
			return Errno.OK;
		};
		for (const page of upTo(5)) dev.ask(page);
		machine.checkAnswers(dev);
		expect(machine.driver.counters.overflows).toBeGreaterThan(0);
		expect(machine.core.retireGroups(dev.device, -1)).toBeGreaterThan(5);
		machine.checkAnswers(dev);
		expect(dev.seen.outstanding).toBe(0);
	});

	it('keeps what came before when its PASID goes: all is reported before that is done', () => {
		const machine = new ContractMachine(row, 'small');
		const { dev } = machine.servedScript();
		let floods = 2;
		dev.onInvalidate = () => {
			if (floods-- > 0) for (const page of upTo(row.requests + 2)) dev.ask(page);
		};
		let reported = -1;
		machine.driver.unbindPasid(dev.device, PASID, () => {
			reported = machine.core.pendingCount(dev.device);
		});
		machine.clock.settle();
		expect(reported).toBe(dev.seen.outstanding);
		expect(dev.seen.sent).toBeGreaterThan(row.requests);
		expect(machine.core.retireGroups(dev.device, PASID)).toBe(reported);
		machine.checkAnswers(dev);
		const answers = dev.seen.answers.map(({ answer }) => answer);
		expect(answers.filter((answer) => answer === machine.answerOf(INVALID))).toHaveLength(reported);
	});
});

describe.each(RECOVERABLE)('$name: the core', (row) => {
	it('without room for a group answers it INVALID, and goes on', () => {
		const machine = new ContractMachine(row, 'usual', { maxPendingGroups: 20 });
		const { dev } = machine.servedScript();
		const { dev: last } = machine.servedScript();
		for (const page of upTo(20)) dev.ask(page);
		machine.clock.settle();
		last.ask(3);
		machine.clock.settle();
		expect(last.seen.summary).toEqual([`3 ${machine.answerOf(INVALID)}`]);
		expect(machine.core.retireGroups(dev.device, -1)).toBe(20);
		last.ask(4);
		machine.checkAnswers(dev, last);
		expect(machine.core.pendingCount(last.device)).toBe(1);
	});
});
