import { gunzipSync } from 'node:zlib';
import { FaultlineError } from '../base/errors.js';
import { parseLackey } from '../emulator/workload/lackey.js';

export interface LoadedTrace {
	/** Page number of each access. */
	readonly pages: Float64Array;
	/** Access bits of each access: 1 read, 2 write, 4 execute. */
	readonly access: Uint8Array;
}

/** Unpacked traces larger than this are refused. */
const MAX_TRACE_BYTES = 512 * 1024 ** 2;

/**
 * Reads a trace of valgrind's lackey tool, plain or gzip. Throws CONFIG when it cannot be read and
 * TRACE_FORMAT naming the line that is wrong.
 */
export function loadTrace(path: string, read: (path: string) => Buffer): LoadedTrace {
	let bytes: Buffer;
	try {
		bytes = read(path);
	} catch (error) {
		throw new FaultlineError('CONFIG', `cannot read ${path}: ${(error as Error).message}`, {
			cause: error,
		});
	}
	if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
		try {
			bytes = gunzipSync(bytes, { maxOutputLength: MAX_TRACE_BYTES });
		} catch (error) {
			throw new FaultlineError('TRACE_FORMAT', `${path}: ${(error as Error).message}`, {
				cause: error,
			});
		}
	}
	const result = parseLackey(bytes.toString('latin1'));
	if (!result.ok)
		throw new FaultlineError(
			'TRACE_FORMAT',
			`${path}, line ${result.line}: ${result.reason}: "${result.text}"`,
		);
	if (result.trace.pages.length === 0)
		throw new FaultlineError('TRACE_FORMAT', `${path} holds no access`);
	return result.trace;
}
