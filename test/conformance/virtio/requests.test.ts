import { describe, expect, it } from 'vitest';
import {
	attach,
	DEVICE,
	detach,
	map,
	probe,
	READ,
	u32,
	unmap,
	VirtioBench,
	WRITE,
} from '../../support/virtio-bench.js';

const OK = 0;
const INVAL = 4;
const resolve = (b: VirtioBench, page: number, access = READ, port = b.port) => [
	port.access(-1, page, access),
	port.frame,
];
const attached = (options = {}) => {
	const b = new VirtioBench(options);
	expect(b.status(attach(1, DEVICE))).toBe(OK);
	return b;
};

describe('requests byte by byte', () => {
	it('ATTACH, MAP, UNMAP and DETACH', () => {
		const b = new VirtioBench();
		// biome-ignore format: one field a line
		expect(b.status([
			0x01, 0x00, 0x00, 0x00,
			0x34, 0x12, 0x00, 0x00,
			0x78, 0x56, 0x34, 0x12,
			0x00, 0x00, 0x00, 0x00,
			0x00, 0x00, 0x00, 0x00,
		])).toBe(OK);
		// biome-ignore format: one field a line
		expect(b.status([
			0x03, 0x00, 0x00, 0x00,
			0x34, 0x12, 0x00, 0x00,
			0x00, 0x50, 0x34, 0x12, 0x78, 0x56, 0x00, 0x00,
			0xff, 0x7f, 0x34, 0x12, 0x78, 0x56, 0x00, 0x00,
			0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00,
			0x01, 0x00, 0x00, 0x00,
		])).toBe(OK);
		const page = 0x5_6781_2345;
		expect(resolve(b, page, READ, b.otherPort)).toEqual([0, 0x20]);
		expect(b.otherPort.granted).toBe(5);
		expect(resolve(b, page + 2, READ, b.otherPort)).toEqual([0, 0x22]);
		expect(b.otherPort.access(-1, page + 3, READ)).toBe(3);
		expect(b.otherPort.access(-1, page, WRITE)).toBe(3);
		// biome-ignore format: one field a line
		expect(b.status([
			0x04, 0x00, 0x00, 0x00,
			0x34, 0x12, 0x00, 0x00,
			0x00, 0x50, 0x34, 0x12, 0x78, 0x56, 0x00, 0x00,
			0xff, 0x7f, 0x34, 0x12, 0x78, 0x56, 0x00, 0x00,
			0x00, 0x00, 0x00, 0x00,
		])).toBe(OK);
		expect(b.otherPort.access(-1, page, READ)).toBe(3);
		// biome-ignore format: one field a line
		expect(b.status([
			0x02, 0x00, 0x00, 0x00,
			0x34, 0x12, 0x00, 0x00,
			0x78, 0x56, 0x34, 0x12,
			0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
		])).toBe(OK);
	});

	it('PROBE', () => {
		const b = new VirtioBench({ probeSize: 64 });
		b.unit.connect(0x0403_0201, b.device, [
			{ kind: 'msi', firstPage: 0xf_ee00, lastPage: 0xf_eeff },
			{ kind: 'reserved', firstPage: 0x12_3456_789a, lastPage: 0x12_3456_789b },
		]);
		const request = [0x05, 0xaa, 0xbb, 0xcc, 0x01, 0x02, 0x03, 0x04, ...new Array(64).fill(0x77)];
		// biome-ignore format: one field a line
		expect(b.send(request, 68)).toEqual({ len: 68, answer: [
			0x01, 0x00, 0x14, 0x00, 0x01, 0x00, 0x00, 0x00,
			0x00, 0x00, 0xe0, 0xfe, 0x00, 0x00, 0x00, 0x00,
			0xff, 0xff, 0xef, 0xfe, 0x00, 0x00, 0x00, 0x00,
			0x01, 0x00, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00,
			0x00, 0xa0, 0x89, 0x67, 0x45, 0x23, 0x01, 0x00,
			0xff, 0xbf, 0x89, 0x67, 0x45, 0x23, 0x01, 0x00,
			0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
			0x00, 0x00, 0x00, 0x00,
		] });
	});

	it('a tail says nothing of what was answered before', () => {
		const b = new VirtioBench({
			probeSize: 32,
			reserved: [{ kind: 'msi', firstPage: 0xf_ee00, lastPage: 0xf_eeff }],
		});
		expect(b.send(probe(DEVICE), 36).answer[2]).toBe(20);
		expect(b.send(attach(1, DEVICE), 4)).toEqual({ len: 4, answer: [0, 0, 0, 0] });
	});

	it('the reserved bytes of the head are ignored, and what follows the request too', () => {
		const b = new VirtioBench();
		const request = attach(1, DEVICE);
		request.splice(1, 3, 0xff, 0xff, 0xff);
		expect(b.status([...request, ...new Array(100).fill(0xff)])).toBe(OK);
	});

	it('only the tail is written of an answer with more room', () => {
		expect(new VirtioBench().send(attach(1, DEVICE), 8)).toEqual({
			len: 4,
			answer: [0, 0, 0, 0, 0xee, 0xee, 0xee, 0xee],
		});
	});
});

