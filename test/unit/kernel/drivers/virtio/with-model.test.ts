import { describe, expect, it } from 'vitest';
import { readProperties } from '../../../../../src/host/kernel/drivers/virtio/requests.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import { random } from '../../../../support/random.js';
import {
	type BenchSpace,
	NO_PASID,
	READ,
	VirtioDriverBench,
	WRITE,
} from '../../../../support/virtio-driver-bench.js';

/** The driver over the model: what devices reach is what their tables say, no more and no less. */

const msi = { kind: 'msi', firstPage: 0xfee00, lastPage: 0xfeeff } as const;
const hole = { kind: 'reserved', firstPage: 0x200, lastPage: 0x201 } as const;

function setUp() {
	const bench = new VirtioDriverBench();
	const device = bench.probed(1);
	const space = bench.space();
	expect(bench.bind(device, space)).toBe(Errno.OK);
	return { bench, device, space };
}

describe('pages of a bound device', () => {
	it('may be used as the table says, and are reported where not', () => {
		const { bench, device, space } = setUp();
		space.map(0x10, 1, READ);
		space.map(0x11, 2, READ | WRITE);
		bench.invalidate(device, space, 0x10, 2);
		bench.clock.settle();
		const reached = [
			bench.access(device, 0x10, READ),
			bench.access(device, 0x10, WRITE),
			bench.access(device, 0x11, READ | WRITE),
			bench.access(device, 0x12, READ),
		];
		expect(reached).toEqual([space.host(1), undefined, space.host(2), undefined]);
		bench.clock.settle();
		expect(bench.core.reports.map(({ page, perm, reason }) => [page, perm, reason])).toEqual([
			[0x10, WRITE, 5],
			[0x12, READ, 5],
		]);
	});

	it('are gone before it is said that they are (law 4)', () => {
		const { bench, device, space } = setUp();
		space.map(0x10, 1);
		bench.invalidate(device, space, 0x10);
		bench.clock.settle();
		space.table.clear(0x10);
		// Until then the unit goes on using them.
		expect(bench.access(device, 0x10)).toBe(space.host(1));
		let reachedThen: number | undefined = -1;
		bench.driver.invalidate(
			space.domain,
			[{ device, pasid: NO_PASID }],
			{ pages: [0x10], counts: [1] },
			true,
			() => {
				reachedThen = bench.access(device, 0x10);
			},
		);
		bench.clock.settle();
		expect(reachedThen).toBeUndefined();
	});

	it('that a device could have written count as written', () => {
		const { bench, device, space } = setUp();
		space.map(0x10, 1, READ);
		space.map(0x11, 2, READ | WRITE);
		bench.invalidate(device, space, 0x10, 2);
		const dirty = [0x10, 0x11].map((page) => {
			space.table.clear(page);
			return space.table.dirty;
		});
		expect(dirty).toEqual([false, true]);
	});

	it('are those of its table when it is bound again', () => {
		const { bench, device, space } = setUp();
		space.map(0x10, 1);
		space.map(0x11, 2);
		bench.invalidate(device, space, 0x10, 2);
		bench.clock.settle();
		bench.driver.unbindPasid(device, NO_PASID, () => {});
		bench.clock.settle();
		expect(bench.access(device, 0x10)).toBeUndefined();
		space.table.clear(0x10);
		space.map(0x12, 3);
		// Nobody has to tell the unit: the device is not bound.
		bench.invalidate(device, space, 0x10, 3);
		bench.clock.settle();
		expect(bench.bind(device, space)).toBe(Errno.OK);
		const reached = [0x10, 0x11, 0x12].map((page) => bench.access(device, page));
		expect(reached).toEqual([undefined, space.host(2), space.host(3)]);
	});

	it('tells what the device faulted before it is unbound, all of it', () => {
		const bench = new VirtioDriverBench({ queueSize: 4, heldEvents: 500 });
		const device = bench.probed(1);
		expect(bench.bind(device, bench.space())).toBe(Errno.OK);
		for (let page = 0; page < 400; page++) bench.access(device, page);
		let told = -1;
		bench.driver.unbindPasid(device, NO_PASID, () => {
			told = bench.core.reports.length;
		});
		bench.clock.settle();
		expect(told).toBe(400);
	});

	it('and so before it is settled', () => {
		const bench = new VirtioDriverBench({ queueSize: 4, heldEvents: 500 });
		const device = bench.probed(1);
		for (let page = 0; page < 400; page++) bench.access(device, page);
		let told = -1;
		bench.driver.settle(() => {
			told = bench.core.reports.length;
		});
		expect(told).toBe(-1);
		bench.clock.settle();
		expect(told).toBe(400);
	});
});

