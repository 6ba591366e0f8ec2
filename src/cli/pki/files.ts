import {
	closeSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeSync,
} from 'node:fs';
import { FaultlineError } from '../../base/errors.js';
import type { KeyPair } from './authority.js';

/** Keys are their owner's alone; certificates are no secret, but nobody else needs to write them. */
const KEY_MODE = 0o600;
const CERT_MODE = 0o644;

/** The files of a certificate and its key: `<stem>.crt` and `<stem>.key`. */
export const certFile = (stem: string): string => `${stem}.crt`;
export const keyFile = (stem: string): string => `${stem}.key`;

/** Makes a folder that nobody else can look into, if it is missing. Throws CONFIG. */
export function makeFolder(folder: string): void {
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
	} catch (error) {
		throw new FaultlineError('CONFIG', `cannot make ${folder}: ${(error as Error).message}`, {
			cause: error,
		});
	}
}

/**
 * Writes both files. Without `replace` neither may be there; if the second cannot be written the first is taken
 * away again. With `replace` each takes the place of an earlier one in one step, key first: who reads between the
 * two sees a key that is not the certificate's, and reads again. Throws CONFIG.
 */
export function writeKeyPair(stem: string, { cert, key }: KeyPair, replace: boolean): void {
	if (replace) {
		writeNew(`${keyFile(stem)}.new`, key, KEY_MODE);
		try {
			writeNew(`${certFile(stem)}.new`, cert, CERT_MODE);
			renameSync(`${keyFile(stem)}.new`, keyFile(stem));
			renameSync(`${certFile(stem)}.new`, certFile(stem));
		} catch (error) {
			for (const path of [`${keyFile(stem)}.new`, `${certFile(stem)}.new`])
				rmSync(path, { force: true });
			throw FaultlineError.from(error, 'CONFIG');
		}
		return;
	}
	writeNew(keyFile(stem), key, KEY_MODE);
	try {
		writeNew(certFile(stem), cert, CERT_MODE);
	} catch (error) {
		rmSync(keyFile(stem), { force: true });
		throw error;
	}
}

/** Reads both files. Throws CONFIG. */
export function readKeyPair(stem: string): KeyPair {
	try {
		return {
			cert: readFileSync(certFile(stem), 'utf8'),
			key: readFileSync(keyFile(stem), 'utf8'),
		};
	} catch (error) {
		throw new FaultlineError(
			'CONFIG',
			`cannot read the authority: ${(error as Error).message}; \`faultline pki init\` makes one`,
			{ cause: error },
		);
	}
}

function writeNew(path: string, text: string, mode: number): void {
	let file: number;
	try {
		file = openSync(path, 'wx', mode);
	} catch (error) {
		const why =
			(error as NodeJS.ErrnoException).code === 'EEXIST'
				? `${path} is there already and is not overwritten`
				: `cannot write ${path}: ${(error as Error).message}`;
		throw new FaultlineError('CONFIG', why, { cause: error });
	}
	try {
		writeSync(file, text);
	} catch (error) {
		rmSync(path, { force: true });
		throw new FaultlineError('CONFIG', `cannot write ${path}: ${(error as Error).message}`, {
			cause: error,
		});
	} finally {
		closeSync(file);
	}
}
