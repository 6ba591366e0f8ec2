import type { VirtualFunctionConfig } from '../../src/emulator/endpoint/function-config.js';
import type { PciFunction } from '../../src/emulator/endpoint/pci-function.js';
import { type Bench, Cap, enableAll, makeBench } from './fake-iommu.js';

export const PF = 0x0100;
export const VF1 = 0x0101;
export const VF2 = 0x0102;

/** Enables the ATS of a virtual function, which stands alone in its configuration space. */
export function enableAts(vf: PciFunction): void {
	vf.configWrite(Cap.ATS + 6, 2, 0x8000);
}

/** A physical function and two virtual ones behind a FakeIommu; everything is enabled, with this allocation. */
export function family(
	allocation: number,
	config: Partial<VirtualFunctionConfig> = {},
): Bench & { readonly pf: PciFunction; readonly vf1: PciFunction; readonly vf2: PciFunction } {
	const bench = makeBench({ ...config, requesterId: PF, virtualFunctions: true });
	const make = (requesterId: number): PciFunction => {
		const vf = bench.fn.addVirtualFunction({ ats: true, ...config, requesterId });
		vf.attach(bench.iommu);
		enableAts(vf);
		return vf;
	};
	const [vf1, vf2] = [make(VF1), make(VF2)];
	// The physical function's PASID control is frozen while any of them uses ATS.
	for (const vf of [vf1, vf2]) vf.configWrite(Cap.ATS + 6, 2, 0);
	enableAll(bench.fn, allocation);
	for (const vf of [vf1, vf2]) enableAts(vf);
	return { ...bench, pf: bench.fn, vf1, vf2 };
}
