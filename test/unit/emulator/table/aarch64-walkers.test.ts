import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../../src/emulator/iommu/contract.js';
import { Frame, SmmuV3Bench } from '../../../support/smmuv3-bench.js';
import {
	type Outcome,
	ReferenceWalker,
	type Space,
	type Wanted,
	Words,
} from '../../../support/smmuv3-reference-walker.js';
import { q, write64 } from '../../../support/smmuv3-tables.js';

/**
 * Random tables and requests, translated by the model and by the reference walker: outcome, frame, permissions, event
 * and every table word afterwards must agree. Tables are drawn from a few and may point at each other or at
 * themselves, which hardware must survive.
 */

const FRAMES = 1024;
/** Tables of a stage, the frames that each takes, and where they begin: stage 2's in memory, stage 1's too. */
const TABLES = 6;
const TABLE_FRAMES = 16;
const FIRST = 128;
const SECOND = 384;
/** Entries used of each table. */
const SLOTS = 3;

const often = (percent: number) => fc.integer({ min: 0, max: 99 }).map((n) => n < percent);

const entryOf = fc.record({
	target: fc.nat(TABLES - 1),
	valid: often(98),
	table: often(93),
	accessed: often(85),
	memory: often(92),
	bits: fc.constantFrom(0x40n, 0x40n, 0x40n, 0xc0n, 0x80n, 0n),
	upper: fc.oneof(
		{ weight: 12, arbitrary: fc.constant(0n) },
		{ weight: 4, arbitrary: fc.constant(1n << 51n) },
		{ weight: 1, arbitrary: fc.integer({ min: 53, max: 62 }).map((bit) => 1n << BigInt(bit)) },
		{ weight: 1, arbitrary: fc.constant(1n << 40n) },
		{ weight: 1, arbitrary: fc.constant(1n << 33n) },
	),
});
type Entry = typeof entryOf extends fc.Arbitrary<infer T> ? T : never;
const tables = fc.array(entryOf, { minLength: TABLES * SLOTS, maxLength: TABLES * SLOTS });

const wanted = fc.record({
	read: often(70),
	write: fc.boolean(),
	execute: often(25),
	privileged: often(30),
	ats: fc.boolean(),
});
const switches = fc.record({
	affd: often(20),
	ha: fc.boolean(),
	hd: fc.boolean(),
	had: often(20),
	wxn: often(20),
	pan: often(20),
	ptw: often(30),
});
const shape1 = fc.constantFrom(
	{ tg: 0, granule: 12n, input: 48n },
	{ tg: 0, granule: 12n, input: 39n },
	{ tg: 0, granule: 12n, input: 33n },
	{ tg: 2, granule: 14n, input: 48n },
	{ tg: 2, granule: 14n, input: 40n },
	{ tg: 1, granule: 16n, input: 48n },
	{ tg: 1, granule: 16n, input: 42n },
);
const shape2 = fc.constantFrom(
	{ tg: 0, granule: 12n, input: 48n, sl0: 2, start: 0 },
	{ tg: 0, granule: 12n, input: 40n, sl0: 1, start: 1 },
	{ tg: 0, granule: 12n, input: 34n, sl0: 0, start: 2 },
	{ tg: 2, granule: 14n, input: 48n, sl0: 2, start: 1 },
	{ tg: 2, granule: 14n, input: 38n, sl0: 1, start: 2 },
	{ tg: 1, granule: 16n, input: 44n, sl0: 1, start: 2 },
);
/** Index at each level, and now and then a bit beyond the range. */
const addressOf = fc.tuple(fc.array(fc.nat(SLOTS - 1), { minLength: 4, maxLength: 4 }), often(96));

function compose(indices: readonly number[], inside: boolean, granule: bigint): bigint {
	let address = inside ? 0n : 1n << 47n;
	indices.forEach((index, level) => {
		address |= BigInt(index) << (granule + (granule - 3n) * BigInt(3 - level));
	});
	return address & 0xffff_ffff_ffffn;
}

const start1 = (s: { granule: bigint; input: bigint }) =>
	4 - Math.ceil(Number(s.input - s.granule) / Number(s.granule - 3n));

