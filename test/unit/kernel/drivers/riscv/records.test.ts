import { describe, expect, it } from 'vitest';
import { FAULT_CAUSES } from '../../../../../src/host/kernel/drivers/riscv/fault-causes.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { FaultReason, FaultType } from '../../../../../src/host/kernel/fault.js';
import { NO_PASID } from '../../../../../src/host/kernel/fault-source.js';
import { RiscvDriverBench } from '../../../../support/riscv-driver-bench.js';

const DEVICE = 0x0001_0203;
const DID = BigInt(DEVICE) << 40n;
const PV = 1n << 32n;
const { UNKNOWN, PASID_FETCH, BAD_PASID_ENTRY, PASID_INVALID } = FaultReason;
const { WALK_EABT, PTE_FETCH, PERMISSION } = FaultReason;

function bench(options: ConstructorParameters<typeof RiscvDriverBench>[0] = {}) {
	const b = new RiscvDriverBench(options);
	return Object.assign(b, { dev: b.bound(DEVICE, 3) });
}

describe('a page request', () => {
	it('becomes a fault, with and without PASID, with every bit in its place', () => {
		const b = bench();
		// PASID 0xABCDE, EXEC; address 0x7FFF_1234_5000, group 0x1A5, last, W, R.
		b.unit.pageRequest((0xa_bcden << 12n) | PV | (1n << 34n) | DID, 0x7fff_1234_5d2fn);
		b.unit.pageRequest(DID, 0xffff_8000_0000_0009n);
		expect(b.core.reports).toEqual([]);
		b.clock.settle();
		const common = { device: 'dev0', type: FaultType.PAGE_REQUEST };
		expect(b.core.reports).toMatchObject([
			{ ...common, flags: 11, pasid: 0xa_bcde, grpid: 0x1a5, perm: 7, page: 0x7_fff1_2345 },
			{ ...common, flags: 0, pasid: 0, grpid: 1, perm: 1, page: 0xffff_8000_0000_0 },
		]);
		expect(b.core.reports[1]!.page).toBe(0xffff_8000_0000_0);
		expect(b.unit.get(0x40)).toBe(2);
		expect(b.unit.get(0x54)).toBe(0);
	});

	it('that cannot be granted, or of an unknown device, is answered INVALID when it is the last', () => {
		const b = bench();
		const refused = [
			[(3n << 12n) | PV | (1n << 33n) | DID, 0x5005n],
			[DID, 0x0000_8000_0000_5005n],
			[(3n << 12n) | PV | (1n << 34n) | DID, 0x5006n],
		] as const;
		const taken = () => {
			b.clock.settle();
			return b.unit.takeExecuted();
		};
		b.unit.takeExecuted();
		for (const words of refused) b.unit.pageRequest(...words);
		expect(taken()).toEqual([
			'10203' + '0300003084 100000000000',
			'10203' + '0200000084 100000000000',
			'10203' + '0300003084 100000000000',
		]);
		for (const [q0, q1] of refused) b.unit.pageRequest(q0, q1 & ~4n);
		expect(taken()).toEqual([]);
		b.unit.pageRequest((5n << 12n) | PV | (0x77n << 40n), 0x5ffdn);
		b.unit.pageRequest((5n << 12n) | PV | (0x77n << 40n), 0x5ff9n);
		expect(taken()).toEqual(['770100005084 11ff00000000']);
		// Stop markers: nobody waits.
		b.unit.pageRequest((3n << 12n) | PV | DID, 0x4n);
		expect(taken()).toEqual([]);
		expect(b.core.reports).toEqual([]);
		expect(b.driver.counters).toMatchObject({
			pageRequests: 9,
			malformed: 6,
			unknownDevice: 2,
			stopMarkers: 1,
			responses: 4,
		});
	});

	it.each([
		[0, 0x0],
		[1, 0x1],
		[2, 0xf],
	] as const)('answered with code %d is ATS.PRGR with %d, with or without PASID', (code, wire) => {
		const b = bench();
		b.unit.takeExecuted();
		b.unit.takeWrites();
		expect(b.driver.pageResponse(b.dev, 0x1a5, 0xf_fffe, 4, code)).toBe(Errno.OK);
		expect(b.driver.pageResponse(b.dev, 2, NO_PASID, 0, code)).toBe(Errno.OK);
		expect(b.unit.takeWrites()).toEqual([]);
		b.driver.flush();
		const payload = (group: number) => (BigInt((wire << 12) | group) << 32n).toString(16);
		expect(b.unit.takeExecuted()).toEqual([
			`1020303ffffe084 ${payload(0x1a5)}`,
			`102030200000084 ${payload(2)}`,
		]);
		expect(b.unit.takeWrites()).toHaveLength(1);
		expect(b.driver.pageResponse(b.device(9), 1, 1, 0, code)).toBe(Errno.ENODEV);
	});

	it.each([
		[0x200, { overflows: 1, queueFaults: 0 }],
		[0x100, { overflows: 0, queueFaults: 1 }],
	])(
		'lost with pqcsr 0x%d: what there is comes first, then partials are dropped',
		(bits, counts) => {
			const b = bench();
			b.unit.pageRequest(DID, 0x5005n);
			b.unit.error(0x50, bits);
			let standing = 0;
			b.core.onReport = () => {
				standing = b.unit.get(0x50) & 0x300;
			};
			b.clock.settle();
			expect([standing, b.unit.get(0x50) & 0x300]).toEqual([bits, 0]);
			expect(b.core.discarded).toEqual([b.driver]);
			expect(b.driver.counters).toMatchObject({ ...counts, partialsDiscarded: 3, pageRequests: 1 });
			b.unit.pageRequest(DID, 0x5005n);
			b.clock.settle();
			expect(b.core.reports).toHaveLength(2);
		},
	);
});

