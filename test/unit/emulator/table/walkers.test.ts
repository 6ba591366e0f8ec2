import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VtdBench } from '../../../support/vtd-bench.js';
import {
	ReferenceWalker,
	type Space,
	type Wanted,
	Words,
} from '../../../support/vtd-reference-walker.js';
import { q, write64 } from '../../../support/vtd-tables.js';

/**
 * Random tables and requests, several for each set of tables so that later ones meet what earlier ones left in
 * the caches, translated by the model and by the reference walker: outcome, frame,
 * permissions, fault reason and every table word afterwards must agree. Tables are drawn from a few frames
 * and may point at each other or at themselves, which hardware must survive.
 */

const FRAMES = 256;
/** Tables of the level under test, and behind them, nested, the second level's. */
const TABLES = 12;
/** Entries used of each table. */
const SLOTS = 3;
const FIRST_TABLE = 32;
const SECOND_ROOT = 64;
const GUEST_FRAMES = 64;

/** True in `percent` of cases. */
const often = (percent: number) => fc.integer({ min: 0, max: 99 }).map((n) => n < percent);

const entryOf = fc.record({
	target: fc.nat(TABLES - 1),
	present: often(96),
	writable: often(88),
	user: often(94),
	leaf: often(8),
	marked: fc.nat(3),
	extra: fc.oneof(
		{ weight: 40, arbitrary: fc.constant(0n) },
		{ weight: 1, arbitrary: fc.integer({ min: 7, max: 63 }).map((bit) => 1n << BigInt(bit)) },
		{ weight: 1, arbitrary: fc.constant(0x5000n << 12n) },
		{ weight: 1, arbitrary: fc.constant(1n << 63n) },
	),
});

const settings = fc.record({
	slade: fc.boolean(),
	wpe: fc.boolean(),
	nxe: often(80),
	smep: fc.boolean(),
	eafe: fc.boolean(),
});

const wanted = fc.record({
	read: often(80),
	write: fc.boolean(),
	execute: often(25),
	supervisor: often(25),
	ats: fc.boolean(),
});

const pageOf = fc
	.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2), often(97))
	.map(([a, b, c, d, canonical]) => {
		const page = BigInt(a) | (BigInt(b) << 9n) | (BigInt(c) << 18n) | (BigInt(d) << 27n);
		return canonical ? page : page | (1n << 40n);
	});

const requests = fc.array(fc.tuple(wanted, pageOf), { minLength: 1, maxLength: 4 });

type Entry = typeof entryOf extends fc.Arbitrary<infer T> ? T : never;

/** The target of an entry: a large leaf points at frame 0, where its alignment allows. */
function place(entry: Entry, host: (table: number) => number): bigint {
	return q(host(entry.target)) | entry.extra;
}

function firstEntry(entry: Entry, host: (table: number) => number): bigint {
	return (
		(entry.leaf ? 0x80n | entry.extra : place(entry, host)) |
		(entry.present ? 1n : 0n) |
		(entry.writable ? 2n : 0n) |
		(entry.user ? 4n : 0n) |
		(BigInt(entry.marked) << 5n)
	);
}

function secondEntry(entry: Entry, host: (table: number) => number): bigint {
	return (
		(entry.leaf ? 0x80n | entry.extra : place(entry, host)) |
		(entry.present && entry.user ? 1n : 0n) |
		(entry.present && entry.writable ? 2n : 0n) |
		(BigInt(entry.marked) << 8n)
	);
}

/** The tables in both memories. */
class Setting {
	readonly bench = new VtdBench({ frames: FRAMES });
	readonly words = new Words(FRAMES * 4096);

	set(address: number, value: bigint): void {
		write64(this.bench.memory, address, value);
		this.words.set(BigInt(address), value);
	}

	check(space: Space, asked: readonly (readonly [Wanted, bigint])[]): void {
		for (const [request, page] of asked) this.#checkOne(space, request, page);
	}

