import { describe, expect, it } from 'vitest';
import {
	ANSWER,
	attach,
	DEVICE,
	detach,
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
function go(b: VirtioBench, head: number) {
	b.offer(head);
	b.write(0x50, 0);
	return b.used();
}

describe('rings byte by byte', () => {
	it('a request in two descriptors', () => {
		const b = prepared();
		// biome-ignore format: one field after the other
		b.put(REQUESTS.desc + 5 * 16, [
			0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x01, 0x00, 0x02, 0x00,
		]);
		// biome-ignore format: one field after the other
		b.put(REQUESTS.desc + 2 * 16, [
			0x00, 0x90, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00,
		]);
		const table = b.get(REQUESTS.desc, 128);
		b.put(REQUESTS.avail, [0x00, 0x00, 0x01, 0x00, 0x05, 0x00]);
		b.write(0x50, 0);
		// biome-ignore format: flags and index, then the entry
		expect(b.get(REQUESTS.used, 20)).toEqual([
			0x00, 0x00, 0x01, 0x00,
			0x05, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00,
			0, 0, 0, 0, 0, 0, 0, 0,
		]);
		expect(b.get(ANSWER, 4)).toEqual([0, 0, 0, 0]);
		expect(b.get(REQUESTS.desc, 128)).toEqual(table);
		expect(b.get(REQUESTS.avail, 6)).toEqual([0x00, 0x00, 0x01, 0x00, 0x05, 0x00]);
		expect([b.read(0x60), b.interrupts]).toEqual([1, [0]]);
	});

	it('framing is of no matter: pieces of any size, empty ones too', () => {
		const b = prepared();
		b.descriptor(REQUESTS.desc, 7, REQUEST, 1, NEXT, 0);
		b.descriptor(REQUESTS.desc, 0, REQUEST + 1, 0, NEXT, 3);
		b.descriptor(REQUESTS.desc, 3, REQUEST + 1, 10, NEXT, 1);
		b.descriptor(REQUESTS.desc, 1, REQUEST + 11, 9, NEXT, 4);
		b.descriptor(REQUESTS.desc, 4, ANSWER, 3, NEXT | WRITE, 5);
		b.descriptor(REQUESTS.desc, 5, ANSWER + 100, 1, WRITE);
		expect(go(b, 7)).toEqual({ idx: 1, id: 7, len: 4 });
		expect([b.get(ANSWER, 4), b.get(ANSWER + 100, 1)]).toEqual([[0, 0, 0, 0xee], [0]]);
		expect(b.status(detach(1, DEVICE))).toBe(0);
	});

	it('a buffer across pages', () => {
		const b = new VirtioBench();
		b.put(REQUEST + 4096 - 7, attach(1, DEVICE));
		b.descriptor(REQUESTS.desc, 0, REQUEST + 4096 - 7, 20, NEXT, 1);
		b.descriptor(REQUESTS.desc, 1, 0xc000 - 2, 4, WRITE);
		b.put(0xc000 - 2, [0xee, 0xee, 0xee, 0xee]);
		expect(go(b, 0).len).toBe(4);
		expect(b.get(0xc000 - 2, 4)).toEqual([0, 0, 0, 0]);
	});

	it('all descriptors of the queue in one chain', () => {
		const b = prepared();
		for (let i = 0; i < SIZE - 1; i++)
			b.descriptor(REQUESTS.desc, i, REQUEST + i * 3, i < 6 ? 3 : 2, NEXT, i + 1);
		b.descriptor(REQUESTS.desc, SIZE - 1, ANSWER, 4, WRITE);
		expect(go(b, 0).len).toBe(4);
		expect(b.get(ANSWER, 4)).toEqual([0, 0, 0, 0]);
	});

	it('a batch is done in order, and told once', () => {
		const b = new VirtioBench();
		const requests = [
			attach(1, DEVICE),
			map(1, 0x4000n, 0x4fffn, 0x2_0000n, 1),
			detach(1, DEVICE),
			detach(1, DEVICE),
		];
		requests.forEach((request, i) => {
			b.put(REQUEST + i * 64, request);
			b.descriptor(REQUESTS.desc, i * 2, REQUEST + i * 64, request.length, NEXT, i * 2 + 1);
			b.descriptor(REQUESTS.desc, i * 2 + 1, ANSWER + i * 4, 4, WRITE);
			b.offer(i * 2);
		});
		b.write(0x50, 0);
		expect(requests.map((_, i) => b.get(ANSWER + i * 4, 1)[0])).toEqual([0, 0, 0, 4]);
		expect([0, 1, 2, 3].map((i) => b.memory.read32(REQUESTS.used + 4 + i * 8))).toEqual([
			0, 2, 4, 6,
		]);
		expect([b.used().idx, b.interrupts]).toEqual([4, [0]]);
		expect([b.unit.counters.requests, b.unit.counters.requestsFailed]).toEqual([4, 1]);
	});

	it('indices run round 16 bits', () => {
		const b = new VirtioBench({ accept: 0x3000_0077 });
		for (let i = 0; i < 65_540; i++) b.send(i % 2 === 0 ? attach(1, DEVICE) : detach(1, DEVICE));
		expect([b.used().idx, b.read(0x70)]).toEqual([4, 0xf]);
		expect(b.unit.counters.requestsFailed).toBe(0);
	});

	it('a driver that adds a request when it is told of one', () => {
		const b = prepared();
		b.descriptor(REQUESTS.desc, 0, REQUEST, 20, NEXT, 1);
		b.descriptor(REQUESTS.desc, 1, ANSWER, 4, WRITE);
		b.onInterrupt = () => {
			b.write(0x64, b.read(0x60));
			if (b.interrupts.length < 5) go(b, 0);
		};
		go(b, 0);
		expect([b.used().idx, b.interrupts.length, b.read(0x60)]).toEqual([5, 5, 0]);
	});

	it('a driver that resets the device when it is told', () => {
		const b = prepared();
		b.descriptor(REQUESTS.desc, 0, REQUEST, 20, NEXT, 1);
		b.descriptor(REQUESTS.desc, 1, ANSWER, 4, WRITE);
		b.onInterrupt = () => b.write(0x70, 0);
		expect(go(b, 0).idx).toBe(1);
		expect([b.read(0x70), b.read(0x60)]).toEqual([0, 0]);
		b.onInterrupt = undefined;
		b.start();
		expect(b.status(detach(1, DEVICE))).toBe(4);
	});
});

describe('suppressed notifications', () => {
	it('by the flag of the available ring', () => {
		const b = new VirtioBench();
		b.memory.write16(REQUESTS.avail, 1);
		expect(b.status(attach(1, DEVICE))).toBe(0);
		expect([b.read(0x60), b.interrupts]).toEqual([0, []]);
		b.memory.write16(REQUESTS.avail, 0);
		expect(b.status(detach(1, DEVICE))).toBe(0);
		expect([b.read(0x60), b.interrupts]).toEqual([1, [0]]);
		b.memory.write16(EVENTS.avail, 1);
		b.post(0);
		b.port.access(-1, 4, READ);
		expect([b.events().length, b.interrupts.length]).toEqual([1, 1]);
	});

	it('by used_event, where EVENT_IDX is negotiated', () => {
		const b = new VirtioBench({ accept: 0x3000_0077 });
		// The flag says nothing then.
		b.memory.write16(REQUESTS.avail, 1);
		const told = (wanted: number) => {
			b.memory.write16(REQUESTS.avail + 4 + 2 * SIZE, wanted);
			const before = b.interrupts.length;
			b.status(attach(1, DEVICE));
			return b.interrupts.length - before;
		};
		expect([told(0), told(2), told(2), told(2), told(4), told(0xffff)]).toEqual([1, 0, 1, 0, 1, 0]);
		// avail_event: the driver is to say when it adds the next one.
		expect(b.memory.read16(REQUESTS.used + 4 + 8 * SIZE)).toBe(6);
		b.port.access(-1, 4, READ);
		expect(b.memory.read16(EVENTS.used + 4 + 8 * SIZE)).toBe(0);
	});

	it('avail_event is left alone where it is not', () => {
		const b = new VirtioBench();
		b.memory.write16(REQUESTS.used + 4 + 8 * SIZE, 0x5a5a);
		b.status(attach(1, DEVICE));
		expect(b.memory.read16(REQUESTS.used + 4 + 8 * SIZE)).toBe(0x5a5a);
	});
});
