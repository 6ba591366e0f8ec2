import { describe, expect, it } from 'vitest';
import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { AmdBench, CONTROL, DEVICE, Frame, MESSAGE } from '../../support/amdvi-bench.js';
import { OUTSIDE, q, READ } from '../../support/amdvi-tables.js';

const RUN = 0x10;

describe('COMPLETION_WAIT', () => {
	it('stores 64 bits at an 8-byte address, and nothing without S', () => {
		const bench = new AmdBench();
		bench.submit(0x0000_5011, 0x1000_0000, 0x89ab_cdef, 0x0123_4567);
		expect(bench.memory.read32(0x5010)).toBe(0x89ab_cdef);
		expect(bench.memory.read32(0x5014)).toBe(0x0123_4567);
		bench.submit(0x0000_5020, 0x1000_0000, 1, 1);
		expect(bench.memory.read32(0x5020)).toBe(0);
		expect(bench.read(0x2000)).toBe(0x20);
		expect(bench.messages).toEqual([]);
		expect(bench.status & 4).toBe(0);
	});

	it('the upper address bits count', () => {
		const bench = new AmdBench({ frames: 2 ** 21 });
		bench.submit(0x0000_5009, 0x1000_0001, 7, 0);
		expect(bench.memory.read32(0x1_0000_5008)).toBe(7);
		expect(bench.memory.read32(0x5008)).toBe(0);
	});

	it('interrupts with I, if ComWaitIntEn', () => {
		const bench = new AmdBench();
		bench.submit(2, 0x1000_0000);
		expect(bench.messages).toEqual([MESSAGE.general]);
		expect(bench.status & 4).toBe(4);
		bench.write(0x2020, 4);
		bench.write(0x0018, CONTROL & ~0x10);
		bench.submit(2, 0x1000_0000);
		expect(bench.messages).toEqual([MESSAGE.general]);
		expect(bench.status & 4).toBe(4);
	});

	it('waits for invalidations of devices; others pass it, unless it flushes', () => {
		const bench = new AmdBench();
		bench.endpoint.delayed = true;
		bench.put(DEVICE, 0x4000_0000, 0x3000, 0);
		bench.putWait(1, 0);
		bench.put(DEVICE, 0x7000_0000, 0, 5);
		bench.putWait(2, 1, 5);
		bench.put(DEVICE, 0x7000_0000, 0, 6);
		bench.ring();
		expect([bench.stored(0), bench.stored(1)]).toEqual([0, 0]);
		expect(bench.endpoint.responses).toEqual([[NO_PASID, 5, 0]]);
		expect(bench.read(0x2000)).toBe(0x30);
		bench.endpoint.complete();
		expect([bench.stored(0), bench.stored(1)]).toEqual([1, 2]);
		expect(bench.endpoint.responses).toEqual([
			[NO_PASID, 5, 0],
			[NO_PASID, 6, 0],
		]);
		expect(bench.read(0x2000)).toBe(0x50);
	});

	it('a passed wait waits for earlier invalidations only, and waits complete in order', () => {
		const bench = new AmdBench();
		bench.endpoint.delayed = true;
		bench.put(DEVICE, 0x4000_0000, 0x3000, 0);
		bench.putWait(1, 0);
		bench.put(DEVICE, 0x4000_0000, 0x4000, 0);
		bench.putWait(2, 1);
		bench.ring();
		bench.endpoint.waiting[1]!();
		expect([bench.stored(0), bench.stored(1)]).toEqual([0, 0]);
		bench.endpoint.waiting[0]!();
		expect([bench.stored(0), bench.stored(1)]).toEqual([1, 2]);
		// A second completion of the same invalidation means nothing.
		bench.endpoint.waiting[0]!();
		expect(bench.read(0x2000)).toBe(0x40);
	});

	it('a disconnected device is waited for no longer', () => {
		const bench = new AmdBench();
		bench.endpoint.delayed = true;
		bench.put(DEVICE, 0x4000_0000, 0x3000, 0);
		bench.putWait(1);
		bench.ring();
		bench.unit.disconnect(DEVICE);
		expect(bench.stored()).toBe(1);
		expect(bench.events()).toEqual([]);
	});

	it('stops where the store has no memory', () => {
		const bench = new AmdBench();
		bench.put(0x1111_0001, 0x100a_bcde, 1, 1);
		bench.putWait(2);
		bench.ring();
		expect(bench.events()).toEqual([[0x6200_0000_0000_0000n, 0xabcde_1111_0000n]]);
		expect(bench.status & RUN).toBe(0);
		expect(bench.read(0x2000)).toBe(0);
		expect(bench.stored()).toBe(0);
	});
});

