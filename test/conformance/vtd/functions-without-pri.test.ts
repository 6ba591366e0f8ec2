import { describe, expect, it } from 'vitest';
import type { PciFunctionConfig } from '../../../src/emulator/endpoint/function-config.js';
import { PciFunction } from '../../../src/emulator/endpoint/pci-function.js';
import { Cap, Ends } from '../../support/fake-iommu.js';
import { DEVICE, VtdBench } from '../../support/vtd-bench.js';
import { first, PAGE } from '../../support/vtd-mappings.js';
import { q } from '../../support/vtd-tables.js';

const MAPPED = Number(PAGE);
/** In the same table, not mapped. */
const MISSING = MAPPED + 1;
/** P=0 in a first-level leaf. */
const NOT_PRESENT = 0x71;
/** R/W=0 in a first-level leaf. */
const NO_WRITE = 0x85;

/** A function in the place of the bench's device, with PASID 1 and its page, readable alone unless told otherwise. */
function make(config: Partial<PciFunctionConfig>, leaf = q(100) | 5n) {
	const bench = new VtdBench();
	bench.unit.disconnect(DEVICE);
	const fn = new PciFunction(
		{
			requesterId: DEVICE,
			ats: false,
			pri: false,
			pasidWidth: 20,
			priCapacity: 0,
			responsePasidRequired: true,
			...config,
		},
		bench.memory,
		() => 0,
	);
	fn.attach(bench.unit);
	first(bench, leaf);
	const at = config.ats === true ? Cap.ATS : 0;
	fn.configWrite(at === 0 ? 0x106 : 0x116, 2, 7);
	if (at !== 0) fn.configWrite(at + 6, 2, 0x8000);
	const ends = new Ends();
	return { bench, fn, ends };
}

describe('a function with neither ATS nor PRI', () => {
	it('reads through the tables, untranslated', () => {
		const { bench, fn, ends } = make({});
		bench.memory.write32(100 * 4096 + 4, 0xcafe);
		const into = new Uint8Array(4);
		fn.dma.read(1, MAPPED * 4096 + 4, into, ends.done('r'));
		expect(ends.list).toEqual(['r']);
		expect([...into]).toEqual([0xfe, 0xca, 0, 0]);
		expect(fn.counters).toMatchObject({ untranslated: 1, translations: 0, pageRequests: 0 });
		expect(bench.faults()).toEqual([]);
	});

	it('what is not there or not allowed is recorded, aborted, and never asked for; it carries on', () => {
		const { bench, fn, ends } = make({});
		fn.dma.access(1, MISSING, 1, ends.done('missing'));
		fn.dma.access(1, MAPPED, 2, ends.done('write'));
		fn.dma.access(1, MAPPED, 1, ends.done('read'));
		expect(ends.list).toEqual(['missing:aborted', 'write:aborted', 'read']);
		expect(bench.faults()).toMatchObject([
			{ source: DEVICE, pasid: 1, page: BigInt(MISSING), reason: NOT_PRESENT, type: 'read' },
			{ source: DEVICE, pasid: 1, page: PAGE, reason: NO_WRITE, type: 'write' },
		]);
		expect(bench.read(0x0d8 - 0x10)).toBe(0);
		expect(fn.counters.pageRequests).toBe(0);
	});

	it('or stops, when that is what it does', () => {
		const { bench, fn, ends } = make({ onFault: 'stop' });
		fn.dma.access(1, MISSING, 1, ends.done('missing'));
		fn.dma.access(1, MISSING, 1, ends.done('next'));
		expect(ends.list).toEqual(['missing:aborted', 'next:halted']);
		expect(bench.faults().length).toBe(1);
	});
});

describe('a function with ATS alone', () => {
	it('translates, keeps the translation, and drops it when told to', () => {
		const { bench, fn, ends } = make({ ats: true });
		for (const name of ['one', 'two']) fn.dma.access(1, MAPPED, 1, ends.done(name));
		expect(ends.list).toEqual(['one', 'two']);
		expect(fn.counters).toMatchObject({ translations: 1, atcHits: 1, untranslated: 0 });
		expect(fn.cachedTranslations).toBe(1);
		// Device-TLB invalidation with PASID, all of it: type 8, source id, PASID; S with every address bit set.
		bench.putWait(1);
		bench.put(
			0x8n | (1n << 32n) | (BigInt(DEVICE) << 16n) | (0x1fn << 4n),
			0x7fff_ffff_ffff_f000n | 0x800n,
		);
		bench.ring();
		expect(fn.cachedTranslations).toBe(0);
		expect(fn.counters.invalidations).toBe(1);
	});

	it('what no translation grants goes out untranslated, so that it is recorded', () => {
		const { bench, fn, ends } = make({ ats: true });
		fn.dma.access(1, MISSING, 1, ends.done('missing'));
		fn.dma.access(1, MAPPED, 2, ends.done('write'));
		expect(ends.list).toEqual(['missing:aborted', 'write:aborted']);
		expect(bench.faults()).toMatchObject([
			{ source: DEVICE, pasid: 1, page: BigInt(MISSING), reason: NOT_PRESENT, type: 'read' },
			{ source: DEVICE, pasid: 1, page: PAGE, reason: NO_WRITE, type: 'write' },
		]);
		expect(fn.counters).toMatchObject({ translations: 2, untranslated: 2, pageRequests: 0 });
	});
});
