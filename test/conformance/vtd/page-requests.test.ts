import { describe, expect, it } from 'vitest';
import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { DEVICE, FakeEndpoint, MESSAGE, VtdBench } from '../../support/vtd-bench.js';
import { READ, WRITE } from '../../support/vtd-mappings.js';
import { Frame, q, read64 } from '../../support/vtd-tables.js';

const PQH = 0x0c0;
const PQT = 0x0c8;
const PRS = 0x0dc;
const PPR = 1;
const PRO = 2;
const SUCCESS = 0;
const INVALID = 1;
const FAILURE = 0xf;

/** Fills the queue of 128 records to its last place but one, which is full. */
function fill(bench: VtdBench): void {
	for (let i = 0; i < 127; i++) bench.port.pageRequest(1, i, READ, i, true);
	expect([bench.read(PQT), bench.read(PRS)]).toEqual([0xfe0, PPR]);
}

describe('the page request queue', () => {
	it('raises one event until software clears PPR', () => {
		const bench = new VtdBench();
		bench.port.pageRequest(1, 1, READ, 0, false);
		bench.port.pageRequest(1, 2, READ, 0, true);
		expect([bench.read(PRS), bench.messages]).toEqual([PPR, [MESSAGE.request]]);
		bench.write(PRS, PPR);
		expect(bench.read(PRS)).toBe(0);
		bench.port.pageRequest(1, 3, READ, 1, true);
		expect(bench.messages).toEqual([MESSAGE.request, MESSAGE.request]);
	});

	it('shows the record and the tail before the event', () => {
		const bench = new VtdBench();
		const seen: unknown[] = [];
		bench.unit.onInterrupt(() => seen.push(bench.read(PQT), bench.read(PRS), bench.request(0)[1]));
		bench.port.pageRequest(1, 0x1234, WRITE, 5, true);
		expect(seen).toEqual([0x20, PPR, 0x123_402en]);
	});

	it('goes round behind the head', () => {
		const bench = new VtdBench();
		for (let i = 0; i < 1000; i++) {
			bench.port.pageRequest(1, i, READ, i & 511, true);
			expect(bench.request(i & 127)[1]! >> 12n).toBe(BigInt(i));
			bench.write(PQH, bench.read(PQT));
		}
		expect(bench.read(PRS)).toBe(PPR);
		expect(bench.unit.counters).toMatchObject({ pageRequests: 1000, pageRequestsDropped: 0 });
	});

	it('has the size of PQS and lets software place its pointers', () => {
		const bench = new VtdBench({ requestOrder: 2 });
		expect(bench.read(0x0d0)).toBe(Frame.REQUESTS * 4096 + 2);
		bench.write(PQH, 0xffff_ffff);
		bench.write(PQT, 0x3fe0);
		expect([bench.read(PQH), bench.read(PQT)]).toEqual([0x3fe0, 0x3fe0]);
		bench.port.pageRequest(1, 9, READ, 0, true);
		expect(bench.read(PQT)).toBe(0);
		expect(bench.request(511)[1]! >> 12n).toBe(9n);
		for (let i = 0; i < 511; i++) bench.port.pageRequest(1, i, READ, 0, false);
		expect([bench.read(PQT), bench.read(PRS)]).toEqual([0x3fc0, PPR | PRO]);
	});

	it('may lie above 4 GiB; PQA keeps what is defined of it', () => {
		const bench = new VtdBench({ frames: 2 ** 20 + 64 });
		bench.write64(0x0d0, 0x1_0002_0ff8n);
		expect([bench.read(0x0d0), bench.read(0x0d4)]).toEqual([0x2_0000, 1]);
		bench.port.pageRequest(1, 9, READ, 0, true);
		expect(read64(bench.memory, 0x1_0002_0008)).toBe(0x9005n);
		expect(bench.request(0)).toEqual([0n, 0n, 0n, 0n]);
		bench.write64(0x0d0, 0xffff_ffff_ffff_f007n);
		expect([bench.read(0x0d0), bench.read(0x0d4)]).toEqual([0xffff_f007, 0xffff_ffff]);
	});

	it('keeps its pointers inside when it is made smaller', () => {
		const bench = new VtdBench({ requestOrder: 2 });
		bench.write(PQH, 0x2fe0);
		bench.write(PQT, 0x3fe0);
		bench.write64(0x0d0, q(Frame.REQUESTS));
		expect([bench.read(PQH), bench.read(PQT)]).toEqual([0xfe0, 0xfe0]);
		bench.port.pageRequest(1, 9, READ, 0, true);
		expect(bench.request(127)[1]! >> 12n).toBe(9n);
	});
});

