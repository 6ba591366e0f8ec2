import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { AmdBench, CONTROL, DEVICE, Frame } from '../../support/amdvi-bench.js';
import { entryAddress, GUEST_RWU, HOST_RW, q, READ, WRITE } from '../../support/amdvi-tables.js';
import { nested } from '../../support/amdvi-walk-cases.js';

const PAGE = 0x4_0604_0302n;
const page = Number(PAGE);
const LOW = Number((PAGE << 12n) & 0xffff_f000n);
const HIGH = Number(PAGE >> 20n);

/** Commands by what they say: words 0 to 3. */
const all = [0, 0x8000_0000];
const deviceEntry = (device: number) => [device, 0x2000_0000];
const interrupts = [DEVICE, 0x5000_0000];
const host = (domain: number, flags: number, low = LOW, high = HIGH) => [
	0,
	0x3000_0000 | domain,
	(low | flags) >>> 0,
	high,
];
const guest = (domain: number, pasid: number, flags: number, low = LOW, high = HIGH) => [
	pasid,
	0x3000_0000 | domain,
	(low | flags | 4) >>> 0,
	high,
];
const everything = (words: number[], flags = 3) => [
	words[0]!,
	words[1]!,
	(0xffff_f000 | flags | (words[2]! & 4)) >>> 0,
	0x7fff_ffff,
];

type Row = [name: string, words: number[], dropped: boolean];

function served(bench: AmdBench, pasid: number, at = page): boolean {
	return bench.port.translate(pasid, at, READ) === Translation.OK;
}

describe('a host translation whose entry was cleared', () => {
	it.each<Row>([
		['its page', host(7, 0), true],
		['its page, with PDE', host(7, 2), true],
		['another page', host(7, 0, LOW + 0x1000), false],
		['the same low word at another high one', host(7, 0, LOW, HIGH + 1), false],
		['its page in another domain', host(8, 0), false],
		['2 pages with it', host(7, 1, LOW & ~0x1000), true],
		['2 pages beside it', host(7, 1, (LOW ^ 0x2000) & ~0x1000), false],
		['4 pages with it', host(7, 1, (LOW & ~0x3000) | 0x1000), true],
		['2 GiB with it', host(7, 1, 0x3fff_f000, HIGH), true],
		['2 GiB beside it', host(7, 1, 0xbfff_f000, HIGH), false],
		['the domain', everything(host(7, 0)), true],
		['another domain', everything(host(8, 0)), false],
		['a PASID of the domain, all pages', everything(guest(7, 1, 0)), false],
		['the device entry', deviceEntry(DEVICE), false],
		['the interrupt table', interrupts, false],
		["the device's own IOTLB", [DEVICE, 0x4000_0000, LOW, HIGH], false],
		['everything', all, true],
	])('is served until %s is invalidated', (_name, words, dropped) => {
		const bench = new AmdBench();
		const root = bench.host(PAGE, q(100) | HOST_RW);
		expect(served(bench, NO_PASID)).toBe(true);
		bench.tables.host(root, 4, PAGE, 0n);
		expect(served(bench, NO_PASID)).toBe(true);
		bench.submit(...words);
		expect(served(bench, NO_PASID)).toBe(!dropped);
	});
});

describe('a guest translation whose entry was cleared', () => {
	it.each<Row>([
		['its page', guest(7, 1, 0), true],
		['another page', guest(7, 1, 0, LOW + 0x1000), false],
		['its page of another PASID', guest(7, 2, 0), false],
		['its page in another domain', guest(8, 1, 0), false],
		['2 pages with it', guest(7, 1, 1, LOW & ~0x1000), true],
		['the PASID', everything(guest(7, 1, 0)), true],
		['another PASID', everything(guest(7, 2, 0)), false],
		['host pages of the domain, all', everything(host(7, 0)), false],
		['the device entry', deviceEntry(DEVICE), false],
		['everything', all, true],
	])('is served until %s is invalidated', (_name, words, dropped) => {
		const bench = new AmdBench();
		const root = bench.guest(PAGE, q(100) | GUEST_RWU);
		expect(served(bench, 1)).toBe(true);
		bench.tables.guest(root, PAGE, 0n);
		expect(served(bench, 1)).toBe(true);
		bench.submit(...words);
		expect(served(bench, 1)).toBe(!dropped);
	});
});

