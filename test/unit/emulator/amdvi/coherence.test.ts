import { describe, expect, it } from 'vitest';
import { NO_PASID } from '../../../../src/emulator/iommu/contract.js';
import { AmdBench } from '../../../support/amdvi-bench.js';
import {
	AmdReferenceWalker,
	type AmdSpace,
	Words,
} from '../../../support/amdvi-reference-walker.js';
import {
	entryAddress,
	GUEST_RWU,
	HOST_RW,
	q,
	READ,
	read64,
	WRITE,
	write64,
} from '../../../support/amdvi-tables.js';

/**
 * Software changes tables at random and sends the smallest command that covers each change; after it every
 * translation is what the tables say, whatever was cached before.
 */

const FRAMES = 512;
const ROOT = 64;
const GCR3 = 65;
const TABLES = 96;
/** Guest-physical pages 0 to 191 lie where they are numbered, or as edits left them. */
const GUEST_PAGES = 192;
const PAGES = [3n, 4n, 5n, 515n, 516n, 0x4_0003n, 0x4_0203n];
const PASIDS = [1, 2];

function numbers(seed: number): (bound: number) => number {
	let state = (seed * 0x9e37_79b1 + 1) >>> 0;
	return (bound) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % bound;
	};
}

class Machine {
	readonly bench: AmdBench;
	readonly below: (bound: number) => number;
	readonly nested: boolean;
	/** Top table of each PASID. */
	readonly roots = new Map<number, number>();

	constructor(seed: number, nested: boolean) {
		this.below = numbers(seed);
		this.nested = nested;
		this.bench = new AmdBench({ frames: FRAMES, iotlbEntries: 64, tableCacheEntries: 16 });
		const { tables } = this.bench;
		for (let page = 0; page < GUEST_PAGES; page++) this.host(BigInt(page), q(page) | HOST_RW);
		PASIDS.forEach((pasid, i) => {
			const root = TABLES + i * 32;
			this.roots.set(pasid, root);
			tables.gcr3(GCR3, pasid, q(root) | 1n);
			for (const page of PAGES) this.guest(pasid, page, this.leaf());
		});
		this.bench.device({ mode: nested ? 2 : 0, root: ROOT, gcr3: GCR3 });
	}

	pick<T>(from: readonly T[]): T {
		return from[this.below(from.length)]!;
	}

	leaf(): bigint {
		return this.below(5) === 0
			? 0n
			: q(this.below(GUEST_PAGES)) | this.pick([GUEST_RWU, GUEST_RWU, 5n]);
	}

	/** Host entry of a guest page: table of two levels, the second one at frame 66. */
	host(page: bigint, entry: bigint): void {
		write64(this.bench.memory, ROOT * 4096, q(ROOT + 2) | HOST_RW | 0x200n);
		write64(this.bench.memory, entryAddress(ROOT + 2, page, 1), entry);
	}

	/** Guest tables stand in a fixed place each: root + level-3 index and so on. */
	guest(pasid: number, page: bigint, entry: bigint): void {
		const path = this.path(pasid, page);
		for (let level = 4; level > 1; level--)
			write64(
				this.bench.memory,
				entryAddress(path[4 - level]!, page, level),
				q(path[5 - level]!) | GUEST_RWU,
			);
		write64(this.bench.memory, entryAddress(path[3]!, page, 1), entry);
	}

	path(pasid: number, page: bigint): number[] {
		const root = this.roots.get(pasid)!;
		const third = Number(page >> 18n);
		const second = Number((page >> 9n) & 1n);
		return [root, root + 1, root + 2 + third, root + 4 + third * 2 + second];
	}

	/** A range of guest pages, for every PASID: two may have the same table. */
	drop(low: number, high: number): void {
		for (const pasid of PASIDS) this.bench.submit(pasid, 0x3000_0007, low, high);
	}

