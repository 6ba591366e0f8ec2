import { describe, expect, test } from 'vitest';
import { parseHostConfig } from '../../../src/host/config.js';

const iommus = [
	{ name: 'v' },
	{ name: 's', kind: 'smmuv3' },
	{ name: 'calm', kind: 'smmuv3', stall_model: 'terminate', stream_id_bits: 8 },
	{ name: 'strict', kind: 'smmuv3', stall_model: 'stall' },
	{ name: 'a', kind: 'amdvi' },
	{ name: 'r', kind: 'riscv', msi_flat: false },
	{ name: 'io', kind: 'virtio' },
];
const guests = [{ name: 'g' }];
const parse = (...devices: object[]) => parseHostConfig({ iommus, guests, devices }, 'test.yaml');

const pf = { name: 'pf', address: '01:00.0', outstanding: 32, pasid_bits: 8 };
const vf = { name: 'vf', address: '01:00.1', physical_function: 'pf' };
const platform = { name: 'p', bus: 'platform', iommu: 's', stream_id: 0x10000 };

describe('IOMMUs', () => {
	test('each kind has its options and their defaults', () => {
		expect(parse().iommus).toMatchObject([
			{ kind: 'vtd', cache_entries: 4096, fault_records: 8, private_data: false },
			{ kind: 'smmuv3', stream_id_bits: 20, stall_model: 'both', stall_max: 1024 },
			{ stream_id_bits: 8, stall_model: 'terminate' },
			{ stall_model: 'stall' },
			{ kind: 'amdvi', cache_entries: 4096 },
			{ kind: 'riscv', msi_flat: false },
			{
				...{ kind: 'virtio', held_events: 64 },
				reserved: [{ kind: 'msi', firstPage: 0xfee00, lastPage: 0xfeeff }],
			},
		]);
	});

	test.each([
		['a kind that there is not', { name: 'x', kind: 'sixth' }, /iommus\.0\.kind/],
		["another kind's option", { name: 'x', kind: 'amdvi', stall_max: 3 }, /iommus\.0: .*stall_max/],
		['a size that is no power of two', { name: 'x', cache_entries: 5 }, /a power of two/],
		['stream ids of 33 bits', { name: 'x', kind: 'smmuv3', stream_id_bits: 33 }, /stream_id_bits/],
	])('%s is refused', (_, iommu, message) => {
		expect(() => parseHostConfig({ iommus: [iommu] })).toThrow(message);
	});

	test('of virtio may have other reserved regions, or none', () => {
		const of = (reserved: { start: number; end: number; kind?: 'msi' | 'reserved' }[]) =>
			parseHostConfig({ iommus: [{ name: 'x', kind: 'virtio', reserved }] }).iommus[0];
		expect(of([])).toMatchObject({ reserved: [] });
		expect(
			of([
				{ start: 0x2000, end: 0x2fff },
				{ start: 0, end: 0x1fff, kind: 'msi' },
			]),
		).toMatchObject({
			reserved: [
				{ kind: 'reserved', firstPage: 2, lastPage: 2 },
				{ kind: 'msi', firstPage: 0, lastPage: 1 },
			],
		});
	});

	test.each([
		['that ends before it begins', [{ start: 0x2000, end: 0x1fff }], /end is above start/],
		['of a part of a page', [{ start: 0x2000, end: 0x2ffe }], /last byte of a page/],
		['that begins within a page', [{ start: 0x2001, end: 0x2fff }], /multiple of 4096/],
		[
			'over another',
			[
				{ start: 0x2000, end: 0x4fff },
				{ start: 0x1000, end: 0x2fff },
			],
			/do not overlap/,
		],
		[
			'that is the second of interrupts',
			[
				{ start: 0x2000, end: 0x2fff, kind: 'msi' as const },
				{ start: 0x4000, end: 0x4fff, kind: 'msi' as const },
			],
			/at most one is msi/,
		],
		['beyond what a number holds', [{ start: 0, end: 2 ** 53 + 4095 }], /reserved\.0\.end/],
	])('a reserved region %s is refused', (_, reserved, message) => {
		const iommus = [{ name: 'x', kind: 'virtio' as const, reserved }];
		expect(() => parseHostConfig({ iommus })).toThrow(message);
	});
});

