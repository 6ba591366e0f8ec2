/** Digests by which a copy is compared with the file it was made of. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 1024 * 1024;

export function digestOf(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** Of the file's first `total` bytes; throws when it is shorter. */
export function fileDigest(file: string, total: number): string {
	const hash = createHash('sha256');
	const chunk = Buffer.alloc(CHUNK);
	const descriptor = openSync(file, 'r');
	for (let at = 0; at < total; ) {
		const got = readSync(descriptor, chunk, 0, Math.min(CHUNK, total - at), at);
		if (got === 0) throw new Error(`${file} ends after ${at} of ${total} bytes`);
		hash.update(chunk.subarray(0, got));
		at += got;
	}
	closeSync(descriptor);
	return hash.digest('hex');
}
