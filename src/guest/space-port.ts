import type { FaultlineError } from '../base/errors.js';
import type { FramePool } from './frame-pool.js';

/** Takes back a buffer of one page whose bytes are not needed any more. */
export interface BufferOwner {
	release(buffer: Uint8Array): void;
}

/**
 * What an address space needs of the session that serves it. Everything that is handed over leaves in one
 * message at the end of the turn, mappings first, then responses, then unmappings. `space` is the number
 * under which the session knows the address space.
 */
export interface SpacePort {
	/** Whether the host is there. While it is not nothing may be handed over. */
	readonly live: boolean;
	/** The frames of the session, shared by its address spaces. */
	readonly frames: FramePool;
	/** The number of the message that is being collected; what was handed over under a lower one is out. */
	readonly sequence: number;
	/** Pages with contents that one batch may have. */
	readonly contentsPages: number;
	/** Rows that one unmapping may have, and how many unmappings may be asked for now. */
	readonly unmapRows: number;
	readonly unmapsFree: number;
	/** Request and row of the mapping that `mapZero` took last. */
	readonly lastRequest: number;
	readonly lastRow: number;
	/** Monotonic milliseconds. */
	now(): number;
	/** Maps a page to a frame of zeros. `permissions` are Permission bits. */
	mapZero(space: number, page: number, frame: number, permissions: number): void;
	/**
	 * Maps consecutive pages to frames filled with `contents` (4096 bytes each), which goes back to
	 * `owner` when it was sent. Returns the request; the rows are counted from 0.
	 */
	mapContents(
		space: number,
		firstPage: number,
		frames: readonly number[],
		permissions: number,
		contents: Uint8Array,
		owner: BufferOwner | undefined,
	): number;
	/**
	 * Takes mappings away and asks for the contents of dirty pages; the answer comes to the address space
	 * later. Returns the request.
	 */
	unmap(space: number, pages: Float64Array): number;
	/** Answers a group; `device` is the session's number of the device, as it came with the fault. */
	respond(device: number, group: number, success: boolean): void;
	/** Answers the groups in rows `first` to `end` - 1 of a column SUCCESS; all are of one device. */
	succeed(device: number, groups: Float64Array, first: number, end: number): void;
	/** A page that an unmapping brought is being written; `written` follows. */
	writing(request: number): void;
	/** It is safe, or it is known that it cannot be made so. */
	written(request: number): void;
	/** A group ended that the host had answered itself. */
	retire(device: number): void;
}

/** What an address space tells its agent. */
export interface PagerErrorEvent {
	readonly type: 'pager-error';
	/** Name of the address space. */
	readonly space: string;
	readonly operation: 'read' | 'write';
	/** Byte address of the page, as the device sees it. */
	readonly address: number;
	/** PAGER_READ or PAGER_WRITE, or what the pager threw. */
	readonly error: FaultlineError;
}
