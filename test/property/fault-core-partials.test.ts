import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PartialTable } from '../../src/host/kernel/partial-table.js';
import { RequestTable } from '../../src/host/kernel/request-table.js';
import { pageRequest } from '../support/fake-source.js';

interface Entry {
	readonly device: number;
	readonly grpid: number;
	readonly pasid: number;
	readonly page: number;
}

const DEVICES = 3;
const device = fc.nat(DEVICES - 1);
/** Many groups, so that buckets are shared; few enough that most are met more than once. */
const grpid = fc.nat(199);
const pasid = fc.constantFrom(5, 6);

const step = fc.oneof(
	{ weight: 12, arbitrary: fc.record({ op: fc.constant('add'), device, grpid, pasid }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('take'), device, grpid, pasid }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('drop'), device, grpid, pasid }) },
	{
		weight: 1,
		arbitrary: fc.record({
			op: fc.constant('drop all'),
			device,
			grpid,
			pasid: fc.constantFrom(-1, 5, 6),
		}),
	},
);

it('the partial table holds what a plain list holds, in the same order', () => {
	fc.assert(
		fc.property(fc.array(step, { minLength: 50, maxLength: 600, size: 'max' }), (steps) => {
			const requests = new RequestTable(10_000);
			const table = new PartialTable(requests);
			for (let i = 0; i < DEVICES; i++) table.addDevice(i);
			let list: Entry[] = [];
			let page = 0;
			const take = (gone: (e: Entry) => boolean) => {
				const taken = list.filter(gone);
				list = list.filter((e) => !gone(e));
				return taken;
			};
			/** Takes a group, frees its requests, and gives their pages. */
			const pagesOf = (d: number, g: number) => {
				const pages: number[] = [];
				if (!table.take(d, g)) return pages;
				let row = table.first;
				for (let i = 0; i < table.count; i++) {
					pages.push(requests.page[row]!);
					if (i === table.count - 1) expect(row).toBe(table.last);
					row = requests.next[row]!;
				}
				expect(row).toBe(-1);
				requests.freeChain(table.first);
				return pages;
			};
			for (const { op, device, grpid, pasid } of steps) {
				const same = (e: Entry) => e.device === device && e.grpid === grpid;
				if (op === 'add') {
					list.push({ device, grpid, pasid, page });
					table.add(device, grpid, requests.add(pageRequest(grpid, page++, { pasid })));
				} else if (op === 'take') {
					expect(pagesOf(device, grpid)).toEqual(take(same).map((e) => e.page));
				} else if (op === 'drop') {
					expect(table.drop(device, grpid)).toBe(take(same).length);
				} else {
					const gone = (e: Entry) => e.device === device && (pasid === -1 || e.pasid === pasid);
					expect(table.dropDevice(device, pasid)).toBe(take(gone).length);
				}
				for (let d = 0; d < DEVICES; d++)
					expect(table.heldBy(d)).toBe(list.filter((e) => e.device === d).length);
				expect(requests.used).toBe(list.length);
			}
			for (let d = 0; d < DEVICES; d++)
				for (let g = 0; g < 200; g++) {
					const left = take((e) => e.device === d && e.grpid === g);
					expect(pagesOf(d, g)).toEqual(left.map((e) => e.page));
				}
			expect(requests.used).toBe(0);
		}),
		{ numRuns: 100 },
	);
});
