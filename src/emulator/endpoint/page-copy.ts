import { PAGE_SIZE, type PhysicalMemory } from '../memory.js';
import type { FunctionCounters } from './counters.js';
import type { DmaJob } from './dma-job.js';

/** Moves the bytes of page `index` of a job to or from a frame; false when that is outside of memory. */
export function movePage(
	memory: PhysicalMemory,
	job: DmaJob,
	index: number,
	frame: number,
	counters: FunctionCounters,
): boolean {
	const offset = index === 0 ? job.offset : 0;
	const address = frame * PAGE_SIZE + offset;
	if (!memory.contains(address)) return false;
	const { buffer } = job;
	if (buffer === undefined) return true;
	const at = index * PAGE_SIZE + offset - job.offset;
	const length = Math.min(PAGE_SIZE - offset, buffer.length - at);
	if (job.toMemory) {
		memory.copyIn(address, buffer, at, length);
		counters.bytesWritten += length;
	} else {
		memory.copyOut(address, buffer, at, length);
		counters.bytesRead += length;
	}
	return true;
}

/**
 * The access of page `index` ended without effect (`Translation.DISCARDED`): a read brings zeros, a write is
 * lost. The device cannot tell it from success, so its job goes on; `discarded` counts it.
 */
export function discardPage(job: DmaJob, index: number, counters: FunctionCounters): void {
	counters.discarded++;
	const { buffer } = job;
	if (buffer === undefined || job.toMemory) return;
	const offset = index === 0 ? job.offset : 0;
	const at = index * PAGE_SIZE + offset - job.offset;
	buffer.fill(0, at, Math.min(at + PAGE_SIZE - offset, buffer.length));
}
