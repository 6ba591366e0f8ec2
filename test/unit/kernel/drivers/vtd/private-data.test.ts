import { describe, expect, it } from 'vitest';
import type { PrivateData } from '../../../../../src/emulator/iommu/contract.js';
import { VtdModel } from '../../../../../src/emulator/iommu/vtd/vtd-model.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { PageRequestFlag, ResponseCode } from '../../../../../src/host/kernel/fault.js';
import { FakeEndpoint } from '../../../../support/vtd-bench.js';
import { VtdMachine } from '../../../../support/vtd-machine.js';
import { VtdDriverBench } from '../../../../support/vtd-registers-bench.js';

const { PASID_VALID, LAST_PAGE, RESPONSE_NEEDS_PASID } = PageRequestFlag;
const A: PrivateData = [0xa1, 0xa2, 0xa3, 0x8000_00a4];
const B: PrivateData = [0xb1, 0xb2, 0xb3, 0xb4];
const READ = 1;

/** A bench with one device; records of it, with PASID 7, and what answers them. */
function one(options: ConstructorParameters<typeof VtdDriverBench>[0] = {}) {
	const bench = new VtdDriverBench(options);
	const device = bench.probed(0x10);
	bench.clock.settle();
	bench.unit.takeExecuted();
	/** Word 2: wants, LPIG, PRG index and page. */
	const ask = (page: number, index: number, last: boolean, data?: PrivateData, more = 0) => {
		const w0 = 0x0010_0101 | (data === undefined ? 0 : 0x200);
		bench.unit.pageRequest([w0, 7 | more, (page << 12) | (index << 3) | (last ? 5 : 1), 0], data);
		bench.clock.settle();
	};
	const answer = (group: number, code: ResponseCode, pasid = 7) => {
		const flags = PASID_VALID | LAST_PAGE | RESPONSE_NEEDS_PASID;
		expect(bench.driver.pageResponse(device, group, pasid, flags, code)).toBe(Errno.OK);
		bench.driver.flush();
	};
	const groups = () => bench.core.reports.map((report) => report.grpid);
	return { bench, device, ask, answer, groups };
}

describe('a page request with private data', () => {
	it('is a group by itself, whose response has it, and LPIG as the request', () => {
		const { bench, ask, answer, groups } = one();
		ask(0x50, 5, false, A);
		ask(0x51, 5, true, B);
		expect(bench.core.reports).toMatchObject(
			[0x50, 0x51].map((page) => ({
				flags: PASID_VALID | LAST_PAGE | RESPONSE_NEEDS_PASID,
				pasid: 7,
				page,
				perm: READ,
			})),
		);
		const [before, last] = groups();
		expect([before! & 0x1ff, before === last, last]).toEqual([5, false, 5]);
		answer(last!, ResponseCode.SUCCESS);
		answer(before!, ResponseCode.INVALID, -1);
		expect(bench.unit.takeExecuted()).toEqual(['700100039 2c', '101029 28']);
		expect(bench.unit.privateData).toEqual([B, A]);
	});

	it('of one PRG index after another is answered with its own, in any order', () => {
		const { bench, ask, answer, groups } = one();
		for (let n = 0; n < 6; n++) ask(n, 5, false, [n, 0, 0, 0]);
		expect(new Set(groups()).size).toBe(6);
		for (const n of [3, 0, 5, 1, 4, 2]) answer(groups()[n]!, ResponseCode.SUCCESS);
		expect(bench.unit.privateData.map(([n]) => n)).toEqual([3, 0, 5, 1, 4, 2]);
	});

	it('that is the last keeps the group of those without any before it', () => {
		const { bench, ask, answer, groups } = one();
		ask(1, 5, false);
		ask(2, 5, true, A);
		expect(bench.core.reports.map((report) => report.flags & LAST_PAGE)).toEqual([0, LAST_PAGE]);
		expect(groups()).toEqual([5, 5]);
		answer(5, ResponseCode.FAILURE);
		expect(bench.unit.takeExecuted()).toEqual(['70010f039 2c']);
		// It is forgotten with its response.
		answer(5, ResponseCode.FAILURE);
		expect(bench.unit.takeExecuted()).toEqual(['70010f019 2c']);
	});

	it('that is refused has it in its response, the last or not', () => {
		const { bench, ask } = one();
		// Privileged, which makes no sense here; then one of nobody.
		ask(1, 5, false, A, 0x20_0000);
		bench.unit.pageRequest([0x0099_0301, 7, 0x2029, 0], B);
		bench.unit.pageRequest([0x0099_0101, 7, 0x2029, 0]);
		bench.clock.settle();
		expect(bench.core.reports).toEqual([]);
		expect(bench.unit.takeExecuted()).toEqual(['700101039 28', '700991039 28']);
		expect(bench.unit.privateData).toEqual([A, B]);
	});

	it('is refused when 65,536 of its function wait', () => {
		const { bench, ask, answer, groups } = one();
		for (let n = 0; n < 65_536; n++) ask(n & 0xff, n & 0x1ff, false, A);
		expect(bench.core.reports).toHaveLength(65_536);
		ask(9, 5, false, B);
		expect([bench.core.reports.length, bench.unit.privateData]).toEqual([65_536, [B]]);
		answer(groups()[100]!, ResponseCode.SUCCESS);
		ask(9, 100, false, B);
		expect(bench.core.reports).toHaveLength(65_537);
	});
});

