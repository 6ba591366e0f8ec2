import { expect, test } from 'vitest';
import { formatSize, parseDuration, parseSize } from '../../../src/base/units.js';

test.each([
	['4096', 4096],
	['64MiB', 64 * 1024 ** 2],
	['1.5 GiB', 1.5 * 1024 ** 3],
	['2kb', 2000],
	['0', 0],
	['', undefined],
	['-1', undefined],
	['5 apples', undefined],
	['0.3', undefined],
	['9999999999GiB', undefined],
])('parseSize(%j) is %j', (text, bytes) => {
	expect(parseSize(text)).toBe(bytes);
});

test.each([
	['10s', 10_000],
	['250ms', 250],
	['1.5m', 90_000],
	['0', 0],
	['10', undefined],
	['s', undefined],
	['10 years', undefined],
])('parseDuration(%j) is %j', (text, ms) => {
	expect(parseDuration(text)).toBe(ms);
});

test('formatSize chooses a unit', () => {
	expect(formatSize(512)).toBe('512 B');
	expect(formatSize(1536)).toBe('1.5 KiB');
	expect(formatSize(3 * 1024 ** 3)).toBe('3.0 GiB');
});
