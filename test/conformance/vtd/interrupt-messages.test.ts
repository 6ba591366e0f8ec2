import { expect, it } from 'vitest';
import { Translation } from '../../../src/emulator/iommu/contract.js';
import { DEVICE, VtdBench } from '../../support/vtd-bench.js';

it('while interrupts are not remapped, messages are delivered as they are', () => {
	const bench = new VtdBench();
	const seen: [number, number][] = [];
	bench.unit.onDeviceInterrupt((destination, data) => seen.push([destination, data]));
	expect(bench.port.message(0xfee0_5000, 0x41)).toBe(Translation.OK);
	expect(bench.port.message(0xfeef_f00c, 0xffff_ffff)).toBe(Translation.OK);
	expect(seen).toEqual([
		[0x05, 0x41],
		[0xff, 0xffff_ffff],
	]);
});

it('what lies outside of the interrupt range, and what comes from a function that is gone, is refused', () => {
	const bench = new VtdBench();
	let delivered = 0;
	bench.unit.onDeviceInterrupt(() => delivered++);
	for (const address of [0, 0xfedf_fffc, 0xfef0_0000, 0x1_fee0_0000])
		expect(bench.port.message(address, 1)).toBe(Translation.ABORTED);
	bench.unit.disconnect(DEVICE);
	expect(bench.port.message(0xfee0_0000, 1)).toBe(Translation.ABORTED);
	expect(delivered).toBe(0);
});
