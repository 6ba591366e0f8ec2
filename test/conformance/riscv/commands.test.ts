import { describe, expect, it } from 'vitest';
import { DEVICE, FakeEndpoint, MESSAGE, RiscvBench, TC } from '../../support/riscv-bench.js';
import { Frame } from '../../support/riscv-tables.js';

const CQCSR = 0x048;
const ON = 0x1_0003;
const MF = 0x100;
const TO = 0x200;
const ILL = 0x400;
const FENCE_W_IP = 0x800;

/** Puts a command into the queue as bytes, lowest first. */
function putBytes(bench: RiscvBench, text: string): void {
	const words = [0, 1].map((i) => {
		let value = 0n;
		for (let byte = 7; byte >= 0; byte--)
			value = (value << 8n) | BigInt(`0x${text.slice((i * 8 + byte) * 2, (i * 8 + byte) * 2 + 2)}`);
		return value;
	});
	bench.put(words[0]!, words[1]!);
}

describe('commands that are understood', () => {
	it.each([
		['IOTINVAL.VMA', '01000000000000000000000000000000'],
		['IOTINVAL.VMA with AV, PSCV, GV, NL, S', '01f4ffff07f0ff0f00feffffffffff3f'],
		['IOTINVAL.GVMA', '81000000000000000000000000000000'],
		['IOTINVAL.GVMA with AV, GV, NL, S', '81f4ffff06f0ff0f00feffffffffff3f'],
		['IOFENCE.C', '02000000000000000000000000000000'],
		['IOFENCE.C with PR and PW, data that is ignored', '02300000ffffffffffffffffffffff3f'],
		['IODIR.INVAL_DDT', '03000000000000000000000000000000'],
		['IODIR.INVAL_DDT of a device', '03000000023f00000000000000000000'],
		['IODIR.INVAL_PDT', '83f0ffff023f00000000000000000000'],
		['ATS.PRGR', '84f0ffff03ffffff0000000000000000'],
		['ATS.PRGR with the destination id of older texts', '84f0ffff03ffffff00000000fff1ffff'],
	])('%s', (_name, text) => {
		const bench = new RiscvBench();
		putBytes(bench, text);
		bench.ring();
		expect([bench.head, bench.read(CQCSR)]).toEqual([1, ON]);
	});
});

describe('commands that are illegal', () => {
	it.each([
		['opcode 0', '00000000000000000000000000000000'],
		['opcode 5', '05000000000000000000000000000000'],
		['custom opcode', '7f000000000000000000000000000000'],
		['IOTINVAL func3 2', '01010000000000000000000000000000'],
		['IOTINVAL bit 11', '01080000000000000000000000000000'],
		['IOTINVAL bit 35', '01000000080000000000000000000000'],
		['IOTINVAL bit 43', '01000000000800000000000000000000'],
		['IOTINVAL bit 60', '01000000000000100000000000000000'],
		['IOTINVAL bit 64', '01000000000000000100000000000000'],
		['IOTINVAL bit 72', '01000000000000000001000000000000'],
		['IOTINVAL bit 126', '01000000000000000000000000000040'],
		['IOTINVAL bit 127', '81000000000000000000000000000080'],
		['IOTINVAL.GVMA with PSCV', '81000000010000000000000000000000'],
		['IOFENCE func3 1', '82000000000000000000000000000000'],
		['IOFENCE WSI without wires', '02080000000000000000000000000000'],
		['IOFENCE bit 14', '02400000000000000000000000000000'],
		['IOFENCE bit 31', '02000080000000000000000000000000'],
		['IOFENCE bit 126', '02000000000000000000000000000040'],
		['IODIR func3 2', '03010000020000000000000000000000'],
		['IODIR.INVAL_DDT with PID', '03100000020000000000000000000000'],
		['IODIR.INVAL_DDT with DID beyond the mode', '03000000024000000000000000000000'],
		['IODIR.INVAL_PDT without DV', '83100000000000000000000000000000'],
		['IODIR.INVAL_PDT with DID beyond the mode', '83000000024000000000000000000000'],
		['IODIR bit 10', '03040000000000000000000000000000'],
		['IODIR bit 32', '03000000010000000000000000000000'],
		['IODIR bit 39', '03000000800000000000000000000000'],
		['IODIR bit 64', '03000000000000000100000000000000'],
		['IODIR bit 127', '03000000000000000000000000000080'],
		['ATS func3 2', '04010000000000000000000000000000'],
		['ATS bit 10', '04040000000000000000000000000000'],
		['ATS bit 34', '84000000040000000000000000000000'],
		['ATS bit 39', '84000000800000000000000000000000'],
	])('%s', (_name, text) => {
		const bench = new RiscvBench();
		bench.putFence(1, 0);
		putBytes(bench, text);
		bench.putFence(2, 1);
		bench.ring();
		expect([bench.head, bench.read(CQCSR), bench.status(0), bench.status(1)]).toEqual([
			1,
			ON | ILL,
			1,
			0,
		]);
		expect([bench.messages, bench.endpoint.responses]).toEqual([[MESSAGE.command], []]);
		// Cleared, the queue looks at the command again; put right, it goes on.
		bench.write(CQCSR, 3 | ILL);
		expect([bench.head, bench.read(CQCSR)]).toEqual([1, ON | ILL]);
		const at = Frame.COMMANDS * 4096 + 16;
		[0x0000_0002, 0, 0, 0].forEach((word, i) => {
			bench.memory.write32(at + i * 4, word);
		});
		bench.write(CQCSR, 3 | ILL);
		expect([bench.head, bench.read(CQCSR), bench.status(1)]).toEqual([3, ON, 2]);
	});
});

