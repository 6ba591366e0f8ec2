import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { filePager } from '../../../src/guest/file-pager.js';
import { pattern } from '../../support/fake-machine.js';

const PAGE = 4096;
/** Bytes that one call moves at most; no divisor of a page. */
const MOST = 1000;

/** A file system whose reads and writes move less than they are asked to, as they may. */
vi.mock('node:fs', async (importOriginal) => {
	const fs = await importOriginal<typeof import('node:fs')>();
	type Move = (
		descriptor: number,
		bytes: Uint8Array,
		at: number,
		length: number,
		position: number,
		done: (error: Error | null, count: number) => void,
	) => void;
	const short =
		(move: Move): Move =>
		(descriptor, bytes, at, length, position, done) =>
			move(descriptor, bytes, at, Math.min(length, MOST), position, done);
	return { ...fs, read: short(fs.read as Move), write: short(fs.write as Move) };
});

it('a file pager moves every byte although each call moves only some', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'faultline-short-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const path = join(folder, 'file');
	const before = Buffer.concat([0, 1, 2, 3].map((page) => pattern(page)));
	writeFileSync(path, before);
	const pager = filePager(path, { writable: true });
	onTestFinished(() => pager.close?.());

	const into = new Uint8Array(2 * PAGE);
	await pager.read(PAGE, into);
	expect(into).toEqual(new Uint8Array(before.subarray(PAGE, 3 * PAGE)));

	const written = Buffer.concat([pattern(7), pattern(8)]);
	await pager.write?.(PAGE, written);
	expect(readFileSync(path)).toEqual(
		Buffer.concat([before.subarray(0, PAGE), written, before.subarray(3 * PAGE)]),
	);
});
