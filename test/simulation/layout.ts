import { ZEROS } from './contents.js';

/** Where the areas of every address space are, in pages. Each device has pages of its own in those that it may write. */
export const PAGES_OF_DEVICE = 6;
const DEVICES = 16;

export const AREAS = {
	/** Read and write, kept in the guest's storage. */
	file: { first: 0x100, pages: PAGES_OF_DEVICE * DEVICES, permissions: 'rw' },
	/** Read only, from the guest's storage. */
	fixed: { first: 0x1000, pages: 8, permissions: 'r' },
	/** Zeros at first; kept by the agent alone. */
	anonymous: { first: 0x2000, pages: PAGES_OF_DEVICE * DEVICES, permissions: 'rw' },
} as const;
export type AreaName = keyof typeof AREAS;

/** A page that no area has. */
export const HOLE = 0x8000;
/** Pages of a storage: it has the pages of the address space under their own numbers. */
export const STORAGE_PAGES = AREAS.fixed.first + AREAS.fixed.pages;

export function isAnonymous(page: number): boolean {
	return page >= AREAS.anonymous.first;
}

/** The version that a page has before anything is written to it. */
export function firstVersion(page: number): number {
	return isAnonymous(page) ? ZEROS : 0;
}
