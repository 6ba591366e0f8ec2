import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FIRST_FRAME, FRAMES, VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

const ALL = FRAMES - FIRST_FRAME;
/** IR and EIM; MHMV 15. */
const EXTENDED = { 16: 0x64f0_001e };
/** IR; MHMV 2. */
const NARROW = { 16: 0x6420_000e };

function bench(capabilities: Partial<Record<number, number>> = EXTENDED, interruptOrder = 0) {
	return new VtdDriverBench({ capabilities, interruptOrder, invalidationOrder: 2 });
}

/** Where the unit finds an entry, in hexadecimal words. */
function entry(b: VtdDriverBench, index: number): string[] {
	return b.words(b.unit.base(0xb8) + index * 16, 4).map((word) => word.toString(16));
}

describe('a unit that remaps interrupts', () => {
	it('starts with a table in which all is blocked, and before accesses are translated', () => {
		const b = new VtdDriverBench({ start: false, capabilities: EXTENDED, interruptOrder: 1 });
		// Firmware left interrupts in compatibility format allowed.
		b.unit.set(0x1c, 0x0080_0000);
		b.driver.start();
		const writes = b.unit.takeWrites();
		const table = (FRAMES - 3) * 4096;
		// EIME, S 8. SIRTP; a global invalidation; CFI off; IRE.
		expect(writes.slice(17, 23)).toEqual([
			...[`b8=${(table + 0x808).toString(16)}`, 'bc=0', '18=5800000'],
			...['88=40', '18=4000000', '18=6000000'],
		]);
		expect(writes.at(-1)).toBe('18=86000000');
		expect(b.unit.takeExecuted()[0]).toBe('4 0');
		expect(b.words(b.unit.base(0xb8), 2048).every((word) => word === 0)).toBe(true);
	});

	it('is not told to drop what it drops by itself (ESIRTPS)', () => {
		const capabilities = { ...EXTENDED, 12: 0x4012_0704 };
		const b = new VtdDriverBench({ start: false, capabilities });
		b.driver.start();
		expect(b.unit.takeExecuted()).not.toContain('4 0');
	});

	it('has a table of 65,536 entries unless told', () => {
		const b = bench(EXTENDED, 8);
		expect([b.unit.get(0xb8) & 0xfff, b.frames.available]).toEqual([
			0x80f,
			ALL - 1 - 4 - 1 - 1 - 256,
		]);
	});

	it('stops remapping before the table goes back', () => {
		const b = bench(EXTENDED, 2);
		const free = b.frames.available;
		const at: number[] = [];
		const write = b.unit.writeRegister.bind(b.unit);
		b.unit.writeRegister = (offset, value) => {
			if (offset === 0x18) at.push(value >>> 0, b.frames.available - free);
			write(offset, value);
		};
		b.driver.stop();
		expect(at.slice(0, 4)).toEqual([0x0600_0000, 0, 0x0400_0000, 0]);
		expect(b.frames.available).toBe(ALL);
	});

	it('takes nothing when there are no frames for its table', () => {
		const b = new VtdDriverBench({
			start: false,
			capabilities: EXTENDED,
			frames: 4,
			interruptOrder: 1,
		});
		expect(() => b.driver.start()).toThrow(
			expect.objectContaining({
				code: 'RESOURCE_EXHAUSTED',
				message: expect.stringContaining('interrupt remapping table'),
			}),
		);
		expect([b.frames.available, b.unit.get(0x1c) & 0x8600_0000]).toEqual([4, 0]);
	});

	it('without the capability has no interrupts to give', () => {
		const b = new VtdDriverBench();
		const device = b.probed(0x10);
		expect(b.driver.allocate(device, 1)).toBe(-1);
		expect(b.driver.set(device, 0, 1, 1)).toBe(Errno.EINVAL);
		expect(b.driver.clear(device, 0, 1, () => {})).toBe(Errno.EINVAL);
		expect(b.unit.get(0x1c) & 0x0300_0000).toBe(0);
	});
});

