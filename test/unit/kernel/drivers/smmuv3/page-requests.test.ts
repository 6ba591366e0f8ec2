import { describe, expect, it } from 'vitest';
import { FaultType } from '../../../../../src/host/kernel/fault.js';
import { SmmuV3FakeBench } from '../../../../support/smmuv3-fake.js';
import { FakeConfigSpace } from '../../../../support/vtd-registers-config.js';

const [READ, WRITE, EXEC, PRIV] = [1, 2, 4, 8];
/** Bits of the second word: SSV, Last, W, R, X, Priv. */
const SSV = 0x8000_0000;
const LAST = 0x4000_0000;
const W = 0x2000_0000;
const R = 0x1000_0000;
const X = 0x0800_0000;
const P = 0x0400_0000;
/** PRG index 0x1ab, page 0x112233445. */
const TAIL = [0x3344_51ab, 0x1122];
const PAGE = 0x1_1223_3445;

describe('a record of the PRI queue', () => {
	it.each([
		[SSV | LAST | W | R, 3 | 8, READ | WRITE],
		[SSV | R | X | P, 1 | 8, READ | EXEC | PRIV],
		[SSV | LAST | W, 3 | 8, WRITE],
		// Not the last: no stop marker.
		[SSV, 1 | 8, 0],
		// Without PASID a request that wants nothing is one like others.
		[LAST, 2, 0],
		[LAST | R, 2, READ],
	])('0x%s', (bits, flags, perm) => {
		const bench = new SmmuV3FakeBench();
		bench.probed(0x10);
		const pasid = (bits & SSV) === 0 ? 0 : 0xf_1234;
		bench.record('request', [0x10, bits | pasid, ...TAIL]);
		expect(bench.core.faults).toEqual([]);
		bench.clock.settle();
		expect(bench.core.take()).toMatchObject([
			{ type: FaultType.PAGE_REQUEST, flags, pasid, perm, grpid: 0x1ab, page: PAGE },
		]);
		expect(bench.unit.readRegister(0x1_00cc)).toBe(1);
		expect(bench.unit.take()).toEqual([]);
	});

	it('of a function whose responses carry no PASID says so', () => {
		const bench = new SmmuV3FakeBench();
		bench.probed(0x10, 'pci', new FakeConfigSpace({ needsPasid: false }));
		bench.record('request', [0x10, SSV | LAST | R | 5, ...TAIL]);
		bench.clock.settle();
		expect(bench.core.take()).toMatchObject([{ flags: 3, pasid: 5 }]);
	});

	it('that is a stop marker is dropped', () => {
		const bench = new SmmuV3FakeBench();
		bench.probed(0x10);
		bench.record('request', [0x10, SSV | LAST | 5, 0, 0]);
		bench.clock.settle();
		expect(bench.core.faults).toEqual([]);
		expect(bench.unit.take()).toEqual([]);
		expect(bench.driver.counters).toMatchObject({ pageRequests: 1, stopMarkers: 1 });
	});

	it('that makes no sense, or is of nobody, is answered INVALID if it is the last', () => {
		const bench = new SmmuV3FakeBench();
		bench.probed(0x10);
		bench.probed(0x12, 'pci', new FakeConfigSpace({ needsPasid: false }));
		for (const last of [0, LAST]) {
			bench.record('request', [0x10, SSV | W | X | last | 5, ...TAIL]);
			bench.record('request', [0x12, SSV | W | X | last | 5, ...TAIL]);
			bench.record('request', [0x11, SSV | R | last | 5, ...TAIL]);
			bench.record('request', [0x11, R | last, ...TAIL]);
		}
		bench.clock.settle();
		expect(bench.core.faults).toEqual([]);
		expect(bench.unit.take()).toEqual([
			[0x5841, 0x10, 0x11ab, 0],
			[0x41, 0x12, 0x11ab, 0],
			[0x5841, 0x11, 0x11ab, 0],
			[0x41, 0x11, 0x11ab, 0],
		]);
		expect(bench.driver.counters).toMatchObject({ malformed: 4, unknownDevice: 4, responses: 4 });
		expect(bench.logged.slice(0, 3)).toEqual([
			'smmuv3 smmu0: stream 0x10 asked to execute what it does not read',
			'smmuv3 smmu0: stream 0x12 asked to execute what it does not read',
			'smmuv3 smmu0: stream 0x11, which no device is known by, sent a page request',
		]);
	});
});

describe('the PRI queue', () => {
	it('is emptied in one batch, with one write of CONS, over its end', () => {
		const bench = new SmmuV3FakeBench({ requestBits: 3 });
		bench.probed(0x10);
		for (let round = 0; round < 5; round++) {
			for (let n = 0; n < 6; n++) bench.record('request', [0x10, SSV | LAST | R | n, ...TAIL]);
			const before = bench.unit.written.length;
			bench.clock.settle();
			expect(bench.unit.written.slice(before)).toEqual([[0x1_00cc, ((round + 1) * 6) & 15]]);
			expect(bench.core.take().map(({ pasid }) => pasid)).toEqual([0, 1, 2, 3, 4, 5]);
		}
	});

	it('that overflowed is read to its end, then partials are dropped, then it is acknowledged', () => {
		const bench = new SmmuV3FakeBench();
		bench.probed(0x10);
		bench.record('request', [0x10, SSV | R | 5, ...TAIL]);
		bench.record('request', [0x10, SSV | R | 6, ...TAIL], true);
		const order: unknown[] = [];
		const discard = bench.core.discardPartials.bind(bench.core);
		bench.core.discardPartials = () => {
			order.push([bench.core.faults.length, bench.unit.readRegister(0x1_00cc)]);
			return discard();
		};
		bench.clock.settle();
		expect(order).toEqual([[2, 2]]);
		expect(bench.unit.readRegister(0x1_00cc)).toBe(0x8000_0002);
		expect(bench.driver.counters).toMatchObject({ overflows: 1, partialsDiscarded: 3 });
		// The flag stays as it is until the next overflow toggles it.
		bench.record('request', [0x10, SSV | R | 7, ...TAIL]);
		bench.clock.settle();
		expect(bench.unit.readRegister(0x1_00cc)).toBe(0x8000_0003);
		expect(bench.driver.counters.overflows).toBe(1);
	});
});
