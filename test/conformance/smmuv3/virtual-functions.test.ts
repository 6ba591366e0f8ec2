import { describe, expect, it } from 'vitest';
import { PciFunction } from '../../../src/emulator/endpoint/pci-function.js';
import { Ends, enableAll, enablePri, priStatus } from '../../support/fake-iommu.js';
import { SmmuV3Bench } from '../../support/smmuv3-bench.js';
import { LEAF1, q } from '../../support/smmuv3-tables.js';
import { enableAts } from '../../support/virtual-functions.js';

/** A physical function and two virtual ones behind the SMMU, each a stream of its own, and their pages. */
class Setting {
	readonly bench = new SmmuV3Bench();
	readonly functions: readonly PciFunction[];
	readonly ends = new Ends();
	readonly #root: bigint;
	#next = 0x1000;
	#read = 0;

	constructor(allocation: number) {
		const { bench } = this;
		const pf = new PciFunction(
			{
				requesterId: 0x20,
				ats: true,
				pri: true,
				pasidWidth: 4,
				priCapacity: 64,
				responsePasidRequired: true,
				virtualFunctions: true,
			},
			bench.memory,
			() => 0,
		);
		const virtual = [0x21, 0x22].map((requesterId) =>
			pf.addVirtualFunction({ requesterId, ats: true }),
		);
		this.functions = [pf, ...virtual];
		this.#root = q(bench.tables.frame());
		bench.cd(3, { asid: 7, ttb0: this.#root });
		for (const fn of this.functions) {
			fn.attach(bench.unit);
			bench.ste(fn.requesterId, { config: 5, context: q(5), cdMax: 4, eats: 1, ppar: true });
		}
		enableAll(pf, allocation);
		for (const vf of virtual) enableAts(vf);
	}

	access(at: number, page: number): void {
		this.functions[at]!.dma.access(3, page, 2, this.ends.done(`${at}:${page}`));
	}

	/** Stream ids in the queue, which are answered with the code that `codeOf` gives: 0 failure, 1 invalid, 2 success. */
	serve(codeOf: (stream: number) => number): number[] {
		const { bench } = this;
		const streams: number[] = [];
		for (; this.#read !== bench.read(0x100c8); this.#read = (this.#read + 1) & 0x1ff) {
			const [w0, w1] = bench.request(this.#read & 0xff) as [bigint, bigint];
			const stream = Number(w0 & 0xffff_ffffn);
			streams.push(stream);
			const code = codeOf(stream);
			if (code === 2) bench.tables.map(this.#root, (w1 >> 12n) << 12n, q(this.#next++) | LEAF1);
			bench.put(
				0x841n | (BigInt(stream) << 32n) | (3n << 12n),
				(w1 & 0x1ffn) | (BigInt(code) << 12n),
			);
		}
		bench.write(0x100cc, this.#read);
		bench.ring();
		return streams;
	}
}

describe('virtual functions behind the SMMU', () => {
	it('ask under their own stream ids and share the credits', () => {
		const s = new Setting(2);
		for (const at of [0, 1, 2]) for (const page of [10, 11]) s.access(at, 16 * at + page);
		const order: number[] = [];
		for (let round = 0; round < 10; round++) order.push(...s.serve(() => 2));
		expect(order.sort()).toEqual([0x20, 0x20, 0x21, 0x21, 0x22, 0x22]);
		expect(s.ends.list.sort()).toEqual(['0:10', '0:11', '1:26', '1:27', '2:42', '2:43']);
		expect(s.bench.read(0x60)).toBe(0);
	});

	it('Response Failure to one stops all of them; the others ask again when PRI is enabled again', () => {
		const s = new Setting(8);
		for (const at of [0, 1, 2]) s.access(at, 10 + at);
		s.serve((stream) => (stream === 0x21 ? 0 : 2));
		// The first was answered before; the last lost its request, and its answer has no effect.
		expect(s.ends.list.sort()).toEqual(['0:10', '1:11:failure']);
		const [pf, vf1, vf2] = s.functions as [PciFunction, PciFunction, PciFunction];
		expect(priStatus(pf)).toBe(0x8101);
		expect([pf, vf1, vf2].map(({ counters: c }) => [c.responsesFailure, c.sharedFailures])).toEqual(
			[
				[0, 1],
				[1, 0],
				[0, 1],
			],
		);
		expect(vf2.counters.responsesIgnored).toBe(1);
		s.access(1, 20);
		expect(s.ends.list.at(-1)).toBe('1:20:aborted');
		expect(s.bench.events().map(({ id, stream }) => [id, stream])).toEqual([[0x10, 0x21]]);
		s.access(2, 21);
		enablePri(pf, 8);
		expect(s.serve(() => 2)).toEqual([0x22, 0x22]);
		expect(s.ends.list.slice(3).sort()).toEqual(['2:12', '2:21']);
	});

	it('an invalid request to one is its own affair', () => {
		const s = new Setting(8);
		for (const at of [0, 1, 2]) s.access(at, 10 + at);
		s.serve((stream) => (stream === 0x21 ? 1 : 2));
		expect(s.ends.list).toEqual(['0:10', '1:11:invalid', '2:12']);
	});
});