describe('an entry', () => {
	it('of 32 bits of destination is for the one requester', () => {
		const b = bench();
		const device = b.probed(0xfe10);
		b.unit.takeExecuted();
		expect(b.driver.allocate(device, 2)).toBe(0);
		expect(b.driver.set(device, 1, 0x8765_4321, 0xab)).toBe(Errno.OK);
		expect(entry(b, 1)).toEqual(['ab0001', '87654321', '4fe10', '0']);
		expect(entry(b, 0)).toEqual(['0', '0', '0', '0']);
		// Nothing was cached of an entry that was not present.
		expect(b.unit.takeExecuted()).toEqual([]);
	});

	it('of 8 bits of destination has them where they belong without EIME', () => {
		const b = bench(NARROW);
		const device = b.probed(0x10);
		expect(b.unit.get(0xb8) & 0xfff).toBe(0x007);
		b.driver.allocate(device, 1);
		expect(b.driver.set(device, 0, 0x100, 0xab)).toBe(Errno.EINVAL);
		expect(b.driver.set(device, 0, 0xfe, 0xab)).toBe(Errno.OK);
		expect(entry(b, 0)).toEqual(['ab0001', 'fe00', '40010', '0']);
	});

	it('that changes is invalidated by its index', () => {
		const b = bench();
		const device = b.probed(0x10);
		b.driver.allocate(device, 8);
		b.driver.set(device, 7, 1, 0x40);
		b.unit.takeExecuted();
		let seen: string[] = [];
		b.unit.check = ([w0]) => {
			if ((w0 & 0xf) === 4) seen = entry(b, 7);
			return 0;
		};
		b.driver.set(device, 7, 2, 0x41);
		expect(b.unit.takeExecuted()[0]).toBe('700000014 0');
		expect(seen).toEqual(['410001', '2', '40010', '0']);
	});
});