describe('a nested translation', () => {
	it.each<Row>([
		['its guest page', guest(7, 1, 0, 0x123_4000, 0), true],
		['any host page of the domain', host(7, 0, 0x5000, 0), true],
		['a host page of another domain', host(8, 0, 0x6000, 0), false],
		['the device entry', deviceEntry(DEVICE), false],
		['everything', all, true],
	])('whose guest entry was cleared is served until %s is invalidated', (_name, words, dropped) => {
		const bench = new AmdBench();
		nested(bench);
		expect(served(bench, 1, 0x1234)).toBe(true);
		bench.memory.write32(0x204 * 4096 + 0x34 * 8, 0);
		expect(served(bench, 1, 0x1234)).toBe(true);
		bench.submit(...words);
		expect(served(bench, 1, 0x1234)).toBe(!dropped);
	});

	it('whose guest table moved in the host: no table of the old place is used after invalidating a host page', () => {
		const bench = new AmdBench();
		nested(bench);
		expect(served(bench, 1, 0x1234)).toBe(true);
		// Host frame of guest frame 4, the last guest table, becomes 0x300, where the page is not.
		const root = bench.memory.read32(Frame.DEVICES * 4096 + DEVICE * 32) >>> 12;
		bench.tables.host(root, 4, 4n, q(0x300) | HOST_RW);
		bench.submit(...host(7, 0, 0x4000, 0));
		expect(served(bench, 1, 0x1234)).toBe(false);
	});
});

describe('a guest table that the host makes read-only', () => {
	it('denies the accessed bit of every entry, also after another one needed none', () => {
		const bench = new AmdBench();
		nested(bench, 0x2000_0000_0000_0001n, 4);
		const at = 0x204 * 4096 + 0x34 * 8;
		bench.memory.write32(at, 0x6027);
		bench.memory.write32(at + 8, 0x6007);
		expect(bench.port.access(1, 0x1234, READ)).toBe(Translation.OK);
		expect(bench.port.access(1, 0x1235, READ)).toBe(Translation.ABORTED);
		expect(bench.memory.read32(at + 8)).toBe(0x6007);
		expect(bench.events()).toEqual([[0x2055_0001_0000_0010n, 0x123_5000n]]);
	});
});

describe('pieces of a large page go together', () => {
	it('when any page of a host leaf is invalidated', () => {
		const bench = new AmdBench();
		const root = bench.host(PAGE, q(0x400) | HOST_RW, 4, {}, 2);
		expect([served(bench, NO_PASID), served(bench, NO_PASID, page + 1)]).toEqual([true, true]);
		bench.tables.host(root, 4, PAGE, 0n, 2);
		bench.submit(...host(7, 0, LOW + 0x20_0000));
		expect([served(bench, NO_PASID), served(bench, NO_PASID, page + 1)]).toEqual([true, true]);
		bench.submit(...host(7, 0, LOW + 0x8000));
		expect([served(bench, NO_PASID), served(bench, NO_PASID, page + 1)]).toEqual([false, false]);
	});

	it('when any page of a guest leaf is invalidated', () => {
		const bench = new AmdBench();
		const root = bench.guest(PAGE, q(0x400) | 0x80n | GUEST_RWU, {}, 2);
		expect([served(bench, 1), served(bench, 1, page + 1)]).toEqual([true, true]);
		bench.tables.guest(root, PAGE, 0n, 2);
		bench.submit(...guest(7, 1, 0, LOW + 0x20_0000));
		expect([served(bench, 1), served(bench, 1, page + 1)]).toEqual([true, true]);
		bench.submit(...guest(7, 1, 0, LOW + 0x8000));
		expect([served(bench, 1), served(bench, 1, page + 1)]).toEqual([false, false]);
	});
});

