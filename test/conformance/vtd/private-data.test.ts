import { describe, expect, it } from 'vitest';
import { NO_PASID, type PrivateData } from '../../../src/emulator/iommu/contract.js';
import { DEVICE, FakeEndpoint, VtdBench } from '../../support/vtd-bench.js';
import { READ, WRITE } from '../../support/vtd-mappings.js';
import { Frame, q } from '../../support/vtd-tables.js';

const PQH = 0x0c0;
const PQT = 0x0c8;
const PRS = 0x0dc;
const DATA: PrivateData = [0x1111_2222, 0x8000_0001, 0x3333_4444, 0xffff_ffff];
const WORDS = [0x8000_0001_1111_2222n, 0xffff_ffff_3333_4444n] as const;

/** A bench, and what its endpoint is told with private data. */
function bench(options: { privateData?: boolean; narrow?: boolean } = { privateData: true }) {
	const made = new VtdBench(options);
	const told: unknown[][] = [];
	Object.assign(made.endpoint, {
		privateResponse: (...response: unknown[]) => told.push(response),
	});
	return { made, told };
}

describe('a page request with private data', () => {
	it('has PDP set and the data in the upper half of its record', () => {
		const { made } = bench();
		made.port.privateRequest!(1, 0x1234, WRITE, 5, false, DATA);
		made.port.privateRequest!(NO_PASID, 0x1235, READ, 6, true, DATA);
		expect(made.request(0)).toEqual([0x0000_0001_0010_0301n, 0x0123_402an, ...WORDS]);
		expect(made.request(1)).toEqual([0x0000_0000_0010_0201n, 0x0123_5035n, ...WORDS]);
	});

	it('leaves nothing in the record of the next one', () => {
		const { made } = bench();
		made.port.privateRequest!(1, 1, READ, 5, true, DATA);
		for (let i = 0; i < 127; i++) {
			made.write(PQH, made.read(PQT));
			made.port.pageRequest(1, 2, READ, 5, true);
		}
		made.write(PQH, made.read(PQT));
		made.port.pageRequest(1, 3, READ, 5, true);
		expect(made.request(0)).toEqual([0x0000_0001_0010_0101n, 0x302dn, 0n, 0n]);
	});

	it('is one without where the unit knows none', () => {
		const { made, told } = bench({});
		made.port.privateRequest!(1, 0x1234, WRITE, 5, true, DATA);
		expect(made.request(0)).toEqual([0x0000_0001_0010_0101n, 0x0123_402en, 0n, 0n]);
		made.context(q(Frame.DIRECTORY) | 0x0dn);
		made.submit(0x11n);
		made.port.privateRequest!(1, 0x1234, WRITE, 6, false, DATA);
		made.port.privateRequest!(1, 0x1234, WRITE, 6, true, DATA);
		expect([made.endpoint.responses, told]).toEqual([[[1, 6, 1]], []]);
	});

	it('of a function that is gone goes nowhere', () => {
		const { made } = bench();
		made.unit.disconnect(DEVICE);
		made.port.privateRequest!(1, 1, READ, 5, true, DATA);
		expect(made.read(PQT)).toBe(0);
	});
});

describe('its response, type 9 with PDP', () => {
	it('brings the data back, whether the request was the last of its group or not', () => {
		const { made, told } = bench();
		made.submit(0x0000_0001_0010_0039n, 0x02cn, ...WORDS);
		made.submit(0x0000_0000_0010_f029n, 0x028n, ...WORDS);
		expect(told).toEqual([
			[1, 5, 0, DATA],
			[NO_PASID, 5, 0xf, DATA],
		]);
		expect([made.endpoint.responses, made.read(0x034)]).toEqual([[], 0]);
	});

	it('ends at an endpoint that sends none', () => {
		const { made } = bench();
		const other = new FakeEndpoint();
		made.unit.connect(0x20, other);
		made.submit(0x0000_0001_0020_0039n, 0x02cn, ...WORDS);
		expect([other.responses, made.read(0x034), made.head]).toEqual([[], 0, 0x20]);
	});

	it.each<[string, object, bigint[]]>([
		['PDP where the unit knows none', {}, [0x39n, 0x2cn]],
		['data without PDP', { privateData: true }, [0x19n, 0x2cn, 1n]],
		['a reserved bit beside PDP', { privateData: true }, [0x79n, 0x2cn]],
		['a reserved bit above the PASID', { privateData: true }, [0x0010_0000_0000_0039n, 0x2cn]],
		['a reserved bit beside LPIG', { privateData: true }, [0x39n, 0x2dn]],
		['a reserved upper word', { privateData: true }, [0x39n, 0x1_0000_002cn]],
		['PDP in a descriptor of 128 bits', { privateData: true, narrow: true }, [0x39n, 0x2cn]],
		['data in another type', { privateData: true }, [0x11n, 0n, 1n]],
	])('%s: IQEI 4', (_name, options, words) => {
		const { made, told } = bench(options);
		made.submit(...words);
		expect([made.read(0x034), made.read(0x0b0), told]).toEqual([0x10, 4, []]);
	});
});

describe('what the unit answers by itself', () => {
	it('brings the data back at once', () => {
		const { made, told } = bench();
		made.context(q(Frame.DIRECTORY) | 0x0dn);
		made.port.privateRequest!(1, 1, READ, 3, false, DATA);
		made.port.privateRequest!(1, 1, READ, 3, true, DATA);
		expect(told).toEqual([
			[1, 3, 1, DATA],
			[1, 3, 1, DATA],
		]);
		expect(made.unit.counters.autoResponses).toBe(2);
	});

	it('brings it back after an overflow too, each its own, and none for a function that is gone', () => {
		const { made, told } = bench();
		const other = new FakeEndpoint();
		const port = made.unit.connect(0x7f, other);
		made.memory.write32(Frame.CONTEXT * 4096 + 0x7f * 32, Frame.DIRECTORY * 4096 + 0x1d);
		for (let i = 0; i < 127; i++) made.port.pageRequest(1, i, READ, i, true);
		port.pageRequest(1, 1, READ, 9, true);
		made.port.privateRequest!(1, 1, READ, 200, false, DATA);
		made.port.pageRequest(1, 1, READ, 201, false);
		made.port.pageRequest(1, 1, READ, 201, true);
		made.port.privateRequest!(1, 1, READ, 202, true, [1, 2, 3, 4]);
		made.unit.disconnect(0x7f);
		made.write(PQH, made.read(PQT));
		made.write(PRS, 3);
		expect(told).toEqual([
			[1, 200, 0, DATA],
			[1, 202, 0, [1, 2, 3, 4]],
		]);
		expect([made.endpoint.responses, other.responses]).toEqual([[[1, 201, 0]], []]);
	});
});
