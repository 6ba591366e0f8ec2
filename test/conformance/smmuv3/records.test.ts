import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { Event } from '../../../src/emulator/iommu/smmuv3/layout.js';
import {
	EXEC,
	Frame,
	PLATFORM,
	PRIV,
	READ,
	SmmuV3Bench,
	WRITE,
} from '../../support/smmuv3-bench.js';
import { LEAF1, LEAF2, q } from '../../support/smmuv3-tables.js';

/** Bytes of a record as hex in the order of memory, eight bytes a group. */
function bytes(bench: SmmuV3Bench, frame: number, index: number, size: number): string {
	const record = new Uint8Array(size);
	bench.memory.copyOut(frame * 4096 + index * size, record, 0, size);
	return Buffer.from(record).toString('hex').match(/.{16}/g)!.join(' ');
}
/** Numbers of the events whose records were looked at. */
const looked = new Set<number>();
const event = (bench: SmmuV3Bench, index = 0) => {
	looked.add(bench.memory.read8(Frame.EVENTS * 4096 + index * 32));
	return bytes(bench, Frame.EVENTS, index, 32);
};

/** A bench whose event queue holds rubbish, so that every byte of a record is seen to be written. */
function bench(options = {}): SmmuV3Bench {
	const made = new SmmuV3Bench(options);
	made.memory.copyIn(Frame.EVENTS * 4096, new Uint8Array(4096).fill(0xee), 0, 4096);
	made.memory.copyIn(Frame.REQUESTS * 4096, new Uint8Array(4096).fill(0xee), 0, 4096);
	return made;
}
const NEXT = new Array(4).fill('eeeeeeeeeeeeeeee').join(' ');
const ZERO = '0000000000000000';
/** The highest page of the lower half. */
const PAGE = 0xf_ffff_ffff;

describe('event records', () => {
	it('C_BAD_STREAMID', () => {
		const b = bench();
		const port = b.unit.connect(0x4_3210, b.pci);
		expect(port.access(0x12345, PAGE, WRITE)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`0258341210320400 ${ZERO} ${ZERO} ${ZERO}`);
		expect(event(b, 1)).toBe(NEXT);
		expect(b.read(0x100a8)).toBe(1);
	});

	it('F_STE_FETCH, with the address', () => {
		const b = bench({ frames: 0x100 });
		b.write(0x20, 0xe);
		b.write64(0x80, 0x1234_5678_0000n);
		b.write(0x20, 0xf);
		expect(b.port.access(NO_PASID, PAGE, READ)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`0300000010000000 ${ZERO} ${ZERO} 0004785634120000`);
	});

	it('C_BAD_STE', () => {
		const b = bench();
		expect(b.port.access(0, PAGE, READ)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`0408000010000000 ${ZERO} ${ZERO} ${ZERO}`);
	});

	it('F_BAD_ATS_TREQ', () => {
		const b = bench();
		b.first({}, { cdMax: 4 });
		expect(b.port.translate(0xf_ffff, PAGE, READ | WRITE | EXEC | PRIV)).toBe(
			Translation.UNSUPPORTED,
		);
		expect(b.port.translate(NO_PASID, 1, READ)).toBe(Translation.UNSUPPORTED);
		expect(event(b)).toBe(`05f8ffff10000000 000000000f100000 00f0ffffffff0000 ${ZERO}`);
		expect(event(b, 1)).toBe(`0500000010000000 0000000008100000 0010000000000000 ${ZERO}`);
	});

	it('F_STREAM_DISABLED carries no substream', () => {
		const b = bench();
		b.first({}, { cdMax: 4, dss: 2 });
		expect(b.port.access(0, PAGE, READ)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`0600000010000000 ${ZERO} ${ZERO} ${ZERO}`);
	});

	it('F_TRANSL_FORBIDDEN', () => {
		const b = bench();
		b.first();
		b.write(0x20, 0x1f);
		expect(b.port.translated(0x12345, READ)).toBe(Translation.ABORTED);
		expect(b.port.translated(0x12345, WRITE)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`0700000010000000 0000000008000000 0050341200000000 ${ZERO}`);
		expect(event(b, 1)).toBe(`0700000010000000 ${ZERO} 0050341200000000 ${ZERO}`);
	});

	it('C_BAD_SUBSTREAMID carries the substream, SSV clear', () => {
		const b = bench();
		b.first();
		expect(b.port.access(0xabcde, PAGE, READ)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`08e0cdab10000000 ${ZERO} ${ZERO} ${ZERO}`);
	});

	it('F_CD_FETCH, with the address', () => {
		const b = bench({ frames: 0x100 });
		b.ste(0x10, { config: 5, cdMax: 10, context: 0x9876_5432_0000n });
		expect(b.port.access(0x3ff, PAGE, READ)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`09f83f0010000000 ${ZERO} ${ZERO} c0ff325476980000`);
	});

	it('C_BAD_CD', () => {
		const b = bench();
		b.first({ valid: false });
		expect(b.port.access(NO_PASID, PAGE, READ)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`0a00000010000000 ${ZERO} ${ZERO} ${ZERO}`);
	});

	it('F_WALK_EABT at stage 1: class TT, address of the descriptor', () => {
		const b = bench({ frames: 0x100 });
		b.first({ ttb0: 0x7777_7777_7000n });
		expect(b.port.access(NO_PASID, PAGE, READ | EXEC | PRIV)).toBe(Translation.ABORTED);
		expect(event(b)).toBe('0b00000010000000 000000000e010000 00f0ffffffff0000 f87f777777770000');
	});

	it('F_WALK_EABT at stage 2: class IN', () => {
		const b = bench({ frames: 0x100 });
		b.second({ table: 0x7777_7777_7000n });
		expect(b.port.access(NO_PASID, PAGE, WRITE)).toBe(Translation.ABORTED);
		expect(event(b)).toBe('0b00000010000000 0000000080020000 00f0ffffffff0000 f87f777777770000');
	});

	it('F_TRANSLATION', () => {
		const b = bench();
		b.first({}, { cdMax: 0 });
		expect(b.port.access(NO_PASID, PAGE, READ)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`1000000010000000 0000000008020000 00f0ffffffff0000 ${ZERO}`);
	});

	it('F_ADDR_SIZE', () => {
		const b = bench();
		const root = b.first({ ips: 0 });
		b.tables.map(root, BigInt(PAGE) << 12n, 0x1_0000_0000n | LEAF1);
		expect(b.port.access(NO_PASID, PAGE, WRITE | PRIV)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`1100000010000000 0000000002020000 00f0ffffffff0000 ${ZERO}`);
	});

	it('F_ACCESS at stage 2, with the intermediate address', () => {
		const b = bench();
		const root = b.second();
		b.tables.map(root, 0xabcd_ef12_3000n, q(0x700) | 0xffn);
		expect(b.port.access(NO_PASID, 0xa_bcde_f123, READ)).toBe(Translation.ABORTED);
		expect(event(b)).toBe('1200000010000000 0000000088020000 003012efcdab0000 003012efcdab0000');
	});

	it('F_PERMISSION of a table access at stage 2: class TT, TTRnW', () => {
		const b = bench();
		const second = b.second({ config: 7, context: q(8) });
		b.cd(0, { ttb0: q(9) }, q(Frame.CONTEXTS));
		b.tables.map(second, q(8), q(Frame.CONTEXTS) | LEAF2);
		// The stage 1 table may be written, not read.
		b.tables.map(second, q(9), q(0x700) | 0x4bfn);
		expect(b.port.access(NO_PASID, PAGE, WRITE)).toBe(Translation.ABORTED);
		expect(event(b)).toBe('1300000010000000 0000000080110000 00f0ffffffff0000 0090000000000000');
	});

	it('a stalled fault: Stall and STAG', () => {
		const b = bench();
		b.first({ stall: true }, { cdMax: 6 }, PLATFORM);
		b.cd(0x21, { stall: true, ttb0: q(b.tables.frame()) });
		const tags = [0, 1].map(() => {
			expect(b.platformPort.access(0x21, PAGE, READ)).toBe(Translation.STALLED);
			return b.platformPort.stall;
		});
		expect(new Set(tags).size).toBe(2);
		expect(event(b)).toBe(`1018020011000000 0000008008020000 00f0ffffffff0000 ${ZERO}`);
		expect(event(b, 1)).toBe(`1018020011000000 0100008008020000 00f0ffffffff0000 ${ZERO}`);
	});

	it('the input address is all 64 bits', () => {
		const b = bench();
		b.first();
		expect(b.port.access(NO_PASID, 0xf_edcb_a987_6543, READ)).toBe(Translation.ABORTED);
		expect(event(b)).toBe(`1000000010000000 0000000008020000 0030547698badcfe ${ZERO}`);
	});

	it('of every event that the SMMU can give was looked at', () => {
		// What is behind the last record is rubbish, 0xee.
		expect([...looked].filter((id) => id !== 0xee).sort((a, b) => a - b)).toEqual(
			Object.values(Event),
		);
	});
});

