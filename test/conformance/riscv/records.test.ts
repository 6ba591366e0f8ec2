import { describe, expect, it } from 'vitest';
import { Access, NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { FakeEndpoint, RiscvBench, TC } from '../../support/riscv-bench.js';
import { Frame } from '../../support/riscv-tables.js';

/** Bytes of memory as hexadecimal, lowest address first. */
function bytes(bench: RiscvBench, address: number, length: number): string {
	let text = '';
	for (let i = 0; i < length; i++)
		text += bench.memory
			.read8(address + i)
			.toString(16)
			.padStart(2, '0');
	return text;
}

const FAULTS = Frame.FAULTS * 4096;
const REQUESTS = Frame.REQUESTS * 4096;
const REST = '00'.repeat(16);

describe('a fault record', () => {
	it('of an untranslated write outside what Sv39 can translate', () => {
		const bench = new RiscvBench();
		bench.first();
		bench.port.access(NO_PASID, 0x1234_5678, Access.WRITE);
		expect(bytes(bench, FAULTS, 32)).toBe(
			`0f000000${'0c050000'}0000000000000000${'0080674523010000'}0000000000000000`,
		);
	});

	it('of a read for execution by a supervisor with PASID', () => {
		const bench = new RiscvBench();
		bench.context({ tc: TC.V | TC.PDTV, fsc: 0x1000_0000_0000_0006n });
		bench.process(0xab, 0x1_2003n, 0x8000_0000_0000_0010n);
		bench.port.access(0xab, 0x42, Access.EXEC | Access.PRIV);
		expect(bytes(bench, FAULTS, 32)).toBe(
			`0cb00a00${'07050000'}0000000000000000${'0020040000000000'}0000000000000000`,
		);
	});

	it('of an ATS translation request whose device is not known', () => {
		const bench = new RiscvBench({ mode: 4 });
		const port = bench.unit.connect(0xabcdef, new FakeEndpoint());
		port.translate(0xfffff, 2 ** 52 - 1, Access.READ);
		expect(bytes(bench, FAULTS, 32)).toBe(
			`02f1ffff${'21efcdab'}0000000000000000${'00f0ffffffffffff'}0000000000000000`,
		);
	});

	it('of a guest page fault has the guest address', () => {
		const bench = new RiscvBench();
		bench.second();
		bench.port.access(NO_PASID, 0x12_3456_7, Access.READ);
		expect(bytes(bench, FAULTS, 32)).toBe(
			`15000000${'08050000'}0000000000000000${'0070563412000000'}${'0070563412000000'}`,
		);
	});

	it('of a page request that is refused has the code of its message', () => {
		const bench = new RiscvBench({ idle: true });
		bench.write64(0x028, BigInt(Frame.FAULTS) << 10n);
		bench.write(0x04c, 1);
		bench.port.pageRequest(0x12345, 0x99, Access.WRITE | Access.PRIV, 3, true);
		expect(bytes(bench, FAULTS, 32)).toBe(
			`00513412${'27050000'}0000000000000000${'0400000000000000'}0000000000000000`,
		);
	});

	it('of a message of the IOMMU that nobody took names neither device nor process', () => {
		const bench = new RiscvBench();
		bench.write64(0x330, 0x12_3456_7898n);
		bench.context({ tc: TC.V | TC.EN_ATS | TC.EN_PRI });
		bench.port.pageRequest(NO_PASID, 1, Access.READ, 0, true);
		expect(bytes(bench, FAULTS, 32)).toBe(
			`11010000${'00000000'}0000000000000000${'9878563412000000'}0000000000000000`,
		);
		expect(bytes(bench, FAULTS + 32, 16)).toBe(REST);
	});
});

describe('a page-request record', () => {
	type Request = readonly [number, number, number, number, boolean];
	it.each<[string, () => Request, string]>([
		[
			'read without PASID, not the last',
			() => [NO_PASID, 0x12345, Access.READ, 0x1ff, false] as const,
			'0000000000050000f95f341200000000',
		],
		[
			'write with PASID, the last',
			() => [0xabcde, 2 ** 52 - 1, Access.WRITE, 0, true] as const,
			'00e0cdab0105000006f0ffffffffffff',
		],
		[
			'read and write, execution, privileged',
			() => [1, 2, Access.READ | Access.WRITE | Access.EXEC | Access.PRIV, 0x155, true] as const,
			'0010000007050000af2a000000000000',
		],
		[
			'without PASID neither execution nor privilege is told',
			() => [NO_PASID, 2, Access.READ | Access.EXEC | Access.PRIV, 1, true] as const,
			'00000000000500000d20000000000000',
		],
	])('%s', (_name, request, expected) => {
		const bench = new RiscvBench();
		bench.context({ tc: TC.V | TC.EN_ATS | TC.EN_PRI });
		bench.memory.write32(REQUESTS + 8, 0xffff_ffff);
		bench.port.pageRequest(...request());
		expect(bytes(bench, REQUESTS, 16)).toBe(expected);
		expect(bytes(bench, REQUESTS + 16, 16)).toBe(REST);
		expect([bench.read(0x044), bench.endpoint.responses]).toEqual([1, []]);
	});

	it('of a stop marker is the last with neither read nor write', () => {
		const bench = new RiscvBench();
		bench.context({ tc: TC.V | TC.EN_ATS | TC.EN_PRI });
		bench.port.stopMarker(0xfffff);
		expect(bytes(bench, REQUESTS, 16)).toBe('00f0ffff010500000400000000000000');
	});

	it('names a device by all 24 bits', () => {
		const bench = new RiscvBench({ mode: 4 });
		const port = bench.unit.connect(0xfffffe, new FakeEndpoint());
		const [middle, leaf] = [bench.tables.frame(), bench.tables.frame()];
		// 0xfffffe in the extended format: 511, 511, 62.
		bench.memory.write32(Frame.DDT * 4096 + 511 * 8, (middle << 10) | 1);
		bench.memory.write32(middle * 4096 + 511 * 8, (leaf << 10) | 1);
		bench.contextAt(leaf * 4096 + 62 * 64, { tc: TC.V | TC.EN_ATS | TC.EN_PRI });
		port.pageRequest(NO_PASID, 0, Access.READ, 0, true);
		expect(bytes(bench, REQUESTS, 16)).toBe('0000000000feffff0500000000000000');
	});
});
