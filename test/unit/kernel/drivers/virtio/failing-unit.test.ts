import { describe, expect, it } from 'vitest';
import { MOST_RESETS } from '../../../../../src/host/kernel/drivers/virtio/running-unit.js';
import { Errno } from '../../../../../src/host/kernel/errno.js';
import {
	type BenchSpace,
	NO_PASID,
	type SeenRequest,
	VirtioDriverBench,
} from '../../../../support/virtio-driver-bench.js';

/** Units that break the rules: an error that is told, nobody left waiting, and everything blocked that must be. */

const STATUS = 0x70;
const USED = 0xa0;

function setUp(options: ConstructorParameters<typeof VirtioDriverBench>[0] = {}) {
	const bench = new VirtioDriverBench(options);
	const device = bench.probed(0x11);
	const space = bench.space();
	for (const page of [1, 2, 3]) space.map(page, page);
	expect(bench.bind(device, space)).toBe(Errno.OK);
	bench.unit.takeSeen();
	return { bench, device, space };
}

/** Takes page 1 away while the unit is deaf; what it was asked. */
function unmapDeaf({ bench, device, space }: ReturnType<typeof setUp>) {
	bench.unit.deaf.add(0);
	space.table.clear(1);
	const state = bench.invalidate(device, space, 1);
	bench.clock.settle();
	expect(state.done).toBe(false);
	bench.unit.deaf.clear();
	return { state, asked: bench.unit.takeSeen() };
}

/** The unit was reset, and is as the table says. */
function expectRestored(
	bench: VirtioDriverBench,
	device: Parameters<VirtioDriverBench['access']>[0],
	space: BenchSpace,
) {
	expect(bench.driver.counters.resets).toBe(1);
	expect(bench.core.losses).toEqual([bench.driver]);
	expect(bench.model.readRegister(STATUS)).toBe(0xf);
	const reached = [1, 2, 3].map((page) => bench.access(device, page));
	expect(reached).toEqual([undefined, space.host(2), space.host(3)]);
	expect(bench.unresponsive).toEqual([]);
}

describe('a unit that breaks the rules of the request queue', () => {
	const setUsed = (bench: VirtioDriverBench, index: number, head: number) => {
		const used = bench.unit.area(0, USED);
		const at = bench.memory.read16(used + 2) % bench.unit.size(0);
		bench.memory.write32(used + 4 + at * 8, head);
		bench.memory.write32(used + 8 + at * 8, 4);
		bench.memory.write16(used + 2, index);
		bench.driver.settle(() => {});
	};
	const usedIndex = (bench: VirtioDriverBench) => bench.memory.read16(bench.unit.area(0, USED) + 2);

	it.each([
		['jumps ahead', (index: number) => index + 2, undefined, /used index went from 5 to 7/],
		['goes back', (index: number) => index - 1, undefined, /used index went from 5 to 4/],
		['jumps by half', (index: number) => index ^ 0x8000, undefined, /used index went from 5/],
		['names no descriptor', (index: number) => index + 1, 256, /gave back buffer 256, which/],
		['names a huge one', (index: number) => index + 1, 0xffff_ffff, /buffer 4294967295, which/],
		['names one of its answers', (index: number) => index + 1, 1, /gave back buffer 1, which/],
		['names a free one', (index: number) => index + 1, 40, /gave back buffer 40, which/],
	])('%s: it is reset and made as before, and whoever waits is told', (_what, move, head, why) => {
		const bound = setUp();
		const { bench, device, space } = bound;
		const { state, asked } = unmapDeaf(bound);
		setUsed(bench, move(usedIndex(bench)) & 0xffff, head ?? asked[0]!.head);
		bench.clock.settle();
		expect(state.done).toBe(true);
		expect(bench.logged[0]).toMatch(why);
		expect(bench.logged[0]).toMatch(/^virtio v0: the unit failed: .*; it is reset$/);
		expectRestored(bench, device, space);
		expect(bench.clock.pending).toBe(0);
	});

	it('answers a request twice', () => {
		const bound = setUp();
		const { bench, device, space } = bound;
		const { state, asked } = unmapDeaf(bound);
		bench.unit.answer(asked[0]!, 0);
		bench.clock.settle();
		expect([state.done, bench.driver.counters.resets]).toEqual([true, 0]);
		bench.unit.answer(asked[0]!, 0);
		bench.clock.settle();
		expect(bench.logged[0]).toMatch(/used index went from 6 to 7, it has 0 buffers/);
		expectRestored(bench, device, space);
	});

	it.each([
		['invalid', 4, /it refused UNMAP: invalid/],
		['a status that does not exist', 77, /it refused UNMAP: unknown status 77/],
		['none', undefined, /it refused UNMAP: not answered/],
	])('will not take a page back, with status %s', (_what, status, why) => {
		const bound = setUp();
		const { bench, device, space } = bound;
		const { state, asked } = unmapDeaf(bound);
		bench.unit.answer(asked[0]!, status);
		bench.clock.settle();
		expect(state.done).toBe(true);
		expect(bench.logged[0]).toMatch(why);
		expectRestored(bench, device, space);
	});

	it('will not detach: it is reset, and the device is free', () => {
		const { bench, device } = setUp();
		bench.unit.deaf.add(0);
		let done = false;
		bench.driver.unbindPasid(device, NO_PASID, () => {
			done = true;
		});
		bench.clock.settle();
		bench.unit.deaf.clear();
		bench.unit.answer(bench.unit.takeSeen()[0]!, 1);
		bench.clock.settle();
		expect(done).toBe(true);
		expect(bench.logged[0]).toMatch(/it refused DETACH: I\/O error/);
		expect(bench.access(device, 2)).toBeUndefined();
		expect(bench.driver.releaseDevice(device)).toBe(Errno.OK);
		expect(device.references).toBe(1);
	});

	it('knows nothing of an endpoint that is gone: nobody minds', () => {
		const { bench, device, space } = setUp();
		bench.model.disconnect(0x11);
		space.table.clear(1);
		space.map(9, 9);
		const states = [bench.invalidate(device, space, 1), bench.invalidate(device, space, 9)];
		let done = false;
		bench.driver.unbindPasid(device, NO_PASID, () => {
			done = true;
		});
		bench.clock.settle();
		expect([...states.map((each) => each.done), done]).toEqual([true, true, true]);
		expect([bench.driver.counters.resets, bench.logged]).toEqual([0, []]);
	});
});

