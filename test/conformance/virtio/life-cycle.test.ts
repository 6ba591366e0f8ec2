import { describe, expect, it } from 'vitest';
import { VirtioIommuModel } from '../../../src/emulator/iommu/virtio/virtio-iommu-model.js';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { attach, DEVICE, EVENTS, READ, REQUESTS, VirtioBench } from '../../support/virtio-bench.js';

const unit = (options = {}) => new VirtioIommuModel(new PhysicalMemory(64), options);

describe('feature negotiation', () => {
	const negotiate = (low: number, high: number, more = 0) => {
		const u = unit();
		u.writeRegister(0x70, 3);
		u.writeRegister(0x20, low);
		u.writeRegister(0x24, 1);
		u.writeRegister(0x20, high);
		u.writeRegister(0x24, 2);
		u.writeRegister(0x20, more);
		u.writeRegister(0x70, 0xb);
		return u.readRegister(0x70);
	};

	it.each([
		['everything', 0x3000_0077, 0x101, 0, 0xb],
		['nothing but VERSION_1', 0, 1, 0, 0xb],
		['without VERSION_1', 0x77, 0, 0, 0x3],
		['a bit that is not offered', 0x7f, 1, 0, 0x3],
		['a high bit that is not offered', 0x77, 3, 0, 0x3],
		['a bit beyond 63', 0x77, 1, 1, 0x3],
	])('%s', (_, low, high, more, status) => {
		expect(negotiate(low, high, more)).toBe(status);
	});

	it('features stay as agreed until a reset', () => {
		const b = new VirtioBench({ accept: 0 });
		b.write(0x24, 0);
		b.write(0x20, 0x77);
		b.write(0x70, 0xf);
		expect(b.send([3, 0, 0, 0, ...new Array(32).fill(0)]).len).toBe(0);
		b.start(0x77);
		expect(b.status(attach(1, DEVICE))).toBe(0);
	});
});

describe('a device reset forgets', () => {
	it('what was accepted, below and beyond bit 63, and the selected queue', () => {
		const b = new VirtioBench();
		b.write(0x30, 7);
		b.write(0x24, 2);
		b.write(0x70, 0);
		b.write(0x70, 0xb);
		expect([b.read(0x70), b.read(0x34)]).toEqual([0x3, 256]);
		b.write(0x24, 2);
		b.write(0x20, 1);
		b.start();
		expect(b.read(0x70)).toBe(0xf);
	});

	it('where a queue was', () => {
		const b = new VirtioBench();
		b.write(0x30, 0);
		b.write(0xc0, 1);
		b.write(0x44, 1);
		b.put(0x8000, attach(1, DEVICE));
		b.descriptor(REQUESTS.desc, 0, 0x8000, 20, 1, 1);
		b.descriptor(REQUESTS.desc, 1, 0x9000, 4, 2);
		b.offer(0);
		b.write(0x50, 0);
		expect([b.used().idx, b.read(0x70)]).toEqual([0, 0xf]);
	});
});

describe('the status', () => {
	it('keeps bits until 0 is written, and knows no others', () => {
		const u = unit();
		u.writeRegister(0x70, 0x31);
		expect(u.readRegister(0x70)).toBe(1);
		u.writeRegister(0x70, 0x40);
		expect(u.readRegister(0x70)).toBe(1);
		u.writeRegister(0x70, 0x82);
		expect(u.readRegister(0x70)).toBe(0x83);
		u.writeRegister(0x70, 0);
		expect(u.readRegister(0x70)).toBe(0);
	});

	it('no buffer is used before DRIVER_OK', () => {
		const b = new VirtioBench({ idle: true });
		b.write(0x70, 3);
		b.write(0x24, 1);
		b.write(0x20, 1);
		b.write(0x70, 0xb);
		b.queue(0, REQUESTS);
		b.put(0x8000, attach(1, DEVICE));
		b.descriptor(REQUESTS.desc, 0, 0x8000, 20, 1, 1);
		b.descriptor(REQUESTS.desc, 1, 0x9000, 4, 2);
		b.offer(0);
		b.write(0x50, 0);
		expect([b.used().idx, b.interrupts]).toEqual([0, []]);
		b.write(0x70, 0xf);
		b.write(0x50, 0);
		expect([b.used().idx, b.interrupts]).toEqual([1, [0]]);
	});

	it('a reset detaches, forgets queues and interrupts, and leaves bypass alone', () => {
		const b = new VirtioBench();
		b.write(0x124, 1);
		expect(b.status(attach(1, DEVICE))).toBe(0);
		expect(b.port.access(-1, 40, READ)).toBe(3);
		b.write(0x70, 0);
		for (const [offset, value] of [
			[0x70, 0],
			[0x60, 0],
			[0x44, 0],
			[0x124, 1],
		] as const)
			expect(b.read(offset)).toBe(value);
		expect([b.port.access(-1, 40, READ), b.port.frame]).toEqual([0, 40]);
		b.unit.systemReset();
		expect(b.read(0x124)).toBe(0);
		expect(b.port.access(-1, 40, READ)).toBe(3);
	});
});

describe('queues', () => {
	it('a queue that does not exist', () => {
		const b = new VirtioBench();
		b.write(0x30, 2);
		for (const offset of [0x34, 0x44]) expect(b.read(offset)).toBe(0);
		for (const offset of [0x38, 0x44, 0x80, 0xc0]) b.write(offset, 1);
		b.write(0x50, 2);
		b.write(0x50, 0xffff_ffff);
		expect(b.read(0x70)).toBe(0xf);
		expect(b.status(attach(1, DEVICE))).toBe(0);
	});

	it('addresses and size are held while the queue is ready', () => {
		const b = new VirtioBench();
		b.write(0x30, 0);
		for (const offset of [0x38, 0x80, 0x84, 0x90, 0x94, 0xa0, 0xa4]) b.write(offset, 0x7777_7777);
		expect(b.status(attach(1, DEVICE))).toBe(0);
	});

	it('a queue that is not ready is not looked at; made ready again it begins at 0', () => {
		const b = new VirtioBench();
		expect(b.status(attach(1, DEVICE))).toBe(0);
		b.write(0x30, 0);
		b.write(0x44, 0);
		expect(b.read(0x44)).toBe(0);
		b.offer(0);
		b.write(0x50, 0);
		expect(b.used().idx).toBe(1);
		b.write(0x44, 1);
		b.write(0x50, 0);
		// Two entries are available to a device that begins anew.
		expect(b.used().idx).toBe(2);
		expect(b.read(0x70)).toBe(0xf);
	});

	it('QueueReset puts one queue back, and leaves the other', () => {
		const b = new VirtioBench();
		b.write(0x30, 1);
		b.write(0xc0, 1);
		expect([b.read(0xc0), b.read(0x44)]).toEqual([0, 0]);
		expect(b.status(attach(1, DEVICE))).toBe(0);
		b.post(0);
		expect(b.port.access(-1, 40, READ)).toBe(3);
		expect(b.events()).toEqual([]);
		b.queue(1, EVENTS);
		expect(b.port.access(-1, 40, READ)).toBe(3);
		expect(b.events()).toHaveLength(1);
	});

	it('QueueReset does nothing where it was not negotiated', () => {
		const b = new VirtioBench({ idle: true });
		b.write(0x70, 3);
		b.write(0x24, 1);
		b.write(0x20, 1);
		b.write(0x70, 0xb);
		b.queue(0, REQUESTS);
		b.write(0x70, 0xf);
		b.write(0xc0, 1);
		expect(b.read(0x44)).toBe(1);
		expect(b.status(attach(1, DEVICE))).toBe(0);
	});
});