describe('overflow', () => {
	it('sets PRO, drops from then on, and leaves the records alone', () => {
		const bench = new VtdBench();
		fill(bench);
		bench.write(PRS, PPR);
		bench.port.pageRequest(1, 500, READ, 200, false);
		expect([bench.read(PQT), bench.read(PRS)]).toEqual([0xfe0, PRO]);
		expect(bench.messages).toEqual([MESSAGE.request, MESSAGE.request]);
		// Room alone does not open it again.
		bench.write(PQH, 0xfe0);
		bench.port.pageRequest(1, 501, READ, 200, false);
		expect([bench.read(PQT), bench.request(127)]).toEqual([0xfe0, [0n, 0n, 0n, 0n]]);
		bench.write(PRS, PRO);
		bench.port.pageRequest(1, 502, READ, 200, true);
		expect([bench.read(PQT), bench.request(127)[1]]).toEqual([0, 0x1f_6645n]);
		expect(bench.unit.counters.pageRequestsDropped).toBe(2);
		expect(bench.endpoint.responses).toEqual([]);
	});

	it('raises no event of its own while PPR is set', () => {
		const bench = new VtdBench();
		fill(bench);
		bench.port.pageRequest(1, 500, READ, 200, false);
		expect([bench.read(PRS), bench.messages]).toEqual([PPR | PRO, [MESSAGE.request]]);
	});

	it('answers dropped groups SUCCESS, in order, when software clears PRO', () => {
		const bench = new VtdBench();
		fill(bench);
		bench.port.pageRequest(1, 500, READ, 200, false);
		bench.port.pageRequest(1, 501, READ, 200, true);
		bench.port.pageRequest(NO_PASID, 502, WRITE, 201, true);
		bench.port.stopMarker(1);
		expect(bench.endpoint.responses).toEqual([]);
		bench.write(PQH, bench.read(PQT));
		bench.write(PRS, PPR | PRO);
		expect(bench.endpoint.responses).toEqual([
			[1, 200, SUCCESS],
			[NO_PASID, 201, SUCCESS],
		]);
		expect(bench.unit.counters).toMatchObject({ pageRequestsDropped: 4, autoResponses: 2 });
		bench.write(PRS, PPR | PRO);
		expect(bench.endpoint.responses.length).toBe(2);
	});

	it('answers them before a wait that drains page requests', () => {
		const bench = new VtdBench();
		fill(bench);
		bench.port.pageRequest(1, 501, READ, 200, true);
		bench.putWait(1);
		bench.ring();
		expect(bench.endpoint.responses).toEqual([]);
		bench.endpoint.onResponse = () => expect(bench.status(1)).toBe(0);
		bench.putWait(1, 1, 0xa0n);
		bench.ring();
		expect(bench.endpoint.responses).toEqual([[1, 200, SUCCESS]]);
		expect([bench.status(1), bench.read(PRS)]).toEqual([1, PPR | PRO]);
	});

	it('lets the device ask again from within the answer, each time once', () => {
		const bench = new VtdBench();
		fill(bench);
		bench.endpoint.onResponse = (_pasid, index) =>
			bench.port.pageRequest(1, 501, READ, index, true);
		bench.port.pageRequest(1, 501, READ, 200, true);
		bench.putWait(1, 1, 0xa0n);
		bench.ring();
		expect(bench.endpoint.responses).toEqual([[1, 200, SUCCESS]]);
		bench.write(PQH, bench.read(PQT));
		bench.write(PRS, PPR | PRO);
		expect(bench.endpoint.responses.length).toBe(2);
		expect([bench.read(PQT), bench.read(PRS)]).toEqual([0, PPR]);
	});

	it('owes a device nothing that was taken away, and others still', () => {
		const bench = new VtdBench();
		const other = new FakeEndpoint();
		const port = bench.unit.connect(0x7f, other);
		bench.memory.write32(Frame.CONTEXT * 4096 + 0x7f * 32, Frame.DIRECTORY * 4096 + 0x1d);
		fill(bench);
		bench.port.pageRequest(1, 1, READ, 10, true);
		port.pageRequest(1, 2, READ, 20, true);
		bench.port.pageRequest(1, 3, READ, 11, true);
		port.pageRequest(2, 4, READ, 21, true);
		bench.unit.disconnect(DEVICE);
		bench.write(PRS, PRO);
		expect(bench.endpoint.responses).toEqual([]);
		expect(other.responses).toEqual([
			[1, 20, SUCCESS],
			[2, 21, SUCCESS],
		]);
		expect(bench.unit.counters.autoResponses).toBe(2);
	});

	it('remembers as many dropped groups as devices can have', () => {
		const bench = new VtdBench();
		fill(bench);
		for (let i = 0; i < 512; i++) bench.port.pageRequest(1, i, READ, i, true);
		bench.write(PRS, PRO);
		expect(bench.endpoint.responses.map((r) => r[1])).toEqual(
			Array.from({ length: 512 }, (_, i) => i),
		);
	});
});

