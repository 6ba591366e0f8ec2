import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultlineError } from '../../../src/base/errors.js';
import type { FilePagerOptions } from '../../../src/guest/file-pager.js';
import { filePager } from '../../../src/guest/file-pager.js';
import { pattern } from '../../support/fake-machine.js';

const PAGE = 4096;

describe('filePager', () => {
	let dir = '';
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'faultline-pager-'));
	});
	afterEach(() => rmSync(dir, { recursive: true, force: true }));

	const file = (bytes: Uint8Array): string => {
		const path = join(dir, 'file');
		writeFileSync(path, bytes);
		return path;
	};

	const refusal = (path: string, options?: FilePagerOptions): [string, string] => {
		try {
			filePager(path, options);
		} catch (error) {
			if (error instanceof FaultlineError) return [error.code, error.message];
			throw error;
		}
		return ['', 'it was opened'];
	};

	it('reads pages at their offsets, and zeros behind the end of the file', async () => {
		const pager = filePager(
			file(Buffer.concat([pattern(0), pattern(1), pattern(2).subarray(0, 10)])),
		);
		const into = new Uint8Array(2 * PAGE).fill(0xff);
		await pager.read(PAGE, into);
		expect(into.subarray(0, PAGE)).toEqual(pattern(1));
		expect(into.subarray(PAGE, PAGE + 10)).toEqual(pattern(2).subarray(0, 10));
		expect(into.subarray(PAGE + 10)).toEqual(new Uint8Array(PAGE - 10));
		expect(pager.size).toBe(2 * PAGE + 10);
		expect(pager.write).toBeUndefined();
		await pager.close?.();
	});

	it('writes pages, but nothing behind the end of the file', async () => {
		const path = file(new Uint8Array(PAGE + 10));
		const pager = filePager(path, { writable: true });
		await pager.write?.(0, Buffer.concat([pattern(5), pattern(6)]));
		await pager.close?.();
		const bytes = readFileSync(path);
		expect(bytes.length).toBe(PAGE + 10);
		expect(bytes.subarray(0, PAGE)).toEqual(Buffer.from(pattern(5)));
		expect(bytes.subarray(PAGE)).toEqual(Buffer.from(pattern(6).subarray(0, 10)));
	});

	it('creates and extends a writable file with a size, and does not cut a longer one', async () => {
		const path = join(dir, 'new');
		const pager = filePager(path, { writable: true, size: 3 * PAGE });
		expect(pager.size).toBe(3 * PAGE);
		await pager.close?.();
		expect(statSync(path).size).toBe(3 * PAGE);
		const again = filePager(path, { writable: true, size: PAGE });
		expect(again.size).toBe(3 * PAGE);
		await again.close?.();
	});

	it('fails the read of pages that a shorter file has no more', async () => {
		const path = file(new Uint8Array(4 * PAGE).fill(1));
		const pager = filePager(path);
		truncateSync(path, 2 * PAGE);
		const into = new Uint8Array(PAGE);
		await pager.read(PAGE, into);
		expect(into).toEqual(new Uint8Array(PAGE).fill(1));
		await expect(pager.read(PAGE, new Uint8Array(2 * PAGE))).rejects.toMatchObject({
			code: 'PAGER_READ',
			message: `file ${path} ends at ${2 * PAGE}; it had ${4 * PAGE} bytes when it was opened`,
		});
		await pager.close?.();
	});

	it('refuses what it cannot open, and says what it is', () => {
		const missing = join(dir, 'missing');
		expect(refusal(missing)).toEqual(['PAGER_READ', expect.stringContaining('ENOENT')]);
		expect(refusal(missing, { writable: true })[0]).toBe('PAGER_READ');
		expect(refusal(dir)).toEqual([
			'PAGER_READ',
			`file ${dir}: is a directory; a regular file would be right`,
		]);
		expect(refusal(dir, { writable: true })[0]).toBe('PAGER_READ');
		expect(refusal('/dev/null')[1]).toContain('is no regular file');
		expect(refusal(join(dir, 'a', 'b'), { writable: true, size: 1 })[0]).toBe('PAGER_READ');
	});

	it('refuses sizes that make no sense', () => {
		const path = file(new Uint8Array(1));
		expect(refusal(path, { size: 5 })).toEqual([
			'CONFIG',
			`file ${path}: size 5 for a file that is not writable`,
		]);
		expect(refusal(path, { writable: true, size: -1 })[0]).toBe('CONFIG');
		expect(refusal(path, { writable: true, size: 2 ** 62 })[0]).toBe('CONFIG');
		expect(refusal(path, { writable: true, size: 2 ** 53 - 1 })).toEqual([
			'PAGER_WRITE',
			expect.stringContaining('extend'),
		]);
	});

	it('refuses a file that may not be written', () => {
		// A program that runs: not even root may write to it.
		expect(refusal(process.execPath, { writable: true })[0]).toBe('PAGER_WRITE');
		expect(refusal(process.execPath)[1]).toBe('it was opened');
	});

	it('ends calls under way before it closes, and fails later ones', async () => {
		const pager = filePager(file(pattern(9)), { writable: true });
		const into = new Uint8Array(PAGE);
		const reading = pager.read(0, into);
		const closing = pager.close?.();
		await reading;
		await closing;
		await pager.close?.();
		expect(into).toEqual(pattern(9));
		await expect(pager.read(0, into)).rejects.toMatchObject({ code: 'PAGER_READ' });
		await expect(pager.write?.(0, into)).rejects.toMatchObject({ code: 'PAGER_WRITE' });
	});
});
