import { describe, expect, it } from 'vitest';
import { identityOf, isIdentityUri, lastPart } from '../../../src/base/identity.js';

describe('the identity of a certificate', () => {
	it.each([
		['URI:faultline://guest/a', 'faultline://guest/a'],
		['DNS:h, IP Address:10.0.0.1, URI:spiffe://example.org/ns/x', 'spiffe://example.org/ns/x'],
		[undefined, undefined],
		['', undefined],
		['DNS:h', undefined],
		// Two: which of them it is would be anybody's guess.
		['URI:faultline://guest/a, URI:faultline://operator/x', undefined],
		// As Node gives a DNS name that tries to look like more.
		['DNS:"h, URI:faultline://operator/x"', undefined],
		['DNS:"h\\", URI:faultline://operator/x", URI:faultline://guest/a', 'faultline://guest/a'],
		['URI:"faultline://guest/a, URI:faultline://operator/x"', undefined],
		['URI:no uri', undefined],
		[`URI:faultline://guest/${'a'.repeat(600)}`, undefined],
	])('of the names %j is %j', (names, identity) => {
		expect(identityOf(names)).toBe(identity);
	});

	it('is an absolute URI of plain characters', () => {
		expect(isIdentityUri('spiffe://a/b')).toBe(true);
		for (const text of [
			'local',
			'anonymous',
			'',
			'x:y',
			'faultline://',
			'a://b c',
			'a://"',
			'a://b\n',
		])
			expect(isIdentityUri(text), text).toBe(false);
	});

	it('ends in a name', () => {
		expect(lastPart('faultline://guest/a')).toBe('a');
		expect(lastPart('faultline://guest/')).toBe('');
	});
});
