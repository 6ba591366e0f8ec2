import { describe, expect, it } from 'vitest';
import { Errno } from '../../../../src/host/kernel/errno.js';
import { type FrameLease, GuestFrames } from '../../../../src/host/kernel/vfio/guest-frames.js';
import { ArrayGuestMemory } from '../../../support/vfio-bench.js';

function setUp(frames = 16) {
	const memory = new ArrayGuestMemory(frames + 1);
	return { memory, frames: new GuestFrames(memory, frames) };
}

const lease = (frames: GuestFrames, wanted: number): FrameLease => {
	const got = frames.lease(wanted);
	if (got === undefined) throw new Error(`no lease of ${wanted}`);
	return got;
};

describe('leases', () => {
	it('take the first gap that is large enough', () => {
		const { frames } = setUp();
		const [a, b, c] = [lease(frames, 4), lease(frames, 2), lease(frames, 6)];
		expect([a, b, c].map((l) => [l.first, l.count])).toEqual([
			[0, 4],
			[4, 2],
			[6, 6],
		]);
		frames.release(a);
		frames.release(c);
		expect(lease(frames, 5)).toEqual({ first: 6, count: 5 });
		expect(lease(frames, 3)).toEqual({ first: 0, count: 3 });
		expect(frames.lease(6)).toBeUndefined();
		expect(lease(frames, 5)).toEqual({ first: 11, count: 5 });
	});

	it('of 0 frames take all of the largest gap', () => {
		const { frames } = setUp();
		const a = lease(frames, 3);
		lease(frames, 2);
		frames.release(a);
		expect(lease(frames, 0)).toEqual({ first: 5, count: 11 });
		expect(lease(frames, 0)).toEqual({ first: 0, count: 3 });
		expect(frames.lease(0)).toBeUndefined();
	});

	it('never reach beyond the frames of agents', () => {
		const { frames } = setUp(16);
		expect(frames.lease(17)).toBeUndefined();
		expect(lease(frames, 16)).toEqual({ first: 0, count: 16 });
	});

	it('end with zeroed frames, and only theirs', () => {
		const { frames, memory } = setUp();
		lease(frames, 2);
		const mine = lease(frames, 3);
		memory.bytes.fill(0xee);
		expect(frames.release(mine)).toBe(Errno.OK);
		const dirty = (frame: number) =>
			memory.bytes.subarray(frame * 4096, frame * 4096 + 4096).some((byte) => byte !== 0);
		expect([0, 1, 2, 3, 4, 5, 16].filter(dirty)).toEqual([0, 1, 5, 16]);
		expect(frames.holds(mine)).toBe(false);
		expect(frames.release(mine)).toBe(Errno.EINVAL);
	});

	it('do not end while a frame stands for a page', () => {
		const { frames, memory } = setUp();
		const mine = lease(frames, 4);
		memory.bytes.fill(0xee);
		frames.map(3);
		expect(frames.release(mine)).toBe(Errno.EBUSY);
		frames.beginUnmap(3);
		expect(frames.release(mine)).toBe(Errno.EBUSY);
		expect(memory.bytes.every((byte) => byte === 0xee)).toBe(true);
		expect(frames.holds(mine)).toBe(true);
		frames.endUnmap(3);
		expect(frames.release(mine)).toBe(Errno.OK);
	});
});

describe('the state of a frame', () => {
	it('follows each of its pages', () => {
		const { frames } = setUp();
		const state = () => [frames.isMapped(7), frames.isUnmapping(7), frames.inUse];
		expect(state()).toEqual([false, false, 0]);
		frames.map(7);
		frames.map(7);
		expect(state()).toEqual([true, false, 1]);
		frames.beginUnmap(7);
		expect(state()).toEqual([true, true, 1]);
		frames.endUnmap(7);
		expect(state()).toEqual([true, false, 1]);
		frames.unmap(7);
		expect(state()).toEqual([false, false, 0]);
		expect([frames.isMapped(6), frames.isMapped(8)]).toEqual([false, false]);
	});
});