describe('PRI queue records', () => {
	it.each([
		{
			name: 'a read of the first page, last of group 0, without substream',
			request: [NO_PASID, 0, READ, 0, true] as const,
			bytes: '1000000000000050 0000000000000000',
		},
		{
			name: 'a write, not the last, group 511, substream FFFFF, the highest page',
			request: [0xf_ffff, 2 ** 52 - 1, WRITE, 511, false] as const,
			bytes: '10000000ffff0fa0 fff1ffffffffffff',
		},
		{
			name: 'read, write, execute and privileged with substream',
			request: [0x1_2345, 0x12345_6789a, READ | WRITE | EXEC | PRIV, 0x0a5, true] as const,
			bytes: '10000000452301fc a5a0896745230100',
		},
		{
			name: 'without substream no X and no Priv',
			request: [NO_PASID, 1, READ | EXEC | PRIV, 1, false] as const,
			bytes: '1000000000000010 0110000000000000',
		},
		{
			name: 'neither read nor write, last, without substream: a request like others',
			request: [NO_PASID, 1, 0, 2, true] as const,
			bytes: '1000000000000040 0210000000000000',
		},
	])('$name', ({ request, bytes: expected }) => {
		const b = bench();
		const [pasid, page, access, group, last] = request;
		b.port.pageRequest(pasid, page, access, group, last);
		expect(bytes(b, Frame.REQUESTS, 0, 16)).toBe(expected);
		expect(bytes(b, Frame.REQUESTS, 1, 16)).toBe('eeeeeeeeeeeeeeee eeeeeeeeeeeeeeee');
		expect(b.read(0x100c8)).toBe(1);
		expect(b.pci.responses).toEqual([]);
	});

	it('a stop marker', () => {
		const b = bench();
		b.port.stopMarker(0x34567);
		expect(bytes(b, Frame.REQUESTS, 0, 16)).toBe('10000000674503c0 0000000000000000');
	});
});
