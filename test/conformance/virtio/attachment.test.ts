import { describe, expect, it } from 'vitest';
import {
	attach,
	DEVICE,
	detach,
	map,
	OTHER,
	READ,
	unmap,
	VirtioBench,
	WRITE,
} from '../../support/virtio-bench.js';

const OK = 0;
const UNSUPP = 2;
const INVAL = 4;
const RANGE = 5;
const NOENT = 6;
const resolve = (b: VirtioBench, page: number, access = READ, port = b.port) => [
	port.access(-1, page, access),
	port.frame,
];
const attached = (options = {}) => {
	const b = new VirtioBench(options);
	expect(b.status(attach(1, DEVICE))).toBe(OK);
	return b;
};

describe('ATTACH', () => {
	it.each([
		['reserved bytes', attach(1, DEVICE, 0, 1), {}, INVAL],
		['an unknown flag', attach(1, DEVICE, 2), {}, INVAL],
		['BYPASS that is not negotiated', attach(1, DEVICE, 1), { accept: 0x37 }, INVAL],
		['no such endpoint', attach(1, 9), {}, NOENT],
		['a domain below the range', attach(1, DEVICE), { domains: { first: 2, last: 3 } }, RANGE],
		['a domain above the range', attach(4, DEVICE), { domains: { first: 2, last: 3 } }, RANGE],
		['any domain without a range', attach(0xffff_ffff, DEVICE), { domains: null }, OK],
	])('%s', (_, request, options, status) => {
		const b = new VirtioBench({ heldEvents: 0, ...options });
		expect(b.status(request)).toBe(status);
		b.post(0);
		expect(b.port.access(-1, 1, READ)).toBe(3);
		expect(b.events()[0]![0]).toBe(status === OK ? 2 : 1);
	});

	it('two endpoints share a domain', () => {
		const b = attached();
		expect(b.status(map(1, 0x4000n, 0x4fffn, 0x2_0000n, 3))).toBe(OK);
		expect(b.status(attach(1, OTHER))).toBe(OK);
		expect(resolve(b, 4, WRITE, b.otherPort)).toEqual([0, 32]);
		expect(b.status(detach(1, DEVICE))).toBe(OK);
		expect(b.port.access(-1, 4, READ)).toBe(3);
		expect(resolve(b, 4, WRITE, b.otherPort)).toEqual([0, 32]);
	});

	it('to another domain detaches first, which may destroy the one before', () => {
		const b = attached();
		b.status(map(1, 0x4000n, 0x4fffn, 0x2_0000n, 3));
		expect(resolve(b, 4)).toEqual([0, 32]);
		expect(b.status(attach(2, DEVICE))).toBe(OK);
		expect(b.port.access(-1, 4, READ)).toBe(3);
		expect(b.status(map(1, 0x4000n, 0x4fffn, 0x2_0000n, 3))).toBe(NOENT);
		expect(b.status(attach(1, DEVICE))).toBe(OK);
		expect(b.port.access(-1, 4, READ)).toBe(3);
	});

	it('again to the same domain keeps its mappings', () => {
		const b = attached();
		b.status(map(1, 0x4000n, 0x4fffn, 0x2_0000n, 3));
		expect(b.status(attach(1, DEVICE))).toBe(OK);
		expect(resolve(b, 4)).toEqual([0, 32]);
		expect(b.status(detach(1, DEVICE))).toBe(OK);
		expect(b.status(detach(1, DEVICE))).toBe(INVAL);
	});

	it('with the BYPASS flag not as the domain is INVAL; the endpoint has left its old domain by then', () => {
		const b = attached();
		expect(b.status(attach(2, OTHER, 1))).toBe(OK);
		expect(b.status(attach(1, DEVICE, 1))).toBe(INVAL);
		expect(b.status(detach(1, DEVICE))).toBe(OK);
		b.status(attach(1, DEVICE));
		expect(b.status(attach(2, DEVICE, 0))).toBe(INVAL);
		expect(b.status(detach(1, DEVICE))).toBe(INVAL);
		expect(b.status(attach(2, DEVICE, 1))).toBe(OK);
	});

	it('to a domain with mappings where the endpoint has a reserved region is UNSUPP', () => {
		const b = attached();
		const port = b.unit.connect(7, b.device, [{ kind: 'reserved', firstPage: 5, lastPage: 6 }]);
		b.status(map(1, 0x6000n, 0x7fffn, 0x2_0000n, 3));
		expect(b.status(attach(1, 7))).toBe(UNSUPP);
		expect(port.access(-1, 7, READ)).toBe(3);
		expect(b.status(unmap(1, 0x6000n, 0x7fffn))).toBe(OK);
		expect(b.status(attach(1, 7))).toBe(OK);
	});
});

describe('DETACH', () => {
	it.each([
		['no such endpoint', detach(1, 9), NOENT],
		['no such domain', detach(2, DEVICE), INVAL],
		['not attached', detach(1, OTHER), INVAL],
	])('%s', (_, request, status) => {
		const b = attached();
		expect(b.status(request)).toBe(status);
		expect(b.status(detach(1, DEVICE))).toBe(OK);
	});

	it('ignores its reserved bytes', () => {
		expect(attached().status([...detach(1, DEVICE).slice(0, 12), ...new Array(8).fill(0xff)])).toBe(
			OK,
		);
	});

	it('an endpoint that is taken away is detached', () => {
		const b = attached();
		b.status(map(1, 0x4000n, 0x4fffn, 0x2_0000n, 3));
		expect(resolve(b, 4)).toEqual([0, 32]);
		b.unit.disconnect(DEVICE);
		expect(b.port.access(-1, 4, READ)).toBe(3);
		expect(b.status(unmap(1, 0n, 0xffffn))).toBe(NOENT);
		expect(b.status(attach(1, DEVICE))).toBe(NOENT);
		const again = b.unit.connect(DEVICE, b.device);
		expect(b.status(attach(1, DEVICE))).toBe(OK);
		expect(again.access(-1, 4, READ)).toBe(3);
		expect(b.port.access(-1, 4, READ)).toBe(3);
	});
});
