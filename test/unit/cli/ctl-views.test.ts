import { expect, test } from 'vitest';
import type { DeviceStatus } from '../../../src/cli/client.js';
import { deviceDetails, deviceTable, ownerLine } from '../../../src/cli/ctl-views.js';
import { faultline } from '../../../src/wire/generated/faultline.js';

const status = (of: faultline.v1.DeviceStatus.$Properties) =>
	faultline.v1.DeviceStatus.decode(
		faultline.v1.DeviceStatus.encode({
			counters: { stalls: 3, sharedFailures: 2 },
			...of,
		}).finish(),
	) as unknown as DeviceStatus;

const pci = status({
	...{ name: 'vf', bus: 1, sourceId: 0x1a3, iommu: 'v', iommuKind: 1, driver: 'vfio', guest: 'g' },
	...{ pri: 'on', physicalFunction: 'pf', outstandingLimit: 16 },
});
const platform = status({
	...{ name: 'p', bus: 2, sourceId: 0x10000, iommu: 's', iommuKind: 2, pri: 'stall', halted: true },
});

test('the table of devices shows bus, id, IOMMU and its kind, and how faults are recovered', () => {
	const rows = deviceTable([pci, platform])
		.split('\n')
		.map((line) => line.trim().split(/\s{2,}/));
	expect(rows[0]).toEqual(
		'device id driver guest pri outstanding pending groups stalls bus iommu'.split(' '),
	);
	expect(rows.slice(-2)).toEqual([
		['vf', '01:14.3', 'vfio', 'g', 'on', '0/16', '0', '0', '3', 'pci', 'v (vtd)'],
		['p', '0x10000', '-', '-', 'stall', '0/0', '0', '0', '3', 'platform', 's (smmuv3)'],
	]);
});

test('a device that is unplugged is shown as such, where its driver would stand', () => {
	const gone = status({ ...{ name: 'u', bus: 1, iommu: 'v', iommuKind: 1 }, state: 'unplugged' });
	expect(deviceTable([gone])).toMatch(/^u +00:00.0 +unplugged +- .* pci +v \(vtd\)$/m);
	expect(deviceDetails(gone)).toMatch(/^driver +none \(unplugged\)$/m);
});

test('the details of a device tell what is quarantined, its override, and what is under way', () => {
	const lines = deviceDetails(
		status({
			...{
				name: 'q',
				bus: 1,
				driver: 'quarantine',
				driverOverride: 'quarantine',
				state: 'resetting',
			},
			quarantined: [
				{ pasid: 2, reason: 5, hardwareReason: 0x71, page: 0x110, faults: 3 },
				{ reason: 6, hardwareReason: 0x85 },
			],
		}),
	)
		.split('\n')
		.map((line) => line.trim().replace(/\s{2,}/, ': '));
	expect(lines).toEqual(
		expect.arrayContaining([
			'driver: quarantine (resetting), quarantine alone',
			'quarantined: PASID 2: reason 5 (hardware 0x71) at page 0x110, 3 faults since',
			'quarantined: requests without a PASID: reason 6 (hardware 0x85) at page 0x0, 0 faults since',
		]),
	);
	expect(
		['none', 'sva', 'vfio'].map((driver) =>
			ownerLine(
				status({
					name: 'd',
					driver: driver === 'none' ? '' : driver,
					guest: driver === 'vfio' ? 'g' : '',
				}),
			),
		),
	).toEqual(['d has no driver', 'd has driver sva', 'd belongs to guest g']);
});

test('the details of a device tell of the queues of its IOMMU, if it has one in front of it', () => {
	const line = (of: DeviceStatus) => deviceDetails(of).match(/^iommu queues +(.+)$/m)?.[1];
	const queues = {
		requestOverflows: 2,
		faultOverflows: 5,
		responsesDelayed: 1234,
		responsesLost: 1,
	};
	expect(line(status({ name: 'd', bus: 1, iommuQueues: queues }))).toBe(
		'page requests overflowed 2 times, unrecoverable faults 5; responses 1,234 delayed, 1 lost',
	);
	expect(line(status({ name: 'd', bus: 1, iommuQueues: {} }))).toMatch(/^page requests .* 0 times/);
	expect(line(pci)).toBeUndefined();
});

test('the details of a device name its physical function, its stalls, and that it stopped', () => {
	const lines = (of: DeviceStatus) =>
		deviceDetails(of)
			.split('\n')
			.map((line) => line.trim());
	expect(lines(pci)).toEqual(
		expect.arrayContaining([
			expect.stringMatching(/^address\s+01:14\.3$/),
			expect.stringMatching(/^physical function\s+pf$/),
			expect.stringMatching(/^shared failures\s+2 by/),
			expect.stringMatching(/^dma errors\s+0$/),
		]),
	);
	expect(lines(platform)).toEqual(
		expect.arrayContaining([
			expect.stringMatching(/^id\s+0x10000$/),
			expect.stringMatching(/^iommu\s+s \(smmuv3\)$/),
			expect.stringMatching(/^stalls\s+3$/),
			expect.stringMatching(/^dma errors\s+0, stopped at a fault$/),
		]),
	);
	expect(deviceDetails(platform)).not.toContain('physical function');
});