describe('INVALIDATE_IOTLB_PAGES', () => {
	it.each([
		['one page without PASID', [DEVICE, 0x4000_0000, 0x3000, 0], [NO_PASID, 3, 1]],
		[
			'the upper half of the address',
			[DEVICE, 0x4000_0000, 0x3000, 0x12],
			[NO_PASID, 0x120_0003, 1],
		],
		[
			'the queue id and pending limit, which change nothing',
			[0xff00_0010, 0x4000_ffff, 0x3000, 0],
			[NO_PASID, 3, 1],
		],
		['a PASID in three parts', [0x00bc_0010, 0x4ade_0000, 0x3004, 0], [0xa_bcde, 3, 1]],
		['8 KiB', [DEVICE, 0x4000_0000, 0x2001, 0], [NO_PASID, 2, 2]],
		['16 KiB', [DEVICE, 0x4000_0000, 0x9001, 0], [NO_PASID, 8, 4]],
		['4 GiB', [DEVICE, 0x4000_0000, 0x7fff_f001, 1], [NO_PASID, 0x10_0000, 0x10_0000]],
		['8 GiB', [DEVICE, 0x4000_0000, 0xffff_f001, 2], [NO_PASID, 0x20_0000, 0x20_0000]],
		['everything', [DEVICE, 0x4000_0000, 0xffff_f001, 0x7fff_ffff], [NO_PASID, 0, Infinity]],
		['everything of a PASID', [DEVICE, 0x4005_0000, 0xffff_f005, 0x7fff_ffff], [5, 0, Infinity]],
	])('%s', (_name, words, expected) => {
		const bench = new AmdBench();
		bench.submit(...words);
		expect(bench.endpoint.invalidations).toEqual([[...expected, false]]);
		expect(bench.status & RUN).toBe(RUN);
	});

	it('times out when it is told so, and only while InvTimeOut is set', () => {
		const bench = new AmdBench();
		bench.endpoint.delayed = true;
		bench.putWait(1, 0);
		bench.put(DEVICE, 0x4000_0000, 0x3000, 0);
		bench.put(DEVICE, 0x4000_0000, 0x4000, 0);
		bench.putWait(2, 1);
		bench.ring();
		expect(bench.unit.expireInvalidations(DEVICE)).toBe(0);
		expect(bench.stored(1)).toBe(0);
		bench.write(0x0018, CONTROL | 0x20);
		expect(bench.unit.expireInvalidations(DEVICE + 1)).toBe(0);
		expect(bench.unit.expireInvalidations(DEVICE)).toBe(2);
		expect(bench.events()).toEqual([
			[0x7000_0000_0000_0010n, 0x2010n],
			[0x7000_0000_0000_0010n, 0x2020n],
		]);
		expect(bench.stored(1)).toBe(2);
		expect(bench.status & RUN).toBe(RUN);
	});

	it('to a device that nobody is: a time-out at once, or nothing', () => {
		const bench = new AmdBench();
		bench.put(0x77, 0x4000_0000, 0x3000, 0);
		bench.putWait(1);
		bench.ring();
		expect([bench.stored(), bench.events().length]).toEqual([1, 0]);
		bench.write(0x0018, CONTROL | 0x20);
		bench.submit(0x77, 0x4000_0000, 0x3000, 0);
		expect(bench.events()).toEqual([[0x7000_0000_0000_0077n, 0x2020n]]);
	});
});

