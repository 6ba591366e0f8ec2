import { describe, expect, it } from 'vitest';
import type { DmaError } from '../../../src/emulator/endpoint/dma-job.js';
import { PciFunction } from '../../../src/emulator/endpoint/pci-function.js';
import { AmdBench, DOMAIN, MESSAGE } from '../../support/amdvi-bench.js';
import { GUEST_RWU, q } from '../../support/amdvi-tables.js';
import { enableAll, priStatus } from '../../support/fake-iommu.js';

/** A PCI function with PRI behind the unit, and just enough of a driver to serve it from the PPR log. */

const FUNCTION = 0x0021;
const GPRP = 1n << 53n;

class Machine {
	readonly bench = new AmdBench();
	readonly fn: PciFunction;
	readonly root: number;
	/** What runs after the current call, as a host's event loop would. */
	readonly later: (() => void)[] = [];
	/** Code to answer page requests with; the page is mapped for 0. */
	code = 0;
	served = 0;
	#head = 0;

	constructor() {
		const { bench } = this;
		this.fn = new PciFunction(
			{
				requesterId: FUNCTION,
				ats: true,
				pri: true,
				pasidWidth: 20,
				priCapacity: 512,
				responsePasidRequired: true,
			},
			bench.memory,
			() => 0,
			(run) => this.later.push(run),
		);
		this.fn.attach(bench.unit);
		this.root = bench.tables.frame();
		const gcr3 = bench.tables.frame();
		bench.tables.gcr3(gcr3, 1, q(this.root) | 1n);
		bench.device({ gcr3, set: [GPRP] }, FUNCTION);
		bench.unit.onInterrupt((data) => {
			expect(data).toBe(MESSAGE.request);
			this.later.push(() => this.drain());
		});
		enableAll(this.fn, 512);
	}

	drain(): void {
		const { bench } = this;
		while (this.#head !== bench.read(0x2038)) {
			const [q0, q1] = bench.request(this.#head / 16);
			this.#head = (this.#head + 16) & 0xfff;
			bench.write(0x2030, this.#head);
			this.served++;
			const page = q1 >> 12n;
			if (this.code === 0)
				bench.tables.guest(this.root, page, q(1000n + (page & 0xffn)) | GUEST_RWU);
			if ((q0 & (1n << 41n)) === 0n) continue;
			const tag = Number((q0 >> 32n) & 0x1ffn);
			bench.put(
				Number(q0 & 0xffffn),
				0x7000_0000 + Number((q0 >> 16n) & 0xffffn),
				4,
				(this.code << 12) | tag,
			);
		}
		bench.ring();
		if ((bench.status & 0x20) === 0) return;
		bench.write(0x2020, 0x20);
		bench.write(0x0018, bench.read(0x0018));
	}

	/** Until nothing is left to run. */
	settle(): void {
		for (let turns = 0; this.later.length > 0; turns++) {
			if (turns > 10_000) throw new Error('no end');
			this.later.shift()!();
		}
	}
}

describe('a function that pages by PRI', () => {
	it('writes and reads pages that were mapped for it on request', () => {
		const machine = new Machine();
		const bytes = Uint8Array.from({ length: 3 * 4096 }, (_, i) => i * 7);
		const back = new Uint8Array(bytes.length);
		const ends: (DmaError | undefined)[] = [];
		machine.fn.dma.write(1, 0x5800, bytes, (error) => ends.push(error));
		machine.settle();
		machine.fn.dma.read(1, 0x5800, back, (error) => ends.push(error));
		machine.settle();
		expect(ends).toEqual([undefined, undefined]);
		expect(back).toEqual(bytes);
		expect(machine.served).toBe(4);
		expect(machine.bench.memory.read8(1005 * 4096 + 0x801)).toBe(7);
		expect(machine.bench.events()).toEqual([]);
	});

	it('ends an access whose page is answered Invalid, and stops at Response Failure', () => {
		const machine = new Machine();
		const ends: (string | undefined)[] = [];
		machine.code = 1;
		machine.fn.dma.access(1, 9, 1, (error) => ends.push(error?.kind));
		machine.settle();
		expect(ends).toEqual(['invalid']);
		machine.code = 0xf;
		machine.fn.dma.access(1, 10, 1, (error) => ends.push(error?.kind));
		machine.settle();
		expect(ends).toEqual(['invalid', 'failure']);
		expect(priStatus(machine.fn) & 1).toBe(1);
	});

	it('gets through a PPR log that overflows, with automatic responses', () => {
		const machine = new Machine();
		machine.bench.write(0x001c, 0x80);
		let left = 400;
		for (let page = 0; page < 400; page++)
			machine.fn.dma.access(1, page, 1, (error) => {
				expect(error).toBeUndefined();
				left--;
			});
		expect(machine.bench.status & 0x20).toBe(0x20);
		machine.settle();
		expect(left).toBe(0);
		expect(machine.bench.unit.counters.pageRequestsDropped).toBeGreaterThan(0);
		expect(machine.bench.unit.counters.autoResponses).toBeGreaterThan(0);
	});

	it('uses a page no longer once it was unmapped in the right order', () => {
		const machine = new Machine();
		const ends: (string | undefined)[] = [];
		const touch = () => {
			machine.fn.dma.access(1, 7, 1, (error) => ends.push(error?.kind));
			machine.settle();
		};
		touch();
		machine.bench.tables.guest(machine.root, 7n, 0n);
		machine.code = 1;
		touch();
		const { bench } = machine;
		bench.put(1, 0x3000_0000 | DOMAIN, 0x7004, 0);
		bench.put(FUNCTION, 0x4001_0000, 0x7004, 0);
		bench.putWait(9);
		bench.ring();
		expect(bench.stored()).toBe(9);
		touch();
		expect(ends).toEqual([undefined, undefined, 'invalid']);
	});
});
