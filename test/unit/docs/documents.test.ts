import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function documents(): string[] {
	const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.md'))
		.map((name) => join('docs', name));
	return ['README.md', 'CHANGELOG.md', 'test/README.md', 'examples/README.md', ...docs];
}

test('no document has a gap left to fill', () => {
	for (const name of documents())
		expect({ name, text: readFileSync(join(root, name), 'utf8') }).toEqual({
			name,
			text: expect.not.stringContaining('@@'),
		});
});

test('links between documents lead somewhere', () => {
	for (const name of documents()) {
		const text = readFileSync(join(root, name), 'utf8');
		for (const [, target] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
			if (/^[a-z]+:/.test(target as string)) continue;
			const path = join(root, dirname(name), target as string);
			expect({ name, target, there: existsSync(path) }).toEqual({ name, target, there: true });
		}
	}
});

test.each(['docs/architecture.md', 'docs/guarantees.md'])(
	'the tests that %s names are there',
	(document) => {
		const text = readFileSync(join(root, document), 'utf8');
		const named = [
			...text.matchAll(/`((?:unit|property|conformance|fuzz|integration|e2e)\/[\w/.-]+)`/g),
		];
		expect(named.length).toBeGreaterThan(20);
		for (const [, name] of named)
			expect({ name, there: existsSync(join(root, 'test', name as string)) }).toEqual({
				name,
				there: true,
			});
	},
);
