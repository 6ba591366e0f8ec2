import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { EXEC, Frame, PCI, PRIV, READ, SmmuV3Bench, WRITE } from '../../support/smmuv3-bench.js';
import { host, NESTED_PAGE, nested, plain } from '../../support/smmuv3-nested.js';
import { LEAF1, q, type SteFields } from '../../support/smmuv3-tables.js';

const PAGE = 0x1_2345_6789;
const VA = BigInt(PAGE) << 12n;
const DBM = 1n << 51n;
const ATS = { eats: 1 };

/** What a request is answered with: the rights granted, or how it ended otherwise. */
function ask(bench: SmmuV3Bench, access: number, pasid = NO_PASID, page = PAGE): number | string {
	const outcome = bench.port.translate(pasid, page, access);
	if (outcome === Translation.OK) return bench.port.granted;
	return Object.entries(Translation).find(([, value]) => value === outcome)![0];
}

describe('translation requests', () => {
	const rights: [string, bigint, number, number, Partial<SteFields>?][] = [
		// name, leaf, what is asked, what is granted (0: no access)
		['read and write', LEAF1, READ | WRITE, READ | WRITE],
		['no write was asked', LEAF1, READ, READ],
		['a read-only page', LEAF1 | 0x80n, READ | WRITE, READ],
		['an unprivileged request of a privileged page', 0xc03n, READ | WRITE, 0],
		['a privileged one', 0xc03n, READ | WRITE | PRIV, READ | WRITE | PRIV],
		['execution', LEAF1 | 0x80n, READ | EXEC, READ | EXEC],
		['execution of what is not executable', LEAF1 | (1n << 54n), READ | EXEC, READ],
		['an execute-only page', 0xc03n, READ | EXEC, 0],
		['an execute-only page, INSTCFG instruction', 0xc03n, READ | EXEC, READ | EXEC, { instcfg: 3 }],
		[
			'what is not executable, INSTCFG data',
			LEAF1 | (1n << 54n),
			READ | EXEC,
			READ | EXEC,
			{ instcfg: 2 },
		],
		[
			'PRIVCFG privileged, told as it was asked',
			0xc03n,
			READ | WRITE,
			READ | WRITE,
			{ privcfg: 3 },
		],
		['PRIVCFG unprivileged', LEAF1 | 0x80n, READ | WRITE | PRIV, READ | PRIV, { privcfg: 2 }],
	];
	it.each(rights)('%s', (_, leaf, asked, granted, ste = {}) => {
		const bench = new SmmuV3Bench();
		const root = bench.first({}, { ...ATS, cdMax: 4, ...ste });
		bench.tables.map(root, VA, q(0x700) | leaf);
		expect(ask(bench, asked, 0)).toBe(granted === 0 ? 'NO_ACCESS' : granted);
		// And once more, from the TLB.
		expect(ask(bench, asked, 0)).toBe(granted === 0 ? 'NO_ACCESS' : granted);
		if (granted !== 0) expect(bench.port.frame).toBe(0x700);
		expect(bench.events()).toEqual([]);
	});

	it('without PASID it is neither privileged nor for execution', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first({}, ATS);
		bench.tables.map(root, VA, q(0x700) | LEAF1);
		bench.tables.map(root, VA + 4096n, q(0x701) | 0xc03n);
		expect(ask(bench, READ | WRITE | EXEC | PRIV)).toBe(READ | WRITE);
		expect(ask(bench, READ | PRIV, NO_PASID, PAGE + 1)).toBe('NO_ACCESS');
	});

	it.each([
		['not mapped', 0n],
		['access flag', LEAF1 & ~0x400n],
		['address size', LEAF1 | (1n << 47n)],
	])('%s: no access, no event, no stall', (_, leaf) => {
		const bench = new SmmuV3Bench();
		const root = bench.first({ ips: 3, stall: true }, ATS);
		bench.tables.map(root, VA, leaf);
		expect(ask(bench, READ)).toBe('NO_ACCESS');
		expect(bench.events()).toEqual([]);
	});

	it('faults of stage 2, of descriptors and tables too', () => {
		for (const guest of [1, 4, 5, 9])
			for (const leaf of [0n, plain(guest) & ~0x400n, plain(guest) & ~0x4c0n]) {
				const bench = new SmmuV3Bench();
				nested(bench, { [guest]: leaf }, ATS);
				expect(ask(bench, READ, NO_PASID, NESTED_PAGE)).toBe('NO_ACCESS');
				expect(bench.events()).toEqual([]);
			}
	});

	it('grants what both stages do', () => {
		const bench = new SmmuV3Bench();
		nested(bench, { 9: plain(9) & ~0x80n }, ATS);
		expect(ask(bench, READ | WRITE, NO_PASID, NESTED_PAGE)).toBe(READ);
		expect(bench.port.frame).toBe(host(9));
		// Where stage 1 grants nothing, stage 2 is not asked.
		const closed = new SmmuV3Bench();
		const made = nested(
			closed,
			{ 9: (plain(9) & ~0x400n) | 0n },
			{ ...ATS, ha: true },
			{},
			q(9) | 0xc03n,
		);
		expect(ask(closed, READ, NO_PASID, NESTED_PAGE)).toBe('NO_ACCESS');
		expect(closed.memory.read32(made.leafOf(9)) & 0x400).toBe(0);
	});

	it('a request for writing makes a clean page dirty, one for reading does not', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first({ ha: true, hd: true }, ATS);
		const at = bench.tables.map(root, VA, q(0x700) | 0x8c3n | DBM);
		expect(ask(bench, READ)).toBe(READ);
		expect(bench.memory.read32(at)).toBe(0x70_0cc3);
		expect(ask(bench, READ | WRITE)).toBe(READ | WRITE);
		expect(bench.memory.read32(at)).toBe(0x70_0c43);
	});

	it('S1DSS bypass with stage 1 alone: the page itself', () => {
		const bench = new SmmuV3Bench();
		bench.first({}, { ...ATS, cdMax: 4, dss: 1 });
		expect(ask(bench, READ | WRITE, NO_PASID, 0x123)).toBe(READ | WRITE);
		expect(bench.port.frame).toBe(0x123);
		expect(ask(bench, READ, NO_PASID, 2 ** 36)).toBe('NO_ACCESS');
	});

	it.each<[string, Partial<SteFields>, string, number[]]>([
		['EATS 0', {}, 'UNSUPPORTED', [0x05]],
		['EATS 3, which needs DPT', { eats: 3 }, 'UNSUPPORTED', [0x05]],
		['Config bypass', { config: 4, eats: 1 }, 'UNSUPPORTED', [0x05]],
		['Config 0xx', { config: 0, eats: 1 }, 'UNSUPPORTED', []],
		['split-stage, refused as illegal', { eats: 2 }, 'ABORTED', []],
	])('%s', (_, ste, outcome, events) => {
		const bench = new SmmuV3Bench();
		const root = bench.first({}, ste);
		bench.tables.map(root, VA, q(0x700) | LEAF1);
		bench.write(0x20, 0x1f);
		expect(ask(bench, READ)).toBe(outcome);
		expect(bench.events().map((event) => event.id)).toEqual(events);
	});

	it.each<[string, number, (bench: SmmuV3Bench) => number]>([
		['C_BAD_STREAMID', 0x02, (bench) => bench.unit.connect(0x100, bench.pci).translate(1, 5, READ)],
		['C_BAD_STE', 0x04, (bench) => bench.port.translate(1, 5, READ)],
		[
			'F_STREAM_DISABLED',
			0x06,
			(bench) => {
				bench.first({}, { ...ATS, cdMax: 4 });
				return bench.port.translate(NO_PASID, 5, READ);
			},
		],
		[
			'C_BAD_SUBSTREAMID',
			0x08,
			(bench) => {
				bench.first({}, ATS);
				return bench.port.translate(1, 5, READ);
			},
		],
		[
			'F_CD_FETCH',
			0x09,
			(bench) => {
				bench.ste(PCI, { config: 5, ...ATS, context: 1n << 40n });
				return bench.port.translate(NO_PASID, 5, READ);
			},
		],
		[
			'C_BAD_CD',
			0x0a,
			(bench) => {
				bench.first({ valid: false }, ATS);
				return bench.port.translate(NO_PASID, 5, READ);
			},
		],
		[
			'F_WALK_EABT',
			0x0b,
			(bench) => {
				bench.first({ ttb0: 1n << 40n }, ATS);
				return bench.port.translate(NO_PASID, 5, READ);
			},
		],
	])('%s: Completer Abort, told only with REC_CFG_ATS', (_, id, run) => {
		const silent = new SmmuV3Bench();
		expect(run(silent)).toBe(Translation.ABORTED);
		expect(silent.events()).toEqual([]);
		const told = new SmmuV3Bench();
		told.write(0x20, 0xe);
		told.write(0x2c, 0xa);
		told.write(0x20, 0xf);
		expect(run(told)).toBe(Translation.ABORTED);
		expect(told.events().map((event) => event.id)).toEqual([id]);
	});

	it('a page where no memory is ends CA without an event', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first({}, ATS);
		bench.tables.map(root, VA, (1n << 40n) | LEAF1);
		expect(ask(bench, READ)).toBe('ABORTED');
		expect(bench.port.access(NO_PASID, PAGE, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([]);
	});
});

