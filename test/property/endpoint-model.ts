import fc from 'fast-check';
import { expect } from 'vitest';
import type { DmaError } from '../../src/emulator/endpoint/dma-job.js';
import { PhysicalMemory } from '../../src/emulator/memory.js';
import {
	Cap,
	enableAll,
	enablePri,
	FakeIommu,
	makeBench,
	type SeenRequest,
} from '../support/fake-iommu.js';

const PASIDS = [-1, 5, 6];
const PAGES = 24;
/** More than the bytes of the pages, so that each page's contents can be told apart. */
const byteOf = (pasid: number, page: number, offset: number): number =>
	((pasid + 2) * 97 + page * 31 + offset * 7 + (offset >> 8)) & 0xff;

export type Step =
	| {
			readonly do: 'read' | 'write';
			readonly pasid: number;
			readonly at: number;
			readonly length: number;
	  }
	| { readonly do: 'touch'; readonly pasid: number; readonly page: number; readonly access: number }
	| { readonly do: 'answer'; readonly which: number; readonly code: number; readonly map: boolean }
	| {
			readonly do: 'unmap';
			readonly pasid: number;
			readonly page: number;
			readonly pages: number;
			readonly how: number;
	  }
	| { readonly do: 'stray'; readonly index: number; readonly code: number }
	| { readonly do: 'stop' | 'toggle' | 'reset' | 'later'; readonly pasid: number };

const pasid = fc.constantFrom(...PASIDS);
const page = fc.nat(PAGES - 1);
export const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constantFrom('read' as const, 'write' as const),
			pasid,
			at: fc.nat(PAGES * 4096 - 1),
			length: fc.nat(6 * 4096),
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			do: fc.constant('touch' as const),
			pasid,
			page,
			access: fc.constantFrom(1, 2, 3, 5),
		}),
	},
	{
		weight: 12,
		arbitrary: fc.record({
			do: fc.constant('answer' as const),
			which: fc.nat(),
			code: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
			map: fc.constantFrom(true, true, true, false),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constant('unmap' as const),
			pasid,
			page,
			pages: fc.integer({ min: 1, max: PAGES }),
			how: fc.nat(2),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('stray' as const),
			index: fc.integer({ min: 0, max: 511 }),
			code: fc.constantFrom(0, 1, 0xf),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constantFrom('stop' as const, 'toggle' as const, 'reset' as const, 'later' as const),
			pasid: fc.constantFrom(5, 6),
		}),
	},
);

interface Job {
	ends: number;
	error: DmaError | undefined;
	readonly check: () => void;
}

/** One history: the function under test, and what must hold of it after every step. */
export class History {
	readonly allocation: number;
	readonly iommu = new FakeIommu();
	readonly memory = new PhysicalMemory(1024);
	readonly fn;
	readonly jobs: Job[] = [];
	/** Sealed groups that await their answer: PRG index to its last request. */
	readonly outstanding = new Map<number, SeenRequest>();
	readonly openRequests = new Map<number, number>();
	readonly later: (() => void)[] = [];
	readonly busy: boolean;

	constructor(allocation: number, pagesPerGroup: number, busy: boolean) {
		this.allocation = allocation;
		this.busy = busy;
		const bench = makeBench(
			{ pagesPerGroup, livelockLimit: 3, atcEntries: 16 },
			busy ? (fn) => this.later.push(fn) : undefined,
			{ iommu: this.iommu, memory: this.memory },
		);
		this.fn = bench.fn;
		enableAll(this.fn, allocation);
		for (const p of PASIDS)
			for (let n = 0; n < PAGES + 6; n++)
				for (let i = 0; i < 4096; i += 8)
					this.memory.write8(this.frame(p, n) * 4096 + i, byteOf(p, n, i));
		let sent = 0;
		this.iommu.onRequest = (request) => {
			expect(this.outstanding.has(request.prgIndex)).toBe(false);
			const before = this.openRequests.get(request.prgIndex) ?? 0;
			this.openRequests.set(request.prgIndex, before + 1);
			expect(this.requestsOpen()).toBeLessThanOrEqual(allocation);
			expect(before).toBeLessThan(pagesPerGroup);
			if (!request.last) return;
			this.outstanding.set(request.prgIndex, request);
			// A full queue: the IOMMU answers by itself now and then.
			if (busy && ++sent % 5 === 0) this.answer(request, 0);
		};
	}

	frame(p: number, n: number): number {
		return 1 + PASIDS.indexOf(p) * 64 + n;
	}

