import { describe, expect, it } from 'vitest';
import type { DmaError } from '../../../src/emulator/endpoint/dma-job.js';
import { PciFunction } from '../../../src/emulator/endpoint/pci-function.js';
import { enableAll } from '../../support/fake-iommu.js';
import { READ, SmmuV3Bench } from '../../support/smmuv3-bench.js';
import { LEAF1, q, write64 } from '../../support/smmuv3-tables.js';

/** A PCI function with PRI behind the SMMU, and the least software that serves its page requests. */

const SID = 0x20;

class Setting {
	readonly bench = new SmmuV3Bench({ requestBits: 2 });
	readonly fn: PciFunction;
	readonly root: bigint;
	readonly later: (() => void)[] = [];
	readonly ended: (DmaError | undefined)[] = [];
	#read = 0;
	#next = 0x1000;

	constructor() {
		const { bench } = this;
		this.fn = new PciFunction(
			{
				requesterId: SID,
				ats: true,
				pri: true,
				pasidWidth: 20,
				priCapacity: 64,
				responsePasidRequired: true,
			},
			bench.memory,
			() => 0,
			(run) => this.later.push(run),
		);
		this.fn.attach(bench.unit);
		enableAll(this.fn, 64);
		this.root = q(bench.tables.frame());
		bench.ste(SID, { config: 5, context: q(5), cdMax: 4, eats: 1, ppar: true });
		bench.cd(3, { asid: 7, ttb0: this.root });
	}

	write(page: number): void {
		this.fn.dma.access(3, page, 2, (error) => this.ended.push(error));
	}

	/** Maps what is asked and answers it, reading the queue to its end; acknowledges an overflow. */
	serve(code = 2n): void {
		const { bench } = this;
		const producer = bench.read(0x100c8);
		for (; this.#read !== (producer & 7); this.#read = (this.#read + 1) & 7) {
			const [w0, w1] = bench.request(this.#read & 3) as [bigint, bigint];
			expect(w0 & 0xffff_ffffn).toBe(BigInt(SID));
			if (code === 2n) bench.tables.map(this.root, (w1 >> 12n) << 12n, q(this.#next++) | LEAF1);
			bench.put(0x841n | (w0 << 32n) | (3n << 12n), (w1 & 0x1ffn) | (code << 12n));
		}
		bench.write(0x100cc, producer);
		bench.ring();
	}
}

describe('a PCI function behind the SMMU', () => {
	it('misses, asks, is served, and writes', () => {
		const s = new Setting();
		s.write(10);
		expect(s.ended).toEqual([]);
		s.serve();
		expect(s.ended).toEqual([undefined]);
		s.write(10);
		expect(s.ended.length).toBe(2);
		expect(s.bench.events()).toEqual([]);
		expect(s.fn.outstandingRequests).toBe(0);
	});

	it('an invalid request ends the access', () => {
		const s = new Setting();
		s.write(10);
		s.serve(1n);
		expect(s.ended).toMatchObject([{ kind: 'invalid' }]);
	});

	it('more requests than the queue holds all end well, by overflow answers', () => {
		const s = new Setting();
		for (let page = 0; page < 20; page++) s.write(page);
		for (let round = 0; round < 20 && s.ended.length < 20; round++) {
			s.serve();
			while (s.later.length > 0) s.later.shift()!();
		}
		expect(s.ended).toEqual(new Array(20).fill(undefined));
		expect(s.bench.unit.counters.autoResponses).toBeGreaterThan(0);
		expect(s.fn.outstandingRequests).toBe(0);
		expect(s.bench.read(0x60)).toBe(0);
	});

	it('uses its translation until ATC_INV is complete, and faults after it', () => {
		const s = new Setting();
		s.write(10);
		s.serve();
		const leaf = s.bench.tables.map(s.root, q(10), 0n);
		write64(s.bench.memory, leaf, 0n);
		s.write(10);
		expect(s.ended).toEqual([undefined, undefined]);
		s.bench.put(0x12n | (7n << 48n), q(10) | 1n);
		s.bench.put(0x46n);
		s.bench.put(0x840n | (3n << 12n) | (BigInt(SID) << 32n), q(10));
		s.bench.submit(0x46n);
		expect(s.bench.read(0x60)).toBe(0);
		s.write(10);
		expect(s.ended.length).toBe(2);
		expect(s.fn.outstandingRequests).toBe(1);
		expect(s.bench.port.access(-1, 10, READ)).not.toBe(0);
	});
});
