import { describe, expect, test } from 'vitest';
import { parseMapOption } from '../../../src/cli/map-option.js';
import { integerOption, parseRange, sizeOption } from '../../../src/cli/range-option.js';
import { fitTerminal } from '../../../src/cli/table.js';

describe('--map', () => {
	test.each([
		[
			'0x1000=/etc/motd',
			{ pasid: 1, address: 0x1000, file: '/etc/motd', permissions: 'r', sharing: 'shared' },
		],
		[
			'2@0x400000=zero,size=1MiB:rx',
			{ pasid: 2, address: 0x400000, file: undefined, size: 1048576, permissions: 'rx' },
		],
		['0x0=zero,size=4096', { permissions: 'rw', size: 4096 }],
		['0x0=zero,size=4096,pasid=none', { pasid: 'none', size: 4096 }],
		['0x0=/a,pasid=7,private', { pasid: 7, sharing: 'private' }],
		[
			'8192=/a:b,offset=4096,private,size=8192:rwx',
			{ address: 8192, file: '/a:b', offset: 4096, sharing: 'private', permissions: 'rwx' },
		],
	])('takes %s', (text, expected) => {
		expect(parseMapOption(text)).toMatchObject(expected);
	});

	test.each([
		['no equals sign', '0x1000'],
		['unaligned', '0x1001=zero,size=1MiB'],
		['no size for zeros', '0x1000=zero'],
		['bad option', '0x1000=/a,fast'],
		['bad size', '0x1000=/a,size=big'],
		['zero size', '0x1000=zero,size=0'],
		['unaligned offset', '0x1000=/a,offset=1'],
		['beyond the lower half', '0x800000000000=zero,size=4096'],
		['PASID 0', '0@0x1000=zero,size=4096'],
		['PASID too wide', '1048576@0x1000=zero,size=4096'],
		['no file', '0x1000=:rw'],
		['two PASIDs', '1@0x1000=/a,pasid=none'],
		['a PASID that is no number', '0x1000=/a,pasid=some'],
		['a PASID without value', '0x1000=/a,pasid'],
	])('refuses %s with CONFIG', (_what, text) => {
		expect(() => parseMapOption(text)).toThrow(expect.objectContaining({ code: 'CONFIG' }));
	});
});

test('ranges name device, PASID and address', () => {
	expect(parseRange('dma0@0x1000')).toEqual({ device: 'dma0', pasid: 1, address: 0x1000 });
	expect(parseRange('dma0/0@4096')).toEqual({ device: 'dma0', pasid: 0, address: 4096 });
	for (const bad of ['dma0', '@0x1', 'dma0/x@1', 'dma0/1048576@1', 'dma0@0xffffffffffffffff'])
		expect(() => parseRange(bad)).toThrow(expect.objectContaining({ code: 'CONFIG' }));
});

test('number options refuse what is no number in bounds', () => {
	expect(sizeOption('--x', '1KiB')).toBe(1024);
	expect(integerOption('--n', '7', 1, 9)).toBe(7);
	for (const bad of ['', ' ', '1.5', '10', 'x'])
		expect(() => integerOption('--n', bad, 1, 9)).toThrow(/whole number from 1 to 9/);
	expect(() => sizeOption('--x', '0')).toThrow(/no size/);
});

test('a text is cut to the terminal, and a last row says how much more there is', () => {
	const text = 'a\nb\nc\nd\ne';
	expect(fitTerminal(text, 5, 80)).toBe(text);
	expect(fitTerminal(text, 4, 80)).toBe('a\nb\nc\n… 2 more');
	expect(fitTerminal(text, 2, 80)).toBe('a\n… 4 more');
	const wide = 'abcd\nabcde\nf\nabcdefgh';
	expect(fitTerminal(wide, 4, 8)).toBe(wide);
	expect(fitTerminal(wide, 4, 4)).toBe('abcd\nabc…\nf\nabc…');
	expect(fitTerminal(wide, 3, 4)).toBe('abcd\nabc…\n… 2 more');
	// Terminals that do not know their size.
	for (const unknown of [0, Number.NaN, undefined as unknown as number]) {
		expect(fitTerminal(text, unknown, 80)).toBe(text);
		expect(fitTerminal(wide, 3, unknown)).toBe('abcd\nabcde\n… 2 more');
	}
});
