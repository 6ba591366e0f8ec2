import { describe, expect, it } from 'vitest';
import { PciFunction } from '../../../src/emulator/endpoint/pci-function.js';
import { DEFAULT_CONFIG, Ends, enableAll } from '../../support/fake-iommu.js';
import { RiscvBench, TC } from '../../support/riscv-bench.js';
import { Frame, RW, read64 } from '../../support/riscv-tables.js';

const FUNCTION = 0x21;
const PID = 3;
const SV48 = 9n << 60n;

/** A PCI function behind the IOMMU, with an empty address space for process 3; queues of `2^(order+1)`. */
function setUp(order = 6) {
	const bench = new RiscvBench({ order });
	const root = bench.tables.frame();
	bench.context(
		{
			tc: TC.V | TC.EN_ATS | TC.EN_PRI | TC.PRPR | TC.PDTV,
			fsc: (1n << 60n) | BigInt(Frame.PDT),
		},
		FUNCTION,
	);
	bench.process(PID, 0x7001n, SV48 | BigInt(root));
	const config = { ...DEFAULT_CONFIG, requesterId: FUNCTION };
	const fn = new PciFunction(config, bench.memory, () => 0);
	fn.attach(bench.unit);
	enableAll(fn, 32);
	/** Group and page of the oldest request in the queue. */
	const take = () => {
		const head = bench.read(0x040);
		expect(head).not.toBe(bench.read(0x044));
		const payload = read64(bench.memory, Frame.REQUESTS * 4096 + head * 16 + 8);
		bench.write(0x040, head + 1);
		return { group: (payload >> 3n) & 0x1ffn, page: payload >> 12n };
	};
	const respond = (group: bigint, code: bigint) =>
		bench.submit(
			0x84n | (BigInt(PID) << 12n) | (1n << 32n) | (BigInt(FUNCTION) << 40n),
			(group << 32n) | (code << 44n),
		);
	return { bench, fn, root, take, respond };
}

describe('a PCI function', () => {
	it('asks for its page, and its bytes arrive once that is there', () => {
		const { bench, fn, root, take, respond } = setUp();
		const ends = new Ends();
		bench.memory.copyIn(0x100_010, new Uint8Array([1, 2, 3, 4]), 0, 4);
		const into = new Uint8Array(4);
		fn.dma.read(PID, 0x1234_5010, into, ends.done('read'));
		expect(ends.list).toEqual([]);
		const { group, page } = take();
		expect(page).toBe(0x12345n);
		bench.tables.map(root, 4, page, 0x100);
		respond(group, 0n);
		expect(ends.list).toEqual(['read']);
		expect([...into]).toEqual([1, 2, 3, 4]);
		expect(bench.causes()).toEqual([]);
	});

	it('fails its access when the answer is Invalid Request', () => {
		const { fn, take, respond } = setUp();
		const ends = new Ends();
		fn.dma.write(PID, 0x5000, new Uint8Array(4), ends.done('write'));
		respond(take().group, 1n);
		expect(ends.list).toEqual(['write:invalid']);
	});

	it('uses its own cache until ATS.INVAL, and the fence waits for it', () => {
		const { bench, fn, root } = setUp();
		const ends = new Ends();
		bench.tables.map(root, 4, 5n, 0x100);
		bench.tables.map(root, 4, 6n, 0x101, RW);
		fn.dma.write(PID, 0x5000, new Uint8Array([1]), ends.done('first'));
		bench.tables.map(root, 4, 5n, 0x102);
		// The IOMMU has forgotten the page, the function has not.
		bench.submit(0x001n);
		fn.dma.write(PID, 0x5001, new Uint8Array([2]), ends.done('second'));
		bench.put(0x4n | (BigInt(PID) << 12n) | (1n << 32n) | (BigInt(FUNCTION) << 40n), 0x5000n);
		bench.putFence(7);
		bench.ring();
		expect(bench.status()).toBe(7);
		fn.dma.write(PID, 0x5002, new Uint8Array([3]), ends.done('third'));
		expect(ends.list).toEqual(['first', 'second', 'third']);
		expect([bench.memory.read32(0x100_000), bench.memory.read32(0x102_000)]).toEqual([
			0x0201, 0x03_0000,
		]);
	});

	it('is held back by a full queue, and loses nothing', () => {
		const { bench, fn, root, take, respond } = setUp(1);
		const ends = new Ends();
		for (let page = 0; page < 8; page++) fn.dma.access(PID, page, 2, ends.done(String(page)));
		expect(bench.read(0x050)).toBe(0x1_0203);
		for (let round = 0; ends.list.length < 8; round++) {
			expect(round).toBeLessThan(8);
			while (bench.read(0x040) !== bench.read(0x044)) {
				const { group, page } = take();
				bench.tables.map(root, 4, page, 0x100 + Number(page));
				respond(group, 0n);
			}
			bench.write(0x050, 0x203);
		}
		expect(ends.list.sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
		expect([fn.outstandingGroups, bench.causes()]).toEqual([0, []]);
	});

	it('without a page-request queue is told Response Failure, and stops asking', () => {
		const { bench, fn } = setUp();
		bench.write(0x050, 0);
		const ends = new Ends();
		fn.dma.access(PID, 5, 1, ends.done('access'));
		expect(ends.list).toEqual(['access:failure']);
		expect([fn.outstandingGroups, bench.unit.counters.autoResponses]).toEqual([0, 1]);
	});

	it('is told that its requests are not supported in mode Off', () => {
		const { bench, fn, root } = setUp();
		bench.tables.map(root, 4, 5n, 0x100);
		bench.write(0x010, 0);
		const ends = new Ends();
		fn.dma.access(PID, 5, 1, ends.done('off'));
		expect(bench.causes()).toEqual([256]);
		expect(ends.list).toEqual(['off:unsupported']);
	});
});