describe('the descriptor of such a response', () => {
	it('leaves nothing in its entry of the ring', () => {
		const { bench, ask, answer, groups } = one();
		// The register fake takes no other descriptor whose upper words are not 0.
		for (let n = 0; n < 300; n++) {
			ask(n & 0xff, n & 0xff, true, n % 3 === 0 ? [n, n, n, n] : undefined);
			answer(groups()[n]!, ResponseCode.SUCCESS);
		}
		expect(bench.unit.privateData.map(([n]) => n)).toEqual(
			Array.from({ length: 100 }, (_, i) => i * 3),
		);
		expect(bench.unit.takeExecuted()).toHaveLength(300);
	});

	it('waits for room with the others, and keeps its own', () => {
		const { bench, ask, answer, groups } = one({ pageRequestOrder: 3 });
		for (let n = 0; n < 300; n++) ask(n & 0xff, n, true, n % 2 === 0 ? [n, 0, 0, 0] : undefined);
		bench.unit.hold = true;
		for (const group of groups()) answer(group, ResponseCode.SUCCESS);
		expect(bench.driver.counters.responsesDelayed).toBeGreaterThan(100);
		bench.unit.hold = false;
		bench.unit.step(Number.POSITIVE_INFINITY);
		bench.clock.settle();
		const indices = bench.unit.executed
			.filter(([w0]) => (w0 & 0xf) === 9)
			.map(([, , w2]) => (w2 >>> 3) & 0x1ff);
		expect(indices).toEqual(Array.from({ length: 300 }, (_, n) => n));
		expect(bench.unit.privateData.map(([n]) => n)).toEqual(
			Array.from({ length: 150 }, (_, n) => n * 2),
		);
	});

	it('is lost like any other when the queue refuses it, with all that stood in its entry', () => {
		const { bench, ask, answer, groups } = one();
		bench.unit.check = ([w0]) => ((w0 & 0x2f) === 0x29 ? 4 : 0);
		ask(1, 5, true, A);
		answer(groups()[0]!, ResponseCode.SUCCESS);
		bench.clock.settle();
		expect(bench.driver.counters.responsesLost).toBe(1);
		expect(bench.unit.privateData).toEqual([A]);
		expect(bench.unit.get(0x80)).toBe(bench.unit.get(0x88));
	});
});

it('through the model each request gets its own back, and a group its answer', () => {
	const machine = new VtdMachine({ privateData: true });
	const endpoint = new FakeEndpoint();
	const told: unknown[] = [];
	Object.assign(endpoint, { privateResponse: (...response: unknown[]) => told.push(response) });
	const { device } = machine.attach(0x0100);
	machine.unit.disconnect(0x0100);
	const port = machine.unit.connect(0x0100, endpoint);
	port.privateRequest!(7, 1, READ, 3, false, A);
	port.pageRequest(7, 2, READ, 3, false);
	port.privateRequest!(7, 3, READ, 3, true, B);
	machine.clock.settle();
	expect(machine.handler.groups).toMatchObject([{ pages: [1] }, { pages: [2, 3] }]);
	const [first, second] = machine.handler.groups;
	machine.core.pageResponse(device, second!.id, ResponseCode.SUCCESS);
	machine.core.pageResponse(device, first!.id, ResponseCode.INVALID);
	machine.core.flush();
	machine.clock.settle();
	expect(told).toEqual([
		[7, 3, 0, B],
		[7, 3, 1, A],
	]);
	expect(endpoint.responses).toEqual([]);
	expect(machine.unit).toBeInstanceOf(VtdModel);
});
