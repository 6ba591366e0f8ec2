import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_SIZE, PhysicalMemory } from '../../../src/emulator/memory.js';

describe('physical memory', () => {
	it('reads 0 everywhere and holds no storage before the first write', () => {
		const memory = new PhysicalMemory(2 ** 28);
		expect(memory.read32(0)).toBe(0);
		expect(memory.read8(2 ** 40 - 1)).toBe(0);
		const bytes = new Uint8Array(8192).fill(7);
		memory.copyOut(PAGE_SIZE - 100, bytes, 0, 8192);
		expect(bytes.every((b) => b === 0)).toBe(true);
		expect(memory.residentFrames).toBe(0);
	});

	it('is little endian, whatever the width of the access', () => {
		const memory = new PhysicalMemory(4);
		memory.write32(0x1004, 0x8bad_f00d);
		expect([0, 1, 2, 3].map((i) => memory.read8(0x1004 + i))).toEqual([0x0d, 0xf0, 0xad, 0x8b]);
		expect(memory.read16(0x1004)).toBe(0xf00d);
		expect(memory.read16(0x1006)).toBe(0x8bad);
		expect(memory.read32(0x1004)).toBe(0x8bad_f00d);
		memory.write16(0x1006, 0x1_2345);
		memory.write8(0x1004, 0x1ff);
		expect(memory.read32(0x1004)).toBe(0x2345_f0ff);
		expect(memory.read32(0x1000)).toBe(0);
		expect(memory.read32(0x1008)).toBe(0);
	});

	it('gives frame words and 64-bit entries to those who hold frame numbers', () => {
		const memory = new PhysicalMemory(4);
		memory.writeWord(2, 6, 0xffff_fff1);
		memory.writeWord(2, 7, 0x8000_0002);
		expect(memory.readWord(2, 6)).toBe(0xffff_fff1);
		expect(memory.read32(2 * PAGE_SIZE + 28)).toBe(0x8000_0002);
		expect(memory.readEntry(2, 6) >>> 0).toBe(0xffff_fff1);
		expect(memory.upper >>> 0).toBe(0x8000_0002);
	});

	it('says what it contains, and throws for what it does not', () => {
		const memory = new PhysicalMemory(2);
		for (const inside of [0, 1, 8191]) expect(memory.contains(inside)).toBe(true);
		for (const outside of [-1, 8192, 2 ** 53, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
			expect(memory.contains(outside)).toBe(false);
		expect(() => memory.read32(8192)).toThrow(RangeError);
		expect(() => memory.read32(-4)).toThrow(RangeError);
		expect(() => memory.read32(Number.NaN)).toThrow(RangeError);
		expect(() => memory.write8(8192, 1)).toThrow(RangeError);
		expect(() => memory.readWord(2, 0)).toThrow(RangeError);
		expect(() => memory.writeWord(-1, 0, 1)).toThrow(RangeError);
		expect(() => memory.readEntry(2, 0)).toThrow(RangeError);
		expect(() => memory.zeroFrame(2)).toThrow(RangeError);
		expect(() => memory.discard(2)).toThrow(RangeError);
		expect(() => memory.copyOut(8000, new Uint8Array(500), 0, 193)).toThrow(RangeError);
		expect(() => memory.copyIn(0, new Uint8Array(8), 4, 5)).toThrow(RangeError);
		expect(memory.residentFrames).toBe(0);
	});

	it('refuses misaligned words', () => {
		const memory = new PhysicalMemory(1);
		expect(() => memory.read32(2)).toThrow('not aligned to 4 bytes');
		expect(() => memory.write32(1, 0)).toThrow('not aligned to 4 bytes');
		expect(() => memory.read16(1)).toThrow('not aligned to 2 bytes');
		expect(() => memory.read8(0.5)).toThrow('not aligned to 1 bytes');
	});

	it.each([0, -1, 1.5, 2 ** 28 + 1])('cannot have %d frames', (frames) => {
		expect(() => new PhysicalMemory(frames)).toThrow(RangeError);
	});

	it('copies across frames, short and long, and leaves the neighbours alone', () => {
		for (const length of [1, 3, 64, 65, 4096, 10_000]) {
			const memory = new PhysicalMemory(16);
			const data = Uint8Array.from({ length: length + 2 }, (_, i) => (i * 7 + 1) & 0xff);
			const at = 3 * PAGE_SIZE - 2;
			memory.copyIn(at, data, 1, length);
			expect(memory.read8(at - 1)).toBe(0);
			expect(memory.read8(at + length)).toBe(0);
			const back = new Uint8Array(length + 2);
			memory.copyOut(at, back, 1, length);
			expect(back.subarray(1, length + 1)).toEqual(data.subarray(1, length + 1));
			expect([back[0], back[length + 1]]).toEqual([0, 0]);
		}
	});

	it('zeroes a frame in place, and discards one so that its storage is used again, zeroed', () => {
		const memory = new PhysicalMemory(1000);
		memory.write32(0, 1);
		memory.write32(PAGE_SIZE, 2);
		memory.write32(2 * PAGE_SIZE + 4092, 3);
		memory.zeroFrame(1);
		expect(memory.read32(PAGE_SIZE)).toBe(0);
		expect(memory.residentFrames).toBe(3);
		memory.discard(2);
		memory.discard(2);
		expect(memory.residentFrames).toBe(2);
		expect(memory.read32(2 * PAGE_SIZE + 4092)).toBe(0);
		memory.write32(900 * PAGE_SIZE, 4);
		expect(memory.read32(900 * PAGE_SIZE + 4092)).toBe(0);
		expect(memory.read32(0)).toBe(1);
		expect(memory.residentFrames).toBe(3);
	});

	it('holds more frames than one slab, spread wide', () => {
		const memory = new PhysicalMemory(2 ** 28);
		const frames = Array.from({ length: 1200 }, (_, i) => i * 223_000);
		frames.forEach((frame, i) => {
			memory.write32(frame * PAGE_SIZE + 4, i + 1);
		});
		expect(frames.map((frame) => memory.readWord(frame, 1))).toEqual(frames.map((_, i) => i + 1));
		expect(memory.residentFrames).toBe(1200);
	});

	it('behaves as an array of bytes under any sequence of operations', () => {
		const frames = 5;
		const size = frames * PAGE_SIZE;
		const operation = fc.oneof(
			fc.record({ kind: fc.constant('w8'), at: fc.nat(size - 1), value: fc.nat(255) }),
			fc.record({ kind: fc.constant('w32'), at: fc.nat(size / 4 - 1), value: fc.nat(2 ** 31) }),
			fc.record({ kind: fc.constant('copy'), at: fc.nat(size - 1), value: fc.nat(9000) }),
			fc.record({ kind: fc.constant('zero'), at: fc.nat(frames - 1), value: fc.constant(0) }),
			fc.record({ kind: fc.constant('discard'), at: fc.nat(frames - 1), value: fc.constant(0) }),
		);
		fc.assert(
			fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
				const memory = new PhysicalMemory(frames);
				const bytes = new Uint8Array(size);
				const view = new DataView(bytes.buffer);
				for (const { kind, at, value } of operations) {
					if (kind === 'w8') {
						memory.write8(at, value);
						bytes[at] = value;
					} else if (kind === 'w32') {
						memory.write32(at * 4, value);
						view.setUint32(at * 4, value, true);
					} else if (kind === 'copy') {
						const data = Uint8Array.from(
							{ length: Math.min(value, size - at) },
							(_, i) => (i + value) & 0xff,
						);
						memory.copyIn(at, data, 0, data.length);
						bytes.set(data, at);
					} else {
						if (kind === 'zero') memory.zeroFrame(at);
						else memory.discard(at);
						bytes.fill(0, at * PAGE_SIZE, (at + 1) * PAGE_SIZE);
					}
				}
				const all = new Uint8Array(size);
				memory.copyOut(0, all, 0, size);
				expect(Buffer.compare(all, bytes)).toBe(0);
			}),
			{ numRuns: 50 },
		);
	});

	it('shows the words of a structure with one look-up', () => {
		const memory = new PhysicalMemory(2 ** 20);
		// More frames than a slab holds, so that the last ones stand in another.
		for (let frame = 0; frame < 1030; frame++) memory.writeWord(frame, 8, frame);
		for (const frame of [0, 511, 512, 1029]) {
			const at = memory.locate(frame, 7);
			expect([memory.slab[at], memory.slab[at + 1], memory.slab[at + 2]]).toEqual([0, frame, 0]);
		}
		expect(memory.slab[memory.locate(5000, 1023)]).toBe(0);
		expect(memory.residentFrames).toBe(1030);
		const at = memory.locateForWrite(5000, 1022);
		memory.slab[at] = 0x8000_0001;
		memory.slab[at + 1] = 6;
		expect(memory.residentFrames).toBe(1031);
		expect([memory.read32(5000 * 4096 + 4088), memory.readWord(5000, 1023)]).toEqual([
			0x8000_0001, 6,
		]);
		expect(memory.readWord(5001, 1022)).toBe(0);
		for (const frame of [-1, 2 ** 20]) {
			expect(() => memory.locate(frame, 0)).toThrow(RangeError);
			expect(() => memory.locateForWrite(frame, 0)).toThrow(RangeError);
		}
	});
});
