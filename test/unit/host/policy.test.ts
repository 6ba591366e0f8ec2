import { describe, expect, it } from 'vitest';
import { type HostConfigInput, parseHostConfig } from '../../../src/host/config.js';
import { Policy } from '../../../src/host/policy.js';

const GUESTS: HostConfigInput = {
	guests: [{ name: 'a' }, { name: 'b' }],
	devices: [{ name: 'd0', address: '01:00.0' }],
};
const policyOf = (more: HostConfigInput = {}) =>
	new Policy(parseHostConfig({ ...GUESTS, ...more }));

describe('the policy of a host that is not told any', () => {
	const policy = policyOf();

	it.each([
		['faultline://guest/a', 'a', true],
		['faultline://guest/a', 'b', false],
		['faultline://guest/a/b', 'b', true],
		['faultline://guest/', '', false],
		['faultline://operator/a', 'a', false],
		['faultline://host/a', 'a', false],
		['spiffe://example.org/guest/a', 'a', false],
		['local', 'a', true],
		['anonymous', 'b', true],
		['locally', 'a', false],
	])('%s as an agent of %j: %s', (identity, guest, may) => {
		expect(policy.mayAttach(identity, guest)).toBe(may);
		expect(policy.mayServe(identity, guest, 'd0')).toBe(may);
	});

	it.each([
		['faultline://guest/a', true, 'none'],
		['faultline://operator/x', false, 'write'],
		['faultline://viewer/x', false, 'read'],
		['faultline://host/x', false, 'none'],
		['local', true, 'write'],
		['anonymous', true, 'write'],
		['', false, 'none'],
	])('%s attaches: %s; control: %s', (identity, attaches, control) => {
		expect(policy.attaches(identity)).toBe(attaches);
		expect(policy.control(identity)).toBe(control);
	});

	it('bounds who has a certificate, and nobody else', () => {
		expect(policy.limits('faultline://guest/a')).toEqual({
			sessions: 64,
			devices: 1024,
			messagesPerSecond: 50_000,
			bytesPerSecond: 0,
			mappings: 0,
			frames: 0,
		});
		expect(policy.limits('local').sessions).toBe(0);
	});
});

describe('a policy of the configuration', () => {
	const policy = policyOf({
		limits: { identity: { sessions: 3, mappings: 100 } },
		policy: [
			{
				identity: 'spiffe://example.org/vm/1',
				attach: ['a', { guest: 'b', devices: ['d0'] }],
				limits: { sessions: 7, bytes_per_second: '1MiB' },
			},
			{ identity: 'spiffe://example.org/vm/*', attach: 'all' },
			{ identity: 'spiffe://example.org/*', control: 'read' },
			{ identity: 'local', attach: ['a'], limits: { pinned_frames: 5 } },
		],
	});

	it('goes by the first rule that fits', () => {
		const first = 'spiffe://example.org/vm/1';
		expect(policy.mayServe(first, 'a', 'anything')).toBe(true);
		expect(policy.mayServe(first, 'b', 'd0')).toBe(true);
		expect(policy.mayAttach(first, 'b')).toBe(true);
		expect(policy.mayServe(first, 'b', 'd1')).toBe(false);
		expect(policy.mayAttach('spiffe://example.org/vm/12', 'b')).toBe(true);
		expect(policy.control('spiffe://example.org/vm/12')).toBe('none');
		expect(policy.control('spiffe://example.org/x')).toBe('read');
		expect(policy.attaches('spiffe://example.org/x')).toBe(false);
	});

	it('leaves nothing to those whom no rule fits', () => {
		for (const identity of ['faultline://guest/a', 'faultline://operator/x', 'anonymous']) {
			expect(policy.mayAttach(identity, 'a')).toBe(false);
			expect(policy.control(identity)).toBe('none');
		}
		expect(policy.control('local')).toBe('none');
	});

	it('overrides the limits one by one', () => {
		const one = policy.limits('spiffe://example.org/vm/1');
		expect(one).toMatchObject({ sessions: 7, mappings: 100, bytesPerSecond: 1024 ** 2 });
		expect(policy.limits('spiffe://example.org/vm/2').sessions).toBe(3);
		expect(policy.limits('local')).toMatchObject({ sessions: 0, mappings: 0, frames: 5 });
	});

	it.each([
		[{ identity: 'guest-a' }, /policy\.0\.identity/],
		[{ identity: '*' }, /policy\.0\.identity/],
		[{ identity: 'spiffe://a*b/*' }, /policy\.0\.identity/],
		[{ identity: 'local*' }, /policy\.0\.identity/],
		[{ identity: 'local', attach: ['zzz'] }, /no "zzz" among the guests/],
		[{ identity: 'local', attach: [{ guest: 'a', devices: ['zz'] }] }, /no "zz" among the devices/],
		[{ identity: 'local', control: 'all' as 'read' }, /policy\.0\.control/],
		[{ identity: 'local', limits: { bytes_per_second: 1 } }, /at least 64KiB/],
		[{ identity: 'local', limits: { sessions: -1 } }, /policy\.0\.limits\.sessions/],
	])('is refused where it makes no sense: %j', (rule, why) => {
		expect(() => policyOf({ policy: [rule] })).toThrow(why);
	});
});
