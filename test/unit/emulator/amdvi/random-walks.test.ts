import { describe, expect, it } from 'vitest';
import { NO_PASID } from '../../../../src/emulator/iommu/contract.js';
import { AmdBench } from '../../../support/amdvi-bench.js';
import {
	type AmdOutcome,
	AmdReferenceWalker,
	type AmdSpace,
	Words,
} from '../../../support/amdvi-reference-walker.js';
import { EXEC, PRIV, q, READ, read64, WRITE, write64 } from '../../../support/amdvi-tables.js';

const FRAMES = 256;
/** Frames of tables, in which everything that can be read lies. */
const FIRST = 16;
const COUNT = 12;
const INDICES = [0, 0, 0, 1, 2, 511];
/** Every entry that is laid down. */
const USED = [...Array.from({ length: 32 }, (_, i) => i), 511];

/** Reproducible numbers below a bound. */
function numbers(seed: number): (bound: number) => number {
	let state = (seed * 0x9e37_79b1 + 1) >>> 0;
	return (bound) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % bound;
	};
}

type Below = (bound: number) => number;
const pick = <T>(below: Below, from: readonly T[]): T => from[below(from.length)]!;
const chance = (below: Below, oneIn: number): boolean => below(oneIn) === 0;

function hostEntry(below: Below): bigint {
	const next = pick(below, [0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 7]);
	let entry = chance(below, 12) ? 0n : 1n;
	entry |= BigInt(next) << 9n;
	entry |= BigInt(pick(below, [3, 3, 3, 3, 1, 2, 0])) << 61n;
	entry |= BigInt(below(2)) << 5n;
	if (next === 7) entry |= ((1n << BigInt(below(24))) - 1n) << 12n;
	else entry |= q(chance(below, 10) ? below(1024) : FIRST + below(COUNT));
	if (chance(below, 20)) entry |= 1n << BigInt(52 + below(9));
	if (chance(below, 40)) entry |= 1n << 45n;
	return entry;
}

function guestEntry(below: Below): bigint {
	let entry = chance(below, 12) ? 0n : 1n;
	entry |= pick(below, [6n, 6n, 6n, 6n, 6n, 6n, 6n, 6n, 4n, 2n]);
	if (chance(below, 6)) entry |= 0x80n;
	if (chance(below, 3)) entry |= 0x20n;
	if (chance(below, 6)) entry |= 1n << 63n;
	return entry | q(chance(below, 10) ? below(1024) : chance(below, 6) ? 0 : FIRST + below(COUNT));
}

/** Lays down random tables and says how the device uses them. */
function layDown(bench: AmdBench, below: Below): AmdSpace {
	const guest = below(3);
	const half = FIRST + COUNT / 2;
	for (let frame = FIRST; frame < FIRST + COUNT; frame++)
		for (const index of new Set(INDICES))
			write64(
				bench.memory,
				frame * 4096 + index * 8,
				guest === 0 || (guest === 2 && frame < half) ? hostEntry(below) : guestEntry(below),
			);
	const levels = guest === 1 ? 0 : chance(below, 12) ? 0 : 1 + below(6);
	const root = chance(below, 20) ? 5000 : FIRST;
	const gcr3 = guest === 0 ? undefined : half;
	if (guest === 2 && levels > 0) {
		// Guest frames are at least partly where they are numbered.
		const table = FIRST + 1;
		write64(bench.memory, FIRST * 4096, q(table) | 0x6000_0000_0000_0201n);
		if (levels === 1)
			for (let i = 0; i < 32; i++) write64(bench.memory, FIRST * 4096 + i * 8, q(i) | own(below));
		else
			for (let i = 0; i < 32; i++) write64(bench.memory, table * 4096 + i * 8, q(i) | own(below));
	}
	const readable = !chance(below, 15);
	const writable = !chance(below, 10);
	const had = pick(below, [0n, 1n, 2n, 3n]);
	bench.device({
		mode: levels,
		root,
		...(gcr3 === undefined ? {} : { gcr3 }),
		set: [had << 7n],
		clear: [(readable ? 0n : 1n << 61n) | (writable ? 0n : 1n << 62n)],
	});
	return {
		host: q(root),
		levels,
		accessed: (had & 1n) !== 0n,
		dirty: (had & 2n) !== 0n,
		gcr3: gcr3 === undefined ? undefined : q(gcr3),
		pasid: 1n,
		readable,
		writable,
	};
}

const own = (below: Below): bigint =>
	chance(below, 12) ? 1n | (BigInt(below(4)) << 61n) : 0x6000_0000_0000_0001n;

