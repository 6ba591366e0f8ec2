import { describe, expect, it } from 'vitest';
import { Errno } from '../../../src/host/kernel/errno.js';
import { ResponseCode } from '../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../src/host/kernel/fault-source.js';
import { ContractMachine, PASID } from '../../support/contract-machine.js';
import { RECOVERABLE, WITH_PRI } from '../../support/iommu-rows.js';

const { SUCCESS, INVALID } = ResponseCode;

/** A scripted function, and the groups that reached the handler. */
function one(row: (typeof RECOVERABLE)[number], queues: 'usual' | 'small' = 'usual') {
	const machine = new ContractMachine(row, queues);
	const { dev } = machine.servedScript();
	const pages = () => machine.handler.groups.map((group) => group.pages);
	return { machine, dev, pages };
}

describe.each(WITH_PRI)('$name: a group', (row) => {
	it('of several pages reaches the handler whole, in order, and is answered once', () => {
		const { machine, dev } = one(row);
		for (const page of [9, 4, 0x7_ffff_ffff, 5]) dev.request(page, 1, page === 5);
		machine.clock.settle();
		expect(machine.handler.groups).toMatchObject([
			{ pasid: PASID, pages: [9, 4, 0x7_ffff_ffff, 5], pasids: [PASID, PASID, PASID, PASID] },
		]);
		machine.answer(dev.device, SUCCESS);
		expect(dev.seen.summary).toEqual(['9,4,34359738367,5 success']);
		machine.checkAnswers(dev);
	});

	it('is kept apart from others between whose requests its own come', () => {
		const { machine, dev, pages } = one(row);
		dev.request(3, 1, false);
		dev.request(4, 2, false);
		dev.request(5, 1, true);
		dev.request(6, 2, true);
		machine.clock.settle();
		expect(pages()).toEqual([
			[3, 5],
			[4, 6],
		]);
		machine.answer(dev.device, SUCCESS);
		expect(dev.seen.summary).toEqual(['4,6 success']);
		machine.checkAnswers(dev);
	});

	it('is kept apart from another function’s of the same index and pages', () => {
		const machine = new ContractMachine(row);
		const devs = [machine.servedScript().dev, machine.servedScript().dev];
		for (const last of [false, true]) for (const dev of devs) dev.request(last ? 4 : 3, 1, last);
		machine.clock.settle();
		expect(machine.handler.groups.map(({ pages, device }) => [device, pages])).toEqual(
			devs.map(({ device }) => [device.name, [3, 4]]),
		);
		machine.answer(devs[1]!.device, SUCCESS);
		expect(devs.map(({ seen }) => seen.summary)).toEqual([[], ['3,4 success']]);
		machine.checkAnswers(...devs);
	});

	it('may come in pieces, however long they take', () => {
		const { machine, dev, pages } = one(row);
		for (const page of [1, 2, 3]) {
			dev.request(page, 7, false);
			machine.clock.advance(1000);
		}
		expect([pages(), machine.core.partialCount(dev.device)]).toEqual([[], 3]);
		dev.request(4, 7, true);
		machine.clock.settle();
		expect([pages(), machine.core.partialCount(dev.device)]).toEqual([[[1, 2, 3, 4]], 0]);
		machine.answer(dev.device, INVALID);
		expect(dev.seen.summary).toEqual(['1,2,3,4 invalid']);
		machine.checkAnswers(dev);
	});

	it('of an access of many pages is as large as the function makes it', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.served({ pagesPerGroup: 4 });
		const read = machine.read(dev, PASID, 0x1000, new Uint8Array(10 * 4096));
		machine.clock.settle();
		expect(machine.handler.groups.map(({ pages }) => pages)).toEqual([
			[1, 2, 3, 4],
			[5, 6, 7, 8],
			[9, 10],
		]);
		for (let page = 1; page <= 10; page++) guest.table.map(page, 60, 1);
		for (const { id } of machine.handler.groups) machine.core.pageResponse(dev.device, id, SUCCESS);
		machine.core.flush();
		machine.clock.settle();
		expect(read).toEqual({ ended: true, error: undefined });
		machine.checkAnswers(dev);
	});

	it('that is never completed is never answered, and goes with its owner', () => {
		const { machine, dev, pages } = one(row);
		dev.request(1, 7, false);
		dev.request(2, 8, false);
		machine.clock.settle();
		const { core } = machine;
		expect(core.partialCount(dev.device)).toBe(2);
		// No group is pending: there is nothing to wait for.
		expect(core.unregisterDeviceFaultHandler(dev.device)).toBe(Errno.OK);
		expect(core.registerDeviceFaultHandler(dev.device, machine.handler)).toBe(Errno.OK);
		expect([core.partialCount(dev.device), dev.seen.answers]).toEqual([0, []]);
		// The next owner's group of that index does not adopt it.
		dev.request(3, 7, true);
		machine.clock.settle();
		expect(pages()).toEqual([[3]]);
		machine.answer(dev.device, SUCCESS);
		machine.checkAnswers(dev);
	});

	it('that is never completed goes with its PASID, and with the device', () => {
		const { machine, dev, pages } = one(row);
		for (const [page, index] of [
			[1, 7],
			[2, 8],
		] as const) {
			dev.request(page, index, false);
			machine.clock.settle();
			expect(machine.core.partialCount(dev.device)).toBe(1);
			if (index === 7) expect(machine.core.retireGroups(dev.device, PASID)).toBe(0);
			else expect(machine.core.disableDevice(dev.device)).toBe(Errno.OK);
			expect(machine.core.partialCount(dev.device)).toBe(0);
		}
		// Its last page has nobody to go to: the core answers.
		dev.request(3, 8, true);
		machine.checkAnswers(dev);
		expect([pages(), dev.seen.summary]).toEqual([[], ['2,3 invalid']]);
	});

	it('whose last page found no room leaves no part behind that a later one could adopt', () => {
		const { machine, dev, pages } = one(row, 'small');
		dev.request(3, 0, false);
		for (let n = 1; n < row.requests; n++) dev.request(100 + n, n, true);
		dev.request(4, 0, true);
		machine.clock.settle();
		// The unit answered it: "ask again".
		expect(dev.seen.summary).toEqual(['3,4 success']);
		expect(machine.driver.counters).toMatchObject({ overflows: 1, partialsDiscarded: 1 });
		expect(machine.core.partialCount(dev.device)).toBe(0);
		dev.request(5, 0, true);
		machine.clock.settle();
		expect(pages().at(-1)).toEqual([5]);
		expect(pages()).toHaveLength(row.requests);
		machine.checkAnswers(dev);
	});
});

describe.each(RECOVERABLE)('$name: accesses', (row) => {
	it('of several PASIDs, and without one, are groups of their own', () => {
		const machine = new ContractMachine(row);
		const { dev, guest } = machine.servedScript();
		const asked = [PASID, 8, NO_PASID, PASID];
		machine.bind(dev.device, guest, 8);
		machine.bind(dev.device, machine.secondSpace(guest, 99), NO_PASID);
		asked.forEach((pasid, n) => {
			dev.ask(10 + n, pasid);
		});
		machine.clock.settle();
		expect(machine.handler.groups.map(({ pasid, pages }) => [pasid, pages])).toEqual(
			asked.map((pasid, n) => [pasid, [10 + n]]),
		);
		// Those of one PASID can be retired without the others.
		expect(machine.core.retireGroups(dev.device, PASID)).toBe(2);
		machine.clock.settle();
		expect(dev.seen.summary).toEqual(
			[10, 13].map((page) => `${page} ${machine.answerOf(INVALID)}`),
		);
		expect(machine.core.retireWithoutPasid(dev.device)).toBe(1);
		machine.checkAnswers(dev);
		expect(dev.seen.outstanding).toBe(1);
	});
});
