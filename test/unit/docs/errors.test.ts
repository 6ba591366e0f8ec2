import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../../src/base/errors.js';

test('docs/errors.md tells of every code, each once, and of no other', () => {
	const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
	const told = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1] as string);
	expect([...told].sort()).toEqual([...ERROR_CODES].sort());
});