describe('translated transactions', () => {
	it('of a bad stream id are told with REC_CFG_ATS alone', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x20, 0xe);
		bench.write(0x2c, 0x8);
		bench.write(0x20, 0x1f);
		const port = bench.unit.connect(0x100, bench.pci);
		expect(port.translate(NO_PASID, 1, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([]);
		expect(port.translated(1, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x02, stream: 0x100 }]);
	});

	it('pass unchecked without ATSCHK', () => {
		const bench = new SmmuV3Bench();
		expect(bench.port.translated(0x123, WRITE)).toBe(Translation.OK);
		expect([bench.port.frame, bench.port.granted]).toEqual([0x123, WRITE]);
	});

	it.each<[string, SteFields, Translation, number[]]>([
		['full ATS', { config: 5, context: q(Frame.CONTEXTS), eats: 1 }, Translation.OK, []],
		['no ATS', { config: 5, context: q(Frame.CONTEXTS) }, Translation.ABORTED, [0x07]],
		['bypass', { config: 4, eats: 1 }, Translation.ABORTED, [0x07]],
		['Config 0xx', { config: 0 }, Translation.ABORTED, []],
		['illegal entry', { config: 5, valid: false }, Translation.ABORTED, []],
	])('ATSCHK: %s', (_, ste, outcome, events) => {
		const bench = new SmmuV3Bench();
		bench.write(0x20, 0x1f);
		bench.ste(PCI, ste);
		expect(bench.port.translated(0x123, READ)).toBe(outcome);
		expect(bench.events().map((event) => event.id)).toEqual(events);
	});
});

