import { Errno } from '../../errno.js';

/**
 * How requests end (VIRTIO 5.13.6): the statuses that a device writes, what each is to the kernel (as
 * drivers/iommu/virtio-iommu.c has them), and its name for people. A device that wrote none leaves `UNANSWERED`, which the
 * driver puts there before it asks.
 */
export const RequestStatus = {
	OK: 0,
	IOERR: 1,
	UNSUPP: 2,
	DEVERR: 3,
	INVAL: 4,
	RANGE: 5,
	NOENT: 6,
	FAULT: 7,
	NOMEM: 8,
	/** No status of the specification. */
	UNANSWERED: 0xff,
} as const;

const STATUSES: readonly (readonly [status: number, errno: Errno, name: string])[] = [
	[RequestStatus.OK, Errno.OK, 'done'],
	[RequestStatus.IOERR, Errno.EIO, 'I/O error'],
	[RequestStatus.UNSUPP, Errno.EINVAL, 'not supported'],
	[RequestStatus.DEVERR, Errno.EIO, 'error of the device'],
	[RequestStatus.INVAL, Errno.EINVAL, 'invalid'],
	[RequestStatus.RANGE, Errno.EINVAL, 'out of range'],
	[RequestStatus.NOENT, Errno.ENODEV, 'no such endpoint or domain'],
	[RequestStatus.FAULT, Errno.EINVAL, 'bad address'],
	[RequestStatus.NOMEM, Errno.ENOMEM, 'no memory in the device'],
	[RequestStatus.UNANSWERED, Errno.EIO, 'not answered'],
];

/** What a status is to the kernel; EIO for one that the specification does not know. */
export function statusErrno(status: number): Errno {
	return STATUSES.find(([each]) => each === status)?.[1] ?? Errno.EIO;
}

/** A status for people. */
export function statusName(status: number): string {
	return STATUSES.find(([each]) => each === status)?.[2] ?? `unknown status ${status}`;
}
