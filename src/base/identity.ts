/**
 * Who a peer proved to be. A peer with a certificate is called by the one URI of its subject alternative
 * names; any URI will do (a SPIFFE id, for example), and `faultline pki` makes `faultline://<kind>/<name>`.
 */

/** Kinds of identities that `faultline pki` issues certificates for. */
export const IDENTITY_KINDS = ['host', 'guest', 'operator', 'viewer'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** A peer on a Unix socket or loopback without TLS, or in the same process: nobody asked who it is. */
export const LOCAL_IDENTITY = 'local';
/** A peer on another address without TLS, which the host accepts with `insecure` only. */
export const ANONYMOUS_IDENTITY = 'anonymous';

const SCHEME = 'faultline://';
/** Longer ones are refused; a certificate is the peer's to make as odd as its authority lets it. */
const MAX_LENGTH = 512;
/** RFC 3986's characters without those that would need quoting in a log or a configuration. */
const URI = /^[a-z][a-z0-9+.-]*:\/\/[A-Za-z0-9._~:/@%!$&()*+;=-]+$/;

/** What a name in an identity, of a guest for example, may be: as in the host's configuration. */
export const IDENTITY_NAME = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,62}$/;

export function identityUri(kind: IdentityKind, name: string): string {
	return `${SCHEME}${kind}/${name}`;
}

/** Whether a text can be an identity of a certificate. */
export function isIdentityUri(text: string): boolean {
	return text.length <= MAX_LENGTH && URI.test(text);
}

/** What follows the last slash of an identity; empty where there is none. */
export function lastPart(identity: string): string {
	return identity.slice(identity.lastIndexOf('/') + 1);
}

/**
 * The identity in a certificate's subject alternative names, in the form in which Node gives them
 * ("DNS:host, URI:faultline://guest/a"). Undefined unless there is exactly one URI that can be one: with two, who
 * the peer is would depend on who asks.
 *
 * Node puts a name with a character that could be taken for the end of it in quotes (a JSON string, since the fix of
 * CVE-2021-44532), so that a DNS name cannot pretend to be a URI; such a name is no identity.
 */
export function identityOf(subjectAltName: string | undefined): string | undefined {
	const uris = entriesOf(subjectAltName ?? '').filter((entry) => entry.startsWith('URI:'));
	const uri = uris[0]?.slice('URI:'.length);
	return uris.length === 1 && uri !== undefined && isIdentityUri(uri) ? uri : undefined;
}

/** The names of a list, quoted ones whole. */
function entriesOf(list: string): string[] {
	return list.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g)?.map((entry) => entry.trim()) ?? [];
}
