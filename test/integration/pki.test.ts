import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/fleet.js';
import { faultline } from '../support/processes.js';

const mode = (path: string) => statSync(path).mode & 0o777;

test('pki makes an authority and certificates whose keys are their owner’s alone', () => {
	const dir = join(temporaryFolder(), 'pki');
	expect(faultline('pki', 'init', '--dir', dir)).toMatchObject({
		status: 0,
		out: `${join(dir, 'ca.crt')}\n${join(dir, 'ca.key')}\n`,
	});
	expect(mode(dir)).toBe(0o700);
	expect(mode(join(dir, 'ca.key'))).toBe(0o600);

	const issued = faultline('pki', 'issue', 'host', 'box', '--dir', dir, '--san', '10.0.0.1');
	expect(issued.status, issued.err).toBe(0);
	expect(mode(join(dir, 'host-box.key'))).toBe(0o600);
	const shown = faultline('pki', 'show', join(dir, 'host-box.crt'), '--json');
	expect(JSON.parse(shown.out)).toMatchObject({
		subject: 'CN=box',
		issuer: 'CN=Faultline development CA',
		identity: 'faultline://host/box',
		authority: false,
		purposes: ['server'],
	});
	expect(shown.out).toContain('DNS:box, IP Address:10.0.0.1, DNS:localhost, IP Address:127.0.0.1');

	// Another identity, elsewhere.
	const out = join(dir, 'other');
	const uri = 'spiffe://example.org/guest/a';
	faultline('pki', 'issue', 'guest', 'a', '--dir', dir, '--out', out, '--identity', uri);
	expect(faultline('pki', 'show', join(out, 'guest-a.crt')).out).toContain(`identity    ${uri}`);
});

test('pki overwrites nothing unless told, and says what is wrong in one line', () => {
	const dir = temporaryFolder();
	const files = ['ca.crt', 'ca.key', 'guest-a.crt', 'guest-a.key'].map((name) => join(dir, name));
	const contents = () => files.map((path) => readFileSync(path, 'utf8'));
	faultline('pki', 'init', '--dir', dir);
	faultline('pki', 'issue', 'guest', 'a', '--dir', dir);
	const before = contents();
	for (const [args, wrong] of [
		[['init'], /ca\.key is there already/],
		[['issue', 'guest', 'a'], /guest-a\.key is there already/],
		[['issue', 'elephant', 'a'], /"elephant" is none of/],
		[['issue', 'guest', '../a'], /a name is 1 to 63 letters/],
		[['issue', 'guest', 'b', '--san', 'h'], /--san is for hosts/],
		[['issue', 'host', 'h', '--san', 'a b'], /neither a DNS name nor an IP address/],
		[['issue', 'guest', 'b', '--days', '0'], /--days/],
		[['issue', 'guest', 'b', '--identity', 'me'], /--identity me/],
	] as const) {
		const { status, err } = faultline('pki', ...args, '--dir', dir);
		expect([status, err]).toEqual([64, expect.stringMatching(wrong)]);
		expect(err.trim().split('\n')).toHaveLength(1);
	}
	expect(contents()).toEqual(before);
	expect(faultline('pki', 'issue', 'guest', 'a', '--dir', dir, '--replace').status).toBe(0);
	const after = contents();
	expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
	expect(after[2]).not.toBe(before[2]);
	expect(mode(files[3] as string)).toBe(0o600);
	expect(faultline('pki', 'show', join(dir, 'nothing.crt')).status).toBe(64);
});
