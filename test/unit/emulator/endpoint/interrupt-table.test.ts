import { describe, expect, it } from 'vitest';
import { InterruptOutcome } from '../../../../src/emulator/endpoint/interrupt-table.js';
import { Translation } from '../../../../src/emulator/iommu/contract.js';
import { makeBench } from '../../../support/fake-iommu.js';
import { PlatformBench } from '../../../support/platform-bench.js';

const { SENT, PENDING, FAILED, DETACHED } = InterruptOutcome;
const ADDRESS = 0xfee0_1000;

describe('interrupts of a device', () => {
	it('are messages with the address and data of their vector', () => {
		for (const { device, iommu } of [
			new PlatformBench(),
			(({ fn, iommu }) => ({ device: fn, iommu }))(makeBench()),
		]) {
			device.interrupts.setVector(0, ADDRESS, 0x31, false);
			device.interrupts.setVector(7, 2 ** 52, 0xffff_ffff, false);
			expect(device.interrupts.raise(7)).toBe(SENT);
			expect(device.interrupts.raise(0)).toBe(SENT);
			expect(iommu.messages).toEqual([
				{ address: 2 ** 52, data: 0xffff_ffff },
				{ address: ADDRESS, data: 0x31 },
			]);
			expect(device.counters).toMatchObject({
				interrupts: 2,
				interruptsFailed: 0,
				interruptsHeld: 0,
			});
		}
	});

	it('wait while their vector is masked, once, and go out as it is when it is unmasked', () => {
		const { device, iommu } = new PlatformBench();
		const { interrupts, counters } = device;
		expect(interrupts.raise(1)).toBe(PENDING);
		expect(interrupts.raise(1)).toBe(PENDING);
		expect([interrupts.pending(1), interrupts.masked(1)]).toEqual([true, true]);
		interrupts.setVector(1, ADDRESS, 5, true);
		expect(iommu.messages).toEqual([]);
		interrupts.setVector(1, ADDRESS, 6, false);
		expect(iommu.messages).toEqual([{ address: ADDRESS, data: 6 }]);
		expect(interrupts.pending(1)).toBe(false);
		interrupts.setVector(1, ADDRESS, 7, false);
		expect(iommu.messages.length).toBe(1);
		expect(counters).toMatchObject({ interrupts: 1, interruptsHeld: 2 });
	});

	it('fail where the message is aborted, and not where it is discarded', () => {
		const { device, iommu } = new PlatformBench();
		device.interrupts.setVector(0, ADDRESS, 1, false);
		iommu.messageVerdict = Translation.ABORTED;
		expect(device.interrupts.raise(0)).toBe(FAILED);
		iommu.messageVerdict = Translation.DISCARDED;
		expect(device.interrupts.raise(0)).toBe(SENT);
		expect(device.counters).toMatchObject({ interrupts: 1, interruptsFailed: 1, discarded: 1 });
		expect(device.halted).toBe(false);
	});

	it('need an IOMMU, and are as after power-on after a reset', () => {
		const { device, iommu } = new PlatformBench();
		const { interrupts } = device;
		interrupts.raise(2);
		interrupts.setVector(0, ADDRESS, 1, false);
		device.reset();
		expect(interrupts.pending(2)).toBe(false);
		expect(interrupts.raise(0)).toBe(PENDING);
		device.detach();
		interrupts.setVector(0, ADDRESS, 1, false);
		expect(interrupts.raise(0)).toBe(DETACHED);
		device.attach(iommu);
		expect(interrupts.raise(0)).toBe(SENT);
		expect(iommu.messages.length).toBe(1);
	});

	it('of a PCI function are reset with it', () => {
		const { fn } = makeBench();
		fn.interrupts.setVector(0, ADDRESS, 1, false);
		fn.reset();
		expect(fn.interrupts.masked(0)).toBe(true);
		fn.interrupts.setVector(0, ADDRESS, 1, false);
		fn.detach();
		expect(fn.interrupts.masked(0)).toBe(true);
	});

	it('refuse what a table cannot hold', () => {
		const bench = new PlatformBench({ vectors: 2 });
		const { interrupts } = bench.device;
		for (const index of [-1, 2, 0.5]) {
			expect(() => interrupts.raise(index)).toThrow(RangeError);
			expect(() => interrupts.setVector(index, ADDRESS, 0, false)).toThrow(RangeError);
		}
		for (const address of [-4, 2, 0.5, 2 ** 64])
			expect(() => interrupts.setVector(0, address, 0, false)).toThrow(RangeError);
		for (const data of [-1, 2 ** 32, 0.5])
			expect(() => interrupts.setVector(0, ADDRESS, data, false)).toThrow(RangeError);
		expect(() => bench.make({ vectors: 2049 })).toThrow(RangeError);
		expect(bench.make({ vectors: 0 }).interrupts.vectors).toBe(0);
	});
});