describe('interrupt messages', () => {
	const DOORBELL_FRAME = 0x1000_0000;

	/** Stage 1 maps page 40h to the doorbell and page 41h to frame 700h. */
	function setUp(cd = {}): { bench: SmmuV3Bench; taken: [number, number][] } {
		const bench = new SmmuV3Bench();
		const root = bench.first(cd);
		bench.tables.map(root, 0x4_0000n, q(DOORBELL_FRAME) | LEAF1);
		bench.tables.map(root, 0x4_1000n, q(0x700) | LEAF1);
		const taken: [number, number][] = [];
		bench.unit.onDeviceInterrupt((destination, data) => taken.push([destination, data]));
		return { bench, taken };
	}

	it('to the doorbell: an interrupt, time and again', () => {
		const { bench, taken } = setUp();
		expect(bench.port.message(0x4_0040, 0xffff_ffff)).toBe(Translation.OK);
		expect(bench.port.message(0x4_0040, 7)).toBe(Translation.OK);
		expect(taken).toEqual([
			[DOORBELL_FRAME, 0xffff_ffff],
			[DOORBELL_FRAME, 7],
		]);
		expect(bench.messages).toEqual([]);
	});

	it('to memory: a write of 32 bits', () => {
		const { bench, taken } = setUp();
		expect(bench.port.message(0x4_1010, 0x1234_5678)).toBe(Translation.OK);
		expect(bench.memory.read32(0x70_0010)).toBe(0x1234_5678);
		expect(bench.memory.read32(0x70_0014)).toBe(0);
		expect(taken).toEqual([]);
	});

	it('data accesses do not reach the doorbell', () => {
		const { bench } = setUp();
		expect(bench.port.access(NO_PASID, 0x40, WRITE)).toBe(Translation.ABORTED);
		expect(bench.port.message(0x4_0040, 7)).toBe(Translation.OK);
		expect(bench.port.access(NO_PASID, 0x40, WRITE)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([]);
	});

	it('what is not mapped faults as a write does, and does not stall', () => {
		const { bench, taken } = setUp();
		expect(bench.port.message(0x5_0000, 7)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x10, read: false, address: 0x5_0000n }]);
		bench.first({ stall: true }, {}, 0x11);
		bench.submit(0x05n | (0x11n << 32n), 1n);
		expect(bench.platformPort.message(0x5_0000, 7)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x10, stall: undefined }]);
		expect(taken).toEqual([]);
	});

	it('a context descriptor may have it ignored', () => {
		const { bench } = setUp({ abort: false });
		expect(bench.port.message(0x5_0000, 7)).toBe(Translation.DISCARDED);
	});
});
