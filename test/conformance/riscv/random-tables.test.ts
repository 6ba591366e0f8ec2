import { describe, expect, it } from 'vitest';
import { Access, Translation } from '../../../src/emulator/iommu/contract.js';
import { RiscvBench, TC } from '../../support/riscv-bench.js';
import {
	type Asked,
	Memory64,
	RiscvReferenceWalker,
} from '../../support/riscv-reference-walker.js';
import { ppn, RWX, read64, write64 } from '../../support/riscv-tables.js';

const FRAMES = 256;
/** Frames of random tables; in a guest they are meant to be their own guest frames. */
const TABLES = 32;
const FIRST_TABLE = 64;
const SECOND_ROOT = 128;
/** Indices that random tables and random addresses use; 3 is kept for the process directory. */
const INDICES = [0, 1, 2, 511];
const PDT_HOST = 60;
const PID = 0x21;

/** A generator of 32-bit numbers from a seed. */
function generator(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b_79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}
type Random = (below: number) => number;
const pick = <T>(random: Random, from: readonly T[]): T => from[random(from.length)]!;

function randomEntry(random: Random): bigint {
	const table = ppn(FIRST_TABLE + random(TABLES));
	const kind = random(100);
	if (kind < 53) return table | 1n;
	if (kind < 55) return ppn(1n << BigInt(random(44))) | 1n;
	if (kind < 60) return 0n;
	let entry = table | 0xd3n | (BigInt(random(8)) << 1n);
	if (kind < 75) entry = ppn(random(4) * 512) | 0xdfn;
	if (kind < 80) entry = ppn(FIRST_TABLE + 8 + random(4) * 16) | 0xdfn | (1n << 63n);
	for (const [one, times] of [
		[6, 6],
		[7, 4],
		[4, 8],
		[5, 3],
		[0, 40],
		[63, 40],
	] as const)
		if (random(times) === 0) entry ^= 1n << BigInt(one);
	if (random(30) === 0) entry |= 1n << BigInt(54 + random(9));
	if (random(12) === 0) entry |= ppn(1n << BigInt(random(44)));
	return entry;
}

interface Setting {
	bench: RiscvBench;
	words: Memory64;
	walker: (asked: Asked) => RiscvReferenceWalker;
	firstLevels: number;
	secondLevels: number;
	sum: boolean;
}

/** Random tables for both stages in the same frames, so that everything leads everywhere. */
function setUp(random: Random): Setting {
	const bench = new RiscvBench({ frames: FRAMES, iotlbEntries: 64 });
	const words = new Memory64(FRAMES * 4096);
	const firstLevels = pick(random, [0, 3, 4, 5]);
	const secondLevels = pick(random, firstLevels === 0 ? [3, 4, 5] : [0, 3, 4, 5]);
	const put = (address: number, value: bigint) => {
		write64(bench.memory, address, value);
	};
	for (let table = 0; table < TABLES; table++)
		for (const index of INDICES) put((FIRST_TABLE + table) * 4096 + index * 8, randomEntry(random));
	for (const index of [...INDICES, 2047]) put(SECOND_ROOT * 4096 + index * 8, randomEntry(random));
	// Most guest frames of tables are what they are in the host, by pages of 4 KiB or by one of 2 MiB.
	let pdt = BigInt(PDT_HOST);
	if (secondLevels !== 0) {
		pdt = 3n << BigInt((secondLevels - 1) * 9);
		bench.tables.mapSecond(SECOND_ROOT, secondLevels, pdt, PDT_HOST);
		if (random(4) !== 0) {
			const leaf = random(2) === 0 ? RWX : RWX ^ (1n << BigInt(pick(random, [2, 6, 7])));
			if (random(2) === 0) {
				put(SECOND_ROOT * 4096, 0n);
				bench.tables.mapSecond(SECOND_ROOT, secondLevels, 0n, 0, leaf, 1);
			} else {
				put(SECOND_ROOT * 4096, 0n);
				for (let frame = 0n; frame < 128n; frame++)
					bench.tables.mapSecond(SECOND_ROOT, secondLevels, frame, Number(frame), leaf);
			}
		}
	}
	const sum = random(2) === 0;
	const updates = [random(2) === 0, random(2) === 0] as const;
	const mode = (levels: number) => (levels === 0 ? 0n : BigInt(levels + 5) << 60n);
	bench.context({
		tc: TC.V | TC.EN_ATS | TC.PDTV | (updates[0] ? TC.SADE : 0n) | (updates[1] ? TC.GADE : 0n),
		iohgatp: mode(secondLevels) | (secondLevels === 0 ? 0n : BigInt(SECOND_ROOT)),
		fsc: (1n << 60n) | pdt,
	});
	bench.process(PID, 0x7003n | (sum ? 4n : 0n), mode(firstLevels) | BigInt(FIRST_TABLE), PDT_HOST);
	for (let frame = 16; frame < FRAMES; frame++)
		for (let at = 0; at < 4096; at += 8) {
			const value = read64(bench.memory, frame * 4096 + at);
			if (value !== 0n) words.set(BigInt(frame * 4096 + at), value);
		}
	const first = { root: BigInt(FIRST_TABLE) << 12n, levels: firstLevels, updates: updates[0] };
	const second = { root: BigInt(SECOND_ROOT) << 12n, levels: secondLevels, updates: updates[1] };
	return {
		bench,
		words,
		walker: (asked) =>
			new RiscvReferenceWalker(
				words,
				firstLevels === 0 ? undefined : first,
				secondLevels === 0 ? undefined : second,
				asked,
			),
		firstLevels,
		secondLevels,
		sum,
	};
}

