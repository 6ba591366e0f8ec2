import { describe, expect, it } from 'vitest';
import { Access, NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { DEVICE, FakeEndpoint, MESSAGE, RiscvBench, TC } from '../../support/riscv-bench.js';
import { Frame, read64 } from '../../support/riscv-tables.js';

const { READ } = Access;
const ON = TC.V | TC.EN_ATS | TC.EN_PRI;
const PQCSR = 0x050;
const FAILURE = 15;
const INVALID = 1;
const SUCCESS = 0;

/** One group of two requests, with and without PASID. */
function ask(bench: RiscvBench): void {
	bench.port.pageRequest(NO_PASID, 1, READ, 3, false);
	bench.port.pageRequest(NO_PASID, 2, READ, 3, true);
	bench.port.pageRequest(0x12345, 3, READ, 4, true);
	bench.port.stopMarker(0x12345);
}

/** Fills the queue of `order` with requests, one less than it has entries. */
function fill(bench: RiscvBench, entries: number): void {
	for (let i = 1; i < entries; i++) bench.port.pageRequest(NO_PASID, i, READ, i, true);
}

describe('what the IOMMU answers by itself', () => {
	const cases: [string, (bench: RiscvBench) => void, number, number[]][] = [
		['mode Off', (b) => b.write(0x010, 0), FAILURE, [256]],
		['no entry in the directory', () => {}, FAILURE, [258]],
		['a misconfigured context', (b) => b.context({ tc: ON | TC.SXL }), FAILURE, [259]],
		[
			'a directory outside the memory',
			(b) => {
				b.write(0x010, 0);
				b.write64(0x010, (0x10_0000n << 10n) | 2n);
			},
			FAILURE,
			[257],
		],
		[
			'mode Bare',
			(b) => {
				b.write(0x010, 0);
				b.write(0x010, 1);
			},
			INVALID,
			[260],
		],
		['EN_PRI 0', (b) => b.context({ tc: TC.V | TC.EN_ATS }), INVALID, [260]],
		['EN_ATS 0', (b) => b.context({ tc: TC.V }), INVALID, [260]],
		['EN_PRI 0, silent', (b) => b.context({ tc: TC.V | TC.DTF }), INVALID, []],
		[
			'queue off',
			(b) => {
				b.context({ tc: ON });
				b.write(PQCSR, 2);
			},
			FAILURE,
			[],
		],
	];

	it.each(cases)('%s', (_name, set, code, causes) => {
		const bench = new RiscvBench();
		set(bench);
		ask(bench);
		// Only what is last and no stop marker is answered; with PASID only a failure is.
		expect(bench.endpoint.responses).toEqual([
			[-1, 3, code],
			[code === FAILURE ? 0x12345 : -1, 4, code],
		]);
		const faults = bench.faults();
		expect(faults.map((fault) => fault.cause)).toEqual(
			causes.length === 0 ? [] : new Array(4).fill(causes[0]),
		);
		expect(faults.every((fault) => fault.type === 9 && fault.iotval === 4n)).toBe(true);
		expect(bench.read(0x044)).toBe(0);
	});

	it('a device id wider than the mode is INVALID, so that others may go on', () => {
		const bench = new RiscvBench();
		const endpoint = new FakeEndpoint();
		bench.unit.connect(0x40, endpoint).pageRequest(1, 1, READ, 9, true);
		expect([endpoint.responses, bench.causes()]).toEqual([[[-1, 9, INVALID]], [260]]);
	});

	it('a queue outside the memory is a memory fault: FAILURE until software clears it', () => {
		const bench = new RiscvBench();
		bench.context({ tc: ON | TC.PRPR });
		bench.write(PQCSR, 2);
		bench.write64(0x038, (0x10_0000n << 10n) | 6n);
		bench.write(PQCSR, 3);
		bench.port.pageRequest(7, 1, READ, 5, true);
		expect([bench.read(PQCSR), bench.messages]).toEqual([0x1_0103, [MESSAGE.request]]);
		bench.port.pageRequest(7, 1, READ, 6, false);
		bench.port.pageRequest(7, 1, READ, 6, true);
		expect(bench.endpoint.responses).toEqual([
			[7, 5, FAILURE],
			[7, 6, FAILURE],
		]);
		expect([bench.causes(), bench.read(0x044)]).toEqual([[], 0]);
		bench.write(PQCSR, 0x103);
		expect(bench.read(PQCSR)).toBe(0x1_0003);
	});
});

describe('a full queue', () => {
	it('overflows: groups are answered SUCCESS when software has ended it', () => {
		const bench = new RiscvBench({ order: 1 });
		bench.context({ tc: ON });
		fill(bench, 4);
		expect([bench.read(PQCSR), bench.read(0x044)]).toEqual([0x1_0003, 3]);
		ask(bench);
		expect([bench.read(PQCSR), bench.read(0x044), bench.endpoint.responses]).toEqual([
			0x1_0203,
			3,
			[],
		]);
		// Room alone does not help: everything is dropped until the bit is cleared.
		bench.write(0x040, 3);
		bench.port.pageRequest(NO_PASID, 9, READ, 9, true);
		expect([bench.read(0x044), bench.endpoint.responses]).toEqual([3, []]);
		bench.write(PQCSR, 0x203);
		expect(bench.endpoint.responses).toEqual([
			[-1, 3, SUCCESS],
			[-1, 4, SUCCESS],
			[-1, 9, SUCCESS],
		]);
		bench.port.pageRequest(NO_PASID, 9, READ, 9, true);
		expect([bench.read(0x044), bench.read(PQCSR)]).toEqual([0, 0x1_0003]);
		expect(read64(bench.memory, Frame.REQUESTS * 4096 + 3 * 16 + 8)).toBe(0x904dn);
		expect(bench.causes()).toEqual([]);
	});

	it('answers with the PASID where PRPR asks for it', () => {
		const bench = new RiscvBench({ order: 0 });
		bench.context({ tc: ON | TC.PRPR });
		fill(bench, 2);
		ask(bench);
		bench.write(PQCSR, 0x203);
		expect(bench.endpoint.responses).toEqual([
			[-1, 3, SUCCESS],
			[0x12345, 4, SUCCESS],
		]);
	});

	it('overflows again at once when nothing was read', () => {
		const bench = new RiscvBench({ order: 0 });
		bench.context({ tc: ON });
		fill(bench, 2);
		bench.port.pageRequest(NO_PASID, 2, READ, 2, true);
		bench.write(PQCSR, 0x203);
		bench.port.pageRequest(NO_PASID, 3, READ, 3, true);
		expect(bench.endpoint.responses).toEqual([[-1, 2, SUCCESS]]);
		expect(bench.read(PQCSR)).toBe(0x1_0203);
	});

	it('answers what it owes when the queue is turned off', () => {
		const bench = new RiscvBench({ order: 0 });
		bench.context({ tc: ON });
		fill(bench, 2);
		ask(bench);
		bench.write(PQCSR, 0);
		expect(bench.endpoint.responses.map(([, index]) => index)).toEqual([3, 4]);
		bench.write(PQCSR, 3);
		expect([bench.read(PQCSR), bench.read(0x044), bench.endpoint.responses.length]).toEqual([
			0x1_0003, 0, 2,
		]);
	});

	it('owes nothing to a device that is gone, and everything to the others', () => {
		const bench = new RiscvBench({ order: 0 });
		const endpoint = new FakeEndpoint();
		const other = bench.unit.connect(6, endpoint);
		bench.context({ tc: ON });
		bench.context({ tc: ON }, 6);
		fill(bench, 2);
		// More than the list of them holds at first.
		for (let i = 0; i < 200; i++) {
			bench.port.pageRequest(NO_PASID, 1, READ, i, true);
			other.pageRequest(NO_PASID, 1, READ, i, true);
		}
		bench.unit.disconnect(DEVICE);
		bench.write(PQCSR, 0x203);
		expect(bench.endpoint.responses).toEqual([]);
		expect(endpoint.responses).toEqual(Array.from({ length: 200 }, (_, i) => [-1, i, SUCCESS]));
		expect(bench.unit.counters.autoResponses).toBe(200);
	});
});

describe('the fault queue', () => {
	const FQCSR = 0x04c;

	it('drops what it is too full for until software clears the overflow', () => {
		const bench = new RiscvBench({ order: 1 });
		for (let i = 0; i < 5; i++) bench.port.access(NO_PASID, i, READ);
		expect([bench.read(FQCSR), bench.read(0x034)]).toEqual([0x1_0203, 3]);
		expect(bench.faults().map((fault) => fault.iotval)).toEqual([0n, 0x1000n, 0x2000n]);
		bench.port.access(NO_PASID, 6, READ);
		expect(bench.faults()).toEqual([]);
		bench.write(FQCSR, 0x203);
		bench.port.access(NO_PASID, 7, READ);
		expect(bench.faults().map((fault) => fault.iotval)).toEqual([0x7000n]);
		expect([bench.unit.counters.faultsRecorded, bench.unit.counters.faultsDropped]).toEqual([4, 3]);
	});

	it('outside the memory is a memory fault', () => {
		const bench = new RiscvBench();
		bench.write(FQCSR, 0);
		bench.write64(0x028, (0x10_0000n << 10n) | 6n);
		bench.write(FQCSR, 3);
		bench.port.access(NO_PASID, 1, READ);
		bench.port.access(NO_PASID, 1, READ);
		expect([bench.read(FQCSR), bench.read(0x034), bench.messages]).toEqual([
			0x1_0103,
			0,
			[MESSAGE.fault],
		]);
	});

	it('takes nothing while it is off', () => {
		const bench = new RiscvBench();
		bench.write(FQCSR, 2);
		bench.port.access(NO_PASID, 1, READ);
		expect([bench.read(FQCSR), bench.messages]).toEqual([2, []]);
		bench.write(FQCSR, 3);
		expect(bench.faults()).toEqual([]);
	});

	it('of many entries goes over frames, from a base aligned to its size', () => {
		const bench = new RiscvBench({ frames: 4096, idle: true });
		// 256 entries of 32 bytes: two frames; the odd page is the even one.
		bench.write64(0x028, (0x101n << 10n) | 7n);
		bench.write(FQCSR, 1);
		for (let i = 0; i < 200; i++) bench.port.access(NO_PASID, i, READ);
		expect(read64(bench.memory, 0x100 * 4096 + 199 * 32 + 16)).toBe(199n * 4096n);
		expect(bench.read(0x034)).toBe(200);
	});
});
