import { expect, test } from 'vitest';
import {
	busNumber,
	iommuKindName,
	iommuKindNumber,
	isPci,
} from '../../../src/wire/device-kinds.js';

test('kinds of IOMMUs have the numbers of the proto file, and names for people', () => {
	const kinds = ['vtd', 'smmuv3', 'amdvi', 'riscv', 'virtio'];
	expect(kinds.map(iommuKindNumber)).toEqual([1, 2, 3, 4, 5]);
	expect([1, 2, 3, 4, 5].map(iommuKindName)).toEqual(kinds);
	expect([iommuKindNumber('sixth'), iommuKindNumber('unspecified')]).toEqual([0, 0]);
	expect([iommuKindName(0), iommuKindName(6)]).toEqual(['unknown', 'unknown']);
});

test('buses have theirs', () => {
	expect([busNumber('pci'), busNumber('platform')]).toEqual([1, 2]);
	expect([isPci(1), isPci(2), isPci(0)]).toEqual([true, false, false]);
});