describe('ATS.PRGR', () => {
	it.each([
		['Success with PASID', '8450341201050000' + '0000000055010000', [0x12345, 0x155, 0]],
		['Invalid Request without PASID', '8450341200050000' + '00000000ff110000', [-1, 0x1ff, 1]],
		['Response Failure', '8400000000050000' + '0000000000f00000', [-1, 0, 15]],
		['a code without meaning', '8410000001050000' + '0000000001700000', [1, 1, 7]],
		['DSEG without DSV is not looked at', '84000000000500ff' + '0000000003000000', [-1, 3, 0]],
		['segment 0 with DSV', '8400000002050000' + '0000000003000000', [-1, 3, 0]],
	])('%s', (_name, text, expected) => {
		const bench = new RiscvBench();
		putBytes(bench, text);
		bench.ring();
		expect(bench.endpoint.responses).toEqual([expected]);
	});

	it('goes to the segment that DSEG names', () => {
		const bench = new RiscvBench();
		const other = new FakeEndpoint();
		bench.unit.connect(0xab0005, other);
		putBytes(bench, '84000000020500ab' + '0000000007000000');
		putBytes(bench, '84000000025500ab' + '0000000007000000');
		bench.ring();
		expect([other.responses, bench.endpoint.responses, bench.head]).toEqual([[[-1, 7, 0]], [], 2]);
	});
});

describe('ATS.INVAL', () => {
	const all = Number.POSITIVE_INFINITY;
	it.each([
		['one page', '0400000000050000' + '0050341200000000', [-1, 0x12345, 1, false]],
		['one page of a PASID', '0450341201050000' + '0050341200000000', [0x12345, 0x12345, 1, false]],
		['of all PASIDs', '0450341201050000' + '0150341200000000', [0x12345, 0x12345, 1, true]],
		['two pages', '0400000000050000' + '0048341200000000', [-1, 0x12344, 2, false]],
		['four pages', '0400000000050000' + '0058341200000000', [-1, 0x12344, 4, false]],
		['64 KiB', '0400000000050000' + '0078341200000000', [-1, 0x12340, 16, false]],
		['2 MiB at the top', '0400000000050000' + '00f8efffffffffff', [-1, 2 ** 52 - 512, 512, false]],
		['beyond 32 bits', '0400000000050000' + '00f8ffff2f000000', [-1, 0x200_0000, 2 ** 25, false]],
		['everything', '0400000000050000' + '00f8ffffffffff7f', [-1, 0, all, false]],
		['only ones', '0400000000050000' + '00f8ffffffffffff', [-1, 0, all, false]],
	])('%s', (_name, text, expected) => {
		const bench = new RiscvBench();
		putBytes(bench, text);
		bench.ring();
		expect(bench.endpoint.invalidations).toEqual([expected]);
	});
});

const INVAL = [0x0000_0500_0000_0004n, 0x1000n] as const;
const PRGR = (index: number) => [0x0000_0500_0000_0084n, BigInt(index) << 32n] as const;