	#checkOne(space: Space, request: Wanted, page: bigint): void {
		const { bench, words } = this;
		bench.clearFaults();
		bench.pasid(1, {
			pgtt: { first: 1, second: 2, nested: 3 }[space.kind],
			first: space.first >> 12n,
			second: space.second >> 12n,
			width: space.secondLevels - 2,
			slade: space.slade,
			wpe: space.wpe,
			nxe: space.nxe,
			smep: space.smep,
			eafe: space.eafe,
			sre: true,
			ere: true,
		});
		// A request that wants nothing counts as a read.
		const asked = { ...request, read: request.read || !request.write };
		const expected = new ReferenceWalker(words, space, asked).translate(page << 12n);
		const access =
			(request.read ? 1 : 0) |
			(request.write ? 2 : 0) |
			(request.execute ? 4 : 0) |
			(request.supervisor ? 8 : 0);
		const outcome = request.ats
			? bench.port.translate(1, Number(page), access)
			: bench.port.access(1, Number(page), access);
		const recorded = bench.faults().map((f) => f.reason);
		if (expected.end === 'ok') {
			expect([outcome, recorded, BigInt(bench.port.frame) << 12n]).toEqual([
				0,
				[],
				expected.address,
			]);
			expect(bench.port.granted & 7).toBe(
				(expected.read ? 1 : 0) | (expected.write ? 2 : 0) | (expected.execute ? 4 : 0),
			);
		} else if (expected.end === 'nothing') expect([outcome, recorded]).toEqual([3, []]);
		else if (expected.curable && request.ats) expect([outcome, recorded]).toEqual([1, []]);
		else expect([outcome, recorded]).toEqual([3, [expected.reason]]);
		// One comparison for all words: there are many.
		const differing: string[] = [];
		for (const [address, value] of words.entries()) {
			const at = Number(address);
			const held = (BigInt(bench.memory.read32(at + 4)) << 32n) | BigInt(bench.memory.read32(at));
			if (held !== value)
				differing.push(`${at.toString(16)}: ${held.toString(16)}, not ${value.toString(16)}`);
		}
		expect(differing).toEqual([]);
	}
}

describe('page walks agree with the reference walker', () => {
	const entries = fc.array(entryOf, { minLength: TABLES * SLOTS, maxLength: TABLES * SLOTS });
	/** Where entry `i` stands: table and byte offset. */
	const tableOf = (i: number) => Math.floor(i / SLOTS);
	const offsetOf = (i: number) => (i % SLOTS) * 8;

	it('first level', () => {
		fc.assert(
			fc.property(entries, settings, requests, (rows, set, asked) => {
				const setting = new Setting();
				rows.forEach((row, i) => {
					setting.set(
						(FIRST_TABLE + tableOf(i)) * 4096 + offsetOf(i),
						firstEntry(row, (table) => FIRST_TABLE + table),
					);
				});
				setting.check(
					{ kind: 'first', first: q(FIRST_TABLE), second: 0n, secondLevels: 4, ...set },
					asked,
				);
			}),
			{ numRuns: 500 },
		);
	});

	it('second level, 3 and 4 levels', () => {
		fc.assert(
			fc.property(
				entries,
				settings,
				requests,
				fc.constantFrom(3 as const, 4 as const),
				(rows, set, asked, secondLevels) => {
					const setting = new Setting();
					rows.forEach((row, i) => {
						setting.set(
							(FIRST_TABLE + tableOf(i)) * 4096 + offsetOf(i),
							secondEntry(row, (table) => FIRST_TABLE + table),
						);
					});
					setting.check(
						{ kind: 'second', first: 0n, second: q(FIRST_TABLE), secondLevels, ...set },
						asked,
					);
				},
			),
			{ numRuns: 500 },
		);
	});

	it('nested', () => {
		// Guest frames 0 to 11 hold the first level's tables; the second level maps 64 guest frames, some badly.
		const leaves = fc.array(
			fc.record({
				guest: fc.nat(GUEST_FRAMES - 1),
				bits: fc.constantFrom(0n, 1n, 1n, 2n, 3n, 0x103n, 0x303n, 0x803n, 3n | (0x5000n << 12n)),
			}),
			{ maxLength: 8 },
		);
		fc.assert(
			fc.property(entries, leaves, settings, requests, (rows, odd, set, asked) => {
				const setting = new Setting();
				for (let level = 0; level < 3; level++)
					setting.set((SECOND_ROOT + level) * 4096, q(SECOND_ROOT + level + 1) | 3n);
				const host = (guest: number) => FIRST_TABLE + ((guest * 5) % TABLES);
				for (let guest = 0; guest < GUEST_FRAMES; guest++) {
					const frame = guest < TABLES ? host(guest) : 128 + guest;
					const bits = odd.find((leaf) => leaf.guest === guest)?.bits ?? 3n;
					setting.set((SECOND_ROOT + 3) * 4096 + guest * 8, q(frame) | bits);
				}
				rows.forEach((row, i) => {
					setting.set(
						host(tableOf(i)) * 4096 + offsetOf(i),
						firstEntry(row, (guest) => guest),
					);
				});
				setting.check(
					{ kind: 'nested', first: 0n, second: q(SECOND_ROOT), secondLevels: 4, ...set },
					asked,
				);
			}),
			{ numRuns: 500 },
		);
	});
});