describe('a fault', () => {
	/** What is written down here, and the table is held against. */
	const EXPECTED: readonly (readonly [code: number, reason: number, interrupt: boolean])[] = [
		[1, WALK_EABT, false],
		[4, UNKNOWN, false],
		[5, WALK_EABT, false],
		[6, UNKNOWN, false],
		[7, WALK_EABT, false],
		[12, PTE_FETCH, false],
		[13, PTE_FETCH, false],
		[15, PTE_FETCH, false],
		[20, PERMISSION, false],
		[21, PERMISSION, false],
		[23, PERMISSION, false],
		[256, UNKNOWN, false],
		[257, UNKNOWN, false],
		[258, UNKNOWN, false],
		[259, UNKNOWN, false],
		[260, UNKNOWN, false],
		[261, UNKNOWN, true],
		[262, UNKNOWN, true],
		[263, UNKNOWN, true],
		[264, UNKNOWN, true],
		[265, PASID_FETCH, false],
		[266, BAD_PASID_ENTRY, false],
		[267, BAD_PASID_ENTRY, false],
		[268, UNKNOWN, false],
		[269, PASID_FETCH, false],
		[270, UNKNOWN, true],
		[271, UNKNOWN, true],
		[272, UNKNOWN, false],
		[273, UNKNOWN, false],
		[274, WALK_EABT, false],
	];

	it('of every cause that there is has a row', () => {
		expect(FAULT_CAUSES.map(({ code }) => code)).toEqual(EXPECTED.map(([code]) => code));
	});

	it.each(EXPECTED.filter(([code]) => code !== 273))(
		'of cause %d has reason %d',
		(code, reason, interrupt) => {
			const b = bench();
			b.unit.fault(BigInt(code) | (2n << 34n) | DID, 0n, 0x1_2345_6789n, 0n);
			b.clock.settle();
			expect(b.core.reports).toMatchObject([
				{
					device: 'dev0',
					type: interrupt ? FaultType.INTERRUPT : FaultType.DMA_UNRECOVERABLE,
					reason,
					hardwareReason: code,
					flags: interrupt ? 0 : 2,
					page: interrupt ? 0 : 0x1_2345 * 16 + 6,
					offset: interrupt ? 0 : 0x789,
				},
			]);
			expect(b.driver.counters.interruptFaults).toBe(interrupt ? 1 : 0);
		},
	);

	it('of an implicit access tells the table, one with a process id the process', () => {
		const b = bench();
		b.unit.fault(
			21n | (0xf_fffdn << 12n) | PV | (1n << 33n) | (2n << 34n) | DID,
			0n,
			0x5008n,
			0x9_0011n,
		);
		b.unit.fault(23n | (3n << 34n) | DID, 0n, 0x6000n, 0x9_0020n);
		b.unit.fault(260n | (3n << 12n) | PV | (8n << 34n) | DID, 0n, 0x7000n, 0n);
		b.clock.settle();
		expect(b.core.reports).toMatchObject([
			{
				reason: PTE_FETCH,
				flags: 7,
				pasid: 0xf_fffd,
				perm: 9,
				page: 5,
				offset: 8,
				fetchPage: 0x90,
			},
			{ reason: PERMISSION, flags: 2, perm: 2, page: 6, fetchPage: 0 },
			{ reason: PASID_INVALID, flags: 3, pasid: 3, perm: 0, page: 7 },
		]);
	});

	it.each([
		[1, 5],
		[2, 1],
		[3, 2],
		[5, 5],
		[6, 1],
		[7, 2],
		[8, 0],
		[9, 0],
		[31, 0],
	])('of transaction type %d has permissions %d', (type, perm) => {
		const b = bench();
		b.unit.fault(257n | (BigInt(type) << 34n) | DID, 0n, 0x5000n, 0n);
		b.clock.settle();
		expect(b.core.reports).toMatchObject([{ perm, flags: type === 9 ? 0 : 2 }]);
	});

	it('of a write to the pages of interrupts is one of an interrupt, whatever its cause', () => {
		const b = bench();
		const page = (n: bigint) => ((1n << 64n) - (1n << 39n) + (256n + n) * 4096n) as bigint;
		b.unit.fault(266n | (3n << 34n) | DID, 0n, page(7n), 0n);
		b.unit.fault(23n | (3n << 34n) | DID, 0n, page(256n), 0n);
		b.unit.fault(13n | (2n << 34n) | DID, 0n, page(7n), 0n);
		b.unit.fault(15n | (3n << 12n) | PV | (3n << 34n) | DID, 0n, page(7n), 0n);
		b.clock.settle();
		expect(b.core.reports.map(({ type, flags, index }) => [type, flags, index])).toEqual([
			[FaultType.INTERRUPT, 8, 7],
			[FaultType.INTERRUPT, 0, 0],
			[FaultType.DMA_UNRECOVERABLE, 2, 0],
			[FaultType.DMA_UNRECOVERABLE, 3, 0],
		]);
	});

	it('that nobody wants, or that has no device, is logged', () => {
		const b = bench();
		b.core.status = Errno.EINVAL;
		b.unit.fault(13n | (3n << 12n) | PV | (2n << 34n) | DID, 0n, 0x5008n, 0n);
		b.unit.fault(262n | (3n << 34n) | (0x77n << 40n), 0n, 0x6000n, 0n);
		b.unit.fault(272n, 0n, 0n, 0n);
		b.clock.settle();
		expect(b.logged).toEqual([
			'riscv unit0: read of device 0x10203 with PASID 3 at 0x000005008 failed: page not mapped for a read (cause 13)',
			'riscv unit0: interrupt of device 0x77 at 0x000006000 failed: MSI entry not valid (cause 262)',
			'riscv unit0: request of device 0x0 at 0x000000000 failed: internal error of the IOMMU (cause 272)',
		]);
		expect(b.core.reports).toHaveLength(1);
		expect(b.driver.counters.faultsUnowned).toBe(3);
	});

	it.each([0x200, 0x100])('lost with fqcsr 0x%d: owners are told, after what there is', (bits) => {
		const b = bench();
		b.unit.fault(13n | (2n << 34n) | DID, 0n, 0x5000n, 0n);
		b.unit.error(0x4c, bits);
		b.core.onReport = () => expect(b.core.losses).toEqual([]);
		b.clock.settle();
		expect(b.core.losses).toEqual([b.driver]);
		expect(b.core.reports).toHaveLength(1);
		expect(b.unit.get(0x4c) & 0x300).toBe(0);
		expect(b.driver.counters).toMatchObject({
			faultOverflows: 1,
			queueFaults: bits === 0x100 ? 1 : 0,
		});
	});

	it('of a message of the IOMMU itself makes the driver look at everything', () => {
		const b = bench();
		// A page request whose message was lost: it is pending, and nobody was told.
		b.unit.pageRequest(DID, 0x5005n);
		b.clock.settle();
		b.core.reports.length = 0;
		const seen = b.unit.get(0x44);
		b.unit.set(0x54, 8);
		b.unit.pageRequest(DID, 0x6005n);
		b.unit.fault(273n, 0n, 0xfee0_0000n, 0n);
		b.clock.settle();
		expect(b.core.reports).toMatchObject([{ type: FaultType.PAGE_REQUEST, page: 6 }]);
		expect(b.unit.get(0x40)).toBe(seen + 1);
		expect(b.logged).toEqual(['riscv unit0: a message of the IOMMU to 0x0fee00000 was not taken']);
		expect(b.driver.counters).toMatchObject({ messagesLost: 1, faultsUnowned: 0 });
	});
});
