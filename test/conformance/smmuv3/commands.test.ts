import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import {
	DOORBELL,
	FakeEndpoint,
	Frame,
	MESSAGE,
	PCI,
	PLATFORM,
	READ,
	SmmuV3Bench,
} from '../../support/smmuv3-bench.js';
import { LEAF1, q } from '../../support/smmuv3-tables.js';

/** Writes a command as the 16 bytes that stand in memory, in groups of eight, and has it carried out. */
function submit(bench: SmmuV3Bench, hex: string): void {
	const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
	expect(bytes.length).toBe(16);
	bench.submit(bytes.readBigUInt64LE(0), bytes.readBigUInt64LE(8));
}

const CONS = 0x9c;
const GERROR = 0x60;
const GERRORN = 0x64;

describe('what stops the queue', () => {
	it.each([
		['opcode 00', '0000000000000000 0000000000000000'],
		['opcode 07, which needs MPAM', '0700000010000000 0000000000000000'],
		['opcode 18, of EL3', '1800000000000000 0000000000000000'],
		['opcode 20, of EL2', '2000000000000000 0000000000000000'],
		['opcode 22, of EL2', '2200000000000000 0000000000000000'],
		['opcode 50, of Secure EL2', '5000000000000000 0000000000000000'],
		['opcode 70, of DPT', '7000000000000000 0000000000000000'],
		['opcode 80, implementation defined', '8000000000000000 0000000000000000'],
		['opcode FF', 'ffffffffffffffff ffffffffffffffff'],
		['CFGI_STE of Secure', '0304000010000000 0000000000000000'],
		['CFGI_CD of Secure', '0504000010000000 0000000000000000'],
		['RESUME of Secure', '4404000010000000 0000000000000000'],
		['STALL_TERM of Secure', '4504000010000000 0000000000000000'],
		['PREFETCH_CONFIG of Secure', '0104000010000000 0000000000000000'],
		['TLBI_NH_VA with a granule alone', '1200000000000000 0004000000000000'],
		['TLBI_NH_VAA, 16 KiB, level 1', '1300000000000000 0009000000000000'],
		['TLBI_S2_IPA with a granule alone', '2a00000000000000 000c000000000000'],
		['ATC_INV of more than everything', '4000000010000000 3500000000000000'],
		['PRI_RESP 3', '4100000010000000 0030000000000000'],
		['SYNC with CS 3', '4630000000000000 0000000000000000'],
	])('CERROR_ILL: %s', (_, hex) => {
		const bench = new SmmuV3Bench();
		submit(bench, '3000000000000000 0000000000000000');
		submit(bench, hex);
		expect(bench.read(CONS)).toBe(0x0100_0001);
		expect(bench.read(GERROR)).toBe(1);
		expect(bench.messages).toEqual([MESSAGE.error]);
		// Nothing goes on until it is acknowledged, and then the command is read again.
		submit(bench, '3000000000000000 0000000000000000');
		expect(bench.read(CONS)).toBe(0x0100_0001);
		bench.memory.copyIn(Frame.COMMANDS * 4096 + 16, new Uint8Array(16), 0, 16);
		bench.memory.write8(Frame.COMMANDS * 4096 + 16, 0x46);
		bench.write(GERRORN, 1);
		expect(bench.read(CONS) & 0xf_ffff).toBe(3);
		expect(bench.read(GERROR)).toBe(1);
		expect(bench.messages).toEqual([MESSAGE.error]);
	});

	it('the second error toggles the bit back', () => {
		const bench = new SmmuV3Bench();
		bench.submit(0n);
		bench.write(GERRORN, 1);
		expect(bench.read(GERROR)).toBe(0);
		expect(bench.messages).toEqual([MESSAGE.error, MESSAGE.error]);
		// The producer may be moved back to take the command away.
		bench.write(0x98, 0);
		bench.write(GERRORN, 0);
		expect(bench.read(CONS) & 0xf_ffff).toBe(0);
		expect(bench.read(GERROR)).toBe(0);
	});

	it('RESUME and STALL_TERM are illegal where there are no stalls', () => {
		for (const hex of ['4400000010000000 0000000000000000', '4500000010000000 0000000000000000']) {
			const bench = new SmmuV3Bench({ stallModel: 'terminate' });
			submit(bench, hex);
			expect(bench.read(CONS)).toBe(0x0100_0000);
		}
	});

	it('CERROR_ABT: the queue is where no memory is', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x20, 0x7);
		bench.write64(0x90, 0x77_0000_0008n);
		bench.write(0x20, 0xf);
		bench.write(0x98, 1);
		expect(bench.read(CONS)).toBe(0x0200_0000);
		expect(bench.read(GERROR)).toBe(1);
		expect(bench.messages).toEqual([MESSAGE.error]);
	});

	it('a queue that is not enabled does nothing; enabling it catches up', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x20, 0x7);
		bench.submit(0x30n);
		bench.submit(0x30n);
		expect(bench.read(CONS)).toBe(0);
		bench.write(0x20, 0xf);
		expect(bench.read(CONS)).toBe(2);
	});

	it('wraps, and survives an inconsistent producer', () => {
		const bench = new SmmuV3Bench();
		for (let i = 0; i < 300; i++) bench.put(0x30n);
		bench.ring();
		expect(bench.read(CONS)).toBe(300 & 0x1ff);
		bench.write(0x98, 0xffff_ffff);
		expect(bench.read(CONS) & 0xf_ffff).toBe(0x1ff);
	});
});