describe('the way to a last table, cut above it', () => {
	const neighbour = page + 1;

	it.each<Row>([
		['a page of it without PDE', host(7, 0), false],
		['a page of it with PDE', host(7, 2), true],
		['a page elsewhere with PDE', host(7, 2, LOW + 0x20_0000), false],
		['the domain', everything(host(7, 0)), true],
		['another domain', everything(host(8, 0)), false],
		['the device entry', deviceEntry(DEVICE), false],
		['everything', all, true],
	])('host: is remembered until %s is invalidated', (_name, words, dropped) => {
		const bench = new AmdBench();
		const root = bench.host(PAGE, q(100) | HOST_RW);
		bench.tables.host(root, 4, PAGE + 1n, q(101) | HOST_RW);
		expect(served(bench, NO_PASID)).toBe(true);
		bench.memory.write32(entryAddress(root, PAGE, 4), 0);
		bench.submit(...words);
		expect(served(bench, NO_PASID, neighbour)).toBe(!dropped);
	});

	it.each<Row>([
		['a page of it without PDE', guest(7, 1, 0), false],
		['a page of it with PDE', guest(7, 1, 2), true],
		['a page of another PASID with PDE', guest(7, 2, 2), false],
		['the PASID', everything(guest(7, 1, 0)), true],
		['host pages of the domain', everything(host(7, 0)), false],
		['everything', all, true],
	])('guest: is remembered until %s is invalidated', (_name, words, dropped) => {
		const bench = new AmdBench();
		const root = bench.guest(PAGE, q(100) | GUEST_RWU);
		bench.tables.guest(root, PAGE + 1n, q(101) | GUEST_RWU);
		expect(served(bench, 1)).toBe(true);
		bench.memory.write32(entryAddress(root, PAGE, 4), 0);
		bench.submit(...words);
		expect(served(bench, 1, neighbour)).toBe(!dropped);
	});

	it('does not hide a right that was added above it', () => {
		const bench = new AmdBench();
		const root = bench.host(PAGE, q(100) | HOST_RW);
		bench.memory.write32(entryAddress(root, PAGE, 4) + 4, 0x2000_0000);
		expect(served(bench, NO_PASID)).toBe(true);
		bench.memory.write32(entryAddress(root, PAGE, 4) + 4, 0x6000_0000);
		expect(bench.port.access(NO_PASID, page, WRITE)).toBe(Translation.OK);
	});
});

describe('a GCR3 entry that was cleared', () => {
	it.each<Row>([
		['the device entry', deviceEntry(DEVICE), true],
		['another device entry', deviceEntry(DEVICE + 1), false],
		['the PASID with PDE', guest(7, 1, 2), true],
		['the PASID without PDE', guest(7, 1, 0), false],
		['another PASID', everything(guest(7, 2, 0)), false],
		['the PASID in another domain', everything(guest(8, 1, 0)), false],
		['host pages of the domain, which are not on the way', everything(host(7, 0)), false],
		['everything', all, true],
	])('is remembered until %s is invalidated', (_name, words, dropped) => {
		const bench = new AmdBench();
		const root = bench.guest(PAGE, q(100) | GUEST_RWU);
		bench.tables.guest(root, PAGE + 0x20_0000n, q(101) | GUEST_RWU);
		expect(served(bench, 1)).toBe(true);
		const fields = bench.memory.read32(Frame.DEVICES * 4096 + DEVICE * 32 + 4) >>> 26;
		const gcr3 =
			(fields & 7) | ((bench.memory.read32(Frame.DEVICES * 4096 + DEVICE * 32 + 8) >>> 16) << 3);
		bench.tables.gcr3(gcr3, 1, 0n);
		bench.submit(...words);
		expect(served(bench, 1, page + 0x20_0000)).toBe(!dropped);
	});

	it('nested, is remembered until host pages of the domain are invalidated', () => {
		const bench = new AmdBench();
		nested(bench);
		expect(served(bench, 1, 0x1234)).toBe(true);
		bench.memory.write32(0x20_0008, 0);
		bench.submit(...guest(7, 1, 0, 0x123_4000, 0));
		expect(served(bench, 1, 0x1234)).toBe(true);
		bench.submit(...host(7, 0, 0x5000, 0));
		expect(served(bench, 1, 0x1234)).toBe(false);
	});
});

