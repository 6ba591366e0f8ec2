import { describe, expect, it } from 'vitest';
import {
	attach,
	DEVICE,
	EVENTS,
	EXEC,
	fault,
	map,
	OTHER,
	READ,
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

describe('a fault report', () => {
	it('byte by byte', () => {
		const b = new VirtioBench();
		b.post(3);
		expect(b.otherPort.access(-1, 0x9_8765_4321, WRITE)).toBe(3);
		// biome-ignore format: one field a line
		expect(b.events()).toEqual([[
			0x01, 0x00, 0x00, 0x00,
			0x02, 0x01, 0x00, 0x00,
			0x78, 0x56, 0x34, 0x12,
			0x00, 0x00, 0x00, 0x00,
			0x00, 0x10, 0x32, 0x54, 0x76, 0x98, 0x00, 0x00,
		]]);
		// biome-ignore format: flags and index, then the entry
		expect(b.get(EVENTS.used, 12)).toEqual([
			0x00, 0x00, 0x01, 0x00,
			0x03, 0x00, 0x00, 0x00, 0x18, 0x00, 0x00, 0x00,
		]);
		expect([b.read(0x60), b.interrupts]).toEqual([1, [0]]);
		b.write(0x64, 1);
		expect(b.read(0x60)).toBe(0);
	});

	it.each([
		['READ of nothing', 8, READ, 2, READ_FLAG],
		['WRITE of nothing', 8, WRITE, 2, WRITE_FLAG],
		['READ and WRITE of nothing', 8, READ | WRITE, 2, 0x103],
		['a fetch, which is a read', 8, EXEC, 2, READ_FLAG],
		['WRITE to what can only be read', 4, WRITE, 2, WRITE_FLAG],
		['READ and WRITE of what can only be read', 4, READ | WRITE, 2, 0x103],
		['READ of what can only be written', 5, READ, 2, READ_FLAG],
		['a fetch from what can only be written', 5, EXEC, 2, READ_FLAG],
		['READ of what grants nothing', 7, READ, 2, READ_FLAG],
		['no access of what grants nothing', 7, 0, 2, 0x100],
		['the last page there is', 2 ** 52 - 1, READ, 2, READ_FLAG],
	])('%s', (_, page, access, reason, flags) => {
		const b = mapped();
		b.post(0);
		for (let i = 0; i < 2; i++) expect(b.port.access(-1, page, access)).toBe(3);
		b.post(1, 24, true);
		const report = fault(reason, flags, DEVICE, BigInt(page) << 12n);
		expect(b.events()).toEqual([report, report]);
	});

	it.each([
		[4, READ, 32, READ | EXEC],
		[4, EXEC, 32, READ | EXEC],
		[4, READ | 8, 32, READ | EXEC | 8],
		[5, WRITE, 33, WRITE],
		[6, READ | WRITE, 34, READ | WRITE | EXEC],
		[6, 0, 34, READ | WRITE | EXEC],
	])('is not made for page %i with access %i', (page, access, frame, granted) => {
		const b = mapped();
		b.post(0);
		for (let i = 0; i < 2; i++)
			expect([b.port.access(-1, page, access), b.port.frame, b.port.granted]).toEqual([
				0,
				frame,
				granted,
			]);
		expect([b.events(), b.interrupts]).toEqual([[], []]);
	});

	it('of a request with PASID, which nothing can translate: UNKNOWN, in bypass mode too', () => {
		const b = mapped({ bypassInitially: true });
		b.post(0);
		b.post(1);
		expect(b.port.access(0, 4, READ)).toBe(3);
		expect(b.otherPort.access(0xf_ffff, 4, READ)).toBe(3);
		expect(b.events()).toEqual([
			fault(0, READ_FLAG, DEVICE, 0x4000n),
			fault(0, READ_FLAG, OTHER, 0x4000n),
		]);
	});

	it('of an access that is let through to where nothing is: UNKNOWN', () => {
		const b = new VirtioBench({ bypassInitially: true });
		b.status(attach(1, OTHER));
		expect(b.status(map(1, 0x4000n, 0x4fffn, 1n << 40n, 3))).toBe(0);
		b.post(0);
		b.post(1);
		expect([b.port.access(-1, 255, READ), b.port.access(-1, 256, READ)]).toEqual([0, 3]);
		expect(b.otherPort.access(-1, 4, WRITE)).toBe(3);
		expect(b.events()).toEqual([
			fault(0, READ_FLAG, DEVICE, 0x10_0000n),
			fault(0, WRITE_FLAG, OTHER, 0x4000n),
		]);
	});
});

describe('without a buffer for the report', () => {
	it('so many are held, in order, and the ones after that are dropped', () => {
		const b = mapped({ heldEvents: 3 });
		for (let page = 16; page < 21; page++) expect(b.port.access(-1, page, READ)).toBe(3);
		expect([b.unit.heldEvents, b.unit.counters.faultsDropped]).toEqual([3, 2]);
		expect([b.events(), b.interrupts]).toEqual([[], []]);
		b.post(0);
		b.post(1, 24, true);
		expect(b.events()).toEqual([
			fault(2, READ_FLAG, DEVICE, 0x1_0000n),
			fault(2, READ_FLAG, DEVICE, 0x1_1000n),
		]);
		expect([b.unit.heldEvents, b.interrupts]).toEqual([1, [0]]);
		// Without a word of the driver the next one finds the buffers, and the older report goes first.
		b.post(2);
		b.post(3);
		b.port.access(-1, 30, WRITE);
		expect(b.events()).toEqual([
			fault(2, READ_FLAG, DEVICE, 0x1_2000n),
			fault(2, WRITE_FLAG, DEVICE, 0x1_e000n),
		]);
		expect([
			b.unit.heldEvents,
			b.unit.counters.faultsDropped,
			b.unit.counters.faultsReported,
		]).toEqual([0, 2, 4]);
	});

	it('none is held if the device is made so', () => {
		const b = mapped({ heldEvents: 0 });
		b.port.access(-1, 16, READ);
		b.post(0, 24, true);
		expect([b.events(), b.unit.counters.faultsDropped]).toEqual([[], 1]);
		b.port.access(-1, 17, READ);
		expect(b.events()).toEqual([fault(2, READ_FLAG, DEVICE, 0x1_1000n)]);
	});

	it('a full ring of held reports goes round', () => {
		const b = mapped({ heldEvents: 2 });
		for (let round = 0; round < 5; round++) {
			for (const page of [16, 17, 18]) b.port.access(-1, page + round, READ);
			b.post(0);
			b.post(1, 24, true);
			expect(b.events().map((event) => event[17]! >> 4)).toEqual(
				[0, 1].map((n) => (round + n) & 0xf),
			);
		}
		expect(b.unit.counters.faultsDropped).toBe(5);
	});

	it('a reset drops what is held, and what happens without a driver', () => {
		const b = mapped();
		b.port.access(-1, 16, READ);
		b.write(0x70, 0);
		expect([b.unit.heldEvents, b.unit.counters.faultsDropped]).toEqual([0, 1]);
		b.port.access(-1, 16, READ);
		b.start();
		b.post(0, 24, true);
		expect([b.events(), b.unit.counters.faultsDropped]).toEqual([[], 2]);
	});

	it('a buffer that is too small goes back empty, and the next one is taken', () => {
		const b = mapped();
		b.post(0, 23);
		b.post(1, 24);
		b.post(2, 30);
		b.port.access(-1, 16, READ);
		expect(b.events()).toEqual([[], fault(2, READ_FLAG, DEVICE, 0x1_0000n)]);
		expect(b.get(0xa000, 24)).toEqual(new Array(24).fill(0xee));
		b.port.access(-1, 17, READ);
		expect(b.events()).toEqual([fault(2, READ_FLAG, DEVICE, 0x1_1000n)]);
		expect([b.unit.counters.eventBuffersTooSmall, b.read(0x70)]).toEqual([1, 0xf]);
	});
});