describe('requests that cannot be queued', () => {
	it.each([
		['PRE clear', 0x0dn, 0x47, INVALID],
		['PASIDE clear', 0x15n, 0x45, INVALID],
		['context not present', 0x1cn, 0x41, FAILURE],
		['context reserved bit', 0x3dn, 0x42, FAILURE],
	])('%s: recorded, and the last of a group answered at once', (_name, bits, reason, code) => {
		const bench = new VtdBench();
		bench.context(q(Frame.DIRECTORY) | bits);
		bench.port.pageRequest(1, 7, READ, 3, false);
		bench.port.stopMarker(1);
		expect(bench.endpoint.responses).toEqual([]);
		bench.port.pageRequest(1, 8, READ, 3, true);
		expect(bench.endpoint.responses).toEqual([[1, 3, code]]);
		// The stop marker, a request too, has no address.
		expect(bench.faults()).toEqual(
			[7n, 0n, 8n].map((page) => ({
				source: DEVICE,
				pasid: 1,
				page,
				reason,
				type: 'page request',
				addressType: 0,
				execute: false,
				privileged: false,
			})),
		);
		expect([bench.read(PQT), bench.read(PRS)]).toEqual([0, 0]);
		expect(bench.unit.counters).toMatchObject({ pageRequests: 0, autoResponses: 1 });
	});

	it('under FPD they are answered without a record', () => {
		const bench = new VtdBench();
		bench.context(q(Frame.DIRECTORY) | 0x0fn);
		bench.port.pageRequest(1, 7, READ, 3, true);
		expect(bench.endpoint.responses).toEqual([[1, 3, INVALID]]);
		expect(bench.faults()).toEqual([]);
	});

	it.each([
		[0x000n, 0x32],
		[0x800n, 0x30],
	])('table mode %d: reason and FAILURE', (mode, reason) => {
		const bench = new VtdBench();
		bench.write64(0x020, q(Frame.ROOT) | mode);
		bench.write(0x018, 0xc400_0000);
		bench.port.pageRequest(NO_PASID, 7, READ, 3, true);
		expect(bench.endpoint.responses).toEqual([[NO_PASID, 3, FAILURE]]);
		expect(bench.faults().map((f) => f.reason)).toEqual([reason]);
	});

	it('a root entry at fault: reason and FAILURE', () => {
		const bench = new VtdBench();
		bench.root(0n);
		bench.port.pageRequest(1, 7, READ, 3, true);
		expect(bench.endpoint.responses).toEqual([[1, 3, FAILURE]]);
		expect(bench.faults().map((f) => f.reason)).toEqual([0x39]);
	});

	it('a queue outside the memory: FAILURE without a record', () => {
		const bench = new VtdBench();
		bench.write64(0x0d0, q(4095) | 1n);
		bench.port.pageRequest(1, 7, READ, 3, true);
		bench.write64(0x0d0, 1n << 50n);
		bench.port.pageRequest(1, 7, READ, 4, true);
		expect(bench.endpoint.responses).toEqual([
			[1, 3, FAILURE],
			[1, 4, FAILURE],
		]);
		expect([bench.faults(), bench.read(PRS)]).toEqual([[], 0]);
	});

	it('a PASID whose entry is at fault is software’s business: queued', () => {
		const bench = new VtdBench();
		bench.pasid(1, { pgtt: 5 });
		bench.port.pageRequest(1, 7, READ, 3, true);
		bench.port.pageRequest(0xf_ffff, 7, READ, 4, true);
		expect(bench.read(PQT)).toBe(0x40);
		expect(bench.faults()).toEqual([]);
	});

	it('a request that is not canonical is software’s business too', () => {
		const bench = new VtdBench();
		bench.port.pageRequest(1, 2 ** 51, READ, 3, true);
		expect(bench.request(0)[1]).toBe(0x8000_0000_0000_001dn);
	});
});
