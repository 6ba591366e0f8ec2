/** The file whose pages the paging and copying baselines serve when the caller names none. */
import { randomFillSync } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './build.js';

const CHUNK = 4 * 1024 * 1024;

/**
 * Path of a file with at least `bytes` random bytes, kept in the cache folder for later runs. Random, so that
 * no page equals another: a page at the wrong place is found.
 */
export async function pageFile(bytes: number): Promise<string> {
	const path = join(await cacheFolder(), 'pages.bin');
	const size = await stat(path).then(
		(status) => status.size,
		() => 0,
	);
	if (size >= bytes) return path;
	await removeAbandoned();
	const unfinished = `${path}.${process.pid}`;
	try {
		const file = await open(unfinished, 'w');
		try {
			const chunk = Buffer.alloc(CHUNK);
			for (let at = 0; at < bytes; at += CHUNK)
				await file.write(randomFillSync(chunk), 0, Math.min(CHUNK, bytes - at));
		} finally {
			await file.close();
		}
		await rename(unfinished, path);
	} finally {
		await rm(unfinished, { force: true });
	}
	return path;
}

/** What a process that was killed at writing has left. */
async function removeAbandoned(): Promise<void> {
	const folder = await cacheFolder();
	for (const file of await readdir(folder)) {
		const pid = /^pages\.bin\.([0-9]+)$/.exec(file)?.[1];
		if (pid !== undefined && !runs(Number(pid))) await rm(join(folder, file), { force: true });
	}
}

function runs(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
