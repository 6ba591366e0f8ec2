import { describe, expect, it } from 'vitest';
import { PhysicalMemory } from '../../../src/emulator/memory.js';
import { parseHostConfig } from '../../../src/host/config.js';
import { createGuests } from '../../../src/host/guests.js';
import { Domain } from '../../../src/host/kernel/domain.js';
import { FrameAllocator } from '../../../src/host/kernel/frames.js';
import { domainRef } from '../../support/domain-ref.js';

/** Three guests on a machine of 64 MiB, their domains, and the frames that are left. */
function setUp() {
	const memory = new PhysicalMemory(16_384);
	const frames = new FrameAllocator(1, memory.frames - 1);
	const config = parseHostConfig({
		memory: '64MiB',
		guests: [
			{ name: 'a', memory: '8MiB' },
			{ name: 'b', memory: '2MiB' },
			{ name: 'c', memory: '5MiB' },
		],
		devices: [],
	});
	const guests = [...createGuests(config, memory, frames, ['vtd']).values()];
	const domains = guests.map(({ domain }) => {
		if (!(domain instanceof Domain)) throw new Error('no domain');
		return domain;
	});
	return { memory, frames, guests, domains };
}

describe('the guests of one host', () => {
	it('have frames of their own, which the kernel does not give to anything else', () => {
		const { memory, frames, domains } = setUp();
		const owner = new Int8Array(memory.frames).fill(-1);
		domains.forEach(({ firstFrame, guestFrames }, guest) => {
			for (let frame = firstFrame; frame < firstFrame + guestFrames; frame++) {
				if (owner[frame] !== -1) throw new Error(`frame ${frame} has two guests`);
				owner[frame] = guest;
			}
		});
		for (let frame = frames.allocate(); frame !== -1; frame = frames.allocate())
			if (owner[frame] !== -1) throw new Error(`frame ${frame} is a guest's and is free`);
		expect(owner.filter((guest) => guest !== -1)).toHaveLength(
			domains.reduce((sum, { guestFrames }) => sum + guestFrames, 0),
		);
	});

	it('have domains of their own', () => {
		const { domains } = setUp();
		expect(new Set(domains.map(({ id }) => id)).size).toBe(3);
		const roots = domains.map((domain) => domainRef(domain, 'vtd').secondLevelRoot);
		expect(new Set(roots).size).toBe(3);
	});

	it('see in each frame what was put there for them', () => {
		const { memory, guests, domains } = setUp();
		guests.forEach((guest, i) => {
			const lease = guest.leaseFrames(0);
			expect(lease).toEqual({ first: 0, count: guest.frames });
			for (const frame of [0, guest.frames - 1])
				guest.memory.write(frame, new Uint8Array(4096).fill(i + 1), 0);
		});
		guests.forEach((guest, i) => {
			for (const frame of [0, guest.frames - 1]) {
				const host = (domains[i]?.firstFrame ?? 0) + frame;
				expect(memory.read8(host * 4096)).toBe(i + 1);
				expect(memory.read8(host * 4096 + 4095)).toBe(i + 1);
			}
		});
	});
});
