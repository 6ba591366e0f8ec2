import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_ASID, Stage, Tlb } from '../../../../src/emulator/iommu/smmuv3/tlb.js';

const { FIRST, SECOND } = Stage;

describe('TLB', () => {
	it('tells apart everything that is in the tag', () => {
		const tlb = new Tlb(4096);
		tlb.insert(3, 7, FIRST, 0x12345, false, false, 99, 3, 0);
		expect(tlb.lookup(3, 7, FIRST, 0x12345, false)).toBe(true);
		expect([tlb.frame, tlb.permission]).toEqual([99, 3]);
		expect(tlb.lookup(4, 7, FIRST, 0x12345, false)).toBe(false);
		expect(tlb.lookup(3, 8, FIRST, 0x12345, false)).toBe(false);
		expect(tlb.lookup(3, 7, FIRST | SECOND, 0x12345, false)).toBe(false);
		expect(tlb.lookup(3, 7, FIRST, 0x12346, false)).toBe(false);
		expect(tlb.lookup(3, 7, FIRST, 0x12345 + 2 ** 20, false)).toBe(false);
		expect(tlb.lookup(3, 7, FIRST, 0x12345, true)).toBe(false);
	});

	it('a range does not wrap around the end of the address space', () => {
		const tlb = new Tlb(64);
		tlb.insert(3, 7, FIRST, 0, false, false, 99, 3, 0);
		tlb.insert(3, NO_ASID, SECOND, 0, false, false, 98, 3, 0);
		tlb.invalidatePages(3, 7, 2 ** 52 - 1, 2);
		tlb.invalidateSecond(3, 2 ** 52 - 1, 2);
		expect(tlb.lookup(3, 7, FIRST, 0, false)).toBe(true);
		expect(tlb.lookup(3, NO_ASID, SECOND, 0, false)).toBe(true);
	});

	/** An independent memory of what a TLB may still serve: a list, filtered by each command. */
	interface Held {
		vmid: number;
		asid: number;
		stages: number;
		page: number;
		global: boolean;
		leaf: number;
	}
	const overlaps = (held: Held, page: number, pages: number) => {
		const size = 2 ** held.leaf;
		const first = held.page - (held.page % size);
		return first < page + pages && page < first + size;
	};

	it('random inserts and invalidations: what must go is gone, what is served is right', () => {
		const small = fc.nat(2);
		const entry = fc.record({
			vmid: small,
			asid: small,
			stages: fc.constantFrom(FIRST, SECOND, FIRST | SECOND),
			page: fc.oneof(fc.nat(40), fc.constantFrom(2 ** 52 - 1, 2 ** 51, 600)),
			global: fc.boolean(),
			leaf: fc.constantFrom(0, 0, 9),
		});
		const command = fc.record({
			kind: fc.nat(5),
			vmid: small,
			asid: small,
			page: fc.oneof(fc.nat(40), fc.constantFrom(2 ** 52 - 1, 512)),
			pages: fc.constantFrom(1, 2, 8, 100, 2 ** 40),
		});
		fc.assert(
			fc.property(
				fc.array(entry, { minLength: 1, maxLength: 30 }),
				fc.array(command, { minLength: 1, maxLength: 4 }),
				(entries, commands) => {
					const tlb = new Tlb(64);
					let model: Held[] = [];
					entries.forEach((made, i) => {
						const asid = (made.stages & FIRST) === 0 ? NO_ASID : made.asid;
						const held = { ...made, asid, global: made.global && (made.stages & FIRST) !== 0 };
						tlb.insert(
							held.vmid,
							asid,
							held.stages,
							held.page,
							false,
							held.global,
							i,
							1,
							held.leaf,
						);
						model = model.filter(
							(old) => old.vmid !== held.vmid || old.asid !== asid || old.page !== held.page,
						);
						model.push(held);
					});
					for (const c of commands) {
						const isFirst = (held: Held) => held.vmid === c.vmid && (held.stages & FIRST) !== 0;
						const goes: ((held: Held) => boolean)[] = [
							(held) => held.vmid === c.vmid,
							isFirst,
							(held) => isFirst(held) && held.asid === c.asid && !held.global,
							(held) =>
								isFirst(held) &&
								(held.asid === c.asid || held.global) &&
								overlaps(held, c.page, c.pages),
							(held) => isFirst(held) && overlaps(held, c.page, c.pages),
							(held) =>
								held.vmid === c.vmid && held.stages === SECOND && overlaps(held, c.page, c.pages),
						];
						const stays = model.filter((held) => !goes[c.kind]!(held));
						const served = new Set(
							stays.filter((held) =>
								tlb.lookup(held.vmid, held.asid, held.stages, held.page, false),
							),
						);
						if (c.kind === 0) tlb.invalidateVm(c.vmid, FIRST | SECOND);
						else if (c.kind === 1) tlb.invalidateVm(c.vmid, FIRST);
						else if (c.kind === 2) tlb.invalidateAsid(c.vmid, c.asid);
						else if (c.kind === 3) tlb.invalidatePages(c.vmid, c.asid, c.page, c.pages);
						else if (c.kind === 4) tlb.invalidatePages(c.vmid, NO_ASID, c.page, c.pages);
						else tlb.invalidateSecond(c.vmid, c.page, c.pages);
						for (const held of model)
							expect([
								held,
								tlb.lookup(held.vmid, held.asid, held.stages, held.page, false),
							]).toEqual([held, served.has(held)]);
						model = stays;
					}
				},
			),
			{ numRuns: 2000 },
		);
	}, 60_000);
});
