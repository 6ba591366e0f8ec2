import { execFileSync } from 'node:child_process';
import { constants } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { ENGINE_FLAGS } from '../../../src/base/engine.js';

/** Prints the kinds of the collections that taking and dropping 1 GiB of buffers brings about. */
const BUFFERS = `
const { PerformanceObserver } = require('node:perf_hooks');
const kinds = new Set();
const note = (entries) => { for (const { detail } of entries) kinds.add(detail.kind); };
const observer = new PerformanceObserver((list) => note(list.getEntries()));
observer.observe({ entryTypes: ['gc'] });
(async () => {
	const held = [];
	for (let i = 0; i < 1024; i++) {
		held.push(Buffer.allocUnsafeSlow(1024 * 1024));
		if (held.length > 100) held.length = 0;
		// The steps of a marking, and the entries, come between turns.
		if (i % 8 === 0) await new Promise(setImmediate);
	}
	await new Promise(setImmediate);
	note(observer.takeRecords());
	console.log(JSON.stringify([...kinds]));
})();`;

/** As `setUpEngine` does it, which no running test process may: see src/base/engine.ts. */
const SET_UP = ENGINE_FLAGS.map(
	(flag) => `require('node:v8').setFlagsFromString(${JSON.stringify(flag)});`,
).join('');

function collections(options: readonly string[], script: string): number[] {
	return JSON.parse(
		execFileSync(process.execPath, [...options, '-e', script], { encoding: 'utf8' }),
	);
}

const { NODE_PERFORMANCE_GC_INCREMENTAL: STEPS, NODE_PERFORMANCE_GC_MAJOR: MAJOR } = constants;

test('V8 marks buffers in steps when it is left alone', () => {
	expect(collections([], BUFFERS)).toContain(STEPS);
});

test.each([
	['set at the start of the process', [], SET_UP + BUFFERS],
	['of the command line', ENGINE_FLAGS, BUFFERS],
])('flags %s make it mark at once', (_, options, script) => {
	const kinds = collections(options, script);
	expect(kinds).toContain(MAJOR);
	expect(kinds).not.toContain(STEPS);
});