describe('devices', () => {
	test('of every bus, with the defaults of what stands in front of them', () => {
		const { devices } = parse(
			{ name: 'plain', address: '00:01.0' },
			{ name: 'out', address: '00:01.0', iommu: 'io', on_fault: 'stop' },
			{ ...platform, stall: true, guest: 'g', pasid_bits: 4 },
			{ name: 'rv', bus: 'platform', iommu: 'r', device_id: 0xffffff, outstanding: 7 },
			{ name: 'ep', bus: 'platform', iommu: 'io', device_id: 0xffff_ffff },
		);
		expect(devices).toMatchObject([
			{ iommu: 'v', sourceId: 8, ats: true, pri: true, pasidBits: 20, outstanding: 512 },
			{ iommu: 'io', sourceId: 8, ats: false, pri: false, pasidBits: 0, onFault: 'stop' },
			{ bus: 'platform', sourceId: 0x10000, stall: true, pasidBits: 4, outstanding: 64 },
			{ iommu: 'r', sourceId: 0xffffff, stall: false, outstanding: 7, onFault: 'continue' },
			{ iommu: 'io', sourceId: 0xffff_ffff, pasidBits: 0 },
		]);
	});

	test("a virtual function has its physical one's IOMMU, PRI, PASIDs and requests, and comes after it", () => {
		const more = { name: 'blind', address: '01:00.2', physical_function: 'pf', ats: false };
		const { devices } = parse(more, vf, { ...pf, iommu: 's' });
		expect(devices).toMatchObject([
			{ name: 'pf', iommu: 's', virtualFunctions: true, physicalFunction: undefined },
			{ name: 'blind', iommu: 's', ats: false, pri: false, pasidBits: 8, outstanding: 32 },
			{ name: 'vf', iommu: 's', ats: true, pri: true, pasidBits: 8, outstanding: 32 },
		]);
		expect(devices[2]).toMatchObject({ virtualFunctions: false, physicalFunction: 'pf' });
	});

	test('virtual functions have no requests of their own on the pending table', () => {
		const limits = { pending_groups: 32 };
		const devices = [pf, vf];
		expect(parseHostConfig({ devices, limits }).devices.length).toBe(2);
		const more = [{ ...platform, outstanding: 1 }, pf, vf];
		expect(() => parseHostConfig({ iommus, devices: more, limits })).toThrow(
			/pending_groups: 32 is less than the 33/,
		);
	});

	test.each([
		[
			'a platform device behind VT-d',
			[{ ...platform, iommu: 'v' }],
			/"v" \(vtd\) has PCI functions only/,
		],
		[
			'a platform device behind AMD-Vi',
			[{ ...platform, iommu: 'a' }],
			/needs smmuv3, riscv or virtio/,
		],
		['a platform device without id', [{ ...platform, stream_id: undefined }], /has a stream_id/],
		['the id of another kind', [{ ...platform, iommu: 'r' }], /has a device_id, no stream_id/],
		['two ids', [{ ...platform, device_id: 3 }], /has a stream_id, no device_id/],
		[
			'a stream id that is too wide',
			[{ ...platform, stream_id: 2 ** 20 }],
			/beyond the 20 bits of "s"/,
		],
		[
			'a device id that is too wide',
			[{ ...platform, iommu: 'r', stream_id: undefined, device_id: 2 ** 24 }],
			/beyond the 24 bits/,
		],
		[
			'an address of a platform device',
			[{ ...platform, address: '01:00.0' }],
			/devices\.0: .*address/,
		],
		[
			'an id that is taken',
			[platform, { ...platform, name: 'q' }],
			/devices\.1 \(q\): the id is taken by "p" behind s/,
		],
		[
			"a stream id that is a function's",
			[
				{ ...pf, iommu: 's' },
				{ ...platform, stream_id: 0x100 },
			],
			/taken by "pf"/,
		],
		[
			'a stall where nothing stalls',
			[{ ...platform, iommu: 'r', stream_id: undefined, device_id: 1, stall: true }],
			/"r" \(riscv\) cannot stall/,
		],
		[
			'a stall of an SMMU that never does',
			[{ ...platform, iommu: 'calm', stream_id: 1, stall: true }],
			/never stalls/,
		],
		[
			'a PCI function that would be stalled',
			[{ ...pf, iommu: 'strict' }],
			/PCI functions cannot stand/,
		],
		['an address beyond the stream ids', [{ ...pf, iommu: 'calm' }], /beyond the 8 bits/],
		[
			'PRI behind virtio',
			[{ ...pf, pasid_bits: 0, iommu: 'io', pri: true }],
			/faults behind it are unrecoverable/,
		],
		['PASIDs behind virtio', [{ ...pf, iommu: 'io' }], /knows no ats, pri or PASIDs/],
		[
			'PASIDs of a platform device behind virtio',
			[{ ...platform, iommu: 'io', stream_id: undefined, device_id: 1, pasid_bits: 1 }],
			/knows no PASIDs/,
		],
		['a physical function that is not there', [vf], /"pf" is no physical function/],
		[
			'a physical function that is virtual',
			[pf, vf, { ...vf, name: 'w', address: '01:00.2', physical_function: 'vf' }],
			/"vf" is itself virtual/,
		],
		[
			'a physical function without bus',
			[
				{ ...platform, name: 'pf' },
				{ ...vf, iommu: 's' },
			],
			/"pf" is no PCI function/,
		],
		['a physical function elsewhere', [pf, { ...vf, iommu: 's' }], /both must be behind one IOMMU/],
		[
			"a virtual function's own requests",
			[pf, { ...vf, outstanding: 3 }],
			/outstanding of a virtual function/,
		],
		["a virtual function's own PRI", [pf, { ...vf, pri: true }], /pri of a virtual function/],
		['a stall of a PCI function', [{ ...pf, stall: true }], /devices\.0: .*stall/],
		['another bus', [{ ...pf, bus: 'usb' }], /devices\.0\.bus/],
	])('%s is refused with CONFIG', (_, devices, message) => {
		expect(() => parse(...devices)).toThrow(message);
		expect(() => parse(...devices)).toThrow(expect.objectContaining({ code: 'CONFIG' }));
	});
});
