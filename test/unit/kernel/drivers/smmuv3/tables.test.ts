import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { IDR0, IDR1, IDR5, SmmuV3FakeBench } from '../../../../support/smmuv3-fake.js';
import { FakeConfigSpace } from '../../../../support/vtd-registers-config.js';

const TABLE = { rootPage: 0x10_0007 };

describe('a stream table entry, word for word', () => {
	it('of a PCI function with ATS, PRI and PASIDs of 20 bits', () => {
		const bench = new SmmuV3FakeBench();
		bench.bound(0x10, 5);
		// V, Config 7, S1Fmt 1, pointer 0x40000000; S1CDMax 15.
		// S1DSS 2, write back, inner shareable; PPAR, S1STALLD, EATS 1; SHCFG 1.
		// VMID 1; T0SZ 16, SL0 2, write back, inner, 48 bits, AA64, PTW, S2R; TTB 0x123456000.
		expect(bench.streamEntry(0x10)).toEqual([
			...[0x4000_001f, 0x7800_0000, 0x1804_00d6, 0x0000_1000],
			...[0x0000_0001, 0x044d_3590, 0x2345_6000, 0x0000_0001],
			...[0, 0, 0, 0, 0, 0, 0, 0],
		]);
	});

	it('of a function whose responses carry no PASID, without ATS, with PASIDs of 6 bits: a linear table', () => {
		const bench = new SmmuV3FakeBench();
		const config = new FakeConfigSpace({ ats: false, pri: false, pasidBits: 6 });
		const device = bench.probed(0x10, 'pci', config);
		expect(bench.driver.bindPasid(device, bench.ref, 63, TABLE)).toBe(Errno.OK);
		expect(bench.streamEntry(0x10).slice(0, 3)).toEqual([0x4000_000f, 0x3000_0000, 0x0800_00d6]);
		expect(bench.descriptor(0x10, 63)[0]).toBe(0xc000_3510);
		expect(bench.driver.bindPasid(device, bench.ref, 64, TABLE)).toBe(Errno.EINVAL);
	});

	it('of a platform device that may stall, and of one that may not', () => {
		for (const stallCapable of [true, false]) {
			const bench = new SmmuV3FakeBench({ stallCapable });
			bench.bound(0x1_2345, 5, 'platform');
			const disabled = stallCapable ? 0 : 0x0800_0000;
			expect(bench.streamEntry(0x1_2345).slice(0, 3)).toEqual([
				...[0x4000_001f, 0x4000_0000, 0x0000_00d6 | disabled],
			]);
			// A, R; S as the device can.
			expect(bench.descriptor(0x1_2345, 5)[1]).toBe(stallCapable ? 0x0005_fe05 : 0x0005_ee05);
		}
	});

	it('where stalls are forced, both stages stall, and PCI functions are not possible', () => {
		const bench = new SmmuV3FakeBench({ registers: { 0: IDR0 | (2 << 24) }, stallCapable: false });
		bench.bound(0x20, 5, 'platform');
		expect(bench.streamEntry(0x20)[2]).toBe(0xd6);
		expect(bench.streamEntry(0x20)[5]).toBe(0x064d_3590);
		expect(bench.descriptor(0x20, 5)[1]).toBe(0x0005_fe05);
		expect(bench.driver.probeDevice(bench.device(0x10))).toBe(Errno.EOPNOTSUPP);
	});

	it('where stalls are not possible, nobody stalls and S1STALLD is clear', () => {
		const bench = new SmmuV3FakeBench({ registers: { 0: IDR0 | (1 << 24) } });
		bench.bound(0x20, 5, 'platform');
		expect(bench.streamEntry(0x20)[2]).toBe(0xd6);
		expect(bench.descriptor(0x20, 5)[1]).toBe(0x0005_ee05);
	});

	it('of an SMMU of 40 bits: sizes and table size', () => {
		const bench = new SmmuV3FakeBench({ registers: { 20: (IDR5 & ~7) | 2 } });
		bench.bound(0x10, 5);
		expect(bench.streamEntry(0x10)[5]).toBe(0x044a_3598);
		expect(bench.descriptor(0x10, 5)[1]! & 7).toBe(2);
	});
});

