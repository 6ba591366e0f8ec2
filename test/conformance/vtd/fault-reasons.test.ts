import { describe, expect, it } from 'vitest';
import { Reason } from '../../../src/emulator/iommu/vtd/layout.js';
import { DEVICE, VtdBench } from '../../support/vtd-bench.js';
import { READ, WRITE } from '../../support/vtd-mappings.js';
import { Frame, q } from '../../support/vtd-tables.js';
import { type WalkCase, walkCases } from '../../support/vtd-walk-cases.js';

/** The request of a case. */
function request(item: WalkCase): [number, number, number] {
	return [item.pasid, Number(item.page), item.access];
}

function setFpd(bench: VtdBench): void {
	const at = Frame.CONTEXT * 4096 + DEVICE * 32;
	bench.memory.write32(at, bench.memory.read32(at) | 2);
}

describe.each(walkCases.map((item) => ({ ...item, code: item.reason.toString(16) })))(
	'reason $code: $name',
	(item) => {
		it('aborts an untranslated access and records it once', () => {
			const bench = new VtdBench();
			item.set(bench);
			const [pasid, page, access] = request(item);
			expect(bench.port.access(pasid, page, access)).toBe(3);
			const found = bench.faults();
			expect(found.map((f) => [f.source, f.reason, f.page, f.addressType, f.type])).toEqual([
				[DEVICE, item.reason, BigInt(page), 0, (access & WRITE) !== 0 ? 'write' : 'read'],
			]);
			expect(found[0]!.pasid).toBe(pasid < 0 ? undefined : pasid);
		});

		it(`answers a translation request with ${['', 'no access', 'unsupported', 'abort'][item.ats]}`, () => {
			const bench = new VtdBench();
			item.set(bench);
			const [pasid, page, access] = request(item);
			const outcome = bench.port.translate(pasid, page, access);
			const found = bench.faults().map((f) => [f.reason, f.addressType]);
			if (item.ats === 1) {
				// What remains when a permission is missing may still be granted.
				if (outcome === 0) expect(bench.port.granted & access).not.toBe(access);
				else expect(outcome).toBe(1);
				expect(found).toEqual([]);
			} else {
				expect(outcome).toBe(item.ats);
				expect(found).toEqual([[item.reason, 1]]);
			}
		});

		it(`${item.qualified ? 'records nothing' : 'is recorded'} under FPD, and ends the same`, () => {
			const bench = new VtdBench();
			item.set(bench);
			setFpd(bench);
			expect(bench.port.access(...request(item))).toBe(3);
			expect(bench.faults().map((f) => f.reason)).toEqual(item.qualified ? [] : [item.reason]);
			expect(bench.unit.counters.faultsDropped).toBe(0);
		});
	},
);

it('there is a case for every reason that the unit can give', () => {
	// 32h is a page request's, tested with these; 44h and 47h are below.
	const cases = new Set([...walkCases.map((item) => item.reason), 0x32, 0x44, 0x47]);
	expect([...cases].sort()).toEqual(Object.values(Reason).sort());
});

describe('what the cases leave out', () => {
	it('44h: a translation request with DTE clear is unsupported; untranslated access works', () => {
		const bench = new VtdBench();
		bench.context(q(Frame.DIRECTORY) | 0x19n);
		bench.pasid(1, { pgtt: 4 });
		expect(bench.port.access(1, 5, READ)).toBe(0);
		expect(bench.port.translate(1, 5, READ)).toBe(2);
		expect(bench.faults().map((f) => [f.reason, f.addressType])).toEqual([[0x44, 1]]);
	});

	it('FPD of a directory entry and of a PASID entry work like that of a context entry', () => {
		for (const set of [
			(bench: VtdBench) => bench.directory(q(Frame.PASID_TABLE) | 3n),
			(bench: VtdBench) => bench.pasid(1, { pgtt: 1, fpd: true, first: 200 }),
			(bench: VtdBench) => bench.pasid(1, { pgtt: 5, fpd: true }),
			(bench: VtdBench) => bench.pasid(1, { pgtt: 1, present: false, fpd: true }),
			(bench: VtdBench) => bench.directory(2n),
		]) {
			const bench = new VtdBench();
			bench.pasid(1, { pgtt: 1, first: 200 });
			set(bench);
			expect(bench.port.access(1, 5, READ)).toBe(3);
			expect(bench.port.access(1, 5, READ)).toBe(3);
			expect(bench.faults()).toEqual([]);
		}
	});

	it('FPD of one PASID does not silence another', () => {
		const bench = new VtdBench();
		bench.pasid(1, { pgtt: 1, fpd: true, first: 200 });
		bench.pasid(2, { pgtt: 1, first: 200 });
		expect(bench.port.access(1, 5, READ)).toBe(3);
		expect(bench.port.access(2, 5, READ)).toBe(3);
		expect(bench.faults().map((f) => [f.pasid, f.reason])).toEqual([[2, 0x71]]);
	});

	it('TTM 3 aborts without a record', () => {
		const bench = new VtdBench();
		bench.write64(0x020, q(Frame.ROOT) | 0xc00n);
		bench.write(0x018, 0xc400_0000);
		expect(bench.port.access(1, 5, READ)).toBe(3);
		expect(bench.port.translate(1, 5, READ)).toBe(2);
		bench.port.pageRequest(1, 5, READ, 3, true);
		expect(bench.endpoint.responses).toEqual([[1, 3, 0xf]]);
		expect(bench.faults()).toEqual([]);
	});

	it('a page in a frame that does not exist is refused without a record', () => {
		for (const pgtt of [1, 2, 4]) {
			const bench = new VtdBench();
			const root = bench.tables.frame();
			if (pgtt === 1) bench.tables.mapFirst(root, 0x5000n, q(0x5000) | 7n);
			if (pgtt === 2) bench.tables.mapSecond(root, 0x5000n, q(0x5000) | 3n);
			bench.pasid(1, { pgtt, first: root, second: root });
			expect(bench.port.access(1, 0x5000, READ)).toBe(3);
			expect(bench.port.translate(1, 0x5000, READ)).toBe(3);
			expect(bench.faults()).toEqual([]);
		}
	});

	it('an access without PASID to the interrupt range is no translation', () => {
		const bench = new VtdBench();
		bench.pasid(0, { pgtt: 4 });
		expect(bench.port.access(-1, 0xfee00, WRITE)).toBe(3);
		expect(bench.port.access(-1, 0xfef, WRITE)).toBe(0);
		expect(bench.faults()).toEqual([]);
	});
});
