import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FuzzTarget } from './target.js';

/** Inputs that once failed, or reached code that nothing else did: one file each, kept with the sources. */
const CORPUS = join(dirname(fileURLToPath(import.meta.url)), 'corpus');

const folderOf = (target: FuzzTarget): string => join(CORPUS, target.name);

/** The kept inputs of a target, with the names of their files, in the order of the names. */
export function keptInputs(target: FuzzTarget): [name: string, bytes: Uint8Array][] {
	const folder = folderOf(target);
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.toSorted()
		.map((name) => [name, readFileSync(join(folder, name))]);
}

/** What the kept inputs of one target may come to: they are in everybody's clone, and run in every run of the tests. */
export const MOST_KEPT = { files: 50, bytes: 64 * 1024 } as const;
/** Room that gathering leaves to inputs that fail. */
const RESERVE = { files: 5, bytes: 8 * 1024 } as const;

/** What gathering may add to these. */
export function roomIn(kept: readonly Uint8Array[]): { files: number; bytes: number } {
	const bytes = kept.reduce((sum, { length }) => sum + length, 0);
	return {
		files: MOST_KEPT.files - RESERVE.files - kept.length,
		bytes: MOST_KEPT.bytes - RESERVE.bytes - bytes,
	};
}

/** Keeps an input, so that it is tried in every run from now on; its name begins with why. Returns its path. */
export function keep(target: FuzzTarget, why: 'failed' | 'reached', input: Uint8Array): string {
	const folder = folderOf(target);
	mkdirSync(folder, { recursive: true });
	const hash = createHash('sha256').update(input).digest('hex').slice(0, 16);
	const path = join(folder, `${why}-${hash}`);
	writeFileSync(path, input);
	return relative(process.cwd(), path);
}