describe('CMD_SYNC', () => {
	it('SIG_NONE and SIG_SEV signal nothing', () => {
		const bench = new SmmuV3Bench();
		submit(bench, '4600000078563412 0060000000000000');
		submit(bench, '4620000078563412 0060000000000000');
		expect(bench.read(CONS)).toBe(2);
		expect(bench.memory.read32(Frame.STATUS * 4096)).toBe(0);
		expect(bench.messages).toEqual([]);
	});

	it('SIG_IRQ writes MSIData to a word of memory, or rings the doorbell', () => {
		const bench = new SmmuV3Bench();
		submit(bench, '4610000078563412 0360000000000000');
		expect(bench.memory.read32(Frame.STATUS * 4096)).toBe(0x1234_5678);
		expect(bench.memory.read32(Frame.STATUS * 4096 + 4)).toBe(0);
		bench.submit(0x1046n | (BigInt(MESSAGE.sync) << 32n), DOORBELL | 0x40n);
		expect(bench.messages).toEqual([MESSAGE.sync]);
		// No address, no message.
		submit(bench, '4610000078563412 0000000000000000');
		expect(bench.read(CONS)).toBe(3);
		expect(bench.read(GERROR)).toBe(0);
	});

	it('SIG_IRQ writes above 4 GiB as well', () => {
		const bench = new SmmuV3Bench({ frames: 2 ** 20 + 64 });
		submit(bench, '4610000078563412 0460000001000000');
		expect(bench.memory.read32(0x1_0000_6004)).toBe(0x1234_5678);
		expect([bench.memory.read32(0x6004), bench.read(GERROR)]).toEqual([0, 0]);
	});

	it('a message to where nobody is: MSI_CMDQ_ABT_ERR, and the queue goes on', () => {
		const bench = new SmmuV3Bench();
		submit(bench, '4610000078563412 0060000000400000');
		expect(bench.read(CONS)).toBe(1);
		expect(bench.read(GERROR)).toBe(0x10);
		expect(bench.messages).toEqual([MESSAGE.error]);
		submit(bench, '3000000000000000 0000000000000000');
		expect(bench.read(CONS)).toBe(2);
	});

	it('waits for ATC invalidations before it, in order with what comes after', () => {
		const bench = new SmmuV3Bench();
		bench.pci.delayed = true;
		submit(bench, '4000000010000000 0000000000000000');
		submit(bench, '4000000010000000 0010000000000000');
		submit(bench, '4610000001000000 0060000000000000');
		submit(bench, '4610000002000000 0460000000000000');
		expect(bench.read(CONS)).toBe(2);
		bench.pci.waiting.shift()!();
		expect(bench.read(CONS)).toBe(2);
		expect(bench.memory.read32(Frame.STATUS * 4096)).toBe(0);
		bench.pci.waiting.shift()!();
		expect(bench.read(CONS)).toBe(4);
		expect(bench.memory.read32(Frame.STATUS * 4096)).toBe(1);
		expect(bench.memory.read32(Frame.STATUS * 4096 + 4)).toBe(2);
	});

	it('CERROR_ATC_INV_SYNC when one timed out, once', () => {
		const bench = new SmmuV3Bench();
		bench.pci.delayed = true;
		submit(bench, '4000000010000000 0000000000000000');
		submit(bench, '4600000000000000 0000000000000000');
		expect(bench.unit.expireInvalidations(PLATFORM)).toBe(0);
		expect(bench.unit.expireInvalidations(PCI)).toBe(1);
		expect(bench.read(CONS)).toBe(0x0300_0001);
		expect(bench.read(GERROR)).toBe(1);
		bench.write(GERRORN, 1);
		expect(bench.read(CONS) & 0xf_ffff).toBe(2);
		// The completion comes after all, and means nothing.
		bench.pci.waiting.shift()!();
		expect(bench.read(GERROR)).toBe(1);
	});

	it('an invalidation to a stream that nobody has times out; one to a disconnected endpoint is complete', () => {
		const bench = new SmmuV3Bench();
		submit(bench, '4000000033000000 0000000000000000');
		submit(bench, '4600000000000000 0000000000000000');
		expect(bench.read(CONS)).toBe(0x0300_0001);
		const gone = new SmmuV3Bench();
		gone.pci.delayed = true;
		submit(gone, '4000000010000000 0000000000000000');
		submit(gone, '4600000000000000 0000000000000000');
		expect(gone.read(CONS)).toBe(1);
		gone.unit.disconnect(PCI);
		expect(gone.read(CONS)).toBe(2);
		expect(gone.read(GERROR)).toBe(0);
	});
});

