import { describe, expect, test } from 'vitest';
import { grpcTarget, isLocal, parseAddress, plaintextTarget } from '../../../src/base/address.js';

describe('parseAddress', () => {
	test.each([
		['127.0.0.1:7700', { kind: 'tcp', host: '127.0.0.1', port: 7700 }],
		['host.example:0', { kind: 'tcp', host: 'host.example', port: 0 }],
		['[::1]:65535', { kind: 'tcp', host: '::1', port: 65535 }],
		['unix:/run/f.sock', { kind: 'unix', path: '/run/f.sock' }],
		['unix:///run/f.sock', { kind: 'unix', path: '/run/f.sock' }],
	])('takes %s', (text, address) => {
		expect(parseAddress(text)).toEqual(address);
	});

	test.each(['', 'host', 'host:', ':1', 'host:65536', '::1:5', 'unix:relative', 'a b:1'])(
		'refuses "%s" with ADDRESS',
		(text) => {
			expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'ADDRESS' }));
		},
	);
});

test('a Unix socket has a path of at most 107 bytes on Linux, 103 elsewhere', () => {
	const most = process.platform === 'linux' ? 107 : 103;
	const longest = `/${'a'.repeat(most - 1)}`;
	expect(parseAddress(`unix:${longest}`)).toEqual({ kind: 'unix', path: longest });
	for (const path of [`${longest}a`, `/${'ä'.repeat(most / 2)}a`])
		expect(() => parseAddress(`unix:${path}`)).toThrow(
			expect.objectContaining({
				code: 'ADDRESS',
				message: expect.stringMatching(`has ${most + 1} bytes, .* may have ${most};`),
			}),
		);
});

test.each([
	['127.0.0.1:1', true],
	['127.9.9.9:1', true],
	['localhost:1', true],
	['[::1]:1', true],
	['unix:/x', true],
	['0.0.0.0:1', false],
	['10.0.0.1:1', false],
	['127.example.org:1', false],
	['[::]:1', false],
])('isLocal(%s) is %s', (text, local) => {
	expect(isLocal(parseAddress(text))).toBe(local);
});

test('grpcTarget puts brackets around IPv6 and keeps the path of a socket', () => {
	expect(grpcTarget(parseAddress('[::1]:7'))).toBe('[::1]:7');
	expect(grpcTarget(parseAddress('h:7'))).toBe('h:7');
	expect(grpcTarget(parseAddress('unix:/a/b'))).toBe('unix:/a/b');
});

test('plaintext leaves the machine only when that is said', () => {
	expect(plaintextTarget('localhost:7', false)).toBe('localhost:7');
	expect(plaintextTarget('unix:/a', false)).toBe('unix:/a');
	expect(plaintextTarget('10.1.2.3:7', true)).toBe('10.1.2.3:7');
	const code = (expected: string) => expect.objectContaining({ code: expected });
	expect(() => plaintextTarget('10.1.2.3:7', false)).toThrow(code('INSECURE'));
	expect(() => plaintextTarget('localhost:0', false)).toThrow(code('ADDRESS'));
});
