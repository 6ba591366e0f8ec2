/**
 * The kernel's error vocabulary. Functions of the fault core return 0 or one of these, as their
 * models in the kernel do; each function's doc comment says which and what it left behind.
 */
export const Errno = {
	OK: 0,
	ENOENT: -2,
	EIO: -5,
	EAGAIN: -11,
	ENOMEM: -12,
	EBUSY: -16,
	EEXIST: -17,
	ENODEV: -19,
	EINVAL: -22,
	ENOSPC: -28,
	EOPNOTSUPP: -95,
	ETIMEDOUT: -110,
} as const;
export type Errno = (typeof Errno)[keyof typeof Errno];

/** The name of an errno, for messages. */
export function errnoName(errno: number): string {
	for (const [name, value] of Object.entries(Errno)) if (value === errno) return name;
	return `errno ${errno}`;
}