describe('COMPLETE_PPR_REQUEST', () => {
	it.each([
		['success without PASID', [DEVICE, 0x7000_0000, 0, 0x0005], [NO_PASID, 5, 0]],
		['a PASID that GN does not validate', [DEVICE, 0x7000_0009, 0, 0x0005], [NO_PASID, 5, 0]],
		['invalid, with PASID', [DEVICE, 0x700a_bcde, 4, 0x11ff], [0xa_bcde, 0x1ff, 1]],
		['failure', [DEVICE, 0x7000_0001, 4, 0xf000], [1, 0, 0xf]],
		['a code of no name', [DEVICE, 0x7000_0001, 4, 0x2000], [1, 0, 2]],
	])('%s', (_name, words, expected) => {
		const bench = new AmdBench();
		bench.submit(...words);
		expect(bench.endpoint.responses).toEqual([expected]);
		expect(bench.unit.counters.pageResponses).toBe(1);
	});

	it('for a device that nobody is goes nowhere', () => {
		const bench = new AmdBench();
		bench.submit(0x77, 0x7000_0001, 4, 0);
		expect(bench.endpoint.responses).toEqual([]);
		expect(bench.status & RUN).toBe(RUN);
	});
});

describe('an illegal command', () => {
	const legal: [string, number[], number[]][] = [
		['COMPLETION_WAIT', [0xffff_fffc, 0x100f_ffff, 0xffff_ffff, 0xffff_ffff], [3, 0, 0, 0]],
		['INVALIDATE_DEVTAB_ENTRY', [0x0000_ffff, 0x2000_0000, 0, 0], []],
		['INVALIDATE_IOMMU_PAGES', [0x000f_ffff, 0x3000_ffff, 0xffff_f007, 0xffff_ffff], []],
		['INVALIDATE_IOTLB_PAGES', [0xffff_ffff, 0x4fff_ffff, 0xffff_f005, 0xffff_ffff], []],
		['INVALIDATE_INTERRUPT_TABLE', [0x0000_ffff, 0x5000_0000, 0, 0], []],
		['PREFETCH_IOMMU_PAGES', [0xffff_ffff, 0x6fff_ffff, 0xffff_f015, 0xffff_ffff], []],
		['COMPLETE_PPR_REQUEST', [0x0000_ffff, 0x700f_ffff, 4, 0xf1ff], []],
		['INVALIDATE_IOMMU_ALL', [0, 0x8000_0000, 0, 0], []],
	];

	it.each(legal)(
		'%s: every bit outside its fields makes it so, none within',
		(_name, words, except) => {
			const taken = new AmdBench();
			taken.submit(...words.map((word, i) => (word & ~(except[i] ?? 0)) >>> 0));
			expect([taken.status & RUN, taken.events().length]).toEqual([RUN, 0]);
			for (let bit = 0; bit < 128; bit++) {
				const i = bit >> 5;
				const mask = (1 << (bit & 31)) >>> 0;
				if (((words[i]! | (except[i] ?? 0)) & mask) !== 0 || (i === 1 && (bit & 31) >= 28))
					continue;
				const bench = new AmdBench();
				const changed = [0, words[1]! & 0xf000_0000, 0, 0];
				changed[i]! |= mask;
				bench.submit(...changed.map((word) => word >>> 0));
				expect([bit, bench.status & RUN]).toEqual([
					bit,
					i === 0 && words[1]! >>> 28 === 1 ? RUN : 0,
				]);
			}
		},
	);

	it.each([0, 9, 10, 11, 12, 13, 14, 15])('opcode %i', (opcode) => {
		const bench = new AmdBench();
		bench.putWait(1);
		bench.put(0, (opcode << 28) >>> 0, 0, 0);
		bench.putWait(2);
		bench.ring();
		expect(bench.stored()).toBe(1);
		expect(bench.read(0x2000)).toBe(0x10);
		expect(bench.status & RUN).toBe(0);
		expect(bench.events()).toEqual([[0x5000_0000_0000_0000n, 0x2010n]]);
		expect(bench.messages).toEqual([MESSAGE.general]);
	});

	it('stops the buffer until CmdBufEn is toggled, at the command', () => {
		const bench = new AmdBench();
		bench.put(0, 0xf000_0000, 0, 0);
		bench.putWait(2);
		bench.ring();
		bench.write(0x2008, 0x20);
		bench.write(0x0018, CONTROL);
		expect(bench.stored()).toBe(0);
		bench.write(0x0018, CONTROL & ~0x1000);
		bench.write(0x0018, CONTROL);
		expect(bench.events()).toHaveLength(2);
		bench.memory.write32(0x2004, 0x8000_0000);
		bench.write(0x0018, CONTROL & ~0x1000);
		bench.write(0x0018, CONTROL);
		expect(bench.stored()).toBe(2);
		expect(bench.events()).toEqual([]);
	});
});