describe('a unit that breaks the rules of the event queue', () => {
	it.each([
		['a buffer that does not exist', 0x1_0000],
		['the same buffer twice', 0],
	])('gives back %s', (_what, head) => {
		const { bench, device, space } = setUp();
		space.table.clear(1);
		const state = bench.invalidate(device, space, 1);
		bench.unit.use(1, 0, 24);
		bench.unit.use(1, head, 24);
		bench.clock.settle();
		if (head !== 0) expect(bench.logged[1]).toMatch(/gave back buffer 65536, which it had not/);
		// A buffer that is given to the device again may come back: nothing tells it from an honest one.
		expect(bench.driver.counters.resets).toBe(head === 0 ? 0 : 1);
		expect(state.done).toBe(true);
		expect(bench.access(device, 2)).toBe(space.host(2));
	});

	it('says that it used more than there are', () => {
		const { bench, device, space } = setUp();
		bench.memory.write16(bench.unit.area(1, USED) + 2, 0x7000);
		space.table.clear(1);
		bench.invalidate(device, space, 1);
		bench.clock.settle();
		expect(bench.logged[0]).toMatch(/used index went from 0 to 28672, it has 256 buffers/);
		expectRestored(bench, device, space);
	});
});

describe('a unit that does not answer', () => {
	it('while somebody waits who must be told: the device is not bound, the unit is reset', () => {
		const { bench, device, space } = setUp();
		const other = bench.probed(0x22);
		bench.unit.deaf.add(0);
		const table = { rootPage: space.table.root };
		// It comes to its senses by the reset.
		bench.unit.reads.set(STATUS, () => {
			const status = bench.model.readRegister(STATUS);
			if (status === 0) bench.unit.deaf.clear();
			return status;
		});
		expect(bench.driver.bindPasid(other, space.domain, NO_PASID, table)).toBe(Errno.EIO);
		bench.clock.settle();
		expect(bench.logged[0]).toMatch(/the unit failed: it does not answer; it is reset/);
		expect(bench.access(device, 1)).toBe(space.host(1));
		expect(bench.access(other, 1)).toBeUndefined();
		expect(bench.bind(other, space)).toBe(Errno.OK);
		expect(other.references).toBe(3);
	});

	it('while nobody does: after five seconds it is reset', () => {
		const bound = setUp();
		const { bench, device, space } = bound;
		const { state } = unmapDeaf(bound);
		bench.clock.advance(4999);
		expect([state.done, bench.driver.counters.resets]).toEqual([false, 0]);
		bench.clock.advance(1);
		expect(state.done).toBe(true);
		expect(bench.logged[0]).toMatch(/it has not answered for 5000 ms; it is reset/);
		expectRestored(bench, device, space);
		expect(bench.clock.pending).toBe(0);
	});

	it('or answered, and its interrupt was lost: nothing is reset', () => {
		const bound = setUp();
		const { bench } = bound;
		const { state, asked } = unmapDeaf(bound);
		const used = bench.unit.area(0, USED);
		const index = bench.memory.read16(used + 2);
		bench.memory.write8(asked[0]!.tail, 0);
		bench.memory.write32(used + 4 + index * 8, asked[0]!.head);
		bench.memory.write16(used + 2, index + 1);
		bench.clock.advance(5000);
		expect([state.done, bench.driver.counters.resets]).toEqual([true, 0]);
		expect(bench.clock.pending).toBe(0);
	});

	it('but is only slow: each answer gives it five seconds more', () => {
		const { bench, device, space } = setUp();
		bench.unit.deaf.add(0);
		const states = [1, 2, 3].map((page) => {
			space.table.clear(page);
			return bench.invalidate(device, space, page);
		});
		bench.clock.settle();
		for (const [i, each] of bench.unit.takeSeen().entries()) {
			bench.clock.advance(4000);
			bench.unit.answer(each, 0);
			bench.clock.settle();
			expect(states[i]?.done).toBe(true);
		}
		expect(bench.driver.counters.resets).toBe(0);
	});
});

