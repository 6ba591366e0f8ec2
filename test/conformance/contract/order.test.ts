import { describe, expect, it } from 'vitest';
import { Access, Translation } from '../../../src/emulator/iommu/contract.js';
import { NO_PASID } from '../../../src/host/kernel/fault-source.js';
import { ContractMachine, PASID } from '../../support/contract-machine.js';
import { type RecoverableRow, WITH_PRI } from '../../support/iommu-rows.js';

const R = 1;

/**
 * A function that asks for a page again while it is told to forget it, as one may that has an access waiting: what it
 * gets then is in its ATC after the invalidation.
 */
function eager(row: RecoverableRow, pasid: number, page: number) {
	const machine = new ContractMachine(row);
	const dev = machine.scripted();
	const guest = machine.guest(1);
	machine.bind(dev.device, guest, pasid);
	guest.table.map(page, 50, R);
	const translate = () => dev.port.translate(pasid, page, Access.READ);
	expect(translate()).toBe(Translation.OK);
	const meanwhile: Translation[] = [];
	dev.onInvalidate = () => meanwhile.push(translate());
	const invalidate = (pages: number[]) => {
		const order: number[] = [];
		const users = [{ device: dev.device, pasid }];
		const runs = { pages, counts: pages.map(() => 1) };
		machine.driver.invalidate(guest.ref, users, runs, true, () => order.push(meanwhile.length));
		machine.clock.settle();
		return order;
	};
	return { machine, dev, guest, translate, meanwhile, invalidate };
}

const cases = WITH_PRI.flatMap((row) =>
	[PASID, NO_PASID].map((pasid) => [row.name, pasid, row] as const),
);

describe.each(cases)('%s, PASID %d', (_name, pasid, row) => {
	it('a page that is taken away is out of the IOTLB before the ATC is told, and all is done then', () => {
		const { guest, translate, meanwhile, invalidate } = eager(row, pasid, 5);
		guest.table.clear(5);
		// Until then it is used still.
		expect(translate()).toBe(Translation.OK);
		const order = invalidate([5]);
		expect(meanwhile.length).toBeGreaterThan(0);
		expect(new Set(meanwhile)).toEqual(new Set([Translation.NO_ACCESS]));
		expect(order).toEqual([meanwhile.length]);
		expect(translate()).toBe(Translation.NO_ACCESS);
	});

	it('the same when the whole PASID is invalidated', () => {
		const { guest, meanwhile, invalidate } = eager(row, pasid, 600);
		guest.table.clear(600);
		const order = invalidate(Array.from({ length: 400 }, (_, i) => i * 2));
		expect(meanwhile.length).toBeGreaterThan(0);
		expect(new Set(meanwhile)).toEqual(new Set([Translation.NO_ACCESS]));
		expect(order).toEqual([meanwhile.length]);
	});

	it('a PASID that is unbound is out of the unit’s caches before the ATC is told', () => {
		const { machine, dev, translate, meanwhile } = eager(row, pasid, 5);
		expect(machine.unbind(dev.device, pasid)).toBe(true);
		expect(meanwhile.length).toBeGreaterThan(0);
		expect(meanwhile).not.toContain(Translation.OK);
		// What another guest has there is what the function gets from now on.
		const other = machine.guest(2);
		other.table.map(5, 60, R);
		machine.bind(dev.device, other, pasid);
		expect(translate()).toBe(Translation.OK);
		expect(dev.port.frame).toBe(other.domain.firstFrame + 60);
	});
});
