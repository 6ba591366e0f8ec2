import { describe, expect, it } from 'vitest';
import { Translation } from '../../../../../src/emulator/iommu/contract.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { IDR0, IDR1, IDR3, IDR5, SmmuV3FakeBench } from '../../../../support/smmuv3-fake.js';
import { SmmuV3Machine } from '../../../../support/smmuv3-machine.js';

describe('starting', () => {
	it('sets up tables, queues and interrupts, in an order in which nothing is used before it is there', () => {
		const bench = new SmmuV3FakeBench();
		const { registers, written } = bench.unit;
		const at = (offset: number, value: number) =>
			written.findIndex(([o, v]) => o === offset && v === value);
		const enabled = [0x0, 0x8, 0x1e, 0x1f].map((value) => at(0x20, value));
		expect(enabled).toEqual([...enabled].sort((a, b) => a - b));
		expect(enabled).not.toContain(-1);
		const last = (offset: number) => written.findLastIndex(([o]) => o === offset);
		for (const offset of [0x28, 0x2c, 0x80, 0x88, 0x90])
			expect(last(offset)).toBeLessThan(enabled[1]!);
		for (const offset of [0xa0, 0xb0, 0xc0, 0xd0, 0x68, 0x50])
			expect(last(offset)).toBeLessThan(enabled[2]!);
		for (const offset of [0x68, 0xb0, 0xd0]) expect(last(offset + 12)).toBeLessThan(last(0x50));
		expect(registers.get(0x28)).toBe(0xd75);
		expect(registers.get(0x2c)).toBe(0xe);
		// Two levels, split 8, 20 bits; queues of 2^12, 2^12 and 2^13.
		expect(registers.get(0x88)).toBe(0x1_0214);
		expect([0x90, 0xa0, 0xc0].map((offset) => registers.get(offset)! & 0x1f)).toEqual([12, 12, 13]);
		// Messages go to register 40h of the frame at 2^40.
		for (const [offset, data] of [
			[0x68, 0x51],
			[0xb0, 0x52],
			[0xd0, 0x53],
		] as const)
			expect([0, 4, 8].map((n) => registers.get(offset + n))).toEqual([0x40, 0x100, data]);
		expect(registers.get(0x50)).toBe(7);
	});

	it('begins with empty caches, and acknowledges old errors', () => {
		const bench = new SmmuV3FakeBench({ stopped: true });
		bench.unit.registers.set(0x60, 0x5);
		bench.driver.start();
		expect(bench.unit.take().map(([w0, , w2]) => [w0! & 0xff, w2])).toEqual([
			[0x04, 31],
			[0x30, 0],
			[0x46, 0x40],
		]);
		expect(bench.unit.errors).toBe(0);
	});

	it('works without PRI and ATS, whose registers and bits are left alone', () => {
		const bench = new SmmuV3FakeBench({ registers: { 0: IDR0 & ~0x1_0400 & ~0x80_0000 } });
		expect(bench.unit.readRegister(0x20)).toBe(0xd);
		expect(bench.unit.readRegister(0x50)).toBe(5);
		expect(bench.unit.readRegister(0x2c)).toBe(6);
		expect(bench.unit.registers.has(0xc0)).toBe(false);
		bench.bound(0x10, 5);
		expect(bench.streamEntry(0x10)[2]! & 0x3000_0000).toBe(0);
	});

	it.each([
		[0, IDR0 & ~0x1, 'stage 2 (IDR0.S2P)'],
		[0, IDR0 & ~0x2, 'stage 1 (IDR0.S1P)'],
		[0, IDR0 & ~0x8, 'VMSAv8-64 tables (IDR0.TTF)'],
		[0, IDR0 & ~0x10, 'coherent accesses (IDR0.COHACC)'],
		[0, (IDR0 & ~0xc0) | 0x40, 'hardware update of access flag and dirty state (IDR0.HTTU)'],
		[0, IDR0 & ~0x1000, 'address space ids of 16 bits (IDR0.ASID16)'],
		[0, IDR0 & ~0x2000, 'message-signalled interrupts (IDR0.MSI)'],
		[0, IDR0 | (1 << 21), 'little-endian tables (IDR0.TTENDIAN)'],
		[0, IDR0 | (3 << 24), 'a stall model (IDR0.STALL_MODEL)'],
		[4, IDR1 & ~(31 << 21), 'queues (IDR1.CMDQS, IDR1.EVENTQS)'],
		[20, IDR5 & ~0x10, 'pages of 4 KiB (IDR5.GRAN4K)'],
		[20, (IDR5 & ~7) | 1, '40 bits of physical address (IDR5.OAS)'],
	])('register 0x%s with 0x%s: refuses an SMMU that lacks %s', (offset, value, what) => {
		const registers = { 12: IDR3, [offset]: value };
		const bench = new SmmuV3FakeBench({ registers, stopped: true });
		const before = bench.frames.available;
		expect(() => bench.driver.start()).toThrow(`SMMU smmu0 lacks ${what}`);
		expect(bench.frames.available).toBe(before);
		expect(bench.unit.written).toEqual([]);
	});

	it('with too few frames gives back what it took, however many there are, and starts with enough', () => {
		let started = 0;
		for (let frames = 1; frames < 120 && started === 0; frames++) {
			const machine = new SmmuV3Machine({}, { stopped: true, available: frames });
			try {
				machine.driver.start();
				started = frames;
			} catch (error) {
				expect(String(error)).toContain('frames');
				expect(machine.frames.available).toBe(frames);
				expect(machine.unit.readRegister(0x20)).toBe(0);
			}
		}
		// 8 of the stream table, 16 of commands, 32 of events, 32 of page requests, and what alignment takes.
		expect(started).toBeGreaterThanOrEqual(88);
	});

	it('twice is refused, and changes nothing', () => {
		const machine = new SmmuV3Machine();
		const before = machine.frames.available;
		expect(() => machine.driver.start()).toThrow('was started before');
		expect(machine.frames.available).toBe(before);
		expect(machine.unit.readRegister(0x20)).toBe(0x1f);
	});
});

