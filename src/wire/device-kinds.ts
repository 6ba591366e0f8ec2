import { faultline } from './generated/faultline.js';

/** Kinds of IOMMUs and buses as they travel (`IommuKind` and `Bus` of proto/faultline/v1/types.proto), and their names. */

const { Bus, IommuKind } = faultline.v1;

const KIND_PREFIX = 'IOMMU_KIND_';

/** The wire number of a kind by the name that configurations use; 0 for a name that this version does not know. */
export function iommuKindNumber(name: string): number {
	const numbers: Readonly<Record<string, unknown>> = IommuKind;
	const number = numbers[KIND_PREFIX + name.toUpperCase()];
	return typeof number === 'number' ? number : IommuKind.IOMMU_KIND_UNSPECIFIED;
}

/** The name of a kind of IOMMU; 'unknown' for 0 and for numbers that this version does not know. */
export function iommuKindName(number: number): string {
	const names: Readonly<Record<number, string>> = IommuKind;
	const name = number === IommuKind.IOMMU_KIND_UNSPECIFIED ? undefined : names[number];
	return name?.slice(KIND_PREFIX.length).toLowerCase() ?? 'unknown';
}

export function busNumber(name: 'pci' | 'platform'): number {
	return name === 'pci' ? Bus.BUS_PCI : Bus.BUS_PLATFORM;
}

export function isPci(bus: number): boolean {
	return bus === Bus.BUS_PCI;
}
