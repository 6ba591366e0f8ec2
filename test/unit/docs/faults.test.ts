import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
	FAULT_TABLES,
	FAULTS_PAGE,
	type FaultRow,
	faultsPage,
} from '../../../scripts/fault-table.js';
import { IOMMU_KINDS } from '../../../src/host/iommu-drivers.js';
import { EVENT_MEANINGS, meaningOf } from '../../../src/host/kernel/drivers/amdvi/event-reasons.js';
import { AmdViDriverBench } from '../../support/amdvi-driver-bench.js';
import { RiscvDriverBench } from '../../support/riscv-driver-bench.js';
import { SmmuV3FakeBench } from '../../support/smmuv3-fake.js';
import { fault as virtioFault } from '../../support/virtio-bench.js';
import { VirtioDriverBench } from '../../support/virtio-driver-bench.js';
import { VtdDriverBench } from '../../support/vtd-registers-bench.js';

interface Told {
	readonly type: number;
	readonly reason: number;
	readonly flags: number;
	readonly hardwareReason: number;
}

const DEVICE = 0x10;

/** How a record of each kind, with a PASID where it can carry one, comes to its driver, and what that makes of it. */
const FEEDERS: Readonly<Record<string, (row: FaultRow) => readonly Told[]>> = {
	vtd: ({ code }) => {
		const bench = new VtdDriverBench();
		bench.probed(DEVICE);
		bench.unit.fault(0, [0x5432_1000, 0x7654, 0x8000_0010, (0x8000_0500 | code) >>> 0]);
		bench.clock.settle();
		return bench.core.reports;
	},
	smmuv3: ({ code }) => {
		const bench = new SmmuV3FakeBench();
		bench.probed(DEVICE);
		const words = [code | 0x800 | (5 << 12), DEVICE, 0, 0, 0x5000, 1, 0x6000, 2];
		bench.record('event', words);
		bench.clock.settle();
		return bench.core.take();
	},
	amdvi: ({ code }) => {
		const bench = new AmdViDriverBench();
		bench.probed(DEVICE);
		const meaning = EVENT_MEANINGS[code]!;
		// Flags that this row is the first to fit; GN, so that there is a PASID: of a page request it has another place.
		const guest = meaning.event === 'INVALID_PPR_REQUEST' ? 0x100 : 1;
		const flags = Array.from({ length: 0x1000 }, (_, n) => n).find(
			(n) => (n & guest) !== 0 && meaningOf((meaning.code << 12) | n) === meaning,
		);
		if (flags === undefined) throw new Error(`no record has the meaning ${meaning.name}`);
		const second = ((meaning.code << 28) | (flags << 16) | 1) >>> 0;
		bench.unit.event([DEVICE, second, 0xf802_1804, 0xfffd]);
		bench.clock.settle();
		return bench.core.reports;
	},
	riscv: ({ code, variant, type }) => {
		const bench = new RiscvDriverBench();
		bench.bound(DEVICE, 3);
		const interrupt = type === 3;
		const process =
			interrupt || (code === 260 && variant !== 'process') ? 0n : (3n << 12n) | (1n << 32n);
		const value = interrupt ? (1n << 64n) - (1n << 39n) + (256n + 7n) * 4096n : 0x5008n;
		const access = interrupt ? 3n : 2n;
		bench.unit.fault(
			BigInt(code) | process | (access << 34n) | (BigInt(DEVICE) << 40n),
			...[0n, value, variant === 'implicit' ? 0x9_0011n : 0n],
		);
		bench.clock.settle();
		return bench.core.reports;
	},
	virtio: ({ code }) => {
		const bench = new VirtioDriverBench();
		bench.probed(DEVICE);
		bench.unit.report(virtioFault(code, 0x102, DEVICE, 0x5432_1000n));
		bench.clock.settle();
		return bench.core.reports;
	},
};

describe('docs/faults.md', () => {
	it('is what the tables of the drivers say', () => {
		expect(readFileSync(FAULTS_PAGE, 'utf8')).toBe(faultsPage());
	});

	it('has every kind of IOMMU that has a driver', () => {
		expect(FAULT_TABLES.map(({ kind }) => kind)).toEqual([...IOMMU_KINDS]);
	});

	describe.each(FAULT_TABLES)('$kind', ({ kind, rows }) => {
		it.each(rows)('$record: $what', (row) => {
			const feed = FEEDERS[kind];
			if (feed === undefined) throw new Error(`nothing feeds records to the driver of ${kind}`);
			const { type, reason, flags } = row;
			expect(feed(row)).toMatchObject([{ type, reason, flags }]);
		});
	});
});