	/** One change and its command. */
	edit(): void {
		const { bench, below } = this;
		const pasid = this.pick(PASIDS);
		const page = this.pick(PAGES);
		const low = Number((page << 12n) & 0xffff_f000n);
		const high = Number(page >> 20n);
		switch (below(this.nested ? 6 : 4)) {
			case 0:
			case 1:
				write64(bench.memory, entryAddress(this.path(pasid, page)[3]!, page, 1), this.leaf());
				this.drop((low | 4) >>> 0, high);
				break;
			case 2: {
				// An entry above the last table, cut or put back, or read-only.
				const level = 2 + below(3);
				const at = entryAddress(this.path(pasid, page)[4 - level]!, page, level);
				const next = q(this.path(pasid, page)[5 - level]!);
				write64(bench.memory, at, next | this.pick([GUEST_RWU, GUEST_RWU, 5n, 0n]));
				const size = [0x20_0000, 0x4000_0000, 0][level - 2]!;
				if (size === 0) this.drop(0xffff_f007, 0x7fff_ffff);
				else this.drop((low - (low % size) + size / 2 - 0x1000) | 7, high);
				break;
			}
			case 3:
				bench.tables.gcr3(
					GCR3,
					pasid,
					q(this.roots.get(this.pick(PASIDS))!) | BigInt(below(4) > 0 ? 1 : 0),
				);
				bench.submit(pasid, 0x3000_0007, 0xffff_f007, 0x7fff_ffff);
				break;
			default: {
				const guestPage = below(GUEST_PAGES);
				const to = below(4) === 0 ? below(FRAMES) : guestPage;
				this.host(
					BigInt(guestPage),
					below(8) === 0 ? 0n : q(to) | this.pick([HOST_RW, HOST_RW, 1n | (1n << 61n)]),
				);
				bench.submit(0, 0x3000_0007, guestPage * 4096, 0);
			}
		}
	}

	/** A request, and what the tables say. */
	check(context: string): string {
		const { bench, below } = this;
		const page = this.pick(PAGES);
		const withPasid = !this.nested || below(4) > 0;
		const pasid = withPasid ? this.pick(PASIDS) : NO_PASID;
		const asked = withPasid ? page : BigInt(below(GUEST_PAGES));
		const access = this.pick([READ, WRITE, READ | WRITE]);
		const space: AmdSpace = {
			host: q(ROOT),
			levels: this.nested ? 2 : 0,
			accessed: false,
			dirty: false,
			gcr3: withPasid ? q(GCR3) : undefined,
			pasid: BigInt(Math.max(pasid, 0)),
			readable: true,
			writable: true,
		};
		const words = new Words(FRAMES * 4096);
		const use = (frame: number) => {
			for (const index of [0, 1, 2, 3, 4, 5])
				words.set(BigInt(frame * 4096 + index * 8), read64(bench.memory, frame * 4096 + index * 8));
		};
		for (let frame = 0; frame < FRAMES; frame++) if (frame !== ROOT + 2) use(frame);
		for (let i = 0; i < GUEST_PAGES; i++) {
			const at = (ROOT + 2) * 4096 + i * 8;
			words.set(BigInt(at), read64(bench.memory, at));
		}
		const expected = new AmdReferenceWalker(words, space, {
			read: (access & READ) !== 0,
			write: (access & WRITE) !== 0,
			execute: false,
			supervisor: false,
			ats: true,
		}).translate(asked << 12n);
		const end = bench.port.translate(pasid, Number(asked), access);
		const found =
			end === 0
				? [q(bench.port.frame), (bench.port.granted & WRITE) !== 0]
				: end === 1
					? 'none'
					: 'aborted';
		const wanted =
			expected.end === 'ok'
				? [expected.address, expected.write]
				: expected.end === 'page fault'
					? 'none'
					: 'aborted';
		expect([context, found]).toEqual([context, wanted]);
		return expected.end;
	}
}

describe('translations after each change and its command are what the tables say', () => {
	it.each([
		['guest tables', false],
		['nested tables', true],
	])('%s', (_name, nested) => {
		const ends = new Map<string, number>();
		let hits = 0;
		for (let seed = 1; seed <= 12; seed++) {
			const machine = new Machine(seed, nested);
			for (let step = 0; step < 60; step++) {
				if (step % 4 === 3) machine.edit();
				const end = machine.check(`seed ${seed} step ${step}`);
				ends.set(end, (ends.get(end) ?? 0) + 1);
			}
			hits += machine.bench.unit.counters.iotlbHits;
		}
		expect([(ends.get('ok') ?? 0) > 100, (ends.get('page fault') ?? 0) > 50, hits > 20]).toEqual([
			true,
			true,
			true,
		]);
	});
});
