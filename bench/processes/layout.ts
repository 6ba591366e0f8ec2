/** What the processes of one benchmark agree on without saying it to each other. */

export const PAGE_BYTES = 4096;
/** The PASID that the agents bind their address space to, on every device. */
export const PASID = 1;
/** First page of the area that they map. */
export const FIRST_PAGE = 0x10_0000;

export const guestName = (index: number): string => `g${index}`;
/** The guest that stops reading, and its devices. */
export const STALLED_GUEST = 'stalled';
export const stalledName = (index: number): string => `s${index}`;
export const deviceName = (index: number): string => `d${index}`;
