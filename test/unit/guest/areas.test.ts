import { describe, expect, it } from 'vitest';
import { FaultlineError } from '../../../src/base/errors.js';
import { AddressSpace } from '../../../src/guest/address-space.js';
import type { AreaOptions } from '../../../src/guest/areas.js';
import { AreaTable } from '../../../src/guest/areas.js';
import type { Pager } from '../../../src/guest/pager.js';
import { zeroPager } from '../../../src/guest/pager.js';

const PAGE = 4096;
const readOnly: Pager = { size: 10 * PAGE + 1, read: () => {} };

const options = (changes: Partial<AreaOptions>): AreaOptions => ({
	address: 0x10000,
	length: 4 * PAGE,
	permissions: 'rw',
	pager: zeroPager(),
	...changes,
});

function refusal(act: () => unknown): [string, string] {
	try {
		act();
	} catch (error) {
		if (error instanceof FaultlineError) return [error.code, error.message];
		throw error;
	}
	return ['', 'nothing was refused'];
}

describe('areas of an address space', () => {
	it('finds the area of a page, and none outside', () => {
		const areas = new AreaTable();
		const high = areas.add(options({ address: 0x7fff_ffff_c000 }));
		const low = areas.add(options({ permissions: 'rx' }));
		const middle = areas.add(options({ address: 0x20000 }));
		expect(areas.list()).toEqual([low, middle, high]);
		expect(areas.get(areas.find(0x10))).toBe(low);
		expect(areas.get(areas.find(0x13))).toBe(low);
		expect(areas.get(areas.find(0x7_ffff_ffff))).toBe(high);
		for (const page of [0, 0xf, 0x14, 0x1f, 0x24, 0x7_ffff_fffb, 2 ** 40])
			expect(areas.find(page)).toBe(-1);
		expect(areas.permissions[areas.find(0x10)]).toBe(5);
	});

	it('does not find a closed area, finds it again, and uses its number again once removed', () => {
		const areas = new AreaTable();
		const number = areas.numberOf(areas.add(options({})));
		expect(areas.find(0x10)).toBe(number);
		areas.close(number);
		expect(areas.find(0x10)).toBe(-1);
		areas.reopen(number);
		expect(areas.find(0x10)).toBe(number);
		areas.remove(number);
		expect(areas.find(0x10)).toBe(-1);
		expect(areas.numberOf(areas.add(options({ address: 0 })))).toBe(number);
	});

	it.each([
		['an address that is not aligned', { address: 0x10001 }, 'ADDRESS'],
		['a negative address', { address: -PAGE }, 'ADDRESS'],
		['an empty range', { length: 0 }, 'ADDRESS'],
		['a length that is not aligned', { length: 100 }, 'ADDRESS'],
		['an offset that is not aligned', { offset: 1 }, 'ADDRESS'],
		['an end above 2^47', { address: 2 ** 47 - PAGE, length: 2 * PAGE }, 'ADDRESS'],
		['unknown permissions', { permissions: 'w' as never }, 'CONFIG'],
		['an unknown sharing', { sharing: 'all' as never }, 'CONFIG'],
		[
			'a range beyond the pager',
			{ pager: readOnly, permissions: 'r', length: 12 * PAGE },
			'CONFIG',
		],
		[
			'an offset beyond the pager',
			{ pager: readOnly, permissions: 'r', offset: 8 * PAGE },
			'CONFIG',
		],
		[
			'a shared writable area over a read-only pager',
			{ pager: readOnly, sharing: 'shared' },
			'CONFIG',
		],
	] as [string, Partial<AreaOptions>, string][])('refuses %s', (_, changes, code) => {
		const areas = new AreaTable();
		expect(refusal(() => areas.add(options(changes)))[0]).toBe(code);
		expect(areas.list()).toEqual([]);
	});

	it('takes the page that holds the last byte of a pager, and the last page below 2^47', () => {
		const areas = new AreaTable();
		areas.add(options({ pager: readOnly, permissions: 'r', length: 11 * PAGE }));
		areas.add(options({ address: 2 ** 47 - PAGE, length: PAGE }));
		expect(areas.list()).toHaveLength(2);
	});

	it('refuses an overlap and names both areas', () => {
		const areas = new AreaTable();
		areas.add(options({}));
		for (const address of [0x10000, 0xf000, 0x13000]) {
			const [code, message] = refusal(() => areas.add(options({ address })));
			expect(code).toBe('ADDRESS');
			expect(message).toContain('overlaps area 0x10000 to 0x13fff');
		}
		areas.add(options({ address: 0x14000 }));
		expect(areas.list()).toHaveLength(2);
	});

	it('checks the limits of an address space', () => {
		expect(refusal(() => new AddressSpace({ residentLimit: 1.5 }))[0]).toBe('CONFIG');
		expect(refusal(() => new AddressSpace({ faultAround: -1 }))[0]).toBe('CONFIG');
		expect(refusal(() => new AddressSpace({ maxPageIns: 0 }))[0]).toBe('CONFIG');
		expect(refusal(() => new AddressSpace({ swapLimitPages: 2 ** 31 }))[0]).toBe('CONFIG');
	});

	it('unmaps an area of a space that nobody serves, once', async () => {
		const space = new AddressSpace();
		const area = space.map(options({}));
		await space.unmap(area);
		expect(space.areas).toEqual([]);
		await expect(space.unmap(area)).rejects.toMatchObject({ code: 'ADDRESS' });
		expect(await space.sync()).toBe(0);
	});

	it('closes each pager once', async () => {
		let closed = 0;
		const pager: Pager = {
			size: PAGE,
			read: () => {},
			close: () => {
				closed++;
			},
		};
		const space = new AddressSpace();
		space.map(options({ address: 0, length: PAGE, permissions: 'r', pager }));
		space.map(options({ address: PAGE, length: PAGE, permissions: 'r', pager }));
		await space.close();
		expect(closed).toBe(1);
	});
});
