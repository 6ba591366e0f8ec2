import { describe, expect, it } from 'vitest';
import { NO_PASID, PrgResponse } from '../../../src/emulator/iommu/contract.js';
import {
	FakeEndpoint,
	MESSAGE,
	PCI,
	READ,
	SmmuV3Bench,
	WRITE,
} from '../../support/smmuv3-bench.js';

const PROD = 0x100c8;
const CONS = 0x100cc;
const FLAG = 0x8000_0000;
const { SUCCESS, FAILURE } = PrgResponse;

/** A queue of one entry that is full, and a stream that is valid. */
function full(options = {}, ste = {}): SmmuV3Bench {
	const bench = new SmmuV3Bench({ requestBits: 0, ...options });
	bench.ste(PCI, { config: 4, ...ste });
	bench.port.pageRequest(1, 1, READ, 0, false);
	expect(bench.read(PROD)).toBe(1);
	return bench;
}

describe('PRI queue', () => {
	it('takes requests whatever EATS says, and answers none of them', () => {
		const bench = new SmmuV3Bench();
		for (let i = 0; i < 3; i++) bench.port.pageRequest(1, i, READ, 7, i === 2);
		expect(bench.read(PROD)).toBe(3);
		expect(bench.pci.responses).toEqual([]);
		expect(bench.request(2)).toEqual([0xd000_0001_0000_0010n, 0x2007n]);
	});

	it('interrupts when it fills from empty', () => {
		const bench = new SmmuV3Bench();
		bench.port.pageRequest(1, 1, READ, 1, false);
		bench.port.pageRequest(1, 2, READ, 1, true);
		expect(bench.messages).toEqual([MESSAGE.request]);
		bench.write(CONS, 2);
		bench.port.pageRequest(1, 3, READ, 2, false);
		expect(bench.messages.length).toBe(2);
	});

	it('interrupts for each last request with LO, lost ones included', () => {
		const bench = new SmmuV3Bench({ requestBits: 1 });
		bench.write(0x50, 0);
		bench.write(0xdc, FLAG);
		bench.write(0x50, 7);
		bench.port.pageRequest(1, 1, READ, 1, false);
		expect(bench.messages).toEqual([]);
		bench.port.pageRequest(1, 2, READ, 1, true);
		expect(bench.messages.length).toBe(1);
		bench.port.pageRequest(1, 3, READ, 2, false);
		expect(bench.messages.length).toBe(1);
		bench.port.pageRequest(1, 4, READ, 2, true);
		expect(bench.messages.length).toBe(2);
	});

	it('overflow: OVFLG toggles, and the queue stays closed until that is acknowledged', () => {
		const bench = full();
		bench.port.pageRequest(1, 2, READ, 3, false);
		expect(bench.read(PROD)).toBe((FLAG | 1) >>> 0);
		bench.port.pageRequest(1, 3, READ, 3, true);
		// There is space, but the overflow is not acknowledged.
		bench.write(CONS, 1);
		bench.port.pageRequest(1, 4, READ, 4, true);
		expect(bench.read(PROD)).toBe((FLAG | 1) >>> 0);
		expect(bench.pci.responses).toEqual([]);
		bench.write(CONS, (FLAG | 1) >>> 0);
		expect(bench.pci.responses).toEqual([
			[NO_PASID, 3, SUCCESS],
			[NO_PASID, 4, SUCCESS],
		]);
		bench.port.pageRequest(1, 5, READ, 5, true);
		expect(bench.read(PROD)).toBe(FLAG);
		expect(bench.unit.counters.autoResponses).toBe(2);
		expect(bench.unit.counters.pageRequestsDropped).toBe(3);
	});

	it('what the device asks when it is answered finds the queue open again', () => {
		const bench = full();
		bench.port.pageRequest(1, 3, READ, 3, true);
		bench.pci.onResponse = () => bench.port.pageRequest(1, 3, READ, 3, true);
		bench.write(CONS, (FLAG | 1) >>> 0);
		expect(bench.pci.responses.length).toBe(1);
		expect(bench.read(PROD)).toBe(FLAG);
	});

	it.each<[string, object, object, [number, number, number]]>([
		['without PASID', {}, {}, [NO_PASID, 3, SUCCESS]],
		['with PASID, PPAR=0', {}, {}, [NO_PASID, 3, SUCCESS]],
		['with PASID, PPAR=1', {}, { ppar: true }, [1, 3, SUCCESS]],
		['with PASID, PPS=1', { pasidInResponses: true }, {}, [1, 3, SUCCESS]],
		['with PASID, illegal entry', {}, { valid: false }, [NO_PASID, 3, FAILURE]],
		[
			'with PASID, illegal entry, PPS=1',
			{ pasidInResponses: true },
			{ valid: false },
			[1, 3, SUCCESS],
		],
	])('overflow answer: %s', (name, options, ste, response) => {
		const bench = full(options, ste);
		bench.port.pageRequest(name === 'without PASID' ? NO_PASID : 1, 2, WRITE, 3, true);
		bench.write(CONS, (FLAG | 1) >>> 0);
		expect(bench.pci.responses).toEqual([response]);
		expect(bench.events()).toEqual([]);
	});

	it('the way to PPAR is told of with CR2.REC_CFG_ATS', () => {
		const bench = full({}, { valid: false });
		bench.write(0x20, 0xe);
		bench.write(0x2c, 0x8);
		bench.write(0x20, 0xf);
		bench.write(CONS, 0);
		bench.port.pageRequest(1, 1, READ, 0, false);
		bench.port.pageRequest(1, 2, READ, 3, true);
		expect(bench.pci.responses).toEqual([[NO_PASID, 3, FAILURE]]);
		expect(bench.events()).toMatchObject([{ id: 0x04, stream: PCI }]);
	});

	it('a stop marker is dropped in an overflow, unanswered', () => {
		const bench = full();
		bench.port.stopMarker(1);
		bench.write(CONS, (FLAG | 1) >>> 0);
		expect(bench.pci.responses).toEqual([]);
		expect(bench.read(PROD)).toBe((FLAG | 1) >>> 0);
	});

	it.each([
		['PRIQEN=0', 0x0d],
		['SMMUEN=0', 0x0e],
	])('%s: Response Failure for every request, without PASID', (_, cr0) => {
		const bench = new SmmuV3Bench();
		bench.write(0x20, cr0);
		bench.port.pageRequest(1, 1, READ, 3, false);
		bench.port.pageRequest(NO_PASID, 1, READ, 4, true);
		bench.port.stopMarker(1);
		expect(bench.pci.responses).toEqual([
			[NO_PASID, 3, FAILURE],
			[NO_PASID, 4, FAILURE],
		]);
		expect(bench.read(PROD)).toBe(0);
		expect(bench.messages).toEqual([]);
	});

	it('what is owed is answered when the queue is disabled', () => {
		const bench = full();
		bench.port.pageRequest(1, 2, READ, 3, true);
		bench.write(0x20, 0x0d);
		expect(bench.pci.responses).toEqual([[NO_PASID, 3, SUCCESS]]);
	});

	it('an endpoint that is gone is owed nothing', () => {
		const bench = full();
		bench.port.pageRequest(1, 2, READ, 3, true);
		bench.unit.disconnect(PCI);
		bench.write(CONS, (FLAG | 1) >>> 0);
		expect(bench.pci.responses).toEqual([]);
	});

	it('where no memory is: PRIQ_ABT_ERR and Response Failure, until it is acknowledged', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x20, 0x0d);
		bench.write64(0xc0, 0x77_0000_0008n);
		bench.write(0x20, 0x0f);
		bench.port.pageRequest(1, 1, READ, 3, true);
		expect(bench.read(0x60)).toBe(8);
		expect(bench.messages).toEqual([MESSAGE.error]);
		bench.write(0x20, 0x0d);
		bench.write64(0xc0, 0x4008n);
		bench.write(0x20, 0x0f);
		bench.port.pageRequest(1, 1, READ, 4, false);
		expect(bench.pci.responses).toEqual([
			[NO_PASID, 3, FAILURE],
			[NO_PASID, 4, FAILURE],
		]);
		bench.write(0x64, 8);
		bench.port.pageRequest(1, 1, READ, 5, true);
		expect(bench.read(PROD)).toBe(1);
	});

	it('nor is the next one with its stream id', () => {
		const bench = full();
		bench.port.pageRequest(1, 2, READ, 3, true);
		bench.unit.disconnect(PCI);
		const next = new FakeEndpoint();
		bench.unit.connect(PCI, next);
		bench.write(CONS, (FLAG | 1) >>> 0);
		expect(next.responses).toEqual([]);
	});
});
