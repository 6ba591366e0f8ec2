import { describe, expect, it } from 'vitest';
import { Access, NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { FakeEndpoint, RiscvBench, TC } from '../../support/riscv-bench.js';
import { Frame, P, ppn, RW, RWX, read64, write64 } from '../../support/riscv-tables.js';

const { READ } = Access;
const ON = TC.V | TC.EN_ATS;
const SV39 = 8n << 60n;
const PAGE = 0x12345n;
const OLD = 0x100;
const NEW = 0x101;

// Commands. Operands are put into words by hand.
const AV = 1n << 10n;
const PSCV = 1n << 32n;
const GV = 1n << 33n;
const NL = 1n << 34n;
const S = 1n << 9n;
const pscid = (id: number) => PSCV | (BigInt(id) << 12n);
const gscid = (id: number) => GV | (BigInt(id) << 44n);
const address = (page: bigint) => page << 10n;
const VMA = 0x001n;
const GVMA = 0x081n;
const INVAL_DDT = 0x003n;
const INVAL_PDT = 0x083n;
const DV = 1n << 33n;
const device = (id: number) => DV | (BigInt(id) << 40n);

/** Frame that the device's page translates to, by a translation request. */
function frameOf(bench: RiscvBench, page = PAGE, pid = NO_PASID): number {
	expect(bench.port.translate(pid, Number(page), READ)).toBe(Translation.OK);
	return bench.port.frame;
}

/** A host address space 7 with PAGE cached as OLD, whose entry then says NEW. */
function stale(bits = RW): { bench: RiscvBench; root: number } {
	const bench = new RiscvBench();
	const root = bench.first();
	bench.tables.map(root, 3, PAGE, OLD, bits);
	expect(frameOf(bench)).toBe(OLD);
	bench.tables.map(root, 3, PAGE, NEW, bits);
	expect(frameOf(bench)).toBe(OLD);
	return { bench, root };
}

/** A guest 9 whose PAGE is cached as OLD, and whose entry then says NEW. */
function staleGuest(): RiscvBench {
	const bench = new RiscvBench();
	const root = bench.second();
	bench.tables.mapSecond(root, 3, PAGE, OLD);
	expect(frameOf(bench)).toBe(OLD);
	bench.tables.mapSecond(root, 3, PAGE, NEW);
	expect(frameOf(bench)).toBe(OLD);
	return bench;
}

/**
 * A guest 9 with process space 7 of two stages: guest frames 0x40 to 0x7f are host frames as they are, and
 * PAGE leads to guest frame 0x50.
 */
function nested(): { bench: RiscvBench; root: number; guest: number } {
	const bench = new RiscvBench();
	const guest = bench.tables.root4();
	for (let frame = 0x40n; frame < 0x80n; frame++)
		bench.tables.mapSecond(guest, 3, frame, Number(frame));
	const root = 0x40;
	write64(bench.memory, root * 4096 + Number(PAGE >> 18n) * 8, ppn(0x41) | P.V);
	write64(bench.memory, 0x41 * 4096 + Number((PAGE >> 9n) & 511n) * 8, ppn(0x42) | P.V);
	write64(bench.memory, 0x42 * 4096 + Number(PAGE & 511n) * 8, ppn(0x50) | RW);
	bench.context({
		tc: ON,
		iohgatp: BigInt(guest) | (9n << 44n) | SV39,
		ta: 7n << 12n,
		fsc: BigInt(root) | SV39,
	});
	expect(frameOf(bench)).toBe(0x50);
	return { bench, root, guest };
}

describe('a first-stage translation of the host', () => {
	it.each([
		['of everything', VMA, 0n],
		['of its process', VMA | pscid(7), 0n],
		['of its page', VMA | AV, address(PAGE)],
		['of its page and process', VMA | AV | pscid(7), address(PAGE)],
		['of a range with it', VMA | AV | pscid(7), address(0x12347n) | S],
		['of a large range with it', VMA | AV, address(0x127ffn) | S],
		['of a large range with it and process', VMA | AV | pscid(7), address(0x127ffn) | S],
		['of the range of all', VMA | AV | pscid(7), address((1n << 51n) - 1n) | S],
	])('is seen until a command %s', (_name, q0, q1) => {
		const { bench } = stale();
		bench.submit(q0, q1);
		expect(frameOf(bench)).toBe(NEW);
	});

	it.each([
		['of a guest with the same number', VMA | gscid(0), 0n],
		['of another process', VMA | pscid(8), 0n],
		['of another page', VMA | AV, address(PAGE + 1n)],
		['of another page of the process', VMA | AV | pscid(7), address(PAGE - 1n)],
		['of the page of another process', VMA | AV | pscid(6), address(PAGE)],
		['of the page of a guest', VMA | AV | gscid(0) | pscid(7), address(PAGE)],
		['of a range without it', VMA | AV, address(0x12341n) | S],
		['of all second stages', GVMA, 0n],
		['of all device contexts', INVAL_DDT, 0n],
		['of a process context', INVAL_PDT | device(5), 0n],
	])('survives a command %s', (_name, q0, q1) => {
		const { bench } = stale();
		bench.submit(q0, q1);
		expect(frameOf(bench)).toBe(OLD);
	});

	it('that is global survives commands for a process, not those for all', () => {
		const { bench } = stale(RW | P.G);
		bench.submit(VMA | pscid(7));
		bench.submit(VMA | AV | pscid(7), address(PAGE));
		expect(frameOf(bench)).toBe(OLD);
		bench.submit(VMA | AV, address(PAGE));
		expect(frameOf(bench)).toBe(NEW);
	});

	it('is global by an entry above it too', () => {
		const bench = new RiscvBench();
		const root = bench.first();
		bench.tables.map(root, 3, PAGE, OLD);
		const top = bench.tables.entry(root, 3, PAGE, 2);
		write64(bench.memory, top, read64(bench.memory, top) | P.G);
		frameOf(bench);
		bench.tables.map(root, 3, PAGE, NEW);
		bench.submit(VMA | AV | pscid(7), address(PAGE));
		expect(frameOf(bench)).toBe(OLD);
		bench.submit(VMA);
		expect(frameOf(bench)).toBe(NEW);
	});

	it('is never a page that was not there, or not permitted', () => {
		const bench = new RiscvBench();
		const root = bench.first();
		expect(bench.port.translate(NO_PASID, Number(PAGE), READ)).toBe(Translation.NO_ACCESS);
		bench.tables.map(root, 3, PAGE, OLD, RW & ~P.W);
		expect(frameOf(bench)).toBe(OLD);
		bench.tables.map(root, 3, PAGE, OLD, RW);
		expect(bench.port.access(NO_PASID, Number(PAGE), Access.WRITE)).toBe(Translation.OK);
	});

	it('of a large page goes by any of its addresses', () => {
		const bench = new RiscvBench();
		const root = bench.first();
		bench.tables.map(root, 3, 0x12200n, 0x200, RW, 1);
		expect([frameOf(bench, 0x12211n), frameOf(bench, 0x12233n)]).toEqual([0x211, 0x233]);
		bench.tables.map(root, 3, 0x12200n, 0x400, RW, 1);
		bench.submit(VMA | AV | pscid(7), address(0x12400n));
		expect(frameOf(bench, 0x12211n)).toBe(0x211);
		bench.submit(VMA | AV | pscid(7), address(0x122ffn));
		expect([frameOf(bench, 0x12211n), frameOf(bench, 0x12233n)]).toEqual([0x411, 0x433]);
	});
});

describe('translations above 4 GiB', () => {
	// A page number of more than 20 bits: commands have its upper bits in their other half.
	const HIGH = 0x52_3456n;

	it.each([
		['of its page', VMA | AV, address(HIGH), NEW],
		['of a range with it', VMA | AV, address(0x52_3457n) | S, NEW],
		['of a range of more than 4 GiB with it', VMA | AV, address(0x4f_ffffn) | S, NEW],
		['of the page with its lower bits', VMA | AV, address(HIGH & 0xf_ffffn), OLD],
		['of the page with other upper bits', VMA | AV, address(HIGH ^ 0x10_0000n), OLD],
		['of a range with other upper bits', VMA | AV, address(0x42_3457n) | S, OLD],
	])('are found by a command %s: frame 0x%x', (_name, q0, q1, frame) => {
		const bench = new RiscvBench();
		const root = bench.first();
		bench.tables.map(root, 3, HIGH, OLD);
		expect(frameOf(bench, HIGH)).toBe(OLD);
		bench.tables.map(root, 3, HIGH, NEW);
		bench.submit(q0, q1);
		expect(frameOf(bench, HIGH)).toBe(frame);
	});
});

describe('the way to the last table of a first stage', () => {
	/** A second last table, to which the entry above is turned. */
	function turned(): RiscvBench {
		const bench = new RiscvBench();
		const root = bench.first();
		bench.tables.map(root, 3, PAGE, OLD);
		bench.tables.map(root, 3, PAGE + 1n, OLD + 1);
		frameOf(bench);
		const other = bench.tables.frame();
		write64(bench.memory, other * 4096 + Number(PAGE & 511n) * 8, ppn(NEW) | RW);
		write64(bench.memory, other * 4096 + Number((PAGE + 1n) & 511n) * 8, ppn(NEW + 1) | RW);
		write64(bench.memory, bench.tables.entry(root, 3, PAGE, 1), ppn(other) | P.V);
		return bench;
	}

	it.each([
		['for everything', VMA, 0n],
		['for the process', VMA | pscid(7), 0n],
		['for an address of it with NL', VMA | AV | NL | pscid(7), address(PAGE + 3n)],
		['for an address of all with NL', VMA | AV | NL, address(PAGE + 3n)],
		['for a range with NL', VMA | AV | NL | pscid(7), address(0x123ffn) | S],
	])('is used until a command %s', (_name, q0, q1) => {
		const bench = turned();
		expect(frameOf(bench, PAGE + 1n)).toBe(OLD + 1);
		bench.submit(q0, q1);
		bench.submit(VMA | AV | pscid(7), address(PAGE + 1n));
		expect(frameOf(bench, PAGE + 1n)).toBe(NEW + 1);
	});

	it.each([
		['for an address without NL', VMA | AV | pscid(7), address(PAGE)],
		['for another process', VMA | pscid(8), 0n],
		['for another address with NL', VMA | AV | NL | pscid(7), address(PAGE + 512n)],
		['for a guest', GVMA | gscid(1), 0n],
	])('survives a command %s', (_name, q0, q1) => {
		const bench = turned();
		bench.submit(q0, q1);
		bench.submit(VMA | AV | pscid(7), address(PAGE + 1n));
		expect(frameOf(bench, PAGE + 1n)).toBe(OLD + 1);
	});
});

describe('a second-stage translation', () => {
	it.each([
		['of all guests', GVMA, 0n],
		['of its guest', GVMA | gscid(9), 0n],
		['of its page', GVMA | AV | gscid(9), address(PAGE)],
		['of a range with it', GVMA | AV | gscid(9), address(0x12347n) | S],
		['of all guests, whatever else it says', GVMA | AV, address(PAGE + 100n)],
		['of all processes of its guest', VMA | gscid(9), 0n],
	])('is seen until a command %s', (_name, q0, q1) => {
		const bench = staleGuest();
		bench.submit(q0, q1);
		expect(frameOf(bench)).toBe(NEW);
	});

	it.each([
		['of another guest', GVMA | gscid(8), 0n],
		['of another page', GVMA | AV | gscid(9), address(PAGE + 1n)],
		['of the page of another guest', GVMA | AV | gscid(8), address(PAGE)],
		['of the host', VMA, 0n],
		['of a process of its guest', VMA | gscid(9) | pscid(7), 0n],
		['of all device contexts', INVAL_DDT, 0n],
	])('survives a command %s', (_name, q0, q1) => {
		const bench = staleGuest();
		bench.submit(q0, q1);
		expect(frameOf(bench)).toBe(OLD);
	});

	it('remembers the way to its tables until a command for the guest, or one with NL', () => {
		for (const [last, expected] of [
			[GVMA | gscid(9), NEW],
			[GVMA, NEW],
			[GVMA | AV | NL | gscid(9), NEW],
			[GVMA | AV | gscid(9), OLD],
			[GVMA | gscid(8), OLD],
		] as const) {
			const bench = new RiscvBench();
			const root = bench.second();
			bench.tables.mapSecond(root, 3, PAGE, OLD);
			frameOf(bench);
			const other = bench.tables.frame();
			const leaf = bench.tables.frame();
			write64(bench.memory, other * 4096 + Number((PAGE >> 9n) & 511n) * 8, ppn(leaf) | P.V);
			write64(bench.memory, leaf * 4096 + Number(PAGE & 511n) * 8, ppn(NEW) | RWX);
			write64(bench.memory, bench.tables.entry(root, 3, PAGE, 2, true), ppn(other) | P.V);
			bench.submit(last, address(PAGE));
			bench.submit(GVMA | AV | gscid(9), address(PAGE));
			expect(frameOf(bench)).toBe(expected);
		}
	});
});

describe('a translation of two stages', () => {
	it.each([
		['of the second stage of its guest', GVMA | gscid(9), 0n, 0x60],
		['of the guest page', GVMA | AV | gscid(9), address(0x50n), 0x60],
		['of any guest page, as none are known', GVMA | AV | gscid(9), address(0x77n), 0x60],
		['of its page', VMA | AV | gscid(9) | pscid(7), address(PAGE), 0x60],
		['of its process', VMA | gscid(9) | pscid(7), 0n, 0x60],
		['of its guest', VMA | gscid(9), 0n, 0x60],
		['of another guest', GVMA | gscid(8), 0n, 0x50],
		['of another process', VMA | gscid(9) | pscid(8), 0n, 0x50],
		['of the host', VMA, 0n, 0x50],
		['of the page in the host', VMA | AV | pscid(7), address(PAGE), 0x50],
	])('after a command %s', (_name, q0, q1, expected) => {
		const { bench, guest } = nested();
		bench.tables.mapSecond(guest, 3, 0x50n, 0x60);
		expect(frameOf(bench)).toBe(0x50);
		bench.submit(q0, q1);
		expect(frameOf(bench)).toBe(expected);
	});

	it('finds a table that the second stage has moved after a command for that only', () => {
		for (const [q0, q1, expected] of [
			[GVMA | AV | gscid(9), address(0x42n), 0x51],
			[VMA | AV | gscid(9) | pscid(7), address(PAGE), 0x50],
		] as const) {
			const { bench, guest } = nested();
			write64(bench.memory, 0x61 * 4096 + Number(PAGE & 511n) * 8, ppn(0x51) | RW);
			bench.tables.mapSecond(guest, 3, 0x42n, 0x61);
			bench.submit(q0, q1);
			expect(frameOf(bench)).toBe(expected);
		}
	});
});

describe('MSI entries', () => {
	it.each([
		['second stage of the guest', GVMA | gscid(9), 0n, 0xfee43],
		['guest page', GVMA | AV | gscid(9), address(0x300n), 0xfee43],
		['another guest page', GVMA | AV | gscid(9), address(0x301n), 0xfee42],
		['another guest', GVMA | gscid(8), 0n, 0xfee42],
		['device contexts', INVAL_DDT, 0n, 0xfee42],
	])('are cached as translations of their guest page: %s', (_name, q0, q1, expected) => {
		const bench = new RiscvBench();
		bench.second({ msiptp: (1n << 60n) | BigInt(Frame.MSI), pattern: 0x300n });
		write64(bench.memory, Frame.MSI * 4096, ppn(0xfee42) | 7n);
		bench.port.message(0x30_0000, 1);
		write64(bench.memory, Frame.MSI * 4096, ppn(0xfee43) | 7n);
		bench.port.message(0x30_0000, 2);
		bench.submit(q0, q1);
		bench.port.message(0x30_0000, 3);
		expect(bench.deviceInterrupts).toEqual([
			[0xfee42, 1],
			[0xfee42, 2],
			[expected, 3],
		]);
	});
});

describe('a device context', () => {
	/** Device 5 is bare when its context is cached, and has a first stage in memory then. */
	function changed(): RiscvBench {
		const bench = new RiscvBench();
		bench.context({ tc: ON });
		expect(frameOf(bench, 5n)).toBe(5);
		const root = bench.first();
		bench.tables.map(root, 3, 5n, NEW);
		expect(frameOf(bench, 5n)).toBe(5);
		return bench;
	}

	it.each([
		['of all devices', INVAL_DDT, NEW],
		['of all devices, whose id is ignored', INVAL_DDT | (9n << 40n), NEW],
		['of the device', INVAL_DDT | device(5), NEW],
		['of another device', INVAL_DDT | device(6), 5],
		['of a process', INVAL_PDT | device(5), 5],
		['of all translations', VMA, 5],
		['of all second stages', GVMA, 5],
	])('after a command %s', (_name, command, expected) => {
		const bench = changed();
		bench.submit(command);
		expect(frameOf(bench, 5n)).toBe(expected);
	});

	it('is kept while the mode is Off', () => {
		const bench = changed();
		bench.write(0x010, 0);
		bench.write64(0x010, ppn(Frame.DDT) | 2n);
		expect(frameOf(bench, 5n)).toBe(5);
	});

	it('that was not valid is read again without a command', () => {
		const bench = new RiscvBench();
		expect(bench.port.access(NO_PASID, 5, READ)).toBe(Translation.ABORTED);
		bench.context({ tc: ON });
		expect(frameOf(bench, 5n)).toBe(5);
	});

	it('of one device gives way to that of another which needs its place', () => {
		const bench = new RiscvBench({ deviceCacheEntries: 16 });
		const other = bench.unit.connect(0x15, new FakeEndpoint());
		bench.context({ tc: ON });
		bench.context({ tc: ON }, 0x15);
		frameOf(bench, 5n);
		expect(other.access(NO_PASID, 6, READ)).toBe(Translation.OK);
		bench.context({ tc: 0n });
		expect(bench.port.translate(NO_PASID, 5, READ)).toBe(Translation.UNSUPPORTED);
	});
});

describe('a process context', () => {
	/** Process 3 is bare when its context is cached, and has a first stage in memory then; so process 4. */
	function changed(): RiscvBench {
		const bench = new RiscvBench();
		bench.context({ tc: ON | TC.PDTV, fsc: (1n << 60n) | BigInt(Frame.PDT) });
		const root = bench.tables.frame();
		bench.tables.map(root, 3, 5n, NEW);
		for (const pid of [3, 4]) {
			bench.process(pid, 0x7001n, 0n);
			expect(frameOf(bench, 5n, pid)).toBe(5);
			bench.process(pid, 0x7001n, BigInt(root) | SV39);
			expect(frameOf(bench, 5n, pid)).toBe(5);
		}
		return bench;
	}

	it.each([
		['of the process', INVAL_PDT | device(5) | (3n << 12n), NEW, 5],
		['of the device', INVAL_DDT | device(5), NEW, NEW],
		['of all devices', INVAL_DDT, NEW, NEW],
		['of the process of another device', INVAL_PDT | device(6) | (3n << 12n), 5, 5],
		['of another device', INVAL_DDT | device(6), 5, 5],
		['of all translations', VMA, 5, 5],
	])('after a command %s', (_name, command, third, fourth) => {
		const bench = changed();
		bench.submit(command);
		expect([frameOf(bench, 5n, 3), frameOf(bench, 5n, 4)]).toEqual([third, fourth]);
	});

	it('that was not valid is read again without a command', () => {
		const bench = new RiscvBench();
		bench.context({ tc: ON | TC.PDTV, fsc: (1n << 60n) | BigInt(Frame.PDT) });
		expect(bench.port.translate(3, 5, READ)).toBe(Translation.NO_ACCESS);
		bench.process(3, 1n, 0n);
		expect(frameOf(bench, 5n, 3)).toBe(5);
	});
});
