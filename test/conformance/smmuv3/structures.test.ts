import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { Frame, READ, SmmuV3Bench, WRITE } from '../../support/smmuv3-bench.js';
import {
	type CdFields,
	LEAF1,
	LEAF2,
	q,
	type SteFields,
	write64,
} from '../../support/smmuv3-tables.js';

/** Reads page 5 of a stream whose tables, if it comes to them, map it to frame 700h. */
function outcome(bench: SmmuV3Bench, pasid = NO_PASID): [number, number[]] {
	const ended = bench.port.access(pasid, 5, READ);
	return [ended, bench.events().map((event) => event.id)];
}
const OK: [number, number[]] = [Translation.OK, []];
const ended = (id: number): [number, number[]] => [Translation.ABORTED, [id]];

function mapped(bench: SmmuV3Bench): bigint {
	const root = q(bench.tables.frame());
	bench.tables.map(root, 0x5000n, q(0x700) | LEAF1);
	return root;
}

describe('stream table', () => {
	/** Leaves translation off, for the table to be set up; `on` turns it on. */
	function setUp(base: bigint, configuration: number, options = {}): SmmuV3Bench {
		const bench = new SmmuV3Bench(options);
		bench.write(0x20, 0xe);
		bench.write64(0x80, base);
		bench.write(0x88, configuration);
		bench.write(0x20, 0xf);
		return bench;
	}

	it('linear: as many streams as LOG2SIZE says, at a base aligned to the size', () => {
		const bench = setUp(q(0x23) | 0xfc0n, 7);
		bench.steRaw(0x10, [0x9n], q(0x22));
		expect(outcome(bench)).toEqual(OK);
		const port = bench.unit.connect(0x80, bench.pci);
		expect(port.access(NO_PASID, 5, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: 0x02, stream: 0x80 }]);
	});

	it('a stream out of range is told only with CR2.RECINVSID', () => {
		const bench = setUp(q(Frame.STREAMS), 4);
		expect(outcome(bench)).toEqual(ended(0x02));
		bench.write(0x20, 0xe);
		bench.write(0x2c, 0);
		bench.write(0x20, 0xf);
		expect(outcome(bench)).toEqual([Translation.ABORTED, []]);
	});

	it('LOG2SIZE is capped at the size of a stream id', () => {
		const bench = setUp(q(0x100), 0x3f, { streamIdBits: 8 });
		bench.steRaw(0x10, [0x9n], q(0x100));
		expect(outcome(bench)).toEqual(OK);
	});

	it.each([
		[6, 0x12345],
		[8, 0x12345],
		[10, 0x12345],
		// Other splits are as 6.
		[7, 0x12345],
		[31, 0x12345],
	])('two levels, split %i', (split, stream) => {
		const bench = setUp(q(0x100) | 0xc0n, 0x1_0000 | (split << 6) | 20);
		const effective = split === 8 || split === 10 ? split : 6;
		const table = q(0x300);
		write64(bench.memory, 0x10_0000 + (stream >> effective) * 8, table | BigInt(effective + 1));
		bench.steRaw(stream & (2 ** effective - 1), [0x9n], table);
		const port = bench.unit.connect(stream, bench.pci);
		expect(port.access(NO_PASID, 5, WRITE)).toBe(Translation.OK);
		expect(bench.events()).toEqual([]);
	});

	it.each([
		['span 0', 0n, 0x02],
		['span 12', 12n, 0x02],
		['span 31', 31n, 0x02],
		['more streams than a split', 8n, 0x02],
		['a span that ends before the stream', 5n, 0x02],
		['a span that ends behind it', 6n, 0x04],
		['a table where no memory is', 0x80_0000_0007n, 0x03],
	])('level 1: %s', (_, descriptor, event) => {
		const bench = setUp(q(0x100), 0x1_0000 | (6 << 6) | 12);
		write64(bench.memory, 0x10_0000, descriptor | (descriptor > 0x1fn ? 0n : q(0x300)));
		const port = bench.unit.connect(0x1f, bench.pci);
		expect(port.access(NO_PASID, 5, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toMatchObject([{ id: event, stream: 0x1f }]);
	});

	it('level 1 where no memory is', () => {
		const bench = setUp(0x80_0000_0000n, 0x1_0000 | (6 << 6) | 12);
		bench.port.access(NO_PASID, 5, READ);
		expect(bench.events()).toMatchObject([{ id: 0x03, last: 0x80_0000_0000n }]);
	});

	it('the level 2 table is aligned to its size', () => {
		const bench = setUp(q(0x100), 0x1_0000 | (6 << 6) | 12);
		write64(bench.memory, 0x10_0000, q(0x300) | 0xfc0n | 7n);
		bench.steRaw(0x10, [0x9n], q(0x300));
		expect(outcome(bench)).toEqual(OK);
	});
});

describe('stream table entries', () => {
	const first = (fields: Partial<SteFields>): SteFields => ({
		config: 5,
		context: q(Frame.CONTEXTS),
		...fields,
	});
	const second = (fields: Partial<SteFields>): SteFields => ({
		config: 6,
		table: q(0x20),
		...fields,
	});

	it.each<[string, SteFields, object?]>([
		['V=0', { config: 4, valid: false }],
		['EATS split-stage, which is not supported', first({ config: 7, eats: 2, table: q(0x20) })],
		['EATS split-stage with stage 1 alone', first({ eats: 2 })],
		['EATS full with S2S', second({ eats: 1, stall: true })],
		['more substreams than there are', first({ cdMax: 21 })],
		['more substreams than this SMMU has', first({ cdMax: 9 }), { substreamIdBits: 8 }],
		[
			'S1ContextPtr beyond the address size',
			first({ context: 1n << 40n }),
			{ outputAddressBits: 40 },
		],
		[
			'S1STALLD without a choice of models',
			first({ stallDisabled: true }),
			{ stallModel: 'terminate' },
		],
		['S1STALLD where stalls are forced', first({ stallDisabled: true }), { stallModel: 'stall' }],
		['S2S where there are no stalls', second({ stall: true }), { stallModel: 'terminate' }],
		['no S2S where stalls are forced', second({}), { stallModel: 'stall' }],
		['VMSAv8-32 at stage 2', second({ aa64: false })],
		['big endian at stage 2', second({ endi: true })],
		['S2TG reserved', second({ tg: 3 })],
		['S2T0SZ 15', second({ t0sz: 15 })],
		['S2T0SZ 40', second({ t0sz: 40, sl0: 0 })],
		['S2T0SZ beyond the address size', second({ t0sz: 23, sl0: 1 }), { outputAddressBits: 40 }],
		['S2SL0 3', second({ sl0: 3 })],
		['S2SL0 0 with an input too wide', second({ sl0: 0, t0sz: 29 })],
		['S2SL0 1 with an input too wide', second({ sl0: 1, t0sz: 20 })],
		['S2SL0 2 with an input too small', second({ sl0: 2, t0sz: 25 })],
		['S2SL0 too wide, 16 KiB', second({ sl0: 1, t0sz: 23, tg: 2 })],
		['S2SL0 3, 16 KiB', second({ sl0: 3, t0sz: 16, tg: 2 })],
		['S2SL0 too small, 64 KiB', second({ sl0: 2, t0sz: 22, tg: 1 })],
		['S2TTB beyond S2PS', second({ ps: 0, table: 1n << 32n })],
		['S2TTB beyond 48 bits', second({ ps: 6, table: 1n << 48n })],
	])('illegal: %s', (_, fields, options = {}) => {
		const bench = new SmmuV3Bench(options);
		bench.ste(0x10, fields);
		expect(outcome(bench)).toEqual(ended(0x04));
		// CA, and by default no event.
		expect(bench.port.translate(NO_PASID, 5, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([]);
	});

	it.each<[string, Partial<SteFields>]>([
		[
			'stage 2, when it is not selected',
			{ t0sz: 0, sl0: 3, tg: 3, aa64: false, endi: true, stall: true },
		],
		['STRW and EATS with a permission table', { eats: 3 }],
		['S1Fmt without substreams', { format: 2 }],
	])('ignored: %s', (_, fields) => {
		const bench = new SmmuV3Bench();
		bench.first({ ttb0: mapped(bench) }, fields);
		expect(outcome(bench)).toEqual(OK);
	});

	it('stage 1 fields are ignored by stage 2 alone', () => {
		const bench = new SmmuV3Bench();
		const root = bench.second({ cdMax: 31, context: 0xff_ffff_ffff_ffc0n & ~0xfffn, format: 1 });
		bench.tables.map(root, 0x5000n, q(0x700) | LEAF2);
		expect(outcome(bench)).toEqual(OK);
	});
});

describe('context descriptors', () => {
	it.each<[string, CdFields, Partial<SteFields>?, object?]>([
		['V=0', { valid: false }],
		['VMSAv8-32', { aa64: false }],
		['S with S1STALLD', { stall: true }, { stallDisabled: true }],
		['S where there are no stalls', { stall: true }, {}, { stallModel: 'terminate' }],
		['no S where stalls are forced', {}, {}, { stallModel: 'stall' }],
		['A=0 where aborting is all there is', { abort: false }, {}, { abortOnly: true }],
		['big endian', { endi: true }],
		['T0SZ 15', { t0sz: 15 }],
		['T0SZ 40', { t0sz: 40 }],
		['TG0 reserved', { tg0: 3 }],
		['TTB0 beyond IPS', { ips: 1, ttb0: 1n << 36n }],
		['TTB0 beyond 48 bits', { ips: 6, ttb0: 1n << 48n }],
		['TTB0 beyond the address size', { ttb0: 1n << 40n }, {}, { outputAddressBits: 40 }],
		['T1SZ 15', { epd1: false, t1sz: 15 }],
		['T1SZ 40', { epd1: false, t1sz: 40 }],
		['TG1 reserved', { epd1: false, tg1: 0 }],
		['TTB1 beyond IPS', { epd1: false, ips: 0, ttb1: 1n << 32n }],
	])('illegal: %s', (_, cd, ste = {}, options = {}) => {
		const bench = new SmmuV3Bench(options);
		bench.first(cd, ste);
		expect(outcome(bench)).toEqual(ended(0x0a));
	});

	it('a disabled half is not looked at, and its addresses fault', () => {
		const bench = new SmmuV3Bench();
		bench.first({ ttb0: mapped(bench), t1sz: 63, tg1: 0, ttb1: 0xf_ffff_ffff_fff0n });
		expect(outcome(bench)).toEqual(OK);
		expect(bench.port.access(NO_PASID, 2 ** 52 - 1, READ)).toBe(Translation.ABORTED);
		bench.first({ epd0: true, endi: true, t0sz: 63, tg0: 3, ttb0: 1n << 50n });
		bench.submit(0x05n | (0x10n << 32n), 1n);
		expect(outcome(bench)).toEqual([Translation.ABORTED, [0x10, 0x10]]);
	});

	it('linear: a descriptor for each substream, in a table aligned to its size', () => {
		const bench = new SmmuV3Bench();
		bench.ste(0x10, { config: 5, cdMax: 8, context: q(0x103) | 0xc0n });
		bench.cd(0xa5, { ttb0: mapped(bench) }, q(0x100));
		expect(outcome(bench, 0xa5)).toEqual(OK);
		expect(outcome(bench, 0x100)).toEqual(ended(0x08));
	});

	it.each([
		[1, 6, 0x300n],
		[2, 10, 0x30fn],
	])('two levels, S1Fmt %i', (format, leafBits, leaf) => {
		const bench = new SmmuV3Bench();
		const substream = 0xabcde;
		bench.ste(0x10, { config: 5, cdMax: 20, format, context: q(0x180) });
		const level1 = 0x18_0000 + (substream >> leafBits) * 8;
		write64(bench.memory, level1, q(leaf) | 1n);
		bench.cd(substream & (2 ** leafBits - 1), { ttb0: mapped(bench) }, q(0x300));
		expect(outcome(bench, substream)).toEqual(OK);
		// Another level 1 entry: not valid, then beyond the address size, then where no memory is.
		expect(outcome(bench, 0x12345)).toEqual(ended(0x08));
		const other = 0x18_0000 + (0x12345 >> leafBits) * 8;
		write64(bench.memory, other, (1n << 50n) | 1n);
		expect(outcome(bench, 0x12345)).toEqual(ended(0x08));
		write64(bench.memory, other, (1n << 40n) | 1n);
		expect(outcome(bench, 0x12345)).toEqual(ended(0x09));
	});

	it('S1Fmt 3 is linear; two levels with few substreams use one entry', () => {
		const bench = new SmmuV3Bench();
		bench.ste(0x10, { config: 5, cdMax: 2, format: 3, context: q(0x100) });
		bench.cd(3, { ttb0: mapped(bench) }, q(0x100));
		expect(outcome(bench, 3)).toEqual(OK);
		bench.ste(0x10, { config: 5, cdMax: 2, format: 1, context: q(0x101) });
		write64(bench.memory, 0x10_1000, q(0x100) | 1n);
		bench.submit(0x03n | (0x10n << 32n), 0n);
		expect(outcome(bench, 3)).toEqual(OK);
		expect(outcome(bench, 4)).toEqual(ended(0x08));
	});

	describe('substreams', () => {
		it.each<[string, Partial<SteFields>, number, [number, number[]]]>([
			['none, none given', {}, NO_PASID, OK],
			['none, one given', {}, 0, ended(0x08)],
			['S1DSS 0, none given', { cdMax: 4 }, NO_PASID, ended(0x06)],
			['S1DSS 0, substream 0', { cdMax: 4 }, 0, OK],
			['S1DSS 3, none given', { cdMax: 4, dss: 3 }, NO_PASID, ended(0x06)],
			['S1DSS 1, none given: bypass', { cdMax: 4, dss: 1 }, NO_PASID, OK],
			['S1DSS 2, none given: descriptor 0', { cdMax: 4, dss: 2 }, NO_PASID, OK],
			['S1DSS 2, substream 0', { cdMax: 4, dss: 2 }, 0, ended(0x06)],
			['beyond the table', { cdMax: 4 }, 16, ended(0x08)],
			['without stage 1', { config: 4 }, 1, ended(0x08)],
			['with stage 2 alone', { config: 6, table: q(0x20) }, 1, ended(0x08)],
		])('%s', (_, ste, pasid, expected) => {
			const bench = new SmmuV3Bench();
			bench.first({ ttb0: mapped(bench) }, ste);
			expect(outcome(bench, pasid)).toEqual(expected);
			if (expected === OK) expect(bench.port.frame).toBe(ste.dss === 1 ? 5 : 0x700);
		});

		it('an SMMU without substreams takes none', () => {
			const bench = new SmmuV3Bench({ substreamIdBits: 0 });
			bench.first({ ttb0: mapped(bench) }, { cdMax: 4 });
			expect(outcome(bench)).toEqual(OK);
			expect(outcome(bench, 0)).toEqual(ended(0x08));
		});
	});
});

describe('where first tables lie', () => {
	it.each([
		// Granule 16 KiB: a table of 16 KiB, named by its third page. 4 KiB, 32 bits: four entries, 32 bytes.
		{ t0sz: 17, tg0: 2, granule: 14, input: 47, frames: 4, offset: 0x2010n, place: 0n },
		{ t0sz: 17, tg0: 1, granule: 16, input: 47, frames: 1, offset: 0x8n, place: 0n },
		{ t0sz: 32, tg0: 0, granule: 12, input: 32, frames: 1, offset: 0xfb0n, place: 0xfa0n },
		{ t0sz: 31, tg0: 0, granule: 12, input: 33, frames: 1, offset: 0x470n, place: 0x440n },
	] as const)('stage 1, granule 2^$granule, $input bits: aligned to their size', (shape) => {
		const bench = new SmmuV3Bench();
		const base = q(bench.tables.frame(16));
		bench.tables.map(base + shape.place, 0x4000_5000n, q(0x700) | LEAF1, shape);
		bench.first({ t0sz: shape.t0sz, tg0: shape.tg0, ttb0: base + shape.offset });
		expect(bench.port.access(NO_PASID, 0x4_0005, READ)).toBe(Translation.OK);
		expect(bench.port.frame & ~0xf).toBe(0x700);
	});

	it.each([
		// Eight concatenated tables of 4 KiB; and eight entries, 64 bytes.
		{ t0sz: 22, sl0: 1, input: 42, start: 1, offset: 0x3010n, place: 0n },
		{ t0sz: 31, sl0: 1, input: 33, start: 1, offset: 0xff0n, place: 0xfc0n },
	] as const)('stage 2, $input bits: aligned to their size', (shape) => {
		const bench = new SmmuV3Bench();
		const base = q(bench.tables.frame(16));
		bench.tables.map(base + shape.place, 0x4000_5000n, q(0x700) | LEAF2, shape);
		bench.second({ t0sz: shape.t0sz, sl0: shape.sl0, table: base + shape.offset });
		expect(bench.port.access(NO_PASID, 0x4_0005, READ)).toBe(Translation.OK);
	});

	it('a level 1 table of context descriptors is aligned to its size too', () => {
		const bench = new SmmuV3Bench();
		bench.ste(0x10, { config: 5, cdMax: 12, format: 1, context: q(0x180) | 0x1c0n });
		write64(bench.memory, 0x18_0000 + 8, q(0x300) | 1n);
		bench.cd(1, { ttb0: mapped(bench) }, q(0x300));
		expect(outcome(bench, 65)).toEqual(OK);
	});
});
