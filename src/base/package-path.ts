import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A file or folder of the package, by its path from the package's root. The root is found by its manifest and
 * not by counting folders: the program is built into fewer files than the sources are.
 */
export function packagePath(...parts: string[]): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder)
		folder = dirname(folder);
	return join(folder, ...parts);
}
