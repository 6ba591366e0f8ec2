import { describe, expect, it } from 'vitest';
import { DeviceTable } from '../../../src/guest/devices.js';
import { device } from '../../support/fake-host.js';

/** A device with its credit, and the grants that are due. */
function setUp(credit: number) {
	const table = new DeviceTable();
	const one = table.add(device(7, 'd7'));
	const raise = (): [number, number][] => {
		const grants: [number, number][] = [];
		table.raise((handle, granted) => grants.push([handle, granted]));
		return grants;
	};
	table.open(one, credit);
	return { table, one, raise };
}

describe('the credit of a device', () => {
	it('is granted when its binds are answered, once', () => {
		const { raise } = setUp(8);
		expect(raise()).toEqual([[7, 8]]);
		expect(raise()).toEqual([]);
	});

	it('is raised in steps of half, by the groups that ended', () => {
		const { table, one, raise } = setUp(8);
		raise();
		const grants: [number, number][][] = [];
		for (let i = 0; i < 16; i++) {
			table.delivered(one, 1);
			table.ended(one.index, 1);
			grants.push(raise());
		}
		expect(grants.flat()).toEqual([
			[7, 12],
			[7, 16],
			[7, 20],
			[7, 24],
		]);
	});

	it('never lets the host have none when everything is answered', () => {
		for (let credit = 1; credit < 20; credit++) {
			const { table, one, raise } = setUp(credit);
			let granted = raise()[0]?.[1] ?? 0;
			for (let delivered = 1; delivered < 200; delivered++) {
				expect(granted).toBeGreaterThanOrEqual(delivered);
				table.delivered(one, 1);
				table.ended(one.index, 1);
				granted = raise()[0]?.[1] ?? granted;
				expect(granted - delivered).toBeLessThanOrEqual(credit);
			}
		}
	});

	it('is not raised for groups that are not answered', () => {
		const { table, one, raise } = setUp(4);
		raise();
		for (let i = 0; i < 4; i++) table.delivered(one, 1);
		expect(raise()).toEqual([]);
		table.ended(one.index, 1);
		expect(raise()).toEqual([[7, 5]]);
	});

	it('of a device that was taken away is not granted any more', () => {
		const { table, one, raise } = setUp(2);
		raise();
		table.delivered(one, 1);
		table.delivered(one, 1);
		table.ended(one.index, 1);
		table.remove(one);
		table.ended(one.index, 1);
		expect(raise()).toEqual([]);
		expect(table.get(7)).toBeUndefined();
		expect(table.names()).toEqual([]);
	});
});
