import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mutated } from './bundle.js';
import type { Mutation } from './mutations/mutation.js';
import { MUTATIONS } from './mutations.js';

test('every defect can be put into the sources as they are', () => {
	for (const mutation of MUTATIONS)
		for (const { file } of mutation.edits) {
			const source = readFileSync(file, 'utf8');
			expect(mutated(source, file, mutation), mutation.name).not.toBe(source);
		}
});

test('a defect whose place is not there, or there twice, is an error', () => {
	const edit = { file: 'a.ts', find: 'x', replace: 'y' };
	const mutation: Mutation = { name: 'm', description: '', law: 1, edits: [edit] };
	expect(mutated('a x b', 'a.ts', mutation)).toBe('a y b');
	expect(() => mutated('a b', 'a.ts', mutation)).toThrow('0 times');
	expect(() => mutated('x x', 'a.ts', mutation)).toThrow('2 times');
});

test('the page tells of every defect that there is, and that each was found', () => {
	const page = readFileSync('docs/simulation.md', 'utf8');
	const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \|.*\| (\d+) \| (\d+) \|$/gm)];
	expect(rows.map(([, name]) => name)).toEqual(MUTATIONS.map(({ name }) => name));
	expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
});
