/**
 * Where a guest's frames live: the seam behind which the RAM of a real guest could stand. Frames are
 * guest frame numbers (guest physical address >> 12), 0 to `frames` - 1; contents are 4096 bytes.
 * Callers check the range first; a frame outside it is a bug and throws RangeError.
 */
export interface GuestMemory {
	readonly frames: number;
	/** Copies 4096 bytes from `from[at..]` into the frame. */
	write(frame: number, from: Uint8Array, at: number): void;
	/** Copies the frame's 4096 bytes to `into[at..]`. */
	read(frame: number, into: Uint8Array, at: number): void;
	/** Fills the frame with zeros. */
	zero(frame: number): void;
	/** 32-bit little-endian word at a byte offset (multiple of 4) in the frame; for table entries. */
	readWord(frame: number, offset: number): number;
	writeWord(frame: number, offset: number, value: number): void;
}
