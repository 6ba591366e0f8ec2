/** Bytes of a page and of a frame. */
export const PAGE_BYTES = 4096;
/**
 * Pages that one call of a pager brings or stores at most. A read in another thread costs the agent's own 30 us,
 * however long it is: with 128 pages instead of 64 a page that comes from a file cost the agent 5.8
 * instead of 6.8 us of CPU; 250 gave no more.
 */
export const MAX_PAGER_PAGES = 128;

/**
 * Where the contents of an area come from and go back to. A developer's own pager implements this; a
 * pager may serve several areas and address spaces.
 *
 * Offsets are bytes, multiples of 4096; lengths are multiples of 4096, up to 128 pages at once. Calls for
 * different pages may be under way at the same time; for one page they come one after the other, unless
 * the pager stands behind two areas, which are not kept the same.
 *
 * A call that throws, or whose promise is rejected, has failed: the agent tries its pages one by one and
 * answers the groups that need a failing page INVALID (read), or keeps the page resident and tries again
 * at a later eviction (write). A FaultlineError is passed on to the agent's events as it is.
 */
export interface Pager {
	/** Bytes that can be read, Infinity for no end. An area reaches at most to the page that holds the last. */
	readonly size: number;
	/**
	 * True: everything reads as zeros. The agent then maps zeroed frames without any bytes, keeps written
	 * pages in its swap area, and calls neither `read` nor `write`.
	 */
	readonly zero?: boolean;
	/**
	 * Fills all of `into` (which holds anything before) with the bytes from `offset` on; zeros past the
	 * end. Without a promise the page is there at once. `into` must not be touched after the end.
	 */
	read(offset: number, into: Uint8Array): void | Promise<void>;
	/**
	 * Stores `from` at `offset`; bytes past the end are dropped. A pager without it is read-only: only
	 * private areas over it can be writable. `from` must not be changed, nor touched after the end.
	 */
	write?(offset: number, from: Uint8Array): void | Promise<void>;
	/** Gives back what the pager holds. The agent never calls it; `AddressSpace.close` does. */
	close?(): void | Promise<void>;
}

const zeros: Pager = {
	size: Number.POSITIVE_INFINITY,
	zero: true,
	read(_offset, into) {
		into.fill(0);
	},
};

/** Anonymous memory: zeros until a device writes. Written pages are swapped to the agent's own memory. */
export function zeroPager(): Pager {
	return zeros;
}
