import { describe, expect, it } from 'vitest';
import { Access, NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { RiscvIommuModel } from '../../../src/emulator/iommu/riscv/riscv-model.js';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { FakeEndpoint, RiscvBench } from '../../support/riscv-bench.js';

describe('capabilities', () => {
	it('tell what there is', () => {
		const bench = new RiscvBench({ idle: true });
		// Version 1.0; Sv39/48/57 and x4; MSI_FLAT; AMO_HWAD; ATS; IGS 2; PAS 46; PD8, PD17, PD20; NL, S.
		expect([bench.read(0), bench.read(4)]).toEqual([0x234e_0e10, 0x0dee]);
		const base = new RiscvBench({ idle: true, msiFlat: false, physicalAddressWidth: 56 });
		expect([base.read(0), base.read(4)]).toEqual([0x230e_0e10, 0x0df8]);
	});
});

describe('registers at reset', () => {
	it('read 0, and so does what is not there', () => {
		const bench = new RiscvBench({ idle: true });
		for (let offset = 8; offset < 0x1000; offset += 4) expect(bench.read(offset)).toBe(0);
	});
});

describe('written with all ones and read back', () => {
	it.each([
		['capabilities', 0x000, 0x234e_0e10],
		['capabilities, upper half', 0x004, 0x0dee],
		['fctl: WSI', 0x008, 2],
		['ddtp: a reserved mode is refused with the rest', 0x010, 0],
		['ddtp, upper half', 0x014, 0x0fff],
		['cqb', 0x018, 0xffff_fc1f],
		['cqb, upper half', 0x01c, 0x0fff],
		['cqh', 0x020, 0],
		['cqt: two entries', 0x024, 1],
		['fqb', 0x028, 0xffff_fc1f],
		['fqb, upper half', 0x02c, 0x0fff],
		['fqh', 0x030, 1],
		['fqt', 0x034, 0],
		['pqb', 0x038, 0xffff_fc1f],
		['pqb, upper half', 0x03c, 0x0fff],
		['pqh', 0x040, 1],
		['pqt', 0x044, 0],
		['cqcsr', 0x048, 0x1_0003],
		['fqcsr', 0x04c, 0x1_0003],
		['pqcsr', 0x050, 0x1_0003],
		['ipsr', 0x054, 0],
		['iocountovf', 0x058, 0],
		['iohpmcycles', 0x060, 0],
		['tr_req_ctl', 0x260, 0],
		['icvec', 0x2f8, 0xffff],
		['icvec, upper half', 0x2fc, 0],
		['msi_addr_0', 0x300, 0xffff_fffc],
		['msi_addr_0, upper half', 0x304, 0x00ff_ffff],
		['msi_data_0', 0x308, 0xffff_ffff],
		['msi_vec_ctl_0', 0x30c, 1],
		['msi_addr_15', 0x3f0, 0xffff_fffc],
		['msi_vec_ctl_15', 0x3fc, 1],
		['behind the table', 0x400, 0],
	])('%s', (_name, offset, expected) => {
		const bench = new RiscvBench({ idle: true });
		bench.write(offset, 0xffff_ffff);
		expect(bench.read(offset)).toBe(expected);
		for (let other = 8; other < 0x1000; other += 4)
			if (other !== offset) expect(bench.read(other)).toBe(0);
	});

	it('pages have as many bits as physical addresses', () => {
		const bench = new RiscvBench({ idle: true, physicalAddressWidth: 34 });
		bench.write(0x014, 0xffff_ffff);
		bench.write(0x01c, 0xffff_ffff);
		expect([bench.read(0x014), bench.read(0x01c)]).toEqual([0, 0]);
	});
});

describe('fctl', () => {
	it.each([
		['a mode', 0x010, 1],
		['the command queue', 0x048, 1],
		['the fault queue', 0x04c, 1],
		['the page-request queue', 0x050, 1],
	])('cannot be written while there is %s', (_name, offset, value) => {
		const bench = new RiscvBench({ idle: true });
		bench.write(offset, value);
		bench.write(0x008, 2);
		expect(bench.read(0x008)).toBe(0);
		bench.write(offset, 0);
		bench.write(0x008, 2);
		expect(bench.read(0x008)).toBe(2);
	});
});

describe('ddtp', () => {
	it('changes from Off or Bare to any mode, and from a directory only back', () => {
		const bench = new RiscvBench({ idle: true });
		const low = (value: number) => {
			bench.write(0x010, value);
			return bench.read(0x010);
		};
		expect(low(0x0000_1401)).toBe(0x0000_1401);
		expect(low(0x0000_1803)).toBe(0x0000_1803);
		expect(low(0x0000_2404)).toBe(0x0000_1803);
		expect(low(0x0000_2403)).toBe(0x0000_1803);
		expect(low(0x0000_1801)).toBe(0x0000_1801);
		expect(low(0x0000_1805)).toBe(0x0000_1801);
		expect(low(0x0000_181f)).toBe(0x0000_1801);
		expect(low(0x0000_03f4)).toBe(0x0000_0004);
		expect(low(0)).toBe(0);
	});
});

describe('queue registers', () => {
	it.each([
		['fault', 0x028, 0x030, 0x04c],
		['page-request', 0x038, 0x040, 0x050],
	])(
		'%s: the base is fixed while the queue is on, the head has the size of the queue',
		(_name, base, head, csr) => {
			const bench = new RiscvBench({ idle: true });
			bench.write(base, 0x0000_0c05);
			bench.write(head, 0xffff_ffff);
			expect(bench.read(head)).toBe(63);
			bench.write(csr, 1);
			bench.write(base, 0);
			bench.write(base + 4, 1);
			expect([bench.read(base), bench.read(base + 4), bench.read(head)]).toEqual([0xc05, 0, 63]);
			bench.write(csr, 0);
			bench.write(base, 0xc03);
			expect([bench.read(base), bench.read(head)]).toEqual([0xc03, 0]);
		},
	);

	it('take 2^32 entries', () => {
		const bench = new RiscvBench({ idle: true });
		for (const base of [0x018, 0x028, 0x038]) bench.write(base, 0x1f);
		for (const index of [0x024, 0x030, 0x040]) {
			bench.write(index, 0xffff_ffff);
			expect(bench.read(index)).toBe(0xffff_ffff);
		}
	});
});

describe('options', () => {
	it.each([
		{ physicalAddressWidth: 33 },
		{ physicalAddressWidth: 57 },
		{ iotlbEntries: 100 },
		{ iotlbEntries: 8 },
		{ deviceCacheEntries: 17 },
		{ processCacheEntries: 2 ** 25 },
		{ interruptFiles: { firstPage: 2 ** 28, pages: 1 } },
		{ interruptFiles: { firstPage: 2 ** 28 - 1, pages: 2 } },
	])('%o is out of range', (options) => {
		expect(() => new RiscvIommuModel(new PhysicalMemory(16), options)).toThrow(RangeError);
	});
});

describe('device ids', () => {
	it('have 24 bits and one owner', () => {
		const { unit, port } = new RiscvBench();
		for (const id of [-1, 0x100_0000, 1.5, 5])
			expect(() => unit.connect(id, new FakeEndpoint())).toThrow(RangeError);
		unit.connect(0xff_ffff, new FakeEndpoint());
		unit.disconnect(5);
		unit.disconnect(5);
		expect(port.translate(NO_PASID, 1, Access.READ)).toBe(2);
		expect(port.access(NO_PASID, 1, Access.READ)).toBe(3);
		expect(port.message(0xfee0_0000, 1)).toBe(3);
		unit.connect(5, new FakeEndpoint());
	});
});
