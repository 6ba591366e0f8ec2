import { describe, expect, it } from 'vitest';
import { Access, NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { Cause } from '../../../src/emulator/iommu/riscv/layout.js';
import { DEVICE, FakeEndpoint, RiscvBench, TC } from '../../support/riscv-bench.js';
import { Frame, ppn, RW, write64 } from '../../support/riscv-tables.js';
import { OUTSIDE, PAGE, walkCases } from '../../support/riscv-walk-cases.js';

const { READ, WRITE, EXEC, PRIV } = Access;
const { UNSUPPORTED, ABORTED } = Translation;

it('there is a case for every cause that the IOMMU can give', () => {
	// 261 to 263 are of messages, tested with these; 273 is a message of the IOMMU itself, tested with its records.
	const found = new Set([...walkCases.map(({ cause }) => cause), 261, 262, 263, 273]);
	expect([...found].sort((a, b) => a - b)).toEqual(Object.values(Cause));
});

describe.each(walkCases)('$name', (spec) => {
	const { set, pasid = NO_PASID, access = READ } = spec;

	it('ends an untranslated access with its record', () => {
		const bench = new RiscvBench();
		set(bench);
		expect(bench.port.access(pasid, PAGE, access)).toBe(ABORTED);
		expect(bench.faults()).toEqual([
			{
				cause: spec.cause,
				type: (access & EXEC) !== 0 ? 1 : (access & WRITE) !== 0 ? 3 : 2,
				source: DEVICE,
				pid: pasid === NO_PASID ? undefined : pasid,
				priv: (access & PRIV) !== 0,
				iotval: BigInt(PAGE) * 4096n,
				iotval2: spec.iotval2 ?? 0n,
			},
		]);
	});

	it('ends a translation request as its class says', () => {
		const bench = new RiscvBench();
		set(bench);
		expect(bench.port.translate(pasid, PAGE, access)).toBe(spec.ats);
		if (spec.ats === Translation.OK) expect(bench.port.granted & access).toBe(0);
		const faults = bench.faults();
		expect(faults.map((fault) => [fault.cause, fault.type])).toEqual(
			spec.atsCause === 'none' ? [] : [[spec.cause, 8]],
		);
	});

	it('is kept back by DTF, unless no valid context was found', () => {
		if (spec.cause >= 256 && spec.cause <= 259) return;
		const bench = new RiscvBench();
		set(bench);
		const at = Frame.DDT * 4096 + DEVICE * 64;
		bench.memory.write32(at, bench.memory.read32(at) | 0x10);
		expect(bench.port.access(pasid, PAGE, access)).toBe(ABORTED);
		expect(bench.causes()).toEqual([]);
	});
});

describe('a device id wider than the mode', () => {
	it.each([
		[true, 2, 0x40],
		[true, 3, 0x8000],
		[false, 2, 0x80],
		[false, 3, 0x1_0000],
	])('extended %s, mode %d: 0x%x is refused, one less is looked up', (msiFlat, mode, id) => {
		const bench = new RiscvBench({ msiFlat, mode });
		const outside = bench.unit.connect(id, new FakeEndpoint());
		const inside = bench.unit.connect(id - 1, new FakeEndpoint());
		expect(outside.access(NO_PASID, 1, READ)).toBe(ABORTED);
		expect(outside.translate(NO_PASID, 1, READ)).toBe(UNSUPPORTED);
		expect(inside.access(NO_PASID, 1, READ)).toBe(ABORTED);
		expect(bench.causes()).toEqual([260, 260, 258]);
	});
});

describe('a translation request where ATS is not enabled', () => {
	it('is refused with cause 260, an access is not', () => {
		const bench = new RiscvBench();
		const root = bench.first({ tc: TC.V });
		bench.tables.map(root, 3, 5n, 0x100, RW);
		expect(bench.port.translate(NO_PASID, 5, READ)).toBe(UNSUPPORTED);
		expect(bench.port.access(NO_PASID, 5, READ)).toBe(Translation.OK);
		expect(bench.causes()).toEqual([260]);
	});

	it('is refused in mode Bare, where accesses pass', () => {
		const bench = new RiscvBench({ mode: 1 });
		expect(bench.port.translate(NO_PASID, 5, READ)).toBe(UNSUPPORTED);
		expect(bench.port.access(3, 5, READ | WRITE)).toBe(Translation.OK);
		expect([bench.port.frame, bench.causes()]).toEqual([5, [260]]);
		expect(bench.port.access(NO_PASID, 4096, READ)).toBe(ABORTED);
		expect(bench.causes()).toEqual([]);
	});
});

describe('directory entries above the last level', () => {
	it.each([
		[0n, 258],
		[ppn(OUTSIDE) | 1n, 257],
		[ppn(0x20) | 0x3n, 259],
		[ppn(0x20) | 0x201n, 259],
		[ppn(0x20) | (1n << 54n) | 1n, 259],
		[ppn(0x20) | (1n << 63n) | 1n, 259],
		[ppn(0x20) | 1n, 258],
	])('0x%s is cause %d', (entry, cause) => {
		for (const mode of [3, 4]) {
			const bench = new RiscvBench({ mode });
			if (mode === 4) write64(bench.memory, Frame.DDT * 4096, ppn(0x30) | 1n);
			write64(bench.memory, (mode === 4 ? 0x30 : Frame.DDT) * 4096, entry);
			bench.port.access(NO_PASID, 1, READ);
			expect(bench.causes()).toEqual([cause]);
		}
	});
});
