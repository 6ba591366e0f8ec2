import { describe, expect, it } from 'vitest';
import { FrameAllocator } from '../../../src/host/kernel/frames.js';

describe('FrameAllocator', () => {
	it('gives single frames from the low end and ranges from the high end', () => {
		const frames = new FrameAllocator(100, 10);
		expect(frames.allocate()).toBe(100);
		expect(frames.allocateRange(3)).toBe(107);
		expect(frames.allocate()).toBe(101);
		expect(frames.allocateRange(5)).toBe(102);
		expect(frames.available).toBe(0);
	});

	it('says -1 when no frame, or no run of that length, is free', () => {
		const frames = new FrameAllocator(0, 4);
		expect(frames.allocateRange(5)).toBe(-1);
		for (let n = 0; n < 4; n++) expect(frames.allocate()).toBe(n);
		expect(frames.allocate()).toBe(-1);
		frames.free(1);
		frames.free(3);
		expect(frames.available).toBe(2);
		expect(frames.allocateRange(2)).toBe(-1);
		frames.free(2);
		expect(frames.allocateRange(3)).toBe(1);
	});

	it('aligns a range by absolute frame number, and keeps what lies beside it', () => {
		const frames = new FrameAllocator(5, 3000);
		expect(frames.allocateRange(512, 512)).toBe(2048);
		expect(frames.allocateRange(512, 512)).toBe(1536);
		expect(frames.available).toBe(3000 - 1024);
		// Behind the upper one: 2560 to 3004.
		expect(frames.allocateRange(445)).toBe(2560);
		expect(frames.allocateRange(512, 4096)).toBe(-1);
		expect(frames.available).toBe(3000 - 1024 - 445);
	});

	it('keeps a range out for good, whatever of it is free', () => {
		const frames = new FrameAllocator(0, 16);
		expect(frames.allocate()).toBe(0);
		frames.keepOut(14, 100);
		frames.keepOut(0, 3);
		frames.keepOut(6, 2);
		expect(frames.available).toBe(16 - 1 - 2 - 2 - 2);
		expect(frames.allocateRange(6)).toBe(8);
		expect(frames.allocateRange(3)).toBe(3);
		expect(frames.allocate()).toBe(-1);
		frames.free(0);
		expect(frames.allocate()).toBe(0);
	});

	it('joins freed frames with their neighbours on both sides', () => {
		const frames = new FrameAllocator(0, 6);
		const all = frames.allocateRange(6);
		expect(all).toBe(0);
		frames.freeRange(0, 2);
		frames.freeRange(4, 2);
		expect(frames.allocateRange(3)).toBe(-1);
		frames.freeRange(2, 2);
		expect(frames.allocateRange(6)).toBe(0);
	});

	it('refuses frames that are free already, or not its own, and changes nothing', () => {
		const frames = new FrameAllocator(10, 10);
		expect(frames.allocateRange(4)).toBe(16);
		expect(() => frames.free(12)).toThrow('free already');
		expect(() => frames.freeRange(15, 2)).toThrow('free already');
		expect(() => frames.freeRange(18, 3)).toThrow('not among 10 to 19');
		expect(() => frames.free(9)).toThrow('not among');
		expect(() => frames.freeRange(16, 0)).toThrow('not among');
		expect(() => frames.free(16.5)).toThrow('not among');
		expect(frames.available).toBe(6);
		frames.freeRange(16, 4);
		expect(() => frames.free(17)).toThrow('free already');
		expect(frames.available).toBe(10);
	});

	it('refuses bounds and ranges that are no whole numbers', () => {
		expect(() => new FrameAllocator(-1, 4)).toThrow(RangeError);
		expect(() => new FrameAllocator(0, 1.5)).toThrow(RangeError);
		expect(() => new FrameAllocator(0, 4).allocateRange(0)).toThrow(RangeError);
		expect(new FrameAllocator(3, 0).allocate()).toBe(-1);
	});

	it('never gives a frame out twice, whatever the order of asking and returning', () => {
		const frames = new FrameAllocator(64, 256);
		const held = new Map<number, number>();
		const used = new Set<number>();
		let state = 12345;
		const next = (bound: number) => {
			state = (Math.imul(state, 1103515245) + 12345) >>> 0;
			return (state >>> 8) % bound;
		};
		for (let n = 0; n < 5000; n++) {
			const starts = [...held.keys()];
			if (next(2) === 0 && starts.length > 0) {
				const first = starts[next(starts.length)]!;
				const count = held.get(first)!;
				frames.freeRange(first, count);
				held.delete(first);
				for (let f = first; f < first + count; f++) used.delete(f);
			} else {
				const count = 1 + next(9);
				const align = 2 ** next(4);
				const first = count === 1 ? frames.allocate() : frames.allocateRange(count, align);
				if (first === -1) continue;
				expect(first).toBeGreaterThanOrEqual(64);
				expect(first + count).toBeLessThanOrEqual(320);
				if (count > 1) expect(first % align).toBe(0);
				for (let f = first; f < first + count; f++) {
					expect(used.has(f)).toBe(false);
					used.add(f);
				}
				held.set(first, count);
			}
			expect(frames.available).toBe(256 - used.size);
		}
	});
});