/** The tables in both memories. */
class Setting {
	readonly bench = new SmmuV3Bench({ frames: FRAMES });
	readonly words = new Words(FRAMES * 4096);

	set(address: number, value: bigint): void {
		write64(this.bench.memory, address, value);
		this.words.set(BigInt(address), value);
	}

	/** Writes the tables of a stage; leaves point at frame 0 of their level, or at a table's frame. */
	fill(entries: readonly Entry[], first: number, second: boolean): void {
		entries.forEach((entry, i) => {
			const table = first + Math.floor(i / SLOTS) * TABLE_FRAMES;
			this.set(
				table * 4096 + (i % SLOTS) * 8,
				(entry.valid ? 1n : 0n) |
					(entry.table ? 2n : 0n) |
					(second ? (entry.memory ? 0x3cn : 0x4n) : 0n) |
					entry.bits |
					(entry.accessed ? 0x400n : 0n) |
					0x800n |
					(entry.table ? q(first + entry.target * TABLE_FRAMES) : 0n) |
					entry.upper,
			);
		});
	}

	check(space: Space, request: Wanted, address: bigint, setup: () => void): void {
		const { bench, words } = this;
		setup();
		const expected = new ReferenceWalker(words, space, request).translate(address);
		const port = bench.port;
		const access =
			(request.read ? 1 : 0) |
			(request.write ? 2 : 0) |
			(request.execute ? 4 : 0) |
			(request.privileged ? 8 : 0);
		const page = Number(address >> 12n);
		const pasid = space.first === undefined ? NO_PASID : 0;
		const outcome = request.ats
			? port.translate(pasid, page, access)
			: port.access(pasid, page, access);
		const events = bench.events();
		expect(describeOutcome(outcome, bench, events, request)).toEqual(summary(expected, request));
		for (const [at, value] of words.entries()) {
			const got =
				BigInt(bench.memory.read32(Number(at))) |
				(BigInt(bench.memory.read32(Number(at) + 4)) << 32n);
			if (got !== value)
				expect([at.toString(16), got.toString(16)]).toEqual([at.toString(16), value.toString(16)]);
		}
	}
}

function describeOutcome(
	outcome: Translation,
	bench: SmmuV3Bench,
	events: ReturnType<SmmuV3Bench['events']>,
	request: Wanted,
): unknown {
	if (outcome === Translation.OK)
		return ['ok', bench.port.frame, bench.port.granted & (request.ats ? 7 : 0), events.length];
	return [
		outcome,
		events.map((event) => [
			event.id,
			event.second,
			event.kind,
			event.id === 0x0b ? event.last : event.second ? event.last : 0n,
		]),
	];
}

/** The outcome in the terms of the port. */
function summary(expected: Outcome, request: Wanted): unknown {
	switch (expected.end) {
		case 'ok':
			return [
				'ok',
				Number(expected.address >> 12n),
				request.ats
					? (expected.read ? 1 : 0) | (expected.write ? 2 : 0) | (expected.execute ? 4 : 0)
					: 0,
				0,
			];
		case 'nothing':
			return [Translation.NO_ACCESS, []];
		case 'outside':
			return [Translation.ABORTED, []];
		default: {
			if (request.ats)
				return [expected.id === 0x0b ? Translation.ABORTED : Translation.NO_ACCESS, []];
			const last = expected.id === 0x0b ? expected.last : expected.second ? expected.last : 0n;
			const page = expected.id === 0x0b ? last : (last >> 12n) << 12n;
			return [Translation.ABORTED, [[expected.id, expected.second, expected.kind, page]]];
		}
	}
}

const OUTPUT_BITS = [32, 36, 40, 42, 44, 48] as const;