describe('what is returned unwritten', () => {
	it.each([
		['an unknown type', [6, 0, 0, 0, ...new Array(64).fill(0)], 4, {}],
		['type 0', [0, 0, 0, 0, ...new Array(64).fill(0)], 4, {}],
		['no room for the tail', attach(1, DEVICE), 3, {}],
		['no head', [1, 0, 0], 4, {}],
		['PROBE that is not offered', probe(DEVICE), 516, { probeSize: 0 }],
		['MAP that is not offered', map(1, 0n, 0xfffn, 0n, 1), 4, { mapUnmap: false }],
		['MAP that is not negotiated', map(1, 0n, 0xfffn, 0n, 1), 4, { accept: 0x73 }],
		['UNMAP that is not negotiated', unmap(1, 0n, 0xfffn), 4, { accept: 0x73 }],
	])('%s', (_, request, room, options) => {
		const b = new VirtioBench(options);
		expect(b.send(request, room)).toEqual({ len: 0, answer: new Array(room).fill(0xee) });
		expect(b.read(0x70)).toBe(0xf);
		expect(b.unit.counters.requestsFailed).toBe(1);
	});

	it.each([
		['ATTACH', attach(1, DEVICE)],
		['DETACH', detach(1, DEVICE)],
		['MAP', map(1, 0n, 0xfffn, 0n, 1)],
		['UNMAP', unmap(1, 0n, 0xfffn)],
	])('%s that is short of a byte is INVAL, as there is room to say so', (_, request) => {
		expect(attached().status(request.slice(0, -1))).toBe(INVAL);
	});
});

describe('PROBE', () => {
	it('of an endpoint without reserved regions is all zeros', () => {
		expect(new VirtioBench({ probeSize: 32 }).send(probe(DEVICE), 36)).toEqual({
			len: 36,
			answer: new Array(36).fill(0),
		});
	});

	it('of no endpoint is NOENT', () => {
		const { len, answer } = new VirtioBench({ probeSize: 32 }).send(probe(99), 36);
		expect([len, answer.slice(0, 32), answer.slice(32)]).toEqual([
			36,
			new Array(32).fill(0),
			u32(6),
		]);
	});

	it('with less room than probe_size is INVAL, and has no property', () => {
		const b = new VirtioBench({
			probeSize: 64,
			reserved: [{ kind: 'reserved', firstPage: 1, lastPage: 1 }],
		});
		expect(b.send(probe(DEVICE), 67)).toEqual({
			len: 67,
			answer: [...new Array(63).fill(0), 4, 0, 0, 0],
		});
	});

	it('that is too short is INVAL', () => {
		const b = new VirtioBench({ probeSize: 32 });
		for (const length of [71, 7])
			expect(b.send(probe(DEVICE).slice(0, length), 36).answer.slice(32)).toEqual(u32(4));
	});

	it('with more room has its tail behind probe_size', () => {
		const { len, answer } = new VirtioBench({ probeSize: 32 }).send(probe(DEVICE), 50);
		expect([len, answer.slice(32, 37)]).toEqual([36, [0, 0, 0, 0, 0xee]]);
	});
});