describe('a fence', () => {
	it('writes its data, four bytes and no more', () => {
		const bench = new RiscvBench();
		bench.memory.write32(Frame.STATUS * 4096 + 8, 0xffff_ffff);
		bench.putFence(0x89ab_cdef, 1);
		bench.ring();
		expect([bench.status(0), bench.status(1), bench.status(2)]).toEqual([
			0, 0x89ab_cdef, 0xffff_ffff,
		]);
		expect(bench.messages).toEqual([]);
	});

	it('to an interrupt file raises an interrupt', () => {
		const bench = new RiscvBench();
		bench.submit(0x402n | (0x77n << 32n), 0xfee0_1000n >> 2n);
		expect([bench.messages, bench.head]).toEqual([[0x77], 1]);
	});

	it('is over when its interrupt is handled, whatever the handler does', () => {
		const bench = new RiscvBench();
		const seen: number[] = [];
		bench.unit.onInterrupt(() => {
			seen.push(bench.head);
			if (seen.length > 1) return;
			bench.write(CQCSR, 2);
			bench.write(CQCSR, 3);
		});
		bench.put(0x402n | (0x77n << 32n), 0xfee0_1000n >> 2n);
		bench.put(0x2n);
		bench.ring();
		// Started again, the queue carries out both commands from the first one on.
		expect([seen, bench.head, bench.read(CQCSR)]).toEqual([[1, 1], 2, ON]);
	});

	it('stops the queue where its data cannot be written', () => {
		const bench = new RiscvBench();
		bench.submit(0x402n, 0x3fff_ffff_ffff_ffffn);
		expect([bench.head, bench.read(CQCSR), bench.messages]).toEqual([
			0,
			ON | MF,
			[MESSAGE.command],
		]);
		bench.memory.write32(Frame.COMMANDS * 4096, 2);
		bench.write(CQCSR, 3 | MF);
		expect([bench.head, bench.read(CQCSR)]).toEqual([1, ON]);
	});

	it('waits for every invalidation before it, and holds back what is behind', () => {
		const bench = new RiscvBench();
		bench.endpoint.delayed = true;
		bench.put(...INVAL);
		bench.put(...INVAL);
		bench.putFence(7);
		bench.put(...PRGR(3));
		bench.ring();
		expect([bench.head, bench.status(), bench.endpoint.responses]).toEqual([2, 0, []]);
		bench.endpoint.complete();
		expect([bench.head, bench.status()]).toEqual([2, 0]);
		bench.endpoint.complete();
		expect([bench.head, bench.status(), bench.endpoint.responses]).toEqual([4, 7, [[-1, 3, 0]]]);
	});

	it('is not needed by what does not wait', () => {
		const bench = new RiscvBench();
		bench.endpoint.delayed = true;
		bench.put(...INVAL);
		bench.put(...PRGR(3));
		bench.ring();
		expect([bench.head, bench.endpoint.responses]).toEqual([2, [[-1, 3, 0]]]);
	});

	it('reports a time-out once, and goes through when it is looked at again', () => {
		const bench = new RiscvBench();
		bench.endpoint.delayed = true;
		bench.put(...INVAL);
		bench.putFence(7);
		bench.ring();
		expect(bench.unit.expireInvalidations(DEVICE)).toBe(1);
		expect([bench.head, bench.read(CQCSR), bench.status()]).toEqual([1, ON | TO, 0]);
		expect(bench.messages).toEqual([MESSAGE.command]);
		// Too late, and nobody asks for it any more.
		bench.endpoint.complete();
		expect([bench.head, bench.read(CQCSR)]).toEqual([1, ON | TO]);
		bench.write(CQCSR, 3 | TO);
		expect([bench.head, bench.read(CQCSR), bench.status()]).toEqual([2, ON, 7]);
		expect(bench.unit.expireInvalidations(DEVICE)).toBe(0);
	});

	it('reports the time-out of a device that nobody has', () => {
		const bench = new RiscvBench();
		bench.put(0x0000_0600_0000_0004n, 0n);
		bench.put(...PRGR(1));
		bench.putFence(7);
		bench.ring();
		expect([bench.head, bench.read(CQCSR), bench.endpoint.responses.length]).toEqual([
			2,
			ON | TO,
			1,
		]);
	});

	it('goes through when the device that it waits for is taken away', () => {
		const bench = new RiscvBench();
		bench.endpoint.delayed = true;
		bench.put(...INVAL);
		bench.putFence(7);
		bench.ring();
		bench.unit.disconnect(DEVICE);
		expect([bench.head, bench.status(), bench.read(CQCSR)]).toEqual([2, 7, ON]);
		bench.endpoint.complete();
		expect(bench.read(CQCSR)).toBe(ON);
	});

	it('keeps a queue that is turned off busy until it is through', () => {
		const bench = new RiscvBench();
		bench.endpoint.delayed = true;
		bench.put(...INVAL);
		bench.putFence(7);
		bench.put(...PRGR(1));
		bench.ring();
		bench.write(CQCSR, 2);
		expect(bench.read(CQCSR)).toBe(0x3_0002);
		// Ignored while busy: control, base.
		bench.write(CQCSR, 0);
		bench.write64(0x018, 0n);
		expect([bench.read(CQCSR), bench.read(0x018)]).toEqual([0x3_0002, (Frame.COMMANDS << 10) | 6]);
		bench.endpoint.complete();
		expect([bench.read(CQCSR), bench.status(), bench.head]).toEqual([2, 7, 2]);
		expect(bench.endpoint.responses).toEqual([]);
	});

	it('with WSI sets fence_w_ip and moves the wire', () => {
		const bench = new RiscvBench({ idle: true });
		bench.write(0x008, 2);
		bench.write(0x2f8, 0x9);
		bench.write64(0x018, BigInt(Frame.COMMANDS << 10) | 6n);
		bench.write(CQCSR, 3);
		bench.submit(0x802n);
		expect([bench.read(CQCSR), bench.head, bench.messages]).toEqual([ON | FENCE_W_IP, 1, [9]]);
		bench.submit(0x802n);
		expect(bench.messages).toEqual([9]);
		bench.write(CQCSR, 3 | FENCE_W_IP);
		bench.write(0x054, 1);
		expect([bench.read(CQCSR), bench.read(0x054)]).toEqual([ON, 0]);
		bench.submit(0x802n);
		expect(bench.messages).toEqual([9, 9]);
	});
});