describe('reserved regions', () => {
	it('are not mapped, and the pages around them are', () => {
		const bench = new VirtioDriverBench();
		const device = bench.probed(1, [msi, hole]);
		const space = bench.space();
		for (const page of [0x1ff, 0x200, 0x201, 0x202, 0xfee00]) space.map(page, page & 0xff);
		expect(bench.bind(device, space)).toBe(Errno.OK);
		const reached = [0x1ff, 0x200, 0x201, 0x202, 0xfee00].map((page) => bench.access(device, page));
		expect(reached).toEqual([space.host(0xff), undefined, undefined, space.host(2), undefined]);
		expect(bench.driver.counters).toMatchObject({ maps: 2, mapsFailed: 0, pagesReserved: 3 });
		expect(bench.logged).toContain(
			'virtio v0: page 0x200 of endpoint 0x1 cannot be mapped: it is reserved',
		);
		// Interrupts need no mapping.
		const messages: [number, number][] = [];
		bench.model.onDeviceInterrupt((to, data) => messages.push([to, data]));
		expect(bench.ports.get(device.name)!.message(0xfee0_0000, 0x31)).toBe(0);
		expect(messages).toEqual([[0xfee00, 0x31]]);
	});

	it('of one device do not bind another that shares its space', () => {
		const bench = new VirtioDriverBench();
		const [with_, without] = [bench.probed(1, [hole]), bench.probed(2, [])];
		const space = bench.space();
		space.map(0x200, 5);
		for (const device of [without, with_]) expect(bench.bind(device, space)).toBe(Errno.OK);
		expect(bench.access(with_, 0x200)).toBeUndefined();
		expect(bench.access(without, 0x200)).toBe(space.host(5));
	});
});

describe('properties of an endpoint', () => {
	const region = (subtype: number, first: bigint, last: bigint, type = 1, length = 20) => {
		const bytes = new Uint8Array(4 + length);
		const words = new DataView(bytes.buffer);
		words.setUint16(0, type, true);
		words.setUint16(2, length, true);
		words.setUint8(4, subtype);
		words.setBigUint64(8, first, true);
		words.setBigUint64(16, last, true);
		return [...bytes];
	};
	const read = (...bytes: number[]) => readProperties(Uint8Array.from(bytes));

	it('are regions, of whole pages however they are cut, until type 0', () => {
		const list = [
			...region(1, 0xfee0_0000n, 0xfeef_ffffn),
			...region(0, 0x1fffn, 0x2000n),
			...region(7, 0xffff_ffff_ffff_f000n, 0xffff_ffff_ffff_ffffn),
			...[0, 0, 9, 9],
			...region(0, 0x5000n, 0x5fffn),
		];
		expect(read(...list)).toEqual({
			problem: '',
			reserved: [
				{ first: 0xfee00, last: 0xfeeff, msi: true },
				{ first: 1, last: 2, msi: false },
				{ first: 2 ** 52 - 1, last: 2 ** 52 - 1, msi: false },
			],
		});
	});

	it('that are not known are passed by', () => {
		const known = region(0, 0x5000n, 0x5fffn);
		const expected = { problem: '', reserved: [{ first: 5, last: 5, msi: false }] };
		expect(read(2, 0, 3, 0, 1, 2, 3, ...known)).toEqual(expected);
		// A bit above the type makes it another property, also where the type is 0 without it.
		expect(read(...region(0, 0x9000n, 0x9fffn, 0x1001), ...known)).toEqual(expected);
		expect(read(...region(0, 0x9000n, 0x9fffn, 0x1000), ...known)).toEqual(expected);
		expect(read()).toEqual({ problem: '', reserved: [] });
		expect(read(1, 0, 20)).toEqual({ problem: '', reserved: [] });
	});

	it('that make no sense are told, and what does is used', () => {
		const known = region(0, 0x5000n, 0x5fffn);
		const reserved = [{ first: 5, last: 5, msi: false }];
		expect(read(...known, 1, 0, 20, 0, 1)).toEqual({
			problem: 'a property of 20 bytes at 28 does not fit in 29',
			reserved,
		});
		expect(read(...region(0, 0x5000n, 0x4fffn), ...known)).toEqual({
			problem: 'the reserved region at 4 is none',
			reserved,
		});
		expect(read(...region(0, 0x5000n, 0x6fffn, 1, 24), ...known).reserved).toEqual(reserved);
		expect(read(2, 0, 0xff, 0xff, ...known)).toMatchObject({ reserved: [] });
	});

	it('are told to people where they make no sense', () => {
		const bench = new VirtioDriverBench();
		const device = bench.device(1);
		bench.unit.deaf.add(0);
		bench.unit.afterNotify = (queue) => {
			for (const seen of queue === 0 ? bench.unit.takeSeen() : []) {
				bench.memory.write32(seen.tail - 512, 0xffff_0001);
				bench.unit.answer(seen, 0, 516);
			}
		};
		expect(bench.driver.probeDevice(device)).toBe(Errno.OK);
		expect(bench.logged).toEqual([
			'virtio v0: properties of endpoint 0x1: a property of 65535 bytes at 4 does not fit in 512',
		]);
	});
});

