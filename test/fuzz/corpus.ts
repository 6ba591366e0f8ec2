import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FuzzTarget } from './target.js';

/** Inputs that once did harm, or reached somewhere new: one file each, kept with the sources. */
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

/** Keeps an input that failed, so that it is tried in every run from now on. Returns its path. */
export function keep(target: FuzzTarget, input: Uint8Array): string {
	const folder = folderOf(target);
	mkdirSync(folder, { recursive: true });
	const name = createHash('sha256').update(input).digest('hex').slice(0, 16);
	const path = join(folder, name);
	writeFileSync(path, input);
	return relative(process.cwd(), path);
}
