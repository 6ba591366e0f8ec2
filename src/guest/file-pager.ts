import {
	close,
	closeSync,
	constants,
	fstatSync,
	ftruncateSync,
	openSync,
	read,
	write,
} from 'node:fs';
import { FaultlineError } from '../base/errors.js';
import type { Pager } from './pager.js';

export interface FilePagerOptions {
	/** Open for reading and writing; needed by areas that are shared and writable. Default false. */
	readonly writable?: boolean;
	/**
	 * With `writable`: make the file at least this long (bytes), creating it if need be. A longer file
	 * stays as it is.
	 */
	readonly size?: number;
}

/**
 * A pager over a file, which is opened at once. The file's size is taken when it is opened: the tail of its
 * last page reads zeros and is not written back. A file that was cut short later gives PAGER_READ for the
 * pages that are gone.
 *
 * Throws FaultlineError: PAGER_READ for a file that is missing, not readable, or no regular file (or,
 * without `writable`, cannot be opened for any other reason); PAGER_WRITE for one that cannot be opened
 * for writing or extended; CONFIG for a size that makes no sense.
 */
export function filePager(path: string, options: FilePagerOptions = {}): Pager {
	return new FilePager(path, options);
}

class FilePager implements Pager {
	readonly size: number;
	readonly write?: (offset: number, from: Uint8Array) => Promise<void>;
	readonly #path: string;
	#descriptor: number;
	/** Calls of read and write that have not ended, and who waits for the last of them. */
	#active = 0;
	#idle: (() => void) | undefined;

	constructor(path: string, options: FilePagerOptions) {
		const { writable = false, size } = options;
		if (size !== undefined && !(writable && Number.isSafeInteger(size) && size >= 0))
			throw new FaultlineError(
				'CONFIG',
				`file ${path}: size ${size}${writable ? ' is no number of bytes' : ' for a file that is not writable'}`,
			);
		this.#path = path;
		this.#descriptor = openFile(path, writable, size !== undefined);
		try {
			this.size = prepare(path, this.#descriptor, size);
		} catch (error) {
			closeSync(this.#descriptor);
			throw error;
		}
		if (writable) this.write = (offset, from) => this.#write(offset, from);
	}

	read(offset: number, into: Uint8Array): Promise<void> {
		const wanted = Math.min(into.length, Math.max(0, this.size - offset));
		if (wanted < into.length) into.fill(0, wanted);
		return this.#run((resolve, reject) => this.#readOn(offset, into, 0, wanted, resolve, reject));
	}

	/** A call of read or write: while it lasts, the descriptor stays open. */
	#run(
		start: (resolve: () => void, reject: (error: FaultlineError) => void) => void,
	): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#active++;
			const ended = () => {
				this.#active--;
				if (this.#active === 0) this.#idle?.();
			};
			start(
				() => {
					ended();
					resolve();
				},
				(error) => {
					ended();
					reject(error);
				},
			);
		});
	}

	/** Reads until `wanted` bytes are there: a read may bring less than was asked for. */
	#readOn(
		offset: number,
		into: Uint8Array,
		done: number,
		wanted: number,
		resolve: () => void,
		reject: (error: FaultlineError) => void,
	): void {
		if (done >= wanted) {
			resolve();
			return;
		}
		if (this.#descriptor < 0) {
			reject(new FaultlineError('PAGER_READ', `file ${this.#path}: the pager is closed`));
			return;
		}
		read(this.#descriptor, into, done, wanted - done, offset + done, (error, count) => {
			if (error !== null)
				reject(failure('PAGER_READ', `read at ${offset + done}`, this.#path, error));
			else if (count === 0)
				reject(
					new FaultlineError(
						'PAGER_READ',
						`file ${this.#path} ends at ${offset + done}; it had ${this.size} bytes when it was opened`,
					),
				);
			else this.#readOn(offset, into, done + count, wanted, resolve, reject);
		});
	}

	#write(offset: number, from: Uint8Array): Promise<void> {
		const wanted = Math.min(from.length, Math.max(0, this.size - offset));
		return this.#run((resolve, reject) => this.#writeOn(offset, from, 0, wanted, resolve, reject));
	}

	#writeOn(
		offset: number,
		from: Uint8Array,
		done: number,
		wanted: number,
		resolve: () => void,
		reject: (error: FaultlineError) => void,
	): void {
		if (done >= wanted) {
			resolve();
			return;
		}
		if (this.#descriptor < 0) {
			reject(new FaultlineError('PAGER_WRITE', `file ${this.#path}: the pager is closed`));
			return;
		}
		write(this.#descriptor, from, done, wanted - done, offset + done, (error, count) => {
			if (error !== null)
				reject(failure('PAGER_WRITE', `write at ${offset + done}`, this.#path, error));
			else this.#writeOn(offset, from, done + count, wanted, resolve, reject);
		});
	}

	/** Waits for calls under way; later ones fail. */
	close(): Promise<void> {
		const descriptor = this.#descriptor;
		if (descriptor < 0) return Promise.resolve();
		this.#descriptor = -1;
		return new Promise((resolve, reject) => {
			const closeNow = () =>
				close(descriptor, (error) => {
					if (error) reject(failure('PAGER_WRITE', 'close', this.#path, error));
					else resolve();
				});
			if (this.#active === 0) closeNow();
			else this.#idle = closeNow;
		});
	}
}

type PagerCode = 'PAGER_READ' | 'PAGER_WRITE';

function failure(code: PagerCode, what: string, path: string, cause: unknown): FaultlineError {
	const text = cause instanceof Error ? cause.message : String(cause);
	return new FaultlineError(code, `file ${path}: ${what}: ${text}`, { cause });
}

function openFile(path: string, writable: boolean, create: boolean): number {
	// Not to wait for the writer of a pipe, which is then refused.
	const flags = writable
		? constants.O_RDWR | (create ? constants.O_CREAT : 0)
		: constants.O_RDONLY | constants.O_NONBLOCK;
	try {
		return openSync(path, flags, 0o666);
	} catch (error) {
		// Only a file that may not be written is a matter of writing; a missing one cannot be read either.
		const denied = ['EACCES', 'EROFS', 'EPERM', 'ENOSPC', 'ETXTBSY'];
		const code = (error as NodeJS.ErrnoException).code ?? '';
		const isWrite = writable && denied.includes(code);
		throw failure(isWrite ? 'PAGER_WRITE' : 'PAGER_READ', 'open', path, error);
	}
}

/** Checks what was opened and extends it; returns the size in bytes. */
function prepare(path: string, descriptor: number, size: number | undefined): number {
	const stat = fstatSync(descriptor);
	if (!stat.isFile())
		throw new FaultlineError(
			'PAGER_READ',
			`file ${path}: ${stat.isDirectory() ? 'is a directory' : 'is no regular file'}; a regular file would be right`,
		);
	if (size === undefined || size <= stat.size) return stat.size;
	try {
		ftruncateSync(descriptor, size);
	} catch (error) {
		throw failure('PAGER_WRITE', `extend to ${size} bytes`, path, error);
	}
	return size;
}
