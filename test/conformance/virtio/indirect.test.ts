import { describe, expect, it } from 'vitest';
import {
	ANSWER,
	attach,
	DEVICE,
	REQUEST,
	REQUESTS,
	VirtioBench,
} from '../../support/virtio-bench.js';

const NEXT = 1;
const WRITE = 2;
const INDIRECT = 4;
const TABLE = 0xb000;
/** An ATTACH whose buffer is in the memory, and whose descriptors the test writes. */
function prepared(options = {}) {
	const b = new VirtioBench(options);
	b.put(REQUEST, attach(1, DEVICE));
	b.put(ANSWER, [0xee, 0xee, 0xee, 0xee]);
	return b;
}
function go(b: VirtioBench, head: number) {
	b.offer(head);
	b.write(0x50, 0);
	return b.used();
}

describe('indirect descriptors', () => {
	const indirect = (b: VirtioBench, length: number, flags = INDIRECT, at = TABLE) =>
		b.descriptor(REQUESTS.desc, 2, at, length, flags, 3);

	it('a table of its own, anywhere', () => {
		const b = prepared();
		const at = TABLE + 4096 - 10;
		indirect(b, 32, INDIRECT | WRITE, at);
		b.descriptor(at, 0, REQUEST, 20, NEXT, 1);
		b.descriptor(at, 1, ANSWER, 4, WRITE);
		expect(go(b, 2)).toEqual({ idx: 1, id: 2, len: 4 });
	});

	it('after descriptors of the queue', () => {
		const b = prepared();
		b.descriptor(REQUESTS.desc, 0, REQUEST, 12, NEXT, 2);
		indirect(b, 48);
		b.descriptor(TABLE, 0, REQUEST + 12, 8, NEXT, 2);
		b.descriptor(TABLE, 2, ANSWER, 4, WRITE);
		expect(go(b, 0)).toEqual({ idx: 1, id: 0, len: 4 });
		expect(b.get(ANSWER, 4)).toEqual([0, 0, 0, 0]);
	});

	it.each([
		['not negotiated', 32, INDIRECT, TABLE, 1, 0, { accept: 0x77 }],
		['with NEXT', 32, INDIRECT | NEXT, TABLE, 1, 0, {}],
		['of no whole number of descriptors', 33, INDIRECT, TABLE, 1, 0, {}],
		['of no descriptors', 0, INDIRECT, TABLE, 1, 0, {}],
		['beyond memory', 32, INDIRECT, 0xf_fff0, 1, 0, {}],
		['with next outside', 32, INDIRECT, TABLE, 2, 0, {}],
		['within itself', 32, INDIRECT, TABLE, 1, INDIRECT, {}],
		['with a loop', 32, INDIRECT, TABLE, 0, 0, {}],
	])('%s: the device needs a reset', (_, length, flags, at, next, more, options) => {
		const b = prepared(options);
		indirect(b, length, flags, at);
		if (at === TABLE) {
			b.descriptor(TABLE, 0, REQUEST, 20, NEXT | more, next);
			b.descriptor(TABLE, 1, ANSWER, 4, WRITE);
		}
		expect(go(b, 2).idx).toBe(0);
		expect([b.read(0x70), b.read(0x60), b.interrupts]).toEqual([0x4f, 2, [0]]);
	});

	it('within an indirect table, though all else is right', () => {
		const b = prepared();
		indirect(b, 32);
		b.descriptor(TABLE, 0, REQUEST, 20, NEXT, 1);
		b.descriptor(TABLE, 1, TABLE + 64, 16, INDIRECT);
		b.descriptor(TABLE + 64, 0, ANSWER, 4, WRITE);
		expect([go(b, 2).idx, b.read(0x70)]).toEqual([0, 0x4f]);
	});

	it('of more descriptors than the queue has', () => {
		const b = prepared();
		indirect(b, 160);
		for (let i = 0; i < 9; i++) b.descriptor(TABLE, i, REQUEST + i * 2, i < 8 ? 2 : 4, NEXT, i + 1);
		b.descriptor(TABLE, 9, ANSWER, 4, WRITE);
		expect([go(b, 2).idx, b.read(0x70)]).toEqual([0, 0x4f]);
	});
});
