import { expect, it } from 'vitest';
import { Translation } from '../../../src/emulator/iommu/contract.js';
import { random } from '../../support/random.js';
import { FakeEndpoint, type VtdBench } from '../../support/vtd-bench.js';
import { remapped } from '../../support/vtd-interrupt-reference.js';
import {
	CFI,
	deliveries,
	INTERRUPT_TABLE,
	interruptBench,
	setEntry,
} from '../../support/vtd-interrupts.js';
import { q } from '../../support/vtd-tables.js';

/** Bits that a good entry may have set. */
const LEGAL_LOW = 0x0000_0000_00ff_0fffn;

/** What became of a message. */
function outcome(made: VtdBench, seen: [number, number][], end: Translation): unknown {
	if (end === Translation.OK) return { to: seen.pop() };
	const [w0, w1, w2, w3] = [0, 4, 8, 12].map((at) => made.read(0x220 + at));
	if (w3! >>> 31 === 0) return { reason: 0, index: 0 };
	made.write(0x22c, 0x8000_0000);
	expect([w0, w1! & 0xffff, w2! >>> 16, w3! & 0x7fff_ff00]).toEqual([0, 0, 0, 0]);
	return { reason: w3! & 0xff, index: w1! >>> 16 };
}

it.each([1, 2, 3, 4, 5, 6])(
	'random entries and messages end as the specification says; seed %d',
	(seed) => {
		const next = random(seed);
		const below = (n: number) => Math.floor((next() / 2 ** 31) * n);
		const word = () => BigInt(below(2 ** 32));
		const unit = {
			size: 2 ** (1 + below(16)),
			readable: 4096,
			extended: below(2) === 0,
			compatible: below(2) === 0,
		};
		const made = interruptBench(
			q(INTERRUPT_TABLE) | BigInt(Math.log2(unit.size) - 1) | (unit.extended ? 0x800n : 0n),
			unit.compatible ? CFI : 0,
			// The table's first 4096 entries are in the memory.
			{ frames: INTERRUPT_TABLE + 16, faultRecords: 1, interruptCacheEntries: 64 },
		);
		const seen = deliveries(made);
		const sources = [0x10, 0x11, 0x17, 0x110, 0x234];
		const ports = sources.map((id) =>
			id === 0x10 ? made.port : made.unit.connect(id, new FakeEndpoint()),
		);
		const entries = new Map<number, readonly [bigint, bigint]>();
		const found = new Map<string, number>();
		for (let n = 0; n < 4000; n++) {
			const index = below(Math.min(unit.size, 4096, 64));
			if (below(8) === 0) {
				let low = (word() << 32n) | word();
				if (below(8) !== 0) low &= LEGAL_LOW | (unit.extended ? 0xffff_ffffn << 32n : 0xffn << 40n);
				if (below(8) !== 0) low |= 1n;
				let high = word() & 0xf_0000n;
				high |= BigInt(below(2) === 0 ? sources[below(5)]! : 0x0002);
				if (below(16) === 0) high |= 1n << BigInt(20 + below(44));
				entries.set(index, [low, high]);
				setEntry(made, index, [low, high]);
				made.submit(0x4n);
			}
			const which = below(5);
			const handle = below(8) === 0 ? below(65_536) : index;
			const subhandle = below(4) === 0 ? below(below(4) === 0 ? 65_536 : 4) : 0;
			let address = 0xfee0_0000 + (handle & 0x7fff) * 32 + (handle >> 15) * 4;
			if (below(8) !== 0) address += 0x10;
			if (below(2) === 0) address += 8;
			const data = below(16) === 0 ? Number(word()) : subhandle;
			const want = remapped(entries, unit, BigInt(sources[which]!), BigInt(address), BigInt(data));
			const got = outcome(made, seen, ports[which]!.message(address, data));
			if ('reason' in want && want.reason === 0) want.index = 0;
			expect({ n, got }).toEqual({ n, got: want });
			const kind = 'reason' in want ? want.reason.toString(16) : 'to';
			found.set(kind, (found.get(kind) ?? 0) + 1);
		}
		expect(seen).toEqual([]);
		for (const kind of ['to', '0', '20', '22', '24', '26'])
			expect(found.get(kind) ?? 0).toBeGreaterThan(5);
	},
);
