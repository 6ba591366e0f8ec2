import { describe, expect, it } from 'vitest';
import { NO_PASID, Translation } from '../../../src/emulator/iommu/contract.js';
import { MESSAGE, READ, SmmuV3Bench } from '../../support/smmuv3-bench.js';

const PROD = 0x100a8;
const CONS = 0x100ac;
const FLAG = 0x8000_0000;

/** Provokes an event that names a substream. */
function provoke(bench: SmmuV3Bench, substream = 0): void {
	expect(bench.port.access(substream, 5, READ)).toBe(Translation.ABORTED);
}

describe('event queue', () => {
	it('interrupts when it fills from empty, not again until it was empty', () => {
		const bench = new SmmuV3Bench();
		provoke(bench);
		provoke(bench);
		expect(bench.messages).toEqual([MESSAGE.event]);
		bench.write(CONS, 1);
		provoke(bench);
		expect(bench.messages).toEqual([MESSAGE.event]);
		bench.write(CONS, 3);
		provoke(bench);
		expect(bench.messages).toEqual([MESSAGE.event, MESSAGE.event]);
	});

	it('full: the event is lost, OVFLG toggles once, recording goes on unacknowledged', () => {
		const bench = new SmmuV3Bench({ eventBits: 1 });
		for (let i = 1; i <= 4; i++) provoke(bench, i);
		expect(bench.read(PROD)).toBe((FLAG | 2) >>> 0);
		expect(bench.unit.counters.eventsDropped).toBe(2);
		bench.write(CONS, 1);
		provoke(bench, 5);
		expect(bench.read(PROD)).toBe((FLAG | 3) >>> 0);
		provoke(bench, 6);
		expect(bench.read(PROD)).toBe((FLAG | 3) >>> 0);
		expect(bench.events().map((event) => event.substream)).toEqual([2, 5]);
		// `events` acknowledged by copying OVFLG; the next overflow toggles it back.
		expect(bench.read(CONS)).toBe((FLAG | 3) >>> 0);
		for (let i = 7; i <= 9; i++) provoke(bench, i);
		expect(bench.read(PROD)).toBe(1);
	});

	it('wraps', () => {
		const bench = new SmmuV3Bench({ eventBits: 1 });
		for (let i = 1; i <= 7; i++) {
			provoke(bench, i);
			expect(bench.events().map((event) => event.substream)).toEqual([i]);
		}
		expect(bench.read(PROD)).toBe(3);
	});

	it('disabled: events are lost and are no overflow', () => {
		const bench = new SmmuV3Bench({ eventBits: 0 });
		bench.write(0x20, 0xb);
		provoke(bench);
		bench.write(0x20, 0xf);
		expect(bench.read(PROD)).toBe(0);
		expect(bench.messages).toEqual([]);
		provoke(bench);
		expect(bench.read(PROD)).toBe(1);
	});

	it('where no memory is: EVENTQ_ABT_ERR, and nothing more until it is acknowledged', () => {
		const bench = new SmmuV3Bench({ frames: 64 });
		bench.write(0x20, 0xb);
		// The last page of the memory, and one beyond: 256 events, of which 128 fit.
		bench.write64(0xa0, 0x3_f000n | 7n);
		bench.write(0x20, 0xf);
		provoke(bench);
		expect(bench.read(PROD)).toBe(1);
		bench.write(0x20, 0xb);
		bench.write64(0xa0, 0x4_0000n | 7n);
		bench.write(0x20, 0xf);
		provoke(bench);
		expect(bench.read(0x60)).toBe(4);
		expect(bench.messages).toEqual([MESSAGE.event, MESSAGE.error]);
		bench.write(0x20, 0xb);
		bench.write64(0xa0, 0x3000n | 7n);
		bench.write(0x20, 0xf);
		provoke(bench);
		expect(bench.read(PROD)).toBe(1);
		bench.write(0x64, 4);
		provoke(bench);
		expect(bench.read(PROD)).toBe(2);
	});

	it('software sets the indices up while it is disabled', () => {
		const bench = new SmmuV3Bench();
		bench.write(0x20, 0xb);
		bench.write(PROD, FLAG | 0x85);
		bench.write(CONS, FLAG | 0x85);
		bench.write(0x20, 0xf);
		provoke(bench, 9);
		expect(bench.read(PROD)).toBe((FLAG | 0x86) >>> 0);
		expect(bench.eventWords(5)[0]).toBe(0x0000_0010_0000_9804n);
	});
});

describe('PCI accesses without PASID', () => {
	it('carry no substream in any record', () => {
		const bench = new SmmuV3Bench();
		bench.first();
		bench.port.access(NO_PASID, 5, READ);
		expect(bench.events()).toMatchObject([{ id: 0x10, substream: undefined }]);
	});
});

describe('where a queue lies', () => {
	/** Queues are set up while they are disabled. */
	function at(base: bigint, frames = 8192): SmmuV3Bench {
		const bench = new SmmuV3Bench({ frames });
		bench.write(0x20, 0xb);
		bench.write64(0xa0, base);
		bench.write(0x20, 0xf);
		return bench;
	}

	it('a small queue may lie anywhere in a page', () => {
		const bench = at(0x3100n | 3n);
		for (let i = 1; i <= 9; i++) {
			provoke(bench, i);
			bench.write(CONS, bench.read(PROD));
		}
		// The ninth took the place of the first.
		const first = (i: number) => bench.memory.read32(0x3100 + i * 32) >>> 12;
		expect([0, 1, 7].map(first)).toEqual([9, 2, 8]);
		expect(bench.memory.read32(0x3200)).toBe(0);
		expect(bench.memory.read32(0x3000)).toBe(0);
	});

	it('its base is aligned to its size by ignoring bits', () => {
		const bench = at(0x3f00n | 7n);
		provoke(bench, 5);
		expect(bench.memory.read32(0x3000)).toBe(0x5804);
		expect(bench.read(0xa0)).toBe(0x3f07);
	});

	it('one that begins in the memory and ends outside is aborted where it leaves it', () => {
		const bench = at(0x4_0000n | 9n, 66);
		bench.write(0x20, 0xb);
		bench.write(PROD, 255);
		bench.write(CONS, 255);
		bench.write(0x20, 0xf);
		provoke(bench, 5);
		expect(bench.read(PROD)).toBe(256);
		provoke(bench, 6);
		expect(bench.read(PROD)).toBe(256);
		expect(bench.read(0x60)).toBe(4);
	});
});
