import { describe, expect, it } from 'vitest';
import { FakeEndpoint, MESSAGE, VtdBench } from '../../support/vtd-bench.js';

const PFO = 1;
const PPF = 2;

/** Ports of functions that have no context entry: each access of one is fault 41h. */
function strangers(bench: VtdBench, count: number) {
	return Array.from({ length: count }, (_, i) => bench.unit.connect(0x20 + i, new FakeEndpoint()));
}

describe('fault recording', () => {
	it('tells the first record in FRI, and one event until the status is clear again', () => {
		const bench = new VtdBench({ faultRecords: 4 });
		const [a, b, c] = strangers(bench, 3);
		a!.access(1, 10, 1);
		expect(bench.read(0x034)).toBe(PPF);
		expect(bench.messages).toEqual([MESSAGE.fault]);
		b!.access(1, 11, 1);
		expect(bench.messages).toEqual([MESSAGE.fault]);
		bench.clearFaults();
		expect(bench.read(0x034)).toBe(0);
		c!.access(1, 12, 1);
		expect(bench.read(0x034)).toBe(0x0200 | PPF);
		expect(bench.messages).toEqual([MESSAGE.fault, MESSAGE.fault]);
		expect(bench.faults().map((f) => [f.source, f.page])).toEqual([[0x22, 12n]]);
	});

	it('goes round the registers', () => {
		const bench = new VtdBench({ faultRecords: 2 });
		const ports = strangers(bench, 3);
		for (const port of ports) {
			port.access(1, 1, 1);
			bench.clearFaults();
		}
		ports[0]!.access(1, 2, 1);
		expect(bench.read(0x034)).toBe(0x0100 | PPF);
		expect(bench.read(0x23c) >>> 31).toBe(1);
		expect(bench.read(0x22c) >>> 31).toBe(0);
	});

	it('records every fault of a function, without collapsing them, until PFO tells of the loss', () => {
		const bench = new VtdBench({ faultRecords: 2 });
		const [a] = strangers(bench, 1);
		a!.access(1, 10, 1);
		a!.access(1, 11, 1);
		expect(bench.faults().map((f) => [f.source, f.page])).toEqual([
			[0x20, 10n],
			[0x20, 11n],
		]);
		expect(bench.read(0x034)).toBe(PPF);
		expect(bench.unit.counters).toMatchObject({ faultsRecorded: 2, faultsDropped: 0 });
		a!.access(1, 12, 1);
		expect(bench.read(0x034)).toBe(PPF | PFO);
		expect(bench.unit.counters).toMatchObject({ faultsRecorded: 2, faultsDropped: 1 });
	});

	it('sets PFO when no register is free, and then drops until software clears it', () => {
		const bench = new VtdBench({ faultRecords: 2 });
		const [a, b, c] = strangers(bench, 3);
		a!.access(1, 1, 1);
		b!.access(1, 2, 1);
		c!.access(1, 3, 1);
		expect(bench.read(0x034)).toBe(PPF | PFO);
		expect(bench.messages).toEqual([MESSAGE.fault]);
		bench.write(0x22c, 0x8000_0000);
		bench.write(0x23c, 0x8000_0000);
		expect(bench.read(0x034)).toBe(PFO);
		c!.access(1, 4, 1);
		expect(bench.faults()).toEqual([]);
		bench.write(0x034, PFO);
		expect(bench.read(0x034)).toBe(0);
		c!.access(1, 5, 1);
		expect(bench.faults().map((f) => f.page)).toEqual([5n]);
		expect(bench.messages).toEqual([MESSAGE.fault, MESSAGE.fault]);
	});

	it('keeps PPF while a record is pending, whatever is written to FSTS', () => {
		const bench = new VtdBench();
		const [a] = strangers(bench, 1);
		a!.access(1, 1, 1);
		bench.write(0x034, 0xffff_ffff);
		expect(bench.read(0x034)).toBe(PPF);
	});

	it('holds its message back while masked, and forgets it when the last record is cleared', () => {
		const bench = new VtdBench();
		const [a] = strangers(bench, 1);
		bench.write(0x038, 0x8000_0000);
		a!.access(1, 1, 1);
		expect(bench.messages).toEqual([]);
		expect(bench.read(0x038)).toBe(0xc000_0000);
		bench.write(0x22c, 0x8000_0000);
		expect(bench.read(0x038)).toBe(0x8000_0000);
		bench.write(0x038, 0);
		expect(bench.messages).toEqual([]);
	});

	it('starts at the first register again after translation was switched off', () => {
		const bench = new VtdBench();
		const [a] = strangers(bench, 1);
		a!.access(1, 1, 1);
		bench.clearFaults();
		bench.write(0x018, 0x0400_0000);
		bench.write(0x018, 0x8400_0000);
		a!.access(1, 2, 1);
		expect(bench.read(0x034)).toBe(PPF);
		expect(bench.read(0x22c) >>> 31).toBe(1);
	});

	it('lets the handler of its message read and clear the records', () => {
		const bench = new VtdBench();
		const [a] = strangers(bench, 1);
		const seen: bigint[] = [];
		bench.unit.onInterrupt(() => {
			seen.push(...bench.faults().map((f) => f.page));
			bench.clearFaults();
		});
		a!.access(1, 1, 1);
		a!.access(1, 2, 1);
		expect(seen).toEqual([1n, 2n]);
		expect(bench.read(0x034)).toBe(0x0100);
	});
});
