import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { AmdBench, CONTROL, DEVICE } from '../../support/amdvi-bench.js';
import {
	EXEC,
	entryAddress,
	GUEST_RWU,
	HOST_RW,
	PRIV,
	q,
	READ,
	read64,
	WRITE,
} from '../../support/amdvi-tables.js';
import { nested } from '../../support/amdvi-walk-cases.js';

const PAGE = 0x4_0604_0302n;
const page = Number(PAGE);

describe('host tables', () => {
	it.each([
		['4 KiB', 0n, 1, q(100), 100],
		['2 MiB, as level 2 has them', 0n, 2, q(0x400), 0x400 + 0x102],
		['1 GiB, as level 3 has them', 0n, 3, 0n, 0x302],
		['8 KiB, coded at level 1', 7n, 1, q(0x100), 0x100],
		['1 MiB, coded at level 1', 7n, 1, q(0x47f), 0x400 + 0x2],
		['4 MiB, coded at level 2', 7n, 2, q(0x9ff), 0x800 + 0x302],
	])('a page of %s', (_name, next, at, address, frame) => {
		const bench = new AmdBench();
		bench.host(PAGE, address | HOST_RW | (next << 9n), 4, {}, at);
		expect(bench.port.access(NO_PASID, page, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(frame);
		expect(bench.events()).toEqual([]);
	});

	it('leaves above 1 GiB: of level 4, coded at level 3 and at level 5', () => {
		for (const [at, entry] of [
			[4, HOST_RW],
			[3, 0x6000_0000_7fff_fe01n],
			[5, 0x6000_ffff_ffff_fe01n],
		] as const) {
			const bench = new AmdBench();
			const low = (PAGE & ~0x7_ffffn) | 0x302n;
			bench.host(low & 0x7_ffffn, entry, 6, {}, at);
			expect(bench.port.access(NO_PASID, 0x302, WRITE)).toBe(Translation.OK);
			expect(bench.port.frame).toBe(0x302);
		}
	});

	it('a page beyond the memory is aborted without an event', () => {
		const bench = new AmdBench();
		bench.host(PAGE, 0x600f_ffff_ffff_f001n);
		expect(bench.port.access(NO_PASID, page, READ)).toBe(Translation.ABORTED);
		expect(bench.port.translate(NO_PASID, page, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([]);
	});

	it.each([1, 2, 3, 4, 5, 6])('%i levels reach as far as they should', (levels) => {
		const bench = new AmdBench();
		const top = (1n << BigInt(Math.min(levels * 9, 52))) - 1n;
		bench.host(top, q(77) | HOST_RW, levels);
		expect(bench.port.access(NO_PASID, Number(top), READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(77);
		if (levels === 6) return;
		expect(bench.port.access(NO_PASID, Number(top) + 1, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toHaveLength(1);
	});

	it('levels can be skipped where the address is 0 there', () => {
		const bench = new AmdBench();
		const root = bench.tables.frame();
		const table = bench.tables.frame();
		bench.device({ mode: 4, root });
		bench.memory.write32(entryAddress(root, 5n << 27n, 4), table * 4096 + 0x201);
		bench.memory.write32(entryAddress(root, 5n << 27n, 4) + 4, 0x6000_0000);
		bench.memory.write32(entryAddress(table, 9n, 1), 88 * 4096 + 1);
		bench.memory.write32(entryAddress(table, 9n, 1) + 4, 0x6000_0000);
		expect(bench.port.access(NO_PASID, 5 * 2 ** 27 + 9, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(88);
		expect(bench.port.access(NO_PASID, 5 * 2 ** 27 + 512 + 9, READ)).toBe(Translation.ABORTED);
		expect(bench.port.access(NO_PASID, 5 * 2 ** 27 + 2 ** 18 + 9, READ)).toBe(Translation.ABORTED);
	});

	it('rights are those of every level and of the device', () => {
		const bench = new AmdBench();
		const root = bench.host(PAGE, q(100) | HOST_RW);
		const at = entryAddress(root, PAGE, 4);
		bench.memory.write32(at + 4, 0x2000_0000);
		expect(bench.port.translate(NO_PASID, page, READ | WRITE)).toBe(Translation.OK);
		expect(bench.port.granted).toBe(READ);
		expect(bench.port.access(NO_PASID, page, WRITE)).toBe(Translation.ABORTED);
		bench.memory.write32(at + 4, 0x6000_0000);
		expect(bench.port.translate(NO_PASID, page, READ | WRITE)).toBe(Translation.OK);
		expect(bench.port.granted).toBe(READ | WRITE);
	});

	it('accessed and dirty bits of the leaf are kept as HAD says', () => {
		for (const [had, afterRead, afterWrite] of [
			[0n, 0x1n, 0x1n],
			[1n, 0x21n, 0x21n],
			[3n, 0x21n, 0x61n],
		] as const) {
			const bench = new AmdBench();
			const root = bench.host(PAGE, q(100) | HOST_RW, 1 + 3, { set: [had << 7n] });
			const table = bench.tables.host(root, 4, PAGE, q(100) | HOST_RW);
			const leaf = () => read64(bench.memory, entryAddress(table, PAGE, 1)) & 0xfffn;
			bench.port.access(NO_PASID, page, READ);
			expect(leaf()).toBe(afterRead);
			bench.port.access(NO_PASID, page, WRITE);
			expect(leaf()).toBe(afterWrite);
			expect(read64(bench.memory, entryAddress(root, PAGE, 4)) & 0x1ffn).toBe(1n);
		}
	});
});

describe('guest tables', () => {
	it.each([
		['4 KiB', 1, q(100), 100],
		['2 MiB', 2, q(0x400) | 0x80n, 0x400 + 0x102],
		['1 GiB', 3, 0x80n, 0x302],
	])('a page of %s', (_name, at, entry, frame) => {
		const bench = new AmdBench();
		bench.guest(PAGE, entry | GUEST_RWU, {}, at);
		expect(bench.port.translate(1, page, READ | WRITE | EXEC)).toBe(Translation.OK);
		expect([bench.port.frame, bench.port.granted]).toEqual([frame, READ | WRITE | EXEC]);
	});

	it('the upper half of a canonical address', () => {
		const bench = new AmdBench();
		const high = 2n ** 52n - 5n;
		bench.guest(high, q(100) | GUEST_RWU);
		expect(bench.port.access(1, Number(high), READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(100);
	});

	it('supervisor pages: for requests with privilege only, which the grant tells', () => {
		const bench = new AmdBench();
		bench.guest(PAGE, q(100) | 3n);
		expect(bench.port.translate(1, page, READ)).toBe(Translation.NO_ACCESS);
		expect(bench.port.translate(1, page, READ | WRITE | PRIV)).toBe(Translation.OK);
		expect(bench.port.granted).toBe(READ | WRITE | PRIV);
	});

	it('accessed bits on the way, accessed and dirty at the leaf', () => {
		const bench = new AmdBench();
		const root = bench.guest(PAGE, q(100) | GUEST_RWU);
		const table = bench.tables.guest(root, PAGE, q(100) | GUEST_RWU);
		const bits = (frame: number, level: number) =>
			read64(bench.memory, entryAddress(frame, PAGE, level)) & 0xfffn;
		bench.port.translate(1, page, READ);
		expect([bits(root, 4), bits(table, 1)]).toEqual([0x27n, 0x27n]);
		bench.port.translate(1, page, READ | WRITE);
		expect([bits(root, 4), bits(table, 1)]).toEqual([0x27n, 0x67n]);
	});

	it.each([
		[0, 1, 511],
		[1, 0x3_fe01, 0x3_ffff],
		[2, 0xf_fe01, 0xf_ffff],
	])('GLX %i: PASIDs up to %i', (glx, first, last) => {
		const bench = new AmdBench();
		const root = bench.tables.frame();
		bench.tables.guest(root, PAGE, q(100) | GUEST_RWU);
		let table = bench.tables.frame();
		bench.device({ gcr3: table, glx });
		for (let level = glx; level > 0; level--) {
			const next = bench.tables.frame();
			bench.tables.gcr3(table, (last >>> (9 * level)) & 511, q(next) | 1n);
			table = next;
		}
		for (const pasid of [first, last]) bench.tables.gcr3(table, pasid & 511, q(root) | 1n);
		for (const pasid of [first, last]) {
			expect(bench.port.access(pasid, page, READ)).toBe(Translation.OK);
			expect(bench.port.frame).toBe(100);
		}
		if (glx < 2) expect(bench.port.access(last + 1, page, READ)).toBe(Translation.ABORTED);
	});

	it('every bit of the GCR3 table pointer counts', () => {
		for (let bit = 0; bit < 40; bit++) {
			const bench = new AmdBench();
			// Never a page that the memory has.
			const gcr3 = 2n ** BigInt(bit) + (bit < 12 ? 2n ** 12n : 0n);
			bench.device({ gcr3 });
			bench.port.access(1, page, READ);
			expect(bench.events()).toEqual([[0x4205_0001_0000_0010n, q(gcr3) + 8n]]);
		}
	});

	it('GIoV: requests without PASID use PASID 0, and addresses are not sign-extended', () => {
		const bench = new AmdBench();
		const root = bench.tables.frame();
		const gcr3 = bench.tables.frame();
		bench.tables.guest(root, PAGE, q(100) | GUEST_RWU);
		bench.tables.gcr3(gcr3, 0, q(root) | 1n);
		bench.device({ gcr3, set: [1n << 54n] });
		expect(bench.port.translate(NO_PASID, page, READ | WRITE)).toBe(Translation.OK);
		expect([bench.port.frame, bench.port.granted]).toEqual([100, READ | WRITE]);
		expect(bench.port.access(NO_PASID, 2 ** 52 - 5, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([[0x2000_0007_0000_0010n, 0xffff_ffff_ffff_b000n]]);
		// PASID 0 shares the table, but not that rule.
		bench.tables.guest(root, 2n ** 52n - 5n, q(101) | GUEST_RWU);
		expect(bench.port.access(0, 2 ** 52 - 5, READ)).toBe(Translation.OK);
		expect(bench.port.access(NO_PASID, 2 ** 52 - 5, READ)).toBe(Translation.ABORTED);
		bench.device({ gcr3, mode: 0 });
		bench.submit(DEVICE, 0x2000_0000);
		expect(bench.port.translate(NO_PASID, 50, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(50);
	});

	it('GTEn 0: no PASID is translated', () => {
		const bench = new AmdBench();
		bench.guest(PAGE, q(100) | GUEST_RWU);
		bench.write(0x0018, CONTROL & ~0x1_0000);
		expect(bench.port.translate(1, page, READ)).toBe(Translation.ABORTED);
		expect(bench.port.access(1, page, READ)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([[0x2005_0001_0000_0010n, PAGE << 12n]]);
	});
});

describe('nested tables', () => {
	it('take the GCR3 table, every guest table and the page through the host table', () => {
		const bench = new AmdBench();
		nested(bench);
		expect(bench.port.translate(1, 0x1234, READ | WRITE)).toBe(Translation.OK);
		expect([bench.port.frame, bench.port.granted]).toEqual([0x206, READ | WRITE]);
		expect(bench.events()).toEqual([]);
		// Without PASID the host table alone translates.
		expect(bench.port.access(NO_PASID, 3, READ)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(0x203);
	});
});

describe('what is not translated', () => {
	it('everything while the unit is off; ATS is unsupported', () => {
		const bench = new AmdBench({ idle: true });
		expect(bench.port.access(NO_PASID, 5, WRITE)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(5);
		expect(bench.port.access(NO_PASID, 4096, READ)).toBe(Translation.ABORTED);
		expect(bench.port.translate(NO_PASID, 5, READ)).toBe(Translation.UNSUPPORTED);
	});

	it('a device with V 0; its ATS requests are invalid', () => {
		const bench = new AmdBench();
		bench.entry([0n, 0n, 0n, 0n]);
		expect(bench.port.access(NO_PASID, 5, WRITE)).toBe(Translation.OK);
		expect(bench.port.frame).toBe(5);
		expect(bench.port.translate(NO_PASID, 5, READ)).toBe(Translation.UNSUPPORTED);
		expect(bench.events()).toEqual([[0x8100_0000_0000_0010n, 0x5000n]]);
	});

	it('with Mode 0, within IR and IW', () => {
		const bench = new AmdBench();
		bench.device({ clear: [1n << 62n] });
		expect(bench.port.translate(NO_PASID, 5, READ | WRITE)).toBe(Translation.OK);
		expect([bench.port.frame, bench.port.granted]).toEqual([5, READ]);
		expect(bench.port.access(NO_PASID, 5, WRITE)).toBe(Translation.ABORTED);
		expect(bench.events()).toEqual([[0x2070_0007_0000_0010n, 0x5000n]]);
	});

	it('the exclusion range: for all devices, or those with EX; never with a PASID', () => {
		const bench = new AmdBench();
		bench.device({ mode: 4, root: bench.tables.frame() });
		bench.write64(0x0020, q(0x30) | 1n);
		bench.write64(0x0028, q(0x31));
		const ends = () => [0x2f, 0x30, 0x31, 0x32].map((at) => bench.port.access(NO_PASID, at, WRITE));
		expect(ends()).toEqual([3, 3, 3, 3]);
		bench.write(0x0020, 0x3_0003);
		expect(ends()).toEqual([3, 0, 0, 3]);
		expect(bench.port.frame).toBe(0x31);
		bench.write(0x0020, 0x3_0001);
		bench.device({ mode: 4, root: bench.tables.frame(), set: [0n, 1n << 39n] });
		bench.submit(DEVICE, 0x2000_0000);
		expect(ends()).toEqual([3, 0, 0, 3]);
		expect(bench.port.access(1, 0x30, WRITE)).toBe(Translation.ABORTED);
		bench.write(0x0020, 0x3_0000);
		expect(ends()).toEqual([3, 3, 3, 3]);
	});

	it('port I/O and system management as IoCtl and SysMgt say', () => {
		const bench = new AmdBench({ frames: 64 });
		const at = (fields: bigint, page: number, access: number) => {
			bench.device({ mode: 4, root: 63, set: [0n, fields] });
			bench.submit(DEVICE, 0x2000_0000);
			return [bench.port.access(NO_PASID, page, access), bench.events().length];
		};
		expect(at(1n << 35n, 0xfdf_c000, READ)).toEqual([3, 0]);
		expect(at(2n << 35n, 0xfdf_c000, READ)).toEqual([3, 1]);
		expect(at(1n << 40n, 0xfdf_9100, WRITE)).toEqual([5, 0]);
		expect(at(2n << 40n, 0xfdf_9100, WRITE)).toEqual([3, 1]);
		expect(at(3n << 40n, 0xfdf_9100, WRITE)).toEqual([3, 1]);
	});
});

describe('which page faults are logged', () => {
	it.each([
		['all of them', 0n, 3],
		['SE: the first', 1n << 33n, 1],
		['SA: none', 1n << 34n, 0],
	])('%s', (_name, bits, count) => {
		const bench = new AmdBench();
		bench.device({ mode: 4, root: bench.tables.frame(), set: [0n, bits] });
		for (let i = 0; i < 3; i++) expect(bench.port.access(NO_PASID, i, READ)).toBe(3);
		expect(bench.events()).toHaveLength(count);
	});

	it('SE: the first again after the entry was invalidated', () => {
		const bench = new AmdBench();
		bench.device({ mode: 4, root: bench.tables.frame(), set: [0n, 1n << 33n] });
		bench.port.access(NO_PASID, 1, READ);
		bench.port.access(NO_PASID, 1, READ);
		bench.submit(DEVICE, 0x2000_0000);
		bench.port.access(NO_PASID, 2, READ);
		expect(bench.events().map(([, address]) => address)).toEqual([0x1000n, 0x2000n]);
	});
});

it('a device beyond the table can be reported as an illegal entry instead', () => {
	const bench = new AmdBench({ outsideTable: 'illegal-entry' });
	const port = bench.unit.connect(0x80, bench.endpoint);
	expect(port.access(NO_PASID, 5, READ)).toBe(Translation.ABORTED);
	expect(port.translate(NO_PASID, 5, READ)).toBe(Translation.ABORTED);
	expect(bench.events()).toEqual([
		[0x1000_0000_0000_0080n, 0x5000n],
		[0x1100_0000_0000_0080n, 0x5000n],
	]);
});

it('a table of more pages serves more devices', () => {
	const bench = new AmdBench();
	bench.write64(0x0000, q(600) | 0x1n);
	const port = bench.unit.connect(0xff, bench.endpoint);
	expect(port.access(NO_PASID, 5, READ)).toBe(Translation.OK);
	bench.memory.write32(601 * 4096 + 127 * 32, 7 | (7 << 9));
	expect(port.access(NO_PASID, 5, READ)).toBe(Translation.ABORTED);
	expect(bench.events()).toEqual([[0x1080_0000_0000_00ffn, 0x5000n]]);
});

it('an endpoint that was taken away reaches nothing', () => {
	const bench = new AmdBench();
	bench.device({});
	bench.unit.disconnect(DEVICE);
	expect(bench.port.access(NO_PASID, 5, READ)).toBe(Translation.ABORTED);
	expect(bench.port.translate(NO_PASID, 5, READ)).toBe(Translation.UNSUPPORTED);
	expect(bench.port.message(0xfee0_0000, 1)).toBe(Translation.ABORTED);
	bench.port.pageRequest(NO_PASID, 5, READ, 0, true);
	bench.port.stopMarker(1);
	expect(bench.read(0x2038)).toBe(0);
	expect(bench.endpoint.responses).toEqual([]);
});