describe('the queue', () => {
	it('stops where it does not lie in the memory', () => {
		const bench = new RiscvBench({ idle: true });
		bench.write64(0x018, (0x10_0000n << 10n) | 6n);
		bench.write(CQCSR, 1);
		bench.write(0x024, 1);
		expect([bench.read(CQCSR), bench.head]).toEqual([0x1_0101, 0]);
	});

	it('goes round, and starts at 0 whenever it is turned on', () => {
		const bench = new RiscvBench({ order: 0 });
		for (let i = 1; i <= 5; i++) {
			bench.putFence(i);
			bench.ring();
			expect([bench.status(), bench.head]).toEqual([i, i % 2]);
		}
		bench.write(CQCSR, 2);
		expect(bench.read(CQCSR)).toBe(2);
		bench.memory.write32(Frame.STATUS * 4096, 0);
		bench.write(CQCSR, 3);
		// What stands at the first place, the fifth fence, is carried out again.
		expect([bench.head, bench.status()]).toEqual([1, 5]);
	});

	it('holds 1024 invalidations at a time', () => {
		const bench = new RiscvBench({ frames: 8192, idle: true });
		bench.endpoint.delayed = true;
		const frame = 4096;
		bench.write64(0x018, (BigInt(frame) << 10n) | 10n);
		for (let i = 0; i < 1030; i++) bench.memory.write32(frame * 4096 + i * 16, 4);
		for (let i = 0; i < 1030; i++) bench.memory.write32(frame * 4096 + i * 16 + 4, 0x500);
		bench.write(CQCSR, 1);
		bench.write(0x024, 1030);
		expect(bench.head).toBe(1024);
		bench.endpoint.complete();
		expect(bench.head).toBe(1025);
		while (bench.endpoint.waiting.length > 0) bench.endpoint.complete();
		expect(bench.head).toBe(1030);
	});
});

describe('nothing runs', () => {
	it('while the queue is off, and what the device context says does not matter', () => {
		const bench = new RiscvBench();
		bench.context({ tc: TC.V });
		bench.write(CQCSR, 0);
		bench.submit(...PRGR(1));
		expect([bench.endpoint.responses, bench.read(CQCSR)]).toEqual([[], 0]);
		bench.write(CQCSR, 1);
		expect(bench.endpoint.responses).toEqual([[-1, 1, 0]]);
	});
});
