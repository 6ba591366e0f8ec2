import { describe, expect, it } from 'vitest';
import { PhysicalMemory } from '../../../../src/emulator/memory.js';
import { EmulatedGuestMemory } from '../../../../src/host/kernel/emulated-guest-memory.js';

function setUp() {
	const memory = new PhysicalMemory(64);
	return { memory, guest: new EmulatedGuestMemory(memory, 16, 8) };
}

describe('EmulatedGuestMemory', () => {
	it('stands on the machine’s frames from its base on', () => {
		const { memory, guest } = setUp();
		const from = new Uint8Array(8192).map((_, i) => i % 251);
		guest.write(3, from, 100);
		const host = new Uint8Array(4096);
		memory.copyOut(19 * 4096, host, 0, 4096);
		expect(host).toEqual(from.subarray(100, 4196));
		const into = new Uint8Array(4100);
		guest.read(3, into, 2);
		expect(into.subarray(2, 4098)).toEqual(host);
		expect([...into.subarray(0, 2), ...into.subarray(4098)]).toEqual([0, 0, 0, 0]);
		expect(memory.residentFrames).toBe(1);
	});

	it('reads and writes words', () => {
		const { memory, guest } = setUp();
		guest.writeWord(0, 4092, 0x8123_4567);
		guest.writeWord(7, 0, 0xffff_ffff);
		expect(memory.read32(16 * 4096 + 4092)).toBe(0x8123_4567);
		expect(guest.readWord(0, 4092)).toBe(0x8123_4567);
		expect(memory.read32(23 * 4096)).toBe(0xffff_ffff);
	});

	it('zeroes a frame by giving its storage back', () => {
		const { memory, guest } = setUp();
		guest.writeWord(1, 0, 5);
		guest.writeWord(2, 0, 6);
		guest.zero(1);
		expect([guest.readWord(1, 0), guest.readWord(2, 0), memory.residentFrames]).toEqual([0, 6, 1]);
	});

	it.each([-1, 8, Number.NaN])('has no frame %d', (frame) => {
		const { memory, guest } = setUp();
		memory.write32(24 * 4096, 1);
		const bytes = new Uint8Array(4096);
		expect(() => guest.read(frame, bytes, 0)).toThrow(RangeError);
		expect(() => guest.write(frame, bytes, 0)).toThrow(RangeError);
		expect(() => guest.zero(frame)).toThrow(RangeError);
		expect(() => guest.readWord(frame, 0)).toThrow(RangeError);
		expect(() => guest.writeWord(frame, 0, 1)).toThrow(RangeError);
		expect([memory.read32(24 * 4096), memory.residentFrames]).toEqual([1, 1]);
	});

	it('lies inside the machine', () => {
		const { memory } = setUp();
		expect(() => new EmulatedGuestMemory(memory, 60, 5)).toThrow(RangeError);
		expect(() => new EmulatedGuestMemory(memory, -1, 5)).toThrow(RangeError);
		expect(new EmulatedGuestMemory(memory, 60, 4).frames).toBe(4);
	});
});