describe('the command buffer', () => {
	it('runs from when both enable bits are set; commands wait until then', () => {
		const bench = new AmdBench({ idle: true });
		bench.putWait(3);
		bench.ring();
		bench.write(0x0018, 0x1000);
		expect(bench.stored()).toBe(0);
		bench.write(0x0018, 0x1001);
		expect(bench.stored()).toBe(3);
		expect(bench.read(0x2000)).toBe(0x10);
	});

	it('outside the memory is a hardware error', () => {
		const bench = new AmdBench({ idle: true });
		bench.write64(0x0008, q(OUTSIDE) | (8n << 56n));
		bench.write(0x0018, CONTROL);
		bench.write(0x2008, 0x10);
		expect(bench.events()).toEqual([[0x6200_0000_0000_0000n, q(OUTSIDE)]]);
		expect(bench.status & RUN).toBe(0);
	});

	it('wraps', () => {
		const bench = new AmdBench();
		for (let i = 1; i <= 600; i++) {
			bench.putWait(i);
			bench.ring();
			expect(bench.stored()).toBe(i);
		}
		expect(bench.read(0x2000)).toBe((600 % 256) * 16);
	});

	it('uses the length of its base register', () => {
		const bench = new AmdBench({ idle: true });
		bench.write64(0x0008, q(200) | (9n << 56n));
		bench.write(0x0018, CONTROL);
		for (let i = 0; i < 511; i++) bench.memory.write32(200 * 4096 + i * 16 + 4, 0x8000_0000);
		bench.write(0x2008, 511 * 16);
		expect(bench.read(0x2000)).toBe(511 * 16);
		expect(bench.unit.counters.invalidations).toBe(511);
	});

	it('takes commands put from within an interrupt handler', () => {
		const bench = new AmdBench();
		let left = 3;
		bench.unit.onInterrupt(() => {
			if (left-- > 0) {
				bench.putWait(10 - left, left, 3);
				bench.ring();
			}
		});
		bench.submit(2, 0x1000_0000);
		expect([bench.stored(0), bench.stored(1), bench.stored(2)]).toEqual([10, 9, 8]);
	});

	it('at most 256 waits are passed', () => {
		const bench = new AmdBench({ idle: true });
		bench.write64(0x0008, q(200) | (10n << 56n));
		bench.write(0x0018, CONTROL);
		bench.endpoint.delayed = true;
		const put = (i: number, word0: number, word1: number) => {
			bench.memory.write32(200 * 4096 + i * 16, word0);
			bench.memory.write32(200 * 4096 + i * 16 + 4, word1);
		};
		put(0, DEVICE, 0x4000_0000);
		for (let i = 1; i <= 300; i++) put(i, Frame.STATUS * 4096 + 1, 0x1000_0000);
		bench.write(0x2008, 301 * 16);
		expect(bench.read(0x2000)).toBe(257 * 16);
		bench.endpoint.complete();
		expect(bench.read(0x2000)).toBe(301 * 16);
	});
});

it('PREFETCH fills the caches, logs nothing, and drops first with Invalidate', () => {
	const bench = new AmdBench();
	const root = bench.host(4n, q(100) | 0x6000_0000_0000_0001n);
	bench.tables.host(root, 4, 5n, q(101) | 0x6000_0000_0000_0001n);
	bench.submit(0x0300_0010, 0x6000_0000, 0x4000, 0);
	bench.tables.host(root, 4, 4n, 0n);
	bench.tables.host(root, 4, 5n, 0n);
	expect([4, 5, 6].map((page) => bench.port.translate(NO_PASID, page, READ))).toEqual([0, 0, 1]);
	expect(bench.events()).toEqual([]);
	bench.submit(0x0200_0010, 0x6000_0000, 0x4010, 0);
	expect([4, 5].map((page) => bench.port.translate(NO_PASID, page, READ))).toEqual([1, 1]);
	expect(bench.events()).toEqual([]);
});
