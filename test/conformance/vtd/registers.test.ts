import { describe, expect, it } from 'vitest';
import { VtdModel } from '../../../src/emulator/iommu/vtd/vtd-model.js';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { DEVICE, FakeEndpoint, MESSAGE, VtdBench } from '../../support/vtd-bench.js';
import { Frame, q } from '../../support/vtd-tables.js';

describe('capability registers', () => {
	const bench = new VtdBench({ idle: true });

	it('announce version 6 and exactly what the unit can do', () => {
		expect(bench.read(0x000)).toBe(0x60);
		expect(bench.read(0x008)).toBe(0x222f_0606);
		expect(bench.read(0x00c)).toBe(0xc1d2_078c);
		expect(bench.read(0x010)).toBe(0xe4f0_505f);
		expect(bench.read(0x014)).toBe(0x0033_ed9e);
	});

	it('count the fault recording registers in CAP.NFR', () => {
		const unit = new VtdModel(new PhysicalMemory(16), { faultRecords: 1 });
		expect((unit.readRegister(0x00c) >>> 8) & 0xff).toBe(0);
		expect(new VtdBench({ faultRecords: 14 }).read(0x00c) & 0xff00).toBe(0x0d00);
	});

	it('are read only', () => {
		for (const offset of [0x000, 0x008, 0x00c, 0x010, 0x014, 0x01c, 0x080]) {
			const before = bench.read(offset);
			bench.write(offset, 0xffff_ffff);
			expect(bench.read(offset)).toBe(before);
		}
	});

	it('leave what no register occupies, and register-based invalidation, at 0', () => {
		for (const offset of [0x018, 0x028, 0x02c, 0x058, 0x100, 0x500, 0x508, 0x50c, 0xe00]) {
			bench.write(offset, 0xffff_ffff);
			expect(bench.read(offset)).toBe(0);
		}
	});
});

describe('global command', () => {
	const QIE = 0x0400_0000;
	const SRTP = 0x4000_0000;
	const TE = 0x8000_0000;

	it('switches translation on only after a root pointer was set', () => {
		const bench = new VtdBench({ idle: true });
		bench.write(0x018, TE);
		expect(bench.read(0x01c)).toBe(0);
		bench.write64(0x020, q(Frame.ROOT) | 0x400n);
		bench.write(0x018, SRTP);
		expect(bench.read(0x01c)).toBe(SRTP);
		bench.write(0x018, TE);
		expect(bench.read(0x01c)).toBe((TE | SRTP) >>> 0);
		bench.write(0x018, 0);
		expect(bench.read(0x01c)).toBe(SRTP);
	});

	it('takes RTADDR over only at SRTP', () => {
		const bench = new VtdBench();
		bench.pasid(1, { pgtt: 4 });
		bench.write64(0x020, 0xdead_0000n);
		expect([bench.read(0x020), bench.read(0x024)]).toEqual([0xdead_0000, 0]);
		expect(bench.port.translate(1, 5, 1)).toBe(0);
		bench.write64(0x020, 0x1_0000_07ffn);
		expect([bench.read(0x020), bench.read(0x024)]).toEqual([0x400, 1]);
		bench.write(0x018, (TE | QIE | SRTP) >>> 0);
		expect(bench.port.translate(1, 5, 1)).toBe(2);
		expect(bench.faults().map((f) => f.reason)).toEqual([0x38]);
	});

	it('starts the queue at the first descriptor of IQA, and ignores IQA while it runs', () => {
		const bench = new VtdBench({ idle: true });
		bench.write64(0x020, q(Frame.ROOT) | 0x400n);
		bench.write(0x018, SRTP);
		bench.putWait(0x1111);
		bench.ring();
		expect([bench.status(), bench.head]).toEqual([0, 0]);
		bench.write(0x018, QIE);
		expect([bench.status(), bench.head]).toEqual([0x1111, 0x20]);
		bench.write64(0x090, 0n);
		expect(bench.read(0x090)).toBe(Frame.QUEUE * 4096 + 0x800);
	});

	it('switches the queue off only when it is empty and ended with a wait', () => {
		const bench = new VtdBench();
		const on = bench.read(0x01c);
		expect(on & QIE).toBe(QIE);
		bench.submit(0x31n);
		bench.write(0x018, TE);
		expect(bench.read(0x01c)).toBe(on);
		bench.putWait(1);
		bench.ring();
		bench.write(0x018, TE);
		expect(bench.read(0x01c)).toBe((TE | SRTP) >>> 0);
		expect(bench.head).toBe(0);
		bench.write64(0x090, q(Frame.QUEUE));
		expect(bench.read(0x090)).toBe(Frame.QUEUE * 4096);
	});

	it('passes untranslated accesses through while translation is off, and nothing else', () => {
		const bench = new VtdBench({ idle: true, frames: 4096 });
		expect(bench.port.access(1, 77, 2)).toBe(0);
		expect(bench.port.frame).toBe(77);
		expect(bench.port.access(1, 4096, 2)).toBe(3);
		expect(bench.port.translate(1, 77, 1)).toBe(2);
		bench.port.pageRequest(1, 77, 1, 9, true);
		expect(bench.endpoint.responses).toEqual([[1, 9, 0xf]]);
		expect(bench.faults()).toEqual([]);
	});

	it('drops translations at SRTP and at every change of TE', () => {
		for (const command of [0xc400_0000, 0x0400_0000]) {
			const bench = new VtdBench();
			const root = bench.tables.frame();
			bench.tables.mapFirst(root, 5n, q(100) | 7n);
			bench.pasid(1, { pgtt: 1, first: root });
			expect(bench.port.translate(1, 5, 1)).toBe(0);
			bench.pasid(1, { present: false, pgtt: 1 });
			expect(bench.port.translate(1, 5, 1)).toBe(0);
			bench.write(0x018, command);
			bench.write(0x018, 0x8400_0000);
			expect(bench.port.translate(1, 5, 1)).toBe(3);
			expect(bench.faults().map((f) => f.reason)).toEqual([0x59]);
		}
	});
});