describe('the indices of all devices', () => {
	it('are refused to others than their device, and where values are out of range', () => {
		const b = bench();
		const [device, other] = [b.probed(0x10), b.probed(0x18)];
		expect([b.driver.allocate(device, 2), b.driver.allocate(other, 1)]).toEqual([0, 2]);
		const set = (index: number, destination = 1, vector = 0x40) =>
			b.driver.set(device, index, destination, vector);
		expect([
			...[set(2), set(3), set(-1), set(0.5), set(0, -1), set(0, 2 ** 32), set(0, 1, 256)],
			...[set(0, 1.5), set(0, 1, -1)],
		]).toEqual(Array(9).fill(Errno.EINVAL));
		expect(b.driver.clear(device, 1, 2, () => {})).toBe(Errno.EINVAL);
		expect(b.driver.clear(other, 0, 1, () => {})).toBe(Errno.EINVAL);
		expect(b.driver.set(b.device(9), 0, 1, 1)).toBe(Errno.ENODEV);
		expect(b.driver.clear(b.device(8), 0, 1, () => {})).toBe(Errno.ENODEV);
		expect(b.driver.allocate(b.device(7), 1)).toBe(-1);
		expect([set(0), b.driver.set(other, 2, 1, 0x40)]).toEqual([Errno.OK, Errno.OK]);
	});

	it('are cleared, then invalidated in aligned blocks, then free: in this order', () => {
		const b = bench();
		const device = b.probed(0x10);
		b.driver.allocate(device, 256);
		for (let index = 5; index < 17; index++) b.driver.set(device, index, 1, 0x40);
		b.unit.takeExecuted();
		let cleared = 0;
		b.unit.check = ([w0]) => {
			if ((w0 & 0xf) === 4)
				for (let index = 5; index < 17; index++) if (entry(b, index)[0] === '0') cleared++;
			return 0;
		};
		b.unit.holdWaits = true;
		let done = 0;
		expect(b.driver.clear(device, 5, 12, () => done++)).toBe(Errno.OK);
		expect(b.unit.takeExecuted().slice(0, 4)).toEqual([
			...['500000014 0', '608000014 0', '818000014 0', '1000000014 0'],
		]);
		expect(cleared).toBe(4 * 12);
		expect(b.driver.set(device, 5, 1, 0x40)).toBe(Errno.EINVAL);
		b.clock.settle();
		expect([b.driver.allocate(device, 1), done]).toEqual([-1, 0]);
		b.unit.completeWaits();
		b.clock.settle();
		expect([b.driver.allocate(device, 1), done]).toEqual([5, 1]);
	});

	it('are invalidated in blocks that the unit can do', () => {
		const b = bench(NARROW);
		const device = b.probed(0x10);
		b.driver.allocate(device, 16);
		b.unit.takeExecuted();
		b.driver.clear(device, 0, 16, () => {});
		expect(b.unit.takeExecuted().slice(0, 4)).toEqual([
			...['10000014 0', '410000014 0', '810000014 0', 'c10000014 0'],
		]);
	});

	it('go with the device, once no cache holds them', () => {
		const b = bench();
		const device = b.probed(0x10);
		const other = b.probed(0x18);
		b.driver.allocate(device, 2);
		b.driver.allocate(other, 1);
		b.driver.allocate(device, 1);
		for (const index of [0, 1, 3]) b.driver.set(device, index, 1, 0x40);
		b.driver.set(other, 2, 1, 0x40);
		b.unit.takeExecuted();
		b.unit.holdWaits = true;
		b.driver.releaseDevice(device);
		expect([0, 1, 2, 3].map((index) => entry(b, index)[0])).toEqual(['0', '0', '400001', '0']);
		expect(b.unit.takeExecuted().slice(0, 3)).toEqual([
			...['1000000031 0', '8000014 0', '300000014 0'],
		]);
		const next = b.probed(0x10);
		expect(b.driver.allocate(next, 1)).toBe(4);
		b.unit.completeWaits();
		b.clock.settle();
		expect([b.driver.allocate(next, 2), b.driver.allocate(next, 1)]).toEqual([0, 3]);
	});

	it('scattered ones of a device that goes are invalidated all at once', () => {
		const b = bench();
		const [device, other] = [b.probed(0x10), b.probed(0x18)];
		for (let i = 0; i < 65; i++) {
			b.driver.allocate(device, 1);
			b.driver.allocate(other, 1);
		}
		b.unit.takeExecuted();
		b.driver.releaseDevice(device);
		expect(b.unit.takeExecuted().slice(0, 3)).toEqual([
			...['1000000031 0', '4 0', expect.stringMatching(/35 /)],
		]);
		b.clock.settle();
		const next = b.probed(0x10);
		expect([b.driver.allocate(next, 1), b.driver.allocate(next, 1)]).toEqual([0, 2]);
	});
});

describe('what a device writes', () => {
	it('is the first of its run as the handle, and the rest in the data', () => {
		const b = bench(EXTENDED, 8);
		const device = b.probed(0x10);
		expect(b.driver.allocate(device, 4)).toBe(0);
		expect(b.driver.allocate(device, 3)).toBe(4);
		expect(b.driver.message(device, 6)).toEqual({ address: 0xfee0_0098, data: 2 });
		expect(b.driver.message(device, 3)).toEqual({ address: 0xfee0_0018, data: 3 });
		expect(b.driver.allocate(device, 2 ** 15)).toBe(2 ** 15);
		expect(b.driver.message(device, 0xffff)).toEqual({ address: 0xfee0_001c, data: 0x7fff });
		expect(b.driver.allocate(device, 2 ** 14)).toBe(2 ** 14);
		expect(b.driver.message(device, 0x4001)).toEqual({ address: 0xfee8_0018, data: 1 });
	});

	it('for an index that is not its own leads nowhere else', () => {
		const b = bench();
		expect(b.driver.message(b.device(9), 5)).toEqual({ address: 0xfee0_00b8, data: 0 });
		expect(b.driver.message(b.probed(0x10), 5)).toEqual({ address: 0xfee0_00b8, data: 0 });
	});
});
