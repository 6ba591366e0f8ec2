import { expect, test } from 'vitest';
import { documentsOf } from '../../../bench/report/documents.js';
import { newestResults } from '../../../bench/report/results-file.js';

test('the figures in the documents are those of the newest results (npm run bench -- --render)', () => {
	const documents = documentsOf(newestResults());
	expect(documents.map(({ path }) => path.split('/').at(-1))).toEqual([
		'performance.md',
		'README.md',
	]);
	for (const { now, wanted } of documents) expect(now).toBe(wanted);
});
