import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { identityOf } from '../../../../src/base/identity.js';
import { createAuthority, issue, type KeyPair } from '../../../../src/cli/pki/authority.js';

const DAY_MS = 86_400_000;
const now = new Date('2026-03-01T12:00:00Z');
let authority: KeyPair;

beforeAll(async () => {
	authority = await createAuthority('test CA', 30, now);
});

const guest = (days: number) => ({
	name: 'a',
	identity: 'faultline://guest/a',
	hosts: [],
	days,
});

describe('an authority', () => {
	it('signs itself, is one, and is valid for the days asked for, from a little earlier', () => {
		const cert = new X509Certificate(authority.cert);
		expect(cert.ca).toBe(true);
		expect(cert.verify(cert.publicKey)).toBe(true);
		expect(new Date(cert.validTo).getTime() - now.getTime()).toBe(30 * DAY_MS);
		expect(now.getTime() - new Date(cert.validFrom).getTime()).toBe(300_000);
	});

	it('signs a host with its names, for servers alone', async () => {
		const subject = { name: 'h', identity: 'faultline://host/h', days: 9 };
		const made = await issue(authority, { ...subject, hosts: ['h.example', '10.1.2.3'] }, now);
		const cert = new X509Certificate(made.cert);
		const issuer = new X509Certificate(authority.cert);
		expect(cert.checkIssued(issuer) && cert.verify(issuer.publicKey)).toBe(true);
		expect(cert.ca).toBe(false);
		expect(cert.checkHost('h.example')).toBe('h.example');
		expect(cert.checkHost('i.example')).toBeUndefined();
		expect(cert.checkIP('10.1.2.3')).toBe('10.1.2.3');
		expect(cert.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
		expect(identityOf(cert.subjectAltName)).toBe('faultline://host/h');
	});

	it('signs an agent with an identity and no names, for clients alone', async () => {
		const cert = new X509Certificate((await issue(authority, guest(9), now)).cert);
		expect(cert.subjectAltName).toBe('URI:faultline://guest/a');
		expect(cert.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
	});

	it('signs nothing that lasts longer than it does, and nothing once it is over', async () => {
		const issuer = new X509Certificate(authority.cert);
		const cert = new X509Certificate((await issue(authority, guest(365), now)).cert);
		expect(cert.validTo).toBe(issuer.validTo);
		const late = new Date(now.getTime() + 31 * DAY_MS);
		await expect(issue(authority, guest(1), late)).rejects.toMatchObject({ code: 'CONFIG' });
	});

	it('gives every certificate a serial number and a key of its own', async () => {
		const [one, two] = await Promise.all([1, 2].map(() => issue(authority, guest(9), now)));
		const serial = (pair: KeyPair | undefined) =>
			new X509Certificate(pair?.cert ?? '').serialNumber;
		expect(serial(one)).not.toBe(serial(two));
		expect(serial(one)).toHaveLength(32);
		expect(one?.key).not.toBe(two?.key);
	});

	it('that is not one, or whose key is of another, signs nothing', async () => {
		const other = await createAuthority('other CA', 30, now);
		for (const broken of [
			{ cert: authority.cert, key: other.key },
			{ cert: 'nothing', key: authority.key },
			{ cert: authority.cert, key: 'nothing' },
		])
			await expect(issue(broken, guest(1), now)).rejects.toMatchObject({ code: 'CONFIG' });
	});
});
