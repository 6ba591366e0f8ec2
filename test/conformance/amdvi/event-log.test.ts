import { describe, expect, it } from 'vitest';
import { NO_PASID } from '../../../src/emulator/iommu/contract.js';
import { AmdBench, CONTROL, Frame, MESSAGE } from '../../support/amdvi-bench.js';
import { q, READ } from '../../support/amdvi-tables.js';

/** A device whose every access is a page fault. */
function bench(): AmdBench {
	const made = new AmdBench();
	made.device({ mode: 1, root: made.tables.frame() });
	return made;
}

const fault = (made: AmdBench, page: number) => made.port.access(NO_PASID, page, READ);

describe('the event log', () => {
	it('puts records one after the other, each with its interrupt', () => {
		const made = bench();
		for (const page of [1, 2, 3]) fault(made, page);
		expect(made.read(0x2018)).toBe(0x30);
		expect(made.messages).toEqual([MESSAGE.general, MESSAGE.general, MESSAGE.general]);
		for (const page of [1, 2, 3])
			expect(made.memory.read32(Frame.EVENTS * 4096 + (page - 1) * 16 + 8)).toBe(page * 4096);
		expect(made.status).toBe(0x9a);
		made.write(0x2020, 0x0000_009a);
		expect(made.status).toBe(0x98);
	});

	it('overflows: the event is lost, the log stops with one interrupt', () => {
		const made = bench();
		for (let page = 0; page < 255; page++) fault(made, page);
		expect(made.status).toBe(0x9a);
		made.write(0x2020, 2);
		made.messages.length = 0;
		fault(made, 255);
		fault(made, 256);
		expect(made.status).toBe(0x91);
		expect(made.messages).toEqual([MESSAGE.general]);
		expect(made.read(0x2018)).toBe(0xff0);
		expect(made.unit.counters.events).toBe(255);
		expect(made.unit.counters.eventsDropped).toBe(2);
		expect(made.events()).toHaveLength(255);
		fault(made, 257);
		expect(made.events()).toEqual([]);
	});

	it('restarts as Linux does it: off, overflow cleared, interrupt on, log on', () => {
		const made = bench();
		for (let page = 0; page < 256; page++) fault(made, page);
		made.events();
		made.write(0x0018, CONTROL & ~0xc);
		made.write(0x2020, 1);
		made.write(0x0018, CONTROL & ~0x4);
		made.write(0x0018, CONTROL);
		expect(made.status & 0x9).toBe(8);
		fault(made, 300);
		expect(made.events()).toEqual([[0x2000_0007_0000_0010n, 0x12_c000n]]);
	});

	it('restarts when its enable bit goes from 0 to 1, which clears the overflow', () => {
		const made = bench();
		for (let page = 0; page < 256; page++) fault(made, page);
		made.events();
		made.write(0x0018, CONTROL);
		expect(made.status & 0x9).toBe(1);
		made.write(0x0018, CONTROL & ~0x4);
		expect(made.status & 0x9).toBe(1);
		made.write(0x0018, CONTROL);
		expect(made.status & 0x9).toBe(8);
		fault(made, 300);
		expect(made.events()).toHaveLength(1);
	});

	it('keeps quiet without EventIntEn', () => {
		const made = bench();
		made.write(0x0018, CONTROL & ~0x8);
		for (let page = 0; page < 300; page++) fault(made, page);
		expect(made.messages).toEqual([]);
		expect(made.status).toBe(0x93);
	});

	it('off, loses events', () => {
		const made = bench();
		made.write(0x0018, CONTROL & ~0x4);
		fault(made, 1);
		expect(made.read(0x2018)).toBe(0);
		expect(made.status).toBe(0x90);
		expect(made.unit.counters.eventsDropped).toBe(1);
	});

	it('of more pages is as long as its base says', () => {
		const made = new AmdBench({ idle: true });
		made.device({ mode: 1, root: made.tables.frame() });
		made.write64(0x0010, q(300) | (10n << 56n));
		made.write(0x0018, CONTROL);
		for (let page = 0; page < 1024; page++) fault(made, page);
		expect(made.read(0x2018)).toBe(1023 * 16);
		expect(made.status & 1).toBe(1);
		expect(made.memory.read32(303 * 4096 + 254 * 16 + 8)).toBe(1022 * 4096);
	});
});