describe('a context descriptor, word for word', () => {
	it('48 bits of the lower half, ASID, access flag and dirty state by hardware', () => {
		const bench = new SmmuV3FakeBench();
		bench.bound(0x10, 5);
		// T0SZ 16, write back, inner; EPD1, V; IPS 5, AA64, HD, HA, R, A, ASET; ASID 5; TTB0; MAIR0.
		expect(bench.descriptor(0x10, 5)).toEqual([
			...[0xc000_3510, 0x0005_ee05, 0x0000_7000, 0x0000_0001],
			...[0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0],
		]);
		expect(bench.descriptor(0x10, 4)).toEqual(new Array(16).fill(0));
	});

	it('of requests without a PASID is the first, and PASID 0 has none', () => {
		const bench = new SmmuV3FakeBench();
		const device = bench.bound(0x10, NO_PASID);
		expect(bench.descriptor(0x10, 0)[0]).toBe(0xc000_3510);
		expect(bench.driver.bindPasid(device, bench.ref, 0, TABLE)).toBe(Errno.EINVAL);
	});
});

describe('what a bind asks for and refuses', () => {
	it('invalidates what may have been cached: the stream at first, then the descriptor', () => {
		const bench = new SmmuV3FakeBench();
		const device = bench.probed(0x10);
		expect(bench.unit.take()).toEqual([]);
		bench.driver.bindPasid(device, bench.ref, 5, TABLE);
		const sync = [0x1046, 0x54, 0x0000_0040, 0x100];
		expect(bench.unit.take()).toEqual([[0x03, 0x10, 0, 0], sync]);
		bench.driver.bindPasid(device, { ...bench.ref, id: 6 }, 700, TABLE);
		expect(bench.unit.take()).toEqual([[0x2b_c005, 0x10, 0, 0], sync]);
		expect(bench.descriptor(0x10, 700)[1]).toBe(0x0006_ee05);
	});

	it('a large PASID: a first level for all, and the old one is back once it is not used', () => {
		const bench = new SmmuV3FakeBench();
		const device = bench.bound(0x10, 5);
		const before = bench.frames.available;
		bench.unit.running = false;
		expect(bench.driver.bindPasid(device, bench.ref, 0x8000, TABLE)).toBe(Errno.OK);
		expect(bench.streamEntry(0x10).slice(0, 2)).toEqual([0x4002_001f, 0xa000_0000]);
		expect(bench.frames.available).toBe(before - 32 - 1);
		expect(bench.pages.mapped.has(0x4_0000)).toBe(true);
		bench.unit.running = true;
		bench.unit.run();
		bench.clock.settle();
		expect(bench.frames.available).toBe(before - 32);
		expect(bench.pages.mapped.has(0x4_0000)).toBe(false);
		expect(bench.unit.take().map(([w0, w1, w2]) => [w0, w1, w2])).toEqual([
			...[
				[0x03, 0x10, 0],
				[0x46, 0, 0],
				[0x2a, 1, 0x4000_0001],
				[0x1046, 0x54, 0x40],
			],
			...[
				[0x800_0005, 0x10, 0],
				[0x1046, 0x54, 0x40],
			],
		]);
		for (const pasid of [5, 0x8000]) expect(bench.descriptor(0x10, pasid)[0]).toBe(0xc000_3510);
	});

	it('refuses PASIDs and domains out of range, what is bound, and another guest', () => {
		const bench = new SmmuV3FakeBench();
		const device = bench.bound(0x10, 5);
		const { driver, ref } = bench;
		const before = [bench.descriptor(0x10, 5), bench.frames.available, device.references];
		for (const pasid of [-2, 0, 0x10_0000, 1.5])
			expect(driver.bindPasid(device, ref, pasid, TABLE)).toBe(Errno.EINVAL);
		for (const id of [0, 0x1_0000])
			expect(driver.bindPasid(device, { ...ref, id }, 6, TABLE)).toBe(Errno.EINVAL);
		expect(driver.bindPasid(device, ref, 5, TABLE)).toBe(Errno.EBUSY);
		expect(driver.bindPasid(device, { ...ref, secondLevelRoot: 9 }, 6, TABLE)).toBe(Errno.EBUSY);
		expect(driver.bindPasid(bench.device(0x11), ref, 5, TABLE)).toBe(Errno.ENODEV);
		expect(driver.releaseDevice(device)).toBe(Errno.EBUSY);
		expect([bench.descriptor(0x10, 5), bench.frames.available, device.references]).toEqual(before);
		expect(bench.unit.take()).toEqual([]);
	});

	it('has nothing taken when frames, guest pages or VMIDs are short', () => {
		const bench = new SmmuV3FakeBench({ registers: { 0: IDR0 & ~(1 << 18) } });
		const device = bench.probed(0x10);
		for (const left of [0, 1]) {
			bench.pages.left = left;
			const before = bench.frames.available;
			expect(bench.driver.bindPasid(device, bench.ref, 5, TABLE)).toBe(Errno.ENOMEM);
			expect([bench.frames.available, bench.pages.mapped.size]).toEqual([before, 0]);
			expect(bench.streamEntry(0x10)).toEqual(new Array(16).fill(0));
		}
		bench.pages.left = Infinity;
		const taken: number[] = [];
		while (bench.frames.available > 1) taken.push(bench.frames.allocate());
		expect(bench.driver.bindPasid(device, bench.ref, 5, TABLE)).toBe(Errno.ENOMEM);
		expect([bench.frames.available, bench.pages.mapped.size]).toEqual([1, 0]);
		for (const frame of taken) bench.frames.free(frame);
		// VMIDs of 8 bits: 255 guests.
		for (let n = 0; n < 256; n++) {
			const each = bench.probed(0x100 + n);
			const errno = bench.driver.bindPasid(
				each,
				{ ...bench.ref, secondLevelRoot: n + 1 },
				5,
				TABLE,
			);
			expect(errno).toBe(n < 255 ? Errno.OK : Errno.ENOMEM);
		}
	});

	it('has nothing taken when the SMMU cannot address the guest page', () => {
		const bench = new SmmuV3FakeBench({ registers: { 20: (IDR5 & ~7) | 2 } });
		const device = bench.probed(0x10);
		const before = bench.frames.available;
		bench.pages.next = 2 ** 28;
		expect(bench.driver.bindPasid(device, bench.ref, 5, TABLE)).toBe(Errno.ENOMEM);
		expect([bench.frames.available, bench.pages.mapped.size]).toEqual([before, 0]);
		bench.pages.next = 2 ** 28 - 2;
		expect(bench.driver.bindPasid(device, bench.ref, 5, TABLE)).toBe(Errno.OK);
	});

	it('small stream tables are linear, and stream ids have an end', () => {
		const bench = new SmmuV3FakeBench({ registers: { 4: (IDR1 & ~0x3f) | 7 } });
		expect(bench.unit.readRegister(0x88)).toBe(7);
		bench.bound(0x7f, 5);
		const base = bench.unit.readRegister(0x80);
		expect(bench.words(base + 0x7f * 64, 1)).toEqual([0x4000_001f]);
		expect(bench.driver.probeDevice(bench.device(0x80))).toBe(Errno.EINVAL);
		const wide = new SmmuV3FakeBench({ registers: { 4: (IDR1 & ~0x3f) | 32 } });
		// Two levels, split 8, 2^25 streams.
		expect(wide.unit.readRegister(0x88)).toBe(0x1_0219);
		expect(wide.driver.probeDevice(wide.device(2 ** 25))).toBe(Errno.EINVAL);
		expect(wide.driver.probeDevice(wide.device(2 ** 25 - 1))).toBe(Errno.OK);
	});

	it('a device is probed once, and its stream id belongs to one', () => {
		const bench = new SmmuV3FakeBench();
		const device = bench.probed(0x10);
		expect(device.references).toBe(2);
		expect(bench.driver.probeDevice(device)).toBe(Errno.EEXIST);
		expect(bench.driver.probeDevice(bench.device(0x10))).toBe(Errno.EEXIST);
		expect(bench.driver.releaseDevice(device)).toBe(Errno.OK);
		expect(bench.driver.releaseDevice(device)).toBe(Errno.ENODEV);
		expect(device.references).toBe(1);
	});
});