describe('VMSAv8-64 walkers against the reference', () => {
	it('stage 1', () => {
		fc.assert(
			fc.property(
				tables,
				shape1,
				switches,
				wanted,
				fc.array(addressOf, { minLength: 3, maxLength: 3 }),
				(entries, shape, on, request, addresses) => {
					const setting = new Setting();
					setting.fill(entries, FIRST, false);
					const space: Space = {
						first: { ...shape, ...on, table: q(FIRST), output: 40n, start: start1(shape) },
						second: undefined,
					};
					for (const [indices, inside] of addresses)
						setting.check(space, request, compose(indices, inside, shape.granule), () =>
							setting.bench.first(
								{
									t0sz: 64 - Number(shape.input),
									tg0: shape.tg,
									ips: OUTPUT_BITS.indexOf(40),
									ttb0: q(FIRST),
									affd: on.affd,
									ha: on.ha,
									hd: on.hd,
									had0: on.had,
									wxn: on.wxn,
									pan: on.pan,
								},
								{ eats: 1, cdMax: 4 },
							),
						);
				},
			),
			{ numRuns: 1500 },
		);
	}, 60_000);

	it('stage 2', () => {
		fc.assert(
			fc.property(
				tables,
				shape2,
				switches,
				wanted,
				fc.array(addressOf, { minLength: 3, maxLength: 3 }),
				(entries, shape, on, request, addresses) => {
					const setting = new Setting();
					setting.fill(entries, SECOND, true);
					const space: Space = {
						first: undefined,
						second: { ...shape, ...on, ptw: false, table: q(SECOND), output: 40n },
					};
					// Without stage 1 there are no substreams: stage 1 is passed by.
					for (const [indices, inside] of addresses)
						setting.check(
							space,
							request.ats ? { ...request, execute: false, privileged: false } : request,
							compose(indices, inside, shape.granule),
							() =>
								setting.bench.second({
									eats: 1,
									t0sz: 64 - Number(shape.input),
									tg: shape.tg,
									sl0: shape.sl0,
									ps: OUTPUT_BITS.indexOf(40),
									table: q(SECOND),
									affd: on.affd,
									ha: on.ha,
									hd: on.hd,
								}),
						);
				},
			),
			{ numRuns: 1500 },
		);
	}, 60_000);

	it('nested', () => {
		const identity = fc.record({
			ha: fc.boolean(),
			hd: fc.boolean(),
			affd: often(20),
			ptw: often(30),
		});
		fc.assert(
			fc.property(
				tables,
				fc.array(entryOf, { minLength: FRAMES, maxLength: FRAMES }),
				shape1,
				switches,
				identity,
				wanted,
				fc.array(addressOf, { minLength: 3, maxLength: 3 }),
				(entries, pages, shape, on, on2, request, addresses) => {
					const setting = new Setting();
					setting.fill(entries, FIRST, false);
					// Stage 2, 4 KiB and 39 bits, maps every page to itself, with the odd flaw.
					const [top, middle, leaf] = [SECOND, SECOND + 1, SECOND + 2];
					setting.set(top * 4096, q(middle) | 3n);
					for (let i = 0; i < FRAMES / 512; i++)
						setting.set(middle * 4096 + i * 8, q(leaf + i) | 3n);
					pages.forEach((entry, guest) => {
						const flawed = guest !== Frame.CONTEXTS && guest % 3 === 0;
						setting.set(
							leaf * 4096 + guest * 8,
							flawed
								? (entry.valid ? 3n : 2n) |
										(entry.memory ? 0x3cn : 0x4n) |
										(entry.bits | 0x40n) |
										(entry.accessed ? 0x400n : 0n) |
										q(guest) |
										entry.upper
								: q(guest) | 0x4ffn,
						);
					});
					const first: Space['first'] = {
						...shape,
						...on,
						table: q(FIRST),
						output: 40n,
						start: start1(shape),
					};
					const second: Space['second'] = {
						...on2,
						granule: 12n,
						input: 39n,
						output: 40n,
						start: 1,
						table: q(top),
					};
					for (const [indices, inside] of addresses)
						setting.check({ first, second }, request, compose(indices, inside, shape.granule), () =>
							setting.bench.first(
								{
									t0sz: 64 - Number(shape.input),
									tg0: shape.tg,
									ips: OUTPUT_BITS.indexOf(40),
									ttb0: q(FIRST),
									affd: on.affd,
									ha: on.ha,
									hd: on.hd,
									had0: on.had,
									wxn: on.wxn,
									pan: on.pan,
								},
								{
									config: 7,
									cdMax: 4,
									eats: 1,
									t0sz: 25,
									sl0: 1,
									ps: OUTPUT_BITS.indexOf(40),
									table: q(top),
									...on2,
								},
							),
						);
				},
			),
			{ numRuns: 700 },
		);
	}, 60_000);
});