describe('stopping', () => {
	it('is refused while there are devices; then everything is given back and off; it may start again', () => {
		const machine = new SmmuV3Machine();
		const guest = machine.guest(1);
		const dev = machine.attach(0x0100);
		machine.bind(dev.device, guest, 7);
		expect(() => machine.driver.stop()).toThrow('still has 1 devices');
		machine.unbind(dev.device, 7);
		machine.driver.releaseDevice(dev.device);
		machine.driver.stop();
		machine.driver.stop();
		expect(machine.unit.readRegister(0x20)).toBe(0);
		expect(machine.unit.readRegister(0x50)).toBe(0);
		expect(machine.driver.probeDevice(dev.device)).toBe(Errno.ENODEV);
		machine.driver.start();
		expect(machine.driver.probeDevice(dev.device)).toBe(Errno.OK);
		machine.bind(dev.device, guest, 7);
		guest.table.map(5, 50, 1);
		expect(machine.read(dev, 7, 0x5000, new Uint8Array(1)).error).toBeUndefined();
		machine.unbind(dev.device, 7);
		machine.driver.releaseDevice(dev.device);
		machine.driver.stop();
		expect(machine.framesTaken([guest])).toBe(0);
	});

	it('blocks nothing any more, but what was bound is not translated either', () => {
		const machine = new SmmuV3Machine();
		const port = machine.unit.connect(0x77, { invalidate() {}, pageResponse() {} });
		expect(port.access(-1, 5, 1)).toBe(Translation.ABORTED);
		machine.driver.stop();
		expect(port.access(-1, 5, 1)).toBe(Translation.OK);
		expect(port.frame).toBe(5);
	});
});
