import { describe, expect, it } from 'vitest';
import {
	attach,
	DEVICE,
	fault,
	map,
	OTHER,
	READ,
	unmap,
	VirtioBench,
	WRITE,
} from '../../support/virtio-bench.js';

const READ_FLAG = 0x101;
const WRITE_FLAG = 0x102;
function mapped(options = {}) {
	const b = new VirtioBench(options);
	b.status(attach(1, DEVICE));
	b.status(map(1, 0x4000n, 0x4fffn, 0x2_0000n, 1));
	b.status(map(1, 0x5000n, 0x5fffn, 0x2_1000n, 2));
	b.status(map(1, 0x6000n, 0x6fffn, 0x2_2000n, 3));
	b.status(map(1, 0x7000n, 0x7fffn, 0x2_3000n, 0));
	b.interrupts.length = 0;
	return b;
}

describe('reserved regions', () => {
	const RESERVED = [
		{ kind: 'reserved' as const, firstPage: 0x10, lastPage: 0x11 },
		{ kind: 'msi' as const, firstPage: 0xf_ee00, lastPage: 0xf_eeff },
	];

	it('are out of reach in every mode, and reported as not mapped', () => {
		const b = new VirtioBench({ reserved: RESERVED });
		for (const prepare of [
			() => {},
			() => b.write(0x124, 1),
			() => b.status(attach(1, DEVICE)),
			() => b.status(attach(2, DEVICE, 1)),
		]) {
			prepare();
			b.post(0);
			b.post(1);
			b.post(2);
			expect(b.port.access(-1, 0x11, READ)).toBe(3);
			expect(b.port.access(-1, 0xf_ee00, WRITE)).toBe(3);
			expect(b.port.message(0x1_0004, 1)).toBe(3);
			expect(b.events()).toEqual([
				fault(2, READ_FLAG, DEVICE, 0x1_1000n),
				fault(2, WRITE_FLAG, DEVICE, 0xfee0_0000n),
				fault(2, WRITE_FLAG, DEVICE, 0x1_0004n),
			]);
		}
	});

	it('a message to the MSI region is an interrupt, attached or not', () => {
		const b = new VirtioBench({ reserved: RESERVED });
		expect(b.port.message(0xfee0_3000, 0x31)).toBe(0);
		b.status(attach(1, DEVICE));
		expect(b.port.message(0xfeef_f000, 0xffff_ffff)).toBe(0);
		expect(b.messages).toEqual([
			[0xf_ee03, 0x31],
			[0xf_eeff, 0xffff_ffff],
		]);
		expect(b.unit.counters.translations).toBe(0);
	});

	it('are the endpoint\u2019s own where it has its own', () => {
		const b = new VirtioBench({ reserved: RESERVED, bypassInitially: true });
		const port = b.unit.connect(9, b.device, []);
		expect([port.access(-1, 0x10, READ), b.port.access(-1, 0x10, READ)]).toEqual([0, 3]);
	});
});

describe('messages without an MSI region', () => {
	it('are translated: to the doorbell they are interrupts, to memory they are writes', () => {
		const b = mapped();
		expect(b.status(map(1, 0xa000n, 0xafffn, 1n << 40n, 6))).toBe(0);
		expect(b.port.message(0xa040, 0x55)).toBe(0);
		expect(b.messages).toEqual([[2 ** 28, 0x55]]);
		expect(b.port.message(0x6ffc, 0x1234_5678)).toBe(0);
		expect(b.memory.read32(0x2_2ffc)).toBe(0x1234_5678);
		b.post(0);
		b.post(1);
		b.post(2);
		expect([b.port.message(0x4010, 1), b.port.message(0xb014, 1)]).toEqual([3, 3]);
		expect(b.otherPort.message(0x6000, 1)).toBe(3);
		expect(b.events()).toEqual([
			fault(2, WRITE_FLAG, DEVICE, 0x4010n),
			fault(2, WRITE_FLAG, DEVICE, 0xb014n),
			fault(1, WRITE_FLAG, OTHER, 0x6000n),
		]);
		expect(b.messages).toHaveLength(1);
		b.status(unmap(1, 0xa000n, 0xafffn));
		expect(b.port.message(0xa040, 0x55)).toBe(3);
	});

	it('a doorbell high in the address space, more than once', () => {
		const b = mapped({ doorbellFrame: 2 ** 40 + 5 });
		expect(b.status(map(1, 0xa000n, 0xafffn, (2n ** 40n + 5n) << 12n, 2))).toBe(0);
		for (let i = 0; i < 2; i++) expect(b.port.message(0xa000, i)).toBe(0);
		expect(b.messages).toEqual([
			[2 ** 40 + 5, 0],
			[2 ** 40 + 5, 1],
		]);
	});

	it('in bypass mode reach the doorbell by its own address', () => {
		const b = new VirtioBench({ bypassInitially: true, doorbellFrame: 0xf_ee00 });
		expect(b.port.message(0xfee0_0000, 7)).toBe(0);
		expect(b.messages).toEqual([[0xf_ee00, 7]]);
		expect(b.port.message(0xfee0_1000, 7)).toBe(3);
	});
});