	requestsOpen(): number {
		let sum = 0;
		for (const count of this.openRequests.values()) sum += count;
		return sum;
	}

	forget(): void {
		this.outstanding.clear();
		this.openRequests.clear();
	}

	answer(request: SeenRequest, code: number): void {
		this.outstanding.delete(request.prgIndex);
		this.openRequests.delete(request.prgIndex);
		this.iommu.respond(request, code);
	}

	job(check: () => void): (error: DmaError | undefined) => void {
		const job: Job = { ends: 0, error: undefined, check };
		this.jobs.push(job);
		return (error) => {
			job.ends++;
			job.error = error;
			if (error === undefined) check();
		};
	}

	run(s: Step): void {
		const { fn, iommu } = this;
		switch (s.do) {
			case 'read': {
				const into = new Uint8Array(s.length).fill(1);
				const check = () => {
					for (let i = 0; i < s.length; i++) {
						const at = s.at + i;
						if (at % 8 !== 0) continue;
						const n = Math.floor(at / 4096);
						if (into[i] !== byteOf(s.pasid, n, at % 4096)) throw new Error(`byte ${at} is wrong`);
					}
				};
				fn.dma.read(s.pasid, s.at, into, this.job(check));
				break;
			}
			case 'write': {
				// The same bytes that are there, so that reads can check at any time.
				const from = new Uint8Array(s.length);
				for (let i = 0; i < s.length; i++) {
					const at = s.at + i;
					from[i] = at % 8 === 0 ? byteOf(s.pasid, Math.floor(at / 4096), at % 4096) : 0;
				}
				fn.dma.write(
					s.pasid,
					s.at,
					from,
					this.job(() => {}),
				);
				break;
			}
			case 'touch':
				fn.dma.access(
					s.pasid,
					s.page,
					s.access,
					this.job(() => {}),
				);
				break;
			case 'answer': {
				const groups = [...this.outstanding.values()];
				const request = groups[s.which % Math.max(1, groups.length)];
				if (request === undefined) break;
				if (s.map)
					for (const each of iommu.requests)
						if (each.prgIndex === request.prgIndex && each.pasid === request.pasid)
							iommu.map(each.pasid, each.page, this.frame(each.pasid, each.page), each.access | 1);
				this.answer(request, s.code);
				break;
			}
			case 'unmap': {
				for (const p of PASIDS) for (let n = s.page; n < s.page + s.pages; n++) iommu.unmap(p, n);
				let done = 0;
				const invalidatePasid = s.how === 0 ? -1 : 5;
				fn.invalidate(invalidatePasid, s.page, s.pages, s.how === 2, () => done++);
				expect(done).toBe(1);
				break;
			}
			case 'stray':
				if (this.openRequests.has(s.index) && s.code !== 0xf) break;
				if (s.code === 0xf) this.forget();
				fn.pageResponse(5, s.index, s.code);
				break;
			case 'stop':
				fn.stopPasid(s.pasid);
				break;
			case 'toggle':
				if (fn.configRead(Cap.PRI + 4, 2) === 1) fn.configWrite(Cap.PRI + 4, 2, 0);
				else if (fn.configRead(Cap.PRI + 6, 2) & 0x100) enablePri(fn, this.allocation);
				break;
			case 'reset':
				this.forget();
				fn.reset();
				enableAll(fn, this.allocation);
				break;
			case 'later':
				for (const fn of this.later.splice(0)) fn();
		}
	}

	check(): void {
		for (const job of this.jobs) expect(job.ends).toBeLessThanOrEqual(1);
		expect(this.fn.dma.active).toBe(this.jobs.reduce((n, job) => n + (job.ends === 0 ? 1 : 0), 0));
		expect(this.fn.outstandingRequests).toBe(this.requestsOpen());
		expect(this.fn.outstandingGroups).toBe(this.outstanding.size);
		expect(this.requestsOpen()).toBeLessThanOrEqual(this.allocation);
	}

	/** Answers everything until nothing is left. */
	drain(): void {
		for (let round = 0; this.fn.dma.active > 0; round++) {
			expect(round).toBeLessThan(10_000);
			this.run({ do: 'later', pasid: 5 });
			this.run({ do: 'answer', which: 0, code: 0, map: true });
			if (this.outstanding.size === 0 && this.later.length === 0 && this.fn.dma.active > 0)
				throw new Error('jobs wait and nothing is outstanding: they are lost');
		}
		this.check();
	}
}