describe('a unit that asks for a reset', () => {
	it('because its driver’s memory was damaged, gets it, and goes on', () => {
		const bound = setUp();
		const { bench, device, space } = bound;
		// The descriptor of the next request leads to itself.
		const available = bench.unit.area(0, 0x90);
		bench.unit.afterNotify = undefined;
		const next = bench.memory.read16(available + 2);
		bench.memory.write16(available + 4 + 2 * next, 0xffff);
		bench.memory.write16(available + 2, next + 1);
		bench.model.writeRegister(0x50, 0);
		expect(bench.model.readRegister(STATUS) & 64).toBe(64);
		space.table.clear(1);
		const state = bench.invalidate(device, space, 1);
		bench.clock.settle();
		expect(state.done).toBe(true);
		expect(bench.logged[0]).toMatch(/it asks for a reset; it is reset/);
		expectRestored(bench, device, space);
	});
});

describe('a unit that cannot be helped', () => {
	const everyRequest = (answer: (bench: VirtioDriverBench, seen: SeenRequest) => void) => {
		const bound = setUp();
		const { bench } = bound;
		bench.unit.deaf.add(0);
		bench.unit.afterNotify = (queue) => {
			if (queue === 0) for (const each of bench.unit.takeSeen()) answer(bench, each);
		};
		return bound;
	};

	it('fails again while it is set up: it is given up, everything is blocked, nobody waits', () => {
		const { bench, device, space } = everyRequest((its, seen) => its.unit.use(0, seen.head + 1, 4));
		space.table.clear(1);
		const state = bench.invalidate(device, space, 1);
		bench.clock.settle();
		expect(state.done).toBe(true);
		expect(bench.logged[1]).toBe(
			'virtio v0: the unit is given up: it gave back buffer 1, which it had not; all devices behind it are blocked',
		);
		expect(bench.model.readRegister(STATUS)).toBe(0);
		expect(bench.access(device, 2)).toBeUndefined();
		expect(bench.unresponsive).toEqual([]);
		// Nothing goes on, and nothing waits for ever.
		const table = { rootPage: space.table.root };
		expect(bench.driver.probeDevice(bench.device(0x33))).toBe(Errno.ENODEV);
		space.table.clear(2);
		const later = bench.invalidate(device, space, 2);
		let settled = false;
		let unbound = false;
		bench.driver.settle(() => {
			settled = true;
		});
		bench.driver.unbindPasid(device, NO_PASID, () => {
			unbound = true;
		});
		bench.clock.settle();
		expect([later.done, settled, unbound]).toEqual([true, true, true]);
		expect(bench.driver.bindPasid(device, space.domain, NO_PASID, table)).toBe(Errno.ENODEV);
		expect(bench.driver.releaseDevice(device)).toBe(Errno.OK);
		bench.driver.stop();
		bench.clock.settle();
		expect(bench.frames.available).toBe(1000);
		expect(bench.clock.pending).toBe(0);
	});

	it('does not obey the reset: its devices are told of, since they may go on', () => {
		const { bench, device, space } = everyRequest((its, seen) => its.unit.use(0, seen.head + 1, 4));
		bench.unit.reads.set(STATUS, () => 0xf);
		space.table.clear(1);
		const state = bench.invalidate(device, space, 1);
		bench.clock.settle();
		expect(state.done).toBe(true);
		expect(bench.unresponsive).toEqual([device.name]);
		expect(bench.logged[1]).toMatch(/it does not obey, devices behind it are reset$/);
	});

	it(`fails again and again: after ${MOST_RESETS} resets it is given up`, () => {
		const { bench, device, space } = setUp();
		for (let turn = 1; turn <= MOST_RESETS + 1; turn++) {
			bench.unit.use(1, 0x1_0000, 24);
			bench.clock.settle();
			expect(bench.driver.counters.resets).toBe(turn);
			const reached = bench.access(device, 1);
			expect(reached).toBe(turn > MOST_RESETS ? undefined : space.host(1));
		}
		expect(bench.logged.at(-1)).toMatch(/given up: it failed too often; all devices/);
	});

	it('a device that cannot be attached again is blocked, and the others go on', () => {
		const { bench, device, space } = setUp();
		const other = bench.probed(0x22);
		expect(bench.bind(other, space)).toBe(Errno.OK);
		bench.model.disconnect(0x11);
		bench.unit.use(1, 0x1_0000, 24);
		bench.clock.settle();
		expect(bench.logged.slice(0, 2)).toEqual([
			expect.stringMatching(/it is reset$/),
			'virtio v0: dev0 could not be attached again: it is blocked',
		]);
		expect(bench.access(other, 1)).toBe(space.host(1));
		let done = false;
		bench.driver.unbindPasid(device, NO_PASID, () => {
			done = true;
		});
		bench.clock.settle();
		expect(done).toBe(true);
	});
});
