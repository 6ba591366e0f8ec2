import { FaultlineError } from '../base/errors.js';
import { PAGE_SIZE, type PhysicalMemory } from '../emulator/memory.js';
import type { HostConfig } from './config.js';
import { Domain } from './kernel/domain.js';
import { DomainIds } from './kernel/domain-ids.js';
import { EmulatedGuestMemory } from './kernel/emulated-guest-memory.js';
import { errnoName } from './kernel/errno.js';
import type { FrameAllocator } from './kernel/frames.js';
import type { SecondLevelFormat } from './kernel/table/formats.js';
import { Guest } from './kernel/vfio/guest.js';

/** Guest frames for first-level tables beside the agent's: one for eight of these, and some more. */
const FRAMES_PER_TABLE_FRAME = 8;
const MIN_TABLE_FRAMES = 1024;

/** 2 MiB in frames: guests begin on such a boundary so that their second level can use large leaves. */
const LARGE_PAGE_FRAMES = 512;

/**
 * Makes the configured guests: memory out of the machine's, and the domain over it, with a
 * second-level table of each of the `formats` that the machine's IOMMUs walk, under ids of `domainIds`. Throws CONFIG when the machine's
 * memory is too small.
 */
export function createGuests(
	config: HostConfig,
	memory: PhysicalMemory,
	frames: FrameAllocator,
	formats: readonly SecondLevelFormat[],
	domainIds = new DomainIds(),
): Map<string, Guest> {
	const guests = new Map<string, Guest>();
	for (const entry of config.guests) {
		const agentFrames = Math.floor(entry.memory / PAGE_SIZE);
		const tableFrames = MIN_TABLE_FRAMES + Math.ceil(agentFrames / FRAMES_PER_TABLE_FRAME);
		const count = agentFrames + tableFrames;
		const first = frames.allocateRange(count, LARGE_PAGE_FRAMES);
		if (first === -1)
			throw new FaultlineError(
				'CONFIG',
				`guest ${entry.name}: ${count} frames of memory and tables do not fit in the machine's ${memory.frames}; raise memory or make guests smaller`,
			);
		const id = domainIds.allocate();
		const domain = Domain.create(id, memory, frames, first, count, true, formats);
		if (typeof domain === 'number')
			throw new FaultlineError(
				'CONFIG',
				`guest ${entry.name}: no second-level table (${errnoName(domain)}); raise memory`,
			);
		guests.set(
			entry.name,
			new Guest({
				name: entry.name,
				memory: new EmulatedGuestMemory(memory, first, count),
				domain,
				domainIds,
				frames: agentFrames,
				tableFrames,
				unmapLimit: config.limits.unmaps_outstanding,
			}),
		);
	}
	return guests;
}
