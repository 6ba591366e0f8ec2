import { describe, expect, it } from 'vitest';
import type { IommuPort } from '../../../src/emulator/iommu/contract.js';
import { DEVICE, FakeEndpoint, VtdBench } from '../../support/vtd-bench.js';
import { first, PAGE, READ } from '../../support/vtd-mappings.js';
import { Frame, q, write64, writePasidEntry } from '../../support/vtd-tables.js';

const page = Number(PAGE);

/** Gives a function its own context entry, directory and PASID 1, in domain 2, which maps PAGE to `frame`. */
function own(bench: VtdBench, source: number, frame: number): IommuPort {
	const { memory, tables } = bench;
	const [directory, pasids, root] = [tables.frame(), tables.frame(), tables.frame()];
	const bus = source >> 8;
	let contexts: number = Frame.CONTEXT;
	if (bus > 0) {
		contexts = tables.frame();
		write64(memory, Frame.ROOT * 4096 + bus * 16, q(contexts) | 1n);
	}
	write64(memory, contexts * 4096 + (source & 0x7f) * 32, q(directory) | 0x1dn);
	write64(memory, directory * 4096, q(pasids) | 1n);
	writePasidEntry(memory, pasids, 1, { pgtt: 1, first: root, domain: 2 });
	tables.mapFirst(root, PAGE, q(frame) | 7n);
	return bench.unit.connect(source, new FakeEndpoint());
}

/** The frame that PASID 1 of a function gets for PAGE. */
const frameOf = (port: IommuPort) => [port.translate(1, page, READ), port.frame];

describe('two requesters with the same PASID get each their own translation', () => {
	it.each([
		['next to each other', DEVICE + 1, 1024],
		['with one slot of the PASID cache', DEVICE + 16, 16],
		['with one slot of the context cache', 0x0100 | (DEVICE ^ 1), 1024],
		['with one slot of both', 0x3000 | (DEVICE ^ 0x30), 16],
	])('%s', (_, source, pasidCacheEntries) => {
		const bench = new VtdBench({ pasidCacheEntries });
		first(bench, q(100) | 7n);
		const other = own(bench, source, 200);
		for (let round = 0; round < 3; round++) {
			expect(frameOf(bench.port)).toEqual([0, 100]);
			expect(frameOf(other)).toEqual([0, 200]);
		}
	});

	it('and one without an entry of its own is refused, whatever the caches hold', () => {
		const bench = new VtdBench({ pasidCacheEntries: 16 });
		first(bench, q(100) | 7n);
		const strangers = [DEVICE + 1, DEVICE + 16, 0x0100 | (DEVICE ^ 1)];
		const ports = strangers.map((source) => bench.unit.connect(source, new FakeEndpoint()));
		expect(frameOf(bench.port)).toEqual([0, 100]);
		for (const port of ports) expect(port.translate(1, page, READ)).not.toBe(0);
		expect(bench.faults().map(({ source }) => source)).toEqual(strangers);
	});
});