describe('ATC_INV', () => {
	it.each<[string, string, [number, number, number, boolean]]>([
		[
			'one page, without substream',
			'4000000010000000 0050341200000000',
			[NO_PASID, 0x12345, 1, false],
		],
		['a substream', '40f8ffff10000000 0050341200000000', [0xf_ffff, 0x12345, 1, false]],
		['global', '400aaa0010000000 0050341200000000', [0x00aa0, 0x12345, 1, true]],
		[
			'global without substream is ignored',
			'4002000010000000 0050341200000000',
			[NO_PASID, 0x12345, 1, false],
		],
		// The span rule: pages 7 to 10 take 16 from 0, and the base is aligned by ignoring bits.
		['16 pages', '4000000010000000 0470000000000000', [NO_PASID, 0, 16, false]],
		['4 pages', '4000000010000000 02b0000000000000', [NO_PASID, 8, 4, false]],
		[
			'2^40 pages',
			'4000000010000000 28f0ffffffffffff',
			[NO_PASID, 2 ** 52 - 2 ** 40, 2 ** 40, false],
		],
		['everything', '4000000010000000 34f0ffffffffffff', [NO_PASID, 0, Infinity, false]],
	])('%s', (_, hex, expected) => {
		const bench = new SmmuV3Bench();
		submit(bench, hex);
		expect(bench.pci.invalidations).toEqual([expected]);
		expect(bench.platform.invalidations).toEqual([]);
	});

	it('is ignored while SMMUEN=0', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x20, 0xe);
		submit(bench, '4000000010000000 0050341200000000');
		expect(bench.pci.invalidations).toEqual([]);
		expect(bench.read(CONS)).toBe(1);
	});
});

describe('PRI_RESP', () => {
	it.each<[string, string, [number, number, number]]>([
		['failure', '4100000010000000 0500000000000000', [NO_PASID, 5, 0xf]],
		['invalid', '4100000010000000 ff11000000000000', [NO_PASID, 0x1ff, 1]],
		['success, with substream', '4158341210000000 0120000000000000', [0x12345, 1, 0]],
	])('%s', (_, hex, expected) => {
		const bench = new SmmuV3Bench();
		submit(bench, hex);
		expect(bench.pci.responses).toEqual([expected]);
	});

	it('is ignored while SMMUEN=0, and for streams that nobody has', () => {
		const bench = new SmmuV3Bench();
		submit(bench, '4100000033000000 0520000000000000');
		bench.write(0x20, 0xe);
		submit(bench, '4100000010000000 0520000000000000');
		expect(bench.pci.responses).toEqual([]);
		expect(bench.read(CONS)).toBe(2);
	});

	it('reaches streams above 16 bits', () => {
		const bench = new SmmuV3Bench({ streamIdBits: 32 });
		const endpoint = new FakeEndpoint();
		bench.unit.connect(0xffff_fffe, endpoint);
		submit(bench, '41000000feffffff 0520000000000000');
		expect(endpoint.responses).toEqual([[NO_PASID, 5, 0]]);
	});
});

describe('what the device does meanwhile', () => {
	it('a response may have it ask and translate at once', () => {
		const bench = new SmmuV3Bench();
		const root = bench.first({}, { eats: 1 });
		bench.tables.map(root, 0x5000n, q(0x700) | LEAF1);
		const seen: number[] = [];
		bench.pci.onResponse = () => {
			seen.push(bench.port.translate(NO_PASID, 5, READ));
			bench.port.pageRequest(NO_PASID, 6, READ, 2, true);
		};
		submit(bench, '4100000010000000 0120000000000000');
		expect(seen).toEqual([Translation.OK]);
		expect(bench.read(0x100c8)).toBe(1);
	});
});