describe('event registers', () => {
	it('start masked, keep what software writes, and let only IM of the control be written', () => {
		const unit = new VtdModel(new PhysicalMemory(16));
		for (const base of [0x038, 0x0a0, 0x0e0]) {
			expect(unit.readRegister(base)).toBe(0x8000_0000);
			for (const at of [0, 4, 8, 12]) unit.writeRegister(base + at, 0xffff_ffff);
			expect([0, 4, 8, 12].map((at) => unit.readRegister(base + at))).toEqual([
				0x8000_0000, 0xffff, 0xffff_fffc, 0xffff_ffff,
			]);
			unit.writeRegister(base, 0x4000_0000);
			expect(unit.readRegister(base)).toBe(0);
		}
	});

	it('hold a message back while masked and send it when the mask is cleared', () => {
		const bench = new VtdBench();
		bench.write(0x0e0, 0x8000_0000);
		bench.port.pageRequest(1, 5, 1, 0, true);
		expect(bench.messages).toEqual([]);
		expect(bench.read(0x0e0)).toBe(0xc000_0000);
		bench.write(0x0e0, 0);
		expect(bench.messages).toEqual([MESSAGE.request]);
		expect(bench.read(0x0e0)).toBe(0);
		bench.write(0x0e0, 0x8000_0000);
		bench.write(0x0e0, 0);
		expect(bench.messages).toEqual([MESSAGE.request]);
	});

	it('forget a message that is held back when software clears the status', () => {
		const bench = new VtdBench();
		bench.write(0x0e0, 0x8000_0000);
		bench.port.pageRequest(1, 5, 1, 0, true);
		bench.write(0x0dc, 1);
		expect(bench.read(0x0e0)).toBe(0x8000_0000);
		bench.write(0x0e0, 0);
		expect(bench.messages).toEqual([]);
	});
});

describe('connecting endpoints', () => {
	it('refuses a requester id that is taken or too wide', () => {
		const bench = new VtdBench();
		expect(() => bench.unit.connect(DEVICE, new FakeEndpoint())).toThrow('already connected');
		expect(() => bench.unit.connect(0x1_0000, new FakeEndpoint())).toThrow('16-bit');
	});

	it('answers nothing and records nothing for an endpoint that was taken away', () => {
		const bench = new VtdBench();
		bench.pasid(1, { pgtt: 4 });
		bench.unit.disconnect(DEVICE);
		bench.unit.disconnect(DEVICE);
		expect(bench.port.translate(1, 5, 1)).toBe(2);
		expect(bench.port.access(1, 5, 1)).toBe(3);
		bench.port.pageRequest(1, 5, 1, 0, true);
		bench.port.stopMarker(1);
		expect(bench.read(0x0c8)).toBe(0);
		expect(bench.endpoint.responses).toEqual([]);
		const again = bench.unit.connect(DEVICE, new FakeEndpoint());
		expect(again.translate(1, 5, 1)).toBe(0);
	});

	it('translates for any requester id without harm: what has no tables gets a fault', () => {
		const bench = new VtdBench();
		for (const id of [0, 0x00ff, 0x0011, 0xffff]) {
			const port = bench.unit.connect(id, new FakeEndpoint());
			expect(port.translate(1, 5, 1)).toBe(2);
			expect(port.access(0xf_ffff, 2 ** 52 - 1, 15)).toBe(3);
		}
		// Two records of each: the translation, and the access.
		expect(bench.faults().map((f) => [f.source, f.reason])).toEqual([
			[0, 0x41],
			[0, 0x41],
			[0x00ff, 0x39],
			[0x00ff, 0x39],
			[0x0011, 0x41],
			[0x0011, 0x41],
			[0xffff, 0x39],
			[0xffff, 0x39],
		]);
	});

	it.each([
		{ hostAddressWidth: 39 },
		{ faultRecords: 0 },
		{ faultRecords: 15 },
		{ iotlbEntries: 100 },
		{ contextCacheEntries: 100 },
		{ pasidCacheEntries: 8 },
		{ interruptCacheEntries: 24 },
	])('refuses options out of range: %o', (options) => {
		expect(() => new VtdModel(new PhysicalMemory(16), options)).toThrow(RangeError);
	});
});
