import { describe, expect, it } from 'vitest';
import {
	ANSWER,
	attach,
	DEVICE,
	EVENTS,
	map,
	READ,
	REQUEST,
	REQUESTS,
	SIZE,
	VirtioBench,
} from '../../support/virtio-bench.js';

const NEXT = 1;
const WRITE = 2;
/** An ATTACH whose buffer is in the memory, and whose descriptors the test writes. */
function prepared(options = {}) {
	const b = new VirtioBench(options);
	b.put(REQUEST, attach(1, DEVICE));
	b.put(ANSWER, [0xee, 0xee, 0xee, 0xee]);
	return b;
}

describe('rings that cannot be right: the device needs a reset', () => {
	const chain = (b: VirtioBench, at = REQUEST, length = 20, answer = ANSWER, room = 4) => {
		b.descriptor(REQUESTS.desc, 0, at, length, NEXT, 1);
		b.descriptor(REQUESTS.desc, 1, answer, room, WRITE);
	};

	const broken: [string, (b: VirtioBench) => void][] = [
		['a head outside the table', (b) => b.offer(SIZE)],
		[
			'next outside the table',
			(b) => {
				b.descriptor(REQUESTS.desc, 0, REQUEST, 20, NEXT, SIZE);
				b.offer(0);
			},
		],
		[
			'a loop of one',
			(b) => {
				b.descriptor(REQUESTS.desc, 0, REQUEST, 20, NEXT, 0);
				b.offer(0);
			},
		],
		[
			'a loop of two',
			(b) => {
				b.descriptor(REQUESTS.desc, 0, REQUEST, 20, NEXT, 1);
				b.descriptor(REQUESTS.desc, 1, REQUEST, 20, NEXT, 0);
				b.offer(0);
			},
		],
		[
			'a readable descriptor after a writable one',
			(b) => {
				b.descriptor(REQUESTS.desc, 0, ANSWER, 4, NEXT | WRITE, 1);
				b.descriptor(REQUESTS.desc, 1, REQUEST, 20, 0);
				b.offer(0);
			},
		],
		[
			'a request beyond memory',
			(b) => {
				chain(b, 0x10_0000);
				b.offer(0);
			},
		],
		[
			'a request that ends beyond memory',
			(b) => {
				chain(b, 0xf_ffed);
				b.offer(0);
			},
		],
		[
			'an answer beyond memory',
			(b) => {
				chain(b, REQUEST, 20, 2 ** 40, 4);
				b.offer(0);
			},
		],
		[
			'a length out of range',
			(b) => {
				chain(b, REQUEST, 20, ANSWER, 0xffff_ffff);
				b.offer(0);
			},
		],
		[
			'an address of 64 bits',
			(b) => {
				b.descriptor(REQUESTS.desc, 0, 0, 20, NEXT, 1);
				b.put(REQUESTS.desc, new Array(8).fill(0xff));
				b.offer(0);
			},
		],
		[
			'an available index that jumps ahead',
			(b) => {
				chain(b);
				b.memory.write16(REQUESTS.avail + 2, SIZE + 1);
			},
		],
		['an available index that goes back', (b) => b.memory.write16(REQUESTS.avail + 2, 0xffff)],
	];

	it.each(broken)('%s', (_, spoil) => {
		const b = prepared();
		spoil(b);
		b.write(0x50, 0);
		expect([b.used().idx, b.read(0x70), b.read(0x60)]).toEqual([0, 0x4f, 2]);
		expect([b.interrupts, b.unit.counters.deviceErrors]).toEqual([[0], 1]);
		// Nothing is taken any more, on the other queue neither, and nobody is told again.
		b.post(0);
		b.port.access(-1, 4, READ);
		b.write(0x50, 0);
		b.write(0x50, 1);
		b.write(0x70, 0x4f);
		expect([b.events(), b.used().idx, b.interrupts]).toEqual([[], 0, [0]]);
		expect([b.get(ANSWER, 4), b.read(0x70)]).toEqual([[0xee, 0xee, 0xee, 0xee], 0x4f]);
		// A reset heals it.
		b.start();
		expect([b.read(0x70), b.status(attach(1, DEVICE))]).toEqual([0xf, 0]);
	});

	it('what was done before stays in force', () => {
		const b = new VirtioBench();
		b.status(attach(1, DEVICE));
		b.status(map(1, 0x4000n, 0x4fffn, 0x2_0000n, 1));
		b.memory.write16(REQUESTS.avail + 2, 100);
		b.write(0x50, 0);
		expect(b.read(0x70)).toBe(0x4f);
		expect([b.port.access(-1, 4, READ), b.port.frame, b.port.access(-1, 5, READ)]).toEqual([
			0, 32, 3,
		]);
	});

	it('requests before the broken one are done', () => {
		const b = prepared();
		chain(b);
		b.offer(0);
		b.offer(99);
		b.write(0x50, 0);
		expect([b.used(), b.read(0x70)]).toEqual([{ idx: 1, id: 0, len: 4 }, 0x4f]);
		expect([b.read(0x60), b.interrupts]).toEqual([2, [0]]);
	});

	it('a broken event queue', () => {
		const b = new VirtioBench();
		b.status(attach(1, DEVICE));
		b.memory.write16(EVENTS.avail + 2, 9);
		expect(b.port.access(-1, 4, READ)).toBe(3);
		expect([b.read(0x70), b.read(0x60) & 2]).toEqual([0x4f, 2]);
		expect(b.port.access(-1, 4, READ)).toBe(3);
		expect([b.unit.heldEvents, b.unit.counters.faultsDropped]).toEqual([1, 1]);
	});

	it.each([
		['descriptors not aligned', 0x80, 0x1008],
		['descriptors beyond memory', 0x80, 0xf_fff0],
		['descriptors above 4 GiB', 0x84, 1],
		['an available ring not aligned', 0x90, 0x2001],
		['an available ring beyond memory', 0x90, 0xf_fff0],
		['a used ring not aligned', 0xa0, 0x3002],
		['a used ring beyond memory', 0xa4, 0xffff_ffff],
		['a size of no power of two', 0x38, 6],
		['no size', 0x38, 0],
		['a size above the largest', 0x38, 512],
		['a size that is negative to some', 0x38, 0x8000_0000],
	])('%s', (_, register, value) => {
		const b = new VirtioBench();
		b.write(0x30, 0);
		b.write(0x44, 0);
		b.write(register, value);
		b.write(0x44, 1);
		expect([b.read(0x44), b.read(0x70), b.read(0x60)]).toEqual([1, 0x4f, 2]);
		b.offer(0);
		b.write(0x50, 0);
		expect(b.used().idx).toBe(0);
	});

	it('a chain of more than 2^32 bytes', () => {
		const b = prepared({ frames: 2 ** 21 });
		b.descriptor(REQUESTS.desc, 0, REQUEST, 20, NEXT, 1);
		b.descriptor(REQUESTS.desc, 1, ANSWER, 4, NEXT | WRITE, 2);
		b.descriptor(REQUESTS.desc, 2, 0x1000_0000, 0xffff_ffe8, NEXT | WRITE, 3);
		b.descriptor(REQUESTS.desc, 3, 0x1000_0000, 1, WRITE);
		b.offer(0);
		b.write(0x50, 0);
		expect([b.used().idx, b.read(0x70)]).toEqual([0, 0x4f]);
		b.start();
		b.descriptor(REQUESTS.desc, 0, REQUEST, 20, NEXT, 1);
		b.descriptor(REQUESTS.desc, 1, ANSWER, 4, NEXT | WRITE, 2);
		b.descriptor(REQUESTS.desc, 2, 0x1000_0000, 0xffff_ffe8, WRITE);
		b.offer(0);
		b.write(0x50, 0);
		expect([b.used(), b.read(0x70)]).toEqual([{ idx: 1, id: 0, len: 4 }, 0xf]);
	});

	it('a second error is not told again', () => {
		const b = new VirtioBench();
		b.write(0x30, 0);
		for (let i = 0; i < 2; i++) {
			b.write(0x44, 0);
			b.write(0x38, 6);
			b.write(0x44, 1);
		}
		expect([b.interrupts, b.unit.counters.deviceErrors]).toEqual([[0], 1]);
	});

	it('before DRIVER_OK it is not told', () => {
		const b = new VirtioBench({ idle: true });
		b.write(0x70, 3);
		b.queue(0, { ...REQUESTS, used: 0x3001 });
		expect([b.read(0x70), b.read(0x60), b.interrupts]).toEqual([0x43, 0, []]);
	});
});