describe('a device entry that was changed', () => {
	it.each<Row>([
		['it', deviceEntry(DEVICE), true],
		['another', deviceEntry(DEVICE + 1), false],
		['pages of the domain', everything(host(7, 0)), false],
		['its interrupt table', interrupts, false],
		['everything', all, true],
	])('is served as it was until %s is invalidated', (_name, words, dropped) => {
		const bench = new AmdBench();
		bench.device({});
		expect(served(bench, NO_PASID, 5)).toBe(true);
		bench.device({ mode: 4, root: bench.tables.frame() });
		expect(served(bench, NO_PASID, 5)).toBe(true);
		bench.submit(...words);
		expect(served(bench, NO_PASID, 5)).toBe(!dropped);
	});

	it('serves page requests and interrupts too', () => {
		const bench = new AmdBench();
		bench.device({ set: [0n, 0n, 1n] });
		bench.port.pageRequest(NO_PASID, 5, READ, 0, true);
		bench.device({ clear: [1n << 52n] });
		bench.port.pageRequest(NO_PASID, 5, READ, 1, true);
		expect(bench.read(0x2038)).toBe(0x20);
		expect(bench.port.message(0xfee0_1000, 5)).toBe(Translation.ABORTED);
		bench.submit(...deviceEntry(DEVICE));
		bench.port.pageRequest(NO_PASID, 5, READ, 2, true);
		expect(bench.read(0x2038)).toBe(0x20);
		expect(bench.port.message(0xfee0_1000, 5)).toBe(Translation.OK);
	});

	it('is seen at once when it was not valid, or was faulty', () => {
		const bench = new AmdBench();
		expect(bench.port.translate(NO_PASID, 5, READ)).toBe(Translation.UNSUPPORTED);
		bench.device({ set: [4n] });
		expect(bench.port.translate(NO_PASID, 5, READ)).toBe(Translation.ABORTED);
		bench.device({});
		expect(served(bench, NO_PASID, 5)).toBe(true);
	});

	it('is forgotten, like all else, when the unit is switched off and on', () => {
		const bench = new AmdBench();
		const root = bench.host(PAGE, q(100) | HOST_RW);
		expect(served(bench, NO_PASID)).toBe(true);
		bench.tables.host(root, 4, PAGE, 0n);
		bench.write(0x0018, CONTROL & ~0x4000);
		expect(served(bench, NO_PASID)).toBe(true);
		bench.write(0x0018, 0);
		bench.write(0x0018, CONTROL);
		expect(served(bench, NO_PASID)).toBe(false);
	});
});

describe('what caches never hold', () => {
	it('absence: a page that is mapped now is found, and a right that was given', () => {
		const bench = new AmdBench();
		const root = bench.guest(PAGE, 0n);
		expect(served(bench, 1)).toBe(false);
		bench.tables.guest(root, PAGE, q(100) | 5n);
		expect(served(bench, 1)).toBe(true);
		expect(bench.port.access(1, page, WRITE)).toBe(Translation.ABORTED);
		bench.tables.guest(root, PAGE, q(100) | GUEST_RWU);
		expect(bench.port.access(1, page, WRITE)).toBe(Translation.OK);
	});

	it('the rights of a device: two devices of a domain keep their own', () => {
		const bench = new AmdBench();
		const root = bench.host(PAGE, q(100) | HOST_RW);
		bench.device({ mode: 4, root, clear: [1n << 62n] }, 0x11);
		const other = bench.unit.connect(0x11, bench.endpoint);
		expect(bench.port.access(NO_PASID, page, WRITE)).toBe(Translation.OK);
		expect(other.access(NO_PASID, page, WRITE)).toBe(Translation.ABORTED);
		expect(other.translate(NO_PASID, page, READ | WRITE)).toBe(Translation.OK);
		expect(other.granted).toBe(READ);
		expect(bench.port.translate(NO_PASID, page, READ | WRITE)).toBe(Translation.OK);
		expect(bench.port.granted).toBe(READ | WRITE);
	});
});

it('the smallest caches serve the same translations', () => {
	const bench = new AmdBench({
		iotlbEntries: 16,
		tableCacheEntries: 16,
		deviceCacheEntries: 16,
		guestRootEntries: 16,
	});
	const gcr3 = bench.tables.frame();
	const ports = [bench.port];
	for (let device = 0x11; device < 0x40; device++)
		ports.push(bench.unit.connect(device, bench.endpoint));
	ports.forEach((_port, i) => {
		bench.device({ gcr3, domain: i + 1 }, DEVICE + i);
	});
	for (let pasid = 1; pasid < 40; pasid++) {
		const root = bench.tables.frame();
		bench.tables.guest(root, 9n, q(200 + pasid) | GUEST_RWU);
		bench.tables.gcr3(gcr3, pasid, q(root) | 1n);
	}
	for (let round = 0; round < 2; round++)
		for (const port of ports)
			for (let pasid = 1; pasid < 40; pasid++) {
				expect(port.translate(pasid, 9, READ)).toBe(Translation.OK);
				expect(port.frame).toBe(200 + pasid);
			}
});