describe('two guests', () => {
	it('reach their own memory alone, at the same addresses', () => {
		const bench = new VirtioDriverBench();
		const [one, two] = [bench.probed(1), bench.probed(2)];
		const [a, b] = [bench.space(), bench.space()];
		a.map(5, 1);
		b.map(5, 1);
		b.map(6, 2);
		expect([bench.bind(one, a), bench.bind(two, b)]).toEqual([Errno.OK, Errno.OK]);
		expect(a.host(1)).not.toBe(b.host(1));
		expect([bench.access(one, 5), bench.access(two, 5)]).toEqual([a.host(1), b.host(1)]);
		expect([bench.access(one, 6), bench.access(two, 6)]).toEqual([undefined, b.host(2)]);
		// What one loses the other keeps.
		a.table.clear(5);
		bench.invalidate(one, a, 5);
		bench.driver.unbindPasid(one, NO_PASID, () => {});
		bench.clock.settle();
		expect([bench.access(one, 5), bench.access(two, 5)]).toEqual([undefined, b.host(1)]);
	});
});

describe('whatever is mapped and unmapped', () => {
	it.each([1, 2, 3, 4, 5, 6, 7, 8])('the unit has what the table has (seed %i)', (seed) => {
		const next = random(seed);
		const below = (limit: number) => Math.floor((next() / 2 ** 31) * limit);
		const bench = new VirtioDriverBench({ queueSize: 8 });
		const devices = [bench.probed(1, [hole]), bench.probed(2)];
		const space: BenchSpace = bench.space();
		for (const device of devices) expect(bench.bind(device, space)).toBe(Errno.OK);
		const expected = new Map<number, [frame: number, permission: number]>();
		const users = devices.map((device) => ({ device, pasid: NO_PASID }));
		/** Near and far pages, some of them in the reserved region. */
		const page = () => [0x1f8 + below(16), below(8) * 2 ** 30, below(4) * 512][below(3)]!;
		let frame = 0;
		for (let step = 0; step < 150; step++) {
			const at = page();
			const present = expected.get(at);
			if (present === undefined) {
				const permission = below(2) === 0 ? READ : READ | WRITE;
				space.map(at, frame % 500, permission);
				expected.set(at, [frame++ % 500, permission]);
			} else if (below(3) === 0) {
				space.map(at, present[0], READ | WRITE);
				present[1] = READ | WRITE;
			} else {
				space.table.clear(at);
				expected.delete(at);
				space.table.release(at);
			}
			// Now and then everything is to be read again instead of one page.
			const runs =
				below(10) === 0 ? { pages: [0], counts: [2 ** 35] } : { pages: [at], counts: [1] };
			bench.driver.invalidate(space.domain, users, runs, true, () => {});
			if (below(3) === 0) bench.clock.settle();
			if (below(40) === 0) {
				bench.driver.unbindPasid(devices[0]!, NO_PASID, () => {});
				bench.clock.settle();
				expect(bench.bind(devices[0]!, space)).toBe(Errno.OK);
			}
			if (below(40) === 0) bench.unit.use(1, 0x1_0000, 24);
		}
		bench.clock.settle();
		const resets = bench.driver.counters.resets;
		expect(bench.driver.counters).toMatchObject({ mapsFailed: 0, requestsFailed: 0 });
		expect(resets).toBeLessThan(9);
		const pages = [0x1f8, 0x200, 0].flatMap((first) =>
			Array.from({ length: 16 }, (_, i) => first + i),
		);
		for (let i = 0; i < 8; i++) pages.push(i * 2 ** 30, i * 512);
		for (const each of new Set([...pages, ...expected.keys()])) {
			const mapped = expected.get(each);
			const readable = mapped === undefined ? undefined : space.host(mapped[0]);
			const writable = mapped?.[1] === (READ | WRITE) ? readable : undefined;
			const reserved = each === 0x200 || each === 0x201;
			const want = reserved ? [undefined, undefined] : [readable, writable];
			const reach = (device: (typeof devices)[0]) => [
				bench.access(device, each, READ),
				bench.access(device, each, WRITE),
			];
			expect([each, ...reach(devices[0]!)]).toEqual([each, ...want]);
			expect([each, ...reach(devices[1]!)]).toEqual([each, readable, writable]);
		}
	});
});