function copyOf(bench: AmdBench): Words {
	const words = new Words(FRAMES * 4096);
	for (let frame = FIRST; frame < FIRST + COUNT; frame++)
		for (const index of USED) {
			const at = frame * 4096 + index * 8;
			const value = read64(bench.memory, at);
			if (value !== 0n) words.set(BigInt(at), value);
		}
	return words;
}

function addressOf(below: Below): bigint {
	let address = 0n;
	for (let level = 6; level > 0; level--)
		address |=
			BigInt(level > 4 && !chance(below, 8) ? 0 : pick(below, INDICES)) <<
			BigInt(12 + 9 * (level - 1));
	return address & 0xffff_ffff_ffff_ffffn;
}

/** What the model did, in the reference's words. */
function modelled(
	bench: AmdBench,
	space: AmdSpace,
	address: bigint,
	access: number,
	ats: boolean,
): AmdOutcome | 'no access' {
	const pasid = space.gcr3 === undefined ? NO_PASID : 1;
	const page = Number(address >> 12n);
	const end = ats
		? bench.port.translate(pasid, page, access)
		: bench.port.access(pasid, page, access);
	const events = bench.events();
	if (end === 0) {
		expect(events).toEqual([]);
		return {
			end: 'ok',
			address: q(bench.port.frame),
			read: (bench.port.granted & READ) !== 0,
			write: (bench.port.granted & WRITE) !== 0,
			execute: (bench.port.granted & EXEC) !== 0,
		};
	}
	if (end === 1) {
		expect(ats).toBe(true);
		expect(events).toEqual([]);
		return 'no access';
	}
	expect(end).toBe(3);
	if (events.length === 0) return { end: 'beyond' };
	expect(events).toHaveLength(1);
	const [first, second] = events[0]!;
	if (first >> 60n === 4n) return { end: 'hardware error', address: second };
	expect([first >> 60n, second]).toEqual([2n, address]);
	return { end: 'page fault', flags: Number((first >> 48n) & 0xd0n) };
}

/** Seeds of one run; each lays down tables and makes a few requests of them. */
function run(from: number, seeds: number, requests: number): Map<string, number> {
	const ends = new Map<string, number>();
	for (let seed = from; seed < from + seeds; seed++) {
		const below = numbers(seed);
		const bench = new AmdBench({ frames: FRAMES, iotlbEntries: 16, tableCacheEntries: 16 });
		const space = layDown(bench, below);
		for (let i = 0; i < requests; i++) {
			const address = addressOf(below);
			const access =
				pick(below, [READ, READ, WRITE, READ | WRITE, READ | EXEC]) | (chance(below, 3) ? PRIV : 0);
			const ats = below(2) === 0;
			const withPasid = space.gcr3 !== undefined;
			const words = copyOf(bench);
			const expected = new AmdReferenceWalker(words, space, {
				read: (access & READ) !== 0,
				write: (access & WRITE) !== 0,
				execute: withPasid && (access & EXEC) !== 0,
				supervisor: withPasid && (access & PRIV) !== 0,
				ats,
			}).translate(address);
			bench.submit(0, 0x8000_0000);
			const found = modelled(bench, space, address, access, ats);
			const context = `seed ${seed} request ${i} address ${address.toString(16)} access ${access} ats ${ats}`;
			const wanted = ats && expected.end === 'page fault' ? 'no access' : rounded(expected);
			expect([context, found]).toEqual([context, wanted]);
			const after = copyOf(bench);
			const expectedWords = [...words.entries()].filter(([, value]) => value !== 0n);
			const sorted = (list: [bigint, bigint][]) => list.sort(([a], [b]) => (a < b ? -1 : 1));
			expect([context, sorted([...after.entries()])]).toEqual([context, sorted(expectedWords)]);
			const key = `${space.gcr3 === undefined ? 'host' : space.levels === 0 ? 'guest' : 'nested'} ${expected.end}`;
			ends.set(key, (ends.get(key) ?? 0) + 1);
		}
	}
	return ends;
}

/** The port tells pages. */
function rounded(outcome: AmdOutcome): AmdOutcome {
	return outcome.end === 'ok' ? { ...outcome, address: (outcome.address >> 12n) << 12n } : outcome;
}

describe('random tables and requests against the reference walker', () => {
	it('end alike, with the same bits left in memory', () => {
		const ends = run(1, 800, 6);
		for (const kind of ['host', 'guest', 'nested'])
			for (const end of ['ok', 'page fault', 'hardware error'])
				expect([kind, end, (ends.get(`${kind} ${end}`) ?? 0) > 20]).toEqual([kind, end, true]);
	});
});