function randomAddress(random: Random, setting: Setting): bigint {
	const levels = setting.firstLevels || setting.secondLevels;
	let page = 0n;
	for (let level = levels - 1; level >= 0; level--) {
		const wide = level === levels - 1 && setting.firstLevels === 0;
		page = (page << 9n) | BigInt(pick(random, wide ? [...INDICES, 2047] : INDICES));
	}
	if (setting.firstLevels !== 0 && page >> BigInt(levels * 9 - 1) === 1n)
		page |= (1n << 52n) - (1n << BigInt(levels * 9));
	if (random(20) === 0) page ^= 1n << BigInt(random(52));
	return page << 12n;
}

/** What the model is to report for what the reference found. */
const CAUSES = { page: [12, 13, 15], access: [1, 5, 7], guest: [20, 21, 23] } as const;

/** How often the reference found what. */
const ends = new Map<string, number>();

describe('random tables', () => {
	it.each(Array.from({ length: 24 }, (_, i) => i))(
		'are walked as the rules say, seed %d',
		(seed) => {
			const random = generator(0x5eed + seed * 7919);
			for (let set = 0; set < 20; set++) {
				const setting = setUp(random);
				const { bench, words } = setting;
				let address = 0n;
				for (let i = 0; i < 25; i++) {
					// Some are asked again, for something else: what is cached of them must not grant too much.
					if (i === 0 || random(3) !== 0) address = randomAddress(random, setting);
					const execute = random(4) === 0;
					const write = !execute && random(2) === 0;
					const asked: Asked = {
						read: !write || random(2) === 0,
						write,
						execute,
						supervisor: random(4) === 0,
						sum: setting.sum,
						ats: random(2) === 0,
					};
					const access =
						(asked.read ? Access.READ : 0) |
						(asked.write ? Access.WRITE : 0) |
						(asked.execute ? Access.EXEC : 0) |
						(asked.supervisor ? Access.PRIV : 0);
					const answer = setting.walker(asked).translate(address);
					ends.set(answer.end, (ends.get(answer.end) ?? 0) + 1);
					const page = Number(address >> 12n);
					const end = asked.ats
						? bench.port.translate(PID, page, access)
						: bench.port.access(PID, page, access);
					const faults = bench.faults();
					const seen = { end, causes: faults.map((fault) => fault.cause), at: faults[0]?.iotval2 };
					const cause =
						answer.end === 'ok' || answer.end === 'nothing'
							? undefined
							: CAUSES[answer.end][asked.execute ? 0 : asked.write ? 2 : 1];
					if (answer.end === 'ok') {
						expect(seen).toEqual({ end: Translation.OK, causes: [], at: undefined });
						expect(BigInt(bench.port.frame) << 12n).toBe(answer.address);
						expect(bench.port.granted).toBe(
							(answer.read ? Access.READ : 0) |
								(answer.write ? Access.WRITE : 0) |
								(answer.execute ? Access.EXEC : 0) |
								(asked.supervisor ? Access.PRIV : 0),
						);
					} else if (asked.ats && (answer.end === 'page' || answer.end === 'guest'))
						expect(seen).toEqual({ end: Translation.NO_ACCESS, causes: [], at: undefined });
					else
						expect(seen).toEqual({
							end: Translation.ABORTED,
							causes: cause === undefined ? [] : [cause],
							at:
								cause === undefined
									? undefined
									: answer.end === 'guest'
										? answer.address | answer.flags
										: 0n,
						});
				}
				for (const [address, value] of words.words)
					expect([address, read64(bench.memory, Number(address))]).toEqual([address, value]);
			}
		},
	);

	it('have every end come about', () => {
		expect([...ends.keys()].sort()).toEqual(['access', 'guest', 'nothing', 'ok', 'page']);
		expect(Math.min(...ends.values())).toBeGreaterThan(20);
	});
});
